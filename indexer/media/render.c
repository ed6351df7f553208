#include "indexer/media/render.h"

#include "indexer/media/cells.h"
#include "indexer/media/combing.h"
#include "indexer/media/dolby.h"
#include "indexer/media/media.h"
#include "indexer/media/resample.h"

#include <libswscale/swscale.h>

/* A frame on its way. Sizes are of the picture as the frame lies, before it is turned. */
typedef struct {
    const AVFrame *frame;
    const AVPixFmtDescriptor *descriptor;
    const RenderParams *params;
    const AVDOVIMetadata *dolby; /* NULL: none, or not needed */
    Colour colour;
    const Coding *coding;
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

/* Chroma samples are taken to lie in the middle of the pixels they colour. Many codecs set them off by half a
 * pixel, which is less than one sees; moving them back would blur every frame that is not shrunk. */
static void subsample(Axis *axis, int shift)
{
    axis->start /= 1 << shift;
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
static Resampler *component_resampler(const Rendering *rendering, int index, int cell)
{
    const AVPixFmtDescriptor *descriptor = rendering->descriptor;
    const Orientation *orientation = &rendering->params->orientation;
    gboolean chroma = index > 0 && !(descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL));
    Component component = { rendering->frame, descriptor, index, rendering->lines,
                            rendering->colour.neutral[index] };
    Axis across = axis_of(rendering->frame->width, rendering->width, cell, orientation->mirror_across);
    Axis down = axis_of(rendering->frame->height, rendering->height, cell, orientation->mirror_down);

    if (rendering->lines != LINES_ALL)
        halve(&down, rendering->lines);
    if (chroma) {
        subsample(&across, descriptor->log2_chroma_w);
        subsample(&down, descriptor->log2_chroma_h);
    }
    return resampler_new(&component, &across, &down);
}

static gboolean has_component(const Rendering *rendering, int index)
{
    return rendering->descriptor->flags & AV_PIX_FMT_FLAG_PAL || rendering->descriptor->nb_components >= 3 ||
           index == 0;
}

typedef struct {
    int width, height;
    float *samples; /* owned; rows follow each other */
} Plane;

/* All 0 where the frame has no such component. */
static Plane component_plane(const Rendering *rendering, int index)
{
    int width = rendering->width, height = rendering->height;
    Plane plane = { width, height, g_new0(float, (gsize)width *height) };
    g_autoptr(Resampler) resampler =
        has_component(rendering, index) ? component_resampler(rendering, index, 1) : NULL;

    for (int y = 0; resampler && y < height; y++)
        resampler_row(resampler, y, plane.samples + (gsize)y * (gsize)width);
    return plane;
}

static void put(const Target *target, int x, int y, float value)
{
    target->data[(gsize)y * (gsize)target->down + (gsize)x * (gsize)target->across] = to_byte(value);
}

static float luma_code(const Coding *coding, float value)
{
    return coding->black + value * coding->luma;
}

static float chroma_code(const Coding *coding, float value)
{
    return 128 + value * coding->chroma;
}

static void put_row(const Target *target, int y, const guint8 *bytes, int n)
{
    guint8 *to = target->data + (gsize)y * (gsize)target->down;

    if (target->across == 1)
        memcpy(to, bytes, (gsize)n);
    for (int x = 0; target->across != 1 && x < n; x++)
        to[(gsize)x * (gsize)target->across] = bytes[x];
}

/* The last row of an odd height, and the last pixel of an odd width, count twice. */
static void read_luma(const Rendering *rendering, Resampler *luma, int y, CellRows *rows)
{
    int width = rendering->width;

    for (int i = 0; i < 2; i++) {
        resampler_row(luma, MIN(2 * y + i, rendering->height - 1), rows->luma[i]);
        if (width % 2)
            rows->luma[i][width] = rows->luma[i][width - 1];
    }
}

/* Colour is had at half the size, as the picture has it. */
static void render_planes(const Rendering *rendering, const Affine *affine)
{
    g_autoptr(Resampler) luma = component_resampler(rendering, 0, 1);
    g_autoptr(Resampler) blue = component_resampler(rendering, 1, 2);
    g_autoptr(Resampler) red = component_resampler(rendering, 2, 2);
    g_autoptr(CellRows) rows = cell_rows_new(rendering->width);
    const Target targets[3] = { target_of(rendering, 0), target_of(rendering, 1), target_of(rendering, 2) };
    int cells = (rendering->width + 1) / 2;

    for (int y = 0; 2 * y < rendering->height; y++) {
        read_luma(rendering, luma, y, rows);
        resampler_row(blue, y, rows->blue);
        resampler_row(red, y, rows->red);
        cells_to_bytes(rows, affine, rendering->coding);
        for (int i = 0; i < 2 && 2 * y + i < rendering->height; i++)
            put_row(&targets[0], 2 * y + i, rows->luma_bytes[i], rendering->width);
        put_row(&targets[1], y, rows->blue_bytes, cells);
        put_row(&targets[2], y, rows->red_bytes, cells);
    }
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
    const Target targets[3] = { target_of(rendering, 0), target_of(rendering, 1), target_of(rendering, 2) };
    int width = planes[0].width, height = planes[0].height;

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            gsize i = (gsize)y * (gsize)width + (gsize)x;

            put(&targets[0], x, y,
                luma_code(rendering->coding, apply(affine->by[0], planes[0].samples[i], planes[1].samples[i],
                                                   planes[2].samples[i])));
        }
    for (int y = 0; y < (height + 1) / 2; y++)
        for (int x = 0; x < (width + 1) / 2; x++) {
            float mean[3];

            for (int plane = 0; plane < 3; plane++)
                mean[plane] = cell_mean(&planes[plane], x, y);
            for (int plane = 1; plane < 3; plane++)
                put(&targets[plane], x, y,
                    chroma_code(rendering->coding,
                                apply(affine->by[plane], mean[0], mean[1], mean[2]) - 128));
        }
}

