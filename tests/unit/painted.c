#include "tests/unit/painted.h"

#include <math.h>

/* ---- a canvas, and what paints on it ---- */

typedef struct {
    float r, g, b; /* 0 … 255 */
} Colour;

typedef struct {
    int width, height;
    Colour *pixels; /* owned */
} Canvas;

static void canvas_clear(Canvas *canvas)
{
    g_free(canvas->pixels);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Canvas, canvas_clear)

static Canvas canvas_of(int width, int height)
{
    return (Canvas){ width, height, g_new0(Colour, (gsize)width * (gsize)height) };
}

static guint32 hash(guint32 seed, int x, int y)
{
    guint32 h = seed * 0x9e3779b1u ^ (guint32)x * 0x85ebca6bu ^ (guint32)y * 0xc2b2ae35u;

    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return h ^ (h >> 15);
}

/* 0 … 1 */
static double chance(guint32 seed, int x, int y)
{
    return hash(seed, x, y) / 4294967296.0;
}

static double between(guint32 seed, int n, double low, double high)
{
    return low + (high - low) * chance(seed, n, 77);
}

/* Smooth noise of one grain a unit, 0 … 1. */
static double value_noise(guint32 seed, double x, double y)
{
    int column = (int)floor(x), row = (int)floor(y);
    double u = x - column, v = y - row;

    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    return (chance(seed, column, row) * (1 - u) + chance(seed, column + 1, row) * u) * (1 - v) +
           (chance(seed, column, row + 1) * (1 - u) + chance(seed, column + 1, row + 1) * u) * v;
}

/* The texture of things: five octaves, 0 … 1. */
static double texture(guint32 seed, double x, double y)
{
    double sum = 0, weight = 0.5;

    for (int octave = 0; octave < 5; octave++, weight /= 2, x *= 2, y *= 2)
        sum += weight * value_noise(seed + (guint32)octave, x, y);
    return sum / 0.96875;
}

static Colour mix(Colour a, Colour b, double share)
{
    float s = (float)CLAMP(share, 0, 1);

    return (Colour){ a.r + (b.r - a.r) * s, a.g + (b.g - a.g) * s, a.b + (b.b - a.b) * s };
}

static Colour shade(Colour colour, double light)
{
    float l = (float)light;

    return (Colour){ colour.r * l, colour.g * l, colour.b * l };
}

static const Colour black = { 0, 0, 0 }, white = { 255, 255, 255 };

static void fill(Canvas *canvas, Colour colour)
{
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->pixels[i] = colour;
}

/* Places are parts of the canvas's height, so that a picture of another size shows the same. */
static void rectangle(Canvas *canvas, double left, double top, double width, double height, Colour colour)
{
    int from_x = MAX(0, (int)(left * canvas->height)),
        to_x = MIN(canvas->width, (int)((left + width) * canvas->height));
    int from_y = MAX(0, (int)(top * canvas->height)),
        to_y = MIN(canvas->height, (int)((top + height) * canvas->height));

    for (int y = from_y; y < to_y; y++)
        for (int x = from_x; x < to_x; x++)
            canvas->pixels[y * canvas->width + x] = colour;
}

/* Lit from the upper left, with a grain of its own; plain where grain is 0. */
static void ellipse(Canvas *canvas, double middle_x, double middle_y, double radius_x, double radius_y,
                    Colour colour, double grain, guint32 seed)
{
    double h = canvas->height;

    for (int y = MAX(0, (int)((middle_y - radius_y) * h)); y < MIN(h, (middle_y + radius_y) * h + 1); y++) {
        for (int x = MAX(0, (int)((middle_x - radius_x) * h));
             x < MIN(canvas->width, (middle_x + radius_x) * h + 1); x++) {
            double dx = (x / h - middle_x) / radius_x, dy = (y / h - middle_y) / radius_y,
                   inside = 1 - dx * dx - dy * dy;
            double light = 1 - grain * (0.5 * (dx + dy) * 0.7 + 0.8 * (texture(seed, dx * 9, dy * 9) - 0.5));
            Colour *pixel = &canvas->pixels[y * canvas->width + x];

            if (inside > 0)
                *pixel = mix(*pixel, shade(colour, light), MIN(1, inside * radius_y * h / 1.5));
        }
    }
}

