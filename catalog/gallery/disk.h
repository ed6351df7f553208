/* catalog/gallery/disk.h
 *
 * Files and folders below a descriptor. Errors are GALLERY_ERROR: _NO_SPACE where the disk or a quota is
 * full.
 */
#pragma once

#include <glib.h>

gboolean disk_failed(GError **error, const char *doing, const char *what); /* from errno; always FALSE */

int disk_open_folder(int parent, const char *name, gboolean make,
                     GError **error);              /* -1 on failure; readable and O_CLOEXEC */
GPtrArray *disk_names(int folder, GError **error); /* of char *, sorted, without . and .. */
gboolean disk_remove_tree(int parent, const char *name, GError **error); /* never through a symbolic link */

/* A regular file below `root`, no symbolic link on the way below it; -1 and errno otherwise. */
int disk_open_beneath(const char *root, const char *path);

gboolean disk_write(int folder, const char *path, const GString *bytes, GError **error); /* a new file */
gboolean disk_copy(int from, int folder, const char *path, GError **error);              /* a new file */
/* The same, byte by byte, so that the two share nothing on the disk; and to the disk before it returns, where that is wanted. */
gboolean disk_copy_bytes(int from, int folder, const char *path, gboolean flush, GError **error);
gboolean disk_holds(int folder, const char *path, const GString *bytes);

/* No symbolic link on the way to it, nor is it one; "." is one. */
gboolean disk_is_folder(int folder, const char *path);

char *disk_sha256(const GString *bytes);          /* hex */
char *disk_file_identity(int fd, GError **error); /* "sha256:…" of the whole file */
