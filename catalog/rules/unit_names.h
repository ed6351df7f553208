/* catalog/rules/unit_names.h
 *
 * How the names of units are compared: Unicode NFKC, caseless, without spaces.
 */
#pragma once

#include <glib.h>

/* Owned by the caller; "" for what is not UTF-8. */
char *unit_name_fold(const char *name);
