#include "tests/unit/painted_film.h"
#include "thumbs/poster.h"
#include "thumbs/score.h"

#include <gio/gio.h>

#define SECOND ((gint64)G_USEC_PER_SEC)

static PosterChoice chosen(PaintedFilm *film, const PosterParams *params)
{
    g_autoptr(GError) error = NULL;
    PosterChoice choice = { 0 };

    g_assert_true(poster_choose(&film->source, params, &choice, &error));
    g_assert_no_error(error);
    return choice;
}

static gint64 sought(const PaintedFilm *film, guint n)
{
    return g_array_index(film->sought, gint64, n);
}

/* What the chosen frame shows. */
static Painting shown(const PaintedFilm *film, const PosterChoice *choice)
{
    g_assert_nonnull(choice->picture);
    return painted_film_at(film, choice->time_us);
}

static void assert_nothing_was_decoded_twice(const PaintedFilm *film)
{
    for (guint i = 0; i < film->decoded->len; i++)
        for (guint j = 0; j < i; j++)
            g_assert_cmpint(g_array_index(film->decoded, gint64, i), !=,
                            g_array_index(film->decoded, gint64, j));
}

/* ---- key frames ---- */

static void the_bright_moment_wins(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .bright_from = 290, .bright_to = 330);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_nonnull(choice.picture);
    g_assert_cmpint(choice.time_us, >=, 290 * SECOND);
    g_assert_cmpint(choice.time_us, <, 330 * SECOND);
    assert_nothing_was_decoded_twice(film);
}

static void a_good_first_candidate_is_the_only_one(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .ground = PAINTED_SUNLIT);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_nonnull(choice.picture);
    g_assert_cmpint(film->moves, ==, 1);
    g_assert_cmpint(choice.time_us, >, 180 * SECOND);
    g_assert_cmpint(choice.time_us, <, 240 * SECOND);
    g_assert_cmpfloat(choice.score, >=, SCORE_GOOD);
}

static void one_that_could_be_a_dissolve_is_compared_with_the_frame_after_it(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .ground = PAINTED_SEA);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpuint(film->sought->len, ==, 1);
    g_assert_cmpint(film->moves, ==, 2);
    g_assert_cmpfloat(choice.score, >=, SCORE_GOOD);
}

static void at_most_five_key_frames_are_asked_for_in_a_fixed_order(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 1000, .ground = PAINTED_BLURRED, .shots = { { 0 } });
    g_autoptr(PaintedFilm) again = painted_film(.seconds = 1000, .ground = PAINTED_VEIL);
    g_auto(PosterChoice) choice = chosen(film, NULL), other = chosen(again, NULL);

    g_assert_cmpuint(film->sought->len, ==, 5);
    g_assert_cmpmem(film->sought->data, 5 * sizeof(gint64), again->sought->data, 5 * sizeof(gint64));
    for (guint i = 0; i < 5; i++) {
        g_assert_cmpint(sought(film, i), >=, 50 * SECOND);
        g_assert_cmpint(sought(film, i), <=, 950 * SECOND);
        for (guint j = 0; j < i; j++)
            g_assert_cmpint(ABS(sought(film, i) - sought(film, j)), >=, 150 * SECOND);
    }
    g_assert_cmpint(sought(film, 0), >, 300 * SECOND);
    g_assert_cmpint(sought(film, 0), <, 400 * SECOND);
}

static void the_best_of_several_is_chosen(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 100, .ground = PAINTED_SLATE,
                                               .shots = { { 10, 20, PAINTED_BLURRED, 3 },
                                                          { 48, 56, PAINTED_CARTOON, 3 },
                                                          { 85, 95, PAINTED_VEIL, 3 } });
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_CARTOON);
    assert_nothing_was_decoded_twice(film);
}

