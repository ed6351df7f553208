/* pianmu match: a person says which entry form a work belongs to. */
#include "catalog/registration/match.h"
#include "catalog/messages/display.h"
#include "catalog/registration/likeness.h"
#include "catalog/registration/update.h"
#include "catalog/rules/spelling.h"
#include "indexer/command/deciding.h"

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

static gboolean put(const Deciding *self, Form *form, gint64 number, const char *matched_by, int *status)
{
    g_autoptr(GError) error = NULL;

    form->number = number;
    g_free(form->matched_by);
    form->matched_by = g_strdup(matched_by);
    if (store_put_form(self->store, self->work->edition, form, &error))
        return TRUE;
    *status = cannot(self->contest, error);
    return FALSE;
}

static void say(const Deciding *self, const char *key, const Form *form)
{
    g_autofree char *words = form_words(self->contest->language, form);
    g_autofree char *id = work_id(self->work);
    g_autofree char *text = message_format(self->contest->language, key, "id", id, "form", words, NULL);

    if (!self->contest->quiet)
        out_line(text);
}

static void say_moved(const Deciding *self, const char *before_id)
{
    g_autofree char *text = message_format(self->contest->language, "match.moved", "id", before_id, NULL);

    if (!self->contest->quiet)
        out_line(text);
}

/* What was found automatically gives way; what a person said does not. */
static int match(Deciding *self, const GPtrArray *forms, Form *form)
{
    Form *own = form_of_work(forms, self->work);
    const Work *before = work_of_form(self->works, form);
    g_autofree char *id = work_id(self->work);
    g_autofree char *before_id = before ? work_id(before) : NULL;
    g_autofree char *words = form_words(self->contest->language, form);
    g_autofree char *own_words = form_words(self->contest->language, own ? own : form);
    gboolean same = own == form;
    int status = STATUS_DONE;

    if (own && !same && is_persons(own))
        return complain(self->contest, "error.work-taken", "id", id, "form", own_words);
    if (before && !same && is_persons(form))
        return complain(self->contest, "error.form-taken", "form", words, "id", before_id);
    if ((own && !same && !put(self, own, 0, NULL, &status)) ||
        !put(self, form, self->work->number, MATCHED_BY_PERSON, &status) || !deciding_finish(self, &status))
        return status;
    say(self, "match.done", form);
    if (own && !same)
        say(self, "match.freed", own);
    if (before && !same)
        say_moved(self, before_id);
    return STATUS_DONE;
}

static int take_away(Deciding *self, const GPtrArray *forms)
{
    Form *own = form_of_work(forms, self->work);
    g_autofree char *id = work_id(self->work);
    int status = STATUS_DONE;

    if (!own)
        return complain(self->contest, "match.none", "id", id, "form", "");
    if (!put(self, own, 0, MATCHED_BY_PERSON, &status) || !deciding_finish(self, &status))
        return status;
    say(self, "match.freed", own);
    return STATUS_DONE;
}

/* ---- the command ---- */

static int run(Contest *contest, const char *id, const char *name)
{
    g_auto(Deciding) self = { 0 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) forms = NULL;
    int status = STATUS_DONE;
    Form *form;

    if (!deciding_begin(&self, contest, id, &status))
        return status;
    forms = store_forms(self.store, contest->settings->edition, &error);
    if (!forms)
        return cannot(contest, error);
    if (!name)
        return take_away(&self, forms);
    form = find_form(contest, forms, name, &status);
    return form ? match(&self, forms, form) : status;
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
    return run(contest, argv[1], none ? NULL : argv[2]);
}
