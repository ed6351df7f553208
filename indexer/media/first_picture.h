/* indexer/media/first_picture.h
 *
 * Whether a film can be decoded at all, and what its first picture is like. Fed with the packets of the film
 * as they come. Private to the folder.
 */
#pragma once

#include "indexer/media/media_internal.h"

/* What a decoder makes of the header alone; negative: the same as the parameters of its stream. */
typedef struct {
    int width, height, bits_per_raw_sample;
} CodedShape;

typedef struct {
    gboolean is_supported;   /* there is a decoder */
    AVCodecContext *decoder; /* NULL: there is none, or it would not start */
    CodedShape coded;
    AVFrame *frame;       /* the first picture, of which only the beginning may be there; NULL: not yet */
    int fed;              /* packets */
    gboolean is_thorough; /* the whole picture is wanted */
    gboolean out_of_memory;
} FirstPicture;

/* Decodes the stream media->video of `input`; without one, everything below does nothing. */
void first_picture_init(FirstPicture *picture, Media *media, AVFormatContext *input);
void first_picture_feed(FirstPicture *picture, const AVPacket *packet);
void first_picture_finish(FirstPicture *picture);  /* no packets will follow, unless it is started again */
void first_picture_restart(FirstPicture *picture); /* the packets of another place of the film will follow */
gboolean first_picture_is_settled(const FirstPicture *picture); /* found, or not worth trying on */
void first_picture_clear(FirstPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FirstPicture, first_picture_clear)
