#include "indexer/intake/naming.h"

#include "catalog/messages/display.h"
#include "catalog/rules/unit_names.h"

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

/* ---- the folders ---- */

static void read_folders(const Settings *settings, const char *path, WorkName *name)
{
    g_auto(GStrv) folders = g_strsplit(path, "/", -1);
    gint n = (gint)g_strv_length(folders) - 1; /* the last is the file */
    gint at = -1;

    for (gint i = n - 1; i >= 0 && at < 0; i--) {
        g_autofree char *folder = readable(folders[i]);
        name->folder_category = settings_category_of_folder(settings, folder);
        if (name->folder_category)
            at = i;
    }
    if (at >= 0 && at + 1 < n)
        name->folder_unit = readable(folders[at + 1]);
    else if (at > 0)
        name->folder_unit = readable(folders[at - 1]);
    else if (at < 0 && n > 0)
        name->folder_unit = readable(folders[0]);
}

/* ---- the name ---- */

typedef struct {
    const Settings *settings;
    GHashTable *units;
} KnownNames;

static gboolean is_known(gconstpointer user, NameField field, const char *value)
{
    const KnownNames *known = user;
    g_autofree char *key = NULL;

    if (field == NAME_CATEGORY)
        return settings_category_of_folder(known->settings, value) != NULL;
    key = unit_name_fold(value);
    return settings_knows_unit(known->settings, value) ||
           (known->units && g_hash_table_contains(known->units, key));
}

/* A unit goes by the name that the settings give it, however its folder is called. */
static void settle_unit(const Settings *settings, char **unit)
{
    char *settled = *unit ? g_strdup(settings_unit(settings, *unit)) : NULL;

    g_free(*unit);
    *unit = settled;
}

void work_name_follow(const Settings *settings, GHashTable *units, const Category *category, WorkName *name)
{
    KnownNames known = { settings, units };
    const NamingTemplate *naming = rules_naming(category ? category->rules : settings->rules);

    name_fields_clear(&name->fields);
    name->name_category = NULL;
    name->follows_template =
        naming && naming_template_match(naming, name->stem, is_known, &known, &name->fields);
    if (name->fields.in[NAME_CATEGORY])
        name->name_category = settings_category_of_folder(settings, name->fields.in[NAME_CATEGORY]);
    settle_unit(settings, &name->fields.in[NAME_UNIT]);
}

static gboolean has_own_template(const Settings *settings, const Category *category)
{
    const NamingTemplate *common = rules_naming(settings->rules), *own = rules_naming(category->rules);

    return g_strcmp0(common ? naming_template_text(common) : NULL, own ? naming_template_text(own) : NULL) !=
           0;
}

/* A name may tell a category that has a template of its own; it stays told where it does not follow that one. */
static void read_by_template(const Settings *settings, GHashTable *units, WorkName *name)
{
    const Category *told;

    work_name_follow(settings, units, name->folder_category, name);
    told = name->name_category;
    if (name->folder_category || !told || !has_own_template(settings, told))
        return;
    work_name_follow(settings, units, told, name);
    if (!name->name_category)
        name->name_category = told;
}

/* 类别_单位_题名 or 类别_题名, where the first part names a category. */
static void read_by_custom(const Settings *settings, WorkName *name)
{
    g_auto(GStrv) parts = g_strsplit(name->stem, "_", 3);
    guint n = g_strv_length(parts);
    const Category *category = n >= 2 ? settings_category_of_folder(settings, parts[0]) : NULL;

    if (!category || !*parts[n - 1])
        return;
    name->name_category = category;
    if (!name->folder_unit && n == 3 && *parts[1])
        name->unit = g_strdup(parts[1]);
    name->title = g_strdup(parts[n - 1]);
}

void work_name(const Settings *settings, GHashTable *units, const char *path, WorkName *name)
{
    g_autofree char *stem = path_stem(path);

    *name = (WorkName){ 0 };
    name->stem = readable(stem);
    read_folders(settings, path, name);
    read_by_template(settings, units, name);
    if (name->follows_template) {
        name->title = g_strdup(name->fields.in[NAME_TITLE]);
        name->unit = g_strdup(name->fields.in[NAME_UNIT]);
    } else {
        read_by_custom(settings, name);
    }
    name->category = name->folder_category ? name->folder_category : name->name_category;
    if (!name->title)
        name->title = g_strdup(name->stem);
    if (!name->unit)
        name->unit = g_strdup(name->folder_unit);
    settle_unit(settings, &name->unit);
    settle_unit(settings, &name->folder_unit);
}

void work_name_clear(WorkName *name)
{
    g_clear_pointer(&name->unit, g_free);
    g_clear_pointer(&name->title, g_free);
    g_clear_pointer(&name->folder_unit, g_free);
    g_clear_pointer(&name->stem, g_free);
    name_fields_clear(&name->fields);
}

/* ---- samples ---- */

static gboolean may_be_sample(const Settings *settings, const char *name)
{
    g_autofree char *by_all = rules_sample_of(settings->rules, name);
    gboolean may = by_all != NULL;

    for (guint i = 0; !may && i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];
        g_autofree char *by_category = rules_sample_of(category->rules, name);

        may = by_category != NULL;
    }
    return may;
}

char *sample_of_path(const Settings *settings, const char *path)
{
    g_autofree char *file = readable(last_part(path));
    g_auto(WorkName) name = { 0 };

    if (!may_be_sample(settings, file))
        return NULL;
    work_name(settings, NULL, path, &name);
    return rules_sample_of(name.category ? name.category->rules : settings->rules, file);
}

char *film_key_of_path(const char *path)
{
    g_autofree char *stem = path_stem(path);
    g_autofree char *text = readable(stem);

    return film_key(text);
}
