/* indexer/media/decoding.h
 *
 * The frames of a film, decoded one at a time: key frames by themselves, what follows them, or whatever comes first from the start.
 * Private to the folder.
 */
#pragma once

#include "indexer/media/track.h"

/* How the decoder stands. */
typedef enum {
    DECODER_DRAINED, /* it was fed `key` and perhaps one packet after it, then that nothing follows */
    DECODER_AT_KEY,  /* it was fed `key` and gave the frame at once, which may be unfiltered */
    DECODER_RUNNING  /* it was fed all up to where the track is, perhaps to its end */
} DecoderState;

typedef struct {
    gint64 origin_us;       /* timestamp of the film's start */
    gint64 duration_us;     /* ≤ 0: unknown */
    gint64 cpu_us;          /* CPU time that may be spent from now on */
    int box;                /* px: no picture made of a frame is longer */
    gboolean looks_ahead;   /* decoding_soon() will be asked for after most key frames */
    gboolean top_is_enough; /* of what it gives */
} DecodingParams;

typedef struct {
    Media *media; /* borrowed */
    DecodingParams params;
    Track track;
    AVCodecContext *decoder;
    AVCodecContext
        *alpha; /* of the transparency that packets carry beside the picture (VP8, VP9); NULL: none */
    DecoderState state;
    AVPacket *key, *packet;
    gint64 sought_us;    /* the moment that led to `key` */
    gboolean has_moved;  /* what follows `key` is no longer what the track reads next */
    gint64 last_us;      /* of the last packet with a time, for frames without */
    gint64 cpu_until_us; /* CPU time of the process at which no more is decoded */

    int lines_done; /* of the frame that is being decoded, where the decoder tells; 0: it does not, or it comes in fields */
    gboolean is_cut; /* the packet that the decoder was fed after `key` has lost its end */

    AVFrame *frame;   /* the last one that was decoded */
    AVFrame *opacity; /* and its transparency, where has_opacity */
    gboolean has_opacity;
    int lines;      /* of the frame, from its top: those that were decoded */
    gint64 time_us; /* of the frame, from the start of the film */
} Decoding;

/* NULL and MEDIA_ERROR where the film has no decoder. */
Decoding *decoding_new(Media *media, const DecodingParams *params, GError **error);
void decoding_free(Decoding *decoding); /* NULL is fine */

/* 0, or an AVERROR when there is no such frame. media->limit_reached, AVERROR(ENOMEM) and AVERROR_EXIT: ask no further. */
/* The key frame there or before: where it is, by its packet (AV_NOPTS_VALUE: no time), then the frame. */
int decoding_find(Decoding *decoding, gint64 when_us, gint64 *key_us);
int decoding_take(Decoding *decoding);
int decoding_rewind(Decoding *decoding); /* the first that decodes */
int decoding_next(Decoding *decoding);
/* One of the next frames, or the top of one, whichever is the cheapest to have. */
int decoding_soon(Decoding *decoding);
