/* What people decided of a work, and how its verdict came to be. */
#include "catalog/report/listing.h"

#include "catalog/messages/display.h"
#include "catalog/rules/dates.h"

#define HASH_DIGITS 7

/* ---- decisions ---- */

static const char *standing_words(const Work *work, const Decision *decision, Language language)
{
    switch (decision_standing(work->decisions, decision, work->content)) {
    case DECISION_STANDS:
        break;
    case DECISION_LAPSED:
        return message(language, "past.lapsed");
    case DECISION_REPLACED:
        return message(language, "past.replaced");
    }
    return "";
}

static void append_decisions(GString *out, const Work *work, gboolean notes, const char *heading,
                             Language language)
{
    gboolean headed = FALSE;

    for (guint i = 0; i < work->decisions->len; i++) {
        const Decision *decision = work->decisions->pdata[i];
        g_autofree char *date = NULL, *words = NULL, *shown = NULL;

        if ((decision->kind == DECISION_NOTE) != notes)
            continue;
        if (!headed)
            g_string_append_printf(out, "%s\n", message(language, heading));
        headed = TRUE;
        date = decision_date(decision);
        words = decision_words(decision, language);
        shown = display_text(words);
        g_string_append_printf(out, "    %s  %s%s\n", date, shown, standing_words(work, decision, language));
    }
}

void listing_decisions(GString *out, const Work *work, Language language)
{
    append_decisions(out, work, FALSE, "past.decisions", language);
    append_decisions(out, work, TRUE, "past.notes", language);
}

/* ---- history ---- */

static const Finding *finding_of(const Judgement *judgement, const char *rule)
{
    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (g_str_equal(finding->rule, rule))
            return finding;
    }
    return NULL;
}

static char *finding_words(const Finding *finding, Language language)
{
    return finding ? outcome_words(finding->outcome, finding->points, language)
                   : g_strdup(message(language, "past.no-rule"));
}

static void append_change(GString *out, const char *rule, const Finding *before, const Finding *after,
                          Language language)
{
    g_autofree char *from = finding_words(before, language), *to = finding_words(after, language);
    g_autofree char *text = NULL;

    if (before && after && before->outcome == after->outcome && before->points == after->points)
        return;
    text = message_format(language, "past.change", "rule", rule_words(rule, language), "from", from, "to", to,
                          NULL);
    g_string_append_printf(out, "        %s\n", text);
}

/* Rules that came, went, or have another outcome than in the verdict before. */
static void append_changes(GString *out, const Judgement *before, const Judgement *after, Language language)
{
    for (guint i = 0; i < after->findings->len; i++) {
        const Finding *finding = after->findings->pdata[i];
        append_change(out, finding->rule, finding_of(before, finding->rule), finding, language);
    }
    for (guint i = 0; i < before->findings->len; i++) {
        const Finding *finding = before->findings->pdata[i];
        if (!finding_of(after, finding->rule))
            append_change(out, finding->rule, finding, NULL, language);
    }
}

/* What was said otherwise under the same outcomes: a limit that more works exceed, a waiver granted anew. */
static void append_rewording(GString *out, const Judgement *before, const Judgement *after, Language language)
{
    for (guint i = 0; i < after->findings->len; i++) {
        const Finding *finding = after->findings->pdata[i], *old = finding_of(before, finding->rule);
        const char *message = finding->message.in[language];

        if (message && old && g_strcmp0(message, old->message.in[language]) != 0)
            g_string_append_printf(out, "        %s\n", message);
    }
}

void listing_history(GString *out, const GPtrArray *history, Language language)
{
    for (guint i = 0; i < history->len; i++) {
        const PastVerdict *past = history->pdata[i];
        g_autofree char *date = day_of(past->judged_us, BEIJING_OFFSET_S);
        g_autofree char *words = verdict_words(past->judgement, language);
        g_autofree char *hash = g_strndup(past->judgement->rules_hash, HASH_DIGITS);
        g_autofree char *rules = message_format(language, "past.rules", "hash", hash, NULL);

        if (i == 0)
            g_string_append_printf(out, "%s\n", message(language, "past.verdicts"));
        g_string_append_printf(out, "    %s  %s  [%s]\n", date, words, rules);
        if (i == 0)
            continue;
        const Judgement *before = ((const PastVerdict *)history->pdata[i - 1])->judgement;
        gsize length = out->len;

        append_changes(out, before, past->judgement, language);
        if (out->len == length)
            append_rewording(out, before, past->judgement, language);
    }
}
