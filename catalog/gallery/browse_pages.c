#include "catalog/gallery/ingredients.h"

#define PER_PAGE     60
#define FIRST_ROW    4   /* cards whose pictures do not wait to be scrolled to */
#define NEARBY_PAGES 2   /* links to each side of the current page; the first and last are always there */
#define NO_CATEGORY  "_" /* no slug is called that */

/* One list of works: all, a category, or those outside any. */
typedef struct {
    const char *slug; /* NULL: all; NO_CATEGORY */
    const char *name; /* on its tab */
    const char *heading;
    char *folder;           /* "c/juqing/", "" */
    GPtrArray *exhibits;    /* of Exhibit *, borrowed */
    guint tally[STANDINGS]; /* nothing where nobody is to know */
} List;

static void list_free(gpointer data)
{
    List *list = data;

    g_free(list->folder);
    g_ptr_array_unref(list->exhibits);
    g_free(list);
}

static gboolean belongs(const Exhibit *exhibit, const char *slug)
{
    if (!slug)
        return TRUE;
    return exhibit->work->category ? g_str_equal(exhibit->work->category, slug)
                                   : g_str_equal(slug, NO_CATEGORY);
}

static List *list_add(GPtrArray *lists, const Site *site, const char *slug, const char *name,
                      const char *heading)
{
    List *list = g_new0(List, 1);

    *list = (List){ .slug = slug, .name = name, .heading = heading, .exhibits = g_ptr_array_new() };
    list->folder = slug ? g_strdup_printf("c/%s/", slug) : g_strdup("");
    for (guint i = 0; i < site->exhibits->len; i++) {
        Exhibit *exhibit = g_ptr_array_index(site->exhibits, i);

        if (!belongs(exhibit, slug))
            continue;
        g_ptr_array_add(list->exhibits, exhibit);
        list->tally[work_standing(exhibit->work)] += exhibit->shows_standing;
    }
    g_ptr_array_add(lists, list);
    return list;
}

static GPtrArray *lists_of(const Site *site, Language language)
{
    GPtrArray *lists = g_ptr_array_new_with_free_func(list_free);
    const GPtrArray *categories = site->params->settings->categories;

    list_add(lists, site, NULL, message(language, "gallery.all"), message(language, "gallery.all-works"));
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = g_ptr_array_index(categories, i);
        list_add(lists, site, category->slug, category->title.in[language], category->title.in[language]);
    }
    const char *none = message(language, "gallery.no-category");
    if (list_add(lists, site, NO_CATEGORY, none, none)->exhibits->len == 0)
        g_ptr_array_set_size(lists, (int)lists->len - 1);
    return lists;
}

static guint list_pages(const List *list)
{
    return MAX((list->exhibits->len + PER_PAGE - 1) / PER_PAGE, 1);
}

static char *list_path(const List *list, guint number)
{
    return number == 1 ? g_strconcat(list->folder, "index.html", NULL)
                       : g_strdup_printf("%s%u.html", list->folder, number);
}

/* ---- cards ---- */

/* Pictures near 16:9 fill the frame; all others stand in it whole. */
static gboolean fills_the_frame(const Picture *picture)
{
    gint64 wide = (gint64)picture->width * 9, high = (gint64)picture->height * 16;

    return ABS(wide - high) * 50 <= high;
}

static void add_picture(const Page *page, Scope *card, const Exhibit *exhibit, guint place)
{
    const Picture *small = exhibit_narrowest(exhibit);

    if (!small)
        return;
    scope_take(card, "picture", page_to_shared(page, small->file));
    scope_set_int(card, "picture-width", small->width);
    scope_set_int(card, "picture-height", small->height);
    scope_set_flag(card, "whole", !fills_the_frame(small));
    scope_set_flag(card, "upright", small->height > small->width);
    scope_set_flag(card, "first-row", place < FIRST_ROW);
    if (exhibit->pictures->len > 1) {
        const Picture *larger = g_ptr_array_index(exhibit->pictures, 1);
        scope_take(card, "larger", page_to_shared(page, larger->file));
        scope_set_int(card, "larger-width", larger->width);
    }
}

static void add_card_facts(const Page *page, Scope *card, const Work *work)
{
    g_autofree char *status = g_strdup_printf("status.%s", status_slug(work->status));
    const Facts *facts = work->facts;

    if (facts && facts->file.duration != FACT_UNKNOWN)
        scope_take(card, "duration", format_clock(facts->file.duration));
    if (!facts || !facts->has_video) {
        scope_set(card, "state", message(page->language, status));
        return;
    }
    if (facts->video.display_width != FACT_UNKNOWN && facts->video.display_height != FACT_UNKNOWN)
        scope_take(card, "frame", format_frame_size(facts->video.display_width, facts->video.display_height));
    if (facts->video.codec_name)
        scope_take(card, "codec", codec_short_label(facts->video.codec_name));
}

static void add_card(const Page *page, const Exhibit *exhibit, guint place)
{
    const Work *work = exhibit->work;
    Scope *card = scope_add(page->scope, "works");

    page_add_work(page, card, exhibit);
    if (exhibit->shows_standing)
        page_add_seal(card, work_seal(work, page->language));
    add_picture(page, card, exhibit, place);
    add_card_facts(page, card, work);
}

/* ---- around the cards ---- */

