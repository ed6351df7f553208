#include "catalog/store/store_internal.h"

const Member finding_members[] = {
    { "rule", MEMBER_TEXT, offsetof(Finding, rule) },
    { "outcome", MEMBER_OUTCOME, offsetof(Finding, outcome) },
    { "points", MEMBER_INT, offsetof(Finding, points) },
    { "required_zh", MEMBER_TEXT, offsetof(Finding, required.in[LANGUAGE_ZH]) },
    { "required_en", MEMBER_TEXT, offsetof(Finding, required.in[LANGUAGE_EN]) },
    { "measured_zh", MEMBER_TEXT, offsetof(Finding, measured.in[LANGUAGE_ZH]) },
    { "measured_en", MEMBER_TEXT, offsetof(Finding, measured.in[LANGUAGE_EN]) },
    { "message_zh", MEMBER_TEXT, offsetof(Finding, message.in[LANGUAGE_ZH]) },
    { "message_en", MEMBER_TEXT, offsetof(Finding, message.in[LANGUAGE_EN]) },
    { NULL, 0, 0 },
};

static const Member judgement_members[] = {
    MEMBER(Judgement, verdict, MEMBER_VERDICT),
    MEMBER(Judgement, rules_hash, MEMBER_TEXT),
    { NULL, 0, 0 },
};

static const Member pin_members[] = {
    MEMBER(Pin, number, MEMBER_INT64),
    MEMBER(Pin, pin_us, MEMBER_INT64),
    MEMBER(Pin, content, MEMBER_TEXT),
    { NULL, 0, 0 },
};

/* ---- verdicts ---- */

/* *verdict_id 0: the entry has none yet. */
static gboolean read_verdict(Store *store, gint64 entry_id, Judgement *judgement, gint64 *verdict_id,
                             GError **error)
{
    g_autoptr(Query) query = query_open(store, "entry-verdict", error);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return FALSE;
    query_bind_int(query, ":entry_id", entry_id);
    plan = plan_members(query, judgement_members);
    *verdict_id = 0;
    if (!query_next(query, error))
        return query_done(query);
    *verdict_id = query_int(query, "id");
    query_read(query, plan, judgement);
    return TRUE;
}

gboolean verdict_read_findings(Store *store, gint64 verdict_id, Judgement *judgement, GError **error)
{
    g_autoptr(Query) query = query_open(store, "verdict-findings", error);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return FALSE;
    query_bind_int(query, ":verdict_id", verdict_id);
    plan = plan_members(query, finding_members);
    while (query_next(query, error))
        finding_read(query, plan, judgement);
    return query_done(query);
}

void finding_read(const Query *query, const Plan *plan, Judgement *judgement)
{
    Finding *finding = judgement_add(judgement, NULL, OUTCOME_PASS);

    g_clear_pointer(&finding->rule, g_free);
    query_read(query, plan, finding);
}

/* Whatever they were judged by: rules that changed without changing this work's verdict make no history. */
static gboolean says_the_same(const Judgement *last, const Judgement *judgement)
{
    Judgement by_the_same_rules = *judgement;

    by_the_same_rules.rules_hash = last->rules_hash;
    return judgements_equal(last, &by_the_same_rules);
}

static gint64 insert_verdict(Store *store, gint64 entry_id, const Judgement *judgement, gint64 run,
                             GError **error)
{
    g_autoptr(Query) query = query_open(store, "verdict-insert", error);
    gint64 id = 0;

    if (!query)
        return 0;
    query_bind_members(query, judgement_members, judgement);
    query_bind_int(query, ":entry_id", entry_id);
    query_bind_id(query, ":run_id", run);
    query_bind_int(query, ":judged_us", g_get_real_time());
    query_number(query, &id, error);
    return id;
}

static gboolean insert_finding(Store *store, gint64 verdict_id, guint position, const Finding *finding,
                               GError **error)
{
    g_autoptr(Query) query = query_open(store, "finding-insert", error);

    if (!query)
        return FALSE;
    query_bind_members(query, finding_members, finding);
    query_bind_int(query, ":verdict_id", verdict_id);
    query_bind_int(query, ":position", position);
    return query_run(query, error);
}

static gboolean set_verdict(Store *store, gint64 entry_id, gint64 verdict_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "entry-set-verdict", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":entry_id", entry_id);
    query_bind_int(query, ":verdict_id", verdict_id);
    return query_run(query, error);
}

static gboolean add_verdict(Store *store, gint64 entry_id, const Judgement *judgement, gint64 run,
                            GError **error)
{
    gint64 verdict_id = insert_verdict(store, entry_id, judgement, run, error);

    for (guint i = 0; verdict_id && i < judgement->findings->len; i++) {
        if (!insert_finding(store, verdict_id, i, judgement->findings->pdata[i], error))
            return FALSE;
    }
    return verdict_id && set_verdict(store, entry_id, verdict_id, error);
}

static gboolean update_rules_hash(Store *store, gint64 verdict_id, const char *rules_hash, GError **error)
{
    g_autoptr(Query) query = query_open(store, "verdict-update-rules-hash", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":verdict_id", verdict_id);
    query_bind_text(query, ":rules_hash", rules_hash);
    return query_run(query, error);
}

