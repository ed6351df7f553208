/* indexer/media/blackness.h
 *
 * Where a film is black, to the picture. A fade is not: of a stretch of black pictures, those that still fall to its level at the
 * start or already rise from it at the end are taken off. Times in microseconds, each picture later than the one before.
 */
#pragma once

#include "indexer/media/stretches.h"

/* Shorter black between two scenes is a cut; head and tail count at any length. */
#define BLACK_LEAST_US (G_USEC_PER_SEC / 2)

typedef struct {
    GArray *levels;  /* of the black pictures since the last that was not; NULL: none yet */
    gint64 first_us; /* of the first picture */
    gboolean has_begun;
    gint64 head, tail;   /* how long; tail after blackness_end() alone */
    Stretches stretches; /* of at least BLACK_LEAST_US, head and tail included */
} Blackness;

/* `level` is the picture's mean luma in codes of 255. */
void blackness_add(Blackness *blackness, gint64 time_us, gboolean is_black, double level);
void blackness_end(Blackness *blackness, gint64 end_us);
void blackness_clear(Blackness *blackness);
