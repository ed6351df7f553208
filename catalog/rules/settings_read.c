#include "catalog/rules/settings_read.h"

#include "catalog/messages/display.h"
#include "catalog/rules/category_names.h"
#include "catalog/rules/rules_internal.h"
#include "catalog/rules/spelling.h"
#include "catalog/rules/unit_names.h"

#include <string.h>

#define SLUG_MAX 32

static void complain_of_fault(Reader *reader, const SettingsLine *line, const Fault *fault,
                              const char *example)
{
    Language language = reader->complaints->language;
    g_autofree char *part = display_briefly(fault->part);
    g_autofree char *right = display_text(fault->right ? fault->right : "");
    g_autofree char *key = display_text(line->key); /* of units it is what people wrote */
    g_autofree char *what = message_format(language, fault->key, "part", part, "right", right, NULL);
    g_autofree char *problem = NULL;

    if (example)
        problem =
            message_format(language, "settings.wrong", "fault", what, "key", key, "example", example, NULL);
    complain(reader->complaints, line, problem ? problem : what);
}

static void complain_of(Reader *reader, const SettingsLine *line, const char *key, const char *part,
                        const char *right)
{
    g_autofree char *part_shown = display_briefly(part);
    g_autofree char *right_shown = display_text(right ? right : "");
    g_autofree char *problem = message_format(reader->complaints->language, key, "part", part_shown, "right",
                                              right_shown, "choices", right_shown, NULL);

    complain(reader->complaints, line, problem);
}

/* What settings say goes to terminals, pages and letters as it is. Tabs lie between words. */
static gboolean is_seen(const char *value, Fault *fault)
{
    g_autofree char *text = g_strdelimit(g_strdup(value), "\t", ' ');

    return display_is_plain(text) || fault_set(fault, "fault.unseen", value, NULL);
}

/* ---- sections: a kind and, for some, the slug of a category ---- */
typedef enum { SLUG_NEVER, SLUG_ALWAYS, SLUG_MAYBE } SectionSlug;

typedef struct {
    const char *kind;
    SectionSlug slug;
} SectionKind;

