#include "catalog/registration/reader.h"

#include "catalog/messages/display.h"
#include "catalog/registration/headings.h"
#include "catalog/registration/layout.h"
#include "catalog/registration/likeness.h"
#include "catalog/registration/values.h"
#include "catalog/rules/dates.h"

#include <string.h>

#define WIDE_COMMAS_WITHIN 4096 /* bytes at the top */

typedef struct {
    const FormsParams *params;
    GPtrArray *csv; /* of CsvRow * */
    guint heading;  /* its index in `csv` */
    int *columns;   /* of the cells of the heading */
    guint n_columns;
    FormRows *out;
    GPtrArray *faults; /* of char * */
    GHashTable *said;  /* names that were remarked on: once is enough */
    GString *units;    /* that the settings do not know */
    guint first;       /* row behind the heading, which may take two */
    char *repeated[2]; /* its rows in words: a table of several pages has them on each */
    guint unit_before, no_unit,
        no_unit_line; /* rows with a unit, and those after them without; the first of these */
} Reading;

static void form_row_free(gpointer data)
{
    FormRow *row = data;

    form_free(row->form);
    g_free(row);
}

static FormRows *form_rows_new(void)
{
    FormRows *rows = g_new0(FormRows, 1);

    rows->rows = g_ptr_array_new_with_free_func(form_row_free);
    rows->notices = g_ptr_array_new_with_free_func(g_free);
    return rows;
}

void form_rows_free(FormRows *rows)
{
    if (!rows)
        return;
    g_ptr_array_unref(rows->rows);
    g_ptr_array_unref(rows->notices);
    g_free(rows);
}

static void fault(Reading *self, const char *key, guint line, const char *part)
{
    g_ptr_array_add(self->faults, form_sentence(self->params->language, key, line, part));
}

static void notice(Reading *self, const char *key, guint line, const char *part)
{
    g_ptr_array_add(self->out->notices, form_sentence(self->params->language, key, line, part));
}

gboolean form_faults_none(const GPtrArray *faults, Language language, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (faults->len == 0)
        return TRUE;
    for (guint i = 0; i < faults->len && i < FORMS_FAULTS_MAX; i++)
        g_string_append_printf(out, "%s%s", i ? "\n" : "", (const char *)faults->pdata[i]);
    if (faults->len > FORMS_FAULTS_MAX) {
        g_autofree char *n = g_strdup_printf("%u", faults->len - FORMS_FAULTS_MAX);
        g_autofree char *more = message_format(language, "form.more", "n", n, NULL);

        g_string_append_printf(out, "\n%s", more);
    }
    g_set_error_literal(error, FORM_ERROR, FORM_ERROR_WRONG, out->str);
    return FALSE;
}

/* ---- rows and their heading ---- */

static const char *const csv_faults[] = {
    [CSV_FAULT_QUOTE_OPEN] = "form.quote-open",
    [CSV_FAULT_BEHIND_QUOTE] = "form.behind-quote",
    [CSV_FAULT_CELL_LONG] = "form.cell-long",
    [CSV_FAULT_ROWS] = "form.rows",
};

/* The separator is the one by which there is a heading; what is wrong further down does not matter for that. */
static char find_separator(const char *text, const GPtrArray *map)
{
    static const char separators[] = { ',', ';', '\t' };

    for (gsize i = 0; i < G_N_ELEMENTS(separators); i++) {
        CsvFault unsaid;
        guint line, index;
        g_autoptr(GPtrArray) top = csv_read(text, separators[i], 100, TRUE, &unsaid, &line);

        if (headings_find(top, map, &index))
            return separators[i];
    }
    return '\0';
}

/* A comma typed with a Chinese keyboard looks like one. */
static gboolean has_wide_commas(const char *text, const GPtrArray *map)
{
    g_autofree char *top = g_utf8_substring(text, 0, g_utf8_strlen(text, WIDE_COMMAS_WITHIN));
    g_autoptr(GString) other = g_string_new(top);

    g_string_replace(other, "，", ",", 0);
    return find_separator(other->str, map) != '\0';
}

