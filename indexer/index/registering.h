/* indexer/index/registering.h
 *
 * What entry forms change in the catalogue when works or forms have come: who speaks of whom, and how names are read. Each call is part of a
 * transaction of the caller's.
 */
#pragma once

#include "catalog/registration/match.h"
#include "catalog/store/store.h"

/* Edition and categories, as the settings have them: what everything else belongs to. */
gboolean register_edition(Store *store, const Settings *settings, GError **error);

/* Gives forms their works, and takes them away. `matches`: match_forms() of forms that are all stored. */
gboolean register_matches(Store *store, const char *edition, const GArray *matches, GError **error);

/* Pinyin for the titles and units that have none yet, and what forms say of theirs. `forms`: of Form *. */
gboolean register_readings(Store *store, const char *edition, const GPtrArray *forms, GError **error);

/* The verdicts that what was registered since `before` (of Work *, as the store had them) made others. What the rules changed since the last run is
 * that run's to tell. */
gboolean register_verdicts(Store *store, const Settings *settings, const GPtrArray *before, GError **error);

/* Names by today's settings, matches and readings, for all forms that are stored. */
gboolean register_forms(Store *store, const Settings *settings, GError **error);
