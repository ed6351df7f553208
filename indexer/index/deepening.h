/* indexer/index/deepening.h
 *
 * The deep check as a stage of its own: what has none of today's version is decoded and measured, one film after the other, each kept as soon as
 * it is answered. It can be broken off at any time; the next run goes on.
 */
#pragma once

#include "indexer/index/index.h"

/* Shortest films first, so that one too long for a night does not stand before all the others; what was in hand when a run was killed comes
 * last. Sets summary->deep_checked and ->deep_left. FALSE: a fault of the run; what was answered before it is kept. */
gboolean deepen_contents(const IndexParams *params, IndexSummary *summary, gint64 deadline_us,
                         GError **error);

/* Of a dry run: sets summary->deep_left to how many of the films that were examined before would be checked; new ones come to that. */
gboolean deepen_plan(const IndexParams *params, IndexSummary *summary, GError **error);
