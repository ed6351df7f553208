#include "catalog/store/store-resources.h"
#include "catalog/store/store_internal.h"

#define APPLICATION_ID 0x7069616E /* "pian" */

static const char *const step_files[] = { "/pianmu/store/schema-1.sql", "/pianmu/store/schema-2.sql",
                                          "/pianmu/store/schema-3.sql" };

GBytes *store_resource(const char *path)
{
    GBytes *bytes = g_resource_lookup_data(store_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    g_assert(bytes); /* built in */
    return bytes;
}

char **schema_steps(void)
{
    char **steps = g_new0(char *, G_N_ELEMENTS(step_files) + 1);

    for (gsize i = 0; i < G_N_ELEMENTS(step_files); i++) {
        g_autoptr(GBytes) sql = store_resource(step_files[i]);
        steps[i] = g_strdup(g_bytes_get_data(sql, NULL));
    }
    return steps;
}

static int read_pragma(sqlite3 *db, const char *sql, gint64 *value)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

    if (result == SQLITE_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        *value = sqlite3_column_int64(statement, 0);
        result = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return result;
}

gboolean schema_identify(sqlite3 *db, const char *path, char *const *steps, int *version, GError **error)
{
    int newest = (int)g_strv_length((char **)steps);
    gint64 application = 0, step = 0, pages = 0;

    if (read_pragma(db, "PRAGMA page_count", &pages) != SQLITE_OK ||
        read_pragma(db, "PRAGMA application_id", &application) != SQLITE_OK ||
        read_pragma(db, "PRAGMA user_version", &step) != SQLITE_OK)
        return sqlite_set_error(db, path, error);
    if (pages == 0) { /* ours are never empty: they come into being whole */
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                    "%s: the catalogue is damaged: the file is empty; restore it from a backup", path);
        return FALSE;
    }
    if (application != APPLICATION_ID || step < 1) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s is a database of another program, no catalogue of pianmu's; it was left as it is",
                    path);
        return FALSE;
    }
    if (step > newest) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s was written by a newer pianmu (its form is %d, this program knows up to %d); it was "
                    "left as it is",
                    path, (int)step, newest);
        return FALSE;
    }
    *version = (int)step;
    return TRUE;
}

static gboolean apply_steps(sqlite3 *db, char *const *steps, int version)
{
    gint64 reached = 0;

    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return FALSE;
    for (; steps[version]; version++) {
        if (sqlite3_exec(db, steps[version], NULL, NULL, NULL) != SQLITE_OK ||
            read_pragma(db, "PRAGMA user_version", &reached) != SQLITE_OK)
            return FALSE;
        g_assert(reached == version + 1); /* a step ends by saying which it is */
    }
    return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

gboolean schema_upgrade(sqlite3 *db, const char *path, char *const *steps, int version, GError **error)
{
    if (!steps[version] || apply_steps(db, steps, version))
        return TRUE;
    sqlite_set_error(db, path, error);
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return FALSE;
}
