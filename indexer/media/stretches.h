/* indexer/media/stretches.h
 *
 * The longest of several stretches of time, and their sum; what is shorter than `least` does not count. All in microseconds.
 */
#pragma once

#include <glib.h>

typedef struct {
    gint64 least;
    gint64 longest;    /* 0: there was none */
    gint64 longest_at; /* where it begins */
    gint64 total;
} Stretches;

void stretches_add(Stretches *stretches, gint64 from, gint64 to);
