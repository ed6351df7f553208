/* Sheets as CSV and as JSON Lines. */
#include "catalog/report/escape.h"
#include "catalog/report/sheet_internal.h"

/* ---- CSV: numbers as numbers, their unit in the heading ---- */

static const char *unit_key(CellKind kind)
{
    return kind == CELL_SIZE ? "report.in-bytes" : kind == CELL_DURATION ? "report.in-seconds" : NULL;
}

static char *csv_heading(const Column *column, Language language)
{
    const char *heading = column->heading.in[language], *unit = unit_key(column->kind);

    return unit ? message_format(language, unit, "heading", heading, NULL) : g_strdup(heading);
}

static char *csv_words(const Cell *cell, const Column *column, const SheetStyle *style)
{
    if (cell->is_known && column->kind == CELL_SIZE)
        return g_strdup_printf("%" G_GINT64_FORMAT, cell->value);
    if (cell->is_known && column->kind == CELL_DURATION)
        return seconds_words(cell->value);
    return cell_words(cell, column, style);
}

static void append_csv_row(GString *out, const Sheet *sheet, const Row *row, const SheetStyle *style)
{
    for (guint i = 0; i < sheet->columns->len; i++) {
        const Column *column = sheet->columns->pdata[i];
        g_autofree char *words =
            row ? csv_words(row->cells->pdata[i], column, style) : csv_heading(column, style->language);

        if (i)
            g_string_append_c(out, ',');
        csv_append_cell(out, words);
    }
    csv_end_row(out);
}

void sheets_write_csv(GString *out, const GPtrArray *sheets, const SheetStyle *style)
{
    csv_begin(out);
    for (guint i = 0; i < sheets->len; i++) {
        const Sheet *sheet = sheets->pdata[i];

        if (sheet->use != SHEET_LIST)
            continue;
        append_csv_row(out, sheet, NULL, style);
        for (guint j = 0; j < sheet->rows->len; j++) {
            const Row *row = sheet->rows->pdata[j];
            if (row->use != ROW_TEXT)
                append_csv_row(out, sheet, row, style);
        }
    }
}

/* ---- JSON Lines ---- */

static void append_json_value(GString *out, const Cell *cell, const Column *column, const SheetStyle *style)
{
    g_autofree char *words = NULL;

    if (!cell->is_known) {
        g_string_append(out, "null");
        return;
    }
    switch (column->kind) {
    case CELL_TEXT:
    case CELL_ID:
        json_append_text(out, cell->slug ? cell->slug : cell->text.in[style->language]);
        break;
    case CELL_NUMBER:
    case CELL_SIZE:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, cell->value);
        break;
    case CELL_DURATION:
        words = seconds_words(cell->value);
        g_string_append(out, words);
        break;
    case CELL_DAY:
        words = cell_moment(cell->value, style, "%Y-%m-%d");
        json_append_text(out, words);
        break;
    case CELL_TIME:
        words = cell_moment(cell->value, style, "%Y-%m-%dT%H:%M:%S%:z");
        json_append_text(out, words);
        break;
    }
}

static void append_json_row(GString *out, const Sheet *sheet, const Row *row, const SheetStyle *style)
{
    g_string_append(out, "{\"sheet\":");
    json_append_text(out, sheet->name);
    for (guint i = 0; i < sheet->columns->len; i++) {
        const Column *column = sheet->columns->pdata[i];

        g_string_append_c(out, ',');
        json_append_text(out, column->key);
        g_string_append_c(out, ':');
        append_json_value(out, row->cells->pdata[i], column, style);
    }
    g_string_append(out, "}\n");
}

void sheets_write_json(GString *out, const GPtrArray *sheets, const SheetStyle *style)
{
    for (guint i = 0; i < sheets->len; i++) {
        const Sheet *sheet = sheets->pdata[i];

        for (guint j = 0; sheet->use != SHEET_TEXT && j < sheet->rows->len; j++) {
            const Row *row = sheet->rows->pdata[j];
            if (row->use != ROW_TEXT)
                append_json_row(out, sheet, row, style);
        }
    }
}
