/* Rules about what only a full decoding shows. Without one they are not evaluated, and say so. */
#include "catalog/rules/wording.h"

/* Closer to a bound than this a level is told to the thousandth. */
#define CLOSE_LEVEL 100

/* Whether there is something to judge; else the ruling of it. */
static gboolean is_checked(const Subject *subject, Finding *finding, Ruling *ruling)
{
    if (subject->deep)
        return TRUE;
    *ruling = subject->facts && subject->facts->has_video
                  ? said(finding, RULING_INAPPLICABLE, "finding.not-deep")
                  : RULING_UNKNOWN;
    return FALSE;
}

static gboolean is_audible(const Subject *subject, Finding *finding, Ruling *ruling)
{
    if (subject->facts && subject->facts->has_video && subject->facts->audio->len == 0) {
        *ruling = said(finding, RULING_INAPPLICABLE, "finding.no-sound");
        return FALSE;
    }
    return is_checked(subject, finding, ruling);
}

/* ---- integrity ---- */
static Text errors_words(const DeepFacts *deep)
{
    g_auto(Text) n = number_words(deep->decode_errors);
    g_autofree char *clock = NULL;
    g_auto(Text) at = { 0 };

    if (deep->first_error_at == FACT_UNKNOWN)
        return text_message("finding.integrity.errors", "n", &n, NULL);
    clock = format_clock(deep->first_error_at);
    at = text_same(clock);
    return text_message("finding.integrity.errors-at", "n", &n, "at", &at, NULL);
}

Ruling judge_integrity(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_checked(subject, finding, &ruling))
        return ruling;
    if (subject->deep_status == STATUS_BROKEN || subject->deep_status == STATUS_CRASHED) {
        finding->measured = text_message("finding.integrity.broken", NULL);
        return said(finding, RULING_DOUBT, "finding.integrity.broken-off");
    }
    if (subject->deep->decode_errors == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    if (subject->deep->decode_errors == 0) {
        finding->measured = text_message("finding.integrity.none", NULL);
        return said(finding, RULING_PASS, "finding.measured");
    }
    finding->measured = errors_words(subject->deep);
    return said(finding, RULING_FAIL, "finding.integrity.fail");
}

Text require_integrity(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.integrity.required", NULL);
}

/* ---- black bars ---- */
static gboolean is_missing(gint64 picture, gint64 whole, gint64 tolerance)
{
    return (whole - picture) * 1000000 > tolerance * whole;
}

static Text bars_words(const DeepFacts *deep, gboolean across, gboolean down)
{
    const char *key = across && down ? "finding.bars.around"
                      : across       ? "finding.bars.sides"
                                     : "finding.bars.above";
    g_autofree char *ratio = ratio_words((Ratio){ deep->picture_width, deep->picture_height });
    g_auto(Text) ratio_text = text_same(ratio);
    g_auto(Text) size = frame_size_words((Size){ deep->picture_width, deep->picture_height });

    return text_message(key, "size", &size, "ratio", &ratio_text, NULL);
}

Ruling judge_bars(const Rules *rules, const Subject *subject, Finding *finding)
{
    const VideoFacts *video = subject->facts ? &subject->facts->video : NULL;
    const DeepFacts *deep = subject->deep;
    g_auto(Text) tolerance = percent_words(rules->bars_tolerance);
    gboolean across, down, is_whole;
    Ruling ruling;

    if (!is_checked(subject, finding, &ruling))
        return ruling;
    if (!video || video->display_width == FACT_UNKNOWN || video->display_height == FACT_UNKNOWN ||
        deep->picture_width == FACT_UNKNOWN || deep->picture_height == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    across = is_missing(deep->picture_width, video->display_width, rules->bars_tolerance);
    down = is_missing(deep->picture_height, video->display_height, rules->bars_tolerance);
    if (across || down) {
        finding->measured = bars_words(deep, across, down);
        return said(finding, RULING_FAIL, "finding.bars.fail");
    }
    is_whole = deep->picture_width >= video->display_width && deep->picture_height >= video->display_height;
    finding->measured = frame_size_words((Size){ deep->picture_width, deep->picture_height });
    say(finding, is_whole ? "finding.measured" : "finding.within-tolerance", NULL, &tolerance, NULL);
    return RULING_PASS;
}

Text require_bars(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.bars.required", NULL);
}

/* ---- stretches of time ---- */
/* "12.4 秒（从 1:02 起）" */
static Text stretch_words(gint64 us, gint64 at)
{
    g_autofree char *clock = NULL;
    g_auto(Text) length = { 0 };
    g_auto(Text) from = { 0 };

    if (us == 0)
        return text_message("finding.stretch.none", NULL);
    length = exact_duration_words(us);
    if (at == FACT_UNKNOWN)
        return text_copy(&length);
    clock = format_clock(at);
    from = text_same(clock);
    return text_message("finding.stretch.at", "length", &length, "from", &from, NULL);
}

/* In whole milliseconds, as a duration is. */
static Ruling judge_stretch(const Range *range, gint64 us, gint64 at, Finding *finding)
{
    g_auto(Text) difference = { 0 };
    Distance distance;

    if (us == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    us = (us + 500) / 1000 * 1000;
    distance = distance_of(range, us);
    difference = exact_duration_words(distance.difference);
    finding->measured = stretch_words(us, at);
    if (distance.difference == 0)
        return said(finding, RULING_PASS, "finding.measured");
    say(finding, distance.over ? "finding.over" : "finding.under", &difference, NULL, NULL);
    return RULING_FAIL;
}

static Text stretch_bound_words(gint64 us)
{
    return us == 0 ? text_message("finding.stretch.zero", NULL) : exact_duration_words(us);
}

static Text require_stretch(const Range *range)
{
    if (range->max == 0)
        return text_message("finding.stretch.none", NULL);
    return range_words(range, stretch_bound_words, "range.no-less");
}

Ruling judge_black_head(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_checked(subject, finding, &ruling))
        return ruling;
    return judge_stretch(&rules->black_head, subject->deep->black_head, FACT_UNKNOWN, finding);
}

Text require_black_head(const Rules *rules)
{
    return require_stretch(&rules->black_head);
}

Ruling judge_black_tail(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_checked(subject, finding, &ruling))
        return ruling;
    return judge_stretch(&rules->black_tail, subject->deep->black_tail, FACT_UNKNOWN, finding);
}

