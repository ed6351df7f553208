/* tests/media/draw-film.c
 *
 * Draws a short film for the demonstration contest: raw pictures (BGRA, on a little-endian machine) to
 * stdout, for ffmpeg to encode. The same arguments give the same bytes everywhere.
 *
 *   draw-film FILM WIDTH HEIGHT SECONDS PICTURES
 *   draw-film --list
 */
#include "scenes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOTS_MAX 4

typedef struct {
    Scene scene;
    gboolean night;
    guint seed;
} ShotPlan;

typedef struct {
    const char *name;
    guint palette;
    ShotPlan shots[SHOTS_MAX]; /* of equal length; ends at the first without a scene */
} Film;

static const guint palettes[][4] = {
    /* ink, accent, light, middle */
    { 0x20333f, 0xc9b27c, 0xe9e2d0, 0x7b8f8a }, /* slate and sand */
    { 0x3b2b2a, 0xc2674a, 0xefd9b8, 0x8a6d5a }, /* brick */
    { 0x1d2a24, 0x6f9a6a, 0xdfe3c4, 0x3f6152 }, /* leaf */
    { 0x2b2c44, 0x8086b5, 0xe7dfe6, 0xc08a6a }, /* lavender and clay */
    { 0x40332a, 0xd3a24a, 0xf0e6cf, 0x7d8a6b }, /* wheat */
    { 0x1a2730, 0x5e93a6, 0xd7e3e2, 0xb56b52 }, /* sea and rust */
};

enum { SLATE, BRICK, LEAF, LAVENDER, WHEAT, SEA };

static const Film films[] = {
    { "day-and-night",
      LEAF,
      { { scene_skyline, FALSE, 11 }, { scene_two_on_a_hill, FALSE, 3 }, { scene_skyline, TRUE, 12 } } },
    { "building-a-dream",
      LAVENDER,
      { { scene_street, FALSE, 8 }, { scene_skyline, FALSE, 21 }, { scene_skyline, TRUE, 25 } } },
    { "city-on-a-chip",
      WHEAT,
      { { scene_skyline, FALSE, 31 }, { scene_wafer, FALSE, 1 }, { scene_skyline, TRUE, 33 } } },
    { "beam-of-light",
      LEAF,
      { { scene_beam, FALSE, 3 }, { scene_beam, TRUE, 1 }, { scene_wafer, FALSE, 2 } } },
    { "seed-to-line",
      BRICK,
      { { scene_seedling, FALSE, 2 }, { scene_wafer, FALSE, 3 }, { scene_clean_room, FALSE, 5 } } },
    { "homecoming",
      SLATE,
      { { scene_rails, FALSE, 2 }, { scene_ridges, FALSE, 4 }, { scene_two_on_a_hill, FALSE, 5 } } },
    { "last-train",
      SEA,
      { { scene_train_window, TRUE, 6 }, { scene_night_train, TRUE, 6 }, { scene_train_window, FALSE, 6 } } },
    { "fathers-number",
      BRICK,
      { { scene_two_on_a_hill, FALSE, 4 },
        { scene_two_on_a_hill, TRUE, 5 },
        { scene_two_on_a_hill, TRUE, 6 } } },
    { "thousandth-trial",
      WHEAT,
      { { scene_laboratory, TRUE, 7 }, { scene_laboratory, FALSE, 7 }, { scene_two_on_a_hill, FALSE, 7 } } },
    { "little-screw",
      SEA,
      { { scene_characters, FALSE, 4 }, { scene_characters, FALSE, 9 }, { scene_paper_town, FALSE, 4 } } },
    { "sorting-adventure",
      LAVENDER,
      { { scene_paper_town, FALSE, 9 }, { scene_characters, FALSE, 15 }, { scene_characters, FALSE, 22 } } },
    { "paper-town", LEAF, { { scene_paper_town, FALSE, 3 }, { scene_characters, FALSE, 5 } } },
    { "behind-the-mask",
      SEA,
      { { scene_street, FALSE, 6 }, { scene_mask, FALSE, 1 }, { scene_rings, FALSE, 2 } } },
    { "one-more-minute", BRICK, { { scene_crossing, FALSE, 2 }, { scene_street, FALSE, 9 } } },
    { "tactile-path",
      WHEAT,
      { { scene_crossing, FALSE, 8 }, { scene_tactile_path, FALSE, 2 }, { scene_rings, FALSE, 3 } } },
    { "four-in-the-morning",
      SLATE,
      { { scene_clean_room, FALSE, 2 }, { scene_skyline, TRUE, 44 }, { scene_clean_room, FALSE, 5 } } },
    { "keeper-of-the-light",
      SLATE,
      { { scene_lighthouse, TRUE, 2 }, { scene_ridges, TRUE, 3 }, { scene_lighthouse, TRUE, 5 } } },
    { "first-day-back",
      BRICK,
      { { scene_ridges, FALSE, 9 }, { scene_street, FALSE, 4 }, { scene_clean_room, FALSE, 4 } } },
};

