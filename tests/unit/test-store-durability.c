/* What happens to the catalogue when others are at work, the power goes, the disk fills or a stranger's hand
 * was in it. */
#include "store_fixture.h"

#define NOBODY 65534

static char *const *own_steps(void)
{
    static char **steps;

    if (!steps)
        steps = schema_steps();
    return steps;
}

static Store *open_with(const Contest *dir, StoreMode mode, Journal journal, gint64 wait_us, GError **error)
{
    return store_open_with(dir, mode, &(StoreOptions){ journal, wait_us, own_steps() }, error);
}

static void make_catalogue(const Contest *dir)
{
    g_autoptr(Store) store = begun(dir);

    put_film(store, "a.mp4");
    commit(store);
}

static void assert_refused(const Contest *dir, StoreMode mode, StoreError code)
{
    g_autoptr(GBytes) before = contest_bytes(dir, STORE_FILE);
    g_autoptr(GBytes) after = NULL;
    g_autoptr(GError) error = NULL;
    Store *store = store_open(dir, mode, &error);

    g_assert_null(store);
    g_assert_error(error, STORE_ERROR, (int)code);
    after = contest_bytes(dir, STORE_FILE);
    g_assert_true(before == after || g_bytes_equal(before, after));
}

static guint works_read(const Contest *dir)
{
    g_autoptr(Store) store = opened(dir, STORE_READ);
    g_autoptr(GPtrArray) works = works_of(store, EDITION);

    return works->len;
}

static gboolean file_is_there(const Contest *dir, const char *name)
{
    g_autofree char *path = contest_file(dir, name);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* ---- what lies there ---- */

static void a_folder_without_a_catalogue_is_absent_to_readers(void)
{
    g_autoptr(Contest) dir = contest_new();

    assert_refused(dir, STORE_READ, STORE_ERROR_ABSENT);
    g_assert_false(file_is_there(dir, STORE_FILE));
}

static void a_folder_that_is_not_there_is_an_error(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autofree char *nowhere = contest_file(dir, "nowhere");

    assert_refused(nowhere, STORE_READ, STORE_ERROR_ABSENT);
    assert_refused(nowhere, STORE_WRITE, STORE_ERROR_FAILED);
}

static void another_programs_database_is_refused_untouched(void)
{
    const char *const others[] = { "CREATE TABLE t (x)", "PRAGMA application_id = 1; CREATE TABLE t (x)",
                                   "PRAGMA user_version = 1",
                                   "PRAGMA journal_mode = WAL; CREATE TABLE t (x)" };

    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(Contest) dir = contest_new();

        run_sql(dir, others[i]);
        assert_refused(dir, STORE_WRITE, STORE_ERROR_FOREIGN);
        assert_refused(dir, STORE_READ, STORE_ERROR_FOREIGN);
    }
}

static void a_newer_catalogue_is_refused_untouched(void)
{
    g_autoptr(Contest) dir = contest_new();

    make_catalogue(dir);
    run_sql(dir, "PRAGMA user_version = 999");
    assert_refused(dir, STORE_WRITE, STORE_ERROR_FOREIGN);
    assert_refused(dir, STORE_READ, STORE_ERROR_FOREIGN);
}

static void rubbish_is_damage_and_stays(void)
{
    g_autofree char *long_rubbish = g_strnfill(20000, 'x');
    const char *const rubbish[] = { "", "x", "SQLite format 3", long_rubbish };

    for (gsize i = 0; i < G_N_ELEMENTS(rubbish); i++) {
        g_autoptr(Contest) dir = contest_new();

        contest_write(dir, STORE_FILE, rubbish[i], strlen(rubbish[i]));
        assert_refused(dir, STORE_READ, STORE_ERROR_DAMAGED);
        assert_refused(dir, STORE_WRITE, STORE_ERROR_DAMAGED);
    }
}

static void a_catalogue_cut_short_anywhere_is_damage_and_stays(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GBytes) whole = NULL;

    make_catalogue(dir);
    whole = contest_bytes(dir, STORE_FILE);
    for (gsize i = 0; i < 8; i++) {
        contest_write(dir, STORE_FILE, g_bytes_get_data(whole, NULL), g_bytes_get_size(whole) * i / 8);
        assert_refused(dir, STORE_WRITE, STORE_ERROR_DAMAGED);
        assert_refused(dir, STORE_READ, STORE_ERROR_DAMAGED);
    }
}