/* Words: rows of little blocks, as wide as `width`. */
static void words(Canvas *canvas, double left, double top, double width, double size, Colour colour,
                  guint32 seed)
{
    double pen = left;

    for (int letter = 0; pen + size * 0.6 < left + width; letter++, pen += size * 0.75) {
        for (int part = 0; part < 15 && chance(seed, letter, 99) > 0.15; part++)
            if (chance(seed, letter, part) > 0.45)
                rectangle(canvas, pen + part % 3 * size * 0.2, top + part / 3 * size * 0.2, size * 0.2,
                          size * 0.2, colour);
    }
}

static void blur_line(Colour *pixels, int n, int step, int radius, Colour *line)
{
    for (int i = 0; i < n; i++) {
        Colour sum = { 0, 0, 0 };

        for (int d = -radius; d <= radius; d++) {
            Colour here = pixels[CLAMP(i + d, 0, n - 1) * step];

            sum = (Colour){ sum.r + here.r, sum.g + here.g, sum.b + here.b };
        }
        line[i] = shade(sum, 1.0 / (2 * radius + 1));
    }
    for (int i = 0; i < n; i++)
        pixels[i * step] = line[i];
}

/* Three means in each direction: close to a Gaussian. */
static void blur(Canvas *canvas, int radius)
{
    g_autofree Colour *line = g_new(Colour, MAX(canvas->width, canvas->height));

    for (int pass = 0; pass < 3; pass++) {
        for (int y = 0; y < canvas->height; y++)
            blur_line(canvas->pixels + y * canvas->width, canvas->width, 1, radius, line);
        for (int x = 0; x < canvas->width; x++)
            blur_line(canvas->pixels + x, canvas->height, canvas->width, radius, line);
    }
}

/* ---- good scenes ---- */

/* Sky above, hills in the middle, a field in front. */
static Colour landscape_at(guint32 seed, double x, double y)
{
    Colour sky = mix((Colour){ 70, 120, 200 }, (Colour){ 225, 170, 120 }, chance(seed, 1, 1));
    Colour hills = mix((Colour){ 60, 90, 110 }, (Colour){ 110, 80, 70 }, chance(seed, 2, 1));
    Colour field = mix((Colour){ 70, 120, 40 }, (Colour){ 190, 160, 70 }, chance(seed, 3, 1));
    double horizon = between(seed, 4, 0.4, 0.6), ridge = horizon - 0.3 * texture(seed + 5, x * 1.6, 0.5);

    if (y < ridge)
        return mix(mix(sky, white, 0.5 * y), white, 1.8 * (texture(seed + 6, x * 2, y * 5) - 0.45));
    if (y < horizon)
        return shade(hills, 0.6 + 0.8 * texture(seed + 7, x * 12, y * 14));
    return shade(field, 0.35 + 1.1 * texture(seed + 8, x * 9 / (0.3 + y - horizon), y * 20));
}

static void paint_landscape(Canvas *canvas, guint32 seed, double progress)
{
    double h = canvas->height;

    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            canvas->pixels[y * canvas->width + x] = landscape_at(seed, x / h + 0.2 * progress, y / h);
    for (int tree = 0; tree < 5; tree++)
        ellipse(canvas, between(seed, 20 + tree, 0, 1.8) - 0.2 * progress, between(seed, 30 + tree, 0.5, 0.7),
                0.06, 0.12, (Colour){ 40, 75, 35 }, 1.2, seed + (guint32)tree);
}

static void paint_person(Canvas *canvas, double x, double size, guint32 seed)
{
    Colour skin = mix((Colour){ 240, 200, 170 }, (Colour){ 120, 80, 60 }, chance(seed, 1, 2));
    Colour clothes = { (float)between(seed, 2, 40, 220), (float)between(seed, 3, 40, 200),
                       (float)between(seed, 4, 40, 220) };

    ellipse(canvas, x, 0.5 + 1.15 * size, 0.62 * size, 0.9 * size, clothes, 1.0, seed);
    ellipse(canvas, x, 0.42, 0.3 * size, 0.4 * size, shade(skin, 0.25), 0.9, seed + 1);
    ellipse(canvas, x, 0.46, 0.25 * size, 0.34 * size, skin, 0.7, seed + 2);
    ellipse(canvas, x - 0.09 * size, 0.43, 0.04 * size, 0.025 * size, shade(skin, 0.2), 0, seed);
    ellipse(canvas, x + 0.09 * size, 0.43, 0.04 * size, 0.025 * size, shade(skin, 0.2), 0, seed);
    ellipse(canvas, x, 0.46 + 0.17 * size, 0.09 * size, 0.025 * size, (Colour){ 150, 60, 60 }, 0, seed);
}

