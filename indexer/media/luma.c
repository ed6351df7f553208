#include "indexer/media/luma.h"

#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>

/* About so many lines are taken of a picture. */
#define LINES 256

/* Of luma_is_black(). */
#define DARK_LEVEL  0.10
#define DARK_SHARE  0.98
#define CLEAR_LEVEL 0.30
#define CLEAR_SHARE (1. / 4000)
#define FLAT_CODES  6

void luma_reader_clear(LumaReader *reader)
{
    g_clear_pointer(&reader->line, g_free);
    g_clear_pointer(&reader->codes, g_free);
    reader->room = 0;
}

static void make_room(LumaReader *reader, gsize width)
{
    if (width <= reader->room)
        return;
    luma_reader_clear(reader);
    reader->room = width;
    reader->line = g_new(guint8, width);
    reader->codes = g_new(guint16, width);
}

static gboolean is_readable(const AVPixFmtDescriptor *descriptor)
{
    const guint64 other =
        AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BITSTREAM;

    return descriptor && !(descriptor->flags & other) && descriptor->nb_components >= 1 &&
           descriptor->comp[0].depth <= 16 && descriptor->comp[0].depth >= 1;
}

static void read_codes(LumaReader *reader, const AVFrame *frame, const AVPixFmtDescriptor *descriptor,
                       int component, int y)
{
    av_read_image_line2(reader->codes, (const guint8 **)frame->data, frame->linesize, descriptor, 0, y,
                        component, frame->width, 0, sizeof *reader->codes);
}

static int to_8_bits(int code, int depth)
{
    return depth >= 8 ? code >> (depth - 8) : code * 255 / ((1 << depth) - 1);
}

/* BT.709, of 256. */
static const int weights[] = { 54, 183, 19 };

static const guint8 *primary_at(const AVFrame *frame, const AVComponentDescriptor *layout, int y)
{
    return frame->data[layout->plane] + layout->offset + (gssize)y * frame->linesize[layout->plane];
}

/* Red, green and blue of a byte each, whatever lies between them. */
static gboolean are_bytes(const AVPixFmtDescriptor *descriptor)
{
    for (int i = 0; i < 3; i++) {
        if (descriptor->comp[i].depth != 8 || descriptor->comp[i].shift != 0)
            return FALSE;
    }
    return TRUE;
}

static void add_bytes(LumaReader *reader, const AVFrame *frame, const AVPixFmtDescriptor *descriptor, int y)
{
    const guint8 *red = primary_at(frame, &descriptor->comp[0], y);
    const guint8 *green = primary_at(frame, &descriptor->comp[1], y);
    const guint8 *blue = primary_at(frame, &descriptor->comp[2], y);
    int step = descriptor->comp[0].step;

    if (step == 1) { /* what the compiler makes of a constant is four times as quick */
        for (int x = 0; x < frame->width; x++)
            reader->line[x] =
                (guint8)((red[x] * weights[0] + green[x] * weights[1] + blue[x] * weights[2]) / 256);
        return;
    }
    for (int x = 0; x < frame->width; x++)
        reader->line[x] = (guint8)((red[x * step] * weights[0] + green[x * step] * weights[1] +
                                    blue[x * step] * weights[2]) /
                                   256);
}

static void add_primary(LumaReader *reader, const AVFrame *frame, const AVPixFmtDescriptor *descriptor,
                        int component, int y)
{
    int depth = descriptor->comp[component].depth;

    read_codes(reader, frame, descriptor, component, y);
    for (int x = 0; x < frame->width; x++) {
        int before = component == 0 ? 0 : reader->line[x];

        reader->line[x] =
            (guint8)MIN(before + (to_8_bits(reader->codes[x], depth) * weights[component] + 128) / 256, 255);
    }
}

/* A palette is 256 words 0xAARRGGBB. */
static void read_palette(LumaReader *reader, const AVFrame *frame, const AVPixFmtDescriptor *descriptor,
                         int y)
{
    const guint32 *palette = (const guint32 *)(const void *)frame->data[1];

    read_codes(reader, frame, descriptor, 0, y);
    for (int x = 0; x < frame->width; x++) {
        guint32 colour = palette[reader->codes[x] & 255];

        reader->line[x] =
            (guint8)(((colour >> 16 & 255) * 54 + (colour >> 8 & 255) * 183 + (colour & 255) * 19) >> 8);
    }
}

