/* pianmu show: everything about one work. */
#include "catalog/report/listing.h"
#include "indexer/command/command.h"

/* A pin belongs to the bytes it was chosen on. */
static void append_lapsed_pin(GString *out, const Contest *contest, Store *store, const Work *work)
{
    g_autoptr(GPtrArray) pins = store_pins(store, work->edition, NULL);

    for (guint i = 0; pins && i < pins->len; i++) {
        const Pin *pin = pins->pdata[i];
        g_autofree char *clock = format_clock(pin->pin_us);
        g_autofree char *text = message_format(contest->language, "word.pin-lapsed", "time", clock, NULL);

        if (pin->number == work->number && g_strcmp0(pin->content, work->content) != 0)
            g_string_append_printf(out, "%s%s%s\n", message(contest->language, "column.poster"),
                                   contest->language == LANGUAGE_ZH ? "：" : ": ", text);
    }
}

int command_show(Contest *contest, int argc, char **argv)
{
    gboolean json = FALSE;
    const Option options[] = {
        { "json", OPTION_FLAG, NULL, &json },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) history = NULL, marks = NULL, reviewers = NULL;
    g_autoptr(GHashTable) copying = NULL;
    g_autoptr(GError) error = NULL;
    const Work *work;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status) || !contest_load(contest, &status) ||
        !(store = contest_read(contest, &status)) ||
        !(works = contest_works_named(contest, store, argv[1], &status)) ||
        !(work = contest_find(contest, works, argv[1], &status)))
        return status;
    if (!(history = store_history(store, work->edition, work->number, &error)) ||
        !(marks = store_marks(store, work->edition, &error)) ||
        !(reviewers = store_reviewers(store, work->edition, &error)) ||
        !(copying = store_stage(store, STAGE_PROXY, &error)))
        return cannot(contest, error);
    if (json) {
        listing_json_full(out, work, history, contest->language);
    } else {
        listing_full(out, work, work->content ? g_hash_table_lookup(copying, work->content) : NULL,
                     contest->language);
        append_lapsed_pin(out, contest, store, work);
        listing_decisions(out, work, contest->language);
        listing_marks(out, work, marks, reviewers, contest->settings, contest->language);
        listing_history(out, history, contest->language);
    }
    out_text(out->str);
    return STATUS_DONE;
}
