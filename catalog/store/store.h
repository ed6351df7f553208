/* catalog/store/store.h
 *
 * The catalogue, DIR/catalog.db. The only door to SQLite. Times are microseconds since the epoch unless a
 * name says otherwise.
 *
 * A reading store is a read-only connection and takes no lock: its first read chooses the state that all
 * later ones see, until it is closed. A writing store is one transaction at a time under DIR/write.lock:
 * store_open() waits up to 10 s for the lock, store_close() gives it up. Between store_begin() and
 * store_commit() readers see the old state. Every put, drop and run belongs between the two; one that is
 * equal to what is stored writes nothing, and one that fails makes the commit fail. Close a reading store
 * before writing: on a network drive, where readers and the writer share a rollback journal, it would be in
 * its own way. Every statement is in catalog/store/statements.sql, bound, never formatted. Not thread-safe.
 */
#pragma once

#include "catalog/store/work.h"

#define STORE_FILE "catalog.db"

#define STORE_ERROR store_error_quark()
GQuark store_error_quark(void);
typedef enum {
    STORE_ERROR_ABSENT,  /* no catalogue there yet */
    STORE_ERROR_BUSY,    /* write.lock was held for 10 s */
    STORE_ERROR_FOREIGN, /* not a catalogue of ours, or of a newer program */
    STORE_ERROR_DAMAGED, /* nothing was written to it */
    STORE_ERROR_FULL,    /* the disk is */
    STORE_ERROR_FAILED,  /* read-only, … */
    STORE_ERROR_OLDER,   /* to a reader: of an older program, to be brought up to date by who writes */
    STORE_ERROR_EXISTS,  /* a copy would take the place of another file */
} StoreError;

typedef struct Store Store;
typedef enum {
    STORE_READ,
    STORE_WRITE /* makes it, and brings an older one up to date, of which a copy is laid into backup/ first */
} StoreMode;

Store *store_open(const char *contest_dir, StoreMode mode, GError **error);
void store_close(Store *store); /* rolls back what was not committed; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

gboolean store_begin(Store *store, GError **error);
gboolean store_commit(Store *store, GError **error);

/* ---- copies ---- */
#define STORE_BACKUPS "backup" /* below the contest folder; for its owner alone, as copies hold contacts */

/* The catalogue as it stands now, whole and checked, in a new file of mode 0600 that needs nothing beside it. Takes no lock: a run may go on.
 * STORE_ERROR_EXISTS: there is something at `path`. What fails leaves nothing there. */
gboolean store_backup(const char *contest_dir, const char *path, GError **error);
/* The same as DIR/backup/catalog-2026-03-01.db, by the day, in place of an earlier one of that day; the newest seven are kept. The caller holds
 * run.lock. */
gboolean store_snapshot(const char *contest_dir, GError **error);
GPtrArray *store_snapshots(const char *contest_dir); /* of char *: their names, the newest first */

/* ---- settings mirrored, so that the catalogue explains itself ---- */
typedef struct {
    const char *slug, *title_zh, *title_en;
} StoreCategory;
gboolean store_put_edition(Store *store, const char *edition, const char *title_zh, const char *title_en,
                           const StoreCategory *categories, gsize n, GError **error);

/* ---- files and entries ---- */
typedef enum {
    FILE_WORK,       /* to be examined: a film, or what claims to be one */
    FILE_ATTACHMENT, /* a document, picture, subtitle or script */
    FILE_ARCHIVE,    /* to be unpacked by people */
    FILE_SAMPLE,     /* a film handed in beside a work to show what it is; no work itself */
} FileKind;          /* stored as file_kind_slug(): the list only grows */
const char *file_kind_slug(FileKind kind);                      /* "work" "attachment" "archive" "sample" */
gboolean file_kind_is_film(FileKind kind);                      /* its bytes are read and examined */
gboolean file_kind_from_slug(const char *slug, FileKind *kind); /* FALSE: no such slug */

typedef struct {
    gint64 id;     /* 0: not stored yet */
    gint64 number; /* of its entry; 0: an attachment or other file without one */
    char *root, *path;
    gint64 size, modified_ns, changed_ns, device, inode;
    char *content; /* hex or NULL */
    Status status;
    char *reason;
    char *category;     /* slug or NULL */
    char *title, *unit; /* of its entry, as derived from the path; NULL for attachments */
    FileKind kind;
    gint64 attached_to; /* number of the entry it lies beside; 0: none */
    int missing_scans;
    gint64 missing_since_us; /* FACT_UNKNOWN: not missing */
    gint64 first_seen_us;
} FileRow;
FileRow *file_row_new(void);
void file_row_free(FileRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileRow, file_row_free)

