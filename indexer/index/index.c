#include "indexer/index/index.h"

#include "indexer/index/basis.h"
#include "indexer/index/deriving.h"
#include "indexer/index/picture_files.h"
#include "indexer/index/registering.h"
#include "indexer/index/unmoved.h"

#include <string.h>
#include <unistd.h>

/* What was examined is kept at least this often: the most that a kill can cost. */
#define FLUSH_US G_USEC_PER_SEC

typedef struct {
    const IndexParams *params;
    IndexSummary *summary;
    Known known;
    GPtrArray *finished;   /* of Finished *: answered and not yet kept */
    GHashTable *announced; /* set of hex: written ahead in this run */
    GHashTable *before;    /* number → Verdict, as the run found it */
    Crew *crew;            /* NULL: not started ahead */
    gint64 deadline_us;    /* monotonic; 0: none */
    gint64 flushed_us;     /* monotonic */
    int done, total;
} Indexing;

typedef struct {
    ContentRow *row;
    GPtrArray *posters;
    char *content; /* handed out and no longer to be waited for */
} Finished;

static void finished_free(gpointer data)
{
    Finished *finished = data;

    content_row_free(finished->row);
    g_clear_pointer(&finished->posters, g_ptr_array_unref);
    g_free(finished->content);
    g_free(finished);
}

void index_summary_clear(IndexSummary *summary)
{
    run_row_clear(&summary->run);
    g_clear_pointer(&summary->plan, index_plan_free);
    g_clear_pointer(&summary->added, g_array_unref);
    g_clear_pointer(&summary->failed, g_array_unref);
    g_clear_pointer(&summary->verdicts, g_array_unref);
    for (gsize i = 0; i < G_N_ELEMENTS(summary->made); i++)
        g_clear_pointer(&summary->made[i].failed, g_array_unref);
}

static gint64 deadline_of(const IndexParams *params, gint64 started_us)
{
    return params->max_time_us > 0 ? started_us + params->max_time_us : 0;
}

/* Names and verdicts, as the run found them, are what they would come out as. */
static gboolean stands(const Indexing *self)
{
    return self->known.basis_noted && !self->params->force;
}

/* ---- plan ---- */

static GPtrArray *walk_roots(const Settings *settings)
{
    GPtrArray *walks = g_ptr_array_new_with_free_func((GDestroyNotify)walk_free);

    for (char **root = settings->roots; *root; root++)
        g_ptr_array_add(walks, walk(*root, (const char *const *)settings->ignore));
    return walks;
}

static CrewParams crew_params(const IndexParams *params)
{
    return (CrewParams){ .jobs = params->jobs, .no_sandbox = params->no_sandbox };
}

/* There is a film to examine: pianmu-examine warms up while the others are read. Why it does not start is told when it is needed. */
static void on_unknown_content(gpointer user)
{
    Indexing *self = user;
    const CrewParams params = crew_params(self->params);

    if (!self->params->dry_run)
        self->crew = crew_start(&params, NULL);
}

static IndexPlan *make_plan(Indexing *self, const GPtrArray *walks, GPtrArray *files)
{
    const IndexParams *params = self->params;
    const Settings *settings = params->settings;
    PlanParams plan_params = {
        .settings = settings,
        .jobs = params->jobs,
        .contest_dir = params->contest_dir,
        .deadline_us = self->deadline_us,
        .interrupted = params->interrupted,
        .contents = self->known.contents,
        .units = self->known.units,
        .now_us = g_get_real_time(),
        .settle_us = params->settle_us == FACT_UNKNOWN ? settings->settle_us : params->settle_us,
        .names_stand = stands(self),
        .accept_loss = params->accept_loss,
        .unknown_content = on_unknown_content,
        .user = self,
    };

    return index_plan_make(&plan_params, walks, files);
}

static gboolean put_touched(Store *store, const IndexParams *params, IndexPlan *plan, GError **error)
{
    for (guint i = 0; i < plan->rows->len; i++) {
        FileRow *row = plan->rows->pdata[i];
        if (g_hash_table_contains(plan->touched, row) &&
            !store_put_file(store, params->settings->edition, row, error))
            return FALSE;
    }
    g_hash_table_remove_all(plan->touched);
    return TRUE;
}

