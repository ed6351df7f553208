#include "indexer/media/riff.h"

#include <libavutil/intreadwrite.h>

/* Half a day of film with its sound has fewer. */
#define CHUNKS_MAX 3000000

#define TYPE(a, b, c, d) MKTAG(a, b, c, d)

static void read_stream_header(Media *media, gint64 place, Riff *riff)
{
    guint8 header[48];
    RiffStream *stream = &riff->streams[riff->count];

    if (riff->count == RIFF_STREAMS_MAX || !media_read_exactly(media, place, header, sizeof header))
        return;
    stream->scale = AV_RL32(header + 20);
    stream->rate = AV_RL32(header + 24);
    stream->unit_bytes = AV_RL32(header) == TYPE('a', 'u', 'd', 's') ? AV_RL32(header + 44) : 0;
    riff->count++;
}

/* Chunks of media are named by two digits, the number of their stream, and two letters. -1: it is none. */
static int stream_of(guint32 type)
{
    int tens = (int)(type & 0xff) - '0', ones = (int)(type >> 8 & 0xff) - '0';
    guint32 kind = type >> 16;
    gboolean is_media = kind == ('d' | 'c' << 8) || kind == ('d' | 'b' << 8) || kind == ('w' | 'b' << 8);

    return is_media && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

static void count_chunk(Media *media, Riff *riff, int stream, gint64 place, gint64 size)
{
    if (stream >= riff->count || place >= media->size)
        return;
    riff->streams[stream].chunks++;
    riff->streams[stream].bytes += MIN(size, media->size - place);
}

static gboolean is_name(guint32 type)
{
    for (int i = 0; i < 4; i++) {
        if ((type >> 8 * i & 0xff) < 0x20 || (type >> 8 * i & 0xff) > 0x7e)
            return FALSE;
    }
    return TRUE;
}

static void walk(Media *media, Riff *riff, gboolean only_header)
{
    gint64 place = 0;

    *riff = (Riff){ .count = 0 };
    for (int count = 0; count < CHUNKS_MAX && place < media->size; count++) {
        guint8 header[12] = { 0 };
        int length = media_read_at(media, place, header, sizeof header);
        guint32 type = AV_RL32(header), size = AV_RL32(header + 4), list = AV_RL32(header + 8);

        if (length < 8 || !is_name(type))
            return;
        if (type == TYPE('R', 'I', 'F', 'F') || type == TYPE('L', 'I', 'S', 'T')) {
            if (list == TYPE('m', 'o', 'v', 'i') && only_header)
                return;
            riff->is_cut |= place + 8 + (gint64)size > media->size;
            place += 12;
            continue;
        }
        if (type == TYPE('s', 't', 'r', 'h'))
            read_stream_header(media, place + 8, riff);
        if (stream_of(type) >= 0)
            count_chunk(media, riff, stream_of(type), place + 8, size);
        place += 8 + (gint64)size + (size & 1);
    }
}

void riff_read_header(Media *media, Riff *riff)
{
    walk(media, riff, TRUE);
}

void riff_walk(Media *media, Riff *riff)
{
    walk(media, riff, FALSE);
}

gint64 riff_duration_us(const RiffStream *stream)
{
    gint64 units = stream->unit_bytes > 0 ? stream->bytes / stream->unit_bytes : stream->chunks;

    if (stream->rate <= 0 || stream->scale <= 0)
        return 0;
    return MAX(av_rescale(units, stream->scale * AV_TIME_BASE, stream->rate), 0);
}
