#include "catalog/gallery/output.h"
#include "tests/gallery/contest.h"
#include "tests/unit/folders.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77
#define GIB     ((gint64)1 << 30)

/* ---- a contest, and a folder beside it ---- */

typedef struct {
    Contest *contest;
    char *around, *folder;
    OutputPlan plan;                    /* as it was announced */
    guint too_large, unreached, silent; /* how many works were told of */
    gint64 written;                     /* as it was told last */
    Work *broken_between;               /* loses its title between the plan and the writing; NULL: none */
} Carried;

static void carried_clear(Carried *carried)
{
    folder_remove(carried->around);
    contest_free(carried->contest);
    g_free(carried->around);
    g_free(carried->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Carried, carried_clear)

static Carried carried_new(void)
{
    Carried carried = { .contest = contest_new(), .around = folder_new() };

    carried.folder = g_build_filename(carried.around, "stick", NULL);
    return carried;
}

static gboolean on_announce(const OutputPlan *plan, gpointer user)
{
    Carried *carried = user;

    carried->written = 0;
    carried->plan = *plan;
    carried->too_large = plan->too_large->len;
    carried->unreached = plan->unreached->len;
    carried->silent = plan->silent->len;
    if (carried->broken_between)
        g_clear_pointer(&carried->broken_between->title, g_free);
    return TRUE;
}

static void on_progress(gint64 written, gint64 total, gpointer user)
{
    Carried *carried = user;

    g_assert_cmpint(written, >=, carried->written);
    g_assert_cmpint(written, <=, total);
    g_assert_cmpint(total, ==, carried->plan.new_bytes);
    carried->written = written;
}

static GalleryParams params_of(Carried *carried)
{
    GalleryParams params = contest_params(carried->contest);

    params.output = carried->folder;
    params.announce = on_announce;
    params.progress = on_progress;
    params.output_user = carried;
    return params;
}

static GalleryResult write_with(const GalleryParams *params)
{
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;

    gallery_write(params, &result, &error);
    g_assert_no_error(error);
    g_clear_pointer(&result.path, g_free);
    return result;
}

static GalleryResult carry(Carried *carried)
{
    const GalleryParams params = params_of(carried);

    return write_with(&params);
}

static void assert_refused(const GalleryParams *params, int code)
{
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;

    g_assert_false(gallery_write(params, &result, &error));
    g_assert_error(error, GALLERY_ERROR, code);
}

static char *path_in(const Carried *carried, const char *path)
{
    return g_build_filename(carried->folder, path, NULL);
}

static gboolean has(const Carried *carried, const char *path)
{
    g_autofree char *file = path_in(carried, path);

    return g_file_test(file, G_FILE_TEST_EXISTS);
}

static struct stat status_of(const Carried *carried, const char *path)
{
    g_autofree char *file = path_in(carried, path);
    struct stat status;

    g_assert_cmpint(lstat(file, &status), ==, 0);
    return status;
}

static char *read_of(const Carried *carried, const char *path)
{
    g_autofree char *file = path_in(carried, path);
    g_autoptr(GError) error = NULL;
    char *text = NULL;

    g_file_get_contents(file, &text, NULL, &error);
    g_assert_no_error(error);
    return text;
}

typedef void (*Visit)(const char *path, const struct stat *status, gpointer data);

static void each_file(const char *folder, Visit visit, gpointer data)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat status;

        g_assert_cmpint(lstat(path, &status), ==, 0);
        if (S_ISDIR(status.st_mode))
            each_file(path, visit, data);
        else
            visit(path, &status, data);
    }
}

/* Each file of MANIFEST is there with the bytes that it says. */
static void assert_whole(const Carried *carried)
{
    g_autofree char *manifest = read_of(carried, "MANIFEST");
    g_auto(GStrv) lines = g_strsplit(strstr(manifest, "\n\n") + 2, "\n", -1);

    for (char **line = lines; *line && **line; line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 3);
        g_autofree char *text = read_of(carried, words[2]);
        g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

        if (g_str_has_prefix(words[0], "sha256:"))
            g_assert_cmpstr(words[0] + strlen("sha256:"), ==, hash);
        g_assert_cmpint(g_ascii_strtoll(words[1], NULL, 10), ==, (gint64)strlen(text));
    }
}