static void paint_people(Canvas *canvas, guint32 seed, double progress)
{
    Colour wall = { (float)between(seed, 1, 110, 200), (float)between(seed, 2, 100, 180),
                    (float)between(seed, 3, 80, 170) };
    double h = canvas->height;

    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            canvas->pixels[y * canvas->width + x] = shade(
                wall, 1.1 - 0.35 * x / h - 0.2 * y / h + 0.15 * (texture(seed, x / h * 6, y / h * 6) - 0.5));
    rectangle(canvas, 0.1, 0.08, 0.42, 0.44, (Colour){ 215, 230, 245 });
    rectangle(canvas, 0.3, 0.08, 0.015, 0.44, shade(wall, 0.5));
    rectangle(canvas, 0.0, 0.82, 2.0, 0.2, (Colour){ 95, 65, 45 });
    paint_person(canvas, between(seed, 4, 0.5, 0.7) + 0.05 * progress, 0.5, seed + 50);
    paint_person(canvas, between(seed, 5, 1.1, 1.4) - 0.05 * progress, between(seed, 6, 0.4, 0.55),
                 seed + 60);
}

static void paint_house(Canvas *canvas, double left, double top, double width, guint32 seed)
{
    Colour wall = { (float)between(seed, 1, 70, 190), (float)between(seed, 2, 60, 160),
                    (float)between(seed, 3, 60, 150) };

    rectangle(canvas, left, top, width, 1 - top, wall);
    for (double y = top + 0.04; y < 0.85; y += 0.08)
        for (double x = left + 0.02; x + 0.035 < left + width; x += 0.06)
            rectangle(canvas, x, y, 0.03, 0.045,
                      chance(seed, (int)(x * 500), (int)(y * 500)) > 0.6 ? (Colour){ 250, 220, 140 }
                                                                         : shade(wall, 0.4));
}

static void add_texture(Canvas *canvas, guint32 seed, double strength, double grain)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            Colour *pixel = &canvas->pixels[y * canvas->width + x];

            *pixel = shade(
                *pixel,
                1 + strength * (texture(seed, x * grain / canvas->height, y * grain / canvas->height) - 0.5));
        }
}

static void paint_city(Canvas *canvas, guint32 seed, double progress)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            canvas->pixels[y * canvas->width + x] =
                mix((Colour){ 90, 110, 160 }, (Colour){ 240, 190, 150 }, 1.2 * y / canvas->height);
    for (int house = 0; house < 8; house++)
        paint_house(canvas, house * 0.25 - 0.1 - 0.1 * progress, between(seed, 10 + house, 0.1, 0.6), 0.24,
                    seed + 100 + (guint32)house);
    rectangle(canvas, 0, 0.88, 2, 0.12, (Colour){ 75, 75, 80 });
    add_texture(canvas, seed, 0.35, 30);
}

static void paint_sea(Canvas *canvas, guint32 seed, double progress)
{
    Colour water = mix((Colour){ 20, 70, 110 }, (Colour){ 30, 110, 120 }, chance(seed, 1, 3));
    double h = canvas->height, horizon = between(seed, 2, 0.3, 0.5);

    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            canvas->pixels[y * canvas->width + x] =
                y / h < horizon
                    ? mix((Colour){ 120, 170, 225 }, white, 1.5 * (texture(seed, x / h * 2, y / h * 6) - 0.3))
                    : shade(water, 0.5 + 1.2 * texture(seed + 9, x / h * 8 + progress, y / h * 40));
    ellipse(canvas, between(seed, 3, 0.5, 1.2), horizon + 0.02, 0.14, 0.035, (Colour){ 120, 60, 40 }, 0.5,
            seed);
    ellipse(canvas, between(seed, 3, 0.5, 1.2), horizon - 0.1, 0.05, 0.11, (Colour){ 240, 235, 220 }, 0.4,
            seed);
}

static void outlined(Canvas *canvas, double x, double y, double radius_x, double radius_y, Colour colour)
{
    ellipse(canvas, x, y, radius_x + 0.012, radius_y + 0.012, black, 0, 0);
    ellipse(canvas, x, y, radius_x, radius_y, colour, 0, 0);
}

