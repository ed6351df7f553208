#include "thumbs/score.h"

#include <math.h>

typedef struct {
    double mean;      /* of luma, 0 … 255 */
    double deviation; /* of luma */
    double dark;      /* share of the pixels below 24 */
    double bright;    /* share of the pixels above 235 */
    double ground;    /* share of the most common luma ± 3 */
    double detail;    /* share of the cells in which anything is to be seen */
    double blur;      /* 0 sharp … 1 blurred */
    double steepness; /* change of luma over two pixels that one in a hundred exceeds */
    double noise;     /* 0: neighbours are alike … 1: they know nothing of each other */
    double drawn; /* share of what is flat between edges × share of edges along rows and columns: bars, grids,
                     charts */
    double colourfulness; /* 0 grey … 109 extremely colourful */
} Measures;

/* The score of a property rises from 0 at `worst` to 1 at `best`, and counts, to the given power, as no less
 * than `least`: every picture keeps a rank among the bad ones. */
typedef struct {
    const char *name;
    gsize measure; /* offset in Measures */
    double worst, best, power, least;
} Property;

#define OF(member) G_STRUCT_OFFSET(Measures, member)

/* clang-format off */
static const Property properties[SCORE_PARTS] = {
    /*                                     worst  best  power least */
    /* merits: of these there can be more or less */
    { "not too dark",   OF(mean),            10,   60,  0.25, 0.05 },
    { "not too bright", OF(mean),           250,  185,  0.25, 0.05 },
    { "contrast",       OF(deviation),        3,   50,  0.30, 0.05 },
    { "detail",         OF(detail),        0.00, 0.40,  0.20, 0.05 },
    { "sharpness",      OF(blur),          0.80, 0.45,  0.60, 0.05 },
    { "colour",         OF(colourfulness),    0,   35,  0.10, 0.30 },
    { "edges",          OF(steepness),        8,   16,  1.00, 0.10 },
    /* faults: none of these should be there */
    { "not black",      OF(dark),          0.97, 0.70,  1.00, 0.05 },
    { "not white",      OF(bright),        0.97, 0.70,  1.00, 0.05 },
    { "not bare",       OF(ground),        0.85, 0.50,  1.00, 0.10 },
    { "not noise",      OF(noise),         0.50, 0.25,  1.00, 0.02 },
    { "not a chart",    OF(drawn),         0.62, 0.46,  1.00, 0.10 },
    { "not garish",     OF(colourfulness),  200,  125,  1.00, 0.10 },
};
/* clang-format on */

/* The part of a picture that is looked at. */
typedef struct {
    const Picture *picture;
    int left, top, width, height; /* px; left and top are even */
} View;

static const guint8 *view_luma(const View *view, int x, int y)
{
    return view->picture->data + (gsize)(view->top + y) * (gsize)view->picture->width + view->left + x;
}

/* Black bars are darker than this, and grey. */
#define BAR_LUMA   28
#define BAR_CHROMA 8

static gboolean is_black(const Picture *picture, int x, int y)
{
    int stride;
    const guint8 *cb, *cr;
    gsize chroma;

    if (picture->data[(gsize)y * (gsize)picture->width + (gsize)x] >= BAR_LUMA)
        return FALSE;
    cb = picture_plane(picture, 1, &stride);
    cr = picture_plane(picture, 2, &stride);
    chroma = (gsize)(y / 2) * (gsize)stride + (gsize)(x / 2);
    return ABS(cb[chroma] - 128) < BAR_CHROMA && ABS(cr[chroma] - 128) < BAR_CHROMA;
}

static gboolean column_is_black(const Picture *picture, int x)
{
    for (int y = 0; y < picture->height; y++)
        if (!is_black(picture, x, y))
            return FALSE;
    return TRUE;
}

static gboolean row_is_black(const Picture *picture, int y)
{
    for (int x = 0; x < picture->width; x++)
        if (!is_black(picture, x, y))
            return FALSE;
    return TRUE;
}

