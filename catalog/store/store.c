#include "catalog/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define WRITE_LOCK         "write.lock"
#define WRITE_LOCK_WAIT_US (10 * G_USEC_PER_SEC)

/* Only a moment's work can be in the way: a reader that recovers the journal, or, with a rollback journal,
 * one that reads. */
#define BUSY_MS 10000

/* A new catalogue grows under this name, so that STORE_FILE is there whole or not at all. */
#define STORE_FILE_NEW STORE_FILE ".new"

G_DEFINE_QUARK(pianmu - store - error, store_error)

/* ---- errors ---- */

static const struct {
    int result; /* SQLite's, primary */
    StoreError code;
    const char *words; /* NULL: SQLite's own */
} failures[] = {
    { SQLITE_CORRUPT, STORE_ERROR_DAMAGED, "the catalogue is damaged; restore it from a backup" },
    { SQLITE_NOTADB, STORE_ERROR_DAMAGED,
      "the catalogue is damaged: this is no database; restore it from a backup" },
    { SQLITE_BUSY, STORE_ERROR_BUSY, "another program is using the catalogue" },
    { SQLITE_FULL, STORE_ERROR_FULL, "the disk is full" },
    { SQLITE_READONLY, STORE_ERROR_FAILED, "it cannot be written" },
};

gboolean sqlite_set_error(sqlite3 *db, const char *path, GError **error)
{
    int result = sqlite3_errcode(db) & 0xff;

    for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
        if (failures[i].result == result) {
            g_set_error(error, STORE_ERROR, failures[i].code, "%s: %s", path, failures[i].words);
            return FALSE;
        }
    }
    g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "%s: %s", path, sqlite3_errmsg(db));
    return FALSE;
}

gboolean store_fail(Store *store, GError **error)
{
    store->failed = TRUE;
    return sqlite_set_error(store->db, store->path, error);
}

gboolean store_refuse(Store *store, GError **error, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list values;

    va_start(values, format);
    message = g_strdup_vprintf(format, values);
    va_end(values);
    store->failed = TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "%s: %s", store->path, message);
    return FALSE;
}

/* ---- opening ---- */

static gboolean run_sql(sqlite3 *db, const char *path, const char *sql, GError **error)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || sqlite_set_error(db, path, error);
}

/* Nothing that lies in the file is trusted to be as we wrote it. */
static gboolean connection_harden(sqlite3 *db, const char *path, GError **error)
{
    sqlite3_busy_timeout(db, BUSY_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return run_sql(db, path, "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL", error);
}

sqlite3 *connection_open(const char *path, int flags, GError **error)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK)
        sqlite_set_error(db, path, error);
    else if (connection_harden(db, path, error))
        return db;
    sqlite3_close(db);
    return NULL;
}

gboolean sync_directory(const char *dir, const char *path, GError **error)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean synced = fd >= 0 && fsync(fd) == 0;

    if (!synced)
        g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return synced;
}

