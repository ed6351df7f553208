/* pianmu match: a person says which entry form a work belongs to. */
#include "catalog/registration/match.h"
#include "catalog/messages/display.h"
#include "catalog/registration/likeness.h"
#include "catalog/registration/update.h"
#include "catalog/rules/spelling.h"
#include "indexer/command/command.h"
#include "indexer/index/registering.h"

#include <string.h>

static gboolean is_persons(const Form *form)
{
    return g_strcmp0(form->matched_by, MATCHED_BY_PERSON) == 0;
}

static int complain(const Contest *contest, const char *key, const char *name, const char *value,
                    const char *other_name, const char *other)
{
    g_autofree char *text = message_format(contest->language, key, name, value, other_name, other, NULL);

    contest_complain(contest, text);
    return STATUS_USAGE;
}

/* ---- which form ---- */

static GPtrArray *forms_named(const GPtrArray *forms, const char *name)
{
    g_autofree char *number = likeness_number(name), *title = likeness_key(name);
    g_autoptr(GPtrArray) by_title = g_ptr_array_new();
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < forms->len; i++) {
        const Form *form = forms->pdata[i];
        g_autofree char *own_number = likeness_number(form->entry_no), *own_title = likeness_key(form->title);

        if (form->entry_no && g_str_equal(own_number, number))
            g_ptr_array_add(found, (gpointer)form);
        if (g_str_equal(own_title, title))
            g_ptr_array_add(by_title, (gpointer)form);
    }
    if (found->len > 0)
        return found;
    g_ptr_array_unref(found);
    return g_steal_pointer(&by_title);
}

static const char *nearest_title(const GPtrArray *forms, const char *name)
{
    g_autoptr(GPtrArray) titles = g_ptr_array_new();

    for (guint i = 0; i < forms->len; i++)
        g_ptr_array_add(titles, ((const Form *)forms->pdata[i])->title);
    g_ptr_array_add(titles, NULL);
    return spelling_nearest(name, (const char *const *)titles->pdata);
}

static Form *find_form(const Contest *contest, const GPtrArray *forms, const char *name, int *status)
{
    g_autoptr(GPtrArray) found = forms_named(forms, name);
    g_autofree char *shown = display_text(name);
    g_autoptr(GString) list = g_string_new(NULL);

    if (found->len == 1)
        return found->pdata[0];
    for (guint i = 0; i < found->len && i < 10; i++) {
        g_autofree char *words = form_words(contest->language, found->pdata[i]);
        g_string_append_printf(list, "%s%s", i ? (contest->language == LANGUAGE_ZH ? "；" : "; ") : "",
                               words);
    }
    if (found->len > 1) {
        *status = complain(contest, "error.ambiguous-form", "name", shown, "list", list->str);
    } else {
        const char *nearest = nearest_title(forms, name);
        g_autofree char *right = display_text(nearest ? nearest : "");

        *status = complain(contest, nearest ? "error.no-form-nearest" : "error.no-form", "name", shown,
                           "nearest", right);
    }
    return NULL;
}

static Form *form_of_work(const GPtrArray *forms, const Work *work)
{
    for (guint i = 0; i < forms->len; i++) {
        Form *form = forms->pdata[i];
        if (form->number == work->number)
            return form;
    }
    return NULL;
}

static const Work *work_of_form(const GPtrArray *works, const Form *form)
{
    for (guint i = 0; form->number && i < works->len; i++) {
        const Work *work = works->pdata[i];
        if (work->number == form->number)
            return work;
    }
    return NULL;
}

/* ---- the decision ---- */

typedef struct {
    const Contest *contest;
    Store *store;
    const GPtrArray *forms, *works;
    const Work *work;
    char *id; /* of the work */
} Matching;

static gboolean put(const Matching *self, Form *form, gint64 number, const char *matched_by, GError **error)
{
    form->number = number;
    g_free(form->matched_by);
    form->matched_by = g_strdup(matched_by);
    return store_put_form(self->store, self->work->edition, form, error);
}