static void a_run_stops_at_damage_inside(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GBytes) whole = NULL;
    g_autofree char *bytes = NULL;
    g_autoptr(Store) store = NULL;
    g_autoptr(GError) error = NULL;

    make_catalogue(dir);
    whole = contest_bytes(dir, STORE_FILE);
    bytes = g_memdup2(g_bytes_get_data(whole, NULL), g_bytes_get_size(whole));
    memset(bytes + g_bytes_get_size(whole) - 3 * 4096, 0x55, 4096); /* a page that opening does not look at */
    contest_write(dir, STORE_FILE, bytes, g_bytes_get_size(whole));
    store = opened(dir, STORE_WRITE);
    begin(store);
    g_assert_false(store_look_over(store, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DAMAGED);
}

static void a_lost_database_is_not_begun_anew_beside_its_journal(void)
{
    g_autoptr(Contest) dir = contest_new();

    contest_write(dir, STORE_FILE "-wal", "something", 9);
    assert_refused(dir, STORE_WRITE, STORE_ERROR_DAMAGED);
    g_assert_false(file_is_there(dir, STORE_FILE));
}

static void a_catalogue_half_made_is_made_again(void)
{
    g_autoptr(Contest) dir = contest_new();

    contest_write(dir, STORE_FILE ".new", "half", 4);
    make_catalogue(dir);
    g_assert_cmpuint(works_read(dir), ==, 1);
    g_assert_false(file_is_there(dir, STORE_FILE ".new"));
}

/* ---- the schema ---- */

#define STEP_1                                                                                               \
    "PRAGMA application_id = 1885954414; CREATE TABLE one (x INTEGER) STRICT; INSERT INTO one VALUES (1); "  \
    "PRAGMA user_version = 1;"
#define STEP_2 "UPDATE one SET x = x + 1; ALTER TABLE one ADD COLUMN y TEXT; PRAGMA user_version = 2;"
#define STEP_2_BROKEN                                                                                        \
    "UPDATE one SET x = 100; CREATE TABLE two (x); INSERT INTO nowhere VALUES (1); PRAGMA user_version = 2;"

static gboolean open_at(const Contest *dir, StoreMode mode, char *const *steps, GError **error)
{
    Store *store = store_open_with(dir, mode, &(StoreOptions){ JOURNAL_WAL, 0, steps }, error);
    gboolean good = store != NULL;

    store_close(store);
    return good;
}

