#include "indexer/index/deepening.h"

#include "indexer/index/stages.h"
#include "indexer/media/deep.h"

typedef struct {
    const IndexParams *params;
    IndexSummary *summary;
    GHashTable *contents;  /* hex → ContentRow * */
    GHashTable *known;     /* hex → DeepRow *: as the stage began */
    GHashTable *announced; /* set of hex, borrowed from the jobs: written ahead and not answered */
    int total;
} Deepening;

static void deepening_clear(Deepening *self)
{
    g_clear_pointer(&self->contents, g_hash_table_unref);
    g_clear_pointer(&self->known, g_hash_table_unref);
    g_clear_pointer(&self->announced, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Deepening, deepening_clear)

static gboolean read_known(Deepening *self, GError **error)
{
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_READ, error);

    return store && (self->contents = store_contents(store, error)) &&
           (self->known = store_deep(store, error));
}

/* ---- which films, and in which order ---- */

static gboolean has_failed(const DeepRow *row)
{
    return row->status != STATUS_OK && row->status != STATUS_PENDING;
}

static gboolean any_failed(const Deepening *self)
{
    GHashTableIter iter;
    gpointer row;

    g_hash_table_iter_init(&iter, self->known);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        if (has_failed(row))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_due(const Deepening *self, const DeepRow *row, const char *media_version)
{
    if (!row || self->params->force || row->version != DEEP_VERSION)
        return TRUE;
    if (has_failed(row) && g_strcmp0(row->media_version, media_version) != 0)
        return TRUE; /* another libav may manage it */
    if (row->status == STATUS_PENDING || row->attempts > 0)
        return row->attempts < SHARE_ATTEMPTS_MAX &&
               (self->params->dry_run || self->summary->run.id >= row->next_attempt_run);
    return FALSE;
}

static gboolean was_never_answered(const Deepening *self, const char *content)
{
    const DeepRow *row = g_hash_table_lookup(self->known, content);

    return row && row->status == STATUS_PENDING && row->attempts == 0;
}

static int compare_jobs(gconstpointer a, gconstpointer b, gpointer user)
{
    const ShareJob *one = a, *other = b;
    int last = was_never_answered(user, one->content), other_last = was_never_answered(user, other->content);

    if (last != other_last)
        return last - other_last;
    if (one->duration_us != other->duration_us)
        return one->duration_us < other->duration_us ? -1 : 1;
    return g_strcmp0(one->content, other->content);
}

static void add_job(const Deepening *self, StageJobs *jobs, const FileRow *row, const char *media_version)
{
    const ContentRow *content = g_hash_table_lookup(self->contents, row->content);
    const DeepRow *known = g_hash_table_lookup(self->known, row->content);
    char *root;
    ShareJob job;

    if (!content || content->status != STATUS_OK || !is_due(self, known, media_version))
        return;
    root = root_path(self->params->contest_dir, row->root);
    g_ptr_array_add(jobs->texts, root);
    job = (ShareJob){
        .root = root,
        .path = row->path,
        .content = row->content,
        .size = row->size,
        .modified_ns = row->modified_ns,
        .device = row->device,
        .inode = row->inode,
        .duration_us = content->duration,
        .attempts = known && known->version == DEEP_VERSION ? known->attempts : 0,
    };
    g_array_append_val(jobs->jobs, job);
}

static StageJobs *jobs_of(Deepening *self, GError **error)
{
    g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *media_version = any_failed(self) ? media_version_now(error) : g_strdup("");
    const GPtrArray *rows = self->summary->plan->rows;
    StageJobs *jobs;

    if (!media_version)
        return NULL;
    jobs = g_new0(StageJobs, 1);
    jobs->jobs = g_array_new(FALSE, FALSE, sizeof(ShareJob));
    jobs->texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < rows->len; i++) {
        const FileRow *row = rows->pdata[i];

        if (is_to_examine(row) && g_hash_table_add(asked, row->content))
            add_job(self, jobs, row, media_version);
    }
    g_array_sort_with_data(jobs->jobs, compare_jobs, self);
    return jobs;
}

/* ---- results, kept one by one ---- */

typedef gboolean (*Write)(Store *store, gconstpointer data, GError **error);

static gboolean write_now(const Deepening *self, Write write, gconstpointer data, GError **error)
{
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_WRITE, error);

    return store && store_begin(store, error) && write(store, data, error) && store_commit(store, error);
}

