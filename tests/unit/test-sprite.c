#include "tests/unit/painted_film.h"
#include "thumbs/sprite.h"

#include <gio/gio.h>

#define SECOND ((gint64)G_USEC_PER_SEC)

static Sheets made(PaintedFilm *film)
{
    g_autoptr(GError) error = NULL;
    Sheets sheets = { 0 };

    g_assert_true(sheets_make(&film->source, &sheets, &error));
    g_assert_no_error(error);
    return sheets;
}

static gint64 time_at(const Sheet *sheet, guint i)
{
    g_assert_cmpuint(i, <, sheet->times_us->len);
    return g_array_index(sheet->times_us, gint64, i);
}

static SheetShape shape_of(const Sheet *sheet)
{
    SheetShape shape = { 0 };

    g_assert_nonnull(sheet->picture);
    g_assert_true(
        sheet_shape(sheet->picture->width, sheet->picture->height, (int)sheet->times_us->len, &shape));
    return shape;
}

static void assert_frames(const Sheet *sheet, guint frames, int columns, int width, int height)
{
    SheetShape shape = shape_of(sheet);

    g_assert_cmpuint(sheet->times_us->len, ==, frames);
    g_assert_cmpint(shape.columns, ==, columns);
    g_assert_cmpint(shape.width, ==, width);
    g_assert_cmpint(shape.height, ==, height);
}

static void assert_times_increase(const Sheet *sheet)
{
    for (guint i = 1; i < sheet->times_us->len; i++)
        g_assert_cmpint(time_at(sheet, i), >, time_at(sheet, i - 1));
}

static void assert_nothing_was_decoded_twice(const PaintedFilm *film)
{
    g_autoptr(GHashTable) decoded = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, NULL);

    for (guint i = 0; i < film->decoded->len; i++)
        g_assert_true(g_hash_table_add(decoded, &g_array_index(film->decoded, gint64, i)));
}

/* The mean brightness of one frame of a sheet. */
static double brightness(const Sheet *sheet, int number)
{
    SheetShape shape = shape_of(sheet);
    int left = number % shape.columns * shape.width, top = number / shape.columns * shape.height;
    double sum = 0;

    for (int y = top; y < top + shape.height; y++)
        for (int x = left; x < left + shape.width; x++)
            sum += sheet->picture->data[y * sheet->picture->width + x];
    return sum / (shape.width * shape.height);
}

/* ---- which frames ---- */

static void a_long_film_has_a_hundred_frames_from_all_over_it(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 100, 10, 160, 90);
    assert_frames(&sheets.strip, 10, 10, 320, 180);
    assert_times_increase(&sheets.sprite);
    assert_times_increase(&sheets.strip);
    for (guint i = 0; i < 100; i++) {
        gint64 middle = (6 * i + 3) * SECOND;

        g_assert_cmpint(time_at(&sheets.sprite, i), <=, middle);
        g_assert_cmpint(time_at(&sheets.sprite, i), >, middle - 2 * SECOND);
    }
    for (guint i = 0; i < 10; i++)
        g_assert_cmpint(time_at(&sheets.strip, i), ==, time_at(&sheets.sprite, 10 * i + 5));
    assert_nothing_was_decoded_twice(film);
    g_assert_cmpint(film->moves, ==, 100);
}

static void a_film_under_two_minutes_has_fifty(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 119, .key_every = 1);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 50, 10, 160, 90);
}

static void a_film_with_six_key_frames_has_six_frames(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .key_every = 10);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 6, 6, 160, 90);
    assert_frames(&sheets.strip, 6, 6, 320, 180);
    for (guint i = 0; i < 6; i++)
        g_assert_cmpint(time_at(&sheets.sprite, i), ==, 10 * i * SECOND);
    g_assert_cmpint(film->moves, ==, 6);
    g_assert_cmpint(film->rewinds, ==, 0);
    g_assert_cmpuint(film->sought->len, <, 35);
}

