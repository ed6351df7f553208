/* indexer/media/colour.h
 *
 * What the numbers of a decoded frame mean in colour, from its tags and, where they say nothing, from its
 * size.
 */
#pragma once

#include "indexer/media/tone.h"

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>

/* Three sums of three values and a constant. */
typedef struct {
    float by[3][4];
} Affine;

typedef struct {
    Affine to_rgb;     /* from code values 0 … 1 to the film's non-linear red, green and blue, 0 … 1 */
    Transfer transfer; /* of those */
    gboolean plain;    /* they are what a screen shows: nothing but to_rgb is to be done */
    Matrix to_bt709;   /* linear light; not for plain ones */
    float neutral[3];  /* the code values of mid grey */
} Colour;

/* Frames of more lines than this are taken for BT.709 where they do not say. */
#define COLOUR_BT601_LINES 576

Colour colour_of_frame(const AVFrame *frame, const AVPixFmtDescriptor *descriptor);

/* That of Dolby Vision whose base layer means nothing without its metadata (profile 5). `metadata` may be
 * NULL: what such films commonly have. Curves that reshape the code values first are dolby.h's. */
struct AVDOVIMetadata;
Colour colour_of_dolby(const AVPixFmtDescriptor *descriptor, const struct AVDOVIMetadata *metadata);

/* The same values in full-range BT.601 YCbCr, 0 … 255. */
Affine colour_to_jpeg(const Colour *colour);

/* Whether the second and third result depend on the first value: then colour can be had only where brightness
 * is. */
gboolean affine_mixes_brightness(const Affine *affine);
