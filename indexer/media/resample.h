/* indexer/media/resample.h
 *
 * Resamples one component of a decoded frame, of whatever pixel format, to any smaller (or larger) size: by area, so that every source
 * pixel counts, and row by row, however large the frame. Alpha is laid over a neutral value before anything is averaged.
 */
#pragma once

#include <glib.h>

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>

/* How the wanted samples of one axis lie on the source's: sample i shows [start + i × step, start + (i + 1) ×
 * step). What lies outside the source is left out. */
typedef struct {
    int wanted;
    double start;
    double step;     /* > 0 */
    gboolean mirror; /* the last wanted sample comes first */
    gboolean smooth; /* where the picture grows: interpolate rather than repeat */
} Axis;

typedef enum { LINES_ALL, LINES_TOP, LINES_BOTTOM } Lines; /* of an interlaced frame: both fields or one */

typedef struct {
    const AVFrame *frame;
    const AVPixFmtDescriptor *descriptor; /* of frame->format */
    int component;                        /* 0: luma or red, 1: Cb or green, 2: Cr or blue */
    Lines lines;
    double neutral; /* 0 … 1: what shows where the frame is transparent */
} Component;

/* Whether components of this format can be read at all. */
gboolean component_is_readable(const AVPixFmtDescriptor *descriptor);

/* Whether the format has an alpha component or a palette, which has one. */
gboolean format_has_alpha(const AVPixFmtDescriptor *descriptor);

/* Source samples there are, across and down, of the lines that are looked at. */
int component_width(const Component *component);
int component_height(const Component *component);

typedef struct Resampler Resampler;

/* Borrows the frame. */
Resampler *resampler_new(const Component *component, const Axis *across, const Axis *down);
void resampler_free(Resampler *resampler);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Resampler, resampler_free)

/* across->wanted samples of one of down->wanted rows: code values as fractions of the largest one, 0 … 1 whatever the depth. */
void resampler_row(Resampler *resampler, int row, float *samples);
