/* catalog/report/sheet.h
 *
 * A table in memory, and the forms in which it leaves the house: text for a terminal, CSV, JSON Lines, XLSX. The same sheets give the same
 * bytes, whatever the clock, locale and time zone.
 *
 * A sheet is filled row by row: sheet_row(), then one sheet_add_…() a column, in order and of the column's kind. Headings and words are kept
 * in both languages and chosen when it is written.
 */
#pragma once

#include "catalog/messages/messages.h"

typedef enum {
    CELL_TEXT,
    CELL_ID, /* text that looks like a number and is none */
    CELL_NUMBER,
    CELL_SIZE,     /* bytes */
    CELL_DURATION, /* µs */
    CELL_DAY,      /* µs since the epoch, shown as a day in the report's zone */
    CELL_TIME,     /* the same, shown to the second */
} CellKind;

typedef enum {
    COLUMN_PLAIN,
    COLUMN_FILES, /* left out of the text form */
    COLUMN_HEAD,  /* text form: the rows that have these in common stand under one line that says them */
} ColumnUse;

typedef struct {
    const char *key;     /* in JSON; stable, in English */
    const char *heading; /* key of a message */
    CellKind kind;
    ColumnUse use;
} SheetColumn;

typedef enum {
    SHEET_LIST,    /* everywhere */
    SHEET_SUMMARY, /* everywhere but in CSV, which holds lists alone */
    SHEET_TEXT,    /* text form only: what the others say in columns */
} SheetUse;

typedef enum {
    ROW_PLAIN,
    ROW_TEXT,  /* text form only, such as a total */
    ROW_FILES, /* everywhere but in the text form */
} RowUse;

typedef struct Sheet Sheet;

/* `name` (in JSON) is static; `title` is the key of a message; `columns` ends with a row whose key is NULL (NULL: none yet). */
Sheet *sheet_new(const char *name, const char *title, SheetUse use, const SheetColumn *columns);
void sheet_free(Sheet *sheet); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)
GPtrArray *sheets_new(void); /* for Sheet *, which it owns */
/* One more, whose heading is no message, before the first row. Copies. */
void sheet_column(Sheet *sheet, const char *key, const Text *heading, CellKind kind, ColumnUse use);

void sheet_row(Sheet *sheet, RowUse use);
/* Unknown, and said so for people: the key of a message. */
void sheet_add_absent(Sheet *sheet, const char *words);
void sheet_add_text(Sheet *sheet, const char *text); /* NULL: unknown */
void sheet_add_texts(Sheet *sheet, const char *slug,
                     const Text *texts); /* slug: what JSON says instead, or NULL */
/* The message PREFIX.SLUG, or the slug where there is none; JSON has the slug. NULL: unknown. */
void sheet_add_word(Sheet *sheet, const char *prefix, const char *slug);
void sheet_add_value(Sheet *sheet,
                     gint64 value); /* a number, size, duration or time; FACT_UNKNOWN: unknown */

/* What several sheets are written with. */
typedef struct {
    Language language;
    GTimeZone *zone;   /* of days and times */
    gint64 made_us;    /* of the state that is told of: the only date in an XLSX file's properties */
    const char *title; /* of the contest, for the properties */
    int width;         /* columns of the terminal */
} SheetStyle;

/* `sheets` of Sheet *. Appended as UTF-8. */
void sheets_write_text(GString *out, const GPtrArray *sheets, const SheetStyle *style);
void sheets_write_csv(GString *out, const GPtrArray *sheets, const SheetStyle *style);
void sheets_write_json(GString *out, const GPtrArray *sheets, const SheetStyle *style);
GBytes *sheets_write_xlsx(const GPtrArray *sheets, const SheetStyle *style,
                          GError **error); /* NULL: no room */
