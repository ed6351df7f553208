/* pianmu decide: a work is withdrawn or declared ineligible, or is so no longer, whatever becomes of its file. */
#include "indexer/command/deciding.h"

static const char *const states[] = { STATE_WITHDRAWN, STATE_INELIGIBLE, STATE_CLEAR, NULL };

static const char *state_named(const Contest *contest, const char *word, int *status)
{
    const char *state = answer_named(states, "state.", word);
    g_autofree char *text = NULL;

    if (state)
        return state;
    text = message_format(contest->language, "error.no-state", "name", word, NULL);
    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return NULL;
}

int command_decide(Contest *contest, int argc, char **argv)
{
    const char *by = NULL, *why = NULL, *state;
    const Option options[] = {
        { "by", OPTION_TEXT, "NAME", &by },
        { "why", OPTION_TEXT, "TEXT", &why },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Decision) decision = decision_new();
    g_auto(Deciding) deciding = { 0 };
    g_autofree char *verdict = NULL;
    g_autofree char *key = NULL;

    if (!options_parse(contest, options, &argc, &argv, 2, 2, &status) || !contest_load(contest, &status) ||
        !(state = state_named(contest, argv[2], &status)) ||
        !by_and_why_given(contest, by, why, decision, &status) ||
        !deciding_begin(&deciding, contest, argv[1], &status))
        return status;
    if (g_str_equal(state, STATE_CLEAR) && !decision_state(deciding.work->decisions))
        return deciding_refuse(&deciding, "error.nothing-decided", NULL);
    decision->kind = DECISION_STATE;
    decision->answer = g_strdup(state);
    if (!deciding_keep(&deciding, decision, &status))
        return status;
    verdict = verdict_words(deciding_judgement(&deciding), contest->language);
    key = g_strconcat("decide.", state, NULL);
    deciding_say(&deciding, key, "verdict", verdict, NULL);
    return STATUS_DONE;
}
