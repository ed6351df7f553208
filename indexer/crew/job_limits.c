#include "indexer/crew/job_limits.h"

#define MIB (G_GINT64_CONSTANT(1) << 20)

static const JobLimits limits[] = {
    /*                 slug       wall                 CPU  address space  read       packets */
    [JOB_EXAMINE] = { "examine", 20 * G_USEC_PER_SEC, 15, 1024 * MIB, 256 * MIB, 5000 },
};

const JobLimits *job_limits(JobKind kind)
{
    return (gsize)kind < G_N_ELEMENTS(limits) ? &limits[kind] : NULL;
}
