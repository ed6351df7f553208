#include "catalog/rules/due.h"

#include <string.h>

#define SECONDS_A_DAY (24 * 3600)

static gboolean number(const char **text, int digits, int most, int *value)
{
    int n = 0;

    for (int i = 0; i < digits; i++, (*text)++) {
        if (!g_ascii_isdigit(**text))
            return FALSE;
        n = n * 10 + (**text - '0');
    }
    *value = n;
    return n <= most;
}

static gboolean mark(const char **text, char c)
{
    return **text == c && (*text)++;
}

/* "", "Z", "+08:00", "-0530" */
static gboolean parse_zone(const char *text, int *offset_s)
{
    int sign = *text == '-' ? -1 : 1, hours = 0, minutes = 0;

    if (!*text)
        return TRUE;
    if (g_ascii_strcasecmp(text, "Z") == 0) {
        *offset_s = 0;
        return TRUE;
    }
    if (*text != '+' && *text != '-')
        return FALSE;
    text++;
    if (!number(&text, 2, 14, &hours) || (*text == ':' && !text++) || !number(&text, 2, 59, &minutes) ||
        *text)
        return FALSE;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return TRUE;
}

/* "", "T17:00", " 17:00:30", "T24:00": seconds of the day, and what follows */
static gboolean parse_time(const char **text, int *seconds)
{
    int hours = 24, minutes = 0, rest = 0;

    if (**text == 'T' || **text == 't' || **text == ' ') {
        (*text)++;
        if (!number(text, 2, 24, &hours) || !mark(text, ':') || !number(text, 2, 59, &minutes) ||
            (mark(text, ':') && !number(text, 2, 59, &rest)))
            return FALSE;
    }
    *seconds = hours * 3600 + minutes * 60 + rest;
    return *seconds <= SECONDS_A_DAY;
}

gboolean due_parse(const char *text, Due *due)
{
    int year = 0, month = 0, day = 0, seconds = 0, offset_s = BEIJING_OFFSET_S;
    g_autoptr(GDateTime) midnight = NULL;

    if (!number(&text, 4, 9999, &year) || !mark(&text, '-') || !number(&text, 2, 12, &month) ||
        !mark(&text, '-') || !number(&text, 2, 31, &day) || !parse_time(&text, &seconds) ||
        !parse_zone(text, &offset_s))
        return FALSE;
    midnight = year >= 1970 ? g_date_time_new_utc(year, month, day, 0, 0, 0) : NULL;
    if (!midnight)
        return FALSE;
    due->us = (g_date_time_to_unix(midnight) + seconds - offset_s) * G_USEC_PER_SEC;
    due->offset_s = offset_s;
    return TRUE;
}

static GDateTime *local(const Due *due, gint64 less_us)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc((due->us - less_us) / G_USEC_PER_SEC);

    return utc ? g_date_time_add_seconds(utc, due->offset_s) : NULL;
}

static char *zone_name(Language language, int offset_s)
{
    int minutes = ABS(offset_s) / 60;

    if (offset_s == BEIJING_OFFSET_S)
        return g_strdup(message(language, "due.beijing"));
    return g_strdup_printf("UTC%c%02d:%02d", offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static char *day_words(Language language, GDateTime *when)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    int month = g_date_time_get_month(when);
    g_autofree char *year = g_strdup_printf("%d", g_date_time_get_year(when));
    g_autofree char *day = g_strdup_printf("%d", g_date_time_get_day_of_month(when));
    g_autofree char *number_of_month = g_strdup_printf("%d", month);

    return message_format(language, "due.day", "year", year, "month",
                          language == LANGUAGE_ZH ? number_of_month : months[month - 1], "day", day, NULL);
}

char *due_day_words(Language language, const Due *due)
{
    g_autoptr(GDateTime) when = local(due, 0);

    return when ? day_words(language, when) : g_strdup("");
}

/* Midnight is the end of the day before: nobody reads 1 October, 0:00 as the last of September. */
char *due_words(Language language, const Due *due)
{
    gboolean ends_day = (due->us / G_USEC_PER_SEC + due->offset_s) % SECONDS_A_DAY == 0;
    g_autoptr(GDateTime) when = local(due, ends_day ? G_USEC_PER_SEC : 0);
    g_autofree char *day = when ? day_words(language, when) : g_strdup("");
    g_autofree char *zone = zone_name(language, due->offset_s);
    g_autofree char *time = !when || ends_day ? g_strdup("24:00") : g_date_time_format(when, "%H:%M");

    return message_format(language, "due.words", "day", day, "time", time, "zone", zone, NULL);
}
