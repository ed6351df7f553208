#include "indexer/command/command.h"

#include "catalog/gallery/gallery.h"
#include "catalog/store/lock.h"
#include "indexer/crew/crew.h"
#include "indexer/index/plan.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* ---- output ---- */

static int output_error; /* the first errno of a write that failed */

void out_bytes(const void *bytes, gsize length)
{
    if (fwrite(bytes, 1, length, stdout) < length && output_error == 0)
        output_error = errno;
}

void out_text(const char *text)
{
    out_bytes(text, strlen(text));
}

gboolean out_finish(void)
{
    if (fflush(stdout) != 0 && output_error == 0)
        output_error = errno;
    return output_error == 0 || output_error == EPIPE;
}

void out_line(const char *text)
{
    out_text(text);
    out_text("\n");
}

void contest_complain(const Contest *contest, const char *text)
{
    (void)contest;
    fflush(stdout);
    fprintf(stderr, "pianmu: %s\n", text);
}

/* Faults that people can mend are said in their language; what the library said follows. */
static const struct {
    GQuark (*domain)(void);
    int code;
    const char *key; /* {path}: of the catalogue, {detail}: what the library said */
} faults[] = {
    { store_error_quark, STORE_ERROR_ABSENT, "error.no-catalogue" },
    { store_error_quark, STORE_ERROR_BUSY, "error.busy" },
    { store_error_quark, STORE_ERROR_FOREIGN, "error.foreign-catalogue" },
    { store_error_quark, STORE_ERROR_OLDER, "error.older-catalogue" },
    { store_error_quark, STORE_ERROR_DAMAGED, "error.damaged-catalogue" },
    { crew_error_quark, CREW_ERROR_START, "error.examiner" },
    { crew_error_quark, CREW_ERROR_SANDBOX, "error.sandbox" },
    { store_error_quark, STORE_ERROR_FULL, "error.disk-full" },
    { gallery_error_quark, GALLERY_ERROR_NO_SPACE, "error.disk-full" },
    { lock_error_quark, LOCK_ERROR_FAILED, "error.lock" },
};

static char *locked_words(const Contest *contest, const GError *error)
{
    g_autofree char *holder = NULL;
    g_autofree char *since = NULL;

    if (!lock_holder(contest->contest_dir, &holder, &since))
        return g_strdup(error->message);
    return message_format(contest->language, "error.locked", "holder", holder, "start", since, NULL);
}

char *contest_error_words(const Contest *contest, const GError *error)
{
    g_autofree char *place =
        g_build_filename(contest->contest_dir, error->domain == GALLERY_ERROR ? "gallery" : STORE_FILE, NULL);

    if (g_error_matches(error, LOCK_ERROR, LOCK_ERROR_HELD))
        return locked_words(contest, error);
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (g_error_matches(error, faults[i].domain(), faults[i].code))
            return message_format(contest->language, faults[i].key, "path", place, "folder",
                                  contest->contest_dir, "detail", error->message, NULL);
    }
    return g_strdup(error->message);
}

int cannot(const Contest *contest, const GError *error)
{
    g_autofree char *words = contest_error_words(contest, error);

    contest_complain(contest, words);
    return error->domain == SETTINGS_ERROR ? STATUS_USAGE : STATUS_CANNOT;
}

/* ---- the contest ---- */

static char *settings_path(const Contest *contest)
{
    return g_build_filename(contest->contest_dir, SETTINGS_FILE, NULL);
}

void contest_take_language(Contest *contest)
{
    contest->settings = settings_load(contest->contest_dir, NULL);
    if (contest->settings)
        contest->language = contest->settings->language;
}

gboolean contest_load(Contest *contest, int *status)
{
    g_autofree char *path = settings_path(contest);
    g_autoptr(GError) error = NULL;

    if (contest->settings)
        return TRUE;
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_autofree char *text =
            message_format(contest->language, "error.no-contest", "path", contest->contest_dir, NULL);
        contest_complain(contest, text);
        *status = STATUS_USAGE;
        return FALSE;
    }
    contest->settings = settings_load(contest->contest_dir, &error);
    if (!contest->settings) {
        /* Their language may be among what is wrong. */
        contest_complain(contest, message(LANGUAGE_ZH, "error.settings"));
        contest_complain(contest, message(LANGUAGE_EN, "error.settings"));
        fprintf(stderr, "%s\n", error->message);
        *status = STATUS_USAGE;
        return FALSE;
    }
    contest->language = contest->settings->language;
    return TRUE;
}

