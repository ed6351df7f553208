/* tests/media/scenes-work.c: clean rooms, laboratories, and pictures of an idea. */
#include "scenes.h"

#include <math.h>

static void lamp_panels(const Shot *shot, double x, double horizon)
{
    for (int i = 0; i < 9; i++) {
        double near = pow(fmod(i + shot->time * 0.55, 9) / 9, 2.2), next = near + 0.02 + near * 0.22;
        double y = horizon - near * horizon * 1.5, far_y = horizon - next * horizon * 1.5;

        for (int side = -1; side <= 1; side += 2) {
            cairo_move_to(shot->cr, x + side * (8 + near * 150), y);
            cairo_line_to(shot->cr, x + side * (22 + near * 420), y);
            cairo_line_to(shot->cr, x + side * (22 + next * 420), far_y);
            cairo_line_to(shot->cr, x + side * (8 + next * 150), far_y);
            cairo_close_path(shot->cr);
        }
    }
    fill(shot, blend(shot->palette.light, colour(0xffffff), 0.6));
}

static void machines(const Shot *shot, double x, double horizon)
{
    const Palette *p = &shot->palette;

    for (int i = 0; i < 7; i++) {
        double near = pow(fmod(i + shot->time * 0.55, 7) / 7, 2.2), next = near + 0.03 + near * 0.3;
        double lamp = fmod(shot->time + i * 0.7, 1.6) < 0.8;

        for (int side = -1; side <= 1; side += 2) {
            double a = x + side * (60 + near * 420), b = x + side * (60 + next * 420);

            cairo_move_to(shot->cr, a, horizon - 16 - near * 130);
            cairo_line_to(shot->cr, b, horizon - 16 - next * 130);
            cairo_line_to(shot->cr, b, horizon + 22 + next * 230);
            cairo_line_to(shot->cr, a, horizon + 22 + near * 230);
            cairo_close_path(shot->cr);
            fill(shot, blend(p->middle, p->ink, 0.2 + 0.35 * (i % 2)));
            disc(shot, (a + b) / 2, horizon - 4 - near * 60, 1 + near * 11,
                 lamp ? p->accent : blend(p->accent, p->ink, 0.6));
        }
    }
}

/* In a suit with a hood: the face is a visor. */
static void suited(const Shot *shot, double x, double ground, double height, double stride)
{
    const Palette *p = &shot->palette;
    Colour suit = blend(p->light, colour(0xffffff), 0.75);
    Person who = { x, ground, height, stride, TRUE, suit, suit };

    person(shot, &who);
    cairo_save(shot->cr);
    cairo_translate(shot->cr, x, ground - height * 0.9);
    cairo_scale(shot->cr, 1, 0.55);
    disc(shot, height * 0.02, 0, height * 0.066, blend(p->ink, p->accent, 0.3));
    cairo_restore(shot->cr);
}

void scene_clean_room(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double horizon = shot->height * 0.44, x = shot->width * (0.5 + 0.03 * wave(shot->time, 11, 0));
    Colour wall = blend(p->middle, p->light, 0.35);

    sky(shot, blend(p->middle, p->ink, 0.25), wall);
    box(shot, 0, horizon + 14, shot->width, shot->height, blend(p->middle, p->ink, 0.1));
    lamp_panels(shot, x, horizon - 10);
    cairo_move_to(shot->cr, x - 34, horizon + 14);
    cairo_line_to(shot->cr, x + 34, horizon + 14);
    cairo_line_to(shot->cr, x + 190, shot->height);
    cairo_line_to(shot->cr, x - 190, shot->height);
    cairo_close_path(shot->cr);
    fill(shot, blend(p->middle, p->ink, 0.28));
    machines(shot, x, horizon);
    suited(shot, x - 46 + 12 * shot->part, shot->height * 0.78 + 20 * shot->part, 120 + 30 * shot->part,
           shot->time * 4.4);
    suited(shot, x + 54 - 10 * shot->part, shot->height * 0.9 - 26 * shot->part, 158 - 34 * shot->part,
           shot->time * 4 + 1);
}

