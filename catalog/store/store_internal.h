/* catalog/store/store_internal.h
 *
 * What the files of this folder share of an open catalogue. Nothing outside the folder includes it, except
 * the folder's own tests.
 */
#pragma once

#include "catalog/store/lock.h"
#include "catalog/store/query.h"
#include "catalog/store/store.h"

struct Store {
    sqlite3 *db;
    Lock *write_lock; /* NULL: a reading store */
    char *path;
    GHashTable *sql;     /* name of a statement → its text */
    GHashTable *queries; /* name → Query *, prepared on first use */
    GByteArray *row;     /* the values of one, for query_digest() */
    gboolean in_transaction;
    gboolean revised;      /* in this transaction */
    gboolean places_moved; /* in this transaction, a file came to lie somewhere */
    gboolean failed;       /* something in this transaction did: it cannot be committed */
};

typedef enum { JOURNAL_WAL, JOURNAL_ROLLBACK } Journal;

/* ---- schema.c, journal.c, lock.c ---- */

GBytes *store_resource(const char *path); /* a .sql file, built in; the text ends with NUL */

char **schema_steps(void); /* SQL texts in order, NULL-terminated; the caller's */

/* STORE_ERROR_FOREIGN or _DAMAGED, unless it stands at one of `steps`: the first of them makes it *version 1.
 */
gboolean schema_identify(sqlite3 *db, const char *path, char *const *steps, int *version, GError **error);
/* Applies the steps after the version it stands at, all of them or none. */
gboolean schema_upgrade(sqlite3 *db, const char *path, char *const *steps, int version, GError **error);

/* WAL needs memory shared between all who read, so it cannot work on file systems that come over a network.
 */
Journal journal_for(const char *dir);
Journal journal_for_file_system(guint64 magic);

Lock *lock_take(const char *dir, const char *name, const char *command, gint64 wait_us, GError **error);

/* What store_open() finds out or decides by itself. */
typedef struct {
    Journal journal;
    gint64 wait_us;     /* for write.lock */
    char *const *steps; /* of the schema */
} StoreOptions;
Store *store_open_with(const char *contest_dir, StoreMode mode, const StoreOptions *options, GError **error);

/* ---- store.c, backup.c: connections of their own ---- */

/* One that trusts nothing in the file. `flags`: SQLITE_OPEN_READONLY and the like. */
sqlite3 *connection_open(const char *path, int flags, GError **error);
/* What quick_check or integrity_check finds first; the caller's. FALSE: it could not be asked. */
gboolean connection_fault(sqlite3 *db, const char *pragma, char **fault);
gboolean sync_directory(const char *dir, const char *path, GError **error);

/* A copy of what stands at `version` and has steps before it: its path, the caller's; NULL and error. */
char *backup_before_upgrade(const char *contest_dir, const char *from, char *const *steps, int version,
                            GError **error);

/* ---- what the topics share ---- */

/* FALSE, and a GError from what SQLite says of its last call on `db`; `path` names the catalogue. */
gboolean sqlite_set_error(sqlite3 *db, const char *path, GError **error);
/* The same for an open store; marks the transaction as failed. */
gboolean store_fail(Store *store, GError **error);
/* FALSE, and a GError of ours. */
gboolean store_refuse(Store *store, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

void store_revise(Store *store); /* this transaction raises the revision */

/* Row ids. 0 with an error. */
gint64 store_entry_id(Store *store, const char *edition, gint64 number, GError **error);
gint64 store_content_id(Store *store, const char *content,
                        GError **error); /* makes it known where it is not */

extern const Member poster_members[];        /* WorkPoster */
extern const Member strip_members[];         /* WorkStrip */
extern const Member caption_members[];       /* WorkCaption */
extern const Member caption_fault_members[]; /* WorkCaptionFault */
extern const Member proxy_members[];         /* WorkProxy */
extern const Member finding_members[];       /* Finding */
extern const Member form_members[]; /* Form; no statement but those for forms themselves has its contacts */
extern const Member decision_members[]; /* Decision */

gboolean verdict_read_findings(Store *store, gint64 verdict_id, Judgement *judgement, GError **error);
void finding_read(const Query *query, const Plan *plan, Judgement *judgement); /* appends it */

/* How the rows of `streams` are read: a group of facts for each kind. */
typedef struct {
    Plan *video, *audio, *subtitle;
} StreamPlans;
void stream_plans_init(StreamPlans *plans, const Query *query);
void stream_plans_clear(StreamPlans *plans);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StreamPlans, stream_plans_clear)
void stream_read(const Query *query, const StreamPlans *plans, Facts *facts);
