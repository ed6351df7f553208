/* catalog/registration/values.h
 *
 * From the cell of a form to a value: what Excel and people put around it taken away. Pure; what is returned is the caller's, NULL where the
 * cell says nothing.
 */
#pragma once

#include "catalog/registration/columns.h"

/* A cell as that column's value: NFC, trimmed, without control characters (a newline stays in 简介, elsewhere it becomes a space), dates and
 * authors in the form that form.h says. */
char *form_value(const char *cell, FormColumnId column);

/* "2026-03-01", or with `with_time` and a time other than midnight "2026-03-01T17:00" (":30" where there are seconds), of 2026-03-01, 2026/3/1,
 * 2026.3.1, 20260301, 2026年3月1日 and a time behind it, and of 46082.708, which is what a spreadsheet makes of one. NULL: no date of the calendar. */
char *form_date(const char *text, gboolean with_time);

/* 张三、李四 of names separated by 、 ， , ; ； / or line ends, and of full names separated by blanks; what stands in brackets stays whole. */
char *form_authors(const char *text);

/* A mobile number or an e-mail address is in it. */
gboolean holds_contact(const char *text);

/* What a spreadsheet makes of a long number: 1.38E+10. */
gboolean is_mangled_number(const char *value);