GByteArray *contest_read_file(const Contest *contest, const char *path, const char *shown_path, gsize most)
{
    gboolean is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "re");
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 part[65536];
    gsize n;
    int failed = file ? 0 : errno;

    while (file && bytes->len <= most && (n = fread(part, 1, sizeof part, file)) > 0)
        g_byte_array_append(bytes, part, (guint)n);
    if (file && ferror(file))
        failed = errno ? errno : EIO;
    if (file && !is_stdin)
        fclose(file);
    if (failed) {
        g_autofree char *text = message_format(contest->language, "error.import-read", "file", shown_path,
                                               "detail", error_number_words(contest->language, failed), NULL);
        contest_complain(contest, text);
        return NULL;
    }
    return g_steal_pointer(&bytes);
}

Store *contest_read(Contest *contest, int *status)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(contest->contest_dir, STORE_READ, &error);

    if (!store)
        *status = cannot(contest, error);
    return store;
}

/* What is arriving has no facts and no verdict; those of the version before are not its own. */
static void forget_last_version(Work *work)
{
    g_clear_pointer(&work->judgement, judgement_free);
    g_clear_pointer(&work->facts, facts_free);
}

/* Few roots, many works. */
static void settle_root(GHashTable *roots, const Contest *contest, Work *work)
{
    const char *root = g_hash_table_lookup(roots, work->root);
    char *label = work->root;

    work->root = root ? g_strdup(root) : root_path(contest->contest_dir, label);
    if (root)
        g_free(label);
    else
        g_hash_table_insert(roots, label, g_strdup(work->root));
}

/* Frees `error`. */
static GPtrArray *settle_works(Contest *contest, GPtrArray *works, GError *error, int *status)
{
    g_autoptr(GError) failure = error;
    g_autoptr(GHashTable) roots = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    if (!works) {
        *status = cannot(contest, failure);
        return NULL;
    }
    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];
        const Category *category =
            work->category ? settings_category(contest->settings, work->category) : NULL;

        settle_root(roots, contest, work);
        if (work->status == STATUS_PENDING)
            forget_last_version(work);
        for (int i_language = 0; i_language < LANGUAGES; i_language++)
            work->category_title.in[i_language] =
                g_strdup(category ? category->title.in[i_language] : work->category);
    }
    return works;
}

typedef GPtrArray *ReadWorks(Store *store, const char *edition, GError **error);

static GPtrArray *read_works(Contest *contest, Store *store, ReadWorks *read, int *status)
{
    GError *error = NULL;
    GPtrArray *works = read(store, contest->settings->edition, &error);

    return settle_works(contest, works, error, status);
}

GPtrArray *contest_works(Contest *contest, Store *store, int *status)
{
    return read_works(contest, store, store_works, status);
}

GPtrArray *contest_works_for_table(Contest *contest, Store *store, int *status)
{
    return read_works(contest, store, store_works_for_table, status);
}

GPtrArray *contest_works_for_lines(Contest *contest, Store *store, int *status)
{
    return read_works(contest, store, store_works_for_lines, status);
}

GPtrArray *contest_works_for_pages(Contest *contest, Store *store, int *status)
{
    return read_works(contest, store, store_works_for_pages, status);
}

/* "juqing-0037" → 37; any category's word before the dash is as good. */
static gboolean number_of_id(const char *id, gint64 *number)
{
    const char *dash = strrchr(id, '-');
    guint64 value = 0;

    if (!g_ascii_string_to_unsigned(dash ? dash + 1 : id, 10, 1, G_MAXINT32, &value, NULL))
        return FALSE;
    *number = (gint64)value;
    return TRUE;
}

GPtrArray *contest_works_named(Contest *contest, Store *store, const char *id, int *status)
{
    GError *error = NULL;
    gint64 number = 0;
    GPtrArray *works;

    number_of_id(id, &number);
    works = store_works_named(store, contest->settings->edition, number, id, &error);
    return settle_works(contest, works, error, status);
}

/* ---- which works ---- */

static gboolean is_selected(const Work *work, const Selection *selection)
{
    const char *verdict = work->judgement ? verdict_slug(work->judgement->verdict) : NULL;

    return (!selection->category || g_strcmp0(work->category, selection->category) == 0) &&
           (!selection->unit || g_strcmp0(work->unit, selection->unit) == 0) &&
           (!selection->tag || g_strv_contains((const char *const *)work->tags, selection->tag)) &&
           (!selection->status || g_strcmp0(status_slug(work->status), selection->status) == 0) &&
           (!selection->verdict || g_strcmp0(verdict, selection->verdict) == 0);
}

static gboolean refuse_value(const Contest *contest, const char *option, const char *value,
                             const char *example, int *status)
{
    g_autofree char *text = message_format(contest->language, "error.bad-value", "option", option, "value",
                                           value, "example", example, NULL);

    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return FALSE;
}

