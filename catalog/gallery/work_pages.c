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

/* ---- the film, or why there is none to see ---- */

static void add_stage(const Page *page, const Exhibit *exhibit)
{
    const Picture *picture = exhibit_widest(exhibit);

    if (picture) {
        scope_take(page->scope, "picture", page_to_shared(page, picture->file));
        scope_set_int(page->scope, "picture-width", picture->width);
        scope_set_int(page->scope, "picture-height", picture->height);
    }
    if (exhibit->film)
        scope_take(page->scope, "film", page_to_shared(page, exhibit->film));
    scope_set_flag(page->scope, "player", exhibit->film_state == FILM_SHOWN);
}

static char *reason_of(const Work *work, Language language)
{
    g_autofree char *key = g_strdup_printf("reason.%s", work->reason ? work->reason : "");

    if (message_exists(key))
        return g_strdup(message(language, key));
    return g_strdup(work->reason);
}

/* Reasons and obstacles are worded without a full stop. */
static char *sentence(const char *words, Language language)
{
    if (g_str_has_suffix(words, "。") || g_str_has_suffix(words, "."))
        return g_strdup(words);
    return message_format(language, "gallery.sentence", "words", words, NULL);
}

static void add_notice(const Page *page, const char *headline, const char *reason)
{
    scope_set(page->scope, "notice", headline);
    scope_take(page->scope, "notice-reason", sentence(reason, page->language));
}

static void add_unreadable_notice(const Page *page, const Work *work)
{
    g_autofree char *status = g_strdup_printf("status.%s", status_slug(work->status));
    g_autofree char *reason = reason_of(work, page->language);
    const char *fallback = work->status == STATUS_MISSING     ? "gallery.missing-reason"
                           : work->status == STATUS_WITHDRAWN ? "gallery.withdrawn-reason"
                           : work->status == STATUS_PENDING   ? "reason.arriving"
                                                              : "gallery.unreadable-reason";

    add_notice(page, message(page->language, work->status == STATUS_OK ? "gallery.not-playable" : status),
               reason && work->status != STATUS_MISSING && work->status != STATUS_WITHDRAWN
                   ? reason
                   : message(page->language, fallback));
}

static void add_film(const Page *page, const Exhibit *exhibit)
{
    g_autofree char *obstacle = g_strdup_printf("obstacle.%s", exhibit->obstacle ? exhibit->obstacle : "");

    add_stage(page, exhibit);
    switch (exhibit->film_state) {
    case FILM_SHOWN:
        break;
    case FILM_UNREADABLE:
        add_unreadable_notice(page, exhibit->work);
        break;
    case FILM_UNPLAYABLE:
        add_notice(page, message(page->language, "gallery.not-playable"),
                   message_exists(obstacle) ? message(page->language, obstacle) : exhibit->obstacle);
        break;
    case FILM_LEFT_OUT:
        add_notice(page, message(page->language, "gallery.left-out"),
                   message(page->language, "gallery.left-out-reason"));
        break;
    case FILM_UNREACHED:
        add_notice(page, message(page->language, "gallery.unreached"),
                   message(page->language, "gallery.unreached-reason"));
        break;
    }
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

static void add_finding(const Page *page, const Finding *finding, const char *list)
{
    const char *name = rule_words(finding->rule, page->language);
    Scope *line = scope_add(page->scope, list);

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
            add_finding(page, finding, "checks");
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

    page_add_seal(page->scope, work_seal(exhibit->work, page->language));
    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = g_ptr_array_index(judgement->findings, i);

        if (is_folded(finding) && rule_is_check(finding->rule))
            continue;
        add_finding(page, finding, is_folded(finding) ? "folded" : "findings");
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
        scope_take(note, "date", decision_date(decision));
    }
}

static gboolean write_page(Site *site, Language language, guint place, GError **error)
{
    const Exhibit *exhibit = g_ptr_array_index(site->exhibits, place);
    const Work *work = exhibit->work;
    g_autoptr(Page) page = page_new(site, language, exhibit->page);
    g_autofree char *id = work_id(work);
    const char *extension = exhibit->film ? strrchr(exhibit->film, '.') : "";

    scope_set(page->scope, "title", work->title);
    scope_set(page->scope, "title-lang", page_lang_of(page, work->title));
    scope_set(page->scope, "unit", work->unit);
    scope_set(page->scope, "unit-lang", work->unit ? page_lang_of(page, work->unit) : NULL);
    scope_set(page->scope, "author", work->author);
    add_synopsis(page, work);
    scope_set(page->scope, "file", work->path);
    scope_take(page->scope, "download", g_strconcat(id, extension, NULL));
    add_place(page, exhibit);
    add_neighbour(page, "previous", "previous-title", "previous-lang",
                  place > 0 ? g_ptr_array_index(site->exhibits, place - 1) : NULL);
    add_neighbour(page, "next", "next-title", "next-lang",
                  place + 1 < site->exhibits->len ? g_ptr_array_index(site->exhibits, place + 1) : NULL);
    add_film(page, exhibit);
    add_verdict(page, exhibit);
    add_tags(page, work);
    add_notes(page, work);
    add_attachments(page, work);
    technical_add(page->scope, work, language);

    g_autofree char *title =
        work->unit ? g_strdup_printf("%s · %s", work->title, work->unit) : g_strdup(work->title);
    return page_write(page, "work.html", title, error);
}

gboolean work_pages_write(Site *site, Language language, GError **error)
{
    for (guint i = 0; i < site->exhibits->len; i++)
        if (!write_page(site, language, i, error))
            return FALSE;
    return TRUE;
}
