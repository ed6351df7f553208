/* indexer/media/examine.h
 *
 * The whole examination of one file: facts, then the poster at each of its sizes; or the deep check. Runs in a child of pianmu-examine.
 */
#pragma once

#include "indexer/crew/report.h"
#include "indexer/media/media.h"

typedef struct {
    MediaLimits limits;
    gboolean deep; /* the whole film is decoded and measured (deep.h), and nothing else is done */
    gboolean no_posters;
    gboolean pinned; /* the poster shows the frame at pin_us */
    gint64 pin_us;
} ExamineParams;

/* `fd` is seekable and borrowed. Always fills `report`: whatever the file, the answer is an outcome. */
void examine(int fd, const ExamineParams *params, Report *report);
