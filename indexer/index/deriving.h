/* indexer/index/deriving.h
 *
 * What is made of a content after its examination, each kind a stage of its own: what has none of today's version is handed out, one file after
 * the other, each kept as soon as it is answered. A stage can be broken off at any time; the next run goes on.
 */
#pragma once

#include "indexer/index/index.h"

/* Of a stage whose jobs are pairs, which write a file each: see ShareOutput. */
typedef struct {
    void (*tidy)(const IndexParams *params); /* before the first: removes files that nothing names */
    int (*open)(const IndexParams *params, const ShareJob *job, GError **error);
    gboolean (*accept)(const IndexParams *params, const ShareJob *job, const ContentRow *content, int fd,
                       const Report *said, const Report *seen, GError **error);
    void (*discard)(const IndexParams *params, const ShareJob *job);
} DerivingOutput;

/* A kind of stage. */
typedef struct {
    Stage stage;
    JobKind job;
    int version; /* what was made by another one is made anew */

    gboolean needs_facts; /* the rows of contents come with them */

    /* Whether this file is one for the stage at all. `content`: of the file; NULL: not examined. */
    gboolean (*wants)(const IndexParams *params, const FileRow *row, const ContentRow *content);

    /* Puts what was answered into the catalogue, and its files beside it; inside a transaction. An answer without anything is one, too. */
    gboolean (*keep)(const IndexParams *params, Store *store, const char *content, const Report *report,
                     GError **error);

    const DerivingOutput *output; /* NULL: the jobs write no file */
} Deriving;

extern const Deriving deepening;      /* the deep check */
extern const Deriving strip_making;   /* sprites and strips: frames from all over a film */
extern const Deriving caption_making; /* subtitles as WebVTT */
extern const Deriving proxy_making;   /* copies that every browser plays */

/* Shortest films first, so that one too long for a night does not stand before all the others; what was in hand when a run was killed comes
 * last. summary->made says what came of it; FALSE: a fault of the run; what was answered before it is kept. */
gboolean derive(const Deriving *deriving, const IndexParams *params, IndexSummary *summary,
                gint64 deadline_us, GError **error);

/* Of a dry run: summary->made says for how many of the files that were examined before it is due; new ones come to that. */
gboolean derive_plan(const Deriving *deriving, const IndexParams *params, IndexSummary *summary,
                     GError **error);
