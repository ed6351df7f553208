#include "indexer/media/frames.h"

#include "indexer/media/decoding.h"
#include "indexer/media/showing.h"

#define CPU_US (8 * G_USEC_PER_SEC)

struct Frames {
    Media *media;       /* borrowed */
    const Facts *facts; /* borrowed */
    FramesParams params;
    FrameSource source;
    Decoding *decoding;   /* of the film; NULL until needed, or where there is no decoder */
    gboolean tried;       /* to get one */
    GError *fault;        /* why there is none */
    AVFrame *cover_frame; /* NULL until asked for */
    gboolean has_frame;
    gboolean is_cover; /* the current frame is the cover's */
};

static gint64 known(gint64 fact)
{
    return fact == FACT_UNKNOWN ? 0 : fact;
}

static void set_error(const Frames *frames, int averror, GError **error)
{
    if (averror == AVERROR_EXIT && !frames->media->limit_reached)
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_LIMIT, "reading its pictures: it takes too long");
    else
        media_set_error(frames->media, error, averror, "reading its pictures");
}

/* What decoding came to. That there is no frame is no fault; that nothing more can be asked for is one. */
static FrameResult answer(Frames *frames, int averror, GError **error)
{
    frames->has_frame = averror >= 0;
    if (averror >= 0)
        return FRAME_FOUND;
    if (averror != AVERROR(ENOMEM) && averror != AVERROR_EXIT && !frames->media->limit_reached)
        return FRAME_NONE;
    set_error(frames, averror, error);
    return FRAME_FAILED;
}

/* No decoder is no frame; that there is no memory for one is a failure. */
static FrameResult answer_without_decoder(Frames *frames, const GError *fault, GError **error)
{
    frames->has_frame = FALSE;
    if (!g_error_matches(fault, MEDIA_ERROR, MEDIA_ERROR_LIMIT))
        return FRAME_NONE;
    g_propagate_error(error, g_error_copy(fault));
    return FRAME_FAILED;
}

static DecodingParams decoding_params(const Frames *frames)
{
    const FileFacts *file = &frames->facts->file;

    return (DecodingParams){ .origin_us = known(file->start_time),
                             .duration_us = known(file->duration),
                             .cpu_us = frames->params.cpu_us,
                             .box = frames->params.box,
                             .looks_ahead = frames->params.looks_ahead,
                             .top_is_enough = showing_is_upright(frames->media, &frames->facts->video) };
}

/* Once: a decoder that would not open will not open later. */
static void begin_decoding(Frames *frames)
{
    DecodingParams params;

    if (frames->tried || frames->media->video < 0)
        return;
    frames->tried = TRUE;
    params = decoding_params(frames);
    frames->decoding = decoding_new(frames->media, &params, &frames->fault);
}

static FrameResult find(gpointer video, gint64 when_us, gint64 *key_us, GError **error)
{
    Frames *frames = video;
    FrameResult result;

    begin_decoding(frames);
    frames->is_cover = FALSE;
    if (!frames->decoding)
        return answer_without_decoder(frames, frames->fault, error);
    result = answer(frames, decoding_find(frames->decoding, MAX(when_us, 0), key_us), error);
    frames->has_frame = FALSE;
    return result;
}

static FrameResult take(gpointer video, GError **error)
{
    Frames *frames = video;

    return answer(frames, decoding_take(frames->decoding), error);
}

static FrameResult rewind_to_start(gpointer video, GError **error)
{
    Frames *frames = video;

    begin_decoding(frames);
    frames->is_cover = FALSE;
    if (!frames->decoding)
        return answer_without_decoder(frames, frames->fault, error);
    return answer(frames, decoding_rewind(frames->decoding), error);
}

static FrameResult next(gpointer video, GError **error)
{
    Frames *frames = video;

    if (!frames->has_frame || frames->is_cover)
        return FRAME_NONE;
    return answer(frames, decoding_next(frames->decoding), error);
}

static FrameResult soon(gpointer video, GError **error)
{
    Frames *frames = video;

    if (!frames->has_frame || frames->is_cover)
        return FRAME_NONE;
    return answer(frames, decoding_soon(frames->decoding), error);
}

static int decode_cover(Frames *frames, AVCodecContext *decoder, const AVPacket *packet)
{
    int result;

    if (!frames->cover_frame)
        frames->cover_frame = av_frame_alloc();
    result = frames->cover_frame ? avcodec_send_packet(decoder, packet) : AVERROR(ENOMEM);
    if (result >= 0)
        result = avcodec_send_packet(decoder, NULL);
    return result >= 0 ? avcodec_receive_frame(decoder, frames->cover_frame) : result;
}

static FrameResult cover(gpointer video, GError **error)
{
    Frames *frames = video;
    int stream = frames->media->cover;
    AVPacket *picture = stream >= 0 ? &frames->media->format->streams[stream]->attached_pic : NULL;
    g_autoptr(GError) fault = NULL;
    AVCodecContext *decoder;
    int result;

    frames->has_frame = FALSE;
    if (!picture || picture->size <= 0)
        return FRAME_NONE;
    decoder = media_decoder(frames->media, stream, &fault);
    if (!decoder)
        return answer_without_decoder(frames, fault, error);
    result = decode_cover(frames, decoder, picture);
    avcodec_free_context(&decoder);
    frames->is_cover = TRUE;
    return answer(frames, result, error);
}

static gint64 time_us(gpointer video)
{
    const Frames *frames = video;

    return frames->is_cover || !frames->decoding ? 0 : frames->decoding->time_us;
}

