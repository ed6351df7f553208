#include "indexer/intake/walk.h"
#include "tests/unit/folders.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const ignore[] = { "*.part", "Thumbs.db", "~$*", "@eaDir", NULL };

static char *paths_of(const Walk *self)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < self->files->len; i++) {
        const WalkedFile *file = self->files->pdata[i];
        g_string_append_printf(out, "%s%s", i ? " " : "", file->path);
    }
    return g_string_free(out, FALSE);
}

static NaturalPlace place_of_path(gconstpointer path)
{
    return (NaturalPlace){ "", path };
}

/* -1, 1: a sorts before, behind b. 0: they stay as they were. */
static int natural_compare(const char *a, const char *b)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new(), other = g_ptr_array_new();

    g_ptr_array_add(one, (gpointer)a);
    g_ptr_array_add(one, (gpointer)b);
    g_ptr_array_add(other, (gpointer)b);
    g_ptr_array_add(other, (gpointer)a);
    natural_sort(one, place_of_path);
    natural_sort(other, place_of_path);
    if (one->pdata[0] != other->pdata[0])
        return 0;
    return one->pdata[0] == a ? -1 : 1;
}

static void digits_sort_by_value(void)
{
    g_assert_cmpint(natural_compare("第2集.mp4", "第10集.mp4"), <, 0);
    g_assert_cmpint(natural_compare("第010集", "第10集"), !=, 0);
    g_assert_cmpint(natural_compare("a/z", "a b/a"), <, 0); /* a folder's content stays together */
    g_assert_cmpint(natural_compare("b", "a"), ==, 1);
    g_assert_cmpint(natural_compare("same", (char[]){ "same" }), ==, 0);
}

static NaturalPlace place_of_pair(gconstpointer pair)
{
    const char *const *words = pair;

    return (NaturalPlace){ words[0], words[1] };
}

static void what_lies_in_one_root_stays_together(void)
{
    const char *const pairs[][2] = { { "b", "1" }, { "a", "10" }, { "b", "1" }, { "a", "9" } };
    const int sorted[] = { 3, 1, 0, 2 };
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_ptr_array_add(all, (gpointer)pairs[i]);
    natural_sort(all, place_of_pair);
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_assert_true(all->pdata[i] == pairs[sorted[i]]);
}

static void two_spellings_of_a_name_are_two_names_side_by_side(void)
{
    /* é composed and decomposed */
    g_assert_cmpint(natural_compare("caf\u00E9", "cafe\u0301"), !=, 0);
    g_assert_cmpint(natural_compare("caf\u00E9", "cafe\u0301"), ==,
                    -natural_compare("cafe\u0301", "caf\u00E9"));
    g_assert_cmpint(natural_compare("cafe\u0301a", "caf\u00E9b"), <, 0);
}

static void files_come_in_natural_order_and_noise_is_left_out(void)
{
    g_autofree char *folder = folder_new();
    g_autoptr(Walk) self = NULL;
    g_autofree char *paths = NULL;

    folder_write(folder, "b/10.mp4", "x");
    folder_write(folder, "b/9.mp4", "x");
    folder_write(folder, "a.mp4", "x");
    folder_write(folder, ".hidden/c.mp4", "x");
    folder_write(folder, "b/d.mp4.part", "x");
    folder_write(folder, "b/THUMBS.DB", "x");
    folder_write(folder, "b/~$e.docx", "x");
    folder_write(folder, "@eaDir/f.mp4", "x");
    self = walk(folder, ignore);
    walk_sort(self);
    paths = paths_of(self);
    g_assert_cmpstr(paths, ==, "a.mp4 b/9.mp4 b/10.mp4");
    g_assert_cmpint(self->problems->len, ==, 0);
    folder_remove(folder);
}

/* Whether one file of this name is left out by one pattern. */
static gboolean is_left_out(const char *name, const char *pattern)
{
    const char *const patterns[] = { pattern, NULL };
    g_autofree char *folder = folder_new();
    g_autoptr(Walk) self = NULL;

    folder_write(folder, name, "x");
    self = walk(folder, patterns);
    folder_remove(folder);
    return self->files->len == 0;
}

static void patterns_are_the_shells_without_case(void)
{
    g_assert_true(is_left_out("a.TMP", "*.tmp"));
    g_assert_true(is_left_out("a.tmp", "*.TMP"));
    g_assert_true(is_left_out("old.mp4", "[no]ld*"));
    g_assert_true(is_left_out("take1", "take[0-9]"));
    g_assert_true(is_left_out("x", "?"));
    g_assert_true(is_left_out("~$a", "~$*"));
    g_assert_true(is_left_out("素材.mp4", "素材*"));
    g_assert_false(is_left_out("素材.mp4", "素*料.mp4"));
    g_assert_false(is_left_out("a.tmp2", "*.tmp"));
    g_assert_false(is_left_out("b.tmp", "a*"));
    g_assert_false(is_left_out("a", ""));
}

