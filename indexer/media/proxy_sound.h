/* indexer/media/proxy_sound.h
 *
 * The sound of a film as it goes into the pipe of a proxy: stereo at RAW_SOUND_RATE, without a hole from the film's start. What is
 * missing is silent, what there is too much is left out. Private to the folder.
 */
#pragma once

#include <glib.h>

#include <libavutil/frame.h>

struct SwrContext;

typedef struct {
    int pipe;               /* borrowed */
    struct SwrContext *mix; /* owned; NULL before the first frame */
    AVChannelLayout layout; /* of what comes in */
    int rate, format;
    gint64 moments;     /* written so far */
    guint8 *bytes;      /* owned: RAW_SOUND_MAX */
    gboolean is_broken; /* nobody reads the pipe */
} ProxySound;

void proxy_sound_init(ProxySound *sound, int pipe);
void proxy_sound_clear(ProxySound *sound);

/* A frame that begins at `time_us`. FALSE: memory ran out, or nobody reads. */
gboolean proxy_sound_add(ProxySound *sound, const AVFrame *frame, gint64 time_us);

/* What is still in the mixer; of a track that never made a sound, silence up to `film_end_us`. */
gboolean proxy_sound_end(ProxySound *sound, gint64 film_end_us);
