/* indexer/media/captions.h
 *
 * The subtitles of one file: a subtitle file's, whatever its encoding, or those that a film carries as text. Runs in a child of pianmu-examine.
 * No decoder is opened: what containers hold of text is read as it is.
 */
#pragma once

#include "indexer/crew/report.h"
#include "indexer/media/media.h"

/* Raise when the subtitles of a file may come out otherwise. */
#define CAPTIONS_VERSION 1

/* Why there are none, or not all; worded in catalog/messages as reason.SLUG; the list only grows. */
#define REASON_CAPTIONS_UNKNOWN  "captions-unknown"  /* STATUS_BROKEN: no subtitle format of ours */
#define REASON_CAPTIONS_ENCODING "captions-encoding" /* STATUS_BROKEN: its characters cannot be told */
#define REASON_CAPTIONS_LARGE    "captions-large"    /* STATUS_LIMIT: larger than any subtitle file */
#define REASON_CAPTIONS_EMPTY    "captions-empty"    /* STATUS_OK: nothing that could be shown */
#define REASON_CAPTIONS_CUT      "captions-cut"      /* STATUS_OK: so many that the last were left out */

#define CAPTIONS_FILE_MAX (8 * 1024 * 1024) /* bytes */

/* `fd` is seekable and borrowed. Fills the report's status, reason and captions; its facts stay as they are. Whatever the file, the answer is
 * an outcome. */
void captions_examine(int fd, const MediaLimits *limits, Report *report);
