/* Statistics of the contest: what was handed in, and how it stands. */
#include "catalog/gallery/figures.h"
#include "catalog/gallery/page.h"
#include "catalog/rules/dates.h"

#include <string.h>

#define UNITS_SHOWN 12 /* those with the most works; all of them have a page */
#define COLUMNS_MAX 12 /* of durations */
#define DAYS_MAX    31 /* columns of arrivals */
#define US_PER_HOUR (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)
#define US_PER_DAY  (24 * US_PER_HOUR)
#define BEIJING_US  (G_GINT64_CONSTANT(1) * BEIJING_OFFSET_S * G_USEC_PER_SEC)

static const Exhibit *exhibit_at(const Page *page, guint place)
{
    return g_ptr_array_index(page->site->exhibits, place);
}

static char *counted(Language language, const char *key, guint count)
{
    g_autofree char *n = g_strdup_printf("%u", count);

    return message_format(language, key, "n", n, NULL);
}

/* ---- tables: how many works of each kind ---- */

typedef struct {
    const char *label; /* borrowed */
    guint count, dark; /* works, and the eligible ones of them */
    gboolean is_last;  /* however many */
    guint tally[STANDINGS];
} Kind;

static void kind_count(Kind *kind, const Work *work)
{
    Standing standing = work_standing(work);

    kind->count++;
    kind->dark += standing == STANDING_ELIGIBLE;
    kind->tally[standing]++;
}

/* Where nobody may know verdicts every bar is dark. */
static Scope *kind_add(const Page *page, Scope *table, const Kind *kind, guint most)
{
    gboolean told = site_tells_verdicts(page->site);
    Scope *line = bar_add(table, "lines", kind->label, kind->count, told ? kind->dark : kind->count, most);

    if (told)
        scope_set_int(line, "eligible", kind->dark);
    return line;
}

static Scope *table_add(const Page *page, const char *heading_key, const char *id)
{
    Scope *table = scope_add(page->scope, "figures");

    scope_set(table, "heading", message(page->language, heading_key));
    scope_set(table, "id", id);
    scope_set_flag(table, "has-eligible", site_tells_verdicts(page->site));
    return table;
}

static guint most_of(const GArray *kinds)
{
    guint most = 1;

    for (guint i = 0; i < kinds->len; i++)
        most = MAX(most, g_array_index(kinds, Kind, i).count);
    return most;
}

static void add_kinds(const Page *page, const GArray *kinds, const char *heading_key, const char *id)
{
    Scope *table = table_add(page, heading_key, id);
    guint most = most_of(kinds);

    for (guint i = 0; i < kinds->len; i++)
        if (g_array_index(kinds, Kind, i).count > 0)
            kind_add(page, table, &g_array_index(kinds, Kind, i), most);
}

static guint position_of_category(const Settings *settings, const char *slug)
{
    guint i = 0;

    while (i < settings->categories->len &&
           g_strcmp0(((const Category *)g_ptr_array_index(settings->categories, i))->slug, slug) != 0)
        i++;
    return i;
}

static void add_categories(const Page *page)
{
    const Settings *settings = page->site->params->settings;
    guint n = settings->categories->len, most;
    g_autoptr(GArray) kinds = g_array_new(FALSE, TRUE, sizeof(Kind));
    Scope *table = table_add(page, "page.by-category", "categories");

    g_array_set_size(kinds, n + 1);
    for (guint i = 0; i < page->site->exhibits->len; i++)
        kind_count(
            &g_array_index(kinds, Kind, position_of_category(settings, exhibit_at(page, i)->work->category)),
            exhibit_at(page, i)->work);
    most = most_of(kinds);
    for (guint i = 0; i <= n; i++) {
        const Category *category = i < n ? g_ptr_array_index(settings->categories, i) : NULL;
        Kind *kind = &g_array_index(kinds, Kind, i);
        g_autofree char *path = g_strdup_printf("c/%s/index.html", category ? category->slug : "_");

        if (!category && kind->count == 0)
            continue;
        kind->label =
            category ? category->title.in[page->language] : message(page->language, "gallery.no-category");
        scope_take(kind_add(page, table, kind, most), "href", page_to(page, path));
    }
    scope_set_flag(table, "has-note", site_tells_verdicts(page->site));
}

