#include "catalog/store/store_internal.h"

static const Member run_members[] = {
    MEMBER(RunRow, id, MEMBER_INT64),         MEMBER(RunRow, command, MEMBER_TEXT),
    MEMBER(RunRow, started_us, MEMBER_INT64), MEMBER(RunRow, ended_us, MEMBER_KNOWN),
    MEMBER(RunRow, complete, MEMBER_INT),     MEMBER(RunRow, found, MEMBER_INT64),
    MEMBER(RunRow, added, MEMBER_INT64),      MEMBER(RunRow, changed, MEMBER_INT64),
    MEMBER(RunRow, moved, MEMBER_INT64),      MEMBER(RunRow, missing, MEMBER_INT64),
    MEMBER(RunRow, examined, MEMBER_INT64),   MEMBER(RunRow, failed, MEMBER_INT64),
    MEMBER(RunRow, exit_code, MEMBER_INT),    MEMBER(RunRow, sandboxed, MEMBER_INT),
    MEMBER(RunRow, note, MEMBER_TEXT),        { NULL, 0, 0 },
};

void run_row_clear(RunRow *row)
{
    members_clear(run_members, row);
}

/* *fault: what was found first; NULL: nothing. */
static gboolean ask_soundness(Store *store, const char *check, char **fault, GError **error)
{
    g_autoptr(Query) query = query_open(store, check, error);
    const char *said;

    if (!query || !query_next(query, error))
        return FALSE;
    said = query_text(query, "fault");
    *fault = g_strcmp0(said, "ok") == 0 ? NULL : g_strdup(said);
    return TRUE;
}

gboolean store_look_over(Store *store, GError **error)
{
    g_autofree char *fault = NULL;

    if (!ask_soundness(store, "quick-check", &fault, error))
        return FALSE;
    if (!fault)
        return TRUE;
    store->failed = TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                "%s: the catalogue is damaged (%s); restore it from a backup", store->path, fault);
    return FALSE;
}

gboolean store_begin_run(Store *store, RunRow *run, GError **error)
{
    g_autoptr(Query) query = query_open(store, "run-insert", error);

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_members(query, run_members, run);
    return query_number(query, &run->id, error);
}

gboolean store_end_run(Store *store, const RunRow *run, GError **error)
{
    g_autoptr(Query) query = query_open(store, "run-update", error);

    if (!query)
        return FALSE;
    g_assert(store->in_transaction);
    query_bind_members(query, run_members, run);
    return query_run(query, error);
}

gboolean store_last_run(Store *store, const char *command, RunRow *run, gboolean *found, GError **error)
{
    g_autoptr(Query) query = query_open(store, "run-last", error);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return FALSE;
    query_bind_text(query, ":command", command);
    *found = query_next(query, error);
    if (!*found)
        return query_done(query);
    plan = plan_members(query, run_members);
    query_read(query, plan, run);
    return TRUE;
}

void store_health_clear(StoreHealth *health)
{
    g_clear_pointer(&health->fault, g_free);
}

gboolean store_examine(Store *store, const StoreExamineParams *params, StoreHealth *health, GError **error)
{
    g_autoptr(Query) query = NULL;

    *health = (StoreHealth){ 0 };
    if (!ask_soundness(store, params->whole ? "integrity-check" : "quick-check", &health->fault, error))
        return FALSE;
    query = query_open(store, "health", error);
    if (!query)
        return FALSE;
    query_bind_text(query, ":edition", params->edition);
    query_bind_int(query, ":attempts_max", params->attempts_max);
    query_bind_int(query, ":read_max", params->read_max);
    if (!query_next(query, error))
        return FALSE;
    health->step = query_int(query, "step");
    health->pending = query_int(query, "pending");
    health->not_hashed = query_int(query, "not_hashed");
    health->parked = query_int(query, "parked");
    health->without_sandbox = query_int(query, "without_sandbox");
    return TRUE;
}