/* Flat colours and black outlines. */
static void paint_cartoon(Canvas *canvas, guint32 seed, double progress)
{
    Colour figure = { (float)between(seed, 1, 150, 250), (float)between(seed, 2, 80, 200),
                      (float)between(seed, 3, 40, 160) };
    double x = between(seed, 4, 0.6, 1.1) + 0.1 * progress;

    fill(canvas, mix((Colour){ 140, 205, 240 }, (Colour){ 250, 215, 170 }, chance(seed, 5, 3)));
    outlined(canvas, 0.3, 1.1, 1.0, 0.5, (Colour){ 120, 180, 90 });
    outlined(canvas, 1.5, 1.15, 0.9, 0.5, (Colour){ 90, 150, 80 });
    outlined(canvas, 1.5, 0.2, 0.12, 0.12, (Colour){ 250, 225, 90 });
    outlined(canvas, x, 0.7, 0.17, 0.22, figure);
    outlined(canvas, x, 0.42, 0.15, 0.14, mix(figure, white, 0.4));
    outlined(canvas, x - 0.06, 0.4, 0.03, 0.045, white);
    outlined(canvas, x + 0.06, 0.4, 0.03, 0.045, white);
    outlined(canvas, x, 0.48, 0.05, 0.01, (Colour){ 200, 60, 60 });
}

static void paint_old_film(Canvas *canvas, guint32 seed, double progress)
{
    paint_landscape(canvas, seed, progress);
    for (int i = 0; i < canvas->width * canvas->height; i++) {
        Colour c = canvas->pixels[i];
        float grey = 0.3f * c.r + 0.59f * c.g + 0.11f * c.b +
                     14 * (float)(chance(seed, i, (int)(progress * 1000)) - 0.5);

        canvas->pixels[i] = (Colour){ grey, grey, grey };
    }
}

/* Dark, but not lost: lit windows, lamps and their light on the street. */
static void paint_night(Canvas *canvas, guint32 seed, double progress)
{
    paint_city(canvas, seed, progress);
    for (int i = 0; i < canvas->width * canvas->height; i++) {
        Colour c = canvas->pixels[i];

        canvas->pixels[i] = c.r > 200 && c.b < 170 ? c : (Colour){ c.r * 0.22f, c.g * 0.24f, c.b * 0.36f };
    }
    for (int lamp = 0; lamp < 5; lamp++)
        ellipse(canvas, 0.2 + lamp * 0.35, 0.78, 0.09, 0.13, (Colour){ 250, 200, 120 }, 0.6, seed);
}

static void paint_sunlit(Canvas *canvas, guint32 seed, double progress)
{
    paint_landscape(canvas, seed, progress);
    for (int i = 0; i < canvas->width * canvas->height; i++) {
        Colour c = canvas->pixels[i];

        canvas->pixels[i] = (Colour){ 2 * c.r - 110, 2 * c.g - 110, 2 * c.b - 110 };
    }
}

static void paint_pillarbox(Canvas *canvas, guint32 seed, double progress)
{
    double h = canvas->height, side = canvas->width / h;

    paint_people(canvas, seed, progress);
    rectangle(canvas, 0, 0, 0.3 * side, 1, black);
    rectangle(canvas, 0.7 * side, 0, 0.31 * side, 1, black);
}

/* ---- bad ones ---- */

static void paint_black(Canvas *canvas, guint32 seed G_GNUC_UNUSED, double progress G_GNUC_UNUSED)
{
    fill(canvas, black);
}

static void paint_nearly_black(Canvas *canvas, guint32 seed, double progress)
{
    paint_landscape(canvas, seed, progress);
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->pixels[i] = shade(canvas->pixels[i], 0.07);
}

static void paint_white(Canvas *canvas, guint32 seed G_GNUC_UNUSED, double progress G_GNUC_UNUSED)
{
    fill(canvas, white);
}

static Colour any_colour(guint32 seed)
{
    return (Colour){ (float)between(seed, 1, 20, 230), (float)between(seed, 2, 20, 230),
                     (float)between(seed, 3, 20, 230) };
}

static void paint_flat(Canvas *canvas, guint32 seed, double progress G_GNUC_UNUSED)
{
    fill(canvas, any_colour(seed));
}

static void paint_grains(Canvas *canvas, guint32 seed, int grain, int frame)
{
    gboolean grey = seed % 2;

    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            int cx = x / grain + frame * 1000, cy = y / grain;
            float r = (float)(255 * chance(seed, cx, cy)), g = (float)(255 * chance(seed + 1, cx, cy));

            canvas->pixels[y * canvas->width + x] =
                grey ? (Colour){ r, r, r } : (Colour){ r, g, (float)(255 * chance(seed + 2, cx, cy)) };
        }
}

static void paint_noise(Canvas *canvas, guint32 seed, double progress)
{
    paint_grains(canvas, seed, 1, (int)(progress * 100));
}

