#include "catalog/gallery/page.h"
#include "catalog/gallery/technical.h"

#include <string.h>

static void add_neighbour(const Page *page, const char *name, const char *title_name, const char *lang_name,
                          const Exhibit *neighbour)
{
    if (!neighbour)
        return;
    scope_take(page->scope, name, page_to(page, neighbour->page));
    scope_set(page->scope, title_name, neighbour->work->title);
    scope_set(page->scope, lang_name, page_lang_of(page, neighbour->work->title));
}

static void add_place(const Page *page, const Exhibit *exhibit)
{
    const Work *work = exhibit->work;
    const Category *category =
        work->category ? settings_category(page->site->params->settings, work->category) : NULL;
    g_autofree char *folder = g_strdup_printf("c/%s/index.html", category ? category->slug : "_");
    g_autofree char *id = work_id(work);

    scope_take(page->scope, "category-page", page_to(page, folder));
    scope_set(page->scope, "category",
              category ? category->title.in[page->language] : message(page->language, "gallery.no-category"));
    scope_take(page->scope, "number", message_format(page->language, "gallery.number", "id", id, NULL));
}

/* ---- the verdict ---- */

/* The sentence names its rule first; the page has that in bold above it already. */
static char *without_the_name(const char *sentence, const char *name, Language language)
{
    const char *colon = language == LANGUAGE_ZH ? "：" : ": ";
    gsize length = strlen(name);

    if (strncmp(sentence, name, length) != 0 || !g_str_has_prefix(sentence + length, colon))
        return g_strdup(sentence);

    char *rest = g_strdup(sentence + length + strlen(colon));
    *rest = g_ascii_toupper(*rest);
    return rest;
}

static char *sentence_of(const Finding *finding, const char *name, Language language)
{
    const char *required = finding->required.in[language], *measured = finding->measured.in[language];

    if (finding->message.in[language])
        return without_the_name(finding->message.in[language], name, language);
    if (required && measured)
        return message_format(language, "gallery.required-measured", "required", required, "measured",
                              measured, NULL);
    return g_strdup(required ? required : measured);
}

void page_add_finding(const Page *page, Scope *line, const Finding *finding)
{
    const char *name = rule_words(finding->rule, page->language);

    page_add_seal(line, outcome_seal(finding->outcome, finding->points, page->language));
    scope_set(line, "name", name);
    scope_take(line, "sentence", sentence_of(finding, name, page->language));
}

static gboolean is_folded(const Finding *finding)
{
    return finding->outcome == OUTCOME_PASS || finding->outcome == OUTCOME_NOT_EVALUATED;
}

/* The manual checks by themselves; those that failed stand among the findings as well. */
static void add_checks(const Page *page, const Judgement *judgement)
{
    scope_take(page->scope, "checks-words", check_words(judgement, page->language));
    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = g_ptr_array_index(judgement->findings, i);
        if (rule_is_check(finding->rule))
            page_add_finding(page, scope_add(page->scope, "checks"), finding);
    }
}

static char *count_words(Language language, const char *key, guint count)
{
    g_autofree char *n = g_strdup_printf("%u", count);

    return message_format(language, key, "n", n, NULL);
}

static void add_verdict(const Page *page, const Exhibit *exhibit)
{
    const Judgement *judgement = exhibit->work->judgement;
    guint passes = 0, open = 0, others = 0;

    if (!exhibit->shows_standing)
        return;
    page_add_seal(page->scope, work_seal(exhibit->work, page->language));
    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = g_ptr_array_index(judgement->findings, i);

        if (is_folded(finding) && rule_is_check(finding->rule))
            continue;
        page_add_finding(page, scope_add(page->scope, is_folded(finding) ? "folded" : "findings"), finding);
        passes += finding->outcome == OUTCOME_PASS;
        open += finding->outcome == OUTCOME_NOT_EVALUATED;
        others += !is_folded(finding);
    }
    add_checks(page, judgement);
    if (passes > 0)
        scope_take(
            page->scope, "passes",
            count_words(page->language, others > 0 ? "gallery.other-passes" : "gallery.all-pass", passes));
    if (open > 0)
        scope_take(page->scope, "not-evaluated", count_words(page->language, "gallery.not-evaluated", open));
}

/* The form's words, in its lines. */
static void add_synopsis(const Page *page, const Work *work)
{
    g_auto(GStrv) lines =
        work->form && work->form->synopsis ? g_strsplit(work->form->synopsis, "\n", -1) : NULL;

    for (char **line = lines; line && *line; line++) {
        Scope *scope;

        if (!*g_strstrip(*line))
            continue;
        scope = scope_add(page->scope, "synopsis");
        scope_set(scope, "line", *line);
        scope_set(scope, "line-lang", page_lang_of(page, *line));
    }
}