static void to_rgb(const Affine *affine, float *planes[3], gsize pixels)
{
    for (gsize i = 0; i < pixels; i++) {
        float a = planes[0][i], b = planes[1][i], c = planes[2][i];

        for (int plane = 0; plane < 3; plane++)
            planes[plane][i] = CLAMP(apply(affine->by[plane], a, b, c), 0.f, 1.f);
    }
}

static void render_pixels(const Rendering *rendering)
{
    const Colour *colour = &rendering->colour;
    RenderMemory *memory = rendering->params->memory;
    const Colour srgb = { .to_rgb = { { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 } } } };
    Affine affine = colour_to(&srgb, rendering->coding);
    Plane planes[3];
    float *samples[3];
    gsize pixels = (gsize)rendering->width * rendering->height;

    for (int i = 0; i < 3; i++) {
        planes[i] = component_plane(rendering, i);
        samples[i] = planes[i].samples;
    }
    if (rendering->dolby)
        dolby_reshape(rendering->dolby, samples, pixels);
    to_rgb(&colour->to_rgb, samples, pixels);
    if (!colour->plain)
        tone_film_to_srgb(samples, pixels, colour->transfer, &colour->to_bt709,
                          memory ? &memory->peak : &(float){ 0 });
    write_pixels(rendering, planes, &affine);
    for (int i = 0; i < 3; i++)
        g_free(planes[i].samples);
}

/* What an ordinary film needs no more than. */
static gboolean is_to_be_scaled_only(const Rendering *rendering)
{
    const AVFrame *frame = rendering->frame;

    return rendering->params->memory && rendering->colour.plain && rendering->lines == LINES_ALL &&
           scale_knows(frame, rendering->descriptor) &&
           colour_coding_of(frame, rendering->descriptor) == rendering->coding;
}

static void render_frame(Rendering *rendering)
{
    Affine affine = colour_to(&rendering->colour, rendering->coding);

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

    if (params->wanted_width > 0) {
        width = params->wanted_width;
        height = params->wanted_height;
    } else {
        picture_fit(params->width, params->height, params->box, &width, &height);
    }
    rendering.width = transpose ? height : width;
    rendering.height = transpose ? width : height;
    rendering.coding = params->coding ? params->coding : &coding_jpeg;
    rendering.lines = combing_lines_to_use(frame, rendering.descriptor);
    rendering.picture = picture_new(width, height);
    choose_colour(&rendering);
    if (!is_to_be_scaled_only(&rendering) ||
        !scale_frame(&params->memory->scaler, frame, colour_is_full_range(frame, rendering.descriptor),
                     &params->orientation, rendering.picture))
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

void render_memory_clear(RenderMemory *memory)
{
    scaler_clear(&memory->scaler);
}