static void steps_are_taken_once_and_in_order(void)
{
    char *const old[] = { (char *)STEP_1, NULL };
    char *const new[] = { (char *)STEP_1, (char *)STEP_2, NULL };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(open_at(dir, STORE_WRITE, old, &error));
    g_assert_false(open_at(dir, STORE_READ, new, &error)); /* a reader cannot bring it up to date */
    g_assert_error(error, STORE_ERROR, STORE_ERROR_OLDER);
    g_clear_error(&error);
    for (int i = 0; i < 3; i++)
        g_assert_true(open_at(dir, STORE_WRITE, new, &error));
    g_assert_true(open_at(dir, STORE_READ, new, &error));
    g_assert_cmpint(number_by_sql(dir, "SELECT x FROM one"), ==, 2);
    g_assert_cmpint(number_by_sql(dir, "PRAGMA user_version"), ==, 2);
    g_assert_false(open_at(dir, STORE_WRITE, old, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FOREIGN);
}

static void a_step_that_fails_leaves_the_old_schema(void)
{
    char *const old[] = { (char *)STEP_1, NULL };
    char *const broken[] = { (char *)STEP_1, (char *)STEP_2_BROKEN, NULL };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(open_at(dir, STORE_WRITE, old, &error));
    g_assert_false(open_at(dir, STORE_WRITE, broken, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    g_assert_cmpint(number_by_sql(dir, "SELECT x FROM one"), ==, 1);
    g_assert_cmpint(number_by_sql(dir, "PRAGMA user_version"), ==, 1);
    g_assert_cmpint(number_by_sql(dir, "SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), ==, 0);
}

/* Of the catalogue as it was before: it still is. */
static void assert_no_copy_is_left(const Contest *contest_dir)
{
    g_autofree char *folder = g_build_filename(contest_dir, STORE_BACKUPS, NULL);
    g_autoptr(GDir) copies = g_dir_open(folder, 0, NULL);

    g_assert_nonnull(copies);
    g_assert_null(g_dir_read_name(copies));
}

static void of_several_steps_none_is_taken_where_one_fails(void)
{
    char *const old[] = { (char *)STEP_1, NULL };
    char *const broken[] = { (char *)STEP_1, (char *)STEP_2, (char *)STEP_2_BROKEN, NULL };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(open_at(dir, STORE_WRITE, old, &error));
    g_assert_false(open_at(dir, STORE_WRITE, broken, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    g_assert_cmpint(number_by_sql(dir, "SELECT x FROM one"), ==, 1);
    g_assert_cmpint(number_by_sql(dir, "PRAGMA user_version"), ==, 1);
    assert_no_copy_is_left(dir);
}

static void opening_for_writing_changes_no_byte(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GBytes) before = NULL;
    g_autoptr(GBytes) after = NULL;

    make_catalogue(dir);
    before = contest_bytes(dir, STORE_FILE);
    for (int i = 0; i < 3; i++)
        store_close(opened(dir, STORE_WRITE));
    after = contest_bytes(dir, STORE_FILE);
    g_assert_true(g_bytes_equal(before, after));
}

/* ---- others at work ---- */

static void a_reader_sees_the_old_state_until_the_commit(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) writer = NULL;

    make_catalogue(dir);
    writer = opened(dir, STORE_WRITE);
    begin(writer);
    put_film(writer, "b.mp4");
    g_assert_cmpuint(works_read(dir), ==, 1);
    commit(writer);
    g_assert_cmpuint(works_read(dir), ==, 2);
}

static void a_reader_keeps_the_state_it_first_saw(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) reader = NULL;
    g_autoptr(Store) writer = NULL;
    g_autoptr(GPtrArray) works = NULL;
    gint64 revision;

    make_catalogue(dir);
    reader = opened(dir, STORE_READ);
    revision = revision_of(reader);
    writer = opened(dir, STORE_WRITE);
    begin(writer);
    put_film(writer, "b.mp4");
    commit(writer);
    store_close(g_steal_pointer(&writer)); /* the journal is in use: closing does not wait for the reader */
    g_assert_cmpint(revision_of(reader), ==, revision);
    works = works_of(reader, EDITION);
    g_assert_cmpuint(works->len, ==, 1);
    g_assert_cmpuint(works_read(dir), ==, 2);
}

static int add_one_film(const Contest *dir)
{
    g_autoptr(Store) store = begun(dir);
    g_autofree char *path = g_strdup_printf("%d.mp4", (int)getpid());

    put_film(store, path);
    commit(store);
    return 0;
}

static void writers_wait_for_each_other(void)
{
    enum { WRITERS = 8 };
    g_autoptr(Contest) dir = contest_new();

    for (int i = 0; i < WRITERS; i++) {
        pid_t child = fork();

        g_assert_cmpint(child, >=, 0);
        if (child == 0)
            _exit(add_one_film(dir));
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = 0;

        wait(&status);
        g_assert_cmpint(status, ==, 0);
    }
    g_assert_cmpint(number_by_sql(dir, "SELECT count(*) FROM files"), ==, WRITERS);
    g_assert_cmpint(number_by_sql(dir, "SELECT max(number) FROM entries"), ==, WRITERS);
}

static void a_writer_gives_up_when_another_keeps_on(void)
{
    g_autoptr(Contest) dir = contest_new();
    G_GNUC_UNUSED g_autoptr(Store) writer = opened(dir, STORE_WRITE);
    g_autoptr(GError) error = NULL;

    g_assert_null(open_with(dir, STORE_WRITE, JOURNAL_WAL, 50000, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_BUSY);
}

static void the_second_run_is_refused_and_told_who_is_at_work(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Lock) lock = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *pid = g_strdup_printf("(%d)", (int)getpid());

    lock = lock_run(dir, "nightly", &error);
    g_assert_no_error(error);
    g_assert_null(lock_run(dir, "gallery", &error));
    g_assert_error(error, LOCK_ERROR, LOCK_ERROR_HELD);
    g_assert_nonnull(strstr(error->message, "nightly ("));
    g_assert_nonnull(strstr(error->message, pid));
    g_clear_error(&error);
    lock_free(g_steal_pointer(&lock));
    lock = lock_run(dir, "gallery", &error);
    g_assert_no_error(error);
}

static int hold_and_die(const Contest *dir)
{
    Lock *lock = lock_run(dir, "index", NULL);
    Store *store = lock ? store_open(dir, STORE_WRITE, NULL) : NULL;

    if (store)
        raise(SIGKILL);
    return 1;
}

static void locks_end_with_their_holder(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Lock) lock = NULL;
    g_autoptr(GError) error = NULL;
    int status = in_child(dir, hold_and_die, 0);

    g_assert_true(WIFSIGNALED(status));
    lock = lock_run(dir, "index", &error);
    g_assert_no_error(error);
    store_close(opened(dir, STORE_WRITE));
}

static void a_program_that_is_started_does_not_keep_the_locks(void)
{
    const char *const argv[] = { "sleep", "60", NULL };
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Lock) lock = lock_run(dir, "index", NULL);
    g_autoptr(GError) error = NULL;
    GPid child = 0;

    g_assert_true(
        g_spawn_async(NULL, (char **)argv, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL,
                      NULL, &child, &error));
    lock_free(g_steal_pointer(&lock));
    /* Until it is started it is a copy of this process, locks and all. */
    lock = lock_take(dir, "run.lock", "index", 30 * G_USEC_PER_SEC, &error);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    g_assert_no_error(error);
}

/* Somebody who has the lock and does not say who it is yet, or no longer. */
static int locked_without_a_name(const char *path)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    g_assert_cmpint(fcntl(fd, F_OFD_SETLK, &whole), ==, 0);
    return fd;
}

static gpointer write_a_name_later(gpointer fd)
{
    const char *text = "nightly\n4711\nhost\n1700000000\n";

    g_usleep(100 * 1000);
    g_assert_cmpint(pwrite(GPOINTER_TO_INT(fd), text, strlen(text), 0), ==, (gssize)strlen(text));
    return NULL;
}

static gpointer let_go_later(gpointer fd)
{
    g_usleep(100 * 1000);
    close(GPOINTER_TO_INT(fd));
    return NULL;
}

static void a_holder_that_has_only_just_begun_is_named(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autofree char *path = contest_file(dir, "run.lock");
    g_autoptr(GError) error = NULL;
    int fd = locked_without_a_name(path);
    GThread *holder = g_thread_new("holder", write_a_name_later, GINT_TO_POINTER(fd));

    g_assert_null(lock_run(dir, "gallery", &error));
    g_thread_join(holder);
    close(fd);
    g_assert_error(error, LOCK_ERROR, LOCK_ERROR_HELD);
    g_assert_nonnull(strstr(error->message, "nightly (4711"));
}

static void after_a_holder_that_is_about_to_end_it_is_our_turn(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autofree char *path = contest_file(dir, "run.lock");
    g_autoptr(GError) error = NULL;
    GThread *holder = g_thread_new("holder", let_go_later, GINT_TO_POINTER(locked_without_a_name(path)));
    g_autoptr(Lock) lock = lock_run(dir, "gallery", &error);

    g_thread_join(holder);
    g_assert_no_error(error);
}

static void a_lock_file_with_anything_in_it_is_only_a_lock_file(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Lock) lock = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = contest_file(dir, "run.lock");

    lock = lock_run(dir, "index", &error);
    for (const char *const *text =
             (const char *const[]){ "", "\xff\xff", "\n\n\n\n\n\n",
                                    "a\x1b[31m\n-1\nhost\n99999999999999999999\n", NULL };
         *text; text++) {
        int fd = open(path, O_WRONLY | O_TRUNC); /* written in place: it is the file that is locked */

        g_assert_cmpint(write(fd, *text, strlen(*text)), ==, (gssize)strlen(*text));
        close(fd);
        g_assert_null(lock_run(dir, "gallery", &error));
        g_assert_error(error, LOCK_ERROR, LOCK_ERROR_HELD);
        g_assert_null(strchr(error->message, '\x1b'));
        g_clear_error(&error);
    }
}

