/* thumbs/score.h
 *
 * How good a still a picture makes: the weighted geometric mean of a few properties, each 0 … 1, so that one
 * grave fault (black, blurred, noise, a test card) cannot be bought off by the other properties. The table in
 * score.c says what is measured and how much it counts.
 */
#pragma once

#include "thumbs/picture.h"

/* Pictures are compared at this size (px a side): small enough to be cheap, large enough to tell sharp from
 * blurred. */
#define SCORE_BOX 320

/* From here on a picture is good: looking further is not worth a decoded frame. */
#define SCORE_GOOD 0.70

/* Below, a picture is a makeshift: every other way to a picture is worth trying. */
#define SCORE_POOR 0.35

typedef struct {
    const char *name; /* static */
    double measured;  /* in its own unit, see score.c */
    double score;     /* 0 … 1 */
} ScorePart;

#define SCORE_PARTS 7

/* 0 … 1. `parts` may be NULL; a picture should fit into SCORE_BOX. */
double picture_score(const Picture *picture, ScorePart parts[SCORE_PARTS]);
