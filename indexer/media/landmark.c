#include "indexer/media/landmark.h"

#include <libavutil/intreadwrite.h>
#include <string.h>

/* How far a place to enter is looked for from where it was wanted. */
#define SCAN_BYTES (8 << 20)
#define CHUNK      (64 * 1024)

/* Top-level boxes of a fragmented file that are stepped over: two hours in fragments of half a second. */
#define BOXES_MAX 32768

/* Whether a place to enter begins here; at least `left` bytes can be looked at. */
typedef gboolean (*IsEntry)(const guint8 *bytes, gsize left);

static gboolean is_cluster(const guint8 *bytes, gsize left)
{
    return left >= 4 && AV_RB32(bytes) == 0x1F43B675;
}

/* A decoder's settings, of H.264, HEVC or AAC, come as a tag of their own that the demuxer must have seen. */
static gboolean is_flv_settings(const guint8 *bytes)
{
    int codec = bytes[0] == 9 ? bytes[11] & 15 : bytes[11] >> 4;

    return (codec == (bytes[0] == 9 ? 7 : 10) || (bytes[0] == 9 && codec == 12)) && bytes[12] == 0;
}

/* A tag of moving pictures or sound that is followed by its own length. */
static gboolean is_flv_tag(const guint8 *bytes, gsize left)
{
    gsize size;

    if (left < 15 || (bytes[0] != 8 && bytes[0] != 9) || AV_RB24(bytes + 8) != 0 || is_flv_settings(bytes))
        return FALSE;
    size = AV_RB24(bytes + 1);
    return left >= size + 15 && AV_RB32(bytes + 11 + size) == size + 11;
}

/* A chunk of a video stream: "00dc", "01db". */
static gboolean is_avi_chunk(const guint8 *bytes, gsize left)
{
    return left >= 8 && bytes[0] == '0' && g_ascii_isdigit(bytes[1]) && bytes[2] == 'd' &&
           (bytes[3] == 'c' || bytes[3] == 'b') && AV_RL32(bytes + 4) < SCAN_BYTES;
}

static gint64 scan(Media *media, gint64 from, gint64 length, IsEntry is_entry)
{
    g_autofree guint8 *bytes = g_malloc(2 * CHUNK);
    gsize held = 0;

    for (gint64 position = from; position < from + length;) {
        int got = media_read_at(media, position + (gint64)held, bytes + held, 2 * CHUNK - (int)held);

        if (got > 0)
            held += (gsize)got;
        for (gsize i = 0; i < MIN(held, CHUNK); i++)
            if (is_entry(bytes + i, held - i))
                return position + (gint64)i;
        if (got <= 0 || held <= CHUNK)
            return -1;
        memmove(bytes, bytes + CHUNK, held - CHUNK);
        held -= CHUNK;
        position += CHUNK;
    }
    return -1;
}

static gboolean scan_from(Media *media, gint64 position, IsEntry is_entry, Landmark *landmark)
{
    gint64 first = scan(media, 0, SCAN_BYTES, is_entry);

    if (first < 0)
        return FALSE;
    landmark->head = first;
    landmark->tail = position <= first ? first : scan(media, position, SCAN_BYTES, is_entry);
    return landmark->tail >= 0;
}

static gboolean find_in_matroska(Media *media, gint64 position, Landmark *landmark)
{
    return scan_from(media, position, is_cluster, landmark);
}

static gboolean find_in_flv(Media *media, gint64 position, Landmark *landmark)
{
    return scan_from(media, position, is_flv_tag, landmark);
}

static gboolean find_in_avi(Media *media, gint64 position, Landmark *landmark)
{
    landmark->clock_restarts = TRUE;
    return scan_from(media, position, is_avi_chunk, landmark);
}

/* The length of the box at a place, 0 where there is none. */
static gint64 box_at(Media *media, gint64 position, char type[4])
{
    guint8 header[16];
    gint64 size;

    if (media_read_at(media, position, header, sizeof header) < (int)sizeof header)
        return 0;
    size = AV_RB32(header);
    memcpy(type, header + 4, 4);
    if (size == 1)
        size = AV_RB64(header + 8) <= G_MAXINT64 / 2 ? (gint64)AV_RB64(header + 8) : 0;
    return size >= 8 ? size : 0;
}

/* The last fragment up to the position, or the first. */
static gboolean find_in_fragments(Media *media, gint64 position, Landmark *landmark)
{
    gint64 at = 0, size;
    char type[4];

    landmark->head = -1;
    for (int i = 0; i < BOXES_MAX && (size = box_at(media, at, type)) > 0; at += size, i++) {
        if (landmark->head >= 0 && at > position)
            break;
        if (memcmp(type, "moof", 4) != 0)
            continue;
        if (landmark->head < 0)
            landmark->head = at;
        landmark->tail = at;
    }
    return landmark->head >= 0;
}

static const struct {
    const char *demuxer; /* the first of its names */
    gboolean (*find)(Media *media, gint64 position, Landmark *landmark);
} containers[] = {
    { "matroska", find_in_matroska },
    { "mov", find_in_fragments },
    { "flv", find_in_flv },
    { "avi", find_in_avi },
};

gboolean landmark_find(Media *media, gint64 position, Landmark *landmark)
{
    *landmark = (Landmark){ 0 };
    for (gsize i = 0; i < G_N_ELEMENTS(containers); i++)
        if (g_str_has_prefix(media->format->iformat->name, containers[i].demuxer))
            return containers[i].find(media, position, landmark);
    return FALSE;
}
