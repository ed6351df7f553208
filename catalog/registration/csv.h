/* catalog/registration/csv.h
 *
 * Comma-separated values as RFC 4180 has them, with other separators, and lines that end with LF, CRLF or CR. Pure.
 */
#pragma once

#include <glib.h>

typedef struct {
    guint line;       /* on which it begins, from 1 */
    GPtrArray *cells; /* of char *: without their quotes, otherwise as written; never empty */
} CsvRow;

typedef enum {
    CSV_FAULT_NONE,
    CSV_FAULT_QUOTE_OPEN,   /* a quoted cell that does not end */
    CSV_FAULT_BEHIND_QUOTE, /* something stands between a closing quote and the next separator */
    CSV_FAULT_CELL_LONG,    /* more than CSV_CELL_MAX bytes */
    CSV_FAULT_ROWS,         /* more than the rows asked for */
} CsvFault;

#define CSV_CELL_MAX      (64 * 1024)
#define CSV_ROW_CELLS_MAX 1024 /* more of them are a fault as well: CSV_FAULT_CELL_LONG */

/* Rows of valid UTF-8 in order; rows whose cells are all white space are left out. Stops at a fault, whose line is *fault_line, or silently
 * after `most` rows where `clip`. Owned by the caller. */
GPtrArray *csv_read(const char *text, char separator, guint most, gboolean clip, CsvFault *fault,
                    guint *fault_line); /* of CsvRow * */
