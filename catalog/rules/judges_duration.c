#include "catalog/rules/wording.h"

/* Closer to a bound than this a duration is told to the millisecond. */
#define CLOSE_US (10 * G_USEC_PER_SEC)

/* ---- duration: in whole milliseconds, so that the sentence shows what was compared ---- */
/* As precise as it takes to see the difference; else in whole seconds, so that required, measured and
 * difference add up. */
static gint64 duration_to_tell(const Range *range, Distance distance, gint64 us)
{
    gint64 bound = distance.over ? range->max : range->min;

    if (distance.difference < CLOSE_US || bound % G_USEC_PER_SEC != 0)
        return us;
    return (us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC * G_USEC_PER_SEC;
}

static const char *duration_key(Distance distance, gint64 tolerance)
{
    if (distance.difference == 0)
        return "finding.measured";
    if (distance.difference <= tolerance)
        return "finding.within-tolerance";
    if (distance.difference < CLOSE_US && tolerance > 0)
        return distance.over ? "finding.over-tolerance" : "finding.under-tolerance";
    return distance.over ? "finding.over" : "finding.under";
}

Ruling judge_duration(const Rules *rules, const Subject *subject, Finding *finding)
{
    gint64 us = subject->facts ? subject->facts->file.duration : FACT_UNKNOWN;
    g_auto(Text) tolerance = exact_duration_words(rules->duration_tolerance);
    g_auto(Text) difference = { 0 };
    Distance distance;

    if (us == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    us = (us + 500) / 1000 * 1000;
    distance = distance_of(&rules->duration, us);
    if (distance.difference == 0) {
        finding->measured = duration_words(us);
    } else {
        gint64 told = duration_to_tell(&rules->duration, distance, us);

        finding->measured = exact_duration_words(told);
        difference = exact_duration_words(distance_of(&rules->duration, told).difference);
    }
    say(finding, duration_key(distance, rules->duration_tolerance), &difference, &tolerance, NULL);
    return distance.difference <= rules->duration_tolerance ? RULING_PASS : RULING_FAIL;
}

Text require_duration(const Rules *rules)
{
    return range_words(&rules->duration, exact_duration_words, "range.no-less");
}