static void add_tabs(const Page *page, const GPtrArray *lists, const List *shown)
{
    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_autofree char *path = list_path(list, 1);
        Scope *tab = scope_add(page->scope, "tabs");

        scope_take(tab, "href", page_to(page, path));
        scope_set(tab, "name", list->name);
        scope_set_int(tab, "count", list->exhibits->len);
        scope_set_flag(tab, "current", list == shown);
    }
}

/* How the works of the list stand, one seal a standing that occurs. */
static void add_tally(const Page *page, const List *list)
{
    for (Standing standing = 0; standing < STANDINGS; standing++) {
        if (list->tally[standing] == 0)
            continue;
        Scope *tally = scope_add(page->scope, "tally");
        page_add_seal(tally, standing_seal(standing, page->language));
        scope_set_int(tally, "count", list->tally[standing]);
    }
}

static gboolean is_linked(guint number, guint shown, guint pages)
{
    return number == 1 || number == pages ||
           (number + NEARBY_PAGES >= shown && number <= shown + NEARBY_PAGES);
}

static void add_pager(const Page *page, const List *list, guint shown)
{
    guint pages = list_pages(list);
    gboolean skipped = FALSE;

    scope_set_flag(page->scope, "pager", pages > 1);
    for (guint number = 1; number <= pages; number++) {
        g_autofree char *path = list_path(list, number);

        if (number + 1 == shown)
            scope_take(page->scope, "previous-page", page_to(page, path));
        if (number == shown + 1)
            scope_take(page->scope, "next-page", page_to(page, path));
        if (!is_linked(number, shown, pages)) {
            skipped = TRUE;
            continue;
        }
        Scope *link = scope_add(page->scope, "page-links");
        scope_set_flag(link, "after-a-gap", skipped);
        scope_take(link, "href", page_to(page, path));
        scope_set_int(link, "n", number);
        scope_set_flag(link, "current", number == shown);
        skipped = FALSE;
    }
}

static char *heading(const List *list, guint number, Language language)
{
    g_autofree char *n = g_strdup_printf("%u", number);

    if (number == 1)
        return g_strdup(list->heading);
    return message_format(language, "gallery.heading-page", "title", list->heading, "n", n, NULL);
}

static gboolean is_app(const Site *site, Language language, const List *list, guint number)
{
    return !list->slug && number == 1 && language == site->params->settings->language;
}

/* With script there is one document for everything, since a browser may keep what it stores by the file: the index page of the contest's
 * language. The other lists lead there, and say what to show. */
static void add_app(const Page *page, const List *list, guint number)
{
    g_autoptr(GString) state = g_string_new(NULL);
    gboolean scripted = is_app(page->site, page->language, list, number);

    scope_set_flag(page->scope, "is-app", scripted);
    if (scripted) {
        scope_take(page->scope, "data", page_to_shared(page, page->site->data));
        return;
    }
    g_string_append_printf(state, "lang=%s", page->language == LANGUAGE_ZH ? "zh" : "en");
    if (list->slug)
        g_string_append_printf(state, "&c=%s", list->slug);
    if (number > 1)
        g_string_append_printf(state, "&p=%u", number);
    scope_set(page->scope, "app-state", state->str);
}

static gboolean write_page(Site *site, Language language, const GPtrArray *lists, const List *list,
                           guint number, GError **error)
{
    g_autofree char *path = list_path(list, number);
    g_autofree char *title = heading(list, number, language);
    g_autofree char *count = g_strdup_printf("%u", list->exhibits->len);
    g_autoptr(Page) page = page_new(site, language, path);
    guint first = (number - 1) * PER_PAGE;

    page->is_list = TRUE;
    scope_set(page->scope, "heading", title);
    scope_set_flag(page->scope, "is-home", !list->slug && number == 1);
    add_app(page, list, number);
    scope_take(page->scope, "count",
               message_format(language, list->exhibits->len == 1 ? "gallery.count-one" : "gallery.count", "n",
                              count, NULL));
    add_tabs(page, lists, list);
    add_tally(page, list);
    add_pager(page, list, number);
    for (guint i = first; i < MIN(first + PER_PAGE, list->exhibits->len); i++)
        add_card(page, g_ptr_array_index(list->exhibits, i), i - first);
    return page_write(page, "browse.html", title, error);
}

/* Its works, and what it says of all others. */
static gboolean keep_page(Site *site, Language language, const GPtrArray *lists, const List *list,
                          guint number)
{
    g_autofree char *page = list_path(list, number), *path = site_page_path(site, language, page);
    GString *word = ingredients_begin(site, path);
    guint first = (number - 1) * PER_PAGE;

    for (guint i = 0; word && i < lists->len; i++)
        g_string_append_printf(word, "%u\n", ((const List *)g_ptr_array_index(lists, i))->exhibits->len);
    for (Standing standing = 0; word && standing < STANDINGS; standing++)
        g_string_append_printf(word, "%u\n", list->tally[standing]);
    for (guint i = first; i < MIN(first + PER_PAGE, list->exhibits->len); i++)
        ingredients_add(word, g_ptr_array_index(list->exhibits, i));
    if (word && is_app(site, language, list, number))
        g_string_append(word, site->data);
    return ingredients_keep_page(site, path, word);
}

gboolean browse_pages_write(Site *site, Language language, GError **error)
{
    g_autoptr(GPtrArray) lists = lists_of(site, language);

    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);

        for (guint number = 1; number <= list_pages(list); number++)
            if (!keep_page(site, language, lists, list, number) &&
                !write_page(site, language, lists, list, number, error))
                return FALSE;
    }
    return TRUE;
}
