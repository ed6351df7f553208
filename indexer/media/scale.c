#include "indexer/media/scale.h"

#include <libavutil/opt.h>
#include <libswscale/swscale.h>
#include <string.h>

/* A name of 8-bit 4:2:0 that says nothing of its range, which is told beside it. */
#define OURS AV_PIX_FMT_YUV420P

gboolean scale_knows(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    return !(descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_ALPHA |
                                  AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT)) &&
           descriptor->nb_components == 3 && sws_isSupportedInput(frame->format);
}

/* The names that say a range as well. */
static enum AVPixelFormat without_range(enum AVPixelFormat format)
{
    static const enum AVPixelFormat names[][2] = {
        { AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV420P }, { AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUV422P },
        { AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUV444P }, { AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUV440P },
        { AV_PIX_FMT_YUVJ411P, AV_PIX_FMT_YUV411P },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i][0] == format)
            return names[i][1];
    }
    return format;
}

static gboolean fit_target(Scaler *scaler, int width, int height)
{
    if (scaler->lying && scaler->lying->width == width && scaler->lying->height == height)
        return TRUE;
    av_frame_free(&scaler->lying);
    scaler->lying = av_frame_alloc();
    if (!scaler->lying)
        return FALSE;
    scaler->lying->width = width;
    scaler->lying->height = height;
    scaler->lying->format = OURS;
    return av_frame_get_buffer(scaler->lying, 0) >= 0;
}

static gboolean fits(const Scaler *scaler, const AVFrame *frame, gboolean full_range)
{
    return scaler->context && scaler->width == frame->width && scaler->height == frame->height &&
           scaler->format == frame->format && scaler->full_range == full_range &&
           scaler->to_width == scaler->lying->width && scaler->to_height == scaler->lying->height;
}

static void set(struct SwsContext *context, const char *name, gint64 value)
{
    av_opt_set_int(context, name, value, 0);
}

/* Ranges are told before it is made: one that was made for equal ones copies what keeps its size, whatever it is told afterwards. */
static gboolean make_context(Scaler *scaler, const AVFrame *frame, gboolean full_range)
{
    struct SwsContext *context = sws_alloc_context();

    if (!context)
        return FALSE;
    set(context, "srcw", frame->width);
    set(context, "srch", frame->height);
    set(context, "src_format", without_range(frame->format));
    set(context, "src_range", full_range);
    set(context, "dstw", scaler->lying->width);
    set(context, "dsth", scaler->lying->height);
    set(context, "dst_format", OURS);
    set(context, "dst_range", FALSE);
    set(context, "sws_flags", SWS_BICUBIC);
    scaler->context = context;
    return sws_init_context(context, NULL, NULL) >= 0;
}

static gboolean fit_context(Scaler *scaler, const AVFrame *frame, gboolean full_range)
{
    if (fits(scaler, frame, full_range))
        return TRUE;
    sws_freeContext(scaler->context);
    scaler->context = NULL;
    if (!make_context(scaler, frame, full_range)) {
        sws_freeContext(scaler->context);
        scaler->context = NULL;
        return FALSE;
    }
    scaler->width = frame->width;
    scaler->height = frame->height;
    scaler->format = frame->format;
    scaler->full_range = full_range;
    scaler->to_width = scaler->lying->width;
    scaler->to_height = scaler->lying->height;
    return TRUE;
}

static void turn_plane(const Orientation *orientation, const AVFrame *from, Picture *to, int plane)
{
    int shift = plane > 0, stride;
    int width = (from->width + shift) >> shift, height = (from->height + shift) >> shift;
    guint8 *target = picture_plane(to, plane, &stride);
    int across = orientation->transpose ? stride : 1, down = orientation->transpose ? 1 : stride;

    for (int y = 0; y < height; y++) {
        const guint8 *line = from->data[plane] +
                             (gssize)(orientation->mirror_down ? height - 1 - y : y) * from->linesize[plane];

        for (int x = 0; x < width; x++)
            target[(gssize)y * down + (gssize)x * across] =
                line[orientation->mirror_across ? width - 1 - x : x];
    }
}

static void copy_plane(const AVFrame *from, Picture *to, int plane)
{
    int shift = plane > 0, stride;
    guint8 *target = picture_plane(to, plane, &stride);

    for (int y = 0; y < (from->height + shift) >> shift; y++)
        memcpy(target + (gssize)y * stride, from->data[plane] + (gssize)y * from->linesize[plane],
               (gsize)stride);
}

static gboolean lies_as_it_is(const Orientation *orientation)
{
    return !orientation->mirror_across && !orientation->mirror_down && !orientation->transpose;
}

gboolean scale_frame(Scaler *scaler, const AVFrame *frame, gboolean full_range,
                     const Orientation *orientation, Picture *picture)
{
    int width = orientation->transpose ? picture->height : picture->width;
    int height = orientation->transpose ? picture->width : picture->height;

    if (!fit_target(scaler, width, height) || !fit_context(scaler, frame, full_range) ||
        sws_scale(scaler->context, (const guint8 *const *)frame->data, frame->linesize, 0, frame->height,
                  scaler->lying->data, scaler->lying->linesize) != height)
        return FALSE;
    for (int plane = 0; plane < 3; plane++) {
        if (lies_as_it_is(orientation))
            copy_plane(scaler->lying, picture, plane);
        else
            turn_plane(orientation, scaler->lying, picture, plane);
    }
    return TRUE;
}

void scaler_clear(Scaler *scaler)
{
    sws_freeContext(scaler->context);
    scaler->context = NULL;
    av_frame_free(&scaler->lying);
}
