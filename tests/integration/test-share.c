/* The examination of many files, with a pianmu-examine whose children misbehave (misbehave.c). */
#include "indexer/index/share.h"
#include "indexer/media/proxy.h"
#include "tests/integration/liars.h"
#include "tests/unit/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *folder;
    GArray *jobs;         /* of ShareJob */
    GPtrArray *texts;     /* what they borrow */
    GHashTable *rows;     /* name → ContentRow * */
    GHashTable *stages;   /* name → StageRow *, of jobs other than examinations */
    GHashTable *posters;  /* name → path of its first poster */
    GPtrArray *announced; /* contents, in the order they were announced */
    int moved_on;
    JobKind kind;
    gboolean no_posters;
    const char *examiner;  /* NULL: pianmu-examine-faulty */
    const char *rewritten; /* name of a file that is written anew when the first result comes; NULL: none */
    gboolean in_place;     /* it stays the same file */
    const char *removed;   /* name of a file that is gone when the first result comes; NULL: none */
    const char *refused;   /* name of a file whose result the caller cannot keep; NULL: none */
    gboolean cannot_announce;

    /* of pairs */
    GFileError cannot_open; /* 0: it can */
    gboolean unsound;       /* what was written is not what it should be */
    gboolean cannot_keep;
    int accepted, discarded;
    Status seen; /* by who examined what was written last */
} Fixture;

static Fixture *fixture_new(void)
{
    Fixture *self = g_new0(Fixture, 1);

    self->folder = folder_new();
    self->jobs = g_array_new(FALSE, FALSE, sizeof(ShareJob));
    self->texts = g_ptr_array_new_with_free_func(g_free);
    self->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)content_row_free);
    self->stages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)stage_row_free);
    self->posters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    self->announced = g_ptr_array_new();
    return self;
}

