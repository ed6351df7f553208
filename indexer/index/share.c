#include "indexer/index/share.h"

#include "indexer/index/picture_files.h"
#include "indexer/intake/identity.h"
#include "indexer/media/probe.h"
#include "indexer/media/proxy.h"
#include "thumbs/poster.h"

#include <unistd.h>

/* Written ahead together: what a power cut could be laid at the door of. */
#define BATCH 32
/* More abnormal ends than this, and more than a fifth of all: it is not the files. */
#define BREAKER_LEAST 20

/* Marks the jobs in which what a job has written is examined. */
#define OF_OUTPUT ((guint64)1 << 63)

typedef struct {
    const ShareParams *params;
    const GArray *jobs;
    Crew *crew;
    guint next;      /* index of the next job to hand out */
    guint announced; /* jobs before this index were given to handing_out() */
    GHashTable *out; /* index → descriptor of what was handed out */
    GPtrArray *held; /* of ShareResult *: abnormal ends, kept back until it is clear that it is the files */
    GHashTable *written; /* index → Written *: of pairs that are out, or being examined */
    GQueue patient;      /* of indexes: ended by the wall clock alone, tried once more at the end */
    ShareSummary *summary;
} Share;

void share_summary_clear(ShareSummary *summary)
{
    g_clear_pointer(&summary->media_version, g_free);
}

/* What a pair writes, and then has written. */
typedef struct {
    const Share *share;
    const ShareJob *job;
    int fd;
    Report *said; /* NULL: not done yet */
    gboolean accepted;
} Written;

static void written_free(gpointer data)
{
    Written *written = data;
    const ShareParams *params = written->share->params;

    if (!written->accepted)
        params->output->discard(params->user, written->job);
    close(written->fd);
    report_free(written->said);
    g_free(written);
}

static const ShareJob *job_at(const Share *self, guint64 i)
{
    return &g_array_index(self->jobs, ShareJob, i);
}

/* ---- posters ---- */

/* Named by what it shows, so that any cache is safe: the content, the recipe, for a pinned one the moment, the width. */
static char *poster_path(const ShareJob *job, const WorkPoster *poster)
{
    g_autofree char *moment = job->pinned ? g_strdup_printf("@%" G_GINT64_FORMAT, job->pin_us) : g_strdup("");
    g_autofree char *what = g_strdup_printf("%d%s-%d", POSTER_RECIPE, moment, poster->width);

    return picture_file_path(job->content, what);
}

static gboolean write_poster(const Share *self, const ShareJob *job, const ReportPicture *picture,
                             GPtrArray *posters, GError **error)
{
    WorkPoster *poster = g_new0(WorkPoster, 1);

    poster->width = picture->picture->width;
    poster->height = picture->picture->height;
    poster->path = poster_path(job, poster);
    g_ptr_array_add(posters, poster);
    return picture_file_write(self->params->contest_dir, poster->path, picture->picture,
                              self->params->poster_quality, error);
}

static void poster_free(gpointer data)
{
    WorkPoster *poster = data;

    g_free(poster->path);
    g_free(poster);
}

static GPtrArray *write_posters(const Share *self, const ShareJob *job, const Report *report, GError **error)
{
    g_autoptr(GPtrArray) posters = g_ptr_array_new_with_free_func(poster_free);

    for (guint i = 0; i < report->pictures->len; i++) {
        if (!write_poster(self, job, report->pictures->pdata[i], posters, error))
            return NULL;
    }
    return g_steal_pointer(&posters);
}

/* ---- results ---- */

static void judge_anew(Report *report, Status status, const char *reason)
{
    report->status = status;
    g_free(report->reason);
    report->reason = g_strdup(reason);
}

static int attempts_with(const ShareJob *job, const JobResult *result)
{
    return result->abnormal ? job->attempts + 1 : 0;
}

/* A disk is not slow every time for one file alone. */
static void give_up_waiting(const ShareJob *job, JobResult *result)
{
    if (result->report->status == STATUS_PENDING && attempts_with(job, result) >= SHARE_ATTEMPTS_MAX)
        judge_anew(result->report, STATUS_LIMIT, REASON_TIME);
}

