/* When a work came, was replaced and was made. */
#include "catalog/rules/wording.h"

#include <string.h>

#define DAY_US (G_GINT64_CONSTANT(24) * 3600 * G_USEC_PER_SEC)

static Text clock_text(gint64 us, int zone_s)
{
    g_autofree char *words = clock_words(us, zone_s);

    return text_same(words);
}

/* ---- deadline ---- */

/* "2026-09-30 18:00（北京时间）": a bound as the settings have it, not its last microsecond. */
static Text bound_words(gint64 us, int zone_s)
{
    g_autofree char *words = last_moment_words(us, zone_s);
    g_auto(Text) clock = text_same(words);
    g_auto(Text) zone = { { zone_words(LANGUAGE_ZH, zone_s), zone_words(LANGUAGE_EN, zone_s) } };

    return text_message("deadline.bound", "clock", &clock, "zone", &zone, NULL);
}

Text require_deadline(const Rules *rules)
{
    const Range *accepted = &rules->accepted;
    g_auto(Text) first = { 0 };
    g_auto(Text) last = { 0 };

    if (accepted->min != RANGE_NO_MIN)
        first = bound_words(accepted->min, rules->zone_s);
    if (accepted->max != RANGE_NO_MAX)
        last = bound_words(accepted->max, rules->zone_s);
    if (accepted->min == RANGE_NO_MIN)
        return text_message("range.no-later", "max", &last, NULL);
    if (accepted->max == RANGE_NO_MAX)
        return text_message("range.no-earlier", "min", &first, NULL);
    return text_message("range.between", "min", &first, "max", &last, NULL);
}

typedef struct {
    Moment moment;
    const char *evidence; /* "received.form" */
} Received;

static Moment instant(gint64 us, int zone_s)
{
    return (Moment){ us, us, TRUE, TRUE, zone_s };
}

/* The form's word goes before the file's: a time of modification is weak evidence, and a file may lie for days before a run sees it. */
static gboolean received_of(const Rules *rules, const Subject *subject, Received *received)
{
    const SubjectVersion *first = subject->versions && subject->versions->len > 0
                                      ? &g_array_index(subject->versions, SubjectVersion, 0)
                                      : NULL;
    gint64 modified_us = (first ? first->modified_ns : subject->modified_ns) / 1000;

    received->evidence = "received.form";
    if (subject->form && subject->form->received &&
        moment_parse(subject->form->received, rules->zone_s, &received->moment))
        return TRUE;
    received->evidence = "received.first-seen";
    if (first)
        received->moment = instant(first->first_seen_us, rules->zone_s);
    if (modified_us > 0 && (!first || modified_us < first->first_seen_us)) {
        received->evidence = "received.modified";
        received->moment = instant(modified_us, rules->zone_s);
    }
    return first || modified_us > 0;
}

static gint64 day_number(gint64 us, int zone_s)
{
    gint64 local = us + zone_s * (gint64)G_USEC_PER_SEC;

    return local / DAY_US - (local % DAY_US < 0);
}

/* Between a bound and what is outside it; of a day without a time of day whole days are told. */
static Text distance_words(const Moment *moment, gint64 bound)
{
    gint64 days = day_number(moment->first_us, moment->zone_s) - day_number(bound, moment->zone_s);
    gint64 us = moment->first_us > bound ? moment->first_us - bound : bound - moment->last_us;

    return period_words(moment->has_time ? us : ABS(days) * DAY_US);
}

Ruling judge_deadline(const Rules *rules, const Subject *subject, Finding *finding)
{
    Received received;
    g_autofree char *words = NULL;
    g_auto(Text) when = { 0 };
    g_auto(Text) evidence = { 0 };
    g_auto(Text) difference = { 0 };

    if (!received_of(rules, subject, &received))
        return RULING_UNKNOWN;
    words = moment_words(&received.moment);
    when = text_same(words);
    evidence = text_message(received.evidence, NULL);
    finding->measured = text_message("deadline.measured", "when", &when, "evidence", &evidence, NULL);
    if (received.moment.first_us > rules->accepted.max) {
        difference = distance_words(&received.moment, rules->accepted.max);
        say(finding, "finding.deadline.late", &difference, NULL, NULL);
        return RULING_FAIL;
    }
    if (received.moment.last_us < rules->accepted.min) {
        difference = distance_words(&received.moment, rules->accepted.min);
        say(finding, "finding.deadline.early", &difference, NULL, NULL);
        return RULING_FAIL;
    }
    return said(finding, RULING_PASS, "finding.deadline.pass");
}

