#include "indexer/media/render.h"

#include "indexer/media/combing.h"
#include "indexer/media/dolby.h"
#include "indexer/media/media.h"
#include "indexer/media/resample.h"

#include <libswscale/swscale.h>
#include <math.h>

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
    if (chroma) {
        subsample(&across, descriptor->log2_chroma_w);
        subsample(&down, descriptor->log2_chroma_h);
    }
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

/* A colour of the coding's YCbCr, 0 … 255, chroma around 0, and what its chroma adds to brightness in red,
 * green and blue. */
typedef struct {
    float blue, red; /* Cb and Cr */
    float adds[3];
} Chroma;

static Chroma chroma_of(const Coding *coding, float blue, float red)
{
    float of_red = 2 * (1 - coding->red) * red, of_blue = 2 * (1 - coding->blue) * blue;
    float green = 1 - coding->red - coding->blue;

    return (
        Chroma){ blue, red, { of_red, -(coding->red * of_red + coding->blue * of_blue) / green, of_blue } };
}

/* How far beyond 0 … 255 a value may lie before that is seen to. */
#define OUTSIDE 1.f

/* Whether our numbers can say what the film's do. A colour that no screen can show is no matter while they
 * can: it is cut off where it is shown. */
static gboolean fits(const Chroma *chroma, const float lumas[4])
{
    float least = MIN(MIN(lumas[0], lumas[1]), MIN(lumas[2], lumas[3]));
    float most = MAX(MAX(lumas[0], lumas[1]), MAX(lumas[2], lumas[3]));

    return MAX(fabsf(chroma->blue), fabsf(chroma->red)) < 127.5f + OUTSIDE && least > -OUTSIDE &&
           most < 255 + OUTSIDE;
}

/* Films have colours that no screen can show. Each of red, green and blue is cut off by itself, as every
 * player does. */
static void cut_off(const Coding *coding, Chroma *chroma, float lumas[4])
{
    float green = 1 - coding->red - coding->blue;
    float blue = 0, red = 0;

    for (int i = 0; i < 4; i++) {
        float rgb[3];

        for (int j = 0; j < 3; j++)
            rgb[j] = CLAMP(lumas[i] + chroma->adds[j], 0.f, 255.f);
        lumas[i] = coding->red * rgb[0] + green * rgb[1] + coding->blue * rgb[2];
        blue += (rgb[2] - lumas[i]) / (2 * (1 - coding->blue)) / 4;
        red += (rgb[0] - lumas[i]) / (2 * (1 - coding->red)) / 4;
    }
    chroma->blue = blue;
    chroma->red = red;
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

/* Two by two pixels and the one colour they share; fewer at the end of an odd side. */
static void render_cell(const Rendering *rendering, const Target targets[3], const Plane *luma,
                        const Affine *affine, int x, int y, float blue, float red)
{
    const Coding *coding = rendering->coding;
    Chroma chroma =
        chroma_of(coding, apply(affine->by[1], 0, blue, red) - 128, apply(affine->by[2], 0, blue, red) - 128);
    int right = MIN(2 * x + 1, luma->width - 1), bottom = MIN(2 * y + 1, luma->height - 1);
    const float *rows[2] = { luma->samples + (gsize)(2 * y) * (gsize)luma->width,
                             luma->samples + (gsize)bottom * (gsize)luma->width };
    float colour = affine->by[0][1] * blue + affine->by[0][2] * red + affine->by[0][3],
          factor = affine->by[0][0];
    float lumas[4] = { rows[0][2 * x] * factor + colour, rows[0][right] * factor + colour,
                       rows[1][2 * x] * factor + colour, rows[1][right] * factor + colour };

    if (!fits(&chroma, lumas))
        cut_off(coding, &chroma, lumas);
    put(&targets[0], 2 * x, 2 * y, luma_code(coding, lumas[0]));
    put(&targets[0], right, 2 * y, luma_code(coding, lumas[1]));
    put(&targets[0], 2 * x, bottom, luma_code(coding, lumas[2]));
    put(&targets[0], right, bottom, luma_code(coding, lumas[3]));
    put(&targets[1], x, y, chroma_code(coding, chroma.blue));
    put(&targets[2], x, y, chroma_code(coding, chroma.red));
}

/* Colour is had at half the size, as the picture has it. */
static void render_planes(const Rendering *rendering, const Affine *affine)
{
    g_auto(Plane) luma = component_plane(rendering, 0, 1);
    g_auto(Plane) blue = component_plane(rendering, 1, 2);
    g_auto(Plane) red = component_plane(rendering, 2, 2);
    const Target targets[3] = { target_of(rendering, 0), target_of(rendering, 1), target_of(rendering, 2) };

    for (int y = 0; y < blue.height; y++)
        for (int x = 0; x < blue.width; x++) {
            gsize i = (gsize)y * (gsize)blue.width + (gsize)x;

            render_cell(rendering, targets, &luma, affine, x, y, blue.samples[i], red.samples[i]);
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
        planes[i] = has_component(rendering, i) ? component_plane(rendering, i, 1)
                                                : neutral_plane(rendering->width, rendering->height);
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
        plane_clear(&planes[i]);
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
