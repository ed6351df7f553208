/* catalog/registration/layout.h
 *
 * What of a table is no entry: a heading on two lines, or again on every page, and what stands below the last row. Nothing outside the folder
 * includes it.
 */
#pragma once

#include "catalog/registration/headings.h"

/* Where cells of a heading were merged, its names stand on two lines: those of the line below or above go into it. Returns whether the row
 * behind it is part of it. */
gboolean heading_join_lines(const GPtrArray *rows, guint heading, const GPtrArray *map);

/* What a row says, to tell whether another one says the same. Owned by the caller. */
char *row_words(const CsvRow *row);

/* 合计：3 部, 填表人：张三. columns: as of headings_columns(), for n of the cells. */
gboolean row_is_foot(const CsvRow *row, const int *columns, guint n);
