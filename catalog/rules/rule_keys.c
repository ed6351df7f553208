#include "catalog/rules/known_names.h"
#include "catalog/rules/spelling.h"

#include <string.h>

#define POINTS_MAX 100

static gboolean parse_container(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return names_parse(known_containers, value, &rules->containers, canonical, fault);
}

static gboolean parse_vcodec(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return names_parse(known_codecs, value, &rules->codecs, canonical, fault);
}

gboolean parse_range(QuantityKind kind, const char *value, Range *range, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);

    if (!quantity_parse_range(kind, clean, range, fault))
        return FALSE;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, range->min, range->max);
    return TRUE;
}

gboolean parse_range_of(NumberParser parse, const char *value, Range *range, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);
    const char *dots = strstr(clean, "..");
    g_autofree char *first = dots ? g_strndup(clean, (gsize)(dots - clean)) : NULL;
    Range parsed = { RANGE_NO_MIN, RANGE_NO_MAX };

    if (!dots)
        return fault_set(fault, "fault.single", clean, NULL);
    if (g_str_equal(clean, ".."))
        return fault_set(fault, "fault.open", clean, NULL);
    if ((*first && !parse(first, &parsed.min, fault)) || (dots[2] && !parse(dots + 2, &parsed.max, fault)))
        return FALSE;
    if (parsed.min > parsed.max)
        return fault_set(fault, "fault.order", clean, NULL);
    *range = parsed;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, parsed.min, parsed.max);
    return TRUE;
}

static gboolean parse_duration(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));

    for (char **item = items; *item; item++) {
        Range range;

        g_string_append(canonical, item == items ? "" : ",");
        if (!parse_range(QUANTITY_DURATION, *item, &range, canonical, fault))
            return FALSE;
        g_array_append_val(ranges, range);
    }
    if (ranges->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    array_replace(&rules->durations, ranges);
    return TRUE;
}

static gboolean parse_filesize(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_SIZE, value, &rules->filesize, canonical, fault);
}

static gboolean parse_bitrate(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_BIT_RATE, value, &rules->bitrate, canonical, fault);
}

static gboolean parse_video_bitrate(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_BIT_RATE, value, &rules->video_bitrate, canonical, fault);
}

static gboolean parse_duration_tolerance(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);
    gint64 us;

    if (!quantity_parse(QUANTITY_DURATION, clean, QUANTITY_MAXIMUM, &us, fault))
        return FALSE;
    if (us > 60 * G_USEC_PER_SEC)
        return fault_set(fault, "fault.outside", clean, "0..60s");
    rules->duration_tolerance = us;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT, us);
    return TRUE;
}

static gboolean parse_aspect_tolerance(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);

    if (!quantity_parse_percent(clean, &rules->aspect_tolerance, fault))
        return FALSE;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT, rules->aspect_tolerance);
    return TRUE;
}

void array_replace(GArray **kept, GArray *parsed)
{
    g_clear_pointer(kept, g_array_unref);
    *kept = g_array_ref(parsed);
}

static gboolean parse_aspect(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GArray) aspects = g_array_new(FALSE, FALSE, sizeof(Ratio));

    for (char **item = items; *item; item++) {
        Ratio ratio;

        if (!quantity_parse_ratio(*item, &ratio, fault))
            return FALSE;
        g_array_append_val(aspects, ratio);
        g_string_append_printf(canonical, "%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ",", ratio.num, ratio.den);
    }
    if (aspects->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    array_replace(&rules->aspects, aspects);
    return TRUE;
}

static gboolean parse_rate_range(const char *text, RateRange *range, Fault *fault)
{
    const char *dots = strstr(text, "..");
    g_autofree char *low = dots ? g_strndup(text, (gsize)(dots - text)) : g_strdup(text);
    const char *high = dots ? dots + 2 : text;

    *range = (RateRange){ { 0, 1 }, { 1, 0 } };
    if (g_str_equal(text, ".."))
        return fault_set(fault, "fault.open", text, NULL);
    if (*low && !quantity_parse_rate(low, &range->min, fault))
        return FALSE;
    if (*high && !quantity_parse_rate(high, &range->max, fault))
        return FALSE;
    if (range->min.num * range->max.den > range->max.num * range->min.den)
        return fault_set(fault, "fault.order", text, NULL);
    return TRUE;
}

static gboolean parse_fps(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GArray) rates = g_array_new(FALSE, FALSE, sizeof(RateRange));

    for (char **item = items; *item; item++) {
        RateRange range;

        if (!parse_rate_range(*item, &range, fault))
            return FALSE;
        g_array_append_val(rates, range);
        g_string_append_printf(canonical,
                               "%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT
                               "/%" G_GINT64_FORMAT ",",
                               range.min.num, range.min.den, range.max.num, range.max.den);
    }
    if (rates->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    array_replace(&rules->rates, rates);
    return TRUE;
}

gboolean parse_choice(const char *const *choices, const char *value, gsize *index, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);
    g_autofree char *all = g_strjoinv(", ", (char **)choices);
    const char *nearest;

    for (*index = 0; choices[*index]; ++*index) {
        if (g_ascii_strcasecmp(choices[*index], clean) == 0)
            return TRUE;
    }
    nearest = spelling_nearest(clean, choices);
    return fault_set(fault, nearest ? "fault.choice-nearest" : "fault.choice", clean,
                     nearest ? nearest : all);
}

