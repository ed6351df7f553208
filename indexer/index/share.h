/* indexer/index/share.h
 *
 * The second step of an index run: a share of the plan is examined. Never sees the catalogue; a result
 * depends on the content, the stage and its version alone. Posters are encoded here, from the pictures the
 * children send, and written under DIR/thumbs by content.
 */
#pragma once

#include "catalog/store/store.h"
#include "indexer/crew/crew.h"

/* How often a content that ends abnormally is tried in all, until it or the software changes. */
#define SHARE_ATTEMPTS_MAX 3

typedef struct {
    const char *root; /* absolute */
    const char *path; /* below it */
    gint64 size, modified_ns, device, inode;
    const char *content; /* hex */
    gint64 duration_us;  /* of the film, for a deep check; FACT_UNKNOWN */
    int attempts;        /* abnormal ends so far */
    gboolean pinned;
    gint64 pin_us;
} ShareJob; /* everything borrowed */

typedef struct {
    const ShareJob *job;
    gboolean moved_on;  /* the file changed or vanished under our hands: nothing was learnt */
    gboolean abnormal;  /* the child did not end by itself */
    ContentRow *row;    /* of an examination; owned; NULL when moved_on */
    GPtrArray *posters; /* of WorkPoster *; NULL: leave what there is */
    StageRow *
        stage; /* of any other job; owned; its version and next attempt are the caller's to set; NULL when moved_on */
    Report *report; /* of any other job; owned; NULL when moved_on */
} ShareResult;

/* Of pairs, which write a file each. What was written is examined by a child like any submission before it counts. */
typedef struct {
    /* An empty file for the job, open for reading and writing; the share closes it. -1 and G_FILE_ERROR; _NOSPC is no fault of the run:
     * nothing more is handed out. */
    int (*open)(gpointer user, const ShareJob *job, GError **error);
    /* `said`: of the encoding half; `seen`: of who examined it. TRUE: it is sound, and lies where it belongs. FALSE and no error: it is
     * not what it should be. */
    gboolean (*accept)(gpointer user, const ShareJob *job, int fd, const Report *said, const Report *seen,
                       GError **error);
    void (*discard)(gpointer user,
                    const ShareJob *job); /* called for each that was opened and not accepted */
} ShareOutput;

typedef struct {
    JobKind kind;
    CrewParams crew;
    Crew *started; /* with those params, awaited or not; borrowed. NULL: one is started if there are jobs */
    const char *contest_dir;
    int poster_quality;
    gboolean no_posters;
    gint64 deadline_us; /* monotonic; nothing is handed out after it, and deep checks that are out are
                           abandoned. 0: none */
    const gboolean
        *interrupted; /* set by a signal handler: nothing more is handed out, what is out is abandoned */

    /* Called for each result as it comes; FALSE ends the share with its error. */
    gboolean (*done)(gpointer user, ShareResult *result, GError **error);
    /* Called before a job is handed out, for what must be written ahead. */
    gboolean (*handing_out)(gpointer user, const ShareJob *const *jobs, gsize n, GError **error);
    const ShareOutput *output; /* NULL: the jobs write nothing */
    gpointer user;
} ShareParams;

typedef struct {
    int examined; /* answered, however it ended */
    int abnormal; /* of those, the child did not end by itself */
    int left;     /* not handed out: no time left, interrupted, or the breaker */
    gboolean
        broke; /* the circuit breaker: too much failed, so it is not the files; failures were not given to done() */
    gboolean disk_full;  /* there was no room for what a job would write; done() was told that it moved on */
    char *media_version; /* owned; NULL where no crew was needed */
    gboolean sandboxed;
} ShareSummary;
void share_summary_clear(ShareSummary *summary);

/* Examines all jobs, in order. FALSE on a fault of the run; what was answered before it has been given to
 * done(). */
gboolean share_run(const ShareParams *params, const GArray *jobs /* of ShareJob */, ShareSummary *summary,
                   GError **error);
