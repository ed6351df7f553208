/* indexer/media/track.h
 *
 * The packets of the film's pictures, from any moment on. Where a container has an index it is used; where it
 * has none, a key frame near the moment is found by its place in the file. Reads against the media's budget,
 * and never much of it for one seek.
 */
#pragma once

#include "indexer/media/media_internal.h"

typedef struct {
    Media *media;       /* borrowed */
    int stream;         /* of media->format */
    gint64 origin_us;   /* timestamp of the film's start */
    gint64 duration_us; /* ≤ 0: unknown */

    AVFormatContext *input; /* media->format, or one of our own */
    gint64
        shift_us; /* what the input's timestamps lack, where they begin anew at the place it was opened at */
    gboolean index_is_poor; /* the container's own seeking failed or cost too much: not tried again */
} Track;

void track_init(Track *track, Media *media, int stream, gint64 origin_us, gint64 duration_us);
void track_clear(Track *track);

/* The stream as the current input has it; NULL while it has not come up yet. */
AVStream *track_stream(const Track *track);

/* The next packet of the track: 0, AVERROR_EOF, or another AVERROR when no more can be read. */
int track_read(Track *track, AVPacket *packet);

/* Back to the first byte. 0 or an AVERROR. */
int track_restart(Track *track);

/* Makes the last key packet that is not later than `when_us` the current one, or the first there is; what
 * follows it is read next. 0; AVERROR_EOF: there is none; another AVERROR: no more can be read. */
int track_seek(Track *track, gint64 when_us, AVPacket *packet);

/* A timestamp of the stream as time from the start of the film; AV_NOPTS_VALUE stays that. */
gint64 track_time(const Track *track, gint64 timestamp);

/* The same of a packet; one without timestamps, as in a raw stream, is timed by its place in the file. */
gint64 track_packet_time(const Track *track, const AVPacket *packet);
