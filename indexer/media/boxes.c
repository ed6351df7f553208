#include "indexer/media/boxes.h"

#include <libavutil/intreadwrite.h>
#include <string.h>

/* A film of ten hours in fragments of a fifth of a second has fewer. */
#define BOXES_MAX 400000

#define TYPE(a, b, c, d) MKBETAG(a, b, c, d)

/* A size of 32 bits; 1 says that one of 64 follows, 0 that the box goes on to the end. FALSE: this is no box.
 */
static gboolean read_box(Media *media, gint64 place, guint32 *type, gint64 *end)
{
    guint8 header[16] = { 0 };
    int length = media_read_at(media, place, header, sizeof header);
    guint64 size;

    if (length < 8)
        return FALSE;
    size = AV_RB32(header);
    *type = AV_RB32(header + 4);
    if (size == 1 && length < 16)
        return FALSE;
    if (size == 1)
        size = AV_RB64(header + 8);
    if (size == 0)
        size = (guint64)(media->size - place);
    if (size < 8)
        return FALSE;
    *end = size > (guint64)(G_MAXINT64 - place) ? G_MAXINT64 : place + (gint64)size;
    return TRUE;
}

static gboolean begins_a_file(guint32 type)
{
    static const guint32 types[] = { TYPE('f', 't', 'y', 'p'), TYPE('m', 'o', 'o', 'v'),
                                     TYPE('m', 'd', 'a', 't'), TYPE('f', 'r', 'e', 'e'),
                                     TYPE('s', 'k', 'i', 'p'), TYPE('w', 'i', 'd', 'e'),
                                     TYPE('s', 't', 'y', 'p'), TYPE('m', 'o', 'o', 'f') };

    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        if (types[i] == type)
            return TRUE;
    }
    return FALSE;
}

static void note_box(Boxes *boxes, guint32 type, gint64 place, gint64 end)
{
    if (type == TYPE('m', 'd', 'a', 't') && boxes->media_at < 0)
        boxes->media_at = place;
    if (boxes->is_cut)
        return;
    if (type == TYPE('m', 'o', 'o', 'v') && boxes->index_at < 0) {
        boxes->index_at = place;
        boxes->index_end = end;
    }
    if (type == TYPE('m', 'o', 'o', 'f'))
        boxes->fragment_at[boxes->fragments++ % BOXES_FRAGMENTS] = place;
}

void boxes_walk(Media *media, Boxes *boxes)
{
    gint64 place = 0, end = 0;
    guint32 type = 0;

    *boxes = (Boxes){ .index_at = -1, .index_end = -1, .media_at = -1 };
    for (int count = 0; count < BOXES_MAX && place < media->size; count++) {
        if (!read_box(media, place, &type, &end))
            return;
        if (count == 0)
            boxes->is_iso = begins_a_file(type);
        if (!boxes->is_iso)
            return;
        boxes->is_cut = end > media->size;
        note_box(boxes, type, place, end);
        place = end;
    }
}

gboolean boxes_say_encrypted(Media *media, const Boxes *boxes)
{
    static const char *const signs[] = { "encv", "enca", "sinf", "pssh" };
    gint64 length = MIN(boxes->index_end - boxes->index_at, 1 << 20);
    g_autofree char *index = boxes->index_at >= 0 ? g_malloc((gsize)length) : NULL;

    if (!index || !media_read_exactly(media, boxes->index_at, index, (int)length))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (memmem(index, (size_t)length, signs[i], 4))
            return TRUE;
    }
    return FALSE;
}

gboolean boxes_tail(const Media *media, const Boxes *boxes, gint64 bytes, MediaWindow *window)
{
    gint64 target = -1;

    for (gint64 i = 1; i <= MIN(boxes->fragments, BOXES_FRAGMENTS); i++) {
        gint64 place = boxes->fragment_at[(boxes->fragments - i) % BOXES_FRAGMENTS];

        if (target >= 0 && media->size - place > bytes)
            break;
        target = place;
    }
    if (boxes->index_at < 0 || target < boxes->index_end + 16)
        return FALSE;
    /* What lies between becomes a box to be skipped; everything stays where it was, as fragments may give
     * places in the file. */
    *window = MEDIA_WHOLE(media);
    window->patch_at = boxes->index_end;
    window->patch_length = 16;
    AV_WB32(window->patch, 1);
    AV_WB32(window->patch + 4, TYPE('f', 'r', 'e', 'e'));
    AV_WB64(window->patch + 8, (guint64)(target - boxes->index_end));
    return TRUE;
}
