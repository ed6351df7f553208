#include "indexer/crew/child.h"

#include "indexer/media/examine.h"
#include "indexer/media/proxy.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define INPUT_FD  3 /* where CONTROL_FD was */
#define RESULT_FD 4
#define OUTPUT_FD 5
#define CLEAR_FD  10 /* from here on nothing is in the way */

/* GLib's own writer would ask the system for things that the sandbox forbids, and its abort() would look like
 * an attempt. */
static GLogWriterOutput drop_or_end(GLogLevelFlags level, const GLogField *fields G_GNUC_UNUSED,
                                    gsize n G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
    if (level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL))
        _exit(CHILD_EXIT_MEMORY);
    return G_LOG_WRITER_HANDLED;
}

static void drop(const char *text G_GNUC_UNUSED)
{
}

void child_prepare_logging(void)
{
    g_log_set_writer_func(drop_or_end, NULL, NULL);
    g_set_print_handler(drop); /* a failed assertion speaks through these */
    g_set_printerr_handler(drop);
}

/* 0, 1 and 2 become /dev/null, the descriptors of the job 3, 4 and for some 5, and no other stays open. */
static gboolean keep_descriptors(const ChildParams *params)
{
    const int from[] = { params->input, params->result, params->output };
    int n = params->output < 0 ? 2 : 3, high[G_N_ELEMENTS(from)];

    close(CONTROL_FD); /* before anything else: whoever holds it could answer for others */
    for (int i = 0; i < n; i++) {
        high[i] = fcntl(from[i], F_DUPFD, CLEAR_FD);
        if (high[i] < 0)
            return FALSE;
    }
    for (int i = 0; i < n; i++) {
        if (dup2(high[i], INPUT_FD + i) < 0)
            return FALSE;
    }
    return dup2(STDIN_FILENO, STDERR_FILENO) >= 0 && close_range((unsigned)(INPUT_FD + n), ~0u, 0) == 0;
}

static gboolean dies_with_its_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

static void examine_input(const ChildParams *params, const MediaLimits *limits, Report *report)
{
    const ControlJob *job = params->job;
    const ExamineParams examination = {
        .kind = params->kind,
        .limits = *limits,
        .no_posters = (job->flags & JOB_NO_POSTERS) != 0,
        .pinned = (job->flags & JOB_PINNED) != 0,
        .pin_us = job->pin_us,
    };

    examine(INPUT_FD, &examination, report);
}

/* FALSE: half of a pair cannot go on without the other. */
static gboolean work(const ChildParams *params, Report *report)
{
    const MediaLimits limits = { .read_bytes = params->limits->read_bytes,
                                 .packets = params->limits->packets };

    switch (params->kind) {
    case JOB_DECODE:
        return proxy_decode(INPUT_FD, OUTPUT_FD, &limits, report);
    case JOB_ENCODE:
        return proxy_encode(INPUT_FD, OUTPUT_FD, report);
    default:
        examine_input(params, &limits, report);
        return TRUE;
    }
}

static G_NORETURN void work_and_answer(const ChildParams *params)
{
    Report *report = report_new(); /* goes with the process */

    if (!work(params, report))
        _exit(CHILD_EXIT_OTHER);
    _exit(report_write(report, RESULT_FD) ? 0 : CHILD_EXIT_NO_ANSWER);
}

void child_run(const ChildParams *params)
{
    if (!keep_descriptors(params) || !dies_with_its_parent(params->parent) ||
        !sandbox_limit(params->limits) || (params->sandbox && sandbox_enter(params->sandbox) != 0))
        _exit(CHILD_EXIT_NOT_BEGUN);
    work_and_answer(params);
}
