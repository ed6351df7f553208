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

/* A line on stderr, drawn at most ten times a second. */
typedef struct {
    Language language;
    const char *step;  /* the one that is drawn; NULL: none yet */
    gint64 started_us; /* of the step */
    gint64 drawn_us;
    gboolean drawn;
} Progress;
gboolean progress_is_wanted(const Contest *contest); /* a terminal gets it; cron does not */
/* `step` is worded as progress.STEP and begins with 0 done; `progress`: a Progress * of that language. */
void progress_show(const char *step, int done, int total, gpointer progress);
void progress_end(const Progress *progress); /* takes the line away */

/* index_run() with a progress line where stderr is a terminal. FALSE: complained, *status set. */
gboolean run_index(const Contest *contest, IndexParams *params, IndexSummary *summary, int *status);

/* Which gallery. */
typedef struct {
    Audience audience;
    const char *category;   /* slug; NULL: all */
    Verdict only;           /* VERDICT_NONE: all */
    const MediaMode *media; /* NULL: the settings' */
    const char *output;     /* NULL: in the contest folder */
} GalleryChoice;

/* Writes the gallery where it is not current. FALSE: complained, *status set. result->path is the caller's. */
gboolean run_gallery(Contest *contest, const GalleryChoice *choice, GalleryResult *result, int *status);

/* 0, 3 or 128 + signal, by how a run ended. */
int status_of_run(const IndexSummary *summary);
