#include "catalog/store/store_internal.h"

static const Member reviewer_members[] = {
    MEMBER(Reviewer, key, MEMBER_TEXT),
    MEMBER(Reviewer, name, MEMBER_TEXT),
    MEMBER(Reviewer, unit, MEMBER_TEXT),
    MEMBER(Reviewer, exported_us, MEMBER_INT64),
    { NULL, 0, 0 },
};

static const Member mark_members[] = {
    MEMBER(Mark, reviewer, MEMBER_TEXT),    MEMBER(Mark, number, MEMBER_INT64),
    MEMBER(Mark, content, MEMBER_TEXT),     MEMBER(Mark, recused, MEMBER_INT),
    MEMBER(Mark, shortlisted, MEMBER_INT),  MEMBER(Mark, note, MEMBER_TEXT),
    MEMBER(Mark, updated_us, MEMBER_INT64), MEMBER(Mark, imported_us, MEMBER_INT64),
    MEMBER(Mark, source, MEMBER_TEXT),      { NULL, 0, 0 },
};

void reviewer_clear(Reviewer *reviewer)
{
    members_clear(reviewer_members, reviewer);
}

static void reviewer_free(gpointer reviewer)
{
    reviewer_clear(reviewer);
    g_free(reviewer);
}

static void score_free(gpointer data)
{
    Score *score = data;

    g_free(score->criterion);
    g_free(score);
}

static void opinion_free(gpointer data)
{
    Opinion *opinion = data;

    g_free(opinion->check);
    g_free(opinion);
}

Mark *mark_new(void)
{
    Mark *mark = g_new0(Mark, 1);

    mark->scores = g_ptr_array_new_with_free_func(score_free);
    mark->opinions = g_ptr_array_new_with_free_func(opinion_free);
    return mark;
}

void mark_free(Mark *mark)
{
    if (!mark)
        return;
    members_clear(mark_members, mark);
    g_ptr_array_unref(mark->scores);
    g_clear_pointer(&mark->opinions, g_ptr_array_unref);
    g_free(mark);
}

void mark_add_score(Mark *mark, const char *criterion, int points)
{
    Score *score = g_new(Score, 1);

    *score = (Score){ g_strdup(criterion), points };
    g_ptr_array_add(mark->scores, score);
}

const Score *mark_score(const Mark *mark, const char *criterion)
{
    for (guint i = 0; i < mark->scores->len; i++) {
        const Score *score = mark->scores->pdata[i];

        if (g_str_equal(score->criterion, criterion))
            return score;
    }
    return NULL;
}

void mark_add_opinion(Mark *mark, const char *check, gboolean is_met)
{
    Opinion *opinion = g_new(Opinion, 1);

    *opinion = (Opinion){ g_strdup(check), is_met };
    g_ptr_array_add(mark->opinions, opinion);
}

const Opinion *mark_opinion(const Mark *mark, const char *check)
{
    for (guint i = 0; mark->opinions && i < mark->opinions->len; i++) {
        const Opinion *opinion = mark->opinions->pdata[i];

        if (g_str_equal(opinion->check, check))
            return opinion;
    }
    return NULL;
}

/* ---- reviewers ---- */

GPtrArray *store_reviewers(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "reviewers", error);
    g_autoptr(GPtrArray) reviewers = g_ptr_array_new_with_free_func(reviewer_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, reviewer_members);
    while (query_next(query, error)) {
        Reviewer *reviewer = g_new0(Reviewer, 1);

        query_read(query, plan, reviewer);
        g_ptr_array_add(reviewers, reviewer);
    }
    return query_done(query) ? g_steal_pointer(&reviewers) : NULL;
}

gboolean store_put_reviewer(Store *store, const char *edition, const Reviewer *reviewer, GError **error)
{
    g_autoptr(Query) query = query_open(store, "reviewer-put", error);

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_members(query, reviewer_members, reviewer);
    query_bind_text(query, ":edition", edition);
    return query_run(query, error);
}

/* ---- marks ---- */

static void take_score(Mark *mark, Query *query)
{
    mark_add_score(mark, query_text(query, "criterion"), (int)query_int(query, "points"));
}

static void take_opinion(Mark *mark, Query *query)
{
    mark_add_opinion(mark, query_text(query, "name"), query_int(query, "is_met") != 0);
}

