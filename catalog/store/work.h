/* catalog/store/work.h
 *
 * Everything that is known of one work, read out of the catalogue at once: what listings, pages and reports
 * are made of.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/rules/verdict.h"

typedef struct {
    char *path;        /* relative to the contest folder */
    int width, height; /* px */
} WorkPoster;

WorkPoster *work_poster_new(const char *path, int width, int height);
void work_poster_free(WorkPoster *poster); /* NULL is fine */

typedef struct {
    gint64 number; /* of the entry, unique in the edition */
    char *edition;
    char *category;      /* slug; NULL: outside any category */
    Text category_title; /* the caller of store_works() fills it from the settings */
    char *entry_no;      /* the organiser's own number, or NULL */
    char *title;         /* valid UTF-8, never NULL */
    char *unit;          /* or NULL */
    char *author;        /* or NULL */
    char **tags;         /* never NULL */

    char *root; /* absolute path */
    char *path; /* below root; bytes as the file system has them, not always UTF-8 */
    Status status;
    char *reason;       /* slug or NULL */
    gint64 size;        /* bytes */
    gint64 modified_ns; /* since the epoch */
    char *content;      /* content id, hex; NULL until known */
    char *sha256;       /* hex; NULL until hashed */

    Facts *facts;          /* NULL until examined */
    GPtrArray *posters;    /* of WorkPoster *, widest first; never NULL */
    gint64 poster_time_us; /* FACT_UNKNOWN: no poster */
    gboolean poster_pinned;
    Judgement *judgement;   /* NULL until judged */
    GPtrArray *attachments; /* of char *: paths below root of what was handed in beside it; never NULL */
    gboolean sandboxed;     /* FALSE: its facts were made with --no-sandbox */
} Work;

void work_free(Work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_free)

/* "juqing-0037"; "0037" outside any category. Owned by the caller. */
char *work_id(const Work *work);