static ContentRow *row_of_result(const Share *self, const ShareJob *job, JobResult *result)
{
    ContentRow *row = content_row_new();
    Report *report = result->report;

    row->content = g_strdup(job->content);
    row->size = job->size;
    row->status = report->status;
    row->reason = g_strdup(report->reason);
    row->facts_version = PROBE_VERSION;
    row->media_version = g_strdup(crew_media_version(self->crew));
    row->sandboxed = crew_is_sandboxed(self->crew);
    row->attempts = attempts_with(job, result);
    row->poster_recipe = self->params->no_posters ? 0 : POSTER_RECIPE;
    row->poster_time_us = FACT_UNKNOWN;
    if (report->pictures->len > 0) {
        const ReportPicture *first = report->pictures->pdata[0];
        row->poster_time_us = first->time_us;
        row->poster_pinned = job->pinned;
    }
    row->facts = g_steal_pointer(&report->facts);
    report->facts = facts_new();
    return row;
}

static StageRow *stage_row_of_result(const Share *self, const ShareJob *job, const JobResult *result)
{
    StageRow *row = stage_row_new();
    const Report *report = result->report;

    row->content = g_strdup(job->content);
    row->status = report->status;
    row->reason = g_strdup(report->reason);
    row->media_version = g_strdup(crew_media_version(self->crew));
    row->sandboxed = crew_is_sandboxed(self->crew);
    row->attempts = attempts_with(job, result);
    return row;
}

static void share_result_clear(ShareResult *result)
{
    g_clear_pointer(&result->row, content_row_free);
    g_clear_pointer(&result->posters, g_ptr_array_unref);
    g_clear_pointer(&result->stage, stage_row_free);
    g_clear_pointer(&result->report, report_free);
}

static void held_free(gpointer data)
{
    share_result_clear(data);
    g_free(data);
}

static gboolean fill_result(const Share *self, const ShareJob *job, JobResult *result, ShareResult *out,
                            GError **error)
{
    if (self->params->kind != JOB_EXAMINE) {
        out->stage = stage_row_of_result(self, job, result);
        out->report = g_steal_pointer(&result->report);
        return TRUE;
    }
    if (!self->params->no_posters && !result->abnormal) {
        out->posters = write_posters(self, job, result->report, error);
        if (!out->posters)
            return FALSE;
    }
    out->row = row_of_result(self, job, result);
    return TRUE;
}

static gboolean give_result(Share *self, const ShareJob *job, JobResult *result, GError **error)
{
    ShareResult out = { .job = job, .abnormal = result->abnormal };
    gboolean good;

    self->summary->examined++;
    self->summary->abnormal += result->abnormal;
    give_up_waiting(job, result);
    if (!fill_result(self, job, result, &out, error))
        return FALSE;
    if (result->abnormal) {
        g_ptr_array_add(self->held, g_memdup2(&out, sizeof out));
        return TRUE;
    }
    good = self->params->done(self->params->user, &out, error);
    share_result_clear(&out);
    return good;
}

