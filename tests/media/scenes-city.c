/* tests/media/scenes-city.c: towns, streets and what runs on rails. */
#include "scenes.h"

#include <math.h>

typedef struct {
    guint layer;
    double width;     /* of a building, units */
    double low, high; /* heights, of the picture's */
    double speed;     /* units a second, to the left */
    Colour paint;
    Colour window;
    double lit; /* share of windows with light; 0: no windows */
} Row;

static void roof(const Shot *shot, guint which, double x, double top, double width)
{
    if (which == 0) { /* a mast */
        cairo_rectangle(shot->cr, x + width * 0.47, top - 26, width * 0.06, 27);
    } else if (which == 1) { /* a slant */
        cairo_move_to(shot->cr, x, top + 1);
        cairo_line_to(shot->cr, x + width, top - width * 0.4);
        cairo_line_to(shot->cr, x + width, top + 1);
        cairo_close_path(shot->cr);
    } else if (which == 2) { /* a step */
        cairo_rectangle(shot->cr, x + width * 0.22, top - 12, width * 0.56, 13);
    }
}

static void windows(const Shot *shot, const Row *row, guint house, double x, double top)
{
    const double pitch_x = row->width / 5, pitch_y = 13;
    guint floors = (shot->height - top) / pitch_y;

    for (guint i = 0; i < floors * 4; i++) {
        guint key = house * 977 + i;
        double late = chance(key, 5); /* some go on and off while we look */

        if (chance(key, row->layer) > row->lit || fabs(late - shot->part) < 0.03)
            continue;
        cairo_rectangle(shot->cr, x + pitch_x * (0.75 + i % 4), top + 9 + pitch_y * (i / 4), pitch_x * 0.5,
                        5);
    }
    fill(shot, row->window);
}

static void houses(const Shot *shot, const Row *row)
{
    double pitch = row->width * 1.28, gone = shot->time * row->speed + row->layer * 31;
    int first = (int)floor(gone / pitch) - 1, last = first + (int)(shot->width / pitch) + 3;

    for (int i = first; i <= last; i++) {
        guint house = shot->seed * 131 + row->layer * 1009 + (guint)(i + 64);
        double tall = shot->height * between(house, 1, row->low, row->high);
        double x = i * pitch - gone, top = shot->height - tall;
        Colour paint = blend(row->paint, shot->palette.ink, chance(house, 2) * 0.3);

        cairo_rectangle(shot->cr, x, top, row->width, tall);
        roof(shot, (guint)(chance(house, 3) * 6), x, top, row->width);
        fill(shot, paint);
        if (row->lit > 0)
            windows(shot, row, house, x, top);
    }
}

static void tram(const Shot *shot, double y)
{
    const double length = 150, height = 17;
    double x = -length + shot->part * (shot->width + 2 * length);
    Colour body = shot->night ? shot->palette.light : shot->palette.ink;

    box(shot, 0, y, shot->width, 3, body);
    for (double pier = 20 - fmod(shot->time * 26, 90); pier < shot->width; pier += 90)
        box(shot, pier, y, 5, shot->height, body);
    box(shot, x, y - height - 1, length, height, shot->palette.accent);
    for (int i = 0; i < 9; i++)
        box(shot, x + 6 + i * 16, y - height + 3, 11, 6,
            shot->night ? colour(0xfff2cf) : shot->palette.light);
}