static gboolean parse_scan(G_GNUC_UNUSED Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    gsize index;

    if (!parse_choice((const char *const[]){ "progressive", NULL }, value, &index, fault))
        return FALSE;
    g_string_append(canonical, "progressive");
    return TRUE;
}

static gboolean parse_audio(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    static const char *const choices[] = {
        [AUDIO_OPTIONAL] = "optional", [AUDIO_REQUIRED] = "required", [AUDIO_FORBIDDEN] = "forbidden", NULL
    };
    gsize index;

    if (!parse_choice(choices, value, &index, fault))
        return FALSE;
    rules->audio = (AudioDemand)index;
    g_string_append(canonical, choices[index]);
    return TRUE;
}

typedef struct {
    RuleId rule; /* that it belongs to */
    KeyParser parse;
    gboolean is_detail; /* does not turn its rule on */
    const char *example;
} RuleKey;

const char *const rule_key_names[] = {
    "container",
    "streams",
    "streams.audio",
    "faststart",
    "integrity",
    "vcodec",
    "vprofile",
    "vprofile.level",
    "pixfmt",
    "hdr",
    "duration",
    "duration.tolerance",
    "duration.over",
    "duration.under",
    "duration.basis",
    "frame.landscape",
    "frame.portrait",
    "aspect",
    "aspect.tolerance",
    "bars",
    "bars.tolerance",
    "fps",
    "fps.mode",
    "scan",
    "black.head",
    "black.tail",
    "black.longest",
    "freeze",
    "filesize",
    "bitrate",
    "bitrate.video",
    "bitrate.audio",
    "audio",
    "audio.codec",
    "audio.channels",
    "audio.rate",
    "audio.silent",
    "silence",
    "loudness",
    "peak",
    "naming",
    "registration",
    "registration.synopsis",
    "duplicate",
    "duplicate.editions",
    "finished",
    "metadata-date",
    "companion.sample",
    "companion.sample.size",
    "companion.sample.tolerance",
    "companion.subtitles",
    "companion.poster",
    "companion.document",
    "per-unit",
    "per-unit-per-category",
    "per-person",
    "per-person-per-category",
    "opens",
    "closes",
    "manual",
    NULL,
};

