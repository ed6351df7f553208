/* indexer/index/stages.h
 *
 * Which file needs which stage, by what is known: facts and posters are kept with the version of the stage
 * that made them.
 */
#pragma once

#include "indexer/index/index.h"

/* What the catalogue knew when the run began. */
typedef struct {
    GHashTable *contents;   /* hex → ContentRow * */
    GPtrArray *pins;        /* of Pin * */
    GHashTable *units;      /* set of unit_name_fold()s: units of entry forms */
    GHashTable *unanswered; /* set of hex: handed out by a run that never heard of them again */
    GHashTable *postponed;  /* set of hex: this run learnt nothing of them; the next one will try */
    char *basis;            /* basis_of(); NULL: it cannot be told */
    gboolean basis_noted;   /* a run that changed nothing stood on it */
} Known;

/* `files` becomes the caller's. An absent catalogue knows nothing. */
gboolean known_read(Known *known, const char *contest_dir, const Settings *settings, GPtrArray **files,
                    GError **error);
void known_clear(Known *known);

typedef struct {
    gboolean force, no_posters;
    gint64 run;
} StageParams;

typedef struct {
    GArray *jobs;     /* of ShareJob */
    GPtrArray *texts; /* what they borrow */
} StageJobs;
void stage_jobs_free(StageJobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StageJobs, stage_jobs_free)

/* One job for each content that lacks facts or posters of today's versions; contents that took the machine
 * down come last. */
StageJobs *stage_jobs(const StageParams *params, const char *contest_dir, const IndexPlan *plan,
                      const Known *known, GError **error);

/* The run before which what ended abnormally `attempts` times is not tried again: 1, 2 and 4 runs after `run`. 0 attempts: 0, at any time. */
gint64 next_attempt_run(int attempts, gint64 run);

/* The version of libav that would examine now; starts pianmu-examine. NULL and error: it cannot. Owned by the caller. */
char *media_version_now(GError **error);

/* A file that is there, was read, and whose bytes are a film or claim to be. */
gboolean is_to_examine(const FileRow *row);

/* Lets the status of a work follow its content's. TRUE: it changed. */
gboolean settle_status(FileRow *row, GHashTable *contents, GHashTable *postponed);

/* SHA-256 of what has none yet, kept one by one; ends quietly when the deadline passes or a signal came. */
gboolean hash_contents(const IndexParams *params, const IndexPlan *plan, gint64 deadline_us, GError **error);

/* The extension of a work's file name, ASCII lower case. Owned by the caller. */
char *work_extension(const Work *work);
