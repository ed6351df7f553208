/* catalog/report/sheet_internal.h
 *
 * How a sheet is kept. For the files that write one.
 */
#pragma once

#include "catalog/report/sheet.h"

typedef struct {
    char *key;
    Text heading;
    CellKind kind;
    ColumnUse use;
} Column;

typedef struct {
    gboolean is_known;
    Text text;    /* of texts; in both languages */
    char *slug;   /* NULL: JSON has the text */
    gint64 value; /* of the other kinds */
} Cell;

typedef struct {
    RowUse use;
    GPtrArray *cells; /* of Cell *, one a column */
} Row;

struct Sheet {
    const char *name;
    Text title;
    SheetUse use;
    GPtrArray *columns; /* of Column * */
    GPtrArray *rows;    /* of Row * */
};

gboolean kind_is_text(CellKind kind);
/* Fit to be shown, "" where it is not known; owned by the caller. Numbers and times as a reader says them. */
char *cell_words(const Cell *cell, const Column *column, const SheetStyle *style);
/* "%Y-%m-%d" and the like, in the style's zone. NULL where the time is outside of any calendar. */
char *cell_moment(gint64 us, const SheetStyle *style, const char *format);
/* "2.5" of 2500000 */
char *seconds_words(gint64 us);
