#include "indexer/crew/examiner.h"

#include "indexer/crew/child.h"
#include "indexer/crew/control.h"
#include "indexer/crew/privileges.h"
#include "indexer/crew/sandbox.h"
#include "indexer/media/media.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef EXAMINE_SANITIZED
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

#define FAREWELL_MS                                                                                          \
    500 /* for killed children to be gone; one that hangs in the disk is left to the system                  \
         */

typedef struct {
    guint64 serial;
    pid_t pid;
    int pidfd;
    gint64 deadline_us; /* of the monotonic clock */
    gboolean out_of_time;
} Child;

typedef struct {
    Sandbox *sandbox; /* NULL: none */
    Child children[CONTROL_JOBS_MAX];
    int n;
} Examiner;

/* A fork copies the calling thread alone, and with it locks that others may hold. */
static gboolean has_one_thread(void)
{
    struct stat tasks;

    return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink == 3; /* ".", ".." and one task */
}

static gboolean say_hello(ControlFault fault, const Examiner *examiner, const char *text)
{
    ControlAnswer answer = {
        .type = CONTROL_HELLO,
        .hello = { .version = CONTROL_VERSION,
                   .fault = fault,
                   .sandboxed = examiner->sandbox != NULL,
                   .sanitized = SANITIZED,
                   .landlock_abi = examiner->sandbox ? sandbox_landlock_abi(examiner->sandbox) : 0 }
    };

    g_strlcpy(answer.hello.text, text, sizeof answer.hello.text);
    return control_send_answer(CONTROL_FD, &answer);
}

static gboolean say_ended(const Child *child, int status, const struct rusage *usage)
{
    const struct timeval *user = &usage->ru_utime, *kernel = &usage->ru_stime;
    const ControlAnswer answer = {
        .type = CONTROL_ENDED,
        .ended = { .serial = child->serial,
                   .wait_status = status,
                   .out_of_time = child->out_of_time && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
                   .cpu_us =
                       (user->tv_sec + kernel->tv_sec) * G_USEC_PER_SEC + user->tv_usec + kernel->tv_usec,
                   .peak_bytes = (gint64)usage->ru_maxrss * 1024 },
    };

    return control_send_answer(CONTROL_FD, &answer);
}

static gboolean say_not_started(guint64 serial, int error_number)
{
    const ControlAnswer answer = { .type = CONTROL_NOT_STARTED,
                                   .ended = { .serial = serial, .error_number = error_number } };

    return control_send_answer(CONTROL_FD, &answer);
}

/* Children. */

static void wait_for(pid_t pid, int *status, struct rusage *usage)
{
    while (wait4(pid, status, 0, usage) < 0 && errno == EINTR)
        continue;
}

static int watch(pid_t pid)
{
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), wrong = errno;

    if (pidfd < 0) {
        kill(pid, SIGKILL);
        wait_for(pid, &(int){ 0 }, &(struct rusage){ 0 });
        errno = wrong;
    }
    return pidfd;
}

static gboolean control_job_limits(const ControlJob *job, JobLimits *limits)
{
    return job_limits((JobKind)job->kind, (JobExtent){ job->bytes, job->duration_us }, limits);
}

static gboolean start_child(Examiner *examiner, const ControlJob *job, const JobLimits *limits, int input,
                            int result)
{
    const ChildParams params = {
        .parent = getpid(),
        .input = input,
        .result = result,
        .job = job,
        .limits = limits,
        .sandbox = examiner->sandbox,
    };
    gint64 wall_us = limits->wall_us * (job->flags & JOB_PATIENT ? JOB_PATIENCE : 1);
    pid_t pid = fork();
    int pidfd;

    if (pid == 0)
        child_run(&params);
    pidfd = pid < 0 ? -1 : watch(pid);
    if (pidfd < 0)
        return say_not_started(job->serial, errno);
    examiner->children[examiner->n++] = (Child){
        .serial = job->serial, .pid = pid, .pidfd = pidfd, .deadline_us = g_get_monotonic_time() + wall_us
    };
    return TRUE;
}

/* FALSE: there is nobody to work for. */
static gboolean take_jobs(Examiner *examiner)
{
    for (;;) {
        ControlJob job;
        JobLimits limits;
        int input, result;
        gboolean good;

        switch (control_receive_job(CONTROL_FD, &job, &input, &result)) {
        case CONTROL_EMPTY:
            return TRUE;
        case CONTROL_CLOSED:
            return FALSE;
        case CONTROL_GOT:
            break;
        }
        good = examiner->n < CONTROL_JOBS_MAX && control_job_limits(&job, &limits) && has_one_thread() &&
               start_child(examiner, &job, &limits, input, result);
        close(input);
        close(result);
        if (!good)
            return FALSE;
    }
}

