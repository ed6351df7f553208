#include "indexer/crew/examiner.h"

#include "indexer/config.h"
#include "indexer/crew/child.h"
#include "indexer/crew/control.h"
#include "indexer/crew/privileges.h"
#include "indexer/crew/sandbox.h"
#include "indexer/media/media.h"

#include <errno.h>
#include <fcntl.h>
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

/* Of the pipe between the halves of a pair: most of a picture. */
#define PIPE_BYTES (1 << 20)

#define FAREWELL_MS                                                                                          \
    500 /* for killed children to be gone; one that hangs in the disk is left to the system                  \
         */

/* Half of a pair whose other half has done its work has nothing more to do than to say so. */
#define FOLLOW_US (2 * G_USEC_PER_SEC)

typedef struct {
    guint64 serial; /* of the job */
    int half;       /* of a pair: 0 or 1 */
    pid_t pid;
    int pidfd;
    gint64 deadline_us;               /* of the monotonic clock */
    gboolean out_of_time, with_other; /* why it was killed */
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

    g_strlcpy(answer.hello.program, PIANMU_VERSION, sizeof answer.hello.program);
    g_strlcpy(answer.hello.release, media_release(), sizeof answer.hello.release);
    g_strlcpy(answer.hello.text, text, sizeof answer.hello.text);
    return control_send_answer(CONTROL_FD, &answer);
}

static gboolean say_ended(const Child *child, int status, const struct rusage *usage)
{
    const struct timeval *user = &usage->ru_utime, *kernel = &usage->ru_stime;
    gboolean killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    const ControlAnswer answer = {
        .type = CONTROL_ENDED,
        .ended = { .serial = child->serial,
                   .wait_status = status,
                   .out_of_time = child->out_of_time && killed,
                   .with_other = child->with_other && killed,
                   .half = child->half,
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

/* FALSE: it is no job that a child can be made for. */
static gboolean limits_of(const ControlJob *job, int half, JobLimits *limits)
{
    JobKind kind = half == 0 ? (JobKind)job->kind : JOB_ENCODE;

    return (half == 1 || kind != JOB_ENCODE) &&
           job_limits(kind, (JobExtent){ job->bytes, job->duration_us }, limits);
}

/* FALSE, with errno: the system refused. */
static gboolean start_child(Examiner *examiner, const ControlJob *job, int half, ChildParams params)
{
    JobLimits limits = { 0 };
    pid_t pid;
    int pidfd;

    limits_of(job, half, &limits);
    params.parent = getpid();
    params.job = job;
    params.limits = &limits;
    params.sandbox = examiner->sandbox;
    pid = fork();
    if (pid == 0)
        child_run(&params);
    pidfd = pid < 0 ? -1 : watch(pid);
    if (pidfd < 0)
        return FALSE;
    examiner->children[examiner->n++] = (Child){
        .serial = job->serial,
        .half = half,
        .pid = pid,
        .pidfd = pidfd,
        .deadline_us =
            g_get_monotonic_time() + limits.wall_us * (job->flags & JOB_PATIENT ? JOB_PATIENCE : 1),
    };
    return TRUE;
}

/* The one that was started last, as if it had never been. */
static void take_back(Examiner *examiner)
{
    const Child *child = &examiner->children[--examiner->n];
    int wrong = errno;

    kill(child->pid, SIGKILL);
    wait_for(child->pid, &(int){ 0 }, &(struct rusage){ 0 });
    close(child->pidfd);
    errno = wrong;
}

static gboolean start_one(Examiner *examiner, const ControlJob *job, const ControlDescriptors *from)
{
    return start_child(
        examiner, job, 0,
        (ChildParams){
            .kind = (JobKind)job->kind, .input = from->input, .result = from->results[0], .output = -1 });
}

/* The two know nothing of each other but the ends of a pipe. */
static gboolean start_pair(Examiner *examiner, const ControlJob *job, const ControlDescriptors *from)
{
    int ends[2];
    gboolean good, second;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return FALSE;
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
    good = start_child(
        examiner, job, 0,
        (ChildParams){
            .kind = JOB_DECODE, .input = from->input, .result = from->results[0], .output = ends[1] });
    second = good && start_child(examiner, job, 1,
                                 (ChildParams){ .kind = JOB_ENCODE,
                                                .input = ends[0],
                                                .result = from->results[1],
                                                .output = from->output });
    if (good && !second)
        take_back(examiner);
    close(ends[0]);
    close(ends[1]);
    return second;
}

static gboolean start(Examiner *examiner, const ControlJob *job, const ControlDescriptors *from)
{
    gboolean pair = job_is_a_pair((JobKind)job->kind);

    if (examiner->n + 1 + pair > CONTROL_JOBS_MAX || !limits_of(job, 0, &(JobLimits){ 0 }) ||
        !has_one_thread())
        return FALSE;
    return (pair ? start_pair(examiner, job, from) : start_one(examiner, job, from)) ||
           say_not_started(job->serial, errno);
}

static void close_descriptors(const ControlDescriptors *descriptors)
{
    const int all[] = { descriptors->input, descriptors->results[0], descriptors->results[1],
                        descriptors->output };

    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        if (all[i] >= 0)
            close(all[i]);
    }
}

/* FALSE: there is nobody to work for. */
static gboolean take_jobs(Examiner *examiner)
{
    for (;;) {
        ControlJob job;
        ControlDescriptors descriptors;
        gboolean good;

        switch (control_receive_job(CONTROL_FD, &job, &descriptors)) {
        case CONTROL_EMPTY:
            return TRUE;
        case CONTROL_CLOSED:
            return FALSE;
        case CONTROL_GOT:
            break;
        }
        good = start(examiner, &job, &descriptors);
        close_descriptors(&descriptors);
        if (!good)
            return FALSE;
    }
}

static void stop_child(Child *child)
{
    kill(child->pid, SIGKILL);
    child->deadline_us = G_MAXINT64;
}

/* One half alone has nothing to do: without the first there is nothing more to read, without the second nobody to read it. */
static void tell_other_half(Examiner *examiner, const Child *ended, int status)
{
    for (int i = 0; i < examiner->n; i++) {
        Child *other = &examiner->children[i];

        if (other->serial != ended->serial)
            continue;
        if (status != 0) {
            other->with_other = other->deadline_us != G_MAXINT64;
            stop_child(other);
        } else if (ended->half == 1) {
            other->deadline_us = MIN(other->deadline_us, g_get_monotonic_time() + FOLLOW_US);
        }
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
    tell_other_half(examiner, &child, status);
    return say_ended(&child, status, &usage);
}

static void stop_late_children(Examiner *examiner)
{
    gint64 now_us = g_get_monotonic_time();

    for (int i = 0; i < examiner->n; i++) {
        if (examiner->children[i].deadline_us <= now_us) {
            examiner->children[i].out_of_time = TRUE;
            stop_child(&examiner->children[i]);
        }
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
