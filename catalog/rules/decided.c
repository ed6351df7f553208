/* How what people decided enters a verdict: the state of a work comes first, waivers are laid over what the rules found. */
#include "catalog/rules/rules_internal.h"

#include <string.h>

/* People end a reason with a full stop or not; the sentence around it has its own. */
static char *without_stop(const char *why)
{
    static const char *const stops[] = { "。", "．", "." };

    for (gsize i = 0; i < G_N_ELEMENTS(stops); i++) {
        if (g_str_has_suffix(why, stops[i]))
            return g_strndup(why, strlen(why) - strlen(stops[i]));
    }
    return g_strdup(why);
}

static Text text_take(char *words)
{
    Text text = text_same(words);

    g_free(words);
    return text;
}

Text decision_text(const char *key, const Decision *decision, const Text *about, const Text *answer)
{
    g_auto(Text) by = text_same(decision->decided_by);
    g_auto(Text) why = text_take(without_stop(decision->why ? decision->why : ""));
    g_auto(Text) date = text_take(decision_date(decision));

    return text_message(key, "about", about, "answer", answer, "by", &by, "date", &date, "why", &why, NULL);
}

/* ---- states ---- */

/* Who is withdrawn was judged by nobody: what was measured stands, and the state says the rest. */
void judge_state(const Subject *subject, Judgement *judgement)
{
    const Decision *state = decision_state(subject->decisions);
    gboolean barred = state && g_str_equal(state->answer, STATE_INELIGIBLE);
    Finding *finding;

    if (!state)
        return;
    finding = judgement_add(judgement, RULE_OF_STATE, barred ? OUTCOME_REJECT : OUTCOME_NOTE);
    finding->message = decision_text(barred ? "decided.ineligible" : "decided.withdrawn", state, NULL, NULL);
}

/* ---- waivers ---- */

static gboolean outcome_is_met(Outcome outcome)
{
    return outcome == OUTCOME_PASS || outcome == OUTCOME_NOT_EVALUATED;
}

static void replace_message(Finding *finding, const char *key, const Decision *waiver)
{
    Text message = decision_text(key, waiver, &finding->message, NULL);

    text_clear(&finding->message);
    finding->message = message;
}

static void waive(Finding *finding, const Subject *subject)
{
    const Decision *waiver = decision_last(subject->decisions, DECISION_WAIVER, finding->rule);

    if (!waiver || g_strcmp0(waiver->answer, WAIVER_GRANTED) != 0 || outcome_is_met(finding->outcome))
        return;
    if (!decision_holds(waiver, subject->content)) {
        replace_message(finding, "decided.lapsed", waiver);
        return;
    }
    finding->outcome = OUTCOME_WAIVED;
    finding->points = 0;
    replace_message(finding, "decided.waived", waiver);
}

void judge_waivers(const Subject *subject, Judgement *judgement)
{
    for (guint i = 0; i < judgement->findings->len; i++) {
        Finding *finding = judgement->findings->pdata[i];

        if (!g_str_equal(finding->rule, RULE_OF_STATE))
            waive(finding, subject);
    }
}