/* Numbers are given here, in one transaction, in natural path order, before any file is handed out. */
static gboolean keep_plan(Indexing *self, GError **error)
{
    const IndexParams *params = self->params;
    IndexPlan *plan = self->summary->plan;
    RunRow *run = &self->summary->run;
    g_autoptr(Store) store = store_open(params->contest_dir, STORE_WRITE, error);

    if (!store || !store_begin(store, error) || !store_look_over(store, error) ||
        !store_begin_run(store, run, error) || !register_edition(store, params->settings, error) ||
        !put_touched(store, params, plan, error))
        return FALSE;
    index_plan_attach(plan, params->settings);
    if (!put_touched(store, params, plan, error))
        return FALSE;
    for (guint i = 0; i < plan->dropped->len; i++) {
        if (!store_drop_file(store, g_array_index(plan->dropped, gint64, i), error))
            return FALSE;
    }
    return store_commit(store, error);
}

/* ---- examine ---- */

static gboolean flush(Indexing *self, const ShareJob *const *ahead, gsize n_ahead, GError **error)
{
    g_autoptr(GPtrArray) answered = g_ptr_array_new();
    g_autoptr(GPtrArray) announced = g_ptr_array_new();
    g_autoptr(Store) store = NULL;

    self->flushed_us = g_get_monotonic_time();
    if (self->finished->len == 0 && n_ahead == 0)
        return TRUE;
    picture_files_sync(self->params->contest_dir);
    store = store_open(self->params->contest_dir, STORE_WRITE, error);
    if (!store || !store_begin(store, error))
        return FALSE;
    for (guint i = 0; i < self->finished->len; i++) {
        Finished *finished = self->finished->pdata[i];

        g_ptr_array_add(answered, finished->content);
        if (finished->row &&
            (!store_put_content(store, finished->row, error) ||
             !store_put_note(store, NOTE_MEDIA_VERSION, finished->row->media_version, error)))
            return FALSE;
        if (finished->posters && !store_put_posters(store, finished->content, finished->posters, error))
            return FALSE;
    }
    for (gsize i = 0; i < n_ahead; i++) {
        g_ptr_array_add(announced, (gpointer)ahead[i]->content);
        g_hash_table_add(self->announced, g_strdup(ahead[i]->content));
    }
    if (!store_clear_attempts(store, answered, error) ||
        !store_put_attempts(store, announced, self->summary->run.id, error) || !store_commit(store, error))
        return FALSE;
    g_ptr_array_set_size(self->finished, 0);
    return TRUE;
}

static gboolean on_handing_out(gpointer user, const ShareJob *const *jobs, gsize n, GError **error)
{
    return flush(user, jobs, n, error);
}

static void keep_poster(ContentRow *row, const ContentRow *known)
{
    row->poster_recipe = known->poster_recipe;
    row->poster_time_us = known->poster_time_us;
    row->poster_pinned = known->poster_pinned;
}

/* A bad night does not take away what a good one found: an abnormal end is counted, the facts and posters stay. */
static void keep_what_was_good(const Indexing *self, const ShareResult *result, ContentRow *row)
{
    const ContentRow *known = g_hash_table_lookup(self->known.contents, row->content);

    if (!known)
        return;
    if (self->params->no_posters)
        keep_poster(row, known);
    if (!result->abnormal || known->status != STATUS_OK)
        return;
    keep_poster(row, known);
    row->status = known->status;
    row->facts_version = known->facts_version;
    row->sandboxed = known->sandboxed;
    g_free(row->reason);
    row->reason = g_strdup(known->reason);
    g_clear_pointer(&row->facts, facts_free);
}

static gboolean on_done(gpointer user, ShareResult *result, GError **error)
{
    Indexing *self = user;
    Finished *finished = g_new0(Finished, 1);

    finished->content = g_strdup(result->job->content);
    if (result->moved_on) {
        g_hash_table_add(self->known.postponed, g_strdup(result->job->content));
    } else {
        finished->row = g_steal_pointer(&result->row);
        finished->posters = g_steal_pointer(&result->posters);
        finished->row->next_attempt_run = next_attempt_run(finished->row->attempts, self->summary->run.id);
        keep_what_was_good(self, result, finished->row);
    }
    g_ptr_array_add(self->finished, finished);
    if (self->params->progress)
        self->params->progress("examine", ++self->done, self->total, self->params->user);
    return g_get_monotonic_time() - self->flushed_us < FLUSH_US || flush(self, NULL, 0, error);
}

