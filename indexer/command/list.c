/* pianmu list: one line a work. */
#include "catalog/report/listing.h"
#include "indexer/command/command.h"

#include <stdio.h>

static void write_works(const Contest *contest, const GPtrArray *works, gboolean json, gboolean csv)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (csv)
        listing_csv_head(out, contest->language);
    for (guint i = 0; (json || csv) && i < works->len; i++) {
        if (json)
            listing_json(out, works->pdata[i], contest->language);
        else
            listing_csv(out, works->pdata[i], contest->language);
    }
    if (!json && !csv)
        listing_table(out, works, contest->language);
    out_text(out->str);
}

int command_list(Contest *contest, int argc, char **argv)
{
    Selection selection = { 0 };
    gboolean json = FALSE, csv = FALSE;
    const Option options[] = {
        { "category", OPTION_TEXT, "C", &selection.category },
        { "unit", OPTION_TEXT, "U", &selection.unit },
        { "status", OPTION_TEXT, "S", &selection.status },
        { "verdict", OPTION_TEXT, "V", &selection.verdict },
        { "tag", OPTION_TEXT, "T", &selection.tag },
        { "json", OPTION_FLAG, NULL, &json },
        { "csv", OPTION_FLAG, NULL, &csv },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL;

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status) || !contest_load(contest, &status) ||
        !selection_check(contest, &selection, &status) || !(store = contest_read(contest, &status)) ||
        !(works = json || csv ? contest_works_for_lines(contest, store, &status)
                              : contest_works_for_table(contest, store, &status)) ||
        !contest_select(contest, works, &selection, NULL, &status))
        return status;
    g_clear_pointer(&store, store_close); /* whoever reads our output may take their time */
    if (works->len == 0 && !json && !csv && !contest->quiet)
        fprintf(stderr, "%s\n", message(contest->language, "list.nothing"));
    write_works(contest, works, json, csv);
    return STATUS_DONE;
}
