#include "catalog/rules/decision.h"

#include "catalog/rules/dates.h"
#include "catalog/rules/verdict.h"

static const char *const kind_slugs[] = {
    [DECISION_WAIVER] = "waiver",
    [DECISION_CHECK] = "check",
    [DECISION_STATE] = "state",
    [DECISION_NOTE] = "note",
};

const char *decision_kind_slug(DecisionKind kind)
{
    g_assert((gsize)kind < G_N_ELEMENTS(kind_slugs));
    return kind_slugs[kind];
}

gboolean decision_kind_from_slug(const char *slug, DecisionKind *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kind_slugs); i++) {
        if (g_strcmp0(slug, kind_slugs[i]) == 0) {
            *kind = (DecisionKind)i;
            return TRUE;
        }
    }
    return FALSE;
}

Decision *decision_new(void)
{
    return g_new0(Decision, 1);
}

void decision_free(Decision *decision)
{
    if (!decision)
        return;
    g_free(decision->subject);
    g_free(decision->answer);
    g_free(decision->decided_by);
    g_free(decision->why);
    g_free(decision->content);
    g_free(decision);
}

const Decision *decision_last(const GPtrArray *decisions, DecisionKind kind, const char *subject)
{
    for (guint i = decisions ? decisions->len : 0; i > 0; i--) {
        const Decision *decision = decisions->pdata[i - 1];

        if (decision->kind == kind && (!subject || g_strcmp0(decision->subject, subject) == 0))
            return decision;
    }
    return NULL;
}

gboolean decision_holds(const Decision *decision, const char *content)
{
    return !decision->content || g_strcmp0(decision->content, content) == 0;
}

DecisionStanding decision_standing(const GPtrArray *decisions, const Decision *decision, const char *content)
{
    if (decision->kind != DECISION_NOTE &&
        decision_last(decisions, decision->kind, decision->subject) != decision)
        return DECISION_REPLACED;
    return decision_holds(decision, content) ? DECISION_STANDS : DECISION_LAPSED;
}

const Decision *decision_state(const GPtrArray *decisions)
{
    const Decision *last = decision_last(decisions, DECISION_STATE, NULL);

    return last && g_strcmp0(last->answer, STATE_CLEAR) != 0 ? last : NULL;
}

char *decision_date(const Decision *decision)
{
    return day_of(decision->decided_us, BEIJING_OFFSET_S);
}

/* ---- in words ---- */

static char *key_of(const Decision *decision)
{
    switch (decision->kind) {
    case DECISION_CHECK:
        return g_strdup(decision->why ? "past.check.why" : "past.check");
    case DECISION_NOTE:
        return g_strdup("past.note");
    case DECISION_WAIVER:
    case DECISION_STATE:
        break;
    }
    return g_strdup_printf("past.%s.%s", decision_kind_slug(decision->kind), decision->answer);
}

static char *answer_words(const Decision *decision, Language language)
{
    g_autofree char *key = g_strconcat("manual.", decision->answer, NULL);

    return decision->kind == DECISION_CHECK ? g_strdup(message(language, key)) : NULL;
}

static char *rule_of(const Decision *decision)
{
    return decision->kind == DECISION_CHECK ? rule_of_check(decision->subject) : g_strdup(decision->subject);
}

char *decision_words(const Decision *decision, Language language)
{
    g_autofree char *key = key_of(decision);
    g_autofree char *rule = rule_of(decision);
    g_autofree char *answer = answer_words(decision, language);

    return message_format(language, key, "about", rule ? rule_words(rule, language) : NULL, "answer", answer,
                          "why", decision->why, "by", decision->decided_by, NULL);
}
