#include "indexer/crew/flight.h"

#include "indexer/crew/control.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK (128 * 1024)
#define PIPE_LEN                                                                                             \
    (1 << 20) /* of a pipe's buffer, where the system lets us: a child then seldom waits for pianmu */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static gboolean fail(GError **error, const char *what)
{
    int wrong = errno;

    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(wrong), "%s: %s", what, g_strerror(wrong));
    return FALSE;
}

static int open_anew(int fd)
{
    g_autofree char *name = g_strdup_printf("/proc/self/fd/%d", fd);
    int anew = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    return anew >= 0
               ? anew
               : fcntl(fd, F_DUPFD_CLOEXEC, 0); /* its rights may have changed, /proc may be closed to us */
}

Flight *flight_new(guint64 serial, const Job *job, GError **error)
{
    int input = open_anew(job->fd);
    Flight *flight;

    if (input < 0) {
        fail(error, "handing a file over");
        return NULL;
    }
    flight = g_new0(Flight, 1);
    *flight =
        (Flight){ .serial = serial, .job = *job, .input = input, .result = -1, .answer = g_byte_array_new() };
    return flight;
}

void flight_free(Flight *flight)
{
    close_fd(&flight->input);
    close_fd(&flight->result);
    g_byte_array_unref(flight->answer);
    g_free(flight);
}

static guint32 flags_of(const Job *job)
{
    return (job->no_posters ? JOB_NO_POSTERS : 0u) | (job->pinned ? JOB_PINNED : 0u) |
           (job->patient ? JOB_PATIENT : 0u);
}

static JobLimits limits_of(const Job *job)
{
    JobLimits limits = { 0 };

    job_limits(job->kind, job->extent, &limits);
    return limits;
}

static gint64 second_deadline(const Job *job)
{
    return g_get_monotonic_time() + limits_of(job).wall_us * (job->patient ? JOB_PATIENCE : 1) +
           SUPERVISOR_GRACE_US;
}

gboolean flight_send(Flight *flight, int control, GError **error)
{
    const ControlJob message = { .serial = flight->serial,
                                 .kind = (guint32)flight->job.kind,
                                 .flags = flags_of(&flight->job),
                                 .pin_us = flight->job.pin_us,
                                 .bytes = flight->job.extent.bytes,
                                 .duration_us = flight->job.extent.duration_us };
    int ends[2];
    gboolean sent;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(error, "a pipe for a result");
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_LEN);
    sent = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
           control_send_job(control, &message, flight->input, ends[1]);
    close(ends[1]);
    flight->result = ends[0];
    flight->deadline_us = second_deadline(&flight->job);
    flight->state = FLIGHT_OUT;
    if (!sent)
        flight_call_back(flight);
    return sent;
}

static ssize_t read_chunk(Flight *flight)
{
    guint length = flight->answer->len, room = MIN(CHUNK, REPORT_WIRE_MAX + 1 - length);
    ssize_t n;

    g_byte_array_set_size(flight->answer, length + room);
    do
        n = read(flight->result, flight->answer->data + length, room);
    while (n < 0 && errno == EINTR);
    g_byte_array_set_size(flight->answer, length + (guint)MAX(n, 0));
    return n;
}

void flight_read(Flight *flight)
{
    while (flight->result >= 0) {
        ssize_t n = read_chunk(flight);

        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0 || flight->answer->len > REPORT_WIRE_MAX)
            close_fd(&flight->result);
    }
}

void flight_call_back(Flight *flight)
{
    close_fd(&flight->result);
    g_byte_array_set_size(flight->answer, 0);
    flight->state = FLIGHT_WAITING;
}

void flight_land(Flight *flight, const ChildEnd *end)
{
    flight_read(flight);
    close_fd(&flight->result);
    flight->end = *end;
    flight->state = FLIGHT_LANDED;
}

void flight_judge(Flight *flight, JobResult *result)
{
    Report *report = report_parse(flight->answer->data, flight->answer->len, NULL);
    const JobLimits limits = limits_of(&flight->job);

    result->id = flight->job.id;
    ending_judge(&flight->end, &limits, report, result);
}

gboolean flight_has_not_begun(const ChildEnd *end)
{
    return WIFEXITED(end->wait_status) && WEXITSTATUS(end->wait_status) == CHILD_EXIT_NOT_BEGUN;
}