static void dies(const Shot *shot, double radius)
{
    const Palette *p = &shot->palette;
    const double pitch = radius / 6.5;

    for (int row = -7; row < 7; row++)
        for (int column = -7; column < 7; column++) {
            double x = column * pitch, y = row * pitch, far = hypot(x + pitch / 2, y + pitch / 2);
            double shine = 0.5 + 0.5 * sin((column + row) * 0.5 - shot->time * 2.4);

            if (far > radius * 0.86)
                continue;
            box(shot, x + 1, y + 1, pitch - 2, pitch - 2,
                blend(blend(p->middle, p->accent, 0.3), p->light, 0.12 + 0.6 * shine * shine));
        }
}

void scene_wafer(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double radius = shot->height * (0.36 + 0.04 * shot->part), x = shot->width * 0.56,
           y = shot->height * 0.52;

    sky(shot, blend(p->ink, colour(0), 0.3), blend(p->ink, p->middle, 0.4));
    cairo_move_to(shot->cr, 0, shot->height * 0.94);
    cairo_line_to(shot->cr, shot->width, shot->height * (0.3 + 0.1 * shot->part));
    cairo_line_to(shot->cr, shot->width, shot->height * (0.62 + 0.1 * shot->part));
    cairo_line_to(shot->cr, 0, shot->height * 1.2);
    cairo_close_path(shot->cr);
    fill(shot, blend(p->ink, p->middle, 0.6));
    disc(shot, x + 8, y + 10, radius, blend(p->ink, colour(0), 0.45));
    disc(shot, x, y, radius, p->accent);
    cairo_save(shot->cr);
    cairo_translate(shot->cr, x, y);
    cairo_rotate(shot->cr, 0.3 + shot->time * 0.09);
    dies(shot, radius);
    cairo_restore(shot->cr);
    ring(shot, x, y, radius * 0.95, 2, p->light);
}

void scene_beam(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double x = shot->width * (0.6 - 0.16 * shot->part),
           y = shot->height * (0.42 - 0.03 * wave(shot->time, 7, 0));
    double radius = shot->height * 0.23;
    Colour air = shot->night ? p->ink : p->light;

    sky(shot, air, blend(air, p->middle, 0.25));
    cairo_move_to(shot->cr, 0, shot->height * 0.88);
    cairo_line_to(shot->cr, shot->width, shot->height * (0.3 + 0.2 * shot->part));
    cairo_line_to(shot->cr, shot->width, shot->height);
    cairo_line_to(shot->cr, 0, shot->height);
    cairo_close_path(shot->cr);
    fill(shot, p->middle);
    cairo_move_to(shot->cr, 0, shot->height);
    cairo_line_to(shot->cr, shot->width, shot->height * (0.64 + 0.1 * shot->part));
    cairo_line_to(shot->cr, shot->width, shot->height);
    cairo_close_path(shot->cr);
    fill(shot, shot->night ? blend(p->ink, colour(0), 0.25) : p->ink);
    glow(shot, x, y, radius * 2.1, p->accent, 0.4);
    disc(shot, x, y, radius, p->accent);
    for (int i = 0; i < 3; i++) {
        double grown = fmod(shot->time * 0.16 + i / 3.0, 1);

        ring(shot, x, y, radius * (0.16 + grown * 0.78), 1.6, blend(p->light, p->accent, grown));
    }
    for (guint i = 0; i < 16; i++) { /* sparks that follow the beam */
        double along = fmod(chance(i, 1) + shot->time * between(i, 2, 0.05, 0.11), 1);

        disc(shot, along * shot->width,
             shot->height * (0.9 - along * (0.5 - 0.2 * shot->part)) - between(i, 3, 4, 34),
             between(i, 4, 1, 2.6), p->light);
    }
}

