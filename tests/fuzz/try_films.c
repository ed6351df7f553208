/* Films that are meant to do harm, put through the crew: mutants of whole films, or the files named. Says what became of them, and of each fault
 * how to see it again; ends with 1 where there is any.
 *
 *   try-films --examiner PATH [--sanitized] --files N --seed S[:K] [--samples FOLDER]     N mutants of seed S, from number K on
 *   try-films --examiner PATH [--sanitized] FILE…                                          a line of text for each job of each file
 */
#include "tests/fuzz/mutant.h"
#include "tests/fuzz/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SKIPPED 77
/* Whole films go back to the system at once: what this process has grown by is then the crew's doing. */
#define LARGE_BYTES (256 * 1024)

#define ALL_KINDS                                                                                            \
    (1U << JOB_EXAMINE | 1U << JOB_DEEP | 1U << JOB_STRIP | 1U << JOB_CAPTIONS | 1U << JOB_DECODE)
#define PROGRESS_US (G_USEC_PER_SEC / 5)

static struct {
    char *examiner, *seed, *samples;
    char **files;
    int count;
    gboolean sanitized;
} given;

static const GOptionEntry options[] = {
    { "examiner", 0, 0, G_OPTION_ARG_FILENAME, &given.examiner, "the program that examines", "PATH" },
    { "sanitized", 0, 0, G_OPTION_ARG_NONE, &given.sanitized, "it is a sanitized build", NULL },
    { "files", 0, 0, G_OPTION_ARG_INT, &given.count, "how many mutants", "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &given.seed, "which, and from which number on", "S[:K]" },
    { "samples", 0, 0, G_OPTION_ARG_FILENAME, &given.samples, "films to damage beside our own", "FOLDER" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.files, NULL, "FILE…" },
    { NULL },
};

typedef struct {
    FilmStock *stock;
    guint32 seed, first, next, done;
    GHashTable *outcomes; /* "examine ok" → how many */
    guint faults;
    gint64 shown_us;
} Session;

/* ---- inputs ---- */

static int file_in_memory(const GByteArray *bytes)
{
    int fd = memfd_create("mutant", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, bytes->data, bytes->len), ==, (gssize)bytes->len);
    return fd;
}

/* Every mutant is examined, and every second one has another job as well, whatever the first one found. */
static guint kinds_of(guint32 number)
{
    static const JobKind others[] = { JOB_STRIP, JOB_DEEP, JOB_CAPTIONS, JOB_DECODE };

    return 1U << JOB_EXAMINE |
           (number % 2 ? 0 : 1U << others[(number / 2 + number / 16) % G_N_ELEMENTS(others)]);
}

static gboolean next_mutant(gpointer user, TrialInput *input)
{
    Session *session = user;
    guint32 number = session->next;
    g_autoptr(Mutant) mutant = NULL;

    if (number - session->first == (guint32)given.count)
        return FALSE;
    session->next++;
    mutant = mutant_make(session->stock, session->seed, number);
    *input = (TrialInput){ .number = number, .fd = file_in_memory(mutant->bytes), .kinds = kinds_of(number) };
    return TRUE;
}

static gboolean next_file(gpointer user, TrialInput *input)
{
    Session *session = user;
    const char *path = given.files[session->next];

    if (!path)
        return FALSE;
    *input = (TrialInput){ .number = session->next++,
                           .fd = open(path, O_RDONLY | O_CLOEXEC),
                           .kinds = ALL_KINDS,
                           .only_films = TRUE };
    if (input->fd < 0) {
        fprintf(stderr, "%s: %s\n", path, g_strerror(errno));
        exit(2);
    }
    return TRUE;
}

/* ---- what is said ---- */

static const char *slug_of(JobKind kind)
{
    JobLimits limits;

    job_limits(kind, (JobExtent){ 0 }, &limits);
    return limits.slug;
}

static void count_outcome(Session *session, const TrialEnd *end)
{
    const Report *report = end->result->report;
    char *name = g_strdup_printf("%-8s %s%s%s", slug_of(end->kind), status_slug(report->status),
                                 report->reason ? " " : "", report->reason ? report->reason : "");
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(session->outcomes, name));

    g_hash_table_replace(session->outcomes, name, GUINT_TO_POINTER(n + 1));
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static void show_progress(Session *session)
{
    gint64 now_us = g_get_monotonic_time();

    if (!isatty(STDERR_FILENO) || now_us - session->shown_us < PROGRESS_US)
        return;
    session->shown_us = now_us;
    clear_progress();
    fprintf(stderr, "%u of %d, %u faults", session->done, given.count, session->faults);
    fflush(stderr);
}