/* How wide the bars at both ends of a side are, in whole chroma samples. */
static int bar_width(const Picture *picture, int side, gboolean (*line_is_black)(const Picture *, int))
{
    int n = 0;

    while (n < side / 2 && line_is_black(picture, n) && line_is_black(picture, side - 1 - n))
        n++;
    return n / 2 * 2;
}

/* Without letterbox or pillarbox. Broad bars on all four sides are a title on black, and stay. */
static View view_of(const Picture *picture)
{
    int left = bar_width(picture, picture->width, column_is_black),
        top = bar_width(picture, picture->height, row_is_black);
    View view = { picture, left, top, picture->width - 2 * left, picture->height - 2 * top };
    gboolean is_title = left * 16 > picture->width && top * 16 > picture->height;

    if (is_title || view.width * 4 < picture->width || view.height * 4 < picture->height)
        return (View){ picture, 0, 0, picture->width, picture->height };
    return view;
}

/* Counts of bytes. Neighbours, which are often the same, are counted apart: adding to what was only just added to takes long. */
typedef struct {
    guint32 of[4][256];
} Counts;

static void count_bytes(Counts *counts, const guint8 *bytes, int n)
{
    for (int i = 0; i < n; i++)
        counts->of[i % 4][bytes[i]]++;
}

static void add_up(const Counts *counts, guint32 *histogram)
{
    for (int level = 0; level < 256; level++)
        histogram[level] =
            counts->of[0][level] + counts->of[1][level] + counts->of[2][level] + counts->of[3][level];
}

static void measure_histogram(const View *view, Measures *m)
{
    int pixels = view->width * view->height;
    Counts counts = { 0 };
    guint32 histogram[256 + 7] = { 0 }, dark = 0, bright = 0, ground = 0;
    double sum = 0, squares = 0;

    for (int y = 0; y < view->height; y++)
        count_bytes(&counts, view_luma(view, 0, y), view->width);
    add_up(&counts, histogram);
    for (int level = 0; level < 256; level++) {
        guint32 near = 0;

        sum += (double)histogram[level] * level;
        squares += (double)histogram[level] * level * level;
        dark += level < 24 ? histogram[level] : 0;
        bright += level > 235 ? histogram[level] : 0;
        for (int i = 0; i < 7; i++)
            near += histogram[level + i];
        ground = MAX(ground, near);
    }
    m->mean = sum / pixels;
    m->deviation = sqrt(MAX(0, squares / pixels - m->mean * m->mean));
    m->dark = (double)dark / pixels;
    m->bright = (double)bright / pixels;
    m->ground = (double)ground / pixels;
}

/* Sums over samples of chroma around 0. */
typedef struct {
    gint64 n, b, r, bb, rr, br;
} Chroma;

static void add_chroma(Chroma *chroma, const guint8 *cb, const guint8 *cr, int n)
{
    gint32 b_sum = 0, r_sum = 0, bb = 0, rr = 0, br = 0; /* of PICTURE_SIDE_MAX samples at most */

    for (int i = 0; i < n; i++) {
        gint32 b = cb[i] - 128, r = cr[i] - 128;

        b_sum += b;
        r_sum += r;
        bb += b * b;
        rr += r * r;
        br += b * r;
    }
    chroma->n += n;
    chroma->b += b_sum;
    chroma->r += r_sum;
    chroma->bb += bb;
    chroma->rr += rr;
    chroma->br += br;
}

/* Of the colour that is `of_r` parts of red and `of_b` of blue: its mean, squared, and its variance. */
static void spread(const Chroma *chroma, double of_r, double of_b, double *mean2, double *variance)
{
    double n = (double)chroma->n, mean = (of_r * (double)chroma->r + of_b * (double)chroma->b) / n;
    double squares = (of_r * of_r * (double)chroma->rr + of_b * of_b * (double)chroma->bb +
                      2 * of_r * of_b * (double)chroma->br) /
                     n;

    *mean2 = mean * mean;
    *variance = squares - *mean2;
}

/* Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003): with the opponent colours rg = R
 * − G and yb = (R + G) / 2 − B, M = √(σrg² + σyb²) + 0.3 √(μrg² + μyb²). Luma cancels out of both: the chroma
 * planes are enough. */
