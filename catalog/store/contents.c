#include "catalog/store/store_internal.h"

static const Member content_members[] = {
    MEMBER(ContentRow, content, MEMBER_TEXT),
    MEMBER(ContentRow, size, MEMBER_INT64),
    MEMBER(ContentRow, status, MEMBER_STATUS),
    MEMBER(ContentRow, reason, MEMBER_TEXT),
    MEMBER(ContentRow, facts_version, MEMBER_INT),
    MEMBER(ContentRow, media_version, MEMBER_TEXT),
    MEMBER(ContentRow, sandboxed, MEMBER_INT),
    MEMBER(ContentRow, attempts, MEMBER_INT),
    MEMBER(ContentRow, next_attempt_run, MEMBER_INT64),
    MEMBER(ContentRow, poster_recipe, MEMBER_INT),
    MEMBER(ContentRow, poster_time_us, MEMBER_KNOWN),
    MEMBER(ContentRow, poster_pinned, MEMBER_INT),
    MEMBER(ContentRow, sha256, MEMBER_TEXT),
    MEMBER(ContentRow, duration, MEMBER_KNOWN),
    MEMBER(ContentRow, has_captions, MEMBER_INT),
    MEMBER(ContentRow, is_damaged, MEMBER_INT),
    { NULL, 0, 0 },
};

const Member poster_members[] = {
    MEMBER(WorkPoster, path, MEMBER_TEXT),
    MEMBER(WorkPoster, width, MEMBER_INT),
    MEMBER(WorkPoster, height, MEMBER_INT),
    { NULL, 0, 0 },
};

ContentRow *content_row_new(void)
{
    ContentRow *row = g_new0(ContentRow, 1);

    row->poster_time_us = FACT_UNKNOWN;
    row->duration = FACT_UNKNOWN;
    return row;
}

void content_row_free(ContentRow *row)
{
    if (!row)
        return;
    members_clear(content_members, row);
    facts_free(row->facts);
    g_free(row);
}

GHashTable *store_contents(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "contents", error);
    g_autoptr(GHashTable) contents =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)content_row_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    plan = plan_members(query, content_members);
    while (query_next(query, error)) {
        ContentRow *row = content_row_new();

        query_read(query, plan, row);
        g_hash_table_insert(contents, row->content, row);
    }
    return query_done(query) ? g_steal_pointer(&contents) : NULL;
}

static gboolean find_content(Store *store, const char *content, gint64 *id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "content-id", error);

    if (!query)
        return FALSE;
    query_bind_text(query, ":content", content);
    return query_number(query, id, error);
}

gint64 store_content_id(Store *store, const char *content, GError **error)
{
    g_autoptr(Query) query = NULL;
    gint64 id = 0;

    if (!find_content(store, content, &id, error) || id != 0)
        return id;
    query = query_open(store, "content-insert", error);
    if (!query)
        return 0;
    query_bind_text(query, ":content", content);
    query_number(query, &id, error);
    return id;
}

/* ---- facts ---- */

void stream_plans_init(StreamPlans *plans, const Query *query)
{
    plans->video = plan_facts(query, &video_facts_group);
    plans->audio = plan_facts(query, &audio_facts_group);
    plans->subtitle = plan_facts(query, &subtitle_facts_group);
}

void stream_plans_clear(StreamPlans *plans)
{
    g_clear_pointer(&plans->video, plan_free);
    g_clear_pointer(&plans->audio, plan_free);
    g_clear_pointer(&plans->subtitle, plan_free);
}

void stream_read(const Query *query, const StreamPlans *plans, Facts *facts)
{
    const char *kind = query_text(query, "kind");

    if (g_strcmp0(kind, video_facts_group.name) == 0) {
        facts->has_video = TRUE;
        facts_clear_group(&video_facts_group, &facts->video);
        query_read(query, plans->video, &facts->video);
    } else if (g_strcmp0(kind, audio_facts_group.name) == 0) {
        query_read(query, plans->audio, facts_add_audio(facts));
    } else if (g_strcmp0(kind, subtitle_facts_group.name) == 0) {
        query_read(query, plans->subtitle, facts_add_subtitle(facts));
    }
}

static gboolean read_file_facts(Store *store, gint64 content_id, Facts *facts, gboolean *has_facts,
                                GError **error)
{
    g_autoptr(Query) query = query_open(store, "content-facts", error);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", content_id);
    plan = plan_facts(query, &file_facts_group);
    if (!query_next(query, error))
        return FALSE;
    query_read(query, plan, &facts->file);
    *has_facts = query_int(query, "has_facts") != 0;
    return TRUE;
}

