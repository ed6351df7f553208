/* pianmu waive: a person lowers one rule for one work, as long as it keeps its bytes. */
#include "indexer/command/deciding.h"

/* What the rules found of the work; what people decided of it as a whole is no rule. */
static GPtrArray *rules_found(const Judgement *judgement)
{
    GPtrArray *rules = g_ptr_array_new();

    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (!g_str_equal(finding->rule, RULE_OF_STATE))
            g_ptr_array_add(rules, finding->rule);
    }
    return rules;
}

/* Waivers that could be taken back, of rules that may be gone. */
static GPtrArray *rules_waived(const Work *work)
{
    GPtrArray *rules = g_ptr_array_new();

    for (guint i = 0; i < work->decisions->len; i++) {
        const Decision *decision = work->decisions->pdata[i];

        if (decision->kind == DECISION_WAIVER && g_strcmp0(decision->answer, WAIVER_GRANTED) == 0 &&
            decision == decision_last(work->decisions, DECISION_WAIVER, decision->subject))
            g_ptr_array_add(rules, decision->subject);
    }
    return rules;
}

static int refuse_rule(const Deciding *self, const GPtrArray *rules, const char *word, const char *nearest)
{
    g_autofree char *list = rules_listed(rules, self->contest->language);

    if (nearest)
        return deciding_refuse(self, "error.no-rule-nearest", "name", word, "nearest", nearest, NULL);
    return deciding_refuse(self, rules->len > 0 ? "error.no-rule" : "error.no-waiver", "name", word, "list",
                           list, NULL);
}

static Outcome outcome_of(const Deciding *self, const char *rule)
{
    const Judgement *judgement = deciding_judgement(self);

    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (g_str_equal(finding->rule, rule))
            return finding->outcome;
    }
    return OUTCOME_NOT_EVALUATED;
}

static void say(const Deciding *self, const Decision *decision, gboolean revoked)
{
    Language language = self->contest->language;
    g_autofree char *verdict = verdict_words(deciding_judgement(self), language);
    const char *key = revoked                                                 ? "waive.revoked"
                      : outcome_of(self, decision->subject) == OUTCOME_WAIVED ? "waive.done"
                                                                              : "waive.in-advance";

    deciding_say(self, key, "rule", rule_words(decision->subject, language), "verdict", verdict, NULL);
}

int command_waive(Contest *contest, int argc, char **argv)
{
    const char *by = NULL, *why = NULL, *nearest = NULL, *rule;
    gboolean revoke = FALSE;
    const Option options[] = {
        { "by", OPTION_TEXT, "NAME", &by },
        { "why", OPTION_TEXT, "TEXT", &why },
        { "revoke", OPTION_FLAG, NULL, &revoke },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Decision) decision = decision_new();
    g_auto(Deciding) deciding = { 0 };
    g_autoptr(GPtrArray) rules = NULL;

    if (!options_parse(contest, options, &argc, &argv, 2, 2, &status) || !contest_load(contest, &status) ||
        !by_and_why_given(contest, by, why, decision, &status) ||
        !deciding_begin(&deciding, contest, argv[1], &status) ||
        (!revoke && !deciding_can_be_watched(&deciding, &status)))
        return status;
    rules = revoke ? rules_waived(deciding.work) : rules_found(deciding_judgement(&deciding));
    rule = rule_named(rules, argv[2], &nearest);
    if (!rule)
        return refuse_rule(&deciding, rules, argv[2], nearest);
    decision->kind = DECISION_WAIVER;
    decision->subject = g_strdup(rule);
    decision->answer = g_strdup(revoke ? WAIVER_REVOKED : WAIVER_GRANTED);
    decision->content = g_strdup(deciding.work->content);
    if (!deciding_keep(&deciding, decision, &status))
        return status;
    say(&deciding, decision, revoke);
    return STATUS_DONE;
}
