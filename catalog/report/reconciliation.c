/* Entry forms and files held side by side: what has no counterpart, what might be one, and what the two state otherwise. */
#include "catalog/report/report.h"

#include "catalog/registration/reconcile.h"

static const SheetColumn count_columns[] = {
    { "matter", "column.matter", CELL_TEXT, COLUMN_PLAIN },
    { "count", "column.count", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static const SheetColumn columns[] = {
    { "matter", "column.matter", CELL_TEXT, COLUMN_HEAD },
    { "entry_no", "column.entry-no", CELL_ID, COLUMN_PLAIN },
    { "form_title", "column.form-title", CELL_TEXT, COLUMN_PLAIN },
    { "form_unit", "column.form-unit", CELL_TEXT, COLUMN_FILES },
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_FILES },
    { "path", "column.path", CELL_TEXT, COLUMN_FILES },
    { "reason", "column.reason", CELL_TEXT, COLUMN_FILES },
    { "likeness", "column.likeness", CELL_NUMBER, COLUMN_FILES },
    { "field", "column.field", CELL_TEXT, COLUMN_FILES },
    { "in_form", "column.in-form", CELL_TEXT, COLUMN_FILES },
    { "in_work", "column.in-work", CELL_TEXT, COLUMN_FILES },
    { "message", "column.message", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

#define FORM_WITHOUT_FILE "form-without-file"
#define FILE_WITHOUT_FORM "file-without-form"
#define DISAGREEMENT      "disagreement"

typedef struct {
    Sheet *sheet;
    const ReportInput *input;
    GHashTable *chosen; /* the works that the report is about: a set of their numbers */
    guint forms, works, disagreements;
} Table;

/* form, work: NULL where there is none */
static void begin_row(Table *table, const char *matter, const Form *form, const Work *work)
{
    Sheet *sheet = table->sheet;

    sheet_row(sheet, ROW_PLAIN);
    sheet_add_word(sheet, "reconciliation.", matter);
    sheet_add_text(sheet, form ? form->entry_no : NULL);
    sheet_add_text(sheet, form ? form->title : NULL);
    sheet_add_text(sheet, form ? form->unit : NULL);
    if (work)
        sheet_add_work_id(sheet, work);
    else
        sheet_add_text(sheet, NULL);
    sheet_add_text(sheet, work ? work->title : NULL);
    sheet_add_text(sheet, work ? work->unit : NULL);
    sheet_add_text(sheet, work ? work->path : NULL);
}

static void add_no_difference(Table *table)
{
    sheet_add_text(table->sheet, NULL);
    sheet_add_text(table->sheet, NULL);
    sheet_add_text(table->sheet, NULL);
}

/* What has no counterpart, and nothing that might be one. */
static void end_row_alone(Table *table)
{
    sheet_add_text(table->sheet, NULL);
    sheet_add_value(table->sheet, FACT_UNKNOWN);
    add_no_difference(table);
    sheet_add_absent(table->sheet, "reconciliation.no-proposal");
}

/* pianmu match takes the number of a form, else its title. */
static void end_row_with_proposal(Table *table, const Proposal *proposal)
{
    g_autofree char *id = work_id(proposal->work);
    g_autofree char *key = g_strconcat("proposal.", proposal_reason_slug(proposal->why), NULL);
    g_autofree char *likeness = g_strdup_printf("%d", proposal->likeness);
    g_auto(Text) id_text = text_same(id), likeness_text = text_same(likeness);
    g_auto(Text) form =
        text_same(proposal->form->entry_no ? proposal->form->entry_no : proposal->form->title);
    g_auto(Text) why = text_message(key, "likeness", &likeness_text, NULL);
    g_auto(Text) words =
        text_message("reconciliation.proposal", "why", &why, "id", &id_text, "form", &form, NULL);

    sheet_add_texts(table->sheet, proposal_reason_slug(proposal->why), &why);
    sheet_add_value(table->sheet, proposal->likeness);
    add_no_difference(table);
    sheet_add_texts(table->sheet, NULL, &words);
}

static void add_proposals(Table *table, const char *matter, const Form *form, const Work *work,
                          const GPtrArray *proposals)
{
    for (guint i = 0; i < proposals->len; i++) {
        const Proposal *proposal = proposals->pdata[i];

        begin_row(table, matter, proposal->form, proposal->work);
        end_row_with_proposal(table, proposal);
    }
    if (!proposals->len) {
        begin_row(table, matter, form, work);
        end_row_alone(table);
    }
}

/* Categories are slugs in a Difference where the settings know them. */
static Text value_of(const Table *table, const Difference *difference, const char *value)
{
    const Category *category =
        g_str_equal(difference->field, "category") ? settings_category(table->input->settings, value) : NULL;

    return category ? text_copy(&category->title) : text_same(value);
}

static void add_difference(Table *table, const Disagreement *disagreement, const Difference *difference)
{
    g_autofree char *key = g_strconcat("column.", difference->field, NULL);
    g_auto(Text) field = text_message(key, NULL);
    g_auto(Text) in_form = value_of(table, difference, difference->in_form);
    g_auto(Text) in_work = value_of(table, difference, difference->in_work);
    g_auto(Text) words =
        text_message("reconciliation.difference", "field", &field, "form", &in_form, "work", &in_work, NULL);

    begin_row(table, DISAGREEMENT, disagreement->form, disagreement->work);
    sheet_add_text(table->sheet, NULL);
    sheet_add_value(table->sheet, FACT_UNKNOWN);
    sheet_add_texts(table->sheet, difference->field, &field);
    sheet_add_texts(table->sheet, NULL, &in_form);
    sheet_add_texts(table->sheet, NULL, &in_work);
    sheet_add_texts(table->sheet, NULL, &words);
}

static void fill(Table *table, const Reconciliation *found)
{
    for (guint i = 0; i < found->forms->len; i++) {
        const FormWithoutWork *one = found->forms->pdata[i];

        if (!form_is_wanted(table->input, one->form))
            continue;
        add_proposals(table, FORM_WITHOUT_FILE, one->form, NULL, one->proposals);
        table->forms++;
    }
    for (guint i = 0; i < found->works->len; i++) {
        const WorkWithoutForm *one = found->works->pdata[i];

        if (!g_hash_table_contains(table->chosen, &one->work->number))
            continue;
        add_proposals(table, FILE_WITHOUT_FORM, NULL, one->work, one->proposals);
        table->works++;
    }
    for (guint i = 0; i < found->disagreements->len; i++) {
        const Disagreement *one = found->disagreements->pdata[i];

        if (!g_hash_table_contains(table->chosen, &one->work->number))
            continue;
        for (guint j = 0; j < one->differences->len; j++)
            add_difference(table, one, one->differences->pdata[j]);
        table->disagreements++;
    }
}

static Sheet *sheet_of_counts(const Table *table)
{
    const struct {
        const char *matter;
        guint count;
    } counts[] = { { FORM_WITHOUT_FILE, table->forms },
                   { FILE_WITHOUT_FORM, table->works },
                   { DISAGREEMENT, table->disagreements } };
    Sheet *sheet = sheet_new("counts", "report.sheet.reconciliation-counts", SHEET_SUMMARY, count_columns);

    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_word(sheet, "reconciliation.", counts[i].matter);
        sheet_add_value(sheet, counts[i].count);
    }
    return sheet;
}

GPtrArray *report_reconciliation(const ReportInput *input)
{
    g_autoptr(Reconciliation) found = reconcile(input->settings, input->forms, input->all_works);
    g_autoptr(GHashTable) chosen = g_hash_table_new(g_int64_hash, g_int64_equal);
    Table table = { .input = input, .chosen = chosen };
    GPtrArray *sheets = sheets_new();

    table.sheet = sheet_new("reconciliation", "report.sheet.reconciliation", SHEET_LIST, columns);
    for (guint i = 0; i < input->works->len; i++)
        g_hash_table_add(chosen, &((Work *)input->works->pdata[i])->number);
    fill(&table, found);
    g_ptr_array_add(sheets, sheet_of_counts(&table));
    g_ptr_array_add(sheets, table.sheet);
    return sheets;
}
