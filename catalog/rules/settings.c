#include "catalog/rules/settings.h"

#include "catalog/messages/display.h"
#include "catalog/rules/category_names.h"
#include "catalog/rules/rules-resources.h"
#include "catalog/rules/rules_internal.h"
#include "catalog/rules/settings_text.h"
#include "catalog/rules/spelling.h"

#include <gio/gio.h>
#include <string.h>

#define FILE_BYTES_MAX    (256 * 1024)
#define SETTLE_DEFAULT_US (120 * G_USEC_PER_SEC)
#define SETTLE_MAX_US     (G_GINT64_CONSTANT(7) * 24 * 3600 * G_USEC_PER_SEC)
#define QUALITY_DEFAULT   85
#define SLUG_MAX          32
#define EDITION_ID_MAX    64

G_DEFINE_QUARK(pianmu - settings - error - quark, settings_error)

static const char *const media_slugs[] = {
    [MEDIA_HARDLINK] = "hardlink", [MEDIA_COPY] = "copy", [MEDIA_LINK] = "link", [MEDIA_NONE] = "none", NULL
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

/* ---- what is being read ---- */
typedef struct {
    Settings *settings;
    const GPtrArray *lines; /* of SettingsLine * */
    Complaints *complaints;
    const char *contest_dir; /* absolute */
} Reader;

static void complain_of_fault(Reader *reader, const SettingsLine *line, const Fault *fault,
                              const char *example)
{
    Language language = reader->complaints->language;
    g_autofree char *part = complaint_shown(fault->part);
    g_autofree char *right = display_text(fault->right ? fault->right : "");
    g_autofree char *what = message_format(language, fault->key, "part", part, "right", right, NULL);
    g_autofree char *problem = NULL;

    if (example)
        problem = message_format(language, "settings.wrong", "fault", what, "key", line->key, "example",
                                 example, NULL);
    complain(reader->complaints, line, problem ? problem : what);
}

static void complain_of(Reader *reader, const SettingsLine *line, const char *key, const char *part,
                        const char *right)
{
    g_autofree char *part_shown = complaint_shown(part);
    g_autofree char *right_shown = display_text(right ? right : "");
    g_autofree char *problem = message_format(reader->complaints->language, key, "part", part_shown, "right",
                                              right_shown, "choices", right_shown, NULL);

    complain(reader->complaints, line, problem);
}

/* Escapes are GLib's: \s \n \t \r \\. */
static char *text_value(const char *raw, Fault *fault)
{
    g_autoptr(GKeyFile) one = g_key_file_new();
    char *text;

    g_key_file_set_value(one, "section", "key", raw);
    text = g_key_file_get_string(one, "section", "key", NULL);
    if (!text)
        fault_set(fault, "fault.escape", raw, NULL);
    return text;
}

/* Separated by commas; "\," is a comma. */
static char **list_value(const char *raw, Fault *fault)
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

/* ---- single keys ---- */
typedef gboolean (*KeyReader)(Reader *reader, const char *raw, Fault *fault);

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

/* Read with localised(); here only that it can be. */
static gboolean read_text(G_GNUC_UNUSED Reader *reader, const char *raw, Fault *fault)
{
    g_autofree char *text = text_value(raw, fault);

    return text != NULL;
}

static gboolean read_aliases(G_GNUC_UNUSED Reader *reader, const char *raw, Fault *fault)
{
    g_auto(GStrv) aliases = list_value(raw, fault);

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
    g_auto(GStrv) roots = list_value(raw, fault);

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
    g_auto(GStrv) patterns = list_value(raw, fault);

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
    g_autofree char *all = g_strjoinv(", ", (char **)media_slugs);
    const char *nearest;

    if (media_mode_from_slug(clean, &reader->settings->media))
        return TRUE;
    nearest = spelling_nearest(clean, media_slugs);
    return fault_set(fault, nearest ? "fault.choice-nearest" : "fault.choice", clean,
                     nearest ? nearest : all);
}

typedef struct {
    const char *kind; /* of its section */
    const char *key;
    KeyReader read;
    gboolean localised; /* key[zh_CN] is another */
    const char *example;
} Key;

static const Key keys[] = {
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
};

/* ---- sections: a kind and, for some, the slug of a category ---- */
typedef enum { SLUG_NEVER, SLUG_ALWAYS, SLUG_MAYBE } SectionSlug;

typedef struct {
    const char *kind;
    SectionSlug slug;
} SectionKind;

static const SectionKind section_kinds[] = {
    { "edition", SLUG_NEVER }, { "category", SLUG_ALWAYS }, { "rules", SLUG_MAYBE },
    { "outcome", SLUG_MAYBE }, { "scan", SLUG_NEVER },      { "thumbs", SLUG_NEVER },
    { "gallery", SLUG_NEVER },
};

/* "rules juqing" → "rules" and "juqing"; slug "" where there is none. */
static char *section_kind(const char *section, const char **slug)
{
    gsize length = strcspn(section, " \t");

    *slug = section + length + strspn(section + length, " \t");
    return g_strndup(section, length);
}

static const SectionKind *find_kind(const char *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(section_kinds); i++) {
        if (g_str_equal(section_kinds[i].kind, kind))
            return &section_kinds[i];
    }
    return NULL;
}

