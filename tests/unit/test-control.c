#include "indexer/crew/control.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const ControlJob one = { .serial = 7, .kind = JOB_EXAMINE, .bytes = 5 };
static const ControlJob pair = { .serial = 8, .kind = JOB_DECODE };

typedef struct {
    int ours, its;
} Ends;

static Ends connected(void)
{
    int ends[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
    return (Ends){ ends[0], ends[1] };
}

static void hang_up(const Ends *ends)
{
    close(ends->ours);
    close(ends->its);
}

/* A message as nobody sends it who knows better: `n` descriptors with it, all of them the null device. */
static void send_odd(int fd, const void *bytes, gsize length, gsize n)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(8 * sizeof(int))];
    } rights = { 0 };
    struct iovec data = { (void *)bytes, length };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (n > 0) {
        message.msg_control = rights.bytes;
        message.msg_controllen = CMSG_SPACE(n * sizeof(int));
        rights.align = (struct cmsghdr){ CMSG_LEN(n * sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
        for (gsize i = 0; i < n; i++)
            ((int *)(void *)CMSG_DATA(&rights.align))[i] = null;
    }
    g_assert_cmpint(sendmsg(fd, &message, 0), ==, (gssize)length);
    close(null);
}

/* ---- jobs ---- */

static void a_job_arrives_with_its_descriptors(void)
{
    Ends ends = connected();
    int pipe[2];
    ControlJob job;
    ControlDescriptors got;
    char letter = 0;

    g_assert_cmpint(pipe2(pipe, O_CLOEXEC), ==, 0);
    g_assert_true(control_send_job(ends.ours, &pair, &(ControlDescriptors){ 0, { pipe[1], 1 }, 2 }));
    g_assert_cmpint(control_receive_job(ends.its, &job, &got), ==, CONTROL_GOT);
    g_assert_cmpint(job.serial, ==, 8);
    g_assert_cmpint(write(got.results[0], "x", 1), ==, 1);
    g_assert_cmpint(read(pipe[0], &letter, 1), ==, 1);
    g_assert_cmpint(letter, ==, 'x');
    g_assert_cmpint(fcntl(got.output, F_GETFD), ==, FD_CLOEXEC);

    g_assert_true(control_send_job(ends.ours, &one, &(ControlDescriptors){ 0, { pipe[1], -1 }, -1 }));
    g_assert_cmpint(control_receive_job(ends.its, &job, &got), ==, CONTROL_GOT);
    g_assert_cmpint(job.bytes, ==, 5);
    g_assert_cmpint(got.results[0], >, 2);
    g_assert_cmpint(got.results[1], ==, -1);
    g_assert_cmpint(got.output, ==, -1);
    hang_up(&ends);
    close(pipe[0]);
    close(pipe[1]);
}

static void what_is_no_job_is_as_if_nobody_were_there(void)
{
    static const struct {
        const ControlJob *job;
        gsize length, descriptors;
    } odd[] = {
        { &one, sizeof one - 1, 2 }, /* too short, */
        { &one, sizeof one + 1, 2 }, /* too long, */
        { &one, sizeof one, 0 },     /* with no descriptors, */
        { &one, sizeof one, 1 },     /* with too few of them, */
        { &one, sizeof one, 4 },     /* with those of a pair, */
        { &pair, sizeof pair, 2 },   /* with those of no pair, */
        { &pair, sizeof pair, 8 },   /* with more than there is room for */
    };

    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        Ends ends = connected();
        ControlJob longer[2] = { *odd[i].job }, job;
        ControlDescriptors got = { .input = -5 };

        send_odd(ends.ours, longer, odd[i].length, odd[i].descriptors);
        g_assert_cmpint(control_receive_job(ends.its, &job, &got), ==, CONTROL_CLOSED);
        g_assert_cmpint(got.input, ==, -5);
        hang_up(&ends);
    }
}

/* Of no use, but the system sends such things with a message where it is asked to. */
static void what_comes_with_a_message_must_be_descriptors(void)
{
    Ends ends = connected();
    ControlJob job;
    ControlDescriptors got;

    g_assert_cmpint(setsockopt(ends.its, SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, sizeof(int)), ==, 0);
    send_odd(ends.ours, &one, sizeof one, 0);
    g_assert_cmpint(control_receive_job(ends.its, &job, &got), ==, CONTROL_CLOSED);
    hang_up(&ends);
}