void scene_skyline(const Shot *shot)
{
    const Palette *p = &shot->palette;
    Colour air = shot->night ? p->ink : p->light;
    Colour low = shot->night ? blend(p->ink, p->middle, 0.55) : blend(p->light, p->accent, 0.16);
    Colour window = shot->night ? colour(0xf6dc9b) : blend(p->light, p->middle, 0.25);
    double lit = shot->night ? 0.5 : 0.75;
    double sun_x = shot->width * (0.24 + 0.34 * shot->part),
           sun_y = shot->height * (0.4 - 0.09 * sin(G_PI * shot->part));
    Row far = { 1, 36, 0.22, 0.56, 5, blend(air, p->middle, 0.42), window, 0 };
    Row mid = { 2, 44, 0.18, 0.52, 12, blend(air, p->middle, 0.85), window, lit * 0.55 };
    Row near = { 3, 56, 0.1, 0.36, 26, blend(p->middle, p->ink, 0.72), window, lit };

    sky(shot, air, low);
    if (shot->night)
        stars(shot, shot->height * 0.5, p->light);
    glow(shot, sun_x, sun_y, shot->height * 0.42, shot->night ? p->light : p->accent, 0.3);
    disc(shot, sun_x, sun_y, shot->height * 0.14, shot->night ? blend(p->light, p->accent, 0.25) : p->accent);
    houses(shot, &far);
    if (!shot->night)
        birds(shot, shot->width * (0.62 + 0.2 * shot->part), shot->height * 0.2,
              blend(p->ink, p->middle, 0.3));
    houses(shot, &mid);
    houses(shot, &near);
    tram(shot, shot->height * 0.87);
}

static void bus(const Shot *shot, double x, double road)
{
    const Palette *p = &shot->palette;

    cairo_new_path(shot->cr);
    cairo_arc(shot->cr, x + 10, road - 66, 10, G_PI, 1.5 * G_PI);
    cairo_arc(shot->cr, x + 166, road - 66, 10, 1.5 * G_PI, 2 * G_PI);
    cairo_line_to(shot->cr, x + 176, road - 12);
    cairo_line_to(shot->cr, x, road - 12);
    cairo_close_path(shot->cr);
    fill(shot, p->accent);
    for (int i = 0; i < 5; i++)
        box(shot, x + 10 + i * 33, road - 64, 26, 23,
            shot->night ? colour(0xfff2cf) : blend(p->light, p->middle, 0.15));
    for (int i = 0; i < 2; i++) {
        disc(shot, x + 38 + i * 100, road - 11, 13, blend(p->ink, colour(0), 0.4));
        disc(shot, x + 38 + i * 100, road - 11, 5, p->middle);
    }
}

static void walkers(const Shot *shot, double ground)
{
    const Palette *p = &shot->palette;

    for (guint i = 0; i < 6; i++) {
        double pace = between(shot->seed + i, 1, 13, 22), heading = i % 2 ? -1 : 1;
        double start = shot->width * ((i + 0.3) / 6);
        Colour cloth = i % 3 == 0   ? p->accent
                       : i % 3 == 1 ? p->ink
                                    : blend(p->light, p->ink, shot->night ? 0.3 : 0.6);
        Person who = { start + heading * pace * (shot->time - 2),
                       ground + (i % 3) * 8,
                       88 + 10 * chance(i, 7),
                       0,
                       TRUE,
                       blend(cloth, p->ink, 0.25),
                       skin_tone(shot, i) };

        who.stride = who.x / 7;
        person(shot, &who);
    }
}

void scene_street(const Shot *shot)
{
    const Palette *p = &shot->palette;
    Colour air = shot->night ? p->ink : p->light,
           window = shot->night ? colour(0xf6dc9b) : blend(p->light, p->middle, 0.2);
    Row back = { 5, 96, 0.42, 0.78, 7, blend(air, p->middle, 0.5), window, shot->night ? 0.45 : 0.8 };
    Row front = { 6, 128, 0.3, 0.5, 15, blend(air, p->middle, 0.85), window, shot->night ? 0.5 : 0.8 };
    double kerb = shot->height * 0.76;
    Colour pavement = shot->night ? blend(p->middle, p->ink, 0.35) : blend(p->light, p->middle, 0.45);

    sky(shot, air, blend(air, p->accent, 0.25));
    houses(shot, &back);
    houses(shot, &front);
    box(shot, 0, kerb - 14, shot->width, shot->height, blend(p->middle, p->ink, 0.55));
    for (int i = 0; i < 7; i++)
        tree(shot, i * 118 + 30 - shot->time * 15, kerb - 6, 92, blend(p->middle, p->ink, 0.4));
    bus(shot, shot->width + 40 - shot->part * (shot->width + 240), kerb + 8);
    box(shot, 0, kerb + 12, shot->width, shot->height, pavement);
    box(shot, 0, kerb + 12, shot->width, 4, blend(pavement, p->ink, 0.3));
    walkers(shot, shot->height * 0.91);
}