static void only_a_better_candidate_is_taken_at_its_largest(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 100, .width = 640, .height = 360,
                     .shots = { { 33, 37, PAINTED_CARTOON, 1 }, { 10, 20, PAINTED_VEIL, 1 } });
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_CARTOON);
    g_assert_cmpint(film->largest, ==, 1);
    g_assert_cmpint(choice.picture->width, ==, 640);
}

static void a_key_frame_that_several_places_share_is_compared_once(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 20, .key_every = 60, .ground = PAINTED_CARTOON);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_nonnull(choice.picture);
    g_assert_cmpint(choice.time_us, ==, 0);
    /* small, large, and small of the frame after it */
    g_assert_cmpint(film->pictures, ==, 3);
}

/* What lies between a key frame and a moment that led to it leads to it too: only the places further on are
 * asked for. */
static void a_place_known_to_lead_to_the_same_key_frame_is_not_asked_for(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 20, .key_every = 60, .ground = PAINTED_VEIL);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpuint(film->sought->len, ==, 3);
    g_assert_cmpint(sought(film, 0), <, sought(film, 1));
    g_assert_cmpint(sought(film, 1), <, sought(film, 2));
    g_assert_cmpint(film->moves, ==, 1);
}

static void a_dissolve_under_way_loses_to_a_still_moment(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 100, .ground = PAINTED_BLACK,
                     .shots = { { 33.5, 35, PAINTED_DISSOLVE, 4 }, { 60, 75, PAINTED_OLD_FILM, 4 } });
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_OLD_FILM);
}

static void a_dissolve_is_better_than_nothing(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 100, .ground = PAINTED_CREDITS,
                                               .shots = { { 33.5, 35, PAINTED_DISSOLVE, 4 } });
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_DISSOLVE);
}

static void any_scene_wins_over_what_shows_nothing(void)
{
    for (Painting bad = PAINTED_BLACK; bad <= PAINTED_VEIL; bad++) {
        g_autoptr(PaintedFilm) film =
            painted_film(.seconds = 100, .ground = bad, .shots = { { 88, 95, PAINTED_CARTOON, 2 } });
        g_auto(PosterChoice) choice = chosen(film, NULL);

        g_test_message("%s", painting_name(bad));
        g_assert_cmpint(shown(film, &choice), ==, PAINTED_CARTOON);
        assert_nothing_was_decoded_twice(film);
    }
}

/* ---- the ladder ---- */

static void a_clip_of_one_black_frame_has_a_poster(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 0.04);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_nonnull(choice.picture);
    g_assert_cmpint(choice.time_us, ==, 0);
    g_assert_false(choice.cover);
}

static void a_film_all_black_has_a_poster_and_an_end(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 7200);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_nonnull(choice.picture);
    g_assert_cmpint(film->moves, <, 120);
}

static void a_fifth_of_a_second_has_a_poster(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 0.2, .ground = PAINTED_SEA);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_SEA);
}

static void behind_one_key_frame_that_fades_in_a_clear_one_is_found(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 10, .key_every = 100, .ground = PAINTED_SEA,
                                               .shots = { { 0, 2, PAINTED_FADE, 3 } });
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(film->rewinds, ==, 1);
    g_assert_cmpfloat(choice.score, >=, SCORE_GOOD);
    g_assert_cmpint(choice.time_us, >, SECOND);
}

static void without_seeking_the_start_is_looked_through(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .no_seeking = TRUE, .ground = PAINTED_CITY,
                                               .shots = { { 0, 1, PAINTED_BLACK, 0 } });
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_CITY);
    assert_nothing_was_decoded_twice(film);
}

static void without_a_duration_the_start_is_looked_through(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 60, .unknown_duration = TRUE, .ground = PAINTED_CITY);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpuint(film->sought->len, ==, 0);
    g_assert_cmpint(shown(film, &choice), ==, PAINTED_CITY);
}

static void the_cover_picture_is_the_last_step(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.no_frames = TRUE, .has_cover = TRUE);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_nonnull(choice.picture);
    g_assert_true(choice.cover);
    g_assert_cmpint(choice.time_us, ==, 0);
}