static gboolean slug_is_well_formed(const char *slug)
{
    gsize length = strspn(slug, G_CSET_a_2_z G_CSET_DIGITS "-");

    return !slug[length] && length > 0 && length <= SLUG_MAX && g_ascii_islower(*slug) &&
           slug[length - 1] != '-';
}

static gboolean has_section(const Reader *reader, const char *section)
{
    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];

        if (!line->key && g_str_equal(line->section, section))
            return TRUE;
    }
    return FALSE;
}

/* Of every [category SLUG] that is in the file, well formed or not; ended by NULL. */
static GPtrArray *slugs_in_file(const Reader *reader)
{
    GPtrArray *slugs = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        const char *slug;
        g_autofree char *kind = section_kind(line->section, &slug);

        if (!line->key && g_str_equal(kind, "category"))
            g_ptr_array_add(slugs, g_strdup(slug));
    }
    g_ptr_array_add(slugs, NULL);
    return slugs;
}

static void complain_of_kind(Reader *reader, const SettingsLine *line, const char *kind, const char *slug)
{
    g_autoptr(GString) choices = g_string_new(NULL);
    const char *names[G_N_ELEMENTS(section_kinds) + 1] = { NULL };
    const char *nearest;
    g_autofree char *right = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(section_kinds); i++) {
        names[i] = section_kinds[i].kind;
        g_string_append_printf(choices, "%s[%s%s]", i ? ", " : "", names[i],
                               section_kinds[i].slug == SLUG_ALWAYS ? " juqing" : "");
    }
    nearest = spelling_nearest(kind, names);
    if (!nearest) {
        complain_of(reader, line, "settings.unknown-section", kind, choices->str);
        return;
    }
    if (find_kind(nearest)->slug == SLUG_NEVER || !*slug)
        right = g_strdup(nearest);
    else
        right = g_strdup_printf("%s %s", nearest, slug);
    complain_of(reader, line, "settings.unknown-section-nearest", kind, right);
}

static void complain_of_slug(Reader *reader, const SettingsLine *line, const char *kind, const char *slug)
{
    g_autoptr(GPtrArray) slugs = slugs_in_file(reader);
    g_autofree char *choices = g_strjoinv(", ", (char **)slugs->pdata);
    const char *nearest = spelling_nearest(slug, (const char *const *)slugs->pdata);
    g_autofree char *right = g_strdup_printf("%s %s", kind, nearest ? nearest : "");

    if (nearest)
        complain_of(reader, line, "settings.no-category-of-rules-nearest", slug, right);
    else
        complain_of(reader, line, "settings.no-category-of-rules", slug, choices);
}

