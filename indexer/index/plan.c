#include "indexer/index/plan.h"

#include "catalog/facts/caption_name.h"
#include "indexer/index/bearers.h"
#include "indexer/intake/content_queue.h"
#include "indexer/intake/naming.h"

#include <string.h>

/* A work that three complete scans have missed, the last this long after the first, counts as withdrawn. */
#define ABSENT_SCANS 3
#define ABSENT_US    (G_GINT64_CONSTANT(7) * 24 * 3600 * G_USEC_PER_SEC)

/* Files read at a time, at most: more do not make a disk or a share faster. Each of them may be so far ahead of its turn. */
#define READERS_MAX 8
#define AHEAD       4

typedef struct {
    const PlanParams *params;
    IndexPlan *plan;
    GHashTable *walks;      /* label of a root → Walk *, borrowed */
    GHashTable *dead;       /* label → why (static): of what is not in these roots nothing is concluded */
    GHashTable *by_place;   /* "root//path" → FileRow *, borrowed */
    GHashTable *seen;       /* set of FileRow *: still where they were */
    GHashTable *taken;      /* set of FileRow *: another file lies in their place */
    GHashTable *homeless;   /* set of FileRow *: their place is empty or holds something else now */
    GHashTable *by_inode;   /* "device:inode" → GPtrArray of homeless works */
    GHashTable *by_content; /* hex → GPtrArray of homeless works */
    GPtrArray *fresh;       /* of Fresh * */
    Bearers *bearers;
    int readers;
    ContentQueue *queue; /* of fresh films, in their order */
    guint queued;        /* fresh files before this index were put into it, or need not be */
    gboolean told;       /* that there is an unknown content */
} Planning;

/* A file that is not known to be unchanged. */
typedef struct {
    const WalkedFile *file; /* borrowed */
    const char *label;      /* of its root; borrowed */
    FileRow *here;          /* what was known of its place; NULL: nothing */
    char *content;          /* owned; NULL until read */
    FileRow *row;           /* its new state; set once it is known who it is */
    gboolean queued;        /* to be read */
    gboolean gone;          /* it vanished since it was listed: the next walk will tell */
} Fresh;

static void fresh_free(gpointer data)
{
    Fresh *fresh = data;

    g_free(fresh->content);
    g_free(fresh);
}

static void problem_free(gpointer data)
{
    PlanProblem *problem = data;

    g_free(problem->path);
    g_free(problem->why);
    g_free(problem);
}

static void add_problem(IndexPlan *plan, const char *label, const char *path, const char *why)
{
    PlanProblem *problem = g_new0(PlanProblem, 1);

    problem->path = *path ? g_build_filename(label, path, NULL) : g_strdup(label);
    problem->why = g_strdup(why);
    g_ptr_array_add(plan->problems, problem);
}

static void touch(IndexPlan *plan, FileRow *row)
{
    g_hash_table_add(plan->touched, row);
}

static void note(IndexPlan *plan, PlanEventKind kind, const FileRow *row)
{
    PlanEvent event = { kind, row };

    if (row->kind == FILE_WORK || kind == PLAN_ARCHIVE)
        g_array_append_val(plan->events, event);
}

int index_plan_count(const IndexPlan *plan, PlanEventKind kind)
{
    int n = 0;

    for (guint i = 0; i < plan->events->len; i++)
        n += g_array_index(plan->events, PlanEvent, i).kind == kind;
    return n;
}

static void replace_text(char **text, const char *with)
{
    if (*text == with)
        return;
    g_free(*text);
    *text = g_strdup(with);
}

static char *place_key(const char *label, const char *path)
{
    return g_strconcat(label, "//", path, NULL);
}

char *root_label(const char *contest_dir, const char *root)
{
    g_autofree char *base = g_canonicalize_filename(contest_dir, NULL);
    gsize length = strlen(base);

    if (strncmp(root, base, length) == 0 && root[length] == '/' && root[length + 1])
        return g_strdup(root + length + 1);
    return g_strdup(root);
}

char *root_path(const char *contest_dir, const char *label)
{
    g_autofree char *base = g_canonicalize_filename(contest_dir, NULL);

    return g_canonicalize_filename(label, base);
}

/* ---- is a root to be believed? ---- */

static gboolean is_absent(const FileRow *row)
{
    return row->status == STATUS_MISSING || row->status == STATUS_WITHDRAWN;
}

typedef struct {
    int known;            /* works that are not missing */
    gboolean same_device; /* some of them on the device that it is on now */
} RootMemory;

