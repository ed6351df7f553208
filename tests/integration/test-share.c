/* The examination of many files, with a pianmu-examine whose children misbehave (misbehave.c). */
#include "indexer/index/share.h"
#include "tests/unit/folders.h"

#include <string.h>
#include <sys/stat.h>

typedef struct {
    char *folder;
    GArray *jobs;         /* of ShareJob */
    GPtrArray *texts;     /* what they borrow */
    GHashTable *rows;     /* name → ContentRow * */
    GPtrArray *announced; /* contents, in the order they were announced */
    int moved_on;
    JobKind kind;
    const char *rewritten; /* name of a file that is written anew when the first result comes; NULL: none */
} Fixture;

static Fixture *fixture_new(void)
{
    Fixture *self = g_new0(Fixture, 1);

    self->folder = folder_new();
    self->jobs = g_array_new(FALSE, FALSE, sizeof(ShareJob));
    self->texts = g_ptr_array_new_with_free_func(g_free);
    self->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)content_row_free);
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

static gboolean on_done(gpointer user, ShareResult *result, GError **error)
{
    Fixture *self = user;

    (void)error;
    if (self->rewritten)
        folder_write(self->folder, g_steal_pointer(&self->rewritten), "ok, and something else");
    if (result->moved_on)
        self->moved_on++;
    else
        g_hash_table_insert(self->rows, g_strdup(result->job->path), g_steal_pointer(&result->row));
    return TRUE;
}

static gboolean on_handing_out(gpointer user, const ShareJob *const *jobs, gsize n, GError **error)
{
    Fixture *self = user;

    (void)error;
    for (gsize i = 0; i < n; i++)
        g_ptr_array_add(self->announced, (gpointer)jobs[i]->content);
    return TRUE;
}

static ShareSummary run(Fixture *self, gint64 deadline_us, const gboolean *interrupted)
{
    g_autofree char *examiner =
        g_build_filename(g_getenv("PIANMU_TEST_EXAMINERS"), "pianmu-examine-faulty", NULL);
    g_autoptr(GError) error = NULL;
    ShareSummary summary = { 0 };
    ShareParams params = {
        .kind = self->kind,
        .crew = { .examiner = examiner, .jobs = 2 },
        .contest_dir = self->folder,
        .poster_quality = 85,
        .deadline_us = deadline_us,
        .interrupted = interrupted,
        .done = on_done,
        .handing_out = on_handing_out,
        .user = self,
    };

    share_run(&params, self->jobs, &summary, &error);
    g_assert_no_error(error);
    share_summary_clear(&summary);
    return summary;
}

static const ContentRow *row_of(const Fixture *self, const char *name)
{
    const ContentRow *row = g_hash_table_lookup(self->rows, name);

    g_assert_nonnull(row);
    return row;
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
    g_assert_true(g_hash_table_contains(self->rows, "a"));
    g_assert_false(g_hash_table_contains(self->rows, "b"));
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/share/a file that crashes its child costs one outcome",
                    a_file_that_crashes_its_child_costs_one_outcome);
    g_test_add_func("/share/a run in which everything fails is broken off",
                    a_run_in_which_everything_fails_is_broken_off);
    g_test_add_func("/share/a fifth of failures does not break a run off",
                    a_fifth_of_failures_does_not_break_a_run_off);
    g_test_add_func("/share/a file that changed since it was planned is left for the next run",
                    a_file_that_changed_since_it_was_planned_is_left_for_the_next_run);
    g_test_add_func("/share/a file that changes while it is out is left for the next run",
                    a_file_that_changes_while_it_is_out_is_left_for_the_next_run);
    g_test_add_func("/share/nothing is handed out after the deadline or a signal",
                    nothing_is_handed_out_after_the_deadline_or_a_signal);
    return g_test_run();
}