/* ---- names ---- */

static void names_that_some_file_system_refuses_are_known(void)
{
    static const char *const good[] = { "index.html",    "w/0001.html", "m/00ff-p1.mp4",
                                        "u/高新区.html", "console/x",   "c/_/index.html" };
    static const char *const bad[] = { "",           "c/con/index.html",
                                       "c/AUX/x",    "nul.html",
                                       "c/Lpt1.txt", "a/",
                                       "/a",         "a//b",
                                       "../a",       ".hidden",
                                       "a.",         "a ",
                                       "a:b",        "a?b",
                                       "a\\b",       "a\nb",
                                       "a|b",        "\xFF" };

    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(output_path_is_portable(good[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(output_path_is_portable(bad[i]));
}

static void names_that_differ_in_case_only_are_refused(void)
{
    g_auto(Carried) carried = carried_new();
    g_autoptr(GString) bytes = g_string_new("x");
    g_autoptr(GError) error = NULL;
    g_autoptr(Output) output = output_open(carried.folder, NULL);

    g_assert_true(output_put(output, "u/a.html", bytes, NULL));
    g_assert_true(output_put(output, "u/a.html", bytes, NULL));
    g_assert_false(output_put(output, "u/A.html", bytes, &error));
    g_assert_error(error, GALLERY_ERROR, GALLERY_ERROR_NAME);
    g_assert_cmpstr(error->message, ==, "u/A.html");
    g_assert_false(has(&carried, "")); /* and nothing was made */
}

/* ---- writing ---- */

static void check_file(const char *path, const struct stat *status, gpointer data)
{
    const char *folder = data;

    g_assert_true(S_ISREG(status->st_mode));
    g_assert_cmpuint(status->st_nlink, ==, 1);
    g_assert_true(output_path_is_portable(path + strlen(folder) + 1));
    g_assert_false(g_str_has_suffix(path, ".part") || g_str_has_suffix(path, ".new"));
}

static void everything_is_a_file_of_its_own(void)
{
    g_auto(Carried) carried = carried_new();
    Work *work = contest_add(carried.contest, "juqing", "片", "单位");

    work_add_strip(carried.contest, work);
    work_add_caption(work, NULL, "chi");
    work_add_proxy(carried.contest, contest_add(carried.contest, "jishi", "片", "单位"));
    carry(&carried);
    each_file(carried.folder, check_file, carried.folder);
    assert_whole(&carried);
    g_assert_true(has(&carried, "m/0000000000000000000000009e3779b9.mp4"));
    g_assert_true(has(&carried, "m/0000000000000000000000013c6ef372-p1.mp4"));
    g_assert_false(contest_has(carried.contest, "index.html")); /* nothing in the contest folder */
}

static void what_will_be_written_is_told_before(void)
{
    g_auto(Carried) carried = carried_new();
    g_autofree char *manifest = NULL;
    guint lines = 0;

    contest_add(carried.contest, "juqing", "片", NULL);
    carry(&carried);
    manifest = read_of(&carried, "MANIFEST");
    for (const char *c = strstr(manifest, "\n\n") + 2; *c; c++)
        lines += *c == '\n';
    g_assert_cmpuint(carried.plan.files, ==, lines);
    g_assert_cmpuint(carried.plan.new_files, ==, lines);
    g_assert_cmpint(carried.plan.new_bytes, ==, carried.plan.bytes);
    g_assert_cmpint(carried.plan.needed_bytes, >, carried.plan.bytes);
    g_assert_cmpint(carried.plan.free_bytes, >, carried.plan.needed_bytes);
    g_assert_cmpint(carried.written, ==, carried.plan.bytes);
}

static void films_that_will_not_play_are_told_of(void)
{
    g_auto(Carried) carried = carried_new();
    const Work *gone = contest_add(carried.contest, "juqing", "不在", NULL);
    g_autofree char *film = g_build_filename(gone->root, gone->path, NULL);

    g_assert_cmpint(g_unlink(film), ==, 0);
    work_set_video(contest_add(carried.contest, "juqing", "放不了", NULL), "mov", "prores", "Standard");
    contest_add(carried.contest, "juqing", "正常", NULL);
    carry(&carried);
    g_assert_cmpuint(carried.unreached, ==, 1);
    g_assert_cmpuint(carried.silent, ==, 1);
    g_assert_cmpuint(carried.too_large, ==, 0);
}

static void a_later_run_writes_what_changed_and_removes_what_is_gone(void)
{
    g_auto(Carried) carried = carried_new();
    g_autofree char *theirs = path_in(&carried, "notes of the jury.txt");
    struct stat kept, film;
    Work *work;

    contest_add(carried.contest, "juqing", "一", NULL);
    contest_add(carried.contest, "juqing", "二", NULL);
    work = contest_add(carried.contest, "jishi", "三", NULL);
    carry(&carried);
    kept = status_of(&carried, "w/0001.html");
    film = status_of(&carried, "m/0000000000000000000000009e3779b9.mp4");
    g_assert_true(g_file_set_contents(theirs, "x", -1, NULL));

    g_assert_true(carry(&carried).unchanged);
    carried.contest->revision.revision++;
    work->status = STATUS_WITHDRAWN; /* long gone, and no longer shown */
    g_assert_false(carry(&carried).unchanged);
    g_assert_cmpint(status_of(&carried, "w/0001.html").st_ino, ==, kept.st_ino);
    g_assert_cmpint(status_of(&carried, "m/0000000000000000000000009e3779b9.mp4").st_ino, ==, film.st_ino);
    g_assert_false(has(&carried, "w/0003.html"));
    g_assert_false(has(&carried, "m/000000000000000000000001daa66d2b.mp4"));
    g_assert_true(has(&carried, "notes of the jury.txt"));
    g_assert_cmpuint(carried.plan.new_files, <, carried.plan.files);
    assert_whole(&carried);
}

static void folders_of_others_are_left_alone(void)
{
    g_auto(Carried) carried = carried_new();
    GalleryParams params = params_of(&carried);
    g_autofree char *published = contest_path(carried.contest, "gallery");
    g_autofree char *nowhere = path_in(&carried, "in/nowhere");

    contest_add(carried.contest, "juqing", "片", NULL);
    folder_write(carried.folder, "holiday.jpg", "x");
    assert_refused(&params, GALLERY_ERROR_TAKEN);
    g_assert_false(has(&carried, "MANIFEST"));
    contest_publish(carried.contest);
    params.output = published; /* its films are those that were handed in */
    assert_refused(&params, GALLERY_ERROR_TAKEN);
    params.output = nowhere;
    assert_refused(&params, GALLERY_ERROR_ABSENT);
}

static void a_gallery_for_another_audience_or_contest_is_left_alone(void)
{
    g_auto(Carried) carried = carried_new();
    GalleryParams params = params_of(&carried);

    contest_add(carried.contest, "juqing", "片", NULL);
    carry(&carried);
    params.audience = AUDIENCE_PUBLIC;
    assert_refused(&params, GALLERY_ERROR_OTHER);
    params.audience = AUDIENCE_REVIEW;
    params.catalogue_id = "another";
    assert_refused(&params, GALLERY_ERROR_OTHER);
    assert_whole(&carried);
}

/* ---- what goes wrong ---- */

static void fail_between(Carried *carried, Work *work)
{
    const GalleryParams params = params_of(carried);
    g_autofree char *title = g_strdup(work->title);
    g_autoptr(GError) error = NULL;
    GalleryResult result = { 0 };

    carried->broken_between = work;
    g_assert_false(gallery_write(&params, &result, &error));
    g_assert_nonnull(error);
    carried->broken_between = NULL;
    work->title = g_steal_pointer(&title);
}

static void an_interrupted_run_leaves_the_earlier_gallery_whole(void)
{
    g_auto(Carried) carried = carried_new();
    Work *work;

    contest_add(carried.contest, "juqing", "一", NULL);
    contest_add(carried.contest, "juqing", "二", NULL);
    carry(&carried);
    carried.contest->revision.revision++;
    replace_text(&((Work *)g_ptr_array_index(carried.contest->works, 0))->title, "新的题名");
    work = contest_add(carried.contest, "jishi", "三", NULL);
    fail_between(&carried, work);
    g_assert_true(has(&carried, "MANIFEST.new"));
    assert_whole(&carried);

    carry(&carried);
    each_file(carried.folder, check_file, carried.folder);
    assert_whole(&carried);
    g_assert_true(has(&carried, "w/0003.html"));
}

static void a_first_run_that_was_interrupted_has_no_first_page_and_can_go_on(void)
{
    g_auto(Carried) carried = carried_new();
    Work *work;
    struct stat film;

    work = contest_add(carried.contest, "juqing", "一", NULL);
    g_autofree char *original = g_build_filename(work->root, work->path, NULL);
    g_assert_cmpint(truncate(original, 2 << 20), ==, 0); /* large enough to be trusted afterwards */
    work_take_stamp(work);
    fail_between(&carried, contest_add(carried.contest, "juqing", "二", NULL));
    g_assert_false(has(&carried, "index.html") || has(&carried, "MANIFEST"));
    film = status_of(&carried, "m/0000000000000000000000009e3779b9.mp4");

    carry(&carried);
    g_assert_true(has(&carried, "index.html"));
    g_assert_false(has(&carried, "MANIFEST.new"));
    g_assert_cmpint(status_of(&carried, "m/0000000000000000000000009e3779b9.mp4").st_ino, ==, film.st_ino);
}

static void what_an_unfinished_run_promised_and_nobody_wants_is_removed(void)
{
    g_auto(Carried) carried = carried_new();
    Work *work = contest_add(carried.contest, "juqing", "一", NULL);

    contest_add(carried.contest, "juqing", "二", NULL);
    fail_between(&carried, g_ptr_array_index(carried.contest->works, 1));
    g_assert_true(has(&carried, "m/0000000000000000000000009e3779b9.mp4"));
    work->status = STATUS_WITHDRAWN;
    carry(&carried);
    g_assert_false(has(&carried, "m/0000000000000000000000009e3779b9.mp4"));
    assert_whole(&carried);
}

/* A stick may come back from anywhere. */
static void a_list_or_link_of_somebody_else_leads_nowhere(void)
{
    g_auto(Carried) carried = carried_new();
    g_autofree char *precious = g_build_filename(carried.around, "precious", NULL);
    g_autofree char *elsewhere = g_build_filename(carried.around, "elsewhere", NULL);
    g_autofree char *manifest = path_in(&carried, "MANIFEST");
    g_autofree char *pages = path_in(&carried, "w");
    g_autofree char *moved = path_in(&carried, "w.old");
    g_autofree char *text = NULL, *longer = NULL;
    const GalleryParams params = params_of(&carried);

    contest_add(carried.contest, "juqing", "一", NULL);
    carry(&carried);
    folder_write(carried.around, "precious", "x");
    folder_write(elsewhere, "0001.html", "x");
    text = read_of(&carried, "MANIFEST");
    longer = g_strconcat(
        text, "sha256:00 1 ../precious\nsha256:00 1 x/../../precious\nsha256:00 1 w/0009.html\n", NULL);
    g_assert_true(g_file_set_contents(manifest, longer, -1, NULL));
    carried.contest->revision.revision++;
    carry(&carried);
    g_assert_true(g_file_test(precious, G_FILE_TEST_EXISTS));

    g_assert_cmpint(g_rename(pages, moved), ==, 0);
    g_assert_cmpint(symlink(elsewhere, pages), ==, 0);
    carried.contest->revision.revision++;
    replace_text(&((Work *)g_ptr_array_index(carried.contest->works, 0))->title, "新的题名");
    assert_refused(&params, GALLERY_ERROR_FAILED);
    g_autofree char *untouched = g_build_filename(elsewhere, "0001.html", NULL);
    g_autofree char *there = NULL;
    g_assert_true(g_file_get_contents(untouched, &there, NULL, NULL));
    g_assert_cmpstr(there, ==, "x");
}

/* ---- sizes ---- */

/* A film with holes: it takes no room where it lies. */
static Work *add_large(Carried *carried, gint64 size)
{
    Work *work = contest_add(carried->contest, "juqing", "长片", NULL);
    g_autofree char *film = g_build_filename(work->root, work->path, NULL);

    g_assert_cmpint(truncate(film, size), ==, 0);
    work_take_stamp(work);
    return work;
}

static void films_of_four_gib_stay_out_and_are_named(void)
{
    g_auto(Carried) carried = carried_new();

    add_large(&carried, 4 * GIB);
    work_add_proxy(carried.contest, add_large(&carried, 5 * GIB));
    carry(&carried);

    g_autofree char *without = read_of(&carried, "w/0001.html"), *with = read_of(&carried, "w/0002.html");
    g_assert_cmpuint(carried.too_large, ==, 2);
    g_assert_true(strstr(without, "影片过大"));
    g_assert_true(strstr(with, "-p1.mp4\""));
    g_assert_false(has(&carried, "m/0000000000000000000000009e3779b9.mp4"));
    g_assert_false(has(&carried, "m/0000000000000000000000013c6ef372.mp4"));
    contest_publish(carried.contest); /* in the contest folder they are links, and fine */
    g_assert_true(contest_has(carried.contest, "m/0000000000000000000000009e3779b9.mp4"));
}

/* In this process' own view of the file system; FALSE where that may not be had. */
static gboolean mount_small_disk(const char *path)
{
    return unshare(CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) == 0 &&
           mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", path, "tmpfs", 0, "size=4m") == 0;
}

static int write_to_small_disk(void)
{
    g_auto(Carried) carried = carried_new();
    const GalleryParams params = params_of(&carried);
    int result = SKIPPED;

    if (mount_small_disk(carried.around)) {
        add_large(&carried, 4 << 20);
        assert_refused(&params, GALLERY_ERROR_NO_SPACE);
        g_assert_cmpint(carried.plan.needed_bytes, >, 4 << 20);
        g_assert_cmpint(carried.plan.free_bytes, <=, 4 << 20);
        g_assert_false(has(&carried, ""));
        umount(carried.around);
        result = 0;
    }
    return result;
}

static void what_does_not_fit_is_not_begun(void)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit(write_to_small_disk());
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == SKIPPED)
        g_test_skip("a small disk cannot be mounted here");
    else
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add_func("/output/" name, function)
    CASE("names that some file system refuses are known", names_that_some_file_system_refuses_are_known);
    CASE("names that differ in case only are refused", names_that_differ_in_case_only_are_refused);
    CASE("everything is a file of its own", everything_is_a_file_of_its_own);
    CASE("what will be written is told before", what_will_be_written_is_told_before);
    CASE("films that will not play are told of", films_that_will_not_play_are_told_of);
    CASE("a later run writes what changed and removes what is gone",
         a_later_run_writes_what_changed_and_removes_what_is_gone);
    CASE("folders of others are left alone", folders_of_others_are_left_alone);
    CASE("a gallery for another audience or contest is left alone",
         a_gallery_for_another_audience_or_contest_is_left_alone);
    CASE("an interrupted run leaves the earlier gallery whole",
         an_interrupted_run_leaves_the_earlier_gallery_whole);
    CASE("a first run that was interrupted has no first page and can go on",
         a_first_run_that_was_interrupted_has_no_first_page_and_can_go_on);
    CASE("what an unfinished run promised and nobody wants is removed",
         what_an_unfinished_run_promised_and_nobody_wants_is_removed);
    CASE("a list or link of somebody else leads nowhere", a_list_or_link_of_somebody_else_leads_nowhere);
    CASE("films of 4 GiB stay out and are named", films_of_four_gib_stay_out_and_are_named);
    CASE("what does not fit is not begun", what_does_not_fit_is_not_begun);
    return g_test_run();
}