/* Jobs that this run announced and did not come to, or whose failure it does not believe: it was not their fault. */
static gboolean forget_attempts(Indexing *self, GError **error)
{
    g_autoptr(GPtrArray) contents = g_ptr_array_new();
    g_autoptr(Store) store = NULL;
    GHashTableIter iter;
    gpointer content;

    g_hash_table_iter_init(&iter, self->announced);
    while (g_hash_table_iter_next(&iter, &content, NULL)) {
        if (!g_hash_table_contains(self->known.unanswered, content))
            g_ptr_array_add(contents, content);
    }
    if ((!self->summary->left && !self->summary->broke) || contents->len == 0)
        return TRUE;
    store = store_open(self->params->contest_dir, STORE_WRITE, error);
    return store && store_begin(store, error) && store_clear_attempts(store, contents, error) &&
           store_commit(store, error);
}

static gboolean examine_plan(Indexing *self, GError **error)
{
    const IndexParams *params = self->params;
    g_autoptr(StageJobs) jobs = NULL;
    ShareSummary share = { 0 };
    ShareParams share_params = {
        .crew = crew_params(params),
        .started = self->crew,
        .contest_dir = params->contest_dir,
        .poster_quality = params->settings->poster_quality,
        .no_posters = params->no_posters,
        .deadline_us = self->deadline_us,
        .interrupted = params->interrupted,
        .done = on_done,
        .handing_out = on_handing_out,
        .user = self,
    };
    StageParams stage_params = {
        .force = params->force,
        .no_posters = params->no_posters,
        .run = self->summary->run.id,
    };
    gboolean good;

    jobs = stage_jobs(&stage_params, params->contest_dir, self->summary->plan, &self->known, error);
    if (!jobs)
        return FALSE;
    self->total = (int)jobs->jobs->len;
    if (params->progress)
        params->progress("examine", 0, self->total, params->user);
    self->flushed_us = g_get_monotonic_time();
    good = share_run(&share_params, jobs->jobs, &share, error);
    g_clear_pointer(&self->crew, crew_close);
    self->summary->run.examined = share.examined;
    self->summary->run.sandboxed = share.sandboxed;
    self->summary->left = good ? share.left : 0; /* a fault has its own words */
    self->summary->broke = share.broke;
    share_summary_clear(&share);
    /* What was answered is kept even where the run ends here; what was not is no longer waited for. */
    if (!flush(self, NULL, 0, good ? error : NULL) || !good)
        return FALSE;
    return forget_attempts(self, error);
}

/* ---- merge ---- */

static Verdict verdict_of(const Judgement *judgement)
{
    return judgement ? judgement->verdict : VERDICT_NONE;
}

/* The works are judged again after their deep check: what counts is the verdict that the run found. */
static Verdict verdict_before(Indexing *self, const Work *work)
{
    gpointer key = GINT_TO_POINTER((int)work->number), verdict;

    if (g_hash_table_lookup_extended(self->before, key, NULL, &verdict))
        return (Verdict)GPOINTER_TO_INT(verdict);
    g_hash_table_insert(self->before, key, GINT_TO_POINTER(verdict_of(work->judgement)));
    return verdict_of(work->judgement);
}

static void note_change(Indexing *self, const Work *work, Verdict after)
{
    VerdictChange change = { work->number, verdict_before(self, work), after };

    if (change.after == VERDICT_UNREADABLE && change.before != VERDICT_UNREADABLE)
        g_array_append_val(self->summary->failed, work->number);
    else if (change.before == VERDICT_NONE)
        g_array_append_val(self->summary->added, work->number);
    else if (change.before != change.after)
        g_array_append_val(self->summary->verdicts, change);
}

typedef struct {
    Indexing *indexing;
    Store *store;
    GError **error;
} Keeping;

