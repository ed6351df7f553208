#include "indexer/crew/crew.h"
#include "tests/integration/faulty_limits.h"
#include "tests/integration/liars.h"
#include "tests/integration/misdeeds.h"
#include "tests/integration/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXAMINER "pianmu-examine-faulty"
#define NOBODY   65534
#define PATIENCE (120 * G_USEC_PER_SEC) /* for what another process is about to do */

/* The clock of the whole program, and how many of its waits are yet to be interrupted (the linker's --wrap). */

static volatile sig_atomic_t seconds_ahead, interruptions;

gint64 __real_g_get_monotonic_time(void);
gint64 __wrap_g_get_monotonic_time(void);
pid_t __real_waitpid(pid_t pid, int *status, int options);
pid_t __wrap_waitpid(pid_t pid, int *status, int options);

gint64 __wrap_g_get_monotonic_time(void)
{
    return __real_g_get_monotonic_time() + seconds_ahead * G_USEC_PER_SEC;
}

pid_t __wrap_waitpid(pid_t pid, int *status, int options)
{
    if (interruptions == 0)
        return __real_waitpid(pid, status, options);
    interruptions--;
    errno = EINTR;
    return -1;
}

/* Inputs are files in memory that hold a command; see misbehave.c. */

static int input(const char *command)
{
    int fd = memfd_create("input", MFD_CLOEXEC);

    g_assert_cmpint(write(fd, command, strlen(command)), ==, (gssize)strlen(command));
    return fd;
}

static char *examiner_path(const char *examiner)
{
    return g_build_filename(g_getenv("PIANMU_TEST_EXAMINERS"), examiner, NULL);
}

static Crew *try_to_open(const char *examiner, const CrewParams *params, GError **error)
{
    g_autofree char *path = examiner_path(examiner);
    CrewParams wanted = *params;

    wanted.examiner = path;
    return crew_open(&wanted, error);
}

static Crew *open_with(const char *examiner, CrewParams params)
{
    g_autoptr(GError) error = NULL;
    Crew *crew = try_to_open(examiner, &params, &error);

    g_assert_no_error(error);
    return crew;
}

static Crew *open_liar(const char *liar, CrewParams params)
{
    g_autoptr(GError) error = NULL;
    Crew *crew;

    params.examiner = liar;
    crew = crew_open(&params, &error);
    g_assert_no_error(error);
    return crew;
}

static void submit(Crew *crew, guint64 id, const char *command, JobKind kind)
{
    g_autoptr(GError) error = NULL;
    int fd = input(command);

    crew_submit(crew, &(Job){ .id = id, .kind = kind, .fd = fd }, &error);
    g_assert_no_error(error);
    close(fd);
}

static void next(Crew *crew, JobResult *result)
{
    g_autoptr(GError) error = NULL;
    CrewNext got = crew_next(crew, -1, result, &error);

    g_assert_no_error(error);
    g_assert_cmpint(got, ==, CREW_RESULT);
}

static void run(Crew *crew, const char *command, JobKind kind, JobResult *result)
{
    submit(crew, 1, command, kind);
    next(crew, result);
}

static void assert_is_the_answer_to(const JobResult *result, gint64 number)
{
    g_assert_cmpstr(status_slug(result->report->status), ==, "ok");
    g_assert_cmpstr(result->report->reason, ==, NULL);
    g_assert_cmpint(result->report->facts->file.duration, ==, number);
    g_assert_cmpint(result->report->pictures->len, ==, 1);
    g_assert_false(result->abnormal);
}

/* Processes. */

static void wait_until_group_is_gone(pid_t group)
{
    gint64 end = g_get_monotonic_time() + PATIENCE;

    while (count_processes(process_lives_in_group, group, NULL) > 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(10000);
    }
}

/* Descriptors. */

static struct rlimit usual_descriptors;

/* From now on there are so many and no more. */
static void leave_descriptors(int n)
{
    struct rlimit limit;
    int fd = 0;

    for (int left = n; left > 0 || fcntl(fd, F_GETFD) >= 0; fd++)
        left -= fcntl(fd, F_GETFD) < 0;
    g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &usual_descriptors), ==, 0);
    limit = usual_descriptors;
    limit.rlim_cur = (rlim_t)fd;
    g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
}

static void have_descriptors_again(void)
{
    g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &usual_descriptors), ==, 0);
}

/* What children do, and what becomes of it. */

typedef struct {
    const char *command;
    JobKind kind;
    const char *status, *reason;
    gboolean abnormal;
} Case;

static void check_case(Crew *crew, const Case *expected, gint64 number)
{
    g_autofree char *good = g_strdup_printf("ok %" G_GINT64_FORMAT, number);

    g_test_message("%s", expected->command);
    submit(crew, 1, expected->command, expected->kind);
    submit(crew, 2, good, KIND_ROOMY);
    for (int i = 0; i < 2; i++) {
        g_auto(JobResult) result = { 0 };

        next(crew, &result);
        if (result.id == 2) {
            assert_is_the_answer_to(&result, number);
        } else {
            g_assert_cmpint(result.id, ==, 1);
            g_assert_cmpstr(status_slug(result.report->status), ==, expected->status);
            g_assert_cmpstr(result.report->reason, ==, expected->reason);
            g_assert_cmpint(result.abnormal, ==, expected->abnormal);
            g_assert_cmpint(result.wall_only, ==, g_strcmp0(expected->reason, REASON_SLOW) == 0);
        }
    }
}

static void check_cases(Crew *crew, const Case *cases, gsize n)
{
    for (gsize i = 0; i < n; i++)
        check_case(crew, &cases[i], 1000 + (gint64)i);
    g_assert_cmpint(count_processes(process_is_child_of, the_examiner(), NULL), ==, 0);
}

static void a_misbehaving_child_costs_its_own_outcome_alone(void)
{
    static const Case cases[] = {
        { "ok 7", KIND_ROOMY, "ok", NULL, FALSE },
        { "segv", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "abort", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "assert", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "double-free", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "stack", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "fpe", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "exit 0", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "exit 1", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "exit 70", KIND_ROOMY, "limit", REASON_MEMORY, TRUE },
        { "exit 71", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "half", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "extra", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "twice", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "crash-after", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "exit-after", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "4gib", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "flood", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "impossible", KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE },
        { "loop", KIND_ROOMY, "limit", REASON_TIME, TRUE },
        { "wait", KIND_HASTY, "pending", REASON_SLOW, TRUE },
        { "signal 19", KIND_ROOMY, "crashed", REASON_SANDBOX, TRUE },
        { "signal 9", KIND_ROOMY, "crashed", REASON_SANDBOX, TRUE },
        { "malloc", KIND_ROOMY, "limit", "limit", FALSE },
        { "g_malloc", KIND_ROOMY, "limit", REASON_MEMORY, TRUE },
        { "bomb", KIND_ROOMY, "limit", REASON_MEMORY, TRUE },
        { "warn", KIND_ROOMY, "ok", NULL, FALSE },
        { "settings", KIND_ROOMY, "ok", NULL, FALSE },
    };
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });

    g_assert_true(crew_is_sandboxed(crew));
    g_assert_cmpstr(crew_media_version(crew), ==, "libmisbehave 1.2.3");
    g_assert_cmpstr(crew_media_release(crew), ==, "0.0.1");
    check_cases(crew, cases, G_N_ELEMENTS(cases));
}

