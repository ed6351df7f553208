#include "catalog/store/store_internal.h"

const Member form_members[] = {
    MEMBER(Form, id, MEMBER_INT64),
    MEMBER(Form, number, MEMBER_INT64),
    MEMBER(Form, matched_by, MEMBER_TEXT),
    MEMBER(Form, entry_no, MEMBER_TEXT),
    MEMBER(Form, counts_rows, MEMBER_INT),
    MEMBER(Form, category, MEMBER_TEXT),
    MEMBER(Form, category_written, MEMBER_TEXT),
    MEMBER(Form, title, MEMBER_TEXT),
    MEMBER(Form, unit, MEMBER_TEXT),
    MEMBER(Form, author, MEMBER_TEXT),
    MEMBER(Form, contact, MEMBER_TEXT),
    MEMBER(Form, phone, MEMBER_TEXT),
    MEMBER(Form, email, MEMBER_TEXT),
    MEMBER(Form, finished, MEMBER_TEXT),
    MEMBER(Form, file_name, MEMBER_TEXT),
    MEMBER(Form, synopsis, MEMBER_TEXT),
    MEMBER(Form, pinyin, MEMBER_TEXT),
    MEMBER(Form, unit_pinyin, MEMBER_TEXT),
    MEMBER(Form, link, MEMBER_TEXT),
    MEMBER(Form, received, MEMBER_TEXT),
    MEMBER(Form, source, MEMBER_TEXT),
    MEMBER(Form, imported_us, MEMBER_INT64),
    MEMBER(Form, has_contact, MEMBER_INT),
    MEMBER(Form, has_phone, MEMBER_INT),
    MEMBER(Form, has_email, MEMBER_INT),
    { NULL, 0, 0 },
};

static const Member reading_members[] = {
    MEMBER(Reading, text, MEMBER_TEXT),
    MEMBER(Reading, pinyin, MEMBER_TEXT),
    MEMBER(Reading, initials, MEMBER_TEXT),
    MEMBER(Reading, given, MEMBER_INT),
    { NULL, 0, 0 },
};

static const Member elsewhere_members[] = {
    MEMBER(WorkElsewhere, edition, MEMBER_TEXT),
    MEMBER(WorkElsewhere, number, MEMBER_INT64),
    MEMBER(WorkElsewhere, title, MEMBER_TEXT),
    MEMBER(WorkElsewhere, unit, MEMBER_TEXT),
    MEMBER(WorkElsewhere, content, MEMBER_TEXT),
    MEMBER(WorkElsewhere, sha256, MEMBER_TEXT),
    { NULL, 0, 0 },
};

/* ---- forms ---- */

GPtrArray *store_forms(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "forms", error);
    g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, form_members);
    while (query_next(query, error)) {
        Form *form = form_new();

        query_read(query, plan, form);
        g_ptr_array_add(forms, form);
    }
    return query_done(query) ? g_steal_pointer(&forms) : NULL;
}

static gboolean update_form(Store *store, const Form *form, gint64 entry_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "form-update", error);

    if (!query)
        return FALSE;
    query_bind_members(query, form_members, form);
    query_bind_id(query, ":entry_id", entry_id);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

static gboolean insert_form(Store *store, const char *edition, Form *form, gint64 entry_id, GError **error)
{
    g_autoptr(Query) query = query_open(store, "form-insert", error);
    gint64 id = 0;

    if (!query)
        return FALSE;
    query_bind_members(query, form_members, form);
    query_bind_text(query, ":edition", edition);
    query_bind_id(query, ":entry_id", entry_id);
    if (!query_number(query, &id, error))
        return FALSE;
    if (id == 0)
        return store_refuse(store, error, "there is no edition '%s'", edition);
    form->id = id;
    store_revise(store);
    return TRUE;
}

gboolean store_put_form(Store *store, const char *edition, Form *form, GError **error)
{
    gint64 entry_id = 0;

    g_assert(store->in_transaction);
    if (form->number > 0 && (entry_id = store_entry_id(store, edition, form->number, error)) == 0)
        return FALSE;
    return form->id ? update_form(store, form, entry_id, error)
                    : insert_form(store, edition, form, entry_id, error);
}

/* ---- readings ---- */

static void reading_free(gpointer reading)
{
    members_clear(reading_members, reading);
    g_free(reading);
}

GPtrArray *store_readings(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "readings", error);
    g_autoptr(GPtrArray) readings = g_ptr_array_new_with_free_func(reading_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    plan = plan_members(query, reading_members);
    while (query_next(query, error)) {
        Reading *reading = g_new0(Reading, 1);

        query_read(query, plan, reading);
        g_ptr_array_add(readings, reading);
    }
    return query_done(query) ? g_steal_pointer(&readings) : NULL;
}

gboolean store_put_reading(Store *store, const Reading *reading, GError **error)
{
    g_autoptr(Query) query = query_open(store, "reading-put", error);

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_members(query, reading_members, reading);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

GPtrArray *store_texts_without_reading(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "texts-without-reading", error);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    while (query_next(query, error))
        g_ptr_array_add(texts, g_strdup(query_text(query, "text")));
    return query_done(query) ? g_steal_pointer(&texts) : NULL;
}

/* ---- versions, other editions ---- */

gboolean store_note_versions(Store *store, const char *edition, gint64 now_us, GError **error)
{
    g_autoptr(Query) query = query_open(store, "versions-add", error);

    g_assert(store->in_transaction);
    if (!query)
        return FALSE;
    query_bind_text(query, ":edition", edition);
    query_bind_int(query, ":now", now_us);
    if (!query_run(query, error))
        return FALSE;
    if (query_changed(query))
        store_revise(store);
    return TRUE;
}

static void elsewhere_free(gpointer work)
{
    members_clear(elsewhere_members, work);
    g_free(work);
}

GPtrArray *store_works_elsewhere(Store *store, const char *edition, GError **error)
{
    g_autoptr(Query) query = query_open(store, "works-elsewhere", error);
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(elsewhere_free);
    g_autoptr(Plan) plan = NULL;

    if (!query)
        return NULL;
    query_bind_text(query, ":edition", edition);
    plan = plan_members(query, elsewhere_members);
    while (query_next(query, error)) {
        WorkElsewhere *work = g_new0(WorkElsewhere, 1);

        query_read(query, plan, work);
        g_ptr_array_add(works, work);
    }
    return query_done(query) ? g_steal_pointer(&works) : NULL;
}
