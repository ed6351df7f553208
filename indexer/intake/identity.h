/* indexer/intake/identity.h
 *
 * Which bytes a file holds: opening it safely, its content id, its SHA-256.
 */
#pragma once

#include <gio/gio.h>

#define IDENTITY_ERROR identity_error_quark()
GQuark identity_error_quark(void);
typedef enum {
    IDENTITY_ERROR_OPEN,    /* the file cannot be opened or read */
    IDENTITY_ERROR_GONE,    /* there is no such file any more */
    IDENTITY_ERROR_CHANGED, /* it is no longer the file that was listed */
    IDENTITY_ERROR_TIME,    /* the deadline passed, or a signal came */
} IdentityError;

#define CONTENT_ID_LENGTH 32 /* hex digits */

/* What a file was when it was listed; a file that differs now is another file. */
typedef struct {
    gint64 size, modified_ns, device, inode;
} FileStamp;

/* Opens `path` (bytes) below `root` for reading: a regular file, through no symbolic link and no other root,
 * without waiting on a pipe, and only if its stamp is still this one (NULL: whatever it is). -1 and error. The caller closes. */
int identity_open(const char *root, const char *path, const FileStamp *stamp, GError **error);

/* What an open regular file is now. FALSE and IDENTITY_ERROR_OPEN: it is none. */
gboolean identity_stamp(int fd, FileStamp *stamp, GError **error);

/* FALSE and IDENTITY_ERROR_CHANGED when the open file no longer bears the stamp. */
gboolean identity_still_holds(int fd, const FileStamp *stamp, GError **error);

#define IDENTITY_WHOLE_MAX (3 * 1024 * 1024) /* up to here the content id covers every byte */

/* Larger files are never read whole. None is a film (256 GiB are 44 minutes of uncompressed HD), but a hole of any size is made in a moment,
 * and reading it would take nights. */
#define IDENTITY_READ_MAX (G_GINT64_CONSTANT(1) << 38)

/* The content id: XXH3-128, hex, over the size (8 bytes, little-endian), the first and last MiB and sixteen
 * blocks of 64 KiB at the fractions 1/17 … 16/17; files of up to 3 MiB are read whole. NULL and error. Owned
 * by the caller. */
char *identity_content(int fd, gint64 size, GError **error);

/* The same over every byte, for a file whose content id is another file's. NULL and error. Owned by the
 * caller. */
char *identity_content_whole(int fd, gint64 size, GError **error);

/* SHA-256 of the whole file, hex. `deadline_us` is on g_get_monotonic_time()'s clock, 0: none; `interrupted` may be NULL. NULL and error. Owned by
 * the caller. */
char *identity_sha256(int fd, gint64 deadline_us, const gboolean *interrupted, GError **error);