/* Whether a section is one of ours. Complains at the line that opens it, not at each of its keys. */
static gboolean section_is_known(Reader *reader, const SettingsLine *line)
{
    const char *slug;
    g_autofree char *kind_name = section_kind(line->section, &slug);
    g_autofree char *category = g_strdup_printf("category %s", slug);
    g_autofree char *canonical = g_strdup_printf("%s%s%s", kind_name, *slug ? " " : "", slug);
    const SectionKind *kind = find_kind(kind_name);
    gboolean opens = !line->key;

    if (!kind || (kind->slug == SLUG_NEVER && *slug) || !g_str_equal(canonical, line->section)) {
        if (opens)
            complain_of_kind(reader, line, kind_name, slug);
        return FALSE;
    }
    if (kind->slug == SLUG_ALWAYS && !slug_is_well_formed(slug)) {
        if (opens)
            complain_of(reader, line, "settings.category-slug", slug, NULL);
        return FALSE;
    }
    if (kind->slug == SLUG_MAYBE && *slug && !has_section(reader, category)) {
        if (opens)
            complain_of_slug(reader, line, kind_name, slug);
        return FALSE;
    }
    return TRUE;
}

/* ---- keys of a section ---- */
/* "title[zh_CN]" → "title"; language FALSE: for all languages. */
static char *base_of_key(const char *key, char **language)
{
    const char *open = strchr(key, '[');

    if (!open || !g_str_has_suffix(key, "]")) {
        *language = NULL;
        return g_strdup(key);
    }
    *language = g_strndup(open + 1, strlen(open) - 2);
    return g_strndup(key, (gsize)(open - key));
}

static const Key *find_key(const char *kind, const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (g_str_equal(keys[i].kind, kind) && g_str_equal(keys[i].key, key))
            return &keys[i];
    }
    return NULL;
}

/* The keys that a kind of section has; borrowed, ended by NULL. */
static GPtrArray *keys_of(const char *kind)
{
    GPtrArray *names = g_ptr_array_new();

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (g_str_equal(keys[i].kind, kind))
            g_ptr_array_add(names, (gpointer)keys[i].key);
    }
    for (gsize i = 0; g_str_equal(kind, "rules") && rule_key_names[i]; i++)
        g_ptr_array_add(names, (gpointer)rule_key_names[i]);
    for (RuleId rule = RULE_READABLE; g_str_equal(kind, "outcome") && rule < N_RULES; rule++)
        g_ptr_array_add(names, (gpointer)rule_slug(rule));
    g_ptr_array_add(names, NULL);
    return names;
}

/* The kind of section that has this key, or NULL. */
static const char *home_of_key(const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(section_kinds); i++) {
        g_autoptr(GPtrArray) names = keys_of(section_kinds[i].kind);

        if (g_strv_contains((const char *const *)names->pdata, key))
            return section_kinds[i].kind;
    }
    return NULL;
}

static void complain_of_key(Reader *reader, const SettingsLine *line, const char *kind)
{
    g_autoptr(GPtrArray) names = keys_of(kind);
    g_autofree char *choices = g_strjoinv(", ", (char **)names->pdata);
    const char *nearest = spelling_nearest(line->key, (const char *const *)names->pdata);
    const char *home = home_of_key(line->key);

    if (home && !g_str_equal(home, kind))
        complain_of(reader, line, "settings.key-elsewhere", line->key, home);
    else if (nearest)
        complain_of(reader, line, "settings.unknown-key-nearest", line->key, nearest);
    else
        complain_of(reader, line, "settings.unknown-key", line->key, choices);
}

static void read_key(Reader *reader, const SettingsLine *line, const char *kind)
{
    g_autofree char *language = NULL;
    g_autofree char *base = base_of_key(line->key, &language);
    const Key *key = find_key(kind, language ? base : line->key);
    g_auto(Fault) fault = { 0 };

    if (!key || (language && !key->localised)) {
        complain_of_key(reader, line, kind);
        return;
    }
    if (language && !language_from_name(language, &(Language){ 0 })) {
        complain_of(reader, line, "settings.unknown-language", language, NULL);
        return;
    }
    if (!*line->value)
        fault_set(&fault, "fault.empty", "", NULL);
    else
        key->read(reader, line->value, &fault);
    if (fault.key)
        complain_of_fault(reader, line, &fault, key->example);
}

/* One line of [rules] or [outcome] into `rules`. `silently`: it was complained of already. */
static void read_rule(Reader *reader, const SettingsLine *line, const char *kind, Rules *rules,
                      gboolean silently)
{
    gboolean is_outcome = g_str_equal(kind, "outcome");
    gboolean known =
        is_outcome ? rule_from_slug(line->key, &(RuleId){ 0 }) : rule_key_example(line->key) != NULL;
    g_auto(Fault) fault = { 0 };

    if (known && is_outcome)
        rules_set_outcome(rules, line->key, line->value, &fault);
    else if (known)
        rules_set(rules, line->key, line->value, &fault);
    if (silently)
        return;
    if (!known)
        complain_of_key(reader, line, kind);
    else if (fault.key)
        complain_of_fault(reader, line, &fault, is_outcome ? "review" : rule_key_example(line->key));
}

