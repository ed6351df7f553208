#include "indexer/media/measure.h"

#include "catalog/facts/facts.h"
#include "indexer/media/measure_end.h"

#include <libavutil/intreadwrite.h>
#include <string.h>

#define TIMES_MAX 20000

/* Of a time in units of its stream: leaves room for sums. */
#define TIME_MAX (G_GINT64_CONSTANT(1) << 60)

/* One picture in so many may come early or late before a film counts as one of variable rate. */
#define ODD_GAPS 100

/* Of a large file's beginning: until the film shows, then so many of its pictures that their rhythm can be
 * told, or so many bytes. */
#define HEAD_BYTES_MAX (16 << 20)
#define HEAD_BYTES     (4 << 20)
#define HEAD_PICTURES  250

/* What is enough where the container's index has the times of all: as many as may be shown out of order, and more. */
#define HEAD_PICTURES_BY_INDEX 24

#define WHOLE_PACKETS_MAX 1000000

/* Of a large file, in all. */
#define READ_BYTES_MAX (60 << 20)

static gboolean is_sane(gint64 us)
{
    return us >= -MEASURE_TIME_MAX && us <= MEASURE_TIME_MAX;
}

static gint64 to_us(gint64 time, AVRational time_base)
{
    return av_rescale_q_rnd(time, time_base, AV_TIME_BASE_Q, AV_ROUND_NEAR_INF | AV_ROUND_PASS_MINMAX);
}

/* The size of one packet says nothing of its length. */
static gboolean keeps_a_reservoir(enum AVCodecID codec)
{
    return codec == AV_CODEC_ID_WMAV1 || codec == AV_CODEC_ID_WMAV2 || codec == AV_CODEC_ID_WMAPRO ||
           codec == AV_CODEC_ID_WMAVOICE;
}

/* What is usual for a sound packet of that size; 0: nobody knows. */
static gint64 sound_lasts(const AVCodecParameters *codec, const AVPacket *packet)
{
    int samples =
        codec->sample_rate > 0 ? av_get_audio_frame_duration2((AVCodecParameters *)codec, packet->size) : 0;

    if (samples > 0)
        return av_rescale(samples, AV_TIME_BASE, codec->sample_rate);
    if (codec->bit_rate <= 0 || keeps_a_reservoir(codec->codec_id))
        return 0;
    return av_rescale(packet->size, 8 * (gint64)AV_TIME_BASE, codec->bit_rate);
}

/* Microseconds that a packet lasts, by the container, by what is usual for its stream, or like the one before
 * it, `gap` earlier. */
static gint64 packet_lasts(const AVStream *stream, const AVPacket *packet, gint64 gap)
{
    AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;

    if (packet->duration > 0)
        return to_us(packet->duration, stream->time_base);
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && rate.num > 0 && rate.den > 0)
        return av_rescale(AV_TIME_BASE, rate.den, rate.num);
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
        return gap > 0 ? MIN(gap, sound_lasts(stream->codecpar, packet))
                       : sound_lasts(stream->codecpar, packet);
    return 0;
}

static gint64 samples_us(const AVStream *stream, gint64 samples)
{
    return stream->codecpar->sample_rate > 0
               ? av_rescale(samples, AV_TIME_BASE, stream->codecpar->sample_rate)
               : 0;
}

/* Moves `first` and `end` inwards by what a player leaves out at the start and the end of a sound track.
 * FALSE: nothing is left of the packet. */
static gboolean leave_out_padding(StreamMeasure *measure, const AVStream *stream, const AVPacket *packet,
                                  gint64 *first, gint64 *end)
{
    size_t size = 0;
    const uint8_t *data = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    gint64 skipped;

    if (measure->type != AVMEDIA_TYPE_AUDIO)
        return TRUE;
    if (data && size >= 10) {
        measure->skip = AV_RL32(data);
        *end -= samples_us(stream, AV_RL32(data + 4));
    }
    skipped = MIN(samples_us(stream, measure->skip), MAX(*end - *first, 0));
    *first += skipped;
    measure->skip -= MIN(measure->skip, av_rescale(skipped, stream->codecpar->sample_rate, AV_TIME_BASE));
    return skipped == 0 || *first < *end;
}

void measure_time(StreamMeasure *measure, gint64 time)
{
    if (measure->type != AVMEDIA_TYPE_VIDEO || measure->times_end)
        return;
    if (!measure->times)
        measure->times = g_array_new(FALSE, FALSE, sizeof time);
    if (measure->times->len < TIMES_MAX && time >= -TIME_MAX && time <= TIME_MAX)
        g_array_append_val(measure->times, time);
}

