/* pianmu import-marks: what reviewers exported from the gallery. All of a file or nothing. */
#include "catalog/gallery/stand_in.h"
#include "catalog/judging/marks_plan.h"
#include "catalog/messages/display.h"
#include "indexer/command/command.h"

#include <stdio.h>

#define LIST_MAX 10 /* works named in a line, without -v */

typedef struct {
    Contest *contest;
    gboolean dry_run;
    Store *store;     /* for writing, unless dry_run */
    GPtrArray *works; /* of Work * */
    char *catalogue, *secret;
    StandIns *stand_ins; /* NULL: not needed yet */
} Importing;

static void importing_clear(Importing *self)
{
    g_clear_pointer(&self->works, g_ptr_array_unref);
    g_clear_pointer(&self->store, store_close);
    g_clear_pointer(&self->stand_ins, stand_ins_free);
    g_free(self->catalogue);
    g_free(self->secret);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Importing, importing_clear)

/* ---- what is said of a file ---- */

static int refuse(const Importing *self, const char *shown_path, const GError *error)
{
    g_autofree char *text =
        message_format(self->contest->language, "error.import-marks", "file", shown_path, NULL);
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);

    if (error->domain != MARKS_ERROR)
        return cannot(self->contest, error);
    contest_complain(self->contest, text);
    for (char **line = lines; *line; line++)
        fprintf(stderr, "  %s\n", *line);
    return STATUS_USAGE;
}

static void append_counts(GString *out, Language language, const MarksPlan *plan)
{
    g_autofree char *fresh = g_strdup_printf("%u", plan->fresh), *newer = g_strdup_printf("%u", plan->newer);
    g_autofree char *same = g_strdup_printf("%u", plan->same), *older = g_strdup_printf("%u", plan->older);
    g_autofree char *counts =
        message_format(language, "marks.counts", "fresh", fresh, "newer", newer, "same", same, NULL);
    g_autofree char *kept = message_format(language, "marks.older", "n", older, NULL);

    g_string_append_printf(out, "  %s\n", counts);
    if (plan->older)
        g_string_append_printf(out, "  %s\n", kept);
}

static void append_replaced(GString *out, const Contest *contest, const GPtrArray *ids)
{
    g_autoptr(GString) list = g_string_new(NULL);
    guint most = contest->verbose ? ids->len : MIN(ids->len, LIST_MAX);
    g_autofree char *n = g_strdup_printf("%u", ids->len);
    g_autofree char *more = message_format(contest->language, "marks.left-out", "n", n, NULL);
    g_autofree char *words = NULL;

    for (guint i = 0; i < most; i++)
        g_string_append_printf(list, "%s%s", i ? message(contest->language, "list.separator") : "",
                               (const char *)ids->pdata[i]);
    if (most < ids->len)
        g_string_append(list, more);
    words = message_format(contest->language, "marks.replaced", "list", list->str, NULL);
    if (ids->len > 0)
        g_string_append_printf(out, "  %s\n", words);
}

static void say(const Importing *self, const char *shown_path, const Reviewer *reviewer,
                const MarksPlan *plan)
{
    const Contest *contest = self->contest;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *head = message_format(
        contest->language, reviewer->unit ? "marks.head" : "marks.head-plain", "file", shown_path, "name",
        reviewer->name, "unit", reviewer->unit ? reviewer->unit : "", NULL);

    g_string_append_printf(out, "%s\n", head);
    append_counts(out, contest->language, plan);
    append_replaced(out, contest, plan->replaced);
    for (guint i = 0; i < plan->notices->len; i++)
        g_string_append_printf(out, "  %s\n", (const char *)plan->notices->pdata[i]);
    out_text(out->str);
}

/* ---- works of a blind gallery ---- */

static gint64 number_behind(gint64 shown, gpointer data)
{
    return stand_ins_work(((const Importing *)data)->stand_ins, shown);
}

static char *content_before(const char *content, gpointer data)
{
    return stand_in_content(((const Importing *)data)->secret, AUDIENCE_BLIND, content);
}

static gint64 highest_number(const GPtrArray *works)
{
    gint64 highest = 0;

    for (guint i = 0; i < works->len; i++)
        highest = MAX(highest, ((const Work *)works->pdata[i])->number);
    return MIN(highest, STAND_INS_WORKS);
}

/* FALSE: there is no such gallery, or none that marks. `names` are those of a blind one, or NULL. */
static gboolean choose_names(Importing *self, const MarksFile *file, const MarksNames *blind,
                             const MarksNames **names, GError **error)
{
    gboolean is_blind = g_str_equal(file->audience, audience_slug(AUDIENCE_BLIND));
    g_autofree char *shown = display_briefly(file->audience);
    g_autofree char *words =
        message_format(self->contest->language, "marks.audience", "audience", shown, NULL);

    *names = is_blind ? blind : NULL;
    if (is_blind && !self->stand_ins)
        self->stand_ins = stand_ins_new(self->secret, highest_number(self->works));
    if (is_blind || g_str_equal(file->audience, audience_slug(AUDIENCE_REVIEW)))
        return TRUE;
    g_set_error_literal(error, MARKS_ERROR, MARKS_ERROR_WRONG, words);
    return FALSE;
}

