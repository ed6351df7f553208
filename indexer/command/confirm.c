/* pianmu confirm: what a person found who made one of the checks that no program can make. */
#include "indexer/command/deciding.h"

#include <string.h>

static const char *const answers[] = { CHECK_YES, CHECK_NO, CHECK_UNSURE, NULL };

static const char *answer_given(const Contest *contest, const char *word, int *status)
{
    const char *answer = answer_named(answers, "manual.", word);
    g_autofree char *text = NULL;

    if (answer)
        return answer;
    text = message_format(contest->language, "error.no-answer", "name", word, NULL);
    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return NULL;
}

static GPtrArray *rules_of_checks(const Deciding *self)
{
    const char *const *check = settings_checks(self->contest->settings, self->work->category);
    GPtrArray *rules = g_ptr_array_new_with_free_func(g_free);

    for (; *check; check++)
        g_ptr_array_add(rules, rule_of_check(*check));
    return rules;
}

static int refuse_check(const Deciding *self, const GPtrArray *checks, const char *word, const char *nearest)
{
    g_autofree char *list = rules_listed(checks, self->contest->language);

    if (checks->len == 0)
        return deciding_refuse(self, "error.no-checks", NULL);
    if (nearest)
        return deciding_refuse(self, "error.no-check-nearest", "name", word, "nearest", nearest, NULL);
    return deciding_refuse(self, "error.no-check", "name", word, "list", list, NULL);
}

static void say(const Deciding *self, const char *rule, const char *answer)
{
    Language language = self->contest->language;
    g_autofree char *verdict = verdict_words(deciding_judgement(self), language);
    g_autofree char *count = check_words(deciding_judgement(self), language);
    g_autofree char *key = g_strconcat("manual.", answer, NULL);

    deciding_say(self, "confirm.done", "check", rule_words(rule, language), "answer", message(language, key),
                 "verdict", verdict, "count", count, NULL);
}

int command_confirm(Contest *contest, int argc, char **argv)
{
    const char *by = NULL, *why = NULL, *nearest = NULL, *rule, *answer;
    const Option options[] = {
        { "by", OPTION_TEXT, "NAME", &by },
        { "why", OPTION_TEXT, "TEXT", &why },
        { 0 },
    };
    int status = STATUS_DONE;
    g_autoptr(Decision) decision = decision_new();
    g_auto(Deciding) deciding = { 0 };
    g_autoptr(GPtrArray) checks = NULL;

    if (!options_parse(contest, options, &argc, &argv, 3, 3, &status) || !contest_load(contest, &status) ||
        !(answer = answer_given(contest, argv[3], &status)) || !by_given(contest, by, decision, &status) ||
        (why && !(decision->why = text_given(contest, "--why", why, WHY_BYTES_MAX, &status))) ||
        !deciding_begin(&deciding, contest, argv[1], &status))
        return status;
    checks = rules_of_checks(&deciding);
    rule = rule_named(checks, argv[2], &nearest);
    if (!rule)
        return refuse_check(&deciding, checks, argv[2], nearest);
    if (!deciding_can_be_watched(&deciding, &status))
        return status;
    decision->kind = DECISION_CHECK;
    decision->subject = g_strdup(rule + strlen(RULE_OF_CHECK));
    decision->answer = g_strdup(answer);
    decision->content = g_strdup(deciding.work->content);
    if (!deciding_keep(&deciding, decision, &status))
        return status;
    say(&deciding, rule, answer);
    return STATUS_DONE;
}
