#include "catalog/gallery/page.h"

#include <string.h>

static const char *const language_tags[LANGUAGES] = { "zh-CN", "en" };
static const char *const language_names[LANGUAGES] = { "中文", "EN" };
static const char *const language_folders[LANGUAGES] = { "zh/", "en/" };

static const char *const kinds[] = { [AUDIENCE_REVIEW] = "gallery.kind",
                                     [AUDIENCE_PUBLIC] = "gallery.kind-public",
                                     [AUDIENCE_BLIND] = "gallery.kind-blind" };

static const char *folder_of(const Site *site, Language language)
{
    return language == site->params->settings->language ? "" : language_folders[language];
}

char *site_page_path(const Site *site, Language language, const char *page)
{
    return g_strconcat(folder_of(site, language), page, NULL);
}

Page *page_new(Site *site, Language language, const char *path)
{
    Page *page = g_new0(Page, 1);

    page->site = site;
    page->language = language;
    page->path = g_strdup(path);
    page->scope = scope_new();
    return page;
}

void page_free(Page *page)
{
    if (!page)
        return;
    scope_free(page->scope);
    g_free(page->path);
    g_free(page);
}

static void append_up(GString *address, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
        g_string_append(address, "../");
}

static char *address_from(const Page *page, gboolean leave_the_tree, const char *folder, const char *path)
{
    GString *address = g_string_new(NULL);

    if (page->in_app && !leave_the_tree) {
        g_string_append(address, folder_of(page->site, page->language));
    } else if (!page->in_app) {
        append_up(address, page->path);
        if (leave_the_tree)
            append_up(address, folder_of(page->site, page->language));
    }
    g_string_append(address, folder);
    g_string_append(address, path);
    return g_string_free(address, FALSE);
}

char *page_to(const Page *page, const char *path)
{
    return address_from(page, FALSE, "", path);
}

char *page_to_shared(const Page *page, const char *path)
{
    return address_from(page, TRUE, "", path);
}

static gboolean has_han(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_HAN)
            return TRUE;
    return FALSE;
}

const char *page_lang_of(const Page *page, const char *text)
{
    return page->language != LANGUAGE_ZH && g_utf8_validate(text, -1, NULL) && has_han(text)
               ? language_tags[LANGUAGE_ZH]
               : NULL;
}

gboolean site_tells_verdicts(const Site *site)
{
    return site->params->audience != AUDIENCE_PUBLIC;
}

gboolean site_tells_changes(const Site *site)
{
    return site->params->audience == AUDIENCE_REVIEW;
}

gboolean site_tells_units(const Site *site)
{
    return site->params->audience != AUDIENCE_BLIND;
}

/* That one film was handed in twice is a finding, and not for everybody. */
const GPtrArray *site_same_files(const Site *site, const Exhibit *exhibit)
{
    return site_tells_verdicts(site) && exhibit->work->content
               ? g_hash_table_lookup(site->same_files, exhibit->work->content)
               : NULL;
}

/* What leads where, beside the works themselves. */
static void add_tools(const Page *page)
{
    Scope *scope = page->scope;

    scope_take(scope, "report", page_to(page, "report.html"));
    if (site_tells_units(page->site))
        scope_take(scope, "units-page", page_to(page, "u/index.html"));
    if (site_tells_changes(page->site))
        scope_take(scope, "changes", page_to(page, "changes.html"));
    scope_take(scope, "about", page_to(page, "about.html"));
    scope_set_flag(scope, "marks",
                   page->site->params->audience != AUDIENCE_PUBLIC &&
                       page->site->params->settings->criteria->len > 0);
}

/* What browsers keep under: marks of one edition, or of the stand-ins of a blind gallery, are none of another. */
static char *store_of(const Site *site)
{
    const GalleryParams *params = site->params;

    return g_strdup_printf("%s/%s/%s", params->catalogue_id, params->settings->edition,
                           audience_slug(params->audience));
}

static void fill_frame(Page *page, const char *title)
{
    const Settings *settings = page->site->params->settings;
    Language other = page->language == LANGUAGE_ZH ? LANGUAGE_EN : LANGUAGE_ZH;
    Scope *scope = page->scope;

    scope_set(scope, "lang", language_tags[page->language]);
    scope_take(scope, "store", store_of(page->site));
    scope_set(scope, "contest", settings->title.in[page->language]);
    scope_set(scope, "kind", message(page->language, kinds[page->site->params->audience]));
    scope_set(scope, "kind-key", kinds[page->site->params->audience]);
    scope_set(scope, "subtitle", settings->subtitle.in[page->language]);
    scope_take(scope, "title-and-contest",
               message_format(page->language, "gallery.title", "title", title, "contest",
                              settings->title.in[page->language], NULL));
    scope_take(scope, "style", page_to_shared(page, page->site->style));
    scope_take(scope, "script", page_to_shared(page, page->site->script));
    if (!page->is_list)
        scope_take(scope, "pages-style", page_to_shared(page, page->site->pages_style));
    scope_take(scope, "icon", page_to_shared(page, page->site->icon));
    scope_take(scope, "app", page_to_shared(page, "index.html"));
    scope_take(scope, "home", page_to(page, "index.html"));
    add_tools(page);
    scope_set(scope, "other-lang", language_tags[other]);
    scope_set(scope, "other-name", language_names[other]);
    scope_take(scope, "other", address_from(page, TRUE, folder_of(page->site, other), page->path));
}

void page_add_unit(const Page *page, Scope *scope, const char *unit)
{
    if (!unit)
        return;
    scope_set(scope, "unit", unit);
    scope_set(scope, "unit-lang", page_lang_of(page, unit));
    if (site_tells_units(page->site)) {
        g_autofree char *path = unit_page(unit);
        scope_take(scope, "unit-page", page_to(page, path));
    }
}

void page_add_work(const Page *page, Scope *scope, const Exhibit *exhibit)
{
    const Work *work = exhibit->work;
    const Category *category =
        work->category ? settings_category(page->site->params->settings, work->category) : NULL;

    scope_take(scope, "page", page_to(page, exhibit->page));
    scope_set(scope, "title", work->title);
    scope_set(scope, "title-lang", page_lang_of(page, work->title));
    scope_set(scope, "number", exhibit->id);
    scope_set(scope, "category",
              category ? category->title.in[page->language] : message(page->language, "gallery.no-category"));
    page_add_unit(page, scope, work->unit);
}

void page_add_seal(Scope *scope, Seal seal)
{
    scope_set(scope, "sign", seal.sign);
    scope_set(scope, "tone", seal.tone);
    scope_take(scope, "words", seal.words);
}

static const char *words(const char *key, gpointer data)
{
    const Page *page = data;

    return message(page->language, key);
}

gboolean page_fill(const Page *page, const char *template_name, GString *out, GError **error)
{
    const Template *template = g_hash_table_lookup(page->site->templates, template_name);

    return template_write(template, page->scope, words, (gpointer)page, out, error);
}

gboolean page_write(Page *page, const char *template_name, const char *title, GError **error)
{
    g_autofree char *path = site_page_path(page->site, page->language, page->path);
    g_autoptr(GString) html = g_string_sized_new(32 * 1024);

    fill_frame(page, title);
    if (!page_fill(page, template_name, html, error) ||
        !generation_put(page->site->generation, path, html, error)) {
        g_prefix_error(error, "writing the page %s: ", path);
        return FALSE;
    }
    page->site->pages++;
    return TRUE;
}