static gboolean write_begin(Store *store, gconstpointer row, GError **error)
{
    return store_begin_deep(store, row, error);
}

static gboolean write_result(Store *store, gconstpointer row, GError **error)
{
    return store_put_deep(store, row, error);
}

static gboolean write_forgetting(Store *store, gconstpointer data, GError **error)
{
    GHashTableIter iter;
    gpointer content;

    g_hash_table_iter_init(&iter, (GHashTable *)data);
    while (g_hash_table_iter_next(&iter, &content, NULL)) {
        if (!store_forget_deep(store, content, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean on_handing_out(gpointer user, const ShareJob *const *jobs, gsize n, GError **error)
{
    Deepening *self = user;

    for (gsize i = 0; i < n; i++) {
        const DeepRow *known = g_hash_table_lookup(self->known, jobs[i]->content);
        const DeepRow row = {
            .content = (char *)jobs[i]->content,
            .version = DEEP_VERSION,
            .attempts = jobs[i]->attempts,
            .next_attempt_run = known ? known->next_attempt_run : 0,
        };

        g_hash_table_add(self->announced, (gpointer)jobs[i]->content);
        if (!known && !write_now(self, write_begin, &row, error))
            return FALSE;
    }
    return TRUE;
}

/* A bad night does not take away what a good one found: an abnormal end is counted, the facts stay. */
static Write write_of(const Deepening *self, const ShareResult *result)
{
    const DeepRow *known = g_hash_table_lookup(self->known, result->job->content);
    gboolean was_good = known && known->version == DEEP_VERSION && known->status == STATUS_OK;

    return result->abnormal && was_good ? write_begin : write_result;
}

static gboolean on_done(gpointer user, ShareResult *result, GError **error)
{
    Deepening *self = user;

    if (result->moved_on)
        return TRUE; /* learnt nothing; forgotten at the end */
    result->deep->next_attempt_run = next_attempt_run(result->deep->attempts, self->summary->run.id);
    if (!write_now(self, write_of(self, result), result->deep, error))
        return FALSE;
    g_hash_table_remove(self->announced, result->job->content);
    self->summary->deep_checked++;
    if (self->params->progress)
        self->params->progress(self->summary->deep_checked, self->total, self->params->user);
    return TRUE;
}

gboolean deepen_contents(const IndexParams *params, IndexSummary *summary, gint64 deadline_us, GError **error)
{
    g_auto(Deepening) self = { .params = params, .summary = summary };
    g_autoptr(StageJobs) jobs = NULL;
    ShareSummary share = { 0 };
    const ShareParams share_params = {
        .kind = JOB_DEEP,
        .crew = { .jobs = params->jobs, .no_sandbox = params->no_sandbox },
        .contest_dir = params->contest_dir,
        .no_posters = TRUE,
        .deadline_us = deadline_us,
        .interrupted = params->interrupted,
        .done = on_done,
        .handing_out = on_handing_out,
        .user = &self,
    };
    gboolean good;

    self.announced = g_hash_table_new(g_str_hash, g_str_equal);
    if (!read_known(&self, error) || !(jobs = jobs_of(&self, error)))
        return FALSE;
    self.total = (int)jobs->jobs->len;
    good = share_run(&share_params, jobs->jobs, &share, error);
    summary->deep_left = self.total - summary->deep_checked;
    summary->broke |= share.broke;
    share_summary_clear(&share);
    if (g_hash_table_size(self.announced) > 0 &&
        !write_now(&self, write_forgetting, self.announced, good ? error : NULL))
        return FALSE;
    return good;
}

gboolean deepen_plan(const IndexParams *params, IndexSummary *summary, GError **error)
{
    g_auto(Deepening) self = { .params = params, .summary = summary };
    g_autoptr(GError) wrong = NULL;
    g_autoptr(StageJobs) jobs = read_known(&self, &wrong) ? jobs_of(&self, &wrong) : NULL;

    if (jobs)
        summary->deep_left = (int)jobs->jobs->len;
    if (!wrong || g_error_matches(wrong, STORE_ERROR, STORE_ERROR_ABSENT))
        return TRUE; /* a contest without a catalogue has nothing to be checked yet */
    g_propagate_error(error, g_steal_pointer(&wrong));
    return FALSE;
}
