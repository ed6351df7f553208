/* indexer/index/verifying.h
 *
 * Files are read again and held against the SHA-256 that was taken of them: what has other bytes although its size and time say that it has not,
 * as a bad disk leaves behind. Changes nothing but the place where the next sample begins. The caller holds run.lock.
 */
#pragma once

#include "catalog/store/store.h"

typedef enum {
    VERIFY_INTACT,
    VERIFY_CHANGED,    /* other bytes under the same size and time: no run would notice */
    VERIFY_REPLACED,   /* other bytes, and its size or time tell: the next run takes it up */
    VERIFY_MISSING,    /* it is not where it was */
    VERIFY_UNREADABLE, /* it cannot be opened or read */
} VerifyOutcome;
#define VERIFY_OUTCOMES (VERIFY_UNREADABLE + 1)

typedef struct {
    const FileRow *row; /* borrowed of the summary */
    VerifyOutcome outcome;
    char *detail; /* what the system said of what cannot be read; owned; NULL */
} VerifyFinding;

typedef struct {
    const char *contest_dir, *edition;
    int sample_percent; /* of the files that have a checksum, rounded up; 0: all */
    const gboolean *interrupted;
    void (*progress)(const char *step, int done, int total, gpointer user); /* may be NULL; "verify" */
    gpointer user;
} VerifyParams;

typedef struct {
    GPtrArray *files;       /* of FileRow *; what the findings borrow */
    GArray *findings;       /* of VerifyFinding, of all that are not intact */
    int n[VERIFY_OUTCOMES]; /* how many there were of each */
    gint64 bytes;           /* that were read */
    int hashed, not_hashed; /* files with a checksum, and those that have none yet */
} VerifySummary;
void verify_summary_clear(VerifySummary *summary);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VerifySummary, verify_summary_clear)

/* A sample is what follows the last one in the order in which files became known, and goes on from the beginning behind the newest: runs one after
 * the other read everything, whenever they are made. FALSE: a fault of the run. */
gboolean verify_run(const VerifyParams *params, VerifySummary *summary, GError **error);

/* Where a sample of `percent` of `n` files begins, in the order of `ids` (ascending), behind the file `last` (0: none), and how many it has. */
guint verify_sample_start(const gint64 *ids, guint n, gint64 last);
guint verify_sample_size(guint n, int percent);
