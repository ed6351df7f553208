#include "indexer/index/share.h"

#include "indexer/intake/identity.h"
#include "indexer/media/deep.h"
#include "indexer/media/probe.h"
#include "thumbs/jpeg.h"
#include "thumbs/poster.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Written ahead together: what a power cut could be laid at the door of. */
#define BATCH 32
/* More abnormal ends than this, and more than a fifth of all: it is not the files. */
#define BREAKER_LEAST 20

#define THUMBS     "thumbs"
#define UNFINISHED ".part-"
#define STALE_S    3600

typedef struct {
    const ShareParams *params;
    const GArray *jobs;
    Crew *crew;
    guint next;      /* index of the next job to hand out */
    guint announced; /* jobs before this index were given to handing_out() */
    GHashTable *out; /* index → descriptor of what was handed out */
    GPtrArray *held; /* of ShareResult *: abnormal ends, kept back until it is clear that it is the files */
    GQueue patient;  /* of indexes: ended by the wall clock alone, tried once more at the end */
    ShareSummary *summary;
} Share;

void share_summary_clear(ShareSummary *summary)
{
    g_clear_pointer(&summary->media_version, g_free);
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

    return g_strdup_printf(THUMBS "/%.2s/%s-%d%s-%d.jpg", job->content, job->content, POSTER_RECIPE, moment,
                           poster->width);
}

/* Whole or not at all: written beside, then renamed. The batch is flushed before the catalogue names it. */
static gboolean write_whole(const char *path, GBytes *bytes, GError **error)
{
    g_autofree char *unfinished = g_strdup_printf("%s" UNFINISHED "%d", path, (int)getpid());
    g_autofree char *folder = g_path_get_dirname(path);
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);

    if (g_mkdir_with_parents(folder, 0777) == 0 &&
        g_file_set_contents_full(unfinished, data, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0666, error) &&
        g_rename(unfinished, path) == 0)
        return TRUE;
    if (error && !*error)
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "writing %s: %s", path,
                    g_strerror(errno));
    g_unlink(unfinished);
    return FALSE;
}

