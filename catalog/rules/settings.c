#include "catalog/rules/settings.h"

#include "catalog/messages/display.h"
#include "catalog/rules/rules-resources.h"
#include "catalog/rules/rules_internal.h"
#include "catalog/rules/settings_read.h"

#include <gio/gio.h>
#include <string.h>

#define FILE_BYTES_MAX    (256 * 1024)
#define SETTLE_DEFAULT_US (120 * G_USEC_PER_SEC)
#define QUALITY_DEFAULT   85

G_DEFINE_QUARK(pianmu_settings_error, settings_error)

static const char *const media_slugs[] = {
    [MEDIA_HARDLINK] = "hardlink", [MEDIA_COPY] = "copy", [MEDIA_LINK] = "link",
    [MEDIA_PROXY] = "proxy",       [MEDIA_NONE] = "none", NULL
};

/* Files that are no submissions: left by systems and NAS boxes, or still being transferred. */
static const char *const default_ignore[] = { ".*",
                                              "@eaDir",
                                              "#recycle",
                                              "$RECYCLE.BIN",
                                              "System Volume Information",
                                              "desktop.ini",
                                              "Thumbs.db",
                                              "~$*",
                                              "*.part",
                                              "*.tmp",
                                              "*.crdownload",
                                              "*.downloading",
                                              "*.xltd",
                                              "*.td",
                                              "*.aria2",
                                              "*.!qB",
                                              NULL };

const char *const *settings_default_ignore(void)
{
    return default_ignore;
}

const char *media_mode_slug(MediaMode mode)
{
    g_assert((gsize)mode < G_N_ELEMENTS(media_slugs) - 1);
    return media_slugs[mode];
}

gboolean media_mode_from_slug(const char *slug, MediaMode *mode)
{
    for (gsize i = 0; media_slugs[i]; i++) {
        if (g_strcmp0(media_slugs[i], slug) == 0) {
            *mode = (MediaMode)i;
            return TRUE;
        }
    }
    return FALSE;
}
static void category_free(gpointer data)
{
    Category *category = data;

    g_free(category->slug);
    text_clear(&category->title);
    g_strfreev(category->aliases);
    g_strfreev(category->folded);
    rules_free(category->rules);
    g_free(category);
}
static void add_to_hash(GChecksum *sum, const char *text)
{
    g_checksum_update(sum, (const guchar *)text,
                      (gssize)strlen(text) + 1); /* with its end: "ab" "c" is not "a" "bc" */
}

static void add_text_to_hash(GChecksum *sum, const Text *text)
{
    add_to_hash(sum, text->in[LANGUAGE_ZH]);
    add_to_hash(sum, text->in[LANGUAGE_EN]);
}

/* What works are judged and marked by, whatever it is called. */
static char *rules_hash_of(const Settings *settings)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    add_to_hash(sum, rules_hash(settings->rules));
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];

        add_to_hash(sum, category->slug);
        add_to_hash(sum, rules_hash(category->rules));
    }
    for (guint i = 0; i < settings->criteria->len; i++) {
        const Criterion *criterion = settings->criteria->pdata[i];
        g_autofree char *words = g_strdup_printf("%s %d", criterion->key, criterion->maximum);

        add_to_hash(sum, words);
    }
    return g_strdup(g_checksum_get_string(sum));
}

