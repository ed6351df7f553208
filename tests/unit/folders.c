#include "tests/unit/folders.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

char *folder_new(void)
{
    g_autoptr(GError) error = NULL;
    char *path = g_dir_make_tmp("pianmu-test-XXXXXX", &error);

    g_assert_no_error(error);
    return path;
}

void folder_remove(const char *path)
{
    GStatBuf st;

    if (g_lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        g_autoptr(GDir) dir = NULL;
        const char *name;

        g_chmod(path, 0700);
        dir = g_dir_open(path, 0, NULL);
        while (dir && (name = g_dir_read_name(dir))) {
            g_autofree char *child = g_build_filename(path, name, NULL);
            folder_remove(child);
        }
    }
    g_remove(path);
}

void folder_write(const char *folder, const char *path, const char *bytes)
{
    g_autofree char *full = g_build_filename(folder, path, NULL);
    g_autofree char *parent = g_path_get_dirname(full);
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(g_mkdir_with_parents(parent, 0777), ==, 0);
    g_file_set_contents(full, bytes, (gssize)strlen(bytes), &error);
    g_assert_no_error(error);
}

void folder_age(const char *folder, const char *path, gint64 seconds)
{
    g_autofree char *full = g_build_filename(folder, path, NULL);
    gint64 then_us = g_get_real_time() - seconds * G_USEC_PER_SEC;
    struct timespec times[2] = { { .tv_sec = then_us / G_USEC_PER_SEC },
                                 { .tv_sec = then_us / G_USEC_PER_SEC } };

    g_assert_cmpint(utimensat(AT_FDCWD, full, times, 0), ==, 0);
}
