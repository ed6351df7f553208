#include "indexer/media/splice.h"

#include <libavutil/avstring.h>
#include <libavutil/intreadwrite.h>
#include <string.h>

/* Of the beginning: enough for every demuxer to find all streams. */
#define HEAD_BYTES (3 << 20)

/* A packet that is longer is not one. */
#define PACKET_BYTES_MAX (2 << 20)

/* How a format's packets are told apart. `length` gives the bytes of the packet that begins here, as far as
 * `available` bytes tell; 0: none begins here. */
typedef struct {
    const char *mark; /* what a packet begins with */
    gsize mark_length;
    gint64 (*length)(const guint8 *bytes, gint64 available);
} Packets;

/* The first place from `place` on where a packet begins, within `length` bytes; -1: none. */
static gint64 find_packet(Media *media, gint64 place, gint64 length, const Packets *packets)
{
    gint64 wanted = CLAMP(media->size - place, 0, length);
    g_autofree guint8 *bytes = g_malloc((gsize)wanted + 1);

    if (!media_read_exactly(media, place, bytes, (int)wanted))
        return -1;
    for (gint64 i = 0; i < wanted; i++) {
        const guint8 *found = memmem(bytes + i, (size_t)(wanted - i), packets->mark, packets->mark_length);

        if (!found)
            break;
        i = found - bytes;
        if (packets->length(found, wanted - i) > 0)
            return place + i;
    }
    return -1;
}

/* The head up to a packet, and the tail from one on. */
static gboolean splice(Media *media, gint64 bytes, const Packets *packets, MediaWindow *window)
{
    gint64 head = find_packet(media, HEAD_BYTES, PACKET_BYTES_MAX, packets);
    gint64 tail = find_packet(media, MAX(media->size - bytes, 0), bytes, packets);

    *window = (MediaWindow){ .head = head, .tail = tail };
    return head > 0 && tail > head;
}

/* Goes from packet to packet through the end of the file. */
static gboolean ends_within(Media *media, const Packets *packets)
{
    gint64 start = MAX(media->size - PACKET_BYTES_MAX, 0), length = media->size - start, place;
    g_autofree guint8 *bytes = g_malloc((gsize)length + 1);

    place = find_packet(media, start, length, packets);
    if (place < 0 || !media_read_exactly(media, start, bytes, (int)length))
        return FALSE;
    for (place -= start; place < length;) {
        gint64 step = packets->length(bytes + place, length - place);

        if (step <= 0)
            return length - place <
                   27; /* the shortest head that could tell; longer rubbish is no packet that was cut */
        place += step;
    }
    return place > length;
}

/* --- MPEG transport streams --- */

/* 188 bytes a packet; 192 with a time before it (m2ts), 204 with a checksum behind it. 0: it is none. */
static int transport_packet(Media *media, gint64 *first)
{
    static const int sizes[] = { 188, 192, 204 };
    guint8 bytes[2048];

    if (!media_read_exactly(media, 0, bytes, sizeof bytes))
        return 0;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        for (int offset = 0; offset < sizes[i]; offset++) {
            int place = offset;

            while (place < (int)sizeof bytes && bytes[place] == 0x47)
                place += sizes[i];
            if (place < (int)sizeof bytes)
                continue;
            *first = sizes[i] == 192 && offset >= 4 ? offset - 4 : offset;
            return sizes[i];
        }
    }
    return 0;
}

static gboolean transport_tail(Media *media, gint64 bytes, MediaWindow *window)
{
    gint64 first = 0;
    int packet = transport_packet(media, &first);

    if (packet == 0)
        return FALSE;
    *window = (MediaWindow){ .head = first + HEAD_BYTES / packet * packet,
                             .tail = first + (media->size - bytes - first) / packet * packet };
    return window->tail > window->head;
}

static gboolean transport_is_cut(Media *media)
{
    gint64 first = 0;
    int packet = transport_packet(media, &first);

    return packet > 0 && (media->size - first) % packet != 0;
}

/* --- MPEG program streams --- */

static gint64 pack_length(const guint8 *bytes, gint64 available)
{
    return available > 14 && ((bytes[4] & 0xC4) == 0x44 || (bytes[4] & 0xF1) == 0x21) ? 14 : 0;
}

static const Packets program_packs = { "\0\0\1\xBA", 4, pack_length };

static gboolean program_tail(Media *media, gint64 bytes, MediaWindow *window)
{
    return splice(media, bytes, &program_packs, window);
}

/* --- Flash --- */

/* Sound, picture or data: type, length, time, a stream number that is always 0; after the data the length
 * again. */
static gint64 tag_length(const guint8 *bytes, gint64 available)
{
    gint64 size = available >= 15 ? 11 + AV_RB24(bytes + 1) : 0;

    if (size == 0 || (bytes[0] != 8 && bytes[0] != 9 && bytes[0] != 18) || AV_RB24(bytes + 8) != 0)
        return 0;
    return size + 4 > available || AV_RB32(bytes + size) == size ? size + 4 : 0;
}

/* Without a mark every byte has to be looked at, and a tag must be seen to its end. */
static gint64 whole_tag_length(const guint8 *bytes, gint64 available)
{
    gint64 length = tag_length(bytes, available);

    return length <= available ? length : 0;
}

static const Packets tags = { "", 0, whole_tag_length };

static gboolean flash_tail(Media *media, gint64 bytes, MediaWindow *window)
{
    return splice(media, bytes, &tags, window);
}

