/* indexer/media/render.h
 *
 * One decoded frame becomes a picture of ours: upright, in square pixels, deinterlaced, in the colours of a
 * JPEG, or of a film that every browser shows.
 */
#pragma once

#include "indexer/media/colour.h"
#include "indexer/media/scale.h"
#include "thumbs/picture.h"

#include <libavutil/frame.h>

/* What is kept from one frame of a film to the next. Zero before the first. */
typedef struct {
    float peak; /* of what was tone-mapped; see tone.h */
    Scaler scaler;
} RenderMemory;

void render_memory_clear(RenderMemory *memory);

typedef struct {
    int width, height; /* px, ≥ 1: the shape to be seen, upright and in square pixels */
    Orientation orientation;
    gboolean dolby; /* the colours mean nothing without Dolby Vision's metadata */
    int box;        /* px: neither side becomes longer */

    /* For the frames of a film. */
    const Coding *coding;            /* NULL: coding_jpeg */
    int wanted_width, wanted_height; /* px, at most PICTURE_SIDE_MAX: the very size; 0: by shape and box */
    RenderMemory *memory;            /* NULL: this picture has nothing to do with others */
} RenderParams;

/* NULL and MEDIA_ERROR where the frame's pixels cannot be read. */
Picture *render(const AVFrame *frame, const RenderParams *params, GError **error);
