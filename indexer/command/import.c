/* pianmu import: entry forms, from a CSV file or standard input. */
#include "catalog/messages/display.h"
#include "catalog/registration/reader.h"
#include "catalog/registration/update.h"
#include "indexer/command/command.h"
#include "indexer/index/registering.h"

#include <stdio.h>
#include <string.h>

#define LIST_MAX 20 /* lines of a list, without -v */

typedef struct {
    Contest *contest;
    const char *path;
    char *shown_path;
    const FormRows *rows;
    GPtrArray *known, *works; /* as they are; of Form *, Work * */
    FormUpdate *update;
    GPtrArray *forms; /* of Form *: as they are to be; borrowed from `known` and `update` */
    GArray *matches;  /* of FormMatch */
} Import;

static void import_clear(Import *self)
{
    g_free(self->shown_path);
    g_clear_pointer(&self->known, g_ptr_array_unref);
    g_clear_pointer(&self->works, g_ptr_array_unref);
    g_clear_pointer(&self->update, form_update_free);
    g_clear_pointer(&self->forms, g_ptr_array_unref);
    g_clear_pointer(&self->matches, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

/* ---- the file ---- */

static int refuse(const Import *self, const GError *error)
{
    g_autofree char *text =
        message_format(self->contest->language, "error.import", "file", self->shown_path, NULL);
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);

    if (error->domain != FORM_ERROR)
        return cannot(self->contest, error);
    contest_complain(self->contest, text);
    for (char **line = lines; *line; line++)
        fprintf(stderr, "  %s\n", *line);
    return STATUS_USAGE;
}

/* ---- what it changes ---- */

/* Forms as they are to be, so that new ones find their works before they are stored. */
static void join_forms(Import *self)
{
    g_autoptr(GHashTable) changed = g_hash_table_new(NULL, NULL);

    self->forms = g_ptr_array_new();
    for (guint i = 0; i < self->update->changes->len; i++) {
        const FormChange *change = self->update->changes->pdata[i];
        if (change->before)
            g_hash_table_insert(changed, (gpointer)change->before, change->form);
    }
    for (guint i = 0; i < self->known->len; i++) {
        gpointer form = g_hash_table_lookup(changed, self->known->pdata[i]);
        g_ptr_array_add(self->forms, form ? form : self->known->pdata[i]);
    }
    for (guint i = 0; i < self->update->changes->len; i++) {
        const FormChange *change = self->update->changes->pdata[i];
        if (!change->before)
            g_ptr_array_add(self->forms, change->form);
    }
}

/* `store` NULL: there is no catalogue yet. */
static gboolean plan(Import *self, Store *store, GError **error)
{
    const Settings *settings = self->contest->settings;

    self->known = store ? store_forms(store, settings->edition, error) : g_ptr_array_new();
    self->works = !self->known ? NULL
                  : store      ? store_works(store, settings->edition, error)
                               : g_ptr_array_new();
    if (!self->works)
        return FALSE;
    self->update = form_update_make(self->known, self->rows, self->contest->language, error);
    if (!self->update)
        return FALSE;
    join_forms(self);
    self->matches = match_forms(settings, self->forms, self->works);
    return TRUE;
}

static gboolean keep(Import *self, Store *store, GError **error)
{
    const Settings *settings = self->contest->settings;
    gint64 now_us = g_get_real_time();

    for (guint i = 0; i < self->update->changes->len; i++) {
        FormChange *change = self->update->changes->pdata[i];

        change->form->imported_us = now_us;
        if (!store_put_form(store, settings->edition, change->form, error))
            return FALSE;
    }
    return register_matches(store, settings->edition, self->matches, error) &&
           register_readings(store, settings->edition, self->forms, error) &&
           register_verdicts(store, settings, self->works, error);
}

static gboolean run(Import *self, GError **error)
{
    g_autoptr(Store) store = store_open(self->contest->contest_dir, STORE_WRITE, error);

    return store && store_begin(store, error) && register_edition(store, self->contest->settings, error) &&
           plan(self, store, error) && keep(self, store, error) && store_commit(store, error);
}

static gboolean preview(Import *self, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Store) store = store_open(self->contest->contest_dir, STORE_READ, &why);

    if (!store && !g_error_matches(why, STORE_ERROR, STORE_ERROR_ABSENT)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return FALSE;
    }
    return plan(self, store, error);
}

