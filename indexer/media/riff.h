/* indexer/media/riff.h
 *
 * The chunks of an AVI file, walked by our own hand where its index is missing: it stands at the end and is what a cut file loses.
 * Reads a header a chunk. Private to the folder.
 */
#pragma once

#include "indexer/media/media_internal.h"

#define RIFF_STREAMS_MAX 16

typedef struct {
    gint64 scale, rate; /* a unit lasts scale/rate seconds */
    gint64 unit_bytes;  /* 0: a chunk is a unit */
    gint64 chunks;
    gint64 bytes;
} RiffStream;

typedef struct {
    RiffStream streams[RIFF_STREAMS_MAX];
    int count;
    gboolean is_cut; /* the file is shorter than its first header says */
} Riff;

/* Only the header: the streams, and whether the file is cut. */
void riff_read_header(Media *media, Riff *riff);

/* All of it. */
void riff_walk(Media *media, Riff *riff);

gint64 riff_duration_us(const RiffStream *stream); /* 0: unknown */
