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

/* ---- pairs ---- */

/* What a half has said: nothing, what makes it an answer, that the film is broken. */
typedef enum { SILENT, WELL, BROKEN } Said;

typedef struct {
    ChildEnd ends[2];
    Said said[2];
    const char *status, *reason;
} PairCase;

static Report *report_of(Said said)
{
    Report *report = said == SILENT ? NULL : report_new();

    if (said == BROKEN) {
        report->status = STATUS_BROKEN;
        report->reason = g_strdup("corrupt");
    }
    return report;
}

static void the_half_that_failed_of_itself_says_how_a_pair_ended(void)
{
    static const PairCase cases[] = {
        { { { TRUE, EXITED(0) }, { TRUE, EXITED(0) } }, { WELL, WELL }, "ok", NULL },
        { { { TRUE, EXITED(0) }, { TRUE, EXITED(0) } }, { WELL, BROKEN }, "broken", "corrupt" },
        { { { TRUE, EXITED(0) }, { TRUE, EXITED(0) } }, { BROKEN, WELL }, "broken", "corrupt" },
        { { { TRUE, EXITED(0) }, { TRUE, SIGNALED(SIGSEGV) } }, { BROKEN, SILENT }, "broken", "corrupt" },
        { { { TRUE, EXITED(0) }, { TRUE, SIGNALED(SIGSEGV) } }, { WELL, SILENT }, "crashed", REASON_CRASHED },
        { { { TRUE, SIGNALED(SIGSEGV) }, { TRUE, EXITED(CHILD_EXIT_OTHER) } },
          { SILENT, SILENT },
          "crashed",
          REASON_CRASHED },
        /* nobody at the other end of the pipe, of which the first may die or say so, */
        { { { TRUE, SIGNALED(SIGPIPE) }, { TRUE, EXITED(CHILD_EXIT_MEMORY) } },
          { SILENT, SILENT },
          "limit",
          REASON_MEMORY },
        { { { TRUE, EXITED(CHILD_EXIT_OTHER) }, { TRUE, EXITED(0) } },
          { SILENT, BROKEN },
          "broken",
          "corrupt" },
        { { { TRUE, EXITED(CHILD_EXIT_OTHER) }, { TRUE, EXITED(0) } },
          { SILENT, WELL },
          "crashed",
          REASON_BAD_ANSWER },
        /* killed with the other one, */
        { { { TRUE, SIGNALED(SIGKILL), .with_other = TRUE }, { TRUE, SIGNALED(SIGSYS) } },
          { SILENT, SILENT },
          "crashed",
          REASON_SANDBOX },
        /* each for want of the other, */
        { { { TRUE, SIGNALED(SIGPIPE) }, { TRUE, EXITED(CHILD_EXIT_OTHER) } },
          { SILENT, SILENT },
          "crashed",
          REASON_BAD_ANSWER },
        /* and not seen again */
        { { { FALSE }, { FALSE } }, { SILENT, SILENT }, "pending", REASON_SLOW },
        { { { FALSE }, { TRUE, EXITED(CHILD_EXIT_OTHER) } }, { SILENT, SILENT }, "pending", REASON_SLOW },
        { { { TRUE, EXITED(0) }, { FALSE } }, { WELL, SILENT }, "pending", REASON_SLOW },
    };
    const JobLimits both[2] = { limits, limits };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Report *const reports[2] = { report_of(cases[i].said[0]), report_of(cases[i].said[1]) };
        g_auto(JobResult) result = { 0 };

        ending_judge_pair(cases[i].ends, both, reports, &result);
        g_assert_cmpstr(status_slug(result.report->status), ==, cases[i].status);
        g_assert_cmpstr(result.report->reason, ==, cases[i].reason);
    }
}

static void of_a_pair_time_is_added_up_and_memory_is_the_larger_ones(void)
{
    static const ChildEnd ends[2] = { { TRUE, EXITED(0), FALSE, 5, 9 }, { TRUE, EXITED(0), FALSE, 3, 11 } };
    const JobLimits both[2] = { limits, limits };
    Report *const reports[2] = { report_new(), report_new() };
    g_auto(JobResult) result = { 0 };

    ending_judge_pair(ends, both, reports, &result);
    g_assert_cmpint(result.cpu_us, ==, 5 + 3);
    g_assert_cmpint(result.peak_bytes, ==, 11);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ending/an answer counts only from a child that ended well",
                    an_answer_counts_only_from_a_child_that_ended_well);
    g_test_add_func("/ending/each signal has its meaning", each_signal_has_its_meaning);
    g_test_add_func("/ending/at the wall deadline the time it worked decides",
                    at_the_wall_deadline_the_time_it_worked_decides);
    g_test_add_func("/ending/the half that failed of itself says how a pair ended",
                    the_half_that_failed_of_itself_says_how_a_pair_ended);
    g_test_add_func("/ending/of a pair time is added up and memory is the larger one's",
                    of_a_pair_time_is_added_up_and_memory_is_the_larger_ones);
    return g_test_run();
}
