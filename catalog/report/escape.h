/* catalog/report/escape.h
 *
 * Texts of strangers as values of JSON and cells of CSV.
 */
#pragma once

#include <glib.h>

/* Quoted. NULL: null; bytes that are not UTF-8 become U+FFFD. */
void json_append_text(GString *out, const char *text);

/* RFC 4180 with a BOM and CRLF, so that Excel in China opens it; a cell that a spreadsheet would compute is defused by an apostrophe. */
void csv_begin(GString *out);
void csv_append_cell(GString *out, const char *text); /* quoted; NULL: empty */
void csv_end_row(GString *out);
