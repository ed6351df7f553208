#include "indexer/crew/job_limits.h"

#define MIB (G_GINT64_CONSTANT(1) << 20)

/* A deep check reads and decodes everything once; what tells which streams there are is read before, and again. */
#define DEEP_CPU_S            30
#define DEEP_CPU_S_PER_SECOND 4
#define DEEP_WALL_PER_CPU     3
#define DEEP_READ_MORE        (32 * MIB)

/* Some containers keep subtitles among pictures and sound, and are read to the end for them; a network drive brings 8 MiB a second. */
#define CAPTIONS_WALL_S           20
#define CAPTIONS_BYTES_PER_WALL_S (8 * MIB)
#define CAPTIONS_CPU_S            15
#define CAPTIONS_BYTES_PER_CPU_S  (64 * MIB)
/* Decoding takes a proxy's pictures on to their size and colours; a wide film is toned for an ordinary screen at 60 a second. Neither half
 * goes faster than the other, so both may take as long. */
#define PROXY_CPU_S_PER_SECOND 10

/* A proxy's own: what its pictures and sound may take a second, twice over, and room for its index. Below 4 GiB, which is all that a file
 * on FAT32 may have. */
#define PROXY_BYTES_PER_SECOND (2 * MIB)
#define PROXY_BYTES_MORE       (64 * MIB)
#define PROXY_BYTES_MOST       (4096 * MIB - 1)

/* The duration is the file's own word. No film has fewer bytes a second, so a header that claims a year gets no year. */
#define LEAST_BYTES_PER_SECOND 4000
#define LEAST_SECONDS          60

static const JobLimits table[] = {
    /*                 slug       wall                 CPU  address space  read       packets  file */
    [JOB_EXAMINE] = { "examine", 20 * G_USEC_PER_SEC, 15, 1024 * MIB, 256 * MIB, 5000, 0 },
    [JOB_DEEP] = { "deep", 0, 0, 3072 * MIB, 0, 5000, 0 }, /* the rest by extent */
    [JOB_STRIP] = { "strip", 60 * G_USEC_PER_SEC, 45, 1024 * MIB, 4096 * MIB, 5000, 0 },
    [JOB_CAPTIONS] = { "captions", 0, 0, 1024 * MIB, 0, 5000, 0 }, /* the rest by bytes */
    [JOB_DECODE] = { "decode", 0, 0, 3072 * MIB, 0, 5000, 0 },
    [JOB_ENCODE] = { "encode", 0, 0, 3072 * MIB, 0, 0, 0 },
};

static gboolean goes_by_extent(JobKind kind)
{
    return kind == JOB_DEEP || kind == JOB_DECODE || kind == JOB_ENCODE;
}

static gint64 believable_seconds(JobExtent extent)
{
    gint64 most = extent.bytes / LEAST_BYTES_PER_SECOND + LEAST_SECONDS;

    if (extent.duration_us <= 0)
        return most;
    return MIN((extent.duration_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, most);
}

gboolean job_is_a_pair(JobKind kind)
{
    return kind == JOB_DECODE;
}

static gint64 cpu_s_per_second(JobKind kind)
{
    return kind == JOB_DEEP ? DEEP_CPU_S_PER_SECOND : PROXY_CPU_S_PER_SECOND;
}

gboolean job_limits(JobKind kind, JobExtent extent, JobLimits *limits)
{
    gint64 seconds = believable_seconds(extent);

    if ((gsize)kind >= G_N_ELEMENTS(table))
        return FALSE;
    *limits = table[kind];
    if (goes_by_extent(kind)) {
        limits->cpu_s = DEEP_CPU_S + cpu_s_per_second(kind) * seconds;
        limits->wall_us = DEEP_WALL_PER_CPU * limits->cpu_s * G_USEC_PER_SEC;
        limits->read_bytes = extent.bytes + extent.bytes / 10 + DEEP_READ_MORE;
    }
    if (kind == JOB_CAPTIONS) {
        limits->cpu_s = CAPTIONS_CPU_S + extent.bytes / CAPTIONS_BYTES_PER_CPU_S;
        limits->wall_us = (CAPTIONS_WALL_S + extent.bytes / CAPTIONS_BYTES_PER_WALL_S) * G_USEC_PER_SEC;
        limits->read_bytes = extent.bytes + extent.bytes / 10 + DEEP_READ_MORE;
    }
    if (kind == JOB_ENCODE)
        limits->file_bytes = MIN(PROXY_BYTES_PER_SECOND * seconds + PROXY_BYTES_MORE, PROXY_BYTES_MOST);
    return TRUE;
}