static void a_cover_picture_stands_for_a_film_that_shows_nothing(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .has_cover = TRUE);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_true(choice.cover);
}

static void a_film_that_shows_something_needs_no_cover_picture(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .ground = PAINTED_CARTOON, .has_cover = TRUE);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_false(choice.cover);
    g_assert_cmpint(film->covers, ==, 0);
}

static void no_picture_at_all_is_no_error(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.no_frames = TRUE);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_null(choice.picture);
}

/* ---- failures ---- */

static void a_failure_before_any_picture_is_an_error(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.no_frames = TRUE, .fails_after = 1);
    g_autoptr(GError) error = NULL;
    PosterChoice choice = { .score = 7 };

    g_assert_false(poster_choose(&film->source, NULL, &choice, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FAILED);
    g_assert_cmpint(film->moves, ==, 2);
    g_assert_cmpfloat(choice.score, ==, 7);
}

static void after_a_failure_what_was_found_is_kept_and_nothing_more_is_asked(void)
{
    for (int moves = 1; moves < 20; moves++) {
        g_autoptr(PaintedFilm) film =
            painted_film(.seconds = 60, .ground = PAINTED_FLAT, .fails_after = moves);
        g_auto(PosterChoice) choice = chosen(film, NULL);

        g_assert_nonnull(choice.picture);
        g_assert_cmpint(film->moves, ==, moves + 1);
    }
}

static void a_failure_on_the_frame_after_keeps_the_frame(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .ground = PAINTED_SEA, .fails_after = 1);
    g_auto(PosterChoice) choice = chosen(film, NULL);

    g_assert_cmpint(shown(film, &choice), ==, PAINTED_SEA);
    g_assert_cmpint(film->moves, ==, 2);
}

static void frames_that_give_no_picture_are_an_error(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .ground = PAINTED_SEA, .picture_fails = 1);
    g_autoptr(GError) error = NULL;
    PosterChoice choice = { 0 };

    g_assert_false(poster_choose(&film->source, NULL, &choice, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* ---- pins ---- */

static gint64 pinned_to(PaintedFilm *film, gint64 pin_us)
{
    g_auto(PosterChoice) choice = chosen(film, &(PosterParams){ .pinned = TRUE, .pin_us = pin_us });

    g_assert_nonnull(choice.picture);
    return choice.time_us;
}

static void a_pin_takes_the_frame_shown_then_whatever_it_shows(void)
{
    static const struct {
        gint64 pin_us, shown_us;
    } cases[] = {
        { 0, 0 },
        { 39999, 0 },
        { 40000, 40000 },
        { 3 * SECOND + 1, 3 * SECOND },
        { 3 * SECOND - 1, 3 * SECOND - 40000 },
        { 4 * SECOND, 4 * SECOND },
        { 99 * SECOND, 10 * SECOND - 40000 },
        { -5, 0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PaintedFilm) film = painted_film(.seconds = 10);

        g_assert_cmpint(pinned_to(film, cases[i].pin_us), ==, cases[i].shown_us);
        g_assert_cmpuint(film->sought->len, ==, 1);
        assert_nothing_was_decoded_twice(film);
    }
}

static void a_pin_on_a_slow_slide_show_takes_the_slide_shown_then(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 60, .fps = 0.2, .key_every = 1000, .ground = PAINTED_PEOPLE);

    g_assert_cmpint(pinned_to(film, 34 * SECOND), ==, 30 * SECOND);
}

static void a_pin_far_behind_its_key_frame_stops_on_the_way(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 7200, .key_every = 10000, .width = 32, .height = 18);

    g_assert_cmpint(pinned_to(film, 7000 * SECOND), >, 50 * SECOND);
    g_assert_cmpint(film->moves, <, 1600);
}

