/* Durations: judged in whole milliseconds, so that the sentence shows what was compared. */
#include "catalog/rules/wording.h"

/* Closer to a bound than this a duration is told to the millisecond. */
#define CLOSE_US (10 * G_USEC_PER_SEC)

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

/* ---- graded overtime ---- */
/* The last step that is exceeded: what lies exactly on a step belongs to the one before. NULL: nearer than
 * the first. */
static const Grade *grade_of(const GArray *grades, gint64 difference)
{
    const Grade *reached = NULL;

    for (guint i = 0; i < grades->len; i++) {
        const Grade *grade = &g_array_index(grades, Grade, i);

        if (difference > grade->beyond)
            reached = grade;
    }
    return reached;
}

static Text consequence_words(const Grade *grade)
{
    static const char *const keys[] = { [OUTCOME_NOTE] = "consequence.note",
                                        [OUTCOME_REVIEW] = "consequence.review",
                                        [OUTCOME_REJECT] = "consequence.reject" };
    g_auto(Text) points = number_words(grade->points);

    if (grade->outcome == OUTCOME_DEDUCT)
        return text_message("consequence.deduct", "n", &points, NULL);
    return text_message(keys[grade->outcome], NULL);
}

/* "超过 10 秒则扣 1 分" */
static Text grade_words(const Grade *grade)
{
    g_auto(Text) consequence = consequence_words(grade);
    g_auto(Text) beyond = exact_duration_words(grade->beyond);

    if (grade->beyond == 0)
        return text_message("grade.any", "consequence", &consequence, NULL);
    return text_message("grade.beyond", "beyond", &beyond, "consequence", &consequence, NULL);
}

static Text no_consequence_words(const Grade *first)
{
    g_auto(Text) beyond = exact_duration_words(first->beyond);

    return text_message("grade.within", "beyond", &beyond, NULL);
}

/* The step that applies, and the tolerance where it matters. */
static Ruling judge_grade(const GArray *grades, Distance distance, const Rules *rules, const Text *difference,
                          Finding *finding)
{
    const Grade *grade = grade_of(grades, distance.difference);
    g_auto(Text) tolerance = exact_duration_words(rules->duration_tolerance);
    g_auto(Text) words = grade ? grade_words(grade) : no_consequence_words(&g_array_index(grades, Grade, 0));
    g_auto(Text) detail = { 0 };

    if (distance.difference < CLOSE_US && rules->duration_tolerance > 0)
        detail = text_message("grade.with-tolerance", "tolerance", &tolerance, "grade", &words, NULL);
    else
        detail = text_copy(&words);
    say(finding, distance.over ? "finding.over-graded" : "finding.under-graded", difference, NULL, &detail);
    finding->outcome = grade ? grade->outcome : OUTCOME_NOTE;
    finding->points = grade ? grade->points : 0;
    return RULING_GRADED;
}

/* ---- several ranges: a film is held against the nearest ---- */
static const Range *nearest_range(const GArray *ranges, gint64 us)
{
    const Range *nearest = NULL;

    for (guint i = 0; i < ranges->len; i++) {
        const Range *range = &g_array_index(ranges, Range, i);

        if (!nearest || distance_of(range, us).difference < distance_of(nearest, us).difference)
            nearest = range;
    }
    return nearest;
}

gboolean durations_end(const Rules *rules, RangeSide side)
{
    for (guint i = 0; i < rules->durations->len; i++) {
        const Range *range = &g_array_index(rules->durations, Range, i);

        if (side == RANGE_ABOVE ? range->max != RANGE_NO_MAX : range->min != RANGE_NO_MIN)
            return TRUE;
    }
    return FALSE;
}

static Text duration_range_words(const Range *range)
{
    return range_words(range, exact_duration_words, "range.no-less");
}

/* ---- what is measured ---- */
typedef enum { BASIS_FILE, BASIS_CONTENT, BASIS_NOT_CHECKED } Basis;