static RootMemory remember_root(const GPtrArray *known, const char *label, gint64 device)
{
    RootMemory memory = { 0 };

    for (guint i = 0; i < known->len; i++) {
        const FileRow *row = known->pdata[i];
        if (row->kind == FILE_WORK && strcmp(row->root, label) == 0 && !is_absent(row)) {
            memory.known++;
            memory.same_device = memory.same_device || row->device == device;
        }
    }
    return memory;
}

static int works_in(const Walk *walk)
{
    int works = 0;

    for (guint i = 0; i < walk->files->len; i++)
        works += ((const WalkedFile *)walk->files->pdata[i])->kind == FILE_WORK;
    return works;
}

/* An unmounted share shows an empty folder, or another file system: then nothing is concluded from what is
 * not there. */
#define OTHER_DEVICE "root.other-device"
#define HALF_GONE    "root.half-gone"

static const char *why_not_alive(const Walk *walk, const RootMemory *memory)
{
    if (walk->device < 0)
        return "root.absent";
    if (memory->known == 0)
        return NULL;
    if (walk->files->len == 0)
        return "root.empty";
    if (works_in(walk) * 2 < memory->known)
        return memory->same_device ? HALF_GONE : OTHER_DEVICE;
    return NULL;
}

/* ---- what is where it was, and what is not ---- */

gboolean file_is_unread(const FileRow *row)
{
    return file_kind_is_film(row->kind) && (!row->content || g_strcmp0(row->reason, REASON_ARRIVING) == 0 ||
                                            g_strcmp0(row->reason, REASON_UNREADABLE) == 0);
}

/* Subtitles are the only attachments whose bytes are read: WebVTT is made of them. */
static gboolean is_caption(const WalkedFile *file)
{
    return file->kind == FILE_ATTACHMENT && caption_name_is_one(file->path);
}

static gboolean is_unchanged(const FileRow *row, const WalkedFile *file)
{
    return row && row->size == file->size && row->modified_ns == file->modified_ns && !file_is_unread(row) &&
           (row->content || !is_caption(file));
}

/* A share that was mounted again has other numbers for the same files. */
static void see(Planning *self, FileRow *row, const WalkedFile *file, gboolean take_numbers)
{
    g_hash_table_add(self->seen, row);
    if (!take_numbers || (row->device == file->device && row->inode == file->inode))
        return;
    row->device = file->device;
    row->inode = file->inode;
    touch(self->plan, row);
}

/* What only another disk holds that was mounted in the place of the right one is no submission. */
static gboolean is_of_another_disk(const Planning *self, const char *label)
{
    return g_strcmp0(g_hash_table_lookup(self->dead, label), OTHER_DEVICE) == 0;
}

static void sort_walked(Planning *self, const Walk *walk, const char *label)
{
    gboolean other_disk = is_of_another_disk(self, label);

    for (guint i = 0; i < walk->files->len; i++) {
        const WalkedFile *file = walk->files->pdata[i];
        g_autofree char *key = place_key(label, file->path);
        FileRow *here = g_hash_table_lookup(self->by_place, key);

        if (here && here->kind != file->kind)
            here = NULL;
        self->plan->found++;
        if (is_unchanged(here, file)) {
            see(self, here, file, !other_disk);
            continue;
        }
        if (other_disk)
            continue;
        Fresh *fresh = g_new0(Fresh, 1);
        fresh->file = file;
        fresh->label = label;
        fresh->here = here;
        if (here)
            g_hash_table_add(self->taken, here);
        g_ptr_array_add(self->fresh, fresh);
    }
}

/* A film that is called a sample and lies beside another film. Alone in its folder it is the work. */
static void tell_samples(const Planning *self, const Walk *walk)
{
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) called = g_ptr_array_new();

    for (guint i = 0; i < walk->files->len; i++) {
        WalkedFile *file = walk->files->pdata[i];
        g_autofree char *film = NULL;

        if (!file_kind_is_film(file->kind))
            continue;
        film = sample_of_path(self->params->settings, file->path);
        if (film)
            g_ptr_array_add(called, file);
        else
            g_hash_table_add(folders, g_path_get_dirname(file->path));
    }
    for (guint i = 0; i < called->len; i++) {
        WalkedFile *file = called->pdata[i];
        g_autofree char *folder = g_path_get_dirname(file->path);

        file->kind = g_hash_table_contains(folders, folder) ? FILE_SAMPLE : FILE_WORK;
    }
}

