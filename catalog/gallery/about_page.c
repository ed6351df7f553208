#include "catalog/gallery/page.h"

/* ---- the rules, a table for all categories that share them ---- */

static gboolean share_rules(const Category *a, const Category *b)
{
    return a->rules && b->rules && g_str_equal(rules_hash(a->rules), rules_hash(b->rules));
}

static gboolean is_first_with_its_rules(const GPtrArray *categories, guint place)
{
    for (guint i = 0; i < place; i++)
        if (share_rules(g_ptr_array_index(categories, i), g_ptr_array_index(categories, place)))
            return FALSE;
    return TRUE;
}

static char *names_with_the_rules_of(const GPtrArray *categories, guint place, Language language)
{
    GString *names = g_string_new(NULL);

    for (guint i = place; i < categories->len; i++) {
        const Category *category = g_ptr_array_index(categories, i);

        if (i != place && !share_rules(category, g_ptr_array_index(categories, place)))
            continue;
        if (names->len > 0)
            g_string_append(names, message(language, "list.separator"));
        g_string_append(names, category->title.in[language]);
    }
    return g_string_free(names, FALSE);
}

/* What becomes of a work that does not meet a rule. */
static Seal seal_otherwise(const RuleLine *rule, Language language)
{
    if (rule->outcome == OUTCOME_REJECT)
        return standing_seal(STANDING_INELIGIBLE, language);
    return rule->outcome == OUTCOME_REVIEW ? standing_seal(STANDING_REVIEW, language)
                                           : outcome_seal(rule->outcome, rule->points, language);
}

static void add_rules(const Page *page)
{
    const GPtrArray *categories = page->site->params->settings->categories;

    for (guint i = 0; i < categories->len; i++) {
        const Category *category = g_ptr_array_index(categories, i);

        if (!category->rules || !is_first_with_its_rules(categories, i))
            continue;
        g_autoptr(GPtrArray) lines = rules_lines(category->rules);
        Scope *table = scope_add(page->scope, "rules");
        scope_take(table, "names", names_with_the_rules_of(categories, i, page->language));
        if (!rule_lines_have(lines, "duration"))
            scope_set(table, "no-duration", message(page->language, "rules.none.duration"));
        for (guint j = 0; j < lines->len; j++) {
            const RuleLine *rule = g_ptr_array_index(lines, j);
            Scope *line = scope_add(table, "lines");

            scope_set(line, "name", rule->name.in[page->language]);
            scope_set(line, "required", rule->required.in[page->language]);
            page_add_seal(line, seal_otherwise(rule, page->language));
        }
    }
}

/* ---- how to use it ---- */

/* Behind @ a key of catalog/messages. */
typedef struct {
    const char *keys[3]; /* any of them does it; ends with NULL */
    const char *does;    /* key of a message */
} Keys;

static const Keys keys[] = {
    { { "K", "@page.key.space" }, "page.key.play" },
    { { "J", "L" }, "page.key.ten" },
    { { "←", "→" }, "page.key.five" },
    { { ",", "." }, "page.key.frame" },
    { { "<", ">" }, "page.key.speed" },
    { { "0–9" }, "page.key.tenths" },
    { { "M" }, "page.key.mute" },
    { { "F" }, "page.key.full" },
    { { "C" }, "page.key.captions" },
    { { "N", "P" }, "page.key.neighbour" },
    { { "U" }, "page.key.unmarked" },
    { { "G" }, "page.key.list" },
    { { "/" }, "page.key.search" },
    { { "[", "]" }, "page.key.scrub" },
    { { "?" }, "page.key.help" },
};

static void add_keys(const Page *page)
{
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        Scope *line = scope_add(page->scope, "keys");

        scope_set(line, "does", message(page->language, keys[i].does));
        for (const char *const *key = keys[i].keys; *key; key++)
            scope_set(scope_add(line, "strokes"), "key",
                      **key == '@' ? message(page->language, *key + 1) : *key);
    }
}

static void add_criteria(const Page *page)
{
    const GPtrArray *criteria = page->site->params->settings->criteria;
    gint64 total = 0;

    for (guint i = 0; i < criteria->len; i++) {
        const Criterion *criterion = g_ptr_array_index(criteria, i);
        Scope *line = scope_add(page->scope, "criteria");

        scope_set(line, "name", criterion->title.in[page->language]);
        scope_set_int(line, "maximum", criterion->maximum);
        total += criterion->maximum;
    }
    scope_set_int(page->scope, "total", total);
}

static void add_audience(const Page *page)
{
    g_autofree char *key =
        g_strdup_printf("page.about.audience.%s", audience_slug(page->site->params->audience));

    scope_set(page->scope, "audience", message(page->language, key));
}

/* ---- seals ---- */

static void add_seals(const Page *page)
{
    for (Standing standing = 0; standing < STANDINGS; standing++) {
        Scope *line = scope_add(page->scope, "seals");

        page_add_seal(line, standing_seal(standing, page->language));
        scope_set(line, "meaning", standing_meaning(standing, page->language));
    }
}

/* ---- what is in no category, and what is no work ---- */

static void add_strays(const Page *page)
{
    for (guint i = 0; i < page->site->exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(page->site->exhibits, i);

        if (exhibit->work->category)
            continue;
        Scope *stray = scope_add(page->scope, "strays");
        scope_set(stray, "number", exhibit->id);
        scope_take(stray, "page", page_to(page, exhibit->page));
        scope_set(stray, "name", *exhibit->work->path ? exhibit->work->path : exhibit->work->title);
    }
}

static void add_other_files(const Page *page)
{
    const GPtrArray *files = page->site->params->other_files;

    for (guint i = 0; files && i < files->len; i++) {
        const FileRow *file = g_ptr_array_index(files, i);
        Scope *other = scope_add(page->scope, "other-files");

        scope_set(other, "path", file->path);
        scope_take(other, "size", format_size(page->language, file->size));
        scope_set(other, "what",
                  message(page->language,
                          file->kind == FILE_ARCHIVE ? "reason.archive" : "gallery.no-work-beside"));
    }
}

/* ---- colophon ---- */

static void add_colophon(const Page *page)
{
    const GalleryParams *params = page->site->params;
    g_autoptr(GDateTime) revised =
        g_date_time_new_from_unix_utc(params->revision.revised_us / G_USEC_PER_SEC);

    scope_set(page->scope, "pianmu-version", PIANMU_VERSION);
    scope_set(page->scope, "media-version", params->media_version);
    scope_set_int(page->scope, "revision", params->revision.revision);
    if (revised) {
        scope_take(page->scope, "revised", g_date_time_format(revised, "%Y-%m-%dT%H:%M:%SZ"));
        scope_take(page->scope, "revised-words", g_date_time_format(revised, "%Y-%m-%d %H:%M UTC"));
    }
    scope_set_flag(page->scope, "no-sandbox", params->no_sandbox_used);
}

gboolean about_page_write(Site *site, Language language, GError **error)
{
    g_autoptr(Page) page = page_new(site, language, "about.html");

    scope_set_flag(page->scope, "is-about", TRUE);
    add_audience(page);
    add_rules(page);
    if (site->params->audience != AUDIENCE_PUBLIC) {
        scope_set_flag(page->scope, "takes-marks", TRUE);
        add_criteria(page);
        add_seals(page);
    }
    add_keys(page);
    add_strays(page);
    if (site->params->audience == AUDIENCE_REVIEW)
        add_other_files(page);
    add_colophon(page);
    return page_write(page, "about.html", message(language, "gallery.about"), error);
}
