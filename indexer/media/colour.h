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

/* How YCbCr of ours is coded: what red and blue count for brightness, and how values of 0 … 255 are written down. */
typedef struct {
    float red, blue;
    float black;        /* the code of black */
    float luma, chroma; /* codes to a value */
} Coding;

extern const Coding coding_jpeg;                /* full-range BT.601 */
extern const Coding coding_bt601, coding_bt709; /* of films: limited range */

/* The coding that a frame has, or had as a film: of what is neither SD nor HD, the one it is shown by. */
const Coding *colour_coding_of(const AVFrame *frame, const AVPixFmtDescriptor *descriptor);
gboolean colour_is_full_range(const AVFrame *frame, const AVPixFmtDescriptor *descriptor);

/* The same values in YCbCr of a coding, 0 … 255 before they are written down. */
Affine colour_to(const Colour *colour, const Coding *coding);

/* Whether the second and third result depend on the first value: then colour can be had only where brightness
 * is. */
gboolean affine_mixes_brightness(const Affine *affine);