gboolean connection_fault(sqlite3 *db, const char *pragma, char **fault)
{
    sqlite3_stmt *statement = NULL;
    gboolean read = sqlite3_prepare_v2(db, pragma, -1, &statement, NULL) == SQLITE_OK &&
                    sqlite3_step(statement) == SQLITE_ROW;

    if (read && g_strcmp0((const char *)sqlite3_column_text(statement, 0), "ok") != 0)
        *fault = g_strdup((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return read;
}

/* Without its database a journal that holds something is all that is left of a catalogue. */
static gboolean journal_is_orphaned(const char *path, GError **error)
{
    for (const char *const *suffix = (const char *const[]){ "-wal", "-journal", NULL }; *suffix; suffix++) {
        g_autofree char *journal = g_strconcat(path, *suffix, NULL);
        GStatBuf info;

        if (g_stat(journal, &info) == 0 && info.st_size > 0) {
            g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                        "%s is gone, but its journal %s is there; restore it from a backup", path, journal);
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean create_as(const char *path, char *const *steps, GError **error)
{
    sqlite3 *db = connection_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
    gboolean made;

    if (!db)
        return FALSE;
    made = schema_upgrade(db, path, steps, 0, error);
    sqlite3_close(db);
    return made;
}

static gboolean store_create(const char *dir, const char *path, char *const *steps, GError **error)
{
    g_autofree char *temporary = g_build_filename(dir, STORE_FILE_NEW, NULL);

    if (journal_is_orphaned(path, error))
        return FALSE;
    g_unlink(temporary);
    if (!create_as(temporary, steps, error)) {
        g_unlink(temporary);
        return FALSE;
    }
    if (g_rename(temporary, path) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
        return FALSE;
    }
    return sync_directory(dir, path, error);
}

/* What an existing file is, by a connection that can change nothing. */
static gboolean identify(const char *path, char *const *steps, int *version, GError **error)
{
    sqlite3 *db = connection_open(path, SQLITE_OPEN_READONLY, error);
    gboolean known;

    if (!db)
        return FALSE;
    known = schema_identify(db, path, steps, version, error);
    sqlite3_close(db);
    return known;
}

static gboolean set_journal(Store *store, Journal journal, GError **error)
{
    int persist = 1;

    if (journal == JOURNAL_ROLLBACK)
        return run_sql(store->db, store->path, "PRAGMA journal_mode = DELETE", error);
    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
    return run_sql(store->db, store->path, "PRAGMA journal_mode = WAL", error);
}

static gboolean take_write_lock(Store *store, const char *dir, gint64 wait_us, GError **error)
{
    g_autoptr(GError) reason = NULL;

    store->write_lock = lock_take(dir, WRITE_LOCK, NULL, wait_us, &reason);
    if (store->write_lock)
        return TRUE;
    if (g_error_matches(reason, LOCK_ERROR, LOCK_ERROR_HELD))
        g_set_error(error, STORE_ERROR, STORE_ERROR_BUSY,
                    "%s: another program has been writing for 10 seconds; try again later", store->path);
    else
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_FAILED, reason->message);
    return FALSE;
}

static gboolean open_writing(Store *store, const char *dir, const StoreOptions *options, GError **error)
{
    g_autofree char *copy = NULL;
    int version = 0;

    if (!take_write_lock(store, dir, options->wait_us, error))
        return FALSE;
    if (!g_file_test(store->path, G_FILE_TEST_EXISTS) &&
        !store_create(dir, store->path, options->steps, error))
        return FALSE;
    if (!identify(store->path, options->steps, &version, error))
        return FALSE;
    if (options->steps[version] &&
        !(copy = backup_before_upgrade(dir, store->path, options->steps, version, error)))
        return FALSE;
    store->db = connection_open(store->path, SQLITE_OPEN_READWRITE, error);
    if (store->db && set_journal(store, options->journal, error) &&
        schema_upgrade(store->db, store->path, options->steps, version, error))
        return TRUE;
    if (copy)
        g_unlink(copy); /* the catalogue is what it was, and each further try would leave one more */
    return FALSE;
}

static gboolean open_reading(Store *store, const StoreOptions *options, GError **error)
{
    int version = 0;

    if (!g_file_test(store->path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_ABSENT,
                    "%s: there is no catalogue yet; 'pianmu index' makes it", store->path);
        return FALSE;
    }
    store->db = connection_open(store->path, SQLITE_OPEN_READONLY, error);
    if (!store->db || !schema_identify(store->db, store->path, options->steps, &version, error))
        return FALSE;
    if (options->steps[version]) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OLDER,
                    "%s was written by an older pianmu; 'pianmu index' brings it up to date", store->path);
        return FALSE;
    }
    /* Deferred: the first read chooses the state that all others see. */
    return run_sql(store->db, store->path, "BEGIN", error);
}

static void load_statements(Store *store)
{
    g_autoptr(GBytes) sql = store_resource("/pianmu/store/statements.sql");

    store->sql = statements_parse(g_bytes_get_data(sql, NULL));
}

static void query_free(gpointer data)
{
    Query *query = data;

    sqlite3_finalize(query->statement);
    g_free(query);
}

Store *store_open_with(const char *contest_dir, StoreMode mode, const StoreOptions *options, GError **error)
{
    g_autoptr(Store) store = g_new0(Store, 1);

    store->path = g_build_filename(contest_dir, STORE_FILE, NULL);
    store->queries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, query_free);
    store->row = g_byte_array_new();
    if (mode == STORE_WRITE ? !open_writing(store, contest_dir, options, error)
                            : !open_reading(store, options, error))
        return NULL;
    load_statements(store);
    return g_steal_pointer(&store);
}