GPtrArray *store_files(Store *store, const char *edition,
                       GError **error); /* of FileRow *; withdrawn ones included */
/* Inserts (id 0: sets it) or updates the file and, where number > 0 and it is its entry's current file, the
 * entry's category, title, unit. number -1: gives it the edition's next number first. Edition, category and
 * attached_to must be known; content need not be. Two files may exchange their places within a transaction;
 * two present ones at one place make the commit fail. */
gboolean store_put_file(Store *store, const char *edition, FileRow *row, GError **error);
gboolean store_drop_file(Store *store, gint64 file_id, GError **error); /* attachments only: works are kept */

/* ---- contents: facts, pictures ---- */
typedef struct {
    char *content; /* hex */
    gint64 size;
    Status status; /* of the examination: _OK, _BROKEN, _NOT_VIDEO, _LIMIT, _CRASHED */
    char *reason;
    int facts_version;   /* probe.h's PROBE_VERSION */
    char *media_version; /* libav's */
    gboolean sandboxed;
    int attempts;            /* abnormal ends so far */
    gint64 next_attempt_run; /* for attempts > 0: not before the run with this number */
    int poster_recipe;       /* 0: none made */
    gint64 poster_time_us;   /* FACT_UNKNOWN */
    gboolean poster_pinned;
    char *sha256;
    gint64 duration;       /* of store_contents() alone: of the film, µs; FACT_UNKNOWN */
    gboolean has_captions; /* of store_contents() alone: the film has subtitles as text */
    gboolean is_damaged;   /* of store_contents() alone: the deep check found damage in it */
    Facts *facts;          /* NULL where none; ignored by store_contents() */
} ContentRow;
ContentRow *content_row_new(void);
void content_row_free(ContentRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ContentRow, content_row_free)

GHashTable *store_contents(Store *store, GError **error); /* hex → ContentRow * without facts; owns both */
Facts *store_facts(Store *store, const char *content,
                   GError **error); /* everything unknown where none are kept */
gboolean store_put_content(Store *store, const ContentRow *row,
                           GError **error); /* facts replaced by row->facts unless NULL */
gboolean store_put_posters(Store *store, const char *content, const GPtrArray *posters /* of WorkPoster * */,
                           GError **error);
gboolean store_put_sha256(Store *store, const char *content, const char *sha256, GError **error);

/* Write-ahead: what is about to be handed out, so that even a power cut is laid at the right door. */
gboolean store_put_attempts(Store *store, const GPtrArray *contents /* of char * hex */, gint64 run,
                            GError **error);
gboolean store_clear_attempts(Store *store, const GPtrArray *contents, GError **error);
GPtrArray *store_attempts(Store *store, GError **error); /* of char * hex: handed out and never answered */

/* ---- verdicts and people's decisions ---- */
/* Stores a verdict where it differs from the last; the older ones stay as history. *changed says whether it
 * did (may be NULL). The same verdict by other rules is no difference. run 0: made outside any run. */
gboolean store_put_judgement(Store *store, const char *edition, gint64 number, const Judgement *judgement,
                             gint64 run, gboolean *changed, GError **error);
/* A poster's moment chosen by a person; pin_us FACT_UNKNOWN takes it back. Belongs to the entry and survives
 * re-indexing. */
gboolean store_put_pin(Store *store, const char *edition, gint64 number, gint64 pin_us, const char *content,
                       GError **error);
typedef struct {
    gint64 number;
    gint64 pin_us;
    char *content; /* the content it was chosen on */
} Pin;
GPtrArray *store_pins(Store *store, const char *edition, GError **error); /* of Pin * */

/* Adds to what was decided; decided_us 0: now. Belongs to the entry: edition and number must be known. */
gboolean store_add_decision(Store *store, const char *edition, const Decision *decision, GError **error);
gboolean store_put_tag(Store *store, const char *edition, gint64 number, const char *tag, gboolean wanted,
                       gboolean *changed /* may be NULL */, GError **error);

/* Every verdict that differed from the one before it, oldest first. */
typedef struct {
    gint64 number; /* of the work */
    gint64 judged_us;
    Judgement *judgement;
} PastVerdict;
PastVerdict *past_verdict_new(gint64 number, gint64 judged_us, Verdict verdict); /* without findings */
void past_verdict_free(PastVerdict *past);                                       /* NULL is fine */
GPtrArray *store_history(Store *store, const char *edition, gint64 number,
                         GError **error); /* of PastVerdict * */
/* Those of all works, by number, without their findings. */
GPtrArray *store_verdicts(Store *store, const char *edition, GError **error); /* of PastVerdict * */

/* ---- entry forms ---- */
GPtrArray *store_forms(Store *store, const char *edition,
                       GError **error); /* of Form *, in the order they came; contacts included */
