/* indexer/media/media_internal.h
 *
 * What the files of this folder share of an open video. Nothing outside the folder includes it.
 */
#pragma once

#include "indexer/media/media.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

struct Media {
    int fd; /* borrowed */
    gint64 size; /* bytes */
    MediaLimits limits;
    gint64 bytes_read;      /* against limits.read_bytes */
    gboolean limit_reached; /* the budget of bytes was spent: reads fail from then on */
    AVFormatContext *format;
    AVIOContext *io;
    int video; /* index of the stream that is the film; -1: none */
    int cover; /* index of the stream that is a cover picture; -1: none */
};

/* A decoder for a stream: one thread, whitelisted codecs, the limits' pixels. NULL and MEDIA_ERROR: none, or it will not open. */
AVCodecContext *media_decoder(Media *media, int stream, GError **error);

/* MEDIA_ERROR_LIMIT or _BROKEN, by what libav answered and what was spent; `doing` is what was being done. */
void media_set_error(Media *media, GError **error, int averror, const char *doing);
