#include "indexer/command/places.h"

#include "catalog/gallery/gallery.h"

#include <stdlib.h>
#include <string.h>

char *real_path(const char *folder)
{
    g_autofree char *path = g_canonicalize_filename(folder, NULL);
    g_autofree char *around = g_path_get_dirname(path), *base = g_path_get_basename(path);
    char *found = realpath(path, NULL);
    char *real = found ? g_strdup(found) : NULL;

    free(found);
    if (real)
        return real;
    found = realpath(around, NULL);
    real = g_build_filename(found ? found : around, base, NULL);
    free(found);
    return real;
}

static gboolean is_within(const char *path, const char *folder)
{
    gsize length = strlen(folder);

    return g_str_has_prefix(path, folder) && (path[length] == '/' || path[length] == '\0');
}

Place place_of(const Contest *contest, const char *path, const char **around)
{
    g_autofree char *real = real_path(path);

    for (char **root = contest->settings ? contest->settings->roots : NULL; root && *root; root++) {
        g_autofree char *real_root = real_path(*root);

        *around = *root;
        if (is_within(real, real_root))
            return PLACE_SUBMISSIONS;
    }
    for (Audience audience = AUDIENCE_REVIEW; audience <= AUDIENCE_BLIND; audience++) {
        g_autofree char *house = g_strconcat(".", gallery_name(audience), NULL);
        g_autofree char *inside = g_build_filename(contest->contest_dir, house, NULL);
        g_autofree char *real_house = real_path(inside);

        *around = gallery_name(audience);
        if (is_within(real, real_house))
            return PLACE_GALLERY;
    }
    return PLACE_FREE;
}