static void paint_coarse_noise(Canvas *canvas, guint32 seed, double progress)
{
    paint_grains(canvas, seed, MAX(1, canvas->height / 90), (int)(progress * 100));
}

static void paint_bars(Canvas *canvas, guint32 seed, double progress G_GNUC_UNUSED)
{
    static const Colour bars[] = { { 1, 1, 1 }, { 1, 1, 0 }, { 0, 1, 1 }, { 0, 1, 0 },
                                   { 1, 0, 1 }, { 1, 0, 0 }, { 0, 0, 1 } };
    double side = (double)canvas->width / canvas->height, level = seed % 2 ? 191 : 255;

    for (int i = 0; i < 7; i++)
        rectangle(canvas, side * i / 7, 0, side / 7 + 0.01, seed % 3 ? 0.7 : 1, shade(bars[i], level));
    for (int i = 0; i < 7 && seed % 3; i++)
        rectangle(canvas, side * i / 7, 0.7, side / 7 + 0.01, 0.08, shade(bars[6 - i], i % 2 ? 0 : level));
    if (seed % 3)
        rectangle(canvas, side / 7, 0.78, side / 6, 0.22, white);
}

static void paint_card(Canvas *canvas, guint32 seed, double progress G_GNUC_UNUSED)
{
    double side = (double)canvas->width / canvas->height, mesh = between(seed, 1, 0.07, 0.13);

    fill(canvas, (Colour){ 110, 110, 110 });
    for (double at = mesh / 2; at < side; at += mesh)
        rectangle(canvas, at, 0, 0.012, 1, white);
    for (double at = mesh / 2; at < 1; at += mesh)
        rectangle(canvas, 0, at, side, 0.012, white);
    for (int i = 0; i < 6; i++)
        rectangle(canvas, side / 2 - 0.36 + i * 0.12, 0.35, 0.12, 0.15, shade(white, i / 5.0));
    for (int i = 0; i < 6; i++)
        rectangle(canvas, side / 2 - 0.36 + i * 0.12, 0.5, 0.12, 0.15,
                  (Colour){ i & 1 ? 200 : 20, i & 2 ? 200 : 20, i & 4 ? 200 : 20 });
}

static void paint_slate(Canvas *canvas, guint32 seed, double progress G_GNUC_UNUSED)
{
    Colour ground = any_colour(seed);
    Colour ink = ground.g > 128 ? black : white;

    fill(canvas, ground);
    for (int line = 0; line < 5; line++)
        words(canvas, 0.1, 0.15 + line * 0.14, between(seed, 10 + line, 0.5, 1.4), 0.08, ink,
              seed + (guint32)line);
}

static void paint_title(Canvas *canvas, guint32 seed, double progress G_GNUC_UNUSED)
{
    fill(canvas, black);
    words(canvas, 0.45, 0.42, 0.9, 0.16, white, seed);
}

static void paint_credits(Canvas *canvas, guint32 seed, double progress)
{
    fill(canvas, black);
    for (int line = -20; line < 40; line++) {
        double top = line * 0.1 - 1.5 * progress, length = between(seed, 100 + line, 0.2, 0.55);

        words(canvas, 0.85 - length, top, length, 0.05, (Colour){ 200, 200, 200 },
              seed + 100 + (guint32)line);
        words(canvas, 0.92, top, between(seed, 200 + line, 0.2, 0.6), 0.05, white,
              seed + 300 + (guint32)line);
    }
}

static void paint_scene(Canvas *canvas, guint32 seed, double progress);

static void paint_blurred(Canvas *canvas, guint32 seed, double progress)
{
    paint_scene(canvas, seed, progress);
    blur(canvas, MAX(2, canvas->height / 22));
}

static void paint_fade(Canvas *canvas, guint32 seed, double progress)
{
    paint_scene(canvas, seed, 0);
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->pixels[i] = shade(canvas->pixels[i], progress);
}

static void paint_veil(Canvas *canvas, guint32 seed, double progress G_GNUC_UNUSED)
{
    paint_scene(canvas, seed, 0);
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->pixels[i] = mix(canvas->pixels[i], white, 0.8);
}

static void paint_dissolve(Canvas *canvas, guint32 seed, double progress)
{
    g_auto(Canvas) other = canvas_of(canvas->width, canvas->height);

    paint_scene(canvas, seed, 0);
    paint_scene(&other, seed + 1001, 0);
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->pixels[i] = mix(canvas->pixels[i], other.pixels[i], progress);
}

