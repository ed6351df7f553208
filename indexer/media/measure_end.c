#include "indexer/media/measure_end.h"

#include "catalog/facts/facts.h"
#include "indexer/media/ebml.h"
#include "indexer/media/riff.h"
#include "indexer/media/splice.h"

#include <string.h>

/* Of the end of a stream that has an index, as many samples are read as may still be shown out of order. */
#define LAST_SAMPLES       24
#define LAST_SAMPLES_BYTES (4 << 20)

/* Windows on the end, the next where nothing of the film begins in the one before. */
static const gint64 tails[] = { 3 << 20, 12 << 20, 28 << 20 };

/* What all below work on. */
typedef struct {
    Media *media;
    FirstPicture *picture;
    Measure *measure;
} End;

static gboolean format_is(const Media *media, const char *part)
{
    return strstr(media->format->iformat->name, part) != NULL;
}

/* Reads to the end, or until `bytes` are read. */
static void read_on(const End *end, AVFormatContext *input, gint64 bytes)
{
    AVPacket *packet = av_packet_alloc();
    gint64 until = end->media->bytes_read + bytes;

    while (packet && end->media->bytes_read < until && av_read_frame(input, packet) >= 0) {
        if (packet->stream_index < MEASURE_STREAMS_MAX)
            measure_packet(end->measure, input->streams[packet->stream_index], packet);
        if (packet->stream_index == end->media->video)
            first_picture_feed(end->picture, packet);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
}

/* --- by the container's index --- */

static gboolean is_there(const Media *media, const AVIndexEntry *entry)
{
    return entry->pos >= 0 && entry->pos <= media->size && entry->size <= media->size - entry->pos;
}

/* The last sample of which all is there; -1: none. */
static int last_sample(const Media *media, AVStream *stream)
{
    int i = avformat_index_get_entries_count(stream) - 1;

    while (i >= 0 && !is_there(media, avformat_index_get_entry(stream, i)))
        i--;
    return i;
}

static int step_back(AVStream *stream, int last)
{
    gint64 bytes = 0;
    int i = last;

    while (i > 0 && last - i < LAST_SAMPLES && bytes < LAST_SAMPLES_BYTES)
        bytes += avformat_index_get_entry(stream, i--)->size;
    return i;
}

static void seek_to_sample(AVFormatContext *input, int index, int sample)
{
    const AVIndexEntry *entry = avformat_index_get_entry(input->streams[index], sample);

    for (unsigned i = 0; i < input->nb_streams; i++)
        input->streams[i]->discard = (int)i == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    av_seek_frame(input, index, entry->timestamp, AVSEEK_FLAG_ANY | AVSEEK_FLAG_BACKWARD);
}

/* The index has the time of every picture: better than those of the first few. */
static void take_times(AVStream *stream, StreamMeasure *measure)
{
    int count = avformat_index_get_entries_count(stream);

    if (!measure->times || count < (int)measure->times->len)
        return;
    g_array_set_size(measure->times, 0);
    measure->times_end = FALSE;
    for (int i = 0; i < count; i++) {
        const AVIndexEntry *entry = avformat_index_get_entry(stream, i);

        if (!(entry->flags & AVINDEX_DISCARD_FRAME))
            measure_time(measure, entry->timestamp);
    }
    measure->times_end = TRUE;
}

static void end_by_samples(const End *end)
{
    for (int i = 0; i < (int)MIN(end->media->format->nb_streams, MEASURE_STREAMS_MAX); i++) {
        AVStream *stream = end->media->format->streams[i];
        int last = last_sample(end->media, stream);

        if (last < 0 || (i != end->media->video && stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO))
            continue;
        if (i == end->media->video)
            take_times(stream, &end->measure->streams[i]);
        seek_to_sample(end->media->format, i, step_back(stream, last));
        read_on(end, end->media->format, 2 * LAST_SAMPLES_BYTES);
    }
}

/* --- by a window on the end --- */

typedef gboolean (*FindTail)(const End *end, gint64 bytes, MediaWindow *window);

static gboolean tail_of_fragments(const End *end, gint64 bytes, MediaWindow *window)
{
    return boxes_tail(end->media, &end->measure->boxes, bytes, window);
}

static gboolean tail_of_clusters(const End *end, gint64 bytes, MediaWindow *window)
{
    Ebml ebml;

    return ebml_read(end->media, &ebml) && ebml_tail(end->media, &ebml, bytes, window);
}

static gboolean tail_of_packets(const End *end, gint64 bytes, MediaWindow *window)
{
    return splice_tail(end->media, bytes, window);
}

/* The end of the film, or of what there is besides a film. */
static gint64 end_so_far(const End *end)
{
    return end->media->video >= 0 ? end->measure->streams[end->media->video].end_us
                                  : measure_last(end->measure);
}

/* TRUE when something of the film was there. */
static gboolean end_by_tail(const End *end, gint64 bytes, FindTail find_tail)
{
    MediaWindow window;
    AVFormatContext *input;
    gint64 before = end_so_far(end);
    int averror = 0;

    if (!find_tail(end, bytes, &window))
        return FALSE;
    input = media_input_open(end->media, end->media->format->iformat, &window, &averror);
    if (!input)
        return FALSE;
    if (!media_header_tells_all(input))
        media_input_analyse(input);
    read_on(end, input, end->media->size);
    media_input_close(input);
    return end_so_far(end) > before;
}

static void end_by_tails(const End *end, FindTail find_tail)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tails) && !media_has_read_enough(end->media); i++) {
        if (tails[i] < end->media->size && end_by_tail(end, tails[i], find_tail))
            return;
    }
}

