/* indexer/media/subtitle_file.h
 *
 * Subtitle files: SubRip, WebVTT and (Advanced) SubStation Alpha, told by what they hold. Players take much that the formats do not allow, and so
 * does this: what can be read counts, the rest is passed over. Pure.
 */
#pragma once

#include "catalog/facts/cues.h"

/* `text` is valid UTF-8 with any line ends. Not ended yet; without cues where there are none. NULL: none of these formats. */
CueTrack *subtitle_file_read(const char *text);

/* One event of SubStation as containers hold it: the text is what follows `fields` commas. NULL: it has not so many. Borrowed. */
const char *subtitle_event_text(const char *event, int fields);
