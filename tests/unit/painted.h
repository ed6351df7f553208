/* tests/unit/painted.h
 *
 * Pictures painted for tests of thumbs/: scenes that would make a good poster, and everything that would not.
 * The same painting, seed and progress give the same picture.
 */
#pragma once

#include "thumbs/picture.h"

typedef enum {
    /* bad */
    PAINTED_BLACK,
    PAINTED_NEARLY_BLACK,
    PAINTED_WHITE,
    PAINTED_FLAT,
    PAINTED_NOISE,
    PAINTED_COARSE_NOISE,
    PAINTED_BARS,
    PAINTED_CARD,
    PAINTED_SLATE,
    PAINTED_TITLE,
    PAINTED_CREDITS,
    PAINTED_BLURRED,
    PAINTED_FADE,     /* from black; progress is how far it has come */
    PAINTED_VEIL,     /* a scene nearly lost in white */
    PAINTED_DISSOLVE, /* from one scene to another */
    /* good */
    PAINTED_LANDSCAPE,
    PAINTED_PEOPLE,
    PAINTED_CITY,
    PAINTED_SEA,
    PAINTED_CARTOON,
    PAINTED_OLD_FILM, /* a landscape without colour, with grain */
    PAINTED_NIGHT,
    PAINTED_SUNLIT,    /* a landscape with hard contrast */
    PAINTED_PILLARBOX, /* a scene between broad black bars */
    PAINTED_COUNT
} Painting;

const char *painting_name(Painting painting);
gboolean painting_is_good(Painting painting);

/* `progress` is 0 … 1: things move a little, credits roll, a dissolve goes on. */
Picture *painted_picture(Painting painting, guint32 seed, double progress, int width, int height);