void scene_rings(const Shot *shot)
{
    const Palette *p = &shot->palette;
    const Colour turn[] = { p->light, p->accent, p->ink, p->middle };
    double x = shot->width * (0.38 + 0.18 * shot->part), breath = 1 + 0.03 * wave(shot->time, 4, 0),
           ground = shot->height * 0.9;

    sky(shot, shot->night ? p->ink : p->light, blend(shot->night ? p->ink : p->light, p->middle, 0.35));
    for (int i = 6; i > 0; i--)
        disc(shot, x, ground + 22, shot->height * 0.155 * i * breath, turn[(i + 1) % 4]);
    hill(shot, ground, 3, shot->time * 0.08, blend(p->ink, colour(0), 0.3));
    for (guint i = 0; i < 3; i++) {
        double at = x - 46 + i * 46 + 14 * wave(shot->time, 9, i * 0.13);
        Person who = { at,
                       ground + 8,
                       i == 1 ? 84 : 104,
                       at / 6,
                       TRUE,
                       blend(p->ink, colour(0), 0.3),
                       blend(p->ink, colour(0), 0.3) };

        person(shot, &who);
    }
}

static void eye(const Shot *shot, double x, double y, double size, double lid, Colour paint)
{
    cairo_save(shot->cr);
    cairo_translate(shot->cr, x, y);
    cairo_scale(shot->cr, 1, lid);
    disc(shot, 0, 0, size, paint);
    cairo_restore(shot->cr);
}

static double blink(double time, double phase)
{
    double at = fmod(time + phase, 3.2);

    return at < 0.16 ? MAX(0.1, fabs(at - 0.08) / 0.08) : 1;
}

void scene_mask(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double x = shot->width * (0.5 + 0.02 * wave(shot->time, 8, 0)), y = shot->height * 0.5,
           lid = blink(shot->time, 1);
    Colour face = skin_tone(shot, 4), cap = blend(p->accent, p->light, 0.25);

    sky(shot, blend(p->ink, p->middle, 0.5), blend(p->ink, p->middle, 0.8));
    for (int i = 5; i > 0; i--)
        disc(shot, x, y, 62 * i * (1 + 0.02 * wave(shot->time, 5, 0)),
             blend(p->middle, p->ink, 0.22 + i * 0.12));
    cairo_move_to(shot->cr, x - 150, shot->height);
    cairo_curve_to(shot->cr, x - 140, y + 100, x - 60, y + 96, x, y + 96);
    cairo_curve_to(shot->cr, x + 60, y + 96, x + 140, y + 100, x + 150, shot->height);
    fill(shot, cap);
    disc(shot, x, y, 98, face);
    cairo_arc(shot->cr, x, y - 6, 102, G_PI * 1.03, G_PI * 1.97);
    cairo_curve_to(shot->cr, x + 50, y - 62, x - 50, y - 62, x - 102, y - 14);
    fill(shot, cap);
    cairo_move_to(shot->cr, x - 84, y + 18);
    cairo_curve_to(shot->cr, x - 40, y + 2, x + 40, y + 2, x + 84, y + 18);
    cairo_curve_to(shot->cr, x + 80, y + 74, x + 40, y + 104, x, y + 104);
    cairo_curve_to(shot->cr, x - 40, y + 104, x - 80, y + 74, x - 84, y + 18);
    fill(shot, blend(p->light, colour(0xffffff), 0.7));
    for (int i = 0; i < 3; i++) {
        cairo_move_to(shot->cr, x - 60, y + 38 + i * 17);
        cairo_curve_to(shot->cr, x - 20, y + 32 + i * 17, x + 20, y + 32 + i * 17, x + 60, y + 38 + i * 17);
        stroke(shot, blend(p->light, p->middle, 0.35), 1.6);
    }
    for (int side = -1; side <= 1; side += 2)
        eye(shot, x + side * 36 + 5 * wave(shot->time, 6, 0), y - 14, 9, lid, p->ink);
}