static void a_short_film_with_one_key_frame_shows_what_comes_between(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 20, .key_every = 100);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 50, 10, 160, 90);
    assert_times_increase(&sheets.sprite);
    for (guint i = 0; i < 50; i++)
        g_assert_cmpint(time_at(&sheets.sprite, i), ==, i * 2 * SECOND / 5);
    g_assert_cmpint(film->rewinds, ==, 1);
}

static void a_long_film_with_one_key_frame_is_not_decoded_for_more(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 300, .key_every = 1000);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 1, 1, 160, 90);
    assert_frames(&sheets.strip, 1, 1, 320, 180);
    g_assert_cmpint(film->moves, ==, 1);
}

static void a_film_of_four_frames_shows_all_four(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 0.16);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 4, 4, 160, 90);
    g_assert_cmpint(time_at(&sheets.sprite, 0), ==, 0);
}

static void a_film_of_unknown_length_has_its_first_frame(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .unknown_duration = TRUE);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 1, 1, 160, 90);
}

/* ---- what they show ---- */

static void each_frame_lies_where_its_time_does(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .bright_from = 290, .bright_to = 340);
    g_auto(Sheets) sheets = made(film);

    for (int i = 0; i < 100; i++) {
        gboolean bright = time_at(&sheets.sprite, (guint)i) >= 290 * SECOND &&
                          time_at(&sheets.sprite, (guint)i) < 340 * SECOND;

        g_assert_cmpint(brightness(&sheets.sprite, i) > 40, ==, bright);
    }
    g_assert_cmpfloat(brightness(&sheets.strip, 0), <, 40);
    g_assert_cmpfloat(brightness(&sheets.strip, 5), >, 40);
}

static const struct {
    int width, height;
    int tile_width, tile_height, frame_width, frame_height;
} shapes[] = {
    { 1280, 720, 160, 90, 320, 180 },
    { 720, 1280, 90, 160, 180, 320 },
    { 1280, 536, 160, 66, 320, 134 },
    { 320, 239, 160, 118, 320, 238 },
    { 99, 73, 98, 72, 98, 72 },
    { 2, 1000, 2, 160, 2, 320 },
    { 1, 1, 2, 2, 2, 2 },
};

static void frames_have_the_shape_of_the_film_and_even_sides(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
        g_autoptr(PaintedFilm) film = painted_film(.seconds = 200, .key_every = 20, .width = shapes[i].width,
                                                   .height = shapes[i].height);
        g_auto(Sheets) sheets = made(film);

        g_test_message("%d × %d", shapes[i].width, shapes[i].height);
        assert_frames(&sheets.sprite, 10, 10, shapes[i].tile_width, shapes[i].tile_height);
        assert_frames(&sheets.strip, 10, 10, shapes[i].frame_width, shapes[i].frame_height);
    }
}

static void what_is_left_of_the_last_row_is_black(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 240, .key_every = 20, .bright_to = 240);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 12, 10, 160, 90);
    g_assert_cmpfloat(brightness(&sheets.sprite, 11), >, 40);
    for (int i = 12; i < 20; i++)
        g_assert_cmpfloat(brightness(&sheets.sprite, i), ==, 0);
}

/* A film that was as wide as high when it began. */
static void a_film_that_changes_its_shape_is_shown_whole(void)
{
    g_autoptr(PaintedFilm) film =
        painted_film(.seconds = 240, .key_every = 20, .bright_to = 240, .width = 300, .height = 300);
    g_auto(Sheets) sheets = { 0 };
    SheetShape shape;

    film->source.display_width = 640;
    film->source.display_height = 360;
    sheets = made(film);
    shape = shape_of(&sheets.strip);
    g_assert_cmpint(shape.width, ==, 320);
    g_assert_cmpint(shape.height, ==, 180);
    g_assert_cmpint(sheets.strip.picture->data[90 * sheets.strip.picture->width + 4], ==, 0);
    g_assert_cmpint(sheets.strip.picture->data[90 * sheets.strip.picture->width + 160], >, 0);
}

/* ---- what goes wrong ---- */

static void a_film_without_frames_has_no_sheets(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 60, .no_frames = TRUE, .has_cover = TRUE);
    g_auto(Sheets) sheets = made(film);

    g_assert_null(sheets.sprite.picture);
    g_assert_null(sheets.strip.picture);
    g_assert_cmpint(film->covers, ==, 0);
}