/* ---- replaced ---- */

Text require_replaced(const Rules *rules)
{
    g_auto(Text) closes = bound_words(rules->accepted.max, rules->zone_s);

    return text_message("finding.replaced.required", "closes", &closes, NULL);
}

/* The last version that was there at the closing; NULL: none was. */
static const SubjectVersion *version_at_closing(const Rules *rules, const GArray *versions)
{
    const SubjectVersion *last = NULL;

    for (guint i = 0; i < versions->len; i++) {
        const SubjectVersion *version = &g_array_index(versions, SubjectVersion, i);

        if (version->first_seen_us <= rules->accepted.max)
            last = version;
    }
    return last;
}

/* The bytes of the day before may come back. */
static gboolean was_there(const Rules *rules, const GArray *versions, const SubjectVersion *now)
{
    for (guint i = 0; i < versions->len; i++) {
        const SubjectVersion *version = &g_array_index(versions, SubjectVersion, i);

        if (version->first_seen_us <= rules->accepted.max && strcmp(version->content, now->content) == 0)
            return TRUE;
    }
    return FALSE;
}

static Ruling replaced(const Rules *rules, const SubjectVersion *now, const SubjectVersion *before,
                       Finding *finding)
{
    g_auto(Text) seen = clock_text(now->first_seen_us, rules->zone_s);
    g_auto(Text) modified = clock_text(now->modified_ns / 1000, rules->zone_s);
    g_auto(Text) previous = clock_text(before->first_seen_us, rules->zone_s);
    g_auto(Text) difference = period_words(now->first_seen_us - rules->accepted.max);

    finding->measured = text_message("finding.replaced.measured", "seen", &seen, "modified", &modified, NULL);
    say(finding, "finding.replaced.fail", &difference, NULL, &previous);
    return RULING_FAIL;
}

Ruling judge_replaced(const Rules *rules, const Subject *subject, Finding *finding)
{
    const GArray *versions = subject->versions;
    const SubjectVersion *before, *now;

    if (!versions || versions->len == 0)
        return RULING_UNKNOWN;
    now = &g_array_index(versions, SubjectVersion, versions->len - 1);
    before = version_at_closing(rules, versions);
    if (before && now->first_seen_us > rules->accepted.max && !was_there(rules, versions, now))
        return replaced(rules, now, before, finding);
    finding->measured = text_message("finding.replaced.none", NULL);
    return said(finding, RULING_PASS, "finding.replaced.pass");
}

/* ---- when it was made ---- */

static Ruling judge_day(const DayRange *range, const char *day, const char *fail, Finding *finding)
{
    gboolean fits = day_range_compare(range, day) == 0;

    finding->measured = text_same(day);
    return said(finding, fits ? RULING_PASS : RULING_FAIL, fits ? "finding.date" : fail);
}

Text require_finished(const Rules *rules)
{
    return day_range_words(&rules->finished);
}

Ruling judge_finished(const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *finished = subject->form ? subject->form->finished : NULL;
    g_autofree char *day = finished ? day_read(finished) : NULL;

    if (!finished || !*finished)
        return RULING_UNKNOWN;
    if (day)
        return judge_day(&rules->finished, day, "finding.finished.fail", finding);
    finding->measured = text_same(finished);
    return said(finding, RULING_DOUBT, "finding.finished.unclear");
}

Text require_metadata_date(const Rules *rules)
{
    return day_range_words(&rules->created);
}

Ruling judge_metadata_date(const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *created = subject->facts ? subject->facts->file.creation_time : NULL;
    g_autofree char *day = NULL;
    Moment moment;

    if (!created || !moment_parse(created, 0, &moment))
        return RULING_UNKNOWN;
    day = day_of(moment.first_us, rules->zone_s);
    return judge_day(&rules->created, day, "finding.metadata-date.fail", finding);
}
