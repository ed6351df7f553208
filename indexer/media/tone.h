/* indexer/media/tone.h
 *
 * From the light a film means to the light an sRGB screen can show: transfer curves, primaries and the
 * compression of highlights. Pure arithmetic on planes of floats; knows nothing of files or frames.
 *
 * What mastering metadata says of a film's brightness is not asked for: it is often missing and sometimes
 * absurd. The picture's own brightest parts decide.
 */
#pragma once

#include <glib.h>

typedef enum {
    TRANSFER_SDR, /* what an sRGB or BT.1886 screen shows as it is */
    TRANSFER_LINEAR,
    TRANSFER_PQ,  /* SMPTE ST 2084 */
    TRANSFER_HLG, /* ARIB STD-B67, shown on a screen of 1000 cd/m² */
    TRANSFERS
} Transfer;

typedef struct {
    double by[3][3]; /* rows of the results */
} Matrix;

/* The white of paper in a high dynamic range film, cd/m² (ITU-R BT.2408). It becomes the white of sRGB. */
#define TONE_WHITE 203.0

/* In place: three planes of `pixels` samples, non-linear red, green and blue of the film, 0 … 1, become those
 * of sRGB, 0 … 1. `to_bt709` leads from linear light of the film to that of BT.709. */
void tone_to_srgb(float *planes[3], gsize pixels, Transfer transfer, const Matrix *to_bt709);

/* The same for the pictures of a film, one after the other: what is brightest in them, 0 before the first, is followed slowly, or all
 * that stands still would flicker whenever something bright comes and goes. */
void tone_film_to_srgb(float *planes[3], gsize pixels, Transfer transfer, const Matrix *to_bt709,
                       float *peak);
