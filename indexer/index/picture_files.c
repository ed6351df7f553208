#include "indexer/index/picture_files.h"

#include "thumbs/jpeg.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define THUMBS     "thumbs"
#define UNFINISHED ".part-"
#define STALE_S    3600

char *picture_file_path(const char *content, const char *what)
{
    return g_strdup_printf(THUMBS "/%.2s/%s-%s.jpg", content, content, what);
}

/* Written beside, then renamed. */
static gboolean write_whole(const char *path, GBytes *bytes, GError **error)
{
    g_autofree char *unfinished = g_strdup_printf("%s" UNFINISHED "%d", path, (int)getpid());
    g_autofree char *folder = g_path_get_dirname(path);
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);

    if (g_mkdir_with_parents(folder, 0777) == 0 &&
        g_file_set_contents_full(unfinished, data, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0666, error) &&
        g_rename(unfinished, path) == 0)
        return TRUE;
    if (error && !*error)
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "writing %s: %s", path,
                    g_strerror(errno));
    g_unlink(unfinished);
    return FALSE;
}

gboolean picture_file_write(const char *contest_dir, const char *path, const Picture *picture, int quality,
                            GError **error)
{
    g_autoptr(GBytes) bytes = jpeg_encode(picture, quality, error);
    g_autofree char *full = g_build_filename(contest_dir, path, NULL);

    return bytes && write_whole(full, bytes, error);
}

void picture_files_sync(const char *contest_dir)
{
    g_autofree char *path = g_build_filename(contest_dir, THUMBS, NULL);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    syncfs(fd);
    close(fd);
}

/* `poster` may be writing one right now. */
static gboolean is_stale(const char *path)
{
    GStatBuf st;

    return g_stat(path, &st) == 0 && g_get_real_time() / G_USEC_PER_SEC - st.st_mtime > STALE_S;
}

void picture_files_clean(const char *contest_dir)
{
    g_autofree char *thumbs = g_build_filename(contest_dir, THUMBS, NULL);
    g_autoptr(GDir) folders = g_dir_open(thumbs, 0, NULL);
    const char *folder;

    while (folders && (folder = g_dir_read_name(folders))) {
        g_autofree char *path = g_build_filename(thumbs, folder, NULL);
        g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
        const char *file;

        while (files && (file = g_dir_read_name(files))) {
            g_autofree char *stale = g_build_filename(path, file, NULL);
            if (strstr(file, UNFINISHED) && is_stale(stale))
                g_unlink(stale);
        }
    }
}
