#include "indexer/media/resample.h"

#include <math.h>
#include <string.h>

/* A wanted sample is the sum of `count` source samples from `first` on, each times its weight. */
typedef struct {
    int first;
    int count;
    float *weights; /* borrowed of Taps; behind the last ones there are zeros, up to Taps.most */
} Tap;

typedef struct {
    Tap *taps;
    float *weights;
    int most; /* no tap has more */
} Taps;

/* What is needed to hand out one row of a component after the other. */
typedef struct {
    const Component *component;
    const AVComponentDescriptor *layout;
    int width, height;
    int first_line, line_step; /* rows of the frame's plane: row i is first_line + i × line_step */
    gboolean bytes, words;     /* rows can be used where they lie: 8 bits, or 16 in our byte order */
    gboolean alpha;
    float *row;       /* a row that had to be unpacked */
    guint16 *codes;   /* scratch */
    guint16 *opacity; /* scratch */
} Reader;

static gboolean is_palette(const AVPixFmtDescriptor *descriptor)
{
    return descriptor->flags & AV_PIX_FMT_FLAG_PAL;
}

gboolean format_has_alpha(const AVPixFmtDescriptor *descriptor)
{
    return descriptor->flags & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL);
}

gboolean component_is_readable(const AVPixFmtDescriptor *descriptor)
{
    const guint64 other = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT;

    if (descriptor->flags & other || descriptor->nb_components < 1)
        return FALSE;
    if (descriptor->flags & AV_PIX_FMT_FLAG_BITSTREAM)
        return FALSE; /* one bit a pixel has no agreed black */
    return descriptor->comp[0].depth <= 16 && !g_str_has_prefix(descriptor->name, "xyz");
}

static gboolean is_chroma(const Component *component)
{
    return !(component->descriptor->flags & AV_PIX_FMT_FLAG_RGB) && !is_palette(component->descriptor) &&
           (component->component == 1 || component->component == 2);
}

int component_width(const Component *component)
{
    int shift = is_chroma(component) ? component->descriptor->log2_chroma_w : 0;

    return AV_CEIL_RSHIFT(component->frame->width, shift);
}

int component_height(const Component *component)
{
    int shift = is_chroma(component) ? component->descriptor->log2_chroma_h : 0;
    int height = AV_CEIL_RSHIFT(component->frame->height, shift);

    if (component->lines == LINES_ALL)
        return height;
    return component->lines == LINES_TOP ? (height + 1) / 2 : MAX(height / 2, 1);
}

static void taps_clear(Taps *taps)
{
    g_clear_pointer(&taps->taps, g_free);
    g_clear_pointer(&taps->weights, g_free);
}

/* How much source sample `index` counts for what lies at [from, to): the length it shares with that, or by
 * its distance from the middle. */
static double weight_of(int index, double from, double to, gboolean smooth)
{
    double shared = MIN(index + 1.0, to) - MAX((double)index, from);
    double distance = fabs(index + 0.5 - (from + to) / 2);

    return MAX(smooth ? 1 - distance : shared, 0);
}

static void tap_fill(Tap *tap, int samples, double from, double to, gboolean smooth)
{
    double middle = (from + to) / 2, total = 0;
    int first, last;

    if (smooth) {
        from = middle - 1;
        to = middle + 1;
    }
    first = CLAMP((int)floor(from), 0, samples - 1);
    last = CLAMP((int)ceil(to) - 1, first, samples - 1);
    tap->first = first;
    tap->count = last - first + 1;
    for (int i = 0; i < tap->count; i++) {
        tap->weights[i] =
            smooth ? weight_of(first + i, middle, middle, TRUE) : weight_of(first + i, from, to, FALSE);
        total += tap->weights[i];
    }
    if (total <= 0) /* wholly outside: the sample at the edge */
        tap->weights[0] = total = 1;
    for (int i = 0; i < tap->count; i++)
        tap->weights[i] /= total;
}

static Taps taps_new(const Axis *axis, int samples)
{
    gboolean smooth = axis->smooth && axis->step < 1;
    int most = (int)ceil(smooth ? 2 : axis->step) + 2;
    Taps taps = { g_new(Tap, axis->wanted), g_new0(float, (gsize)axis->wanted *most), 0 };

    for (int i = 0; i < axis->wanted; i++) {
        int at = axis->mirror ? axis->wanted - 1 - i : i;
        double from = axis->start + at * axis->step;

        taps.taps[i].weights = taps.weights + (gsize)i * most;
        tap_fill(&taps.taps[i], samples, from, from + axis->step, smooth);
        taps.most = MAX(taps.most, taps.taps[i].count);
    }
    return taps;
}

