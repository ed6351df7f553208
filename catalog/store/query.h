/* catalog/store/query.h
 *
 * One statement of statements.sql, and how values travel between it and our structs: by name. A parameter
 * `:title` and a column `title` belong to the member called title in a table of Members (or of FactFields),
 * so that no statement and no struct is spelled out twice. Internal to this folder.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/store/store.h"

#include <sqlite3.h>
#include <stddef.h>

/* What a member is in C, and so in the catalogue. */
typedef enum {
    MEMBER_TEXT,   /* char *, owned; NULL */
    MEMBER_BYTES,  /* char *, owned: not always UTF-8, kept as a BLOB */
    MEMBER_INT64,  /* gint64 */
    MEMBER_KNOWN,  /* gint64; FACT_UNKNOWN is NULL */
    MEMBER_INT,    /* int, gboolean */
    MEMBER_STATUS, /* the enumerations, by slug */
    MEMBER_FILE_KIND,
    MEMBER_OUTCOME,
    MEMBER_VERDICT,
    MEMBER_DECISION_KIND,
} MemberKind;

typedef struct {
    const char *name; /* NULL ends a table */
    MemberKind kind;
    gsize offset;
} Member;

#define MEMBER(type, member, kind)                                                                           \
    {                                                                                                        \
#member, kind, offsetof(type, member)                                                                \
    }

typedef struct {
    Store *store;
    sqlite3_stmt *statement;
    int state; /* of the last step */
    gboolean is_open;
} Query;

/* Prepared once and kept by the store; g_autoptr gives it back, without values. A name that is not in
 * statements.sql is a bug and aborts. The same query cannot be open twice. NULL: the catalogue cannot be
 * read. */
Query *query_open(Store *store, const char *name, GError **error);
void query_close(Query *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Query, query_close)

void query_bind_int(Query *query, const char *parameter, gint64 value);
void query_bind_id(Query *query, const char *parameter, gint64 id); /* 0 is NULL */
void query_bind_text(Query *query, const char *parameter,
                     const char *text); /* borrowed until the query is closed */
void query_bind_members(Query *query, const Member *members,
                        gconstpointer row); /* those it has parameters for */
void query_bind_facts(Query *query, const FactGroup *group, gconstpointer values); /* all of them */

/* Goes to the next row. FALSE: no more, or it failed; query_done() tells. */
gboolean query_next(Query *query, GError **error);
gboolean query_done(const Query *query);
/* Runs a statement to its end. */
gboolean query_run(Query *query, GError **error);
/* Runs a statement that returns one number, or none (0). FALSE where it failed. */
gboolean query_number(Query *query, gint64 *number, GError **error);
/* Whether the last query_run() changed any row. */
gboolean query_changed(const Query *query);

/* Which column goes into which member: made once a query, used for each row. */
typedef GArray Plan;
Plan *plan_members(const Query *query, const Member *members); /* columns without a member are left alone */
Plan *plan_facts(const Query *query, const FactGroup *group);  /* every field has a column */
void plan_free(Plan *plan);                                    /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* The row must hold nothing owned yet. */
void query_read(const Query *query, const Plan *plan, gpointer row);
/* The one column of that name. */
gint64 query_int(const Query *query, const char *column);
const char *query_text(const Query *query, const char *column); /* borrowed until the next step */

/* Folds the row into a digest that begins as zeros: XXH3-128 of the one before and of each column's type, length and bytes. */
void query_digest(const Query *query, guint64 digest[2]);

void members_clear(const Member *members, gpointer row); /* frees what they own */

/* statements.sql taken apart: name → text, both owned. */
GHashTable *statements_parse(const char *sql);
