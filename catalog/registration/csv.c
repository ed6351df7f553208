#include "catalog/registration/csv.h"

#include <string.h>

typedef struct {
    const char *at;
    char separator;
    guint line;
} Scan;

static void csv_row_free(gpointer data)
{
    CsvRow *row = data;

    g_ptr_array_unref(row->cells);
    g_free(row);
}

static CsvRow *csv_row_new(guint line)
{
    CsvRow *row = g_new0(CsvRow, 1);

    *row = (CsvRow){ line, g_ptr_array_new_with_free_func(g_free) };
    return row;
}

static gboolean ends_cell(const Scan *self)
{
    return !*self->at || *self->at == self->separator || *self->at == '\n' || *self->at == '\r';
}

/* One character further; what ends a line counts it. A CR before a LF is its part. */
static char take(Scan *self)
{
    char c = *self->at++;

    if (c == '\n' || (c == '\r' && *self->at != '\n'))
        self->line++;
    return c;
}

static CsvFault take_quoted(Scan *self, GString *cell, guint *fault_line)
{
    *fault_line = self->line;
    self->at++;
    for (; *self->at; g_string_append_c(cell, take(self))) {
        if (*self->at != '"')
            continue;
        if (self->at[1] != '"')
            break;
        self->at++;
    }
    if (!*self->at)
        return CSV_FAULT_QUOTE_OPEN;
    self->at++;
    while (!ends_cell(self) && (*self->at == ' ' || *self->at == '\t'))
        self->at++;
    *fault_line = self->line;
    return ends_cell(self) ? CSV_FAULT_NONE : CSV_FAULT_BEHIND_QUOTE;
}

static CsvFault take_cell(Scan *self, CsvRow *row, guint *fault_line)
{
    g_autoptr(GString) cell = g_string_new(NULL);
    CsvFault fault = CSV_FAULT_NONE;

    if (*self->at == '"') {
        fault = take_quoted(self, cell, fault_line);
    } else {
        gsize length = 0;

        *fault_line = self->line;
        for (Scan ahead = *self; !ends_cell(&ahead); ahead.at++)
            length++;
        g_string_append_len(cell, self->at, (gssize)length);
        self->at += length;
    }
    if (fault == CSV_FAULT_NONE && (cell->len > CSV_CELL_MAX || row->cells->len >= CSV_ROW_CELLS_MAX))
        fault = CSV_FAULT_CELL_LONG;
    g_ptr_array_add(row->cells, g_strdup(cell->str));
    return fault;
}

static CsvFault take_row(Scan *self, CsvRow *row, guint *fault_line)
{
    CsvFault fault;

    while ((fault = take_cell(self, row, fault_line)) == CSV_FAULT_NONE && *self->at == self->separator)
        self->at++;
    if (fault == CSV_FAULT_NONE && *self->at) {
        if (take(self) == '\r' && *self->at == '\n')
            take(self);
    }
    return fault;
}

static gboolean is_blank(const CsvRow *row)
{
    for (guint i = 0; i < row->cells->len; i++) {
        for (const char *p = row->cells->pdata[i]; *p; p = g_utf8_next_char(p)) {
            if (!g_unichar_isspace(g_utf8_get_char(p)))
                return FALSE;
        }
    }
    return TRUE;
}

GPtrArray *csv_read(const char *text, char separator, guint most, gboolean clip, CsvFault *fault,
                    guint *fault_line)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(csv_row_free);
    Scan self = { text, separator, 1 };

    *fault = CSV_FAULT_NONE;
    while (*self.at && *fault == CSV_FAULT_NONE) {
        CsvRow *row = csv_row_new(self.line);

        *fault = take_row(&self, row, fault_line);
        if (*fault == CSV_FAULT_NONE && is_blank(row)) {
            csv_row_free(row);
            continue;
        }
        if (*fault == CSV_FAULT_NONE && rows->len == most) {
            *fault = clip ? CSV_FAULT_NONE : CSV_FAULT_ROWS;
            *fault_line = row->line;
            csv_row_free(row);
            break;
        }
        g_ptr_array_add(rows, row);
    }
    return rows;
}
