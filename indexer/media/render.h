/* indexer/media/render.h
 *
 * One decoded frame becomes a picture of ours: upright, in square pixels, deinterlaced, in the colours of a
 * JPEG.
 */
#pragma once

#include "indexer/media/orientation.h"
#include "thumbs/picture.h"

#include <libavutil/frame.h>

typedef struct {
    int width, height; /* px, ≥ 1: the shape to be seen, upright and in square pixels */
    Orientation orientation;
    gboolean dolby; /* the colours mean nothing without Dolby Vision's metadata */
    int box;        /* px: neither side becomes longer */
} RenderParams;

/* NULL and MEDIA_ERROR where the frame's pixels cannot be read. */
Picture *render(const AVFrame *frame, const RenderParams *params, GError **error);
