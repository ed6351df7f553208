#include "indexer/crew/ending.h"

#include "indexer/crew/control.h"

#include <signal.h>

#define SECOND G_USEC_PER_SEC

/* As wait4() gives them. */
#define EXITED(code)     ((code) << 8)
#define SIGNALED(number) (number)

static const JobLimits limits = { "test", 20 * SECOND, 15, 1 << 30, 1 << 28, 5000, 0 };

typedef struct {
    ChildEnd end;
    gboolean answered;
    const char *status, *reason;
} Case;

static void check(const Case *cases, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        gboolean abnormal = cases[i].reason != NULL, slow = g_strcmp0(cases[i].reason, REASON_SLOW) == 0;
        g_auto(JobResult) result = { .id = 7 };

        ending_judge(&cases[i].end, &limits, cases[i].answered ? report_new() : NULL, &result);
        g_assert_cmpstr(status_slug(result.report->status), ==, cases[i].status);
        g_assert_cmpstr(result.report->reason, ==, cases[i].reason);
        g_assert_cmpint(result.abnormal, ==, abnormal);
        g_assert_cmpint(result.wall_only, ==, slow);
        g_assert_cmpint(result.cpu_us, ==, cases[i].end.cpu_us);
        g_assert_cmpint(result.peak_bytes, ==, cases[i].end.peak_bytes);
        g_assert_cmpint(result.id, ==, 7);
    }
}

static void an_answer_counts_only_from_a_child_that_ended_well(void)
{
    static const Case cases[] = {
        { { TRUE, EXITED(0), FALSE, 5, 9 }, TRUE, "ok", NULL },
        { { TRUE, EXITED(0) }, FALSE, "crashed", REASON_BAD_ANSWER },
        { { TRUE, EXITED(1) }, TRUE, "crashed", REASON_BAD_ANSWER },
        { { TRUE, EXITED(CHILD_EXIT_NO_ANSWER) }, FALSE, "crashed", REASON_BAD_ANSWER },
        { { TRUE, SIGNALED(SIGSEGV) }, TRUE, "crashed", REASON_CRASHED },
        { { FALSE }, TRUE, "pending", REASON_SLOW },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void each_signal_has_its_meaning(void)
{
    static const Case cases[] = {
        { { TRUE, SIGNALED(SIGABRT) }, FALSE, "crashed", REASON_CRASHED },
        { { TRUE, SIGNALED(SIGSEGV) | 0x80 /* with a core */ }, FALSE, "crashed", REASON_CRASHED },
        { { TRUE, SIGNALED(SIGBUS) }, FALSE, "crashed", REASON_CRASHED },
        { { TRUE, SIGNALED(SIGSYS) }, FALSE, "crashed", REASON_SANDBOX },
        { { TRUE, SIGNALED(SIGXFSZ) }, FALSE, "crashed", REASON_SANDBOX },
        { { TRUE, SIGNALED(SIGXCPU), FALSE, 15 * SECOND }, FALSE, "limit", REASON_TIME },
        { { TRUE, SIGNALED(SIGKILL), FALSE, 16 * SECOND }, FALSE, "limit", REASON_TIME },
        { { TRUE, SIGNALED(SIGKILL), FALSE, 1 * SECOND }, FALSE, "limit", REASON_MEMORY },
        { { TRUE, EXITED(CHILD_EXIT_MEMORY) }, FALSE, "limit", REASON_MEMORY },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void at_the_wall_deadline_the_time_it_worked_decides(void)
{
    static const Case cases[] = {
        { { TRUE, SIGNALED(SIGKILL), TRUE, 0 }, FALSE, "pending", REASON_SLOW },
        { { TRUE, SIGNALED(SIGKILL), TRUE, 7 * SECOND }, FALSE, "pending", REASON_SLOW },
        { { TRUE, SIGNALED(SIGKILL), TRUE, 8 * SECOND }, FALSE, "limit", REASON_TIME },
        { { TRUE, SIGNALED(SIGKILL), TRUE, 8 * SECOND }, TRUE, "limit", REASON_TIME },
    };

    check(cases, G_N_ELEMENTS(cases));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ending/an answer counts only from a child that ended well",
                    an_answer_counts_only_from_a_child_that_ended_well);
    g_test_add_func("/ending/each signal has its meaning", each_signal_has_its_meaning);
    g_test_add_func("/ending/at the wall deadline the time it worked decides",
                    at_the_wall_deadline_the_time_it_worked_decides);
    return g_test_run();
}
