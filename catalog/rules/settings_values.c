#include "catalog/rules/settings_read.h"
#include "catalog/rules/spelling.h"

#include <string.h>

#define SETTLE_MAX_US  (G_GINT64_CONSTANT(7) * 24 * 3600 * G_USEC_PER_SEC)
#define EDITION_ID_MAX 64

char *settings_text_value(const char *raw, Fault *fault)
{
    g_autoptr(GKeyFile) one = g_key_file_new();
    char *text;

    g_key_file_set_value(one, "section", "key", raw);
    text = g_key_file_get_string(one, "section", "key", NULL);
    if (!text)
        fault_set(fault, "fault.escape", raw, NULL);
    return text;
}

char **settings_list_value(const char *raw, Fault *fault)
{
    g_autoptr(GKeyFile) one = g_key_file_new();
    g_auto(GStrv) items = NULL;
    g_autoptr(GPtrArray) kept = g_ptr_array_new();

    g_key_file_set_list_separator(one, ',');
    g_key_file_set_value(one, "section", "key", raw);
    items = g_key_file_get_string_list(one, "section", "key", NULL, NULL);
    if (!items) {
        fault_set(fault, "fault.escape", raw, NULL);
        return NULL;
    }
    for (char **item = items; *item; item++) {
        if (*g_strstrip(*item))
            g_ptr_array_add(kept, *item);
    }
    if (kept->len == 0) {
        fault_set(fault, "fault.empty", raw, NULL);
        return NULL;
    }
    g_ptr_array_add(kept, NULL);
    return g_strdupv((char **)kept->pdata);
}

char **settings_names_value(const char *raw, Fault *fault)
{
    g_autoptr(GString) commas = g_string_new(raw);

    g_string_replace(commas, "，", ",", 0);
    g_string_replace(commas, "、", ",", 0);
    return settings_list_value(commas->str, fault);
}