static void add_standings(const Page *page)
{
    Kind all = { 0 };
    Scope *table = table_add(page, "page.by-standing", "standings");
    guint most = 1;

    scope_set_flag(table, "has-eligible", FALSE);

    for (guint i = 0; i < page->site->exhibits->len; i++)
        kind_count(&all, exhibit_at(page, i)->work);
    for (Standing standing = 0; standing < STANDINGS; standing++)
        most = MAX(most, all.tally[standing]);
    for (Standing standing = 0; standing < STANDINGS; standing++) {
        if (all.tally[standing] == 0)
            continue;
        Scope *line = bar_add(table, "lines", NULL, all.tally[standing], all.tally[standing], most);
        scope_set_flag(line, "is-seal", TRUE);
        page_add_seal(line, standing_seal(standing, page->language));
    }
}

static int more_works_first(gconstpointer a, gconstpointer b)
{
    const Unit *one = *(Unit *const *)a, *other = *(Unit *const *)b;

    if (one->exhibits->len != other->exhibits->len)
        return one->exhibits->len > other->exhibits->len ? -1 : 1;
    return units_compare(one->pinyin, one->name, other->pinyin, other->name);
}

static void add_units(const Page *page)
{
    g_autoptr(GPtrArray) units = g_ptr_array_copy(page->site->units, NULL, NULL);
    Scope *table = table_add(page, "page.by-unit", "units");
    guint n = units->len;

    g_ptr_array_set_free_func(units, NULL);
    g_ptr_array_sort(units, more_works_first);
    for (guint i = 0; i < MIN(n, UNITS_SHOWN); i++) {
        const Unit *unit = g_ptr_array_index(units, i), *first = g_ptr_array_index(units, 0);
        Kind kind = { unit->name, unit->exhibits->len, unit->tally[STANDING_ELIGIBLE], FALSE, { 0 } };
        Scope *line = kind_add(page, table, &kind, first->exhibits->len);

        scope_set(line, "label-lang", page_lang_of(page, unit->name));
        scope_take(line, "href", page_to(page, unit->page));
    }
    if (n > UNITS_SHOWN) {
        scope_take(table, "more", counted(page->language, "page.all-units", n));
        scope_take(table, "more-page", page_to(page, "u/index.html"));
    }
}

static int more_first(gconstpointer a, gconstpointer b)
{
    const Kind *one = a, *other = b;

    if (one->is_last != other->is_last)
        return one->is_last - other->is_last;
    if (one->count != other->count)
        return one->count > other->count ? -1 : 1;
    return g_strcmp0(one->label, other->label);
}

static Kind *kind_of(GArray *kinds, const char *label)
{
    const Kind new = { .label = label };

    for (guint i = 0; i < kinds->len; i++)
        if (g_str_equal(g_array_index(kinds, Kind, i).label, label))
            return &g_array_index(kinds, Kind, i);
    g_array_append_val(kinds, new);
    return &g_array_index(kinds, Kind, kinds->len - 1);
}

static const VideoFacts *video_of(const Work *work)
{
    return work->facts && work->facts->has_video ? &work->facts->video : NULL;
}

static void add_codecs(const Page *page)
{
    g_autoptr(GArray) kinds = g_array_new(FALSE, TRUE, sizeof(Kind));

    for (guint i = 0; i < page->site->exhibits->len; i++) {
        const Work *work = exhibit_at(page, i)->work;
        const VideoFacts *video = video_of(work);
        gboolean is_known = video && video->codec_name;
        Kind *kind = kind_of(kinds, is_known ? codec_label(video->codec_name)
                                             : message(page->language, "page.unknown"));

        kind->is_last = !is_known;
        kind_count(kind, work);
    }
    g_array_sort(kinds, more_first);
    add_kinds(page, kinds, "page.by-codec", "codecs");
}

/* By the longer or the shorter side, so that upright, square and very wide films are called as they were made. */
static const struct {
    gint64 longer, shorter; /* px: at least one of them */
    const char *key;
} resolutions[] = {
    { 3840, 2160, "page.resolution.4k" },       { 1920, 1080, "page.resolution.1080p" },
    { 1280, 720, "page.resolution.720p" },      { 1, 1, "page.resolution.lower" },
    { G_MININT64, G_MININT64, "page.unknown" },
};

