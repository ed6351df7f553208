/* indexer/crew/crew.h
 *
 * The crew examines files: one pianmu-examine, which forks a sandboxed child for each file. pianmu's side of it.
 *
 *   crew = crew_open(&params, &error);
 *   while (there is work or crew_jobs(crew) > 0) {
 *       while (crew_has_room(crew) && there is work)
 *           crew_submit(crew, &job, &error);
 *       if (crew_next(crew, -1, &result, &error) == CREW_RESULT) ...
 *   }
 *
 * What happens to one file is data in its result; only a fault of the run (pianmu-examine cannot be started, the sandbox cannot be
 * installed) is an error. Not thread-safe. All descriptors it makes are close-on-exec.
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
    const char *examiner;  /* path of pianmu-examine; NULL: beside this program, else where it was installed */
    int jobs;              /* children at a time; 0: the number of processors this process may use */
    gboolean no_sandbox;
} CrewParams;

typedef struct {
    guint64 id; /* the caller's; given back with the result */
    JobKind kind;
    int fd; /* of the input, open for reading; borrowed: the crew duplicates what it needs */
    gboolean no_posters;
    gboolean pinned;
    gint64 pin_us;
    gboolean patient; /* alone, three times the wall limit: a second try after the wall clock alone ended the first */
} Job;

typedef struct {
    guint64 id;
    Report *report; /* owned. Status as the child says, or STATUS_LIMIT / _CRASHED / _PENDING made here; see reason */
    gboolean abnormal; /* the child did not end by itself with a valid report */
    gboolean wall_only; /* ended by the wall clock while it had used little CPU time: worth one patient try */
    gint64 cpu_us;  /* of the child */
    gint64 peak_bytes; /* resident, of the child */
} JobResult;

/* Reasons made here, beside those of indexer/media/probe.h; worded in catalog/messages as reason.SLUG. */
#define REASON_SLOW "slow"             /* STATUS_PENDING: the wall clock alone; the disk was slow */
#define REASON_TIME "time"             /* STATUS_LIMIT: CPU or wall deadline */
#define REASON_MEMORY "memory"         /* STATUS_LIMIT */
#define REASON_CRASHED "crashed"       /* STATUS_CRASHED: ended by a signal */
#define REASON_SANDBOX "sandbox"       /* STATUS_CRASHED: tried something that the sandbox forbids */
#define REASON_BAD_ANSWER "bad-answer" /* STATUS_CRASHED: ended, but its report is missing or not valid */

void job_result_clear(JobResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JobResult, job_result_clear)

typedef enum { CREW_RESULT, CREW_NOTHING, CREW_FAILED } CrewNext;

Crew *crew_open(const CrewParams *params, GError **error);
void crew_close(Crew *crew); /* kills what still runs, reaps it; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crew, crew_close)

int crew_jobs(const Crew *crew); /* handed out and not yet answered */
gboolean crew_has_room(const Crew *crew); /* never while a patient job is out */
/* Only where there is room, and a patient job only while no other is out. Fails where no descriptors are left. */
gboolean crew_submit(Crew *crew, const Job *job, GError **error);

/* Waits up to timeout_ms (-1: until there is one; CREW_NOTHING when no job is out) for a result; also returns CREW_NOTHING early
 * when a signal arrived. */
CrewNext crew_next(Crew *crew, int timeout_ms, JobResult *result, GError **error);

/* What the examiner said of itself when it started: libav's version, and whether sandbox and Landlock hold. Borrowed. */
const char *crew_media_version(const Crew *crew);
gboolean crew_is_sandboxed(const Crew *crew);
int crew_landlock_abi(const Crew *crew); /* 0: the kernel has none; seccomp holds alone */