/* Roots, ignored names and the settle time decide what is indexed, not how it is shown; [letter] is in no page. */
static char *hash_of(const Settings *settings)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *numbers =
        g_strdup_printf("%d %d %d", (int)settings->language, settings->poster_quality, (int)settings->media);

    add_to_hash(sum, settings->edition);
    add_to_hash(sum, numbers);
    add_text_to_hash(sum, &settings->title);
    add_text_to_hash(sum, &settings->subtitle);
    add_to_hash(sum, rules_hash(settings->rules));
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];

        add_to_hash(sum, category->slug);
        add_text_to_hash(sum, &category->title);
        add_to_hash(sum, rules_hash(category->rules));
    }
    for (guint i = 0; i < settings->criteria->len; i++) {
        const Criterion *criterion = settings->criteria->pdata[i];
        g_autofree char *maximum = g_strdup_printf("%d", criterion->maximum);

        add_to_hash(sum, criterion->key);
        add_to_hash(sum, maximum);
        add_text_to_hash(sum, &criterion->title);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static void criterion_free(gpointer data)
{
    Criterion *criterion = data;

    g_free(criterion->key);
    text_clear(&criterion->title);
    g_free(criterion);
}

static Settings *settings_new(const char *contest_dir)
{
    Settings *settings = g_new0(Settings, 1);
    const char *const roots[] = { contest_dir, NULL };

    settings->categories = g_ptr_array_new_with_free_func(category_free);
    settings->criteria = g_ptr_array_new_with_free_func(criterion_free);
    settings->units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    settings->rules = rules_new();
    settings->roots = g_strdupv((char **)roots);
    g_free(settings->roots[0]);
    settings->roots[0] = g_build_filename(contest_dir, "submissions", NULL);
    settings->ignore = g_strdupv((char **)default_ignore);
    settings->settle_us = SETTLE_DEFAULT_US;
    settings->poster_quality = QUALITY_DEFAULT;
    settings->media = MEDIA_HARDLINK;
    settings->proxy_when = proxy_when_default;
    settings->language = LANGUAGE_ZH;
    return settings;
}

void settings_free(Settings *settings)
{
    if (!settings)
        return;
    g_free(settings->edition);
    text_clear(&settings->title);
    text_clear(&settings->subtitle);
    text_clear(&settings->letter.contact);
    text_clear(&settings->letter.signature);
    g_ptr_array_unref(settings->categories);
    g_ptr_array_unref(settings->criteria);
    g_hash_table_unref(settings->units);
    rules_free(settings->rules);
    g_strfreev(settings->roots);
    g_strfreev(settings->ignore);
    g_free(settings->source_hash);
    g_free(settings->hash);
    g_free(settings->rules_hash);
    g_free(settings);
}

static Settings *fail(const Complaints *complaints, SettingsError code, GError **error)
{
    g_autofree char *text = complaints_text(complaints);

    g_set_error_literal(error, SETTINGS_ERROR, code, text);
    return NULL;
}

static void choose_language(const char *text, Complaints *complaints)
{
    g_auto(Complaints)
        unsaid = { complaints->file, complaints->language, g_ptr_array_new_with_free_func(g_free) };
    g_autoptr(GPtrArray) lines = settings_text_lines(text, &unsaid);

    settings_text_language(lines, &complaints->language);
}

Settings *settings_parse(const char *bytes, gsize length, const char *file, const char *contest_dir,
                         GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(contest_dir, NULL);
    g_auto(Complaints)
        complaints = { file, language_of_environment(), g_ptr_array_new_with_free_func(g_free) };
    g_autoptr(Settings) settings = settings_new(absolute);
    g_autofree char *text = settings_text_decode(bytes, length, &complaints);
    g_autoptr(GPtrArray) lines = NULL;
    Reader reader = { settings, NULL, &complaints, absolute };

    if (!text)
        return fail(&complaints, SETTINGS_ERROR_WRONG, error);
    choose_language(text, &complaints);
    reader.lines = lines = settings_text_lines(text, &complaints);
    settings_read(&reader);
    if (complaints.said->len > 0)
        return fail(&complaints, SETTINGS_ERROR_WRONG, error);
    settings->title = settings_read_text(&reader, "edition", "title", settings->edition);
    settings->subtitle = settings_read_text(&reader, "edition", "subtitle", "");
    settings->letter.contact = settings_read_text(&reader, "letter", "contact", "");
    settings->letter.signature = settings_read_text(&reader, "letter", "signature", "");
    settings->source_hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
    settings->hash = hash_of(settings);
    settings->rules_hash = rules_hash_of(settings);
    return g_steal_pointer(&settings);
}

static Settings *cannot_read(const char *path, const char *if_absent, const GError *why, GError **error)
{
    g_auto(Complaints)
        complaints = { path, language_of_environment(), g_ptr_array_new_with_free_func(g_free) };
    gboolean absent = g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
                      g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
    g_autofree char *problem =
        absent ? g_strdup(message(complaints.language, if_absent))
               : message_format(complaints.language, "settings.unreadable", "detail", why->message, NULL);

    complain(&complaints, NULL, problem);
    return fail(&complaints, SETTINGS_ERROR_READ, error);
}

static Settings *load(const char *path, const char *contest_dir, const char *if_absent, GError **error)
{
    g_autofree char *shown_path = display_text(path);
    g_autofree char *bytes = NULL;
    g_autoptr(GError) why = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &bytes, &length, &why))
        return cannot_read(shown_path, if_absent, why, error);
    if (length > FILE_BYTES_MAX) {
        g_auto(Complaints)
            complaints = { shown_path, language_of_environment(), g_ptr_array_new_with_free_func(g_free) };

        complain(&complaints, NULL, message(complaints.language, "settings.too-long"));
        return fail(&complaints, SETTINGS_ERROR_WRONG, error);
    }
    return settings_parse(bytes, length, shown_path, contest_dir, error);
}

Settings *settings_load(const char *contest_dir, GError **error)
{
    g_autofree char *path = g_build_filename(contest_dir, SETTINGS_FILE, NULL);

    return load(path, contest_dir, "settings.absent", error);
}

Settings *settings_load_file(const char *path, const char *contest_dir, GError **error)
{
    return load(path, contest_dir, "settings.no-file", error);
}

const Criterion *settings_criterion(const Settings *settings, const char *key)
{
    for (guint i = 0; i < settings->criteria->len; i++) {
        const Criterion *criterion = settings->criteria->pdata[i];

        if (g_str_equal(criterion->key, key))
            return criterion;
    }
    return NULL;
}

const char *const *settings_checks(const Settings *settings, const char *category)
{
    const Category *known = category ? settings_category(settings, category) : NULL;

    return rules_checks(known ? known->rules : settings->rules);
}

static void add_checks(GPtrArray *checks, const Rules *rules)
{
    for (const char *const *check = rules_checks(rules); *check; check++) {
        if (!g_ptr_array_find_with_equal_func(checks, *check, g_str_equal, NULL))
            g_ptr_array_add(checks, (gpointer)*check);
    }
}

GPtrArray *settings_all_checks(const Settings *settings)
{
    GPtrArray *checks = g_ptr_array_new();

    add_checks(checks, settings->rules);
    for (guint i = 0; i < settings->categories->len; i++)
        add_checks(checks, ((const Category *)settings->categories->pdata[i])->rules);
    return checks;
}

const char *const settings_template_names[] = {
    "kepu", "weidianying", "duanshipin", "jiaoxue", "yangpian", "gongyi30", "festival", NULL,
};

/* The text ends with the NUL that the resource compiler puts behind every file. */
const char *settings_template(const char *name)
{
    g_autofree char *path =
        name ? g_strdup_printf("/pianmu/rules/templates/%s.ini", name) : g_strdup("/pianmu/rules/pianmu.ini");
    g_autoptr(GBytes) bytes =
        name && !g_strv_contains(settings_template_names, name)
            ? NULL
            : g_resource_lookup_data(rules_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    return bytes ? g_bytes_get_data(bytes, NULL) : NULL;
}
