/* indexer/crew/report.h
 *
 * What a child answers, and how it travels. On the wire: magic and length of the report (little-endian, 32
 * bits each); the report as a GVariant of one declared type in normal form, at most REPORT_BYTES_MAX; magic
 * and count of the pictures; for each of them {kind, width, height, time in µs (64 bits), length} and its
 * planes (thumbs/picture.h). Nothing may follow.
 *
 * The reader takes every byte for hostile: report_parse() checks lengths, types, ranges and UTF-8, and is
 * fuzzed.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "thumbs/picture.h"

#define REPORT_BYTES_MAX    (64 * 1024)
#define REPORT_PICTURES_MAX 3

/* The most that a child may write in all. */
#define PICTURE_BYTES_MAX (PICTURE_SIDE_MAX * PICTURE_SIDE_MAX * 3 / 2 + 64)
#define REPORT_WIRE_MAX   (REPORT_BYTES_MAX + REPORT_PICTURES_MAX * PICTURE_BYTES_MAX + 64)

#define REPORT_ERROR report_error_quark()
GQuark report_error_quark(void);
typedef enum { REPORT_ERROR_INVALID } ReportError;

typedef enum { PICTURE_POSTER } PictureKind;

typedef struct {
    PictureKind kind;
    gint64 time_us;   /* ≥ 0 */
    Picture *picture; /* owned */
} ReportPicture;

typedef struct {
    Status status;   /* STATUS_OK, _BROKEN, _NOT_VIDEO or _LIMIT */
    char *reason;    /* owned; a slug [a-z-]{1,32}, or NULL */
    Facts *facts;    /* owned; never NULL */
    DeepFacts *deep; /* owned; of a deep check; NULL otherwise */
    gboolean poster_is_cover;
    GPtrArray *pictures; /* of ReportPicture *, owned; largest first */
} Report;

Report *report_new(void);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

/* Takes the picture. */
void report_add_picture(Report *report, PictureKind kind, gint64 time_us, Picture *picture);

/* Writes all of it to a pipe; blocks; write(2) alone, so that a sandboxed child can. FALSE where the reader
 * is gone, or where report_parse() would refuse it: implausible facts, video facts without has_video,
 * pictures that grow. */
gboolean report_write(const Report *report, int fd);

/* Takes nothing on trust. NULL and REPORT_ERROR_INVALID, saying what is wrong, unless every byte is right. */
Report *report_parse(const guint8 *bytes, gsize length, GError **error);
