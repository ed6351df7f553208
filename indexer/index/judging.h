/* indexer/index/judging.h
 *
 * The verdicts of all works of an edition: rules may ask of one work what the others are like. Pure: settings and works in, verdicts out,
 * whatever their order.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

/* One Judgement * a work, in their order, owned by the array. Works that are missing or withdrawn count among the others and are judged, too:
 * whether their last verdict stands is the caller's to decide. `elsewhere`: of WorkElsewhere *; NULL: none. */
GPtrArray *judge_works(const Settings *settings, const GPtrArray *works, const GPtrArray *elsewhere);

/* The same one by one, for what need not have them all at once. Takes the judgement over. FALSE: no more is judged. */
typedef gboolean (*TakeJudgement)(gpointer user, Work *work, Judgement *judgement);
gboolean judge_each(const Settings *settings, const GPtrArray *works, const GPtrArray *elsewhere,
                    TakeJudgement take, gpointer user);
