/* How often the chooser finds a good moment: films whose five candidate places show good and bad things in
 * every mixture, at least one of them good. A good moment must be chosen in 95 of 100. */
#include "tests/unit/painted_film.h"
#include "thumbs/poster.h"

#define FILMS  120
#define PLACES 5

/* What lies around each place, in the order of time: shots of 20 s in 100 s, of which the middle is asked
 * for. */
static PaintedParams mixed_film(guint32 seed)
{
    static const double from[PLACES] = { 0.4, 2.0, 3.5, 4.8, 6.4 };
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    PaintedParams params = { .seconds = 8, .key_every = g_rand_double_range(random, 0.04, 0.4) };
    int sure = g_rand_int_range(random, 0, PLACES);

    for (int i = 0; i < PLACES; i++) {
        gboolean good = i == sure || g_rand_double(random) < 0.3;
        Painting painting = good ? g_rand_int_range(random, PAINTED_LANDSCAPE, PAINTED_COUNT)
                                 : g_rand_int_range(random, 0, PAINTED_LANDSCAPE);

        params.shots[i] =
            (PaintedShot){ from[i], i + 1 < PLACES ? from[i + 1] : 8, painting, g_rand_int(random) };
    }
    return params;
}

/* A fade from black that is nearly over is a good picture. */
static gboolean is_good(const PaintedFilm *film, gint64 time_us)
{
    double seconds = (double)time_us / G_USEC_PER_SEC;

    for (int i = 0; i < PLACES; i++) {
        const PaintedShot *shot = &film->params.shots[i];

        if (shot->painting == PAINTED_FADE && seconds >= shot->from && seconds < shot->to)
            return (seconds - shot->from) / (shot->to - shot->from) > 0.6;
    }
    return painting_is_good(painted_film_at(film, time_us));
}

static void a_good_moment_is_chosen_in_95_of_100(void)
{
    int good = 0, seeks = 0;

    for (guint32 seed = 0; seed < FILMS; seed++) {
        g_autoptr(PaintedFilm) film = painted_film_new(mixed_film(seed));
        g_auto(PosterChoice) choice = { 0 };
        g_autoptr(GError) error = NULL;

        g_assert_true(poster_choose(&film->source, NULL, &choice, &error));
        g_assert_no_error(error);
        g_assert_nonnull(choice.picture);
        seeks += (int)film->sought->len;
        good += is_good(film, choice.time_us);
        if (!is_good(film, choice.time_us))
            g_test_message("film %u: %s, %.3f", seed, painting_name(painted_film_at(film, choice.time_us)),
                           choice.score);
    }
    g_test_message("%d good of %d, %.2f key frames each", good, FILMS, (double)seeks / FILMS);
    g_assert_cmpint(good * 100, >=, FILMS * 95);
}

/* Key frames every ten seconds, as encoders set them by default, in films that are cut together of good
 * scenes with dissolves. */
static void dissolves_are_avoided(void)
{
    int good = 0, films = 40;

    for (guint32 seed = 0; seed < (guint32)films; seed++) {
        PaintedParams params = { .seconds = 100, .ground = PAINTED_PEOPLE, .key_every = 2 };
        g_auto(PosterChoice) choice = { 0 };
        g_autoptr(PaintedFilm) film = NULL;

        for (int i = 0; i < 6; i++)
            params.shots[i] = (PaintedShot){ i * 17 + seed % 17, i * 17 + seed % 17 + 1.5, PAINTED_DISSOLVE,
                                             seed * 7 + (guint32)i };
        film = painted_film_new(params);
        g_assert_true(poster_choose(&film->source, NULL, &choice, NULL));
        good += painting_is_good(painted_film_at(film, choice.time_us));
    }
    g_test_message("%d good of %d", good, films);
    g_assert_cmpint(good * 100, >=, films * 95);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/poster quality/a good moment is chosen in 95 of 100",
                    a_good_moment_is_chosen_in_95_of_100);
    g_test_add_func("/poster quality/dissolves are avoided", dissolves_are_avoided);
    return g_test_run();
}
