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
    case SIGSYS:
    case SIGXFSZ:
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
