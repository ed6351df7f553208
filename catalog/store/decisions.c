#include "catalog/store/store_internal.h"

const Member decision_members[] = {
    MEMBER(Decision, id, MEMBER_INT64),           MEMBER(Decision, number, MEMBER_INT64),
    MEMBER(Decision, kind, MEMBER_DECISION_KIND), MEMBER(Decision, subject, MEMBER_TEXT),
    MEMBER(Decision, answer, MEMBER_TEXT),        MEMBER(Decision, decided_by, MEMBER_TEXT),
    MEMBER(Decision, why, MEMBER_TEXT),           MEMBER(Decision, content, MEMBER_TEXT),
    MEMBER(Decision, decided_us, MEMBER_INT64),   { NULL, 0, 0 },
};

gboolean store_add_decision(Store *store, const char *edition, const Decision *decision, GError **error)
{
    gint64 entry_id = store_entry_id(store, edition, decision->number, error);
    gint64 content_id = 0;
    g_autoptr(Query) query = NULL;

    g_assert(store->in_transaction);
    if (entry_id == 0 ||
        (decision->content && (content_id = store_content_id(store, decision->content, error)) == 0))
        return FALSE;
    query = query_open(store, "decision-insert", error);
    if (!query)
        return FALSE;
    query_bind_members(query, decision_members, decision);
    query_bind_int(query, ":entry_id", entry_id);
    query_bind_id(query, ":content_id", content_id);
    query_bind_int(query, ":decided_us", decision->decided_us ? decision->decided_us : g_get_real_time());
    store_revise(store);
    return query_run(query, error);
}

gboolean store_put_tag(Store *store, const char *edition, gint64 number, const char *tag, gboolean wanted,
                       gboolean *changed, GError **error)
{
    gint64 entry_id = store_entry_id(store, edition, number, error);
    g_autoptr(Query) query = entry_id ? query_open(store, wanted ? "tag-add" : "tag-drop", error) : NULL;

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_int(query, ":entry_id", entry_id);
    query_bind_text(query, ":tag", tag);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    if (changed)
        *changed = query_changed(query);
    return TRUE;
}
