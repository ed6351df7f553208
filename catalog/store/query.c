#include "catalog/store/store_internal.h"

#include <string.h>
#include <xxhash.h>

#define NAME_MARK "-- name: "

GHashTable *statements_parse(const char *sql)
{
    GHashTable *statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) parts = g_strsplit(sql, "\n" NAME_MARK, -1);

    for (char **part = parts + 1; *part; part++) {
        char *text = strchr(*part, '\n');

        g_assert(text);
        g_hash_table_insert(statements, g_strndup(*part, (gsize)(text - *part)), g_strdup(text + 1));
    }
    return statements;
}

/* ---- running ---- */

static Query *query_prepare(Store *store, const char *name, GError **error)
{
    const char *sql = g_hash_table_lookup(store->sql, name);
    sqlite3_stmt *statement = NULL;
    Query *query;

    if (!sql)
        g_error("no statement is named '%s'", name);
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
        store_fail(store, error);
        return NULL;
    }
    query = g_new0(Query, 1);
    query->store = store;
    query->statement = statement;
    g_hash_table_insert(store->queries, g_strdup(name), query);
    return query;
}

Query *query_open(Store *store, const char *name, GError **error)
{
    Query *query = g_hash_table_lookup(store->queries, name);

    if (!query && !(query = query_prepare(store, name, error)))
        return NULL;
    g_assert(!query->is_open);
    query->is_open = TRUE;
    query->state = SQLITE_OK;
    return query;
}

void query_close(Query *query)
{
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
    query->is_open = FALSE;
}

gboolean query_next(Query *query, GError **error)
{
    query->state = sqlite3_step(query->statement);
    if (query->state == SQLITE_ROW)
        return TRUE;
    if (query->state != SQLITE_DONE)
        store_fail(query->store, error);
    return FALSE;
}

gboolean query_done(const Query *query)
{
    return query->state == SQLITE_DONE;
}

gboolean query_run(Query *query, GError **error)
{
    while (query_next(query, error))
        ;
    return query_done(query);
}

gboolean query_number(Query *query, gint64 *number, GError **error)
{
    gboolean found = query_next(query, error);

    if (!found && !query_done(query))
        return FALSE;
    *number = found ? sqlite3_column_int64(query->statement, 0) : 0;
    return TRUE;
}

gboolean query_changed(const Query *query)
{
    return sqlite3_changes64(query->store->db) > 0;
}

/* ---- values in ---- */

static int parameter_index(const Query *query, const char *parameter)
{
    int index = sqlite3_bind_parameter_index(query->statement, parameter);

    if (index == 0)
        g_error("no parameter %s in: %s", parameter, sqlite3_sql(query->statement));
    return index;
}

static void bind_text(const Query *query, int index, const char *text)
{
    sqlite3_bind_text(query->statement, index, text, -1, SQLITE_STATIC);
}

void query_bind_int(Query *query, const char *parameter, gint64 value)
{
    sqlite3_bind_int64(query->statement, parameter_index(query, parameter), value);
}

void query_bind_id(Query *query, const char *parameter, gint64 id)
{
    if (id != 0)
        query_bind_int(query, parameter, id);
}

void query_bind_text(Query *query, const char *parameter, const char *text)
{
    bind_text(query, parameter_index(query, parameter), text);
}

