/* pianmu nightly: index, check, gallery, summary; for cron. Says nothing when nothing needs attention. */
#include "indexer/command/summary.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

/* A file a day; a second report of the same day follows the first. */
static gboolean keep_report(const Contest *contest, const IndexSummary *summary, const char *report)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(summary->run.started_us / G_USEC_PER_SEC);
    g_autofree char *name = g_date_time_format(now, "%Y-%m-%d.txt");
    g_autofree char *folder = g_build_filename(contest->contest_dir, "reports", NULL);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    FILE *file = g_mkdir_with_parents(folder, 0777) == 0 ? g_fopen(path, "ae") : NULL;
    gboolean good = file && fputs(report, file) >= 0 && fputc('\n', file) != EOF;

    if (file && fclose(file) != 0)
        good = FALSE;
    if (!good) {
        g_autofree char *text = message_format(contest->language, "error.save", "path", path, "detail",
                                               error_number_words(contest->language, errno), NULL);
        contest_complain(contest, text);
    }
    return good;
}

static gboolean report(Contest *contest, const IndexSummary *summary, const GalleryResult *gallery,
                       int *status)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autofree char *text = NULL;
    g_autofree char *where = NULL;

    if (!summary_needs_attention(summary))
        return TRUE;
    store = contest_read(contest, status);
    works = store ? contest_works(contest, store, status) : NULL;
    if (!works)
        return FALSE;
    text = summary_report(contest, summary, works);
    out_text(text);
    if (gallery->path) {
        where = message_format(contest->language, "summary.gallery", "path", gallery->path, NULL);
        out_text("\n");
        out_line(where);
    }
    if (keep_report(contest, summary, text))
        return TRUE;
    *status = STATUS_CANNOT;
    return FALSE;
}

static gboolean take_snapshot(const Contest *contest, int *status)
{
    g_autoptr(GError) error = NULL;

    if (store_snapshot(contest->contest_dir, &error))
        return TRUE;
    *status = cannot(contest, error);
    return FALSE;
}

static int count_left(const IndexSummary *summary)
{
    int left = summary->left;

    for (int stage = 0; stage < STAGES; stage++)
        left += summary->made[stage].left;
    return left;
}

/* The night in a line, for a journal that people read and programs search: keys, no words of either language. */
static void say_figures(const IndexSummary *summary, int status)
{
    const RunRow *run = &summary->run;
    gint64 seconds = (g_get_real_time() - run->started_us) / G_USEC_PER_SEC;

    fprintf(stderr,
            "pianmu: nightly run=%" G_GINT64_FORMAT " status=%d seconds=%" G_GINT64_FORMAT
            " complete=%d found=%" G_GINT64_FORMAT " added=%" G_GINT64_FORMAT " changed=%" G_GINT64_FORMAT
            " moved=%" G_GINT64_FORMAT " missing=%" G_GINT64_FORMAT " examined=%" G_GINT64_FORMAT
            " failed=%" G_GINT64_FORMAT " verdicts=%u left=%d sandboxed=%d\n",
            run->id, status, seconds, run->complete, run->found, run->added, run->changed, run->moved,
            run->missing, run->examined, run->failed, summary->verdicts->len, count_left(summary),
            run->sandboxed);
}

static int run_night(Contest *contest, IndexParams *params)
{
    g_auto(IndexSummary) summary = { 0 };
    GalleryResult gallery = { 0 };
    int status = STATUS_DONE;
    gboolean indexed = run_index(contest, params, &summary, &status), good = indexed;

    if (indexed && !summary.interrupted)
        good = run_gallery(contest, &(GalleryChoice){ 0 }, &gallery, &status);
    summary.interrupted = summary.interrupted || signals_seen() != 0;
    if (summary.plan && summary.run.id > 0)
        good = report(contest, &summary, &gallery, &status) && good;
    g_free(gallery.path);
    if (indexed && !summary.interrupted)
        good = take_snapshot(contest, &status) && good;
    if (good && status_of_run(&summary) != STATUS_DONE)
        status = status_of_run(&summary);
    if (contest->verbose)
        say_figures(&summary, status);
    return status;
}

int command_nightly(Contest *contest, int argc, char **argv)
{
    IndexParams params = { .settle_us = FACT_UNKNOWN, .hash = TRUE, .previews = TRUE, .deep = TRUE };
    const Option options[] = {
        { "max-time", OPTION_TIME, "T", &params.max_time_us },
        { "settle", OPTION_TIME, "T", &params.settle_us },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Lock) lock = NULL;

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status) || !contest_load(contest, &status) ||
        !(lock = take_run_lock(contest, &status)))
        return status;
    return run_night(contest, &params);
}
