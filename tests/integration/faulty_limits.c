/* Limits short enough for tests; takes the place of indexer/crew/job_limits.c in them. */
#include "tests/integration/faulty_limits.h"

#define MIB (G_GINT64_CONSTANT(1) << 20)
#define MS  G_GINT64_CONSTANT(1000)

static const JobLimits limits[] = {
    /* the wall limit of the first is never reached, however busy the machine */
    [KIND_ROOMY] = { "roomy", 600000 * MS, 1, 256 * MIB, 256 * MIB, 5000, 0 },
    [JOB_DEEP] = { "deep", 2000 * MS, 60, 256 * MIB, 256 * MIB, 5000, 0 },
    [KIND_HASTY] = { "hasty", 300 * MS, 60, 256 * MIB, 256 * MIB, 5000, 0 },
    [KIND_OTHER] = { "other", 600000 * MS, 1, 256 * MIB, 256 * MIB, 5000, 0 },
    [JOB_DECODE] = { "decode", 600000 * MS, 1, 256 * MIB, 256 * MIB, 5000, 0 },
    [JOB_ENCODE] = { "encode", 600000 * MS, 1, 256 * MIB, 0, 0, MIB },
};

gboolean job_is_a_pair(JobKind kind)
{
    return kind == JOB_DECODE;
}

gboolean job_limits(JobKind kind, JobExtent extent, JobLimits *out)
{
    if ((gsize)kind >= G_N_ELEMENTS(limits) || !limits[kind].slug)
        return FALSE;
    *out = limits[kind];
    if (kind >= JOB_DECODE && extent.bytes == HASTY_PAIR) {
        out->wall_us = 1000 * MS;
        out->cpu_s = 60;
    }
    return TRUE;
}
