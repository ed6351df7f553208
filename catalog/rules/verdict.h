/* catalog/rules/verdict.h
 *
 * What the rules found of one work.
 */
#pragma once

#include "catalog/messages/messages.h"

/* Findings that belong to no rule of the settings. */
#define RULE_OF_STATE "decision" /* what people decided of the work as a whole */
#define RULE_OF_CHECK "manual."  /* and the name of a manual check */

/* Both are stored by slug: the lists only grow. */
typedef enum {
    OUTCOME_PASS,
    OUTCOME_NOTE,
    OUTCOME_REVIEW,
    OUTCOME_REJECT,
    OUTCOME_DEDUCT,
    OUTCOME_WAIVED,
    OUTCOME_NOT_EVALUATED, /* the fact it needs is not known, or it does not apply */
} Outcome;

typedef enum {
    VERDICT_NONE, /* not judged yet: pending */
    VERDICT_ELIGIBLE,
    VERDICT_REVIEW,
    VERDICT_INELIGIBLE,
    VERDICT_UNREADABLE,
} Verdict;

const char *outcome_slug(Outcome outcome);
gboolean outcome_from_slug(const char *slug, Outcome *outcome);
const char *verdict_slug(Verdict verdict); /* NULL for VERDICT_NONE */
gboolean verdict_from_slug(const char *slug, Verdict *verdict);

typedef struct {
    char *rule; /* slug of the rule: "duration" */
    Outcome outcome;
    int points;    /* of OUTCOME_DEDUCT: how many are taken off */
    Text required; /* "不超过 10 分钟"; members NULL where there is nothing to say */
    Text measured;
    Text message; /* the whole sentence: rule, required, measured, difference, what to do */
} Finding;

typedef struct {
    Verdict verdict;
    GPtrArray *findings; /* of Finding *, owned, in the order of the rules; passes included */
    char *rules_hash;    /* of the rules it was judged by; owned */
} Judgement;

Judgement *judgement_new(void);
void judgement_free(Judgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Judgement, judgement_free)

Finding *judgement_add(Judgement *judgement, const char *rule,
                       Outcome outcome); /* borrowed; the caller fills the texts */
guint judgement_count(const Judgement *judgement, Outcome outcome);
gboolean judgements_equal(const Judgement *a, const Judgement *b);

int judgement_points(const Judgement *judgement); /* that are deducted altogether */

/* "待复核" "扣 3 分"; owned by the caller. */
char *outcome_words(Outcome outcome, int points, Language language);

/* The name of a rule as people read it: "时长"; a manual check without words of ours by its own name. Borrowed. */
const char *rule_words(const char *rule, Language language);
Text rule_text(const char *rule);       /* the same in both languages; the caller clears it */
char *rule_of_check(const char *check); /* "watermark" → "manual.watermark"; owned by the caller */
gboolean rule_is_check(const char *rule);

gboolean judgement_is_barred(const Judgement *judgement); /* people declared it ineligible; NULL is not */

/* "人工核查 1/4": how many of the manual checks were answered yes or no; NULL: there are none. Owned by the caller. */
char *check_words(const Judgement *judgement, Language language);

/* "合格" "合格（扣 3 分）" "待复核 2 项" "不合格 1 项" "无法读取" "待评" (not judged yet); owned by the caller. */
char *verdict_words(const Judgement *judgement, Language language); /* NULL judgement: not judged yet */
