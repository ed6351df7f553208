/* indexer/media/scale.h
 *
 * The quick way from the frame of an ordinary film to a picture of another size: libswscale's, for films of which every frame is wanted.
 * Private to the folder.
 */
#pragma once

#include "indexer/media/orientation.h"
#include "thumbs/picture.h"

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>

/* Zero before the first frame. */
typedef struct {
    struct SwsContext *context;                     /* owned */
    int width, height, format, to_width, to_height; /* that it was made for */
    gboolean full_range;
    AVFrame *lying; /* owned: what was scaled, with the room at its lines' ends that libswscale wants */
} Scaler;

void scaler_clear(Scaler *scaler);

/* Opaque YCbCr of whatever depth and sampling. */
gboolean scale_knows(const AVFrame *frame, const AVPixFmtDescriptor *descriptor);

/* Fills the picture, in limited range and the frame's own matrix. FALSE: libswscale will not; its contents are then undefined. */
gboolean scale_frame(Scaler *scaler, const AVFrame *frame, gboolean full_range,
                     const Orientation *orientation, Picture *picture);
