/* pianmu check: verdicts by today's rules, from stored facts; opens no video and writes nothing. */
#include "catalog/report/listing.h"
#include "indexer/command/command.h"
#include "indexer/index/basis.h"
#include "indexer/index/index.h"

/* The verdicts in the catalogue are those that would come out. */
static gboolean verdicts_stand(const Contest *contest, Store *store)
{
    g_autofree char *basis = basis_of(store, contest->settings);

    return basis_is_noted(store, basis);
}

static gboolean take_judgement(G_GNUC_UNUSED gpointer user, Work *work, Judgement *judgement)
{
    gboolean is_gone = work->status == STATUS_MISSING || work->status == STATUS_WITHDRAWN;

    judgement_free(is_gone ? judgement
                           : work->judgement); /* what is no longer there keeps its last verdict */
    work->judgement = is_gone ? work->judgement : judgement;
    return TRUE;
}

static gboolean judge_anew(const Contest *contest, Store *store, const GPtrArray *works, int *status)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) elsewhere = store_works_elsewhere(store, contest->settings->edition, &error);

    if (elsewhere)
        return judge_each(contest->settings, works, elsewhere, take_judgement, NULL);
    *status = cannot(contest, error);
    return FALSE;
}

gboolean contest_judge(const Contest *contest, Store *store, const GPtrArray *works, int *status)
{
    return verdicts_stand(contest, store) || judge_anew(contest, store, works, status);
}

/* Only rules ask for all that is known of a work. */
static GPtrArray *judged_works(Contest *contest, Store *store, gboolean as_data, int *status)
{
    g_autoptr(GPtrArray) works = NULL;

    if (verdicts_stand(contest, store))
        return as_data ? contest_works_for_lines(contest, store, status)
                       : contest_works_for_table(contest, store, status);
    works = contest_works(contest, store, status);
    return works && judge_anew(contest, store, works, status) ? g_steal_pointer(&works) : NULL;
}

static int answer(const GPtrArray *works)
{
    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        const Judgement *judgement = work->judgement;

        if (judgement && work->status != STATUS_WITHDRAWN &&
            (judgement->verdict == VERDICT_INELIGIBLE || judgement->verdict == VERDICT_UNREADABLE))
            return STATUS_ANSWER_NO;
    }
    return STATUS_DONE;
}

static void write_verdicts(const Contest *contest, const GPtrArray *works, gboolean json, gboolean csv)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (csv)
        listing_findings_csv_head(out, contest->language);
    for (guint i = 0; (json || csv) && i < works->len; i++) {
        if (json)
            listing_json(out, works->pdata[i], contest->language);
        else
            listing_findings_csv(out, works->pdata[i], contest->language);
    }
    if (!json && !csv)
        listing_verdicts(out, works, contest->language);
    out_text(out->str);
}

int command_check(Contest *contest, int argc, char **argv)
{
    Selection selection = { 0 }, by_verdict = { 0 };
    gboolean json = FALSE, csv = FALSE;
    const Option options[] = {
        { "category", OPTION_TEXT, "C", &selection.category },
        { "only", OPTION_TEXT, "V", &by_verdict.verdict },
        { "json", OPTION_FLAG, NULL, &json },
        { "csv", OPTION_FLAG, NULL, &csv },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) works = NULL;

    if (!options_parse(contest, options, &argc, &argv, 0, -1, &status) || !contest_load(contest, &status) ||
        !selection_check(contest, &selection, &status) || !selection_check(contest, &by_verdict, &status) ||
        !(store = contest_read(contest, &status)) ||
        !(works = judged_works(contest, store, json || csv, &status)) ||
        !contest_select(contest, works, &selection, argv + 1, &status))
        return status;
    g_clear_pointer(&store, store_close); /* whoever reads our output may take their time */
    if (!contest_select(contest, works, &by_verdict, NULL, &status))
        return status;
    if (!contest->quiet)
        write_verdicts(contest, works, json, csv);
    return answer(works);
}
