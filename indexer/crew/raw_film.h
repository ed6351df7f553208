/* indexer/crew/raw_film.h
 *
 * What the decoding half of a proxy says to the encoding half: a film laid bare, through a pipe. First its shape: magic, width, height,
 * usual µs from one picture to the next, coding, sound or none (32 bits each, little-endian). Then, in any order of the two kinds,
 * chunks {kind, length (32 bits each), time in µs (64 bits)} and their bytes: pictures as planes (thumbs/picture.h), sound as samples
 * of 16 bits, left and right by turns, RAW_SOUND_RATE of each a second, without a hole from time 0. The last chunk says where the film ends.
 *
 * The reader takes every byte for hostile: shape, kinds, lengths and times are checked before anything is done with them, no more is
 * kept than one chunk, and it is fuzzed. Both ends use read(2) and write(2) alone, so that a sandboxed child can.
 */
#pragma once

#include <glib.h>

/* A proxy fits into these: lying, and standing. Neither side is longer than thumbs/picture.h allows. */
#define PROXY_LONG_SIDE  1280
#define PROXY_SHORT_SIDE 720

/* The size of the proxy of a film of this displayed size: of its shape, even, never enlarged, and at least 2 px a
 * side. */
void proxy_fit(gint64 width, gint64 height, int *fit_width, int *fit_height);

#define RAW_SOUND_RATE  48000
#define RAW_SOUND_BYTES 4     /* a moment of sound: two samples */
#define RAW_SOUND_MAX   65536 /* bytes of one chunk */
#define RAW_PICTURE_LEAST_US                                                                                 \
    16000 /* from one picture to the next: no more than 60 a second, and some play for rounding */
#define RAW_TIME_MAX (G_GINT64_CONSTANT(7) * 24 * 3600 * G_USEC_PER_SEC)

#define RAW_FILM_ERROR raw_film_error_quark()
GQuark raw_film_error_quark(void);
typedef enum {
    RAW_FILM_ERROR_CUT,     /* it ends before its end: whoever wrote it is gone */
    RAW_FILM_ERROR_INVALID, /* what no decoding half of ours says */
} RawFilmError;

typedef enum { RAW_BT709, RAW_BT601 } RawCoding; /* limited range */

typedef struct {
    int width, height;
    gint64 usual_us; /* RAW_PICTURE_LEAST_US … 10 s */
    RawCoding coding;
    gboolean has_sound;
} RawShape;

typedef enum { RAW_PICTURE, RAW_SOUND, RAW_END } RawKind;

typedef struct {
    RawKind kind;
    gint64 time_us; /* of RAW_END: when the film is over */
    guint8 *bytes;  /* borrowed, until the next chunk is read */
    gsize length;
} RawChunk;

/* ---- the reader ---- */
typedef struct {
    int fd; /* borrowed */
    RawShape shape;
    guint8 *bytes;      /* owned: of the last chunk */
    gint64 picture_us;  /* of the last picture; -1: there was none */
    gint64 sound_until; /* moments of sound so far */
    gboolean ended;
} RawReader;

/* Reads the shape. FALSE and RAW_FILM_ERROR. */
gboolean raw_reader_open(RawReader *reader, int fd, GError **error);
/* The next chunk; after RAW_END there is none to ask for. FALSE and RAW_FILM_ERROR. */
gboolean raw_reader_next(RawReader *reader, RawChunk *chunk, GError **error);
void raw_reader_clear(RawReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RawReader, raw_reader_clear)

/* ---- the writer; FALSE: nobody reads any more ---- */
gboolean raw_write_shape(int fd, const RawShape *shape);
gboolean raw_write(int fd, RawKind kind, gint64 time_us, gconstpointer bytes, gsize length);

/* When a moment of sound is, by its number. */
gint64 raw_sound_us(gint64 moment);
