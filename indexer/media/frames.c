#include "indexer/media/frames.h"

#include "indexer/media/media_internal.h"
#include "indexer/media/orientation.h"
#include "indexer/media/render.h"
#include "indexer/media/track.h"

#include <libavutil/dovi_meta.h>
#include <libavutil/intreadwrite.h>
#include <time.h>

/* Packets that are fed after a key packet that gave no frame by itself, and from the start of a file. */
#define PACKETS_AFTER_KEY 64
#define PACKETS_AT_START  2000

/* CPU time for the pictures of one film, below what a child may use in all: a film that takes longer keeps
 * its facts. */
#define CPU_US (8 * G_USEC_PER_SEC)

/* Key frames from this side on are decoded without smoothing their blocks: in a poster, two thirds of that, the difference was 46 dB or
 * more, and it is a tenth of the work. */
#define LOOP_FILTER_SIDE (PICTURE_SIDE_MAX * 3 / 2)

/* How the decoder stands. */
typedef enum {
    DECODER_DRAINED, /* it was fed `key` alone, and is to be fed it again before what follows */
    DECODER_RUNNING, /* it was fed all up to where the track is */
    DECODER_ENDED    /* and was told that no more comes */
} DecoderState;

struct Frames {
    Media *media;       /* borrowed */
    const Facts *facts; /* borrowed */
    FrameSource source;
    Track track;
    gboolean has_track;
    AVCodecContext *decoder; /* of the track; NULL until needed */
    AVCodecContext *alpha;   /* of its transparency, where packets carry it beside (VP8, VP9) */
    gboolean no_decoder;     /* it would not open */
    DecoderState state;
    AVPacket *key, *packet;
    AVFrame *frame, *opacity; /* the current one; its transparency */
    gboolean has_frame, has_opacity, is_cover;
    gint64 time_us; /* of the current frame */
    gint64 last_us; /* of the last packet with a time, for frames without */
    gint64 cpu_from_us;
};

static gint64 cpu_us(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static FrameResult fail(Frames *frames, int averror, GError **error)
{
    media_set_error(frames->media, error, averror, "reading its pictures");
    return FRAME_FAILED;
}

static gboolean is_fatal(const Frames *frames, int averror)
{
    return averror == AVERROR(ENOMEM) || frames->media->limit_reached;
}

/* FRAME_FAILED where nothing more can be asked for, else FRAME_NONE. */
static FrameResult none(Frames *frames, int averror, GError **error)
{
    frames->has_frame = FALSE;
    return is_fatal(frames, averror) ? fail(frames, averror, error) : FRAME_NONE;
}

static gboolean has_time_left(const Frames *frames, GError **error)
{
    if (cpu_us() - frames->cpu_from_us < CPU_US)
        return TRUE;
    g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_LIMIT, "reading its pictures: it takes too long");
    return FALSE;
}

static AVStream *stream_of(const Frames *frames)
{
    return frames->media->format->streams[frames->media->video];
}

/* Whether a filter that only smooths blocks may be left out: on pictures that nothing else is made from, and
 * that are shown small. */
static enum AVDiscard loop_filter_for_keys(const Frames *frames)
{
    const AVCodecParameters *parameters = stream_of(frames)->codecpar;
    int longer = MAX(parameters->width, parameters->height);

    return longer >= LOOP_FILTER_SIDE ? AVDISCARD_ALL : AVDISCARD_DEFAULT;
}

static gboolean open_decoder(Frames *frames, GError **error)
{
    enum AVCodecID codec = frames->has_track ? stream_of(frames)->codecpar->codec_id : AV_CODEC_ID_NONE;

    if (frames->decoder)
        return TRUE;
    if (frames->no_decoder || !frames->has_track)
        return FALSE;
    frames->decoder = media_decoder(frames->media, frames->media->video, error);
    frames->no_decoder = !frames->decoder;
    if (frames->decoder && (codec == AV_CODEC_ID_VP8 || codec == AV_CODEC_ID_VP9))
        frames->alpha = media_decoder(frames->media, frames->media->video, NULL);
    return !frames->no_decoder;
}

/* No decoder is no frame; that there is no memory for one is a failure. */
static FrameResult no_decoder(const GError *fault, GError **error)
{
    if (!g_error_matches(fault, MEDIA_ERROR, MEDIA_ERROR_LIMIT))
        return FRAME_NONE;
    g_propagate_error(error, g_error_copy(fault));
    return FRAME_FAILED;
}

static void reset_decoder(Frames *frames)
{
    avcodec_flush_buffers(frames->decoder);
    if (frames->alpha)
        avcodec_flush_buffers(frames->alpha);
    frames->state = DECODER_RUNNING;
}