static const char *why_no_heading(const char *text, const GPtrArray *map)
{
    if (!text[strspn(text, " \t\r\n")])
        return "form.empty";
    return has_wide_commas(text, map) ? "form.wide-comma" : "form.no-heading";
}

static gboolean read_rows(Reading *self, const char *text, const GPtrArray *map)
{
    char separator = find_separator(text, map);
    CsvFault csv_fault;
    guint line = 0;

    if (!separator) {
        fault(self, why_no_heading(text, map), 0, NULL);
        return FALSE;
    }
    self->csv = csv_read(text, separator, FORMS_ROWS_MAX + HEADING_WITHIN, FALSE, &csv_fault, &line);
    if (csv_fault == CSV_FAULT_NONE && headings_find(self->csv, map, &self->heading) &&
        self->csv->len - self->heading - 1 > FORMS_ROWS_MAX) {
        csv_fault = CSV_FAULT_ROWS;
        line = ((CsvRow *)self->csv->pdata[self->heading + 1 + FORMS_ROWS_MAX])->line;
    }
    if (csv_fault != CSV_FAULT_NONE)
        fault(self, csv_faults[csv_fault], line, NULL);
    return csv_fault == CSV_FAULT_NONE;
}

/* A heading says nothing of the cells behind its last word. */
static guint heading_length(const CsvRow *row)
{
    guint n = row->cells->len;

    while (n > 0 && !((const char *)row->cells->pdata[n - 1])[strspn(row->cells->pdata[n - 1], " \t")])
        n--;
    return n;
}

static void read_heading(Reading *self, const GPtrArray *map)
{
    const CsvRow *row = self->csv->pdata[self->heading];
    g_autoptr(GString) ignored = g_string_new(NULL);

    self->repeated[0] = row_words(row);
    self->first = self->heading + 1;
    if (heading_join_lines(self->csv, self->heading, map))
        self->repeated[1] = row_words(self->csv->pdata[self->first++]);
    self->columns = headings_columns(row, map);
    self->n_columns = heading_length(row);
    self->out->heading_line = row->line;
    headings_check(row, self->columns, map, self->params->language, self->faults);
    for (guint i = 0; i < self->n_columns; i++) {
        g_autofree char *name = form_value(row->cells->pdata[i], COLUMN_TITLE);
        FormColumnId column;
        gboolean weak = FALSE;

        if (self->columns[i] >= 0)
            self->out->has[self->columns[i]] = TRUE;
        else if (name)
            g_string_append_printf(ignored, "%s%s", ignored->len ? "、" : "", name);
        if (self->columns[i] == COLUMN_ENTRY_NO && column_of_heading(row->cells->pdata[i], &column, &weak))
            self->out->numbers_are_weak = weak && !heading_map_has(map, COLUMN_ENTRY_NO);
    }
    if (ignored->len)
        notice(self, "form.ignored", row->line, ignored->str);
}

/* ---- one row ---- */

/* What the cells of a column say; of several columns each name once. NULL: nothing. */
static char *value_of(const Reading *self, const CsvRow *row, FormColumnId column)
{
    g_autoptr(GString) all = g_string_new(NULL);
    guint found = 0;

    for (guint i = 0; i < row->cells->len && i < self->n_columns; i++) {
        g_autofree char *value =
            self->columns[i] == (int)column ? form_value(row->cells->pdata[i], column) : NULL;

        if (value)
            g_string_append_printf(all, "%s%s", found++ ? "、" : "", value);
    }
    if (!found)
        return NULL;
    return found > 1 ? form_authors(all->str) : g_strdup(all->str);
}

gboolean form_settle_names(const Settings *settings, Form *form)
{
    const Category *category =
        form->category_written ? settings_category_of_folder(settings, form->category_written) : NULL;
    char *slug = category ? g_strdup(category->slug) : NULL;
    char *unit = form->unit ? g_strdup(settings_unit(settings, form->unit)) : NULL;
    gboolean changed = g_strcmp0(slug, form->category) != 0 || g_strcmp0(unit, form->unit) != 0;

    g_free(form->category);
    g_free(form->unit);
    form->category = slug;
    form->unit = unit;
    return changed;
}