static gboolean finish(const Matching *self, GError **error)
{
    return register_verdicts(self->store, self->contest->settings, self->works, error) &&
           store_commit(self->store, error);
}

static void say(const Matching *self, const char *key, const Form *form)
{
    g_autofree char *words = form_words(self->contest->language, form);
    g_autofree char *text = message_format(self->contest->language, key, "id", self->id, "form", words, NULL);

    if (!self->contest->quiet)
        out_line(text);
}

static void say_moved(const Matching *self, const char *before_id)
{
    g_autofree char *text = message_format(self->contest->language, "match.moved", "id", before_id, NULL);

    if (!self->contest->quiet)
        out_line(text);
}

/* What was found automatically gives way; what a person said does not. */
static int match(const Matching *self, Form *form)
{
    Form *own = form_of_work(self->forms, self->work);
    const Work *before = work_of_form(self->works, form);
    g_autofree char *before_id = before ? work_id(before) : NULL;
    g_autofree char *words = form_words(self->contest->language, form);
    g_autofree char *own_words = form_words(self->contest->language, own ? own : form);
    g_autoptr(GError) error = NULL;

    if (own && own != form && is_persons(own))
        return complain(self->contest, "error.work-taken", "id", self->id, "form", own_words);
    if (before && own != form && is_persons(form))
        return complain(self->contest, "error.form-taken", "form", words, "id", before_id);
    if ((own && own != form && !put(self, own, 0, NULL, &error)) ||
        !put(self, form, self->work->number, MATCHED_BY_PERSON, &error) || !finish(self, &error))
        return cannot(self->contest, error);
    say(self, "match.done", form);
    if (own && own != form)
        say(self, "match.freed", own);
    if (before && own != form)
        say_moved(self, before_id);
    return STATUS_DONE;
}

static int take_away(const Matching *self)
{
    Form *own = form_of_work(self->forms, self->work);
    g_autoptr(GError) error = NULL;

    if (!own)
        return complain(self->contest, "match.none", "id", self->id, "form", "");
    if (!put(self, own, 0, MATCHED_BY_PERSON, &error) || !finish(self, &error))
        return cannot(self->contest, error);
    say(self, "match.freed", own);
    return STATUS_DONE;
}

/* ---- the command ---- */

/* Opening it for writing would make one. */
static gboolean has_catalogue(const Contest *contest)
{
    g_autofree char *path = g_build_filename(contest->contest_dir, STORE_FILE, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static int run(Contest *contest, const char *id, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(contest->contest_dir, STORE_WRITE, &error);
    const char *edition = contest->settings->edition;
    g_autoptr(GPtrArray) forms = NULL, works = NULL;
    g_autofree char *full_id = NULL;
    Matching self = { .contest = contest, .store = store };
    int status = STATUS_DONE;
    Form *form;

    if (!store || !store_begin(store, &error) || !(forms = store_forms(store, edition, &error)) ||
        !(works = store_works(store, edition, &error)))
        return cannot(contest, error);
    self.forms = forms;
    self.works = works;
    self.work = contest_find(contest, works, id, &status);
    if (!self.work)
        return status;
    self.id = full_id = work_id(self.work);
    if (!name)
        return take_away(&self);
    form = find_form(contest, forms, name, &status);
    return form ? match(&self, form) : status;
}

int command_match(Contest *contest, int argc, char **argv)
{
    gboolean none = FALSE;
    const Option options[] = {
        { "none", OPTION_FLAG, NULL, &none },
        { 0 },
    };
    int status = STATUS_DONE;

    if (!options_parse(contest, options, &argc, &argv, 1, 2, &status))
        return status;
    if ((argc == 3) == none) {
        contest_complain(contest, message(contest->language, "error.match-usage"));
        return STATUS_USAGE;
    }
    if (!contest_load(contest, &status))
        return status;
    if (!has_catalogue(contest)) {
        contest_complain(contest, message(contest->language, "error.no-catalogue"));
        return STATUS_CANNOT;
    }
    return run(contest, argv[1], none ? NULL : argv[2]);
}
