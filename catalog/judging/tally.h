/* catalog/judging/tally.h
 *
 * What marks add up to, in integers.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

typedef enum {
    MARK_COUNTS,  /* every criterion has points */
    MARK_BEGUN,   /* some have */
    MARK_STALE,   /* its points are for another file than the work has now */
    MARK_RECUSED, /* its reviewer stands aside */
    MARK_EMPTY,   /* a note, a recommendation, or nothing at all */
} MarkState;
const char *mark_state_slug(MarkState state); /* "counts" "begun" "stale" "recused" "empty" */

MarkState mark_state(const Settings *settings, const Mark *mark, const Work *work);
int mark_total(const Settings *settings, const Mark *mark); /* of today's criteria, each within its maximum */

/* What its reviewer says of a check of the work as it is now. NULL: nothing, or of another file, or they stand aside. */
const Opinion *mark_opinion_now(const Mark *mark, const char *check, const Work *work);

/* Those of one work among `marks` (of Mark *, by number): *n of them, borrowed. */
Mark **marks_of_work(const GPtrArray *marks, gint64 number, guint *n);

/* "84.3": the mean of `n` (≥ 1) whose sum this is, rounded half up. Owned by the caller. */
char *tally_mean(gint64 sum, guint n);