/* TRUE for the first time that a name is remarked on. */
static gboolean is_news(Reading *self, const char *kind, const char *name)
{
    return g_hash_table_add(self->said, g_strconcat(kind, name, NULL));
}

static void settle_names(Reading *self, Form *form, guint line)
{
    const Settings *settings = self->params->settings;

    form_settle_names(settings, form);
    if (form->category_written && !form->category && is_news(self, "category ", form->category_written))
        notice(self, "form.unknown-category", line, form->category_written);
    if (form->unit && g_hash_table_size(settings->units) > 0 && !settings_knows_unit(settings, form->unit) &&
        is_news(self, "unit ", form->unit))
        g_string_append_printf(self->units, "%s%s", self->units->len ? "、" : "", form->unit);
}

/* A spreadsheet that took an identity for a quantity has lost its digits. */
static void check_mangled(Reading *self, const Form *form, guint line)
{
    static const FormColumnId columns[] = { COLUMN_ENTRY_NO, COLUMN_PHONE };

    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        const char *value = FORM_COLUMN_TEXT(form, columns[i]);

        if (value && is_mangled_number(value))
            notice(self, columns[i] == COLUMN_PHONE ? "form.mangled-phone" : "form.mangled", line,
                   columns[i] == COLUMN_PHONE ? form->title : value);
    }
}

/* Kept as written, and asked about by the rules that look at it; whoever imports can still put it right. */
static void check_dates(Reading *self, const Form *form, guint line)
{
    g_autofree char *finished = form->finished ? day_read(form->finished) : NULL;
    g_autofree char *received = form->received ? form_date(form->received, TRUE) : NULL;

    if (form->finished && !finished)
        notice(self, "form.no-finished-date", line, form->finished);
    if (form->received && !received)
        notice(self, "form.no-received-date", line, form->received);
}

/* What stands in it is not told: where columns have shifted it may be somebody's number. */
static gboolean has_room(Reading *self, const CsvRow *row)
{
    for (guint i = self->n_columns; i < row->cells->len; i++) {
        g_autofree char *value = form_value(row->cells->pdata[i], COLUMN_TITLE);
        g_autofree char *columns = g_strdup_printf("%u", self->n_columns);

        if (value) {
            fault(self, "form.too-many-cells", row->line, columns);
            return FALSE;
        }
    }
    return TRUE;
}

/* Whether a row is none of the entries: the heading again, or the foot of the table. */
static gboolean is_no_entry(Reading *self, const CsvRow *row)
{
    g_autofree char *words = row_words(row);

    if (g_str_equal(words, self->repeated[0]) || g_strcmp0(words, self->repeated[1]) == 0)
        return TRUE;
    if (!row_is_foot(row, self->columns, self->n_columns))
        return FALSE;
    notice(self, "form.footer", row->line, NULL);
    return TRUE;
}

/* All of them on one line: [units] may well name only those that are written in several ways. */
static char *unknown_units(const Reading *self)
{
    g_autofree char *shown = display_text(self->units->str);

    return message_format(self->params->language, "form.unknown-units", "list", shown, NULL);
}

/* Of merged cells only the first row has what they say; to whom the others belong is not guessed. */
static void count_unit(Reading *self, const Form *form, guint line)
{
    if (form->unit) {
        self->unit_before++;
    } else if (self->unit_before && self->no_unit++ == 0) {
        self->no_unit_line = line;
    }
}

static void remark_on_units(Reading *self)
{
    g_autofree char *n = g_strdup_printf("%u", self->no_unit);

    if (self->no_unit)
        notice(self, "form.merged-units", self->no_unit_line, n);
    if (self->units->len)
        g_ptr_array_add(self->out->notices, unknown_units(self));
}

static void check_public(Reading *self, const Form *form, guint line)
{
    if ((form->author && holds_contact(form->author)) || (form->synopsis && holds_contact(form->synopsis)))
        notice(self, "form.public-contact", line, form->title);
}

