#include "catalog/gallery/page.h"

#include <string.h>

static const char *const language_tags[LANGUAGES] = { "zh-CN", "en" };
static const char *const language_names[LANGUAGES] = { "中文", "EN" };
static const char *const language_folders[LANGUAGES] = { "zh/", "en/" };

static const char *folder_of(const Site *site, Language language)
{
    return language == site->params->settings->language ? "" : language_folders[language];
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

    append_up(address, page->path);
    if (leave_the_tree)
        append_up(address, folder_of(page->site, page->language));
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

static void fill_frame(Page *page, const char *title)
{
    const Settings *settings = page->site->params->settings;
    Language other = page->language == LANGUAGE_ZH ? LANGUAGE_EN : LANGUAGE_ZH;
    Scope *scope = page->scope;

    scope_set(scope, "lang", language_tags[page->language]);
    scope_set(scope, "edition", settings->edition);
    scope_set(scope, "contest", settings->title.in[page->language]);
    scope_set(scope, "subtitle", settings->subtitle.in[page->language]);
    scope_take(scope, "title-and-contest",
               message_format(page->language, "gallery.title", "title", title, "contest",
                              settings->title.in[page->language], NULL));
    scope_take(scope, "style", page_to_shared(page, page->site->style));
    scope_take(scope, "script", page_to_shared(page, page->site->script));
    scope_take(scope, "icon", page_to_shared(page, page->site->icon));
    scope_take(scope, "home", page_to(page, "index.html"));
    scope_take(scope, "about", page_to(page, "about.html"));
    scope_set(scope, "other-lang", language_tags[other]);
    scope_set(scope, "other-name", language_names[other]);
    scope_take(scope, "other", address_from(page, TRUE, folder_of(page->site, other), page->path));
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

gboolean page_write(Page *page, const char *template_name, const char *title, GError **error)
{
    const Template *template = g_hash_table_lookup(page->site->templates, template_name);
    g_autofree char *path = g_strconcat(folder_of(page->site, page->language), page->path, NULL);
    g_autoptr(GString) html = g_string_sized_new(32 * 1024);

    fill_frame(page, title);
    if (!template_write(template, page->scope, words, page, html, error) ||
        !generation_put(page->site->generation, path, html, error)) {
        g_prefix_error(error, "writing the page %s: ", path);
        return FALSE;
    }
    page->site->pages++;
    return TRUE;
}