Text require_black_tail(const Rules *rules)
{
    return require_stretch(&rules->black_tail);
}

Ruling judge_black_longest(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_checked(subject, finding, &ruling))
        return ruling;
    return judge_stretch(&rules->black_longest, subject->deep->black_longest, subject->deep->black_longest_at,
                         finding);
}

Text require_black_longest(const Rules *rules)
{
    return require_stretch(&rules->black_longest);
}

Ruling judge_freeze(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_checked(subject, finding, &ruling))
        return ruling;
    return judge_stretch(&rules->freeze, subject->deep->freeze_longest, subject->deep->freeze_longest_at,
                         finding);
}

Text require_freeze(const Rules *rules)
{
    return require_stretch(&rules->freeze);
}

Ruling judge_silence(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_audible(subject, finding, &ruling))
        return ruling;
    return judge_stretch(&rules->silence, subject->deep->silence_longest, subject->deep->silence_longest_at,
                         finding);
}

Text require_silence(const Rules *rules)
{
    return require_stretch(&rules->silence);
}

/* ---- sound ---- */
Ruling judge_audio_silent(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!is_audible(subject, finding, &ruling))
        return ruling;
    if (subject->deep->is_silent == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    if (subject->deep->is_silent) {
        finding->measured = text_message("finding.audio.silent.measured", NULL);
        return said(finding, RULING_FAIL, "finding.audio.silent.fail");
    }
    if (subject->deep->dead_channels > 0) {
        g_auto(Text) n = number_words(subject->deep->dead_channels);

        finding->measured = text_message("finding.audio.silent.dead", "n", &n, NULL);
        return said(finding, RULING_DOUBT, "finding.audio.silent.doubt");
    }
    finding->measured = text_message("finding.audio.silent.sounds", NULL);
    return said(finding, RULING_PASS, "finding.measured");
}

Text require_audio_silent(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.audio.silent.required", NULL);
}

static Text loudness_difference_words(gint64 thousandths)
{
    g_autofree char *words = format_level(thousandths, "LU");

    return text_same(words);
}

static Text peak_difference_words(gint64 thousandths)
{
    g_autofree char *words = format_level(thousandths, "dB");

    return text_same(words);
}

/* In tenths, as meters show it; to the thousandth where a tenth would hide the difference. */
static gint64 level_to_tell(const Range *range, Distance distance, gint64 value)
{
    gint64 bound = distance.over ? range->max : range->min;
    gint64 tenths = (ABS(value) + CLOSE_LEVEL / 2) / CLOSE_LEVEL * CLOSE_LEVEL;

    if (distance.difference > 0 && (distance.difference < CLOSE_LEVEL || bound % CLOSE_LEVEL != 0))
        return value;
    return value < 0 ? -tenths : tenths;
}

static Ruling judge_level(const Range *range, gint64 value, Wording wording, Wording difference_wording,
                          Finding *finding)
{
    Distance distance;
    g_auto(Text) difference = { 0 };
    gint64 told;

    distance = distance_of(range, value);
    told = level_to_tell(range, distance, value);
    finding->measured = wording(told);
    difference = difference_wording(distance_of(range, told).difference);
    if (distance.difference == 0)
        return said(finding, RULING_PASS, "finding.measured");
    say(finding, distance.over ? "finding.over" : "finding.under", &difference, NULL, NULL);
    return RULING_FAIL;
}

/* Whether there is a level: what was looked at and is below every gate has none. */
static gboolean has_level(const Subject *subject, gint64 level, Finding *finding, Ruling *ruling)
{
    if (!is_audible(subject, finding, ruling))
        return FALSE;
    if (level != FACT_UNKNOWN)
        return TRUE;
    *ruling = subject->deep->is_silent == FACT_UNKNOWN
                  ? RULING_UNKNOWN
                  : said(finding, RULING_INAPPLICABLE, "finding.too-quiet");
    return FALSE;
}

Ruling judge_loudness(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!has_level(subject, subject->deep ? subject->deep->loudness : FACT_UNKNOWN, finding, &ruling))
        return ruling;
    return judge_level(&rules->loudness, subject->deep->loudness, loudness_words, loudness_difference_words,
                       finding);
}

Text require_loudness(const Rules *rules)
{
    return range_words(&rules->loudness, loudness_words, "range.at-least");
}

Ruling judge_peak(const Rules *rules, const Subject *subject, Finding *finding)
{
    Ruling ruling;

    if (!has_level(subject, subject->deep ? subject->deep->true_peak : FACT_UNKNOWN, finding, &ruling))
        return ruling;
    return judge_level(&rules->peak, subject->deep->true_peak, peak_words, peak_difference_words, finding);
}

Text require_peak(const Rules *rules)
{
    return range_words(&rules->peak, peak_words, "range.at-least");
}
