/* pianmu poster: pins the poster of a work to a moment, or gives it back. */
#include "indexer/command/work_in_hand.h"

#include "indexer/index/picture_files.h"

#include <sys/stat.h>

typedef struct {
    ContentRow *row;
    GPtrArray *posters;
    gboolean moved_on;
} Made;

static gboolean on_done(gpointer user, ShareResult *result, GError **error)
{
    Made *made = user;

    (void)error;
    made->moved_on = result->moved_on;
    made->row = g_steal_pointer(&result->row);
    made->posters = g_steal_pointer(&result->posters);
    return TRUE;
}

static gboolean on_handing_out(gpointer user, const ShareJob *const *jobs, gsize n, GError **error)
{
    (void)user;
    (void)jobs;
    (void)n;
    (void)error;
    return TRUE;
}

/* Examines the one file anew, outside any transaction. */
static gboolean make_poster(const Contest *contest, const Work *work, gboolean pinned, gint64 pin_us,
                            Made *made, GError **error)
{
    g_autoptr(GArray) jobs = g_array_new(FALSE, FALSE, sizeof(ShareJob));
    g_autofree char *path = g_build_filename(work->root, work->path, NULL);
    ShareSummary summary = { 0 };
    struct stat st = { 0 };
    ShareParams params = {
        .crew = { .jobs = 1 },
        .contest_dir = contest->contest_dir,
        .poster_quality = contest->settings->poster_quality,
        .done = on_done,
        .handing_out = on_handing_out,
        .user = made,
    };
    ShareJob job = {
        .root = work->root,
        .path = work->path,
        .size = work->size,
        .modified_ns = work->modified_ns,
        .content = work->content,
        .pinned = pinned,
        .pin_us = pin_us,
    };
    gboolean good;

    if (stat(path, &st) == 0) {
        job.device = (gint64)st.st_dev;
        job.inode = (gint64)st.st_ino;
    }
    g_array_append_val(jobs, job);
    good = share_run(&params, jobs, &summary, error);
    share_summary_clear(&summary);
    return good;
}

static gboolean keep(const Contest *contest, const Work *work, gboolean pinned, gint64 pin_us,
                     const Made *made, GError **error)
{
    g_autoptr(Store) store = NULL;

    picture_files_sync(contest->contest_dir);
    store = store_open(contest->contest_dir, STORE_WRITE, error);
    return store && store_begin(store, error) &&
           store_put_pin(store, work->edition, work->number, pinned ? pin_us : FACT_UNKNOWN, work->content,
                         error) &&
           store_put_content(store, made->row, error) &&
           store_put_posters(store, work->content, made->posters, error) && store_commit(store, error);
}

static int pin(const Contest *contest, const Work *work, gboolean pinned, gint64 pin_us)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = work_id(work);
    g_autofree char *clock = format_clock(pinned ? pin_us : 0);
    g_autofree char *text = NULL;
    Made made = { 0 };
    gboolean good = work->content && make_poster(contest, work, pinned, pin_us, &made, &error);
    int status = STATUS_CANNOT;

    if (error) {
        status = cannot(contest, error);
    } else if (!good || !made.row || !made.posters || made.posters->len == 0) {
        text = message_format(contest->language, made.moved_on ? "error.moved-on" : "error.no-poster", "id",
                              id, NULL);
        contest_complain(contest, text);
    } else if (!keep(contest, work, pinned, pin_us, &made, &error)) {
        status = cannot(contest, error);
    } else {
        text = message_format(contest->language, pinned ? "poster.pinned" : "poster.auto", "id", id, "time",
                              clock, NULL);
        if (!contest->quiet)
            out_line(text);
        status = STATUS_DONE;
    }
    content_row_free(made.row);
    g_clear_pointer(&made.posters, g_ptr_array_unref);
    return status;
}

int command_poster(Contest *contest, int argc, char **argv)
{
    gint64 at_us = FACT_UNKNOWN;
    gboolean automatic = FALSE;
    const Option options[] = {
        { "at", OPTION_TIME, "T", &at_us },
        { "auto", OPTION_FLAG, NULL, &automatic },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL;
    const Work *work;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status))
        return status;
    if ((at_us == FACT_UNKNOWN) == !automatic) {
        contest_complain(contest, message(contest->language, "error.at-or-auto"));
        return STATUS_USAGE;
    }
    if (!contest_load(contest, &status) || !(store = contest_read(contest, &status)) ||
        !(works = contest_works_named(contest, store, argv[1], &status)) ||
        !(work = contest_find(contest, works, argv[1], &status)))
        return status;
    g_clear_pointer(&store, store_close);
    if (!automatic && work->facts && work->facts->file.duration != FACT_UNKNOWN &&
        at_us > work->facts->file.duration) {
        g_autofree char *id = work_id(work);
        g_autofree char *end = format_duration(contest->language, work->facts->file.duration);
        g_autofree char *text =
            message_format(contest->language, "error.past-end", "id", id, "time", end, NULL);
        contest_complain(contest, text);
        return STATUS_USAGE;
    }
    return pin(contest, work, !automatic, at_us);
}
