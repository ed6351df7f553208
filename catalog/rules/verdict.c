#include "catalog/rules/verdict.h"

#include <string.h>

static const char *const outcome_slugs[] = {
    [OUTCOME_PASS] = "pass",
    [OUTCOME_NOTE] = "note",
    [OUTCOME_REVIEW] = "review",
    [OUTCOME_REJECT] = "reject",
    [OUTCOME_DEDUCT] = "deduct",
    [OUTCOME_WAIVED] = "waived",
    [OUTCOME_NOT_EVALUATED] = "not_evaluated",
};

static const char *const verdict_slugs[] = {
    [VERDICT_NONE] = NULL,
    [VERDICT_ELIGIBLE] = "eligible",
    [VERDICT_REVIEW] = "review",
    [VERDICT_INELIGIBLE] = "ineligible",
    [VERDICT_UNREADABLE] = "unreadable",
};

static gboolean find_slug(const char *const *slugs, gsize n, const char *slug, gsize *index)
{
    for (gsize i = 0; slug && i < n; i++) {
        if (g_strcmp0(slugs[i], slug) == 0) {
            *index = i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *outcome_slug(Outcome outcome)
{
    g_assert((gsize)outcome < G_N_ELEMENTS(outcome_slugs));
    return outcome_slugs[outcome];
}

gboolean outcome_from_slug(const char *slug, Outcome *outcome)
{
    gsize index;

    if (!find_slug(outcome_slugs, G_N_ELEMENTS(outcome_slugs), slug, &index))
        return FALSE;
    *outcome = (Outcome)index;
    return TRUE;
}

const char *verdict_slug(Verdict verdict)
{
    g_assert((gsize)verdict < G_N_ELEMENTS(verdict_slugs));
    return verdict_slugs[verdict];
}

gboolean verdict_from_slug(const char *slug, Verdict *verdict)
{
    gsize index;

    if (!find_slug(verdict_slugs, G_N_ELEMENTS(verdict_slugs), slug, &index))
        return FALSE;
    *verdict = (Verdict)index;
    return TRUE;
}

static void finding_free(gpointer data)
{
    Finding *finding = data;

    g_free(finding->rule);
    text_clear(&finding->required);
    text_clear(&finding->measured);
    text_clear(&finding->message);
    g_free(finding);
}

Judgement *judgement_new(void)
{
    Judgement *judgement = g_new0(Judgement, 1);

    judgement->findings = g_ptr_array_new_with_free_func(finding_free);
    return judgement;
}

void judgement_free(Judgement *judgement)
{
    if (!judgement)
        return;
    g_ptr_array_unref(judgement->findings);
    g_free(judgement->rules_hash);
    g_free(judgement);
}

Finding *judgement_add(Judgement *judgement, const char *rule, Outcome outcome)
{
    Finding *finding = g_new0(Finding, 1);

    finding->rule = g_strdup(rule);
    finding->outcome = outcome;
    g_ptr_array_add(judgement->findings, finding);
    return finding;
}

guint judgement_count(const Judgement *judgement, Outcome outcome)
{
    guint n = 0;

    for (guint i = 0; i < judgement->findings->len; i++)
        n += ((const Finding *)judgement->findings->pdata[i])->outcome == outcome;
    return n;
}

static gboolean findings_equal(const Finding *a, const Finding *b)
{
    return g_strcmp0(a->rule, b->rule) == 0 && a->outcome == b->outcome && a->points == b->points &&
           texts_equal(&a->required, &b->required) && texts_equal(&a->measured, &b->measured) &&
           texts_equal(&a->message, &b->message);
}

gboolean judgements_equal(const Judgement *a, const Judgement *b)
{
    if (a->verdict != b->verdict || g_strcmp0(a->rules_hash, b->rules_hash) != 0 ||
        a->findings->len != b->findings->len)
        return FALSE;
    for (guint i = 0; i < a->findings->len; i++) {
        if (!findings_equal(a->findings->pdata[i], b->findings->pdata[i]))
            return FALSE;
    }
    return TRUE;
}

char *rule_of_check(const char *check)
{
    return g_strconcat(RULE_OF_CHECK, check, NULL);
}

gboolean rule_is_check(const char *rule)
{
    return g_str_has_prefix(rule, RULE_OF_CHECK);
}

const char *rule_words(const char *rule, Language language)
{
    g_autofree char *key = g_strconcat("rule.", rule, NULL);

    if (message_exists(key))
        return message(language, key);
    return rule_is_check(rule) ? rule + strlen(RULE_OF_CHECK) : rule;
}

Text rule_text(const char *rule)
{
    return (Text){ { g_strdup(rule_words(rule, LANGUAGE_ZH)), g_strdup(rule_words(rule, LANGUAGE_EN)) } };
}

char *check_words(const Judgement *judgement, Language language)
{
    g_autofree char *done_text = NULL, *all_text = NULL;
    guint done = 0, all = 0;

    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (!rule_is_check(finding->rule))
            continue;
        all++;
        done += finding->outcome != OUTCOME_NOT_EVALUATED && finding->outcome != OUTCOME_REVIEW;
    }
    if (all == 0)
        return NULL;
    done_text = g_strdup_printf("%u", done);
    all_text = g_strdup_printf("%u", all);
    return message_format(language, "manual.count", "done", done_text, "all", all_text, NULL);
}

/* A person's word about the work comes first. */
gboolean judgement_is_barred(const Judgement *judgement)
{
    const Finding *first = judgement && judgement->findings->len > 0 ? judgement->findings->pdata[0] : NULL;

    return first && g_strcmp0(first->rule, RULE_OF_STATE) == 0 && first->outcome == OUTCOME_REJECT;
}

int judgement_points(const Judgement *judgement)
{
    int points = 0;

    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (finding->outcome == OUTCOME_DEDUCT)
            points += finding->points;
    }
    return points;
}

static char *number_words(Language language, const char *key, gint64 number)
{
    g_autofree char *n = g_strdup_printf("%" G_GINT64_FORMAT, number);

    return message_format(language, key, "n", n, NULL);
}

char *outcome_words(Outcome outcome, int points, Language language)
{
    g_autofree char *key = g_strconcat("outcome.", outcome_slug(outcome), NULL);

    if (outcome == OUTCOME_DEDUCT && points > 0)
        return number_words(language, "outcome.deduct-points", points);
    return g_strdup(message(language, key));
}

static char *counted_words(const Judgement *judgement, Language language, const char *key, Outcome outcome)
{
    return number_words(language, key, judgement_count(judgement, outcome));
}

/* What softens or follows a verdict that does not exclude: "（豁免 1 项，扣 3 分）". Takes the words. */
static char *with_remarks(char *words, const Judgement *judgement, Language language)
{
    g_autofree char *verdict = words;
    guint waived = judgement_count(judgement, OUTCOME_WAIVED);
    int points = judgement_points(judgement);
    g_autofree char *waived_words = NULL, *points_words = NULL, *both = NULL;

    if (waived == 0 && points == 0)
        return g_steal_pointer(&verdict);
    waived_words = number_words(language, "verdict.remark.waived", waived);
    points_words = number_words(language, "verdict.remark.points", points);
    if (waived > 0 && points > 0)
        both = message_format(language, "list.steps", "first", waived_words, "second", points_words, NULL);
    return message_format(language, "verdict.with-remark", "verdict", verdict, "remark",
                          both         ? both
                          : waived > 0 ? waived_words
                                       : points_words,
                          NULL);
}

char *verdict_words(const Judgement *judgement, Language language)
{
    switch (judgement ? judgement->verdict : VERDICT_NONE) {
    case VERDICT_ELIGIBLE:
        return with_remarks(g_strdup(message(language, "verdict.words.eligible")), judgement, language);
    case VERDICT_REVIEW:
        return with_remarks(counted_words(judgement, language, "verdict.words.review", OUTCOME_REVIEW),
                            judgement, language);
    case VERDICT_INELIGIBLE:
        if (judgement_is_barred(judgement))
            return g_strdup(message(language, "verdict.words.barred"));
        return counted_words(judgement, language, "verdict.words.ineligible", OUTCOME_REJECT);
    case VERDICT_UNREADABLE:
        return g_strdup(message(language, "verdict.words.unreadable"));
    case VERDICT_NONE:
        break;
    }
    return g_strdup(message(language, "verdict.words.pending"));
}
