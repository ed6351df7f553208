#include "indexer/index/stages.h"

#include "catalog/messages/display.h"
#include "catalog/rules/unit_names.h"
#include "indexer/index/basis.h"
#include "indexer/intake/identity.h"
#include "indexer/intake/naming.h"
#include "indexer/media/probe.h"
#include "thumbs/poster.h"

#include <unistd.h>

static gboolean read_units(Known *known, Store *store, const char *edition, GError **error)
{
    g_autoptr(GPtrArray) forms = store_forms(store, edition, error);

    for (guint i = 0; forms && i < forms->len; i++) {
        const Form *form = forms->pdata[i];
        if (form->unit)
            g_hash_table_add(known->units, unit_name_fold(form->unit));
    }
    return forms != NULL;
}

gboolean known_read(Known *known, const char *contest_dir, const Settings *settings, GPtrArray **files,
                    GError **error)
{
    const char *edition = settings->edition;
    g_autoptr(GError) absent = NULL;
    g_autoptr(Store) store = store_open(contest_dir, STORE_READ, &absent);
    g_autoptr(GPtrArray) attempts = NULL;

    *known = (Known){ 0 };
    known->unanswered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->postponed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (g_error_matches(absent, STORE_ERROR, STORE_ERROR_ABSENT)) {
        *files = g_ptr_array_new_with_free_func((GDestroyNotify)file_row_free);
        known->contents = g_hash_table_new(g_str_hash, g_str_equal);
        known->pins = g_ptr_array_new();
        return TRUE;
    }
    if (!store) {
        g_propagate_error(error, g_steal_pointer(&absent));
        return FALSE;
    }
    if (!(*files = store_files(store, edition, error)) || !(known->contents = store_contents(store, error)) ||
        !(known->pins = store_pins(store, edition, error)) || !(attempts = store_attempts(store, error)) ||
        !read_units(known, store, edition, error))
        return FALSE;
    for (guint i = 0; i < attempts->len; i++)
        g_hash_table_add(known->unanswered, g_strdup(attempts->pdata[i]));
    known->basis = basis_of(store, settings);
    known->basis_noted = basis_is_noted(store, known->basis);
    return TRUE;
}

void known_clear(Known *known)
{
    g_clear_pointer(&known->contents, g_hash_table_unref);
    g_clear_pointer(&known->pins, g_ptr_array_unref);
    g_clear_pointer(&known->units, g_hash_table_unref);
    g_clear_pointer(&known->unanswered, g_hash_table_unref);
    g_clear_pointer(&known->postponed, g_hash_table_unref);
    g_clear_pointer(&known->basis, g_free);
}

/* ---- jobs ---- */

void stage_jobs_free(StageJobs *jobs)
{
    if (!jobs)
        return;
    g_array_unref(jobs->jobs);
    g_ptr_array_unref(jobs->texts);
    g_free(jobs);
}

/* Of several works with the same bytes, the pin of the lowest number holds: a content has one poster. */
static GHashTable *pins_by_content(const Known *known)
{
    GHashTable *pins = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < known->pins->len; i++) {
        Pin *pin = known->pins->pdata[i];
        const Pin *other = pin->content ? g_hash_table_lookup(pins, pin->content) : NULL;

        if (pin->content && (!other || pin->number < other->number))
            g_hash_table_insert(pins, pin->content, pin);
    }
    return pins;
}

/* Pins of works that still have those bytes. */
static void drop_idle_pins(GHashTable *pins, const IndexPlan *plan)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer content, data;

    for (guint i = 0; i < plan->rows->len; i++) {
        const FileRow *row = plan->rows->pdata[i];
        if (row->number > 0 && row->content)
            g_hash_table_insert(numbers, GINT_TO_POINTER((int)row->number), row->content);
    }
    g_hash_table_iter_init(&iter, pins);
    while (g_hash_table_iter_next(&iter, &content, &data)) {
        const Pin *pin = data;
        if (g_strcmp0(g_hash_table_lookup(numbers, GINT_TO_POINTER((int)pin->number)), content) != 0)
            g_hash_table_iter_remove(&iter);
    }
}