/* ---- what is said of it ---- */

/* A list of at most LIST_MAX lines below a heading. */
typedef struct {
    const Import *import;
    GString *out;
    const char *heading;
    guint lines;
} List;

static void list_add(List *self, const char *line)
{
    Language language = self->import->contest->language;

    if (self->lines == 0)
        g_string_append_printf(self->out, "\n%s\n", message(language, self->heading));
    if (self->lines < LIST_MAX || self->import->contest->verbose)
        g_string_append_printf(self->out, "  %s\n", line);
    self->lines++;
}

static void list_end(const List *self)
{
    g_autofree char *n = g_strdup_printf("%u", self->lines > LIST_MAX ? self->lines - LIST_MAX : 0);
    g_autofree char *more = message_format(self->import->contest->language, "import.more", "n", n, NULL);

    if (self->lines > LIST_MAX && !self->import->contest->verbose)
        g_string_append_printf(self->out, "  %s\n", more);
}

static void list_new(const Import *self, GString *out)
{
    List list = { self, out, "import.heading.new", 0 };

    for (guint i = 0; i < self->update->changes->len; i++) {
        const FormChange *change = self->update->changes->pdata[i];
        g_autofree char *words = form_words(self->contest->language, change->form);

        if (!change->before)
            list_add(&list, words);
    }
    list_end(&list);
}

/* A form and its fields are one entry of the list, however many lines they take. */
static void list_changed(const Import *self, GString *out)
{
    List list = { self, out, "import.heading.changed", 0 };
    Language language = self->contest->language;

    for (guint i = 0; i < self->update->changes->len; i++) {
        const FormChange *change = self->update->changes->pdata[i];
        g_autoptr(GString) words = g_string_new(NULL);
        g_autofree char *head = change->before ? form_words(language, change->before) : NULL;

        if (!change->before)
            continue;
        g_string_append(words, head);
        for (FormColumnId column = 0; column < N_FORM_COLUMNS; column++) {
            g_autofree char *field =
                change->changed[column] ? form_change_words(language, change, column) : NULL;

            if (field)
                g_string_append_printf(words, "\n    %s", field);
        }
        list_add(&list, words->str);
    }
    list_end(&list);
}

static char *id_of_number(const Import *self, gint64 number)
{
    for (guint i = 0; i < self->works->len; i++) {
        const Work *work = self->works->pdata[i];
        if (work->number == number)
            return work_id(work);
    }
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void list_matches(const Import *self, GString *out)
{
    List list = { self, out, "import.heading.matched", 0 };
    Language language = self->contest->language;

    for (guint i = 0; i < self->matches->len; i++) {
        const FormMatch *match = &g_array_index(self->matches, FormMatch, i);
        g_autofree char *form = form_words(language, match->form);
        g_autofree char *id = id_of_number(self, match->number);
        g_autofree char *key = g_strconcat("import.matched-by.", match->matched_by, NULL);
        g_autofree char *words = match->number
                                     ? message_format(language, "import.match", "form", form, "id", id, "why",
                                                      message(language, key), NULL)
                                     : message_format(language, "import.unmatched", "form", form, NULL);

        list_add(&list, words);
    }
    list_end(&list);
}

static void list_notices(const Import *self, GString *out)
{
    List list = { self, out, "import.heading.notices", 0 };

    for (guint i = 0; i < self->rows->notices->len; i++)
        list_add(&list, self->rows->notices->pdata[i]);
    list_end(&list);
}

static void list_absent(const Import *self, GString *out)
{
    List list = { self, out, "import.heading.absent", 0 };

    for (guint i = 0; i < self->update->absent->len; i++) {
        g_autofree char *words = form_words(self->contest->language, self->update->absent->pdata[i]);
        list_add(&list, words);
    }
    list_end(&list);
}

typedef struct {
    guint added, changed, matched, waiting;
} Counts;

static Counts count(const Import *self)
{
    Counts counts = { 0 };
    g_autoptr(GHashTable) now = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < self->update->changes->len; i++) {
        if (((const FormChange *)self->update->changes->pdata[i])->before)
            counts.changed++;
        else
            counts.added++;
    }
    for (guint i = 0; i < self->matches->len; i++) {
        const FormMatch *match = &g_array_index(self->matches, FormMatch, i);

        g_hash_table_insert(now, (gpointer)match->form, GINT_TO_POINTER(match->number != 0));
        counts.matched += match->number != 0;
    }
    for (guint i = 0; i < self->forms->len; i++) {
        const Form *form = self->forms->pdata[i];
        gpointer matched = NULL;

        if (!g_hash_table_lookup_extended(now, form, NULL, &matched))
            matched = GINT_TO_POINTER(form->number != 0);
        counts.waiting += !matched;
    }
    return counts;
}

