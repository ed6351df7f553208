/* indexer/crew/job_limits.h
 *
 * What a child may use, by kind of job: one table, shared by both ends.
 */
#pragma once

#include <glib.h>

typedef enum { JOB_EXAMINE } JobKind; /* on the wire and in `attempts`: the list only grows */

typedef struct {
    const char *slug;
    gint64 wall_us;       /* from being handed out; the examiner kills the child then */
    gint64 cpu_s;         /* RLIMIT_CPU */
    gint64 address_bytes; /* RLIMIT_AS */
    gint64 read_bytes;    /* of the input, counted by indexer/media */
    int packets;          /* read while probing */
} JobLimits;

const JobLimits *job_limits(JobKind kind); /* NULL: no such kind */

/* How many times the wall limit a patient job has. */
#define JOB_PATIENCE 3

/* pianmu's own, second deadline: the job's and this. */
#define SUPERVISOR_GRACE_US (5 * G_USEC_PER_SEC)