static Reader reader_new(const Component *component)
{
    const AVPixFmtDescriptor *descriptor = component->descriptor;
    const AVComponentDescriptor *layout =
        &descriptor->comp[is_palette(descriptor) ? 0 : component->component];
    gboolean ours = G_BYTE_ORDER == (descriptor->flags & AV_PIX_FMT_FLAG_BE ? G_BIG_ENDIAN : G_LITTLE_ENDIAN);
    int width = component_width(component);
    Reader reader = {
        .component = component,
        .layout = layout,
        .width = width,
        .height = component_height(component),
        .first_line = component->lines == LINES_BOTTOM ? 1 : 0,
        .line_step = component->lines == LINES_ALL ? 1 : 2,
        .alpha = format_has_alpha(descriptor),
    };

    if (!reader.alpha && layout->shift == 0) {
        reader.bytes = layout->depth == 8 && layout->step == 1;
        reader.words = layout->depth > 8 && layout->step == 2 && ours;
    }
    if (!reader.bytes && !reader.words) {
        reader.row = g_new(float, width);
        reader.codes = g_new(guint16, width);
        reader.opacity = g_new(guint16, component->frame->width);
    }
    return reader;
}

static void reader_clear(Reader *reader)
{
    g_free(reader->row);
    g_free(reader->codes);
    g_free(reader->opacity);
}

static int reader_line(const Reader *reader, int row)
{
    int line = reader->first_line + row * reader->line_step;
    int shift = is_chroma(reader->component) ? reader->component->descriptor->log2_chroma_h : 0;

    return MIN(line, AV_CEIL_RSHIFT(reader->component->frame->height, shift) - 1);
}

static void read_codes(const Component *component, int index, int line, int width, guint16 *codes)
{
    const AVFrame *frame = component->frame;

    av_read_image_line2(codes, (const guint8 **)frame->data, frame->linesize, component->descriptor, 0, line,
                        index, width, 0, sizeof *codes);
}

/* A palette is 256 words 0xAARRGGBB. */
static void unpack_palette_row(Reader *reader, int line)
{
    const Component *component = reader->component;
    const guint32 *palette = (const guint32 *)component->frame->data[1];
    int shift = 16 - 8 * component->component;

    read_codes(component, 0, line, reader->width, reader->codes);
    for (int x = 0; x < reader->width; x++) {
        guint32 colour = palette[reader->codes[x] & 255];
        float alpha = (colour >> 24) / 255.f, neutral = component->neutral * 255;

        reader->row[x] = neutral + (((colour >> shift) & 255) - neutral) * alpha;
    }
}

/* Lays one row over the neutral value; a chroma sample is as opaque as the pixels it colours, on the first
 * line of them. */
static void blend_row(Reader *reader, int line)
{
    const Component *component = reader->component;
    const AVPixFmtDescriptor *descriptor = component->descriptor;
    int alpha = descriptor->nb_components - 1;
    int across = is_chroma(component) ? descriptor->log2_chroma_w : 0;
    int down = is_chroma(component) ? descriptor->log2_chroma_h : 0;
    float opaque = (1 << descriptor->comp[alpha].depth) - 1;
    float neutral = component->neutral * ((1 << reader->layout->depth) - 1);
    int last = component->frame->width - 1;

    read_codes(component, alpha, MIN(line << down, component->frame->height - 1), last + 1, reader->opacity);
    for (int x = 0; x < reader->width; x++) {
        int left = MIN(x << across, last), right = MIN(((x + 1) << across) - 1, last);
        float opacity = (reader->opacity[left] + reader->opacity[right]) / (2 * opaque);

        reader->row[x] = neutral + (reader->row[x] - neutral) * opacity;
    }
}

static const float *unpacked_row(Reader *reader, int row)
{
    const Component *component = reader->component;
    int line = reader_line(reader, row);

    if (is_palette(component->descriptor)) {
        unpack_palette_row(reader, line);
        return reader->row;
    }
    read_codes(component, component->component, line, reader->width, reader->codes);
    for (int x = 0; x < reader->width; x++)
        reader->row[x] = reader->codes[x];
    if (reader->alpha)
        blend_row(reader, line);
    return reader->row;
}

/* Blocks of a fixed length, so that compilers make vector instructions of them without being told to. A row takes part with its weight; all
 * that make up one are added in one go, while the sums are at hand. `ahead` bytes behind each lies what the next call will read: a picture is
 * too large to be at hand, and asking for that early is worth a quarter of the time. */
#define BLOCK 16
#define DEFINE_ADD_ROWS(name, type)                                                                          \
    static void name(float *restrict sums, const guint8 *const *rows, const float *weights, int count,       \
                     int width, gssize ahead)                                                                \
    {                                                                                                        \
        int x = 0;                                                                                           \
        for (; x + BLOCK <= width; x += BLOCK) {                                                             \
            float block[BLOCK] = { 0 };                                                                      \
            for (int j = 0; j < count; j++) {                                                                \
                const type *restrict row = (const type *)(const void *)rows[j] + x;                          \
                __builtin_prefetch((const void *)((guintptr)row + (guintptr)ahead));                         \
                for (int i = 0; i < BLOCK; i++)                                                              \
                    block[i] += weights[j] * row[i];                                                         \
            }                                                                                                \
            memcpy(sums + x, block, sizeof block);                                                           \
        }                                                                                                    \
        for (; x < width; x++) {                                                                             \
            sums[x] = 0;                                                                                     \
            for (int j = 0; j < count; j++)                                                                  \
                sums[x] += weights[j] * ((const type *)(const void *)rows[j])[x];                            \
        }                                                                                                    \
    }
