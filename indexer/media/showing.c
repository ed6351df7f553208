#include "indexer/media/showing.h"

#include <libavutil/dovi_meta.h>

static const void *side_data(AVStream *stream, enum AVPacketSideDataType type, size_t least)
{
    size_t size = 0;
    const void *data = av_stream_get_side_data(stream, type, &size);

    return data && size >= least ? data : NULL;
}

/* `own`: what a frame says of itself, or NULL. */
static Orientation orientation_of(AVStream *stream, gint64 rotation, const AVFrameSideData *own)
{
    const gint32 *matrix = side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(gint32));
    Orientation by_matrix =
        orientation_of_matrix(own && own->size >= 9 * sizeof(gint32) ? (const gint32 *)own->data : matrix);
    Orientation by_rotation = orientation_of_rotation(rotation);

    if (rotation == FACT_UNKNOWN || by_matrix.transpose == by_rotation.transpose)
        return by_matrix;
    return by_rotation;
}

static gboolean is_dolby_alone(AVStream *stream)
{
    const AVDOVIDecoderConfigurationRecord *record =
        side_data(stream, AV_PKT_DATA_DOVI_CONF, sizeof(AVDOVIDecoderConfigurationRecord));

    return record && record->dv_profile == 5;
}

/* The shape of a frame by itself: its pixels made square by drawing the shorter ones out. */
static void set_own_shape(RenderParams *params, const AVFrame *frame, AVRational ratio)
{
    double stretch = ratio.num > 0 && ratio.den > 0 ? CLAMP(av_q2d(ratio), 0.01, 100) : 1;
    int width = (int)MAX(frame->width * MAX(stretch, 1) + 0.5, 1);
    int height = (int)MAX(frame->height / MIN(stretch, 1) + 0.5, 1);

    params->width = params->orientation.transpose ? height : width;
    params->height = params->orientation.transpose ? width : height;
}

RenderParams showing_of_cover(const AVFrame *frame)
{
    RenderParams params = { 0 };

    set_own_shape(&params, frame, frame->sample_aspect_ratio);
    return params;
}

RenderParams showing_of_frame(const Media *media, const VideoFacts *facts, AVFrame *frame)
{
    AVStream *stream = media->format->streams[media->video];
    const AVFrameSideData *own = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    RenderParams params = { .orientation = orientation_of(stream, facts->rotation, own),
                            .dolby = is_dolby_alone(stream) };
    gboolean as_the_film = frame->width == facts->width && frame->height == facts->height;

    if (as_the_film && facts->display_width > 0 && facts->display_height > 0) {
        params.width = (int)facts->display_width;
        params.height = (int)facts->display_height;
    } else {
        set_own_shape(&params, frame, av_guess_sample_aspect_ratio(media->format, stream, frame));
    }
    return params;
}

gboolean showing_is_upright(const Media *media, const VideoFacts *facts)
{
    Orientation orientation = orientation_of(media->format->streams[media->video], facts->rotation, NULL);

    return orientation_is_upright(&orientation);
}