static void measure_colour(const View *view, Measures *m)
{
    int stride, width = (view->width + 1) / 2, height = (view->height + 1) / 2;
    const guint8 *cb = picture_plane(view->picture, 1, &stride),
                 *cr = picture_plane(view->picture, 2, &stride);
    Chroma chroma = { 0 };
    double rg2, yb2, rg_variance, yb_variance;

    for (int y = 0; y < height; y++) {
        gsize at = (gsize)(view->top / 2 + y) * (gsize)stride + (gsize)(view->left / 2);

        add_chroma(&chroma, cb + at, cr + at, width);
    }
    spread(&chroma, 2.116136, 0.344136, &rg2, &rg_variance);
    spread(&chroma, 0.343932, -1.944068, &yb2, &yb_variance);
    m->colourfulness = sqrt(MAX(0, rg_variance + yb_variance)) + 0.3 * sqrt(rg2 + yb2);
}

/* Blur is that of Crété-Roffet et al., "The blur effect" (2007): of the differences between neighbours, the
 * share that is still there after a further blur (a mean of nine, whose differences are those of two pixels
 * nine apart). A sharp picture loses most of them. Noise is 1 − the correlation of neighbours: mean(d²) / (2
 * σ²). */
static void measure_differences(const View *view, Measures *m)
{
    gsize stride = (gsize)view->picture->width;
    guint64 all = 0, lost = 0, squares = 0;
    double variance = m->deviation * m->deviation;
    int n = 2 * MAX(0, view->height - 9) * MAX(0, view->width - 9);

    for (int y = 5; y < view->height - 4; y++) {
        const guint8 *row = view_luma(view, 0, y);
        guint32 row_all = 0, row_lost = 0, row_squares = 0; /* of PICTURE_SIDE_MAX pixels at most */

        for (int x = 5; x < view->width - 4; x++) {
            const guint8 *p = row + x;
            int across = ABS(p[0] - p[-1]), down = ABS(p[0] - *(p - stride));
            int across_blurred = ABS(p[4] - p[-5]), down_blurred = ABS(*(p + 4 * stride) - *(p - 5 * stride));

            row_all += (guint32)(across + down);
            row_lost += (guint32)(MAX(0, 9 * across - across_blurred) + MAX(0, 9 * down - down_blurred));
            row_squares += (guint32)(across * across + down * down);
        }
        all += row_all;
        lost += row_lost;
        squares += row_squares;
    }
    m->blur = all > 0 ? 1 - (double)lost / (9. * (double)all) : 1;
    m->noise = variance > 1 && n > 0 ? (double)squares / n / (2 * variance) : 0;
}

static int exceeded_by(const guint32 histogram[256], guint32 pixels)
{
    guint32 above = 0;
    int level = 255;

    while (level > 0 && (above += histogram[level]) < pixels)
        level--;
    return level;
}

/* What is drawn with ruler and paint bucket is mostly flat, and its edges run along rows and columns; flat
 * animation has oblique ones. What is out of focus has none at all. */
static void measure_edges(const View *view, Measures *m)
{
    gsize stride = (gsize)view->picture->width;
    Counts counts = { 0 };
    guint32 steps[256];
    int n = MAX(0, view->height - 2) * MAX(0, view->width - 2), flat = 0, edges = 0, straight = 0;
    g_autofree guint8 *row_steps = g_new(guint8, view->width);

    for (int y = 1; y < view->height - 1; y++) {
        const guint8 *row = view_luma(view, 0, y);
        int row_flat = 0, row_edges = 0, row_straight = 0;

        for (int x = 1; x < view->width - 1; x++) {
            const guint8 *p = row + x;
            int across = ABS(p[1] - p[-1]), down = ABS(*(p + stride) - *(p - stride));
            int least = MIN(across, down), most = MAX(across, down);
            int edge = across * across + down * down > 40 * 40;

            row_steps[x] = (guint8)most;
            row_flat += across + down <= 2;
            row_edges += edge;
            row_straight += edge & (least * 12 <= most);
        }
        count_bytes(&counts, row_steps + 1, view->width - 2);
        flat += row_flat;
        edges += row_edges;
        straight += row_straight;
    }
    add_up(&counts, steps);
    m->steepness = exceeded_by(steps, (guint32)n / 100 + 1);
    m->drawn = edges > 0 && edges < n ? (double)flat / (n - edges) * straight / edges : 0;
}

