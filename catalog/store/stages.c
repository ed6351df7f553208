/* What follows the examination of a content: how far each stage came with it, and what it made. */
#include "catalog/store/store_internal.h"

static const Member stage_members[] = {
    MEMBER(StageRow, content, MEMBER_TEXT),
    MEMBER(StageRow, status, MEMBER_STATUS),
    MEMBER(StageRow, reason, MEMBER_TEXT),
    MEMBER(StageRow, version, MEMBER_INT),
    MEMBER(StageRow, media_version, MEMBER_TEXT),
    MEMBER(StageRow, sandboxed, MEMBER_INT),
    MEMBER(StageRow, attempts, MEMBER_INT),
    MEMBER(StageRow, next_attempt_run, MEMBER_INT64),
    { NULL, 0, 0 },
};

const Member strip_members[] = {
    MEMBER(WorkStrip, sprite_path, MEMBER_TEXT), MEMBER(WorkStrip, tile_width, MEMBER_INT),
    MEMBER(WorkStrip, tile_height, MEMBER_INT),  MEMBER(WorkStrip, columns, MEMBER_INT),
    MEMBER(WorkStrip, times, MEMBER_TEXT),       MEMBER(WorkStrip, strip_path, MEMBER_TEXT),
    MEMBER(WorkStrip, frame_width, MEMBER_INT),  MEMBER(WorkStrip, frame_height, MEMBER_INT),
    MEMBER(WorkStrip, strip_times, MEMBER_TEXT), { NULL, 0, 0 },
};

const Member caption_members[] = {
    MEMBER(WorkCaption, path, MEMBER_BYTES),    MEMBER(WorkCaption, position, MEMBER_INT),
    MEMBER(WorkCaption, language, MEMBER_TEXT), MEMBER(WorkCaption, cues, MEMBER_INT),
    MEMBER(WorkCaption, webvtt, MEMBER_TEXT),   { NULL, 0, 0 },
};

const Member caption_fault_members[] = {
    MEMBER(WorkCaptionFault, path, MEMBER_BYTES),
    MEMBER(WorkCaptionFault, status, MEMBER_STATUS),
    MEMBER(WorkCaptionFault, reason, MEMBER_TEXT),
    { NULL, 0, 0 },
};

const Member proxy_members[] = {
    MEMBER(WorkProxy, path, MEMBER_TEXT),      MEMBER(WorkProxy, size, MEMBER_INT64),
    MEMBER(WorkProxy, width, MEMBER_INT),      MEMBER(WorkProxy, height, MEMBER_INT),
    MEMBER(WorkProxy, duration, MEMBER_INT64), { NULL, 0, 0 },
};

const char *stage_slug(Stage stage)
{
    static const char *const slugs[] = { "deep", "strip", "captions", "proxy" };

    g_assert((gsize)stage < G_N_ELEMENTS(slugs));
    return slugs[stage];
}

StageRow *stage_row_new(void)
{
    return g_new0(StageRow, 1);
}

void stage_row_free(StageRow *row)
{
    if (!row)
        return;
    members_clear(stage_members, row);
    g_free(row);
}

WorkStrip *work_strip_new(void)
{
    return g_new0(WorkStrip, 1);
}

void work_strip_free(WorkStrip *strip)
{
    if (!strip)
        return;
    members_clear(strip_members, strip);
    g_free(strip);
}

WorkCaption *work_caption_new(void)
{
    return g_new0(WorkCaption, 1);
}

void work_caption_free(WorkCaption *caption)
{
    if (!caption)
        return;
    members_clear(caption_members, caption);
    g_free(caption);
}

void work_caption_fault_free(WorkCaptionFault *fault)
{
    if (!fault)
        return;
    members_clear(caption_fault_members, fault);
    g_free(fault);
}

WorkProxy *work_proxy_new(void)
{
    return g_new0(WorkProxy, 1);
}

void work_proxy_free(WorkProxy *proxy)
{
    if (!proxy)
        return;
    members_clear(proxy_members, proxy);
    g_free(proxy);
}

/* ---- how far a stage came ---- */