DEFINE_ADD_ROWS(add_bytes, guint8)
DEFINE_ADD_ROWS(add_words, guint16)

static const guint8 *row_in_place(const Reader *reader, int row)
{
    const AVFrame *frame = reader->component->frame;
    const AVComponentDescriptor *layout = reader->layout;

    return frame->data[layout->plane] + (gssize)reader_line(reader, row) * frame->linesize[layout->plane] +
           layout->offset;
}

static gssize bytes_of_rows(const Reader *reader, int rows)
{
    return (gssize)rows * reader->line_step * reader->component->frame->linesize[reader->layout->plane];
}

static void add_unpacked(Reader *reader, const Tap *tap, const float *weights, float *sums)
{
    memset(sums, 0, sizeof *sums * (gsize)reader->width);
    for (int i = 0; i < tap->count; i++) {
        const float *row = unpacked_row(reader, tap->first + i);

        for (int x = 0; x < reader->width; x++)
            sums[x] += weights[i] * row[x];
    }
}

/* `rows` and `weights` are scratch for as many as a tap has. */
static void add_rows(Reader *reader, const Tap *tap, float unit, const guint8 **rows, float *weights,
                     float *sums)
{
    for (int i = 0; i < tap->count; i++) {
        weights[i] = tap->weights[i] * unit;
        rows[i] = row_in_place(reader, tap->first + i);
    }
    if (reader->bytes)
        add_bytes(sums, rows, weights, tap->count, reader->width, bytes_of_rows(reader, tap->count));
    else if (reader->words)
        add_words(sums, rows, weights, tap->count, reader->width, bytes_of_rows(reader, tap->count));
    else
        add_unpacked(reader, tap, weights, sums);
}

/* With a count that the compiler knows. Sums behind the last one are zero. */
static inline void sum_up(const Taps *columns, int count, const float *restrict sums, float *restrict out,
                          int wanted)
{
    for (int x = 0; x < wanted; x++) {
        const Tap *tap = &columns->taps[x];
        float sum = 0;

        for (int i = 0; i < count; i++)
            sum += tap->weights[i] * sums[tap->first + i];
        out[x] = sum;
    }
}

static void sum_columns(const Taps *columns, const float *sums, float *out, int wanted)
{
    switch (columns->most) {
    case 1:
        sum_up(columns, 1, sums, out, wanted);
        break;
    case 2:
        sum_up(columns, 2, sums, out, wanted);
        break;
    case 3:
        sum_up(columns, 3, sums, out, wanted);
        break;
    case 4:
        sum_up(columns, 4, sums, out, wanted);
        break;
    default:
        sum_up(columns, columns->most, sums, out, wanted);
    }
}

struct Resampler {
    Component component;
    Reader reader;
    Taps columns, rows;
    int wanted;  /* samples a row */
    float unit;  /* of a code */
    float *sums; /* the rest is scratch for a row */
    const guint8 **places;
    float *weights;
};

Resampler *resampler_new(const Component *component, const Axis *across, const Axis *down)
{
    Resampler *resampler = g_new0(Resampler, 1);

    resampler->component = *component;
    resampler->reader = reader_new(&resampler->component);
    resampler->columns = taps_new(across, resampler->reader.width);
    resampler->rows = taps_new(down, resampler->reader.height);
    resampler->wanted = across->wanted;
    resampler->unit =
        1.f / ((1 << (is_palette(component->descriptor) ? 8 : resampler->reader.layout->depth)) - 1);
    resampler->sums = g_new0(float, resampler->reader.width + resampler->columns.most);
    resampler->places = g_new(const guint8 *, resampler->rows.most);
    resampler->weights = g_new(float, resampler->rows.most);
    return resampler;
}

void resampler_free(Resampler *resampler)
{
    reader_clear(&resampler->reader);
    taps_clear(&resampler->columns);
    taps_clear(&resampler->rows);
    g_free(resampler->sums);
    g_free(resampler->places);
    g_free(resampler->weights);
    g_free(resampler);
}

void resampler_row(Resampler *resampler, int row, float *samples)
{
    add_rows(&resampler->reader, &resampler->rows.taps[row], resampler->unit, resampler->places,
             resampler->weights, resampler->sums);
    sum_columns(&resampler->columns, resampler->sums, samples, resampler->wanted);
}