#define CELL 10 /* px a side */

static gboolean cell_has_detail(const View *view, int left, int top)
{
    int low = 255, high = 0;

    for (int y = 0; y < CELL && high - low < 8; y++) {
        const guint8 *row = view_luma(view, left, top + y);

        for (int x = 0; x < CELL; x++) {
            low = MIN(low, row[x]);
            high = MAX(high, row[x]);
        }
    }
    return high - low >= 8;
}

static void measure_detail(const View *view, Measures *m)
{
    int cells = 0, seen = 0;

    for (int top = 0; top + CELL <= view->height; top += CELL) {
        for (int left = 0; left + CELL <= view->width; left += CELL) {
            cells++;
            seen += cell_has_detail(view, left, top);
        }
    }
    m->detail = cells > 0 ? (double)seen / cells : 0;
}

double picture_score(const Picture *picture, ScorePart parts[SCORE_PARTS])
{
    View view = view_of(picture);
    Measures measures = { 0 };
    double product = 1;

    measure_histogram(&view, &measures);
    measure_colour(&view, &measures);
    measure_differences(&view, &measures);
    measure_edges(&view, &measures);
    measure_detail(&view, &measures);
    for (int i = 0; i < SCORE_PARTS; i++) {
        const Property *property = &properties[i];
        double measured = G_STRUCT_MEMBER(double, &measures, property->measure);
        double score = CLAMP((measured - property->worst) / (property->best - property->worst), 0, 1);

        product *= pow(MAX(score, property->least), property->power);
        if (parts)
            parts[i] = (ScorePart){ property->name, measured, score };
    }
    return product;
}

/* What is mixed of two pictures has little contrast: of 3000 mixtures of frames of real films one in a
 * hundred has more than this, of good frames more than a quarter. */
#define PASSING_DEVIATION 65

gboolean picture_may_be_passing(const Picture *picture)
{
    View view = view_of(picture);
    Measures measures = { 0 };

    measure_histogram(&view, &measures);
    return measures.deviation < PASSING_DEVIATION;
}

/* A frame of 25 a second, and over how many of them changes still add up. */
#define FRAME_US   40000.
#define FRAMES_MAX 8

typedef enum { CELL_EDGES, CELL_STILL, CELL_PASSING } CellChange;

/* What becomes of the mean of a cell, in a frame's time; where it has edges, moving changes it. */
static CellChange cell_change(const Picture *a, const Picture *b, int left, int top, double frames)
{
    int low = 255, high = 0, change = 0;
    double by_frame;

    for (int y = top; y < top + CELL; y++) {
        for (int x = left; x < left + CELL; x++) {
            gsize at = (gsize)y * (gsize)a->width + (gsize)x;

            low = MIN(low, a->data[at]);
            high = MAX(high, a->data[at]);
            change += b->data[at] - a->data[at];
        }
    }
    if (high - low >= 24)
        return CELL_EDGES;
    by_frame = ABS(change) / (double)(CELL * CELL) / frames;
    return by_frame >= 1 && by_frame <= 24 ? CELL_PASSING : CELL_STILL;
}

/* A fade or dissolve changes smooth places everywhere by a little; motion leaves them alone, and a cut
 * changes them by much. */
gboolean picture_is_passing(const Picture *picture, const Picture *later, gint64 gap_us)
{
    int smooth = 0, passing = 0;
    double frames = CLAMP((double)gap_us / FRAME_US, 1, FRAMES_MAX);

    if (picture->width != later->width || picture->height < later->height)
        return FALSE;
    for (int top = 0; top + CELL <= later->height; top += CELL) {
        for (int left = 0; left + CELL <= picture->width; left += CELL) {
            CellChange change = cell_change(picture, later, left, top, frames);

            smooth += change != CELL_EDGES;
            passing += change == CELL_PASSING;
        }
    }
    return smooth >= 8 && passing * 3 >= smooth;
}