/* Inserts (id 0: sets it) or updates. `number`: the work it speaks of, which no other form may speak of. */
gboolean store_put_form(Store *store, const char *edition, Form *form, GError **error);

/* How names are read. A given reading is only replaced by a given one. */
typedef struct {
    char *text;
    char *pinyin, *initials;
    gboolean given; /* a person said so */
} Reading;
GPtrArray *store_readings(Store *store, GError **error); /* of Reading * */
gboolean store_put_reading(Store *store, const Reading *reading, GError **error);
GPtrArray *store_texts_without_reading(Store *store, const char *edition,
                                       GError **error); /* of char *: titles and units */

/* ---- stages that follow the examination ---- */
typedef enum { STAGE_DEEP, STAGE_STRIP, STAGE_CAPTIONS, STAGE_PROXY } Stage; /* stored as stage_slug() */
const char *stage_slug(Stage stage); /* "deep" "strip" "captions" "proxy" */
#define STAGES (STAGE_PROXY + 1)

/* How far a stage came with one content. */
typedef struct {
    char *content; /* hex */
    Status status; /* STATUS_OK, _BROKEN, _NOT_VIDEO, _LIMIT, _CRASHED; _PENDING: begun and never answered */
    char *reason;
    int version; /* of the stage: DEEP_VERSION and its like */
    char *media_version;
    gboolean sandboxed;
    int attempts; /* abnormal ends so far; a try that was begun and not answered counts */
    gint64 next_attempt_run;
} StageRow;
StageRow *stage_row_new(void);
void stage_row_free(StageRow *row); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StageRow, stage_row_free)

GHashTable *store_stage(Store *store, Stage stage, GError **error); /* hex → StageRow *; owns both */
gboolean store_put_stage(Store *store, Stage stage, const StageRow *row, GError **error);
/* Write-ahead, before it is handed out: row's content, version, attempts and next_attempt_run alone. */
gboolean store_begin_stage(Store *store, Stage stage, const StageRow *row, GError **error);
gboolean store_forget_stage(Store *store, Stage stage, const char *content,
                            GError **error); /* one that was begun and never answered */

/* What a stage made of a content takes the place of what it made before; NULL: nothing could be made. */
gboolean store_put_deep(Store *store, const char *content, const DeepFacts *deep, GError **error);
gboolean store_put_strip(Store *store, const char *content, const WorkStrip *strip, GError **error);
gboolean store_put_captions(Store *store, const char *content,
                            const GPtrArray *captions /* of WorkCaption * */, GError **error);
gboolean store_put_proxy(Store *store, const char *content, const WorkProxy *proxy, GError **error);
GHashTable *store_proxy_paths(Store *store,
                              GError **error); /* set of char *: of all that there are, in every edition */

/* ---- reviewers and their marks: in no page, so none of this raises the revision ---- */
typedef struct {
    char *key;  /* made by the browser; tells two of one name apart */
    char *name; /* as the newest file has it */
    char *unit; /* NULL: not given */
    gint64 exported_us;
} Reviewer;
void reviewer_clear(Reviewer *reviewer);

typedef struct {
    char *criterion; /* key of [marks] */
    int points;
} Score;

/* How a reviewer answers a manual check. It decides nothing: that is an organiser's. */
typedef struct {
    char *check; /* its name in [rules] manual= */
    gboolean is_met;
} Opinion;

/* The last word of a reviewer on a work. One without points, note or anything takes back what was there. */
typedef struct {
    char *reviewer; /* key */
    gint64 number;  /* of the work */
    char *content;  /* of the bytes that were seen; NULL: not said */
    gboolean recused, shortlisted;
    char *note; /* NULL: none was handed in */
    gint64 updated_us, imported_us;
    char *source;        /* name of the file it came from */
    GPtrArray *scores;   /* of Score *, owned; never NULL */
    GPtrArray *opinions; /* of Opinion *, owned; NULL: manual checks were not spoken of */
} Mark;
Mark *mark_new(void);
void mark_free(Mark *mark); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mark, mark_free)
void mark_add_score(Mark *mark, const char *criterion, int points);
const Score *mark_score(const Mark *mark, const char *criterion); /* NULL: none given */
void mark_add_opinion(Mark *mark, const char *check, gboolean is_met);
const Opinion *mark_opinion(const Mark *mark, const char *check); /* NULL: not answered */

GPtrArray *store_reviewers(Store *store, const char *edition, GError **error); /* of Reviewer *, by name */
/* One of an older file does not take the place of a newer one's name. */
gboolean store_put_reviewer(Store *store, const char *edition, const Reviewer *reviewer, GError **error);
GPtrArray *store_marks(Store *store, const char *edition,
                       GError **error); /* of Mark *, by number, then by reviewer */
