/* Copies of the catalogue: whole, by themselves, for their owner alone, and never in another file's place. */
#include "store_fixture.h"

#include <utime.h>

static void make_catalogue(const Contest *dir)
{
    g_autoptr(Store) store = begun(dir);

    put_film(store, "a.mp4");
    commit(store);
}

static guint count_files(const char *folder)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    guint n = 0;

    while (files && g_dir_read_name(files))
        n++;
    return n;
}

static char *backups_of(const Contest *dir)
{
    return contest_file(dir, STORE_BACKUPS);
}

/* The name of the only file there that begins so; the caller's. */
static char *only_file(const char *folder, const char *prefix)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    char *found = NULL;

    for (const char *name; files && (name = g_dir_read_name(files));) {
        if (g_str_has_prefix(name, prefix)) {
            g_assert_null(found);
            found = g_build_filename(folder, name, NULL);
        }
    }
    g_assert_nonnull(found);
    return found;
}

/* Laid alone into a folder of its own, as whoever restores it does. */
static Contest *restored(const char *copy)
{
    Contest *dir = contest_new();
    g_autofree char *path = contest_file(dir, STORE_FILE);

    g_assert_cmpint(g_rename(copy, path), ==, 0);
    return dir;
}

static void a_copy_is_taken_while_another_writes_and_needs_nothing_beside_it(void)
{
    g_autoptr(Contest) dir = contest_new(), other = contest_new(), again = NULL;
    g_autofree char *path = contest_file(other, "copy.db");
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) writer = NULL, store = NULL;
    g_autoptr(GPtrArray) works = NULL;
    GStatBuf info;

    make_catalogue(dir);
    writer = opened(dir, STORE_WRITE);
    begin(writer);
    put_film(writer, "b.mp4");
    g_assert_true(store_backup(dir, path, &error));
    commit(writer);
    g_assert_cmpint(g_stat(path, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 07777, ==, 0600);
    g_assert_cmpuint(count_files(other), ==, 1);
    again = restored(path);
    store = opened(again, STORE_READ);
    works = works_of(store, EDITION);
    g_assert_cmpuint(works->len, ==, 1); /* as it was when the copy was begun */
    g_assert_cmpuint(count_files(again), ==, 1);
}

