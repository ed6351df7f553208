/* indexer/crew/report_wire.h
 *
 * What the writer and the reader of a report share: the numbers of the format, the declared type, and what
 * may be said at all.
 */
#pragma once

#include "indexer/crew/report.h"

#define REPORT_MAGIC   0x524d4e50u /* "PNMR" */
#define PICTURES_MAGIC 0x504d4e50u /* "PNMP" */

#define REPORT_HEAD     8u /* magic, length; the pictures': magic, count */
#define REPORT_TIME_MAX (G_GINT64_CONSTANT(366) * 24 * 3600 * G_USEC_PER_SEC)

#define PICTURE_HEAD 24u /* kind, width, height, time, length */

/* The members of the declared type; see report_wire_type(). */
enum {
    MEMBER_STATUS,
    MEMBER_REASON,
    MEMBER_IS_COVER,
    MEMBER_HAS_VIDEO,
    MEMBER_FILE,
    MEMBER_VIDEO,
    MEMBER_AUDIO,
    MEMBER_SUBTITLES,
    MEMBER_DEEP,
    MEMBER_STRIP,
    MEMBER_CAPTIONS
};

const GVariantType *report_wire_type(void);
const GVariantType *report_wire_member_type(int member);

GVariant *report_to_variant(const Report *report); /* of that type; owned by the caller */

/* The largest a picture of a kind may be. FALSE: there is no such kind. */
gboolean report_picture_limits(guint32 kind, int *width, int *height);

/* report_strip.c */
void report_strip_free(ReportStrip *strip);                  /* NULL is fine */
GVariant *report_strip_to_variant(const ReportStrip *strip); /* floating; NULL for NULL */
ReportStrip *report_strip_from_variant(GVariant *tuple);
gboolean report_check_strip(const Report *report, GError **error);

/* Both ends ask. FALSE and REPORT_ERROR_INVALID, saying what is wrong. */
gboolean report_check(const Report *report, GError **error);
gboolean report_length_is_right(const Report *report,
                                gsize length);             /* of its GVariant: only subtitles take more */
gboolean report_invalid(GError **error, const char *what); /* sets the error; FALSE */
