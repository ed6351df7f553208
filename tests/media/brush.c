#include "brush.h"

#include <math.h>

Colour colour(guint rgb)
{
    return (Colour){ (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0 };
}

Colour blend(Colour a, Colour b, double part)
{
    return (Colour){ a.red + (b.red - a.red) * part, a.green + (b.green - a.green) * part,
                     a.blue + (b.blue - a.blue) * part };
}

double chance(guint seed, guint index)
{
    guint32 mixed = seed * 2654435761u + index * 40503u + 0x9e3779b9u;

    mixed = (mixed ^ mixed >> 15) * 2246822519u;
    mixed = (mixed ^ mixed >> 13) * 3266489917u;
    return ((mixed ^ mixed >> 16) & 0xffffff) / (double)0xffffff;
}

double between(guint seed, guint index, double low, double high)
{
    return low + chance(seed, index) * (high - low);
}

double eased(double part)
{
    double p = CLAMP(part, 0, 1);

    return p * p * (3 - 2 * p);
}

double wave(double time, double period, double phase)
{
    return sin(2 * G_PI * (time / period + phase));
}

Colour skin_tone(const Shot *shot, guint which)
{
    return blend(blend(colour(0xe6bc95), colour(0xb98258), chance(which, 77)), shot->palette.light, 0.18);
}

void fill(const Shot *shot, Colour paint)
{
    cairo_set_source_rgb(shot->cr, paint.red, paint.green, paint.blue);
    cairo_fill(shot->cr);
}

void fill_alpha(const Shot *shot, Colour paint, double alpha)
{
    cairo_set_source_rgba(shot->cr, paint.red, paint.green, paint.blue, alpha);
    cairo_fill(shot->cr);
}

void stroke(const Shot *shot, Colour paint, double width)
{
    cairo_set_source_rgb(shot->cr, paint.red, paint.green, paint.blue);
    cairo_set_line_width(shot->cr, width);
    cairo_stroke(shot->cr);
}

void sky(const Shot *shot, Colour top, Colour bottom)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(0, 0, 0, shot->height);

    cairo_pattern_add_color_stop_rgb(pattern, 0, top.red, top.green, top.blue);
    cairo_pattern_add_color_stop_rgb(pattern, 1, bottom.red, bottom.green, bottom.blue);
    cairo_set_source(shot->cr, pattern);
    cairo_paint(shot->cr);
    cairo_pattern_destroy(pattern);
}

void box(const Shot *shot, double x, double y, double width, double height, Colour paint)
{
    cairo_rectangle(shot->cr, x, y, width, height);
    fill(shot, paint);
}

void disc(const Shot *shot, double x, double y, double radius, Colour paint)
{
    cairo_arc(shot->cr, x, y, radius, 0, 2 * G_PI);
    fill(shot, paint);
}

void ring(const Shot *shot, double x, double y, double radius, double width, Colour paint)
{
    cairo_new_path(shot->cr);
    cairo_arc(shot->cr, x, y, radius, 0, 2 * G_PI);
    stroke(shot, paint, width);
}

void glow(const Shot *shot, double x, double y, double radius, Colour paint, double alpha)
{
    cairo_pattern_t *pattern = cairo_pattern_create_radial(x, y, 0, x, y, radius);

    cairo_pattern_add_color_stop_rgba(pattern, 0, paint.red, paint.green, paint.blue, alpha);
    cairo_pattern_add_color_stop_rgba(pattern, 0.5, paint.red, paint.green, paint.blue, alpha * 0.4);
    cairo_pattern_add_color_stop_rgba(pattern, 0.8, paint.red, paint.green, paint.blue, alpha * 0.08);
    cairo_pattern_add_color_stop_rgba(pattern, 1, paint.red, paint.green, paint.blue, 0);
    cairo_set_source(shot->cr, pattern);
    cairo_rectangle(shot->cr, x - radius, y - radius, 2 * radius, 2 * radius);
    cairo_fill(shot->cr);
    cairo_pattern_destroy(pattern);
}

void hill(const Shot *shot, double y, double swing, double shift, Colour paint)
{
    const int steps = 48;

    cairo_move_to(shot->cr, 0, shot->height);
    for (int i = 0; i <= steps; i++) {
        double x = shot->width * i / steps;
        double at = x / 160 + shift;

        cairo_line_to(shot->cr, x, y + swing * (sin(at) + 0.35 * sin(at * 2.7 + shift)));
    }
    cairo_line_to(shot->cr, shot->width, shot->height);
    cairo_close_path(shot->cr);
    fill(shot, paint);
}

void tree(const Shot *shot, double x, double ground, double height, Colour paint)
{
    box(shot, x - height * 0.025, ground - height * 0.5, height * 0.05, height * 0.52, paint);
    cairo_save(shot->cr);
    cairo_translate(shot->cr, x, ground - height * 0.62);
    cairo_scale(shot->cr, 0.62, 1);
    disc(shot, 0, 0, height * 0.38, paint);
    cairo_restore(shot->cr);
}

void stars(const Shot *shot, double lowest, Colour paint)
{
    for (guint i = 0; i < 46; i++) {
        double bright = 0.35 + 0.3 * wave(shot->time, between(i, 3, 2, 5), chance(i, 4));

        cairo_arc(shot->cr, chance(shot->seed + 17, i) * shot->width, chance(shot->seed + 23, i) * lowest,
                  between(shot->seed, i, 0.5, 1.2), 0, 2 * G_PI);
        fill_alpha(shot, paint, bright);
    }
}

void birds(const Shot *shot, double x, double y, Colour paint)
{
    for (guint i = 0; i < 5; i++) {
        double flap = 3 + 2.2 * wave(shot->time, 0.9, chance(9, i));
        double bx = x + i * 15 - (i == 2 ? 6 : 0), by = y + (i % 3) * 7 - i * 2;

        cairo_move_to(shot->cr, bx - 7, by - flap);
        cairo_curve_to(shot->cr, bx - 4, by - flap, bx - 2, by - 1, bx, by);
        cairo_curve_to(shot->cr, bx + 2, by - 1, bx + 4, by - flap, bx + 7, by - flap);
        stroke(shot, paint, 1.5);
    }
}

static void legs(const Shot *shot, const Person *who)
{
    double reach = who->walking ? who->height * 0.13 * sin(who->stride) : who->height * 0.03;

    cairo_set_line_cap(shot->cr, CAIRO_LINE_CAP_ROUND);
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(shot->cr, who->x, who->ground - who->height * 0.4);
        cairo_line_to(shot->cr, who->x + side * reach, who->ground - who->height * 0.02);
        stroke(shot, who->coat, who->height * 0.075);
    }
}

static void coat(const Shot *shot, const Person *who)
{
    double h = who->height, x = who->x, hem = who->ground - h * 0.22, top = who->ground - h * 0.8;

    cairo_move_to(shot->cr, x - h * 0.15, hem);
    cairo_curve_to(shot->cr, x - h * 0.13, top + h * 0.12, x - h * 0.1, top, x, top);
    cairo_curve_to(shot->cr, x + h * 0.1, top, x + h * 0.13, top + h * 0.12, x + h * 0.15, hem);
    cairo_close_path(shot->cr);
    fill(shot, who->coat);
}

void person(const Shot *shot, const Person *who)
{
    double bob = who->walking ? fabs(cos(who->stride)) * who->height * 0.012 : 0;
    Person at = *who;

    at.ground -= bob;
    legs(shot, who);
    coat(shot, &at);
    disc(shot, at.x, at.ground - at.height * 0.9, at.height * 0.1, at.skin);
}
