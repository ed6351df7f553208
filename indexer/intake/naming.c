#include "indexer/intake/naming.h"

#include "catalog/messages/display.h"

#include <string.h>

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static const char *extension_dot(const char *path)
{
    const char *name = last_part(path);
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? dot : NULL;
}

char *path_stem(const char *path)
{
    const char *name = last_part(path), *dot = extension_dot(path);

    return dot ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
}

char *path_extension(const char *path)
{
    const char *dot = extension_dot(path);

    return dot ? g_ascii_strdown(dot + 1, -1) : g_strdup("");
}

/* Readable text of a name of whatever encoding, NFC, never empty. */
static char *readable(const char *bytes)
{
    g_autofree char *text = NULL;

    if (!g_utf8_validate(bytes, -1, NULL))
        text = g_convert(bytes, -1, "UTF-8", "GB18030", NULL, NULL, NULL);
    g_autofree char *shown = display_text(text ? text : bytes);
    char *normal = g_utf8_normalize(shown, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_strstrip(normal);
    if (!*normal) {
        g_free(normal);
        return g_strdup("—");
    }
    return normal;
}

/* 类别_单位_题名 or 类别_题名, where the first part names a category. */
static void name_from_stem(const Settings *settings, const char *stem, WorkName *name)
{
    g_auto(GStrv) parts = g_strsplit(stem, "_", 3);
    guint n = g_strv_length(parts);
    const Category *category = n >= 2 ? settings_category_of_folder(settings, parts[0]) : NULL;

    if (!category || !*parts[n - 1]) {
        name->title = g_strdup(stem);
        return;
    }
    if (!name->category)
        name->category = category;
    if (!name->unit && n == 3 && *parts[1])
        name->unit = g_strdup(parts[1]);
    name->title = g_strdup(parts[n - 1]);
}

/* A unit goes by the name that the settings give it, however its folder is called. */
static void settle_unit(const Settings *settings, WorkName *name)
{
    char *unit = name->unit ? g_strdup(settings_unit(settings, name->unit)) : NULL;

    g_free(name->unit);
    name->unit = unit;
}

void work_name(const Settings *settings, const char *path, WorkName *name)
{
    g_auto(GStrv) folders = g_strsplit(path, "/", -1);
    gint n = (gint)g_strv_length(folders) - 1; /* the last is the file */
    gint at = -1;

    *name = (WorkName){ 0 };
    for (gint i = n - 1; i >= 0 && at < 0; i--) {
        g_autofree char *folder = readable(folders[i]);
        name->category = settings_category_of_folder(settings, folder);
        if (name->category)
            at = i;
    }
    if (at >= 0 && at + 1 < n)
        name->unit = readable(folders[at + 1]);
    else if (at > 0)
        name->unit = readable(folders[at - 1]);
    else if (at < 0 && n > 0)
        name->unit = readable(folders[0]);

    g_autofree char *stem = path_stem(path);
    g_autofree char *text = readable(stem);
    name_from_stem(settings, text, name);
    settle_unit(settings, name);
}

void work_name_clear(WorkName *name)
{
    g_clear_pointer(&name->unit, g_free);
    g_clear_pointer(&name->title, g_free);
}
