#include "catalog/rules/wording.h"

typedef struct {
    const char *slug; /* stored: the table only grows */
    Judge judge;
    Requirement require;
    Outcome outcome; /* unless the settings say otherwise; a rule without a key is off */
} Rule;

/* All the rules on one screen. */
static const Rule rules_table[N_RULES] = {
    [RULE_READABLE] = { "readable", judge_readable, require_readable, OUTCOME_REJECT },
    [RULE_CATEGORY] = { "category", judge_category, require_category, OUTCOME_REJECT },
    [RULE_CONTAINER] = { "container", judge_container, require_container, OUTCOME_REJECT },
    [RULE_STREAMS] = { "streams", judge_streams, require_streams, OUTCOME_NOTE },
    [RULE_FASTSTART] = { "faststart", judge_faststart, require_faststart, OUTCOME_NOTE },
    [RULE_INTEGRITY] = { "integrity", judge_integrity, require_integrity, OUTCOME_REVIEW },
    [RULE_VCODEC] = { "vcodec", judge_vcodec, require_vcodec, OUTCOME_REVIEW },
    [RULE_VPROFILE] = { "vprofile", judge_vprofile, require_vprofile, OUTCOME_REVIEW },
    [RULE_PIXFMT] = { "pixfmt", judge_pixfmt, require_pixfmt, OUTCOME_REVIEW },
    [RULE_HDR] = { "hdr", judge_hdr, require_hdr, OUTCOME_REVIEW },
    [RULE_DURATION] = { "duration", judge_duration, require_duration, OUTCOME_REJECT },
    [RULE_FRAME] = { "frame", judge_frame, require_frame, OUTCOME_REJECT },
    [RULE_ASPECT] = { "aspect", judge_aspect, require_aspect, OUTCOME_REVIEW },
    [RULE_BARS] = { "bars", judge_bars, require_bars, OUTCOME_REVIEW },
    [RULE_FPS] = { "fps", judge_fps, require_fps, OUTCOME_REVIEW },
    [RULE_FPS_MODE] = { "fps.mode", judge_fps_mode, require_fps_mode, OUTCOME_REVIEW },
    [RULE_SCAN] = { "scan", judge_scan, require_scan, OUTCOME_REVIEW },
    [RULE_BLACK_HEAD] = { "black.head", judge_black_head, require_black_head, OUTCOME_REVIEW },
    [RULE_BLACK_TAIL] = { "black.tail", judge_black_tail, require_black_tail, OUTCOME_REVIEW },
    [RULE_BLACK_LONGEST] = { "black.longest", judge_black_longest, require_black_longest, OUTCOME_REVIEW },
    [RULE_FREEZE] = { "freeze", judge_freeze, require_freeze, OUTCOME_REVIEW },
    [RULE_FILESIZE] = { "filesize", judge_filesize, require_filesize, OUTCOME_REJECT },
    [RULE_BITRATE] = { "bitrate", judge_bitrate, require_bitrate, OUTCOME_NOTE },
    [RULE_VIDEO_BITRATE] = { "bitrate.video", judge_video_bitrate, require_video_bitrate, OUTCOME_NOTE },
    [RULE_AUDIO_BITRATE] = { "bitrate.audio", judge_audio_bitrate, require_audio_bitrate, OUTCOME_NOTE },
    [RULE_AUDIO] = { "audio", judge_audio, require_audio, OUTCOME_REJECT },
    [RULE_AUDIO_CODEC] = { "audio.codec", judge_audio_codec, require_audio_codec, OUTCOME_REVIEW },
    [RULE_AUDIO_CHANNELS] = { "audio.channels", judge_audio_channels, require_audio_channels,
                              OUTCOME_REVIEW },
    [RULE_AUDIO_RATE] = { "audio.rate", judge_audio_rate, require_audio_rate, OUTCOME_REVIEW },
    [RULE_AUDIO_SILENT] = { "audio.silent", judge_audio_silent, require_audio_silent, OUTCOME_REVIEW },
    [RULE_SILENCE] = { "silence", judge_silence, require_silence, OUTCOME_REVIEW },
    [RULE_LOUDNESS] = { "loudness", judge_loudness, require_loudness, OUTCOME_NOTE },
    [RULE_PEAK] = { "peak", judge_peak, require_peak, OUTCOME_NOTE },
    [RULE_NAMING] = { "naming", judge_naming, require_naming, OUTCOME_REVIEW },
    [RULE_REGISTRATION] = { "registration", judge_registration, require_registration, OUTCOME_REVIEW },
    [RULE_QUOTA] = { "quota", judge_quota, require_quota, OUTCOME_REVIEW },
    [RULE_DUPLICATE] = { "duplicate", judge_duplicate, require_duplicate, OUTCOME_REJECT },
    [RULE_DUPLICATE_EDITIONS] = { "duplicate.editions", judge_duplicate_editions, require_duplicate_editions,
                                  OUTCOME_REVIEW },
    [RULE_DEADLINE] = { "deadline", judge_deadline, require_deadline, OUTCOME_REVIEW },
    [RULE_REPLACED] = { "replaced", judge_replaced, require_replaced, OUTCOME_REVIEW },
    [RULE_FINISHED] = { "finished", judge_finished, require_finished, OUTCOME_REVIEW },
    [RULE_METADATA_DATE] = { "metadata-date", judge_metadata_date, require_metadata_date, OUTCOME_NOTE },
    [RULE_SAMPLE] = { "companion.sample", judge_sample, require_sample, OUTCOME_REJECT },
    [RULE_SUBTITLES] = { "companion.subtitles", judge_subtitles, require_subtitles, OUTCOME_REVIEW },
    [RULE_POSTER] = { "companion.poster", judge_poster, require_poster, OUTCOME_REVIEW },
    [RULE_DOCUMENT] = { "companion.document", judge_document, require_document, OUTCOME_REVIEW },
    [RULE_MANUAL] = { "manual", NULL, require_manual, OUTCOME_REJECT }, /* judge_checks() */
};

