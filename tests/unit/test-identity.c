#include "indexer/intake/content_queue.h"
#include "tests/unit/folders.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static FileStamp stamp_of(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat st;

    g_assert_cmpint(lstat(path, &st), ==, 0);
    return (FileStamp){ st.st_size, st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec, (gint64)st.st_dev,
                        (gint64)st.st_ino };
}

static char *content_of(const char *folder, const char *name)
{
    FileStamp stamp = stamp_of(folder, name);
    g_autoptr(GError) error = NULL;
    int fd = identity_open(folder, name, &stamp, &error);
    char *content;

    g_assert_no_error(error);
    content = identity_content(fd, stamp.size, &error);
    g_assert_no_error(error);
    close(fd);
    return content;
}

static void the_same_bytes_have_the_same_id_wherever_they_lie(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *first = NULL, *second = NULL, *third = NULL;

    folder_write(folder, "a.mp4", "film");
    folder_write(folder, "b/c.mp4", "film");
    folder_write(folder, "d.mp4", "films");
    first = content_of(folder, "a.mp4");
    second = content_of(folder, "b/c.mp4");
    third = content_of(folder, "d.mp4");
    g_assert_cmpuint(strlen(first), ==, CONTENT_ID_LENGTH);
    g_assert_cmpstr(first, ==, second);
    g_assert_cmpstr(first, !=, third);
    folder_remove(folder);
}

static void a_large_file_is_known_by_its_ends_and_sixteen_blocks(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *path = g_build_filename(folder, "large.mp4", NULL);
    g_autofree char *before = NULL, *head = NULL, *middle = NULL;
    int fd = g_open(path, O_RDWR | O_CREAT, 0600);

    g_assert_cmpint(ftruncate(fd, 64 * 1024 * 1024), ==, 0);
    before = content_of(folder, "large.mp4");
    g_assert_cmpint(pwrite(fd, "x", 1, 64 * 1024 * 1024 / 17 * 8 + 100), ==, 1);
    middle = content_of(folder, "large.mp4");
    g_assert_cmpint(pwrite(fd, "x", 1, 100), ==, 1);
    head = content_of(folder, "large.mp4");
    g_assert_cmpstr(before, !=, middle);
    g_assert_cmpstr(middle, !=, head);
    close(fd);
    folder_remove(folder);
}

static void a_file_that_changed_since_it_was_listed_is_refused(void)
{
    g_autofree char *folder = folder_new();
    g_autoptr(GError) error = NULL;
    FileStamp stamp;

    folder_write(folder, "a.mp4", "film");
    stamp = stamp_of(folder, "a.mp4");
    folder_write(folder, "a.mp4", "longer film");
    g_assert_cmpint(identity_open(folder, "a.mp4", &stamp, &error), ==, -1);
    g_assert_error(error, IDENTITY_ERROR, IDENTITY_ERROR_CHANGED);
    folder_remove(folder);
}

static void no_way_leads_out_of_the_root(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *root = g_build_filename(folder, "root", NULL);
    g_autofree char *link = g_build_filename(root, "link", NULL);
    g_autofree char *pipe_path = g_build_filename(root, "pipe.mp4", NULL);
    FileStamp stamp;

    folder_write(folder, "secret.mp4", "secret");
    folder_write(folder, "root/a.mp4", "film");
    stamp = stamp_of(folder, "secret.mp4");
    g_assert_cmpint(symlink("..", link), ==, 0);
    g_assert_cmpint(mkfifo(pipe_path, 0600), ==, 0);
    g_assert_cmpint(identity_open(root, "../secret.mp4", &stamp, NULL), ==, -1);
    g_assert_cmpint(identity_open(root, "link/secret.mp4", &stamp, NULL), ==, -1);
    g_assert_cmpint(identity_open(root, "/etc/passwd", &stamp, NULL), ==, -1);
    stamp = stamp_of(root, "pipe.mp4");
    g_assert_cmpint(identity_open(root, "pipe.mp4", &stamp, NULL), ==,
                    -1); /* and does not wait for a writer */
    folder_remove(folder);
}