static void a_copy_takes_no_other_files_place(void)
{
    g_autoptr(Contest) dir = contest_new(), other = contest_new();
    g_autofree char *path = contest_file(other, "copy.db"), *link = contest_file(other, "link.db");
    g_autoptr(GBytes) after = NULL;
    g_autoptr(GError) error = NULL;

    make_catalogue(dir);
    contest_write(other, "copy.db", "mine", 4);
    g_assert_false(store_backup(dir, path, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_EXISTS);
    g_clear_error(&error);
    g_assert_cmpint(symlink("nowhere", link), ==, 0);
    g_assert_false(store_backup(dir, link, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_EXISTS);
    after = contest_bytes(other, "copy.db");
    g_assert_cmpmem(g_bytes_get_data(after, NULL), g_bytes_get_size(after), "mine", 4);
    g_assert_cmpuint(count_files(other), ==, 2);
}

static void a_copy_that_fails_leaves_nothing(void)
{
    g_autoptr(Contest) dir = contest_new(), other = contest_new();
    g_autofree char *path = contest_file(other, "copy.db"), *catalogue = contest_file(dir, STORE_FILE);
    g_autoptr(GError) error = NULL;

    g_assert_false(store_backup(dir, path, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_ABSENT);
    g_clear_error(&error);
    make_catalogue(dir);
    g_assert_cmpint(truncate(catalogue, 20000), ==, 0);
    g_assert_false(store_backup(dir, path, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DAMAGED);
    g_assert_cmpuint(count_files(other), ==, 0);
}

static void the_newest_seven_days_are_kept_and_nothing_else_is_touched(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autofree char *folder = backups_of(dir);
    g_autoptr(GPtrArray) names = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *killed = g_build_filename(folder, ".catalog-AbCdEf", NULL);
    GStatBuf info;

    make_catalogue(dir);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    for (int day = 1; day <= 9; day++) {
        g_autofree char *name = g_strdup_printf(STORE_BACKUPS "/catalog-2020-01-%02d.db", day);
        contest_write(dir, name, "old", 3);
    }
    contest_write(dir, STORE_BACKUPS "/before-step-3-20200101-000000.db", "old", 3);
    contest_write(dir, STORE_BACKUPS "/catalog-mine.db", "old", 3);
    contest_write(dir, STORE_BACKUPS "/.catalog-AbCdEf", "half", 4);  /* of a night that was killed */
    contest_write(dir, STORE_BACKUPS "/.catalog-GhIjKl", "young", 5); /* of somebody who is writing it now */
    g_assert_cmpint(g_utime(killed, &(struct utimbuf){ 1577836800, 1577836800 }), ==, 0);
    for (int night = 0; night < 2; night++)
        g_assert_true(store_snapshot(dir, &error));
    names = store_snapshots(dir);
    g_assert_cmpuint(names->len, ==, 7);
    g_assert_cmpstr(names->pdata[1], ==, "catalog-2020-01-09.db");
    g_assert_cmpstr(names->pdata[6], ==, "catalog-2020-01-04.db");
    g_assert_cmpuint(count_files(folder), ==, 10);
    g_assert_false(g_file_test(killed, G_FILE_TEST_EXISTS));
    g_autofree char *newest = g_build_filename(folder, names->pdata[0], NULL);
    g_assert_cmpint(g_stat(newest, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 07777, ==, 0600);
}

#define STEP_1                                                                                               \
    "PRAGMA application_id = 1885954414; CREATE TABLE one (x INTEGER) STRICT; INSERT INTO one VALUES (1); "  \
    "PRAGMA user_version = 1;"
#define STEP_2 "UPDATE one SET x = 2; PRAGMA user_version = 2;"

static gboolean open_at(const Contest *dir, char *const *steps, GError **error)
{
    Store *store = store_open_with(dir, STORE_WRITE, &(StoreOptions){ JOURNAL_WAL, 0, steps }, error);
    gboolean good = store != NULL;

    store_close(store);
    return good;
}

static void an_upgrade_leaves_a_copy_of_what_was(void)
{
    char *const old[] = { (char *)STEP_1, NULL }, *const new[] = { (char *)STEP_1, (char *)STEP_2, NULL };
    g_autoptr(Contest) dir = contest_new(), before = NULL;
    g_autofree char *folder = backups_of(dir), *copy = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(open_at(dir, old, &error));
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS)); /* a new catalogue has nothing to lose */
    for (int i = 0; i < 2; i++)
        g_assert_true(open_at(dir, new, &error));
    copy = only_file(folder, "before-step-2-");
    before = restored(copy);
    g_assert_cmpint(number_by_sql(before, "PRAGMA user_version"), ==, 1);
    g_assert_cmpint(number_by_sql(before, "SELECT x FROM one"), ==, 1);
    g_assert_cmpint(number_by_sql(dir, "SELECT x FROM one"), ==, 2);
}

static void an_upgrade_without_a_copy_does_not_happen(void)
{
    char *const old[] = { (char *)STEP_1, NULL }, *const new[] = { (char *)STEP_1, (char *)STEP_2, NULL };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(open_at(dir, old, &error));
    contest_write(dir, STORE_BACKUPS, "in the way", 10);
    g_assert_false(open_at(dir, new, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    g_assert_cmpint(number_by_sql(dir, "PRAGMA user_version"), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/backup/a copy is taken while another writes and needs nothing beside it",
                    a_copy_is_taken_while_another_writes_and_needs_nothing_beside_it);
    g_test_add_func("/backup/a copy takes no other file's place", a_copy_takes_no_other_files_place);
    g_test_add_func("/backup/a copy that fails leaves nothing", a_copy_that_fails_leaves_nothing);
    g_test_add_func("/backup/the newest seven days are kept and nothing else is touched",
                    the_newest_seven_days_are_kept_and_nothing_else_is_touched);
    g_test_add_func("/backup/an upgrade leaves a copy of what was", an_upgrade_leaves_a_copy_of_what_was);
    g_test_add_func("/backup/an upgrade without a copy does not happen",
                    an_upgrade_without_a_copy_does_not_happen);
    return g_test_run();
}
