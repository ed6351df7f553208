/* pianmu gallery: writes the site. */
#include "indexer/command/work_in_hand.h"

static int refuse_media(const Contest *contest, const char *value)
{
    g_autofree char *text = message_format(contest->language, "error.bad-value", "option", "--media", "value",
                                           value, "example", "hardlink copy link none", NULL);

    contest_complain(contest, text);
    return STATUS_USAGE;
}

int command_gallery(Contest *contest, int argc, char **argv)
{
    const char *media = NULL;
    const Option options[] = {
        { "media", OPTION_TEXT, "hardlink|copy|link|none", &media },
        { 0 },
    };
    int status = STATUS_DONE;
    MediaMode mode = MEDIA_HARDLINK;
    GalleryResult result = { 0 };
    g_autoptr(Lock) lock = NULL;

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status))
        return status;
    if (media && !media_mode_from_slug(media, &mode))
        return refuse_media(contest, media);
    if (!contest_load(contest, &status) || !(lock = take_run_lock(contest, &status)) ||
        !run_gallery(contest, media ? &mode : NULL, &result, &status))
        return status;
    if (!contest->quiet) {
        g_autofree char *text = message_format(
            contest->language, result.unchanged ? "summary.gallery-unchanged" : "summary.gallery", "path",
            result.path, NULL);
        out_line(text);
    }
    g_free(result.path);
    return STATUS_DONE;
}
