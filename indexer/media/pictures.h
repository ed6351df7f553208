/* indexer/media/pictures.h
 *
 * All that the deep check says of a film's pictures: each is reduced once (luma.h) and shown to every detector.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "indexer/media/bars.h"
#include "indexer/media/beat.h"
#include "indexer/media/blackness.h"
#include "indexer/media/fingerprint.h"
#include "indexer/media/stillness.h"
#include "indexer/media/weave.h"

typedef struct {
    gint64 frames;
    gint64 first_us;
    gboolean unreadable; /* the luma of some could not be read: nothing is said of what they show */
    Luma luma;
    Blackness blackness;
    Stillness stillness;
    Bars bars;
    Weave weave;
    Beat beat;
    Fingerprint fingerprint;
} Pictures;

/* `timestamp` is in ticks; AV_NOPTS_VALUE: the container has none, and `time_us` is counted. */
void pictures_add(Pictures *pictures, const AVFrame *frame, gint64 timestamp, gint64 time_us);

/* The last picture is shown until `end_us`. Fills in what is known but the area of the picture. */
void pictures_end(Pictures *pictures, gint64 end_us, DeepFacts *deep);

void pictures_clear(Pictures *pictures);
