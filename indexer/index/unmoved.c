#include "indexer/index/unmoved.h"

#include "indexer/index/basis.h"
#include "indexer/intake/identity.h"

#include <string.h>

#define NOTE_UNMOVED "index.unmoved"

/* ---- what is noted ---- */

static void append_walk(GString *state, const Walk *walk)
{
    g_string_append_printf(state, " %u:%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                           walk->files->len, walk->digest[0], walk->digest[1]);
}

/* Ends where the version of libav follows on which a failure depends. */
static char *state_of(const IndexParams *params, const GPtrArray *walks, const char *basis)
{
    GString *state = g_string_new(basis);

    g_string_append_printf(state, "\nposters=%d previews=%d deep=%d hash=%d\n", !params->no_posters,
                           params->previews, params->deep, params->hash);
    for (guint i = 0; i < walks->len; i++)
        append_walk(state, walks->pdata[i]);
    g_string_append_c(state, '\n');
    return g_string_free(state, FALSE);
}

gboolean unmoved_since(const IndexParams *params, const GPtrArray *walks)
{
    g_autoptr(Store) store = store_open(params->contest_dir, STORE_READ, NULL);
    g_autofree char *basis = store ? basis_of(store, params->settings) : NULL;
    g_autofree char *noted = basis ? store_get_note(store, NOTE_UNMOVED, NULL) : NULL;
    g_autofree char *state = noted ? state_of(params, walks, basis) : NULL;
    g_autofree char *media_version = NULL;
    const char *media_version_then;

    if (!state || !g_str_has_prefix(noted, state))
        return FALSE;
    media_version_then = noted + strlen(state);
    if (!*media_version_then)
        return TRUE;
    media_version = media_version_now(NULL);
    return g_strcmp0(media_version, media_version_then) == 0;
}

/* ---- does a run leave nothing to do? ---- */

typedef struct {
    gboolean waits; /* the next run has something to do, though nothing changes */
    gboolean fails; /* another libav may manage what failed */
} Rest;

static gboolean is_retried(int attempts)
{
    return attempts > 0 && attempts < SHARE_ATTEMPTS_MAX;
}

static void look_at_content(Rest *rest, const ContentRow *content, gboolean hash)
{
    if (!content) {
        rest->waits = TRUE;
        return;
    }
    rest->waits |=
        is_retried(content->attempts) || (hash && !content->sha256 && content->size <= IDENTITY_READ_MAX);
    rest->fails |= content->status != STATUS_OK && content->status != STATUS_NOT_VIDEO;
}

static void look_at_stage(Rest *rest, const StageRow *row)
{
    rest->waits |= row->status == STATUS_PENDING || is_retried(row->attempts);
    rest->fails |= row->status != STATUS_OK;
}

static gboolean stage_is_asked(const IndexParams *params, Stage stage)
{
    return stage == STAGE_DEEP ? params->deep : params->previews;
}

static gboolean look_at_stages(Rest *rest, const IndexParams *params, Store *store, const GPtrArray *rows,
                               GError **error)
{
    for (Stage stage = 0; stage < STAGES; stage++) {
        g_autoptr(GHashTable) known = NULL;

        if (!stage_is_asked(params, stage))
            continue;
        if (!(known = store_stage(store, stage, error)))
            return FALSE;
        for (guint i = 0; i < rows->len; i++) {
            const FileRow *row = rows->pdata[i];
            const StageRow *done = row->content ? g_hash_table_lookup(known, row->content) : NULL;

            if (done)
                look_at_stage(rest, done);
        }
    }
    return TRUE;
}

static gboolean look_at_rest(Rest *rest, const IndexParams *params, Store *store, const GPtrArray *rows,
                             const Known *known, GError **error)
{
    for (guint i = 0; i < rows->len; i++) {
        const FileRow *row = rows->pdata[i];

        rest->waits |= row->status == STATUS_MISSING; /* how often it was missed is counted */
        if (is_to_examine(row))
            look_at_content(rest, g_hash_table_lookup(known->contents, row->content), params->hash);
    }
    return rest->waits || look_at_stages(rest, params, store, rows, error);
}

static gboolean came_to_its_end(const IndexParams *params, const IndexSummary *summary, const Known *known)
{
    for (int stage = 0; stage < STAGES; stage++) {
        if (summary->made[stage].left > 0)
            return FALSE;
    }
    return summary->plan->complete && summary->plan->fresh == 0 && summary->left == 0 && !summary->broke &&
           !(params->interrupted && *params->interrupted) && g_hash_table_size(known->unanswered) == 0;
}

/* A run that changed something has not seen yet what follows from it. */
static gboolean changed_nothing(const IndexParams *params, Store *store, const Known *known)
{
    g_autofree char *basis = basis_of(store, params->settings);

    return basis_is(basis, known->basis) && basis_is_noted(store, basis);
}

static char *note_of(const IndexParams *params, const GPtrArray *walks, const Known *known, gboolean fails,
                     GError **error)
{
    g_autofree char *state = state_of(params, walks, known->basis);
    g_autofree char *media_version = fails ? media_version_now(error) : g_strdup("");

    return media_version ? g_strconcat(state, media_version, NULL) : NULL;
}

gboolean unmoved_note(const IndexParams *params, const GPtrArray *walks, const IndexSummary *summary,
                      const Known *known, GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autofree char *note = NULL;
    Rest rest = { FALSE, FALSE };

    if (!came_to_its_end(params, summary, known))
        return TRUE;
    store = store_open(params->contest_dir, STORE_WRITE, error);
    if (!store || !store_begin(store, error))
        return FALSE;
    if (!changed_nothing(params, store, known))
        return TRUE;
    if (!look_at_rest(&rest, params, store, summary->plan->rows, known, error))
        return FALSE;
    if (rest.waits)
        return TRUE;
    note = note_of(params, walks, known, rest.fails, error);
    return note && store_put_note(store, NOTE_UNMOVED, note, error) && store_commit(store, error);
}
