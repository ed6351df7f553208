/* The half of a proxy that reads the submission. */
#include "indexer/media/proxy.h"

#include "indexer/crew/raw_film.h"
#include "indexer/media/describe.h"
#include "indexer/media/feed.h"
#include "indexer/media/first_picture.h"
#include "indexer/media/probe.h"
#include "indexer/media/proxy_sound.h"
#include "indexer/media/showing.h"

#include <unistd.h>

#define USUAL_US     40000
#define USUAL_MAX_US (10 * G_USEC_PER_SEC)

typedef struct {
    Media *media;
    int pipe;
    FeedClock clock;
    Feed film, sound_feed;
    AVPacket *packet;
    AVFrame *frame;
    VideoFacts facts; /* of the shape alone */
    RawShape shape;
    RenderMemory memory;
    ProxySound sound;
    gint64 shown_us;         /* when the last picture that was sent began; -1: there was none */
    gboolean nobody_listens; /* to the pipe */
} Decode;

static gboolean is_stopped(const Decode *decode)
{
    return decode->clock.out_of_memory || decode->media->limit_reached || decode->nobody_listens;
}

static void note_result(Decode *decode, int averror)
{
    if (averror == AVERROR(ENOMEM))
        decode->clock.out_of_memory = TRUE;
}

/* ---- what the film is ---- */

static const Coding *coding_of(const Decode *decode)
{
    return decode->shape.coding == RAW_BT601 ? &coding_bt601 : &coding_bt709;
}

/* The size of a proxy has to be known before anything is sent, and goes by the film's first picture, as its facts do. */
static void peek(Decode *decode, FirstPicture *first)
{
    Media *media = decode->media;
    int result = 0;
    AVFormatContext *input = media_input_open(media, media->format->iformat, &MEDIA_WHOLE(media), &result);

    if (!input)
        return;
    media_input_analyse(input);
    first_picture_init(first, media, input);
    while (!first_picture_is_settled(first) && av_read_frame(input, decode->packet) >= 0) {
        if (decode->packet->stream_index == media->video)
            first_picture_feed(first, decode->packet);
        av_packet_unref(decode->packet);
    }
    first_picture_finish(first);
    media_input_close(input);
}

static RawCoding coding_of_frame(const AVFrame *frame)
{
    const AVPixFmtDescriptor *descriptor = frame ? av_pix_fmt_desc_get(frame->format) : NULL;

    return descriptor && colour_coding_of(frame, descriptor) == &coding_bt601 ? RAW_BT601 : RAW_BT709;
}

/* FALSE: it has no size. */
static gboolean describe(Decode *decode)
{
    const AVStream *stream = decode->film.stream;
    gint64 usual = feed_usual_us(&decode->film);
    g_auto(FirstPicture) first = { 0 };

    peek(decode, &first);
    describe_shape(decode->media, stream, first.frame, &decode->facts);
    decode->facts.width = stream->codecpar->width;
    decode->facts.height = stream->codecpar->height;
    if (decode->facts.display_width == FACT_UNKNOWN || decode->facts.display_height == FACT_UNKNOWN)
        return FALSE;
    proxy_fit(decode->facts.display_width, decode->facts.display_height, &decode->shape.width,
              &decode->shape.height);
    decode->shape.usual_us = CLAMP(usual > 0 ? usual : USUAL_US, RAW_PICTURE_LEAST_US, USUAL_MAX_US);
    decode->shape.coding = coding_of_frame(first.frame);
    decode->shape.has_sound = decode->sound_feed.stream != NULL;
    return TRUE;
}

/* ---- frames ---- */

static gboolean send_picture(Decode *decode, const Picture *picture, gint64 us)
{
    gsize length = picture_length(picture->width, picture->height);

    return raw_write(decode->pipe, RAW_PICTURE, us, picture->data, length);
}

static void show(Decode *decode, gint64 us)
{
    RenderParams params = showing_of_frame(decode->media, &decode->facts, decode->frame);
    g_autoptr(Picture) picture = NULL;

    params.coding = coding_of(decode);
    params.wanted_width = decode->shape.width;
    params.wanted_height = decode->shape.height;
    params.memory = &decode->memory;
    picture = render(decode->frame, &params, NULL);
    if (!picture)
        return; /* the one before stands on */
    decode->nobody_listens = !send_picture(decode, picture, us);
    decode->shown_us = us;
}

static void take_picture(Decode *decode, Feed *feed)
{
    const AVFrame *frame = decode->frame;
    gint64 before = feed->last_us, us = feed_begin(&decode->clock, feed, frame);

    feed->last_us = us;
    feed->end_us = us + feed_picture_lasts(feed, frame, before == FACT_UNKNOWN ? 0 : us - before);
    if (us >= RAW_TIME_MAX) /* the end comes behind it */
        return;
    if (decode->shown_us < 0)
        show(decode, 0);
    else if (us >= decode->shown_us + RAW_PICTURE_LEAST_US)
        show(decode, us);
}

