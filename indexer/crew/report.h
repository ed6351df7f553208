/* indexer/crew/report.h
 *
 * What a child answers, and how it travels. On the wire: magic and length of the report (little-endian, 32
 * bits each); the report as a GVariant of one declared type in normal form, at most REPORT_BYTES_MAX, or with
 * subtitles REPORT_CAPTIONS_BYTES_MAX; magic
 * and count of the pictures; for each of them {kind, width, height, time in µs (64 bits), length} and its
 * planes (thumbs/picture.h). Nothing may follow.
 *
 * The reader takes every byte for hostile: report_parse() checks lengths, types, ranges and UTF-8, and is
 * fuzzed.
 */
#pragma once

#include "catalog/facts/cues.h"
#include "catalog/facts/facts.h"
#include "thumbs/sprite.h"

#define REPORT_BYTES_MAX          (64 * 1024)
#define REPORT_CAPTIONS_BYTES_MAX (1024 * 1024)
#define REPORT_PICTURES_MAX       3

/* The most that a child may write in all: posters, or a sprite and a strip, which come to less. */
#define PICTURE_BYTES_MAX (PICTURE_SIDE_MAX * PICTURE_SIDE_MAX * 3 / 2 + 64)
#define REPORT_WIRE_MAX   (REPORT_CAPTIONS_BYTES_MAX + REPORT_PICTURES_MAX * PICTURE_BYTES_MAX + 64)

#define REPORT_ERROR report_error_quark()
GQuark report_error_quark(void);
typedef enum { REPORT_ERROR_INVALID } ReportError;

typedef enum {
    PICTURE_POSTER,
    PICTURE_SPRITE,
    PICTURE_STRIP,
} PictureKind; /* on the wire: the list only grows */

typedef struct {
    PictureKind kind;
    gint64 time_us;   /* ≥ 0; of a sprite and a strip, of its first frame */
    Picture *picture; /* owned */
} ReportPicture;

/* When the frames of the two pictures of a strip job are shown: µs from the start of the film, increasing. */
typedef struct {
    GArray *sprite_times_us; /* of gint64; owned */
    GArray *strip_times_us;
} ReportStrip;

typedef struct {
    Status status;      /* STATUS_OK, _BROKEN, _NOT_VIDEO or _LIMIT */
    char *reason;       /* owned; a slug [a-z-]{1,32}, or NULL */
    Facts *facts;       /* owned; never NULL */
    DeepFacts *deep;    /* owned; of a deep check; NULL otherwise */
    ReportStrip *strip; /* owned; of a strip job that found frames; NULL otherwise */
    gboolean poster_is_cover;
    GPtrArray *
        pictures; /* of ReportPicture *, owned; posters, largest first; with a strip, the sprite and the strip and no other */
    GPtrArray *captions; /* of CueTrack *, owned; of a job for subtitles */
} Report;

Report *report_new(void);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

/* Takes the picture. */
void report_add_picture(Report *report, PictureKind kind, gint64 time_us, Picture *picture);

/* Takes what both sheets hold, which is something. */
void report_add_sheets(Report *report, Sheets *sheets);

/* Writes all of it to a pipe; blocks; write(2) alone, so that a sandboxed child can. FALSE where the reader
 * is gone, or where report_parse() would refuse it: implausible facts, video facts without has_video,
 * pictures that grow, a sheet that does not hold as many frames as it has times. */
gboolean report_write(const Report *report, int fd);

/* Takes nothing on trust. NULL and REPORT_ERROR_INVALID, saying what is wrong, unless every byte is right. */
Report *report_parse(const guint8 *bytes, gsize length, GError **error);