/* Takes the place of the reviewer's mark of that work. Reviewer and number must be known. */
gboolean store_put_mark(Store *store, const char *edition, const Mark *mark, GError **error);

/* ---- versions ---- */
/* Notes, for every work, the bytes it has now where they are not those it had last. */
gboolean store_note_versions(Store *store, const char *edition, gint64 now_us, GError **error);

/* A work of another edition, for what was handed in before. */
typedef struct {
    char *edition;
    gint64 number;
    char *title, *unit;     /* the form's, else the path's */
    char *content, *sha256; /* hex; NULL: not known */
} WorkElsewhere;
GPtrArray *store_works_elsewhere(Store *store, const char *edition, GError **error); /* of WorkElsewhere * */

/* ---- runs ---- */
typedef struct {
    gint64 id;
    char *command;
    gint64 started_us, ended_us; /* ended FACT_UNKNOWN: it did not end by itself */
    gboolean complete;           /* every root was read whole */
    gint64 found, added, changed, moved, missing, examined, failed;
    int exit_code;
    gboolean sandboxed;
    char *note; /* one line for people, or NULL */
} RunRow;
void run_row_clear(RunRow *row);
/* Reads the whole catalogue: STORE_ERROR_DAMAGED before anything is built on damage, which would spread it. */
gboolean store_look_over(Store *store, GError **error);
gboolean store_begin_run(Store *store, RunRow *run, GError **error); /* sets run->id */
gboolean store_end_run(Store *store, const RunRow *run, GError **error);
gboolean store_last_run(Store *store, const char *command /* NULL: any */, RunRow *run, gboolean *found,
                        GError **error);

/* ---- how it fares ---- */
typedef struct {
    char *fault;            /* what the check found first; NULL: sound */
    gint64 step;            /* of the schema */
    gint64 pending;         /* films that arrive, or wait for their examination */
    gint64 not_hashed;      /* films without SHA-256 */
    gint64 parked;          /* films given up after so many abnormal ends, in any stage */
    gint64 without_sandbox; /* films of which something was found without the sandbox */
} StoreHealth;
void store_health_clear(StoreHealth *health);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreHealth, store_health_clear)

typedef struct {
    const char *edition; /* of whose films is told; NULL: of none */
    gboolean
        whole; /* a check of every row and index, which takes as long as reading the catalogue twice; else the one that runs begin with */
    int attempts_max; /* after so many a film is given up */
    gint64 read_max;  /* bytes; larger films get no SHA-256 */
} StoreExamineParams;

/* Of films that are there. */
gboolean store_examine(Store *store, const StoreExamineParams *params, StoreHealth *health, GError **error);

/* "NFS", "SMB" …: the network that a folder comes from, where catalogues keep a rollback journal; NULL: it lies on a local disk. Static. */
const char *store_network_name(const char *dir);

/* ---- the state as a whole ---- */
typedef struct {
    gint64 revision;   /* raised by every change of facts, posters, verdicts or decisions; never by runs */
    gint64 revised_us; /* when */
} Revision;
gboolean store_revision(Store *store, Revision *revision, GError **error);
gboolean store_will_revise(
    const Store *store); /* what this transaction wrote raises it when it is committed */

/* All works of the edition in order of number, each with its current file: the one that is there rather than
 * a missing or withdrawn one, the newest known of several. */
GPtrArray *store_works(Store *store, const char *edition, GError **error); /* of Work * */

/* The same without forms, samples, versions, captions and attachments. */
GPtrArray *store_works_for_lines(Store *store, const char *edition, GError **error); /* of Work * */

/* The same without posters, proxies, what was measured of whole films, readings of names, findings that passed (but manual checks'), and all of
 * the streams but the codec and size of the picture. */
GPtrArray *store_works_for_table(Store *store, const char *edition, GError **error); /* of Work * */

/* Those of store_works() with what is long and only pages show: strips, the texts of captions, the facts of versions. */
GPtrArray *store_works_for_pages(Store *store, const char *edition, GError **error); /* of Work * */

/* Of the works of store_works() at least those with this number or the organiser's `entry_no`: both may be
 * others' too, and what lies between such works in order of number is among them. None is an empty array. */
GPtrArray *store_works_named(Store *store, const char *edition, gint64 number, const char *entry_no,
                             GError **error); /* of Work * */
/* Files outside any work: kind and path, for "listed as such, never dropped silently". */
GPtrArray *store_other_files(Store *store, const char *edition,
                             GError **error); /* of FileRow * with number 0 and attached_to 0 */

/* Small facts of the program's own: "gallery.published" and the like. NULL: not set. */
char *store_get_note(Store *store, const char *name, GError **error);
gboolean store_put_note(Store *store, const char *name, const char *value, GError **error);