static void read_rules_of(Reader *reader, const char *slug, Rules *rules, gboolean silently)
{
    const SettingsLine *last = NULL;
    g_auto(Fault) fault = { 0 };

    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        const char *line_slug;
        g_autofree char *kind = section_kind(line->section, &line_slug);
        const SectionKind *section = find_kind(kind);

        if (!line->key || !section || section->slug != SLUG_MAYBE || !g_str_equal(line_slug, slug))
            continue;
        read_rule(reader, line, kind, rules, silently);
        if (g_str_has_prefix(line->key, "frame."))
            last = line;
    }
    if (!silently && last && !rules_agree(rules, &fault))
        complain_of_fault(reader, last, &fault, NULL);
}

/* ---- the parts of Settings ---- */
static Text localised(const Reader *reader, const char *section, const char *name)
{
    Text text = { 0 };
    g_autofree char *for_all = NULL;

    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        g_autofree char *of = NULL;
        g_autofree char *base = base_of_key(line->key ? line->key : "", &of);
        g_auto(Fault) fault = { 0 };
        Language language;
        char **member = NULL;

        if (!g_str_equal(line->section, section) || !g_str_equal(base, name))
            continue;
        if (!of)
            member = &for_all;
        else if (language_from_name(of, &language))
            member = &text.in[language];
        if (member) {
            g_free(*member);
            *member = text_value(line->value, &fault);
        }
    }
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        if (!text.in[language])
            text.in[language] = g_strdup(for_all);
    }
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        if (!text.in[language])
            text.in[language] = g_strdup(text.in[!language]);
    }
    return text;
}

/* A text that was not given is `instead` in both languages. */
static Text localised_or(const Reader *reader, const char *section, const char *name, const char *instead)
{
    Text text = localised(reader, section, name);

    return text.in[LANGUAGE_ZH] ? text : text_same(instead);
}

static void category_free(gpointer data)
{
    Category *category = data;

    g_free(category->slug);
    text_clear(&category->title);
    g_strfreev(category->aliases);
    rules_free(category->rules);
    g_free(category);
}

static char **aliases_of(const Reader *reader, const char *section)
{
    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        g_auto(Fault) fault = { 0 };
        char **aliases;

        if (!g_str_equal(line->section, section) || g_strcmp0(line->key, "aliases") != 0)
            continue;
        aliases = list_value(line->value, &fault);
        if (aliases)
            return aliases;
    }
    return g_new0(char *, 1);
}

/* Folders must be able to tell it from the categories before it. */
static void check_names(Reader *reader, const SettingsLine *line, const Category *category)
{
    const char *const names[] = { category->slug, category->title.in[LANGUAGE_ZH],
                                  category->title.in[LANGUAGE_EN], NULL };

    for (guint list = 0; list < 2; list++) {
        for (const char *const *name = list ? (const char *const *)category->aliases : names; *name; name++) {
            const Category *other = settings_category_of_folder(reader->settings, *name);

            if (other && !g_str_equal(other->slug, category->slug))
                complain_of(reader, line, "settings.name-taken", *name, other->slug);
        }
    }
}

static void read_category(Reader *reader, const SettingsLine *line)
{
    const char *slug;
    g_autofree char *kind = section_kind(line->section, &slug);
    Category *category;

    if (settings_category(reader->settings, slug))
        return; /* given twice: complained of already */
    category = g_new0(Category, 1);
    category->slug = g_strdup(slug);
    category->title = localised_or(reader, line->section, "title", slug);
    category->aliases = aliases_of(reader, line->section);
    category->rules = rules_new();
    read_rules_of(reader, "", category->rules, TRUE);
    read_rules_of(reader, slug, category->rules, FALSE);
    rules_seal(category->rules);
    check_names(reader, line, category);
    g_ptr_array_add(reader->settings->categories, category);
}

