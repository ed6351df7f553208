#include "tests/unit/painted.h"
#include "thumbs/score.h"

#include <math.h>

#include <string.h>

#define SEEDS 8

static double score_of(Painting painting, guint32 seed, double progress)
{
    g_autoptr(Picture) picture = painted_picture(painting, seed, progress, 320, 180);

    return picture_score(picture, NULL);
}

static double score_of_part(const Picture *picture, const char *name)
{
    ScorePart parts[SCORE_PARTS];

    picture_score(picture, parts);
    for (int i = 0; i < SCORE_PARTS; i++)
        if (g_str_equal(parts[i].name, name))
            return parts[i].score;
    g_assert_not_reached();
}

/* A fade may have come far, and a dissolve cannot be told from one frame. */
static gboolean is_plainly_bad(Painting painting)
{
    return !painting_is_good(painting) && painting != PAINTED_FADE && painting != PAINTED_DISSOLVE;
}

static void every_good_scene_beats_every_bad_one(void)
{
    double worst_good = 1, best_bad = 0;

    for (Painting painting = 0; painting < PAINTED_COUNT; painting++) {
        for (guint32 seed = 0; seed < SEEDS; seed++) {
            double score = score_of(painting, seed, seed / (double)SEEDS);

            g_test_message("%s %u: %.3f", painting_name(painting), seed, score);
            if (painting_is_good(painting))
                worst_good = MIN(worst_good, score);
            else if (is_plainly_bad(painting))
                best_bad = MAX(best_bad, score);
        }
    }
    g_assert_cmpfloat(worst_good, >, best_bad);
}

static void what_shows_nothing_is_poor(void)
{
    for (Painting painting = PAINTED_BLACK; painting <= PAINTED_CREDITS; painting++)
        for (guint32 seed = 0; seed < SEEDS; seed++) {
            g_test_message("%s %u", painting_name(painting), seed);
            g_assert_cmpfloat(score_of(painting, seed, 0.5), <, SCORE_POOR);
        }
}

static void blur_costs_and_more_blur_costs_more(void)
{
    for (guint32 seed = 0; seed < SEEDS; seed++) {
        g_autoptr(Picture) sharp = painted_picture(PAINTED_PEOPLE, seed, 0, 320, 180);
        g_autoptr(Picture) tiny = picture_shrink(sharp, 160, 90);
        g_autoptr(Picture) soft = painted_picture(PAINTED_BLURRED, seed, 0, 320, 180);

        g_assert_cmpfloat(score_of_part(sharp, "sharpness"), >, 0.9);
        g_assert_cmpfloat(score_of_part(tiny, "sharpness"), >, 0.9);
        g_assert_cmpfloat(score_of_part(soft, "sharpness"), <, 0.5);
    }
}

/* What lies far out of focus: broad shades, and the last bit of each sample as a coder leaves it. */
static Picture *out_of_focus(void)
{
    Picture *picture = picture_new(320, 180);
    int stride;

    for (int plane = 0; plane < 3; plane++) {
        guint8 *samples = picture_plane(picture, plane, &stride);

        for (int y = 0; y < (plane ? 90 : 180); y++)
            for (int x = 0; x < stride; x++)
                samples[y * stride + x] =
                    (guint8)(128 + (plane ? 20 : 70) * sin(x / 31.) * cos(y / 23.) + (x / 2 + y / 2) % 2);
    }
    return picture;
}

static void what_is_out_of_focus_has_no_edges(void)
{
    g_autoptr(Picture) picture = out_of_focus();

    g_assert_cmpfloat(picture_score(picture, NULL), <, SCORE_POOR);
}

static void noise_is_no_sharpness(void)
{
    g_autoptr(Picture) noise = painted_picture(PAINTED_NOISE, 1, 0, 320, 180);

    g_assert_cmpfloat(score_of_part(noise, "sharpness"), ==, 1);
    g_assert_cmpfloat(score_of_part(noise, "not noise"), <, 0.1);
    g_assert_cmpfloat(picture_score(noise, NULL), <, 0.1);
}

static void a_fade_is_better_the_further_it_has_come(void)
{
    double before = -1;

    for (double progress = 0; progress < 0.85; progress += 0.2) {
        double score = score_of(PAINTED_FADE, 1, progress);

        g_assert_cmpfloat(score, >, before);
        before = score;
    }
}

static void black_bars_around_a_scene_do_not_count(void)
{
    for (guint32 seed = 0; seed < SEEDS; seed++)
        g_assert_cmpfloat(score_of(PAINTED_PILLARBOX, seed, 0), >, 0.75 * score_of(PAINTED_PEOPLE, seed, 0));
}

