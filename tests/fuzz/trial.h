/* tests/fuzz/trial.h
 *
 * Inputs go through the crew as the films of a run do, and everything about it is judged: each job ends, in time and within its memory, with an
 * answer fit to be kept; and the crew holds no more when all have ended than before.
 */
#pragma once

#include "indexer/crew/crew.h"

typedef struct {
    guint64 number; /* the caller's */
    int fd;         /* the trial closes it */
    guint kinds; /* bits 1 << JobKind, of which JOB_EXAMINE is the first; JOB_ENCODE comes with JOB_DECODE */
    gboolean only_films; /* the other kinds are for what the first found to be a film, as in a run */
} TrialInput;

typedef struct {
    const TrialInput *input;
    JobKind kind;
    const JobResult *result;
    gint64 took_us;    /* from being handed out to the answer */
    const char *fault; /* NULL: as it should be; borrowed */
} TrialEnd;

typedef struct {
    const char *examiner; /* path of pianmu-examine */
    gboolean sanitized;   /* whose children are larger, slower and without limits */
    gboolean (*next)(gpointer user, TrialInput *input);   /* FALSE: there is none */
    void (*ended)(gpointer user, const TrialEnd *end);    /* of each job */
    void (*over)(gpointer user, const TrialInput *input); /* no more of its jobs come */
    gpointer user;
} TrialParams;

typedef struct {
    gint64 growth_bytes;  /* of this process's memory, once the first inputs were through */
    gint64 largest_bytes; /* of any child's memory */
    gint64 longest_us;    /* of any job */
    GPtrArray *faults;    /* of char *, owned: of the crew itself; empty if all is well */
} TrialSums;

void trial_sums_clear(TrialSums *sums);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrialSums, trial_sums_clear)

/* FALSE: a fault of the run, where there should be none. */
gboolean trial_run(const TrialParams *params, TrialSums *sums, GError **error);
