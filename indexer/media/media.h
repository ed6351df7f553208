/* indexer/media/media.h
 *
 * One open video. This folder is the only door to libav*: nothing outside it includes its headers, and nothing but pianmu-examine
 * links it. media_open() borrows the descriptor, which must be seekable; the caller closes it after media_free().
 * Every call obeys the limits the media was opened with and fails with MEDIA_ERROR_LIMIT when they are spent. Not thread-safe.
 *
 * Nothing here opens a second file: input comes through the descriptor alone, only the formats and codecs of media_formats.c are
 * accepted, and what a demuxer asks to have opened besides (playlists, references) is refused.
 */
#pragma once

#include <glib.h>

typedef struct Media Media;

#define MEDIA_ERROR media_error_quark()
GQuark media_error_quark(void);
typedef enum {
    MEDIA_ERROR_NOT_MEDIA, /* no known format */
    MEDIA_ERROR_BROKEN,    /* a known format that cannot be read */
    MEDIA_ERROR_LIMIT,     /* a limit was reached, or memory ran out */
    MEDIA_ERROR_NO_INDEX,  /* mp4, mov: the box that says where everything lies is missing or cut off */
    MEDIA_ERROR_ENCRYPTED, /* cannot be read for that reason */
} MediaError;

typedef struct {
    gint64 read_bytes; /* of the kind of job: crew/job_limits.h */
    gint64 pixels;     /* of one decoded picture; 0: 2^26 */
    int packets;       /* that probing may read where it need not read all; 0: 5000 */
    gboolean thorough; /* leave out nothing for speed; the facts are the same, which a test compares */
} MediaLimits;

/* Once, before the process forks or shuts itself in: codec tables, converters, and libav's log silenced. */
void media_warm_up(void);

/* What malloc() hands out next, up to so many bytes (less than 32 MB), comes in pages of two megabytes where the kernel has them: for memory that
 * is used from end to end, since a large page takes as long as five small ones. Nothing happens where there are none. */
void media_use_large_pages(gsize bytes);

/* A version of libav* as one text, for the record: "libavformat 59.27.100 libavcodec …". Static. */
const char *media_version(void);

/* FFmpeg's release, as its packager calls it: "5.1.9-0+deb12u1"; a patch release changes this and none of libav's versions. Static. */
const char *media_release(void);

Media *media_open(int fd, const MediaLimits *limits, GError **error);
void media_free(Media *media); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Media, media_free)
