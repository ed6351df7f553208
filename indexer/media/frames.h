/* indexer/media/frames.h
 *
 * The pictures of an open video, as thumbs wants them: upright, in square pixels, deinterlaced, in the colours of a JPEG
 * (full range BT.601, sRGB transfer; HDR tone-mapped, alpha over mid grey).
 */
#pragma once

#include "catalog/facts/facts.h"
#include "indexer/media/media.h"
#include "thumbs/frame_source.h"

typedef struct Frames Frames;

typedef struct {
    gint64
        cpu_us; /* CPU time for the pictures of the film, below what a child may use in all: one that takes longer keeps its facts. 0: 8 s */
    int box;    /* px: no picture will be asked for that is longer. 0: PICTURE_SIDE_MAX */
    gboolean looks_ahead; /* soon() will be asked for of most key frames */
} FramesParams;

/* Borrows media and facts, which are those probe() gave for this media; `params` may be NULL. Never NULL: a film that cannot be decoded has
 * no frames. */
Frames *frames_new(Media *media, const Facts *facts, const FramesParams *params);
void frames_free(Frames *frames); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frames, frames_free)

/* Borrowed; lives as long as the frames. */
const FrameSource *frames_source(Frames *frames);
