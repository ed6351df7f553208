/* What came, was replaced, was judged otherwise or decided by people, by day. */
#include "catalog/gallery/page.h"
#include "catalog/rules/dates.h"

#define EVENTS_MAX 200

typedef struct {
    gint64 at_us;
    const Exhibit *exhibit;
    const char *what; /* key of a message */
    char *detail;     /* owned; NULL */
} Event;

static void event_clear(gpointer data)
{
    g_free(((Event *)data)->detail);
}

static void event_add(GArray *events, gint64 at_us, const Exhibit *exhibit, const char *what, char *detail)
{
    const Event event = { at_us, exhibit, what, detail };

    g_array_append_val(events, event);
}

/* ---- where they come from ---- */

static char *from_to(Language language, const char *from, const char *to)
{
    return message_format(language, "page.change.from-to", "from", from, "to", to, NULL);
}

static void add_files(GArray *events, const Page *page, const Exhibit *exhibit)
{
    const GPtrArray *versions = exhibit->work->versions;

    for (guint i = 0; i < versions->len; i++) {
        const WorkVersion *version = g_ptr_array_index(versions, i);
        g_autofree char *size = format_size(page->language, version->size);

        if (i == 0) {
            event_add(events, version->first_seen_us, exhibit, "page.change.arrived", NULL);
            continue;
        }
        g_autofree char *old =
            format_size(page->language, ((const WorkVersion *)g_ptr_array_index(versions, i - 1))->size);
        event_add(events, version->first_seen_us, exhibit, "page.change.replaced",
                  from_to(page->language, old, size));
    }
}

static void add_decisions(GArray *events, const Page *page, const Exhibit *exhibit)
{
    for (guint i = 0; i < exhibit->work->decisions->len; i++) {
        const Decision *decision = g_ptr_array_index(exhibit->work->decisions, i);

        if (decision->kind != DECISION_NOTE)
            event_add(events, decision->decided_us, exhibit, "page.change.decision",
                      decision_words(decision, page->language));
    }
}

static const char *verdict_word(const PastVerdict *past, Language language)
{
    const char *slug = verdict_slug(past->judgement->verdict);
    g_autofree char *key = g_strdup_printf("verdict.%s", slug ? slug : "pending");

    return message(language, key);
}

static GHashTable *by_number(const GPtrArray *exhibits)
{
    GHashTable *found = g_hash_table_new(g_int64_hash, g_int64_equal);

    for (guint i = 0; i < exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(exhibits, i);
        g_hash_table_insert(found, (gpointer)&exhibit->source->number, (gpointer)exhibit);
    }
    return found;
}

/* The first verdict of a work belongs to its arrival; one that says the same for other reasons is on its page. */
static void add_verdicts(GArray *events, const Page *page)
{
    const GPtrArray *verdicts = page->site->params->verdicts;
    g_autoptr(GHashTable) exhibits = by_number(page->site->exhibits);

    for (guint i = 1; verdicts && i < verdicts->len; i++) {
        const PastVerdict *before = g_ptr_array_index(verdicts, i - 1),
                          *past = g_ptr_array_index(verdicts, i);
        const Exhibit *exhibit = g_hash_table_lookup(exhibits, &past->number);

        if (exhibit && before->number == past->number &&
            before->judgement->verdict != past->judgement->verdict)
            event_add(events, past->judged_us, exhibit, "page.change.verdict",
                      from_to(page->language, verdict_word(before, page->language),
                              verdict_word(past, page->language)));
    }
}

/* ---- by day ---- */

/* The newest first; of the same moment by number. */
static int compare(gconstpointer a, gconstpointer b)
{
    const Event *one = a, *other = b;

    if (one->at_us != other->at_us)
        return one->at_us > other->at_us ? -1 : 1;
    return g_strcmp0(one->exhibit->id, other->exhibit->id);
}

static void show(const Page *page, const Event *event, Scope *day)
{
    Scope *line = scope_add(day, "events");

    scope_set(line, "what", message(page->language, event->what));
    page_add_work(page, line, event->exhibit);
    scope_set(line, "detail", event->detail);
}

static void show_by_day(const Page *page, const GArray *events)
{
    g_autofree char *last = NULL;
    Scope *scope = NULL;

    for (guint i = 0; i < MIN(events->len, EVENTS_MAX); i++) {
        const Event *event = &g_array_index(events, Event, i);
        g_autofree char *day = day_of(event->at_us, BEIJING_OFFSET_S);

        if (g_strcmp0(day, last) != 0) {
            scope = scope_add(page->scope, "days");
            scope_set(scope, "day", day);
            g_free(last);
            last = g_strdup(day);
        }
        show(page, event, scope);
    }
}

static GArray *events_of(const Page *page)
{
    GArray *events = g_array_new(FALSE, FALSE, sizeof(Event));

    g_array_set_clear_func(events, event_clear);
    for (guint i = 0; i < page->site->exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(page->site->exhibits, i);

        add_files(events, page, exhibit);
        add_decisions(events, page, exhibit);
    }
    add_verdicts(events, page);
    g_array_sort(events, compare); /* keeps what one work had at the same moment in order */
    return events;
}

gboolean changes_page_write(Site *site, Language language, GError **error)
{
    g_autoptr(Page) page = page_new(site, language, "changes.html");
    g_autoptr(GArray) events = events_of(page);
    g_autofree char *most = g_strdup_printf("%d", EVENTS_MAX);

    scope_set_flag(page->scope, "is-changes", TRUE);
    scope_take(page->scope, "words",
               events->len ? message_format(language, "page.changes.words", "n", most, NULL)
                           : g_strdup(message(language, "page.changes.none")));
    show_by_day(page, events);
    return page_write(page, "changes.html", message(language, "gallery.changes"), error);
}
