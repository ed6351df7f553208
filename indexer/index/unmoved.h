/* indexer/index/unmoved.h
 *
 * A run that changed nothing and left nothing to do notes what it found where. One that is asked for no more and finds all of it so again has nothing to read,
 * to plan or to judge: it need only have walked.
 */
#pragma once

#include "indexer/index/stages.h"

/* Whether all is as such a run noted it, the catalogue, the settings and the programs included. May start pianmu-examine. `walks`: of Walk *, one a root. */
gboolean unmoved_since(const IndexParams *params, const GPtrArray *walks);

/* Notes the run that ends, if it is one. FALSE and error: the catalogue could not be read or written, or a failure's libav not be asked. */
gboolean unmoved_note(const IndexParams *params, const GPtrArray *walks, const IndexSummary *summary,
                      const Known *known, GError **error);