static void flask(const Shot *shot, double x, double bench, double size, Colour liquid, guint number)
{
    const Palette *p = &shot->palette;
    double neck = size * 0.16, top = bench - size;

    cairo_move_to(shot->cr, x - size * 0.42, bench);
    cairo_line_to(shot->cr, x - neck * 1.35, bench - size * 0.52);
    cairo_line_to(shot->cr, x + neck * 1.35, bench - size * 0.52);
    cairo_line_to(shot->cr, x + size * 0.42, bench);
    cairo_close_path(shot->cr);
    fill(shot, liquid);
    cairo_move_to(shot->cr, x - neck, top);
    cairo_line_to(shot->cr, x - neck, bench - size * 0.62);
    cairo_line_to(shot->cr, x - size * 0.46, bench);
    cairo_line_to(shot->cr, x + size * 0.46, bench);
    cairo_line_to(shot->cr, x + neck, bench - size * 0.62);
    cairo_line_to(shot->cr, x + neck, top);
    stroke(shot, blend(p->light, colour(0xffffff), 0.3), 2.2);
    for (guint i = 0; i < 6; i++) {
        double up = fmod(chance(number, i) + shot->time * between(i, number, 0.25, 0.5), 1);

        disc(shot, x + between(i, number + 3, -0.2, 0.2) * size * (1 - up), bench - 4 - up * size * 0.45,
             1.5 + chance(i, 2) * 2, blend(liquid, colour(0xffffff), 0.45));
    }
}

void scene_laboratory(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double bench = shot->height * 0.8, sway = 5 * wave(shot->time, 4.5, 0), drift = shot->time * 3;
    Colour wall = shot->night ? blend(p->ink, p->middle, 0.3) : blend(p->light, p->middle, 0.18);
    Person who = {
        shot->width * 0.36 + sway, bench + 74, 236, 0, FALSE, blend(p->light, colour(0xffffff), 0.6),
        skin_tone(shot, 2)
    };

    sky(shot, wall, blend(wall, p->middle, 0.3));
    box(shot, shot->width * 0.56 - drift, 36, 210, 140, blend(p->ink, p->middle, 0.65));
    disc(shot, shot->width * 0.56 - drift + 150, 78 + shot->part * 16, 26, p->light);
    box(shot, shot->width * 0.56 - drift + 102, 36, 6, 140, wall);
    for (int i = 0; i < 3; i++)
        box(shot, 34 - drift, 62 + i * 44, 130, 5, blend(wall, p->ink, 0.5));
    for (int i = 0; i < 9; i++)
        box(shot, 40 - drift + (i % 3) * 40, 62 + (i / 3) * 44 - 24, 16 + (i * 5) % 11, 24,
            blend(p->accent, p->middle, (i * 3 % 7) / 7.0));
    person(shot, &who);
    cairo_arc(shot->cr, who.x, who.ground - who.height * 0.9 - 4, 25, G_PI, 2 * G_PI);
    fill(shot, p->ink);
    box(shot, 0, bench, shot->width, shot->height, blend(p->ink, p->middle, 0.2));
    box(shot, 0, bench, shot->width, 6, blend(p->middle, p->light, 0.4));
    flask(shot, shot->width * 0.56, bench, 104, p->accent, 1);
    flask(shot, shot->width * 0.72, bench, 74, p->middle, 2);
    flask(shot, shot->width * 0.83, bench, 88, blend(p->accent, p->light, 0.4), 3);
    flask(shot, shot->width * 0.14, bench, 66, blend(p->middle, p->accent, 0.5), 4);
}