static gboolean give_held(Share *self, GError **error)
{
    for (guint i = 0; i < self->held->len; i++) {
        if (!self->params->done(self->params->user, self->held->pdata[i], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean give_moved_on(Share *self, const ShareJob *job, GError **error)
{
    ShareResult out = { .job = job, .moved_on = TRUE };

    return self->params->done(self->params->user, &out, error);
}

/* ---- handing out ---- */

static gboolean announce(Share *self, GError **error)
{
    const ShareJob *batch[BATCH];
    gsize n = 0, most = self->params->kind == JOB_EXAMINE ? BATCH : 1; /* the others take seconds each */

    while (n < most && self->announced < self->jobs->len)
        batch[n++] = job_at(self, self->announced++);
    return self->params->handing_out(self->params->user, batch, n, error);
}

static FileStamp stamp_of(const ShareJob *job)
{
    return (FileStamp){ job->size, job->modified_ns, job->device, job->inode };
}

static void close_descriptor(gpointer fd)
{
    close(GPOINTER_TO_INT(fd));
}

/* Whether what was handed out are still the bytes that were planned: a check may take an hour. */
static gboolean is_still_the_same(const Share *self, guint64 index)
{
    const FileStamp stamp = stamp_of(job_at(self, index));
    gpointer fd = g_hash_table_lookup(self->out, GUINT_TO_POINTER((guint)index));

    return identity_still_holds(GPOINTER_TO_INT(fd), &stamp, NULL);
}

/* FALSE without an error: there is no room. */
static gboolean open_output(Share *self, guint index, GError **error)
{
    const ShareParams *params = self->params;
    g_autoptr(GError) wrong = NULL;
    int fd = params->output->open(params->user, job_at(self, index), &wrong);
    Written *written;

    if (fd < 0) {
        self->summary->disk_full = g_error_matches(wrong, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
        if (!self->summary->disk_full)
            g_propagate_error(error, g_steal_pointer(&wrong));
        return FALSE;
    }
    written = g_new0(Written, 1);
    *written = (Written){ .share = self, .job = job_at(self, index), .fd = fd };
    g_hash_table_insert(self->written, GUINT_TO_POINTER(index), written);
    return TRUE;
}

static const Written *written_at(const Share *self, guint index)
{
    return g_hash_table_lookup(self->written, GUINT_TO_POINTER(index));
}

static gboolean hand_out(Share *self, guint index, gboolean patient, GError **error)
{
    const ShareJob *share_job = job_at(self, index);
    const FileStamp stamp = stamp_of(share_job);
    int fd = identity_open(share_job->root, share_job->path, &stamp, NULL);

    if (fd < 0)
        return give_moved_on(self, share_job, error);
    if (self->params->output && !open_output(self, index, error)) {
        close(fd);
        return self->summary->disk_full && give_moved_on(self, share_job, error);
    }
    Job job = {
        .id = index,
        .kind = self->params->kind,
        .extent = { share_job->size, share_job->duration_us },
        .fd = fd,
        .output = self->params->output ? written_at(self, index)->fd : -1,
        .no_posters = self->params->no_posters,
        .pinned = share_job->pinned,
        .pin_us = share_job->pin_us,
        .patient = patient,
    };
    g_hash_table_insert(self->out, GUINT_TO_POINTER(index), GINT_TO_POINTER(fd));
    return crew_submit(self->crew, &job, error);
}

static gboolean is_out_of_time(const Share *self)
{
    return self->params->deadline_us > 0 && g_get_monotonic_time() > self->params->deadline_us;
}

static gboolean may_hand_out(const Share *self)
{
    if (self->params->interrupted && *self->params->interrupted)
        return FALSE;
    if (is_out_of_time(self))
        return FALSE;
    return !self->summary->broke && !self->summary->disk_full;
}

/* One that only the wall clock ended gets a second, patient try, by itself and at the end. */
static gboolean fill_crew(Share *self, GError **error)
{
    while (may_hand_out(self) && self->next < self->jobs->len && crew_has_room(self->crew)) {
        if (self->next == self->announced && !announce(self, error))
            return FALSE;
        if (!hand_out(self, self->next++, FALSE, error))
            return FALSE;
    }
    if (may_hand_out(self) && self->next == self->jobs->len && crew_jobs(self->crew) == 0 &&
        !g_queue_is_empty(&self->patient)) {
        guint index = GPOINTER_TO_UINT(g_queue_pop_head(&self->patient));
        return hand_out(self, index, TRUE, error);
    }
    return TRUE;
}

/* What a pair has written is looked at as strangers' files are: by a child, and with no pictures made of it. */
static gboolean examine_output(Share *self, guint index, JobResult *result, GError **error)
{
    Written *written = g_hash_table_lookup(self->written, GUINT_TO_POINTER(index));
    const Job job = { .id = index | OF_OUTPUT, .kind = JOB_EXAMINE, .fd = written->fd, .no_posters = TRUE };

    written->said = g_steal_pointer(&result->report);
    return crew_submit(self->crew, &job, error);
}

/* FALSE: a fault of the run. */
static gboolean accept_output(Share *self, guint index, JobResult *result, GError **error)
{
    const ShareParams *params = self->params;
    Written *written = g_hash_table_lookup(self->written, GUINT_TO_POINTER(index));
    g_autoptr(GError) wrong = NULL;

    if (result->abnormal)
        return TRUE;
    written->accepted = params->output->accept(params->user, job_at(self, index), written->fd, written->said,
                                               result->report, &wrong);
    if (wrong) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return FALSE;
    }
    if (!written->accepted)
        judge_anew(result->report, STATUS_BROKEN, REASON_UNSOUND);
    return TRUE;
}

/* The disk had no room, or failed: nothing was learnt of the film. */
static gboolean is_the_disks_fault(const JobResult *result)
{
    return result->report->status == STATUS_LIMIT && g_strcmp0(result->report->reason, REASON_DISK) == 0;
}

/* A job is over: what came of it goes to whoever waits for it. */
static gboolean end_job(Share *self, guint index, JobResult *result, GHashTable *tried, GError **error)
{
    gpointer key = GUINT_TO_POINTER(index);
    const ShareSummary *summary = self->summary;
    gboolean same = is_still_the_same(self, index);

    g_hash_table_remove(self->out, key);
    if (!same)
        return give_moved_on(self, job_at(self, index), error);
    if (is_the_disks_fault(result)) {
        self->summary->disk_full = TRUE;
        return give_moved_on(self, job_at(self, index), error);
    }
    if (result->wall_only && g_hash_table_add(tried, key)) {
        g_queue_push_tail(&self->patient, key);
        return TRUE;
    }
    if (result->id & OF_OUTPUT && !accept_output(self, index, result, error))
        return FALSE;
    if (!give_result(self, job_at(self, index), result, error))
        return FALSE;
    self->summary->broke = summary->abnormal > BREAKER_LEAST && summary->abnormal * 5 > summary->examined;
    return TRUE;
}

static gboolean take_result(Share *self, JobResult *result, GHashTable *tried, GError **error)
{
    guint index = (guint)(result->id & ~OF_OUTPUT);
    gboolean good;

    if (self->params->output && !(result->id & OF_OUTPUT) && !result->abnormal &&
        result->report->status == STATUS_OK)
        return examine_output(self, index, result, error);
    good = end_job(self, index, result, tried, error);
    g_hash_table_remove(self->written, GUINT_TO_POINTER(index));
    return good;
}

/* Pictures are written and rows kept while the next film is looked at. What a pair has written is looked at first. */
static gboolean keep_busy(Share *self, GError **error)
{
    return self->params->output || fill_crew(self, error);
}

static gboolean run_crew(Share *self, GError **error)
{
    g_autoptr(GHashTable) tried = g_hash_table_new(NULL, NULL);

    for (;;) {
        g_auto(JobResult) result = { 0 };
        CrewNext got;

        if (!fill_crew(self, error))
            return FALSE;
        if (self->params->interrupted && *self->params->interrupted)
            return TRUE;
        if (self->params->kind != JOB_EXAMINE && is_out_of_time(self))
            return TRUE;
        if (crew_jobs(self->crew) == 0) {
            if (self->next == self->jobs->len && g_queue_is_empty(&self->patient))
                return TRUE;
            if (!may_hand_out(self))
                return TRUE;
            continue; /* every file of this round had moved on */
        }
        got = crew_next(self->crew, 1000, &result, error);
        if (got == CREW_FAILED ||
            (got == CREW_RESULT && !(keep_busy(self, error) && take_result(self, &result, tried, error))))
            return FALSE;
    }
}

gboolean share_run(const ShareParams *params, const GArray *jobs, ShareSummary *summary, GError **error)
{
    Share self = { .params = params, .jobs = jobs, .summary = summary };
    g_autoptr(Crew) own = NULL;
    Crew *crew = params->started;
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func(held_free);
    g_autoptr(GHashTable) out = g_hash_table_new_full(NULL, NULL, NULL, close_descriptor);
    g_autoptr(GHashTable) written = g_hash_table_new_full(NULL, NULL, NULL, written_free);
    gboolean good;

    *summary = (ShareSummary){ .sandboxed = !params->crew.no_sandbox };
    if (jobs->len == 0)
        return TRUE;
    if (!crew)
        crew = own = crew_start(&params->crew, error);
    if (!crew || !crew_await(crew, error))
        return FALSE;
    self.crew = crew;
    g_queue_init(&self.patient);
    self.held = held;
    self.out = out;
    self.written = written;
    summary->media_version = g_strdup(crew_media_version(crew));
    summary->sandboxed = crew_is_sandboxed(crew);
    good = run_crew(&self, error) && (summary->broke || give_held(&self, error));
    summary->left = (int)(jobs->len - self.next) + (int)g_queue_get_length(&self.patient) + crew_jobs(crew);
    g_queue_clear(&self.patient);
    return good;
}
