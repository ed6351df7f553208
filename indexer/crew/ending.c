#include "indexer/crew/ending.h"

#include "indexer/crew/control.h"

#include <signal.h>
#include <sys/wait.h>

typedef struct {
    Status status;
    const char *reason;
} Ending;

static const Ending slow = { STATUS_PENDING, REASON_SLOW };
static const Ending out_of_time = { STATUS_LIMIT, REASON_TIME };
static const Ending out_of_memory = { STATUS_LIMIT, REASON_MEMORY };
static const Ending too_large = { STATUS_LIMIT, REASON_TOO_LARGE };
static const Ending crashed = { STATUS_CRASHED, REASON_CRASHED };
static const Ending forbidden = { STATUS_CRASHED, REASON_SANDBOX };
static const Ending bad_answer = { STATUS_CRASHED, REASON_BAD_ANSWER };

/* The wall clock alone ended it: it waited, for the disk or for a processor, rather than worked. */
static gboolean waited_rather_than_worked(const ChildEnd *end, const JobLimits *limits)
{
    return end->cpu_us < limits->cpu_s * G_USEC_PER_SEC / 2;
}

static gboolean used_up_its_cpu_time(const ChildEnd *end, const JobLimits *limits)
{
    return end->cpu_us >= limits->cpu_s * G_USEC_PER_SEC;
}

static const Ending *judge_signal(const ChildEnd *end, const JobLimits *limits)
{
    switch (WTERMSIG(end->wait_status)) {
    case SIGXFSZ:
        return limits->file_bytes > 0 ? &too_large : &forbidden;
    case SIGSYS:
        return &forbidden;
    case SIGXCPU:
        return &out_of_time;
    case SIGKILL: /* not by us: the hard limit of CPU time, or the system, which does that when memory is out
                   */
        return used_up_its_cpu_time(end, limits) ? &out_of_time : &out_of_memory;
    default:
        return &crashed;
    }
}

static const Ending *judge_abnormal(const ChildEnd *end, const JobLimits *limits)
{
    if (!end->seen)
        return &slow;
    if (end->out_of_time)
        return waited_rather_than_worked(end, limits) ? &slow : &out_of_time;
    if (WIFSIGNALED(end->wait_status))
        return judge_signal(end, limits);
    return WEXITSTATUS(end->wait_status) == CHILD_EXIT_MEMORY ? &out_of_memory : &bad_answer;
}

static Report *report_of(const Ending *ending)
{
    Report *report = report_new();

    report->status = ending->status;
    report->reason = g_strdup(ending->reason);
    return report;
}

static gboolean ended_well(const ChildEnd *end)
{
    return end->seen && WIFEXITED(end->wait_status) && WEXITSTATUS(end->wait_status) == 0;
}

void ending_judge(const ChildEnd *end, const JobLimits *limits, Report *report, JobResult *result)
{
    const Ending *ending = NULL;

    if (!report || !ended_well(end)) {
        ending = judge_abnormal(end, limits);
        g_clear_pointer(&report, report_free);
    }
    result->report = ending ? report_of(ending) : report;
    result->abnormal = ending != NULL;
    result->wall_only = ending == &slow;
    result->cpu_us = end->cpu_us;
    result->peak_bytes = end->peak_bytes;
}

/* ---- pairs ---- */

/* For want of the other half: killed with it, or it found nobody at the other end of the pipe. */
static gboolean ended_for_the_other(const ChildEnd *end)
{
    if (!end->seen)
        return FALSE;
    if (WIFSIGNALED(end->wait_status))
        return end->with_other || WTERMSIG(end->wait_status) == SIGPIPE;
    return WEXITSTATUS(end->wait_status) == CHILD_EXIT_OTHER;
}

static gboolean did_well(const ChildEnd *end, const Report *report)
{
    return report && ended_well(end);
}

/* The half by whose end the pair is judged; -1: by none, as each blames the other. */
static int half_that_counts(const ChildEnd ends[2], Report *const reports[2])
{
    gboolean first_well = did_well(&ends[0], reports[0]), second_well = did_well(&ends[1], reports[1]);

    if (first_well && (second_well || reports[0]->status != STATUS_OK))
        return reports[0]->status == STATUS_OK ? 1 : 0;
    if (!first_well && !ended_for_the_other(&ends[0]))
        return 0;
    if (second_well) /* it may have given up, and the first found nobody at the pipe for that */
        return reports[1]->status != STATUS_OK ? 1 : -1;
    return ended_for_the_other(&ends[1]) ? -1 : 1;
}

void ending_judge_pair(const ChildEnd ends[2], const JobLimits limits[2], Report *const reports[2],
                       JobResult *result)
{
    int counts = half_that_counts(ends, reports);
    const ChildEnd nonsense = { .seen = TRUE }; /* it ended, and what it said does not fit */

    if (counts >= 0)
        ending_judge(&ends[counts], &limits[counts], reports[counts], result);
    else
        ending_judge(&nonsense, &limits[0], NULL, result);
    for (int i = 0; i < 2; i++) {
        if (i != counts)
            report_free(reports[i]);
    }
    result->cpu_us = ends[0].cpu_us + ends[1].cpu_us;
    result->peak_bytes = MAX(ends[0].peak_bytes, ends[1].peak_bytes);
}