/* ---- all of them ---- */

static const struct {
    const char *name;
    void (*paint)(Canvas *canvas, guint32 seed, double progress);
} paintings[PAINTED_COUNT] = {
    [PAINTED_BLACK] = { "black", paint_black },
    [PAINTED_NEARLY_BLACK] = { "nearly black", paint_nearly_black },
    [PAINTED_WHITE] = { "white", paint_white },
    [PAINTED_FLAT] = { "flat", paint_flat },
    [PAINTED_NOISE] = { "noise", paint_noise },
    [PAINTED_COARSE_NOISE] = { "coarse noise", paint_coarse_noise },
    [PAINTED_BARS] = { "bars", paint_bars },
    [PAINTED_CARD] = { "test card", paint_card },
    [PAINTED_SLATE] = { "slate", paint_slate },
    [PAINTED_TITLE] = { "title", paint_title },
    [PAINTED_CREDITS] = { "credits", paint_credits },
    [PAINTED_BLURRED] = { "blurred", paint_blurred },
    [PAINTED_FADE] = { "fade", paint_fade },
    [PAINTED_VEIL] = { "veil", paint_veil },
    [PAINTED_DISSOLVE] = { "dissolve", paint_dissolve },
    [PAINTED_LANDSCAPE] = { "landscape", paint_landscape },
    [PAINTED_PEOPLE] = { "people", paint_people },
    [PAINTED_CITY] = { "city", paint_city },
    [PAINTED_SEA] = { "sea", paint_sea },
    [PAINTED_CARTOON] = { "cartoon", paint_cartoon },
    [PAINTED_OLD_FILM] = { "old film", paint_old_film },
    [PAINTED_NIGHT] = { "night", paint_night },
    [PAINTED_SUNLIT] = { "sunlit", paint_sunlit },
    [PAINTED_PILLARBOX] = { "pillarbox", paint_pillarbox },
};

static void paint_scene(Canvas *canvas, guint32 seed, double progress)
{
    paintings[PAINTED_LANDSCAPE + seed % (PAINTED_CARTOON - PAINTED_LANDSCAPE)].paint(canvas, seed, progress);
}

const char *painting_name(Painting painting)
{
    return paintings[painting].name;
}

gboolean painting_is_good(Painting painting)
{
    return painting >= PAINTED_LANDSCAPE;
}

static guint8 level(double value)
{
    return (guint8)CLAMP(value + 0.5, 0, 255);
}

/* One chroma sample: the mean of up to four pixels. */
static Colour mean_of_four(const Canvas *canvas, int x, int y)
{
    Colour sum = { 0, 0, 0 };

    for (int i = 0; i < 4; i++) {
        Colour c = canvas->pixels[MIN(y + i / 2, canvas->height - 1) * canvas->width +
                                  MIN(x + i % 2, canvas->width - 1)];

        c = (Colour){ CLAMP(c.r, 0, 255), CLAMP(c.g, 0, 255), CLAMP(c.b, 0, 255) };
        sum = (Colour){ sum.r + c.r / 4, sum.g + c.g / 4, sum.b + c.b / 4 };
    }
    return sum;
}

/* Full range, BT.601. */
static Picture *picture_of(const Canvas *canvas)
{
    Picture *picture = picture_new(canvas->width, canvas->height);
    int stride;
    guint8 *cb = picture_plane(picture, 1, &stride), *cr = picture_plane(picture, 2, &stride);

    for (int i = 0; i < canvas->width * canvas->height; i++) {
        Colour c = canvas->pixels[i];

        picture->data[i] =
            level(0.299 * CLAMP(c.r, 0, 255) + 0.587 * CLAMP(c.g, 0, 255) + 0.114 * CLAMP(c.b, 0, 255));
    }
    for (int y = 0; y < canvas->height; y += 2)
        for (int x = 0; x < canvas->width; x += 2) {
            Colour c = mean_of_four(canvas, x, y);

            cb[y / 2 * stride + x / 2] = level(128 - 0.168736 * c.r - 0.331264 * c.g + 0.5 * c.b);
            cr[y / 2 * stride + x / 2] = level(128 + 0.5 * c.r - 0.418688 * c.g - 0.081312 * c.b);
        }
    return picture;
}

Picture *painted_picture(Painting painting, guint32 seed, double progress, int width, int height)
{
    g_auto(Canvas) canvas = canvas_of(width, height);

    paintings[painting].paint(&canvas, seed, progress);
    return picture_of(&canvas);
}