/* ---- single keys ---- */
static gboolean read_id(Reader *reader, const char *raw, Fault *fault)
{
    gsize length = strspn(raw, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._-");

    if (raw[length] || length == 0 || length > EDITION_ID_MAX || *raw == '.')
        return fault_set(fault, "fault.edition-id", raw, NULL);
    g_free(reader->settings->edition);
    reader->settings->edition = g_strdup(raw);
    return TRUE;
}

static gboolean read_language(Reader *reader, const char *raw, Fault *fault)
{
    if (!language_from_name(raw, &reader->settings->language))
        return fault_set(fault, "fault.language", raw, NULL);
    return TRUE;
}

/* Read by settings_read_text(); here only that it can be. */
static gboolean read_text(G_GNUC_UNUSED Reader *reader, const char *raw, Fault *fault)
{
    g_autofree char *text = settings_text_value(raw, fault);

    return text != NULL;
}

static gboolean read_aliases(G_GNUC_UNUSED Reader *reader, const char *raw, Fault *fault)
{
    g_auto(GStrv) aliases = settings_names_value(raw, fault);

    return aliases != NULL;
}

static gboolean lies_within(const char *path, const char *folder)
{
    gsize length = strlen(folder);

    return g_str_has_prefix(path, folder) &&
           (path[length] == '/' || path[length] == '\0' || g_str_equal(folder, "/"));
}

static gboolean roots_are_apart(char **roots, Fault *fault)
{
    for (char **a = roots; *a; a++) {
        for (char **b = roots; *b; b++) {
            if (a != b && lies_within(*a, *b))
                return fault_set(fault, "fault.nested", *a, *b);
        }
    }
    return TRUE;
}

static gboolean read_root(Reader *reader, const char *raw, Fault *fault)
{
    g_auto(GStrv) roots = settings_list_value(raw, fault);

    for (char **root = roots; root && *root; root++) {
        char *absolute = g_canonicalize_filename(*root, reader->contest_dir);

        g_free(*root);
        *root = absolute;
    }
    if (!roots || !roots_are_apart(roots, fault))
        return FALSE;
    g_strfreev(reader->settings->roots);
    reader->settings->roots = g_steal_pointer(&roots);
    return TRUE;
}

static gboolean read_ignore(Reader *reader, const char *raw, Fault *fault)
{
    g_auto(GStrv) patterns = settings_list_value(raw, fault);

    for (char **pattern = patterns; pattern && *pattern; pattern++) {
        if (strchr(*pattern, '/'))
            return fault_set(fault, "fault.pattern-slash", *pattern, NULL);
        if (strspn(*pattern, "*") == strlen(*pattern))
            return fault_set(fault, "fault.pattern-all", *pattern, NULL);
    }
    if (!patterns)
        return FALSE;
    g_strfreev(reader->settings->ignore);
    reader->settings->ignore = g_steal_pointer(&patterns);
    return TRUE;
}

static gboolean read_settle(Reader *reader, const char *raw, Fault *fault)
{
    g_autofree char *clean = quantity_clean(raw);
    gint64 us;

    if (!quantity_parse(QUANTITY_DURATION, clean, QUANTITY_MINIMUM, &us, fault))
        return FALSE;
    if (us > SETTLE_MAX_US)
        return fault_set(fault, "fault.outside", clean, "0..168h");
    reader->settings->settle_us = us;
    return TRUE;
}

static gboolean read_quality(Reader *reader, const char *raw, Fault *fault)
{
    g_autofree char *clean = quantity_clean(raw);
    guint64 quality;

    if (!g_ascii_string_to_unsigned(clean, 10, 1, 100, &quality, NULL))
        return fault_set(fault, "fault.quality", clean, NULL);
    reader->settings->poster_quality = (int)quality;
    return TRUE;
}

static gboolean read_media(Reader *reader, const char *raw, Fault *fault)
{
    g_autofree char *clean = quantity_clean(raw);
    g_autofree char *all = NULL;
    const char *names[MEDIA_NONE + 2] = { NULL };
    const char *nearest;

    if (media_mode_from_slug(clean, &reader->settings->media))
        return TRUE;
    for (MediaMode mode = MEDIA_HARDLINK; mode <= MEDIA_NONE; mode++)
        names[mode] = media_mode_slug(mode);
    all = g_strjoinv(", ", (char **)names);
    nearest = spelling_nearest(clean, names);
    return fault_set(fault, nearest ? "fault.choice-nearest" : "fault.choice", clean,
                     nearest ? nearest : all);
}

static gboolean read_proxy_when(Reader *reader, const char *raw, Fault *fault)
{
    return proxy_when_parse(raw, &reader->settings->proxy_when, fault);
}

static gboolean read_reply_by(Reader *reader, const char *raw, Fault *fault)
{
    if (!due_parse(raw, &reader->settings->letter.reply_by))
        return fault_set(fault, "fault.due", raw, NULL);
    reader->settings->letter.has_reply_by = TRUE;
    return TRUE;
}

const SettingsKey settings_keys[] = {
    { "edition", "id", read_id, FALSE, "2024" },
    { "edition", "language", read_language, FALSE, "zh_CN" },
    { "edition", "title", read_text, TRUE, NULL },
    { "edition", "subtitle", read_text, TRUE, NULL },
    { "category", "title", read_text, TRUE, NULL },
    { "category", "aliases", read_aliases, FALSE, NULL },
    { "scan", "root", read_root, FALSE, "/mnt/nas/films" },
    { "scan", "ignore", read_ignore, FALSE, "*.tmp, ~$*" },
    { "scan", "settle", read_settle, FALSE, "2m" },
    { "thumbs", "quality", read_quality, FALSE, "85" },
    { "gallery", "media", read_media, FALSE, "hardlink" },
    { "gallery", "proxy.when", read_proxy_when, FALSE, "unplayable, above 1080p, above 20 Mb/s" },
    { "letter", "reply-by", read_reply_by, FALSE, "2026-09-30" },
    { "letter", "contact", read_text, TRUE, NULL },
    { "letter", "signature", read_text, TRUE, NULL },
    { NULL, NULL, NULL, FALSE, NULL },
};