static gboolean is_failure(const ContentRow *content)
{
    return content->status != STATUS_OK && content->status != STATUS_NOT_VIDEO;
}

/* Another version of our probe or of libav may manage what failed before. */
static gboolean is_outdated(const ContentRow *content, const char *media_version)
{
    return content->facts_version != PROBE_VERSION ||
           (is_failure(content) && g_strcmp0(content->media_version, media_version) != 0);
}

static gboolean is_due(const StageParams *params, const ContentRow *content, const Pin *pin,
                       const char *media_version)
{
    if (!content || params->force)
        return TRUE;
    if (is_outdated(content, media_version))
        return TRUE;
    if (content->attempts > 0 && g_strcmp0(content->media_version, media_version) == 0)
        return content->attempts < SHARE_ATTEMPTS_MAX && params->run >= content->next_attempt_run;
    return !params->no_posters &&
           (content->poster_recipe != POSTER_RECIPE || (pin != NULL) != content->poster_pinned);
}

/* Under another version it starts anew. */
static int attempts_of(const ContentRow *content, const char *media_version)
{
    return content && !is_outdated(content, media_version) ? content->attempts : 0;
}

gboolean is_to_examine(const FileRow *row)
{
    return file_kind_is_film(row->kind) && row->content && row->status != STATUS_MISSING &&
           row->status != STATUS_WITHDRAWN && !file_is_unread(row);
}

static const char *keep_text(StageJobs *jobs, char *text)
{
    g_ptr_array_add(jobs->texts, text);
    return text;
}

static void add_job(StageJobs *jobs, const char *contest_dir, const FileRow *row, const Pin *pin,
                    int attempts)
{
    ShareJob job = {
        .root = keep_text(jobs, root_path(contest_dir, row->root)),
        .path = keep_text(jobs, g_strdup(row->path)),
        .content = keep_text(jobs, g_strdup(row->content)),
        .size = row->size,
        .modified_ns = row->modified_ns,
        .device = row->device,
        .inode = row->inode,
        .attempts = attempts,
        .pinned = pin != NULL,
        .pin_us = pin ? pin->pin_us : 0,
    };

    g_array_append_val(jobs->jobs, job);
}

char *media_version_now(GError **error)
{
    g_autoptr(Crew) crew = crew_open(&(CrewParams){ .jobs = 1, .no_sandbox = TRUE }, error);

    return crew ? g_strdup(crew_media_version(crew)) : NULL;
}

/* Only a failure asks for libav's version, so that a quiet run starts no other program. */
static char *media_version_if_asked(const IndexPlan *plan, const Known *known, GError **error)
{
    for (guint i = 0; i < plan->rows->len; i++) {
        const FileRow *row = plan->rows->pdata[i];
        const ContentRow *content =
            is_to_examine(row) ? g_hash_table_lookup(known->contents, row->content) : NULL;

        if (content && (is_failure(content) || content->attempts > 0))
            return media_version_now(error);
    }
    return g_strdup("");
}

StageJobs *stage_jobs(const StageParams *params, const char *contest_dir, const IndexPlan *plan,
                      const Known *known, GError **error)
{
    g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *media_version = media_version_if_asked(plan, known, error);
    g_autoptr(GHashTable) pins = pins_by_content(known);
    g_autoptr(StageJobs) jobs = NULL;

    if (!media_version)
        return NULL;
    drop_idle_pins(pins, plan);
    jobs = g_new0(StageJobs, 1);
    jobs->jobs = g_array_new(FALSE, FALSE, sizeof(ShareJob));
    jobs->texts = g_ptr_array_new_with_free_func(g_free);
    for (int last = 0; last <= 1; last++) {
        for (guint i = 0; i < plan->rows->len; i++) {
            const FileRow *row = plan->rows->pdata[i];
            const ContentRow *content;
            const Pin *pin;

            if (!is_to_examine(row) || g_hash_table_contains(known->unanswered, row->content) != last ||
                !g_hash_table_add(asked, row->content))
                continue;
            content = g_hash_table_lookup(known->contents, row->content);
            pin = g_hash_table_lookup(pins, row->content);
            if (is_due(params, content, pin, media_version))
                add_job(jobs, contest_dir, row, pin, attempts_of(content, media_version));
        }
    }
    return g_steal_pointer(&jobs);
}