gboolean store_put_judgement(Store *store, const char *edition, gint64 number, const Judgement *judgement,
                             gint64 run, gboolean *changed, GError **error)
{
    gint64 entry_id = store_entry_id(store, edition, number, error), verdict_id = 0;
    g_autoptr(Judgement) last = judgement_new();
    gboolean same;

    g_assert(store->in_transaction);
    if (entry_id == 0 || !read_verdict(store, entry_id, last, &verdict_id, error) ||
        (verdict_id && !verdict_read_findings(store, verdict_id, last, error)))
        return FALSE;
    same = verdict_id && says_the_same(last, judgement);
    if (!same && !add_verdict(store, entry_id, judgement, run, error))
        return FALSE;
    if (same && g_strcmp0(last->rules_hash, judgement->rules_hash) != 0 &&
        !update_rules_hash(store, verdict_id, judgement->rules_hash, error))
        return FALSE;
    if (!same)
        store_revise(store);
    if (changed)
        *changed = !same;
    return TRUE;
}

/* ---- history ---- */

PastVerdict *past_verdict_new(gint64 number, gint64 judged_us, Verdict verdict)
{
    PastVerdict *past = g_new0(PastVerdict, 1);

    *past = (PastVerdict){ number, judged_us, judgement_new() };
    past->judgement->verdict = verdict;
    return past;
}

void past_verdict_free(PastVerdict *past)
{
    if (!past)
        return;
    judgement_free(past->judgement);
    g_free(past);
}

static PastVerdict *past_verdict_read(const Query *query, const Plan *plan)
{
    PastVerdict *past = past_verdict_new(0, query_int(query, "judged_us"), VERDICT_NONE);

    query_read(query, plan, past->judgement);
    return past;
}

GPtrArray *store_verdicts(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "edition-verdicts", error);
    g_autoptr(GPtrArray) verdicts = g_ptr_array_new_with_free_func((GDestroyNotify)past_verdict_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, judgement_members);
    while (query_next(query, error)) {
        PastVerdict *past = past_verdict_read(query, plan);

        past->number = query_int(query, "number");
        g_ptr_array_add(verdicts, past);
    }
    return query_done(query) ? g_steal_pointer(&verdicts) : NULL;
}

static GPtrArray *read_verdicts(Store *store, gint64 entry_id, GArray *ids, GError **error)
{
    g_autoptr(Query) query = query_open(store, "entry-verdicts", error);
    g_autoptr(GPtrArray) history = g_ptr_array_new_with_free_func((GDestroyNotify)past_verdict_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_int(query, ":entry_id", entry_id);
    plan = plan_members(query, judgement_members);
    while (query_next(query, error)) {
        gint64 id = query_int(query, "verdict_id");

        g_array_append_val(ids, id);
        g_ptr_array_add(history, past_verdict_read(query, plan));
    }
    return query_done(query) ? g_steal_pointer(&history) : NULL;
}

GPtrArray *store_history(Store *store, const char *edition, gint64 number, GError **error)
{
    gint64 entry_id = store_entry_id(store, edition, number, error);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) history = entry_id ? read_verdicts(store, entry_id, ids, error) : NULL;

    for (guint i = 0; history && i < history->len; i++) {
        PastVerdict *past = history->pdata[i];

        past->number = number;
        if (!verdict_read_findings(store, g_array_index(ids, gint64, i), past->judgement, error))
            return NULL;
    }
    return g_steal_pointer(&history);
}

/* ---- pins ---- */

static void pin_free(gpointer pin)
{
    members_clear(pin_members, pin);
    g_free(pin);
}

static gboolean put_pin(Store *store, gint64 entry_id, gint64 pin_us, const char *content, GError **error)
{
    gint64 content_id = content ? store_content_id(store, content, error) : 0;
    g_autoptr(Query) query = !content || content_id ? query_open(store, "pin-put", error) : NULL;

    if (!query)
        return FALSE;
    query_bind_int(query, ":entry_id", entry_id);
    query_bind_int(query, ":pin_us", pin_us);
    query_bind_id(query, ":content_id", content_id);
    query_bind_int(query, ":now", g_get_real_time());
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

static gboolean drop_pin(Store *store, gint64 entry_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "pin-drop", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":entry_id", entry_id);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

gboolean store_put_pin(Store *store, const char *edition, gint64 number, gint64 pin_us, const char *content,
                       GError **error)
{
    gint64 entry_id = store_entry_id(store, edition, number, error);

    g_assert(store->in_transaction);
    if (entry_id == 0)
        return FALSE;
    return pin_us == FACT_UNKNOWN ? drop_pin(store, entry_id, error)
                                  : put_pin(store, entry_id, pin_us, content, error);
}

GPtrArray *store_pins(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "pins", error);
    g_autoptr(GPtrArray) pins = g_ptr_array_new_with_free_func(pin_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, pin_members);
    while (query_next(query, error)) {
        Pin *pin = g_new0(Pin, 1);

        query_read(query, plan, pin);
        g_ptr_array_add(pins, pin);
    }
    return query_done(query) ? g_steal_pointer(&pins) : NULL;
}
