#include "thumbs/score.h"

#include <math.h>
#include <string.h>

/* What one pass over a small picture counts. */
typedef struct {
    int pixels;
    double mean;
    double deviation;     /* of luma */
    double dark, bright;  /* share of the pixels below 24, above 235 */
    double common;        /* share of the most common colour */
    double detail;        /* share of the cells in which anything is to be seen */
    double blur;          /* 0 sharp … 1 blurred */
    double correlation;   /* of a pixel with its neighbours: white noise 0, a photograph above 0.8 */
    double straight;      /* share of the edges that run exactly along rows or columns */
    double colourfulness; /* Hasler & Süsstrunk's M */
} Measures;

static double ramp(double value, double worst, double best)
{
    return CLAMP((value - worst) / (best - worst), 0, 1);
}

static void measure_luma(const Picture *picture, Measures *m)
{
    const guint8 *luma = picture->data;
    guint32 histogram[256] = { 0 };
    double sum = 0, squares = 0, dark = 0, bright = 0;

    m->pixels = picture->width * picture->height;
    for (int i = 0; i < m->pixels; i++)
        histogram[luma[i]]++;
    for (int level = 0; level < 256; level++) {
        sum += (double)histogram[level] * level;
        squares += (double)histogram[level] * level * level;
        dark += level < 24 ? histogram[level] : 0;
        bright += level > 235 ? histogram[level] : 0;
    }
    m->mean = sum / m->pixels;
    m->deviation = sqrt(MAX(0, squares / m->pixels - m->mean * m->mean));
    m->dark = dark / m->pixels;
    m->bright = bright / m->pixels;
}

/* Hasler & Süsstrunk, "Measuring colourfulness in natural images" (2003): opponent colours rg = R − G, yb =
 * (R + G) / 2 − B; M = √(σrg² + σyb²) + 0.3 √(μrg² + μyb²). From YCbCr luma cancels out of both. */
static void measure_colour(const Picture *picture, Measures *m)
{
    int stride, n;
    const guint8 *cb = picture_plane(picture, 1, &stride), *cr = picture_plane(picture, 2, &stride);
    guint32 colours[16 * 16] = { 0 };
    double rg = 0, yb = 0, rg2 = 0, yb2 = 0;

    n = stride * ((picture->height + 1) / 2);
    for (int i = 0; i < n; i++) {
        double b = cb[i] - 128, r = cr[i] - 128;
        double red_green = 2.116136 * r + 0.344136 * b, yellow_blue = 0.343932 * r - 1.944068 * b;

        rg += red_green;
        yb += yellow_blue;
        rg2 += red_green * red_green;
        yb2 += yellow_blue * yellow_blue;
        colours[(cb[i] >> 4) * 16 + (cr[i] >> 4)]++;
    }
    rg /= n;
    yb /= n;
    m->colourfulness = sqrt(MAX(0, rg2 / n - rg * rg + yb2 / n - yb * yb)) + 0.3 * sqrt(rg * rg + yb * yb);
}

/* The most common luma, give or take a little: the ground of a title, a slate, a flat picture. */
static void measure_common(const Picture *picture, Measures *m)
{
    guint32 histogram[256 + 8] = { 0 }, most = 0;

    for (int i = 0; i < m->pixels; i++)
        histogram[picture->data[i]]++;
    for (int level = 0; level < 256; level++) {
        guint32 here = 0;

        for (int i = 0; i < 7; i++)
            here += histogram[level + i];
        most = MAX(most, here);
    }
    m->common = (double)most / m->pixels;
}

/* Blur after Crété et al., "The blur effect" (2007): how much of the difference between neighbours survives a
 * further low-pass. Correlation: 1 − mean(d²) / (2 σ²) over neighbours. */
