/* tests/unit/store_fixture.h
 *
 * A contest folder for a test of the store, and short ways to fill it. What fails, fails the test.
 */
#pragma once

#include "catalog/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define EDITION "2026"
#define CONTENT "00112233445566778899aabbccddeeff"

typedef char Contest; /* the path of its folder */

static inline Contest *contest_new(void)
{
    g_autoptr(GError) error = NULL;
    char *dir = g_dir_make_tmp("pianmu-store-XXXXXX", &error);

    g_assert_no_error(error);
    g_chmod(dir, 0755);
    return dir;
}

static inline void contest_remove_files(const char *dir)
{
    g_autoptr(GDir) files = g_dir_open(dir, 0, NULL);

    for (const char *name; files && (name = g_dir_read_name(files));) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        g_unlink(path);
    }
    g_rmdir(dir);
}

static inline void contest_free(Contest *dir)
{
    g_autofree char *backups = g_build_filename(dir, STORE_BACKUPS, NULL);

    contest_remove_files(backups);
    contest_remove_files(dir);
    g_free(dir);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contest, contest_free)

static inline char *contest_file(const Contest *dir, const char *name)
{
    return g_build_filename(dir, name, NULL);
}

static inline GBytes *contest_bytes(const Contest *dir, const char *name)
{
    g_autofree char *path = contest_file(dir, name);
    char *bytes = NULL;
    gsize length = 0;

    return g_file_get_contents(path, &bytes, &length, NULL) ? g_bytes_new_take(bytes, length) : NULL;
}

static inline void contest_write(const Contest *dir, const char *name, const char *bytes, gsize length)
{
    g_autofree char *path = contest_file(dir, name);

    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

static inline Store *opened(const Contest *dir, StoreMode mode)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(dir, mode, &error);

    g_assert_no_error(error);
    g_assert_nonnull(store);
    return store;
}

static inline void begin(Store *store)
{
    g_autoptr(GError) error = NULL;

    store_begin(store, &error);
    g_assert_no_error(error);
}

static inline void commit(Store *store)
{
    g_autoptr(GError) error = NULL;

    store_commit(store, &error);
    g_assert_no_error(error);
}

static inline void put_edition(Store *store, const char *edition)
{
    const StoreCategory categories[] = { { "juqing", "剧情", "Drama" }, { "jishi", "纪实", "Documentary" } };
    g_autoptr(GError) error = NULL;

    store_put_edition(store, edition, "第二届", "Second", categories, G_N_ELEMENTS(categories), &error);
    g_assert_no_error(error);
}

/* A writing store with an edition, in a transaction. */
static inline Store *begun(const Contest *dir)
{
    Store *store = opened(dir, STORE_WRITE);

    begin(store);
    put_edition(store, EDITION);
    return store;
}

static inline FileRow *film(const char *path)
{
    FileRow *row = file_row_new();

    row->number = -1;
    row->root = g_strdup("/srv/submissions");
    row->path = g_strdup(path);
    row->size = 612400000;
    row->modified_ns = 1700000000123456789;
    row->changed_ns = 1700000000987654321;
    row->device = 2049;
    row->inode = 123456;
    row->status = STATUS_OK;
    row->category = g_strdup("juqing");
    row->title = g_strdup("末班车");
    row->unit = g_strdup("城南分公司");
    row->kind = FILE_WORK;
    row->first_seen_us = 1700000001000000;
    return row;
}

static inline void put_file(Store *store, FileRow *row)
{
    g_autoptr(GError) error = NULL;

    store_put_file(store, EDITION, row, &error);
    g_assert_no_error(error);
}

/* The number it was given. */
static inline gint64 put_film(Store *store, const char *path)
{
    g_autoptr(FileRow) row = film(path);

    put_file(store, row);
    return row->number;
}

static inline GPtrArray *works_of(Store *store, const char *edition)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *works = store_works(store, edition, &error);

    g_assert_no_error(error);
    return works;
}

static inline GPtrArray *works_named(Store *store, gint64 number, const char *entry_no)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *works = store_works_named(store, EDITION, number, entry_no, &error);

    g_assert_no_error(error);
    return works;
}

static inline GPtrArray *works_for_pages_of(Store *store, const char *edition)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *works = store_works_for_pages(store, edition, &error);

    g_assert_no_error(error);
    return works;
}

static inline GPtrArray *files_of(Store *store)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *files = store_files(store, EDITION, &error);

    g_assert_no_error(error);
    return files;
}

static inline gint64 revision_of(Store *store)
{
    g_autoptr(GError) error = NULL;
    Revision revision = { 0 };

    store_revision(store, &revision, &error);
    g_assert_no_error(error);
    return revision.revision;
}

static inline Judgement *judgement_of(Verdict verdict, const char *measured)
{
    Judgement *judgement = judgement_new();
    Finding *length = judgement_add(judgement, "duration", OUTCOME_REJECT);

    judgement->verdict = verdict;
    judgement->rules_hash = g_strdup("abcd");
    length->required.in[LANGUAGE_ZH] = g_strdup("不超过 10 分钟");
    length->required.in[LANGUAGE_EN] = g_strdup("at most 10 minutes");
    length->measured.in[LANGUAGE_ZH] = g_strdup(measured);
    length->measured.in[LANGUAGE_EN] = g_strdup(measured);
    length->message.in[LANGUAGE_ZH] = g_strdup("超出 42 秒");
    length->message.in[LANGUAGE_EN] = g_strdup("42 s too long");
    judgement_add(judgement, "container", OUTCOME_PASS);
    return judgement;
}

static inline gboolean put_judgement(Store *store, gint64 number, const Judgement *judgement, gint64 run)
{
    g_autoptr(GError) error = NULL;
    gboolean changed = FALSE;

    store_put_judgement(store, EDITION, number, judgement, run, &changed, &error);
    g_assert_no_error(error);
    return changed;
}

/* Every field with a value of its own, so that two that are exchanged are found. */
static inline void fill_group(const FactGroup *group, gpointer values, int salt)
{
    int i = salt;

    for (const FactField *field = group->fields; field->name; field++, i++) {
        g_autofree char *text = g_strdup_printf("%s%d", field->name, i);

        if (field->kind == FACT_TEXT)
            fact_set_text(values, field, text);
        else
            fact_set_int(values, field, field->kind == FACT_BOOL ? 1 : field->max - i);
    }
}

static inline void assert_same_group(const FactGroup *group, gconstpointer a, gconstpointer b)
{
    for (const FactField *field = group->fields; field->name; field++) {
        if (field->kind == FACT_TEXT)
            g_assert_cmpstr(fact_text(a, field), ==, fact_text(b, field));
        else
            g_assert_cmpint(fact_int(a, field), ==, fact_int(b, field));
    }
}

/* One number out of the catalogue, past the store. */
static inline gint64 number_by_sql(const Contest *dir, const char *sql)
{
    g_autofree char *path = contest_file(dir, STORE_FILE);
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    gint64 number;

    g_assert_cmpint(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
    number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

static inline void run_sql(const Contest *dir, const char *sql)
{
    g_autofree char *path = contest_file(dir, STORE_FILE);
    sqlite3 *db = NULL;

    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
}

/* Does it in a process of its own, as another user if `user` is not 0, and gives its wait status. */
typedef int (*Doing)(const Contest *dir);

static inline int in_child(const Contest *dir, Doing doing, uid_t user)
{
    pid_t child = fork();
    int status = 0;

    g_assert_cmpint(child, >=, 0);
    if (child == 0)
        _exit(user && (setgid(user) != 0 || setuid(user) != 0) ? 99 : doing(dir));
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    return status;
}
