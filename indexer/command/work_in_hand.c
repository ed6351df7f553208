#include "indexer/command/work_in_hand.h"

#include "indexer/command/carrying.h"

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

static void draw_progress(Progress *self, int done, int total, gint64 now_us)
{
    gint64 spent_us = now_us - self->started_us;
    g_autofree char *done_text = g_strdup_printf("%d", done), *total_text = g_strdup_printf("%d", total);
    g_autofree char *a_minute =
        g_strdup_printf("%d", (int)(done * (double)(60 * G_USEC_PER_SEC) / (double)MAX(spent_us, 1)));
    g_autofree char *rate = message_format(self->language, "progress.rate", "n", a_minute, NULL);
    gint64 left_us = spent_us / done * (total - done);
    g_autofree char *step = g_strconcat("progress.", self->step, NULL);
    g_autofree char *left = format_duration(self->language, left_us / G_USEC_PER_SEC * G_USEC_PER_SEC);
    g_autofree char *line =
        message_format(self->language, "progress.line", "step", message(self->language, step), "done",
                       done_text, "total", total_text, "rate", rate, "left", left, NULL);

    fprintf(stderr, "\r\033[K%s", line);
    fflush(stderr);
    self->drawn = TRUE;
}

void progress_show(const char *step, int done, int total, gpointer user)
{
    Progress *self = user;
    gint64 now_us = g_get_monotonic_time();

    if (done == 0) {
        self->step = step;
        self->started_us = now_us;
    }
    if (done == 0 || (now_us - self->drawn_us < G_USEC_PER_SEC / 10 && done < total))
        return;
    self->drawn_us = now_us;
    draw_progress(self, done, total, now_us);
}

gboolean progress_is_wanted(const Contest *contest)
{
    return isatty(STDERR_FILENO) && !contest->quiet;
}

void progress_end(const Progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
}

gboolean run_index(const Contest *contest, IndexParams *params, IndexSummary *summary, int *status)
{
    Progress progress = { .language = contest->language };
    g_autoptr(GError) error = NULL;
    gboolean good;

    params->contest_dir = contest->contest_dir;
    params->settings = contest->settings;
    params->command = contest->command;
    params->interrupted = signals_watch();
    if (progress_is_wanted(contest)) {
        params->progress = progress_show;
        params->user = &progress;
    }
    good = index_run(params, summary, &error);
    progress_end(&progress);
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

/* What the gallery tells of the catalogue beside its works. FALSE: complained, *status set. */
static gboolean read_revision(const Contest *contest, Store *store, GalleryParams *params, int *status)
{
    g_autoptr(GError) error = NULL;

    if (store_revision(store, &params->revision, &error))
        return TRUE;
    *status = cannot(contest, error);
    return FALSE;
}

static GalleryParams gallery_params(const Contest *contest, const GalleryChoice *choice, Carrying *carrying)
{
    return (GalleryParams){
        .contest_dir = contest->contest_dir,
        .settings = contest->settings,
        .audience = choice->audience,
        .category = choice->category,
        .only = choice->only,
        .media = choice->media ? *choice->media : contest->settings->media,
        .output = choice->output,
        .announce = carrying_announce,
        .progress = progress_is_wanted(contest) ? carrying_progress : NULL,
        .output_user = carrying,
    };
}

static gboolean write_gallery(Contest *contest, Store *store, GalleryParams *params, GalleryResult *result,
                              int *status)
{
    g_autoptr(GPtrArray) works = contest_works_for_pages(contest, store, status);
    g_autoptr(GPtrArray) other_files = NULL;
    g_autoptr(GPtrArray) verdicts = NULL;
    g_autofree char *media_version = store_get_note(store, NOTE_MEDIA_VERSION, NULL);
    g_autofree char *catalogue_id = store_get_note(store, "catalogue.id", NULL);
    g_autofree char *secret = store_get_note(store, "catalogue.secret", NULL);
    g_autoptr(GError) error = NULL;

    if (!works)
        return FALSE;
    other_files = store_other_files(store, contest->settings->edition, &error);
    verdicts = other_files ? store_verdicts(store, contest->settings->edition, &error) : NULL;
    params->catalogue_id = catalogue_id;
    params->secret = secret;
    params->media_version = media_version;
    params->works = works;
    params->other_files = other_files;
    params->verdicts = verdicts;
    params->no_sandbox_used = any_without_sandbox(works);
    if (verdicts && gallery_write(params, result, &error))
        return TRUE;
    *status = params->output ? carrying_failed(params->output_user, error) : cannot(contest, error);
    return FALSE;
}

static void say_what_is_left_out(const Contest *contest, const GalleryResult *result, int *status)
{
    g_autofree char *n = g_strdup_printf("%u", result->without_pictures);
    g_autofree char *text = message_format(contest->language, "error.gallery-pictures", "n", n, NULL);

    contest_complain(contest, text);
    *status = STATUS_INCOMPLETE;
}

gboolean run_gallery(Contest *contest, const GalleryChoice *choice, GalleryResult *result, int *status)
{
    Carrying carrying = { contest, choice->output };
    GalleryParams params = gallery_params(contest, choice, &carrying);
    g_autoptr(Store) store = contest_read(contest, status);
    g_autofree char *contest_path = g_canonicalize_filename(contest->contest_dir, NULL);
    g_autofree char *folder = choice->output
                                  ? g_canonicalize_filename(choice->output, NULL)
                                  : g_build_filename(contest_path, gallery_name(choice->audience), NULL);

    *result = (GalleryResult){ 0 };
    if (!store || !read_revision(contest, store, &params, status))
        return FALSE;
    result->unchanged = !choice->output && gallery_is_current(&params);
    if (!result->unchanged && !write_gallery(contest, store, &params, result, status))
        return FALSE;
    if (result->without_pictures > 0)
        say_what_is_left_out(contest, result, status);
    g_free(result->path);
    result->path = g_canonicalize_filename("index.html", folder);
    return TRUE;
}