const char *rule_slug(RuleId rule)
{
    return rules_table[rule].slug;
}

Outcome rule_default_outcome(RuleId rule)
{
    return rules_table[rule].outcome;
}

gboolean rule_from_slug(const char *slug, RuleId *rule)
{
    for (RuleId id = RULE_READABLE; id < N_RULES; id++) {
        if (g_strcmp0(rules_table[id].slug, slug) == 0) {
            *rule = id;
            return TRUE;
        }
    }
    return FALSE;
}

const char *rules_hash(const Rules *rules)
{
    return rules->hash;
}

const NamingTemplate *rules_naming(const Rules *rules)
{
    return rules->naming;
}

gboolean rules_closes(const Rules *rules, gint64 *us, int *zone_s)
{
    if (rules->accepted.max == RANGE_NO_MAX)
        return FALSE;
    *us = rules->accepted.max;
    *zone_s = rules->zone_s;
    return TRUE;
}

static Text rule_name(const char *slug)
{
    g_autofree char *key = g_strconcat("rule.", slug, NULL);

    return text_message(key, NULL);
}

static Outcome outcome_of_ruling(Ruling ruling, Outcome when_not_met)
{
    switch (ruling) {
    case RULING_PASS:
        return OUTCOME_PASS;
    case RULING_FAIL:
        return when_not_met;
    case RULING_DOUBT:
        return when_not_met == OUTCOME_NOTE ? OUTCOME_NOTE : OUTCOME_REVIEW;
    case RULING_UNKNOWN:
    case RULING_INAPPLICABLE:
    case RULING_GRADED:
        break;
    }
    return OUTCOME_NOT_EVALUATED;
}

/* A sentence that says by itself what comes of it, as a graded one does. */
static void say_points(Finding *finding)
{
    g_autofree char *points = g_strdup_printf("%d", finding->points);
    g_auto(Text) n = text_same(points);
    Text message = text_message("finding.deducted", "sentence", &finding->message, "n", &n, NULL);

    text_clear(&finding->message);
    finding->message = message;
}

void settle_finding(const Rules *rules, RuleId rule, Ruling ruling, Finding *finding)
{
    finding->outcome = outcome_of_ruling(ruling, rules->outcome[rule]);
    finding->points = finding->outcome == OUTCOME_DEDUCT ? rule_points(rules, rule) : 0;
    if (finding->outcome == OUTCOME_DEDUCT)
        say_points(finding);
}

static void judge_one(const Rules *rules, RuleId id, const Subject *subject, Judgement *judgement)
{
    const Rule *rule = &rules_table[id];
    Finding *finding = judgement_add(judgement, rule->slug, OUTCOME_NOT_EVALUATED);
    Ruling ruling;

    finding->required = rule->require(rules);
    ruling = rule->judge(rules, subject, finding);
    if (ruling != RULING_GRADED)
        settle_finding(rules, id, ruling, finding);
    if (ruling == RULING_UNKNOWN) {
        g_auto(Text) name = rule_name(rule->slug);

        finding->message =
            text_message("finding.unknown", "rule", &name, "required", &finding->required, NULL);
    }
}