/* ---- one file ---- */

static MarksPlan *plan(Importing *self, const MarksFile *file, GError **error)
{
    const char *edition = self->contest->settings->edition;
    g_autoptr(GPtrArray) reviewers = store_reviewers(self->store, edition, error);
    g_autoptr(GPtrArray) known = reviewers ? store_marks(self->store, edition, error) : NULL;
    const MarksNames blind = { number_behind, content_before, self };
    const MarksNames *names;

    if (!known || !choose_names(self, file, &blind, &names, error))
        return NULL;
    return marks_plan_make(file,
                           &(MarksPlanParams){ .settings = self->contest->settings,
                                               .language = self->contest->language,
                                               .catalogue = self->catalogue,
                                               .works = self->works,
                                               .reviewers = reviewers,
                                               .known = known,
                                               .names = names,
                                               .now_us = g_get_real_time() },
                           error);
}

static gboolean keep(Importing *self, const Reviewer *reviewer, const MarksPlan *plan, const char *source,
                     GError **error)
{
    const char *edition = self->contest->settings->edition;
    gint64 now_us = g_get_real_time();

    if (!store_put_reviewer(self->store, edition, reviewer, error))
        return FALSE;
    for (guint i = 0; i < plan->changes->len; i++) {
        Mark *mark = plan->changes->pdata[i];

        mark->imported_us = now_us;
        mark->source = g_strdup(source);
        if (!store_put_mark(self->store, edition, mark, error))
            return FALSE;
    }
    return TRUE;
}

/* Nobody else writes meanwhile: the store has the lock from when it was opened. */
static MarksPlan *take(Importing *self, const MarksFile *file, const char *source, GError **error)
{
    g_autoptr(MarksPlan) made = plan(self, file, error);

    if (!made || (!self->dry_run &&
                  (!store_begin(self->store, error) || !keep(self, &file->reviewer, made, source, error) ||
                   !store_commit(self->store, error))))
        return NULL;
    return g_steal_pointer(&made);
}

static int import_one(Importing *self, const char *path)
{
    g_autofree char *shown = display_text(path);
    g_autofree char *source = g_path_get_basename(shown);
    g_autoptr(GByteArray) bytes = contest_read_file(self->contest, path, shown, MARKS_FILE_BYTES_MAX);
    g_autoptr(GError) error = NULL;
    g_autoptr(MarksFile) file =
        bytes ? marks_file_read((const char *)bytes->data, bytes->len, self->contest->language, &error)
              : NULL;
    g_autoptr(MarksPlan) made = file ? take(self, file, source, &error) : NULL;

    if (!bytes)
        return STATUS_USAGE;
    if (!made)
        return refuse(self, shown, error);
    say(self, shown, &file->reviewer, made);
    return STATUS_DONE;
}

/* ---- the command ---- */

/* A catalogue there must be: this command makes none. */
static gboolean open_catalogue(Importing *self, int *status)
{
    g_autoptr(GError) error = NULL;

    self->store = contest_read(self->contest, status);
    if (self->store && !self->dry_run) {
        store_close(self->store);
        self->store = store_open(self->contest->contest_dir, STORE_WRITE, &error);
    }
    if (self->store && !error && (self->catalogue = store_get_note(self->store, "catalogue.id", &error)))
        self->secret = store_get_note(self->store, "catalogue.secret", &error);
    if (error)
        *status = cannot(self->contest, error);
    return self->store && !error && (self->works = contest_works(self->contest, self->store, status));
}

/* Some taken and some not is neither yes nor no. */
static int import_all(Importing *self, int n, char **paths)
{
    int worst = STATUS_DONE, taken = 0;

    for (int i = 0; i < n; i++) {
        int status = import_one(self, paths[i]);

        taken += status == STATUS_DONE;
        if (status == STATUS_CANNOT)
            return status;
        worst = MAX(worst, status);
    }
    if (self->dry_run && taken > 0)
        out_line(message(self->contest->language, "marks.dry-run"));
    return worst != STATUS_DONE && taken > 0 ? STATUS_INCOMPLETE : worst;
}

int command_import_marks(Contest *contest, int argc, char **argv)
{
    g_auto(Importing) self = { .contest = contest };
    const Option options[] = {
        { "dry-run", OPTION_FLAG, NULL, &self.dry_run },
        { 0 },
    };
    int status = STATUS_DONE;

    if (!options_parse(contest, options, &argc, &argv, 1, -1, &status) || !contest_load(contest, &status) ||
        !open_catalogue(&self, &status))
        return status;
    return import_all(&self, argc - 1, argv + 1);
}
