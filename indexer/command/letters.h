/* indexer/command/letters.h
 *
 * Letters to all units as files of a folder. What was written is noted in the folder's .letters.sha256, so that a letter is replaced only while it
 * is as it was written: what people changed, or put there themselves, is left alone. Nothing is removed.
 */
#pragma once

#include "catalog/report/report.h"
#include "indexer/command/command.h"

#define LETTERS_NOTE ".letters.sha256"

/* Two files a unit, in Chinese and in English. Complains of letters that could not be put in place and of works without a unit; the command's
 * exit status. */
int letters_write(const Contest *contest, const ReportInput *input, const char *folder);

/* The unit that people mean by a name, another name, pinyin or initials: of the works and forms of `input`. Borrowed from it. NULL: none or
 * several; complained, *status set. */
const char *letters_find_unit(const Contest *contest, const ReportInput *input, const char *name,
                              int *status);
