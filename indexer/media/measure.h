/* indexer/media/measure.h
 *
 * What the packets of a file say. Small files are read whole; of larger ones the beginning and the end. Private to the folder.
 */
#pragma once

#include "indexer/media/boxes.h"
#include "indexer/media/first_picture.h"

#define MEASURE_STREAMS_MAX MEDIA_STREAMS_MAX

/* Times further from 0 than this are taken for nonsense. */
#define MEASURE_TIME_MAX (G_GINT64_CONSTANT(366) * 24 * 3600 * G_USEC_PER_SEC)

/* Files of at most this many bytes are read whole. */
#define MEASURE_WHOLE_BYTES (8 << 20)

typedef struct {
    enum AVMediaType type;
    AVRational time_base;
    gint64 packets; /* that are meant to be played */
    gint64 bytes;
    gint64 bit_rate;  /* bits a second, by libav's analysis of the beginning; 0: it does not know */
    gint64 encrypted; /* packets that say they are */
    gint64 first_us;  /* presentation of the earliest packet; FACT_UNKNOWN without any */
    gint64 end_us;    /* end of the latest packet */
    gint64 last_us;   /* presentation of the packet counted last */
    gint64 skip;      /* samples at the start still to be left out */
    GArray *times;    /* of gint64, in time_base: presentation of the first packets of a video stream, as they
                         came; NULL: none */
    gboolean times_end; /* no more are taken: what follows is not next to them */
} StreamMeasure;

typedef struct {
    StreamMeasure streams[MEASURE_STREAMS_MAX];
    gboolean is_whole;     /* every packet was read */
    gboolean is_cut;       /* the file is shorter than it says */
    gboolean has_end;      /* the end of a file that was not read whole was found */
    gint64 bytes;          /* of all packets read */
    Boxes boxes;           /* of mp4, mov */
    AVFrame *picture;      /* the first of the film that decodes, without loop filter; NULL: none does */
    gboolean is_supported; /* there is a decoder for the film, whether or not it could start */
    gboolean has_decoder;  /* it could */
    CodedShape coded;
    gboolean out_of_memory;
} Measure;

/* Measures media->video and the rest, and leaves media->format analysed, somewhere behind its beginning. Never fails: what could not be learnt is
 * unknown. */
void measure(Media *media, Measure *result);
void measure_clear(Measure *measure);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Measure, measure_clear)

/* Counts one packet in. */
void measure_packet(Measure *measure, const AVStream *stream, const AVPacket *packet);

/* Notes one presentation time more. */
void measure_time(StreamMeasure *stream, gint64 time);

/* The end of what ends last; FACT_UNKNOWN: nothing. */
gint64 measure_last(const Measure *measure);

/* TRUE when the presentation times are evenly spaced, as far as the clock of the container can tell. */
gboolean measure_is_steady(const StreamMeasure *stream);

/* Pictures a second, counted; 0/1 where there are too few. */
AVRational measure_rate(const StreamMeasure *stream);
