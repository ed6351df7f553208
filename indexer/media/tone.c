#include "indexer/media/tone.h"

#include <math.h>
#include <string.h>

#define STEPS 4096

/* Below this share of white, light is shown as it is; above, it is compressed so that the brightest just
 * fits. */
#define KNEE 0.5f

/* A film graded for a white of 100 cd/m² is lifted to that of TONE_WHITE; nothing is lifted by more. */
#define LIFT_MAX ((float)(TONE_WHITE / 100))

/* Parts brighter than all but this share of a picture are glints: they may clip. */
#define GLINTS 0.001

/* How much of the way to a picture's own peak that of the film goes with it: most of it in a second. */
#define FOLLOW 0.08f

/* Brightness is counted in bins of its square root, up to PQ's largest, 10000 cd/m². */
#define BINS     512
#define BIN_UNIT (BINS / 7.1f)

#define HLG_PEAK 1000.0

typedef struct {
    float lift;
    float peak; /* after the lift; ≤ 1: nothing to compress */
    float a, b, scale;
} Curve;

static double pq_to_light(double code)
{
    const double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128,
                 c3 = 2392.0 / 128;
    double root = pow(code, 1 / m2);

    return 10000 / TONE_WHITE * pow(MAX(root - c1, 0) / (c2 - c3 * root), 1 / m1);
}

/* A screen raises the light of an HLG scene to the power of 1.2. ITU-R BT.2100 has it raise brightness and
 * leave the proportions of the colours; FFmpeg's zscale, with which many such films are made, raises each
 * colour by itself, which is more colourful by a sixth. Half the power is taken either way, so that films of
 * either making look right: that of each colour here, that of brightness in show_hlg(). */
#define HLG_HALF_POWER 0.1

static double hlg_to_light(double code)
{
    const double a = 0.17883277, b = 0.28466892, c = 0.55991073;

    return pow(code <= 0.5 ? code * code / 3 : (exp((code - c) / a) + b) / 12, 1 + HLG_HALF_POWER);
}

static double srgb_to_light(double code)
{
    return code <= 0.04045 ? code / 12.92 : pow((code + 0.055) / 1.055, 2.4);
}

