#include "catalog/judging/tally.h"

#include <string.h>

const char *mark_state_slug(MarkState state)
{
    static const char *const slugs[] = { "counts", "begun", "stale", "recused", "empty" };

    g_assert((gsize)state < G_N_ELEMENTS(slugs));
    return slugs[state];
}

static const Score *score_of(const Mark *mark, const Criterion *criterion)
{
    const Score *score = mark_score(mark, criterion->key);

    return score && score->points <= criterion->maximum ? score : NULL;
}

static gboolean is_of_another_file(const Mark *mark, const Work *work)
{
    return mark->content && g_strcmp0(mark->content, work->content) != 0;
}

MarkState mark_state(const Settings *settings, const Mark *mark, const Work *work)
{
    guint given = 0;

    for (guint i = 0; i < settings->criteria->len; i++)
        given += score_of(mark, settings->criteria->pdata[i]) != NULL;
    if (mark->recused)
        return MARK_RECUSED;
    if (given == 0)
        return MARK_EMPTY;
    if (given < settings->criteria->len)
        return MARK_BEGUN;
    return is_of_another_file(mark, work) ? MARK_STALE : MARK_COUNTS;
}

int mark_total(const Settings *settings, const Mark *mark)
{
    int total = 0;

    for (guint i = 0; i < settings->criteria->len; i++) {
        const Score *score = score_of(mark, settings->criteria->pdata[i]);
        total += score ? score->points : 0;
    }
    return total;
}

const Opinion *mark_opinion_now(const Mark *mark, const char *check, const Work *work)
{
    return mark->recused || is_of_another_file(mark, work) ? NULL : mark_opinion(mark, check);
}

Mark **marks_of_work(const GPtrArray *marks, gint64 number, guint *n)
{
    guint first = 0, end = marks->len;

    while (first < end) {
        guint middle = first + (end - first) / 2;

        if (((const Mark *)marks->pdata[middle])->number < number)
            first = middle + 1;
        else
            end = middle;
    }
    for (end = first; end < marks->len && ((const Mark *)marks->pdata[end])->number == number; end++)
        ;
    *n = end - first;
    return (Mark **)marks->pdata + first;
}

char *tally_mean(gint64 sum, guint n)
{
    gint64 tenths = (20 * sum + n) / (2 * (gint64)n);

    return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, tenths / 10, tenths % 10);
}