static void colour_is_welcome_but_not_needed(void)
{
    for (guint32 seed = 0; seed < SEEDS; seed++) {
        double grey = score_of(PAINTED_OLD_FILM, seed, 0), coloured = score_of(PAINTED_LANDSCAPE, seed, 0);

        g_assert_cmpfloat(grey, <, coloured);
        g_assert_cmpfloat(grey, >, 0.6 * coloured);
    }
}

static void any_size_has_a_score(void)
{
    static const int sizes[][2] = { { 1, 1 },   { 1, 320 },  { 320, 1 }, { 2, 2 },    { 9, 9 },
                                    { 10, 10 }, { 11, 300 }, { 29, 19 }, { 320, 320 } };

    for (Painting painting = 0; painting < PAINTED_COUNT; painting++)
        for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
            g_autoptr(Picture) picture = painted_picture(painting, 1, 0.5, sizes[i][0], sizes[i][1]);
            double score = picture_score(picture, NULL);

            g_assert_cmpfloat(score, >=, 0);
            g_assert_cmpfloat(score, <=, 1);
        }
}

/* So many frames later, at 25 a second; of which `lines` of 180 are there. */
static gboolean passes(Painting painting, guint32 seed, double progress, double step, int frames, int lines)
{
    g_autoptr(Picture) now = painted_picture(painting, seed, progress, 320, 180);
    g_autoptr(Picture) later = painted_picture(painting, seed, progress + step * frames, 320, 180);

    later->height = lines; /* brightness comes first, and is all that is looked at */
    return picture_is_passing(now, later, frames * 40000);
}

/* Two scenes with the same sky may melt unseen. */
static void most_dissolves_and_fades_are_seen(gconstpointer lines)
{
    for (int frames = 1; frames <= 5; frames += 2) {
        int seen = 0;

        for (guint32 seed = 0; seed < SEEDS; seed++) {
            seen += passes(PAINTED_DISSOLVE, seed, 0.3, 0.04, frames, GPOINTER_TO_INT(lines));
            seen += passes(PAINTED_FADE, seed, 0.7, 0.04, frames, GPOINTER_TO_INT(lines));
        }
        g_test_message("%d of %d, %d frames later", seen, 2 * SEEDS, frames);
        g_assert_cmpint(seen * 10, >=, 2 * SEEDS * 9);
    }
}

static void motion_is_no_dissolve(void)
{
    for (guint32 seed = 0; seed < SEEDS; seed++)
        for (Painting painting = PAINTED_LANDSCAPE; painting < PAINTED_COUNT; painting++) {
            g_test_message("%s %u", painting_name(painting), seed);
            g_assert_false(passes(painting, seed, 0.3, 0.02, 1, 180));
            g_assert_false(passes(painting, seed, 0.3, 0.02, 4, 180));
            g_assert_false(passes(painting, seed, 0.3, 0.02, 4, 90));
        }
}

static void a_cut_is_no_dissolve(void)
{
    g_autoptr(Picture) before = painted_picture(PAINTED_BLACK, 0, 0, 320, 180);
    g_autoptr(Picture) after = painted_picture(PAINTED_PEOPLE, 0, 0, 320, 180);

    g_assert_false(picture_is_passing(before, after, 40000));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/score/every good scene beats every bad one", every_good_scene_beats_every_bad_one);
    g_test_add_func("/score/what shows nothing is poor", what_shows_nothing_is_poor);
    g_test_add_func("/score/blur costs", blur_costs_and_more_blur_costs_more);
    g_test_add_func("/score/what is out of focus has no edges", what_is_out_of_focus_has_no_edges);
    g_test_add_func("/score/noise is no sharpness", noise_is_no_sharpness);
    g_test_add_func("/score/a fade is better the further it has come",
                    a_fade_is_better_the_further_it_has_come);
    g_test_add_func("/score/black bars around a scene do not count", black_bars_around_a_scene_do_not_count);
    g_test_add_func("/score/colour is welcome but not needed", colour_is_welcome_but_not_needed);
    g_test_add_func("/score/any size has a score", any_size_has_a_score);
    g_test_add_data_func("/score/most dissolves and fades are seen", GINT_TO_POINTER(180),
                         most_dissolves_and_fades_are_seen);
    g_test_add_data_func("/score/most dissolves and fades are seen in the upper half", GINT_TO_POINTER(90),
                         most_dissolves_and_fades_are_seen);
    g_test_add_func("/score/motion is no dissolve", motion_is_no_dissolve);
    g_test_add_func("/score/a cut is no dissolve", a_cut_is_no_dissolve);
    return g_test_run();
}