static double light_to_srgb(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

static double unchanged(double light)
{
    return light;
}

static double (*const to_light[TRANSFERS])(double) = {
    [TRANSFER_SDR] = srgb_to_light,
    [TRANSFER_LINEAR] = unchanged,
    [TRANSFER_PQ] = pq_to_light,
    [TRANSFER_HLG] = hlg_to_light,
};

static void table_fill(float table[STEPS], double (*function)(double))
{
    for (int i = 0; i < STEPS; i++)
        table[i] = (float)function(i / (STEPS - 1.0));
}

static const float *light_table(Transfer transfer)
{
    static float tables[TRANSFERS][STEPS];

    if (tables[transfer][STEPS - 1] == 0)
        table_fill(tables[transfer], to_light[transfer]);
    return tables[transfer];
}

static const float *srgb_table(void)
{
    static float table[STEPS];

    if (table[STEPS - 1] == 0)
        table_fill(table, light_to_srgb);
    return table;
}

/* The nearest of so many steps is near enough for eight bits. */
static inline float look_up(const float table[STEPS], float value)
{
    return table[(int)(CLAMP(value, 0.f, 1.f) * (STEPS - 1) + 0.5f)];
}

/* What brightness alone does, of its square root. */
static double hlg_factor(double root)
{
    return HLG_PEAK / TONE_WHITE * pow(root, 2 * HLG_HALF_POWER / (1 + HLG_HALF_POWER));
}

static const float *hlg_table(void)
{
    static float table[STEPS];

    if (table[STEPS - 1] == 0)
        table_fill(table, hlg_factor);
    return table;
}

static void show_hlg(const float *table, float light[3])
{
    float luminance = 0.2627f * light[0] + 0.6780f * light[1] + 0.0593f * light[2];
    float factor = look_up(table, sqrtf(luminance));

    for (int i = 0; i < 3; i++)
        light[i] *= factor;
}

/* Colours that BT.709 lacks come out negative: they lose the part that cannot be shown. */
static inline void to_primaries(float light[3], const float matrix[9])
{
    float from[3] = { light[0], light[1], light[2] };

    for (int i = 0; i < 3; i++)
        light[i] =
            MAX(matrix[3 * i] * from[0] + matrix[3 * i + 1] * from[1] + matrix[3 * i + 2] * from[2], 0);
}

static float brightest(float *planes[3], gsize i)
{
    return MAX(MAX(planes[0][i], planes[1][i]), planes[2][i]);
}

static void linearise(float *planes[3], gsize pixels, Transfer transfer, const Matrix *to_bt709)
{
    const float *table = light_table(transfer), *hlg = transfer == TRANSFER_HLG ? hlg_table() : NULL;
    float matrix[9];

    for (int i = 0; i < 9; i++)
        matrix[i] = (float)to_bt709->by[i / 3][i % 3];
    for (gsize i = 0; i < pixels; i++) {
        float light[3] = { look_up(table, planes[0][i]), look_up(table, planes[1][i]),
                           look_up(table, planes[2][i]) };

        if (hlg)
            show_hlg(hlg, light);
        to_primaries(light, matrix);
        for (int plane = 0; plane < 3; plane++)
            planes[plane][i] = light[plane];
    }
}

static float measure_peak(float *planes[3], gsize pixels)
{
    gsize counts[BINS] = { 0 }, glints = 0;
    int bin = BINS - 1;

    for (gsize i = 0; i < pixels; i++)
        counts[MIN((int)(sqrtf(brightest(planes, i)) * BIN_UNIT), BINS - 1)]++;
    for (; bin > 0; bin--) {
        glints += counts[bin];
        if (glints > pixels * GLINTS)
            break;
    }
    return ((bin + 1) / BIN_UNIT) * ((bin + 1) / BIN_UNIT);
}

/* A straight line up to the knee, then a hyperbola that joins it smoothly and reaches 1 at the peak. */
static Curve curve_for(float peak)
{
    const float j = KNEE;
    Curve curve = { .lift = CLAMP(1 / peak, 1.f, LIFT_MAX) };
    float p = curve.peak = peak * curve.lift;

    if (p <= 1.02f) {
        curve.peak = 1;
        return curve;
    }
    curve.a = -j * j * (p - 1) / (j * j - 2 * j + p);
    curve.b = (j * j - 2 * j * p + p) / (p - 1);
    curve.scale = (curve.b * curve.b + 2 * curve.b * j + j * j) / (curve.b - curve.a);
    return curve;
}

/* What the light of a pixel is multiplied with: the same for its three parts, so that its hue stays. */
static float curve_factor(const Curve *curve, float light)
{
    float lifted = light * curve->lift, shown = lifted;

    if (curve->peak > 1 && lifted > KNEE)
        shown = curve->scale * (lifted + curve->a) / (lifted + curve->b);
    return shown > 1 ? 1 / light : shown / MAX(light, 1e-9f);
}

static float follow_peak(float *peak, float now)
{
    *peak = *peak > 0 ? *peak + (now - *peak) * FOLLOW : now;
    return *peak;
}

static void compress(float *planes[3], gsize pixels, float *peak)
{
    const Curve curve = curve_for(follow_peak(peak, measure_peak(planes, pixels)));

    for (gsize i = 0; i < pixels; i++) {
        float factor = curve_factor(&curve, brightest(planes, i));

        for (int plane = 0; plane < 3; plane++)
            planes[plane][i] *= factor;
    }
}

void tone_film_to_srgb(float *planes[3], gsize pixels, Transfer transfer, const Matrix *to_bt709, float *peak)
{
    const float *table = srgb_table();

    linearise(planes, pixels, transfer, to_bt709);
    if (transfer == TRANSFER_PQ || transfer == TRANSFER_HLG)
        compress(planes, pixels, peak);
    for (int plane = 0; plane < 3; plane++)
        for (gsize i = 0; i < pixels; i++)
            planes[plane][i] = look_up(table, planes[plane][i]);
}

void tone_to_srgb(float *planes[3], gsize pixels, Transfer transfer, const Matrix *to_bt709)
{
    tone_film_to_srgb(planes, pixels, transfer, to_bt709, &(float){ 0 });
}