static void nothing_said_is_not_hung_up(void)
{
    Ends ends = connected();
    ControlJob job;
    ControlDescriptors got;
    ControlAnswer answer;

    g_assert_cmpint(control_receive_job(ends.its, &job, &got), ==, CONTROL_EMPTY);
    g_assert_cmpint(control_receive_answer(ends.ours, &answer), ==, CONTROL_EMPTY);
    close(ends.ours);
    g_assert_cmpint(control_receive_job(ends.its, &job, &got), ==, CONTROL_CLOSED);
    g_assert_cmpint(control_receive_answer(ends.its, &answer), ==, CONTROL_CLOSED);
    g_assert_false(control_send_answer(ends.its, &(ControlAnswer){ 0 }));
    close(ends.its);
    g_assert_cmpint(control_receive_answer(ends.its, &answer), ==, CONTROL_CLOSED); /* no socket at all */
}

/* ---- answers ---- */

static void an_answer_has_its_length_or_is_none(void)
{
    static const gsize odd[] = { 1, sizeof(ControlAnswer) - 1, sizeof(ControlAnswer) + 1 };
    const ControlAnswer answers[2] = { { .type = CONTROL_ENDED, .ended = { .serial = 7, .half = 1 } } };
    Ends ends = connected();
    ControlAnswer heard;

    g_assert_true(control_send_answer(ends.its, answers));
    g_assert_cmpint(control_receive_answer(ends.ours, &heard), ==, CONTROL_GOT);
    g_assert_cmpint(heard.type, ==, CONTROL_ENDED);
    g_assert_cmpint(heard.ended.serial, ==, 7);
    g_assert_cmpint(heard.ended.half, ==, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        send_odd(ends.its, answers, odd[i], 0);
        g_assert_cmpint(control_receive_answer(ends.ours, &heard), ==, CONTROL_CLOSED);
    }
    hang_up(&ends);
}

/* ---- signals ---- */

static int slow_reader = -1;
static volatile sig_atomic_t rung;

/* Makes room at the second ring: the first one finds the sender waiting, and leaves it so. */
static void ring(int number G_GNUC_UNUSED)
{
    ControlAnswer answer;

    if (++rung >= 2)
        recv(slow_reader, &answer, sizeof answer, MSG_DONTWAIT);
}

static void a_signal_while_there_is_no_room_loses_no_message(void)
{
    const struct itimerval soon = { .it_value = { 0, 10000 }, .it_interval = { 0, 10000 } };
    const ControlAnswer last = { .type = CONTROL_ENDED, .ended = { .serial = 9 } };
    Ends ends = connected();
    ControlAnswer heard = { 0 };

    slow_reader = ends.ours;
    sigaction(SIGALRM, &(struct sigaction){ .sa_handler = ring }, NULL);
    while (send(ends.its, &heard, sizeof heard, MSG_DONTWAIT) == sizeof heard)
        continue;
    setitimer(ITIMER_REAL, &soon, NULL);
    g_assert_true(control_send_answer(ends.its, &last));
    setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
    g_assert_cmpint(rung, >=, 2);
    while (control_receive_answer(ends.ours, &heard) == CONTROL_GOT)
        continue;
    g_assert_cmpint(heard.ended.serial, ==, 9);
    hang_up(&ends);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/control/a job arrives with its descriptors", a_job_arrives_with_its_descriptors);
    g_test_add_func("/control/what is no job is as if nobody were there",
                    what_is_no_job_is_as_if_nobody_were_there);
    g_test_add_func("/control/what comes with a message must be descriptors",
                    what_comes_with_a_message_must_be_descriptors);
    g_test_add_func("/control/nothing said is not hung up", nothing_said_is_not_hung_up);
    g_test_add_func("/control/an answer has its length or is none", an_answer_has_its_length_or_is_none);
    g_test_add_func("/control/a signal while there is no room loses no message",
                    a_signal_while_there_is_no_room_loses_no_message);
    return g_test_run();
}