static void read_words(LumaReader *reader, const guint8 *data, int width, int shift)
{
    const guint16 *words = (const guint16 *)(const void *)data;

    for (int x = 0; x < width; x++)
        reader->line[x] = (guint8)(words[x] >> shift);
}

static void read_any(LumaReader *reader, const AVFrame *frame, const AVPixFmtDescriptor *descriptor, int y)
{
    if (descriptor->flags & AV_PIX_FMT_FLAG_PAL) {
        read_palette(reader, frame, descriptor, y);
    } else if (descriptor->flags & AV_PIX_FMT_FLAG_RGB && descriptor->nb_components >= 3 &&
               are_bytes(descriptor)) {
        add_bytes(reader, frame, descriptor, y);
    } else if (descriptor->flags & AV_PIX_FMT_FLAG_RGB && descriptor->nb_components >= 3) {
        for (int component = 0; component < 3; component++)
            add_primary(reader, frame, descriptor, component, y);
    } else {
        read_codes(reader, frame, descriptor, 0, y);
        for (int x = 0; x < frame->width; x++)
            reader->line[x] = (guint8)to_8_bits(reader->codes[x], descriptor->comp[0].depth);
    }
}

const guint8 *luma_reader_line(LumaReader *reader, const AVFrame *frame, int y)
{
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    const AVComponentDescriptor *layout = descriptor ? &descriptor->comp[0] : NULL;
    const guint8 *data;
    gboolean plain, ours;

    if (!is_readable(descriptor) || !frame->data[layout->plane])
        return NULL;
    plain = !(descriptor->flags & (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_RGB));
    ours = G_BYTE_ORDER == (descriptor->flags & AV_PIX_FMT_FLAG_BE ? G_BIG_ENDIAN : G_LITTLE_ENDIAN);
    data = frame->data[layout->plane] + layout->offset + (gssize)y * frame->linesize[layout->plane];
    if (plain && layout->depth == 8 && layout->step == 1 && layout->shift == 0)
        return data;
    make_room(reader, (gsize)frame->width);
    if (plain && layout->depth > 8 && layout->step == 2 && ours)
        read_words(reader, data, frame->width, layout->shift + layout->depth - 8);
    else
        read_any(reader, frame, descriptor, y);
    return reader->line;
}

static gboolean uses_full_range(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    gboolean grey_or_coloured =
        descriptor->nb_components < 3 || descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL);

    return frame->color_range == AVCOL_RANGE_JPEG || g_str_has_prefix(descriptor->name, "yuvj") ||
           (frame->color_range != AVCOL_RANGE_MPEG && grey_or_coloured);
}

static void fit(Luma *luma, const AVFrame *frame)
{
    gsize bytes;

    if (luma->width == frame->width && luma->height == frame->height)
        return;
    g_free(luma->lines);
    g_free(luma->reference);
    g_free(luma->sums);
    g_free(luma->differences);
    luma->width = frame->width;
    luma->height = frame->height;
    luma->rows = 0;
    for (int step = MAX((frame->height + LINES / 2) / LINES, 1), y = step / 2; y < frame->height; y += step)
        luma->rows++;
    bytes = (gsize)luma->rows * (gsize)luma->width;
    luma->lines = g_malloc(bytes);
    luma->reference = g_malloc(bytes);
    luma->sums = g_new(guint16, luma->width);
    luma->differences = g_new(guint16, luma->width);
    luma->compared = FALSE;
    luma->mean = -1; /* there is no reference */
}

static void add_line(const guint8 *restrict line, const guint8 *restrict reference, guint16 *restrict sums,
                     guint16 *restrict differences, int width)
{
    for (int x = 0; x < width; x++) {
        int difference = line[x] > reference[x] ? line[x] - reference[x] : reference[x] - line[x];

        sums[x] = (guint16)(sums[x] + line[x]);
        differences[x] = (guint16)(differences[x] + difference);
    }
}