/* Nothing is known of what lies below a root that is not alive or a folder that could not be read. */
static gboolean is_out_of_sight(const Planning *self, const FileRow *row)
{
    const Walk *walk = g_hash_table_lookup(self->walks, row->root);

    return g_hash_table_contains(self->dead, row->root) || (walk && walk_is_blind_to(walk, row->path));
}

static char *inode_key(gint64 device, gint64 inode)
{
    return g_strdup_printf("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, device, inode);
}

/* Takes the key. */
static void add_candidate(GHashTable *table, char *key, FileRow *row)
{
    GPtrArray *rows = g_hash_table_lookup(table, key);

    if (!rows) {
        rows = g_ptr_array_new();
        g_hash_table_insert(table, key, rows);
    } else {
        g_free(key);
    }
    g_ptr_array_add(rows, row);
}

/* Also out of a folder that could not be read, and within a root that lost its half: its number goes with it rather than be lost. */
static gboolean may_have_moved(const Planning *self, const FileRow *row)
{
    const char *why = g_hash_table_lookup(self->dead, row->root);

    return !why || g_str_equal(why, HALF_GONE) || g_hash_table_contains(self->taken, row);
}

static void find_homeless(Planning *self, const GPtrArray *known)
{
    for (guint i = 0; i < known->len; i++) {
        FileRow *row = known->pdata[i];

        if (g_hash_table_contains(self->seen, row) || !may_have_moved(self, row))
            continue;
        g_hash_table_add(self->homeless, row);
        if (row->kind != FILE_WORK)
            continue;
        add_candidate(self->by_inode, inode_key(row->device, row->inode), row);
        if (row->content && !file_is_unread(row))
            add_candidate(self->by_content, g_strdup(row->content), row);
    }
}

/* ---- who is a fresh file? ---- */

static void settle_here(Fresh *fresh, FileRow *row)
{
    const WalkedFile *file = fresh->file;

    replace_text(&row->root, fresh->label);
    replace_text(&row->path, file->path);
    row->kind = file->kind;
    row->size = file->size;
    row->modified_ns = file->modified_ns;
    row->changed_ns = file->changed_ns;
    row->device = file->device;
    row->inode = file->inode;
    fresh->row = row;
}

static gboolean same_name(const char *a, const char *b)
{
    g_autofree char *name_a = g_path_get_basename(a);
    g_autofree char *name_b = g_path_get_basename(b);

    return strcmp(name_a, name_b) == 0;
}

/* Of several, the one of the same name, else the lowest number: the same answer every time. `stamped`: only with the file's size and time. */
static FileRow *best_candidate(const Planning *self, const GPtrArray *rows, const Fresh *fresh,
                               gboolean stamped)
{
    const WalkedFile *file = fresh->file;
    FileRow *best = NULL;
    gboolean best_named = FALSE;

    for (guint i = 0; rows && i < rows->len; i++) {
        FileRow *row = rows->pdata[i];
        gboolean named = same_name(row->path, file->path);

        if (!g_hash_table_contains(self->homeless, row) ||
            (is_out_of_sight(self, row) && strcmp(row->root, fresh->label) != 0) ||
            (stamped && (row->size != file->size || row->modified_ns != file->modified_ns)))
            continue;
        if (!best || named > best_named || (named == best_named && row->number < best->number)) {
            best = row;
            best_named = named;
        }
    }
    return best;
}

static void claim(Planning *self, Fresh *fresh, FileRow *row)
{
    gboolean elsewhere = strcmp(row->path, fresh->file->path) != 0 || strcmp(row->root, fresh->label) != 0;

    g_hash_table_remove(self->homeless, row);
    if (is_absent(row))
        note(self->plan, PLAN_BACK, row);
    else if (elsewhere)
        note(self->plan, PLAN_MOVED, row);
    settle_here(fresh, row);
    touch(self->plan, row);
}

/* A file that was still arriving when it moved keeps its number, but its bytes have yet to be read. */
static void claim_moved_inodes(Planning *self)
{
    for (guint i = 0; i < self->fresh->len; i++) {
        Fresh *fresh = self->fresh->pdata[i];
        g_autofree char *key = inode_key(fresh->file->device, fresh->file->inode);
        FileRow *row = NULL;

        if (fresh->file->kind == FILE_WORK)
            row = best_candidate(self, g_hash_table_lookup(self->by_inode, key), fresh, TRUE);
        if (row && file_is_unread(row))
            fresh->here = row;
        else if (row)
            claim(self, fresh, row);
    }
}

/* When the file last changed; a time in the future is a clock's fault, not an upload. */
static gint64 last_change_us(const PlanParams *params, const WalkedFile *file)
{
    gint64 modified_us = file->modified_ns / 1000, changed_us = file->changed_ns / 1000;

    return MAX(modified_us > params->now_us ? 0 : modified_us, changed_us > params->now_us ? 0 : changed_us);
}

static gboolean is_out_of_time(const PlanParams *params)
{
    return (params->interrupted && *params->interrupted) ||
           (params->deadline_us > 0 && g_get_monotonic_time() > params->deadline_us);
}

static FileStamp stamp_of(const Fresh *fresh)
{
    const WalkedFile *file = fresh->file;

    return (FileStamp){ file->size, file->modified_ns, file->device, file->inode };
}

static char *root_of(const Planning *self, const Fresh *fresh)
{
    return root_path(self->params->contest_dir, fresh->label);
}

/* A film's sample was taken ahead. */
static char *content_of(Planning *self, const Fresh *fresh, GError **error)
{
    const FileStamp stamp = stamp_of(fresh);
    const char *path = fresh->file->path;
    g_autofree char *root = root_of(self, fresh);
    g_autofree char *sampled =
        fresh->queued ? content_queue_pop(self->queue, error) : content_of_file(root, path, &stamp, error);

    return sampled ? bearers_confirm(self->bearers, sampled, root, path, &stamp, error) : NULL;
}

static void read_content(Planning *self, Fresh *fresh, const char **reason)
{
    g_autoptr(GError) error = NULL;

    fresh->content = content_of(self, fresh, &error);
    if (fresh->content)
        return;
    if (g_error_matches(error, IDENTITY_ERROR, IDENTITY_ERROR_GONE)) {
        fresh->gone = TRUE;
    } else if (g_error_matches(error, IDENTITY_ERROR, IDENTITY_ERROR_CHANGED)) {
        *reason = REASON_ARRIVING;
    } else {
        *reason = REASON_UNREADABLE;
        if (!fresh->here ||
            g_strcmp0(fresh->here->reason, REASON_UNREADABLE) != 0) /* else an earlier run said so */
            add_problem(self->plan, fresh->label, fresh->file->path, error->message);
    }
}

static FileRow *new_row(Planning *self, gint64 number)
{
    FileRow *row = file_row_new();

    row->number = number;
    row->first_seen_us = self->params->now_us;
    row->missing_since_us = FACT_UNKNOWN;
    g_ptr_array_add(self->plan->rows, row);
    return row;
}

/* Only works get numbers. */
static gint64 number_for(const WalkedFile *file)
{
    return file->kind == FILE_WORK ? -1 : 0;
}

/* A file whose bytes are not known yet keeps its place, or gets one. */
static void hold_place(Planning *self, Fresh *fresh, Status status, const char *reason)
{
    FileRow *row = fresh->here && g_hash_table_contains(self->homeless, fresh->here) ? fresh->here : NULL;

    if (row)
        g_hash_table_remove(self->homeless, row);
    else
        row = new_row(self, number_for(fresh->file));
    settle_here(fresh, row);
    row->status = status;
    replace_text(&row->reason, reason);
    if (status == STATUS_PENDING)
        note(self->plan, PLAN_PENDING, row);
    else if (row->kind == FILE_ARCHIVE && row->id == 0)
        note(self->plan, PLAN_ARCHIVE, row);
    touch(self->plan, row);
}

static gboolean has_settled(const PlanParams *params, const WalkedFile *file)
{
    return params->now_us - last_change_us(params, file) >= params->settle_us;
}

static gboolean may_be_read(const Planning *self, const Fresh *fresh)
{
    return has_settled(self->params, fresh->file) && !is_out_of_time(self->params);
}

/* Other than a work it is there whether its bytes are known or not. */
static void hold_attachment(Planning *self, Fresh *fresh)
{
    const char *reason = NULL;

    if (is_caption(fresh->file) && may_be_read(self, fresh))
        read_content(self, fresh, &reason);
    hold_place(self, fresh, STATUS_OK, reason);
    replace_text(&fresh->row->content, fresh->content);
}

static void tell_if_unknown(Planning *self, const char *content)
{
    if (self->told || g_hash_table_contains(self->params->contents, content))
        return;
    self->told = TRUE;
    self->params->unknown_content(self->params->user);
}

static void identify(Planning *self, Fresh *fresh)
{
    gint64 changed_us = last_change_us(self->params, fresh->file);
    const char *reason = NULL;

    if (!has_settled(self->params, fresh->file)) {
        self->plan->settled_at_us = MAX(self->plan->settled_at_us, changed_us + self->params->settle_us);
        hold_place(self, fresh, STATUS_PENDING, REASON_ARRIVING);
    } else if (!fresh->queued) {
        hold_place(self, fresh, STATUS_PENDING, REASON_ARRIVING); /* the time was up */
    } else {
        read_content(self, fresh, &reason);
        if (fresh->content)
            tell_if_unknown(self, fresh->content);
        if (fresh->gone && fresh->here)
            g_hash_table_remove(self->homeless, fresh->here);
        else if (!fresh->content && !fresh->gone)
            hold_place(self, fresh, strcmp(reason, REASON_ARRIVING) == 0 ? STATUS_PENDING : STATUS_BROKEN,
                       reason);
    }
}

/* What its content is known to be, or is found to be, decides: the merge says. */
static void await_examination(FileRow *row)
{
    row->status = STATUS_PENDING;
    replace_text(&row->reason, NULL);
}

/* The same bytes in the same place: it was only touched. Decided before anything is called moved. */
static void claim_touched(Planning *self)
{
    for (guint i = 0; i < self->fresh->len; i++) {
        Fresh *fresh = self->fresh->pdata[i];
        if (!fresh->row && fresh->content && fresh->here &&
            g_hash_table_contains(self->homeless, fresh->here) &&
            g_strcmp0(fresh->here->content, fresh->content) == 0) {
            gboolean unread = file_is_unread(fresh->here);
            claim(self, fresh, fresh->here);
            if (unread)
                await_examination(fresh->row);
        }
    }
}

static void claim_moved_contents(Planning *self)
{
    for (guint i = 0; i < self->fresh->len; i++) {
        Fresh *fresh = self->fresh->pdata[i];
        FileRow *row = NULL;

        if (!fresh->row && fresh->content && fresh->file->kind == FILE_WORK && fresh->file->size > 0)
            row = best_candidate(self, g_hash_table_lookup(self->by_content, fresh->content), fresh, FALSE);
        if (row)
            claim(self, fresh, row);
    }
}

/* What is left is a new version of the work whose place it took, or a new work. */
static void settle_rest(Planning *self)
{
    for (guint i = 0; i < self->fresh->len; i++) {
        Fresh *fresh = self->fresh->pdata[i];
        FileRow *row = fresh->here;

        if (fresh->row || fresh->gone)
            continue;
        if (row && g_hash_table_contains(self->homeless, row)) {
            g_hash_table_remove(self->homeless, row);
        } else {
            row = new_row(self, number_for(fresh->file));
        }
        settle_here(fresh, row);
        note(self->plan, row->content ? PLAN_CHANGED : PLAN_ADDED,
             row); /* without a content it had been arriving */
        replace_text(&row->content, fresh->content);
        await_examination(row);
        touch(self->plan, row);
    }
}

/* ---- what is no longer there ---- */

static void miss(Planning *self, FileRow *row)
{
    gint64 now_us = self->params->now_us;

    if (row->status == STATUS_WITHDRAWN)
        return;
    if (row->status != STATUS_MISSING) {
        row->status = STATUS_MISSING;
        row->missing_scans = 0;
        row->missing_since_us = now_us;
        replace_text(&row->reason, NULL);
        note(self->plan, PLAN_MISSING, row);
    }
    if (row->missing_scans < ABSENT_SCANS) {
        row->missing_scans++;
        touch(self->plan, row);
    }
    if (row->missing_scans >= ABSENT_SCANS && now_us - row->missing_since_us >= ABSENT_US) {
        row->status = STATUS_WITHDRAWN;
        touch(self->plan, row);
    }
}

/* A root that the settings no longer name was not looked at: its works stay, unless that is said to be right. */
static gboolean is_dropped_root(const Planning *self, const char *label)
{
    return !g_hash_table_contains(self->walks, label) && !self->params->accept_loss;
}

static void miss_homeless(Planning *self)
{
    GPtrArray *rows = self->plan->rows;
    guint kept = 0;

    for (guint i = 0; i < rows->len; i++) {
        FileRow *row = rows->pdata[i];
        gboolean lost = g_hash_table_contains(self->homeless, row) && !is_dropped_root(self, row->root) &&
                        (!is_out_of_sight(self, row) || g_hash_table_contains(self->taken, row));

        if (lost && row->number == 0) {
            g_array_append_val(self->plan->dropped, row->id);
            g_hash_table_remove(self->plan->touched, row);
            g_hash_table_remove(self->homeless, row);
            file_row_free(row);
            continue;
        }
        if (lost)
            miss(self, row);
        rows->pdata[kept++] = row;
    }
    rows->len = kept; /* the rest was freed one by one */
}

static void note_dropped_roots(Planning *self)
{
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < self->plan->rows->len; i++) {
        const FileRow *row = self->plan->rows->pdata[i];

        if (row->number > 0 && !is_absent(row) && g_hash_table_contains(self->homeless, row) &&
            is_dropped_root(self, row->root) && g_hash_table_add(said, row->root)) {
            self->plan->complete = FALSE;
            add_problem(self->plan, row->root, "", "root.dropped");
        }
    }
}