GHashTable *store_stage(Store *store, Stage stage, GError **error)
{
    g_autoptr(Query) query = query_open(store, "stages", error);
    g_autoptr(GHashTable) rows =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)stage_row_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":stage", stage_slug(stage));
    plan = plan_members(query, stage_members);
    while (query_next(query, error)) {
        StageRow *row = stage_row_new();

        query_read(query, plan, row);
        g_hash_table_insert(rows, row->content, row);
    }
    return query_done(query) ? g_steal_pointer(&rows) : NULL;
}

static gboolean run_for_content(Store *store, const char *statement, const char *content, Stage stage,
                                const StageRow *row, GError **error)
{
    gint64 id = store_content_id(store, content, error);
    g_autoptr(Query) query = id ? query_open(store, statement, error) : NULL;

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    if (row)
        query_bind_members(query, stage_members, row);
    query_bind_text(query, ":stage", stage_slug(stage));
    query_bind_int(query, ":content_id", id);
    return query_run(query, error);
}

gboolean store_put_stage(Store *store, Stage stage, const StageRow *row, GError **error)
{
    store_revise(store);
    return run_for_content(store, "stages-put", row->content, stage, row, error);
}

gboolean store_begin_stage(Store *store, Stage stage, const StageRow *row, GError **error)
{
    return run_for_content(store, "stages-begin", row->content, stage, row, error);
}

gboolean store_forget_stage(Store *store, Stage stage, const char *content, GError **error)
{
    return run_for_content(store, "stages-forget", content, stage, NULL, error);
}

/* ---- what it made ---- */

gboolean store_put_deep(Store *store, const char *content, const DeepFacts *deep, GError **error)
{
    gint64 id = store_content_id(store, content, error);
    g_autoptr(Query) query = id ? query_open(store, "deep-put", error) : NULL;
    g_autoptr(DeepFacts) unknown = deep_facts_new();

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_facts(query, &deep_facts_group, deep ? deep : unknown);
    query_bind_int(query, ":content_id", id);
    store_revise(store);
    return query_run(query, error);
}

static gboolean drop(Store *store, const char *statement, gint64 content_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, statement, error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":content_id", content_id);
    return query_run(query, error);
}

static gboolean put_one(Store *store, const char *statement, gint64 content_id, const Member *members,
                        gconstpointer row, GError **error)
{
    g_autoptr(Query) query = query_open(store, statement, error);

    if (!query)
        return FALSE;
    query_bind_members(query, members, row);
    query_bind_int(query, ":content_id", content_id);
    return query_run(query, error);
}

gboolean store_put_strip(Store *store, const char *content, const WorkStrip *strip, GError **error)
{
    gint64 id = store_content_id(store, content, error);

    g_assert(store->in_transaction);
    store_revise(store);
    if (!id)
        return FALSE;
    return strip ? put_one(store, "strips-put", id, strip_members, strip, error)
                 : drop(store, "strips-drop", id, error);
}

gboolean store_put_proxy(Store *store, const char *content, const WorkProxy *proxy, GError **error)
{
    gint64 id = store_content_id(store, content, error);

    g_assert(store->in_transaction);
    store_revise(store);
    if (!id)
        return FALSE;
    return proxy ? put_one(store, "proxies-put", id, proxy_members, proxy, error)
                 : drop(store, "proxies-drop", id, error);
}

GHashTable *store_proxy_paths(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "proxies-paths", error);
    g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if (!query)
        return NULL;
    while (query_next(query, error))
        g_hash_table_add(paths, g_strdup(query_text(query, "path")));
    return query_done(query) ? g_steal_pointer(&paths) : NULL;
}

gboolean store_put_captions(Store *store, const char *content, const GPtrArray *captions, GError **error)
{
    gint64 id = store_content_id(store, content, error);

    g_assert(store->in_transaction);
    store_revise(store);
    if (!id || !drop(store, "captions-drop", id, error))
        return FALSE;
    for (guint i = 0; captions && i < captions->len; i++) {
        if (!put_one(store, "captions-put", id, caption_members, captions->pdata[i], error))
            return FALSE;
    }
    return TRUE;
}