#define CARRIAGE 224 /* units, with the gap to the next */

static void carriage(const Shot *shot, double x, double y, guint number)
{
    const Palette *p = &shot->palette;
    Colour light = colour(0xf7e3a8), wheel = blend(p->ink, colour(0), 0.5);

    box(shot, x, y - 52, CARRIAGE - 6, 52, blend(p->ink, p->middle, 0.5));
    box(shot, x, y - 14, CARRIAGE - 6, 4, p->accent);
    for (guint i = 0; i < 7; i++) {
        double wx = x + 10 + i * 30;

        box(shot, wx, y - 43, 21, 20, light);
        if (chance(shot->seed + number * 7 + i, 3) < 0.4) {
            disc(shot, wx + 11, y - 33, 4.5, p->ink);
            box(shot, wx + 4, y - 28, 13, 5, p->ink);
        }
    }
    for (int i = 0; i < 4; i++)
        disc(shot, x + 28 + (i % 2) * 18 + (i / 2) * 144, y + 2, 8, wheel);
}

/* The lit windows again, broken up by the water. */
static void reflections(const Shot *shot, double x, double y)
{
    for (guint i = 0; i < 12; i++) {
        double sway = 5 * wave(shot->time, 1.7, chance(3, i));

        cairo_rectangle(shot->cr, x + sway, y + i * 6.5, 6 * CARRIAGE, 1.8);
        fill_alpha(shot, colour(0xf7e3a8), 0.3 * (1 - i / 12.0));
    }
}

void scene_night_train(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double bank = shot->height * 0.7, x = shot->width * 1.02 - shot->part * (shot->width + 420);
    Colour night = blend(p->ink, colour(0x060a10), 0.35), moon = blend(p->light, p->accent, 0.12);

    sky(shot, night, blend(p->ink, p->middle, 0.5));
    stars(shot, bank * 0.8, p->light);
    glow(shot, shot->width * 0.74, shot->height * 0.26, shot->height * 0.36, moon, 0.32);
    disc(shot, shot->width * 0.74, shot->height * 0.26, shot->height * 0.1, moon);
    hill(shot, bank - 62, 24, shot->time * 0.02 + 1, blend(night, p->middle, 0.42));
    hill(shot, bank - 26, 15, shot->time * 0.05 + 4, blend(night, p->middle, 0.2));
    box(shot, 0, bank + 8, shot->width, shot->height, blend(p->ink, p->middle, 0.24));
    reflections(shot, x, bank + 18);
    box(shot, 0, bank + 2, shot->width, 9, blend(night, colour(0), 0.4));
    for (guint i = 0; i < 6; i++)
        carriage(shot, x + i * CARRIAGE, bank, i);
    glow(shot, x, bank - 22, 80, colour(0xfff2cf), 0.7);
    for (double pole = 700 - fmod(shot->time * 48, 230); pole > -20; pole -= 230)
        box(shot, pole, bank - 128, 4, 142, blend(night, colour(0), 0.4));
}

static void landscape_outside(const Shot *shot)
{
    const Palette *p = &shot->palette;
    Colour air = shot->night ? blend(p->ink, p->middle, 0.4) : p->light;

    sky(shot, air, blend(air, p->accent, 0.4));
    disc(shot, shot->width * 0.66, shot->height * 0.3, 36, shot->night ? p->light : p->accent);
    hill(shot, shot->height * 0.5, 22, shot->time * 0.18, blend(air, p->middle, 0.6));
    hill(shot, shot->height * 0.6, 14, shot->time * 0.5 + 2, p->middle);
    for (int i = 0; i < 6; i++)
        tree(shot, fmod(i * 170 - shot->time * 150 + 4200, 1020) - 120, shot->height * 0.68, 54 + 9 * (i % 3),
             blend(p->middle, p->ink, 0.45));
    hill(shot, shot->height * 0.67, 5, shot->time * 1.4, blend(p->middle, p->ink, 0.6));
}