static void read_row(Reading *self, const CsvRow *row)
{
    g_autoptr(Form) form = form_new();
    FormRow *out;

    if (is_no_entry(self, row) || !has_room(self, row))
        return;
    for (FormColumnId column = 0; column < N_FORM_COLUMNS; column++) {
        if (self->out->has[column])
            FORM_COLUMN_TEXT(form, column) = value_of(self, row, column);
    }
    if (!form->title) {
        fault(self, "form.no-title", row->line, NULL);
        return;
    }
    form->counts_rows = form->entry_no && self->out->numbers_are_weak;
    form->source = g_strdup(self->params->source);
    settle_names(self, form, row->line);
    check_mangled(self, form, row->line);
    check_dates(self, form, row->line);
    check_public(self, form, row->line);
    count_unit(self, form, row->line);
    out = g_new0(FormRow, 1);
    *out = (FormRow){ g_steal_pointer(&form), row->line };
    g_ptr_array_add(self->out->rows, out);
}

/* ---- rows that are the same form ---- */

static void complain_of_two(Reading *self, const char *key, const FormRow *first, const FormRow *row,
                            const char *what)
{
    g_autofree char *one = g_strdup_printf("%u", first->line);
    g_autofree char *words = display_briefly(what);
    g_autofree char *other = g_strdup_printf("%u", row->line);

    g_ptr_array_add(self->faults, message_format(self->params->language, key, "first", one, "line", other,
                                                 "part", words, NULL));
}

/* The row before that had the key; takes the key. */
static const FormRow *claim(GHashTable *claimed, char *key, const FormRow *row)
{
    const FormRow *first = g_hash_table_lookup(claimed, key);

    if (first)
        g_free(key);
    else
        g_hash_table_insert(claimed, key, (gpointer)row);
    return first;
}

/* Numbers tell forms of the same unit and title apart, unless they may only count the rows. */
static void check_keys(Reading *self)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < self->out->rows->len; i++) {
        const FormRow *row = self->out->rows->pdata[i];
        const Form *form = row->form;
        const FormRow *first = claim(titles, likeness_pair(form->unit, form->title), row);

        if (first && !(first->form->entry_no && form->entry_no && !self->out->numbers_are_weak))
            complain_of_two(self, "form.same-title", first, row, form->title);
        else if (form->entry_no && (first = claim(numbers, likeness_number(form->entry_no), row)) != NULL)
            complain_of_two(self, "form.same-number", first, row, form->entry_no);
    }
}

/* ---- the whole ---- */

static gboolean read_text(Reading *self, const char *text)
{
    g_autoptr(GPtrArray) map = heading_map_read(self->params->map, self->params->language, self->faults);

    if (self->faults->len > 0 || !read_rows(self, text, map))
        return FALSE;
    read_heading(self, map);
    for (guint i = self->first; i < self->csv->len; i++)
        read_row(self, self->csv->pdata[i]);
    remark_on_units(self);
    if (self->out->rows->len == 0 && self->faults->len == 0)
        fault(self, "form.no-rows", self->out->heading_line, NULL);
    check_keys(self);
    return self->faults->len == 0;
}

FormRows *form_rows_read(const char *bytes, gsize length, const FormsParams *params, GError **error)
{
    g_autoptr(FormRows) rows = form_rows_new();
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) units = g_string_new(NULL);
    g_autofree char *text = NULL;
    Reading self = { .params = params, .out = rows, .faults = faults, .said = said, .units = units };
    gboolean good;

    if (length > FORMS_BYTES_MAX) {
        g_set_error_literal(error, FORM_ERROR, FORM_ERROR_WRONG, message(params->language, "form.too-long"));
        return NULL;
    }
    text = form_text_decode(bytes, length, params->language, &rows->encoding, error);
    if (!text)
        return NULL;
    good = read_text(&self, text);
    g_clear_pointer(&self.csv, g_ptr_array_unref);
    g_free(self.columns);
    g_free(self.repeated[0]);
    g_free(self.repeated[1]);
    if (!good) {
        form_faults_none(faults, params->language, error);
        return NULL;
    }
    return g_steal_pointer(&rows);
}
