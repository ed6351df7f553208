/* pianmu backup FILE: a consistent copy of the catalogue, also while a run goes on. */
#include "indexer/command/places.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define GALLERY_LIST "MANIFEST" /* which every gallery has, also one that was written to be carried away */
#define GALLERY_MARK "pianmu gallery "

static gboolean complain(const Contest *contest, const char *key, const char *path, const char *detail)
{
    g_autofree char *text = message_format(contest->language, key, "path", path, "detail", detail, NULL);

    contest_complain(contest, text);
    return FALSE;
}

static gboolean is_a_gallery(const char *folder)
{
    g_autofree char *list = g_build_filename(folder, GALLERY_LIST, NULL);
    FILE *file = fopen(list, "re");
    char start[sizeof GALLERY_MARK] = "";
    gsize length = file ? fread(start, 1, sizeof start - 1, file) : 0;

    if (file)
        fclose(file);
    return length > 0 && g_str_equal(start, GALLERY_MARK);
}

/* The nearest folder around the file that is a gallery; NULL: none. The caller's. */
static char *gallery_around(const char *path)
{
    g_autofree char *real = real_path(path);

    for (char *folder = g_path_get_dirname(real), *next; folder; folder = next) {
        if (is_a_gallery(folder))
            return folder;
        next = folder[1] ? g_path_get_dirname(folder) : NULL;
        g_free(folder);
    }
    return NULL;
}

/* A catalogue holds people's addresses and telephone numbers: it must not come to lie in what is shown to others. */
static gboolean place_is_good(const Contest *contest, const char *path, int *status)
{
    const char *around = NULL;
    g_autofree char *gallery = NULL;
    g_autofree char *folder = g_path_get_dirname(path);

    *status = STATUS_USAGE;
    if (place_of(contest, path, &around) != PLACE_FREE)
        return complain(contest, "error.backup-place", path, around);
    gallery = gallery_around(path);
    if (gallery)
        return complain(contest, "error.backup-place", path, gallery);
    *status = STATUS_CANNOT;
    return access(folder, W_OK | X_OK) == 0 ||
           complain(contest, "error.save", path, error_number_words(contest->language, errno));
}

static int failed(const Contest *contest, const char *path, const GError *error)
{
    if (g_error_matches(error, STORE_ERROR, STORE_ERROR_EXISTS)) {
        complain(contest, "error.backup-exists", path, "");
        return STATUS_USAGE;
    }
    if (g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL)) {
        complain(contest, "error.disk-full", path, "");
        return STATUS_CANNOT;
    }
    return cannot(contest, error);
}

static void say(const Contest *contest, const char *path)
{
    GStatBuf info = { 0 };
    g_autofree char *size = g_stat(path, &info) == 0 ? format_size(contest->language, info.st_size) : NULL;
    g_autofree char *text =
        message_format(contest->language, "backup.done", "path", path, "size", size ? size : "?", NULL);

    out_line(text);
}

int command_backup(Contest *contest, int argc, char **argv)
{
    const Option options[] = { { 0 } };
    int status = STATUS_DONE;
    g_autoptr(GError) error = NULL;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status) ||
        !place_is_good(contest, argv[1], &status))
        return status;
    if (!store_backup(contest->contest_dir, argv[1], &error))
        return failed(contest, argv[1], error);
    if (!contest->quiet)
        say(contest, argv[1]);
    return STATUS_DONE;
}
