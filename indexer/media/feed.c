#include "indexer/media/feed.h"

#include "indexer/media/measure.h"

/* A clock that leaps further than this, in a container where clocks do, began anew. */
#define LEAP_US (10 * G_USEC_PER_SEC)

/* No picture stands longer, whatever rate a header claims; and none begins later, so that every end is a time that may be told. */
#define LASTS_MAX_US (G_GINT64_CONSTANT(24) * 3600 * G_USEC_PER_SEC)
#define BEGIN_MAX_US (MEASURE_TIME_MAX - LASTS_MAX_US)

static gint64 to_us(gint64 time, AVRational time_base)
{
    return av_rescale_q_rnd(time, time_base, AV_TIME_BASE_Q, AV_ROUND_NEAR_INF | AV_ROUND_PASS_MINMAX);
}

static gboolean is_sane(gint64 us)
{
    return us >= -MEASURE_TIME_MAX && us <= MEASURE_TIME_MAX;
}

void feed_clock_init(FeedClock *clock, Media *media)
{
    AVFormatContext *format = media->format;

    *clock = (FeedClock){ .media = media, .origin_us = FACT_UNKNOWN };
    if (format->start_time != AV_NOPTS_VALUE && is_sane(format->start_time))
        clock->origin_us = format->start_time;
    for (unsigned i = 0; i < format->nb_streams; i++)
        format->streams[i]->discard = AVDISCARD_ALL;
}

/* What libav does not say by its results: some decoders conceal that memory ran out. */
static int get_buffer(AVCodecContext *decoder, AVFrame *frame, int flags)
{
    int result = avcodec_default_get_buffer2(decoder, frame, flags);
    FeedClock *clock = decoder->opaque;

    if (result == AVERROR(ENOMEM))
        clock->out_of_memory = TRUE;
    return result;
}

gboolean feed_open(Feed *feed, FeedClock *clock, int stream)
{
    feed->end_us = feed->last_us = FACT_UNKNOWN;
    if (stream < 0)
        return FALSE;
    feed->decoder = media_decoder(clock->media, stream, NULL);
    if (!feed->decoder)
        return FALSE;
    feed->stream = clock->media->format->streams[stream];
    feed->stream->discard = AVDISCARD_DEFAULT;
    feed->decoder->opaque = clock;
    feed->decoder->get_buffer2 = get_buffer;
    return TRUE;
}

void feed_clear(Feed *feed)
{
    avcodec_free_context(&feed->decoder);
}

gint64 feed_time(FeedClock *clock, const Feed *feed, gint64 timestamp)
{
    gint64 us = timestamp == AV_NOPTS_VALUE ? G_MININT64 : to_us(timestamp, feed->stream->time_base);

    if (us == G_MININT64 || !is_sane(us))
        return FACT_UNKNOWN;
    if (clock->origin_us == FACT_UNKNOWN)
        clock->origin_us = us;
    return us - clock->origin_us + feed->shift_us;
}

static gint64 frame_ticks(const AVFrame *frame)
{
#if LIBAVUTIL_VERSION_MAJOR >= 58
    return frame->duration;
#else
    return frame->pkt_duration;
#endif
}

gint64 feed_usual_us(const Feed *feed)
{
    AVRational rate =
        feed->stream->avg_frame_rate.num > 0 ? feed->stream->avg_frame_rate : feed->stream->r_frame_rate;

    return rate.num > 0 && rate.den > 0 ? av_rescale(AV_TIME_BASE, rate.den, rate.num) : 0;
}

gint64 feed_picture_lasts(const Feed *feed, const AVFrame *frame, gint64 gap_us)
{
    gint64 us = to_us(frame_ticks(frame), feed->stream->time_base), usual = feed_usual_us(feed);

    if (us > 0 && us <= LEAP_US)
        return us;
    if (usual > 0)
        return MIN(usual, LASTS_MAX_US);
    return gap_us > 0 ? MIN(gap_us, LASTS_MAX_US) : AV_TIME_BASE / 25;
}

gint64 feed_begin(FeedClock *clock, Feed *feed, const AVFrame *frame)
{
    gint64 us = feed_time(clock, feed, frame->best_effort_timestamp), expected = feed->end_us;
    gboolean may_leap = (clock->media->format->iformat->flags & AVFMT_TS_DISCONT) != 0;

    if (expected == FACT_UNKNOWN)
        return us == FACT_UNKNOWN ? 0 : CLAMP(us, 0, BEGIN_MAX_US);
    if (us != FACT_UNKNOWN && may_leap && ABS(us - expected) > LEAP_US) {
        feed->shift_us += expected - us;
        us = expected;
    }
    return MIN(us == FACT_UNKNOWN || us <= feed->last_us ? expected : us, BEGIN_MAX_US);
}

int feed_default_sound(const AVFormatContext *format)
{
    int first = -1;

    for (int i = 0; i < (int)MIN(format->nb_streams, MEDIA_STREAMS_MAX); i++) {
        const AVStream *stream = format->streams[i];

        if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO || !stream_is_decodable(stream))
            continue;
        if (stream->disposition & AV_DISPOSITION_DEFAULT)
            return i;
        if (first < 0)
            first = i;
    }
    return first;
}
