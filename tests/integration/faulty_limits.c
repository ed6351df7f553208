/* Limits short enough for tests; takes the place of indexer/crew/job_limits.c in them. */
#include "tests/integration/faulty_limits.h"

#define MIB (G_GINT64_CONSTANT(1) << 20)
#define MS  G_GINT64_CONSTANT(1000)

static const JobLimits limits[] = {
    /* the wall limit of the first is never reached, however busy the machine */
    [KIND_ROOMY] = { "roomy", 600000 * MS, 1, 256 * MIB, 256 * MIB, 5000 },
    [KIND_HASTY] = { "hasty", 300 * MS, 60, 256 * MIB, 256 * MIB, 5000 },
};

gboolean job_limits(JobKind kind, G_GNUC_UNUSED JobExtent extent, JobLimits *out)
{
    if ((gsize)kind >= G_N_ELEMENTS(limits))
        return FALSE;
    *out = limits[kind];
    return TRUE;
}
