/* catalog/rules/dates.h
 *
 * Days and moments as settings and entry forms write them, in ISO 8601: "2026-03-01", "2026-03-01T17:00",
 * "2026-03-01T23:59:59+08:00". What is written is as long as it is exact: a day, a minute or a second, from its beginning to its end. Pure.
 */
#pragma once

#include "catalog/messages/messages.h"
#include "catalog/rules/quantity.h"

#define BEIJING_OFFSET_S (8 * 3600)

typedef struct {
    gint64 first_us, last_us; /* since the epoch, inclusive */
    gboolean has_time;        /* else a whole day */
    gboolean has_zone;
    int zone_s; /* east of UTC */
} Moment;

/* A text without a zone is meant in `zone_s`. Spaces around it do not matter, and one may stand for the T. FALSE: it is no such text. */
gboolean moment_parse(const char *text, int zone_s, Moment *moment);

/* Days, both ends included; "" where open. ISO dates sort as they are. */
typedef struct {
    char first[11], last[11];
} DayRange;
/* "2026-01-01..2026-09-30", "..2026-09-30". */
gboolean day_range_parse(const char *text, DayRange *range, Fault *fault);
/* A day as forms write it, also one that is only a month or a year ("2026-03", "2026年3月", "2026年"): "2026-03-01", "2026-03", "2026". NULL: it
 * cannot be told. Owned by the caller. */
char *day_read(const char *text);
/* -1, 0, 1: before, within, after. A month or year is within as soon as one of its days is. */
int day_range_compare(const DayRange *range, const char *day);
Text day_range_words(const DayRange *range);

/* "2026-03-01 23:59:59", without seconds where they are 0; "2026-03-01" of a moment that is a day. Owned by the caller. */
char *clock_words(gint64 us, int zone_s);
char *moment_words(const Moment *moment);
/* The day in that zone, "2026-03-01". Owned by the caller. */
char *day_of(gint64 us, int zone_s);
/* The last moment that is still in time, to the minute where the whole minute is: "2026-09-30 18:00". Owned by the caller. */
char *last_moment_words(gint64 us, int zone_s);
/* "北京时间" "Beijing time" "UTC+5:30" "UTC". Owned by the caller. */
char *zone_words(Language language, int zone_s);
/* How long: "3 天 2 小时" "12 分钟" "40 秒"; of what is longer than a minute no seconds are told. */
Text period_words(gint64 us);
