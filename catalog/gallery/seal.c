#include "catalog/gallery/seal.h"

static const struct {
    const char *sign, *tone, *word_key, *meaning_key;
} standings[STANDINGS] = {
    [STANDING_ELIGIBLE] = { "合", "ok", "verdict.eligible", "gallery.seal.eligible" },
    [STANDING_REVIEW] = { "待", "wait", "verdict.review", "gallery.seal.review" },
    [STANDING_INELIGIBLE] = { "否", "no", "verdict.ineligible", "gallery.seal.ineligible" },
    [STANDING_UNREADABLE] = { "读", "lost", "verdict.unreadable", "gallery.seal.unreadable" },
    [STANDING_PENDING] = { "收", "dim", "status.pending", "gallery.seal.pending" },
    [STANDING_MISSING] = { "缺", "lost", "status.missing", "gallery.seal.missing" },
    [STANDING_WITHDRAWN] = { "撤", "dim", "status.withdrawn", "gallery.seal.withdrawn" },
    [STANDING_NOT_JUDGED] = { "评", "dim", "verdict.pending", "gallery.seal.not-judged" },
};

static const struct {
    const char *sign, *tone;
} outcomes[] = {
    [OUTCOME_PASS] = { "合", "ok" },           [OUTCOME_NOTE] = { "注", "dim" },
    [OUTCOME_REVIEW] = { "待", "wait" },       [OUTCOME_REJECT] = { "否", "no" },
    [OUTCOME_DEDUCT] = { "扣", "no" },         [OUTCOME_WAIVED] = { "免", "ok" },
    [OUTCOME_NOT_EVALUATED] = { "未", "dim" },
};

const char *standing_slug(Standing standing)
{
    static const char *const slugs[STANDINGS] = {
        [STANDING_ELIGIBLE] = "eligible",     [STANDING_REVIEW] = "review",
        [STANDING_INELIGIBLE] = "ineligible", [STANDING_UNREADABLE] = "unreadable",
        [STANDING_PENDING] = "pending",       [STANDING_MISSING] = "missing",
        [STANDING_WITHDRAWN] = "withdrawn",   [STANDING_NOT_JUDGED] = "not-judged",
    };

    return slugs[standing];
}

const char *standing_word_key(Standing standing)
{
    return standings[standing].word_key;
}

void seal_clear(Seal *seal)
{
    g_clear_pointer(&seal->words, g_free);
}

Standing work_standing(const Work *work)
{
    static const Standing of_verdict[] = {
        [VERDICT_NONE] = STANDING_NOT_JUDGED,       [VERDICT_ELIGIBLE] = STANDING_ELIGIBLE,
        [VERDICT_REVIEW] = STANDING_REVIEW,         [VERDICT_INELIGIBLE] = STANDING_INELIGIBLE,
        [VERDICT_UNREADABLE] = STANDING_UNREADABLE,
    };

    if (work->status == STATUS_WITHDRAWN)
        return STANDING_WITHDRAWN;
    if (work->status == STATUS_MISSING)
        return STANDING_MISSING;
    if (work->status == STATUS_PENDING)
        return STANDING_PENDING;
    return of_verdict[work->judgement ? work->judgement->verdict : VERDICT_NONE];
}

Seal standing_seal(Standing standing, Language language)
{
    return (Seal){ standings[standing].sign, standings[standing].tone,
                   g_strdup(message(language, standings[standing].word_key)) };
}

const char *standing_meaning(Standing standing, Language language)
{
    return message(language, standings[standing].meaning_key);
}

/* verdict_words(), but short enough for the foot of a card in either language. */
static char *counted_words(const Work *work, Standing standing, Outcome outcome, Language language)
{
    g_autofree char *n = g_strdup_printf("%u", judgement_count(work->judgement, outcome));

    return message_format(language, "gallery.verdict-count", "verdict",
                          message(language, standings[standing].word_key), "n", n, NULL);
}

Seal work_seal(const Work *work, Language language)
{
    Standing standing = work_standing(work);
    Seal seal = { standings[standing].sign, standings[standing].tone, NULL };

    if (standing == STANDING_ELIGIBLE || /* with what was waived and deducted */
        (standing == STANDING_INELIGIBLE && judgement_is_barred(work->judgement)))
        seal.words = verdict_words(work->judgement, language);
    else if (standing == STANDING_REVIEW)
        seal.words = counted_words(work, standing, OUTCOME_REVIEW, language);
    else if (standing == STANDING_INELIGIBLE)
        seal.words = counted_words(work, standing, OUTCOME_REJECT, language);
    else
        seal.words = g_strdup(message(language, standings[standing].word_key));
    return seal;
}

Seal outcome_seal(Outcome outcome, int points, Language language)
{
    return (Seal){ outcomes[outcome].sign, outcomes[outcome].tone, outcome_words(outcome, points, language) };
}