static void measure_edges(const Picture *picture, Measures *m)
{
    int w = picture->width, h = picture->height;
    const guint8 *luma = picture->data;
    double all = 0, lost = 0, squares = 0, straight = 0, edges = 0;
    int neighbours = 0;

    for (int y = 5; y < h - 4; y++) {
        for (int x = 5; x < w - 4; x++) {
            const guint8 *p = luma + y * w + x;
            int dx = p[0] - p[-1], dy = p[0] - p[-w];
            double bx = ABS(p[4] - p[-5]) / 9.0, by = ABS(p[4 * w] - p[-5 * w]) / 9.0;

            all += ABS(dx) + ABS(dy);
            lost += MAX(0, ABS(dx) - bx) + MAX(0, ABS(dy) - by);
            squares += dx * dx + dy * dy;
            neighbours += 2;
            if (dx * dx + dy * dy > 24 * 24) {
                edges++;
                straight += MIN(ABS(dx), ABS(dy)) * 16 <= MAX(ABS(dx), ABS(dy));
            }
        }
    }
    m->blur = all > 0 ? (all - lost) / all : 1;
    m->correlation =
        m->deviation > 1 && neighbours ? 1 - squares / neighbours / (2 * m->deviation * m->deviation) : 1;
    m->straight = edges > 0 ? straight / edges : 0;
}

static void measure_detail(const Picture *picture, Measures *m)
{
    const int side = 10;
    int cells = 0, seen = 0, w = picture->width;

    for (int y = 0; y + side <= picture->height; y += side) {
        for (int x = 0; x + side <= w; x += side) {
            int low = 255, high = 0;

            for (int i = 0; i < side * side; i++) {
                int value = picture->data[(y + i / side) * w + x + i % side];

                low = MIN(low, value);
                high = MAX(high, value);
            }
            cells++;
            seen += high - low >= 8;
        }
    }
    m->detail = cells ? (double)seen / cells : 0;
}

static double exposure(const Measures *m)
{
    return MIN(ramp(m->mean, 12, 60), ramp(m->mean, 245, 190)) * ramp(m->dark, 0.95, 0.6) *
           ramp(m->bright, 0.9, 0.5);
}
static double contrast(const Measures *m)
{
    return ramp(m->deviation, 6, 45);
}
static double sharpness(const Measures *m)
{
    return ramp(m->blur, 0.75, 0.4);
}
static double colour(const Measures *m)
{
    return ramp(m->colourfulness, 0, 35);
}
static double detail(const Measures *m)
{
    return ramp(m->detail, 0.05, 0.5);
}
static double order(const Measures *m)
{
    return ramp(m->correlation, 0.35, 0.75);
}
static double nature(const Measures *m)
{
    return 1 - ramp(m->straight, 0.6, 0.9) * ramp(m->common, 0.1, 0.2);
}

static const struct {
    const char *name;
    double (*judge)(const Measures *);
    double weight;
    double floor; /* the worst it can count as */
} parts_table[SCORE_PARTS] = {
    { "exposure", exposure, 0.25, 0.01 },   { "contrast", contrast, 0.20, 0.05 },
    { "sharpness", sharpness, 0.20, 0.05 }, { "colourfulness", colour, 0.15, 0.3 },
    { "detail", detail, 0.15, 0.05 },       { "order", order, 0.25, 0.01 },
    { "nature", nature, 0.20, 0.01 },
};

double picture_score(const Picture *picture, ScorePart parts[SCORE_PARTS])
{
    Measures m = { 0 };
    double logarithm = 0, weights = 0;

    measure_luma(picture, &m);
    measure_colour(picture, &m);
    measure_common(picture, &m);
    measure_edges(picture, &m);
    measure_detail(picture, &m);
    for (int i = 0; i < SCORE_PARTS; i++) {
        double score = parts_table[i].judge(&m);

        logarithm += parts_table[i].weight * log(MAX(score, parts_table[i].floor));
        weights += parts_table[i].weight;
        if (parts)
            parts[i] = (ScorePart){ .name = parts_table[i].name, .score = score };
    }
    return exp(logarithm / weights);
}