static void a_failure_on_the_way_to_a_pin_keeps_what_came_before(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .key_every = 100, .fails_after = 250);

    g_assert_cmpint(pinned_to(film, 30 * SECOND), ==, 8 * SECOND);
    g_assert_cmpint(film->moves, ==, 251);
}

static void a_pin_that_cannot_be_reached_falls_back_to_the_search(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .no_seeking = TRUE, .ground = PAINTED_SEA);

    g_assert_cmpint(pinned_to(film, 30 * SECOND), ==, 0);
}

static void a_pinned_frame_has_a_score_too(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 60, .ground = PAINTED_SEA, .width = 640, .height = 360);
    g_auto(PosterChoice) choice = chosen(film, &(PosterParams){ .pinned = TRUE, .pin_us = 30 * SECOND });

    g_assert_cmpfloat(choice.score, >=, SCORE_GOOD);
}

/* ---- shapes ---- */

static void posters_fit_their_box_whatever_the_shape(void)
{
    static const int sizes[][4] = { { 16, 1280, 4, 320 },
                                    { 1280, 16, 320, 4 },
                                    { 1, 1, 1, 1 },
                                    { 29, 19, 29, 19 },
                                    { 1280, 720, 320, 180 } };

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(PaintedFilm) film =
            painted_film(.seconds = 9, .ground = PAINTED_SEA, .width = sizes[i][0], .height = sizes[i][1]);
        g_auto(PosterChoice) choice = chosen(film, &(PosterParams){ .box = 320 });

        g_assert_nonnull(choice.picture);
        g_assert_cmpint(choice.picture->width, ==, sizes[i][2]);
        g_assert_cmpint(choice.picture->height, ==, sizes[i][3]);
    }
}

#define CASE(function) g_test_add_func("/poster/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(the_bright_moment_wins);
    CASE(a_good_first_candidate_is_the_only_one);
    CASE(one_that_could_be_a_dissolve_is_compared_with_the_frame_after_it);
    CASE(at_most_five_key_frames_are_asked_for_in_a_fixed_order);
    CASE(the_best_of_several_is_chosen);
    CASE(only_a_better_candidate_is_taken_at_its_largest);
    CASE(a_key_frame_that_several_places_share_is_compared_once);
    CASE(a_place_known_to_lead_to_the_same_key_frame_is_not_asked_for);
    CASE(a_dissolve_under_way_loses_to_a_still_moment);
    CASE(a_dissolve_is_better_than_nothing);
    CASE(any_scene_wins_over_what_shows_nothing);
    CASE(a_clip_of_one_black_frame_has_a_poster);
    CASE(a_film_all_black_has_a_poster_and_an_end);
    CASE(a_fifth_of_a_second_has_a_poster);
    CASE(behind_one_key_frame_that_fades_in_a_clear_one_is_found);
    CASE(without_seeking_the_start_is_looked_through);
    CASE(without_a_duration_the_start_is_looked_through);
    CASE(the_cover_picture_is_the_last_step);
    CASE(a_cover_picture_stands_for_a_film_that_shows_nothing);
    CASE(a_film_that_shows_something_needs_no_cover_picture);
    CASE(no_picture_at_all_is_no_error);
    CASE(a_failure_before_any_picture_is_an_error);
    CASE(after_a_failure_what_was_found_is_kept_and_nothing_more_is_asked);
    CASE(a_failure_on_the_frame_after_keeps_the_frame);
    CASE(frames_that_give_no_picture_are_an_error);
    CASE(a_pin_takes_the_frame_shown_then_whatever_it_shows);
    CASE(a_pin_on_a_slow_slide_show_takes_the_slide_shown_then);
    CASE(a_pin_far_behind_its_key_frame_stops_on_the_way);
    CASE(a_failure_on_the_way_to_a_pin_keeps_what_came_before);
    CASE(a_pin_that_cannot_be_reached_falls_back_to_the_search);
    CASE(a_pinned_frame_has_a_score_too);
    CASE(posters_fit_their_box_whatever_the_shape);
    return g_test_run();
}