/* The transparency that WebM carries beside a picture: an identifier of eight bytes, then a packet of its
 * own. */
static void feed_alpha(Frames *frames, const AVPacket *packet)
{
    size_t size = 0;
    const guint8 *data = av_packet_get_side_data(packet, AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, &size);
    AVPacket *alpha = data && size > 8 && AV_RB64(data) == 1 ? av_packet_alloc() : NULL;

    if (alpha && av_new_packet(alpha, (int)size - 8) >= 0) {
        memcpy(alpha->data, data + 8, size - 8);
        alpha->pts = packet->pts;
        avcodec_send_packet(frames->alpha, alpha);
    }
    av_packet_free(&alpha);
}

static int feed(Frames *frames, const AVPacket *packet)
{
    if (packet && frames->alpha)
        feed_alpha(frames, packet);
    return avcodec_send_packet(frames->decoder, packet);
}

static gint64 frame_time(const Frames *frames, const AVFrame *frame)
{
    gint64 time_us = track_time(&frames->track, frame->best_effort_timestamp);

    return MAX(time_us == AV_NOPTS_VALUE ? frames->last_us : time_us, 0);
}

/* Takes a frame from the decoder: 0, or an AVERROR. */
static int receive(Frames *frames)
{
    int result = avcodec_receive_frame(frames->decoder, frames->frame);

    if (result < 0)
        return result;
    frames->has_opacity = frames->alpha && avcodec_receive_frame(frames->alpha, frames->opacity) >= 0;
    frames->has_frame = TRUE;
    frames->is_cover = FALSE;
    frames->time_us = frame_time(frames, frames->frame);
    return 0;
}

static void note_time(Frames *frames, const AVPacket *packet)
{
    gint64 time_us = track_packet_time(&frames->track, packet);

    if (time_us != AV_NOPTS_VALUE)
        frames->last_us = time_us;
}

/* The decoder's next frame, feeding it up to `packets` of what follows. What does not decode is passed over.
 */
static int decode_on(Frames *frames, int packets)
{
    int result = receive(frames);

    while (result == AVERROR(EAGAIN) && packets-- > 0 && has_time_left(frames, NULL)) {
        int read = track_read(&frames->track, frames->packet);

        if (read == 0) {
            note_time(frames, frames->packet);
            read = feed(frames, frames->packet);
        } else if (read == AVERROR_EOF) {
            frames->state = DECODER_ENDED;
            read = feed(frames, NULL);
        } else {
            return read;
        }
        if (read == AVERROR(ENOMEM))
            return read;
        result = receive(frames);
        if (result < 0 && result != AVERROR_EOF && result != AVERROR(ENOMEM))
            result = AVERROR(EAGAIN);
    }
    return result;
}

static gboolean is_damaged(const AVFrame *frame)
{
    return frame->flags & AV_FRAME_FLAG_CORRUPT || frame->decode_error_flags;
}

/* An MPEG program stream may leave out times of presentation. The frame then has that of its decoding, which
 * is earlier by the pictures that were to be put in order. */
static gint64 reordering_us(const Frames *frames)
{
    const AVStream *stream = stream_of(frames);
    AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;

    if (!g_str_equal(frames->media->format->iformat->name, "mpeg") || frames->key->pts != AV_NOPTS_VALUE ||
        frames->key->dts == AV_NOPTS_VALUE || rate.num <= 0 || rate.den <= 0)
        return 0;
    return av_rescale(CLAMP(stream->codecpar->video_delay, 0, 16) * G_USEC_PER_SEC, rate.den, rate.num);
}

/* The key packet alone is enough for most codecs, and what lies before it in time but after it in the file
 * cannot spoil it. */
static int decode_key_alone(Frames *frames)
{
    int result;

    reset_decoder(frames);
    frames->decoder->skip_loop_filter = loop_filter_for_keys(frames);
    result = feed(frames, frames->key);
    if (result >= 0)
        result = feed(frames, NULL);
    if (result >= 0)
        result = receive(frames);
    if (result >= 0)
        frames->time_us += reordering_us(frames);
    frames->decoder->skip_loop_filter = AVDISCARD_DEFAULT;
    frames->state = DECODER_DRAINED;
    return result;
}

/* Feeds the key packet (again) and what follows. */
static int decode_from_key(Frames *frames)
{
    int result;

    reset_decoder(frames);
    result = feed(frames, frames->key);
    return result == AVERROR(ENOMEM) ? result : decode_on(frames, PACKETS_AFTER_KEY);
}