/* ---- names ---- */

static void update_name(Planning *self, FileRow *row)
{
    g_auto(WorkName) name = { 0 };
    const char *slug;

    work_name(self->params->settings, self->params->units, row->path, &name);
    slug = name.category ? name.category->slug : NULL;
    if (row->kind != FILE_WORK) {
        if (g_strcmp0(row->category, slug) != 0)
            touch(self->plan, row);
        replace_text(&row->category, slug);
        return;
    }
    if (g_strcmp0(row->category, slug) == 0 && g_strcmp0(row->unit, name.unit) == 0 &&
        g_strcmp0(row->title, name.title) == 0)
        return;
    replace_text(&row->category, slug);
    replace_text(&row->unit, name.unit);
    replace_text(&row->title, name.title);
    touch(self->plan, row);
}

static void revive(Planning *self, FileRow *row)
{
    if (!is_absent(row))
        return;
    if (g_hash_table_contains(self->seen, row))
        note(self->plan, PLAN_BACK, row);
    await_examination(row);
    row->missing_scans = 0;
    row->missing_since_us = FACT_UNKNOWN;
    touch(self->plan, row);
}

/* Those of which a file was seen, also where nothing is concluded from what is not. */
static GHashTable *rows_met(const Planning *self)
{
    GHashTable *met = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer row;

    g_hash_table_iter_init(&iter, self->seen);
    while (g_hash_table_iter_next(&iter, &row, NULL))
        g_hash_table_add(met, row);
    for (guint i = 0; i < self->fresh->len; i++) {
        Fresh *fresh = self->fresh->pdata[i];

        if (fresh->row)
            g_hash_table_add(met, fresh->row);
    }
    return met;
}