static gboolean keep_judgement(gpointer user, Work *work, Judgement *taken)
{
    const Keeping *keeping = user;
    Indexing *self = keeping->indexing;
    g_autoptr(Judgement) judgement = taken;

    if (work->status == STATUS_MISSING || work->status == STATUS_WITHDRAWN ||
        judgement->verdict == VERDICT_NONE)
        return TRUE; /* what is not there, or not there yet, keeps its last verdict */
    note_change(self, work, judgement->verdict);
    if (work->judgement && judgements_equal(work->judgement, judgement))
        return TRUE;
    return store_put_judgement(keeping->store, self->params->settings->edition, work->number, judgement,
                               self->summary->run.id, NULL, keeping->error);
}

/* Neither this run nor another program has changed the catalogue since it was read. */
static gboolean changed_nothing(const Indexing *self, Store *store)
{
    g_autofree char *basis = basis_of(store, self->params->settings);

    return !store_will_revise(store) && basis_is(basis, self->known.basis);
}

static GHashTable *contents_now(const Indexing *self, Store *store, GError **error)
{
    return changed_nothing(self, store) ? g_hash_table_ref(self->known.contents)
                                        : store_contents(store, error);
}

static gboolean keep_statuses(Indexing *self, Store *store, GError **error)
{
    IndexPlan *plan = self->summary->plan;
    g_autoptr(GHashTable) contents = contents_now(self, store, error);

    if (!contents)
        return FALSE;
    for (guint i = 0; i < plan->rows->len; i++) {
        FileRow *row = plan->rows->pdata[i];

        if (file_kind_is_film(row->kind) && settle_status(row, contents, self->known.postponed))
            g_hash_table_add(plan->touched, row);
    }
    return put_touched(store, self->params, plan, error);
}

static gboolean keep_verdicts(Indexing *self, Store *store, GError **error)
{
    const Settings *settings = self->params->settings;
    g_autoptr(GPtrArray) works = store_works(store, settings->edition, error);
    g_autoptr(GPtrArray) elsewhere = works ? store_works_elsewhere(store, settings->edition, error) : NULL;
    Keeping keeping = { self, store, error };

    g_array_set_size(self->summary->added, 0);
    g_array_set_size(self->summary->failed, 0);
    g_array_set_size(self->summary->verdicts, 0);
    return elsewhere && judge_each(settings, works, elsewhere, keep_judgement, &keeping);
}

static void fill_run(Indexing *self)
{
    IndexSummary *summary = self->summary;
    RunRow *run = &summary->run;

    run->ended_us = g_get_real_time();
    run->complete = summary->plan->complete;
    run->found = summary->plan->found;
    run->added = summary->added->len;
    run->changed = index_plan_count(summary->plan, PLAN_CHANGED);
    run->moved = index_plan_count(summary->plan, PLAN_MOVED);
    run->missing = index_plan_count(summary->plan, PLAN_MISSING);
    run->failed = summary->failed->len;
    run->exit_code = index_is_incomplete(summary) ? 3 : 0;
}

static gboolean settle_verdicts(Indexing *self, Store *store, GError **error)
{
    if (stands(self) && changed_nothing(self, store))
        return TRUE;
    if (!keep_verdicts(self, store, error))
        return FALSE;
    return !self->summary->plan->complete || !changed_nothing(self, store) ||
           basis_note(store, self->known.basis, error);
}

static gboolean merge(Indexing *self, GError **error)
{
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_WRITE, error);

    if (!store || !store_begin(store, error) || !keep_statuses(self, store, error) ||
        !store_note_versions(store, self->params->settings->edition, self->summary->run.started_us, error) ||
        !register_forms(store, self->params->settings, error) || !settle_verdicts(self, store, error))
        return FALSE;
    fill_run(self);
    return store_end_run(store, &self->summary->run, error) && store_commit(store, error);
}

gboolean index_is_incomplete(const IndexSummary *summary)
{
    return !summary->plan->complete || summary->failed->len > 0 || summary->broke ||
           summary->made[STAGE_PROXY].disk_full;
}

static gboolean was_interrupted(const IndexParams *params)
{
    return params->interrupted && *params->interrupted;
}