static void a_short_film_that_cannot_be_sought_in_is_read_from_its_start(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 10, .no_seeking = TRUE);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 50, 10, 160, 90);
}

static void what_was_found_before_a_failure_is_kept_and_spread(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .fails_after = 12);
    g_auto(Sheets) sheets = made(film);

    assert_frames(&sheets.sprite, 12, 10, 160, 90);
    for (guint i = 1; i < 12; i++)
        g_assert_cmpint(time_at(&sheets.sprite, i) - time_at(&sheets.sprite, i - 1), <, 100 * SECOND);
    g_assert_cmpint(time_at(&sheets.sprite, 11), >, 500 * SECOND);
}

static void a_failure_that_leaves_nothing_is_told(void)
{
    g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .picture_fails = TRUE);
    g_autoptr(GError) error = NULL;
    g_auto(Sheets) sheets = { 0 };

    g_assert_false(sheets_make(&film->source, &sheets, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void a_sheet_holds_whole_frames_of_even_sides(void)
{
    static const struct {
        int width, height, frames;
        gboolean good;
    } cases[] = {
        { 1600, 900, 100, TRUE },  { 1600, 900, 91, TRUE },   { 1600, 900, 90, TRUE },
        { 1600, 902, 100, FALSE }, { 1610, 900, 100, FALSE }, { 20, 20, 100, TRUE },
        { 10, 20, 100, FALSE },    { 160, 90, 1, TRUE },      { 160, 45, 1, FALSE },
        { 320, 90, 2, TRUE },      { 322, 90, 2, FALSE },     { 0, 90, 1, FALSE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        SheetShape shape;

        g_test_message("%d × %d of %d", cases[i].width, cases[i].height, cases[i].frames);
        g_assert_cmpint(sheet_shape(cases[i].width, cases[i].height, cases[i].frames, &shape), ==,
                        cases[i].good);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sprite/a long film has a hundred frames from all over it",
                    a_long_film_has_a_hundred_frames_from_all_over_it);
    g_test_add_func("/sprite/a film under two minutes has fifty", a_film_under_two_minutes_has_fifty);
    g_test_add_func("/sprite/a film with six key frames has six frames",
                    a_film_with_six_key_frames_has_six_frames);
    g_test_add_func("/sprite/a short film with one key frame shows what comes between",
                    a_short_film_with_one_key_frame_shows_what_comes_between);
    g_test_add_func("/sprite/a long film with one key frame is not decoded for more",
                    a_long_film_with_one_key_frame_is_not_decoded_for_more);
    g_test_add_func("/sprite/a film of four frames shows all four", a_film_of_four_frames_shows_all_four);
    g_test_add_func("/sprite/a film of unknown length has its first frame",
                    a_film_of_unknown_length_has_its_first_frame);
    g_test_add_func("/sprite/each frame lies where its time does", each_frame_lies_where_its_time_does);
    g_test_add_func("/sprite/frames have the shape of the film and even sides",
                    frames_have_the_shape_of_the_film_and_even_sides);
    g_test_add_func("/sprite/what is left of the last row is black", what_is_left_of_the_last_row_is_black);
    g_test_add_func("/sprite/a film that changes its shape is shown whole",
                    a_film_that_changes_its_shape_is_shown_whole);
    g_test_add_func("/sprite/a film without frames has no sheets", a_film_without_frames_has_no_sheets);
    g_test_add_func("/sprite/a short film that cannot be sought in is read from its start",
                    a_short_film_that_cannot_be_sought_in_is_read_from_its_start);
    g_test_add_func("/sprite/what was found before a failure is kept and spread",
                    what_was_found_before_a_failure_is_kept_and_spread);
    g_test_add_func("/sprite/a failure that leaves nothing is told", a_failure_that_leaves_nothing_is_told);
    g_test_add_func("/sprite/a sheet holds whole frames of even sides",
                    a_sheet_holds_whole_frames_of_even_sides);
    return g_test_run();
}
