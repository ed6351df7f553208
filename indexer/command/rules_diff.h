/* indexer/command/rules_diff.h
 *
 * What other settings would change: rules, verdicts and findings, before and after.
 */
#pragma once

#include "indexer/command/command.h"

/* `file` is other settings of the same contest; `only` one of its categories, or NULL. Prints; the exit status. */
int rules_diff(Contest *contest, const char *file, const Category *only, gboolean json);
