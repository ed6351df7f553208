/* indexer/media/examine.h
 *
 * The whole examination of one file: facts, then the poster at each of its sizes; or another kind of job. Runs in a child of pianmu-examine.
 */
#pragma once

#include "indexer/crew/job_limits.h"
#include "indexer/crew/report.h"
#include "indexer/media/media.h"

typedef struct {
    JobKind kind;
    MediaLimits limits;
    gboolean no_posters;
    gboolean pinned; /* the poster shows the frame at pin_us */
    gint64 pin_us;
} ExamineParams;

/* `fd` is seekable and borrowed. Always fills `report`: whatever the file, the answer is an outcome. */
void examine(int fd, const ExamineParams *params, Report *report);
