/* indexer/command/work_in_hand.h
 *
 * What index, gallery and nightly share: the run under its lock, and the writing of the gallery.
 */
#pragma once

#include "catalog/gallery/gallery.h"
#include "catalog/store/lock.h"
#include "indexer/command/command.h"
#include "indexer/index/index.h"

/* run.lock, or NULL: complained, *status set. */
Lock *take_run_lock(const Contest *contest, int *status);

/* index_run() with a progress line where stderr is a terminal. FALSE: complained, *status set. */
gboolean run_index(const Contest *contest, IndexParams *params, IndexSummary *summary, int *status);

/* Writes the gallery where it is not current. FALSE: complained, *status set. result->path is the caller's.
 */
gboolean run_gallery(Contest *contest, const MediaMode *media, GalleryResult *result, int *status);

/* 0, 3 or 128 + signal, by how a run ended. */
int status_of_run(const IndexSummary *summary);
