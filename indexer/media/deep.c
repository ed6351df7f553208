#include "indexer/media/deep.h"

#include "indexer/media/damage.h"
#include "indexer/media/describe.h"
#include "indexer/media/feed.h"
#include "indexer/media/measure_end.h"
#include "indexer/media/orientation.h"
#include "indexer/media/pictures.h"
#include "indexer/media/probe.h"
#include "indexer/media/sound.h"

#include <math.h>
#include <unistd.h>

/* Decoders of sound find their feet in so many packets. */
#define SOUND_SETTLES 2

/* A packet of no more bytes says that a sequence ends and holds no picture. */
#define END_BYTES 6

/* One of the two streams that are decoded. */
typedef struct {
    Feed feed;
    gint64 packets, encrypted;
    gboolean
        is_settled; /* what is wrong from here on is damage: before the first key picture a film that was cut out lacks something */
    gint64 key_time;  /* of that key picture, in ticks */
    gint64 packet_us; /* of the last packet */
} Lane;

typedef struct {
    Media *media;
    FeedClock clock;
    Lane film, sound_lane;
    AVPacket *packet;
    AVFrame *frame;
    Damage damage;
    Pictures pictures;
    Sound sound;
} Pass;

static void note_result(Pass *pass, int result)
{
    if (result == AVERROR(ENOMEM))
        pass->clock.out_of_memory = TRUE;
}

static gboolean lane_open(Pass *pass, Lane *lane, int stream)
{
    lane->packet_us = FACT_UNKNOWN;
    lane->key_time = G_MININT64;
    if (!feed_open(&lane->feed, &pass->clock, stream))
        return FALSE;
    lane->feed.decoder->err_recognition = AV_EF_CRCCHECK;
    return TRUE;
}

static void take_picture(Pass *pass, Lane *lane, const AVFrame *frame)
{
    gint64 before_us = lane->feed.last_us, us = feed_begin(&pass->clock, &lane->feed, frame);

    pictures_add(&pass->pictures, frame, frame->best_effort_timestamp, us);
    lane->feed.last_us = us;
    lane->feed.end_us =
        us + feed_picture_lasts(&lane->feed, frame, before_us == FACT_UNKNOWN ? 0 : us - before_us);
}

static void take_sound(Pass *pass, Lane *lane, const AVFrame *frame)
{
    gint64 us = feed_begin(&pass->clock, &lane->feed, frame);

    if (frame->sample_rate < 1)
        return;
    if (!sound_add(&pass->sound, frame, us))
        pass->clock.out_of_memory = TRUE;
    lane->feed.last_us = us;
    lane->feed.end_us = us + av_rescale(frame->nb_samples, AV_TIME_BASE, frame->sample_rate);
}

static void note_damage(Pass *pass, Lane *lane, gint64 timestamp, gint64 us)
{
    gint64 key = timestamp == AV_NOPTS_VALUE ? G_MININT64 + lane->packets : timestamp;

    if (lane->is_settled && (timestamp == AV_NOPTS_VALUE || timestamp >= lane->key_time))
        damage_note(&pass->damage, lane->feed.stream->index, key, us == FACT_UNKNOWN ? 0 : MAX(us, 0));
}

static void take_frame(Pass *pass, Lane *lane)
{
    const AVFrame *frame = pass->frame;
    gboolean is_film = lane == &pass->film;

    if (is_film)
        take_picture(pass, lane, frame);
    else
        take_sound(pass, lane, frame);
    if (is_film)
        damage_came(&pass->damage, frame->best_effort_timestamp);
    if (frame->decode_error_flags || frame->flags & AV_FRAME_FLAG_CORRUPT)
        note_damage(pass, lane, frame->best_effort_timestamp, lane->feed.last_us);
    lane->is_settled = lane->is_settled || is_film;
}