static void a_lock_that_cannot_be_made_is_another_error(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(lock_run("/nowhere/at/all", "index", &error));
    g_assert_error(error, LOCK_ERROR, LOCK_ERROR_FAILED);
}

/* ---- who may only read ---- */

static int read_one_work(const Contest *dir)
{
    g_autoptr(Store) store = store_open(dir, STORE_READ, NULL);
    g_autoptr(GPtrArray) works = store ? store_works(store, EDITION, NULL) : NULL;

    return works && works->len == 1 ? 0 : 1;
}

/* As somebody who may write neither the folder nor anything in it. */
static void assert_readable_to_others(const Contest *dir)
{
    if (geteuid() == 0) {
        g_assert_cmpint(in_child(dir, read_one_work, NOBODY), ==, 0);
        return;
    }
    g_assert_cmpint(g_chmod(dir, 0555), ==, 0);
    g_assert_cmpint(in_child(dir, read_one_work, 0), ==, 0);
    g_assert_cmpint(g_chmod(dir, 0755), ==, 0);
}

static void others_can_read_after_a_clean_end(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GBytes) journal = NULL;

    make_catalogue(dir);
    journal = contest_bytes(dir, STORE_FILE "-wal");
    g_assert_nonnull(journal); /* kept, and empty */
    g_assert_cmpuint(g_bytes_get_size(journal), ==, 0);
    assert_readable_to_others(dir);
    g_assert_cmpuint(works_read(dir), ==, 1); /* a reader that could does not tidy it away */
    assert_readable_to_others(dir);
}

