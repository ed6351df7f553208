/* indexer/index/index.h
 *
 * One run: plan (one walk: which files need which stage), examine (a share of the plan; never sees the
 * catalogue) and merge (numbers, moves, verdicts: here only). The caller holds run.lock.
 */
#pragma once

#include "indexer/index/judging.h"
#include "indexer/index/plan.h"
#include "indexer/index/share.h"

/* The note in the catalogue that says which libav examined last; the gallery's colophon shows it. */
#define NOTE_MEDIA_VERSION "media.version"

typedef struct {
    const char *contest_dir;
    const Settings *settings;
    const char *command; /* for the record of runs */
    int jobs;            /* 0: by the machine */
    gboolean force;      /* examine every file anew */
    gboolean dry_run;    /* plan only; nothing is written */
    gboolean no_posters;
    gboolean previews; /* strips, subtitles and proxies, within the time */
    gboolean deep;     /* whole films are decoded and measured, within the time */
    gboolean hash;     /* SHA-256 of whole files, within the time */
    gboolean no_sandbox;
    gboolean accept_loss;
    gint64 settle_us;   /* FACT_UNKNOWN: as the settings say */
    gint64 max_time_us; /* 0: no limit */
    const gboolean *interrupted;
    void (*progress)(const char *step, int done, int total,
                     gpointer user); /* may be NULL; step: "examine" or stage_slug(); begins with 0 done */
    gpointer user;
} IndexParams;

typedef struct {
    gint64 number;
    Verdict before, after;
} VerdictChange;

/* What came of one stage that follows the examination. */
typedef struct {
    int done;           /* answered in this run */
    GArray *failed;     /* of gint64: numbers of works of which nothing could be made; NULL: none */
    int left;           /* and those that the time did not suffice for; of a dry run, those that are due */
    gboolean disk_full; /* it was room that did not suffice */
} DerivingCount;

typedef struct {
    RunRow run;
    IndexPlan *plan;
    GArray *added;    /* of gint64: numbers of works that were judged for the first time */
    GArray *failed;   /* of gint64: numbers of works that became unreadable in this run */
    GArray *verdicts; /* of VerdictChange: works judged otherwise than before; new works are not among them */
    DerivingCount made[STAGES];
    int left;       /* files that the time did not suffice for */
    gboolean broke; /* the circuit breaker stopped it */
    gboolean interrupted;
} IndexSummary;

void index_summary_clear(IndexSummary *summary);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IndexSummary, index_summary_clear)

/* FALSE and error on a fault of the run: the catalogue is consistent, the next run goes on from there. */
gboolean index_run(const IndexParams *params, IndexSummary *summary, GError **error);

/* Something could not be done, by the rules of the exit status: 3 rather than 0. */
gboolean index_is_incomplete(const IndexSummary *summary);
