#include "catalog/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SNAPSHOTS_KEPT 7
#define SNAPSHOT_NAME  "catalog-%Y-%m-%d.db" /* so that the order of names is that of days */
#define UNFINISHED     ".catalog-"           /* with six characters behind it, beside what it becomes */

#define UNFINISHED_AGE_S (24 * 3600)

/* errno's, of the file that is being written. */
static gboolean fail(const char *path, GError **error)
{
    int saved = errno;

    g_set_error(error, STORE_ERROR,
                saved == ENOSPC || saved == EDQUOT ? STORE_ERROR_FULL
                : saved == EEXIST                  ? STORE_ERROR_EXISTS
                                                   : STORE_ERROR_FAILED,
                "%s: %s", path, g_strerror(saved));
    return FALSE;
}

/* VACUUM INTO rather than the pages as they lie: what comes out needs no write-ahead log beside it, so that it can be read from a folder that
 * nobody may write, and holds nothing of rows that were deleted. */
static gboolean vacuum_into(sqlite3 *db, const char *temporary, const char *path, GError **error)
{
    sqlite3_stmt *statement = NULL;
    gboolean good = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &statement, NULL) == SQLITE_OK &&
                    sqlite3_bind_text(statement, 1, temporary, -1, SQLITE_STATIC) == SQLITE_OK &&
                    sqlite3_step(statement) == SQLITE_DONE;

    if (!good)
        sqlite_set_error(db, path, error);
    sqlite3_finalize(statement);
    return good;
}

static gboolean write_copy(const char *from, char *const *steps, const char *temporary, const char *path,
                           GError **error)
{
    sqlite3 *db = connection_open(from, SQLITE_OPEN_READONLY, error);
    int version = 0;
    gboolean good;

    if (!db)
        return FALSE;
    good = schema_identify(db, from, steps, &version, error) && vacuum_into(db, temporary, path, error);
    sqlite3_close(db);
    return good;
}

/* A copy that nobody looked at is no copy. */
static gboolean check_copy(const char *temporary, const char *path, GError **error)
{
    sqlite3 *db = connection_open(temporary, SQLITE_OPEN_READONLY, error);
    g_autofree char *fault = NULL;
    gboolean read = db && connection_fault(db, "PRAGMA integrity_check(1)", &fault);

    if (db && !read)
        sqlite_set_error(db, path, error);
    else if (db && fault)
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED, "%s: the copy is damaged (%s)", path, fault);
    sqlite3_close(db);
    return read && !fault;
}

static gboolean flush(int fd, const char *path, GError **error)
{
    return fsync(fd) == 0 || fail(path, error);
}

/* Some network file systems know no exclusive renaming; the name was free a moment ago. */
static gboolean rename_to(const char *temporary, const char *path, gboolean replace)
{
    if (replace)
        return g_rename(temporary, path) == 0;
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return TRUE;
    return (errno == EINVAL || errno == ENOSYS) && access(path, F_OK) != 0 && g_rename(temporary, path) == 0;
}

static gboolean put_in_place(const char *temporary, const char *path, gboolean replace, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);

    return (rename_to(temporary, path, replace) || fail(path, error)) && sync_directory(folder, path, error);
}

static gboolean backup_write(const char *from, char *const *steps, const char *path, gboolean replace,
                             GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = g_build_filename(folder, UNFINISHED "XXXXXX", NULL);
    GStatBuf info;
    int fd;
    gboolean good;

    if (!replace && g_lstat(path, &info) == 0) {
        errno = EEXIST;
        return fail(path, error);
    }
    fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(path, error);
    good = write_copy(from, steps, temporary, path, error) && check_copy(temporary, path, error) &&
           flush(fd, path, error) && put_in_place(temporary, path, replace, error);
    close(fd);
    if (!good)
        g_unlink(temporary);
    return good;
}

gboolean store_backup(const char *contest_dir, const char *path, GError **error)
{
    g_autofree char *from = g_build_filename(contest_dir, STORE_FILE, NULL);
    g_auto(GStrv) steps = schema_steps();

    if (!g_file_test(from, G_FILE_TEST_EXISTS)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_ABSENT, "%s: there is no catalogue yet", from);
        return FALSE;
    }
    return backup_write(from, steps, path, FALSE, error);
}

/* ---- in the contest folder ---- */

/* For its owner alone: the catalogue holds people's addresses. */
static char *make_folder(const char *contest_dir, GError **error)
{
    g_autofree char *folder = g_build_filename(contest_dir, STORE_BACKUPS, NULL);

    if (g_mkdir(folder, 0700) == 0 || errno == EEXIST)
        return g_steal_pointer(&folder);
    fail(folder, error);
    return NULL;
}

static gboolean is_snapshot(const char *name)
{
    return strlen(name) == strlen("catalog-2026-03-01.db") && g_str_has_prefix(name, "catalog-2") &&
           g_str_has_suffix(name, ".db");
}

static int newest_first(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)b, *(const char *const *)a);
}

GPtrArray *store_snapshots(const char *contest_dir)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folder = g_build_filename(contest_dir, STORE_BACKUPS, NULL);
    g_autoptr(GDir) listing = g_dir_open(folder, 0, NULL);

    for (const char *name; listing && (name = g_dir_read_name(listing));) {
        if (is_snapshot(name))
            g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, newest_first);
    return names;
}

/* `made` stays even where the clock was set back and all others are newer. */
static void remove_older(const char *contest_dir, const char *folder, const char *made)
{
    g_autoptr(GPtrArray) names = store_snapshots(contest_dir);

    for (guint i = SNAPSHOTS_KEPT; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
        if (strcmp(names->pdata[i], made) != 0)
            g_unlink(path);
    }
}

/* Of a night that was killed; what somebody else is writing just now is younger. */
static void remove_unfinished(const char *folder)
{
    g_autoptr(GDir) listing = g_dir_open(folder, 0, NULL);
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;

    for (const char *name; listing && (name = g_dir_read_name(listing));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GStatBuf info;
        if (g_str_has_prefix(name, UNFINISHED) && g_stat(path, &info) == 0 &&
            now_s - (gint64)info.st_mtime > UNFINISHED_AGE_S)
            g_unlink(path);
    }
}

gboolean store_snapshot(const char *contest_dir, GError **error)
{
    g_autofree char *from = g_build_filename(contest_dir, STORE_FILE, NULL);
    g_autofree char *folder = make_folder(contest_dir, error);
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *name = g_date_time_format(now, SNAPSHOT_NAME);
    g_autofree char *path = g_build_filename(folder ? folder : "", name, NULL);
    g_auto(GStrv) steps = schema_steps();

    if (!folder)
        return FALSE;
    remove_unfinished(folder);
    if (!backup_write(from, steps, path, TRUE, error))
        return FALSE;
    remove_older(contest_dir, folder, name);
    return TRUE;
}

char *backup_before_upgrade(const char *contest_dir, const char *from, char *const *steps, int version,
                            GError **error)
{
    g_autofree char *folder = make_folder(contest_dir, error);
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *when = g_date_time_format(now, "%Y%m%d-%H%M%S");
    g_autofree char *name = g_strdup_printf("before-step-%d-%s.db", version + 1, when);
    g_autofree char *path = g_build_filename(folder ? folder : "", name, NULL);

    return folder && backup_write(from, steps, path, TRUE, error) ? g_steal_pointer(&path) : NULL;
}
