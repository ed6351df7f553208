/* catalog/gallery/gallery.h
 *
 * The gallery: static pages in Chinese and English, written beside the published ones and swapped in whole.
 * It depends on its parameters only, never on the clock or the environment: the same catalogue gives the same
 * bytes.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

#define GALLERY_ERROR gallery_error_quark()
GQuark gallery_error_quark(void);
typedef enum { GALLERY_ERROR_FAILED, GALLERY_ERROR_NO_SPACE } GalleryError;

typedef struct {
    const char *contest_dir;
    const Settings *settings;
    const GPtrArray *works;       /* of Work *, by number */
    const GPtrArray *other_files; /* of FileRow * */
    Revision revision;
    MediaMode media;
    gboolean no_sandbox_used;  /* said in the colophon */
    const char *media_version; /* said in the colophon: "FFmpeg 5.1.6"; NULL: nothing is said */
} GalleryParams;

typedef struct {
    gboolean unchanged; /* what is published is already this: nothing was written */
    int pages;
    char *path; /* owned: of the index page */
} GalleryResult;

/* Writes DIR/.gallery/gen-N and points DIR/gallery at it. On failure the published generation stays as it is.
 */
gboolean gallery_write(const GalleryParams *params, GalleryResult *result, GError **error);

/* The revision, settings and program that the published generation was made of, or NULL; to skip reading the
 * works at all. */
gboolean gallery_is_current(const char *contest_dir, const Settings *settings, Revision revision,
                            MediaMode media);