static gboolean name_stands(const Planning *self, const FileRow *row)
{
    return self->params->names_stand && g_hash_table_contains(self->seen, row) &&
           !g_hash_table_contains(self->plan->touched, row);
}

static void update_present(Planning *self)
{
    g_autoptr(GHashTable) met = rows_met(self);

    for (guint i = 0; i < self->plan->rows->len; i++) {
        FileRow *row = self->plan->rows->pdata[i];
        if (g_hash_table_contains(self->homeless, row) ||
            (is_out_of_sight(self, row) && !g_hash_table_contains(met, row)))
            continue;
        revive(self, row);
        if (!name_stands(self, row))
            update_name(self, row);
    }
}

/* What is known of contents by full reading, and the files that are where they were. */
static void add_bearers(Planning *self)
{
    GHashTableIter iter;
    gpointer data;

    g_hash_table_iter_init(&iter, self->params->contents);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        const ContentRow *content = data;
        if (content->sha256)
            bearers_add_sha256(self->bearers, content->content, content->sha256);
    }
    g_hash_table_iter_init(&iter, self->seen);
    while (g_hash_table_iter_next(&iter, &data, NULL)) {
        const FileRow *row = data;
        FileStamp stamp = { row->size, row->modified_ns, row->device, row->inode };
        g_autofree char *root = row->content ? root_path(self->params->contest_dir, row->root) : NULL;
        if (root)
            bearers_add_file(self->bearers, row->content, root, row->path, &stamp);
    }
}