/* Decodes one packet; NULL: there will be no more. TRUE: the decoder found nothing to complain of. */
static gboolean decode(Pass *pass, Lane *lane, const AVPacket *packet)
{
    guint complaints = media_complaints().of_decoders;
    int result = avcodec_send_packet(lane->feed.decoder, packet);
    gboolean good = result >= 0 || result == AVERROR_EOF;

    note_result(pass, result);
    while (!pass->clock.out_of_memory &&
           (result = avcodec_receive_frame(lane->feed.decoder, pass->frame)) >= 0) {
        take_frame(pass, lane);
        av_frame_unref(pass->frame);
    }
    note_result(pass, result);
    return good && (result == AVERROR(EAGAIN) || result == AVERROR_EOF) &&
           media_complaints().of_decoders == complaints;
}

static void settle(Pass *pass, Lane *lane, const AVPacket *packet, gint64 timestamp)
{
    if (lane->is_settled)
        return;
    if (lane != &pass->film) {
        lane->is_settled = lane->packets > SOUND_SETTLES;
    } else if (packet->flags & AV_PKT_FLAG_KEY) {
        lane->is_settled = TRUE;
        lane->key_time = timestamp == AV_NOPTS_VALUE ? G_MININT64 : timestamp;
    }
}

/* Decoders of these leave out a picture that they cannot read without a word; of others a packet may hold none by right. */
static gboolean has_a_picture_a_packet(const Lane *lane)
{
    return lane->feed.decoder->codec_id == AV_CODEC_ID_H264 ||
           lane->feed.decoder->codec_id == AV_CODEC_ID_HEVC;
}

/* Announced before it is decoded, as it may come at once. */
static void expect_picture(Pass *pass, Lane *lane, gint64 us)
{
    const AVPacket *packet = pass->packet;

    if (lane == &pass->film && lane->is_settled && packet->pts != AV_NOPTS_VALUE &&
        packet->pts >= lane->key_time && packet->size > END_BYTES && us != FACT_UNKNOWN &&
        !(packet->flags & AV_PKT_FLAG_DISCARD) && has_a_picture_a_packet(lane))
        damage_expect(&pass->damage, packet->pts, MAX(us, 0));
}

static void take_packet(Pass *pass, Lane *lane)
{
    const AVPacket *packet = pass->packet;
    gint64 timestamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    gint64 us = feed_time(&pass->clock, &lane->feed, timestamp);

    if (packet->size == 0)
        return;
    lane->packets++;
    lane->encrypted += av_packet_get_side_data(packet, AV_PKT_DATA_ENCRYPTION_INFO, NULL) != NULL;
    lane->packet_us = us != FACT_UNKNOWN ? us : lane->feed.end_us;
    settle(pass, lane, packet, timestamp);
    expect_picture(pass, lane, us);
    if (!decode(pass, lane, packet) || packet->flags & AV_PKT_FLAG_CORRUPT)
        note_damage(pass, lane, timestamp, lane->packet_us);
}

static Lane *lane_of(Pass *pass, int stream)
{
    if (pass->film.feed.stream && stream == pass->film.feed.stream->index)
        return &pass->film;
    return pass->sound_lane.feed.stream && stream == pass->sound_lane.feed.stream->index ? &pass->sound_lane
                                                                                         : NULL;
}

static gboolean is_stopped(const Pass *pass)
{
    return pass->clock.out_of_memory || pass->media->limit_reached;
}

/* What a demuxer complains of is lost behind the last packet. */
static int read_packet(Pass *pass)
{
    guint complaints = media_complaints().of_demuxers;
    int result = av_read_frame(pass->media->format, pass->packet);

    note_result(pass, result);
    if (media_complaints().of_demuxers != complaints && pass->film.packets > 0 && !is_stopped(pass))
        note_damage(pass, &pass->film, AV_NOPTS_VALUE,
                    pass->film.packet_us + feed_usual_us(&pass->film.feed));
    return result;
}