void measure_packet(Measure *result, const AVStream *stream, const AVPacket *packet)
{
    StreamMeasure *measure = &result->streams[stream->index];
    gint64 time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    gint64 first, end, lasts;

    measure->type = stream->codecpar->codec_type;
    measure->time_base = stream->time_base;
    measure->bytes += packet->size;
    result->bytes += packet->size;
    if (packet->flags & AV_PKT_FLAG_DISCARD || packet->size == 0)
        return;
    measure->packets++;
    if (av_packet_get_side_data(packet, AV_PKT_DATA_ENCRYPTION_INFO, NULL))
        measure->encrypted++;
    if (time == AV_NOPTS_VALUE || !is_sane(to_us(time, stream->time_base)))
        return;
    measure_time(measure, time);
    first = to_us(time, stream->time_base);
    lasts = packet_lasts(stream, packet, measure->last_us == FACT_UNKNOWN ? 0 : first - measure->last_us);
    end = first + (is_sane(lasts) ? MAX(lasts, 0) : 0);
    measure->last_us = first;
    if (!leave_out_padding(measure, stream, packet, &first, &end))
        return;
    if (measure->first_us == FACT_UNKNOWN || first < measure->first_us)
        measure->first_us = first;
    if (measure->end_us == FACT_UNKNOWN || end > measure->end_us)
        measure->end_us = end;
}

static int pictures_wanted(const Media *media)
{
    const AVFormatContext *format = media->format;
    gboolean has_index = !media->limits.thorough && strstr(format->iformat->name, "mp4") &&
                         avformat_index_get_entries_count(format->streams[media->video]) > HEAD_PICTURES;

    return has_index ? HEAD_PICTURES_BY_INDEX : HEAD_PICTURES;
}

static gboolean head_is_enough(const Media *media, const Measure *result, const FirstPicture *picture)
{
    if (result->bytes >= HEAD_BYTES_MAX)
        return TRUE;
    if (media->video < 0)
        return result->bytes >= HEAD_BYTES;
    return first_picture_is_settled(picture) &&
           (result->bytes >= HEAD_BYTES || result->streams[media->video].packets >= pictures_wanted(media));
}

