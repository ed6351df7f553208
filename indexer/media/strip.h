/* indexer/media/strip.h
 *
 * The sprite and the strip of one film (thumbs/sprite.h), as a child of pianmu-examine makes them.
 */
#pragma once

#include "indexer/crew/report.h"
#include "indexer/media/media.h"

/* `fd` is seekable and borrowed. Fills the report's status, reason and pictures; its facts stay as they are. Whatever the file, the
 * answer is an outcome: what examining it comes to, STATUS_LIMIT where a limit left no frame, STATUS_BROKEN where none can be had. */
void strip_examine(int fd, const MediaLimits *limits, Report *report);
