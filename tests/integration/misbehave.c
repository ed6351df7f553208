/* tests/integration/misbehave.c
 *
 * An examine() that does what its input says: the first bytes of the file are a word and its arguments. It
 * stands in for indexer/media in pianmu-examine-faulty, which is otherwise the real thing.
 */
#include "indexer/crew/control.h"
#include "indexer/media/examine.h"
#include "indexer/media/proxy.h"
#include "tests/integration/misdeeds.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RESULT_FD 4

/* What the process is like before the sandbox, when it may still be asked. */
static struct {
    gboolean empty_environment, nobody, no_groups, undumpable, no_new_privileges, polite, batch;
} settings;

static const char *arguments = ""; /* what follows the word */

void media_warm_up(void)
{
    gid_t groups[1];

    misdeeds_prepare();
    settings.empty_environment = environ[0] == NULL;
    settings.nobody = getuid() == 65534 && geteuid() == 65534 && getgid() == 65534;
    settings.no_groups = getgroups(0, groups) == 0;
    settings.undumpable = prctl(PR_GET_DUMPABLE) == 0;
    settings.no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    settings.polite = getpriority(PRIO_PROCESS, 0) >= 10;
    settings.batch = sched_getscheduler(0) == SCHED_BATCH;
}

const char *media_release(void)
{
    return "0.0.1";
}

const char *media_version(void)
{
    return "libmisbehave 1.2.3";
}

static void answer(Report *report, Status status, const char *reason)
{
    report->status = status;
    report->reason = g_strdup(reason);
}

static void add_picture(Report *report, int width, int height)
{
    Picture *picture = picture_new(width, height);

    memset(picture->data, 128, picture_length(width, height));
    report_add_picture(report, PICTURE_POSTER, 1000, picture);
}

/* Says its number back, so that answers can be told apart. */
static void behave(Report *report)
{
    report->facts->file.duration = g_ascii_strtoll(arguments, NULL, 10);
    report->facts->has_video = TRUE;
    report->facts->video.codec_name = g_strdup("h264");
    add_picture(report, 320, 180);
}

static void send_large_pictures(Report *report)
{
    behave(report);
    g_ptr_array_set_size(report->pictures, 0);
    for (int side = 1280; side >= 320; side /= 2)
        add_picture(report, side, side);
}

static void dereference_null(Report *report G_GNUC_UNUSED)
{
    *(volatile int *)(guintptr)arguments[strlen(arguments)] = 1;
}

static void call_abort(Report *report G_GNUC_UNUSED)
{
    abort();
}

static void fail_an_assertion(Report *report)
{
    g_assert_null(report);
}

static void free_twice(Report *report G_GNUC_UNUSED)
{
    void *volatile memory = malloc(100000), *volatile again = memory;

    free(memory);
    free(again);
}

static int sink(volatile char *above)
{
    volatile char here[4096];

    here[0] = *above;
    return *above == 'x' ? 0 : sink(here) + here[0];
}

static void overflow_the_stack(Report *report G_GNUC_UNUSED)
{
    sink(&(char){ 0 });
}

static void divide_by_zero(Report *report)
{
    volatile int zero = 0, large = 1000;

    report->facts->file.bit_rate = large / zero;
}

static void exit_with(Report *report G_GNUC_UNUSED)
{
    _exit((int)g_ascii_strtoll(arguments, NULL, 10));
}

static void give_half(Report *report)
{
    guint8 half[40] = "PNMR\x40";

    answer(report, STATUS_OK, NULL);
    _exit(write(RESULT_FD, half, sizeof half) < 0 ? 1 : 0);
}

static void give_too_much(Report *report)
{
    behave(report);
    report_write(report, RESULT_FD);
    _exit(write(RESULT_FD, "x", 1) < 0 ? 1 : 0);
}

static void give_twice(Report *report)
{
    behave(report);
    report_write(report, RESULT_FD); /* and once more when this returns */
}

static void give_and_crash(Report *report)
{
    behave(report);
    report_write(report, RESULT_FD);
    dereference_null(report);
}

static void give_and_hang_up(Report *report)
{
    behave(report);
    report_write(report, RESULT_FD);
    _exit(3);
}

static void claim_4_gib(Report *report G_GNUC_UNUSED)
{
    guint8 head[8] = { 'P', 'N', 'M', 'R', 0xff, 0xff, 0xff, 0xff };

    _exit(write(RESULT_FD, head, sizeof head) < 0 ? 1 : 0);
}

