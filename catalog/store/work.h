/* catalog/store/work.h
 *
 * Everything that is known of one work, read out of the catalogue at once: what listings, pages and reports
 * are made of.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/facts/form.h"
#include "catalog/rules/decision.h"
#include "catalog/rules/verdict.h"

typedef struct {
    char *path;        /* relative to the contest folder */
    int width, height; /* px */
} WorkPoster;

WorkPoster *work_poster_new(const char *path, int width, int height);
void work_poster_free(WorkPoster *poster); /* NULL is fine */

/* Bytes that a work had, or has. */
typedef struct {
    char *content; /* hex */
    char *sha256;  /* hex; NULL: not taken */
    char *root;    /* as stored: relative to the contest folder where it lies inside */
    char *path;    /* where they lay; bytes, not always UTF-8 */
    gint64 size;
    gint64 modified_ns;
    gint64 first_seen_us; /* when a run first saw them in this work's place */
    Facts *
        facts; /* of a work that had others before or since; NULL: the only bytes, never examined, or not read */
} WorkVersion;
void work_version_free(WorkVersion *version); /* NULL is fine */

/* A sample (样片) that lies beside a work. */
typedef struct {
    char *path; /* below the root; bytes */
    gint64 size;
    Status status;
    gint64 duration; /* µs; FACT_UNKNOWN: not examined */
    char *likeness;  /* as DeepFacts has it; NULL: not checked in depth */
} WorkSample;
void work_sample_free(WorkSample *sample); /* NULL is fine */

/* Frames from all over a film in two JPEGs, in order, from left to right and from top to bottom. */
typedef struct {
    char *sprite_path;             /* relative to the contest folder: many small frames, in rows */
    int tile_width, tile_height;   /* px, of each */
    int columns;                   /* frames a row; the last row may be shorter */
    char *times;                   /* of the frames: µs from the start of the film, separated by spaces */
    char *strip_path;              /* few larger frames in one row */
    int frame_width, frame_height; /* px, of each */
    char *strip_times;             /* as times */
} WorkStrip;
WorkStrip *work_strip_new(void);
void work_strip_free(WorkStrip *strip); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkStrip, work_strip_free)

/* Subtitles, from inside the film or from a file beside it. */
typedef struct {
    char *path;     /* below the root; bytes; NULL: inside the film */
    int position;   /* among those of the same file */
    char *language; /* BCP 47, as the stream or the file's name has it; NULL */
    int cues;       /* ≥ 1 */
    char *webvtt;   /* the whole text, UTF-8, safe to publish; NULL: not read, see store_works_for_pages() */
} WorkCaption;
WorkCaption *work_caption_new(void);
void work_caption_free(WorkCaption *caption); /* NULL is fine */

/* Subtitles that could not be read, or not all of them. */
typedef struct {
    char *path; /* as WorkCaption has it */
    Status status;
    char *reason; /* slug or NULL */
} WorkCaptionFault;
void work_caption_fault_free(WorkCaptionFault *fault); /* NULL is fine */

/* A copy of a film that every browser plays. */
typedef struct {
    char *path; /* relative to the contest folder */
    gint64 size;
    int width, height;
    gint64 duration; /* µs */
} WorkProxy;
WorkProxy *work_proxy_new(void);
void work_proxy_free(WorkProxy *proxy); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkProxy, work_proxy_free)

typedef struct {
    gint64 number; /* of the entry, unique in the edition */
    char *edition;
    char *category;               /* slug: the path's, else the form's; NULL: outside any category */
    Text category_title;          /* the caller of store_works() fills it from the settings */
    char *entry_no;               /* the organiser's own number, or NULL */
    char *title;                  /* valid UTF-8, never NULL: the form's, else the path's */
    char *unit;                   /* the same; or NULL */
    char *author;                 /* the form's; several are separated by 、; or NULL */
    char *path_title, *path_unit; /* as the file's name and folder have them */
    char *title_pinyin, *title_initials, *unit_pinyin, *unit_initials; /* NULL: not made yet */
    Form *form;           /* without contact, phone and email; NULL: none */
    char **tags;          /* in order; never NULL */
    GPtrArray *decisions; /* of Decision *, oldest first, pins not among them; never NULL */

    char *root;         /* absolute path */
    char *path;         /* below root; bytes as the file system has them, not always UTF-8 */
    Status status;      /* STATUS_WITHDRAWN also where people decided so */
    Status file_status; /* what it is without them; where they did not, that of `status` counts */
    char *reason;       /* slug or NULL */
    gint64 size;        /* bytes */
    gint64 modified_ns; /* since the epoch */
    char *content;      /* content id, hex; NULL until known */
    char *sha256;       /* hex; NULL until hashed */

    Facts *facts;          /* NULL until examined */
    DeepFacts *deep;       /* NULL until checked in depth; facts->file.duration_content comes from it */
    Status deep_status;    /* of the deep check, where deep: STATUS_OK, or how it ended */
    int deep_version;      /* of the check that made it */
    GPtrArray *posters;    /* of WorkPoster *, widest first; never NULL */
    gint64 poster_time_us; /* FACT_UNKNOWN: no poster */
    gboolean poster_pinned;
    Judgement *judgement;   /* NULL until judged */
    GPtrArray *attachments; /* of char *: paths below root of what was handed in beside it; never NULL */
    GPtrArray *samples;     /* of WorkSample *, by path; never NULL */
    GPtrArray *versions;    /* of WorkVersion *, oldest first; never NULL */
    WorkStrip *strip;       /* NULL: none made, or not read */
    GPtrArray *captions;    /* of WorkCaption *, those inside the film first; never NULL */
    WorkProxy *proxy;       /* NULL: none made */
    gboolean sandboxed;     /* FALSE: its facts were made with --no-sandbox */

    GPtrArray *caption_faults; /* of WorkCaptionFault *, in the order of captions; never NULL */

    guint64
        digest[2]; /* XXH3-128 of all rows that it was read from for pages: another where anything changed */
} Work;

Work *work_new(void); /* its lists empty, its facts unknown */
void work_free(Work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_free)

/* The decision by which people withdrew it, or NULL: it takes part, or only its file is gone. Borrowed. */
const Decision *work_withdrawal(const Work *work);

Status work_file_status(const Work *work);

/* FALSE for one whose file has been gone for so long that it counts as withdrawn; one that people withdrew is shown as such. */
gboolean work_is_shown(const Work *work);

gint64 work_first_seen_us(const Work *work); /* FACT_UNKNOWN: not known yet */

/* Units in the order of their pinyin, then of their names; no unit comes last. Either may be NULL. */
int units_compare(const char *pinyin_a, const char *unit_a, const char *pinyin_b, const char *unit_b);

/* "juqing-0037"; "0037" outside any category. Owned by the caller. */
char *work_id(const Work *work);
