#include "indexer/crew/job_limits.h"

#define MIB (G_GINT64_CONSTANT(1) << 20)

/* A deep check reads and decodes everything once; what tells which streams there are is read before, and again. */
#define DEEP_CPU_S            30
#define DEEP_CPU_S_PER_SECOND 4
#define DEEP_WALL_PER_CPU     3
#define DEEP_READ_MORE        (32 * MIB)

/* The duration is the file's own word. No film has fewer bytes a second, so a header that claims a year gets no year. */
#define LEAST_BYTES_PER_SECOND 4000
#define LEAST_SECONDS          60

static const JobLimits table[] = {
    /*                 slug       wall                 CPU  address space  read       packets */
    [JOB_EXAMINE] = { "examine", 20 * G_USEC_PER_SEC, 15, 1024 * MIB, 256 * MIB, 5000 },
    [JOB_DEEP] = { "deep", 0, 0, 3072 * MIB, 0, 5000 }, /* the rest by extent */
};

static gint64 believable_seconds(JobExtent extent)
{
    gint64 most = extent.bytes / LEAST_BYTES_PER_SECOND + LEAST_SECONDS;

    if (extent.duration_us <= 0)
        return most;
    return MIN((extent.duration_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, most);
}

gboolean job_limits(JobKind kind, JobExtent extent, JobLimits *limits)
{
    if ((gsize)kind >= G_N_ELEMENTS(table))
        return FALSE;
    *limits = table[kind];
    if (kind == JOB_DEEP) {
        limits->cpu_s = DEEP_CPU_S + DEEP_CPU_S_PER_SECOND * believable_seconds(extent);
        limits->wall_us = DEEP_WALL_PER_CPU * limits->cpu_s * G_USEC_PER_SEC;
        limits->read_bytes = extent.bytes + extent.bytes / 10 + DEEP_READ_MORE;
    }
    return TRUE;
}
