#include "catalog/rules/due.h"

#include "catalog/rules/dates.h"

#define SECONDS_A_DAY (24 * 3600)

gboolean due_parse(const char *text, Due *due)
{
    Moment moment;

    if (!moment_parse(text, BEIJING_OFFSET_S, &moment))
        return FALSE;
    due->us = moment.has_time ? moment.first_us : moment.last_us + 1;
    due->offset_s = moment.zone_s;
    return TRUE;
}

static GDateTime *local(const Due *due, gint64 less_us)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc((due->us - less_us) / G_USEC_PER_SEC);

    return utc ? g_date_time_add_seconds(utc, due->offset_s) : NULL;
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
    g_autofree char *zone = zone_words(language, due->offset_s);
    g_autofree char *time = !when || ends_day ? g_strdup("24:00") : g_date_time_format(when, "%H:%M");

    return message_format(language, "due.words", "day", day, "time", time, "zone", zone, NULL);
}
