/* thumbs/score.h
 *
 * How good a still a picture makes. The table in score.c lists the properties, what is measured for each and
 * how much it counts; the score is their product, so that one grave fault (black, blurred, noise, a test
 * card) cannot be bought off by the others.
 */
#pragma once

#include "thumbs/picture.h"

/* Pictures are compared at this size (px a side): small enough to be cheap, large enough to tell sharp from
 * blurred. */
#define SCORE_BOX 320

/* From here on a picture is good: looking further is not worth a decoded frame. What scores as much has no fault; a little lower, the middle of a dissolve does. */
#define SCORE_GOOD 0.60

/* Below, a picture is a makeshift: every other way to a picture is worth trying. */
#define SCORE_POOR 0.25

#define SCORE_PARTS 13

typedef struct {
    const char *name; /* static: "not too dark" */
    double measured;  /* in its own unit, see score.c */
    double score;     /* 0 … 1 */
} ScorePart;

/* 0 … 1, for a picture that fits into SCORE_BOX. Black bars around it do not count. `parts` may be NULL. */
double picture_score(const Picture *picture, ScorePart parts[SCORE_PARTS]);

/* Whether a picture, in SCORE_BOX, may show a fade or dissolve at all. */
gboolean picture_may_be_passing(const Picture *picture);

/* Whether the film fades or dissolves from this frame to one shortly after it, both in SCORE_BOX. Of the later one the top is enough. */
gboolean picture_is_passing(const Picture *picture, const Picture *later, gint64 gap_us);
