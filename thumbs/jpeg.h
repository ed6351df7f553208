/* thumbs/jpeg.h
 *
 * The only door to libjpeg-turbo: a Picture becomes a baseline JPEG without metadata. Used by pianmu, never by a child.
 */
#pragma once

#include "thumbs/picture.h"

#define JPEG_ERROR jpeg_error_quark()
GQuark jpeg_error_quark(void);
typedef enum { JPEG_ERROR_FAILED } JpegError;

/* The bytes of a file, or NULL and error. The same picture always gives the same bytes (unless the
 * environment holds libjpeg-turbo's own TJ_ variables). */
GBytes *jpeg_encode(const Picture *picture, int quality, GError **error);