/* --- AVI --- */

/* libav keeps one entry a chunk; where the index was cut off it has none, or those of the beginning alone. */
static gboolean has_index_to_the_end(const End *end)
{
    gint64 furthest = 0;

    for (unsigned i = 0; i < end->media->format->nb_streams; i++) {
        int count = avformat_index_get_entries_count(end->media->format->streams[i]);

        if (count > 0)
            furthest =
                MAX(furthest, avformat_index_get_entry(end->media->format->streams[i], count - 1)->pos);
    }
    return furthest > end->media->size / 20 * 19;
}

static void end_by_chunks(const End *end)
{
    Riff riff;

    riff_walk(end->media, &riff);
    for (int i = 0; i < MIN(riff.count, (int)end->media->format->nb_streams); i++) {
        StreamMeasure *stream = &end->measure->streams[i];

        if (stream->first_us != FACT_UNKNOWN)
            stream->end_us = MAX(stream->end_us, riff_duration_us(&riff.streams[i]));
    }
}

/* Sound of which a unit has a size is counted in bytes by libav's index. */
static gint64 entry_end(const AVIndexEntry *last, const AVIndexEntry *before, gint64 unit_bytes)
{
    if (unit_bytes > 0)
        return (last->timestamp + last->size) / unit_bytes;
    return last->timestamp + MAX(last->timestamp - before->timestamp, 1);
}

static void end_by_entries(const End *end)
{
    Riff riff;

    riff_read_header(end->media, &riff);
    for (int i = 0; i < MIN(riff.count, (int)end->media->format->nb_streams); i++) {
        AVStream *stream = end->media->format->streams[i];
        StreamMeasure *packets = &end->measure->streams[i];
        int last = last_sample(end->media, stream);
        gint64 units;

        if (last < 1 || packets->first_us == FACT_UNKNOWN)
            continue;
        units = entry_end(avformat_index_get_entry(stream, last), avformat_index_get_entry(stream, last - 1),
                          riff.streams[i].unit_bytes);
        packets->end_us = MAX(packets->end_us, av_rescale_q(units, stream->time_base, AV_TIME_BASE_Q));
    }
}

/* --- others --- */

/* Without times there is nothing to be found at the end: as much is read as may be, and the rest is like it. */
static void end_by_share(const End *end)
{
    StreamMeasure *film = &end->measure->streams[MAX(end->media->video, 0)];

    read_on(end, end->media->format, end->media->size);
    if (film->first_us != FACT_UNKNOWN && film->bytes > 0)
        film->end_us =
            film->first_us + av_rescale(film->end_us - film->first_us, end->media->size, film->bytes);
}