static guint32 sum_of(const guint16 *columns, int from, int to)
{
    guint32 sum = 0;

    for (int x = from; x < to; x++)
        sum += columns[x];
    return sum;
}

/* Where cell `i` of an axis with `length` samples begins; each has at least one. */
static int cell_from(int i, int length)
{
    return MIN(i * length / LUMA_CELLS, length - 1);
}

static int cell_to(int i, int length)
{
    return MAX((i + 1) * length / LUMA_CELLS, cell_from(i, length) + 1);
}

static void reduce_cells(Luma *luma, int down)
{
    int from = cell_from(down, luma->rows), to = cell_to(down, luma->rows);

    memset(luma->sums, 0, (gsize)luma->width * sizeof *luma->sums);
    memset(luma->differences, 0, (gsize)luma->width * sizeof *luma->differences);
    for (int row = from; row < to; row++) {
        gsize at = (gsize)row * (gsize)luma->width;

        add_line(luma->lines + at, luma->reference + at, luma->sums, luma->differences, luma->width);
    }
    for (int across = 0; across < LUMA_CELLS; across++) {
        int left = cell_from(across, luma->width), right = cell_to(across, luma->width);
        float pixels = (float)((right - left) * (to - from));

        luma->cells[down * LUMA_CELLS + across] = (float)sum_of(luma->sums, left, right) / pixels;
        luma->changes[down * LUMA_CELLS + across] = (float)sum_of(luma->differences, left, right) / pixels;
    }
}

static double mean_of(const float *cells)
{
    double sum = 0;

    for (int i = 0; i < LUMA_CELLS * LUMA_CELLS; i++)
        sum += (double)cells[i];
    return sum / (LUMA_CELLS * LUMA_CELLS);
}

gboolean luma_take(Luma *luma, const AVFrame *frame)
{
    int step = MAX((frame->height + LINES / 2) / LINES, 1);
    gboolean has_reference;

    if (frame->width <= 0 || frame->height <= 0 || !luma_reader_line(&luma->reader, frame, 0))
        return FALSE;
    fit(luma, frame);
    has_reference = luma->mean >= 0;
    for (int row = 0; row < luma->rows; row++)
        memcpy(luma->lines + (gsize)row * (gsize)luma->width,
               luma_reader_line(&luma->reader, frame, step / 2 + row * step), (gsize)luma->width);
    for (int down = 0; down < LUMA_CELLS; down++)
        reduce_cells(luma, down);
    luma->black = uses_full_range(frame, av_pix_fmt_desc_get(frame->format)) ? 0 : 16;
    luma->span = luma->black ? 219 : 255;
    luma->mean = mean_of(luma->cells);
    luma->change = mean_of(luma->changes);
    luma->compared = has_reference;
    return TRUE;
}

void luma_keep_as_reference(Luma *luma)
{
    guint8 *lines = luma->lines;

    luma->lines = luma->reference;
    luma->reference = lines;
}

static gsize count_above(const guint8 *lines, gsize bytes, int level)
{
    gsize count = 0;

    for (gsize i = 0; i < bytes; i++)
        count += lines[i] > level;
    return count;
}

gboolean luma_is_black(const Luma *luma)
{
    double dark = luma->black + DARK_LEVEL * luma->span, clear = luma->black + CLEAR_LEVEL * luma->span;
    gsize bytes = (gsize)luma->rows * (gsize)luma->width;
    float least = luma->cells[0], most = luma->cells[0];

    if (luma->mean > dark)
        return FALSE;
    for (int i = 1; i < LUMA_CELLS * LUMA_CELLS; i++) {
        least = MIN(least, luma->cells[i]);
        most = MAX(most, luma->cells[i]);
    }
    return most - least <= FLAT_CODES &&
           (double)count_above(luma->lines, bytes, (int)dark) <= (1 - DARK_SHARE) * (double)bytes &&
           (double)count_above(luma->lines, bytes, (int)clear) <= CLEAR_SHARE * (double)bytes;
}

void luma_clear(Luma *luma)
{
    g_free(luma->lines);
    g_free(luma->reference);
    g_free(luma->sums);
    g_free(luma->differences);
    luma_reader_clear(&luma->reader);
    *luma = (Luma){ 0 };
}
