/* indexer/command/summary.h
 *
 * What a run has to say to people: what came, changed, went, failed, and which verdicts differ now.
 */
#pragma once

#include "indexer/command/work_in_hand.h"

/* TRUE when a person should look: the nightly report is silent otherwise. */
gboolean summary_needs_attention(const IndexSummary *summary);

/* The whole report; `works` of Work *, by number. Owned by the caller. */
char *summary_report(const Contest *contest, const IndexSummary *summary, const GPtrArray *works);

/* Its part on works that could not be read; empty where there are none. Owned by the caller. */
char *summary_failures(const Contest *contest, const IndexSummary *summary, const GPtrArray *works);

/* The counts, in a line; then why the run is not complete, and when pending files will be taken. Owned by the
 * caller. */
char *summary_lines(const Contest *contest, const IndexSummary *summary);
