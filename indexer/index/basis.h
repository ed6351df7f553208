/* indexer/index/basis.h
 *
 * What names and verdicts follow from, beside the files that a walk finds: the catalogue, the settings and the program. A run that changed nothing notes
 * it; a run that finds it so noted need not work out again what would come out the same.
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

/* As the store has it. Owned by the caller; NULL: it cannot be told. */
char *basis_of(Store *store, const Settings *settings);

/* Whether both can be told and are the same. */
gboolean basis_is(const char *basis, const char *other);

/* Whether the last run that changed nothing stood on it. */
gboolean basis_is_noted(Store *store, const char *basis);

/* Part of a transaction of the caller's. */
gboolean basis_note(Store *store, const char *basis, GError **error);
