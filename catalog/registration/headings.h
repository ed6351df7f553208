/* catalog/registration/headings.h
 *
 * Which row of a file heads its columns, and which column is which. Nothing outside the folder includes it.
 */
#pragma once

#include "catalog/messages/messages.h"
#include "catalog/registration/columns.h"
#include "catalog/registration/csv.h"

#define HEADING_WITHIN 20 /* rows: titles and notes may stand above it */

/* A sentence of the table with its {line} and {part}, which is made fit to be shown. Owned by the caller. */
char *form_sentence(Language language, const char *key, guint line, const char *part);

/* What --map says: "Title=题名", several separated by commas or semicolons. What is wrong goes into `faults`. */
typedef struct {
    FormColumnId column;
    char *heading; /* folded */
    char *written;
} HeadingMapItem;
GPtrArray *heading_map_read(const GPtrArray *texts, Language language,
                            GPtrArray *faults); /* of HeadingMapItem * */

gboolean heading_map_has(const GPtrArray *map, FormColumnId column);

/* The column that each cell of a row heads, or -1: one int a cell. Owned by the caller. */
int *headings_columns(const CsvRow *row, const GPtrArray *map);

/* The first of the rows at the top that names the title and another column. FALSE: none does. */
gboolean headings_find(const GPtrArray *rows, const GPtrArray *map, guint *index);

/* A column headed twice, and headings of the map that the row does not have. */
void headings_check(const CsvRow *row, const int *columns, const GPtrArray *map, Language language,
                    GPtrArray *faults);