static NaturalPlace place_of_row(gconstpointer data)
{
    const FileRow *row = data;

    return (NaturalPlace){ row->root, row->path };
}

/* The root itself is told of once. */
static void note_problems(IndexPlan *plan, const Walk *walk, const char *label, gboolean root_is_told)
{
    for (guint i = 0; i < walk->problems->len; i++) {
        const WalkProblem *problem = walk->problems->pdata[i];
        if (problem->unread)
            plan->complete = FALSE;
        if (*problem->path || !root_is_told)
            add_problem(plan, label, problem->path, problem->why);
    }
}

static void note_root(Planning *self, const Walk *walk, const char *label, const GPtrArray *known)
{
    RootMemory memory = remember_root(known, label, walk->device);
    const char *why = why_not_alive(walk, &memory);

    note_problems(self->plan, walk, label, why != NULL);
    if (why && (walk->device < 0 || !self->params->accept_loss)) {
        self->plan->complete = FALSE;
        add_problem(self->plan, walk->root, "", why);
        g_hash_table_insert(self->dead, g_strdup(label), (gpointer)why);
    }
}

/* Of two that lay in one place, the one that was not missing there. */
static void index_places(Planning *self, const GPtrArray *known)
{
    for (guint i = 0; i < known->len; i++) {
        FileRow *row = known->pdata[i];
        char *key = place_key(row->root, row->path);
        const FileRow *other = g_hash_table_lookup(self->by_place, key);

        if (other && !is_absent(other) && is_absent(row))
            g_free(key);
        else
            g_hash_table_replace(self->by_place, key, row);
    }
}