void scene_characters(const Shot *shot)
{
    const Palette *p = &shot->palette;
    const Colour turn[] = { p->accent, p->middle, p->ink, blend(p->light, p->accent, 0.4) };
    double side = MIN(shot->width, shot->height), x = shot->width * 0.5 + 14 * wave(shot->time, 5, 0);
    double y = shot->height * 0.52 - 12 * fabs(wave(shot->time, 2.4, 0)), radius = side * 0.23,
           lid = blink(shot->time, 0.4);

    sky(shot, p->light, blend(p->light, p->middle, 0.16));
    for (guint i = 0; i < 7; i++)
        disc(shot,
             shot->width * between(shot->seed, i, 0.02, 1) + 22 * wave(shot->time, 6 + i, chance(i, 1)) +
                 (i - 3.0) * 3 * shot->time,
             shot->height * between(shot->seed, i + 20, 0.12, 0.92) +
                 9 * wave(shot->time, 4 + i * 0.5, chance(i, 3)),
             side * between(shot->seed, i + 40, 0.1, 0.3), turn[i % 4]);
    disc(shot, x, y, radius, turn[shot->seed % 2]);
    for (int eye_side = -1; eye_side <= 1; eye_side += 2) {
        eye(shot, x + eye_side * radius * 0.34, y - radius * 0.12, radius * 0.17, 1, colour(0xffffff));
        eye(shot, x + eye_side * radius * 0.34 + 2.5 * wave(shot->time, 3.7, 0), y - radius * 0.1,
            radius * 0.09, lid, colour(0x111111));
    }
    cairo_arc(shot->cr, x, y + radius * 0.2, radius * 0.24, 0.15 * G_PI, 0.85 * G_PI);
    stroke(shot, colour(0x111111), 3);
    for (guint i = 0; i < 3; i++) { /* the small ones that follow it about */
        double at = shot->time * 0.7 + i * 2.1, sx = x + cos(at) * radius * 1.75,
               sy = y + sin(at) * radius * 0.9;

        disc(shot, sx, sy, radius * 0.3, turn[(shot->seed + i + 1) % 4]);
        eye(shot, sx - 5, sy - 2, 2.6, lid, colour(0x111111));
        eye(shot, sx + 6, sy - 2, 2.6, lid, colour(0x111111));
    }
}

static void paper(const Shot *shot, double x, double y, double width, double height, Colour paint)
{
    cairo_rectangle(shot->cr, x + 4, y + 4, width, height);
    fill_alpha(shot, colour(0), 0.16);
    box(shot, x, y, width, height, paint);
    cairo_move_to(shot->cr, x - 7, y + 1);
    cairo_line_to(shot->cr, x + width / 2, y - width * 0.45);
    cairo_line_to(shot->cr, x + width + 7, y + 1);
    cairo_close_path(shot->cr);
    fill(shot, blend(paint, shot->palette.ink, 0.35));
}

void scene_paper_town(const Shot *shot)
{
    const Palette *p = &shot->palette;
    double fly_x = shot->width * (-0.1 + 1.2 * shot->part),
           fly_y = shot->height * (0.42 - 0.2 * shot->part) + 22 * wave(shot->time, 3.4, 0);

    sky(shot, p->light, blend(p->light, p->accent, 0.22));
    disc(shot, shot->width * 0.72, shot->height * 0.22, 52, p->accent);
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < 8; i++) {
            guint key = row * 100 + i + shot->seed;
            double unfold = eased(shot->part * 2.4 - row * 0.12 - i * 0.05 + 0.3),
                   tall = between(key, 1, 60, 170) * unfold;
            double ground = shot->height * (0.66 + row * 0.15);

            paper(shot, i * 86 - 24 - row * 31 - shot->time * (2 + row * 3), ground - tall,
                  between(key, 2, 44, 66), tall + 160,
                  blend(row % 2 ? p->accent : p->middle, p->light, 0.55 - row * 0.22 + 0.2 * chance(key, 3)));
        }
    hill(shot, shot->height * 0.95, 5, shot->time * 0.05, p->ink);
    cairo_move_to(shot->cr, fly_x, fly_y);
    cairo_line_to(shot->cr, fly_x - 62, fly_y - 12);
    cairo_line_to(shot->cr, fly_x - 46, fly_y + 6);
    cairo_line_to(shot->cr, fly_x - 50, fly_y + 26);
    cairo_close_path(shot->cr);
    fill(shot, colour(0xffffff));
    cairo_move_to(shot->cr, fly_x, fly_y);
    cairo_line_to(shot->cr, fly_x - 46, fly_y + 6);
    cairo_line_to(shot->cr, fly_x - 50, fly_y + 26);
    cairo_close_path(shot->cr);
    fill(shot, blend(p->light, p->middle, 0.5));
}
