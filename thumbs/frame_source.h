/* thumbs/frame_source.h
 *
 * What thumbs wants of a video. indexer/media answers from a file, unit tests answer with painted pictures.
 * A source has one current frame. Errors are the source's own; "there is no such frame" is not an error.
 */
#pragma once

#include "thumbs/picture.h"

typedef enum {
    FRAME_FOUND,
    FRAME_NONE,  /* no frame there: the end, or nothing that decodes */
    FRAME_FAILED /* error is set: a limit was reached or memory ran out; ask no further */
} FrameResult;

typedef struct {
    gpointer video;
    gint64 duration_us;                /* ≤ 0: unknown */
    int display_width, display_height; /* px, upright, square pixels */

    /* Where the key frame at or nearest before `when_us` is (after it, if there is none before). Decodes nothing and leaves no current frame; the
     * time is the key frame's as its container has it, G_MININT64 where it has none: enough to know it again. take() then makes it the current one. */
    FrameResult (*find)(gpointer video, gint64 when_us, gint64 *key_us, GError **error);
    FrameResult (*take)(gpointer video, GError **error);
    /* Goes back to the start and makes the first frame that decodes, key frame or not, the current one. */
    FrameResult (*rewind)(gpointer video, GError **error);
    /* The next frame that decodes after the current one. */
    FrameResult (*next)(gpointer video, GError **error);
    /* A frame shortly after the current one, whichever is the cheapest to have: for seeing how the picture changes. There may be no more than the top
     * of it: then picture() gives a lower picture, as wide as the whole would be, and hold() gives none. */
    FrameResult (*soon)(gpointer video, GError **error);
    /* Makes the cover picture the current frame, if the file has one. */
    FrameResult (*cover)(gpointer video, GError **error);
    /* Presentation time of the current frame, from the start of the film; 0 for a cover picture. */
    gint64 (*time_us)(gpointer video);
    /* The current frame upright, in square pixels and the colours of a JPEG, no larger than box × box px (a cover picture and a
     * frame whose size changed in mid-stream have their own shape). NULL and error where it cannot be had. */
    Picture *(*picture)(gpointer video, int box, GError **error);
    /* The current frame, kept beyond its time: drop() it before the source goes. NULL: there is none, or no memory. */
    gpointer (*hold)(gpointer video);
    /* What picture() gives of a frame that is held. */
    Picture *(*develop)(gpointer video, gpointer held, int box, GError **error);
    void (*drop)(gpointer held);
} FrameSource;

/* Finds and takes. */
static inline FrameResult frame_source_seek(const FrameSource *source, gint64 when_us, GError **error)
{
    gint64 key_us;
    FrameResult result = source->find(source->video, when_us, &key_us, error);

    return result == FRAME_FOUND ? source->take(source->video, error) : result;
}
