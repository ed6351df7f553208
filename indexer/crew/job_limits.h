/* indexer/crew/job_limits.h
 *
 * What a child may use, by kind of job: one table, shared by both ends.
 */
#pragma once

#include <glib.h>

typedef enum {
    JOB_EXAMINE,
    JOB_DEEP,
    JOB_STRIP,
    JOB_CAPTIONS,
    JOB_DECODE, /* of a proxy: a film becomes raw pictures and sound */
    JOB_ENCODE, /* of a proxy: these become a new film */
} JobKind;      /* on the wire: the list only grows */

/* How much there is to do. */
typedef struct {
    gint64 bytes;       /* of the file */
    gint64 duration_us; /* of the film, as its facts have it; ≤ 0: unknown */
} JobExtent;

typedef struct {
    const char *slug;
    gint64 wall_us;       /* from being handed out; the examiner kills the child then */
    gint64 cpu_s;         /* RLIMIT_CPU */
    gint64 address_bytes; /* RLIMIT_AS */
    gint64 read_bytes;    /* of the input, counted by indexer/media */
    int packets;          /* read while probing */
    gint64 file_bytes;    /* RLIMIT_FSIZE: of a file of its own; 0: it writes none */
} JobLimits;

/* One job, two children that work together, each with its own limits: JOB_DECODE, whose other half is JOB_ENCODE. */
gboolean job_is_a_pair(JobKind kind);

gboolean job_limits(JobKind kind, JobExtent extent, JobLimits *limits); /* FALSE: no such kind */

/* How many times the wall limit a patient job has. */
#define JOB_PATIENCE 3

/* pianmu's own, second deadline: the job's and this. */
#define SUPERVISOR_GRACE_US (5 * G_USEC_PER_SEC)
