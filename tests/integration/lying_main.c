/* A pianmu-examine that does not keep to what is agreed (control.h). What it does is told by the name that it is called by: the tests make links to it. */
#include "indexer/config.h"
#include "indexer/crew/control.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

static gboolean say(ControlAnswer answer)
{
    return control_send_answer(CONTROL_FD, &answer);
}

static ControlAnswer good_hello(void)
{
    ControlAnswer answer = { .type = CONTROL_HELLO,
                             .hello = { .version = CONTROL_VERSION, .sandboxed = TRUE } };

    g_strlcpy(answer.hello.program, PIANMU_VERSION, sizeof answer.hello.program);
    g_strlcpy(answer.hello.release, "0", sizeof answer.hello.release);
    g_strlcpy(answer.hello.text, "liblies 1", sizeof answer.hello.text);
    return answer;
}

static ControlAnswer ended(const ControlJob *job, int half)
{
    return (ControlAnswer){ .type = CONTROL_ENDED, .ended = { .serial = job->serial, .half = half } };
}

/* ---- in place of the hello ---- */

static void be_of_another_version(void)
{
    ControlAnswer answer = good_hello();

    answer.hello.version++;
    say(answer);
}

static void be_of_another_release(void)
{
    ControlAnswer answer = good_hello();

    g_strlcpy(answer.hello.program, "0.0.0-other", sizeof answer.hello.program);
    say(answer);
}

static void be_unable(void)
{
    ControlAnswer answer = good_hello();

    answer.hello.fault = FAULT_START;
    g_strlcpy(answer.hello.text, "the moon is full", sizeof answer.hello.text);
    say(answer);
}

static void leave_the_sandbox_out(void)
{
    ControlAnswer answer = good_hello();

    answer.hello.sandboxed = FALSE;
    say(answer);
}

static void be_sanitized(void)
{
    ControlAnswer answer = good_hello();

    answer.hello.sandboxed = FALSE;
    answer.hello.sanitized = TRUE;
    say(answer);
}

static void say_half_of_it(void)
{
    ControlAnswer answer = good_hello();

    if (write(CONTROL_FD, &answer, sizeof answer / 2) < 0)
        _exit(1);
}

static void complain_at_length(void)
{
    char line[3000];

    memset(line, 'x', sizeof line);
    _exit(write(STDERR_FILENO, line, sizeof line) < 0 ? 1 : 3);
}

static void say_nothing(void)
{
}

/* ---- in place of doing a job ---- */

static void say_hello_again(const ControlJob *job G_GNUC_UNUSED)
{
    say(good_hello());
}

static void say_what_nobody_knows(const ControlJob *job)
{
    ControlAnswer answer = ended(job, 0);

    answer.type = CONTROL_NOT_STARTED + 1;
    say(answer);
}

static void end_another(const ControlJob *job)
{
    ControlAnswer answer = ended(job, 0);

    answer.ended.serial++;
    say(answer);
}

static void end_a_third_half(const ControlJob *job)
{
    say(ended(job, 2));
}

static void end_a_half_before_the_first(const ControlJob *job)
{
    say(ended(job, -1));
}

static void end_one_half_twice(const ControlJob *job)
{
    say(ended(job, 1));
    say(ended(job, 1));
}

static void refuse_another(const ControlJob *job)
{
    say((ControlAnswer){ .type = CONTROL_NOT_STARTED, .ended = { .serial = job->serial + 1 } });
}

static void end_it_twice(const ControlJob *job)
{
    say(ended(job, 0));
    say(ended(job, 0));
}

static void refuse(const ControlJob *job)
{
    say((ControlAnswer){ .type = CONTROL_NOT_STARTED, .ended = { .serial = job->serial } });
}

static void do_nothing(const ControlJob *job G_GNUC_UNUSED)
{
}

static const struct {
    const char *name;
    void (*greet)(void);
    void (*work)(const ControlJob *job);
} lies[] = {
    { "another-version", be_of_another_version, NULL },
    { "another-release", be_of_another_release, NULL },
    { "unable", be_unable, NULL },
    { "no-sandbox", leave_the_sandbox_out, NULL },
    { "sanitized", be_sanitized, NULL },
    { "half-a-hello", say_half_of_it, NULL },
    { "complaint", complain_at_length, NULL },
    { "silence", say_nothing, NULL },
    { "hello-again", NULL, say_hello_again },
    { "unknown", NULL, say_what_nobody_knows },
    { "another-ended", NULL, end_another },
    { "third-half", NULL, end_a_third_half },
    { "half-before-the-first", NULL, end_a_half_before_the_first },
    { "half-twice", NULL, end_one_half_twice },
    { "another-refused", NULL, refuse_another },
    { "ended-twice", NULL, end_it_twice },
    { "refused", NULL, refuse },
    { "idle", NULL, do_nothing },
};

/* Until pianmu hangs up. */
static void take_jobs(void (*work)(const ControlJob *job))
{
    for (;;) {
        struct pollfd event = { .fd = CONTROL_FD, .events = POLLIN };
        ControlJob job;
        ControlDescriptors descriptors;

        if (poll(&event, 1, -1) < 0 || control_receive_job(CONTROL_FD, &job, &descriptors) != CONTROL_GOT)
            return;
        close(descriptors.input);
        close(descriptors.results[0]);
        work(&job);
    }
}

int main(int argc G_GNUC_UNUSED, char **argv)
{
    const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];

    for (gsize i = 0; i < G_N_ELEMENTS(lies); i++) {
        if (strcmp(lies[i].name, name) != 0)
            continue;
        if (lies[i].greet)
            lies[i].greet();
        else
            say(good_hello());
        take_jobs(lies[i].work ? lies[i].work : do_nothing);
        return 0;
    }
    return 2;
}