static void bind_member(const Query *query, int index, MemberKind kind, gconstpointer row, gsize offset)
{
    const char *text;
    gint64 value;

    switch (kind) {
    case MEMBER_TEXT:
        bind_text(query, index, G_STRUCT_MEMBER(char *, row, offset));
        break;
    case MEMBER_BYTES:
        text = G_STRUCT_MEMBER(char *, row, offset);
        if (text)
            sqlite3_bind_blob64(query->statement, index, text, strlen(text), SQLITE_STATIC);
        break;
    case MEMBER_INT64:
        sqlite3_bind_int64(query->statement, index, G_STRUCT_MEMBER(gint64, row, offset));
        break;
    case MEMBER_KNOWN:
        value = G_STRUCT_MEMBER(gint64, row, offset);
        if (value != FACT_UNKNOWN)
            sqlite3_bind_int64(query->statement, index, value);
        break;
    case MEMBER_INT:
        sqlite3_bind_int64(query->statement, index, G_STRUCT_MEMBER(int, row, offset));
        break;
    case MEMBER_STATUS:
        bind_text(query, index, status_slug(G_STRUCT_MEMBER(Status, row, offset)));
        break;
    case MEMBER_FILE_KIND:
        bind_text(query, index, file_kind_slug(G_STRUCT_MEMBER(FileKind, row, offset)));
        break;
    case MEMBER_OUTCOME:
        bind_text(query, index, outcome_slug(G_STRUCT_MEMBER(Outcome, row, offset)));
        break;
    case MEMBER_VERDICT:
        bind_text(query, index, verdict_slug(G_STRUCT_MEMBER(Verdict, row, offset)));
        break;
    case MEMBER_DECISION_KIND:
        bind_text(query, index, decision_kind_slug(G_STRUCT_MEMBER(DecisionKind, row, offset)));
        break;
    }
}

void query_bind_members(Query *query, const Member *members, gconstpointer row)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(query->statement); i++) {
        const char *name = sqlite3_bind_parameter_name(query->statement, i) + 1;

        for (const Member *member = members; member->name; member++) {
            if (strcmp(member->name, name) == 0)
                bind_member(query, i, member->kind, row, member->offset);
        }
    }
}

static MemberKind kind_of_field(const FactField *field)
{
    return field->kind == FACT_TEXT ? MEMBER_TEXT : MEMBER_KNOWN;
}

void query_bind_facts(Query *query, const FactGroup *group, gconstpointer values)
{
    for (const FactField *field = group->fields; field->name; field++) {
        g_autofree char *parameter = g_strconcat(":", field->name, NULL);

        bind_member(query, parameter_index(query, parameter), kind_of_field(field), values, field->offset);
    }
}

/* ---- values out ---- */

typedef struct {
    int column;
    MemberKind kind;
    gsize offset;
} PlanStep;

static void plan_add(Plan *plan, int column, MemberKind kind, gsize offset)
{
    PlanStep step = { column, kind, offset };

    g_array_append_val(plan, step);
}

void plan_free(Plan *plan)
{
    if (plan)
        g_array_unref(plan);
}

static int column_index(const Query *query, const char *name)
{
    for (int i = 0; i < sqlite3_column_count(query->statement); i++) {
        if (g_strcmp0(sqlite3_column_name(query->statement, i), name) == 0)
            return i;
    }
    g_error("no column %s in: %s", name, sqlite3_sql(query->statement));
}

Plan *plan_members(const Query *query, const Member *members)
{
    Plan *plan = g_array_new(FALSE, FALSE, sizeof(PlanStep));

    for (int i = 0; i < sqlite3_column_count(query->statement); i++) {
        for (const Member *member = members; member->name; member++) {
            if (g_strcmp0(member->name, sqlite3_column_name(query->statement, i)) == 0)
                plan_add(plan, i, member->kind, member->offset);
        }
    }
    return plan;
}

Plan *plan_facts(const Query *query, const FactGroup *group)
{
    Plan *plan = g_array_new(FALSE, FALSE, sizeof(PlanStep));

    for (const FactField *field = group->fields; field->name; field++)
        plan_add(plan, column_index(query, field->name), kind_of_field(field), field->offset);
    return plan;
}

