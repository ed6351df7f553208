/* pianmu gallery: writes the site, for one of its audiences. */
#include "indexer/command/carrying.h"
#include "indexer/command/work_in_hand.h"

typedef struct {
    gboolean review, public;
    const char *blind, *category, *only, *media, *output;
} Wishes;

static gboolean refuse(const Contest *contest, char *text, int *status)
{
    contest_complain(contest, text);
    g_free(text);
    *status = STATUS_USAGE;
    return FALSE;
}

static gboolean refuse_value(const Contest *contest, const char *option, const char *value, const char *known,
                             int *status)
{
    return refuse(contest,
                  message_format(contest->language, "error.bad-value", "option", option, "value", value,
                                 "example", known, NULL),
                  status);
}

static gboolean choose_audience(const Contest *contest, const Wishes *wishes, GalleryChoice *choice,
                                int *status)
{
    if (wishes->review + wishes->public + (wishes->blind != NULL) > 1)
        return refuse(contest, g_strdup(message(contest->language, "error.one-audience")), status);
    if (wishes->blind && !g_str_equal(wishes->blind, "unit"))
        return refuse_value(contest, "--blind", wishes->blind, "unit", status);
    choice->audience = wishes->blind ? AUDIENCE_BLIND : wishes->public ? AUDIENCE_PUBLIC : AUDIENCE_REVIEW;
    return TRUE;
}

static gboolean choose_works(const Contest *contest, const Wishes *wishes, GalleryChoice *choice, int *status)
{
    const Category *category = NULL;

    if (wishes->category && !(category = contest_category(contest, wishes->category, status)))
        return FALSE;
    choice->category = category ? category->slug : NULL;
    if (wishes->only && !verdict_from_slug(wishes->only, &choice->only))
        return refuse_value(contest, "--only", wishes->only, "eligible review ineligible unreadable", status);
    if ((wishes->category || wishes->only) && !wishes->output)
        return refuse(contest, g_strdup(message(contest->language, "error.part-needs-output")), status);
    return TRUE;
}

/* Links lead to where the films lie, and say by their names whose they are. */
static gboolean check_links(const Contest *contest, const GalleryChoice *choice, int *status)
{
    MediaMode media = choice->media ? *choice->media : contest->settings->media;

    if (media != MEDIA_LINK || (choice->audience == AUDIENCE_REVIEW && !choice->output))
        return TRUE;
    return refuse(contest,
                  message_format(contest->language, "error.link-shows-originals", "option",
                                 choice->output                        ? "--output"
                                 : choice->audience == AUDIENCE_PUBLIC ? "--public"
                                                                       : "--blind",
                                 NULL),
                  status);
}

static gboolean choose(Contest *contest, const Wishes *wishes, MediaMode *media, GalleryChoice *choice,
                       int *status)
{
    if (wishes->media && !media_mode_from_slug(wishes->media, media))
        return refuse_value(contest, "--media", wishes->media, "hardlink copy link proxy none", status);
    choice->media = wishes->media ? media : NULL;
    choice->output = wishes->output;
    return choose_audience(contest, wishes, choice, status) && contest_load(contest, status) &&
           choose_works(contest, wishes, choice, status) && check_links(contest, choice, status) &&
           (!wishes->output || carrying_check(contest, wishes->output, status));
}

static void say_where(const Contest *contest, const GalleryResult *result)
{
    g_autofree char *text =
        message_format(contest->language, result->unchanged ? "summary.gallery-unchanged" : "summary.gallery",
                       "path", result->path, NULL);

    out_line(text);
}

int command_gallery(Contest *contest, int argc, char **argv)
{
    Wishes wishes = { 0 };
    const Option options[] = {
        { "review", OPTION_FLAG, NULL, &wishes.review },
        { "public", OPTION_FLAG, NULL, &wishes.public },
        { "blind", OPTION_TEXT, "unit", &wishes.blind },
        { "category", OPTION_TEXT, "C", &wishes.category },
        { "only", OPTION_TEXT, "V", &wishes.only },
        { "media", OPTION_TEXT, "hardlink|copy|link|proxy|none", &wishes.media },
        { "output", OPTION_TEXT, "DIR", &wishes.output },
        { 0 },
    };
    int status = STATUS_DONE;
    GalleryChoice choice = { 0 };
    MediaMode media = MEDIA_HARDLINK;
    GalleryResult result = { 0 };
    g_autoptr(Lock) lock = NULL;

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status) ||
        !choose(contest, &wishes, &media, &choice, &status) || !(lock = take_run_lock(contest, &status)) ||
        !run_gallery(contest, &choice, &result, &status))
        return status;
    if (!contest->quiet)
        say_where(contest, &result);
    g_free(result.path);
    return status;
}
