/* tests/media/scenes-land.c: hills, the sea, and people out of doors. */
#include "scenes.h"

#include <math.h>

void scene_two_on_a_hill(const Shot *shot)
{
    const Palette *p = &shot->palette;
    Colour air = shot->night ? p->ink : p->light, ground = shot->night ? colour(0x0d1114) : p->ink;
    double edge = shot->height * 0.8, walked = 26 * shot->time;
    Person one = { shot->width * 0.3 + walked * 0.62, edge + 14, 136, walked / 12, TRUE, ground, ground };
    Person two = one;

    sky(shot, air, blend(air, shot->night ? p->middle : p->accent, 0.22));
    if (shot->night)
        stars(shot, edge * 0.8, p->light);
    glow(shot, shot->width * 0.74, shot->height * (0.26 + 0.14 * shot->part), 120,
         shot->night ? p->light : p->accent, 0.35);
    disc(shot, shot->width * 0.74, shot->height * (0.26 + 0.14 * shot->part), 38,
         shot->night ? p->light : p->accent);
    hill(shot, shot->height * 0.64, 16, 1.2 + shot->time * 0.02, blend(air, p->middle, 0.55));
    hill(shot, shot->height * 0.72, 11, 3.1 + shot->time * 0.05, p->middle);
    tree(shot, shot->width * 0.9 - shot->time * 5, edge + 4, 112, ground);
    tree(shot, shot->width * 0.06 - shot->time * 5, edge + 4, 76, ground);
    hill(shot, edge, 3, shot->time * 0.06, ground);
    two.x += 50 + 3 * wave(shot->time, 5, 0);
    two.height = 124;
    two.stride += 1.9;
    person(shot, &one);
    person(shot, &two);
}

static void tower(const Shot *shot, double x, double foot)
{
    const Palette *p = &shot->palette;
    double tall = 128, top = foot - tall;

    cairo_move_to(shot->cr, x - 15, foot + 8);
    cairo_line_to(shot->cr, x - 9, top);
    cairo_line_to(shot->cr, x + 9, top);
    cairo_line_to(shot->cr, x + 15, foot + 8);
    cairo_close_path(shot->cr);
    fill(shot, p->light);
    for (int i = 0; i < 2; i++) {
        double y = top + 30 + i * 42, half = 10.4 + i * 2;

        box(shot, x - half, y, 2 * half, 20, p->accent);
    }
    box(shot, x - 13, top - 3, 26, 4, p->ink);
    box(shot, x - 7, top - 17, 14, 14, colour(0xfff2cf));
    cairo_move_to(shot->cr, x - 10, top - 17);
    cairo_line_to(shot->cr, x, top - 29);
    cairo_line_to(shot->cr, x + 10, top - 17);
    cairo_close_path(shot->cr);
    fill(shot, p->ink);
}

/* The lamp turns: the beam is long when it is seen from the side and short when it points at us. */
static void lamp(const Shot *shot, double x, double y)
{
    double turn = 2 * G_PI * (shot->time / 6.5 + 0.06), reach = cos(turn) * shot->width;
    double spread = 10 + 46 * fabs(cos(turn));

    cairo_move_to(shot->cr, x, y - 3);
    cairo_line_to(shot->cr, x + reach, y - spread);
    cairo_line_to(shot->cr, x + reach, y + spread);
    cairo_line_to(shot->cr, x, y + 3);
    cairo_close_path(shot->cr);
    fill_alpha(shot, colour(0xfff2cf), 0.3);
    glow(shot, x, y, 54 + 26 * (1 - fabs(cos(turn))), colour(0xfff2cf), 0.75);
}

void scene_lighthouse(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double sea = shot->height * 0.68, x = shot->width * 0.62 - shot->time * 3, foot = shot->height * 0.6;
    Colour night = blend(p->ink, colour(0x060a10), 0.2);

    sky(shot, night, blend(p->ink, p->middle, 0.75));
    stars(shot, sea * 0.8, p->light);
    disc(shot, shot->width * 0.2, shot->height * 0.24, 27, p->light);
    hill(shot, sea - 56, 24, 0.4, blend(p->ink, p->middle, 0.6));
    hill(shot, sea - 24, 16, 2.6, blend(p->ink, p->middle, 0.38));
    box(shot, 0, sea, shot->width, shot->height, blend(p->ink, p->middle, 0.5));
    for (guint i = 0; i < 34; i++) {
        double drift = 12 * wave(shot->time, between(i, 8, 3, 6), chance(i, 9));

        cairo_rectangle(shot->cr, chance(i, 1) * (shot->width + 60) - 30 + drift,
                        sea + 5 + chance(i, 2) * 110, between(i, 3, 24, 80), 1.4);
    }
    fill(shot, blend(p->middle, p->light, 0.45));
    lamp(shot, x, foot - 138);
    cairo_move_to(shot->cr, x - 190, shot->height);
    cairo_curve_to(shot->cr, x - 120, sea + 20, x - 60, foot + 2, x - 8, foot);
    cairo_curve_to(shot->cr, x + 60, foot, x + 90, sea + 30, x + 190, sea + 42);
    cairo_line_to(shot->cr, x + 330, shot->height);
    cairo_close_path(shot->cr);
    fill(shot, blend(night, colour(0), 0.35));
    tower(shot, x, foot);
}