/* Reads the file from its start: all of it, or until enough is known of its beginning. */
static void measure_from_start(Media *media, Measure *result, FirstPicture *picture)
{
    AVFormatContext *format = media->format;
    gboolean wants_all = media->size <= MEASURE_WHOLE_BYTES;
    AVPacket *packet = av_packet_alloc();

    for (int count = 0; packet && count < WHOLE_PACKETS_MAX; count++) {
        if (!wants_all && (count >= media->limits.packets || head_is_enough(media, result, picture)))
            break;
        if (av_read_frame(format, packet) < 0) {
            result->is_whole = !media_has_read_enough(media);
            break;
        }
        if (packet->stream_index < MEASURE_STREAMS_MAX)
            measure_packet(result, format->streams[packet->stream_index], packet);
        if (packet->stream_index == media->video)
            first_picture_feed(picture, packet);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
}

/* Bare streams have no times: there is one picture after the other. */
static void count_pictures(Media *media, const AVStream *stream, Measure *result)
{
    StreamMeasure *film = &result->streams[stream->index];
    AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;

    if (film->first_us != FACT_UNKNOWN || film->packets == 0 || rate.num <= 0 || rate.den <= 0)
        return;
    film->first_us = 0;
    film->end_us = av_rescale(film->packets * AV_TIME_BASE, rate.den, rate.num);
    if (!result->is_whole && film->bytes > 0)
        film->end_us = av_rescale(film->end_us, media->size, film->bytes);
    result->has_end = TRUE;
}

/* A film cut out of a longer one begins in mid-sequence: what cannot be decoded is not seen. */
static void begin_at_picture(StreamMeasure *film, const FirstPicture *picture)
{
    gint64 time = picture->frame ? picture->frame->best_effort_timestamp : AV_NOPTS_VALUE;
    gint64 us = time == AV_NOPTS_VALUE ? G_MININT64 : to_us(time, film->time_base);

    if (picture->fed > 1 && film->first_us != FACT_UNKNOWN && us > film->first_us && us < film->end_us)
        film->first_us = us;
}

static void measure_init(Measure *result)
{
    *result = (Measure){ .coded = { -1, -1, -1 } };
    for (int i = 0; i < MEASURE_STREAMS_MAX; i++)
        result->streams[i].first_us = result->streams[i].end_us = result->streams[i].last_us = FACT_UNKNOWN;
}

gint64 measure_last(const Measure *measure)
{
    gint64 last = FACT_UNKNOWN;

    for (int i = 0; i < MEASURE_STREAMS_MAX; i++)
        last = MAX(last, measure->streams[i].end_us);
    return last;
}

/* H.264 in MP4 tells all but what a decoder makes of its first picture, and that is had from ours: libav would decode one more, or seven. */
static gboolean can_be_spared(const Media *media)
{
    const AVFormatContext *format = media->format;
    const AVCodecParameters *codec;

    if (media->is_analysed || media->video < 0 || !strstr(format->iformat->name, "mp4"))
        return FALSE;
    codec = format->streams[media->video]->codecpar;
    return codec->codec_id == AV_CODEC_ID_H264 && codec->extradata_size > 0;
}

/* What libav would have learnt by decoding. */
static void complete(AVCodecParameters *codec, const AVCodecContext *decoder)
{
    int delay = codec->video_delay;

    avcodec_parameters_from_context(codec, decoder);
    codec->video_delay = delay;
}

/* Parsers go on counting. */
static void note_bit_rates(const AVFormatContext *format, Measure *result)
{
    for (int i = 0; i < (int)MIN(format->nb_streams, MEASURE_STREAMS_MAX); i++)
        result->streams[i].bit_rate = format->streams[i]->codecpar->bit_rate;
}

static void measure_packets(Media *media, gboolean is_spared, Measure *result)
{
    AVFormatContext *format = media->format;
    g_auto(FirstPicture) picture = { 0 };

    note_bit_rates(format, result);
    first_picture_init(&picture, media, format);
    measure_from_start(media, result, &picture);
    first_picture_finish(&picture);
    if (picture.frame)
        begin_at_picture(&result->streams[media->video], &picture);
    result->is_cut = measure_is_cut(media, &result->boxes);
    if (!result->is_whole)
        measure_end(media, &picture, result);
    if (is_spared && picture.frame)
        complete(format->streams[media->video]->codecpar, picture.decoder);
    if (media->video >= 0)
        count_pictures(media, format->streams[media->video], result);
    result->picture = g_steal_pointer(&picture.frame);
    result->is_supported = picture.is_supported;
    result->has_decoder = picture.decoder != NULL;
    result->coded = picture.coded;
    result->out_of_memory = picture.out_of_memory;
}

/* TRUE: it found as much as there is. */
static gboolean measure_once(Media *media, gboolean may_spare, Measure *result)
{
    gboolean is_spared = may_spare && can_be_spared(media);

    measure_init(result);
    boxes_walk(media, &result->boxes);
    media->is_read = TRUE;
    if (media->is_analysed || media_analyse_sparing(media, is_spared ? media->video : -1) >= 0)
        measure_packets(media, is_spared, result);
    return !is_spared || result->picture;
}

static void measure_again(Media *media, Measure *result)
{
    measure_clear(result);
    measure_init(result);
    if (!media_rewind(media))
        return;
    media->is_analysed = FALSE;
    measure_once(media, FALSE, result);
}

void measure(Media *media, Measure *result)
{
    media->read_until = media->size > MEASURE_WHOLE_BYTES ? READ_BYTES_MAX : 0;
    if (media->is_read || !measure_once(media, !media->limits.thorough, result))
        measure_again(media, result);
    /* libav would take what has been read for an index, which may end at the first damage. */
    if (strstr(media->format->iformat->name, "matroska"))
        media_rewind(media);
    media->read_until = 0;
}

void measure_clear(Measure *measure)
{
    for (int i = 0; i < MEASURE_STREAMS_MAX; i++)
        g_clear_pointer(&measure->streams[i].times, g_array_unref);
    av_frame_free(&measure->picture);
}

static int compare_times(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

    return (left > right) - (left < right);
}

static gint64 time_at(const GArray *times, guint i)
{
    return g_array_index(times, gint64, i);
}

/* Those of an index are in order, and so are the gaps of a steady film. */
static void sort(GArray *times)
{
    for (guint i = 1; i < times->len; i++) {
        if (time_at(times, i) < time_at(times, i - 1)) {
            g_array_sort(times, compare_times);
            return;
        }
    }
}

/* The times of a stream in order, none twice; NULL where there are fewer than three. */
static GArray *sorted_times(const StreamMeasure *measure)
{
    g_autoptr(GArray) times = measure->times ? g_array_copy(measure->times) : NULL;
    guint kept = 0;

    if (!times)
        return NULL;
    sort(times);
    for (guint i = 0; i < times->len; i++) {
        if (i == 0 || time_at(times, i) != time_at(times, kept - 1))
            g_array_index(times, gint64, kept++) = time_at(times, i);
    }
    g_array_set_size(times, kept);
    return kept > 2 ? g_steal_pointer(&times) : NULL;
}

static gint64 median_gap(const GArray *times)
{
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 1; i < times->len; i++) {
        gint64 gap = time_at(times, i) - time_at(times, i - 1);

        g_array_append_val(gaps, gap);
    }
    sort(gaps);
    return time_at(gaps, gaps->len / 2);
}

gboolean measure_is_steady(const StreamMeasure *measure)
{
    g_autoptr(GArray) times = sorted_times(measure);
    gint64 usual, odd = 0;

    if (!times)
        return TRUE;
    usual = median_gap(times);
    for (guint i = 1; i < times->len; i++)
        odd += ABS(time_at(times, i) - time_at(times, i - 1) - usual) > MAX(1, usual / 50);
    return odd <= MAX(times->len / ODD_GAPS, 1);
}

AVRational measure_rate(const StreamMeasure *measure)
{
    g_autoptr(GArray) times = sorted_times(measure);
    AVRational rate = { 0, 1 };
    gint64 span;

    if (!times)
        return rate;
    span = time_at(times, times->len - 1) - time_at(times, 0);
    if (span > 0 && span < G_MAXINT64 / MAX(measure->time_base.num, 1))
        av_reduce(&rate.num, &rate.den, (gint64)(times->len - 1) * measure->time_base.den,
                  span * measure->time_base.num, 1000000);
    return rate;
}