static void a_path_longer_than_the_kernel_takes_is_opened(void)
{
    g_autofree char *folder = folder_new();
    g_autoptr(GString) path = g_string_new(NULL);
    g_autofree char *name = g_strnfill(250, 'd');
    int at = open(folder, O_PATH | O_DIRECTORY);
    FileStamp stamp;
    struct stat st;
    int fd;

    for (int i = 0; i < 20; i++) {
        int next;

        g_assert_cmpint(mkdirat(at, name, 0700), ==, 0);
        next = openat(at, name, O_PATH | O_DIRECTORY);
        close(at);
        at = next;
        g_string_append_printf(path, "%s/", name);
    }
    fd = openat(at, "a.mp4", O_CREAT | O_WRONLY, 0600);
    g_assert_cmpint(fstat(fd, &st), ==, 0);
    close(fd);
    close(at);
    g_string_append(path, "a.mp4");
    stamp = (FileStamp){ st.st_size, st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec, (gint64)st.st_dev,
                         (gint64)st.st_ino };
    fd = identity_open(folder, path->str, &stamp, NULL);
    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_spawn_sync(NULL, (char *[]){ (char *)"rm", (char *)"-rf", (char *)"--", folder, NULL },
                               NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void sha256_is_the_usual_one(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *hex = NULL;
    g_autoptr(GError) error = NULL;
    FileStamp stamp;
    int fd;

    folder_write(folder, "a.mp4", "abc");
    stamp = stamp_of(folder, "a.mp4");
    fd = identity_open(folder, "a.mp4", &stamp, &error);
    hex = identity_sha256(fd, 0, NULL, &error);
    g_assert_cmpstr(hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    close(fd);
    folder_remove(folder);
}

#define FILES   40
#define GONE    7
#define CHANGED 23

/* Of a quarter of a MiB, less for most. */
static void write_film(const char *folder, int number, const char *end)
{
    g_autofree char *name = g_strdup_printf("%02d.mp4", number);
    g_autofree char *bytes = g_strnfill(number % 5 ? 100 : 250000, 'a' + number % 26);
    g_autofree char *film = g_strconcat(bytes, name, end, NULL);

    folder_write(folder, name, film);
}

static void push_film(ContentQueue *queue, const char *folder, int number)
{
    g_autofree char *name = g_strdup_printf("%02d.mp4", number);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    FileStamp stamp = stamp_of(folder, name);

    if (number == CHANGED)
        write_film(folder, number, " and more");
    if (number == GONE)
        g_unlink(path);
    content_queue_push(queue, folder, name, &stamp);
}

static void assert_popped(ContentQueue *queue, const char *folder, int number)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *content = content_queue_pop(queue, &error);
    g_autofree char *name = g_strdup_printf("%02d.mp4", number);
    g_autofree char *wanted = number == GONE || number == CHANGED ? NULL : content_of(folder, name);

    g_assert_cmpstr(content, ==, wanted);
    if (number == GONE)
        g_assert_error(error, IDENTITY_ERROR, IDENTITY_ERROR_GONE);
    else if (number == CHANGED)
        g_assert_error(error, IDENTITY_ERROR, IDENTITY_ERROR_CHANGED);
    else
        g_assert_no_error(error);
}

static void contents_come_in_the_order_of_the_files(void)
{
    for (int readers = 1; readers <= 8; readers += readers) {
        g_autofree char *folder = folder_new();
        ContentQueue *queue = content_queue_new(readers);

        for (int i = 0; i < FILES; i++)
            write_film(folder, i, "");
        for (int i = 0; i < FILES; i++)
            push_film(queue, folder, i);
        for (int i = 0; i < FILES - 5; i++) /* what is left is dropped */
            assert_popped(queue, folder, i);
        content_queue_free(queue);
        folder_remove(folder);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identity/the same bytes have the same id wherever they lie",
                    the_same_bytes_have_the_same_id_wherever_they_lie);
    g_test_add_func("/identity/a large file is known by its ends and sixteen blocks",
                    a_large_file_is_known_by_its_ends_and_sixteen_blocks);
    g_test_add_func("/identity/a file that changed since it was listed is refused",
                    a_file_that_changed_since_it_was_listed_is_refused);
    g_test_add_func("/identity/no way leads out of the root", no_way_leads_out_of_the_root);
    g_test_add_func("/identity/a path longer than the kernel takes is opened",
                    a_path_longer_than_the_kernel_takes_is_opened);
    g_test_add_func("/identity/contents come in the order of the files",
                    contents_come_in_the_order_of_the_files);
    g_test_add_func("/identity/SHA-256 is the usual one", sha256_is_the_usual_one);
    return g_test_run();
}
