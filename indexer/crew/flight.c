#include "indexer/crew/flight.h"

#include "indexer/crew/control.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
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

/* Of a large film a few places are looked at: what the kernel reads ahead around each is several times as much, from a disk that may be far
 * away. What is read whole is better read ahead. */
#define READ_AHEAD_BYTES (8 << 20)

static gboolean looks_here_and_there(const Job *job)
{
    struct stat st = { 0 };

    fstat(job->fd, &st);
    return (job->kind == JOB_EXAMINE || job->kind == JOB_STRIP) && st.st_size > READ_AHEAD_BYTES;
}

static gboolean take_descriptors(Flight *flight, const Job *job, GError **error)
{
    flight->input = open_anew(job->fd);
    if (flight->input < 0)
        return fail(error, "handing a file over");
    if (looks_here_and_there(job))
        posix_fadvise(flight->input, 0, 0, POSIX_FADV_RANDOM);
    if (flight->n_halves == 1)
        return TRUE;
    flight->output = fcntl(job->output, F_DUPFD_CLOEXEC, 0);
    if (flight->output < 0)
        return fail(error, "handing a file over");
    return TRUE;
}

Flight *flight_new(guint64 serial, const Job *job, GError **error)
{
    Flight *flight = g_new0(Flight, 1);

    *flight = (Flight){
        .serial = serial, .job = *job, .input = -1, .output = -1, .n_halves = job_is_a_pair(job->kind) ? 2 : 1
    };
    for (int i = 0; i < 2; i++)
        flight->halves[i] = (FlightHalf){ .result = -1, .answer = g_byte_array_new() };
    if (take_descriptors(flight, job, error))
        return flight;
    flight_free(flight);
    return NULL;
}

void flight_free(Flight *flight)
{
    close_fd(&flight->input);
    close_fd(&flight->output);
    for (int i = 0; i < 2; i++) {
        close_fd(&flight->halves[i].result);
        g_byte_array_unref(flight->halves[i].answer);
    }
    g_free(flight);
}

static guint32 flags_of(const Job *job)
{
    return (job->no_posters ? JOB_NO_POSTERS : 0u) | (job->pinned ? JOB_PINNED : 0u) |
           (job->patient ? JOB_PATIENT : 0u);
}

static JobLimits limits_of(const Job *job, int half)
{
    JobLimits limits = { 0 };

    job_limits(half == 0 ? job->kind : JOB_ENCODE, job->extent, &limits);
    return limits;
}

static gint64 second_deadline(const Job *job)
{
    return g_get_monotonic_time() + limits_of(job, 0).wall_us * (job->patient ? JOB_PATIENCE : 1) +
           SUPERVISOR_GRACE_US;
}

/* Read ends for us, write ends for `sent`. */
static gboolean make_pipes(Flight *flight, ControlDescriptors *sent, GError **error)
{
    for (int i = 0; i < flight->n_halves; i++) {
        int ends[2];

        if (pipe2(ends, O_CLOEXEC) != 0)
            return fail(error, "a pipe for a result");
        flight->halves[i].result = ends[0];
        sent->results[i] = ends[1];
        fcntl(ends[1], F_SETPIPE_SZ, PIPE_LEN);
        if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
            return fail(error, "a pipe for a result");
    }
    return TRUE;
}

gboolean flight_send(Flight *flight, int control, GError **error)
{
    const ControlJob message = { .serial = flight->serial,
                                 .kind = (guint32)flight->job.kind,
                                 .flags = flags_of(&flight->job),
                                 .pin_us = flight->job.pin_us,
                                 .bytes = flight->job.extent.bytes,
                                 .duration_us = flight->job.extent.duration_us };
    ControlDescriptors sent = { .input = flight->input, .results = { -1, -1 }, .output = flight->output };
    gboolean good;

    if (flight->output >= 0 && (lseek(flight->output, 0, SEEK_SET) != 0 || ftruncate(flight->output, 0) != 0))
        return fail(error, "emptying a file");
    good = make_pipes(flight, &sent, error) && control_send_job(control, &message, &sent);
    close_fd(&sent.results[0]);
    close_fd(&sent.results[1]);
    flight->deadline_us = second_deadline(&flight->job);
    flight->state = FLIGHT_OUT;
    if (!good)
        flight_call_back(flight);
    return good;
}

static ssize_t read_chunk(FlightHalf *half)
{
    guint length = half->answer->len, room = MIN(CHUNK, REPORT_WIRE_MAX + 1 - length);
    ssize_t n;

    g_byte_array_set_size(half->answer, length + room);
    n = read(half->result, half->answer->data + length, room);
    g_byte_array_set_size(half->answer, length + (guint)MAX(n, 0));
    return n;
}

static void read_half(FlightHalf *half)
{
    while (half->result >= 0) {
        ssize_t n = read_chunk(half);

        if (n < 0) /* there is nothing yet */
            return;
        if (n == 0 || half->answer->len > REPORT_WIRE_MAX)
            close_fd(&half->result);
    }
}

void flight_read(Flight *flight)
{
    for (int i = 0; i < flight->n_halves; i++)
        read_half(&flight->halves[i]);
}

void flight_call_back(Flight *flight)
{
    for (int i = 0; i < flight->n_halves; i++) {
        close_fd(&flight->halves[i].result);
        g_byte_array_set_size(flight->halves[i].answer, 0);
        flight->halves[i].has_ended = FALSE;
    }
    flight->state = FLIGHT_WAITING;
}

gboolean flight_end_half(Flight *flight, int half, const ChildEnd *end)
{
    FlightHalf *ended = half >= 0 && half < flight->n_halves ? &flight->halves[half] : NULL;

    if (!ended || ended->has_ended)
        return FALSE;
    read_half(ended);
    close_fd(&ended->result);
    ended->end = *end;
    ended->has_ended = TRUE;
    if (flight->halves[0].has_ended && (flight->n_halves == 1 || flight->halves[1].has_ended))
        flight->state = FLIGHT_LANDED;
    return TRUE;
}

void flight_give_up(Flight *flight)
{
    for (int i = 0; i < flight->n_halves; i++)
        flight_end_half(flight, i, &(ChildEnd){ .seen = FALSE });
}

void flight_judge(Flight *flight, JobResult *result)
{
    Report *reports[2] = { NULL, NULL };
    JobLimits limits[2];

    for (int i = 0; i < flight->n_halves; i++) {
        const GByteArray *answer = flight->halves[i].answer;

        reports[i] = report_parse(answer->data, answer->len, NULL);
        limits[i] = limits_of(&flight->job, i);
    }
    result->id = flight->job.id;
    if (flight->n_halves == 1)
        ending_judge(&flight->halves[0].end, &limits[0], reports[0], result);
    else
        ending_judge_pair((const ChildEnd[]){ flight->halves[0].end, flight->halves[1].end }, limits, reports,
                          result);
}

gboolean flight_has_not_begun(const Flight *flight)
{
    for (int i = 0; i < flight->n_halves; i++) {
        int status = flight->halves[i].end.wait_status;

        if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_EXIT_NOT_BEGUN)
            return TRUE;
    }
    return FALSE;
}
