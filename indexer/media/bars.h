/* indexer/media/bars.h
 *
 * The black bars that a film carries from beginning to end: what of its picture is never anything but black at an edge. Lines and
 * columns are judged like FFmpeg's cropdetect does (mean luma above 24 of 255 is picture), by the brightest they ever were; and a
 * bar ends sharply, whereas a night sky brightens by degrees.
 */
#pragma once

#include "indexer/media/luma.h"

typedef struct {
    int width, height; /* of the frames; 0: none yet */
    gboolean changed;  /* frames of another size came: nothing can be said */
    gint64 next_us;    /* nothing is looked at before */
    guint8 *down,
        *across; /* owned: the largest mean luma of each line and column, as far as anything is known */
    int top, bottom, left, right; /* lines and columns outside of these are still in question */
    int black;
    float cells[LUMA_CELLS * LUMA_CELLS]; /* the largest mean of each */
} Bars;

/* Bright lines and columns are looked for in what is still in question, a few times a second. `luma` is of the same frame. */
void bars_add(Bars *bars, gint64 time_us, const AVFrame *frame, Luma *luma);

/* The part of the frame that is picture, in pixels of the frame. FALSE: there was never anything but black. */
typedef struct {
    int left, top, width, height;
} Area;
gboolean bars_find(const Bars *bars, Area *area);

void bars_clear(Bars *bars);
