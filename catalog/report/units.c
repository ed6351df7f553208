/* What each unit entered, and how it stands. */
#include "catalog/report/report.h"

static const SheetColumn unit_columns[] = {
    { "initials", "column.initials", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "works", "column.works", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static const SheetColumn category_columns[] = {
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

typedef struct {
    const char *name, *pinyin, *initials;
    guint works;
    guint counted[N_COUNTED];
    guint *categories; /* by category_position() */
    gint64 duration, size;
} Unit;

static void unit_free(gpointer data)
{
    Unit *unit = data;

    g_free(unit->categories);
    g_free(unit);
}

static Unit *unit_new(guint categories)
{
    Unit *unit = g_new0(Unit, 1);

    unit->categories = g_new0(guint, categories);
    return unit;
}

static void count(Unit *unit, const Settings *settings, const Work *work)
{
    unit->works++;
    count_as(unit->counted, work);
    unit->categories[category_position(settings, work->category)]++;
    if (work->facts && work->facts->file.duration != FACT_UNKNOWN)
        unit->duration += work->facts->file.duration;
    unit->size += work->size;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const Unit *one = *(Unit *const *)a, *other = *(Unit *const *)b;

    return units_compare(one->pinyin, one->name, other->pinyin, other->name);
}

/* of Unit *, in order; the last is their sum */
static GPtrArray *count_units(const ReportInput *input)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *units = g_ptr_array_new_with_free_func(unit_free);
    guint categories = input->settings->categories->len + 1;
    Unit *all = unit_new(categories);

    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        const char *key = work->unit ? work->unit : "";
        Unit *unit = g_hash_table_lookup(by_name, key);

        if (!unit) {
            unit = unit_new(categories);
            unit->name = work->unit;
            unit->pinyin = work->unit_pinyin;
            unit->initials = work->unit_initials;
            g_ptr_array_add(units, unit);
            g_hash_table_insert(by_name, (gpointer)key, unit);
        }
        count(unit, input->settings, work);
        count(all, input->settings, work);
    }
    g_ptr_array_sort(units, compare);
    g_ptr_array_add(units, all);
    return units;
}

/* ---- the sheets ---- */

static void share_columns(Sheet *sheet, const Settings *settings, ColumnUse use)
{
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];
        g_autofree char *key = g_strconcat("category_", category->slug, NULL);

        sheet_column(sheet, key, &category->title, CELL_NUMBER, use);
    }
    g_auto(Text) none = text_message("word.no-category", NULL);
    g_auto(Text) duration = text_message("column.total-duration", NULL),
                 size = text_message("column.total-size", NULL);
    sheet_column(sheet, "category_none", &none, CELL_NUMBER, use);
    sheet_column(sheet, "duration", &duration, CELL_DURATION, use);
    sheet_column(sheet, "size", &size, CELL_SIZE, use);
}

static void add_shares(Sheet *sheet, const Settings *settings, const Unit *unit)
{
    for (guint i = 0; i <= settings->categories->len; i++)
        sheet_add_value(sheet, unit->categories[i]);
    sheet_add_value(sheet, unit->duration);
    sheet_add_value(sheet, unit->size);
}

static void add_name(Sheet *sheet, const Unit *unit, gboolean is_sum)
{
    if (is_sum)
        sheet_add_absent(sheet, "report.total");
    else
        sheet_add_unit(sheet, unit->name);
}

static Sheet *sheet_of_units(const ReportInput *input, const GPtrArray *units)
{
    Sheet *sheet = sheet_new("units", "report.sheet.units", SHEET_LIST, unit_columns);
    sheet_counted_columns(sheet);
    share_columns(sheet, input->settings, COLUMN_FILES);
    for (guint i = 0; i < units->len; i++) {
        const Unit *unit = units->pdata[i];
        gboolean is_sum = i + 1 == units->len;

        sheet_row(sheet, is_sum ? ROW_TEXT : ROW_PLAIN);
        sheet_add_text(sheet, unit->initials);
        add_name(sheet, unit, is_sum);
        sheet_add_value(sheet, unit->works);
        sheet_add_counted(sheet, unit->counted);
        add_shares(sheet, input->settings, unit);
    }
    return sheet;
}

static Sheet *sheet_of_categories(const ReportInput *input, const GPtrArray *units)
{
    Sheet *sheet = sheet_new("unit-categories", "report.sheet.unit-categories", SHEET_TEXT, category_columns);

    share_columns(sheet, input->settings, COLUMN_PLAIN);
    for (guint i = 0; i < units->len; i++) {
        sheet_row(sheet, ROW_TEXT);
        add_name(sheet, units->pdata[i], i + 1 == units->len);
        add_shares(sheet, input->settings, units->pdata[i]);
    }
    return sheet;
}

GPtrArray *report_units(const ReportInput *input)
{
    g_autoptr(GPtrArray) units = count_units(input);
    GPtrArray *sheets = sheets_new();

    g_ptr_array_add(sheets, sheet_of_units(input, units));
    g_ptr_array_add(sheets, sheet_of_categories(input, units));
    return sheets;
}
