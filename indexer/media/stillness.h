/* indexer/media/stillness.h
 *
 * Where the picture stands still for at least 2 s. Like FFmpeg's freezedetect it compares pictures with the first of the stretch, by the
 * mean difference of their luma: at most 0.4 of 255 codes (−56 dB; freezedetect's default is −60 dB). Beyond freezedetect the mean of no 1024th of the
 * picture may differ by more than 2 codes, so that somebody who only moves the lips is no frozen picture; and the slight change when
 * an encoder draws the same picture anew does not end a stretch. A still title counts; black does not.
 */
#pragma once

#include "indexer/media/luma.h"
#include "indexer/media/stretches.h"

#define STILL_LEAST_US (2 * G_USEC_PER_SEC)

typedef struct {
    gboolean is_running;
    gint64 from_us;                       /* of the stretch */
    gint64 redrawn_us;                    /* of the picture that the next are compared with */
    int redraws;                          /* while the encoder settled */
    gboolean is_tentative;                /* it was taken for the same drawn anew, and the next decides */
    float cells[LUMA_CELLS * LUMA_CELLS]; /* its */
    Stretches stretches;
} Stillness;

/* Decides for `luma` whether what it took last becomes its reference. Black pictures end a stretch. */
void stillness_add(Stillness *stillness, gint64 time_us, Luma *luma, gboolean is_black);
void stillness_end(Stillness *stillness, gint64 end_us);
