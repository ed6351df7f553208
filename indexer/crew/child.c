#include "indexer/crew/child.h"

#include "indexer/media/examine.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define INPUT_FD  3 /* where CONTROL_FD was */
#define RESULT_FD 4
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

/* 0, 1 and 2 become /dev/null, the two descriptors of the job 3 and 4, and no other stays open. */
static gboolean keep_two_descriptors(int input, int result)
{
    int high_input, high_result;

    close(CONTROL_FD); /* before anything else: whoever holds it could answer for others */
    high_input = fcntl(input, F_DUPFD, CLEAR_FD);
    high_result = fcntl(result, F_DUPFD, CLEAR_FD);
    return high_input >= 0 && high_result >= 0 && dup2(STDIN_FILENO, STDERR_FILENO) >= 0 &&
           dup2(high_input, INPUT_FD) >= 0 && dup2(high_result, RESULT_FD) >= 0 &&
           close_range(RESULT_FD + 1, ~0u, 0) == 0;
}

static gboolean dies_with_its_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

static G_NORETURN void examine_and_answer(const ControlJob *job, const JobLimits *limits)
{
    const ExamineParams params = {
        .deep = job->kind == JOB_DEEP,
        .limits = { .read_bytes = limits->read_bytes, .packets = limits->packets },
        .no_posters = (job->flags & JOB_NO_POSTERS) != 0,
        .pinned = (job->flags & JOB_PINNED) != 0,
        .pin_us = job->pin_us,
    };
    Report *report = report_new(); /* goes with the process */

    examine(INPUT_FD, &params, report);
    _exit(report_write(report, RESULT_FD) ? 0 : CHILD_EXIT_NO_ANSWER);
}

void child_run(const ChildParams *params)
{
    if (!keep_two_descriptors(params->input, params->result) || !dies_with_its_parent(params->parent) ||
        !sandbox_limit(params->limits) || (params->sandbox && sandbox_enter(params->sandbox) != 0))
        _exit(CHILD_EXIT_NOT_BEGUN);
    examine_and_answer(params->job, params->limits);
}
