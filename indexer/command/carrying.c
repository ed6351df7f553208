#include "indexer/command/carrying.h"

#include "indexer/command/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- where ---- */

gboolean carrying_check(const Contest *contest, const char *folder, int *status)
{
    static const char *const keys[] = {
        [PLACE_SUBMISSIONS] = "error.output-inside",
        [PLACE_GALLERY] = "error.output-in-gallery",
    };
    const char *around = NULL;
    Place place = place_of(contest, folder, &around);
    g_autofree char *text = NULL;

    if (place == PLACE_FREE)
        return TRUE;
    text = message_format(contest->language, keys[place], "path", folder, "root", around, NULL);
    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return FALSE;
}

/* ---- how much ---- */

static void say(const char *text)
{
    fprintf(stderr, "%s\n", text);
}

static void say_plan(const Carrying *carrying, const OutputPlan *plan)
{
    Language language = carrying->contest->language;
    g_autofree char *files = g_strdup_printf("%u", plan->files);
    g_autofree char *new_files = g_strdup_printf("%u", plan->new_files);
    g_autofree char *size = format_size(language, plan->bytes);
    g_autofree char *new_size = format_size(language, plan->new_bytes);
    g_autofree char *free_size = format_size(language, plan->free_bytes);
    g_autofree char *text =
        message_format(language, plan->new_files == plan->files ? "output.plan" : "output.plan-changes",
                       "path", carrying->folder, "files", files, "size", size, "new-files", new_files,
                       "new-size", new_size, "free", free_size, NULL);

    say(text);
}

/* By name: somebody who looks for the film on the stick will not find it. */
static void say_too_large(const Carrying *carrying, const Work *work)
{
    Language language = carrying->contest->language;
    g_autofree char *id = work_id(work);
    g_autofree char *size = format_size(language, work->size);
    g_autofree char *text =
        message_format(language, work->proxy ? "output.too-large-proxy" : "output.too-large", "id", id,
                       "title", work->title, "size", size, NULL);

    say(text);
}

static void say_unreached(const Carrying *carrying, const Work *work)
{
    g_autofree char *id = work_id(work);
    g_autofree char *text =
        message_format(carrying->contest->language, "output.unreached", "id", id, "title", work->title, NULL);

    say(text);
}

static void say_silent(const Carrying *carrying, guint count)
{
    g_autofree char *n = g_strdup_printf("%u", count);
    g_autofree char *text = message_format(carrying->contest->language, "output.silent", "n", n, NULL);

    say(text);
}

static gboolean has_room(const Carrying *carrying, const OutputPlan *plan)
{
    Language language = carrying->contest->language;
    g_autofree char *needed = format_size(language, plan->needed_bytes);
    g_autofree char *free_size = format_size(language, plan->free_bytes);

    if (plan->needed_bytes <= plan->free_bytes)
        return TRUE;
    g_autofree char *text = message_format(language, "error.output-no-room", "path", carrying->folder,
                                           "needed", needed, "free", free_size, NULL);
    contest_complain(carrying->contest, text);
    return FALSE;
}

gboolean carrying_announce(const OutputPlan *plan, gpointer user)
{
    const Carrying *carrying = user;

    if (!carrying->contest->quiet && plan->new_files > 0)
        say_plan(carrying, plan);
    for (guint i = 0; i < plan->too_large->len; i++)
        say_too_large(carrying, g_ptr_array_index(plan->too_large, i));
    for (guint i = 0; i < plan->unreached->len; i++)
        say_unreached(carrying, g_ptr_array_index(plan->unreached, i));
    if (plan->silent->len > 0)
        say_silent(carrying, plan->silent->len);
    return has_room(carrying, plan);
}

void carrying_progress(gint64 written, gint64 total, gpointer user)
{
    Carrying *carrying = user;
    Language language = carrying->contest->language;
    gint64 now_us = g_get_monotonic_time();
    g_autofree char *done = format_size(language, written), *all = format_size(language, total);

    if (written < total && now_us - carrying->drawn_us < G_USEC_PER_SEC / 10)
        return;
    carrying->drawn_us = now_us;
    g_autofree char *line = message_format(language, "progress.output", "done", done, "total", all, NULL);
    fprintf(stderr, "\r\033[K%s", written < total ? line : "");
    fflush(stderr);
}

/* ---- what went wrong ---- */

static const struct {
    int code, status;
    const char *key;
} failures[] = {
    { GALLERY_ERROR_ABSENT, STATUS_USAGE, "error.output-absent" },
    { GALLERY_ERROR_TAKEN, STATUS_USAGE, "error.output-taken" },
    { GALLERY_ERROR_OTHER, STATUS_USAGE, "error.output-other" },
    { GALLERY_ERROR_NAME, STATUS_USAGE, "error.output-name" },
    { GALLERY_ERROR_NO_SPACE, STATUS_CANNOT, "error.output-full" },
    { GALLERY_ERROR_FAILED, STATUS_CANNOT, "error.output-failed" },
};

int carrying_failed(const Carrying *carrying, const GError *error)
{
    const Contest *contest = carrying->contest;

    if (carrying->drawn_us > 0)
        fputs("\r\033[K", stderr);
    if (g_error_matches(error, GALLERY_ERROR, GALLERY_ERROR_STOPPED))
        return STATUS_CANNOT; /* and it was said why */
    for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
        if (!g_error_matches(error, GALLERY_ERROR, failures[i].code))
            continue;
        g_autofree char *text = message_format(contest->language, failures[i].key, "path", carrying->folder,
                                               "detail", error->message, NULL);
        contest_complain(contest, text);
        return failures[i].status;
    }
    return cannot(contest, error);
}
