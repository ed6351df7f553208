/* indexer/media/measure_end.h
 *
 * The end of a film that is too large to be read whole, found by the index of its container, by its last packets, or by both.
 * Private to the folder.
 */
#pragma once

#include "indexer/media/measure.h"

/* Adds to `measure`, which holds what the beginning said; `picture` is tried further. */
void measure_end(Media *media, FirstPicture *picture, Measure *measure);

/* Whether the file is shorter than its own index or header says. */
gboolean measure_is_cut(Media *media, const Boxes *boxes);
