#include "indexer/media/ebml.h"

#include <libavutil/intreadwrite.h>
#include <string.h>

#define ID_HEADER  0x1A45DFA3
#define ID_SEGMENT 0x18538067
#define ID_CLUSTER 0x1F43B675

/* The longest head of an element: four bytes of name, eight of size. */
#define HEAD_BYTES 12

/* As many of a cluster tell that it is one. */
#define CLUSTER_START_BYTES 24

#define PIECE_BYTES      (64 << 10)
#define TOP_ELEMENTS_MAX 10000
#define SIZE_UNKNOWN     G_MAXINT64

typedef struct {
    guint32 id;
    gint64 data_at;
    gint64 size; /* SIZE_UNKNOWN */
} Element;

/* The number of bytes of a variable-length integer by its first; 0: it is none. */
static int vint_length(guint8 first)
{
    for (int i = 0; i < 8; i++) {
        if (first & 0x80 >> i)
            return i + 1;
    }
    return 0;
}

static gboolean parse_element(const guint8 *bytes, int length, gint64 place, Element *element)
{
    int id_length = length > 0 ? vint_length(bytes[0]) : 0;
    int size_length =
        id_length > 0 && id_length <= 4 && id_length < length ? vint_length(bytes[id_length]) : 0;
    guint64 size;

    if (size_length == 0 || id_length + size_length > length)
        return FALSE;
    element->id = 0;
    for (int i = 0; i < id_length; i++)
        element->id = element->id << 8 | bytes[i];
    size = bytes[id_length] & (0xff >> size_length);
    for (int i = 1; i < size_length; i++)
        size = size << 8 | bytes[id_length + i];
    element->data_at = place + id_length + size_length;
    element->size = size == (G_GUINT64_CONSTANT(1) << 7 * size_length) - 1 ? SIZE_UNKNOWN : (gint64)size;
    return TRUE;
}

static gboolean read_element(Media *media, gint64 place, Element *element)
{
    guint8 head[HEAD_BYTES];
    int length = media_read_at(media, place, head, sizeof head);

    return length > 0 && parse_element(head, length, place, element);
}

static gint64 element_end(const Element *element)
{
    return element->size > G_MAXINT64 - element->data_at ? G_MAXINT64 : element->data_at + element->size;
}

gboolean ebml_read(Media *media, Ebml *ebml)
{
    Element element = { 0 };
    gint64 place;

    *ebml = (Ebml){ .segment_end = -1, .clusters_at = -1 };
    if (!read_element(media, 0, &element) || element.id != ID_HEADER || element.size == SIZE_UNKNOWN)
        return FALSE;
    if (!read_element(media, element_end(&element), &element) || element.id != ID_SEGMENT)
        return FALSE;
    if (element.size != SIZE_UNKNOWN)
        ebml->segment_end = element_end(&element);
    place = element.data_at;
    for (int i = 0; i < TOP_ELEMENTS_MAX && read_element(media, place, &element); i++) {
        if (element.id == ID_CLUSTER) {
            ebml->clusters_at = place;
            break;
        }
        if (element.size == SIZE_UNKNOWN)
            break;
        place = element_end(&element);
    }
    return TRUE;
}

/* A cluster begins with its time, perhaps after a checksum: four bytes in the midst of a picture are not one.
 */
static gboolean is_cluster(const guint8 *bytes, gsize length)
{
    Element cluster;

    if (length < CLUSTER_START_BYTES || !parse_element(bytes, HEAD_BYTES, 0, &cluster) ||
        cluster.id != ID_CLUSTER)
        return FALSE;
    bytes += cluster.data_at;
    if (bytes[0] == 0xBF && bytes[1] == 0x84)
        bytes += 6;
    return bytes[0] == 0xE7 && bytes[1] >= 0x81 && bytes[1] <= 0x88;
}

/* The first cluster within the last `bytes`; -1: none. Pieces overlap by what tells a cluster. */
static gint64 find_cluster(Media *media, gint64 bytes)
{
    static const guint8 id[] = { 0x1F, 0x43, 0xB6, 0x75 };
    g_autofree guint8 *piece = g_malloc(PIECE_BYTES);
    gint64 start = media->size - MIN(bytes, media->size);

    for (; media->size - start >= CLUSTER_START_BYTES; start += PIECE_BYTES - CLUSTER_START_BYTES) {
        int length = (int)MIN(PIECE_BYTES, media->size - start);
        const guint8 *end = piece + length, *found = piece;

        if (!media_read_exactly(media, start, piece, length))
            return -1;
        while ((found = memmem(found, (size_t)(end - found), id, sizeof id)) != NULL) {
            if (is_cluster(found, (gsize)(end - found)))
                return start + (found - piece);
            found++;
        }
    }
    return -1;
}

gboolean ebml_tail(Media *media, const Ebml *ebml, gint64 bytes, MediaWindow *window)
{
    gint64 cluster = ebml->clusters_at < 0 ? -1 : find_cluster(media, bytes);

    if (cluster < ebml->clusters_at + 9 || cluster < 0)
        return FALSE;
    /* The clusters between become an element to be skipped. */
    *window = MEDIA_WHOLE(media);
    window->patch_at = ebml->clusters_at;
    window->patch_length = 9;
    window->patch[0] = 0xEC;
    AV_WB64(window->patch + 1, (guint64)(cluster - ebml->clusters_at - 9) | G_GUINT64_CONSTANT(1) << 56);
    return TRUE;
}

gboolean ebml_is_cut(Media *media, const Ebml *ebml)
{
    gint64 place;
    Element element = { 0 };

    if (ebml->segment_end >= 0)
        return ebml->segment_end > media->size;
    place = find_cluster(media, 4 << 20);
    while (place >= 0 && place < media->size) {
        if (!read_element(media, place, &element))
            return TRUE;
        place = element.size == SIZE_UNKNOWN || element.id == ID_CLUSTER ? element.data_at
                                                                         : element_end(&element);
    }
    return place > media->size;
}