/* A frame with what is needed to make a picture of it. */
typedef struct {
    AVFrame *frame;
    AVFrame *opacity; /* NULL: it has none */
    gboolean is_cover;
} Still;

/* The current frame, borrowed; there is one. */
static Still current_still(const Frames *frames)
{
    const Decoding *decoding = frames->decoding;

    if (frames->is_cover)
        return (Still){ frames->cover_frame, NULL, TRUE };
    return (Still){ decoding->frame, decoding->has_opacity ? decoding->opacity : NULL, FALSE };
}

static gboolean has_only_the_top(const Frames *frames)
{
    const Decoding *decoding = frames->decoding;

    return !frames->is_cover && decoding->lines < decoding->frame->height;
}

static RenderParams params_for(const Frames *frames, const Still *still, int box)
{
    RenderParams params = still->is_cover
                              ? showing_of_cover(still->frame)
                              : showing_of_frame(frames->media, &frames->facts->video, still->frame);

    params.box = CLAMP(box, 1, frames->params.box);
    return params;
}

/* The frame with its transparency as a fourth plane, borrowed of both; NULL: it has none. */
static AVFrame *with_opacity(const Still *still)
{
    const AVFrame *opacity = still->opacity;
    AVFrame *frame;

    if (!opacity || still->frame->format != AV_PIX_FMT_YUV420P || opacity->format != AV_PIX_FMT_YUV420P ||
        opacity->width != still->frame->width || opacity->height != still->frame->height)
        return NULL;
    frame = av_frame_clone(still->frame);
    if (!frame)
        return NULL;
    frame->format = AV_PIX_FMT_YUVA420P;
    frame->data[3] = opacity->data[0];
    frame->linesize[3] = opacity->linesize[0];
    return frame;
}

static Picture *picture_of(const Frames *frames, const Still *still, int box, GError **error)
{
    RenderParams params = params_for(frames, still, box);
    AVFrame *transparent = with_opacity(still);
    Picture *picture = render(transparent ? transparent : still->frame, &params, error);

    av_frame_free(&transparent);
    return picture;
}

static Picture *no_picture(GError **error)
{
    g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_BROKEN, "there is no picture");
    return NULL;
}

/* Of the current frame, as it looks in the picture of a whole one. */
static Picture *picture_of_top(const Frames *frames, int box, GError **error)
{
    const Still still = current_still(frames);
    RenderParams params = params_for(frames, &still, box);
    AVFrame *top = orientation_is_upright(&params.orientation) ? av_frame_clone(still.frame) : NULL;
    Picture *picture;
    int whole;

    picture_fit(params.width, params.height, params.box, &params.wanted_width, &whole);
    params.wanted_height = whole * frames->decoding->lines / still.frame->height;
    if (!top || params.wanted_height == 0) {
        av_frame_free(&top);
        return no_picture(error);
    }
    top->height = params.wanted_height * still.frame->height / whole;
    picture = render(top, &params, error);
    av_frame_free(&top);
    return picture;
}

static Picture *picture(gpointer video, int box, GError **error)
{
    Frames *frames = video;
    Still still;

    if (!frames->has_frame)
        return no_picture(error);
    if (has_only_the_top(frames))
        return picture_of_top(frames, box, error);
    still = current_still(frames);
    return picture_of(frames, &still, box, error);
}

static void drop(gpointer held)
{
    Still *still = held;

    av_frame_free(&still->frame);
    av_frame_free(&still->opacity);
    g_free(still);
}

static gpointer hold(gpointer video)
{
    const Frames *frames = video;
    Still current, *held;

    if (!frames->has_frame || has_only_the_top(frames))
        return NULL;
    current = current_still(frames);
    held = g_new0(Still, 1);
    held->is_cover = current.is_cover;
    held->frame = av_frame_clone(current.frame);
    held->opacity = current.opacity ? av_frame_clone(current.opacity) : NULL;
    if (!held->frame)
        g_clear_pointer(&held, drop);
    return held;
}

static Picture *develop(gpointer video, gpointer held, int box, GError **error)
{
    return picture_of(video, held, box, error);
}

Frames *frames_new(Media *media, const Facts *facts, const FramesParams *params)
{
    Frames *frames = g_new0(Frames, 1);

    frames->media = media;
    frames->facts = facts;
    frames->params = params ? *params : (FramesParams){ 0 };
    if (frames->params.cpu_us <= 0)
        frames->params.cpu_us = CPU_US;
    if (frames->params.box <= 0)
        frames->params.box = PICTURE_SIDE_MAX;
    frames->source = (FrameSource){ .video = frames,
                                    .duration_us = known(facts->file.duration),
                                    .display_width = (int)known(facts->video.display_width),
                                    .display_height = (int)known(facts->video.display_height),
                                    .find = find,
                                    .take = take,
                                    .rewind = rewind_to_start,
                                    .next = next,
                                    .soon = soon,
                                    .cover = cover,
                                    .time_us = time_us,
                                    .picture = picture,
                                    .hold = hold,
                                    .develop = develop,
                                    .drop = drop };
    return frames;
}

void frames_free(Frames *frames)
{
    if (!frames)
        return;
    decoding_free(frames->decoding);
    g_clear_error(&frames->fault);
    av_frame_free(&frames->cover_frame);
    g_free(frames);
}

const FrameSource *frames_source(Frames *frames)
{
    return &frames->source;
}
