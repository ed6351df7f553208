/* indexer/media/media_internal.h
 *
 * What the files of this folder share of an open video. Nothing outside the folder includes it.
 */
#pragma once

#include "indexer/media/media.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

struct Media {
    int fd;             /* borrowed */
    gint64 size;        /* bytes that are filled */
    gboolean is_padded; /* zeros follow to the end: room made for a transfer that was never finished */
    MediaLimits limits;
    gint64 bytes_read; /* against limits.read_bytes */
    gint64 read_until; /* for now, reads fail when so many bytes were read, without being a limit; 0: none */
    gboolean limit_reached; /* the budget of bytes was spent: reads fail from then on */
    AVFormatContext *format;
    gboolean is_analysed;      /* what the header of `format` left open has been read from the streams */
    gboolean is_read;          /* packets have been taken from `format`: what comes next is not the first */
    gboolean is_webm;          /* matroska that calls itself so */
    gint64 header_us;          /* duration that the header claims; 0: none */
    gboolean is_header_summed; /* it is that of a stream, as the container gives none for the whole */
    int video;                 /* index of the stream that is the film; -1: none */
    int cover;                 /* index of the stream that is a cover picture; -1: none */
};

/* Reads up to `length` bytes at a place of the file, against the budget: how many, 0 at the end, or an
 * AVERROR. */
int media_read_at(Media *media, gint64 position, void *buffer, int length);

/* No more can be read, or should be for now. */
gboolean media_has_read_enough(const Media *media);

/* All of `length` bytes; FALSE: they are not there. */
gboolean media_read_exactly(Media *media, gint64 position, void *buffer, int length);

/* The part of the file that a demuxer is shown: its first `head` bytes followed by those from `tail` on, and
 * in what results `patch_length` bytes at `patch_at` replaced (by something that makes a demuxer skip a
 * stretch). */
typedef struct {
    gint64 head;
    gint64 tail;
    gint64 patch_at;
    int patch_length;
    guint8 patch[16];
} MediaWindow;

#define MEDIA_WHOLE(media) ((MediaWindow){ .head = (media)->size, .tail = (media)->size })

/* A further, independent look at the same file through a demuxer of its own, with the same whitelists and the
 * same budget. `demuxer` may be NULL: to be found out. NULL and an AVERROR in `averror` where it cannot be
 * opened. */
AVFormatContext *media_input_open(Media *media, const AVInputFormat *demuxer, const MediaWindow *window,
                                  int *averror);
/* A stream without a container: nothing but its packets, and no times. */
gboolean media_is_bare(const AVFormatContext *format);

/* Of containers whose headers name every stream and whose packets carry their times: reading on for the rest can wait. */
gboolean media_header_tells_all(const AVFormatContext *format);

/* Reads on to learn what the header left open; negative: an AVERROR. */
int media_input_analyse(AVFormatContext *input);
void media_input_close(AVFormatContext *input); /* NULL is fine */

/* The same of media->format, without decoding a picture of one stream: what pictures alone tell stays open. -1: of none. */
int media_analyse_sparing(Media *media, int spared);

/* Back to the first packet, through a new media->format, which is told what the one before knew of its streams. FALSE: it cannot be opened again,
 * and all is as it was. */
gboolean media_rewind(Media *media);

/* A decoder for a stream: one thread, whitelisted codecs, the limits' pixels. NULL and MEDIA_ERROR: none, or
 * it will not open. */
AVCodecContext *media_decoder(Media *media, int stream, GError **error);
/* The same for any stream's parameters. */
AVCodecContext *media_decoder_of(Media *media, const AVStream *stream, GError **error);

/* MEDIA_ERROR_LIMIT or _BROKEN, by what libav answered and what was spent; `doing` is what was being done. */
void media_set_error(Media *media, GError **error, int averror, const char *doing);

/* How many errors libav has logged in this process so far. Decoders go on after damage, and most say so there only. */
typedef struct {
    guint of_demuxers;
    guint of_decoders; /* and of everything else */
} MediaComplaints;

MediaComplaints media_complaints(void);

/* streams.c: which stream is the film. */
#define MEDIA_STREAMS_MAX 64
gboolean stream_is_cover(const AVStream *stream);
gboolean stream_is_decodable(const AVStream *stream);
/* The film among the first MEDIA_STREAMS_MAX streams but those `refused` (may be NULL); -1: none. */
int streams_choose_film(const AVFormatContext *format, const gboolean *refused);
/* Sets media->video and ->cover. The cover, also where the whole file is a still picture, waits in its stream's attached_pic. */
void streams_choose(Media *media);

/* media_formats.c: what is accepted, as libav's lists of names. */
extern const char media_formats[]; /* of demuxers */
extern const char media_codecs[];  /* of decoders */
gboolean media_format_is_accepted(const AVInputFormat *format);
gboolean media_codec_is_accepted(const AVCodec *codec);
gboolean media_begins_like_one(Media *media); /* it has the first bytes of a film, whatever follows */
void media_formats_warm_up(void);
