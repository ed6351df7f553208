/* indexer/crew/crew.h
 *
 * The crew examines files: one pianmu-examine, which forks a sandboxed child for each. This is pianmu's side.
 *
 *   crew = crew_open(&params, &error);
 *   while (there is work or crew_jobs(crew) > 0) {
 *       while (crew_has_room(crew) && there is work)
 *           crew_submit(crew, &job, &error);
 *       if (crew_next(crew, 1000, &result, &error) == CREW_RESULT) ...
 *   }
 *
 * What happens to one file is data in its result. Only a fault of the run is an error: pianmu-examine cannot
 * be started, the sandbox cannot be installed. A pianmu-examine that dies or hangs is replaced, and what was
 * out with it is examined anew without anyone noticing.
 *
 * Signals that pianmu catches are pianmu's alone: they do not reach the crew, and crew_next() returns early.
 * A signal that arrives just before it waits is noticed when it returns, hence the timeout above.
 *
 * Not thread-safe. All descriptors it makes are close-on-exec.
 */
#pragma once

#include "indexer/crew/job_limits.h"
#include "indexer/crew/report.h"

typedef struct Crew Crew;

#define CREW_ERROR crew_error_quark()
GQuark crew_error_quark(void);
typedef enum {
    CREW_ERROR_START,   /* pianmu-examine could not be started, or keeps dying */
    CREW_ERROR_SANDBOX, /* the sandbox cannot be installed on this system */
} CrewError;

typedef struct {
    const char *examiner; /* path of pianmu-examine; NULL: beside this program, else where it was installed */
    int jobs;             /* children at a time; 0: the number of processors this process may use */
    gboolean
        of_pairs; /* jobs that take two children each are among them: half as many jobs at a time, at least one */
    gboolean no_sandbox;
} CrewParams;

typedef struct {
    guint64 id; /* the caller's; given back with the result */
    JobKind kind;
    int fd;     /* of the input, open for reading; borrowed: the crew duplicates what it needs */
    int output; /* of a pair alone: a file open for reading and writing, which is emptied first; borrowed */
    gboolean no_posters;
    gboolean pinned;
    gint64 pin_us;
    JobExtent extent; /* for kinds whose limits depend on it */
    gboolean patient; /* alone, JOB_PATIENCE times the wall limit: a second try after a wall_only result */
} Job;

typedef struct {
    guint64 id;
    Report *
        report; /* owned. The child's (of a pair: the encoding half's, where both did well), or one of STATUS_LIMIT, _CRASHED, _PENDING made here */
    gboolean abnormal;  /* the child did not end by itself with a valid report */
    gboolean wall_only; /* ended by the wall clock with little CPU time used: worth one patient try */
    gint64 cpu_us;      /* of the child; of a pair, of both */
    gint64 peak_bytes;  /* resident, of the child; of a pair, of the larger one */
} JobResult;

/* Reasons made here, beside those of indexer/media/probe.h; worded in catalog/messages as reason.SLUG. */
#define REASON_SLOW       "slow"       /* STATUS_PENDING: the wall clock alone; the disk was slow */
#define REASON_TIME       "time"       /* STATUS_LIMIT: CPU or wall deadline */
#define REASON_MEMORY     "memory"     /* STATUS_LIMIT */
#define REASON_CRASHED    "crashed"    /* STATUS_CRASHED: ended by a signal */
#define REASON_SANDBOX    "sandbox"    /* STATUS_CRASHED: tried something that the sandbox forbids */
#define REASON_BAD_ANSWER "bad-answer" /* STATUS_CRASHED: ended, but its report is missing or not valid */
#define REASON_TOO_LARGE  "too-large"  /* STATUS_LIMIT: what it wrote outgrew its limit */

void job_result_clear(JobResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JobResult, job_result_clear)

typedef enum { CREW_RESULT, CREW_NOTHING, CREW_FAILED } CrewNext;

/* Returns when pianmu-examine has started, warmed up and proved that its sandbox holds. */
Crew *crew_open(const CrewParams *params, GError **error);
/* The same in two steps, for whoever has something else to do meanwhile. A crew that was not awaited, or in vain, can only be closed. */
Crew *crew_start(const CrewParams *params, GError **error);
gboolean crew_await(Crew *crew, GError **error);
void crew_close(Crew *crew); /* ends what still runs, at once; its jobs get no result */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crew, crew_close)

int crew_jobs(const Crew *crew);          /* handed out and not yet answered */
gboolean crew_has_room(const Crew *crew); /* never while a patient job is out */

/* Only where there is room, and a patient job only while no other is out. Fails where descriptors ran out; the job is
 * then not handed out. */
gboolean crew_submit(Crew *crew, const Job *job, GError **error);

/* Waits up to timeout_ms (-1: as long as it takes) for a result. CREW_NOTHING: none yet, a signal arrived, or
 * no job is out. CREW_FAILED: a fault of the run; the crew is of no more use. */
CrewNext crew_next(Crew *crew, int timeout_ms, JobResult *result, GError **error);

/* What pianmu-examine said of itself. */
const char *crew_media_version(const Crew *crew); /* libav's; borrowed */
const char *crew_media_release(const Crew *crew); /* FFmpeg's: "5.1.9-0+deb12u1"; borrowed */
gboolean crew_is_sandboxed(const Crew *crew);
int crew_landlock_abi(const Crew *crew); /* 0: the kernel has none; seccomp holds alone */