static const SectionKind section_kinds[] = {
    { "edition", SLUG_NEVER }, { "category", SLUG_ALWAYS }, { "rules", SLUG_MAYBE },
    { "outcome", SLUG_MAYBE }, { "scan", SLUG_NEVER },      { "thumbs", SLUG_NEVER },
    { "gallery", SLUG_NEVER }, { "units", SLUG_NEVER },     { "quota", SLUG_MAYBE },
    { "letter", SLUG_NEVER },  { "marks", SLUG_NEVER },
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

static const char *section_slug(const char *section)
{
    const char *slug;

    g_free(section_kind(section, &slug));
    return slug;
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

static const SettingsKey *find_key(const char *kind, const char *key)
{
    for (const SettingsKey *one = settings_keys; one->key; one++) {
        if (g_str_equal(one->kind, kind) && g_str_equal(one->key, key))
            return one;
    }
    return NULL;
}

/* The keys that a kind of section has; borrowed, ended by NULL. */
static GPtrArray *keys_of(const char *kind)
{
    GPtrArray *names = g_ptr_array_new();

    for (const SettingsKey *one = settings_keys; one->key; one++) {
        if (g_str_equal(one->kind, kind))
            g_ptr_array_add(names, (gpointer)one->key);
    }
    for (gsize i = 0; rule_key_names[i]; i++) {
        if (g_str_equal(kind, rule_key_section(rule_key_names[i])))
            g_ptr_array_add(names, (gpointer)rule_key_names[i]);
    }
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
    g_autofree char *keys = rule_keys_of(line->key);

    if (keys)
        complain_of(reader, line, "settings.key-of-rule", line->key, keys);
    else if (home && !g_str_equal(home, kind))
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
    const SettingsKey *key = find_key(kind, language ? base : line->key);
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
    else if (g_str_equal(kind, "scan") /* paths are as they are */ || is_seen(line->value, &fault))
        key->read(reader, line->value, &fault);
    if (fault.key)
        complain_of_fault(reader, line, &fault, key->example);
}

static gboolean is_key_of_rules(const char *kind, const char *key)
{
    return rule_key_example(key) && g_str_equal(rule_key_section(key), kind);
}

/* What counts over all categories is the same in each. */
static gboolean is_for_all(const char *kind, const char *slug, const char *key)
{
    return g_str_equal(kind, "quota") && *slug && !g_str_has_suffix(key, "-per-category");
}

/* One line of [rules], [quota] or [outcome], or a time of [edition], into `rules`. `silently`: it was complained of already. */
static void read_rule(Reader *reader, const SettingsLine *line, const char *kind, Rules *rules,
                      gboolean silently)
{
    gboolean is_outcome = g_str_equal(kind, "outcome");
    gboolean known =
        is_outcome ? rule_from_slug(line->key, &(RuleId){ 0 }) : is_key_of_rules(kind, line->key);
    g_auto(Fault) fault = { 0 };

    if (known && is_seen(line->value, &fault)) {
        if (is_outcome)
            rules_set_outcome(rules, line->key, line->value, &fault);
        else
            rules_set(rules, line->key, line->value, &fault);
    }
    if (silently)
        return;
    if (!known)
        complain_of_key(reader, line, kind);
    else if (is_for_all(kind, section_slug(line->section), line->key))
        complain_of(reader, line, "settings.quota-for-all", line->key, kind);
    else if (fault.key)
        complain_of_fault(reader, line, &fault, is_outcome ? "review" : rule_key_example(line->key));
}

static gboolean is_line_of_rules(const char *kind, const char *key)
{
    const SectionKind *section = find_kind(kind);

    return section && (section->slug == SLUG_MAYBE || is_key_of_rules(kind, key));
}

/* Whether a line says something of the rules of SLUG; the kind of its section then, owned by the caller. */
static char *rules_line_kind(const SettingsLine *line, const char *slug)
{
    const char *line_slug;
    g_autofree char *kind = section_kind(line->section, &line_slug);

    if (!line->key || !is_line_of_rules(kind, line->key) || !g_str_equal(line_slug, slug))
        return NULL;
    return g_steal_pointer(&kind);
}

/* Complains of the last line that contradicts what else is in force. */
static void check_rules_of(Reader *reader, const char *slug, const Rules *rules)
{
    for (guint i = reader->lines->len; i > 0; i--) {
        const SettingsLine *line = reader->lines->pdata[i - 1];
        g_autofree char *kind = rules_line_kind(line, slug);
        g_auto(Fault) fault = { 0 };

        if (kind && !rules_agree(rules, line->key, &fault)) {
            complain_of_fault(reader, line, &fault, NULL);
            return;
        }
    }
}

static void read_rules_of(Reader *reader, const char *slug, Rules *rules, gboolean silently)
{
    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        g_autofree char *kind = rules_line_kind(line, slug);

        if (kind)
            read_rule(reader, line, kind, rules, silently);
    }
    if (!silently)
        check_rules_of(reader, slug, rules);
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
            *member = settings_text_value(line->value, &fault);
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

Text settings_read_text(const Reader *reader, const char *section, const char *name, const char *instead)
{
    Text text = localised(reader, section, name);

    return text.in[LANGUAGE_ZH] ? text : text_same(instead);
}
static char **aliases_of(const Reader *reader, const char *section)
{
    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];
        g_auto(Fault) fault = { 0 };
        char **aliases;

        if (!g_str_equal(line->section, section) || g_strcmp0(line->key, "aliases") != 0)
            continue;
        aliases = settings_names_value(line->value, &fault);
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
    const char *slug = section_slug(line->section);
    Category *category;

    if (settings_category(reader->settings, slug))
        return; /* given twice: complained of already */
    category = g_new0(Category, 1);
    category->slug = g_strdup(slug);
    category->title = settings_read_text(reader, line->section, "title", slug);
    category->aliases = aliases_of(reader, line->section);
    category->folded = category_names_fold(category);
    category->rules = rules_new();
    read_rules_of(reader, "", category->rules, TRUE);
    read_rules_of(reader, slug, category->rules, FALSE);
    rules_seal(category->rules);
    check_names(reader, line, category);
    g_ptr_array_add(reader->settings->categories, category);
}

/* ---- [units]: the keys are the names that units are shown by ---- */
static void claim_name(Reader *reader, const SettingsLine *line, const char *name)
{
    g_autofree char *folded = unit_name_fold(name);
    const char *owner = g_hash_table_lookup(reader->settings->units, folded);

    if (!*folded)
        complain_of(reader, line, "settings.unit-empty", name, NULL);
    else if (owner && !g_str_equal(owner, line->key))
        complain_of(reader, line, "settings.unit-taken", name, owner);
    else
        g_hash_table_insert(reader->settings->units, g_steal_pointer(&folded), g_strdup(line->key));
}

static void read_unit(Reader *reader, const SettingsLine *line)
{
    g_auto(Fault) fault = { 0 };
    g_auto(GStrv) names = is_seen(line->key, &fault) && is_seen(line->value, &fault)
                              ? settings_names_value(line->value, &fault)
                              : NULL;

    claim_name(reader, line, line->key);
    for (char **name = names; name && *name; name++)
        claim_name(reader, line, *name);
    if (fault.key)
        complain_of_fault(reader, line, &fault, "成都高新技术产业开发区, 成都市高新区");
}

/* ---- [marks]: the keys are criteria, and what they are called is title.KEY ---- */
#define TITLE_OF      "title."
#define MAXIMUM_MOST  1000
#define CRITERIA_MOST 20

static void read_criterion(Reader *reader, const SettingsLine *line)
{
    g_autofree char *clean = quantity_clean(line->value);
    g_autofree char *title = g_strconcat(TITLE_OF, line->key, NULL);
    guint64 maximum = 0;
    Criterion *criterion;

    if (!slug_is_well_formed(line->key) || g_str_equal(line->key, "title")) {
        complain_of(reader, line, "settings.criterion-key", line->key, NULL);
        return;
    }
    if (!g_ascii_string_to_unsigned(clean, 10, 1, MAXIMUM_MOST, &maximum, NULL)) {
        complain_of(reader, line, "settings.criterion-maximum", line->value, NULL);
        return;
    }
    if (reader->settings->criteria->len == CRITERIA_MOST) {
        complain_of(reader, line, "settings.criteria-many", line->key, G_STRINGIFY(CRITERIA_MOST));
        return;
    }
    if (settings_criterion(reader->settings, line->key))
        return; /* given twice: complained of already */
    criterion = g_new0(Criterion, 1);
    criterion->key = g_strdup(line->key);
    criterion->title = settings_read_text(reader, line->section, title, line->key);
    criterion->maximum = (int)maximum;
    g_ptr_array_add(reader->settings->criteria, criterion);
}

/* The criteria that are in the file, right or wrong; ended by NULL, borrowed. */
static GPtrArray *criteria_in_file(const Reader *reader)
{
    GPtrArray *keys = g_ptr_array_new();

    for (guint i = 0; i < reader->lines->len; i++) {
        const SettingsLine *line = reader->lines->pdata[i];

        if (line->key && g_str_equal(line->section, "marks") && !strpbrk(line->key, ".["))
            g_ptr_array_add(keys, line->key);
    }
    g_ptr_array_add(keys, NULL);
    return keys;
}

static void check_title_of_criterion(Reader *reader, const SettingsLine *line, const char *key,
                                     const char *language)
{
    g_autoptr(GPtrArray) criteria = criteria_in_file(reader);
    const char *nearest = spelling_nearest(key, (const char *const *)criteria->pdata);
    g_auto(Fault) fault = { 0 };
    g_autofree char *text = is_seen(line->value, &fault) ? settings_text_value(line->value, &fault) : NULL;

    if (!g_strv_contains((const char *const *)criteria->pdata, key))
        complain_of(reader, line, nearest ? "settings.no-criterion-nearest" : "settings.no-criterion", key,
                    nearest);
    else if (language && !language_from_name(language, &(Language){ 0 }))
        complain_of(reader, line, "settings.unknown-language", language, NULL);
    else if (fault.key)
        complain_of_fault(reader, line, &fault, "主题立意");
    else if (!*g_strstrip(text))
        complain_of(reader, line, "fault.empty", "", NULL);
}

static void read_mark(Reader *reader, const SettingsLine *line)
{
    g_autofree char *language = NULL;
    g_autofree char *base = base_of_key(line->key, &language);

    if (g_str_has_prefix(base, TITLE_OF))
        check_title_of_criterion(reader, line, base + strlen(TITLE_OF), language);
    else
        read_criterion(reader, line);
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
        else if (line->key && g_str_equal(kind, "units"))
            read_unit(reader, line);
        else if (line->key && g_str_equal(kind, "marks"))
            read_mark(reader, line);
        else if (line->key && !is_line_of_rules(kind, line->key))
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

void settings_read(Reader *reader)
{
    read_rules_of(reader, "", reader->settings->rules, FALSE);
    rules_seal(reader->settings->rules);
    read_lines(reader);
    check_whole(reader);
}
