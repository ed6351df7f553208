/* indexer/media/stillness.h
 *
 * Where the picture stands still, as FFmpeg's freezedetect sees it: pictures are compared with the first of the stretch, and are
 * the same when luma differs by no more than −60 dB in the mean, for at least 2 s. Beyond freezedetect: no 1024th of the picture may
 * differ by more than a code, so that somebody who only moves the lips is no frozen picture; and the slight change that
 * a key picture makes when an encoder draws the same picture anew does not end a stretch. A still title counts; black does not.
 */
#pragma once

#include "indexer/media/luma.h"
#include "indexer/media/stretches.h"

#define STILL_LEAST_US (2 * G_USEC_PER_SEC)

typedef struct {
    gboolean is_running;
    gint64 from_us;        /* of the stretch */
    gint64 redrawn_us;     /* when the reference was drawn anew; the start of the stretch before that */
    gboolean is_tentative; /* the last picture was taken for one drawn anew, and the next decides */
    float cells[LUMA_CELLS * LUMA_CELLS]; /* of the first picture */
    Stretches stretches;
} Stillness;

/* Decides for `luma` whether what it took last becomes its reference. Black pictures end a stretch. */
void stillness_add(Stillness *stillness, gint64 time_us, Luma *luma, gboolean is_black);
void stillness_end(Stillness *stillness, gint64 end_us);