static void take_sound(Decode *decode, Feed *feed)
{
    const AVFrame *frame = decode->frame;
    gint64 us = feed_begin(&decode->clock, feed, frame);

    if (frame->sample_rate < 1 || us > RAW_TIME_MAX)
        return;
    if (!proxy_sound_add(&decode->sound, frame, us)) {
        decode->nobody_listens = decode->sound.is_broken;
        decode->clock.out_of_memory = !decode->sound.is_broken;
    }
    feed->last_us = us;
    feed->end_us = us + av_rescale(frame->nb_samples, AV_TIME_BASE, frame->sample_rate);
}

/* Decodes one packet; NULL: there will be no more. */
static void decode_packet(Decode *decode, Feed *feed, const AVPacket *packet)
{
    int result = avcodec_send_packet(feed->decoder, packet);

    note_result(decode, result);
    while (!is_stopped(decode) && (result = avcodec_receive_frame(feed->decoder, decode->frame)) >= 0) {
        if (feed == &decode->film)
            take_picture(decode, feed);
        else
            take_sound(decode, feed);
        av_frame_unref(decode->frame);
    }
    note_result(decode, result);
}

static Feed *feed_of(Decode *decode, int stream)
{
    if (stream == decode->film.stream->index)
        return &decode->film;
    return decode->sound_feed.stream && stream == decode->sound_feed.stream->index ? &decode->sound_feed
                                                                                   : NULL;
}

static void read_all(Decode *decode)
{
    while (!is_stopped(decode)) {
        int result = av_read_frame(decode->media->format, decode->packet);
        Feed *feed;

        note_result(decode, result);
        if (result < 0)
            break;
        feed = feed_of(decode, decode->packet->stream_index);
        if (feed && decode->packet->size > 0)
            decode_packet(decode, feed, decode->packet);
        av_packet_unref(decode->packet);
    }
    if (!is_stopped(decode))
        decode_packet(decode, &decode->film, NULL);
    if (!is_stopped(decode) && decode->sound_feed.stream)
        decode_packet(decode, &decode->sound_feed, NULL);
}

static void send_end(Decode *decode)
{
    gint64 end_us = CLAMP(decode->film.end_us, decode->shown_us + 1, RAW_TIME_MAX);

    if (decode->sound_feed.stream && !proxy_sound_end(&decode->sound, end_us))
        decode->nobody_listens = decode->sound.is_broken;
    if (!decode->nobody_listens)
        decode->nobody_listens = !raw_write(decode->pipe, RAW_END, end_us, NULL, 0);
}

/* ---- the whole of it ---- */

static void decode_clear(Decode *decode)
{
    feed_clear(&decode->film);
    feed_clear(&decode->sound_feed);
    av_packet_free(&decode->packet);
    av_frame_free(&decode->frame);
    facts_clear_group(&video_facts_group, &decode->facts);
    render_memory_clear(&decode->memory);
    proxy_sound_clear(&decode->sound);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Decode, decode_clear)

static void decode_init(Decode *decode, Media *media, int pipe)
{
    *decode = (Decode){
        .media = media, .pipe = pipe, .packet = av_packet_alloc(), .frame = av_frame_alloc(), .shown_us = -1
    };
    facts_clear_group(&video_facts_group, &decode->facts);
    proxy_sound_init(&decode->sound, pipe);
    feed_clock_init(&decode->clock, media);
    decode->clock.out_of_memory = !decode->packet || !decode->frame;
}

static void answer(Report *report, Status status, const char *reason)
{
    report->status = status;
    g_free(report->reason);
    report->reason = g_strdup(reason);
}

static gboolean decode_film(Media *media, int pipe, Report *report)
{
    g_auto(Decode) decode = { 0 };

    decode_init(&decode, media, pipe);
    if (!feed_open(&decode.film, &decode.clock, media->video)) {
        answer(report, STATUS_BROKEN, REASON_UNSUPPORTED);
        return TRUE;
    }
    feed_open(&decode.sound_feed, &decode.clock, feed_default_sound(media->format));
    if (!describe(&decode)) {
        answer(report, STATUS_BROKEN, REASON_UNDECODABLE);
        return TRUE;
    }
    decode.nobody_listens = !raw_write_shape(pipe, &decode.shape);
    read_all(&decode);
    if (!is_stopped(&decode) && decode.shown_us >= 0)
        send_end(&decode);
    if (decode.clock.out_of_memory || media->limit_reached)
        answer(report, STATUS_LIMIT, REASON_LIMIT);
    else if (decode.shown_us < 0)
        answer(report, STATUS_BROKEN, REASON_UNDECODABLE);
    else
        answer(report, STATUS_OK, NULL);
    return !decode.nobody_listens;
}

gboolean proxy_decode(int film, int pipe, const MediaLimits *limits, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = media_open(film, limits, &error);

    if (!media) {
        ProbeOutcome refused = probe_refused(error, lseek(film, 0, SEEK_END));

        answer(report, refused.status, refused.reason);
        return TRUE;
    }
    if (!media->is_analysed)
        media_input_analyse(media->format);
    if (media->limit_reached)
        answer(report, STATUS_LIMIT, REASON_LIMIT);
    else if (media->video < 0)
        answer(report, STATUS_NOT_VIDEO, NULL);
    else
        return decode_film(media, pipe, report);
    return TRUE;
}
