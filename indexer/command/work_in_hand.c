#include "indexer/command/work_in_hand.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

Lock *take_run_lock(const Contest *contest, int *status)
{
    g_autoptr(GError) error = NULL;
    Lock *lock = lock_run(contest->contest_dir, contest->command, &error);

    if (!lock)
        *status = cannot(contest, error);
    return lock;
}

/* ---- progress ---- */

typedef struct {
    Language language;
    gint64 started_us;
    gint64 drawn_us;
    gboolean drawn;
} Progress;

static void draw_progress(Progress *self, int done, int total, gint64 now_us)
{
    gint64 spent_us = now_us - self->started_us;
    g_autofree char *done_text = g_strdup_printf("%d", done), *total_text = g_strdup_printf("%d", total);
    g_autofree char *a_minute =
        g_strdup_printf("%d", (int)(done * (double)(60 * G_USEC_PER_SEC) / (double)MAX(spent_us, 1)));
    g_autofree char *rate = message_format(self->language, "progress.rate", "n", a_minute, NULL);
    gint64 left_us = spent_us / done * (total - done);
    g_autofree char *left = format_duration(self->language, left_us / G_USEC_PER_SEC * G_USEC_PER_SEC);
    g_autofree char *line = message_format(self->language, "progress.line", "done", done_text, "total",
                                           total_text, "rate", rate, "left", left, NULL);

    fprintf(stderr, "\r\033[K%s", line);
    fflush(stderr);
    self->drawn = TRUE;
}

/* A terminal gets a line, at most ten times a second; cron gets none. */
static void on_progress(int done, int total, gpointer user)
{
    Progress *self = user;
    gint64 now_us = g_get_monotonic_time();

    if (now_us - self->drawn_us < G_USEC_PER_SEC / 10 && done < total)
        return;
    self->drawn_us = now_us;
    draw_progress(self, done, total, now_us);
}

gboolean run_index(const Contest *contest, IndexParams *params, IndexSummary *summary, int *status)
{
    Progress progress = { .language = contest->language, .started_us = g_get_monotonic_time() };
    g_autoptr(GError) error = NULL;
    gboolean good;

    params->contest_dir = contest->contest_dir;
    params->settings = contest->settings;
    params->command = contest->command;
    params->interrupted = signals_watch();
    if (isatty(STDERR_FILENO) && !contest->quiet) {
        params->progress = on_progress;
        params->user = &progress;
    }
    good = index_run(params, summary, &error);
    if (progress.drawn)
        fputs("\r\033[K", stderr);
    if (!good)
        *status = cannot(contest, error);
    return good;
}

int status_of_run(const IndexSummary *summary)
{
    if (summary->interrupted && signals_seen())
        return STATUS_SIGNAL + signals_seen();
    return index_is_incomplete(summary) ? STATUS_INCOMPLETE : STATUS_DONE;
}

/* ---- gallery ---- */

static gboolean any_without_sandbox(const GPtrArray *works)
{
    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        if (work->facts && !work->sandboxed)
            return TRUE;
    }
    return FALSE;
}

static void drop_hidden(GPtrArray *works)
{
    guint kept = 0;

    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];

        if (work_is_shown(work))
            works->pdata[kept++] = work;
        else
            work_free(work);
    }
    works->len = kept; /* the others were freed one by one */
}

gboolean run_gallery(Contest *contest, const MediaMode *media, GalleryResult *result, int *status)
{
    g_autoptr(Store) store = contest_read(contest, status);
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GPtrArray) other_files = NULL;
    g_autofree char *media_version = NULL;
    g_autofree char *contest_path = g_canonicalize_filename(contest->contest_dir, NULL);
    g_autoptr(GError) error = NULL;
    GalleryParams params = {
        .contest_dir = contest->contest_dir,
        .settings = contest->settings,
        .media = media ? *media : contest->settings->media,
    };

    *result = (GalleryResult){ 0 };
    if (!store)
        return FALSE;
    if (!store_revision(store, &params.revision, &error)) {
        *status = cannot(contest, error);
        return FALSE;
    }
    if (gallery_is_current(contest->contest_dir, contest->settings, params.revision, params.media)) {
        result->unchanged = TRUE;
        result->path = g_canonicalize_filename("gallery/index.html", contest_path);
        return TRUE;
    }
    works = contest_works(contest, store, status);
    if (!works)
        return FALSE;
    drop_hidden(works);
    other_files = store_other_files(store, contest->settings->edition, &error);
    media_version = store_get_note(store, NOTE_MEDIA_VERSION, NULL);
    params.media_version = media_version;
    params.works = works;
    params.other_files = other_files;
    params.no_sandbox_used = any_without_sandbox(works);
    if (other_files && gallery_write(&params, result, &error)) {
        g_free(result->path);
        result->path = g_canonicalize_filename("gallery/index.html", contest_path);
        return TRUE;
    }
    *status = cannot(contest, error);
    return FALSE;
}