static void fixture_free(Fixture *self)
{
    folder_remove(self->folder);
    g_free(self->folder);
    g_array_unref(self->jobs);
    g_ptr_array_unref(self->texts);
    g_hash_table_unref(self->rows);
    g_hash_table_unref(self->stages);
    g_hash_table_unref(self->posters);
    g_ptr_array_unref(self->announced);
    g_free(self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

/* A file whose bytes tell its child what to do. */
static ShareJob *add(Fixture *self, const char *name, const char *word)
{
    g_autofree char *path = g_build_filename(self->folder, name, NULL);
    char *content = g_strdup_printf("%032x", self->jobs->len + 1);
    ShareJob job = { .root = self->folder, .content = content };
    struct stat st;

    folder_write(self->folder, name, word);
    g_assert_cmpint(stat(path, &st), ==, 0);
    job.path = g_strdup(name);
    job.size = st.st_size;
    job.modified_ns = st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    job.device = (gint64)st.st_dev;
    job.inode = (gint64)st.st_ino;
    g_ptr_array_add(self->texts, content);
    g_ptr_array_add(self->texts, (gpointer)job.path);
    g_array_append_val(self->jobs, job);
    return &g_array_index(self->jobs, ShareJob, self->jobs->len - 1);
}

static gboolean fail(GError **error, GFileError code, const char *what)
{
    g_set_error_literal(error, G_FILE_ERROR, (int)code, what);
    return FALSE;
}

static void rewrite(Fixture *self)
{
    g_autofree char *path = g_build_filename(self->folder, self->rewritten, NULL);
    int fd;

    if (!self->in_place) {
        folder_write(self->folder, g_steal_pointer(&self->rewritten), "ok, and something else");
        return;
    }
    fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    g_assert_cmpint(write(fd, ", and more", 10), ==, 10);
    close(fd);
    self->rewritten = NULL;
}

static void remove_it(Fixture *self)
{
    g_autofree char *path = g_build_filename(self->folder, g_steal_pointer(&self->removed), NULL);

    g_assert_cmpint(unlink(path), ==, 0);
}

static void keep(Fixture *self, ShareResult *result)
{
    const char *name = result->job->path;

    if (result->row)
        g_hash_table_insert(self->rows, g_strdup(name), g_steal_pointer(&result->row));
    if (result->stage)
        g_hash_table_insert(self->stages, g_strdup(name), g_steal_pointer(&result->stage));
    if (result->posters) {
        const WorkPoster *first = result->posters->pdata[0];
        g_hash_table_insert(self->posters, g_strdup(name), g_strdup(first->path));
    }
}

static gboolean on_done(gpointer user, ShareResult *result, GError **error)
{
    Fixture *self = user;

    if (self->rewritten)
        rewrite(self);
    if (self->removed)
        remove_it(self);
    if (g_strcmp0(self->refused, result->job->path) == 0)
        return fail(error, G_FILE_ERROR_IO, "the result cannot be kept");
    if (result->moved_on)
        self->moved_on++;
    else
        keep(self, result);
    return TRUE;
}

static gboolean on_handing_out(gpointer user, const ShareJob *const *jobs, gsize n, GError **error)
{
    Fixture *self = user;

    if (self->cannot_announce)
        return fail(error, G_FILE_ERROR_IO, "it cannot be written ahead");
    for (gsize i = 0; i < n; i++)
        g_ptr_array_add(self->announced, (gpointer)jobs[i]->content);
    return TRUE;
}

/* ---- what a pair writes ---- */

static int on_open(gpointer user, const ShareJob *job G_GNUC_UNUSED, GError **error)
{
    const Fixture *self = user;

    if (self->cannot_open) {
        fail(error, self->cannot_open, "it cannot be opened");
        return -1;
    }
    return memfd_create("output", MFD_CLOEXEC);
}

static gboolean on_accept(gpointer user, const ShareJob *job G_GNUC_UNUSED, int fd, const Report *said,
                          const Report *seen, GError **error)
{
    Fixture *self = user;

    g_assert_cmpint(lseek(fd, 0, SEEK_END), >, 0);
    g_assert_cmpint(said->status, ==, STATUS_OK);
    self->seen = seen->status;
    if (self->cannot_keep)
        return fail(error, G_FILE_ERROR_IO, "it cannot be kept");
    self->accepted += !self->unsound;
    return !self->unsound;
}

static void on_discard(gpointer user, const ShareJob *job G_GNUC_UNUSED)
{
    ((Fixture *)user)->discarded++;
}

/* ---- runs ---- */

static gboolean try_to_run(Fixture *self, gint64 deadline_us, const gboolean *interrupted,
                           ShareSummary *summary, GError **error)
{
    static const ShareOutput output = { .open = on_open, .accept = on_accept, .discard = on_discard };
    g_autofree char *faulty =
        g_build_filename(g_getenv("PIANMU_TEST_EXAMINERS"), "pianmu-examine-faulty", NULL);
    gboolean of_pairs = job_is_a_pair(self->kind), good;
    const ShareParams params = {
        .kind = self->kind,
        .crew = { .examiner = self->examiner ? self->examiner : faulty, .jobs = 2, .of_pairs = of_pairs },
        .contest_dir = self->folder,
        .poster_quality = 85,
        .no_posters = self->no_posters,
        .deadline_us = deadline_us,
        .interrupted = interrupted,
        .done = on_done,
        .handing_out = on_handing_out,
        .output = of_pairs ? &output : NULL,
        .user = self,
    };

    good = share_run(&params, self->jobs, summary, error);
    share_summary_clear(summary);
    return good;
}

static ShareSummary run(Fixture *self, gint64 deadline_us, const gboolean *interrupted)
{
    g_autoptr(GError) error = NULL;
    ShareSummary summary = { 0 };

    try_to_run(self, deadline_us, interrupted, &summary, &error);
    g_assert_no_error(error);
    return summary;
}

static void assert_ends_with(Fixture *self, GQuark domain, const char *words)
{
    g_autoptr(GError) error = NULL;
    ShareSummary summary = { 0 };

    g_assert_false(try_to_run(self, 0, NULL, &summary, &error));
    g_assert_nonnull(error);
    g_assert_cmpstr(g_quark_to_string(error->domain), ==, g_quark_to_string(domain));
    g_assert_nonnull(strstr(error->message, words));
}

static const ContentRow *row_of(const Fixture *self, const char *name)
{
    const ContentRow *row = g_hash_table_lookup(self->rows, name);

    g_assert_nonnull(row);
    return row;
}

static const StageRow *stage_of(const Fixture *self, const char *name)
{
    const StageRow *stage = g_hash_table_lookup(self->stages, name);

    g_assert_nonnull(stage);
    return stage;
}

static void a_file_that_crashes_its_child_costs_one_outcome(void)
{
    g_autoptr(Fixture) self = fixture_new();
    ShareSummary summary;

    add(self, "a", "ok");
    add(self, "b", "segv")->attempts = 1;
    add(self, "c", "ok");
    summary = run(self, 0, NULL);
    g_assert_cmpint(summary.examined, ==, 3);
    g_assert_cmpint(summary.abnormal, ==, 1);
    g_assert_cmpint(row_of(self, "a")->status, ==, STATUS_OK);
    g_assert_cmpint(row_of(self, "b")->status, ==, STATUS_CRASHED);
    g_assert_cmpint(row_of(self, "b")->attempts, ==, 2);
    g_assert_cmpint(row_of(self, "c")->status, ==, STATUS_OK);
    g_assert_cmpint(self->announced->len, ==, 3);
}

static void a_run_in_which_everything_fails_is_broken_off(void)
{
    g_autoptr(Fixture) self = fixture_new();
    ShareSummary summary;

    for (int i = 0; i < 40; i++) {
        g_autofree char *name = g_strdup_printf("%02d", i);
        add(self, name, "segv");
    }
    summary = run(self, 0, NULL);
    g_assert_true(summary.broke);
    g_assert_cmpint(summary.left, >, 0);
    g_assert_cmpint(summary.examined + summary.left, ==, 40);
}

static void a_fifth_of_failures_does_not_break_a_run_off(void)
{
    g_autoptr(Fixture) self = fixture_new();
    ShareSummary summary;

    for (int i = 0; i < 125; i++) {
        g_autofree char *name = g_strdup_printf("%03d", i);
        add(self, name, i % 5 == 4 ? "segv" : "ok");
    }
    summary = run(self, 0, NULL);
    g_assert_false(summary.broke);
    g_assert_cmpint(summary.examined, ==, 125);
    g_assert_cmpint(summary.abnormal, ==, 25);
}

static void a_file_that_changed_since_it_was_planned_is_left_for_the_next_run(void)
{
    g_autoptr(Fixture) self = fixture_new();
    ShareSummary summary;

    add(self, "a", "ok");
    add(self, "b", "ok");
    folder_write(self->folder, "a", "ok, and something else");
    summary = run(self, 0, NULL);
    g_assert_cmpint(summary.examined, ==, 1);
    g_assert_cmpint(self->moved_on, ==, 1);
    g_assert_null(g_hash_table_lookup(self->rows, "a"));
}

static void a_file_that_changes_while_it_is_out_is_left_for_the_next_run(void)
{
    g_autoptr(Fixture) self = fixture_new();

    self->kind = JOB_DEEP;
    add(self, "a", "ok");
    add(self, "b", "wait");
    self->rewritten = "b";
    run(self, 0, NULL);
    g_assert_cmpint(self->moved_on, ==, 1);
    g_assert_true(g_hash_table_contains(self->stages, "a"));
    g_assert_false(g_hash_table_contains(self->stages, "b"));
}

/* It is open by then. */
static void the_next_file_is_out_before_a_result_is_kept(void)
{
    g_autoptr(Fixture) self = fixture_new();

    self->kind = JOB_DEEP;
    add(self, "a", "ok");
    add(self, "b", "wait");
    add(self, "c", "ok");
    self->removed = "c";
    g_assert_cmpint(run(self, 0, NULL).examined, ==, 3);
    g_assert_cmpint(self->moved_on, ==, 0);
    g_assert_true(g_hash_table_contains(self->stages, "c"));
}

static void a_file_that_grows_while_it_is_out_is_left_for_the_next_run(void)
{
    g_autoptr(Fixture) self = fixture_new();

    self->kind = JOB_CAPTIONS; /* of the hasty kind; see faulty_limits.h */
    add(self, "a", "ok");
    add(self, "b", "wait");
    self->rewritten = "b";
    self->in_place = TRUE;
    g_assert_cmpint(run(self, 0, NULL).examined, ==, 1);
    g_assert_cmpint(self->moved_on, ==, 1);
    g_assert_false(g_hash_table_contains(self->stages, "b"));
}

/* ---- slow files ---- */

static void a_slow_file_is_tried_once_more_by_itself_and_then_by_the_next_run(void)
{
    g_autoptr(Fixture) self = fixture_new();
    ShareSummary summary;

    self->kind = JOB_CAPTIONS;
    add(self, "a", "wait");
    add(self, "b", "wait")->attempts = SHARE_ATTEMPTS_MAX - 1;
    summary = run(self, 0, NULL);
    g_assert_cmpint(summary.examined, ==, 2);
    g_assert_cmpint(summary.left, ==, 0);
    g_assert_cmpint(stage_of(self, "a")->status, ==, STATUS_PENDING);
    g_assert_cmpstr(stage_of(self, "a")->reason, ==, REASON_SLOW);
    g_assert_cmpint(stage_of(self, "a")->attempts, ==, 1);
    g_assert_cmpint(stage_of(self, "b")->status, ==, STATUS_LIMIT); /* a disk is not slow each time for one */
    g_assert_cmpstr(stage_of(self, "b")->reason, ==, REASON_TIME);
    g_assert_cmpint(stage_of(self, "b")->attempts, ==, SHARE_ATTEMPTS_MAX);
}

static void a_slow_file_that_has_moved_on_holds_no_other_up(void)
{
    g_autoptr(Fixture) self = fixture_new();

    self->kind = JOB_CAPTIONS;
    add(self, "a", "ok");
    add(self, "b", "wait");
    add(self, "c", "wait");
    self->rewritten = "b";
    g_assert_cmpint(run(self, 0, NULL).examined, ==, 2);
    g_assert_cmpint(self->moved_on, ==, 1);
    g_assert_cmpint(stage_of(self, "c")->status, ==, STATUS_PENDING);
}

/* ---- posters ---- */

static gboolean is_there(const Fixture *self, const char *path)
{
    g_autofree char *full = g_build_filename(self->folder, path, NULL);

    return g_file_test(full, G_FILE_TEST_IS_REGULAR);
}

static void a_pinned_moment_is_in_the_name_of_its_poster(void)
{
    g_autoptr(Fixture) self = fixture_new();
    const char *path;
    ShareJob *pinned;

    add(self, "a", "ok");
    pinned = add(self, "b", "ok");
    pinned->pinned = TRUE;
    pinned->pin_us = 2500000;
    run(self, 0, NULL);
    path = g_hash_table_lookup(self->posters, "b");
    g_assert_nonnull(strstr(path, "@2500000-"));
    g_assert_true(is_there(self, path));
    g_assert_true(row_of(self, "b")->poster_pinned);
    path = g_hash_table_lookup(self->posters, "a");
    g_assert_null(strchr(path, '@'));
    g_assert_true(is_there(self, path));
}

static void where_no_posters_are_wanted_none_is_written(void)
{
    g_autoptr(Fixture) self = fixture_new();

    self->no_posters = TRUE;
    add(self, "a", "ok");
    run(self, 0, NULL);
    g_assert_cmpint(row_of(self, "a")->status, ==, STATUS_OK);
    g_assert_cmpint(row_of(self, "a")->poster_recipe, ==, 0);
    g_assert_false(g_hash_table_contains(self->posters, "a"));
    g_assert_false(is_there(self, "thumbs"));
}

static void a_poster_that_cannot_be_written_ends_the_run(void)
{
    g_autoptr(Fixture) self = fixture_new();

    add(self, "a", "ok");
    folder_write(self->folder, "thumbs", "a file where there is to be a folder");
    assert_ends_with(self, G_FILE_ERROR, "thumbs/");
    g_assert_cmpint(g_hash_table_size(self->rows), ==, 0);
}

/* ---- faults of the run ---- */

static void what_the_caller_cannot_do_ends_the_run(void)
{
    static const char *const words[] = { "ok", "segv", "ok" }; /* a result, one that was held back, none */

    for (int i = 0; i < 3; i++) {
        g_autoptr(Fixture) self = fixture_new();

        add(self, "a", words[i]);
        if (i == 2)
            folder_write(self->folder, "a", "ok, and something else");
        self->refused = "a";
        assert_ends_with(self, G_FILE_ERROR, "the result cannot be kept");
    }
}

static void what_cannot_be_written_ahead_is_not_handed_out(void)
{
    g_autoptr(Fixture) self = fixture_new();

    add(self, "a", "ok");
    self->cannot_announce = TRUE;
    assert_ends_with(self, G_FILE_ERROR, "it cannot be written ahead");
    g_assert_cmpint(g_hash_table_size(self->rows), ==, 0);
}

static void without_an_examiner_there_is_no_run(void)
{
    static const char *const lies[] = { "no-such-lie", "unknown" }; /* it does not start; it talks nonsense */

    for (gsize i = 0; i < G_N_ELEMENTS(lies); i++) {
        g_autoptr(Fixture) self = fixture_new();
        g_autoptr(Liar) liar = liar_new(lies[i]);

        add(self, "a", "ok");
        self->examiner = liar;
        assert_ends_with(self, CREW_ERROR, "could not be kept running");
        g_assert_cmpint(g_hash_table_size(self->rows), ==, 0);
    }
}

/* ---- pairs: what was written is examined, and does what it says ---- */

static Fixture *of_pairs(const char *command)
{
    Fixture *self = fixture_new();

    self->kind = JOB_DECODE;
    add(self, "a", command);
    return self;
}

static void what_a_pair_has_written_counts_when_it_was_examined(void)
{
    g_autoptr(Fixture) self = of_pairs("ok/write ok 5");

    run(self, 0, NULL);
    g_assert_cmpint(stage_of(self, "a")->status, ==, STATUS_OK);
    g_assert_cmpint(self->accepted, ==, 1);
    g_assert_cmpint(self->seen, ==, STATUS_OK);
    g_assert_cmpint(self->discarded, ==, 0);
}

static void what_is_not_what_it_should_be_is_discarded(void)
{
    g_autoptr(Fixture) self = of_pairs("ok/write of no use");

    self->unsound = TRUE;
    run(self, 0, NULL);
    g_assert_cmpint(self->seen, ==, STATUS_BROKEN);
    g_assert_cmpint(stage_of(self, "a")->status, ==, STATUS_BROKEN);
    g_assert_cmpstr(stage_of(self, "a")->reason, ==, REASON_UNSOUND);
    g_assert_cmpint(self->discarded, ==, 1);
}

static void what_crashes_who_examines_it_is_discarded(void)
{
    g_autoptr(Fixture) self = of_pairs("ok/write segv");

    g_assert_cmpint(run(self, 0, NULL).abnormal, ==, 1);
    g_assert_cmpint(stage_of(self, "a")->status, ==, STATUS_CRASHED);
    g_assert_cmpint(stage_of(self, "a")->attempts, ==, 1);
    g_assert_cmpint(self->accepted, ==, 0);
    g_assert_cmpint(self->discarded, ==, 1);
}

static void what_a_broken_film_leaves_is_not_examined(void)
{
    g_autoptr(Fixture) self = of_pairs("broken/write ok 5");

    self->seen = STATUS_MISSING;
    run(self, 0, NULL);
    g_assert_cmpint(stage_of(self, "a")->status, ==, STATUS_BROKEN);
    g_assert_cmpstr(stage_of(self, "a")->reason, ==, "corrupt");
    g_assert_cmpint(self->seen, ==, STATUS_MISSING); /* nobody was asked */
    g_assert_cmpint(self->discarded, ==, 1);
}

static void what_cannot_be_put_in_its_place_ends_the_run(void)
{
    g_autoptr(Fixture) self = of_pairs("ok/write ok 5");

    self->cannot_keep = TRUE;
    assert_ends_with(self, G_FILE_ERROR, "it cannot be kept");
    g_assert_cmpint(self->discarded, ==, 1);
}

static void where_there_is_no_room_nothing_more_is_handed_out(void)
{
    for (int i = 0; i < 2; i++) { /* there is none to begin with; it runs out on the way */
        g_autoptr(Fixture) self = of_pairs(i == 0 ? "ok/write ok 5" : "gush/give-up");
        ShareSummary summary;

        add(self, "b", "ok/write ok 5");
        self->cannot_open = i == 0 ? G_FILE_ERROR_NOSPC : 0;
        summary = run(self, 0, NULL);
        g_assert_true(summary.disk_full);
        g_assert_cmpint(summary.examined, ==, 0);
        g_assert_cmpint(summary.left, ==, 1);
        g_assert_cmpint(self->moved_on, ==, 1);
        g_assert_cmpint(self->discarded, ==, i);
        g_assert_cmpint(g_hash_table_size(self->stages), ==, 0);
    }
}

static void a_file_that_cannot_be_opened_for_writing_ends_the_run(void)
{
    g_autoptr(Fixture) self = of_pairs("ok/write ok 5");

    self->cannot_open = G_FILE_ERROR_ACCES;
    assert_ends_with(self, G_FILE_ERROR, "it cannot be opened");
    g_assert_cmpint(self->discarded, ==, 0);
}

static void without_room_and_without_the_caller_the_fault_is_told(void)
{
    g_autoptr(Fixture) self = of_pairs("ok/write ok 5");

    self->cannot_open = G_FILE_ERROR_NOSPC;
    self->refused = "a";
    assert_ends_with(self, G_FILE_ERROR, "the result cannot be kept");
}

static void nothing_is_handed_out_after_the_deadline_or_a_signal(void)
{
    g_autoptr(Fixture) self = fixture_new();
    gboolean interrupted = TRUE;

    add(self, "a", "ok");
    g_assert_cmpint(run(self, g_get_monotonic_time() - 1, NULL).left, ==, 1);
    g_assert_cmpint(run(self, 0, &interrupted).left, ==, 1);
    g_assert_cmpint(self->announced->len, ==, 0);
}

typedef struct {
    const char *name;
    GTestFunc function;
} Test;

static const Test tests[] = {
    { "a file that crashes its child costs one outcome", a_file_that_crashes_its_child_costs_one_outcome },
    { "a run in which everything fails is broken off", a_run_in_which_everything_fails_is_broken_off },
    { "a fifth of failures does not break a run off", a_fifth_of_failures_does_not_break_a_run_off },
    { "a file that changed since it was planned is left for the next run",
      a_file_that_changed_since_it_was_planned_is_left_for_the_next_run },
    { "a file that changes while it is out is left for the next run",
      a_file_that_changes_while_it_is_out_is_left_for_the_next_run },
    { "the next file is out before a result is kept", the_next_file_is_out_before_a_result_is_kept },
    { "a file that grows while it is out is left for the next run",
      a_file_that_grows_while_it_is_out_is_left_for_the_next_run },
    { "a slow file is tried once more by itself and then by the next run",
      a_slow_file_is_tried_once_more_by_itself_and_then_by_the_next_run },
    { "a slow file that has moved on holds no other up", a_slow_file_that_has_moved_on_holds_no_other_up },
    { "a pinned moment is in the name of its poster", a_pinned_moment_is_in_the_name_of_its_poster },
    { "where no posters are wanted none is written", where_no_posters_are_wanted_none_is_written },
    { "a poster that cannot be written ends the run", a_poster_that_cannot_be_written_ends_the_run },
    { "what the caller cannot do ends the run", what_the_caller_cannot_do_ends_the_run },
    { "what cannot be written ahead is not handed out", what_cannot_be_written_ahead_is_not_handed_out },
    { "without an examiner there is no run", without_an_examiner_there_is_no_run },
    { "what a pair has written counts when it was examined",
      what_a_pair_has_written_counts_when_it_was_examined },
    { "what is not what it should be is discarded", what_is_not_what_it_should_be_is_discarded },
    { "what crashes who examines it is discarded", what_crashes_who_examines_it_is_discarded },
    { "what a broken film leaves is not examined", what_a_broken_film_leaves_is_not_examined },
    { "what cannot be put in its place ends the run", what_cannot_be_put_in_its_place_ends_the_run },
    { "where there is no room nothing more is handed out",
      where_there_is_no_room_nothing_more_is_handed_out },
    { "a file that cannot be opened for writing ends the run",
      a_file_that_cannot_be_opened_for_writing_ends_the_run },
    { "without room and without the caller the fault is told",
      without_room_and_without_the_caller_the_fault_is_told },
    { "nothing is handed out after the deadline or a signal",
      nothing_is_handed_out_after_the_deadline_or_a_signal },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strconcat("/share/", tests[i].name, NULL);

        g_test_add_func(path, tests[i].function);
    }
    return g_test_run();
}