gboolean status_is_unreadable(Status status)
{
    switch (status) {
    case STATUS_BROKEN:
    case STATUS_NOT_VIDEO:
    case STATUS_LIMIT:
    case STATUS_CRASHED:
        return TRUE;
    case STATUS_OK:
    case STATUS_PENDING:
    case STATUS_MISSING:
    case STATUS_WITHDRAWN:
        break;
    }
    return FALSE;
}

static gboolean is_unknown(const Subject *subject)
{
    return subject->status == STATUS_PENDING || (!status_is_unreadable(subject->status) && !subject->facts);
}

static Verdict worst(const Judgement *judgement)
{
    if (judgement_count(judgement, OUTCOME_REJECT) > 0)
        return VERDICT_INELIGIBLE;
    if (judgement_count(judgement, OUTCOME_REVIEW) > 0)
        return VERDICT_REVIEW;
    return VERDICT_ELIGIBLE;
}

Judgement *rules_judge(const Rules *rules, const Subject *subject)
{
    Judgement *judgement = judgement_new();

    judgement->rules_hash = g_strdup(rules->hash);
    if (is_unknown(subject))
        return judgement;
    judge_state(subject, judgement);
    for (RuleId rule = RULE_READABLE; rule < N_RULES; rule++) {
        if (rules_is_on(rules, rule) && rules_table[rule].judge)
            judge_one(rules, rule, subject, judgement);
    }
    judge_checks(rules, subject, judgement);
    if (!status_is_unreadable(subject->status)) /* nobody can have watched it */
        judge_waivers(subject, judgement);
    judgement->verdict = status_is_unreadable(subject->status) ? VERDICT_UNREADABLE : worst(judgement);
    return judgement;
}

static void rule_line_free(gpointer data)
{
    RuleLine *line = data;

    text_clear(&line->name);
    text_clear(&line->required);
    g_free(line);
}

static gboolean has_two_ends(const Range *range)
{
    return range->min != RANGE_NO_MIN && range->max != RANGE_NO_MAX && range->min != range->max;
}

/* The range that a rule asks for, where it is one. */
static const Range *range_of(const Rules *rules, RuleId rule)
{
    const struct {
        RuleId rule;
        const Range *range;
    } ranges[] = {
        { RULE_DURATION, rules->durations ? &g_array_index(rules->durations, Range, 0) : NULL },
        { RULE_FILESIZE, &rules->filesize },
        { RULE_BITRATE, &rules->bitrate },
        { RULE_VIDEO_BITRATE, &rules->video_bitrate },
        { RULE_AUDIO_BITRATE, &rules->audio_bitrate },
        { RULE_LOUDNESS, &rules->loudness },
        { RULE_PEAK, &rules->peak },
        { RULE_BLACK_HEAD, &rules->black_head },
        { RULE_BLACK_TAIL, &rules->black_tail },
        { RULE_BLACK_LONGEST, &rules->black_longest },
        { RULE_FREEZE, &rules->freeze },
        { RULE_SILENCE, &rules->silence },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
        if (ranges[i].rule == rule)
            return ranges[i].range;
    }
    return NULL;
}

/* "不超过" and "不低于" speak for themselves; of a range with two ends it is said that they are allowed. */
static Text line_requirement(const Rules *rules, RuleId rule)
{
    const Range *range = range_of(rules, rule);
    g_auto(Text) plain = rules_table[rule].require(rules);
    g_auto(Text) line = { 0 };

    if (range && has_two_ends(range))
        line = text_message("range.inclusive", "range", &plain, NULL);
    else
        line = text_copy(&plain);
    switch (rule) {
    case RULE_DURATION:
        return duration_line(rules, &line);
    case RULE_ASPECT:
        return tolerance_line(&line, rules->aspect_tolerance, USUAL_ASPECT_TOLERANCE, percent_words);
    case RULE_BARS:
        return tolerance_line(&line, rules->bars_tolerance, USUAL_BARS_TOLERANCE, percent_words);
    default:
        return text_copy(&line);
    }
}

GPtrArray *rules_lines(const Rules *rules)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(rule_line_free);

    for (RuleId rule = RULE_READABLE; rule < N_RULES; rule++) {
        RuleLine *line;

        if (!rules_is_on(rules, rule))
            continue;
        line = g_new0(RuleLine, 1);
        line->key = rules_table[rule].slug;
        line->name = rule_name(line->key);
        line->required = line_requirement(rules, rule);
        line->outcome = rules->outcome[rule];
        line->points = rule_points(rules, rule);
        g_ptr_array_add(lines, line);
    }
    return lines;
}

gboolean rule_lines_have(const GPtrArray *lines, const char *key)
{
    for (guint i = 0; i < lines->len; i++) {
        const RuleLine *line = lines->pdata[i];
        if (g_str_equal(line->key, key))
            return TRUE;
    }
    return FALSE;
}