static void without_a_sandbox_deadlines_and_limits_hold_all_the_same(void)
{
    static const Case cases[] = {
        { "signal 19", KIND_HASTY, "pending", REASON_SLOW, TRUE }, /* stops itself */
        { "signal 9", KIND_ROOMY, "limit", REASON_MEMORY, TRUE }, /* as the system does where memory is out */
        { "signal 11", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "signal 15", KIND_ROOMY, "ok", NULL, FALSE }, /* a service is stopped: pianmu's to answer */
        { "signal 2", KIND_ROOMY, "ok", NULL, FALSE },
        { "loop", KIND_ROOMY, "limit", REASON_TIME, TRUE },
        { "g_malloc", KIND_ROOMY, "limit", REASON_MEMORY, TRUE },
    };
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .no_sandbox = TRUE });

    g_assert_false(crew_is_sandboxed(crew));
    check_cases(crew, cases, G_N_ELEMENTS(cases));
}

static void check_misdeeds(const char *examiner)
{
    g_autoptr(Crew) crew = open_with(examiner, (CrewParams){ .jobs = 2 });
    int n = 0;

    for (const Misdeed *misdeed = misdeeds; misdeed->name; misdeed++, n++) {
        g_autofree char *command = g_strdup_printf("misdeed %s", misdeed->name);
        const Case killed = { command, KIND_ROOMY, "crashed", REASON_SANDBOX, TRUE };
        const Case refused = { command, KIND_ROOMY, "broken", "refused", FALSE };

        if (misdeed_is_possible(misdeed))
            check_case(crew, misdeed->end == MISDEED_KILLS ? &killed : &refused, n);
        else
            g_test_message("%s: this kernel has no such call", misdeed->name);
    }
    g_assert_cmpint(n, >=, 35);
    g_test_message("%d forbidden calls, none allowed", n);
}

static void no_forbidden_call_is_let_through(void)
{
    check_misdeeds(EXAMINER);
}

static void seccomp_alone_lets_none_through_even_for_root(void)
{
    check_misdeeds("pianmu-examine-alone");
}

static void a_child_has_two_descriptors_beside_the_null_device(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 3 });

    for (int i = 0; i < 3; i++)
        submit(crew, 1, "descriptors", KIND_ROOMY);
    for (int i = 0; i < 3; i++) {
        g_auto(JobResult) result = { 0 };

        next(crew, &result);
        g_assert_cmpstr(status_slug(result.report->status), ==, "ok");
        g_assert_cmpint(result.report->facts->file.duration, ==, 5);
    }
}

static void a_child_cannot_move_the_callers_place_in_the_file(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
    g_auto(JobResult) result = { 0 };
    int fd = input("seek");

    lseek(fd, 3, SEEK_SET);
    g_assert_true(crew_submit(crew, &(Job){ .kind = KIND_ROOMY, .fd = fd }, NULL));
    next(crew, &result);
    g_assert_cmpint(result.report->facts->file.duration, ==, 12345);
    g_assert_cmpint(lseek(fd, 0, SEEK_CUR), ==, 3);
    close(fd);
}

/* Only by the descriptor that is open already: its owner may not open it any more. */
static void a_file_whose_rights_have_changed_is_examined_all_the_same(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
    g_auto(JobResult) result = { 0 };
    int fd = input("ok 7");

    g_assert_cmpint(fchmod(fd, 0), ==, 0);
    g_assert_true(crew_submit(crew, &(Job){ .kind = KIND_ROOMY, .fd = fd }, NULL));
    next(crew, &result);
    assert_is_the_answer_to(&result, 7);
    close(fd);
}

static void large_pictures_arrive_whole(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 4 });

    for (int i = 0; i < 4; i++)
        submit(crew, 1, "large", KIND_ROOMY);
    for (int i = 0; i < 4; i++) {
        g_auto(JobResult) result = { 0 };
        const ReportPicture *first;

        next(crew, &result);
        g_assert_false(result.abnormal);
        g_assert_cmpint(result.report->pictures->len, ==, 3);
        first = result.report->pictures->pdata[0];
        g_assert_cmpint(first->picture->width, ==, 1280);
        g_assert_cmpint(first->picture->data[picture_length(1280, 1280) - 1], ==, 128);
        g_assert_cmpint(result.peak_bytes, >, 1 << 20);
    }
}

static void noise_is_no_answer(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });

    for (int seed = 0; seed < 100; seed++) {
        g_autofree char *command = g_strdup_printf("babble %d", seed);
        const Case noise = { command, KIND_ROOMY, "crashed", REASON_BAD_ANSWER, TRUE };

        check_case(crew, &noise, seed);
    }
}

static void a_thousand_jobs_leave_nothing_behind(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 4 });
    pid_t examiner = the_examiner();
    int ours = count_descriptors(getpid()), its = count_descriptors(examiner), sent = 0, answered = 0;

    while (answered < 1000) {
        g_auto(JobResult) result = { 0 };
        g_autofree char *command = NULL;

        while (crew_has_room(crew) && sent < 1000) {
            command = g_strdup_printf("ok %d", sent);
            submit(crew, (guint64)sent++, command, KIND_ROOMY);
            g_clear_pointer(&command, g_free);
        }
        next(crew, &result);
        assert_is_the_answer_to(&result, (gint64)result.id);
        answered++;
    }
    g_assert_cmpint(crew_jobs(crew), ==, 0);
    g_assert_cmpint(the_examiner(), ==, examiner);
    g_assert_cmpint(count_processes(process_is_child_of, examiner, NULL), ==, 0);
    g_assert_cmpint(count_descriptors(getpid()), ==, ours);
    g_assert_cmpint(count_descriptors(examiner), ==, its); /* 0 and 0 where it is not ours to see */
}

/* Pairs. */