static gboolean reap(Examiner *examiner, int i)
{
    Child child = examiner->children[i];
    struct rusage usage = { 0 };
    int status = 0;

    wait_for(child.pid, &status, &usage);
    close(child.pidfd);
    examiner->children[i] = examiner->children[--examiner->n];
    return say_ended(&child, status, &usage);
}

static void stop_child(Child *child)
{
    kill(child->pid, SIGKILL);
    child->out_of_time = TRUE;
    child->deadline_us = G_MAXINT64;
}

static void stop_late_children(Examiner *examiner)
{
    gint64 now_us = g_get_monotonic_time();

    for (int i = 0; i < examiner->n; i++) {
        if (examiner->children[i].deadline_us <= now_us)
            stop_child(&examiner->children[i]);
    }
}

static int until_the_next_deadline(const Examiner *examiner)
{
    gint64 next_us = G_MAXINT64, left_us;

    for (int i = 0; i < examiner->n; i++)
        next_us = MIN(next_us, examiner->children[i].deadline_us);
    if (next_us == G_MAXINT64)
        return -1;
    left_us = next_us - g_get_monotonic_time();
    return (int)CLAMP(left_us / 1000 + 1, 0, G_MAXINT);
}

/* Reaps who has ended; `events` are those of the children, in their order. */
static gboolean reap_ended(Examiner *examiner, const struct pollfd *events)
{
    gboolean heard = TRUE;

    for (int i = examiner->n - 1; i >= 0; i--) { /* the last one takes the place of a reaped one */
        if (events[i].revents)
            heard = reap(examiner, i) && heard;
    }
    return heard;
}

static void watch_all(const Examiner *examiner, struct pollfd *events)
{
    for (int i = 0; i < examiner->n; i++)
        events[i] = (struct pollfd){ .fd = examiner->children[i].pidfd, .events = POLLIN };
}

static void work(Examiner *examiner)
{
    struct pollfd events[1 + CONTROL_JOBS_MAX];
    gboolean wanted = TRUE;

    while (wanted) {
        events[0] = (struct pollfd){ .fd = CONTROL_FD, .events = POLLIN };
        watch_all(examiner, events + 1);
        if (poll(events, 1 + (nfds_t)examiner->n, until_the_next_deadline(examiner)) > 0) {
            wanted = reap_ended(examiner, events + 1);
            if (wanted && events[0].revents)
                wanted = take_jobs(examiner);
        }
        stop_late_children(examiner);
    }
}

static void say_farewell(Examiner *examiner)
{
    gint64 end_us = g_get_monotonic_time() + FAREWELL_MS * 1000;

    for (int i = 0; i < examiner->n; i++)
        stop_child(&examiner->children[i]);
    while (examiner->n > 0 && g_get_monotonic_time() < end_us) {
        struct pollfd events[CONTROL_JOBS_MAX];

        watch_all(examiner, events);
        if (poll(events, (nfds_t)examiner->n, FAREWELL_MS) > 0)
            reap_ended(examiner, events);
    }
}

/* Everything before the first job. What goes wrong here is said in place of the hello. */

#ifdef EXAMINE_SANITIZED
static gboolean make_sandbox(Examiner *examiner G_GNUC_UNUSED, const ExaminerParams *params G_GNUC_UNUSED,
                             GError **error G_GNUC_UNUSED)
{
    return TRUE; /* the sanitizers need what it forbids; the hello says so */
}
#else
static gboolean make_sandbox(Examiner *examiner, const ExaminerParams *params, GError **error)
{
    const SandboxParams wanted = { .no_landlock = params->no_landlock };

    if (params->no_sandbox)
        return TRUE;
    examiner->sandbox = sandbox_new(&wanted, error);
    return examiner->sandbox && sandbox_proves_itself(examiner->sandbox, error);
}
#endif

static gboolean refuse(const Examiner *examiner, ControlFault fault, const char *text)
{
    say_hello(fault, examiner, text);
    return FALSE;
}

static gboolean prepare(Examiner *examiner, const ExaminerParams *params)
{
    const char *what = NULL;
    g_autoptr(GError) error = NULL;

    if (!privileges_give_up(CONTROL_FD, params->stay_root, &what)) {
        g_autofree char *text = g_strdup_printf("%s: %s", what, g_strerror(errno));
        return refuse(examiner, FAULT_START, text);
    }
    media_warm_up();
    if (!has_one_thread())
        return refuse(examiner, FAULT_START, "it has more threads than one, or there is no /proc");
    if (!make_sandbox(examiner, params, &error))
        return refuse(examiner, FAULT_SANDBOX, error->message);
    return say_hello(FAULT_NONE, examiner, media_version());
}

int examiner_run(const ExaminerParams *params)
{
    Examiner examiner = { 0 };
    gboolean ready;

    child_prepare_logging();
    ready = prepare(&examiner, params);
    if (ready) {
        work(&examiner);
        say_farewell(&examiner);
    }
    sandbox_free(examiner.sandbox);
    return ready ? 0 : 1;
}
