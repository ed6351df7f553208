/* catalog/gallery/seal.h
 *
 * How a work stands, at a glance: a character in a square, its colour, and the words that say the same.
 */
#pragma once

#include "catalog/store/work.h"

typedef enum {
    STANDING_ELIGIBLE,
    STANDING_REVIEW,
    STANDING_INELIGIBLE,
    STANDING_UNREADABLE,
    STANDING_PENDING,
    STANDING_MISSING,
    STANDING_WITHDRAWN,
    STANDING_NOT_JUDGED,
} Standing;
#define STANDINGS (STANDING_NOT_JUDGED + 1)

typedef struct {
    const char *sign; /* "合" */
    const char *tone; /* a class of the style sheet */
    char *words;      /* owned */
} Seal;
void seal_clear(Seal *seal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seal, seal_clear)

Standing work_standing(const Work *work);

const char *standing_slug(Standing standing);     /* "eligible"; static */
const char *standing_word_key(Standing standing); /* of catalog/messages */

Seal work_seal(const Work *work, Language language);                /* "不合格 2 项" */
Seal standing_seal(Standing standing, Language language);           /* "不合格" */
const char *standing_meaning(Standing standing, Language language); /* in a sentence; static */
Seal outcome_seal(Outcome outcome, int points, Language language);  /* of one finding */