static gboolean flash_is_cut(Media *media)
{
    return ends_within(media, &(Packets){ "", 0, tag_length });
}

/* --- Ogg --- */

static gint64 page_length(const guint8 *bytes, gint64 available)
{
    gint64 length = available >= 27 ? 27 + bytes[26] : 0;

    if (length == 0 || length > available || memcmp(bytes, "OggS", 5) != 0)
        return 0;
    for (int i = 0; i < bytes[26]; i++)
        length += bytes[27 + i];
    return length + 4 > available || memcmp(bytes + length, "OggS", 4) == 0 ? length : 0;
}

static const Packets pages = { "OggS", 4, page_length };

static gboolean ogg_tail(Media *media, gint64 bytes, MediaWindow *window)
{
    return splice(media, bytes, &pages, window);
}

static gboolean ogg_is_cut(Media *media)
{
    return ends_within(media, &pages);
}

/* --- Windows Media --- */

typedef struct {
    gint64 packets_at;
    gint64 packet; /* bytes; 0: they differ, or nothing is known */
    gint64 end;    /* of the packets, as declared; 0: not */
} Asf;

static const guint8 file_properties[16] = { 0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11,
                                            0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65 };
static const guint8 data_object[16] = { 0x36, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                        0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C };

static void read_file_properties(Media *media, gint64 place, Asf *asf)
{
    guint8 bytes[104];

    if (media_read_exactly(media, place, bytes, sizeof bytes) && AV_RL32(bytes + 92) == AV_RL32(bytes + 96))
        asf->packet = AV_RL32(bytes + 92);
}

/* The header object holds objects, then comes the data object. */
static gboolean asf_read(Media *media, Asf *asf)
{
    gint64 place = 30;

    *asf = (Asf){ 0 };
    for (int i = 0; i < 1000; i++) {
        guint8 head[24];
        guint64 size;

        if (!media_read_exactly(media, place, head, sizeof head))
            return FALSE;
        size = AV_RL64(head + 16);
        if (memcmp(head, file_properties, sizeof file_properties) == 0)
            read_file_properties(media, place, asf);
        if (memcmp(head, data_object, sizeof data_object) == 0) {
            asf->packets_at = place + 50;
            asf->end = size > 50 && size < (guint64)(G_MAXINT64 - place) ? place + (gint64)size : 0;
            return TRUE;
        }
        if (size < 24 || size > (guint64)(media->size - place))
            return FALSE;
        place += (gint64)size;
    }
    return FALSE;
}

static gboolean asf_tail(Media *media, gint64 bytes, MediaWindow *window)
{
    Asf asf;
    gint64 end, before;

    if (!asf_read(media, &asf) || asf.packet <= 0)
        return FALSE;
    end = asf.end > 0 ? MIN(asf.end, media->size) : media->size;
    before = (end - asf.packets_at - bytes) / asf.packet;
    *window = (MediaWindow){ .head = asf.packets_at + HEAD_BYTES / asf.packet * asf.packet,
                             .tail = asf.packets_at + before * asf.packet };
    return window->tail > window->head;
}

static gboolean asf_is_cut(Media *media)
{
    Asf asf;

    return asf_read(media, &asf) && asf.end > media->size;
}

/* --- MXF: no packets to go by, but its head knows where its foot was --- */

gint64 splice_declared_size(Media *media)
{
    static const guint8 partition[13] = { 0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01,
                                          0x01, 0x0D, 0x01, 0x02, 0x01, 0x01 };
    guint8 bytes[64];
    guint64 foot;
    int head;

    if (!av_match_name(media->format->iformat->name, "mxf") ||
        !media_read_exactly(media, 0, bytes, sizeof bytes) || memcmp(bytes, partition, sizeof partition) != 0)
        return 0;
    head = bytes[16] & 0x80 ? 17 + (bytes[16] & 0x0f) : 17; /* behind the key and its length */
    foot = AV_RB64(bytes + head + 24);
    return foot < (guint64)G_MAXINT64 ? (gint64)foot : 0;
}

static gboolean mxf_is_cut(Media *media)
{
    return splice_declared_size(media) >= media->size;
}

/* --- */

static const struct kind {
    const char *formats;
    gboolean (*tail)(Media *media, gint64 bytes, MediaWindow *window);
    gboolean (*is_cut)(Media *media);
} kinds[] = {
    { "mpegts", transport_tail, transport_is_cut },
    { "mpeg", program_tail, NULL },
    { "flv,live_flv", flash_tail, flash_is_cut },
    { "ogg", ogg_tail, ogg_is_cut },
    { "asf", asf_tail, asf_is_cut },
    { "mxf", NULL, mxf_is_cut },
};

/* NULL: the format is of another kind. */
static const struct kind *kind_of(const Media *media)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (av_match_name(media->format->iformat->name, kinds[i].formats))
            return &kinds[i];
    }
    return NULL;
}

gboolean splice_knows(const Media *media)
{
    const struct kind *kind = kind_of(media);

    return kind && kind->tail;
}

gboolean splice_tail(Media *media, gint64 bytes, MediaWindow *window)
{
    const struct kind *kind = kind_of(media);

    return kind && kind->tail && kind->tail(media, bytes, window);
}

gboolean splice_is_cut(Media *media)
{
    const struct kind *kind = kind_of(media);

    return kind && kind->is_cut && kind->is_cut(media);
}