typedef struct {
    const char *command;
    const char *status, *reason;
    gboolean abnormal;
    gint64
        bytes; /* HASTY_PAIR: the wall clock ends it. Else one half goes with the other, or it would take the test's time and more */
} PairCase;

static int new_file(void)
{
    int fd = memfd_create("output", MFD_CLOEXEC);

    g_assert_cmpint(write(fd, "of before", 9), ==, 9);
    return fd;
}

static void run_pair(Crew *crew, const char *command, gint64 bytes, int output, JobResult *result)
{
    g_autoptr(GError) error = NULL;
    int fd = input(command);

    crew_submit(
        crew, &(Job){ .id = 1, .kind = JOB_DECODE, .extent = { .bytes = bytes }, .fd = fd, .output = output },
        &error);
    g_assert_no_error(error);
    close(fd);
    next(crew, result);
}

static void check_pair(Crew *crew, const PairCase *expected)
{
    g_auto(JobResult) result = { 0 };
    int output = new_file();

    g_test_message("%s", expected->command);
    run_pair(crew, expected->command, expected->bytes, output, &result);
    g_assert_cmpstr(status_slug(result.report->status), ==, expected->status);
    g_assert_cmpstr(result.report->reason, ==, expected->reason);
    g_assert_cmpint(result.abnormal, ==, expected->abnormal);
    g_assert_cmpint(crew_jobs(crew), ==, 0);
    close(output);
}

static void either_half_of_a_pair_can_spoil_it_and_is_named(void)
{
    static const PairCase cases[] = {
        { "ok/write", "ok", NULL, FALSE, 0 },
        { "broken/write", "broken", "corrupt", FALSE, 0 },  /* what is wrong with the film is an answer, */
        { "broken/refuse", "broken", "corrupt", FALSE, 0 }, /* whatever the other half makes of it */
        { "segv/write", "crashed", REASON_CRASHED, TRUE, 0 },
        { "ok/segv", "crashed", REASON_CRASHED, TRUE, 0 },
        { "gush/segv", "crashed", REASON_CRASHED, TRUE, 0 },
        { "wait/segv", "crashed", REASON_CRASHED, TRUE, 0 },
        { "segv/wait", "crashed", REASON_CRASHED, TRUE, 0 },
        { "wait/exit 1", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "exit 0/write", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "half/write", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "ok/half", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "ok/extra", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "flood/write", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "gush/leave", "crashed", REASON_BAD_ANSWER, TRUE, 0 }, /* one that has not read to the end */
        { "gush/give-up", "limit", "disk", FALSE, 0 },           /* unless it says that it gave up, and why */
        { "ok/refuse", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "gush/reject", "crashed", REASON_BAD_ANSWER, TRUE, 0 },
        { "ok/g_malloc", "limit", REASON_MEMORY, TRUE, 0 },
        { "hang-up/write", "pending", REASON_SLOW, TRUE, 0 }, /* nobody listens, and so it is soon over */
        { "wait/write", "pending", REASON_SLOW, TRUE, HASTY_PAIR },
        { "ok/wait", "pending", REASON_SLOW, TRUE, HASTY_PAIR },
        { "loop/write", "limit", REASON_TIME, TRUE, 0 },
        { "ok/loop", "limit", REASON_TIME, TRUE, 0 },
    };
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_pair(crew, &cases[i]);
    g_assert_cmpint(count_processes(process_is_child_of, the_examiner(), NULL), ==, 0);
}

static void check_half(Crew *crew, gboolean is_first, const Misdeed *misdeed)
{
    g_autofree char *command = is_first ? g_strdup_printf("misdeed %s/write", misdeed->name)
                                        : g_strdup_printf("ok/misdeed %s", misdeed->name);
    const PairCase killed = { command, "crashed", REASON_SANDBOX, TRUE, 0 };
    const PairCase refused = { command, "broken", "refused", FALSE, 0 };

    check_pair(crew, misdeed->end == MISDEED_KILLS ? &killed : &refused);
}

static void neither_half_of_a_pair_gets_a_forbidden_call_through(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });

    for (const Misdeed *misdeed = misdeeds; misdeed->name; misdeed++) {
        if (!misdeed_is_possible(misdeed))
            continue;
        check_half(crew, TRUE, misdeed);
        check_half(crew, FALSE, misdeed);
    }
}

static void what_a_pair_may_write_is_bounded(void)
{
    static const PairCase too_large = { "ok/grow", "limit", REASON_TOO_LARGE, TRUE, 0 };
    static const PairCase by_the_wrong_half = { "misdeed ftruncate/write", "crashed", REASON_SANDBOX, TRUE,
                                                0 };
    static const PairCase forbidden = { "ok/misdeed socket", "crashed", REASON_SANDBOX, TRUE, 0 };
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });
    int output = new_file();
    g_auto(JobResult) result = { 0 };

    check_pair(crew, &too_large);
    check_pair(crew, &by_the_wrong_half);
    check_pair(crew, &forbidden);
    run_pair(crew, "ok/grow", 0, output, &result);
    g_assert_cmpint(lseek(output, 0, SEEK_END), ==, 1 << 20);
    close(output);
}

static void what_a_pair_writes_takes_the_place_of_what_was_there(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1, .of_pairs = TRUE });
    g_auto(JobResult) result = { 0 };
    char bytes[16] = "";
    int output = new_file();

    run_pair(crew, "ok/write", 0, output, &result);
    g_assert_cmpint(lseek(output, 0, SEEK_SET), ==, 0);
    g_assert_cmpint(read(output, bytes, sizeof bytes), ==, 4);
    g_assert_cmpstr(bytes, ==, "film");
    close(output);
}

static void each_half_has_three_descriptors_beside_the_null_device(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });
    int output = new_file();
    g_auto(JobResult) result = { 0 };

    run_pair(crew, "ok/descriptors", 0, output, &result);
    g_assert_cmpstr(status_slug(result.report->status), ==, "ok");
    g_assert_cmpint(result.report->facts->file.duration, ==, 6);
    close(output);
}

/* The first half reads the film and fills the pipe; the file is the second one's, and so is the reading end. */
static void only_the_second_half_holds_the_file(void)
{
    static const PairCase cases[] = {
        { "holds film result pipe/write", "ok", NULL, FALSE, 0 },
        { "ok/holds pipe result film", "ok", NULL, FALSE, 0 },
    };
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_pair(crew, &cases[i]);
}

