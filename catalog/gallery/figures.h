/* catalog/gallery/figures.h
 *
 * Figures as drawings: bars beside the lines of a table, and columns over an axis. Every drawing stands beside the same figures in words. Pure.
 */
#pragma once

#include "catalog/gallery/template.h"

/* One more line of the table `list`, for bar.html: "label", "count", and the lengths of its bar, of which `dark` of the count are dark. `most`:
 * the largest count of the table, ≥ 1. The label is copied. */
Scope *bar_add(Scope *scope, const char *list, const char *label, guint count, guint dark, guint most);

typedef struct {
    char *label; /* of its line in the table: "3:00–4:00"; owned */
    char *tick;  /* at the axis; owned */
    guint count;
} Column;
GArray *columns_new(void); /* of Column */

/* For chart.html. Ticks stand below the columns, or at their left edges with one more, `last_tick`, at the end; where there are many some are
 * left out. There is at least one column. */
void columns_draw(Scope *chart, const GArray *columns, const char *last_tick /* NULL: below the columns */);
