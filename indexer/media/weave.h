/* indexer/media/weave.h
 *
 * Whether the pictures themselves are interlaced, whatever their flags say. Three pictures in a row are held against each other as
 * FFmpeg's idet does: of fields that show different moments, one fits better between the lines of the picture before and the other
 * between those of the picture after; and unlike idet, they must fit as well as the picture's own lines. Where nothing moves nothing
 * can be told.
 *
 * Looked at every two seconds; four times as often where the flags say interlaced, and eight times for ten seconds after it was seen.
 */
#pragma once

#include "indexer/media/luma.h"

typedef enum { WEAVE_UNKNOWN, WEAVE_PROGRESSIVE, WEAVE_TOP_FIRST, WEAVE_BOTTOM_FIRST, WEAVE_KINDS } WeaveKind;

typedef struct {
    AVFrame *held[2]; /* owned: the pictures before, oldest first; NULL: none */
    int width, height, format;
    gint64 next_us, alert_until_us;
    int looks[WEAVE_KINDS]; /* how often each was the answer */
    LumaReader readers[5];
} Weave;

/* Holds references to two pictures at most, and only while it looks. `change` is the mean difference from the picture before, in
 * codes. */
void weave_add(Weave *weave, gint64 time_us, const AVFrame *frame, double change);

/* "interlaced" where at least three looks, a tenth of all that told something and nine in ten of those with a field order agree;
 * "progressive" where others do; NULL: not enough moved. Static. */
const char *weave_scan(const Weave *weave);
int weave_combed(const Weave *weave);

/* Of three pictures of one size and format. */
WeaveKind weave_look(LumaReader readers[5], const AVFrame *before, const AVFrame *frame,
                     const AVFrame *after);

void weave_clear(Weave *weave);
