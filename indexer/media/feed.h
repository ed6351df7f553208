/* indexer/media/feed.h
 *
 * One stream of a film on its way through a decoder, from its start to its end, with times on the film's clock: from the start of the
 * container's, as players show them. Private to the folder.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "indexer/media/media_internal.h"

/* What the streams of one film share. */
typedef struct {
    Media *media;           /* borrowed */
    gint64 origin_us;       /* FACT_UNKNOWN: the first timestamp says */
    gboolean out_of_memory; /* some decoders conceal it */
} FeedClock;

typedef struct {
    AVStream *stream; /* NULL: there is none */
    AVCodecContext *decoder;
    gint64 shift_us; /* what timestamps lack since their clock leapt */
    gint64 end_us;   /* of the last frame; FACT_UNKNOWN: there was none */
    gint64 last_us;  /* where it began */
} Feed;

/* Has the demuxer pass over everything but what feeds ask for. */
void feed_clock_init(FeedClock *clock, Media *media);

/* FALSE: there is no such stream (-1), or no decoder for it. The clock must outlive the feed. */
gboolean feed_open(Feed *feed, FeedClock *clock, int stream);
void feed_clear(Feed *feed);

/* A time of the stream on the film's clock; FACT_UNKNOWN: it says nothing. */
gint64 feed_time(FeedClock *clock, const Feed *feed, gint64 timestamp);

/* When a frame begins. Where its timestamp is missing, goes back, or leaps in a container whose clock may begin anew, it follows the
 * frame before. Sets neither last_us nor end_us. */
gint64 feed_begin(FeedClock *clock, Feed *feed, const AVFrame *frame);

/* How long a picture is shown by the container's word; 0: it says nothing. */
gint64 feed_usual_us(const Feed *feed);

/* How long this one is; `gap_us`: since the one before, 0: there was none. */
gint64 feed_picture_lasts(const Feed *feed, const AVFrame *frame, gint64 gap_us);

/* The sound that plays unless somebody chooses another: the first of those marked as default, else the first; -1: none. */
int feed_default_sound(const AVFormatContext *format);
