/* indexer/index/webvtt.h
 *
 * Subtitles as WebVTT, fit to be published: what strangers wrote shows as written and acts in no way. Pure.
 */
#pragma once

#include "catalog/facts/cues.h"

/* Times to the millisecond; ends with a line end. Owned by the caller. */
char *webvtt_write(const CueTrack *track);
