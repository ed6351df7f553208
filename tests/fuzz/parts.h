/* tests/fuzz/parts.h
 *
 * Where the sizes stand in a film made of boxes (mp4, mov) or of EBML elements (Matroska, WebM).
 */
#pragma once

#include <glib.h>

typedef struct {
    gsize at;      /* of the size */
    guint width;   /* bytes of the size: 4, of EBML 1 … 8 */
    gsize content; /* of what it holds */
    gsize length;  /* of that, as declared and within what holds it */
} FilmPart;

GArray *parts_of_boxes(const GByteArray *film); /* of FilmPart; owned by the caller */
GArray *parts_of_ebml(const GByteArray *film);