/* In the order of the names. */
static const RuleKey keys[] = {
    { RULE_CONTAINER, parse_container, FALSE, "mp4, mov" },
    { RULE_STREAMS, parse_single, FALSE, "single" },
    { RULE_STREAMS, parse_sound_streams, TRUE, "1..2" },
    { RULE_FASTSTART, parse_required, FALSE, "required" },
    { RULE_INTEGRITY, parse_complete, FALSE, "complete" },
    { RULE_VCODEC, parse_vcodec, FALSE, "h264" },
    { RULE_VPROFILE, parse_vprofile, FALSE, "main, high" },
    { RULE_VPROFILE, parse_level_of_codec, FALSE, "..4.1" },
    { RULE_PIXFMT, parse_pixfmt, FALSE, "4:2:0 8bit" },
    { RULE_HDR, parse_forbidden, FALSE, "forbidden" },
    { RULE_DURATION, parse_duration, FALSE, "60s..10m" },
    { RULE_DURATION, parse_duration_tolerance, TRUE, "500ms" },
    { RULE_DURATION, parse_over, TRUE, "10s:deduct:1, 2m:deduct:3, 5m:reject" },
    { RULE_DURATION, parse_under, TRUE, "0:deduct:1, 30s:reject" },
    { RULE_DURATION, parse_duration_basis, TRUE, "content" },
    { RULE_FRAME, parse_landscape, FALSE, "1280x720..3840x2160" },
    { RULE_FRAME, parse_portrait, FALSE, "forbidden" },
    { RULE_ASPECT, parse_aspect, FALSE, "16:9" },
    { RULE_ASPECT, parse_aspect_tolerance, TRUE, "1%" },
    { RULE_BARS, parse_forbidden, FALSE, "forbidden" },
    { RULE_BARS, parse_bars_tolerance, TRUE, "2%" },
    { RULE_FPS, parse_fps, FALSE, "24, 25, 30000/1001, 30" },
    { RULE_FPS_MODE, parse_constant, FALSE, "constant" },
    { RULE_SCAN, parse_scan, FALSE, "progressive" },
    { RULE_BLACK_HEAD, parse_black_head, FALSE, "..2s" },
    { RULE_BLACK_TAIL, parse_black_tail, FALSE, "..5s" },
    { RULE_BLACK_LONGEST, parse_black_longest, FALSE, "..5s" },
    { RULE_FREEZE, parse_freeze, FALSE, "..5s" },
    { RULE_FILESIZE, parse_filesize, FALSE, "..1GiB" },
    { RULE_BITRATE, parse_bitrate, FALSE, "..30Mbps" },
    { RULE_VIDEO_BITRATE, parse_video_bitrate, FALSE, "5Mbps.." },
    { RULE_AUDIO_BITRATE, parse_audio_bitrate, FALSE, "128kbps.." },
    { RULE_AUDIO, parse_audio, FALSE, "required" },
    { RULE_AUDIO_CODEC, parse_audio_codec, FALSE, "aac, mp3" },
    { RULE_AUDIO_CHANNELS, parse_channels, FALSE, "mono, stereo" },
    { RULE_AUDIO_RATE, parse_sample_rate, FALSE, "44100, 48kHz" },
    { RULE_AUDIO_SILENT, parse_forbidden, FALSE, "forbidden" },
    { RULE_SILENCE, parse_silence, FALSE, "..5s" },
    { RULE_LOUDNESS, parse_loudness, FALSE, "-26LUFS..-14LUFS" },
    { RULE_PEAK, parse_peak, FALSE, "..-1dBTP" },
    { RULE_NAMING, parse_naming, FALSE, "{category}_{unit}_{title}" },
    { RULE_REGISTRATION, parse_registration, FALSE, "title, unit, author, phone" },
    { RULE_REGISTRATION, parse_synopsis, FALSE, "..200" },
    { RULE_DUPLICATE, parse_forbidden, FALSE, "forbidden" },
    { RULE_DUPLICATE_EDITIONS, parse_forbidden, FALSE, "forbidden" },
    { RULE_FINISHED, parse_finished, FALSE, "2026-01-01..2026-09-30" },
    { RULE_METADATA_DATE, parse_metadata_date, FALSE, "2026-01-01..2026-09-30" },
    { RULE_SAMPLE, parse_sample, FALSE, "*_sample.mp4, *样片*" },
    { RULE_SAMPLE, parse_sample_size, TRUE, "..5MB" },
    { RULE_SAMPLE, parse_sample_tolerance, TRUE, "1s" },
    { RULE_SUBTITLES, parse_required, FALSE, "required" },
    { RULE_POSTER, parse_required, FALSE, "required" },
    { RULE_DOCUMENT, parse_required, FALSE, "required" },
    { RULE_QUOTA, parse_per_unit, FALSE, "10" },
    { RULE_QUOTA, parse_per_unit_per_category, FALSE, "3" },
    { RULE_QUOTA, parse_per_person, FALSE, "2" },
    { RULE_QUOTA, parse_per_person_per_category, FALSE, "1" },
    { RULE_DEADLINE, parse_opens, FALSE, "2026-03-01T00:00+08:00" },
    { RULE_DEADLINE, parse_closes, FALSE, "2026-09-30T23:59:59+08:00" },
    { RULE_MANUAL, parse_manual, FALSE, "watermark, advert, original" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(keys) + 1 == G_N_ELEMENTS(rule_key_names));
G_STATIC_ASSERT(G_N_ELEMENTS(keys) <= RULE_KEYS_MAX);

static gboolean find_key(const char *name, gsize *index)
{
    for (*index = 0; rule_key_names[*index]; ++*index) {
        if (g_str_equal(rule_key_names[*index], name))
            return TRUE;
    }
    return FALSE;
}

/* Of the keys that do not stand in [rules]. */
static const struct {
    const char *key, *section;
} sections[] = {
    { "per-unit", "quota" },   { "per-unit-per-category", "quota" },
    { "per-person", "quota" }, { "per-person-per-category", "quota" },
    { "opens", "edition" },    { "closes", "edition" },
};

const char *rule_key_section(const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
        if (g_str_equal(sections[i].key, key))
            return sections[i].section;
    }
    return "rules";
}

