/* tests/media/brush.h
 *
 * What the scenes are painted with: colours, shapes, and numbers that look random and are the same every
 * time. Lengths are in units of the picture: its shorter side is 360. Colours are opaque unless an alpha is
 * asked for.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

typedef struct {
    double red, green, blue; /* 0 … 1 */
} Colour;

/* Four colours that belong together, as a contest's films each have a look of their own. */
typedef struct {
    Colour ink, accent, light, middle;
} Palette;

/* One moment of one shot. */
typedef struct {
    cairo_t *cr;
    double width, height; /* units */
    double time;          /* seconds since the shot began */
    double part;          /* 0 … 1 of the shot */
    Palette palette;
    gboolean night;
    guint seed;
} Shot;

Colour colour(guint rgb); /* 0xrrggbb */
Colour blend(Colour a, Colour b, double part);

double chance(guint seed, guint index); /* 0 … 1 */
double between(guint seed, guint index, double low, double high);
double eased(double part);                             /* 0 … 1, slow at both ends */
double wave(double time, double period, double phase); /* -1 … 1 */

void fill(const Shot *shot, Colour paint); /* the current path */
void fill_alpha(const Shot *shot, Colour paint, double alpha);
void stroke(const Shot *shot, Colour paint, double width);

void sky(const Shot *shot, Colour top, Colour bottom);
void box(const Shot *shot, double x, double y, double width, double height, Colour paint);
void disc(const Shot *shot, double x, double y, double radius, Colour paint);
void ring(const Shot *shot, double x, double y, double radius, double width, Colour paint);
void glow(const Shot *shot, double x, double y, double radius, Colour paint,
          double alpha);                                                         /* fades outwards */
void hill(const Shot *shot, double y, double swing, double shift, Colour paint); /* down to the lower edge */
void tree(const Shot *shot, double x, double ground, double height, Colour paint);
void stars(const Shot *shot, double lowest, Colour paint);
void birds(const Shot *shot, double x, double y, Colour paint);

typedef struct {
    double x, ground; /* where the feet are */
    double height;
    double stride; /* phase of the step; the same value twice is the same pose */
    gboolean walking;
    Colour coat, skin;
} Person;
void person(const Shot *shot, const Person *who);
Colour skin_tone(const Shot *shot, guint which);