static void others_can_read_while_a_writer_is_at_work(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) writer = NULL;

    make_catalogue(dir);
    writer = opened(dir, STORE_WRITE);
    begin(writer);
    put_film(writer, "b.mp4");
    assert_readable_to_others(dir);
}

static int commit_and_die(const Contest *dir)
{
    Store *store = begun(dir);

    put_film(store, "a.mp4");
    commit(store);
    raise(SIGKILL);
    return 0;
}

static void others_can_read_after_kill_9(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GBytes) journal = NULL;

    g_assert_true(WIFSIGNALED(in_child(dir, commit_and_die, 0)));
    journal = contest_bytes(dir, STORE_FILE "-wal");
    g_assert_cmpuint(g_bytes_get_size(journal), >, 0); /* all there is is in it */
    assert_readable_to_others(dir);
    g_assert_cmpuint(works_read(dir), ==, 1);
    store_close(opened(dir, STORE_WRITE));
    assert_readable_to_others(dir);
}

static void a_reader_cannot_be_made_to_write(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) reader = NULL;

    make_catalogue(dir);
    reader = opened(dir, STORE_READ);
    g_assert_cmpint(sqlite3_exec(reader->db, "DELETE FROM files", NULL, NULL, NULL), ==, SQLITE_READONLY);
}

/* ---- ends of the world ---- */

static int put_and_die(const Contest *dir)
{
    Store *store = begun(dir);

    sqlite3_exec(store->db, "PRAGMA cache_size = 1", NULL, NULL,
                 NULL); /* so that pages reach the disk before the commit */
    for (int i = 0; i < 200; i++) {
        g_autofree char *path = g_strdup_printf("%d.mp4", i);
        put_film(store, path);
    }
    raise(SIGKILL);
    return 0;
}

static void what_was_not_committed_never_was(void)
{
    for (Journal journal = JOURNAL_WAL; journal <= JOURNAL_ROLLBACK; journal++) {
        g_autoptr(Contest) dir = contest_new();
        g_autoptr(GError) error = NULL;

        make_catalogue(dir);
        store_close(open_with(dir, STORE_WRITE, journal, 0, &error));
        g_assert_no_error(error);
        g_assert_true(WIFSIGNALED(in_child(dir, put_and_die, 0)));
        store_close(
            open_with(dir, STORE_WRITE, journal, 0, &error)); /* mends what a rollback journal leaves */
        g_assert_no_error(error);
        g_assert_cmpuint(works_read(dir), ==, 1);
        g_assert_cmpint(number_by_sql(dir, "SELECT next_number FROM editions"), ==, 2);
    }
}

static void what_is_closed_uncommitted_never_was(void)
{
    g_autoptr(Contest) dir = contest_new();
    Store *store;

    make_catalogue(dir);
    store = opened(dir, STORE_WRITE);
    begin(store);
    put_film(store, "b.mp4");
    store_close(store);
    g_assert_cmpuint(works_read(dir), ==, 1);
}

