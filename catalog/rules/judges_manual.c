/* Manual checks: what no program measures, asked of people by name. */
#include "catalog/rules/rules_internal.h"

#include "catalog/rules/category_names.h"
#include "catalog/rules/spelling.h"

#include <string.h>

#define CHECK_MAX  32 /* letters of a name */
#define SLIP_MAX   2  /* letters by which a name is still a known one written wrongly */
#define CHECKS_MAX 32

/* Those with words of ours, the messages rule.manual.NAME; others are shown by their own name. Stored: the list only grows. */
static const char *const known[] = {
    "watermark", "advert", "subtitles-zh-Hans", "original", "language",
    "content",   "blind",  "opening-title",     NULL,
};

/* ---- the names of checks in the settings ---- */

static gboolean is_called(const char *check, const char *folded)
{
    g_autofree char *rule = rule_of_check(check);

    if (g_ascii_strcasecmp(check, folded) == 0)
        return TRUE;
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autofree char *name = category_name_fold(rule_words(rule, language));

        if (g_str_equal(name, folded))
            return TRUE;
    }
    return FALSE;
}

static const char *known_check(const char *word)
{
    g_autofree char *folded = category_name_fold(word);

    for (const char *const *check = known; *check; check++) {
        if (is_called(*check, folded))
            return *check;
    }
    return NULL;
}

static gboolean is_free_name(const char *word)
{
    gsize length = strspn(word, G_CSET_a_2_z G_CSET_DIGITS "-");

    return length > 0 && !word[length] && length <= CHECK_MAX && g_ascii_islower(*word) &&
           word[length - 1] != '-';
}

static gboolean add_check(GPtrArray *checks, const char *word, Fault *fault)
{
    const char *name = known_check(word);
    const char *nearest = name ? NULL : spelling_nearest(word, known);
    g_autofree char *all = g_strjoinv(", ", (char **)known);

    if (nearest && spelling_distance(word, nearest) <= SLIP_MAX)
        return fault_set(fault, "fault.choice-nearest", word, nearest);
    if (!name && !is_free_name(word))
        return fault_set(fault, "fault.check", word, all);
    if (checks->len >= CHECKS_MAX)
        return fault_set(fault, "fault.too-many-checks", word, NULL);
    if (!g_ptr_array_find_with_equal_func(checks, name ? name : word, g_str_equal, NULL))
        g_ptr_array_add(checks, g_strdup(name ? name : word));
    return TRUE;
}

gboolean parse_manual(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_auto(GStrv) words = quantity_list(value);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *joined = NULL;

    for (char **word = words; *word; word++) {
        if (!add_check(found, *word, fault))
            return FALSE;
    }
    if (found->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    g_ptr_array_add(found, NULL);
    g_strfreev(rules->checks);
    rules->checks = g_strdupv((char **)found->pdata);
    joined = g_strjoinv(",", rules->checks);
    g_string_append(canonical, joined);
    return TRUE;
}

const char *const *rules_checks(const Rules *rules)
{
    static const char *const none[] = { NULL };

    return rules_is_on(rules, RULE_MANUAL) ? (const char *const *)rules->checks : none;
}

Text require_manual(const Rules *rules)
{
    Text names = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autoptr(GString) joined = g_string_new(NULL);

        for (const char *const *check = rules_checks(rules); *check; check++) {
            g_autofree char *rule = rule_of_check(*check);

            if (joined->len > 0)
                g_string_append(joined, message(language, "list.separator"));
            g_string_append(joined, rule_words(rule, language));
        }
        names.in[language] = g_strdup(joined->str);
    }
    return names;
}

/* ---- what people answered ---- */

static const struct {
    const char *answer;
    Ruling ruling;
    const char *key;
} answers[] = {
    { CHECK_YES, RULING_PASS, "manual.yes" },
    { CHECK_NO, RULING_FAIL, "manual.no" },
    { CHECK_UNSURE, RULING_DOUBT, "manual.unsure" },
};

static Ruling judge_answer(const Decision *decision, const Text *name, const char *content, Finding *finding)
{
    for (gsize i = 0; decision && i < G_N_ELEMENTS(answers); i++) {
        g_auto(Text) answer = { 0 };

        if (g_strcmp0(decision->answer, answers[i].answer) != 0)
            continue;
        answer = text_message(answers[i].key, NULL);
        if (!decision_holds(decision, content)) {
            finding->message = decision_text("finding.manual.lapsed", decision, name, &answer);
            return RULING_INAPPLICABLE;
        }
        finding->message =
            decision_text(decision->why ? "finding.manual.why" : "finding.manual", decision, name, &answer);
        finding->measured = text_copy(&answer);
        return answers[i].ruling;
    }
    finding->message = text_message("finding.manual.open", "rule", name, NULL);
    return RULING_INAPPLICABLE;
}

void judge_checks(const Rules *rules, const Subject *subject, Judgement *judgement)
{
    for (const char *const *check = rules_checks(rules); *check; check++) {
        g_autofree char *rule = rule_of_check(*check);
        const Decision *decision = decision_last(subject->decisions, DECISION_CHECK, *check);
        Finding *finding = judgement_add(judgement, rule, OUTCOME_NOT_EVALUATED);

        for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
            finding->required.in[language] = g_strdup(rule_words(rule, language));
        settle_finding(rules, RULE_MANUAL,
                       judge_answer(decision, &finding->required, subject->content, finding), finding);
    }
}