static void two_children_a_pair_are_counted(void)
{
    static const int rooms[][2] = { { 1, 1 }, { 2, 1 }, { 3, 1 }, { 4, 2 }, { 5, 2 } };

    for (gsize i = 0; i < G_N_ELEMENTS(rooms); i++) {
        g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = rooms[i][0], .of_pairs = TRUE });
        int output = new_file(), fd = input("wait/wait"), out = 0;

        for (; crew_has_room(crew); out++)
            g_assert_true(crew_submit(crew, &(Job){ .kind = JOB_DECODE, .fd = fd, .output = output }, NULL));
        g_assert_cmpint(out, ==, rooms[i][1]);
        close(fd);
        close(output);
    }
}

static void two_hundred_pairs_leave_nothing_behind(void)
{
    static const char *const commands[] = { "ok/write", "segv/write", "gush/segv", "broken/refuse" };
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });
    pid_t examiner = the_examiner();
    int output = new_file(), ours = count_descriptors(getpid()), its = count_descriptors(examiner);

    for (int i = 0; i < 200; i++) {
        g_auto(JobResult) result = { 0 };

        run_pair(crew, commands[i % G_N_ELEMENTS(commands)], 0, output, &result);
    }
    g_assert_cmpint(the_examiner(), ==, examiner);
    g_assert_cmpint(count_processes(process_is_child_of, examiner, NULL), ==, 0);
    g_assert_cmpint(count_descriptors(getpid()), ==, ours);
    g_assert_cmpint(count_descriptors(examiner), ==, its);
    close(output);
}

static void when_the_examiner_dies_a_pair_is_begun_anew(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });
    pid_t examiner = the_examiner();
    int output = new_file(), fd = input("wait/wait");
    g_auto(JobResult) result = { 0 };

    g_assert_true(crew_submit(crew, &(Job){ .kind = JOB_DECODE, .fd = fd, .output = output }, NULL));
    g_assert_cmpint(crew_next(crew, 50, &result, NULL), ==, CREW_NOTHING);
    kill(examiner, SIGKILL);
    g_assert_cmpint(pwrite(fd, "ok/write", 9, 0), ==, 9);
    next(crew, &result);
    g_assert_cmpstr(status_slug(result.report->status), ==, "ok"); /* of the second one */
    g_assert_cmpint(the_examiner(), !=, examiner);
    wait_until_group_is_gone(examiner);
    close(fd);
    close(output);
}

static void what_a_pair_is_to_write_into_can_be_emptied_or_nothing_is_sent(void)
{
    int ends[2], in_memory = new_file();
    g_autofree char *again = g_strdup_printf("/proc/self/fd/%d", in_memory);
    int cannot_be_written = open(again, O_RDONLY | O_CLOEXEC), fd = input("ok/write");

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    for (int i = 0; i < 2; i++) {
        g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2, .of_pairs = TRUE });
        const Job job = { .kind = JOB_DECODE, .fd = fd, .output = i == 0 ? ends[1] : cannot_be_written };
        g_autoptr(GError) error = NULL;

        g_assert_false(crew_submit(crew, &job, &error));
        g_assert_cmpstr(g_quark_to_string(error->domain), ==, g_quark_to_string(G_FILE_ERROR));
        g_assert_nonnull(strstr(error->message, "emptying a file"));
    }
    g_assert_cmpint(lseek(in_memory, 0, SEEK_END), ==, strlen("of before"));
    close(ends[0]);
    close(ends[1]);
    close(cannot_be_written);
    close(in_memory);
    close(fd);
}

/* Time. */

static void a_patient_job_has_three_times_as_long(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });
    gint64 start = g_get_monotonic_time();
    g_auto(JobResult) result = { 0 };
    JobLimits limits = { 0 };
    int fd = input("wait");

    g_assert_true(job_limits(KIND_HASTY, (JobExtent){ 0 }, &limits));
    g_assert_true(crew_submit(crew, &(Job){ .kind = KIND_HASTY, .fd = fd, .patient = TRUE }, NULL));
    close(fd);
    g_assert_false(crew_has_room(crew));
    next(crew, &result);
    g_assert_true(crew_has_room(crew));
    g_assert_true(result.wall_only);
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 3 * limits.wall_us);
}

static void waiting_ends_when_time_is_up(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
    pid_t examiner = the_examiner();
    g_auto(JobResult) result = { 0 };

    g_assert_cmpint(crew_next(crew, -1, &result, NULL), ==, CREW_NOTHING); /* no job is out */
    kill(examiner, SIGSTOP);
    submit(crew, 1, "ok 1", KIND_ROOMY);
    g_assert_cmpint(crew_next(crew, 10, &result, NULL), ==, CREW_NOTHING);
    g_assert_cmpint(crew_jobs(crew), ==, 1);
    kill(examiner, SIGCONT);
    next(crew, &result);
    g_assert_cmpint(result.id, ==, 1);
}

/* However short: a result that is there is not overlooked, and what begins anew is not waited for. */
static void waiting_ends_at_once_when_there_is_no_time(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
    pid_t examiner = the_examiner();
    g_auto(JobResult) result = { 0 };
    int asked = 0;

    kill(examiner, SIGSTOP); /* the next one does it */
    submit(crew, 1, "ok 1", KIND_ROOMY);
    kill(examiner, SIGKILL);
    for (; crew_next(crew, 0, &result, NULL) == CREW_NOTHING; asked++)
        g_usleep(1000);
    assert_is_the_answer_to(&result, 1);
    g_assert_cmpint(asked, >, 0);
}

static volatile sig_atomic_t rung;

static void ring(int number G_GNUC_UNUSED)
{
    rung = 1;
}

static void a_signal_ends_the_waiting(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
    const struct sigaction on_alarm = { .sa_handler = ring };
    const struct itimerval soon = { .it_value = { 0, 50000 }, .it_interval = { 0, 50000 } };
    g_auto(JobResult) result = { 0 };

    sigaction(SIGALRM, &on_alarm, NULL);
    submit(crew, 1, "wait", KIND_ROOMY);
    setitimer(ITIMER_REAL, &soon, NULL);
    g_assert_cmpint(crew_next(crew, -1, &result, NULL), ==, CREW_NOTHING);
    setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
    g_assert_true(rung);
}

/* pianmu-examine itself. */

/* The one that runs, if the last one's death has been noticed already and the next one started. */
static void kill_the_examiner(void)
{
    pid_t examiner = 0;

    if (count_processes(process_is_child_of, getpid(), &examiner) > 0)
        kill(examiner, SIGKILL);
}