static void tell_fault(const Session *session, const TrialEnd *end)
{
    guint32 number = (guint32)end->input->number;
    g_autoptr(Mutant) mutant = mutant_make(session->stock, session->seed, number);
    g_autofree char *samples = mutant->of_sample ? g_shell_quote(given.samples) : NULL;

    clear_progress();
    printf("%s: %s (%s %s)\n  %s\n  again: ./run fuzz --files 1 --seed %u:%u%s%s\n", slug_of(end->kind),
           end->fault, status_slug(end->result->report->status),
           end->result->report->reason ? end->result->report->reason : "", mutant->how, session->seed, number,
           samples ? " --samples " : "", samples ? samples : "");
}

static void mutant_ended(gpointer user, const TrialEnd *end)
{
    Session *session = user;

    count_outcome(session, end);
    if (!end->fault)
        return;
    session->faults++;
    tell_fault(session, end);
}

static void mutant_over(gpointer user, G_GNUC_UNUSED const TrialInput *input)
{
    Session *session = user;

    session->done++;
    show_progress(session);
}

/* NAME KIND STATUS REASON CPU-MILLISECONDS MIB PICTURES FAULT, separated by tabs; - where there is none. */
static void file_ended(gpointer user, const TrialEnd *end)
{
    Session *session = user;
    const Report *report = end->result->report;
    g_autofree char *name = g_path_get_basename(given.files[end->input->number]);

    session->faults += end->fault != NULL;
    printf("%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t", name, slug_of(end->kind),
           status_slug(report->status), report->reason ? report->reason : "-", end->result->cpu_us / 1000,
           end->result->peak_bytes >> 20);
    for (guint i = 0; i < report->pictures->len; i++) {
        const ReportPicture *one = report->pictures->pdata[i];

        printf("%s%dx%d", i ? " " : "", one->picture->width, one->picture->height);
    }
    printf("%s\t%s\n", report->pictures->len ? "" : "-", end->fault ? end->fault : "-");
}

static void tell_sums(Session *session, const TrialSums *sums)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(session->outcomes), (GCompareFunc)g_strcmp0);

    clear_progress();
    for (GList *name = names; name; name = name->next)
        printf("%7u  %s\n", GPOINTER_TO_UINT(g_hash_table_lookup(session->outcomes, name->data)),
               (const char *)name->data);
    printf("%u of %d mutants of seed %u came to an end, from number %u on, of %u films.\n", session->done,
           given.count, session->seed, session->first, film_stock_size(session->stock));
    printf("The longest job took %.1f s, the largest child %" G_GINT64_FORMAT
           " MiB; this process has grown by %" G_GINT64_FORMAT " KiB.\n",
           (double)sums->longest_us / 1e6, sums->largest_bytes >> 20, sums->growth_bytes >> 10);
}

static int conclude(const Session *session, const TrialSums *sums)
{
    for (guint i = 0; i < sums->faults->len; i++)
        printf("fault of the crew: %s\n", (const char *)sums->faults->pdata[i]);
    if (!given.files)
        printf("%u faults.\n", session->faults + sums->faults->len);
    return session->faults + sums->faults->len > 0;
}

/* ---- the whole ---- */

static int try(Session *session)
{
    const TrialParams params = { .examiner = given.examiner,
                                 .sanitized = given.sanitized,
                                 .next = given.files ? next_file : next_mutant,
                                 .ended = given.files ? file_ended : mutant_ended,
                                 .over = given.files ? NULL : mutant_over,
                                 .user = session };
    g_auto(TrialSums) sums = { 0 };
    g_autoptr(GError) error = NULL;

    if (!trial_run(&params, &sums, &error)) {
        printf("fault of the run: %s\n", error->message);
        return 1;
    }
    if (!given.files)
        tell_sums(session, &sums);
    return conclude(session, &sums);
}

static gboolean read_seed(Session *session)
{
    char *rest = NULL;

    session->seed = (guint32)g_ascii_strtoull(given.seed ? given.seed : "1", &rest, 10);
    if (*rest == ':')
        session->first = session->next = (guint32)g_ascii_strtoull(rest + 1, &rest, 10);
    return *rest == '\0';
}

static int try_mutants(Session *session)
{
    g_autofree char *ffmpeg = g_find_program_in_path("ffmpeg");
    g_autoptr(GError) error = NULL;
    g_autoptr(FilmStock) stock = NULL;

    if (!ffmpeg) {
        puts("ffmpeg, which makes the films of this test, is not installed");
        return SKIPPED;
    }
    stock = session->stock = film_stock_new(given.samples, &error);
    if (!stock) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    return try(session);
}

int main(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GHashTable) outcomes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GError) error = NULL;
    Session session = { .outcomes = outcomes };

    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || !read_seed(&session) || !given.examiner ||
        (!given.files && given.count < 1)) {
        fprintf(stderr, "%s\n",
                error ? error->message : "try-films --examiner PATH --files N --seed S, or FILE…");
        return 2;
    }
    return given.files ? try(&session) : try_mutants(&session);
}
