#include "indexer/index/deriving.h"

#include "indexer/index/stages.h"

typedef struct {
    const Deriving *deriving;
    const IndexParams *params;
    IndexSummary *summary;
    DerivingCount *count;
    GHashTable *contents;  /* hex → ContentRow * */
    GHashTable *known;     /* hex → StageRow *: as the stage began */
    GHashTable *announced; /* set of hex, borrowed from the jobs: written ahead and not answered */
    int total;
} Run;

static void run_clear(Run *self)
{
    g_clear_pointer(&self->contents, g_hash_table_unref);
    g_clear_pointer(&self->known, g_hash_table_unref);
    g_clear_pointer(&self->announced, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static gboolean read_facts(Run *self, Store *store, GError **error)
{
    GHashTableIter iter;
    gpointer data;

    g_hash_table_iter_init(&iter, self->contents);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        ContentRow *content = data;

        if (!(content->facts = store_facts(store, content->content, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_known(Run *self, GError **error)
{
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_READ, error);

    return store && (self->contents = store_contents(store, error)) &&
           (self->known = store_stage(store, self->deriving->stage, error)) &&
           (!self->deriving->needs_facts || read_facts(self, store, error));
}

/* ---- which films, and in which order ---- */

static gboolean has_failed(const StageRow *row)
{
    return row->status != STATUS_OK && row->status != STATUS_PENDING;
}

static gboolean any_failed(const Run *self)
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

static gboolean is_due(const Run *self, const StageRow *row, const char *media_version)
{
    if (!row || self->params->force || row->version != self->deriving->version)
        return TRUE;
    if (has_failed(row) && g_strcmp0(row->media_version, media_version) != 0)
        return TRUE; /* another libav may manage it */
    if (row->status == STATUS_PENDING || row->attempts > 0)
        return row->attempts < SHARE_ATTEMPTS_MAX &&
               (self->params->dry_run || self->summary->run.id >= row->next_attempt_run);
    return FALSE;
}

static gboolean was_never_answered(const Run *self, const char *content)
{
    const StageRow *row = g_hash_table_lookup(self->known, content);

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

static void add_job(const Run *self, StageJobs *jobs, const FileRow *row, const char *media_version)
{
    const ContentRow *content = g_hash_table_lookup(self->contents, row->content);
    const StageRow *known = g_hash_table_lookup(self->known, row->content);
    char *root;
    ShareJob job;

    if (!is_due(self, known, media_version))
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
        .duration_us = content ? content->duration : FACT_UNKNOWN,
        .attempts = known && known->version == self->deriving->version ? known->attempts : 0,
    };
    g_array_append_val(jobs->jobs, job);
}

static gboolean is_wanted(const Run *self, const FileRow *row)
{
    return row->content && row->status != STATUS_MISSING && row->status != STATUS_WITHDRAWN &&
           !file_is_unread(row) &&
           self->deriving->wants(self->params, row, g_hash_table_lookup(self->contents, row->content));
}

static StageJobs *jobs_of(Run *self, GError **error)
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

        if (is_wanted(self, row) && g_hash_table_add(asked, row->content))
            add_job(self, jobs, row, media_version);
    }
    g_array_sort_with_data(jobs->jobs, compare_jobs, self);
    return jobs;
}

/* ---- results, kept one by one ---- */

static Store *begin_write(const Run *self, GError **error)
{
    Store *store = store_open(self->params->contest_dir, STORE_WRITE, error);

    if (store && !store_begin(store, error))
        g_clear_pointer(&store, store_close);
    return store;
}

static gboolean write_ahead(const Run *self, const StageRow *row, GError **error)
{
    g_autoptr(Store) store = begin_write(self, error);

    return store && store_begin_stage(store, self->deriving->stage, row, error) && store_commit(store, error);
}

static gboolean write_result(const Run *self, const ShareResult *result, GError **error)
{
    g_autoptr(Store) store = begin_write(self, error);

    return store && store_put_stage(store, self->deriving->stage, result->stage, error) &&
           self->deriving->keep(self->params, store, result->job->content, result->report, error) &&
           store_commit(store, error);
}

static gboolean forget_announced(const Run *self, GError **error)
{
    g_autoptr(Store) store = begin_write(self, error);
    GHashTableIter iter;
    gpointer content;

    g_hash_table_iter_init(&iter, self->announced);
    while (store && g_hash_table_iter_next(&iter, &content, NULL)) {
        if (!store_forget_stage(store, self->deriving->stage, content, error))
            return FALSE;
    }
    return store && store_commit(store, error);
}

static gboolean on_handing_out(gpointer user, const ShareJob *const *jobs, gsize n, GError **error)
{
    Run *self = user;

    for (gsize i = 0; i < n; i++) {
        const StageRow *known = g_hash_table_lookup(self->known, jobs[i]->content);
        const StageRow row = {
            .content = (char *)jobs[i]->content,
            .version = self->deriving->version,
            .attempts = jobs[i]->attempts,
            .next_attempt_run = known ? known->next_attempt_run : 0,
        };

        g_hash_table_add(self->announced, (gpointer)jobs[i]->content);
        if (!known && !write_ahead(self, &row, error))
            return FALSE;
    }
    return TRUE;
}

/* A bad night does not take away what a good one found: an abnormal end is counted, the rest stays. */
static gboolean write_what_counts(const Run *self, const ShareResult *result, GError **error)
{
    const StageRow *known = g_hash_table_lookup(self->known, result->job->content);
    gboolean was_good = known && known->version == self->deriving->version && known->status == STATUS_OK;

    return result->abnormal && was_good ? write_ahead(self, result->stage, error)
                                        : write_result(self, result, error);
}

/* Of every work that has these bytes. */
static void note_failure(Run *self, const char *content)
{
    const GPtrArray *rows = self->summary->plan->rows;

    if (!self->count->failed)
        self->count->failed = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < rows->len; i++) {
        const FileRow *row = rows->pdata[i];

        if (row->number > 0 && g_strcmp0(row->content, content) == 0)
            g_array_append_val(self->count->failed, row->number);
    }
}

static gboolean on_done(gpointer user, ShareResult *result, GError **error)
{
    Run *self = user;

    if (result->moved_on)
        return TRUE; /* learnt nothing; forgotten at the end */
    result->stage->version = self->deriving->version;
    result->stage->next_attempt_run = next_attempt_run(result->stage->attempts, self->summary->run.id);
    if (!write_what_counts(self, result, error))
        return FALSE;
    g_hash_table_remove(self->announced, result->job->content);
    self->count->done++;
    if (has_failed(result->stage))
        note_failure(self, result->job->content);
    if (self->params->progress)
        self->params->progress(stage_slug(self->deriving->stage), self->count->done, self->total,
                               self->params->user);
    return TRUE;
}

/* ---- files that pairs write ---- */

static int on_open(gpointer user, const ShareJob *job, GError **error)
{
    Run *self = user;

    return self->deriving->output->open(self->params, job, error);
}

static gboolean on_accept(gpointer user, const ShareJob *job, int fd, const Report *said, const Report *seen,
                          GError **error)
{
    Run *self = user;
    const ContentRow *content = g_hash_table_lookup(self->contents, job->content);

    return self->deriving->output->accept(self->params, job, content, fd, said, seen, error);
}

static void on_discard(gpointer user, const ShareJob *job)
{
    Run *self = user;

    self->deriving->output->discard(self->params, job);
}

static const ShareOutput outputs = { .open = on_open, .accept = on_accept, .discard = on_discard };

gboolean derive(const Deriving *deriving, const IndexParams *params, IndexSummary *summary,
                gint64 deadline_us, GError **error)
{
    g_auto(Run) self = {
        .deriving = deriving, .params = params, .summary = summary, .count = &summary->made[deriving->stage]
    };
    g_autoptr(StageJobs) jobs = NULL;
    ShareSummary share = { 0 };
    const ShareParams share_params = {
        .kind = deriving->job,
        .crew = { .jobs = params->jobs,
                  .of_pairs = job_is_a_pair(deriving->job),
                  .no_sandbox = params->no_sandbox },
        .output = deriving->output ? &outputs : NULL,
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
    if (params->progress)
        params->progress(stage_slug(deriving->stage), 0, self.total, params->user);
    if (deriving->output)
        deriving->output->tidy(params);
    good = share_run(&share_params, jobs->jobs, &share, error);
    self.count->left = self.total - self.count->done;
    summary->broke |= share.broke;
    self.count->disk_full = share.disk_full;
    share_summary_clear(&share);
    if (g_hash_table_size(self.announced) > 0 && !forget_announced(&self, good ? error : NULL))
        return FALSE;
    return good;
}

gboolean derive_plan(const Deriving *deriving, const IndexParams *params, IndexSummary *summary,
                     GError **error)
{
    g_auto(Run) self = {
        .deriving = deriving, .params = params, .summary = summary, .count = &summary->made[deriving->stage]
    };
    g_autoptr(GError) wrong = NULL;
    g_autoptr(StageJobs) jobs = read_known(&self, &wrong) ? jobs_of(&self, &wrong) : NULL;

    if (jobs)
        self.count->left = (int)jobs->jobs->len;
    if (!wrong || g_error_matches(wrong, STORE_ERROR, STORE_ERROR_ABSENT))
        return TRUE; /* a contest without a catalogue has nothing to be made yet */
    g_propagate_error(error, g_steal_pointer(&wrong));
    return FALSE;
}