static void append_counts(const Import *self, GString *out)
{
    Language language = self->contest->language;
    Counts counts = count(self);
    g_autofree char *rows = g_strdup_printf("%u", self->rows->rows->len);
    g_autofree char *line = g_strdup_printf("%u", self->rows->heading_line);
    g_autofree char *added = g_strdup_printf("%u", counts.added),
                    *changed = g_strdup_printf("%u", counts.changed);
    g_autofree char *unchanged = g_strdup_printf("%u", self->update->unchanged);
    g_autofree char *matched = g_strdup_printf("%u", counts.matched);
    g_autofree char *waiting = g_strdup_printf("%u", counts.waiting);
    g_autofree char *head = message_format(language, "import.head", "file", self->shown_path, "rows", rows,
                                           "encoding", self->rows->encoding, "line", line, NULL);
    g_autofree char *words =
        message_format(language, "import.counts", "new", added, "changed", changed, "unchanged", unchanged,
                       "matched", matched, "waiting", waiting, NULL);

    g_string_append_printf(out, "%s\n%s\n", head, words);
}

static void say(const Import *self, gboolean dry_run)
{
    g_autoptr(GString) out = g_string_new(NULL);

    append_counts(self, out);
    list_notices(self, out);
    list_new(self, out);
    list_changed(self, out);
    list_matches(self, out);
    list_absent(self, out);
    if (dry_run)
        g_string_append_printf(out, "\n%s\n", message(self->contest->language, "import.dry-run"));
    out_text(out->str);
}

/* ---- the command ---- */

int command_import(Contest *contest, int argc, char **argv)
{
    gboolean dry_run = FALSE;
    g_autoptr(GPtrArray) map = g_ptr_array_new();
    const Option options[] = {
        { "dry-run", OPTION_FLAG, NULL, &dry_run },
        { "map", OPTION_TEXTS, "A=B", map },
        { 0 },
    };
    int status = STATUS_DONE;
    g_auto(Import) self = { .contest = contest };
    g_autoptr(GByteArray) bytes = NULL;
    g_autoptr(FormRows) rows = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *source = NULL;

    if (!options_parse(contest, options, &argc, &argv, 1, 1, &status) || !contest_load(contest, &status))
        return status;
    self.path = argv[1];
    self.shown_path = strcmp(self.path, "-") == 0 ? g_strdup(message(contest->language, "import.stdin"))
                                                  : display_text(self.path);
    if (!(bytes = contest_read_file(contest, self.path, self.shown_path, FORMS_BYTES_MAX)))
        return STATUS_USAGE;
    source = g_path_get_basename(self.shown_path);
    rows = form_rows_read((const char *)bytes->data, bytes->len,
                          &(FormsParams){ contest->settings, contest->language, source, map }, &error);
    if (!rows)
        return refuse(&self, error);
    self.rows = rows;
    if (dry_run ? !preview(&self, &error) : !run(&self, &error))
        return refuse(&self, error);
    say(&self, dry_run);
    return STATUS_DONE;
}