static void read_lines(Reader *reader)
{
    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        const char *slug;
        g_autofree char *kind = section_kind(line->section, &slug);

        if (!section_is_known(reader, line))
            continue;
        if (!line->key && g_str_equal(kind, "category"))
            read_category(reader, line);
        else if (line->key && find_kind(kind)->slug != SLUG_MAYBE)
            read_key(reader, line, kind);
    }
}

static void complain_of_absence(Reader *reader, const char *key)
{
    complain(reader->complaints, NULL, message(reader->complaints->language, key));
}

static void check_whole(Reader *reader)
{
    if (!has_section(reader, "edition"))
        complain_of_absence(reader, "settings.no-edition");
    else if (!reader->settings->edition && reader->complaints->said->len == 0)
        complain_of_absence(reader, "settings.no-edition-id");
    if (reader->settings->categories->len == 0 && reader->complaints->said->len == 0)
        complain_of_absence(reader, "settings.no-categories");
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

/* Roots, ignored names and the settle time decide what is indexed, not how it is shown. */
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
    return g_strdup(g_checksum_get_string(sum));
}

static Settings *settings_new(const char *contest_dir)
{
    Settings *settings = g_new0(Settings, 1);
    const char *const roots[] = { contest_dir, NULL };

    settings->categories = g_ptr_array_new_with_free_func(category_free);
    settings->rules = rules_new();
    settings->roots = g_strdupv((char **)roots);
    g_free(settings->roots[0]);
    settings->roots[0] = g_build_filename(contest_dir, "submissions", NULL);
    settings->ignore = g_strdupv((char **)default_ignore);
    settings->settle_us = SETTLE_DEFAULT_US;
    settings->poster_quality = QUALITY_DEFAULT;
    settings->media = MEDIA_HARDLINK;
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
    g_ptr_array_unref(settings->categories);
    rules_free(settings->rules);
    g_strfreev(settings->roots);
    g_strfreev(settings->ignore);
    g_free(settings->hash);
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
    read_rules_of(&reader, "", settings->rules, FALSE);
    rules_seal(settings->rules);
    read_lines(&reader);
    check_whole(&reader);
    if (complaints.said->len > 0)
        return fail(&complaints, SETTINGS_ERROR_WRONG, error);
    settings->title = localised_or(&reader, "edition", "title", settings->edition);
    settings->subtitle = localised_or(&reader, "edition", "subtitle", "");
    settings->hash = hash_of(settings);
    return g_steal_pointer(&settings);
}

static Settings *cannot_read(const char *path, const GError *why, GError **error)
{
    g_auto(Complaints)
        complaints = { path, language_of_environment(), g_ptr_array_new_with_free_func(g_free) };
    gboolean absent = g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
                      g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
    g_autofree char *problem =
        absent ? g_strdup(message(complaints.language, "settings.absent"))
               : message_format(complaints.language, "settings.unreadable", "detail", why->message, NULL);

    complain(&complaints, NULL, problem);
    return fail(&complaints, SETTINGS_ERROR_READ, error);
}

Settings *settings_load(const char *contest_dir, GError **error)
{
    g_autofree char *path = g_build_filename(contest_dir, SETTINGS_FILE, NULL);
    g_autofree char *shown_path = g_filename_display_name(path);
    g_autofree char *bytes = NULL;
    g_autoptr(GError) why = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &bytes, &length, &why))
        return cannot_read(shown_path, why, error);
    if (length > FILE_BYTES_MAX) {
        g_auto(Complaints)
            complaints = { shown_path, language_of_environment(), g_ptr_array_new_with_free_func(g_free) };

        complain(&complaints, NULL, message(complaints.language, "settings.too-long"));
        return fail(&complaints, SETTINGS_ERROR_WRONG, error);
    }
    return settings_parse(bytes, length, shown_path, contest_dir, error);
}

static gpointer read_template(G_GNUC_UNUSED gpointer unused)
{
    g_autoptr(GBytes) bytes = g_resource_lookup_data(rules_get_resource(), "/pianmu/rules/pianmu.ini",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    g_assert(bytes); /* built in */
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

const char *settings_template(void)
{
    static GOnce once = G_ONCE_INIT;

    return g_once(&once, read_template, NULL);
}
