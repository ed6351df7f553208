#include "catalog/store/store_internal.h"

static const Member deep_members[] = {
    MEMBER(DeepRow, content, MEMBER_TEXT),
    MEMBER(DeepRow, status, MEMBER_STATUS),
    MEMBER(DeepRow, reason, MEMBER_TEXT),
    MEMBER(DeepRow, version, MEMBER_INT),
    MEMBER(DeepRow, media_version, MEMBER_TEXT),
    MEMBER(DeepRow, sandboxed, MEMBER_INT),
    MEMBER(DeepRow, attempts, MEMBER_INT),
    MEMBER(DeepRow, next_attempt_run, MEMBER_INT64),
    { NULL, 0, 0 },
};

DeepRow *deep_row_new(void)
{
    return g_new0(DeepRow, 1);
}

void deep_row_free(DeepRow *row)
{
    if (!row)
        return;
    members_clear(deep_members, row);
    deep_facts_free(row->deep);
    g_free(row);
}

GHashTable *store_deep(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "deep", error);
    g_autoptr(GHashTable) rows =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)deep_row_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    plan = plan_members(query, deep_members);
    while (query_next(query, error)) {
        DeepRow *row = deep_row_new();

        query_read(query, plan, row);
        g_hash_table_insert(rows, row->content, row);
    }
    return query_done(query) ? g_steal_pointer(&rows) : NULL;
}

gboolean store_put_deep(Store *store, const DeepRow *row, GError **error)
{
    gint64 id = store_content_id(store, row->content, error);
    g_autoptr(Query) query = id ? query_open(store, "deep-put", error) : NULL;
    g_autoptr(DeepFacts) unknown = deep_facts_new();

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_members(query, deep_members, row);
    query_bind_facts(query, &deep_facts_group, row->deep ? row->deep : unknown);
    query_bind_int(query, ":content_id", id);
    store_revise(store);
    return query_run(query, error);
}

gboolean store_forget_deep(Store *store, const char *content, GError **error)
{
    gint64 id = store_content_id(store, content, error);
    g_autoptr(Query) query = id ? query_open(store, "deep-forget", error) : NULL;

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", id);
    return query_run(query, error);
}

gboolean store_begin_deep(Store *store, const DeepRow *row, GError **error)
{
    gint64 id = store_content_id(store, row->content, error);
    g_autoptr(Query) query = id ? query_open(store, "deep-begin", error) : NULL;

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_members(query, deep_members, row);
    query_bind_int(query, ":content_id", id);
    return query_run(query, error);
}
