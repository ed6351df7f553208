#include "indexer/media/render.h"

#include "indexer/media/colour.h"
#include "indexer/media/combing.h"
#include "indexer/media/dolby.h"
#include "indexer/media/media.h"
#include "indexer/media/resample.h"

#include <libswscale/swscale.h>
#include <string.h>

/* A frame on its way. Sizes are of the picture as the frame lies, before it is turned. */
typedef struct {
    const AVFrame *frame;
    const AVPixFmtDescriptor *descriptor;
    const RenderParams *params;
    const AVDOVIMetadata *dolby; /* NULL: none, or not needed */
    Colour colour;
    Lines lines;
    int width, height;
    Picture *picture; /* borrowed */
} Rendering;

/* Where the samples of a plane of the picture go: turned ones walk down the columns. */
typedef struct {
    guint8 *data;
    int across, down; /* bytes from one sample to the next */
} Target;

static Target target_of(const Rendering *rendering, int plane)
{
    int stride;
    guint8 *data = picture_plane(rendering->picture, plane, &stride);

    return rendering->params->orientation.transpose ? (Target){ data, stride, 1 }
                                                    : (Target){ data, 1, stride };
}

static guint8 to_byte(float value)
{
    return (guint8)(CLAMP(value, 0.f, 255.f) + 0.5f);
}

static float apply(const float row[4], float a, float b, float c)
{
    return row[0] * a + row[1] * b + row[2] * c + row[3];
}

/* How far chroma samples lie from the middle of the pixels they colour, in chroma samples. */
static double siting_across(const AVFrame *frame, int shift)
{
    enum AVChromaLocation location = frame->chroma_location;
    gboolean full = frame->color_range == AVCOL_RANGE_JPEG;

    if (location == AVCHROMA_LOC_CENTER || location == AVCHROMA_LOC_TOP || location == AVCHROMA_LOC_BOTTOM)
        return 0;
    if (location == AVCHROMA_LOC_UNSPECIFIED && full)
        return 0;
    return 0.5 - 0.5 / (1 << shift);
}

static double siting_down(const Rendering *rendering, int shift)
{
    enum AVChromaLocation location = rendering->frame->chroma_location;

    if (rendering->lines != LINES_ALL)
        return (rendering->lines == LINES_TOP ? 0.25 : -0.25) / (1 << shift);
    if (location == AVCHROMA_LOC_TOP || location == AVCHROMA_LOC_TOPLEFT)
        return 0.5 - 0.5 / (1 << shift);
    if (location == AVCHROMA_LOC_BOTTOM || location == AVCHROMA_LOC_BOTTOMLEFT)
        return 0.5 / (1 << shift) - 0.5;
    return 0;
}

/* One axis of a picture of `wanted` pixels, in cells of one or two of them, on `pixels` of the frame. The
 * last cell of an odd side is half outside; mirrored, it is the first. */
static Axis axis_of(int pixels, int wanted, int cell, gboolean mirror)
{
    int cells = (wanted + cell - 1) / cell;
    double step = (double)pixels / wanted;

    return (Axis){ .wanted = cells,
                   .start = mirror ? (wanted - cells * cell) * step : 0,
                   .step = step * cell,
                   .mirror = mirror };
}

static void subsample(Axis *axis, int shift, double siting)
{
    axis->start = axis->start / (1 << shift) + siting;
    axis->step /= 1 << shift;
}

/* From lines of the frame to those of one of its fields, which lie half a line above or below the middle of a
 * pair. */
static void halve(Axis *axis, Lines lines)
{
    axis->start = axis->start / 2 + (lines == LINES_TOP ? 0.25 : -0.25);
    axis->step /= 2;
    axis->smooth = TRUE;
}