static void planning_begin(Planning *self, const GPtrArray *walks, const GPtrArray *known)
{
    index_places(self, known);
    for (guint i = 0; i < walks->len; i++) {
        Walk *one = walks->pdata[i];
        char *label = root_label(self->params->contest_dir, one->root);

        walk_sort(one);
        g_hash_table_insert(self->walks, label, one);
        tell_samples(self, one);
        note_root(self, one, label, known);
        sort_walked(self, one, label);
    }
    find_homeless(self, known);
    if (self->fresh->len > 0)
        add_bearers(self);
}

static void queue_ahead(Planning *self, guint at)
{
    guint end = MIN(at + AHEAD * (guint)self->readers, self->fresh->len);

    for (; self->queued < end; self->queued++) {
        Fresh *fresh = self->fresh->pdata[self->queued];
        const FileStamp stamp = stamp_of(fresh);
        g_autofree char *root = NULL;

        if (fresh->row || !file_kind_is_film(fresh->file->kind) || !may_be_read(self, fresh))
            continue;
        root = root_of(self, fresh);
        content_queue_push(self->queue, root, fresh->file->path, &stamp);
        fresh->queued = TRUE;
    }
}

/* From the surest sign to the least sure: the inode, the bytes in their place, the bytes elsewhere, the place. */
static void planning_identify(Planning *self)
{
    claim_moved_inodes(self);
    for (guint i = 0; i < self->fresh->len; i++) {
        Fresh *fresh = self->fresh->pdata[i];

        queue_ahead(self, i);
        if (!fresh->row && file_kind_is_film(fresh->file->kind))
            identify(self, fresh);
        else if (!fresh->row)
            hold_attachment(self, fresh);
    }
    claim_touched(self);
    claim_moved_contents(self);
    settle_rest(self);
}

static IndexPlan *plan_new(GPtrArray *rows)
{
    IndexPlan *plan = g_new0(IndexPlan, 1);

    plan->rows = rows;
    plan->touched = g_hash_table_new(NULL, NULL);
    plan->dropped = g_array_new(FALSE, FALSE, sizeof(gint64));
    plan->events = g_array_new(FALSE, FALSE, sizeof(PlanEvent));
    plan->problems = g_ptr_array_new_with_free_func(problem_free);
    plan->complete = TRUE;
    return plan;
}

static GHashTable *candidates_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

IndexPlan *index_plan_make(const PlanParams *params, const GPtrArray *walks, GPtrArray *known)
{
    g_autoptr(GHashTable) labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) dead = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) by_place = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) homeless = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) by_inode = candidates_new(), by_content = candidates_new();
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(fresh_free);
    g_autoptr(Bearers) bearers = bearers_new();
    int readers = MIN(params->jobs > 0 ? params->jobs : (int)g_get_num_processors(), READERS_MAX);
    g_autoptr(ContentQueue) queue = content_queue_new(readers);
    IndexPlan *plan = plan_new(known);
    Planning self = {
        .params = params,
        .plan = plan,
        .walks = labels,
        .dead = dead,
        .by_place = by_place,
        .seen = seen,
        .taken = taken,
        .homeless = homeless,
        .by_inode = by_inode,
        .by_content = by_content,
        .fresh = fresh,
        .bearers = bearers,
        .readers = readers,
        .queue = queue,
    };

    planning_begin(&self, walks, known);
    planning_identify(&self);
    update_present(&self);
    note_dropped_roots(&self);
    miss_homeless(&self);
    natural_sort(plan->rows, place_of_row);
    plan->fresh = fresh->len;
    return plan;
}

