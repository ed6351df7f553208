#include "catalog/rules/dates.h"

#include <string.h>

#define JULIAN_EPOCH 719163 /* g_date_get_julian() of 1970-01-01 */
#define MINUTE_US    (G_GINT64_CONSTANT(60) * G_USEC_PER_SEC)
#define HOUR_US      (60 * MINUTE_US)
#define DAY_US       (24 * HOUR_US)
#define ZONE_MAX_S   (14 * 3600)

/* ---- reading ---- */

/* Exactly `n` digits; moves past them. */
static gboolean read_digits(const char **text, int n, int *value)
{
    *value = 0;
    for (int i = 0; i < n; i++, ++*text) {
        if (!g_ascii_isdigit(**text))
            return FALSE;
        *value = *value * 10 + (**text - '0');
    }
    return TRUE;
}

static gboolean read_sign(const char **text, char sign)
{
    if (**text != sign)
        return FALSE;
    ++*text;
    return TRUE;
}

static gboolean read_day(const char **text, gint64 *us)
{
    GDate date;
    int year, month, day;

    if (!read_digits(text, 4, &year) || !read_sign(text, '-') || !read_digits(text, 2, &month) ||
        !read_sign(text, '-') || !read_digits(text, 2, &day) || year < 1 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    *us = ((gint64)g_date_get_julian(&date) - JULIAN_EPOCH) * DAY_US;
    return TRUE;
}

/* "23:59" or "23:59:59", a fraction is passed over. *length_us: how long what is written lasts. */
static gboolean read_clock(const char **text, gint64 *us, gint64 *length_us)
{
    int hour, minute, second = 0;

    if (!read_digits(text, 2, &hour) || !read_sign(text, ':') || !read_digits(text, 2, &minute))
        return FALSE;
    *length_us = MINUTE_US;
    if (read_sign(text, ':')) {
        if (!read_digits(text, 2, &second))
            return FALSE;
        *length_us = G_USEC_PER_SEC;
        if (read_sign(text, '.'))
            *text += strspn(*text, "0123456789");
    }
    if (hour > 23 || minute > 59 || second > 59)
        return FALSE;
    *us = hour * HOUR_US + minute * MINUTE_US + second * (gint64)G_USEC_PER_SEC;
    return TRUE;
}

/* "Z", "+08:00", "+0800", "+08"; nothing leaves it to the caller. */
static gboolean read_zone(const char **text, Moment *moment)
{
    int hours, minutes = 0, sign = **text == '-' ? -1 : 1;

    if (!**text)
        return TRUE;
    moment->has_zone = TRUE;
    moment->zone_s = 0;
    if (**text == 'Z' || **text == 'z') {
        ++*text;
        return TRUE;
    }
    if ((**text != '+' && **text != '-') || (++*text, !read_digits(text, 2, &hours)))
        return FALSE;
    read_sign(text, ':');
    if (**text && !read_digits(text, 2, &minutes))
        return FALSE;
    moment->zone_s = sign * (hours * 3600 + minutes * 60);
    return minutes < 60 && ABS(moment->zone_s) <= ZONE_MAX_S;
}

gboolean moment_parse(const char *text, int zone_s, Moment *moment)
{
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    const char *rest = normal ? g_strstrip(normal) : "";
    Moment read = { .zone_s = zone_s };
    gint64 day_us, clock_us = 0, length_us = DAY_US;

    if (!read_day(&rest, &day_us))
        return FALSE;
    read.has_time = *rest == 'T' || *rest == 't' || *rest == ' ';
    if (read.has_time && (rest++, !read_clock(&rest, &clock_us, &length_us)))
        return FALSE;
    if (!read_zone(&rest, &read) || *rest)
        return FALSE;
    read.first_us = day_us + clock_us - read.zone_s * (gint64)G_USEC_PER_SEC;
    read.last_us = read.first_us + length_us - 1;
    *moment = read;
    return TRUE;
}

static gboolean read_end(const char *text, char end[11], Fault *fault)
{
    Moment moment;

    end[0] = '\0';
    if (!*text)
        return TRUE;
    if (strlen(text) != 10 || !moment_parse(text, 0, &moment))
        return fault_set(fault, "fault.day", text, NULL);
    g_strlcpy(end, text, 11);
    return TRUE;
}

gboolean day_range_parse(const char *text, DayRange *range, Fault *fault)
{
    g_autofree char *clean = quantity_clean(text);
    const char *dots = strstr(clean, "..");
    g_autofree char *first = dots ? g_strndup(clean, (gsize)(dots - clean)) : NULL;
    DayRange read;

    if (!dots)
        return fault_set(fault, "fault.single", clean, NULL);
    if (g_str_equal(clean, ".."))
        return fault_set(fault, "fault.open", clean, NULL);
    if (!read_end(first, read.first, fault) || !read_end(dots + 2, read.last, fault))
        return FALSE;
    if (*read.first && *read.last && strcmp(read.first, read.last) > 0)
        return fault_set(fault, "fault.order", clean, NULL);
    *range = read;
    return TRUE;
}

static char *month_read(const char *text)
{
    g_autofree char *clean = quantity_clean(text);
    const char *rest = clean;
    int year, month, one;

    if (!read_digits(&rest, 4, &year))
        return NULL;
    if (!*rest || g_str_equal(rest, "年"))
        return g_strdup_printf("%04d", year);
    rest = g_str_has_prefix(rest, "年") ? rest + strlen("年") : strchr("-/.", *rest) ? rest + 1 : "";
    if (!read_digits(&rest, 1, &month))
        return NULL;
    if (read_digits(&rest, 1, &one))
        month = month * 10 + one;
    if (month < 1 || month > 12 || (*rest && !g_str_equal(rest, "月")))
        return NULL;
    return g_strdup_printf("%04d-%02d", year, month);
}

char *day_read(const char *text)
{
    Moment moment;

    if (!moment_parse(text, 0, &moment))
        return month_read(text);
    return day_of(moment.first_us + moment.zone_s * G_USEC_PER_SEC, 0);
}

int day_range_compare(const DayRange *range, const char *day)
{
    gsize exact = strlen(day);

    if (*range->first && strncmp(day, range->first, exact) < 0)
        return -1;
    return *range->last && strncmp(day, range->last, exact) > 0;
}

/* ---- telling ---- */

Text day_range_words(const DayRange *range)
{
    g_auto(Text) first = text_same(range->first);
    g_auto(Text) last = text_same(range->last);

    if (strcmp(range->first, range->last) == 0)
        return text_copy(&first);
    if (!*range->first)
        return text_message("range.no-later", "max", &last, NULL);
    if (!*range->last)
        return text_message("range.no-earlier", "min", &first, NULL);
    return text_message("range.between", "min", &first, "max", &last, NULL);
}

static char *formatted(gint64 us, int zone_s, const char *format)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(zone_s);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC - (us % G_USEC_PER_SEC < 0));
    g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;

    return local ? g_date_time_format(local, format) : g_strdup("?");
}

