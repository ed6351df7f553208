#include "thumbs/picture.h"

/* The edges of the samples of one plane along one axis, in whole units: a luma sample is as wide as `scale`,
 * a chroma sample covers two of them, and the last chroma sample of an odd side only one. */
static guint32 edge(int sample, int step, int side, int scale)
{
    return (guint32)MIN(sample * step, side) * (guint32)scale;
}

/* How one sample of the smaller picture is made of samples of the larger one. */
typedef struct {
    int first;
    int count;
    double share;           /* 1 / sum of the weights */
    const guint16 *weights; /* count of them */
} Span;

typedef struct {
    Span *spans; /* owned, one a sample of the smaller side */
    guint16 *weights;
    gboolean are_pairs; /* each of two whole samples: half the size */
} Spans;

static void spans_clear(Spans *spans)
{
    g_free(spans->spans);
    g_free(spans->weights);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Spans, spans_clear)

static int samples(int side, int step)
{
    return (side + step - 1) / step;
}

/* Exact weights: where both sides are measured in 1 / (from × to), every overlap is a whole number. */
static void spans_init(Spans *spans, int from, int to, int step)
{
    int n = samples(to, step), source = 0;
    guint16 *weight = g_new(guint16, samples(from, step) + 2 * n);

    *spans =
        (Spans){ .spans = g_new(Span, n), .weights = weight, .are_pairs = from == 2 * to && to % step == 0 };
    for (int i = 0; i < n; i++) {
        guint32 start = edge(i, step, to, from), end = edge(i + 1, step, to, from);
        Span *span = &spans->spans[i];

        while (edge(source + 1, step, from, to) <= start)
            source++;
        *span = (Span){ .first = source, .share = 1.0 / (end - start), .weights = weight };
        for (int s = source; s < samples(from, step) && edge(s, step, from, to) < end; s++) {
            guint32 low = MAX(start, edge(s, step, from, to)), high = MIN(end, edge(s + 1, step, from, to));

            *weight++ = (guint16)(high - low);
            span->count++;
        }
    }
}

static void add_row(guint32 *restrict sums, const guint8 *restrict row, int width, guint32 weight)
{
    for (int x = 0; x < width; x++)
        sums[x] += weight * row[x];
}

/* Sums are at most 255 × (2 × PICTURE_SIDE_MAX)², which fits into 31 bits. The mean of whole numbers lies no
 * nearer to the next whole number than 1 / area: what the quotient is short of by rounding is made up for,
 * and the result is exact. */
static guint8 mean(guint32 sum, double share)
{
    return (guint8)(gint32)((gint32)sum * share + 0.5 + 1e-9);
}

static void write_row(guint8 *restrict out, const Span *columns, int width, const guint32 *restrict sums,
                      double row_share)
{
    for (int x = 0; x < width; x++) {
        const Span *span = &columns[x];
        guint32 sum = 0;

        for (int i = 0; i < span->count; i++)
            sum += span->weights[i] * sums[span->first + i];
        out[x] = mean(sum, span->share * row_share);
    }
}

/* The same where it is simple, which the compiler makes several times as fast. */
static void write_row_of_pairs(guint8 *restrict out, const Span *columns, int width,
                               const guint32 *restrict sums, double row_share)
{
    double share = columns[0].weights[0] * columns[0].share * row_share;

    for (int x = 0; x < width; x++)
        out[x] = mean(sums[2 * x] + sums[2 * x + 1], share);
}

static void shrink_plane(const Picture *from, Picture *to, int plane)
{
    int step = plane == 0 ? 1 : 2, from_stride, to_stride;
    const guint8 *source = picture_plane(from, plane, &from_stride);
    guint8 *target = picture_plane(to, plane, &to_stride);
    g_auto(Spans) rows = { 0 }, columns = { 0 };
    g_autofree guint32 *sums = g_new(guint32, from_stride);

    spans_init(&rows, from->height, to->height, step);
    spans_init(&columns, from->width, to->width, step);
    for (int y = 0; y < samples(to->height, step); y++) {
        const Span *span = &rows.spans[y];

        memset(sums, 0, sizeof *sums * (gsize)from_stride);
        for (int i = 0; i < span->count; i++)
            add_row(sums, source + (gsize)(span->first + i) * (gsize)from_stride, from_stride,
                    span->weights[i]);
        (columns.are_pairs ? write_row_of_pairs : write_row)(target + (gsize)y * (gsize)to_stride,
                                                             columns.spans, to_stride, sums, span->share);
    }
}

Picture *picture_shrink(const Picture *picture, int width, int height)
{
    Picture *small = picture_new(width, height);

    g_assert(width <= picture->width && height <= picture->height);
    g_assert(picture->width <= PICTURE_SIDE_MAX && picture->height <= PICTURE_SIDE_MAX);
    for (int plane = 0; plane < 3; plane++)
        shrink_plane(picture, small, plane);
    return small;
}

gsize picture_length(int width, int height)
{
    return (gsize)width * (gsize)height + 2 * (gsize)samples(width, 2) * (gsize)samples(height, 2);
}

guint8 *picture_plane(const Picture *picture, int plane, int *stride)
{
    gsize luma = (gsize)picture->width * (gsize)picture->height;
    gsize chroma = (gsize)samples(picture->width, 2) * (gsize)samples(picture->height, 2);

    *stride = samples(picture->width, plane == 0 ? 1 : 2);
    return picture->data + (plane == 0 ? 0 : luma + (plane == 1 ? 0 : chroma));
}

Picture *picture_new(int width, int height)
{
    Picture *picture = g_new(Picture, 1);

    g_assert(width >= 1 && width <= SHEET_SIDE_MAX && height >= 1 && height <= SHEET_SIDE_MAX);
    *picture = (Picture){ .width = width, .height = height, .data = g_malloc(picture_length(width, height)) };
    return picture;
}

void picture_free(Picture *picture)
{
    if (!picture)
        return;
    g_free(picture->data);
    g_free(picture);
}

/* The shorter side, rounded to the nearest pixel. */
static int in_proportion(int shorter, int longer, int box)
{
    return (int)MAX(1, ((gint64)shorter * box + longer / 2) / longer);
}

void picture_fit(int width, int height, int box, int *fit_width, int *fit_height)
{
    int longer = MAX(width, height);

    if (longer <= box) {
        *fit_width = width;
        *fit_height = height;
        return;
    }
    *fit_width = width == longer ? box : in_proportion(width, longer, box);
    *fit_height = height == longer ? box : in_proportion(height, longer, box);
}