IndexPlan *index_plan_of_nothing(const char *contest_dir, const GPtrArray *walks)
{
    IndexPlan *plan = plan_new(g_ptr_array_new_with_free_func((GDestroyNotify)file_row_free));

    for (guint i = 0; i < walks->len; i++) {
        const Walk *walk = walks->pdata[i];
        g_autofree char *label = root_label(contest_dir, walk->root);

        plan->found += (int)walk->files->len;
        note_problems(plan, walk, label, FALSE);
    }
    return plan;
}

void index_plan_free(IndexPlan *plan)
{
    if (!plan)
        return;
    g_hash_table_unref(plan->touched);
    g_ptr_array_unref(plan->rows);
    g_array_unref(plan->dropped);
    g_array_unref(plan->events);
    g_ptr_array_unref(plan->problems);
    g_free(plan);
}

/* ---- attachments and samples ---- */

static char *folder_key(const FileRow *row)
{
    g_autofree char *folder = g_path_get_dirname(row->path);

    return place_key(row->root, folder);
}

static char *beside_key(const FileRow *row, const char *name)
{
    g_autofree char *folder = folder_key(row);

    return g_strjoin("//", folder, name, NULL);
}

static char *stem_key(const FileRow *row)
{
    g_autofree char *stem = path_stem(row->path);

    return beside_key(row, stem);
}

typedef struct {
    GHashTable *stems, *films, *folders; /* key → number of the work */
} Beside;

/* The only work of a folder, or of a name there; 0 where there are several. Takes the key. */
static void count_one(GHashTable *table, char *key, const FileRow *row)
{
    gboolean several = g_hash_table_contains(table, key);

    g_hash_table_insert(table, key, several ? GINT_TO_POINTER(0) : GINT_TO_POINTER((int)row->number));
}

static void add_work(const Beside *beside, const FileRow *row)
{
    g_autofree char *film = film_key_of_path(row->path);

    g_hash_table_insert(beside->stems, stem_key(row), GINT_TO_POINTER((int)row->number));
    count_one(beside->films, beside_key(row, film), row);
    count_one(beside->folders, folder_key(row), row);
}

static int work_named(const Beside *beside, const FileRow *row, const Settings *settings)
{
    g_autofree char *film = row->kind == FILE_SAMPLE ? sample_of_path(settings, row->path) : NULL;
    g_autofree char *name = row->kind == FILE_SAMPLE ? beside_key(row, film ? film : "") : stem_key(row);
    GHashTable *names = row->kind == FILE_SAMPLE ? beside->films : beside->stems;
    int number = GPOINTER_TO_INT(g_hash_table_lookup(names, name));
    g_autofree char *stem = NULL, *key = NULL;

    if (number || row->kind == FILE_SAMPLE || !caption_name_is_one(row->path))
        return number;
    stem = caption_film_stem(row->path); /* 片名.zh.srt */
    key = beside_key(row, stem);
    return GPOINTER_TO_INT(g_hash_table_lookup(beside->stems, key));
}

/* The work of the same name, else the only one of the folder. */
static gint64 work_beside(const Beside *beside, const FileRow *row, const Settings *settings)
{
    g_autofree char *folder = folder_key(row);
    int number = work_named(beside, row, settings);

    return number ? number : GPOINTER_TO_INT(g_hash_table_lookup(beside->folders, folder));
}

static GHashTable *numbers_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean lies_beside(const FileRow *row)
{
    return row->kind == FILE_ATTACHMENT || row->kind == FILE_SAMPLE;
}

static gboolean anything_lies_beside(const IndexPlan *plan)
{
    for (guint i = 0; i < plan->rows->len; i++) {
        if (lies_beside(plan->rows->pdata[i]))
            return TRUE;
    }
    return FALSE;
}

void index_plan_attach(IndexPlan *plan, const Settings *settings)
{
    g_autoptr(GHashTable) stems = numbers_new(), films = numbers_new(), folders = numbers_new();
    Beside beside = { stems, films, folders };

    if (!anything_lies_beside(plan))
        return;
    for (guint i = 0; i < plan->rows->len; i++) {
        const FileRow *row = plan->rows->pdata[i];
        if (row->kind == FILE_WORK && row->status != STATUS_WITHDRAWN)
            add_work(&beside, row);
    }
    for (guint i = 0; i < plan->rows->len; i++) {
        FileRow *row = plan->rows->pdata[i];
        gint64 number;

        if (!lies_beside(row))
            continue;
        number = work_beside(&beside, row, settings);
        if (number != row->attached_to) {
            row->attached_to = number;
            touch(plan, row);
        }
    }
}
