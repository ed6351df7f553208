/* indexer/media/boxes.h
 *
 * The outermost boxes of an mp4 or mov file, walked by our own hand: where its index lies, whether it is all there, and where its last
 * fragments begin. Reads 16 bytes a box. Private to the folder.
 */
#pragma once

#include "indexer/media/media_internal.h"

#define BOXES_FRAGMENTS 64

typedef struct {
    gint64 index_at; /* of moov; -1: none, or not all of it */
    gint64 index_end;
    gint64 media_at;                     /* of the first mdat; -1: none */
    gint64 fragments;                    /* moof boxes that are all there */
    gint64 fragment_at[BOXES_FRAGMENTS]; /* of the last of them; number n at [n % BOXES_FRAGMENTS] */
    gboolean is_cut;                     /* the last box ends beyond the file */
    gboolean is_iso;                     /* it begins with a box that such files begin with */
} Boxes;

void boxes_walk(Media *media, Boxes *boxes);

/* Whether the index says that the media are encrypted. */
gboolean boxes_say_encrypted(Media *media, const Boxes *boxes);

/* A window on the header and the last fragments, of at most `bytes` unless the last alone is larger. FALSE: there are none. */
gboolean boxes_tail(const Media *media, const Boxes *boxes, gint64 bytes, MediaWindow *window);
