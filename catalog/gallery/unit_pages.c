/* A page a unit, which reads like a letter to it, and a page of all units. */
#include "catalog/gallery/figures.h"
#include "catalog/gallery/ingredients.h"
#include "catalog/rules/dates.h"

static char *counted(Language language, const char *key, guint count)
{
    g_autofree char *n = g_strdup_printf("%u", count);

    return message_format(language, key, "n", n, NULL);
}

/* ---- one unit ---- */

/* What names works of others is told on the work's own page, and not in what may go to a unit. */
static gboolean names_others(const char *rule)
{
    static const char *const rules[] = { "duplicate", "duplicate.editions", "quota", NULL };

    return g_strv_contains(rules, rule);
}

static void add_findings(const Page *page, Scope *line, const Work *work)
{
    const Judgement *judgement = site_tells_verdicts(page->site) ? work->judgement : NULL;

    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = g_ptr_array_index(judgement->findings, i);
        Scope *listed;

        if (finding->outcome == OUTCOME_PASS || finding->outcome == OUTCOME_NOT_EVALUATED)
            continue;
        listed = scope_add(line, "findings");
        page_add_finding(page, listed, finding);
        if (names_others(finding->rule))
            scope_set(listed, "sentence", message(page->language, "page.unit.on-its-page"));
    }
}

static void add_entry(const Page *page, const Exhibit *exhibit)
{
    Scope *line = scope_add(page->scope, "works");
    const Facts *facts = exhibit->work->facts;

    page_add_work(page, line, exhibit);
    if (site_tells_verdicts(page->site))
        page_add_seal(line, work_seal(exhibit->work, page->language));
    if (facts && facts->file.duration != FACT_UNKNOWN)
        scope_take(line, "duration", format_duration(page->language, facts->file.duration));
    if (facts && facts->has_video && facts->video.display_width != FACT_UNKNOWN)
        scope_take(line, "frame", format_frame_size(facts->video.display_width, facts->video.display_height));
    add_findings(page, line, exhibit->work);
}

static void add_tally(const Page *page, const Unit *unit)
{
    for (Standing standing = 0; standing < STANDINGS; standing++) {
        if (unit->tally[standing] == 0)
            continue;
        Scope *tally = scope_add(page->scope, "tally");
        page_add_seal(tally, standing_seal(standing, page->language));
        scope_set_int(tally, "count", unit->tally[standing]);
    }
}

static void add_neighbour(const Page *page, const char *name, const char *title_name, const char *lang_name,
                          const Unit *neighbour)
{
    if (!neighbour)
        return;
    scope_take(page->scope, name, page_to(page, neighbour->page));
    scope_set(page->scope, title_name, neighbour->name);
    scope_set(page->scope, lang_name, page_lang_of(page, neighbour->name));
}

static void add_letter(const Page *page, const Unit *unit)
{
    const GalleryParams *params = page->site->params;
    g_autofree char *n = g_strdup_printf("%u", unit->exhibits->len);
    g_autofree char *day = day_of(params->revision.revised_us, BEIJING_OFFSET_S);

    scope_set(page->scope, "unit", unit->name);
    scope_set(page->scope, "unit-lang", page_lang_of(page, unit->name));
    scope_take(page->scope, "opening",
               message_format(page->language,
                              site_tells_verdicts(page->site) ? "page.unit.words" : "page.unit.public-words",
                              "contest", params->settings->title.in[page->language], "n", n, NULL));
    scope_take(page->scope, "as-of", message_format(page->language, "page.unit.as-of", "day", day, NULL));
    if (site_tells_verdicts(page->site))
        add_tally(page, unit);
    for (guint i = 0; i < unit->exhibits->len; i++)
        add_entry(page, g_ptr_array_index(unit->exhibits, i));
}

static gboolean write_unit(Site *site, Language language, guint place, GError **error)
{
    const GPtrArray *units = site->units;
    const Unit *unit = g_ptr_array_index(units, place);
    g_autoptr(Page) page = page_new(site, language, unit->page);

    add_letter(page, unit);
    add_neighbour(page, "previous", "previous-title", "previous-lang",
                  place > 0 ? g_ptr_array_index(units, place - 1) : NULL);
    add_neighbour(page, "next", "next-title", "next-lang",
                  place + 1 < units->len ? g_ptr_array_index(units, place + 1) : NULL);
    return page_write(page, "unit.html", unit->name, error);
}

/* ---- all of them ---- */

static guint most_works(const GPtrArray *units)
{
    guint most = 1;

    for (guint i = 0; i < units->len; i++)
        most = MAX(most, ((const Unit *)g_ptr_array_index(units, i))->exhibits->len);
    return most;
}

static void add_units(const Page *page)
{
    const GPtrArray *units = page->site->units;
    gboolean told = site_tells_verdicts(page->site);
    guint most = most_works(units);

    for (guint i = 0; i < units->len; i++) {
        const Unit *unit = g_ptr_array_index(units, i);
        guint eligible = unit->tally[STANDING_ELIGIBLE];
        Scope *line = bar_add(page->scope, "lines", unit->name, unit->exhibits->len,
                              told ? eligible : unit->exhibits->len, most);

        scope_set(line, "label-lang", page_lang_of(page, unit->name));
        scope_take(line, "href", page_to(page, unit->page));
        scope_set_int(line, "eligible", eligible);
    }
    scope_set_flag(page->scope, "has-eligible", told);
}

static void add_nameless(const Page *page)
{
    for (guint i = 0; i < page->site->exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(page->site->exhibits, i);

        if (!exhibit->work->unit)
            page_add_work(page, scope_add(page->scope, "nameless"), exhibit);
    }
}

static gboolean write_index(Site *site, Language language, GError **error)
{
    g_autoptr(Page) page = page_new(site, language, "u/index.html");
    guint n = site->units->len;

    scope_set_flag(page->scope, "is-units", TRUE);
    scope_take(page->scope, "words",
               counted(language,
                       n == 0   ? "page.units.none"
                       : n == 1 ? "page.units.one"
                                : "page.units.words",
                       n));
    add_units(page);
    add_nameless(page);
    return page_write(page, "units.html", message(language, "gallery.units"), error);
}

static void append_neighbour(GString *word, const Site *site, guint place)
{
    if (word && place < site->units->len)
        g_string_append_printf(word, "%s\n", ((const Unit *)g_ptr_array_index(site->units, place))->name);
}

static gboolean keep_unit(Site *site, Language language, guint place)
{
    const Unit *unit = g_ptr_array_index(site->units, place);
    g_autofree char *path = site_page_path(site, language, unit->page);
    g_autofree char *day = day_of(site->params->revision.revised_us, BEIJING_OFFSET_S);
    GString *word = ingredients_begin(site, path);

    if (word)
        g_string_append_printf(word, "%s\n", day);
    append_neighbour(word, site, place - 1);
    append_neighbour(word, site, place);
    append_neighbour(word, site, place + 1);
    for (guint i = 0; i < unit->exhibits->len; i++)
        ingredients_add(word, g_ptr_array_index(unit->exhibits, i));
    return ingredients_keep_page(site, path, word);
}

gboolean unit_pages_write(Site *site, Language language, GError **error)
{
    for (guint i = 0; i < site->units->len; i++)
        if (!keep_unit(site, language, i) && !write_unit(site, language, i, error))
            return FALSE;
    return write_index(site, language, error);
}
