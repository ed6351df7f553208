#include "indexer/media/slices.h"

#include <string.h>

/* Bytes of each slice that are kept: enough for its header, which in HEVC may say where each row of blocks begins, and little more, since a
 * black picture is no longer. */
#define KEPT_OF_H264 64
#define KEPT_OF_HEVC 256

/* How the units of a stream lie in its packets: each after its length, ISO/IEC 14496-15. */
typedef struct {
    int length_bytes;  /* of that length; 0: they lie in another way, or it is another codec */
    guint32 beginning; /* bytes of a slice that are its header and a little more */
    gboolean (*is_slice)(guint8 first);
} Layout;

/* Bytes that are kept of the slices of a picture, at most. */
typedef struct {
    guint32 of_each, of_all;
} Kept;

/* nal_unit_type 1 … 5, ITU-T H.264, table 7-1. */
static gboolean is_slice_of_h264(guint8 first)
{
    return (first & 31) >= 1 && (first & 31) <= 5;
}

/* nal_unit_type 0 … 31, ITU-T H.265, table 7-1. */
static gboolean is_slice_of_hevc(guint8 first)
{
    return (first >> 1 & 63) < 32;
}

/* lengthSizeMinusOne of the AVC or HEVC decoder configuration record. */
static Layout layout_of(const AVCodecContext *decoder)
{
    const guint8 *record = decoder->extradata;

    if (decoder->codec_id == AV_CODEC_ID_H264 && decoder->extradata_size > 6 && record[0] == 1)
        return (Layout){ (record[4] & 3) + 1, KEPT_OF_H264, is_slice_of_h264 };
    if (decoder->codec_id == AV_CODEC_ID_HEVC && decoder->extradata_size > 22 && record[0] == 1)
        return (Layout){ (record[21] & 3) + 1, KEPT_OF_HEVC, is_slice_of_hevc };
    return (Layout){ 0 };
}

static guint32 read_length(const guint8 *at, int bytes)
{
    guint32 length = 0;

    for (int i = 0; i < bytes; i++)
        length = length << 8 | at[i];
    return length;
}

static void write_length(guint8 *at, int bytes, guint32 length)
{
    for (int i = bytes - 1; i >= 0; i--, length >>= 8)
        at[i] = (guint8)length;
}

/* Less than the beginning of a slice is of no use. */
static guint32 kept_of_slice(const Layout *layout, guint32 length, const Kept *most, guint32 given)
{
    guint32 kept = MIN(MIN(length, most->of_each), most->of_all - given);

    return kept < MIN(length, layout->beginning) ? 0 : kept;
}

/* The bytes written to `to`, which has room for the whole packet; 0: its units are not what they say. */
static int copy_units(const AVPacket *packet, const Layout *layout, const Kept *most, guint8 *to)
{
    const guint8 *from = packet->data, *end = packet->data + packet->size;
    guint32 given = 0;
    int written = 0;

    while (end - from > layout->length_bytes) {
        guint32 length = read_length(from, layout->length_bytes), kept;

        from += layout->length_bytes;
        if (length == 0 || length > (guint32)(end - from))
            return 0;
        kept = layout->is_slice(*from) ? kept_of_slice(layout, length, most, given) : length;
        if (layout->is_slice(*from))
            given += kept;
        if (kept > 0) {
            write_length(to + written, layout->length_bytes, kept);
            memcpy(to + written + layout->length_bytes, from, kept);
            written += layout->length_bytes + (int)kept;
        }
        from += length;
    }
    return written;
}

static AVPacket *with_at_most(const AVPacket *packet, const Layout *layout, const Kept *most)
{
    AVPacket *shorter = av_packet_alloc();
    int size = 0;

    if (shorter && av_new_packet(shorter, packet->size) >= 0)
        size = copy_units(packet, layout, most, shorter->data);
    if (size > 0 && size < packet->size && av_packet_copy_props(shorter, packet) >= 0)
        av_shrink_packet(shorter, size);
    else
        av_packet_free(&shorter);
    return shorter;
}

AVPacket *slices_shorten(const AVCodecContext *decoder, const AVPacket *packet)
{
    const Layout layout = layout_of(decoder);
    const Kept most = { layout.beginning, G_MAXUINT32 };

    return layout.length_bytes > 0 ? with_at_most(packet, &layout, &most) : NULL;
}

AVPacket *slices_of_top(const AVCodecContext *decoder, const AVPacket *packet)
{
    const Layout layout = layout_of(decoder);
    const Kept most = { G_MAXUINT32, (guint32)packet->size / 2 };

    return layout.length_bytes > 0 ? with_at_most(packet, &layout, &most) : NULL;
}