static FrameResult seek(gpointer video, gint64 when_us, GError **error)
{
    Frames *frames = video;
    g_autoptr(GError) fault = NULL;
    int result;

    frames->has_frame = FALSE;
    if (!open_decoder(frames, &fault))
        return fault ? no_decoder(fault, error) : FRAME_NONE;
    if (!has_time_left(frames, error))
        return FRAME_FAILED;
    result = track_seek(&frames->track, when_us, frames->key);
    if (result < 0)
        return none(frames, result, error);
    note_time(frames, frames->key);
    result = decode_key_alone(frames);
    if (result < 0 && !is_fatal(frames, result))
        result = decode_from_key(frames);
    if (result < 0 || is_damaged(frames->frame))
        return none(frames, result, error);
    return FRAME_FOUND;
}

/* From the first byte on, whatever comes first; `any`: also what the decoder itself does not think much of.
 */
static int decode_from_start(Frames *frames, gboolean any)
{
    int result = track_restart(&frames->track);

    reset_decoder(frames);
    frames->last_us = 0;
    if (any) {
        frames->decoder->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
        frames->decoder->flags2 |= AV_CODEC_FLAG2_SHOW_ALL;
    }
    return result < 0 ? result : decode_on(frames, PACKETS_AT_START);
}

static FrameResult rewind_to_start(gpointer video, GError **error)
{
    Frames *frames = video;
    g_autoptr(GError) fault = NULL;
    int result;

    frames->has_frame = FALSE;
    if (!open_decoder(frames, &fault))
        return fault ? no_decoder(fault, error) : FRAME_NONE;
    if (!has_time_left(frames, error))
        return FRAME_FAILED;
    result = decode_from_start(frames, FALSE);
    if (result < 0 && !is_fatal(frames, result))
        result = decode_from_start(frames, TRUE);
    return result < 0 ? none(frames, result, error) : FRAME_FOUND;
}

/* After a key packet that was fed alone, what comes before it in time, and itself once more, is passed over.
 */
static int decode_next(Frames *frames)
{
    gint64 after_us = frames->time_us;
    int result;

    if (frames->state != DECODER_DRAINED)
        return decode_on(frames, PACKETS_AFTER_KEY);
    result = decode_from_key(frames);
    while (result >= 0 && frames->time_us <= after_us)
        result = decode_on(frames, PACKETS_AFTER_KEY);
    return result;
}

static FrameResult next(gpointer video, GError **error)
{
    Frames *frames = video;
    int result;

    if (!frames->has_frame || frames->is_cover)
        return FRAME_NONE;
    if (!has_time_left(frames, error))
        return FRAME_FAILED;
    result = decode_next(frames);
    return result < 0 ? none(frames, result, error) : FRAME_FOUND;
}

static FrameResult cover(gpointer video, GError **error)
{
    Frames *frames = video;
    int stream = frames->media->cover;
    AVPacket *picture = stream >= 0 ? &frames->media->format->streams[stream]->attached_pic : NULL;
    g_autoptr(GError) fault = NULL;
    AVCodecContext *decoder;
    int result;

    frames->has_frame = frames->has_opacity = FALSE;
    if (!picture || picture->size <= 0)
        return FRAME_NONE;
    decoder = media_decoder(frames->media, stream, &fault);
    if (!decoder)
        return no_decoder(fault, error);
    result = avcodec_send_packet(decoder, picture);
    if (result >= 0)
        result = avcodec_send_packet(decoder, NULL);
    if (result >= 0)
        result = avcodec_receive_frame(decoder, frames->frame);
    avcodec_free_context(&decoder);
    if (result < 0)
        return none(frames, result, error);
    frames->has_frame = frames->is_cover = TRUE;
    frames->time_us = 0;
    return FRAME_FOUND;
}

static gint64 time_us(gpointer video)
{
    return ((Frames *)video)->time_us;
}

static const void *side_data(AVStream *stream, enum AVPacketSideDataType type, size_t least)
{
    size_t size = 0;
    const void *data = av_stream_get_side_data(stream, type, &size);

    return data && size >= least ? data : NULL;
}

/* The rotation among the facts wins, so that posters lie as the listing says; the matrix adds mirroring. */
static Orientation orientation_of(const Frames *frames)
{
    AVFrameSideData *own = av_frame_get_side_data(frames->frame, AV_FRAME_DATA_DISPLAYMATRIX);
    const gint32 *matrix = side_data(stream_of(frames), AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(gint32));
    gint64 rotation = frames->facts->video.rotation;
    Orientation by_matrix =
        orientation_of_matrix(own && own->size >= 9 * sizeof(gint32) ? (const gint32 *)own->data : matrix);
    Orientation by_rotation = orientation_of_rotation(rotation);

    if (rotation == FACT_UNKNOWN || by_matrix.transpose == by_rotation.transpose)
        return by_matrix;
    return by_rotation;
}

