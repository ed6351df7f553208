#include "catalog/registration/update.h"
#include "catalog/messages/display.h"

#include "catalog/registration/headings.h"
#include "catalog/registration/likeness.h"
#include "catalog/registration/values.h"

#include <string.h>

typedef struct {
    const GPtrArray *known;
    const FormRows *rows;
    Language language;
    GHashTable *by_number, *by_title; /* key → GPtrArray of Form * */
    GHashTable *taken;                /* Form * → FormRow * */
    const Form **target;              /* of each row; NULL: none found yet */
    GPtrArray *faults;
} Updating;

static void form_change_free(gpointer data)
{
    FormChange *change = data;

    form_free(change->form);
    g_free(change);
}

void form_update_free(FormUpdate *update)
{
    if (!update)
        return;
    g_ptr_array_unref(update->changes);
    g_ptr_array_unref(update->absent);
    g_free(update);
}

/* ---- which form a row is ---- */

static void add(GHashTable *table, char *key, const Form *form)
{
    GPtrArray *forms = g_hash_table_lookup(table, key);

    if (forms) {
        g_free(key);
    } else {
        forms = g_ptr_array_new();
        g_hash_table_insert(table, key, forms);
    }
    g_ptr_array_add(forms, (gpointer)form);
}

static void index_known(Updating *self)
{
    for (guint i = 0; i < self->known->len; i++) {
        const Form *form = self->known->pdata[i];

        if (form->entry_no)
            add(self->by_number, likeness_number(form->entry_no), form);
        add(self->by_title, likeness_pair(form->unit, form->title), form);
    }
}

static void complain(Updating *self, const char *key, const FormRow *row, const FormRow *first)
{
    g_autofree char *line = g_strdup_printf("%u", row->line);
    g_autofree char *first_line = g_strdup_printf("%u", first ? first->line : 0);
    g_autofree char *title = display_briefly(row->form->title);

    g_ptr_array_add(self->faults, message_format(self->language, key, "line", line, "first", first_line,
                                                 "part", title, NULL));
}

static void settle(Updating *self, guint at, const Form *form)
{
    const FormRow *row = self->rows->rows->pdata[at], *first = g_hash_table_lookup(self->taken, form);

    if (first) {
        complain(self, "form.same-form", row, first);
        return;
    }
    g_hash_table_insert(self->taken, (gpointer)form, (gpointer)row);
    self->target[at] = form;
}

static gboolean are_same(const char *one, const char *other)
{
    g_autofree char *one_key = likeness_key(one), *other_key = likeness_key(other);

    return g_str_equal(one_key, other_key);
}

/* Nobody changes the unit and the title of a work at once: two units have counted from 1. */
static gboolean is_somebody_elses(const Form *form, const Form *row)
{
    g_autofree char *title = likeness_key(form->title), *row_title = likeness_key(row->title);

    return form->unit && row->unit && !are_same(form->unit, row->unit) &&
           likeness_of(title, row_title) < LIKENESS_NEAR;
}

static void complain_of_number(Updating *self, const FormRow *row, const Form *form)
{
    g_autofree char *line = g_strdup_printf("%u", row->line);
    g_autofree char *number = display_briefly(row->form->entry_no), *title = display_briefly(form->title);
    g_autofree char *unit = display_briefly(form->unit);

    g_ptr_array_add(self->faults, message_format(self->language, "form.number-taken", "line", line, "number",
                                                 number, "title", title, "unit", unit, NULL));
}

/* A number that may only count rows says nothing by itself: the unit must be the same. */
static void find_by_number(Updating *self, guint at)
{
    const FormRow *row = self->rows->rows->pdata[at];
    g_autofree char *key = likeness_number(row->form->entry_no);
    const GPtrArray *forms = row->form->entry_no ? g_hash_table_lookup(self->by_number, key) : NULL;
    const Form *form = forms ? forms->pdata[0] : NULL;

    if (!form || (self->rows->numbers_are_weak && (g_hash_table_contains(self->taken, form) || !form->unit ||
                                                   !are_same(form->unit, row->form->unit))))
        return;
    if (is_somebody_elses(form, row->form))
        complain_of_number(self, row, form);
    else
        settle(self, at, form);
}

/* A number that is the organiser's own makes another form of the same unit and title. */
static void find_by_title(Updating *self, guint at)
{
    const FormRow *row = self->rows->rows->pdata[at];
    gboolean numbered =
        row->form->entry_no && !self->rows->numbers_are_weak && !is_mangled_number(row->form->entry_no);
    g_autofree char *key = likeness_pair(row->form->unit, row->form->title);
    const GPtrArray *forms = g_hash_table_lookup(self->by_title, key);
    const Form *found = NULL;

    for (guint i = 0; forms && i < forms->len; i++) {
        const Form *form = forms->pdata[i];

        if (numbered && (form->entry_no || g_hash_table_contains(self->taken, form)))
            continue;
        if (found) {
            complain(self, "form.several", row, NULL);
            return;
        }
        found = form;
    }
    if (found)
        settle(self, at, found);
}

/* The surer way first: the number, unless it may only count the rows. */
static void find_targets(Updating *self)
{
    static void (*const ways[])(Updating *, guint) = { find_by_number, find_by_title, find_by_number };
    guint first = self->rows->numbers_are_weak ? 1 : 0;

    for (guint way = first; way < first + 2; way++) {
        for (guint i = 0; i < self->rows->rows->len; i++) {
            if (!self->target[i])
                ways[way](self, i);
        }
    }
}

