/* thumbs/picture.h
 *
 * A small still picture in memory, as it goes into a JPEG: planar 4:2:0, full range, BT.601 (what JFIF means by YCbCr).
 * Planes are tight and follow each other: luma width × height, then Cb and Cr of (width + 1) / 2 × (height + 1) / 2 each.
 */
#pragma once

#include <glib.h>

/* Posters fit into a box of this many pixels a side; no picture of one frame is larger. */
#define PICTURE_SIDE_MAX 1280

/* Frames side by side (thumbs/sprite.h) may be so large. */
#define SHEET_SIDE_MAX 3200

typedef struct {
    int width; /* px, 1 … SHEET_SIDE_MAX */
    int height;
    guint8 *data; /* owned; picture_length() bytes */
} Picture;

gsize picture_length(int width, int height);                           /* bytes of data */
guint8 *picture_plane(const Picture *picture, int plane, int *stride); /* 0: luma, 1: Cb, 2: Cr; borrowed */

Picture *picture_new(int width, int height); /* contents undefined */
void picture_free(Picture *picture);         /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, picture_free)

/* The largest size of the shape width × height (px, ≥ 1) that fits into box × box without being enlarged; at least 1 px. */
void picture_fit(int width, int height, int box, int *fit_width, int *fit_height);

/* A smaller copy by area averaging of a picture of one frame; the size must not exceed the picture's. */
Picture *picture_shrink(const Picture *picture, int width, int height);
