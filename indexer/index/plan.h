/* indexer/index/plan.h
 *
 * The first step of an index run: what was walked is held against what is known, and every file gets its new
 * state. A function of its inputs, but for reading the bytes that tell one file from another. Writes nothing.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/store.h"
#include "indexer/intake/walk.h"

#define REASON_ARRIVING   "arriving"   /* STATUS_PENDING: too young, or changed while it was read */
#define REASON_UNREADABLE "unreadable" /* STATUS_BROKEN: it cannot be opened */

typedef struct {
    const Settings *settings;
    int jobs;                /* files read at a time; 0: by the machine */
    const char *contest_dir; /* roots below it are stored relative to it, so that the folder may be moved */
    gint64 now_us;           /* since the epoch */
    gint64 settle_us;        /* files that changed less than this ago are still arriving */
    gint64 deadline_us;      /* monotonic; files not read by then stay pending. 0: none */
    const gboolean *interrupted; /* the same, at once; may be NULL */
    GHashTable *contents;        /* hex → ContentRow *: for the SHA-256 that was taken of them */
    GHashTable *units;           /* set of unit_name_fold()s of units, for reading names; NULL: none known */
    gboolean names_stand; /* files that lie unchanged are named as settings and units have it; see basis.h */
    gboolean accept_loss; /* take a root at its word even where most of it is gone */
    /* Called once, when the first content that `contents` lacks was read; reading the rest may take long. */
    void (*unknown_content)(gpointer user);
    gpointer user;
} PlanParams;

typedef struct {
    char *path;
    char *why; /* a sentence's key in catalog/messages, or a system's word for an error */
} PlanProblem;

typedef enum {
    PLAN_ADDED,
    PLAN_CHANGED, /* other bytes in the place of a known work */
    PLAN_MOVED,
    PLAN_MISSING, /* for the first time */
    PLAN_BACK,
    PLAN_PENDING,
    PLAN_ARCHIVE, /* an archive, new: people must unpack it */
} PlanEventKind;

typedef struct {
    PlanEventKind kind;
    const FileRow *row; /* borrowed */
} PlanEvent;

typedef struct {
    GPtrArray
        *rows; /* of FileRow *, owned: every file of the edition in its new state, in natural path order */
    GHashTable *touched;  /* set of FileRow * that differ from what is stored */
    GArray *dropped;      /* of gint64: ids of stored attachments that are gone */
    GPtrArray *problems;  /* of PlanProblem *: what could not be read, or was passed over */
    gboolean complete;    /* every root was alive and read whole */
    GArray *events;       /* of PlanEvent */
    int found;            /* files, of every kind */
    guint fresh;          /* files that were not known to be unchanged */
    gint64 settled_at_us; /* when the youngest pending file will have settled; 0: none pending */
} IndexPlan;

/* Takes `known` (of FileRow *) over. `walks`: of Walk *, one a root; sorts them. */
IndexPlan *index_plan_make(const PlanParams *params, const GPtrArray *walks, GPtrArray *known);
/* Of a walk that found all as it was: nothing is to be done. Has no rows. */
IndexPlan *index_plan_of_nothing(const char *contest_dir, const GPtrArray *walks);
void index_plan_free(IndexPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IndexPlan, index_plan_free)

/* Once every work has its number: lays attachments and samples beside their works. Marks rows that changed as touched. */
void index_plan_attach(IndexPlan *plan, const Settings *settings);

int index_plan_count(const IndexPlan *plan, PlanEventKind kind);

/* The bytes that its stamp speaks of were not read: it was arriving or could not be opened. A content it has is of what lay there before. */
gboolean file_is_unread(const FileRow *row);

/* How a root is stored: relative to the contest folder where it lies inside. Owned by the caller. */
char *root_label(const char *contest_dir, const char *root);
/* The absolute path of a stored root. Owned by the caller. */
char *root_path(const char *contest_dir, const char *label);
