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

/* Borrows both; the facts are those probe() gave for this media. Never NULL: a film that cannot be decoded has no frames. */
Frames *frames_new(Media *media, const Facts *facts);
void frames_free(Frames *frames); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frames, frames_free)

/* Borrowed; lives as long as the frames. */
const FrameSource *frames_source(Frames *frames);
