/* tests/unit/painted_film.h
 *
 * A film of painted pictures that answers as a FrameSource and writes down what it was asked:
 *
 *   g_autoptr(PaintedFilm) film = painted_film(.seconds = 600, .bright_from = 290, .bright_to = 330);
 */
#pragma once

#include "tests/unit/painted.h"
#include "thumbs/frame_source.h"

typedef struct {
    double from, to; /* s */
    Painting painting;
    guint32 seed;
} PaintedShot;

#define PAINTED_SHOTS_MAX 12

typedef struct {
    double seconds;
    double bright_from, bright_to; /* s: a landscape */
    Painting ground;               /* where no shot is */
    PaintedShot shots[PAINTED_SHOTS_MAX];
    double fps;        /* 0: 25 */
    double key_every;  /* s between key frames; 0: 2; more than `seconds`: the first frame alone */
    int width, height; /* px; 0: 320 × 180 */
    gboolean unknown_duration;
    gboolean no_seeking; /* seeks find nothing */
    gboolean no_frames;
    gboolean has_cover; /* a landscape */
    int fails_after;    /* moves; 0: never */
    int picture_fails;  /* 1: taking a picture fails, always */
} PaintedParams;

typedef struct {
    FrameSource source;
    PaintedParams params;
    gint64 frame;          /* the current one; -1: none, -2: the cover picture */
    gint64 found;          /* what take() leads to */
    GArray *decoded;       /* of gint64: frames made the current one, in order; owned */
    GArray *sought;        /* of gint64: times of seeks, µs; owned */
    int rewinds, covers;   /* calls */
    int moves;             /* seeks, rewinds, nexts and covers */
    int pictures, largest; /* pictures taken, and those of the poster's size among them */
} PaintedFilm;

#define painted_film(...) painted_film_new((PaintedParams){ __VA_ARGS__ })
PaintedFilm *painted_film_new(PaintedParams params);
void painted_film_free(PaintedFilm *film);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PaintedFilm, painted_film_free)

/* What is painted at a time. */
Painting painted_film_at(const PaintedFilm *film, gint64 time_us);