char *clock_words(gint64 us, int zone_s)
{
    g_autofree char *seconds = formatted(us, zone_s, "%S");

    return formatted(us, zone_s, g_str_equal(seconds, "00") ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%S");
}

char *last_moment_words(gint64 us, int zone_s)
{
    g_autofree char *seconds = formatted(us, zone_s, "%S");

    return g_str_equal(seconds, "59") ? formatted(us, zone_s, "%Y-%m-%d %H:%M") : clock_words(us, zone_s);
}

char *day_of(gint64 us, int zone_s)
{
    return formatted(us, zone_s, "%Y-%m-%d");
}

char *moment_words(const Moment *moment)
{
    return moment->has_time ? clock_words(moment->first_us, moment->zone_s)
                            : day_of(moment->first_us, moment->zone_s);
}

char *zone_words(Language language, int zone_s)
{
    int minutes = ABS(zone_s) / 60;

    if (zone_s == BEIJING_OFFSET_S)
        return g_strdup(message(language, "zone.beijing"));
    if (minutes == 0)
        return g_strdup("UTC");
    if (minutes % 60 == 0)
        return g_strdup_printf("UTC%c%d", zone_s < 0 ? '-' : '+', minutes / 60);
    return g_strdup_printf("UTC%c%d:%02d", zone_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static Text number_words(gint64 number)
{
    g_autofree char *words = g_strdup_printf("%" G_GINT64_FORMAT, number);

    return text_same(words);
}

Text period_words(gint64 us)
{
    gint64 whole = us < MINUTE_US ? MAX(us, G_USEC_PER_SEC) / G_USEC_PER_SEC * G_USEC_PER_SEC
                                  : us / MINUTE_US * MINUTE_US;
    g_auto(Text) days = number_words(us / DAY_US);
    g_auto(Text) hours = number_words(us % DAY_US / HOUR_US);

    if (us < DAY_US)
        return (Text){ { format_duration(LANGUAGE_ZH, whole), format_duration(LANGUAGE_EN, whole) } };
    if (us % DAY_US < HOUR_US)
        return text_message(us < 2 * DAY_US ? "period.day" : "period.days", "days", &days, NULL);
    return text_message(us < 2 * DAY_US ? "period.day-hours" : "period.days-hours", "days", &days, "hours",
                        &hours, NULL);
}