static gboolean read_stream_facts(Store *store, gint64 content_id, Facts *facts, GError **error)
{
    g_autoptr(Query) query = query_open(store, "content-streams", error);
    g_auto(StreamPlans) plans = { 0 };

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", content_id);
    stream_plans_init(&plans, query);
    while (query_next(query, error))
        stream_read(query, &plans, facts);
    return query_done(query);
}

Facts *store_facts(Store *store, const char *content, GError **error)
{
    g_autoptr(Facts) facts = facts_new();
    gboolean has_facts = FALSE;
    gint64 id = 0;

    if (!find_content(store, content, &id, error) ||
        (id != 0 && (!read_file_facts(store, id, facts, &has_facts, error) ||
                     !read_stream_facts(store, id, facts, error))))
        return NULL;
    return g_steal_pointer(&facts);
}

static gboolean groups_equal(const FactGroup *group, gconstpointer a, gconstpointer b)
{
    for (const FactField *field = group->fields; field->name; field++) {
        if (field->kind == FACT_TEXT ? g_strcmp0(fact_text(a, field), fact_text(b, field)) != 0
                                     : fact_int(a, field) != fact_int(b, field))
            return FALSE;
    }
    return TRUE;
}

static gboolean streams_equal(const FactGroup *group, const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return FALSE;
    for (guint i = 0; i < a->len; i++) {
        if (!groups_equal(group, a->pdata[i], b->pdata[i]))
            return FALSE;
    }
    return TRUE;
}

static gboolean facts_equal(const Facts *a, const Facts *b)
{
    return a->has_video == b->has_video && groups_equal(&file_facts_group, &a->file, &b->file) &&
           groups_equal(&video_facts_group, &a->video, &b->video) &&
           streams_equal(&audio_facts_group, a->audio, b->audio) &&
           streams_equal(&subtitle_facts_group, a->subtitles, b->subtitles);
}

static gboolean run_for_content(Store *store, const char *statement, gint64 content_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, statement, error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", content_id);
    return query_run(query, error);
}