/* What pages show beside posters, the cheapest first: what takes long must not stand before what does not. */
static const Deriving *const previews[] = { &caption_making, &strip_making, &proxy_making, NULL };

static gboolean make_previews(Indexing *self, GError **error)
{
    for (const Deriving *const *kind = previews; *kind; kind++) {
        if (self->summary->broke || was_interrupted(self->params))
            return TRUE;
        if (!derive(*kind, self->params, self->summary, self->deadline_us, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean deepen(Indexing *self, GError **error)
{
    gboolean good = derive(&deepening, self->params, self->summary, self->deadline_us, error);

    if (self->summary->made[STAGE_DEEP].done == 0 && !self->summary->broke)
        return good;
    return merge(self, good ? error : NULL) && good;
}

static gboolean run_stages(Indexing *self, const GPtrArray *walks, GError **error)
{
    const IndexParams *params = self->params;

    if (!keep_plan(self, error) || !examine_plan(self, error) || !merge(self, error))
        return FALSE;
    if (params->hash && !was_interrupted(params) &&
        !hash_contents(params, self->summary->plan, self->deadline_us, error))
        return FALSE;
    if (params->previews && !make_previews(self, error))
        return FALSE;
    if (params->deep && !was_interrupted(params) && !deepen(self, error))
        return FALSE;
    return unmoved_note(params, walks, self->summary, &self->known, error);
}

/* Only the run itself is kept. */
static gboolean run_nothing(Indexing *self, GError **error)
{
    RunRow *run = &self->summary->run;
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_WRITE, error);

    if (!store || !store_begin(store, error) || !store_begin_run(store, run, error))
        return FALSE;
    fill_run(self);
    return store_end_run(store, run, error) && store_commit(store, error);
}

static gboolean plan_stages(Indexing *self, GError **error)
{
    for (const Deriving *const *kind = previews; self->params->previews && *kind; kind++) {
        if (!derive_plan(*kind, self->params, self->summary, error))
            return FALSE;
    }
    return !self->params->deep || derive_plan(&deepening, self->params, self->summary, error);
}

static gboolean run_whole(Indexing *self, const GPtrArray *walks, GError **error)
{
    const IndexParams *params = self->params;
    GPtrArray *files = NULL;

    if (!known_read(&self->known, params->contest_dir, params->settings, &files, error))
        return FALSE;
    self->summary->plan = make_plan(self, walks, files);
    if (params->dry_run)
        return plan_stages(self, error);
    picture_files_clean(params->contest_dir);
    return run_stages(self, walks, error);
}

static gboolean run(Indexing *self, GError **error)
{
    const IndexParams *params = self->params;
    g_autoptr(GPtrArray) walks = walk_roots(params->settings);

    if (params->force || params->dry_run || !unmoved_since(params, walks))
        return run_whole(self, walks, error);
    self->summary->plan = index_plan_of_nothing(params->contest_dir, walks);
    return run_nothing(self, error);
}

gboolean index_run(const IndexParams *params, IndexSummary *summary, GError **error)
{
    gint64 started_us = g_get_monotonic_time();
    g_autoptr(GPtrArray) finished = g_ptr_array_new_with_free_func(finished_free);
    g_autoptr(GHashTable) announced = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) before = g_hash_table_new(NULL, NULL);
    Indexing self = {
        .params = params,
        .summary = summary,
        .finished = finished,
        .announced = announced,
        .before = before,
        .deadline_us = deadline_of(params, started_us),
    };
    gboolean good;

    *summary = (IndexSummary){ 0 };
    summary->added = g_array_new(FALSE, FALSE, sizeof(gint64));
    summary->failed = g_array_new(FALSE, FALSE, sizeof(gint64));
    summary->verdicts = g_array_new(FALSE, FALSE, sizeof(VerdictChange));
    summary->run.command = g_strdup(params->command);
    summary->run.started_us = g_get_real_time();
    summary->run.ended_us = FACT_UNKNOWN;
    summary->run.sandboxed = !params->no_sandbox;
    good = run(&self, error);
    summary->interrupted = was_interrupted(params);
    known_clear(&self.known);
    g_clear_pointer(&self.crew, crew_close);
    return good;
}