static void read_all(Pass *pass)
{
    while (!is_stopped(pass) && read_packet(pass) >= 0) {
        Lane *lane = lane_of(pass, pass->packet->stream_index);

        if (lane)
            take_packet(pass, lane);
        av_packet_unref(pass->packet);
    }
    if (is_stopped(pass))
        return;
    if (pass->film.feed.stream && !decode(pass, &pass->film, NULL))
        note_damage(pass, &pass->film, AV_NOPTS_VALUE, pass->film.feed.end_us);
    if (pass->sound_lane.feed.stream)
        decode(pass, &pass->sound_lane, NULL);
    if (pass->film.feed.stream)
        damage_end(&pass->damage, pass->film.feed.stream->index);
}

/* Of a file that ends too early: the pictures that its index names and that are not there. */
static gboolean note_what_is_cut_off(Pass *pass)
{
    AVStream *stream = pass->film.feed.stream;
    gint64 named = avformat_index_get_entries_count(stream);
    Boxes boxes;

    boxes_walk(pass->media, &boxes);
    if (!measure_is_cut(pass->media, &boxes))
        return FALSE;
    damage_note_missing(&pass->damage, MAX(named - pass->film.packets, 1),
                        pass->film.feed.end_us == FACT_UNKNOWN ? 0 : pass->film.feed.end_us);
    return TRUE;
}

/* --- what becomes of it --- */

static void describe_sound(const Sound *sound, DeepFacts *deep)
{
    double loudness, range;

    if (sound->rate == 0)
        return;
    deep->silence_longest = sound->silence.longest;
    deep->silence_total = sound->silence.total;
    if (deep->silence_longest > 0)
        deep->silence_longest_at = sound->silence.longest_at;
    deep->is_silent = !sound->was_heard;
    deep->dead_channels = sound_dead_channels(sound);
    if (sound->peak > 0)
        deep->true_peak = lround(20 * log10((double)sound->peak) * 1000);
    if (sound_loudness(sound, &loudness, &range)) {
        deep->loudness = lround(loudness * 1000);
        deep->loudness_range = lround(range * 1000);
    }
}

/* One axis of the area: from pixels of the frame to those of what is displayed. */
static void scale(gint64 *from, gint64 *length, int whole, gint64 displayed)
{
    gint64 to = ((*from + *length) * displayed + whole / 2) / whole;

    *from = (*from * displayed + whole / 2) / whole;
    *length = MAX(to - *from, 1);
}

static void describe_area(Pass *pass, DeepFacts *deep)
{
    VideoFacts shape = { 0 };
    Orientation orientation = describe_orientation(pass->film.feed.stream, NULL);
    Area area;
    gint64 left, top, width, height;

    if (!bars_find(&pass->pictures.bars, &area))
        return;
    facts_clear_group(&video_facts_group, &shape);
    describe_shape(pass->media, pass->film.feed.stream, NULL, &shape);
    left = orientation.mirror_across ? pass->pictures.bars.width - area.left - area.width : area.left;
    top = orientation.mirror_down ? pass->pictures.bars.height - area.top - area.height : area.top;
    width = area.width;
    height = area.height;
    if (shape.display_width != FACT_UNKNOWN && shape.display_height != FACT_UNKNOWN) {
        scale(&left, &width, pass->pictures.bars.width,
              orientation.transpose ? shape.display_height : shape.display_width);
        scale(&top, &height, pass->pictures.bars.height,
              orientation.transpose ? shape.display_width : shape.display_height);
    }
    deep->picture_left = orientation.transpose ? top : left;
    deep->picture_top = orientation.transpose ? left : top;
    deep->picture_width = orientation.transpose ? height : width;
    deep->picture_height = orientation.transpose ? width : height;
    facts_clear_group(&video_facts_group, &shape);
}

