/* indexer/crew/ending.h
 *
 * What becomes of a job, from how its child ended and what it answered. Pure: the table of cases is here and
 * nowhere else.
 */
#pragma once

#include "indexer/crew/crew.h"

typedef struct {
    gboolean
        seen; /* its end was reported; else nothing more is known of it than that pianmu gave up waiting */
    int wait_status;      /* as wait4() gave it */
    gboolean out_of_time; /* killed at its wall deadline */
    gint64 cpu_us;
    gint64 peak_bytes;
    gboolean with_other; /* killed because the other half of its pair had ended ill */
} ChildEnd;

/* Takes the report, which is NULL where there was none or none that is valid. All of `result` but the id is
 * set. */
void ending_judge(const ChildEnd *end, const JobLimits *limits, Report *report, JobResult *result);

/* The same of the two halves of a pair. It went well where both did; else the half that failed of itself, rather than for want of the
 * other, says how it ended. What the first half found wrong with the film is an answer. */
void ending_judge_pair(const ChildEnd ends[2], const JobLimits limits[2], Report *const reports[2],
                       JobResult *result);
