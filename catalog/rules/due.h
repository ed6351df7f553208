/* catalog/rules/due.h
 *
 * A moment as people write it in settings: "2026-09-30", "2026-09-30T17:00", "2026-09-30T17:00:00+08:00". Without a zone it is Beijing's; a day
 * alone means its end, 24:00.
 */
#pragma once

#include "catalog/messages/messages.h"

typedef struct {
    gint64 us;    /* since the epoch */
    int offset_s; /* of its zone, east of Greenwich */
} Due;

gboolean due_parse(const char *text, Due *due); /* FALSE: it is none */

/* "2026 年 9 月 30 日 24:00（北京时间）", "30 September 2026, 24:00 (Beijing time)"; owned by the caller. */
char *due_words(Language language, const Due *due);
/* "2026 年 9 月 30 日", "30 September 2026" */
char *due_day_words(Language language, const Due *due);