/* sqlite3_value_blob() of a text is its UTF-8, without the copy that a NUL at its end would cost. */
static char *value_copy(sqlite3_value *value)
{
    gconstpointer bytes = sqlite3_value_blob(value);
    gsize length = (gsize)sqlite3_value_bytes(value);
    char *copy;

    if (!bytes && sqlite3_value_type(value) == SQLITE_NULL)
        return NULL;
    copy = g_malloc(length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

/* A slug that no table of ours has can only be a stranger's hand: it becomes the value that claims least. */
static void read_slug(const char *slug, MemberKind kind, gpointer row, gsize offset)
{
    if (kind == MEMBER_STATUS) {
        if (!status_from_slug(slug, &G_STRUCT_MEMBER(Status, row, offset)))
            G_STRUCT_MEMBER(Status, row, offset) = STATUS_PENDING;
    } else if (kind == MEMBER_FILE_KIND) {
        if (!file_kind_from_slug(slug, &G_STRUCT_MEMBER(FileKind, row, offset)))
            G_STRUCT_MEMBER(FileKind, row, offset) = FILE_ATTACHMENT;
    } else if (kind == MEMBER_OUTCOME) {
        if (!outcome_from_slug(slug, &G_STRUCT_MEMBER(Outcome, row, offset)))
            G_STRUCT_MEMBER(Outcome, row, offset) = OUTCOME_NOT_EVALUATED;
    } else if (kind == MEMBER_DECISION_KIND) {
        if (!decision_kind_from_slug(slug, &G_STRUCT_MEMBER(DecisionKind, row, offset)))
            G_STRUCT_MEMBER(DecisionKind, row, offset) = DECISION_NOTE;
    } else if (!slug || !verdict_from_slug(slug, &G_STRUCT_MEMBER(Verdict, row, offset))) {
        G_STRUCT_MEMBER(Verdict, row, offset) = VERDICT_NONE;
    }
}

static void read_member(sqlite3_value *value, const PlanStep *step, gpointer row)
{
    switch (step->kind) {
    case MEMBER_TEXT:
    case MEMBER_BYTES:
        G_STRUCT_MEMBER(char *, row, step->offset) = value_copy(value);
        break;
    case MEMBER_INT64:
        G_STRUCT_MEMBER(gint64, row, step->offset) = sqlite3_value_int64(value);
        break;
    case MEMBER_KNOWN:
        G_STRUCT_MEMBER(gint64, row, step->offset) =
            sqlite3_value_type(value) == SQLITE_NULL ? FACT_UNKNOWN : sqlite3_value_int64(value);
        break;
    case MEMBER_INT:
        G_STRUCT_MEMBER(int, row, step->offset) = sqlite3_value_int(value);
        break;
    case MEMBER_STATUS:
    case MEMBER_FILE_KIND:
    case MEMBER_OUTCOME:
    case MEMBER_VERDICT:
    case MEMBER_DECISION_KIND:
        read_slug((const char *)sqlite3_value_text(value), step->kind, row, step->offset);
        break;
    }
}

/* The values are SQLite's own, unprotected: right as long as a store stays with one thread. */
void query_read(const Query *query, const Plan *plan, gpointer row)
{
    for (guint i = 0; i < plan->len; i++) {
        const PlanStep *step = &g_array_index(plan, PlanStep, i);

        read_member(sqlite3_column_value(query->statement, step->column), step, row);
    }
}

gint64 query_int(const Query *query, const char *column)
{
    return sqlite3_column_int64(query->statement, column_index(query, column));
}

const char *query_text(const Query *query, const char *column)
{
    return (const char *)sqlite3_column_text(query->statement, column_index(query, column));
}

static void append_value(GByteArray *row, sqlite3_value *value)
{
    int type = sqlite3_value_type(value);
    gint64 number = type == SQLITE_INTEGER ? sqlite3_value_int64(value) : 0;
    gconstpointer bytes = type == SQLITE_INTEGER ? &number : sqlite3_value_blob(value);
    int head[] = { type, type == SQLITE_INTEGER ? (int)sizeof number : sqlite3_value_bytes(value) };

    g_byte_array_append(row, (const guint8 *)head, sizeof head);
    if (head[1] > 0)
        g_byte_array_append(row, bytes, (guint)head[1]);
}

void query_digest(const Query *query, guint64 digest[2])
{
    GByteArray *row = query->store->row;
    XXH128_hash_t sum;

    g_byte_array_set_size(row, 0);
    g_byte_array_append(row, (const guint8 *)digest, 2 * sizeof *digest);
    for (int i = 0; i < sqlite3_column_count(query->statement); i++)
        append_value(row, sqlite3_column_value(query->statement, i));
    sum = XXH3_128bits(row->data, row->len);
    digest[0] = sum.high64;
    digest[1] = sum.low64;
}

void members_clear(const Member *members, gpointer row)
{
    for (const Member *member = members; member->name; member++) {
        if (member->kind == MEMBER_TEXT || member->kind == MEMBER_BYTES)
            g_clear_pointer(&G_STRUCT_MEMBER(char *, row, member->offset), g_free);
    }
}