static void when_the_examiner_dies_its_jobs_are_done_by_the_next(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 3 });
    int answered[3] = { 0 };

    for (int death = 0; death < 10; death++) {
        for (int id = 0; id < 3; id++)
            submit(crew, (guint64)id, id == 0 ? "ok 0" : id == 1 ? "ok 1" : "ok 2", KIND_ROOMY);
        g_usleep((gulong)death * 300);
        kill_the_examiner();
        for (int i = 0; i < 3; i++) {
            g_auto(JobResult) result = { 0 };

            next(crew, &result);
            assert_is_the_answer_to(&result, (gint64)result.id);
            answered[result.id]++;
        }
    }
    for (int id = 0; id < 3; id++)
        g_assert_cmpint(answered[id], ==, 10);
}

static void a_job_that_finds_nobody_to_take_it_waits_for_the_next_one(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
    pid_t dead = the_examiner();
    g_auto(JobResult) result = { 0 };
    siginfo_t how;

    kill(dead, SIGKILL);
    g_assert_cmpint(waitid(P_PID, (id_t)dead, &how, WEXITED | WNOWAIT), ==, 0);
    run(crew, "ok 4", KIND_ROOMY, &result);
    assert_is_the_answer_to(&result, 4);
    g_assert_cmpint(the_examiner(), !=, dead);
}

static void when_the_examiner_hangs_it_is_replaced(void)
{
    g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });
    pid_t stuck = the_examiner();

    kill(stuck, SIGSTOP);
    submit(crew, 1, "wait", KIND_HASTY);
    submit(crew, 2, "wait", KIND_ROOMY);
    {
        g_auto(JobResult) result = { 0 };

        next(crew, &result);
        g_assert_cmpint(result.id, ==, 1);
        g_assert_cmpstr(status_slug(result.report->status), ==, "pending");
        g_assert_true(result.wall_only);
    }
    g_assert_cmpint(crew_jobs(crew), ==, 1);
    submit(crew, 3, "ok 3", KIND_ROOMY);
    {
        g_auto(JobResult) result = { 0 };

        next(crew, &result);
        assert_is_the_answer_to(&result, 3);
    }
    g_assert_cmpint(the_examiner(), !=, stuck);
}

static void pass_half_a_minute(int number G_GNUC_UNUSED)
{
    seconds_ahead += 31;
}

static void an_examiner_that_never_says_hello_is_given_up(void)
{
    const struct itimerval often = { .it_value = { 0, 20000 }, .it_interval = { 0, 20000 } };
    g_autoptr(Liar) liar = liar_new("silence");
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = NULL;

    sigaction(SIGALRM, &(struct sigaction){ .sa_handler = pass_half_a_minute }, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    crew = crew_open(&(CrewParams){ .examiner = liar }, &error);
    setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
    g_assert_null(crew);
    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    g_assert_nonnull(strstr(error->message, "could not be kept running: ended by signal 9"));
    g_assert_cmpint(seconds_ahead, >=, 3 * 31); /* each of three had its half minute */
    g_assert_cmpint(count_processes(process_is_child_of, getpid(), NULL), ==, 0);
}

static void a_hello_that_is_not_ours_is_refused(void)
{
    static const struct {
        const char *lie, *words;
        CrewError code;
    } cases[] = {
        { "another-version", "belongs to another version", CREW_ERROR_START },
        { "another-release", "belongs to another version", CREW_ERROR_START },
        { "unable", "cannot work here: the moon is full", CREW_ERROR_START },
        { "no-sandbox", "it was left out", CREW_ERROR_SANDBOX },
        { "half-a-hello", "could not be kept running", CREW_ERROR_START },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Liar) liar = liar_new(cases[i].lie);
        g_autoptr(GError) error = NULL;
        g_autoptr(Crew) crew = crew_open(&(CrewParams){ .examiner = liar }, &error);

        g_assert_null(crew);
        g_assert_error(error, CREW_ERROR, (int)cases[i].code);
        g_assert_nonnull(strstr(error->message, cases[i].words));
    }
}

static void the_sandbox_may_be_left_out_where_it_is_not_wanted_or_not_possible(void)
{
    g_autoptr(Liar) plain = liar_new("no-sandbox"), sanitized = liar_new("sanitized");
    g_autoptr(Crew) not_wanted = open_liar(plain, (CrewParams){ .no_sandbox = TRUE });
    g_autoptr(Crew) not_possible = open_liar(sanitized, (CrewParams){ .no_sandbox = FALSE });

    g_assert_false(crew_is_sandboxed(not_wanted));
    g_assert_false(crew_is_sandboxed(not_possible));
}

/* It is replaced each time, and in the end there is no more to be had of it. */
static void an_examiner_that_talks_nonsense_is_given_up(void)
{
    static const char *const lies[] = { "hello-again",          "unknown",    "another-ended",
                                        "third-half",           "half-twice", "another-refused",
                                        "half-before-the-first" };

    for (gsize i = 0; i < G_N_ELEMENTS(lies); i++) {
        g_autoptr(Liar) liar = liar_new(lies[i]);
        g_autoptr(Crew) crew = open_liar(liar, (CrewParams){ .jobs = 2, .of_pairs = TRUE });
        g_auto(JobResult) result = { 0 };
        g_autoptr(GError) error = NULL;
        int output = new_file(), fd = input("film");

        g_assert_true(crew_submit(crew, &(Job){ .kind = JOB_DECODE, .fd = fd, .output = output }, NULL));
        g_assert_cmpint(crew_next(crew, -1, &result, &error), ==, CREW_FAILED);
        g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
        g_assert_nonnull(strstr(error->message, "could not be kept running"));
        close(fd);
        close(output);
    }
}

static void a_job_that_is_said_to_have_ended_twice_ends_once(void)
{
    g_autoptr(Liar) liar = liar_new("ended-twice");
    g_autoptr(Crew) crew = open_liar(liar, (CrewParams){ .jobs = 1 });

    for (guint64 id = 1; id <= 5; id++) {
        g_auto(JobResult) result = { 0 };

        submit(crew, id, "film", KIND_ROOMY);
        next(crew, &result);
        g_assert_cmpint(result.id, ==, id);
        g_assert_cmpstr(result.report->reason, ==, REASON_BAD_ANSWER);
        g_assert_cmpint(crew_jobs(crew), ==, 0);
    }
}

static void there_is_room_for_128_and_no_more(void)
{
    g_autoptr(Liar) liar = liar_new("idle");
    g_autoptr(Crew) crew = open_liar(liar, (CrewParams){ .jobs = 1000 });

    while (crew_has_room(crew))
        submit(crew, 1, "film", KIND_ROOMY);
    g_assert_cmpint(crew_jobs(crew), ==, 128);
}

