#include "indexer/media/tone.h"

#include <math.h>

static const Matrix same = { { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } };

/* A thousand pixels of one colour, of which the last `glints` are white at full level. */
typedef struct {
    float samples[3][1000];
    float *planes[3];
} Pixels;

static void fill(Pixels *pixels, float red, float green, float blue)
{
    const float colour[3] = { red, green, blue };

    for (int i = 0; i < 3; i++) {
        pixels->planes[i] = pixels->samples[i];
        for (int j = 0; j < 1000; j++)
            pixels->samples[i][j] = colour[i];
    }
}

static void assert_colour(const Pixels *pixels, int pixel, double red, double green, double blue,
                          double margin)
{
    const double colour[3] = { red, green, blue };

    for (int i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon(pixels->samples[i][pixel], colour[i], margin);
}

/* PQ's code for so many cd/m². */
static float pq(double nits)
{
    double power = pow(nits / 10000, 2610.0 / 16384);

    return (float)pow((3424.0 / 4096 + 2413.0 / 128 * power) / (1 + 2392.0 / 128 * power), 2523.0 / 32);
}

static void what_a_screen_shows_stays(void)
{
    Pixels pixels;

    fill(&pixels, 0.2f, 0.5f, 0.9f);
    tone_to_srgb(pixels.planes, 1000, TRANSFER_SDR, &same);
    assert_colour(&pixels, 500, 0.2, 0.5, 0.9, 0.002);
}

static void paper_in_a_bright_film_is_white(void)
{
    Pixels pixels;

    fill(&pixels, pq(TONE_WHITE), pq(TONE_WHITE), pq(TONE_WHITE));
    tone_to_srgb(pixels.planes, 1000, TRANSFER_PQ, &same);
    assert_colour(&pixels, 0, 1, 1, 1, 0.02);
}

static void a_film_graded_for_a_dimmer_white_is_lifted(void)
{
    Pixels pixels;

    fill(&pixels, pq(100), pq(100), pq(100));
    tone_to_srgb(pixels.planes, 1000, TRANSFER_PQ, &same);
    assert_colour(&pixels, 0, 1, 1, 1, 0.03);
}

static void a_night_stays_dark(void)
{
    Pixels pixels;

    fill(&pixels, pq(1), pq(1), pq(1));
    tone_to_srgb(pixels.planes, 1000, TRANSFER_PQ, &same);
    g_assert_cmpfloat(pixels.samples[0][0], <, 0.15);
    g_assert_cmpfloat(pixels.samples[0][0], >, 0.02);
}

/* A tenth of the picture is a lamp of 2000 cd/m² in front of a wall of 60. */
static void highlights_are_compressed_and_the_rest_is_not(void)
{
    Pixels pixels;
    double wall = 60 / TONE_WHITE;

    fill(&pixels, pq(60), pq(60), pq(60));
    for (int i = 900; i < 1000; i++)
        for (int j = 0; j < 3; j++)
            pixels.samples[j][i] = i < 950 ? pq(2000) : pq(500);
    tone_to_srgb(pixels.planes, 1000, TRANSFER_PQ, &same);
    assert_colour(&pixels, 0, 1.055 * pow(wall, 1 / 2.4) - 0.055, 1.055 * pow(wall, 1 / 2.4) - 0.055,
                  1.055 * pow(wall, 1 / 2.4) - 0.055, 0.01);
    assert_colour(&pixels, 910, 1, 1, 1, 0.02);
    g_assert_cmpfloat(pixels.samples[0][960], <, 0.97);
    g_assert_cmpfloat(pixels.samples[0][960], >, 0.85);
}

static void a_bright_colour_keeps_its_hue(void)
{
    Pixels pixels;

    fill(&pixels, pq(1000), pq(250), pq(250));
    tone_to_srgb(pixels.planes, 1000, TRANSFER_PQ, &same);
    g_assert_cmpfloat(pixels.samples[0][0], >, 0.98);
    assert_colour(&pixels, 0, 1, 0.537, 0.537, 0.02); /* a quarter of the light */
}

static void colours_that_cannot_be_shown_do_not_run_over(void)
{
    const Matrix wide = { { { 1.66, -0.59, -0.07 }, { -0.12, 1.13, -0.01 }, { -0.02, -0.10, 1.12 } } };
    const Transfer transfers[] = { TRANSFER_SDR, TRANSFER_LINEAR, TRANSFER_PQ, TRANSFER_HLG };
    const float values[] = { -1, 0, 0.5f, 1, 2 };
    Pixels pixels;

    for (gsize i = 0; i < G_N_ELEMENTS(transfers); i++)
        for (gsize j = 0; j < 125; j++) {
            fill(&pixels, values[j % 5], values[j / 5 % 5], values[j / 25]);
            tone_to_srgb(pixels.planes, 1000, transfers[i], &wide);
            for (int k = 0; k < 3; k++) {
                g_assert_cmpfloat(pixels.samples[k][0], >=, 0);
                g_assert_cmpfloat(pixels.samples[k][0], <=, 1);
            }
        }
}

static void hlg_white_is_white(void)
{
    Pixels pixels;

    fill(&pixels, 0.75f, 0.75f, 0.75f);
    tone_to_srgb(pixels.planes, 1000, TRANSFER_HLG, &same);
    assert_colour(&pixels, 0, 1, 1, 1, 0.03);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tone/what a screen shows stays", what_a_screen_shows_stays);
    g_test_add_func("/tone/paper in a bright film is white", paper_in_a_bright_film_is_white);
    g_test_add_func("/tone/a film graded for a dimmer white is lifted",
                    a_film_graded_for_a_dimmer_white_is_lifted);
    g_test_add_func("/tone/a night stays dark", a_night_stays_dark);
    g_test_add_func("/tone/highlights are compressed and the rest is not",
                    highlights_are_compressed_and_the_rest_is_not);
    g_test_add_func("/tone/a bright colour keeps its hue", a_bright_colour_keeps_its_hue);
    g_test_add_func("/tone/colours that cannot be shown do not run over",
                    colours_that_cannot_be_shown_do_not_run_over);
    g_test_add_func("/tone/HLG's white is white", hlg_white_is_white);
    return g_test_run();
}