static void traveller(const Shot *shot, double x, double y)
{
    const Palette *p = &shot->palette;
    Colour dark = blend(p->ink, colour(0), 0.35);
    double nod = 1.6 * wave(shot->time, 3.1, 0);

    cairo_move_to(shot->cr, x - 62, y);
    cairo_curve_to(shot->cr, x - 60, y - 96, x - 34, y - 122, x, y - 122);
    cairo_curve_to(shot->cr, x + 38, y - 122, x + 56, y - 90, x + 62, y);
    cairo_close_path(shot->cr);
    fill(shot, dark);
    disc(shot, x + 4, y - 152 + nod, 31, dark);
    box(shot, x + 56, y - 62, 84, 56, p->accent); /* what he carries home */
    box(shot, x + 66, y - 52, 40, 26, blend(p->accent, p->ink, 0.55));
    disc(shot, x + 124, y - 44, 4.5, fmod(shot->time, 1.2) < 0.6 ? colour(0xfff2cf) : p->ink);
}

void scene_train_window(const Shot *shot)
{
    const Palette *p = &shot->palette;
    Colour wall = blend(p->ink, p->middle, 0.22);
    double left = shot->width * 0.1, right = shot->width * 0.93, top = shot->height * 0.1,
           bottom = shot->height * 0.76;
    const double corner = 26;

    landscape_outside(shot);
    cairo_rectangle(shot->cr, 0, 0, shot->width, shot->height);
    cairo_new_sub_path(shot->cr);
    cairo_arc_negative(shot->cr, left + corner, top + corner, corner, 1.5 * G_PI, G_PI);
    cairo_arc_negative(shot->cr, left + corner, bottom - corner, corner, G_PI, 0.5 * G_PI);
    cairo_arc_negative(shot->cr, right - corner, bottom - corner, corner, 0.5 * G_PI, 0);
    cairo_arc_negative(shot->cr, right - corner, top + corner, corner, 0, -0.5 * G_PI);
    cairo_close_path(shot->cr);
    fill(shot, wall);
    box(shot, left - 8, bottom, right - left + 16, 9, blend(wall, p->light, 0.25));
    traveller(shot, shot->width * 0.29, shot->height + 4);
}

void scene_rails(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double horizon = shot->height * 0.46, x = shot->width / 2;
    Colour air = shot->night ? p->ink : p->light, ground = blend(p->middle, p->ink, 0.45);

    sky(shot, air, blend(air, p->accent, 0.45));
    glow(shot, x + shot->width * 0.1, horizon - 34 + 34 * shot->part, 150, shot->night ? p->light : p->accent,
         0.4);
    disc(shot, x + shot->width * 0.1, horizon - 34 + 34 * shot->part, 52, shot->night ? p->light : p->accent);
    hill(shot, horizon - 8, 14, 2, blend(air, p->middle, 0.7));
    box(shot, 0, horizon + 8, shot->width, shot->height, ground);
    for (int i = 0; i < 26; i++) {
        double depth = fmod(i + shot->time * 2.6, 26) / 26, near = pow(depth, 2.6);
        double y = horizon + 8 + near * (shot->height - horizon), half = 5 + near * shot->width * 0.36;

        box(shot, x - half, y, 2 * half, 1 + near * 13, blend(ground, p->ink, 0.7));
    }
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(shot->cr, x + side * 3, horizon + 8);
        cairo_line_to(shot->cr, x + side * shot->width * 0.27, shot->height);
        cairo_line_to(shot->cr, x + side * shot->width * 0.295, shot->height);
        cairo_close_path(shot->cr);
        fill(shot, blend(p->light, p->middle, 0.2));
    }
    for (int i = 0; i < 5; i++) {
        double near = pow(fmod(i + shot->time * 0.5, 5) / 5, 2.6);
        double px = x - (14 + near * shot->width * 0.62), tall = 10 + near * 330;

        box(shot, px, horizon + 8 + near * 200 - tall, 1.5 + near * 9, tall, p->ink);
        box(shot, px - near * 26, horizon + 8 + near * 200 - tall, near * 70, 1 + near * 5, p->ink);
    }
}