/* Both lists are in the same order, so that one walk gives each mark what is its own. */
static gboolean read_parts(Store *store, const char *statement, const char *edition, const GPtrArray *marks,
                           void (*take)(Mark *mark, Query *query), GError **error)
{
    g_autoptr(Query) query = query_open(store, statement, error);
    guint at = 0;

    if (!query)
        return FALSE;
    query_bind_text(query, ":edition", edition);
    while (query_next(query, error)) {
        gint64 number = query_int(query, "number");
        const char *reviewer = query_text(query, "reviewer");

        while (at < marks->len && (((const Mark *)marks->pdata[at])->number != number ||
                                   !g_str_equal(((const Mark *)marks->pdata[at])->reviewer, reviewer)))
            at++;
        g_assert(at < marks->len);
        take(marks->pdata[at], query);
    }
    return query_done(query);
}

GPtrArray *store_marks(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "marks", error);
    g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, mark_members);
    while (query_next(query, error)) {
        Mark *mark = mark_new();

        query_read(query, plan, mark);
        g_ptr_array_add(marks, mark);
    }
    return query_done(query) && read_parts(store, "marks-scores", edition, marks, take_score, error) &&
                   read_parts(store, "marks-opinions", edition, marks, take_opinion, error)
               ? g_steal_pointer(&marks)
               : NULL;
}

/* Of a mark: its row is known by these two. */
static Query *open_part(Store *store, const char *statement, gint64 reviewer_id, gint64 entry_id,
                        GError **error)
{
    Query *query = query_open(store, statement, error);

    if (query) {
        query_bind_int(query, ":reviewer_id", reviewer_id);
        query_bind_int(query, ":entry_id", entry_id);
    }
    return query;
}

static gboolean drop_parts(Store *store, const char *statement, gint64 reviewer_id, gint64 entry_id,
                           GError **error)
{
    g_autoptr(Query) drop = open_part(store, statement, reviewer_id, entry_id, error);

    return drop && query_run(drop, error);
}

static gboolean put_scores(Store *store, gint64 reviewer_id, gint64 entry_id, const Mark *mark,
                           GError **error)
{
    if (!drop_parts(store, "scores-drop", reviewer_id, entry_id, error))
        return FALSE;
    for (guint i = 0; i < mark->scores->len; i++) {
        const Score *score = mark->scores->pdata[i];
        g_autoptr(Query) put = open_part(store, "score-put", reviewer_id, entry_id, error);

        if (!put)
            return FALSE;
        query_bind_text(put, ":criterion", score->criterion);
        query_bind_int(put, ":points", score->points);
        if (!query_run(put, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean put_opinions(Store *store, gint64 reviewer_id, gint64 entry_id, const Mark *mark,
                             GError **error)
{
    if (!drop_parts(store, "opinions-drop", reviewer_id, entry_id, error))
        return FALSE;
    for (guint i = 0; mark->opinions && i < mark->opinions->len; i++) {
        const Opinion *opinion = mark->opinions->pdata[i];
        g_autoptr(Query) put = open_part(store, "opinion-put", reviewer_id, entry_id, error);

        if (!put)
            return FALSE;
        query_bind_text(put, ":name", opinion->check);
        query_bind_int(put, ":is_met", opinion->is_met);
        if (!query_run(put, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean put_mark(Store *store, const char *edition, const Mark *mark, gint64 entry_id,
                         gint64 content_id, gint64 *reviewer_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "mark-put", error);

    if (!query)
        return FALSE;
    query_bind_members(query, mark_members, mark);
    query_bind_text(query, ":edition", edition);
    query_bind_int(query, ":entry_id", entry_id);
    query_bind_id(query, ":content_id", content_id);
    return query_number(query, reviewer_id, error);
}

gboolean store_put_mark(Store *store, const char *edition, const Mark *mark, GError **error)
{
    gint64 entry_id = store_entry_id(store, edition, mark->number, error);
    gint64 content_id = 0, reviewer_id = 0;

    g_assert(store->in_transaction);
    if (entry_id == 0 ||
        (mark->content && (content_id = store_content_id(store, mark->content, error)) == 0) ||
        !put_mark(store, edition, mark, entry_id, content_id, &reviewer_id, error))
        return FALSE;
    if (reviewer_id == 0)
        return store_refuse(store, error, "there is no reviewer '%s'", mark->reviewer);
    return put_scores(store, reviewer_id, entry_id, mark, error) &&
           put_opinions(store, reviewer_id, entry_id, mark, error);
}