/* One component at the picture's size, or at half of it (cell 2). */
static Plane component_plane(const Rendering *rendering, int index, int cell)
{
    const AVPixFmtDescriptor *descriptor = rendering->descriptor;
    const Orientation *orientation = &rendering->params->orientation;
    gboolean chroma = index > 0 && !(descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL));
    Component component = { rendering->frame, descriptor, index, rendering->lines,
                            rendering->colour.neutral[index] };
    Axis across = axis_of(rendering->frame->width, rendering->width, cell, orientation->mirror_across);
    Axis down = axis_of(rendering->frame->height, rendering->height, cell, orientation->mirror_down);
    Plane plane;

    if (rendering->lines != LINES_ALL)
        halve(&down, rendering->lines);
    if (chroma && descriptor->log2_chroma_w > 0)
        subsample(&across, descriptor->log2_chroma_w,
                  siting_across(rendering->frame, descriptor->log2_chroma_w));
    if (chroma && descriptor->log2_chroma_h > 0)
        subsample(&down, descriptor->log2_chroma_h, siting_down(rendering, descriptor->log2_chroma_h));
    resample(&component, &across, &down, &plane);
    return plane;
}

static gboolean has_component(const Rendering *rendering, int index)
{
    return rendering->descriptor->flags & AV_PIX_FMT_FLAG_PAL || rendering->descriptor->nb_components >= 3 ||
           index == 0;
}

static Plane neutral_plane(int width, int height)
{
    Plane plane = { width, height, g_new0(float, (gsize)width *height) };

    return plane;
}

/* Colour is had at half the size, as the picture has it, and brightness corrected by the colour of its cell.
 */
static void render_planes(const Rendering *rendering, const Affine *affine)
{
    g_auto(Plane) luma = component_plane(rendering, 0, 1);
    g_auto(Plane) blue = component_plane(rendering, 1, 2);
    g_auto(Plane) red = component_plane(rendering, 2, 2);
    Target targets[3] = { target_of(rendering, 0), target_of(rendering, 1), target_of(rendering, 2) };

    for (int y = 0; y < luma.height; y++) {
        const float *brightness = luma.samples + (gsize)y * luma.width;
        const float *colours[2] = { blue.samples + (gsize)(y / 2) * blue.width,
                                    red.samples + (gsize)(y / 2) * red.width };
        guint8 *out = targets[0].data + (gsize)y * targets[0].down;

        for (int x = 0; x < luma.width; x++, out += targets[0].across)
            *out = to_byte(apply(affine->by[0], brightness[x], colours[0][x / 2], colours[1][x / 2]));
    }
    for (int plane = 1; plane < 3; plane++)
        for (int y = 0; y < blue.height; y++)
            for (int x = 0; x < blue.width; x++)
                targets[plane].data[y * targets[plane].down + x * targets[plane].across] = to_byte(apply(
                    affine->by[plane], 0, blue.samples[y * blue.width + x], red.samples[y * red.width + x]));
}

/* The mean of a cell of two by two pixels; fewer at the end of an odd side. */
static float cell_mean(const Plane *plane, int cell_x, int cell_y)
{
    int right = MIN(cell_x * 2 + 2, plane->width), bottom = MIN(cell_y * 2 + 2, plane->height);
    float sum = 0;

    for (int y = cell_y * 2; y < bottom; y++)
        for (int x = cell_x * 2; x < right; x++)
            sum += plane->samples[(gsize)y * plane->width + x];
    return sum / ((right - cell_x * 2) * (bottom - cell_y * 2));
}

static void write_pixels(const Rendering *rendering, const Plane planes[3], const Affine *affine)
{
    Target targets[3] = { target_of(rendering, 0), target_of(rendering, 1), target_of(rendering, 2) };
    int width = planes[0].width, height = planes[0].height;

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            gsize i = (gsize)y * width + x;

            targets[0].data[y * targets[0].down + x * targets[0].across] = to_byte(
                apply(affine->by[0], planes[0].samples[i], planes[1].samples[i], planes[2].samples[i]));
        }
    for (int y = 0; y < (height + 1) / 2; y++)
        for (int x = 0; x < (width + 1) / 2; x++) {
            float mean[3];

            for (int plane = 0; plane < 3; plane++)
                mean[plane] = cell_mean(&planes[plane], x, y);
            for (int plane = 1; plane < 3; plane++)
                targets[plane].data[y * targets[plane].down + x * targets[plane].across] =
                    to_byte(apply(affine->by[plane], mean[0], mean[1], mean[2]));
        }
}

static void to_rgb(const Affine *affine, float *planes[3], gsize pixels)
{
    for (gsize i = 0; i < pixels; i++) {
        float a = planes[0][i], b = planes[1][i], c = planes[2][i];

        for (int plane = 0; plane < 3; plane++)
            planes[plane][i] = apply(affine->by[plane], a, b, c);
    }
}

