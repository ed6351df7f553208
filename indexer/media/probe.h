/* indexer/media/probe.h
 *
 * The facts of one file: what catalog/facts names, exactly, and how far the file can be read.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "indexer/media/media.h"

/* Raise when the facts of a file may come out otherwise: facts of another version are gathered anew. */
#define PROBE_VERSION 2

/* Why a file is not simply ok. Slugs, worded in catalog/messages as reason.SLUG; the list only grows. */
#define REASON_EMPTY         "empty"     /* no bytes */
#define REASON_NOT_MEDIA     "not-media" /* no known format */
#define REASON_AUDIO_ONLY    "audio-only"
#define REASON_COVER_ONLY    "cover-only" /* sound with a cover picture, or a still picture */
#define REASON_SUBTITLE_ONLY "subtitle-only"
#define REASON_NO_INDEX      "no-index"      /* mp4, mov: the moov box is missing; typically cut short */
#define REASON_NO_MEDIA_DATA "no-media-data" /* header only: nothing to play */
#define REASON_TRUNCATED     "truncated"     /* shorter than it says. With STATUS_OK: what is there plays */
#define REASON_ENCRYPTED     "encrypted"
#define REASON_UNSUPPORTED   "unsupported-codec"
#define REASON_UNDECODABLE   "undecodable" /* packets there are, but no picture comes of them */
#define REASON_CORRUPT       "corrupt"
#define REASON_LIMIT         "limit" /* with STATUS_LIMIT */

typedef struct {
    Status status;      /* STATUS_OK, _BROKEN, _NOT_VIDEO or _LIMIT */
    const char *reason; /* one of the above, static; NULL with STATUS_OK: nothing to say */
} ProbeOutcome;

/* Fills `facts` as far as it comes; an unreadable file is an outcome, not an error. Never fails: a limit is an outcome too. */
void probe(Media *media, Facts *facts, ProbeOutcome *outcome);

/* The outcome of a file that media_open() refused. */
ProbeOutcome probe_refused(const GError *error, gint64 size);