static void where_descriptors_run_out_nothing_starts_and_none_is_lost(void)
{
    g_autoptr(Liar) liar = liar_new("idle");
    int before = count_descriptors(getpid()), refused = 0;

    for (;; refused++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Crew) crew = NULL;

        leave_descriptors(refused);
        crew = crew_open(&(CrewParams){ .examiner = liar }, &error);
        have_descriptors_again();
        if (crew)
            break;
        g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
        g_assert_nonnull(strstr(error->message, "its descriptors"));
        g_assert_cmpint(count_descriptors(getpid()), ==, before);
    }
    g_assert_cmpint(refused, >=, 5);
    g_assert_cmpint(count_descriptors(getpid()), ==, before);
}

static void where_descriptors_run_out_a_job_is_refused_and_says_for_what(void)
{
    static const char *const words[] = {
        "handing a file over", "handing a file over", "a pipe for a result",
        "a pipe for a result", "a pipe for a result", "a pipe for a result"
    };
    g_autoptr(Liar) liar = liar_new("idle");
    int output = new_file(), fd = input("film");
    const Job job = { .kind = JOB_DECODE, .fd = fd, .output = output };

    for (gsize n = 0; n <= G_N_ELEMENTS(words); n++) {
        g_autoptr(Crew) crew = open_liar(liar, (CrewParams){ .jobs = 1, .of_pairs = TRUE });
        g_autoptr(GError) error = NULL;
        gboolean good;

        leave_descriptors((int)n);
        good = crew_submit(crew, &job, &error);
        have_descriptors_again();
        g_assert_cmpint(good, ==, n == G_N_ELEMENTS(words));
        g_assert_cmpint(crew_jobs(crew), ==, good);
        if (!good) {
            g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_MFILE);
            g_assert_nonnull(strstr(error->message, words[n]));
        }
    }
    close(output);
    close(fd);
}

static void a_job_that_waits_waits_no_longer_where_descriptors_run_out(void)
{
    g_autoptr(Liar) liar = liar_new("refused");
    g_autoptr(Crew) crew = open_liar(liar, (CrewParams){ .jobs = 1 });
    g_auto(JobResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    CrewNext got;

    submit(crew, 1, "film", KIND_ROOMY);
    for (int i = 0; i < 5; i++)
        g_assert_cmpint(crew_next(crew, 10, &result, &error), ==, CREW_NOTHING);
    g_assert_cmpint(crew_jobs(crew), ==, 1);
    leave_descriptors(0);
    got = crew_next(crew, -1, &result, &error);
    have_descriptors_again();
    g_assert_cmpint(got, ==, CREW_FAILED);
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_MFILE);
}

/* Closing. */

static void assert_nobody_is_left(void)
{
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1); /* no child, and no zombie */
    g_assert_cmpint(errno, ==, ECHILD);
}

static void closing_needs_no_descriptor(void)
{
    Crew *crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });

    leave_descriptors(0);
    crew_close(crew);
    have_descriptors_again();
    assert_nobody_is_left();
}

static void closing_is_not_held_up_by_an_examiner_that_hangs(void)
{
    Crew *crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });

    kill(the_examiner(), SIGSTOP);
    crew_close(crew);
    assert_nobody_is_left();
}

static void a_signal_while_closing_leaves_nobody(void)
{
    Crew *crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });

    interruptions = 3;
    crew_close(crew);
    g_assert_cmpint(interruptions, ==, 0);
    assert_nobody_is_left();
}

/* Whoever starts pianmu may have left it so; children are then gone when they end. */
static void how_a_child_ended_is_known_where_the_system_reaps_children(void)
{
    static const Case cases[] = {
        { "segv", KIND_ROOMY, "crashed", REASON_CRASHED, TRUE },
        { "exit 70", KIND_ROOMY, "limit", REASON_MEMORY, TRUE },
        { "wait", KIND_HASTY, "pending", REASON_SLOW, TRUE },
    };

    signal(SIGCHLD, SIG_IGN);
    {
        g_autoptr(Crew) crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });

        check_cases(crew, cases, G_N_ELEMENTS(cases));
    }
    signal(SIGCHLD, SIG_DFL);
}

static void closing_ends_where_the_system_reaps_children(void)
{
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 2; i++) { /* it ends when it is told to; it has ended before */
        Crew *crew = open_with(EXAMINER, (CrewParams){ .jobs = 1 });
        pid_t examiner = the_examiner();

        if (i == 1) {
            kill(examiner, SIGKILL);
            wait_until_group_is_gone(examiner);
        }
        crew_close(crew);
        assert_nobody_is_left();
    }
    signal(SIGCHLD, SIG_DFL);
}

static void closing_ends_everything(void)
{
    Crew *crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });
    pid_t examiner = the_examiner();
    int before;

    submit(crew, 1, "wait", KIND_ROOMY);
    submit(crew, 2, "loop", KIND_ROOMY);
    g_assert_cmpint(crew_next(crew, 20, &(JobResult){ 0 }, NULL), ==, CREW_NOTHING);
    before = count_descriptors(getpid());
    crew_close(crew);
    assert_nobody_is_left();
    wait_until_group_is_gone(examiner); /* those that it has killed */
    g_assert_cmpint(count_descriptors(getpid()), <, before);
}

static G_NORETURN void be_pianmu(int tell)
{
    Crew *crew = open_with(EXAMINER, (CrewParams){ .jobs = 2 });
    pid_t examiner = the_examiner();

    submit(crew, 1, "wait", KIND_ROOMY);
    submit(crew, 2, "wait", KIND_ROOMY);
    while (count_processes(process_is_child_of, examiner, NULL) < 2)
        g_usleep(1000);
    if (write(tell, &examiner, sizeof examiner) != sizeof examiner)
        _exit(1);
    for (;;)
        pause();
}

static void when_pianmu_is_killed_nothing_goes_on(void)
{
    int ends[2];
    pid_t pianmu, examiner;

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    pianmu = fork();
    if (pianmu == 0)
        be_pianmu(ends[1]);
    close(ends[1]);
    g_assert_cmpint(read(ends[0], &examiner, sizeof examiner), ==, sizeof examiner);
    close(ends[0]);
    kill(pianmu, SIGKILL);
    g_assert_cmpint(waitpid(pianmu, NULL, 0), ==, pianmu);
    wait_until_group_is_gone(examiner);
}

static void where_seccomp_is_refused_nothing_is_examined(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = try_to_open("pianmu-examine-refused", &(CrewParams){ .jobs = 1 }, &error);

    g_assert_error(error, CREW_ERROR, CREW_ERROR_SANDBOX);
    g_assert_nonnull(strstr(error->message, "--no-sandbox"));
    g_assert_nonnull(strstr(error->message, "seccomp: Invalid argument"));
    g_assert_null(crew);
}

