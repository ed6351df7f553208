#include "catalog/report/sheet_internal.h"

#include "catalog/facts/facts.h"
#include "catalog/messages/display.h"

static void column_free(gpointer data)
{
    Column *column = data;

    g_free(column->key);
    text_clear(&column->heading);
    g_free(column);
}

static void cell_free(gpointer data)
{
    Cell *cell = data;

    text_clear(&cell->text);
    g_free(cell->slug);
    g_free(cell);
}

static void row_free(gpointer data)
{
    Row *row = data;

    g_ptr_array_unref(row->cells);
    g_free(row);
}

static Text message_text(const char *key)
{
    return (Text){ { g_strdup(message(LANGUAGE_ZH, key)), g_strdup(message(LANGUAGE_EN, key)) } };
}

Sheet *sheet_new(const char *name, const char *title, SheetUse use, const SheetColumn *columns)
{
    Sheet *sheet = g_new0(Sheet, 1);

    sheet->name = name;
    sheet->title = message_text(title);
    sheet->use = use;
    sheet->columns = g_ptr_array_new_with_free_func(column_free);
    sheet->rows = g_ptr_array_new_with_free_func(row_free);
    for (; columns && columns->key; columns++) {
        g_auto(Text) heading = message_text(columns->heading);

        sheet_column(sheet, columns->key, &heading, columns->kind, columns->use);
    }
    return sheet;
}

void sheet_free(Sheet *sheet)
{
    if (!sheet)
        return;
    text_clear(&sheet->title);
    g_ptr_array_unref(sheet->columns);
    g_ptr_array_unref(sheet->rows);
    g_free(sheet);
}

GPtrArray *sheets_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)sheet_free);
}

void sheet_column(Sheet *sheet, const char *key, const Text *heading, CellKind kind, ColumnUse use)
{
    Column *column = g_new0(Column, 1);

    g_assert(sheet->rows->len == 0);
    *column = (Column){ g_strdup(key), text_copy(heading), kind, use };
    g_ptr_array_add(sheet->columns, column);
}

static Row *last_row(const Sheet *sheet)
{
    return sheet->rows->len ? sheet->rows->pdata[sheet->rows->len - 1] : NULL;
}

void sheet_row(Sheet *sheet, RowUse use)
{
    Row *row = g_new0(Row, 1);

    g_assert(!last_row(sheet) || last_row(sheet)->cells->len == sheet->columns->len);
    row->use = use;
    row->cells = g_ptr_array_new_with_free_func(cell_free);
    g_ptr_array_add(sheet->rows, row);
}

gboolean kind_is_text(CellKind kind)
{
    return kind == CELL_TEXT || kind == CELL_ID;
}

static Cell *next_cell(Sheet *sheet, gboolean is_text)
{
    Row *row = last_row(sheet);
    Cell *cell = g_new0(Cell, 1);
    const Column *column;

    g_assert(row && row->cells->len < sheet->columns->len);
    column = sheet->columns->pdata[row->cells->len];
    g_assert(kind_is_text(column->kind) == is_text);
    g_ptr_array_add(row->cells, cell);
    return cell;
}

void sheet_add_text(Sheet *sheet, const char *text)
{
    Cell *cell = next_cell(sheet, TRUE);

    cell->is_known = text != NULL;
    cell->text = text_same(text);
}

void sheet_add_absent(Sheet *sheet, const char *words)
{
    next_cell(sheet, TRUE)->text = message_text(words);
}

void sheet_add_texts(Sheet *sheet, const char *slug, const Text *texts)
{
    Cell *cell = next_cell(sheet, TRUE);

    cell->is_known = texts && texts->in[LANGUAGE_ZH] != NULL;
    if (cell->is_known)
        cell->text = text_copy(texts);
    cell->slug = g_strdup(slug);
}

void sheet_add_word(Sheet *sheet, const char *prefix, const char *slug)
{
    g_autofree char *key = slug ? g_strconcat(prefix, slug, NULL) : NULL;
    Cell *cell = next_cell(sheet, TRUE);

    cell->is_known = slug != NULL;
    cell->slug = g_strdup(slug);
    cell->text = key && message_exists(key) ? message_text(key) : text_same(slug);
}

void sheet_add_value(Sheet *sheet, gint64 value)
{
    Cell *cell = next_cell(sheet, FALSE);

    cell->is_known = value != FACT_UNKNOWN;
    cell->value = value;
}

char *cell_moment(gint64 us, const SheetStyle *style, const char *format)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
    g_autoptr(GDateTime) there = utc ? g_date_time_to_timezone(utc, style->zone) : NULL;

    return there ? g_date_time_format(there, format) : NULL;
}

char *seconds_words(gint64 us)
{
    GString *out = g_string_new(us < 0 ? "-" : NULL);

    g_string_append_printf(out, "%" G_GINT64_FORMAT ".%06d", ABS(us / G_USEC_PER_SEC),
                           (int)ABS(us % G_USEC_PER_SEC));
    while (out->str[out->len - 1] == '0' && out->str[out->len - 2] != '.')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

char *cell_words(const Cell *cell, const Column *column, const SheetStyle *style)
{
    if (!cell->is_known)
        return g_strdup(cell->text.in[style->language] ? cell->text.in[style->language] : "");
    switch (column->kind) {
    case CELL_TEXT:
    case CELL_ID:
        return display_text(cell->text.in[style->language]);
    case CELL_NUMBER:
        return g_strdup_printf("%" G_GINT64_FORMAT, cell->value);
    case CELL_SIZE:
        return format_size(style->language, cell->value);
    case CELL_DURATION:
        return format_clock(cell->value);
    case CELL_DAY:
        return cell_moment(cell->value, style, "%Y-%m-%d");
    case CELL_TIME:
        return cell_moment(cell->value, style, "%Y-%m-%d %H:%M:%S");
    }
    return NULL;
}
