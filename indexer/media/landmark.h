/* indexer/media/landmark.h
 *
 * Where a container without an index can be entered in the middle. The demuxer is then shown the beginning of
 * the file followed by its rest from there on (media_input_open()).
 */
#pragma once

#include "indexer/media/media_internal.h"

typedef struct {
    gint64 head;             /* bytes of the beginning that the demuxer needs */
    gint64 tail;             /* where it goes on */
    gboolean clock_restarts; /* timestamps are counted from there, not from the start of the film */
} Landmark;

/* The first place at or after `position` where the file can be entered. FALSE: none, or not for this
 * container. */
gboolean landmark_find(Media *media, gint64 position, Landmark *landmark);