static DeepOutcome describe(Pass *pass, DeepFacts *deep)
{
    gboolean is_cut = note_what_is_cut_off(pass);
    gint64 end_us = pass->film.feed.end_us;

    if (pass->film.encrypted > pass->film.packets / 2)
        return (DeepOutcome){ STATUS_BROKEN, REASON_ENCRYPTED };
    if (pass->pictures.frames == 0)
        return (DeepOutcome){ STATUS_BROKEN, is_cut                    ? REASON_TRUNCATED
                                             : pass->film.packets == 0 ? REASON_NO_MEDIA_DATA
                                                                       : REASON_UNDECODABLE };
    sound_end(&pass->sound, end_us);
    pictures_end(&pass->pictures, end_us, deep);
    deep->duration_decoded = end_us;
    deep->decode_errors = MIN(pass->damage.count, G_MAXINT32);
    if (pass->damage.count > 0)
        deep->first_error_at = pass->damage.first_us;
    describe_sound(&pass->sound, deep);
    describe_area(pass, deep);
    return (DeepOutcome){ STATUS_OK, is_cut ? REASON_TRUNCATED : NULL };
}

/* --- the whole of it --- */

static void pass_clear(Pass *pass)
{
    feed_clear(&pass->film.feed);
    feed_clear(&pass->sound_lane.feed);
    av_packet_free(&pass->packet);
    av_frame_free(&pass->frame);
    damage_clear(&pass->damage);
    pictures_clear(&pass->pictures);
    sound_clear(&pass->sound);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pass, pass_clear)

static void pass_init(Pass *pass, Media *media)
{
    *pass = (Pass){ .media = media, .packet = av_packet_alloc(), .frame = av_frame_alloc() };
    feed_clock_init(&pass->clock, media);
    pass->clock.out_of_memory = !pass->packet || !pass->frame;
}

static DeepOutcome limit(void)
{
    return (DeepOutcome){ STATUS_LIMIT, REASON_LIMIT };
}

static DeepOutcome check_film(Media *media, DeepFacts *deep)
{
    const AVCodecParameters *codec = media->format->streams[media->video]->codecpar;
    g_auto(Pass) pass = { 0 };
    DeepOutcome outcome;

    if ((gint64)codec->width * codec->height > media->limits.pixels)
        return limit();
    pass_init(&pass, media);
    if (!lane_open(&pass, &pass.film, media->video)) {
        gboolean supported = stream_is_decodable(media->format->streams[media->video]);

        return (DeepOutcome){ STATUS_BROKEN, supported ? REASON_CORRUPT : REASON_UNSUPPORTED };
    }
    lane_open(&pass, &pass.sound_lane, feed_default_sound(media->format));
    read_all(&pass);
    if (is_stopped(&pass))
        return limit();
    outcome = describe(&pass, deep);
    return is_stopped(&pass) ? limit() : outcome;
}

static DeepOutcome without_film(const Media *media)
{
    for (unsigned i = 0; i < media->format->nb_streams; i++) {
        if (media->cover < 0 && media->format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            return (DeepOutcome){ STATUS_NOT_VIDEO, REASON_AUDIO_ONLY };
    }
    return media->cover >= 0 ? (DeepOutcome){ STATUS_NOT_VIDEO, REASON_COVER_ONLY }
                             : (DeepOutcome){ STATUS_BROKEN, REASON_NO_MEDIA_DATA };
}

DeepOutcome deep_check(int fd, const DeepParams *params, DeepFacts *deep)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = media_open(fd, &params->limits, &error);
    DeepOutcome outcome;

    if (!media) {
        ProbeOutcome refused = probe_refused(error, lseek(fd, 0, SEEK_END));

        return (DeepOutcome){ refused.status, refused.reason };
    }
    if (!media->is_analysed)
        media_input_analyse(media->format);
    if (media->limit_reached)
        return limit();
    outcome = media->video < 0 ? without_film(media) : check_film(media, deep);
    if (outcome.status == STATUS_LIMIT)
        facts_clear_group(&deep_facts_group, deep);
    return outcome;
}

void deep_examine(int fd, const DeepParams *params, Report *report)
{
    g_autoptr(DeepFacts) deep = deep_facts_new();
    DeepOutcome outcome = deep_check(fd, params, deep);

    report->status = outcome.status;
    g_free(report->reason);
    report->reason = g_strdup(outcome.reason);
    deep_facts_free(report->deep);
    report->deep = g_steal_pointer(&deep);
}
