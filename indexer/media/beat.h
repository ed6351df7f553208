/* indexer/media/beat.h
 *
 * The rhythm of a film's pictures, by all of them. A picture is off the beat when its distance from the one before is not the usual
 * (the median), by more than a tick of the container's clock or a fiftieth. Constant is what has no more of these than one in a
 * hundred, as measure_is_steady() has it of a film's beginning.
 */
#pragma once

#include <glib.h>

typedef struct {
    GHashTable *gaps; /* of distances, in ticks: how many; NULL: none yet */
    gint64 last;
    gint64 pictures; /* with a time */
    gint64 others;   /* distances that were not kept, as there were too many different ones */
} Beat;

/* Presentation times in ticks, in order; what goes back counts as off the beat. */
void beat_add(Beat *beat, gint64 time);

/* FALSE: fewer than three pictures. */
gboolean beat_find(const Beat *beat, gboolean *is_constant, gint64 *off_beat);

void beat_clear(Beat *beat);