Store *store_open(const char *contest_dir, StoreMode mode, GError **error)
{
    g_auto(GStrv) steps = schema_steps();
    StoreOptions options = { journal_for(contest_dir), WRITE_LOCK_WAIT_US, steps };

    return store_open_with(contest_dir, mode, &options, error);
}

/* Leaves an empty journal behind, so that whoever may only read finds nothing to do. Readers at work are not
 * waited for: the next writer gets another chance. */
static void checkpoint(Store *store)
{
    sqlite3_busy_timeout(store->db, 0);
    sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

void store_close(Store *store)
{
    if (!store)
        return;
    g_hash_table_unref(store->queries);
    g_byte_array_unref(store->row);
    if (store->db && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (store->db && store->write_lock)
        checkpoint(store);
    sqlite3_close(store->db);
    lock_free(store->write_lock);
    g_clear_pointer(&store->sql, g_hash_table_unref);
    g_free(store->path);
    g_free(store);
}

/* ---- transactions ---- */

gboolean store_begin(Store *store, GError **error)
{
    g_assert(store->write_lock && !store->in_transaction);
    if (sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_set_error(store->db, store->path, error);
    store->in_transaction = TRUE;
    store->revised = store->places_moved = store->failed = FALSE;
    return TRUE;
}

static gboolean raise_revision(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "revision-raise", error);

    if (!query)
        return FALSE;
    query_bind_int(query, ":now", g_get_real_time());
    return query_run(query, error);
}

static gboolean no_place_holds_two_files(Store *store, GError **error)
{
    g_autoptr(Query) query = query_open(store, "files-at-one-place", error);
    g_autofree char *path = NULL;

    if (!query)
        return FALSE;
    if (!query_next(query, error))
        return query_done(query);
    path = g_utf8_make_valid(query_text(query, "path"), -1);
    return store_refuse(store, error, "two files lie at one place: %s", path);
}

static gboolean try_commit(Store *store, GError **error)
{
    if (store->failed)
        return store_refuse(store, error, "nothing was written, since a part of it failed");
    if ((store->places_moved && !no_place_holds_two_files(store, error)) ||
        (store->revised && !raise_revision(store, error)))
        return FALSE;
    return run_sql(store->db, store->path, "COMMIT", error);
}

gboolean store_commit(Store *store, GError **error)
{
    gboolean committed;

    g_assert(store->in_transaction);
    committed = try_commit(store, error);
    store->in_transaction = FALSE;
    if (!committed && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return committed;
}

void store_revise(Store *store)
{
    store->revised = TRUE;
}

gboolean store_will_revise(const Store *store)
{
    return store->in_transaction && store->revised;
}

gboolean store_revision(Store *store, Revision *revision, GError **error)
{
    g_autoptr(Query) query = query_open(store, "revision", error);

    if (!query || !query_next(query, error))
        return FALSE;
    *revision = (Revision){ query_int(query, "revision"), query_int(query, "revised_us") };
    return TRUE;
}

/* ---- notes ---- */

char *store_get_note(Store *store, const char *name, GError **error)
{
    g_autoptr(Query) query = query_open(store, "note", error);

    if (!query)
        return NULL;
    query_bind_text(query, ":name", name);
    return query_next(query, error) ? g_strdup(query_text(query, "value")) : NULL;
}

gboolean store_put_note(Store *store, const char *name, const char *value, GError **error)
{
    g_autoptr(Query) query = query_open(store, value ? "note-put" : "note-drop", error);

    if (!query)
        return FALSE;
    g_assert(store->in_transaction);
    query_bind_text(query, ":name", name);
    if (value)
        query_bind_text(query, ":value", value);
    return query_run(query, error);
}