static gboolean put_films(Store *store, int n, GError **error)
{
    for (int i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf("%d.mp4", i);
        g_autoptr(FileRow) row = film(path);

        if (!store_put_file(store, EDITION, row, error))
            return FALSE;
    }
    return TRUE;
}

static void a_catalogue_that_may_not_grow_keeps_its_old_state(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = NULL;
    g_autoptr(GError) error = NULL;

    make_catalogue(dir);
    store = opened(dir, STORE_WRITE);
    sqlite3_exec(store->db, "PRAGMA max_page_count = 1", NULL, NULL, NULL); /* SQLite says the disk is full */
    begin(store);
    g_assert_false(put_films(store, 1000, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FULL);
    g_assert_nonnull(strstr(error->message, "the disk is full"));
    g_clear_error(&error);
    g_assert_false(store_commit(store, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FAILED);
    g_assert_cmpuint(works_read(dir), ==, 1);
}

static int fill_the_disk(const Contest *dir)
{
    struct rlimit limit = { 200 * 1024, 200 * 1024 };
    g_autoptr(Store) store = begun(dir);
    g_autoptr(GError) error = NULL;

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    if (put_films(store, 2000, &error) && store_commit(store, &error))
        return 1;
    return error->code == STORE_ERROR_FAILED ? 0 : 2;
}

static void a_write_that_fails_leaves_the_old_state(void)
{
    g_autoptr(Contest) dir = contest_new();

    make_catalogue(dir);
    g_assert_cmpint(in_child(dir, fill_the_disk, 0), ==, 0);
    g_assert_cmpuint(works_read(dir), ==, 1);
    g_assert_cmpint(in_child(dir, add_one_film, 0), ==, 0);
    g_assert_cmpuint(works_read(dir), ==, 2);
}

/* ---- the journal ---- */

static void file_systems_of_a_network_get_a_rollback_journal(void)
{
    g_assert_cmpint(journal_for_file_system(0x6969), ==, JOURNAL_ROLLBACK);     /* NFS */
    g_assert_cmpint(journal_for_file_system(0xFF534D42), ==, JOURNAL_ROLLBACK); /* CIFS */
    g_assert_cmpint(journal_for_file_system(0x65735546), ==, JOURNAL_ROLLBACK); /* FUSE */
    g_assert_cmpint(journal_for_file_system(0xEF53), ==, JOURNAL_WAL);          /* ext4 */
    g_assert_cmpint(journal_for_file_system(0x9123683E), ==, JOURNAL_WAL);      /* btrfs */
    g_assert_cmpint(journal_for_file_system(0x58465342), ==, JOURNAL_WAL);      /* XFS */
}

static void a_rollback_journal_serves_as_well(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = open_with(dir, STORE_WRITE, JOURNAL_ROLLBACK, 0, &error);

    g_assert_no_error(error);
    begin(store);
    put_edition(store, EDITION);
    put_film(store, "a.mp4");
    commit(store);
    assert_readable_to_others(dir);
    store_close(g_steal_pointer(&store));
    g_assert_false(file_is_there(dir, STORE_FILE "-wal"));
    assert_readable_to_others(dir);
}

static void a_catalogue_that_moves_to_a_network_drive_and_back_changes_its_journal(void)
{
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(GError) error = NULL;

    make_catalogue(dir);
    store_close(open_with(dir, STORE_WRITE, JOURNAL_ROLLBACK, 0, &error));
    g_assert_no_error(error);
    g_assert_false(file_is_there(dir, STORE_FILE "-wal"));
    g_assert_cmpuint(works_read(dir), ==, 1);
    store_close(opened(dir, STORE_WRITE));
    g_assert_true(file_is_there(dir, STORE_FILE "-wal"));
    g_assert_cmpuint(works_read(dir), ==, 1);
}

/* ---- the store behind itself ---- */

static guint open_descriptors(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    guint n = 0;

    while (g_dir_read_name(dir))
        n++;
    return n;
}

static void nothing_stays_open(void)
{
    g_autoptr(Contest) dir = contest_new();
    guint before;

    make_catalogue(dir);
    before = open_descriptors();
    for (int i = 0; i < 5; i++) {
        G_GNUC_UNUSED g_autoptr(Lock) lock = lock_run(dir, "index", NULL);

        g_assert_null(lock_run(dir, "index", NULL));
        store_close(opened(dir, STORE_WRITE));
        store_close(opened(dir, STORE_READ));
        g_assert_null(open_with("/nowhere", STORE_WRITE, JOURNAL_WAL, 0, NULL));
    }
    g_assert_cmpuint(open_descriptors(), ==, before);
}

static void a_run_without_news_leaves_only_its_row(void)
{
    const char *const rest =
        "SELECT (SELECT count(*) FROM runs) * 1000000 + (SELECT revision FROM revision) * 10000"
        " + (SELECT count(*) FROM verdicts) * 100 + (SELECT count(*) FROM notes)";
    g_autoptr(Contest) dir = contest_new();
    g_autoptr(Store) store = NULL;
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GError) error = NULL;
    RunRow run = { .command = (char *)"index", .ended_us = FACT_UNKNOWN };
    gint64 before;

    make_catalogue(dir);
    before = number_by_sql(dir, rest);
    store = opened(dir, STORE_WRITE);
    begin(store);
    put_edition(store, EDITION);
    g_assert_true(store_begin_run(store, &run, &error));
    files = files_of(store);
    put_file(store, files->pdata[0]);
    g_assert_true(store_end_run(store, &run, &error));
    commit(store);
    store_close(g_steal_pointer(&store));
    g_assert_cmpint(number_by_sql(dir, rest), ==, before + 1000000);
}

#define CASE(function)                                                                                       \
    {                                                                                                        \
#function, function                                                                                  \
    }

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    CASE(a_folder_without_a_catalogue_is_absent_to_readers),
    CASE(a_folder_that_is_not_there_is_an_error),
    CASE(another_programs_database_is_refused_untouched),
    CASE(a_newer_catalogue_is_refused_untouched),
    CASE(rubbish_is_damage_and_stays),
    CASE(a_catalogue_cut_short_anywhere_is_damage_and_stays),
    CASE(a_run_stops_at_damage_inside),
    CASE(a_lost_database_is_not_begun_anew_beside_its_journal),
    CASE(a_catalogue_half_made_is_made_again),
    CASE(steps_are_taken_once_and_in_order),
    CASE(a_step_that_fails_leaves_the_old_schema),
    CASE(of_several_steps_none_is_taken_where_one_fails),
    CASE(opening_for_writing_changes_no_byte),
    CASE(a_reader_sees_the_old_state_until_the_commit),
    CASE(a_reader_keeps_the_state_it_first_saw),
    CASE(writers_wait_for_each_other),
    CASE(a_writer_gives_up_when_another_keeps_on),
    CASE(the_second_run_is_refused_and_told_who_is_at_work),
    CASE(locks_end_with_their_holder),
    CASE(a_program_that_is_started_does_not_keep_the_locks),
    CASE(a_lock_file_with_anything_in_it_is_only_a_lock_file),
    CASE(a_holder_that_has_only_just_begun_is_named),
    CASE(after_a_holder_that_is_about_to_end_it_is_our_turn),
    CASE(a_lock_that_cannot_be_made_is_another_error),
    CASE(others_can_read_after_a_clean_end),
    CASE(others_can_read_while_a_writer_is_at_work),
    CASE(others_can_read_after_kill_9),
    CASE(a_reader_cannot_be_made_to_write),
    CASE(what_was_not_committed_never_was),
    CASE(what_is_closed_uncommitted_never_was),
    CASE(a_catalogue_that_may_not_grow_keeps_its_old_state),
    CASE(a_write_that_fails_leaves_the_old_state),
    CASE(file_systems_of_a_network_get_a_rollback_journal),
    CASE(a_rollback_journal_serves_as_well),
    CASE(a_catalogue_that_moves_to_a_network_drive_and_back_changes_its_journal),
    CASE(nothing_stays_open),
    CASE(a_run_without_news_leaves_only_its_row),
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sentence = g_strdelimit(g_strdup(cases[i].name), "_", ' ');
        g_autofree char *path = g_strdup_printf("/store-durability/%s", sentence);

        g_test_add_func(path, cases[i].run);
    }
    return g_test_run();
}