static gboolean insert_stream(Store *store, gint64 content_id, const FactGroup *group, gconstpointer values,
                              guint position, GError **error)
{
    g_autoptr(Query) query = query_open(store, "stream-insert", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", content_id);
    query_bind_text(query, ":kind", group->name);
    query_bind_int(query, ":position", position);
    query_bind_facts(query, group, values);
    return query_run(query, error);
}

static gboolean insert_streams(Store *store, gint64 content_id, const FactGroup *group,
                               const GPtrArray *streams, GError **error)
{
    for (guint i = 0; i < streams->len; i++) {
        if (!insert_stream(store, content_id, group, streams->pdata[i], i, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_file_facts(Store *store, gint64 content_id, const Facts *facts, GError **error)
{
    g_autoptr(Query) query = query_open(store, "content-put-facts", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", content_id);
    query_bind_facts(query, &file_facts_group, &facts->file);
    return query_run(query, error);
}

static gboolean write_facts(Store *store, gint64 content_id, const Facts *facts, GError **error)
{
    return write_file_facts(store, content_id, facts, error) &&
           run_for_content(store, "streams-drop", content_id, error) &&
           (!facts->has_video ||
            insert_stream(store, content_id, &video_facts_group, &facts->video, 0, error)) &&
           insert_streams(store, content_id, &audio_facts_group, facts->audio, error) &&
           insert_streams(store, content_id, &subtitle_facts_group, facts->subtitles, error);
}

static gboolean put_facts(Store *store, gint64 content_id, const Facts *facts, GError **error)
{
    g_autoptr(Facts) stored = facts_new();
    gboolean has_facts = FALSE;

    if (!read_file_facts(store, content_id, stored, &has_facts, error) ||
        !read_stream_facts(store, content_id, stored, error))
        return FALSE;
    if (has_facts && facts_equal(stored, facts))
        return TRUE;
    store_revise(store);
    return write_facts(store, content_id, facts, error);
}

/* ---- contents ---- */

static gboolean update_content(Store *store, const char *statement, gint64 content_id, const ContentRow *row,
                               gboolean *changed, GError **error)
{
    g_autoptr(Query) query = query_open(store, statement, error);

    if (!query)
        return FALSE;
    query_bind_members(query, content_members, row);
    query_bind_int(query, ":content_id", content_id);
    if (!query_run(query, error))
        return FALSE;
    *changed = query_changed(query);
    return TRUE;
}

gboolean store_put_content(Store *store, const ContentRow *row, GError **error)
{
    gint64 id = store_content_id(store, row->content, error);
    gboolean shown = FALSE, traces = FALSE;

    g_assert(store->in_transaction);
    if (id == 0 || !update_content(store, "content-update", id, row, &shown, error) ||
        !update_content(store, "content-update-traces", id, row, &traces, error))
        return FALSE;
    if (shown)
        store_revise(store);
    return !row->facts || put_facts(store, id, row->facts, error);
}

gboolean store_put_sha256(Store *store, const char *content, const char *sha256, GError **error)
{
    gint64 id = store_content_id(store, content, error);
    g_autoptr(Query) query = id ? query_open(store, "content-update-sha256", error) : NULL;

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", id);
    query_bind_text(query, ":sha256", sha256);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

/* ---- posters ---- */

static int poster_compare(gconstpointer a, gconstpointer b)
{
    const WorkPoster *first = *(WorkPoster *const *)a, *second = *(WorkPoster *const *)b;

    return first->width != second->width ? (first->width < second->width ? 1 : -1)
                                         : g_strcmp0(first->path, second->path);
}

static gboolean posters_equal(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return FALSE;
    for (guint i = 0; i < a->len; i++) {
        const WorkPoster *first = a->pdata[i], *second = b->pdata[i];

        if (poster_compare(&first, &second) != 0 || first->height != second->height)
            return FALSE;
    }
    return TRUE;
}

static GPtrArray *read_posters(Store *store, gint64 content_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "content-posters", error);
    g_autoptr(GPtrArray) posters = g_ptr_array_new_with_free_func((GDestroyNotify)work_poster_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_int(query, ":content_id", content_id);
    plan = plan_members(query, poster_members);
    while (query_next(query, error)) {
        WorkPoster *poster = g_new0(WorkPoster, 1);

        query_read(query, plan, poster);
        g_ptr_array_add(posters, poster);
    }
    return query_done(query) ? g_steal_pointer(&posters) : NULL;
}

static gboolean insert_poster(Store *store, gint64 content_id, const WorkPoster *poster, GError **error)
{
    g_autoptr(Query) query = query_open(store, "poster-insert", error);

    if (!query)
        return FALSE;
    query_bind_members(query, poster_members, poster);
    query_bind_int(query, ":content_id", content_id);
    return query_run(query, error);
}

gboolean store_put_posters(Store *store, const char *content, const GPtrArray *posters, GError **error)
{
    gint64 id = store_content_id(store, content, error);
    g_autoptr(GPtrArray) stored = id ? read_posters(store, id, error) : NULL;
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    g_assert(store->in_transaction);
    if (!stored)
        return FALSE;
    g_ptr_array_extend(sorted, (GPtrArray *)posters, NULL, NULL);
    g_ptr_array_sort(sorted, poster_compare);
    if (posters_equal(stored, sorted))
        return TRUE;
    store_revise(store);
    if (!run_for_content(store, "posters-drop", id, error))
        return FALSE;
    for (guint i = 0; i < sorted->len; i++) {
        if (!insert_poster(store, id, sorted->pdata[i], error))
            return FALSE;
    }
    return TRUE;
}

/* ---- attempts ---- */

static gboolean put_attempt(Store *store, const char *content, gint64 run, GError **error)
{
    gint64 id = store_content_id(store, content, error);
    g_autoptr(Query) query = id ? query_open(store, "attempt-put", error) : NULL;

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", id);
    query_bind_id(query, ":run_id", run);
    return query_run(query, error);
}

gboolean store_put_attempts(Store *store, const GPtrArray *contents, gint64 run, GError **error)
{
    g_assert(store->in_transaction);
    for (guint i = 0; i < contents->len; i++) {
        if (!put_attempt(store, contents->pdata[i], run, error))
            return FALSE;
    }
    return TRUE;
}

gboolean store_clear_attempts(Store *store, const GPtrArray *contents, GError **error)
{
    g_assert(store->in_transaction);
    for (guint i = 0; i < contents->len; i++) {
        gint64 id = 0;

        if (!find_content(store, contents->pdata[i], &id, error) ||
            (id && !run_for_content(store, "attempt-drop", id, error)))
            return FALSE;
    }
    return TRUE;
}

GPtrArray *store_attempts(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "attempts", error);
    g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func(g_free);

    if (!query)
        return NULL;
    while (query_next(query, error))
        g_ptr_array_add(contents, g_strdup(query_text(query, "content")));
    return query_done(query) ? g_steal_pointer(&contents) : NULL;
}