static gboolean is_dolby_alone(const Frames *frames)
{
    const AVDOVIDecoderConfigurationRecord *record =
        side_data(stream_of(frames), AV_PKT_DATA_DOVI_CONF, sizeof(AVDOVIDecoderConfigurationRecord));

    return record && record->dv_profile == 5;
}

/* The shape of a frame by itself: its pixels made square by drawing the shorter ones out. */
static void set_own_shape(const Frames *frames, RenderParams *params)
{
    AVFrame *frame = frames->frame;
    AVRational ratio = frames->is_cover
                           ? frame->sample_aspect_ratio
                           : av_guess_sample_aspect_ratio(frames->media->format, stream_of(frames), frame);
    double stretch = ratio.num > 0 && ratio.den > 0 ? CLAMP(av_q2d(ratio), 0.01, 100) : 1;
    int width = (int)MAX(frame->width * MAX(stretch, 1) + 0.5, 1);
    int height = (int)MAX(frame->height / MIN(stretch, 1) + 0.5, 1);

    params->width = params->orientation.transpose ? height : width;
    params->height = params->orientation.transpose ? width : height;
}

static RenderParams params_for(const Frames *frames, int box)
{
    const VideoFacts *video = &frames->facts->video;
    RenderParams params = { .box = CLAMP(box, 1, PICTURE_SIDE_MAX) };
    gboolean as_the_film =
        !frames->is_cover && frames->frame->width == video->width && frames->frame->height == video->height;

    if (!frames->is_cover) {
        params.orientation = orientation_of(frames);
        params.dolby = is_dolby_alone(frames);
    }
    if (as_the_film && frames->source.display_width > 0 && frames->source.display_height > 0) {
        params.width = frames->source.display_width;
        params.height = frames->source.display_height;
    } else {
        set_own_shape(frames, &params);
    }
    return params;
}

/* The frame with its transparency as a fourth plane. */
static AVFrame *with_opacity(const Frames *frames)
{
    const AVFrame *opacity = frames->opacity;
    AVFrame *frame;

    if (!frames->has_opacity || frames->is_cover || frames->frame->format != AV_PIX_FMT_YUV420P ||
        opacity->format != AV_PIX_FMT_YUV420P || opacity->width != frames->frame->width ||
        opacity->height != frames->frame->height)
        return NULL;
    frame = av_frame_clone(frames->frame);
    if (!frame)
        return NULL;
    frame->format = AV_PIX_FMT_YUVA420P;
    frame->data[3] = opacity->data[0];
    frame->linesize[3] = opacity->linesize[0];
    return frame;
}

static Picture *picture(gpointer video, int box, GError **error)
{
    Frames *frames = video;
    RenderParams params;
    AVFrame *transparent;
    Picture *picture;

    if (!frames->has_frame) {
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_BROKEN, "there is no picture");
        return NULL;
    }
    params = params_for(frames, box);
    transparent = with_opacity(frames);
    picture = render(transparent ? transparent : frames->frame, &params, error);
    av_frame_free(&transparent);
    return picture;
}

static gint64 known(gint64 fact)
{
    return fact == FACT_UNKNOWN ? 0 : fact;
}

Frames *frames_new(Media *media, const Facts *facts)
{
    Frames *frames = g_new0(Frames, 1);

    frames->media = media;
    frames->facts = facts;
    frames->key = av_packet_alloc();
    frames->packet = av_packet_alloc();
    frames->frame = av_frame_alloc();
    frames->opacity = av_frame_alloc();
    frames->has_track =
        media->video >= 0 && frames->key && frames->packet && frames->frame && frames->opacity;
    frames->cpu_from_us = cpu_us();
    if (frames->has_track)
        track_init(&frames->track, media, media->video, known(facts->file.start_time),
                   known(facts->file.duration));
    frames->source = (FrameSource){ .video = frames,
                                    .duration_us = known(facts->file.duration),
                                    .display_width = (int)known(facts->video.display_width),
                                    .display_height = (int)known(facts->video.display_height),
                                    .seek = seek,
                                    .rewind = rewind_to_start,
                                    .next = next,
                                    .cover = cover,
                                    .time_us = time_us,
                                    .picture = picture };
    return frames;
}

void frames_free(Frames *frames)
{
    if (!frames)
        return;
    if (frames->has_track)
        track_clear(&frames->track);
    avcodec_free_context(&frames->decoder);
    avcodec_free_context(&frames->alpha);
    av_packet_free(&frames->key);
    av_packet_free(&frames->packet);
    av_frame_free(&frames->frame);
    av_frame_free(&frames->opacity);
    g_free(frames);
}

const FrameSource *frames_source(Frames *frames)
{
    return &frames->source;
}