void scene_ridges(const Shot *shot)
{
    const Palette *p = &shot->palette;
    Colour air = shot->night ? p->ink : p->light, dark = blend(p->ink, colour(0), shot->night ? 0.4 : 0);
    double at = shot->width * (0.22 + 0.4 * shot->part), path = shot->height * 0.78;
    Person keeper = {
        at, path + 7, 78, at / 8, TRUE, shot->night ? dark : p->ink, shot->night ? dark : p->ink
    };

    sky(shot, air, blend(air, p->accent, 0.3));
    disc(shot, shot->width * 0.78, shot->height * 0.24, 30, shot->night ? p->light : p->accent);
    hill(shot, shot->height * 0.44, 26, 1 + shot->time * 0.02, blend(air, p->middle, 0.6));
    hill(shot, shot->height * 0.55, 25, 3 + shot->time * 0.04, p->middle);
    hill(shot, shot->height * 0.67, 20, 5 + shot->time * 0.07, p->accent);
    hill(shot, path, 4, 5.5 + shot->time * 0.1, dark);
    if (shot->night)
        glow(shot, at + 24, path - 20, 64, colour(0xfff2cf), 0.7);
    disc(shot, at + 24, path - 20, 4.5, shot->night ? colour(0xfff2cf) : keeper.coat);
    person(shot, &keeper);
    cairo_move_to(shot->cr, at + 3, path - 34);
    cairo_line_to(shot->cr, at + 24, path - 26);
    stroke(shot, keeper.coat, 4);
}

void scene_tactile_path(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double horizon = shot->height * 0.4, x = shot->width * 0.5, gone = shot->time * 1.3;
    Colour pavement = blend(p->light, p->middle, 0.32), yellow = blend(p->accent, colour(0xe8b13a), 0.45);
    Person walker = {
        x + 4 * wave(shot->time, 3, 0), shot->height * 0.9, 176, shot->time * 4.2, TRUE, p->ink, p->ink
    };

    sky(shot, p->light, blend(p->light, p->accent, 0.25));
    hill(shot, horizon - 22, 9, 1, blend(p->light, p->middle, 0.5));
    box(shot, 0, horizon, shot->width, shot->height, pavement);
    cairo_move_to(shot->cr, x - 5, horizon);
    cairo_line_to(shot->cr, x + 5, horizon);
    cairo_line_to(shot->cr, x + 112, shot->height);
    cairo_line_to(shot->cr, x - 112, shot->height);
    cairo_close_path(shot->cr);
    fill(shot, yellow);
    for (int i = 0; i < 22; i++) { /* the ribs one feels */
        double near = pow(fmod(i + gone * 3, 22) / 22, 2.4), half = (5 + near * 107) * 0.8;

        box(shot, x - half, horizon + near * (shot->height - horizon), 2 * half, 0.8 + near * 5,
            blend(yellow, p->ink, 0.28));
    }
    for (int i = 0; i < 8; i++) {
        double near = pow(fmod(i / 2 + gone * 0.5, 4) / 4, 2.2), side = i % 2 ? 1 : -1;

        tree(shot, x + side * (40 + near * 420), horizon + near * 190, 24 + near * 250,
             blend(p->middle, p->ink, 0.25 + 0.3 * near));
    }
    person(shot, &walker);
    cairo_move_to(shot->cr, walker.x + 18, walker.ground - 92);
    cairo_line_to(shot->cr, walker.x + 62 + 20 * wave(shot->time, 1.5, 0), walker.ground + 4);
    stroke(shot, blend(p->light, colour(0xffffff), 0.6), 4);
}

