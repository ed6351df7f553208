/* pianmu index: walk, examine what is new or changed, keep it, judge it. */
#include "indexer/command/summary.h"

static void say(Contest *contest, const IndexSummary *summary)
{
    g_autofree char *lines = summary_lines(contest, summary);
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL;
    int status = STATUS_DONE;

    out_text(lines);
    if (summary->failed->len == 0 && !summary->made[STAGE_PROXY].failed)
        return;
    store = contest_read(contest, &status);
    works = store ? contest_works(contest, store, &status) : NULL;
    if (works) {
        g_autofree char *failures = summary_failures(contest, summary, works);
        out_text(failures);
    }
}

int command_index(Contest *contest, int argc, char **argv)
{
    IndexParams params = { .settle_us = FACT_UNKNOWN };
    const Option options[] = {
        { "jobs", OPTION_COUNT, "N", &params.jobs },
        { "force", OPTION_FLAG, NULL, &params.force },
        { "dry-run", OPTION_FLAG, NULL, &params.dry_run },
        { "no-posters", OPTION_FLAG, NULL, &params.no_posters },
        { "previews", OPTION_FLAG, NULL, &params.previews },
        { "deep", OPTION_FLAG, NULL, &params.deep },
        { "hash", OPTION_FLAG, NULL, &params.hash },
        { "max-time", OPTION_TIME, "T", &params.max_time_us },
        { "settle", OPTION_TIME, "T", &params.settle_us },
        { "no-sandbox", OPTION_FLAG, NULL, &params.no_sandbox },
        { "accept-loss", OPTION_FLAG, NULL, &params.accept_loss },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Lock) lock = NULL;
    g_auto(IndexSummary) summary = { 0 };

    if (!options_parse(contest, options, &argc, &argv, 0, 0, &status) || !contest_load(contest, &status) ||
        !(lock = take_run_lock(contest, &status)) || !run_index(contest, &params, &summary, &status))
        return status;
    if (!contest->quiet)
        say(contest, &summary);
    return status_of_run(&summary);
}
