#include "indexer/media/orientation.h"

#include <math.h>

/* A pixel at (x, y) is shown at (a x + c y, b x + d y): whichever of x and y counts more for the place across
 * is the one that goes across. */
Orientation orientation_of_matrix(const gint32 matrix[9])
{
    double a, b, c, d;

    if (!matrix)
        return (Orientation){ 0 };
    a = matrix[0];
    b = matrix[1];
    c = matrix[3];
    d = matrix[4];
    if (fabs(a) + fabs(d) >= fabs(b) + fabs(c))
        return (Orientation){ .mirror_across = a < 0, .mirror_down = d < 0 };
    return (Orientation){ .mirror_across = b < 0, .mirror_down = c < 0, .transpose = TRUE };
}

Orientation orientation_of_rotation(gint64 degrees)
{
    switch (degrees) {
    case 90:
        return (Orientation){ .mirror_down = TRUE, .transpose = TRUE };
    case 180:
        return (Orientation){ .mirror_across = TRUE, .mirror_down = TRUE };
    case 270:
        return (Orientation){ .mirror_across = TRUE, .transpose = TRUE };
    default:
        return (Orientation){ 0 };
    }
}

gboolean orientation_is_upright(const Orientation *orientation)
{
    return !orientation->transpose && !orientation->mirror_across && !orientation->mirror_down;
}