static void lights(const Shot *shot, double x, double y, gboolean go)
{
    const Palette *p = &shot->palette;

    box(shot, x - 3, y, 6, 190, p->ink);
    box(shot, x - 20, y - 72, 40, 80, p->ink);
    disc(shot, x, y - 50, 13, go ? blend(p->ink, colour(0xd9534a), 0.3) : colour(0xd9534a));
    disc(shot, x, y - 16, 13, go ? colour(0x6fbf73) : blend(p->ink, colour(0x6fbf73), 0.25));
    glow(shot, x, go ? y - 16 : y - 50, 44, go ? colour(0x6fbf73) : colour(0xd9534a), 0.5);
}

void scene_crossing(const Shot *shot)
{
    const Palette *p = &shot->palette;
    gboolean go = shot->part > 0.4;
    double kerb = shot->height * 0.62, forth = go ? (shot->part - 0.4) * 300 : 0;

    sky(shot, p->light, blend(p->light, p->accent, 0.3));
    for (guint i = 0; i < 9; i++)
        box(shot, i * 74 - 14, kerb - between(shot->seed, i, 90, 190), 62, 260,
            blend(p->light, p->middle, 0.4 + 0.3 * chance(i, 4)));
    box(shot, 0, kerb, shot->width, shot->height, blend(p->ink, p->middle, 0.25));
    for (int i = 0; i < 9; i++) {
        double x = shot->width * 0.12 + i * 58;

        cairo_move_to(shot->cr, x, kerb + 14);
        cairo_line_to(shot->cr, x + 26, kerb + 14);
        cairo_line_to(shot->cr, x + 6, shot->height);
        cairo_line_to(shot->cr, x - 36, shot->height);
        cairo_close_path(shot->cr);
    }
    fill(shot, blend(p->light, colour(0xffffff), 0.4));
    lights(shot, shot->width * 0.86, kerb - 70, go);
    for (guint i = 0; i < 5; i++) {
        double x = shot->width * 0.1 + i * 52 + forth;
        Person who = { x,
                       kerb + 74 + (i % 2) * 16,
                       120 + (i % 3) * 9,
                       x / 10 + i,
                       go,
                       i % 2 ? p->ink : blend(p->ink, p->accent, 0.55),
                       skin_tone(shot, i) };

        person(shot, &who);
    }
}

static void sprout(const Shot *shot, double x, double ground, double grown, double lean)
{
    double tall = 150 * grown, top = ground - tall, tip = x + lean * tall;
    Colour green = blend(shot->palette.middle, shot->palette.accent, 0.35);

    cairo_move_to(shot->cr, x, ground);
    cairo_curve_to(shot->cr, x, ground - tall * 0.5, x, top + tall * 0.3, tip, top);
    stroke(shot, green, 2 + 3 * grown);
    for (int side = -1; side <= 1; side += 2) {
        double leaf = 56 * grown;

        cairo_move_to(shot->cr, tip, top);
        cairo_curve_to(shot->cr, tip + side * leaf * 0.3, top - leaf * 0.8, tip + side * leaf,
                       top - leaf * 0.7, tip + side * leaf * 1.15, top - leaf * 0.25);
        cairo_curve_to(shot->cr, tip + side * leaf * 0.9, top + leaf * 0.1, tip + side * leaf * 0.4,
                       top + leaf * 0.15, tip, top);
        fill(shot, green);
    }
}

void scene_seedling(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double ground = shot->height * 0.76, scale = 1 + 0.06 * shot->part;

    sky(shot, p->light, blend(p->light, p->accent, 0.3));
    glow(shot, shot->width * 0.7, shot->height * 0.3, 150, p->accent, 0.4);
    disc(shot, shot->width * 0.7, shot->height * (0.34 - 0.1 * shot->part), 46, p->accent);
    cairo_save(shot->cr);
    cairo_translate(shot->cr, shot->width * 0.4, ground);
    cairo_scale(shot->cr, scale, scale);
    cairo_translate(shot->cr, -shot->width * 0.4, -ground);
    for (guint i = 0; i < 5; i++)
        sprout(shot, shot->width * (0.14 + i * 0.15), ground,
               eased(shot->part * 1.5 - i * 0.06 + 0.12) * (i == 2 ? 1.05 : 0.6),
               0.05 * wave(shot->time, 4, i * 0.2));
    hill(shot, ground, 4, 1, p->ink);
    hill(shot, ground + 34, 4, 3, blend(p->ink, colour(0), 0.3));
    cairo_restore(shot->cr);
}
