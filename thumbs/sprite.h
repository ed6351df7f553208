/* thumbs/sprite.h
 *
 * Frames from all over a film, side by side: the sprite, many small ones in rows, for scrubbing over a card; and the strip, few larger ones
 * in one row, for its page. Pure: it sees a FrameSource and nothing else.
 */
#pragma once

#include "thumbs/frame_source.h"

/* Raise when the choice, the sizes or the scaling change: sprites and strips of another recipe are made anew. */
#define STRIP_RECIPE 1

#define SHEET_COLUMNS     10  /* a row has so many frames, or all there are */
#define SPRITE_FRAMES_MAX 100 /* 50 of a film under two minutes */
#define SPRITE_BOX        160 /* px: frames have the film's shape and fit into it */
#define STRIP_FRAMES_MAX  SHEET_COLUMNS
#define STRIP_BOX         320

/* Frames of one even size in rows, from left to right; what is left of the last row is black. */
typedef struct {
    Picture *picture; /* owned; NULL: no frame could be had */
    GArray *times_us; /* of gint64: when each is shown, from the start of the film; increasing; owned */
} Sheet;

void sheet_clear(Sheet *sheet);

/* The size of each of `frames` frames of a sheet that large. FALSE: no sheet has that size. `frames` ≥ 1. */
typedef struct {
    int columns;
    int width, height; /* px */
} SheetShape;
gboolean sheet_shape(int width, int height, int frames, SheetShape *shape);

typedef struct {
    Sheet sprite, strip;
} Sheets;

void sheets_clear(Sheets *sheets);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheets, sheets_clear)

/* The key frames at or before moments spread evenly over the running time, each once, so that a film with six of them has six. Only a short
 * film with very few is decoded from its start, and frames are taken as evenly. A strip's frames are among the sprite's.
 * However early a failure (FRAME_FAILED) ends it, what was found by then is spread over the whole film.
 * TRUE with both pictures NULL when no frame can be had; FALSE when a failure left none. */
gboolean sheets_make(const FrameSource *source, Sheets *sheets, GError **error);