static void flood(Report *report G_GNUC_UNUSED)
{
    static guint8 water[65536];

    while (write(RESULT_FD, water, sizeof water) > 0)
        continue;
    _exit(0);
}

static void babble(Report *report G_GNUC_UNUSED)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_ascii_strtoull(arguments, NULL, 10));
    guint8 bytes[4096];
    gsize length = (gsize)g_rand_int_range(random, 0, sizeof bytes);

    for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8)g_rand_int(random);
    memcpy(bytes, "PNMR", 4);
    memset(bytes + 6, 0, 2);
    _exit(write(RESULT_FD, bytes, length) < 0 ? 1 : 0);
}

static void say_the_impossible(Report *report)
{
    behave(report);
    report->facts->video.rotation = 271;
}

static void loop(Report *report G_GNUC_UNUSED)
{
    for (volatile int i = 0;; i++)
        continue;
}

static void wait_forever(Report *report G_GNUC_UNUSED)
{
    for (int never = 0;;)
        syscall(SYS_futex, &never, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void send_signal(Report *report G_GNUC_UNUSED)
{
    syscall(SYS_kill, syscall(SYS_getpid), (int)g_ascii_strtoll(arguments, NULL, 10));
}

static void eat_memory(Report *report)
{
    gsize eaten = 0;

    for (volatile char *block; (block = malloc(1 << 20));
         eaten++) /* it is addresses that are limited; filling them takes time */
        *block = 1;
    answer(report, STATUS_LIMIT, eaten < 1024 ? "limit" : "no-limit");
}

static void ask_glib_for_too_much(Report *report)
{
    report->reason = g_malloc((gsize)1 << 40);
}

static void eat_memory_with_glib(Report *report G_GNUC_UNUSED)
{
    for (;;)
        *(volatile char *)g_malloc(1 << 20) = 1;
}

static void warn(Report *report)
{
    g_warning("the %s is dropped", "rest");
    g_return_if_fail(report == NULL);
}

static void commit_a_misdeed(Report *report)
{
    gboolean allowed = misdeed_try(arguments);

    answer(report, STATUS_BROKEN, allowed ? "allowed" : "refused");
}

/* Its duration is how many descriptors it finds open. */
static void count_descriptors(Report *report)
{
    report->facts->file.duration = 0;
    for (int fd = 0; fd < 5000; fd++)
        report->facts->file.duration +=
            write(fd, NULL, 0) == 0 || errno != EBADF || lseek(fd, 0, SEEK_CUR) >= 0 || errno == ESPIPE;
}

/* What its descriptors from 3 on are: film (or file), pipe, result. */
static void tell_what_it_holds(Report *report)
{
    g_auto(GStrv) wanted = g_strsplit(arguments, " ", -1);

    for (int i = 0; wanted[i]; i++) {
        gboolean is_file = lseek(3 + i, 0, SEEK_CUR) >= 0;

        if (is_file != g_str_equal(wanted[i], "film"))
            answer(report, STATUS_BROKEN, is_file ? "file" : "pipe");
    }
}

static void tell_settings(Report *report)
{
    const struct {
        gboolean good;
        const char *otherwise;
    } wanted[] = {
        { settings.empty_environment, "environment" },
        { settings.nobody, "user" },
        { settings.no_groups, "groups" },
        { settings.undumpable, "dumpable" },
        { settings.no_new_privileges, "privileges" },
        { settings.polite, "nice" },
        { settings.batch, "batch" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        if (!wanted[i].good)
            answer(report, STATUS_BROKEN, wanted[i].otherwise);
    }
}

/* Leaves the position of the descriptor elsewhere. */
static void seek_away(Report *report)
{
    report->facts->file.duration = lseek(3, 12345, SEEK_SET);
}

static const struct {
    const char *word;
    void (*act)(Report *report);
} acts[] = {
    { "ok", behave },
    { "large", send_large_pictures },
    { "segv", dereference_null },
    { "abort", call_abort },
    { "assert", fail_an_assertion },
    { "double-free", free_twice },
    { "stack", overflow_the_stack },
    { "fpe", divide_by_zero },
    { "exit", exit_with },
    { "half", give_half },
    { "extra", give_too_much },
    { "twice", give_twice },
    { "crash-after", give_and_crash },
    { "exit-after", give_and_hang_up },
    { "4gib", claim_4_gib },
    { "flood", flood },
    { "babble", babble },
    { "impossible", say_the_impossible },
    { "loop", loop },
    { "wait", wait_forever },
    { "signal", send_signal },
    { "malloc", eat_memory },
    { "g_malloc", ask_glib_for_too_much },
    { "bomb", eat_memory_with_glib },
    { "warn", warn },
    { "misdeed", commit_a_misdeed },
    { "descriptors", count_descriptors },
    { "holds", tell_what_it_holds },
    { "settings", tell_settings },
    { "seek", seek_away },
};

/* Ends the first of these words; what follows it. */
static char *split(char *words)
{
    char *space = strchr(words, ' ');

    if (!space)
        return words + strlen(words);
    *space = '\0';
    return space + 1;
}

static void read_command(int fd, char *command, gsize size)
{
    ssize_t length = lseek(fd, 0, SEEK_SET) == 0 ? read(fd, command, size - 1) : -1;

    command[MAX(length, 0)] = '\0';
}

/* "deep WORD …" does as WORD says where it is checked in depth, and is good in every other job; "strip WORD …" is alike. */
static const char *word_of(char *command, JobKind kind)
{
    static const char *const kinds[] = { [JOB_DEEP] = "deep", [JOB_STRIP] = "strip" };
    char *rest = split(command);

    arguments = rest;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_strcmp0(command, kinds[i]) != 0)
            continue;
        arguments = split(rest);
        return kind == i ? rest : "ok";
    }
    return command;
}

void examine(int fd, const ExamineParams *params, Report *report)
{
    static char command[128];
    const char *word;

    read_command(fd, command, sizeof command);
    word = word_of(command, params->kind);
    if (params->kind == JOB_DEEP)
        report->deep = deep_facts_new();
    for (gsize i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (g_strcmp0(acts[i].word, word) == 0) {
            acts[i].act(report);
            return;
        }
    }
    answer(report, STATUS_BROKEN, "unknown-command");
}

/* ---- pairs: "FIRST/SECOND", words and their arguments; the first half tells the second what it is to do ---- */

#define WORDS 64

static gboolean act(const char *word, Report *report)
{
    for (gsize i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (g_strcmp0(acts[i].word, word) == 0) {
            acts[i].act(report);
            return TRUE;
        }
    }
    answer(report, STATUS_BROKEN, "unknown-command");
    return TRUE;
}

static gboolean gush(int pipe)
{
    static guint8 water[65536];

    while (write(pipe, water, sizeof water) > 0)
        continue;
    return FALSE;
}

gboolean proxy_decode(int film, int pipe, G_GNUC_UNUSED const MediaLimits *limits, Report *report)
{
    static char command[128];
    char words[WORDS] = "";
    char *second;

    read_command(film, command, sizeof command);
    second = strchr(command, '/');
    *second++ = '\0';
    g_strlcpy(words, second, sizeof words);
    if (write(pipe, words, sizeof words) < 0)
        return FALSE;
    arguments = split(command);
    if (g_str_equal(command, "gush"))
        return gush(pipe);
    if (g_str_equal(command, "hang-up")) {
        close(pipe);
        wait_forever(report);
    }
    if (g_str_equal(command, "broken"))
        answer(report, STATUS_BROKEN, "corrupt");
    if (g_str_equal(command, "broken") || g_str_equal(command, "leave"))
        return TRUE;
    return act(command, report);
}

/* To the end of what the first half says; how much it was. */
static gint64 drink(int pipe)
{
    static guint8 water[65536];
    gint64 total = 0;
    ssize_t n;

    while ((n = read(pipe, water, sizeof water)) > 0)
        total += n;
    return total;
}

static void grow(int file)
{
    static guint8 water[65536];

    while (write(file, water, sizeof water) > 0)
        continue;
}

/* What is written is what the one who examines it is to do: "write ok 7"; "film" where nothing is said. */
static gboolean write_film(int pipe, int file)
{
    const char *film = *arguments ? arguments : "film";

    drink(pipe);
    return write(file, film, strlen(film)) == (gssize)strlen(film);
}

gboolean proxy_encode(int pipe, int file, Report *report)
{
    static char words[WORDS];

    if (read(pipe, words, sizeof words) != sizeof words)
        return FALSE;
    arguments = split(words);
    if (g_str_equal(words, "reject"))
        return FALSE;
    if (g_str_equal(words, "refuse"))
        return drink(pipe) < 0;
    if (g_str_equal(words, "leave"))
        return TRUE;
    if (g_str_equal(words, "give-up")) {
        answer(report, STATUS_LIMIT, "disk");
        return TRUE;
    }
    if (g_str_equal(words, "grow"))
        grow(file);
    if (g_str_equal(words, "write"))
        return write_film(pipe, file);
    return act(words, report);
}