gint64 next_attempt_run(int attempts, gint64 run)
{
    static const int after[SHARE_ATTEMPTS_MAX] = { 1, 2, 4 };

    return attempts > 0 ? run + after[MIN(attempts, SHARE_ATTEMPTS_MAX) - 1] : 0;
}

/* ---- statuses ---- */

gboolean settle_status(FileRow *row, GHashTable *contents, GHashTable *postponed)
{
    const ContentRow *content = row->content ? g_hash_table_lookup(contents, row->content) : NULL;
    Status status = row->status;
    const char *reason = row->reason;

    if (status == STATUS_MISSING || status == STATUS_WITHDRAWN || file_is_unread(row))
        return FALSE;
    if (content) {
        status = content->status;
        reason = content->reason;
    } else {
        status = STATUS_PENDING;
        reason = g_hash_table_contains(postponed, row->content) ? REASON_ARRIVING : NULL;
    }
    if (status == row->status && g_strcmp0(reason, row->reason) == 0)
        return FALSE;
    row->status = status;
    g_free(row->reason);
    row->reason = g_strdup(reason);
    return TRUE;
}

char *work_extension(const Work *work)
{
    g_autofree char *extension = path_extension(work->path);

    return display_text(extension);
}

/* ---- SHA-256 ---- */

static char *hash_file(const IndexParams *params, const FileRow *row, gint64 deadline_us, GError **error)
{
    FileStamp stamp = { row->size, row->modified_ns, row->device, row->inode };
    g_autofree char *root = root_path(params->contest_dir, row->root);
    int fd = identity_open(root, row->path, &stamp, error);
    char *hex = NULL;

    if (fd < 0)
        return NULL;
    hex = identity_sha256(fd, deadline_us, params->interrupted, error);
    if (hex && !identity_still_holds(fd, &stamp, error))
        g_clear_pointer(&hex, g_free);
    close(fd);
    return hex;
}

static gboolean keep_sha256(const IndexParams *params, const char *content, const char *sha256,
                            GError **error)
{
    g_autoptr(Store) store = store_open(params->contest_dir, STORE_WRITE, error);

    return store && store_begin(store, error) && store_put_sha256(store, content, sha256, error) &&
           store_commit(store, error);
}

static GHashTable *stored_contents(const IndexParams *params, GError **error)
{
    g_autoptr(Store) store = store_open(params->contest_dir, STORE_READ, error);

    return store ? store_contents(store, error) : NULL;
}

/* So that one film too long for a night does not stand before all the others. */
static int smallest_first(gconstpointer a, gconstpointer b)
{
    const FileRow *const *one = a, *const *other = b;

    return (*one)->size < (*other)->size ? -1 : (*one)->size > (*other)->size;
}

gboolean hash_contents(const IndexParams *params, const IndexPlan *plan, gint64 deadline_us, GError **error)
{
    g_autoptr(GHashTable) contents = stored_contents(params, error);
    g_autoptr(GPtrArray) rows = g_ptr_array_new();

    if (!contents)
        return FALSE;
    g_ptr_array_extend(rows, plan->rows, NULL, NULL);
    g_ptr_array_sort(rows, smallest_first);
    for (guint i = 0; i < rows->len; i++) {
        const FileRow *row = rows->pdata[i];
        ContentRow *content = is_to_examine(row) ? g_hash_table_lookup(contents, row->content) : NULL;
        g_autofree char *sha256 = NULL;

        if (!content || content->sha256 || row->size > IDENTITY_READ_MAX)
            continue;
        if ((params->interrupted && *params->interrupted) ||
            (deadline_us > 0 && g_get_monotonic_time() > deadline_us))
            return TRUE;
        sha256 =
            hash_file(params, row, deadline_us, NULL); /* what cannot be read now is hashed by a later run */
        if (sha256 && !keep_sha256(params, content->content, sha256, error))
            return FALSE;
        content->sha256 = g_steal_pointer(&sha256);
    }
    return TRUE;
}