static void links_and_pipes_are_passed_over_and_said(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *link = g_build_filename(folder, "link.mp4", NULL);
    g_autofree char *loop = g_build_filename(folder, "loop", NULL);
    g_autofree char *pipe_path = g_build_filename(folder, "pipe.mp4", NULL);
    g_autoptr(Walk) self = NULL;

    g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
    g_assert_cmpint(symlink(folder, loop), ==, 0);
    g_assert_cmpint(mkfifo(pipe_path, 0600), ==, 0);
    self = walk(folder, ignore);
    walk_sort(self);
    g_assert_cmpint(self->files->len, ==, 0);
    g_assert_cmpint(self->problems->len, ==, 3);
    for (guint i = 0; i < self->problems->len; i++) {
        const WalkProblem *problem = self->problems->pdata[i];
        g_assert_cmpstr(problem->why, ==, WALK_NOT_REGULAR);
        g_assert_false(problem->unread);
    }
    folder_remove(folder);
}

static void an_absent_root_is_a_problem(void)
{
    g_autoptr(Walk) self = walk("/nonexistent/submissions", ignore);

    g_assert_cmpint(self->device, ==, -1);
    g_assert_cmpint(self->problems->len, ==, 1);
    g_assert_true(walk_is_blind_to(self, "anything"));
}

static void an_unreadable_folder_blinds_to_what_lies_below_it_only(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *shut = g_build_filename(folder, "shut", NULL);
    g_autoptr(Walk) self = NULL;

    if (geteuid() == 0) {
        g_test_skip("root may read every folder");
        return;
    }
    folder_write(folder, "shut/a.mp4", "x");
    folder_write(folder, "shutter/b.mp4", "x");
    g_assert_cmpint(g_chmod(shut, 0), ==, 0);
    self = walk(folder, ignore);
    walk_sort(self);
    g_assert_true(walk_is_blind_to(self, "shut/a.mp4"));
    g_assert_false(walk_is_blind_to(self, "shutter/b.mp4"));
    folder_remove(folder);
}

static void a_kind_is_known_by_the_extension(void)
{
    g_assert_cmpint(file_kind_of_name("片.mp4"), ==, FILE_WORK);
    g_assert_cmpint(file_kind_of_name("no extension"), ==, FILE_WORK);
    g_assert_cmpint(file_kind_of_name("报名表.DOCX"), ==, FILE_ATTACHMENT);
    g_assert_cmpint(file_kind_of_name("片.srt"), ==, FILE_ATTACHMENT);
    g_assert_cmpint(file_kind_of_name("全部.zip"), ==, FILE_ARCHIVE);
}

static void names_of_any_bytes_and_long_paths_are_walked(void)
{
    g_autofree char *folder = folder_new();
    g_autoptr(Walk) self = NULL;
    g_autoptr(GString) deep = g_string_new(NULL);

    for (int i = 0; i < 12; i++)
        g_string_append_printf(deep, "%s/", "很长的文件夹名很长的文件夹名很长的文件夹名很长的文件夹名");
    g_string_append(deep, "a.mp4");
    folder_write(folder, deep->str, "x");
    folder_write(folder, "\xD6\xD0\xCE\xC4.mp4", "x");
    folder_write(folder, "line\nfeed.mp4", "x");
    self = walk(folder, ignore);
    walk_sort(self);
    g_assert_cmpint(self->files->len, ==, 3);
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/walk/digits sort by value", digits_sort_by_value);
    g_test_add_func("/walk/what lies in one root stays together", what_lies_in_one_root_stays_together);
    g_test_add_func("/walk/two spellings of a name are two names side by side",
                    two_spellings_of_a_name_are_two_names_side_by_side);
    g_test_add_func("/walk/files come in natural order and noise is left out",
                    files_come_in_natural_order_and_noise_is_left_out);
    g_test_add_func("/walk/patterns are the shell's, without case", patterns_are_the_shells_without_case);
    g_test_add_func("/walk/links and pipes are passed over and said",
                    links_and_pipes_are_passed_over_and_said);
    g_test_add_func("/walk/an absent root is a problem", an_absent_root_is_a_problem);
    g_test_add_func("/walk/an unreadable folder blinds to what lies below it only",
                    an_unreadable_folder_blinds_to_what_lies_below_it_only);
    g_test_add_func("/walk/a kind is known by the extension", a_kind_is_known_by_the_extension);
    g_test_add_func("/walk/names of any bytes and long paths are walked",
                    names_of_any_bytes_and_long_paths_are_walked);
    return g_test_run();
}
