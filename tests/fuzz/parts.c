#include "tests/fuzz/parts.h"

#include <string.h>

#define PARTS_MAX 4000

/* ---- boxes ---- */

/* Boxes that hold boxes, and where the first one begins. */
static const struct {
    const char *type;
    gsize first;
} holders[] = {
    { "moov", 8 },  { "trak", 8 },  { "mdia", 8 },  { "minf", 8 },  { "stbl", 8 },
    { "dinf", 8 },  { "edts", 8 },  { "udta", 8 },  { "mvex", 8 },  { "moof", 8 },
    { "traf", 8 },  { "meta", 12 }, { "stsd", 16 }, { "dref", 16 }, { "avc1", 86 },
    { "hvc1", 86 }, { "hev1", 86 }, { "av01", 86 }, { "mp4v", 86 },
};

static gsize first_within(const guint8 *box)
{
    for (gsize i = 0; i < G_N_ELEMENTS(holders); i++) {
        if (memcmp(box + 4, holders[i].type, 4) == 0)
            return holders[i].first;
    }
    return 0;
}

static guint32 big_endian_32(const guint8 *at)
{
    return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

static void add_boxes(GArray *parts, const guint8 *bytes, gsize from, gsize to)
{
    while (to - from >= 8 && parts->len < PARTS_MAX) {
        gsize size = big_endian_32(bytes + from), first = first_within(bytes + from);

        if (size < 8 || size > to - from) /* to the end, or 64 bits long */
            size = to - from;
        g_array_append_val(parts, ((FilmPart){ from, 4, from + 8, size - 8 }));
        if (first > 0 && first <= size)
            add_boxes(parts, bytes, from + first, from + size);
        from += size;
    }
}

GArray *parts_of_boxes(const GByteArray *film)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(FilmPart));

    add_boxes(parts, film->data, 0, film->len);
    return parts;
}

/* ---- EBML ---- */

static const guint32 masters[] = {
    0x18538067 /* Segment */,  0x114D9B74 /* SeekHead */,
    0x4DBB /* Seek */,         0x1549A966 /* Info */,
    0x1654AE6B /* Tracks */,   0xAE /* TrackEntry */,
    0xE0 /* Video */,          0xE1 /* Audio */,
    0x55B0 /* Colour */,       0x6D80 /* Encodings */,
    0x6240 /* one */,          0x1F43B675 /* Cluster */,
    0xA0 /* BlockGroup */,     0x1C53BB6B /* Cues */,
    0xBB /* CuePoint */,       0xB7 /* CueTrackPositions */,
    0x1043A770 /* Chapters */, 0x45B9 /* Edition */,
    0xB6 /* Chapter */,        0x1254C367 /* Tags */,
    0x7373 /* Tag */,          0x67C8 /* SimpleTag */,
    0x1A45DFA3 /* the head */,
};

static gboolean is_master(guint64 id)
{
    for (gsize i = 0; i < G_N_ELEMENTS(masters); i++) {
        if (masters[i] == id)
            return TRUE;
    }
    return FALSE;
}

/* Bytes of the number that begins there; 0: none does. */
static guint width_at(const guint8 *bytes, gsize at, gsize to)
{
    guint width = 1;

    if (at >= to || bytes[at] == 0)
        return 0;
    while (!(bytes[at] & (0x80 >> (width - 1))))
        width++;
    return at + width <= to ? width : 0;
}

static guint64 number_at(const guint8 *bytes, gsize at, guint width)
{
    guint64 number = 0;

    for (guint i = 0; i < width; i++)
        number = number << 8 | bytes[at + i];
    return number;
}

static void add_elements(GArray *parts, const guint8 *bytes, gsize from, gsize to)
{
    while (parts->len < PARTS_MAX) {
        guint id_width = width_at(bytes, from, to), width;
        FilmPart part;

        if (id_width == 0 || id_width > 4 || (width = width_at(bytes, from + id_width, to)) == 0)
            return;
        part = (FilmPart){ from + id_width, width, from + id_width + width, 0 };
        part.length = number_at(bytes, part.at, width) & ((G_GUINT64_CONSTANT(1) << 7 * width) - 1);
        part.length = MIN(part.length, to - part.content); /* all ones: to the end */
        g_array_append_val(parts, part);
        if (is_master(number_at(bytes, from, id_width)))
            add_elements(parts, bytes, part.content, part.content + part.length);
        from = part.content + part.length;
    }
}

GArray *parts_of_ebml(const GByteArray *film)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(FilmPart));

    add_elements(parts, film->data, 0, film->len);
    return parts;
}
