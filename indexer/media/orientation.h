/* indexer/media/orientation.h
 *
 * How a coded picture is turned upright: by a container's display matrix, to the nearest of the eight ways a
 * picture can lie.
 */
#pragma once

#include <glib.h>

/* First mirrored, then its rows become its columns. */
typedef struct {
    gboolean mirror_across; /* left and right change places */
    gboolean mirror_down;   /* top and bottom change places */
    gboolean transpose;
} Orientation;

/* A display matrix as libav has it: nine 32-bit fixed point numbers; a garbled or empty one is upright.
 * `matrix` may be NULL. */
Orientation orientation_of_matrix(const gint32 matrix[9]);

/* Degrees clockwise: 0 90 180 270; anything else is upright. */
Orientation orientation_of_rotation(gint64 degrees);

gboolean orientation_is_upright(const Orientation *orientation);
