/* tests/media/rgb.h
 *
 * A picture as a screen shows it.
 */
#pragma once

#include "thumbs/picture.h"

/* A chroma sample at a pixel: that of its cell, or a mean of the nearest four by their distance. */
static inline double rgb_chroma(const Picture *picture, int plane, int x, int y, gboolean smooth)
{
    int stride, height = (picture->height + 1) / 2;
    const guint8 *samples = picture_plane(picture, plane, &stride);
    int near_x = smooth ? CLAMP(x / 2 + (x & 1 ? 1 : -1), 0, stride - 1) : x / 2;
    int near_y = smooth ? CLAMP(y / 2 + (y & 1 ? 1 : -1), 0, height - 1) : y / 2;
    const guint8 *row = samples + y / 2 * stride, *near = samples + near_y * stride;

    return (9 * row[x / 2] + 3 * row[near_x] + 3 * near[x / 2] + near[near_x]) / 16.0 - 128;
}

/* Three bytes a pixel; owned by the caller. Chroma is repeated or smoothed. */
static inline guint8 *rgb_of_picture(const Picture *picture, gboolean smooth)
{
    int stride;
    const guint8 *luma = picture_plane(picture, 0, &stride);
    guint8 *rgb = g_malloc((gsize)picture->width * (gsize)picture->height * 3), *out = rgb;

    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            double blue = rgb_chroma(picture, 1, x, y, smooth), red = rgb_chroma(picture, 2, x, y, smooth);
            double grey = luma[y * stride + x];
            double values[3] = { grey + 1.402 * red, grey - 0.344136 * blue - 0.714136 * red,
                                 grey + 1.772 * blue };

            for (int i = 0; i < 3; i++)
                *out++ = (guint8)(CLAMP(values[i], 0, 255) + 0.5);
        }
    return rgb;
}