static void where_seccomp_only_pretends_nothing_is_examined(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = try_to_open("pianmu-examine-show", &(CrewParams){ .jobs = 1 }, &error);

    g_assert_error(error, CREW_ERROR, CREW_ERROR_SANDBOX);
    g_assert_null(crew);
}

static void where_seccomp_is_refused_no_sandbox_works(void)
{
    g_autoptr(Crew) crew = open_with("pianmu-examine-refused", (CrewParams){ .jobs = 1, .no_sandbox = TRUE });
    g_auto(JobResult) result = { 0 };

    run(crew, "ok 5", KIND_ROOMY, &result);
    assert_is_the_answer_to(&result, 5);
}

static void a_refused_fork_is_tried_again(void)
{
    g_autoptr(Crew) crew = open_with("pianmu-examine-crowded", (CrewParams){ .jobs = 4 });

    for (int i = 0; i < 4; i++)
        submit(crew, (guint64)i, "ok 9", KIND_ROOMY);
    for (int i = 0; i < 4; i++) {
        g_auto(JobResult) result = { 0 };

        next(crew, &result);
        assert_is_the_answer_to(&result, 9);
    }
}

static void a_fork_that_is_always_refused_ends_the_run(void)
{
    g_autoptr(Crew) crew = open_with("pianmu-examine-full", (CrewParams){ .jobs = 2 });
    g_autoptr(GError) error = NULL;
    g_auto(JobResult) result = { 0 };
    CrewNext got;

    submit(crew, 1, "ok 1", KIND_ROOMY);
    submit(crew, 2, "ok 2", KIND_ROOMY);
    while ((got = crew_next(crew, -1, &result, &error)) ==
           CREW_RESULT) /* the first, where there was no trial */
        job_result_clear(&result);
    g_assert_cmpint(got, ==, CREW_FAILED);
    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
}

static Crew *start_without_waiting(void)
{
    g_autofree char *path = examiner_path(EXAMINER);
    g_autoptr(GError) error = NULL;
    Crew *crew = crew_start(&(CrewParams){ .examiner = path, .jobs = 1 }, &error);

    g_assert_no_error(error);
    return crew;
}

static void await(Crew *crew)
{
    g_autoptr(GError) error = NULL;
    gboolean good = crew_await(crew, &error);

    g_assert_no_error(error);
    g_assert_true(good);
}

static void nobody_need_wait_while_it_starts(void)
{
    g_autoptr(Crew) crew = start_without_waiting();
    g_auto(JobResult) result = { 0 };

    g_assert_cmpint(the_examiner(), >, 0);
    await(crew);
    await(crew); /* once more is no harm */
    run(crew, "ok 7", KIND_ROOMY, &result);
    assert_is_the_answer_to(&result, 7);
}

static void how_long_it_has_been_starting_is_not_held_against_it(void)
{
    g_autoptr(Crew) crew = start_without_waiting();
    pid_t first = the_examiner();

    pass_half_a_minute(SIGALRM);
    await(crew);
    g_assert_cmpint(the_examiner(), ==, first);
}

static void what_died_before_it_was_awaited_is_replaced(void)
{
    g_autoptr(Crew) crew = start_without_waiting();
    g_auto(JobResult) result = { 0 };

    g_assert_cmpint(kill(the_examiner(), SIGKILL), ==, 0);
    await(crew);
    run(crew, "ok 8", KIND_ROOMY, &result);
    assert_is_the_answer_to(&result, 8);
}

static void what_was_never_awaited_is_closed_all_the_same(void)
{
    Crew *crew = start_without_waiting();

    g_assert_cmpint(count_processes(process_is_child_of, getpid(), NULL), ==, 1);
    crew_close(crew);
    g_assert_cmpint(count_processes(process_is_child_of, getpid(), NULL), ==, 0);
}

static void a_program_that_is_not_there_is_said_so(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = try_to_open("no-such-program", &(CrewParams){ .jobs = 1 }, &error);

    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    g_assert_nonnull(strstr(error->message, "no-such-program"));
    g_assert_null(crew);
}

static void where_none_is_beside_this_program_none_is_found(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .jobs = 1 }, &error);

    if (crew) {
        g_test_skip("pianmu is installed on this system, and found");
        return;
    }
    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    g_assert_nonnull(strstr(error->message, "pianmu-examine is not to be found"));
}

static void what_is_no_program_is_not_started(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .examiner = "/" }, &error);

    g_assert_null(crew);
    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    g_assert_nonnull(strstr(error->message, "/: Permission denied"));
}

static void a_program_that_keeps_dying_is_given_up(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .examiner = "/bin/false" }, &error);

    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    g_assert_nonnull(strstr(error->message, "ended with code 1"));
    g_assert_null(crew);
}

static void what_a_dying_program_complains_of_is_passed_on(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .examiner = "/bin/mkdir" }, &error);

    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    g_assert_nonnull(strstr(error->message, "missing operand"));
    g_assert_null(strchr(error->message, '\n'));
    g_assert_null(crew);
}

static void of_a_long_complaint_the_beginning_is_passed_on(void)
{
    g_autoptr(Liar) liar = liar_new("complaint");
    g_autoptr(GError) error = NULL;
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .examiner = liar }, &error);
    const char *complaint;

    g_assert_null(crew);
    g_assert_error(error, CREW_ERROR, CREW_ERROR_START);
    complaint = strstr(error->message, "xxx");
    g_assert_nonnull(complaint);
    g_assert_cmpint(strlen(complaint), ==, 512);
}

/* The whole suite runs as root and, by a run of its own, as nobody. */
static gboolean become_nobody(void)
{
    return setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
           setresuid(NOBODY, NOBODY, NOBODY) == 0 && prctl(PR_SET_DUMPABLE, 1) == 0;
}

typedef struct {
    const char *name;
    GTestFunc function;
    gboolean needs_sandbox;
} Test;