static void render_pixels(const Rendering *rendering)
{
    const Colour *colour = &rendering->colour;
    const Colour srgb = { .to_rgb = { { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 } } } };
    Affine affine = colour_to_jpeg(&srgb);
    Plane planes[3];
    float *samples[3];
    gsize pixels = (gsize)rendering->width * rendering->height;

    for (int i = 0; i < 3; i++) {
        planes[i] = has_component(rendering, i) ? component_plane(rendering, i, 1)
                                                : neutral_plane(rendering->width, rendering->height);
        samples[i] = planes[i].samples;
    }
    if (rendering->dolby)
        dolby_reshape(rendering->dolby, samples, pixels);
    to_rgb(&colour->to_rgb, samples, pixels);
    if (!colour->plain)
        tone_to_srgb(samples, pixels, colour->transfer, &colour->to_bt709);
    write_pixels(rendering, planes, &affine);
    for (int i = 0; i < 3; i++)
        plane_clear(&planes[i]);
}

static void render_frame(Rendering *rendering)
{
    Affine affine = colour_to_jpeg(&rendering->colour);

    if (rendering->colour.plain && has_component(rendering, 1) && !affine_mixes_brightness(&affine))
        render_planes(rendering, &affine);
    else
        render_pixels(rendering);
}

static void choose_colour(Rendering *rendering)
{
    const AVFrameSideData *side = av_frame_get_side_data(rendering->frame, AV_FRAME_DATA_DOVI_METADATA);

    if (!rendering->params->dolby) {
        rendering->colour = colour_of_frame(rendering->frame, rendering->descriptor);
        return;
    }
    rendering->dolby = side ? (const AVDOVIMetadata *)side->data : NULL;
    rendering->colour = colour_of_dolby(rendering->descriptor, rendering->dolby);
}

static AVFrame *frame_like(const AVFrame *frame, enum AVPixelFormat format)
{
    AVFrame *copy = av_frame_alloc();

    if (!copy)
        return NULL;
    copy->width = frame->width;
    copy->height = frame->height;
    copy->format = format;
    if (av_frame_get_buffer(copy, 0) < 0)
        av_frame_free(&copy);
    return copy;
}

/* The rare formats that resample() cannot read: libswscale knows them all. */
static AVFrame *unpacked(const AVFrame *frame, GError **error)
{
    AVFrame *copy = sws_isSupportedInput(frame->format) ? frame_like(frame, AV_PIX_FMT_GBRP) : NULL;
    struct SwsContext *scaler =
        copy ? sws_getContext(frame->width, frame->height, frame->format, frame->width, frame->height,
                              AV_PIX_FMT_GBRP, SWS_POINT, NULL, NULL, NULL)
             : NULL;
    int lines = scaler ? sws_scale(scaler, (const guint8 *const *)frame->data, frame->linesize, 0,
                                   frame->height, copy->data, copy->linesize)
                       : -1;

    sws_freeContext(scaler);
    if (lines < 0) {
        av_frame_free(&copy);
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_BROKEN, "its pixels are of an unknown kind");
    }
    return copy;
}

static Picture *render_readable(const AVFrame *frame, const RenderParams *params)
{
    Rendering rendering = { .frame = frame,
                            .descriptor = av_pix_fmt_desc_get(frame->format),
                            .params = params };
    gboolean transpose = params->orientation.transpose;
    int width, height;

    picture_fit(params->width, params->height, params->box, &width, &height);
    rendering.width = transpose ? height : width;
    rendering.height = transpose ? width : height;
    rendering.lines = combing_lines_to_use(frame, rendering.descriptor);
    rendering.picture = picture_new(width, height);
    choose_colour(&rendering);
    render_frame(&rendering);
    return rendering.picture;
}

Picture *render(const AVFrame *frame, const RenderParams *params, GError **error)
{
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    Picture *picture;
    AVFrame *copy;

    if (descriptor && frame->width > 0 && frame->height > 0 && component_is_readable(descriptor))
        return render_readable(frame, params);
    copy = unpacked(frame, error);
    if (!copy)
        return NULL;
    picture = render_readable(copy, params);
    av_frame_free(&copy);
    return picture;
}
