/* indexer/crew/report_wire.h
 *
 * What the writer and the reader of a report share: the numbers of the format, the declared type, and what
 * may be said at all.
 */
#pragma once

#include "indexer/crew/report.h"

#define REPORT_MAGIC   0x524d4e50u /* "PNMR" */
#define PICTURES_MAGIC 0x504d4e50u /* "PNMP" */

#define REPORT_HEAD  8u  /* magic, length; the pictures': magic, count */
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
    MEMBER_DEEP
};

const GVariantType *report_wire_type(void);
const GVariantType *report_wire_member_type(int member);

/* Both ends ask. FALSE and REPORT_ERROR_INVALID, saying what is wrong. */
gboolean report_check(const Report *report, GError **error);
gboolean report_invalid(GError **error, const char *what); /* sets the error; FALSE */