char *rule_keys_of(const char *slug)
{
    g_autoptr(GString) list = g_string_new(NULL);
    RuleId rule;
    gsize index;

    if (find_key(slug, &index) || !rule_from_slug(slug, &rule))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *section = rule_key_section(rule_key_names[i]);

        if (keys[i].rule != rule || keys[i].is_detail)
            continue;
        if (list->len > 0)
            g_string_append(list, ", ");
        else if (!g_str_equal(section, "rules"))
            g_string_append_printf(list, "[%s] ", section);
        g_string_append(list, rule_key_names[i]);
    }
    return list->len > 0 ? g_string_free(g_steal_pointer(&list), FALSE) : NULL;
}

const char *rule_key_example(const char *key)
{
    gsize index;

    return find_key(key, &index) ? keys[index].example : NULL;
}

/* What a category takes back of the rules for all. */
static gboolean asks_for_nothing(const char *canonical)
{
    return g_str_equal(canonical, "optional") || g_str_equal(canonical, "allowed");
}

gboolean rules_set(Rules *rules, const char *key, const char *value, Fault *fault)
{
    g_autoptr(GString) canonical = g_string_new(NULL);
    g_autofree char *clean = quantity_clean(value);
    gsize index;

    g_return_val_if_fail(find_key(key, &index), FALSE);
    if (!*clean)
        return fault_set(fault, "fault.empty", value, NULL);
    if (strchr(clean, '#'))
        return fault_set(fault, "fault.comment", value, NULL);
    if (!keys[index].parse(rules, value, canonical, fault))
        return FALSE;
    g_free(rules->canonical[index]);
    rules->canonical[index] = g_strdup(canonical->str);
    if (!keys[index].is_detail)
        rules->given[keys[index].rule] = !asks_for_nothing(canonical->str);
    return TRUE;
}

static gboolean points_parse(const char *text, int *points, Fault *fault)
{
    guint64 number;

    if (!*text)
        return fault_set(fault, "fault.points", "deduct", NULL);
    if (!g_ascii_string_to_unsigned(text, 10, 1, POINTS_MAX, &number, NULL))
        return fault_set(fault, "fault.outside", text, "1..100");
    *points = (int)number;
    return TRUE;
}

gboolean outcome_parse(const char *text, Outcome *outcome, int *points, Fault *fault)
{
    static const char *const choices[] = { "reject", "review", "note", "deduct", NULL };
    static const Outcome outcomes[] = { OUTCOME_REJECT, OUTCOME_REVIEW, OUTCOME_NOTE, OUTCOME_DEDUCT };
    g_auto(GStrv) parts = g_strsplit(text, ":", 2);
    gboolean is_deduct = g_ascii_strcasecmp(parts[0], "deduct") == 0;
    gsize index;

    if (is_deduct && !points_parse(parts[1] ? parts[1] : "", points, fault))
        return FALSE;
    if (!parse_choice(choices, is_deduct ? parts[0] : text, &index, fault))
        return FALSE;
    *outcome = outcomes[index];
    return TRUE;
}

gboolean rules_set_outcome(Rules *rules, const char *slug, const char *value, Fault *fault)
{
    static const char *const choices[] = { "reject", "review", "note", "deduct", "off", NULL };
    g_autofree char *clean = quantity_clean(value);
    g_auto(GStrv) parts = g_strsplit(clean, ":", 2);
    gboolean is_off = g_ascii_strcasecmp(clean, "off") == 0;
    RuleId rule;
    gsize index;

    g_return_val_if_fail(rule_from_slug(slug, &rule), FALSE);
    if (!*clean)
        return fault_set(fault, "fault.empty", value, NULL);
    if (strchr(clean, '#'))
        return fault_set(fault, "fault.comment", value, NULL);
    if (!parse_choice(choices, parts[0], &index, fault))
        return FALSE;
    if (is_off && (rule == RULE_READABLE || rule == RULE_CATEGORY))
        return fault_set(fault, "fault.always-on", slug, NULL);
    if (!is_off && !outcome_parse(clean, &rules->outcome[rule], &rules->points[rule], fault))
        return FALSE;
    rules->off[rule] = is_off;
    return TRUE;
}