/* Wherever the demuxer finds the last second. Of a file that was cut it finds nothing of use: as much of the time is there as of the
 * bytes. */
static void end_by_seeking(const End *end)
{
    StreamMeasure *film = &end->measure->streams[MAX(end->media->video, 0)];
    gint64 duration = end->media->format->duration, declared = splice_declared_size(end->media);

    if (duration == AV_NOPTS_VALUE || duration <= 0)
        return;
    if (declared > end->media->size && film->first_us != FACT_UNKNOWN) {
        film->end_us = MAX(film->end_us, film->first_us + av_rescale(duration, end->media->size, declared));
        return;
    }
    if (av_seek_frame(end->media->format, -1, MAX(duration - AV_TIME_BASE, 0), AVSEEK_FLAG_BACKWARD) >= 0)
        read_on(end, end->media->format, end->media->size);
}

static void find_end(const End *end)
{
    if (format_is(end->media, "mp4") && end->measure->boxes.fragments == 0)
        end_by_samples(end);
    else if (format_is(end->media, "mp4"))
        end_by_tails(end, tail_of_fragments);
    else if (format_is(end->media, "matroska"))
        end_by_tails(end, tail_of_clusters);
    else if (format_is(end->media, "avi") && has_index_to_the_end(end))
        end_by_entries(end);
    else if (format_is(end->media, "avi"))
        end_by_chunks(end);
    else if (splice_knows(end->media))
        end_by_tails(end, tail_of_packets);
    else if (media_is_bare(end->media->format))
        end_by_share(end);
    else
        end_by_seeking(end);
}

/* In units of the stream; AV_NOPTS_VALUE: its demuxer does not know. (libav gives streams that it has not met
 * the start of the others.) */
static gint64 stream_start(AVStream *stream)
{
    if (avformat_index_get_entries_count(stream) > 0)
        return avformat_index_get_entry(stream, 0)->timestamp;
    return stream->start_time;
}

/* Sound of which nothing lies in the part of the beginning that was read. */
static void take_starts(const End *end)
{
    for (int i = 0; i < (int)MIN(end->media->format->nb_streams, MEASURE_STREAMS_MAX); i++) {
        AVStream *stream = end->media->format->streams[i];
        StreamMeasure *packets = &end->measure->streams[i];
        gint64 start = stream_start(stream);

        if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO || packets->first_us == FACT_UNKNOWN ||
            start == AV_NOPTS_VALUE)
            continue;
        start = av_rescale_q(start, stream->time_base, AV_TIME_BASE_Q);
        if (start > -MEASURE_TIME_MAX)
            packets->first_us = MIN(packets->first_us, start);
    }
}

void measure_end(Media *media, FirstPicture *picture, Measure *measure)
{
    const End end = { media, picture, measure };
    gint64 before = measure_last(measure);

    first_picture_restart(picture);
    for (int i = 0; i < MEASURE_STREAMS_MAX; i++)
        measure->streams[i].times_end = TRUE;
    find_end(&end);
    take_starts(&end);
    first_picture_finish(picture);
    measure->has_end = measure_last(measure) > before;
}

/* --- is it all there? --- */

static gboolean index_points_beyond(const Media *media)
{
    for (unsigned i = 0; i < media->format->nb_streams; i++) {
        AVStream *stream = media->format->streams[i];
        int count = avformat_index_get_entries_count(stream);

        if (count > 0 && last_sample(media, stream) < count - 1)
            return TRUE;
    }
    return FALSE;
}

gboolean measure_is_cut(Media *media, const Boxes *boxes)
{
    Ebml ebml;
    Riff riff;

    if (format_is(media, "mp4"))
        return boxes->fragments > 0 ? boxes->is_cut : index_points_beyond(media);
    if (format_is(media, "matroska"))
        return ebml_read(media, &ebml) && ebml_is_cut(media, &ebml);
    if (!format_is(media, "avi"))
        return media->is_padded || splice_is_cut(media);
    riff_read_header(media, &riff);
    return riff.is_cut;
}