/* How long a film is, and what of it; FACT_UNKNOWN: not known. */
static gint64 duration_of(const Rules *rules, const Subject *subject, Basis *basis)
{
    gint64 us = subject->facts ? subject->facts->file.duration : FACT_UNKNOWN;

    *basis = BASIS_FILE;
    if (rules->duration_is_inner && subject->deep && subject->deep->duration_content != FACT_UNKNOWN) {
        us = subject->deep->duration_content;
        *basis = BASIS_CONTENT;
    } else if (rules->duration_is_inner) {
        *basis = BASIS_NOT_CHECKED;
    }
    return us == FACT_UNKNOWN ? us : (us + 500) / 1000 * 1000;
}

static Text measured_words(gint64 us, gboolean exact, Basis basis)
{
    g_auto(Text) plain = exact ? exact_duration_words(us) : duration_words(us);

    if (basis == BASIS_FILE)
        return text_copy(&plain);
    return text_message(basis == BASIS_CONTENT ? "duration.content" : "duration.not-checked", "duration",
                        &plain, NULL);
}

/* As precise as it takes to see the difference and the step; else in whole seconds, so that required, measured
 * and difference add up. */
static gint64 duration_to_tell(const Range *range, const GArray *grades, Distance distance, gint64 us)
{
    gint64 bound = distance.over ? range->max : range->min;

    if (distance.difference < CLOSE_US || bound % G_USEC_PER_SEC != 0)
        return us;
    for (guint i = 0; grades && i < grades->len; i++) {
        if (ABS(distance.difference - g_array_index(grades, Grade, i).beyond) < G_USEC_PER_SEC)
            return us;
    }
    return (us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC * G_USEC_PER_SEC;
}

Ruling judge_duration(const Rules *rules, const Subject *subject, Finding *finding)
{
    Basis basis;
    gint64 us = duration_of(rules, subject, &basis), told;
    g_auto(Text) tolerance = exact_duration_words(rules->duration_tolerance);
    g_auto(Text) difference = { 0 };
    const GArray *grades;
    const Range *range;
    Distance distance;

    if (us == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    range = nearest_range(rules->durations, us);
    distance = distance_of(range, us);
    grades = distance.over ? rules->over : rules->under;
    told = distance.difference == 0 ? us : duration_to_tell(range, grades, distance, us);
    finding->measured = measured_words(told, distance.difference != 0, basis);
    difference = exact_duration_words(distance_of(range, told).difference);
    if (grades && distance.difference > rules->duration_tolerance)
        return judge_grade(grades, distance, rules, &difference, finding);
    if (distance.difference <= rules->duration_tolerance) { /* the branch that it meets */
        text_clear(&finding->required);
        finding->required = duration_range_words(range);
    }
    say(finding, duration_key(distance, rules->duration_tolerance), &difference, &tolerance, NULL);
    return distance.difference <= rules->duration_tolerance ? RULING_PASS : RULING_FAIL;
}

Text require_duration(const Rules *rules)
{
    return ranges_words(rules->durations, duration_range_words);
}

/* ---- what `rules show` says ---- */
static Text add_grades(const Text *line, const GArray *grades, const char *key)
{
    const Grade *first = &g_array_index(grades, Grade, 0);
    g_auto(Text) list = { 0 };

    if (first->beyond > 0)
        list = no_consequence_words(first);
    for (guint i = 0; i < grades->len; i++) {
        g_auto(Text) step = grade_words(&g_array_index(grades, Grade, i));
        g_auto(Text) before = list;

        list = before.in[LANGUAGE_ZH] ? text_message("list.steps", "first", &before, "second", &step, NULL)
                                      : text_copy(&step);
    }
    return text_message(key, "range", line, "grades", &list, NULL);
}

Text duration_line(const Rules *rules, const Text *range)
{
    g_auto(Text) plain = rules->duration_is_inner
                             ? text_message("duration.line-content", "range", range, NULL)
                             : text_copy(range);
    Text line =
        tolerance_line(&plain, rules->duration_tolerance, USUAL_DURATION_TOLERANCE, exact_duration_words);

    if (rules->over && durations_end(rules, RANGE_ABOVE)) {
        g_auto(Text) before = line;

        line = add_grades(&before, rules->over, "duration.line-over");
    }
    if (rules->under && durations_end(rules, RANGE_BELOW)) {
        g_auto(Text) before = line;

        line = add_grades(&before, rules->under, "duration.line-under");
    }
    return line;
}