gboolean rules_agree(const Rules *rules, const char *key, Fault *fault)
{
    if (g_str_has_prefix(key, "frame.") && rules->frame_demand[LANDSCAPE] == FRAME_FORBIDDEN &&
        rules->frame_demand[PORTRAIT] == FRAME_FORBIDDEN)
        return fault_set(fault, "fault.both-forbidden", "forbidden", NULL);
    if (!rules->given[RULE_DURATION])
        return TRUE; /* a category may have its own */
    if (g_str_equal(key, "duration.over") && !durations_end(rules, RANGE_ABOVE))
        return fault_set(fault, "fault.nothing-over", key, NULL);
    if (g_str_equal(key, "duration.under") && !durations_end(rules, RANGE_BELOW))
        return fault_set(fault, "fault.nothing-under", key, NULL);
    return TRUE;
}

gboolean rules_is_on(const Rules *rules, RuleId rule)
{
    return rules->given[rule] && !rules->off[rule];
}

Rules *rules_new(void)
{
    Rules *rules = g_new0(Rules, 1);
    g_auto(Fault) fault = { 0 };
    gboolean good;

    for (RuleId rule = RULE_READABLE; rule < N_RULES; rule++)
        rules->outcome[rule] = rule_default_outcome(rule);
    rules->given[RULE_READABLE] = rules->given[RULE_CATEGORY] = TRUE;
    rules->synopsis = rules->accepted = rules->sample_size = rules->level =
        (Range){ RANGE_NO_MIN, RANGE_NO_MAX };
    rules->zone_s = BEIJING_OFFSET_S;
    good = rules_set(rules, "duration.tolerance", "500ms", &fault) &&
           rules_set(rules, "aspect.tolerance", "1%", &fault) &&
           rules_set(rules, "bars.tolerance", "2%", &fault) &&
           rules_set(rules, "streams.audio", "..1", &fault) &&
           rules_set(rules, "companion.sample.tolerance", "1s", &fault);
    g_assert(good);
    return rules;
}

void rules_free(Rules *rules)
{
    if (!rules)
        return;
    GArray **const arrays[] = { &rules->durations,      &rules->aspects,      &rules->rates,
                                &rules->over,           &rules->under,        &rules->pixels,
                                &rules->channels,       &rules->sample_rates, &rules->frame[LANDSCAPE],
                                &rules->frame[PORTRAIT] };

    for (gsize i = 0; i < RULE_KEYS_MAX; i++)
        g_free(rules->canonical[i]);
    g_strfreev(rules->containers);
    g_strfreev(rules->codecs);
    g_strfreev(rules->profiles);
    g_strfreev(rules->audio_codecs);
    for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_clear_pointer(arrays[i], g_array_unref);
    g_strfreev(rules->checks);
    naming_template_free(rules->naming);
    g_strfreev(rules->samples);
    g_free(rules->hash);
    g_free(rules);
}

int rule_points(const Rules *rules, RuleId rule)
{
    return rules->outcome[rule] == OUTCOME_DEDUCT ? rules->points[rule] : 0;
}

/* `closes` speaks for two rules, and in its zone days are told. */
static gboolean key_matters(const Rules *rules, gsize index)
{
    RuleId rule = keys[index].rule;

    if (!rules->canonical[index])
        return FALSE;
    return rules_is_on(rules, rule) || (rule == RULE_DEADLINE && (rules_is_on(rules, RULE_REPLACED) ||
                                                                  rules_is_on(rules, RULE_METADATA_DATE)));
}

/* One line a key that matters and one an outcome, in the order of the tables. */
void rules_seal(Rules *rules)
{
    g_autoptr(GString) canonical = g_string_new(NULL);

    g_string_append_printf(canonical, "judge %d\n", JUDGE_VERSION);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (key_matters(rules, i))
            g_string_append_printf(canonical, "%s=%s\n", rule_key_names[i], rules->canonical[i]);
    }
    for (RuleId rule = RULE_READABLE; rule < N_RULES; rule++) {
        if (rules_is_on(rules, rule))
            g_string_append_printf(canonical, "%s -> %s %d\n", rule_slug(rule),
                                   outcome_slug(rules->outcome[rule]), rule_points(rules, rule));
    }
    g_free(rules->hash);
    rules->hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, canonical->str, (gssize)canonical->len);
}