static void add_resolutions(const Page *page)
{
    g_autoptr(GArray) kinds = g_array_new(FALSE, TRUE, sizeof(Kind));

    g_array_set_size(kinds, G_N_ELEMENTS(resolutions));
    for (guint i = 0; i < kinds->len; i++)
        g_array_index(kinds, Kind, i).label = message(page->language, resolutions[i].key);
    for (guint i = 0; i < page->site->exhibits->len; i++) {
        const VideoFacts *video = video_of(exhibit_at(page, i)->work);
        gint64 width = video ? video->display_width : FACT_UNKNOWN,
               height = video ? video->display_height : FACT_UNKNOWN;
        guint place = 0;

        while (MAX(width, height) < resolutions[place].longer &&
               MIN(width, height) < resolutions[place].shorter)
            place++;
        kind_count(&g_array_index(kinds, Kind, place), exhibit_at(page, i)->work);
    }
    add_kinds(page, kinds, "page.by-resolution", "resolutions");
}

/* ---- charts ---- */

static gint64 duration_of(const Work *work)
{
    return work->facts ? work->facts->file.duration : FACT_UNKNOWN;
}

/* The values of all works that have one, in order; of gint64. */
static GArray *values_of(const Page *page, gint64 (*value_of)(const Work *work))
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; i < page->site->exhibits->len; i++) {
        gint64 value = value_of(exhibit_at(page, i)->work);
        guint place = values->len;

        if (value == FACT_UNKNOWN)
            continue;
        while (place > 0 && g_array_index(values, gint64, place - 1) > value)
            place--;
        g_array_insert_val(values, place, value);
    }
    return values;
}

static gint64 first_of(const GArray *values)
{
    return g_array_index(values, gint64, 0);
}

static gint64 last_of(const GArray *values)
{
    return g_array_index(values, gint64, values->len - 1);
}

static gint64 duration_step(gint64 longest)
{
    static const gint64 steps[] = { 10, 30, 60, 120, 300, 600, 1200 };

    for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
        if (longest / (steps[i] * G_USEC_PER_SEC) < COLUMNS_MAX)
            return steps[i] * G_USEC_PER_SEC;
    return (longest / COLUMNS_MAX / US_PER_HOUR + 1) * US_PER_HOUR;
}

static void add_column(GArray *columns, char *label, char *tick)
{
    const Column column = { label, tick, 0 };

    g_array_append_val(columns, column);
}

static const Column *fullest(const GArray *columns)
{
    const Column *most = &g_array_index(columns, Column, 0);

    for (guint i = 1; i < columns->len; i++)
        if (g_array_index(columns, Column, i).count > most->count)
            most = &g_array_index(columns, Column, i);
    return most;
}

static void count_columns(GArray *columns, const GArray *values, gint64 from, gint64 step)
{
    for (guint i = 0; i < values->len; i++)
        g_array_index(columns, Column, (g_array_index(values, gint64, i) - from) / step).count++;
}

static Scope *chart_add(const Page *page, const char *heading_key, const char *id, const char *label_key)
{
    Scope *chart = scope_add(page->scope, "figures");

    scope_set(chart, "heading", message(page->language, heading_key));
    scope_set(chart, "id", id);
    scope_set_flag(chart, "is-chart", TRUE);
    scope_set(chart, "label-heading", message(page->language, label_key));
    return chart;
}

static char *durations_in_words(const Page *page, const GArray *values, const GArray *columns)
{
    const Column *most = fullest(columns);
    g_autofree char *n = g_strdup_printf("%u", values->len), *count = g_strdup_printf("%u", most->count);
    g_autofree char *shortest = format_clock(first_of(values)), *longest = format_clock(last_of(values));

    return message_format(page->language, "page.durations.words", "n", n, "range", most->label, "most", count,
                          "shortest", shortest, "longest", longest, NULL);
}

static void add_durations(const Page *page)
{
    g_autoptr(GArray) values = values_of(page, duration_of), columns = columns_new();
    g_autofree char *end = NULL;
    gint64 step = values->len ? duration_step(last_of(values)) : 0;
    Scope *chart;

    if (values->len == 0)
        return;
    for (gint64 from = 0; from <= last_of(values); from += step) {
        g_autofree char *first = format_clock(from), *last = format_clock(from + step);
        add_column(columns, g_strdup_printf("%s–%s", first, last), g_strdup(first));
        g_free(end);
        end = g_strdup(last);
    }
    count_columns(columns, values, 0, step);
    chart = chart_add(page, "page.durations", "durations", "column.duration");
    scope_take(chart, "words", durations_in_words(page, values, columns));
    columns_draw(chart, columns, end);
}