static gboolean write_poster(const Share *self, const ShareJob *job, const ReportPicture *picture,
                             GPtrArray *posters, GError **error)
{
    g_autoptr(GBytes) bytes = jpeg_encode(picture->picture, self->params->poster_quality, error);
    WorkPoster *poster;
    g_autofree char *path = NULL;

    if (!bytes)
        return FALSE;
    poster = g_new0(WorkPoster, 1);
    poster->width = picture->picture->width;
    poster->height = picture->picture->height;
    poster->path = poster_path(job, poster);
    g_ptr_array_add(posters, poster);
    path = g_build_filename(self->params->contest_dir, poster->path, NULL);
    return write_whole(path, bytes, error);
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

/* `poster` may be writing one right now. */
static gboolean is_stale(const char *path)
{
    GStatBuf st;

    return g_stat(path, &st) == 0 && g_get_real_time() / G_USEC_PER_SEC - st.st_mtime > STALE_S;
}

void share_clean(const char *contest_dir)
{
    g_autofree char *thumbs = g_build_filename(contest_dir, THUMBS, NULL);
    g_autoptr(GDir) folders = g_dir_open(thumbs, 0, NULL);
    const char *folder;

    while (folders && (folder = g_dir_read_name(folders))) {
        g_autofree char *path = g_build_filename(thumbs, folder, NULL);
        g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
        const char *file;

        while (files && (file = g_dir_read_name(files))) {
            g_autofree char *stale = g_build_filename(path, file, NULL);
            if (strstr(file, UNFINISHED) && is_stale(stale))
                g_unlink(stale);
        }
    }
}

/* ---- results ---- */

static void replace_reason(ContentRow *row, const char *reason)
{
    g_free(row->reason);
    row->reason = g_strdup(reason);
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
    row->attempts = result->abnormal ? job->attempts + 1 : 0;
    if (row->status == STATUS_PENDING && row->attempts >= SHARE_ATTEMPTS_MAX) {
        /* A disk is not slow every time for one file alone. */
        row->status = STATUS_LIMIT;
        replace_reason(row, REASON_TIME);
    }
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

static DeepRow *deep_row_of_result(const Share *self, const ShareJob *job, JobResult *result)
{
    DeepRow *row = deep_row_new();
    Report *report = result->report;

    row->content = g_strdup(job->content);
    row->status = report->status;
    row->reason = g_strdup(report->reason);
    row->version = DEEP_VERSION;
    row->media_version = g_strdup(crew_media_version(self->crew));
    row->sandboxed = crew_is_sandboxed(self->crew);
    row->attempts = result->abnormal ? job->attempts + 1 : 0;
    if (row->status == STATUS_PENDING && row->attempts >= SHARE_ATTEMPTS_MAX) {
        row->status = STATUS_LIMIT;
        g_free(row->reason);
        row->reason = g_strdup(REASON_TIME);
    }
    row->deep = g_steal_pointer(&report->deep);
    return row;
}

static void held_free(gpointer data)
{
    ShareResult *result = data;

    content_row_free(result->row);
    deep_row_free(result->deep);
    g_free(result);
}

static gboolean fill_result(const Share *self, const ShareJob *job, JobResult *result, ShareResult *out,
                            GError **error)
{
    if (self->params->kind == JOB_DEEP) {
        out->deep = deep_row_of_result(self, job, result);
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
    if (!fill_result(self, job, result, &out, error))
        return FALSE;
    if (result->abnormal) {
        g_ptr_array_add(self->held, g_memdup2(&out, sizeof out));
        return TRUE;
    }
    good = self->params->done(self->params->user, &out, error);
    content_row_free(out.row);
    deep_row_free(out.deep);
    g_clear_pointer(&out.posters, g_ptr_array_unref);
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
    gsize n = 0, most = self->params->kind == JOB_DEEP ? 1 : BATCH; /* each of those takes seconds */

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

static gboolean hand_out(Share *self, guint index, gboolean patient, GError **error)
{
    const ShareJob *share_job = job_at(self, index);
    const FileStamp stamp = stamp_of(share_job);
    int fd = identity_open(share_job->root, share_job->path, &stamp, NULL);

    if (fd < 0)
        return give_moved_on(self, share_job, error);
    Job job = {
        .id = index,
        .kind = self->params->kind,
        .extent = { share_job->size, share_job->duration_us },
        .fd = fd,
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
    return !self->summary->broke;
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

static gboolean take_result(Share *self, JobResult *result, GHashTable *tried, GError **error)
{
    gpointer key = GUINT_TO_POINTER((guint)result->id);
    const ShareSummary *summary = self->summary;
    gboolean same = is_still_the_same(self, result->id);

    g_hash_table_remove(self->out, key);
    if (!same)
        return give_moved_on(self, job_at(self, result->id), error);
    if (result->wall_only && g_hash_table_add(tried, key)) {
        g_queue_push_tail(&self->patient, key);
        return TRUE;
    }
    if (!give_result(self, job_at(self, result->id), result, error))
        return FALSE;
    self->summary->broke = summary->abnormal > BREAKER_LEAST && summary->abnormal * 5 > summary->examined;
    return TRUE;
}

static gboolean run_crew(Share *self, GError **error)
{
    g_autoptr(GHashTable) tried = g_hash_table_new(NULL, NULL);

    for (;;) {
        g_auto(JobResult) result = { 0 };

        if (!fill_crew(self, error))
            return FALSE;
        if (self->params->interrupted && *self->params->interrupted)
            return TRUE;
        if (self->params->kind == JOB_DEEP && is_out_of_time(self))
            return TRUE;
        if (crew_jobs(self->crew) == 0) {
            if (self->next == self->jobs->len && g_queue_is_empty(&self->patient))
                return TRUE;
            if (!may_hand_out(self))
                return TRUE;
            continue; /* every file of this round had moved on */
        }
        switch (crew_next(self->crew, 1000, &result, error)) {
        case CREW_RESULT:
            if (!take_result(self, &result, tried, error))
                return FALSE;
            break;
        case CREW_NOTHING:
            break;
        case CREW_FAILED:
            return FALSE;
        }
    }
}

gboolean share_run(const ShareParams *params, const GArray *jobs, ShareSummary *summary, GError **error)
{
    Share self = { .params = params, .jobs = jobs, .summary = summary };
    g_autoptr(Crew) crew = NULL;
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func(held_free);
    g_autoptr(GHashTable) out = g_hash_table_new_full(NULL, NULL, NULL, close_descriptor);
    gboolean good;

    *summary = (ShareSummary){ .sandboxed = !params->crew.no_sandbox };
    if (jobs->len == 0)
        return TRUE;
    crew = crew_open(&params->crew, error);
    if (!crew)
        return FALSE;
    self.crew = crew;
    g_queue_init(&self.patient);
    self.held = held;
    self.out = out;
    summary->media_version = g_strdup(crew_media_version(crew));
    summary->sandboxed = crew_is_sandboxed(crew);
    good = run_crew(&self, error) && (summary->broke || give_held(&self, error));
    summary->left = (int)(jobs->len - self.next) + (int)g_queue_get_length(&self.patient) + crew_jobs(crew);
    g_queue_clear(&self.patient);
    return good;
}
