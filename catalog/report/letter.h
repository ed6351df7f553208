/* catalog/report/letter.h
 *
 * A letter to a unit: which of its works are in order, which are not, by which rule, what was required and measured, what to do and by when. It
 * needs no explanation to a reader who never saw pianmu, and says nothing of how anybody can be reached but the organiser. A paragraph is a line,
 * so that it can be pasted anywhere.
 */
#pragma once

#include "catalog/report/report.h"

/* Every unit that works or forms name, in order of pinyin: of const char *, borrowed from `input`. */
GPtrArray *letter_units(const ReportInput *input);

void letter_write(GString *out, const ReportInput *input, const char *unit, Language language);

/* "成都高新区.txt", "成都高新区.en.txt": legal on every file system, different from all names in `taken` (a set of char *, which it is added to)
 * where those tell capitals from small letters and where they do not. Owned by the caller. */
char *letter_file_name(const char *unit, Language language, GHashTable *taken);
