/* tests/media/rgb.h
 *
 * A picture as a screen shows it.
 */
#pragma once

#include "thumbs/picture.h"

#include <string.h>

/* Three bytes a pixel; owned by the caller. Chroma is repeated, not smoothed. */
static inline guint8 *rgb_of_picture(const Picture *picture)
{
    int strides[3];
    const guint8 *planes[3];
    guint8 *rgb = g_malloc((gsize)picture->width * (gsize)picture->height * 3), *out = rgb;

    for (int i = 0; i < 3; i++)
        planes[i] = picture_plane(picture, i, &strides[i]);
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            double luma = planes[0][y * strides[0] + x];
            double blue = planes[1][y / 2 * strides[1] + x / 2] - 128.0;
            double red = planes[2][y / 2 * strides[2] + x / 2] - 128.0;
            double values[3] = { luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red,
                                 luma + 1.772 * blue };

            for (int i = 0; i < 3; i++)
                *out++ = (guint8)(CLAMP(values[i], 0, 255) + 0.5);
        }
    return rgb;
}
