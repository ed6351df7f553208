#include "indexer/index/verifying.h"

#include "indexer/index/stages.h"
#include "indexer/intake/identity.h"

#include <fcntl.h>
#include <unistd.h>

/* The id of the file that the last sample ended with. */
#define NOTE_LAST "verify.last"

typedef struct {
    const VerifyParams *params;
    VerifySummary *summary;
    GHashTable *contents; /* hex → ContentRow * */
    GPtrArray *due;       /* of FileRow *, borrowed: those that have a checksum, by id */
    gint64 last;          /* as NOTE_LAST; 0: none */
} Verifying;

static void finding_clear(gpointer data)
{
    VerifyFinding *finding = data;

    g_free(finding->detail);
}

void verify_summary_clear(VerifySummary *summary)
{
    g_clear_pointer(&summary->findings, g_array_unref);
    g_clear_pointer(&summary->files, g_ptr_array_unref);
}

/* ---- which ---- */

static const char *sha256_of(const Verifying *self, const FileRow *row)
{
    const ContentRow *content = is_to_examine(row) ? g_hash_table_lookup(self->contents, row->content) : NULL;

    return content ? content->sha256 : NULL;
}

static gboolean is_present_film(const FileRow *row)
{
    return file_kind_is_film(row->kind) && row->status != STATUS_MISSING && row->status != STATUS_WITHDRAWN;
}

static int by_id(gconstpointer a, gconstpointer b)
{
    const FileRow *const *one = a, *const *other = b;

    return (*one)->id < (*other)->id ? -1 : (*one)->id > (*other)->id;
}

static gboolean read_catalogue(Verifying *self, GError **error)
{
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_READ, error);
    GPtrArray *files = store ? store_files(store, self->params->edition, error) : NULL;
    g_autofree char *last = NULL;

    self->summary->files = files;
    if (!files || !(self->contents = store_contents(store, error)))
        return FALSE;
    last = store_get_note(store, NOTE_LAST, NULL);
    self->last = last ? g_ascii_strtoll(last, NULL, 10) : 0;
    for (guint i = 0; i < files->len; i++) {
        FileRow *row = files->pdata[i];

        if (sha256_of(self, row))
            g_ptr_array_add(self->due, row);
        else if (is_present_film(row))
            self->summary->not_hashed++;
    }
    g_ptr_array_sort(self->due, by_id);
    self->summary->hashed = (int)self->due->len;
    return TRUE;
}

guint verify_sample_start(const gint64 *ids, guint n, gint64 last)
{
    guint start = 0;

    while (start < n && ids[start] <= last)
        start++;
    return start < n ? start : 0;
}

guint verify_sample_size(guint n, int percent)
{
    return (guint)(((gint64)n * percent + 99) / 100);
}

/* ---- each ---- */

static VerifyOutcome hold_against(const FileRow *row, int fd, const FileStamp *now, const char *sha256,
                                  const char *expected)
{
    if (!identity_still_holds(fd, now, NULL))
        return VERIFY_REPLACED;
    if (g_strcmp0(sha256, expected) == 0)
        return VERIFY_INTACT;
    return now->modified_ns == row->modified_ns ? VERIFY_CHANGED : VERIFY_REPLACED;
}

/* From the disk rather than from what the system still remembers of it, as far as it goes. FALSE: interrupted. */
static gboolean read_open_file(Verifying *self, const FileRow *row, int fd, VerifyOutcome *outcome,
                               GError **error)
{
    FileStamp now;
    g_autofree char *sha256 = NULL;
    g_autoptr(GError) fault = NULL;

    *outcome = VERIFY_UNREADABLE;
    if (!identity_stamp(fd, &now, error))
        return TRUE;
    if (now.size != row->size) {
        *outcome = VERIFY_REPLACED;
        return TRUE;
    }
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    sha256 = identity_sha256(fd, 0, self->params->interrupted, &fault);
    if (g_error_matches(fault, IDENTITY_ERROR, IDENTITY_ERROR_TIME))
        return FALSE;
    if (fault)
        g_propagate_error(error, g_steal_pointer(&fault));
    else
        *outcome = hold_against(row, fd, &now, sha256, sha256_of(self, row));
    self->summary->bytes += now.size;
    return TRUE;
}

/* FALSE: interrupted. */
static gboolean read_again(Verifying *self, const FileRow *row)
{
    g_autofree char *root = root_path(self->params->contest_dir, row->root);
    g_autoptr(GError) error = NULL;
    int fd = identity_open(root, row->path, NULL, &error);
    VerifyFinding finding = { .row = row };
    gboolean whole = TRUE;

    if (fd >= 0) {
        whole = read_open_file(self, row, fd, &finding.outcome, &error);
        close(fd);
    } else {
        gboolean gone = g_error_matches(error, IDENTITY_ERROR, IDENTITY_ERROR_GONE);
        finding.outcome = gone ? VERIFY_MISSING : VERIFY_UNREADABLE;
    }
    if (!whole)
        return FALSE;
    self->summary->n[finding.outcome]++;
    if (finding.outcome == VERIFY_INTACT)
        return TRUE;
    finding.detail = finding.outcome == VERIFY_UNREADABLE && error ? g_strdup(error->message) : NULL;
    g_array_append_val(self->summary->findings, finding);
    return TRUE;
}

static gboolean keep_place(const Verifying *self, GError **error)
{
    g_autofree char *last = g_strdup_printf("%" G_GINT64_FORMAT, self->last);
    g_autoptr(Store) store = store_open(self->params->contest_dir, STORE_WRITE, error);

    return store && store_begin(store, error) && store_put_note(store, NOTE_LAST, last, error) &&
           store_commit(store, error);
}

static void read_all(Verifying *self)
{
    const VerifyParams *params = self->params;
    g_autofree gint64 *ids = g_new(gint64, self->due->len + 1);
    guint n = self->due->len, first = 0, count = n;

    for (guint i = 0; i < n; i++)
        ids[i] = ((const FileRow *)self->due->pdata[i])->id;
    if (params->sample_percent > 0) {
        first = verify_sample_start(ids, n, self->last);
        count = verify_sample_size(n, params->sample_percent);
    }
    for (guint i = 0; i < count; i++) {
        const FileRow *row = self->due->pdata[(first + i) % n];

        if (params->progress)
            params->progress("verify", (int)i, (int)count, params->user);
        if ((params->interrupted && *params->interrupted) || !read_again(self, row))
            return;
        self->last = row->id;
    }
}

gboolean verify_run(const VerifyParams *params, VerifySummary *summary, GError **error)
{
    g_autoptr(GPtrArray) due = g_ptr_array_new();
    Verifying self = { .params = params, .summary = summary, .due = due };
    gboolean good;

    *summary = (VerifySummary){ .findings = g_array_new(FALSE, FALSE, sizeof(VerifyFinding)) };
    g_array_set_clear_func(summary->findings, finding_clear);
    good = read_catalogue(&self, error);
    if (good)
        read_all(&self);
    g_clear_pointer(&self.contents, g_hash_table_unref);
    return good && (params->sample_percent <= 0 || due->len == 0 || keep_place(&self, error));
}
