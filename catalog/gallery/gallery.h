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
typedef enum {
    GALLERY_ERROR_FAILED,
    GALLERY_ERROR_NO_SPACE,
    GALLERY_ERROR_ABSENT, /* --output: the folder around it does not exist */
    GALLERY_ERROR_TAKEN,  /* --output: the folder holds something else */
    GALLERY_ERROR_OTHER,  /* --output: it holds a gallery for another audience or of another catalogue */
    GALLERY_ERROR_NAME, /* --output: a file whose name not every file system takes; the message is its path */
    GALLERY_ERROR_STOPPED, /* by the one who was told of the plan */
} GalleryError;

/* Whom the pages are for. */
typedef enum {
    AUDIENCE_REVIEW, /* reviewers and organisers: everything but contacts */
    AUDIENCE_PUBLIC, /* anybody: no verdicts, notes, paths or marks */
    AUDIENCE_BLIND,  /* reviewers who must not know whose work it is */
} Audience;
const char *audience_slug(Audience audience); /* "review" "public" "blind" */

/* What will be written into a folder to be carried away. */
typedef struct {
    guint files, new_files;  /* altogether, and of them those that do not lie there already */
    gint64 bytes, new_bytes; /* the same */
    gint64 needed_bytes;     /* what the new ones take up on that disk, in whole blocks */
    gint64 free_bytes;       /* what the disk has */
    /* Of const Work *, borrowed, of GalleryParams.works: */
    const GPtrArray *too_large; /* their originals have 4 GiB or more and stay out */
    const GPtrArray *unreached; /* their films cannot be read just now */
    const GPtrArray *silent;    /* browsers do not play them, and there is no copy */
} OutputPlan;

/* Before anything is written. FALSE: it shall not be. */
typedef gboolean (*OutputAnnounce)(const OutputPlan *plan, gpointer user);

/* After each file that was written: of how many bytes. */
typedef void (*OutputProgress)(gint64 written, gint64 total, gpointer user);

#define OUTPUT_FILE_MAX (((gint64)1 << 32) - 1) /* bytes that a file may have on FAT32 */

typedef struct {
    const char *contest_dir;
    const Settings *settings;
    const GPtrArray *works;       /* of Work *, by number: all of the edition, whatever is shown of them */
    const GPtrArray *other_files; /* of FileRow * */
    const GPtrArray
        *verdicts; /* of PastVerdict *: what the works' verdicts were, store_verdicts(); NULL: none */
    Revision revision;
    Audience audience;
    const char *category;     /* slug: only works of that one; NULL: of all */
    Verdict only;             /* only works with that verdict; VERDICT_NONE: with any */
    const char *catalogue_id; /* tells browsers one catalogue's marks from another's */
    const char *secret; /* of the catalogue; numbers of blind pages are made of it, and it is in no page */
    MediaMode media;
    const char *
        output; /* a folder to be carried away is written instead, of real files only; NULL: none. Never with MEDIA_LINK */
    OutputAnnounce announce;   /* with output only; NULL: nobody is told */
    OutputProgress progress;   /* the same */
    gpointer output_user;      /* of both */
    gboolean no_sandbox_used;  /* said in the colophon */
    const char *media_version; /* said in the colophon: "FFmpeg 5.1.6"; NULL: nothing is said */
} GalleryParams;

typedef struct {
    gboolean unchanged; /* what is published is already this: nothing was written */
    int pages;
    guint without_pictures; /* works that lack one which could not be read just now */
    char *path;             /* owned: of the index page */
} GalleryResult;

/* Each audience has a gallery of its own in the contest folder: "gallery" "gallery-public" "gallery-blind". Static. */
const char *gallery_name(Audience audience);

/* Writes DIR/.gallery/gen-N and points DIR/gallery at it. On failure the published generation stays as it is. With `output`: see output.h. */
gboolean gallery_write(const GalleryParams *params, GalleryResult *result, GError **error);

/* What is published was made of just this, but for the works, which need not be there; to skip reading them at all. */
gboolean gallery_is_current(const GalleryParams *params);
