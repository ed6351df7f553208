/* pianmu show: everything about one work. */
#include "catalog/report/listing.h"
#include "indexer/command/command.h"

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
    const Work *work;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status) || !contest_load(contest, &status) ||
        !(store = contest_read(contest, &status)) || !(works = contest_works(contest, store, &status)) ||
        !(work = contest_find(contest, works, argv[1], &status)))
        return status;
    if (json)
        listing_json(out, work, contest->language);
    else
        listing_full(out, work, contest->language);
    out_text(out->str);
    return STATUS_DONE;
}
