/* thumbs/poster.h
 *
 * Chooses the frame that stands for a film. Pure: it sees a FrameSource and nothing else.
 */
#pragma once

#include "thumbs/frame_source.h"

/* Raise when the choice or the scaling changes: posters made by another recipe are made anew. */
#define POSTER_RECIPE 3

typedef struct {
    int box;         /* px, of the poster; 0: PICTURE_SIDE_MAX */
    gboolean pinned; /* take the frame shown at pin_us, whatever it scores */
    gint64 pin_us;
} PosterParams;

typedef struct {
    Picture *picture; /* owned; the poster at its largest size. NULL: no picture could be had */
    gint64 time_us;   /* of the frame, from the start of the film */
    gboolean cover;   /* it is the file's cover picture */
    double score;     /* 0 … 1, see thumbs/score.h */
} PosterChoice;

void poster_choice_clear(PosterChoice *choice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PosterChoice, poster_choice_clear)

/* Candidates are key frames spread over 5 %–95 % of the running time, in a fixed order, until one is good (SCORE_GOOD); one that
 * could be in the middle of a dissolve is compared with a frame soon after it. Where all are poor or none can be had: the first frames from the start, then
 * the cover picture. The best is kept; any picture is better than none. A pin that leads to no frame is passed over. `params` may be NULL.
 * TRUE with choice->picture NULL when the file has no picture at all; FALSE when a failure (FRAME_FAILED, or frames of which no picture
 * could be taken) left none: what was found before a failure is returned. */
gboolean poster_choose(const FrameSource *source, const PosterParams *params, PosterChoice *choice,
                       GError **error);
