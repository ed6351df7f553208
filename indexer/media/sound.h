/* indexer/media/sound.h
 *
 * What is heard of a film: loudness (EBU R 128 by libebur128; its range, EBU Tech 3342, from that of every 100 ms), true peak, silence and dead channels of one sound track, fed with its
 * decoded frames. Times in microseconds.
 *
 * Silent is what stays below −60 dBFS in every channel, like FFmpeg's silencedetect, told in steps of 5 ms. A track that begins late,
 * has holes or ends before the picture is silent there. A channel is dead when it stays below that throughout while the one on the
 * other side (left and right) does not. An empty centre, empty sides or no low-frequency effects are how a film was mixed, and do not count.
 */
#pragma once

#include "indexer/media/stretches.h"
#include "indexer/media/true_peak.h"

#include <ebur128.h>
#include <libavutil/frame.h>

/* A track of more is not listened to. */
#define SOUND_CHANNELS_MAX 64

#define SILENCE_LEAST_US (G_USEC_PER_SEC / 2)

typedef struct {
    int channels, rate;   /* 0: nothing was heard yet */
    ebur128_state *meter; /* owned */
    GArray *energies;     /* owned: of each 100 ms, as float */
    int blocks;           /* since the last of them */
    TruePeak true_peak;

    int block;          /* samples that are looked at together */
    int filled;         /* of them */
    float *planes;      /* owned: of each channel the samples before the block, and the block */
    float *interleaved; /* owned: the block for the meter */
    float *peaks;       /* owned: of each channel, of samples */
    int counterparts[SOUND_CHANNELS_MAX]; /* of each channel the one on the other side; -1: none */
    float peak;                           /* true */

    gint64 run_us;      /* when the samples began that follow each other without a hole */
    gint64 run_samples; /* of them, before the block */
    gint64 silent_from; /* -1: it is not silent */
    gboolean was_heard; /* something was not silent */
    Stretches silence;  /* of at least SILENCE_LEAST_US */
} Sound;

/* A frame that begins at `time_us`. FALSE: memory ran out. */
gboolean sound_add(Sound *sound, const AVFrame *frame, gint64 time_us);
void sound_end(Sound *sound, gint64 film_end_us);

/* FALSE: the track was below the gate throughout, or cannot be measured. In LUFS and LU. */
gboolean sound_loudness(const Sound *sound, double *loudness, double *range);
int sound_dead_channels(const Sound *sound);

void sound_clear(Sound *sound);