static void add_attachments(const Page *page, const Work *work)
{
    for (guint i = 0; i < work->attachments->len; i++) {
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(work->attachments, i));
        scope_set(scope_add(page->scope, "attachments"), "name", name);
    }
}

/* ---- what people say of it ---- */

static void add_words(const Page *page, Scope *scope, const char *words)
{
    scope_set(scope, "words", words);
    scope_set(scope, "words-lang", page_lang_of(page, words));
}

static void add_tags(const Page *page, const Work *work)
{
    for (char **tag = work->tags; *tag; tag++)
        add_words(page, scope_add(page->scope, "tags"), *tag);
}

static void add_notes(const Page *page, const Work *work)
{
    for (guint i = 0; i < work->decisions->len; i++) {
        const Decision *decision = g_ptr_array_index(work->decisions, i);
        Scope *note;

        if (decision->kind != DECISION_NOTE)
            continue;
        note = scope_add(page->scope, "notes");
        add_words(page, note, decision->why);
        scope_set(note, "by", decision->decided_by);
        if (decision->decided_us > 0)
            scope_take(note, "date", decision_date(decision));
    }
}

static void add_neighbours(const Page *page, guint place)
{
    const GPtrArray *exhibits = page->site->exhibits;

    add_neighbour(page, "previous", "previous-title", "previous-lang",
                  place > 0 ? g_ptr_array_index(exhibits, place - 1) : NULL);
    add_neighbour(page, "next", "next-title", "next-lang",
                  place + 1 < exhibits->len ? g_ptr_array_index(exhibits, place + 1) : NULL);
}

/* What the script of the player goes by. */
static void add_for_player(const Page *page, const Work *work)
{
    gboolean has_video = work->facts && work->facts->has_video;

    scope_set(page->scope, "version", work->content);
    scope_set(page->scope, "frame-rate", has_video ? work->facts->video.avg_frame_rate : NULL);
    scope_set_flag(page->scope, "has-sound", work->facts && work->facts->audio->len > 0);
}

static void add_same_files(const Page *page, const Exhibit *exhibit)
{
    const GPtrArray *same = site_same_files(page->site, exhibit);

    for (guint i = 0; same && i < same->len; i++)
        if (g_ptr_array_index(same, i) != exhibit)
            page_add_work(page, scope_add(page->scope, "same-files"), g_ptr_array_index(same, i));
}

/* What stands in article.html. */
static void add_article(const Page *page, const Exhibit *exhibit)
{
    const Work *work = exhibit->work;
    g_autofree char *id = work_id(work);
    const char *extension = exhibit->film ? strrchr(exhibit->film, '.') : "";

    scope_set(page->scope, "id", exhibit->id);
    scope_set(page->scope, "title", work->title);
    scope_set(page->scope, "title-lang", page_lang_of(page, work->title));
    page_add_unit(page, page->scope, work->unit);
    scope_set(page->scope, "author", work->author);
    add_synopsis(page, work);
    scope_set(page->scope, "file", *work->path ? work->path : NULL);
    scope_take(page->scope, "download", g_strconcat(id, extension, NULL));
    scope_set_flag(page->scope, "takes-marks", page->site->params->audience != AUDIENCE_PUBLIC);
    add_place(page, exhibit);
    page_add_film(page, exhibit);
    add_for_player(page, work);
    add_verdict(page, exhibit);
    add_tags(page, work);
    add_notes(page, work);
    add_attachments(page, work);
    technical_add(page->scope, work, page->language);
    add_same_files(page, exhibit);
    page_add_versions(page, work);
}

static gboolean write_page(Site *site, Language language, guint place, GError **error)
{
    const Exhibit *exhibit = g_ptr_array_index(site->exhibits, place);
    const Work *work = exhibit->work;
    g_autoptr(Page) page = page_new(site, language, exhibit->page);
    g_autofree char *title =
        work->unit ? g_strdup_printf("%s · %s", work->title, work->unit) : g_strdup(work->title);

    add_article(page, exhibit);
    scope_take(page->scope, "words-file", page_to_shared(page, site->words[language]));
    scope_take(page->scope, "work-script", page_to_shared(page, site->work_script));
    add_neighbours(page, place);
    return page_write(page, "work.html", title, error);
}

gboolean work_article_write(Site *site, Language language, const Exhibit *exhibit, GString *out,
                            GError **error)
{
    g_autoptr(Page) page = page_new(site, language, "index.html");

    page->in_app = TRUE;
    add_article(page, exhibit);
    return page_fill(page, "article.html", out, error);
}

gboolean work_pages_write(Site *site, Language language, GError **error)
{
    for (guint i = 0; i < site->exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);

        if (!exhibit->is_kept && !write_page(site, language, i, error))
            return FALSE;
    }
    return TRUE;
}