/* Columns of arrivals are a day wide, or as many days as it takes. */
static void add_days(GArray *columns, gint64 from, gint64 until, gint64 step)
{
    for (gint64 at = from; at <= until; at += step) {
        g_autofree char *first = day_of(at, BEIJING_OFFSET_S);
        g_autofree char *last = day_of(at + step - 1, BEIJING_OFFSET_S);

        add_column(columns, step == US_PER_DAY ? g_strdup(first) : g_strdup_printf("%s–%s", first, last),
                   g_strdup(first + strlen("2026-")));
    }
}

static char *arrivals_in_words(const Page *page, const GArray *values, const GArray *columns)
{
    const Column *most = fullest(columns);
    g_autofree char *n = g_strdup_printf("%u", values->len), *count = g_strdup_printf("%u", most->count);
    g_autofree char *first = day_of(first_of(values), BEIJING_OFFSET_S);
    g_autofree char *last = day_of(last_of(values), BEIJING_OFFSET_S);

    return message_format(page->language, "page.arrivals.words", "first", first, "last", last, "n", n,
                          "range", most->label, "most", count, NULL);
}

static void add_arrivals(const Page *page)
{
    g_autoptr(GArray) values = values_of(page, work_first_seen_us), columns = columns_new();
    gint64 from, days;
    Scope *chart;

    if (values->len == 0)
        return;
    from = (first_of(values) + BEIJING_US) / US_PER_DAY * US_PER_DAY - BEIJING_US; /* midnight in Beijing */
    days = (last_of(values) - from) / US_PER_DAY / DAYS_MAX + 1;
    add_days(columns, from, last_of(values), days * US_PER_DAY);
    count_columns(columns, values, from, days * US_PER_DAY);
    chart = chart_add(page, "page.arrivals", "arrivals", "page.arrivals");
    scope_take(chart, "words", arrivals_in_words(page, values, columns));
    columns_draw(chart, columns, NULL);
}

/* ---- works of the same bytes ---- */

static void add_group(const Page *page, const GPtrArray *exhibits)
{
    Scope *group = scope_add(page->scope, "groups");

    for (guint i = 0; i < exhibits->len; i++)
        page_add_work(page, scope_add(group, "works"), g_ptr_array_index(exhibits, i));
}

static void add_duplicates(const Page *page)
{
    for (guint i = 0; i < page->site->exhibits->len; i++) {
        const GPtrArray *same = site_same_files(page->site, exhibit_at(page, i));

        if (same && same->len > 1 && g_ptr_array_index(same, 0) == exhibit_at(page, i))
            add_group(page, same);
    }
}

/* ---- the page ---- */

static void add_totals(const Page *page)
{
    gint64 duration = 0, size = 0;
    guint n = page->site->exhibits->len, units = page->site->units->len;

    for (guint i = 0; i < n; i++) {
        const Work *work = exhibit_at(page, i)->work;

        duration += MAX(duration_of(work), 0);
        size += work->size;
    }
    g_autofree char *length = format_duration(page->language, duration),
                    *bytes = format_size(page->language, size);
    scope_take(scope_add(page->scope, "totals"), "text",
               counted(page->language, n == 1 ? "gallery.count-one" : "gallery.count", n));
    if (units > 0)
        scope_take(scope_add(page->scope, "totals"), "text",
                   counted(page->language, units == 1 ? "page.total.units-one" : "page.total.units", units));
    scope_take(scope_add(page->scope, "totals"), "text",
               message_format(page->language, "page.total.duration", "duration", length, NULL));
    scope_take(scope_add(page->scope, "totals"), "text",
               message_format(page->language, "page.total.size", "size", bytes, NULL));
}

gboolean report_page_write(Site *site, Language language, GError **error)
{
    g_autoptr(Page) page = page_new(site, language, "report.html");

    scope_set_flag(page->scope, "is-report", TRUE);
    add_totals(page);
    add_categories(page);
    if (site_tells_verdicts(site))
        add_standings(page);
    add_durations(page);
    add_arrivals(page);
    add_codecs(page);
    add_resolutions(page);
    if (site->units->len > 0)
        add_units(page);
    add_duplicates(page);
    return page_write(page, "report.html", message(language, "gallery.report"), error);
}