static const Test tests[] = {
    { "large pictures arrive whole", large_pictures_arrive_whole, FALSE },
    { "noise is no answer", noise_is_no_answer, FALSE },
    { "a thousand jobs leave nothing behind", a_thousand_jobs_leave_nothing_behind, FALSE },
    { "a child cannot move the caller's place in the file", a_child_cannot_move_the_callers_place_in_the_file,
      FALSE },
    { "a file whose rights have changed is examined all the same",
      a_file_whose_rights_have_changed_is_examined_all_the_same, FALSE },
    { "what a pair writes takes the place of what was there",
      what_a_pair_writes_takes_the_place_of_what_was_there, FALSE },
    { "what a pair is to write into can be emptied, or nothing is sent",
      what_a_pair_is_to_write_into_can_be_emptied_or_nothing_is_sent, FALSE },
    { "two children a pair are counted", two_children_a_pair_are_counted, FALSE },
    { "when the examiner dies a pair is begun anew", when_the_examiner_dies_a_pair_is_begun_anew, FALSE },
    { "a patient job has three times as long", a_patient_job_has_three_times_as_long, FALSE },
    { "waiting ends when time is up", waiting_ends_when_time_is_up, FALSE },
    { "waiting ends at once when there is no time", waiting_ends_at_once_when_there_is_no_time, FALSE },
    { "a signal ends the waiting", a_signal_ends_the_waiting, FALSE },
    { "when the examiner dies its jobs are done by the next",
      when_the_examiner_dies_its_jobs_are_done_by_the_next, FALSE },
    { "a job that finds nobody to take it waits for the next one",
      a_job_that_finds_nobody_to_take_it_waits_for_the_next_one, FALSE },
    { "when the examiner hangs it is replaced", when_the_examiner_hangs_it_is_replaced, FALSE },
    { "an examiner that never says hello is given up", an_examiner_that_never_says_hello_is_given_up, FALSE },
    { "a hello that is not ours is refused", a_hello_that_is_not_ours_is_refused, FALSE },
    { "the sandbox may be left out where it is not wanted or not possible",
      the_sandbox_may_be_left_out_where_it_is_not_wanted_or_not_possible, FALSE },
    { "an examiner that talks nonsense is given up", an_examiner_that_talks_nonsense_is_given_up, FALSE },
    { "a job that is said to have ended twice ends once", a_job_that_is_said_to_have_ended_twice_ends_once,
      FALSE },
    { "there is room for 128 and no more", there_is_room_for_128_and_no_more, FALSE },
    { "where descriptors run out nothing starts and none is lost",
      where_descriptors_run_out_nothing_starts_and_none_is_lost, FALSE },
    { "where descriptors run out a job is refused and says for what",
      where_descriptors_run_out_a_job_is_refused_and_says_for_what, FALSE },
    { "a job that waits waits no longer where descriptors run out",
      a_job_that_waits_waits_no_longer_where_descriptors_run_out, FALSE },
    { "closing ends everything", closing_ends_everything, FALSE },
    { "closing needs no descriptor", closing_needs_no_descriptor, FALSE },
    { "closing is not held up by an examiner that hangs", closing_is_not_held_up_by_an_examiner_that_hangs,
      FALSE },
    { "a signal while closing leaves nobody", a_signal_while_closing_leaves_nobody, FALSE },
    { "closing ends where the system reaps children", closing_ends_where_the_system_reaps_children, FALSE },
    { "when pianmu is killed nothing goes on", when_pianmu_is_killed_nothing_goes_on, FALSE },
    { "a refused fork is tried again", a_refused_fork_is_tried_again, FALSE },
    { "a fork that is always refused ends the run", a_fork_that_is_always_refused_ends_the_run, FALSE },
    { "nobody need wait while it starts", nobody_need_wait_while_it_starts, FALSE },
    { "how long it has been starting is not held against it",
      how_long_it_has_been_starting_is_not_held_against_it, FALSE },
    { "what died before it was awaited is replaced", what_died_before_it_was_awaited_is_replaced, FALSE },
    { "what was never awaited is closed all the same", what_was_never_awaited_is_closed_all_the_same, FALSE },
    { "a program that is not there is said so", a_program_that_is_not_there_is_said_so, FALSE },
    { "where none is beside this program none is found", where_none_is_beside_this_program_none_is_found,
      FALSE },
    { "what is no program is not started", what_is_no_program_is_not_started, FALSE },
    { "of a long complaint the beginning is passed on", of_a_long_complaint_the_beginning_is_passed_on,
      FALSE },
    { "a program that keeps dying is given up", a_program_that_keeps_dying_is_given_up, FALSE },
    { "what a dying program complains of is passed on", what_a_dying_program_complains_of_is_passed_on,
      FALSE },
    { "a misbehaving child costs its own outcome alone", a_misbehaving_child_costs_its_own_outcome_alone,
      TRUE },
    { "without a sandbox deadlines and limits hold all the same",
      without_a_sandbox_deadlines_and_limits_hold_all_the_same, TRUE },
    { "no forbidden call is let through", no_forbidden_call_is_let_through, TRUE },
    { "seccomp alone lets none through, even for root", seccomp_alone_lets_none_through_even_for_root, TRUE },
    { "a child has two descriptors beside the null device",
      a_child_has_two_descriptors_beside_the_null_device, TRUE },
    { "either half of a pair can spoil it, and is named", either_half_of_a_pair_can_spoil_it_and_is_named,
      TRUE },
    { "neither half of a pair gets a forbidden call through",
      neither_half_of_a_pair_gets_a_forbidden_call_through, TRUE },
    { "what a pair may write is bounded", what_a_pair_may_write_is_bounded, TRUE },
    { "only the second half holds the file", only_the_second_half_holds_the_file, TRUE },
    { "each half has three descriptors beside the null device",
      each_half_has_three_descriptors_beside_the_null_device, TRUE },
    { "two hundred pairs leave nothing behind", two_hundred_pairs_leave_nothing_behind, TRUE },
    { "how a child ended is known where the system reaps children",
      how_a_child_ended_is_known_where_the_system_reaps_children, TRUE },
    { "where seccomp is refused nothing is examined", where_seccomp_is_refused_nothing_is_examined, TRUE },
    { "where seccomp only pretends nothing is examined", where_seccomp_only_pretends_nothing_is_examined,
      TRUE },
    { "where seccomp is refused --no-sandbox works", where_seccomp_is_refused_no_sandbox_works, TRUE },
};

#ifdef EXAMINE_SANITIZED
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

static void skip(void)
{
    g_test_skip("a sanitized build has no sandbox, and its children's faults are the sanitizers' to catch");
}

static gboolean examiner_is_within_reach(void)
{
    g_autofree char *path = g_build_filename(g_getenv("PIANMU_TEST_EXAMINERS"), EXAMINER, NULL);

    return access(path, X_OK) == 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && g_str_equal(argv[1], "--as-nobody")) {
        if (geteuid() != 0 || !become_nobody()) {
            puts(
                "1..0 # SKIP only root can become nobody; the other run of this suite is an ordinary user's");
            return 0;
        }
        if (!examiner_is_within_reach()) {
            puts("1..0 # SKIP nobody may not enter the folder of this build");
            return 0;
        }
    }
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strconcat("/crew/", tests[i].name, NULL);

        g_test_add_func(path, SANITIZED && tests[i].needs_sandbox ? skip : tests[i].function);
    }
    return g_test_run();
}