static const Film *film_named(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(films); i++)
        if (strcmp(films[i].name, name) == 0)
            return &films[i];
    return NULL;
}

static guint film_shots(const Film *film)
{
    guint n = 0;

    while (n < SHOTS_MAX && film->shots[n].scene)
        n++;
    return n;
}

typedef struct {
    const Film *film;
    int width, height; /* px */
    int seconds;
    int pictures;
    cairo_surface_t *surface;
    cairo_t *cr;
} Drawing;

static void draw_shot(const Drawing *drawing, guint number, double time, double length)
{
    const ShotPlan *plan = &drawing->film->shots[number];
    const guint *colours = palettes[drawing->film->palette];
    double scale = MIN(drawing->width, drawing->height) / 360.0;
    Shot shot = { drawing->cr,
                  drawing->width / scale,
                  drawing->height / scale,
                  time,
                  time / length,
                  { colour(colours[0]), colour(colours[1]), colour(colours[2]), colour(colours[3]) },
                  plan->night,
                  plan->seed };

    cairo_save(drawing->cr);
    cairo_scale(drawing->cr, scale, scale);
    plan->scene(&shot);
    cairo_restore(drawing->cr);
}

static void draw_moment(const Drawing *drawing, double time)
{
    guint shots = film_shots(drawing->film);
    double length = (double)drawing->seconds / shots;
    guint number = MIN((guint)(time / length), shots - 1);

    draw_shot(drawing, number, time - number * length, length);
}

/* Four bytes a pixel: cairo's rows have no padding. */
static gboolean write_picture(cairo_surface_t *surface)
{
    gsize length =
        (gsize)cairo_image_surface_get_stride(surface) * (gsize)cairo_image_surface_get_height(surface);

    cairo_surface_flush(surface);
    return fwrite(cairo_image_surface_get_data(surface), 1, length, stdout) == length;
}

static gboolean draw_film(Drawing *drawing)
{
    gboolean written = TRUE;

    fcntl(STDOUT_FILENO, F_SETPIPE_SZ,
          1 << 20); /* fewer turns between us and ffmpeg; no matter where it cannot be had */
    drawing->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, drawing->width, drawing->height);
    drawing->cr = cairo_create(drawing->surface);
    for (int i = 0; written && i < drawing->pictures; i++) {
        draw_moment(drawing, (double)drawing->seconds * i / drawing->pictures);
        written = write_picture(drawing->surface);
    }
    cairo_destroy(drawing->cr);
    cairo_surface_destroy(drawing->surface);
    return written && fflush(stdout) == 0;
}

static gboolean number_in(const char *text, int low, int high, int *number)
{
    gint64 value = 0;

    if (!g_ascii_string_to_signed(text, 10, low, high, &value, NULL))
        return FALSE;
    *number = (int)value;
    return TRUE;
}

int main(int argc, char **argv)
{
    Drawing drawing = { 0 };

    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (gsize i = 0; i < G_N_ELEMENTS(films); i++)
            puts(films[i].name);
        return EXIT_SUCCESS;
    }
    if (argc != 6 || !(drawing.film = film_named(argv[1])) || !number_in(argv[2], 16, 8192, &drawing.width) ||
        !number_in(argv[3], 16, 8192, &drawing.height) || !number_in(argv[4], 1, 3600, &drawing.seconds) ||
        !number_in(argv[5], 1, 1000000, &drawing.pictures)) {
        fputs("usage: draw-film FILM WIDTH HEIGHT SECONDS PICTURES | --list\n", stderr);
        return 2;
    }
    return draw_film(&drawing) ? EXIT_SUCCESS : EXIT_FAILURE;
}
