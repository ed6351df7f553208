/* indexer/media/showing.h
 *
 * How a frame of the film is to be shown: upright, in square pixels, in the shape that the facts name. Private to the folder.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "indexer/media/media_internal.h"
#include "indexer/media/render.h"

/* The rotation among the facts wins, so that pictures lie as the listing says; mirroring is the stream's or the frame's. */
RenderParams showing_of_frame(const Media *media, const VideoFacts *facts, AVFrame *frame);

/* Whether frames lie as they are to be shown, unless one says otherwise of itself. */
gboolean showing_is_upright(const Media *media, const VideoFacts *facts);

/* Of a cover picture: by itself. */
RenderParams showing_of_cover(const AVFrame *frame);
