/* indexer/command/carrying.h
 *
 * What people are told of a gallery that is written into a folder to be carried away.
 */
#pragma once

#include "catalog/gallery/gallery.h"
#include "indexer/command/command.h"

/* FALSE: it lies where the films were handed in, which is only ever read, or among our own galleries; complained, *status set. */
gboolean carrying_check(const Contest *contest, const char *folder, int *status);

typedef struct {
    const Contest *contest;
    const char *folder;
    gint64 drawn_us; /* of the progress line; 0: none */
} Carrying;

/* An OutputAnnounce, for a Carrying: how much it is and what stays out, to stderr. FALSE: there is no room; complained. */
gboolean carrying_announce(const OutputPlan *plan, gpointer carrying);

/* An OutputProgress, for a Carrying: a line on the terminal, at most ten times a second. */
void carrying_progress(gint64 written, gint64 total, gpointer carrying);

/* Complains of what gallery_write() said; the exit status that fits. */
int carrying_failed(const Carrying *carrying, const GError *error);