const Category *contest_category(const Contest *contest, const char *name, int *status)
{
    const Category *category = settings_category_of_folder(contest->settings, name);
    g_autoptr(GString) list = g_string_new(NULL);
    g_autofree char *text = NULL;

    if (category)
        return category;
    for (guint i = 0; i < contest->settings->categories->len; i++) {
        const Category *one = contest->settings->categories->pdata[i];
        const char *title = one->title.in[contest->language];

        g_string_append(list, i ? message(contest->language, "list.separator") : "");
        if (title)
            g_string_append_printf(list, contest->language == LANGUAGE_ZH ? "%s（%s）" : "%s (%s)", title,
                                   one->slug);
        else
            g_string_append(list, one->slug);
    }
    text = message_format(contest->language, "error.no-category", "name", name, "list", list->str, NULL);
    contest_complain(contest, text);
    *status = STATUS_USAGE;
    return NULL;
}

/* A category and a unit may be given by any of their names. */
gboolean selection_check(const Contest *contest, Selection *selection, int *status)
{
    Status known_status;
    Verdict verdict;

    if (selection->category) {
        const Category *category = contest_category(contest, selection->category, status);

        if (!category)
            return FALSE;
        selection->category = category->slug;
    }
    if (selection->unit)
        selection->unit = settings_unit(contest->settings, selection->unit);
    if (selection->status && !status_from_slug(selection->status, &known_status))
        return refuse_value(contest, "--status", selection->status,
                            "ok pending broken not-video limit crashed missing withdrawn", status);
    if (selection->verdict && !verdict_from_slug(selection->verdict, &verdict))
        return refuse_value(contest, strcmp(contest->command, "check") == 0 ? "--only" : "--verdict",
                            selection->verdict, "eligible review ineligible unreadable", status);
    return TRUE;
}

static void keep_works(GPtrArray *works, GHashTable *named, const Selection *selection)
{
    guint kept = 0;

    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];

        if (is_selected(work, selection) &&
            (g_hash_table_size(named) == 0 || g_hash_table_contains(named, work)))
            works->pdata[kept++] = work;
        else
            work_free(work);
    }
    works->len = kept; /* the others were freed one by one */
}

gboolean contest_select(const Contest *contest, GPtrArray *works, const Selection *selection, char **ids,
                        int *status)
{
    g_autoptr(GHashTable) named = g_hash_table_new(NULL, NULL);

    for (; ids && *ids; ids++) {
        Work *work = contest_find(contest, works, *ids, status);
        if (!work)
            return FALSE;
        g_hash_table_add(named, work);
    }
    keep_works(works, named, selection);
    return TRUE;
}

static void complain_ambiguous(const Contest *contest, const char *id, const GPtrArray *found)
{
    g_autoptr(GString) list = g_string_new(NULL);
    g_autofree char *text = NULL;

    for (guint i = 0; i < found->len && i < 10; i++) {
        g_autofree char *one = work_id(found->pdata[i]);
        g_string_append_printf(list, "%s%s", i ? ", " : "", one);
    }
    text = message_format(contest->language, "error.ambiguous-id", "id", id, "list", list->str, NULL);
    contest_complain(contest, text);
}

/* juqing-0037 is ours. HX-037 can be the organiser's, whose number then means nothing else. */
static gboolean is_organisers(const Contest *contest, const char *id)
{
    const char *dash = strrchr(id, '-');
    g_autofree char *prefix = g_strndup(id, dash ? (gsize)(dash - id) : 0);

    return dash && !settings_category(contest->settings, prefix);
}

Work *contest_find(const Contest *contest, const GPtrArray *works, const char *id, int *status)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    gint64 number = 0;
    gboolean numeric = number_of_id(id, &number);

    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];
        if (g_strcmp0(work->entry_no, id) == 0 && is_organisers(contest, id))
            return work;
        if (g_strcmp0(work->entry_no, id) == 0 || (numeric && work->number == number))
            g_ptr_array_add(found, work);
    }
    if (found->len == 1)
        return found->pdata[0];
    if (found->len > 1) {
        complain_ambiguous(contest, id, found);
    } else {
        g_autofree char *text = message_format(contest->language, "error.no-id", "id", id, NULL);
        contest_complain(contest, text);
    }
    *status = STATUS_USAGE;
    return NULL;
}

/* ---- signals ---- */

static volatile sig_atomic_t caught;
static gboolean interrupted;

static void on_signal(int number)
{
    caught = number;
    interrupted = TRUE;
}

const gboolean *signals_watch(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD,
           SIG_DFL); /* else who has ended is gone, and its number may be another's when it is killed */
    return &interrupted;
}

int signals_seen(void)
{
    return (int)caught;
}