/* ---- how it is told ---- */

static char *shown_value(Language language, const char *value)
{
    return value ? display_briefly(value) : g_strdup(message(language, "import.nothing"));
}

char *form_change_words(Language language, const FormChange *change, FormColumnId column)
{
    const char *field = form_columns[column].names[language];
    g_autofree char *before = shown_value(language, FORM_COLUMN_TEXT(change->before, column));
    g_autofree char *after = shown_value(language, FORM_COLUMN_TEXT(change->form, column));
    gboolean same = g_str_equal(before, after); /* as far as they are shown */

    if (form_columns[column].is_private)
        return message_format(language, "import.private", "field", field, NULL);
    return message_format(language, same ? "import.long" : "import.field", "field", field, "before", before,
                          "after", after, NULL);
}

char *form_words(Language language, const Form *form)
{
    g_autofree char *number = display_briefly(form->entry_no ? form->entry_no : ""),
                    *title = display_briefly(form->title);
    g_autofree char *unit = display_briefly(form->unit ? form->unit : "");
    g_autofree char *named = message_format(language, "form.named", "title", title, NULL);

    return g_strdup_printf("%s%s%s%s%s", number, *number ? " " : "", named, *unit ? " " : "", unit);
}

/* ---- what it changes ---- */

Form *form_copy(const Form *form)
{
    Form *copy = form_new();

    copy->id = form->id;
    copy->number = form->number;
    copy->imported_us = form->imported_us;
    copy->counts_rows = form->counts_rows;
    copy->matched_by = g_strdup(form->matched_by);
    copy->category = g_strdup(form->category);
    copy->source = g_strdup(form->source);
    for (FormColumnId column = 0; column < N_FORM_COLUMNS; column++)
        FORM_COLUMN_TEXT(copy, column) = g_strdup(FORM_COLUMN_TEXT(form, column));
    return copy;
}

static void replace(char **text, const char *by)
{
    g_free(*text);
    *text = g_strdup(by);
}

/* An empty cell takes no number away, nor does a spreadsheet that lost its zeros, nor what may only count the rows. */
static gboolean keeps_number(const Updating *self, const char *before, const char *after)
{
    g_autofree char *one = likeness_number(before), *other = likeness_number(after);

    if (self->rows->numbers_are_weak && (before || g_hash_table_contains(self->by_number, other)))
        return TRUE;
    return before && (!after || is_mangled_number(after) ||
                      (g_str_equal(one, other) && strlen(before) > strlen(after)));
}

/* change->form becomes what the row says of it. */
static gboolean take_row(const Updating *self, const FormRow *row, FormChange *change)
{
    const FormRows *rows = self->rows;
    Form *form = change->form;
    gboolean any = FALSE;

    for (FormColumnId column = 0; column < N_FORM_COLUMNS; column++) {
        const char *after = FORM_COLUMN_TEXT(row->form, column);

        if (!rows->has[column] || g_strcmp0(FORM_COLUMN_TEXT(form, column), after) == 0 ||
            (column == COLUMN_ENTRY_NO && keeps_number(self, form->entry_no, after)) ||
            (column == COLUMN_PHONE && form->phone && after && is_mangled_number(after)))
            continue;
        replace(&FORM_COLUMN_TEXT(form, column), after);
        change->changed[column] = any = TRUE;
    }
    if (change->changed[COLUMN_ENTRY_NO] ||
        (form->counts_rows && row->form->entry_no && !row->form->counts_rows)) {
        form->counts_rows = row->form->counts_rows; /* what was a number once is one from then on */
        any = TRUE;
    }
    if (rows->has[COLUMN_CATEGORY] && g_strcmp0(form->category, row->form->category) != 0) {
        replace(&form->category, row->form->category);
        change->changed[COLUMN_CATEGORY] = any = TRUE;
    }
    replace(&form->source, row->form->source);
    return any;
}

static void add_change(Updating *self, FormUpdate *update, guint at)
{
    const FormRow *row = self->rows->rows->pdata[at];
    FormChange *change = g_new0(FormChange, 1);

    change->before = self->target[at];
    change->line = row->line;
    change->form = change->before ? form_copy(change->before) : form_new();
    if (take_row(self, row, change)) {
        g_ptr_array_add(update->changes, change);
        return;
    }
    update->unchanged++;
    form_change_free(change);
}

static FormUpdate *make(Updating *self)
{
    FormUpdate *update = g_new0(FormUpdate, 1);

    update->changes = g_ptr_array_new_with_free_func(form_change_free);
    update->absent = g_ptr_array_new();
    for (guint i = 0; i < self->rows->rows->len; i++)
        add_change(self, update, i);
    for (guint i = 0; i < self->known->len; i++) {
        if (!g_hash_table_contains(self->taken, self->known->pdata[i]))
            g_ptr_array_add(update->absent, self->known->pdata[i]);
    }
    return update;
}

static GHashTable *lists_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

FormUpdate *form_update_make(const GPtrArray *known, const FormRows *rows, Language language, GError **error)
{
    g_autoptr(GHashTable) by_number = lists_new(), by_title = lists_new(),
                          taken = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autofree const Form **target = g_new0(const Form *, rows->rows->len + 1);
    Updating self = { known, rows, language, by_number, by_title, taken, target, faults };

    index_known(&self);
    find_targets(&self);
    return form_faults_none(faults, language, error) ? make(&self) : NULL;
}
