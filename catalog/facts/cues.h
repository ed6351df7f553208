/* catalog/facts/cues.h
 *
 * Subtitles as times and plain text, as a child reports them: each bounded, and all of them together.
 */
#pragma once

#include <glib.h>

#define CUE_TRACKS_MAX 8            /* of one film */
#define CUES_MAX       5000         /* of one track */
#define CUE_TEXT_MAX   1024         /* bytes */
#define CUES_BYTES_MAX (960 * 1024) /* of all tracks, by cue_bytes() */

typedef struct {
    gint64 start_us, end_us; /* from the start of the film; 0 ≤ start < end */
    char *text;              /* owned; UTF-8; lines separated by \n, none of them empty; no markup */
} Cue;

typedef struct {
    char *language; /* as the stream names it; [A-Za-z-]{2,16}, or NULL */
    GArray *cues;   /* of Cue, owned; ≥ 1, by start */
} CueTrack;

CueTrack *cue_track_new(const char *language); /* one that is no possible name of a language counts as none */
void cue_track_free(CueTrack *track);          /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CueTrack, cue_track_free)

/* Takes the text. What can never be shown (no text, no time, a time before the start) is dropped; end_us 0: until the next, but no
 * more than a few seconds. Text that is too long is cut at a character. */
void cue_track_add(CueTrack *track, gint64 start_us, gint64 end_us, char *text);

/* Once, after the last: sorted, and what is there twice once. FALSE: more than CUES_MAX, of which the first are left. */
gboolean cue_track_end(CueTrack *track);

gsize cue_bytes(const Cue *cue); /* what it takes on the wire, at most */
gsize cue_track_bytes(const CueTrack *track);

/* Whether all bounds above hold. */
gboolean cue_tracks_are_plausible(const GPtrArray *tracks /* of CueTrack * */);
