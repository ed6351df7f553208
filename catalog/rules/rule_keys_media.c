/* Keys about the pictures and the sound of one film, as a probe and a deep check find them. */
#include "catalog/rules/known_names.h"
#include "catalog/rules/spelling.h"

#include <string.h>

/* ---- one word; "allowed" and "optional" turn a rule off, as a category may want ---- */
static gboolean parse_word(const char *const *choices, const char *value, GString *canonical, Fault *fault)
{
    gsize index;

    if (!parse_choice(choices, value, &index, fault))
        return FALSE;
    g_string_append(canonical, choices[index]);
    return TRUE;
}

gboolean parse_forbidden(G_GNUC_UNUSED Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_word((const char *const[]){ "forbidden", "allowed", NULL }, value, canonical, fault);
}

gboolean parse_required(G_GNUC_UNUSED Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_word((const char *const[]){ "required", "optional", NULL }, value, canonical, fault);
}

gboolean parse_constant(G_GNUC_UNUSED Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_word((const char *const[]){ "constant", NULL }, value, canonical, fault);
}

gboolean parse_complete(G_GNUC_UNUSED Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_word((const char *const[]){ "complete", NULL }, value, canonical, fault);
}

gboolean parse_single(G_GNUC_UNUSED Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_word((const char *const[]){ "single", NULL }, value, canonical, fault);
}

gboolean parse_duration_basis(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    static const char *const choices[] = { "file", "content", NULL };
    gsize index;

    if (!parse_choice(choices, value, &index, fault))
        return FALSE;
    rules->duration_is_inner = index == 1;
    g_string_append(canonical, choices[index]);
    return TRUE;
}

/* ---- graded overtime ---- */
/* A heavier outcome further out: what is nearer to the range must never fare worse. */
static int weight(const Grade *grade)
{
    static const int weights[] = {
        [OUTCOME_NOTE] = 0, [OUTCOME_DEDUCT] = 1, [OUTCOME_REVIEW] = 1000, [OUTCOME_REJECT] = 1001
    };

    return weights[grade->outcome] + grade->points;
}

/* "2m:deduct:3", "2:30:reject": the outcome is what begins with a letter behind a colon. */
static gboolean parse_grade(const char *text, Grade *grade, Fault *fault)
{
    const char *colon = strchr(text, ':');
    g_autofree char *beyond = NULL;

    while (colon && !g_ascii_isalpha(colon[1]))
        colon = strchr(colon + 1, ':');
    if (!colon)
        return fault_set(fault, "fault.grade", text, NULL);
    beyond = g_strndup(text, (gsize)(colon - text));
    return quantity_parse(QUANTITY_DURATION, beyond, QUANTITY_MAXIMUM, &grade->beyond, fault) &&
           outcome_parse(colon + 1, &grade->outcome, &grade->points, fault);
}

static gboolean parse_grades(const char *value, GArray **kept, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GArray) grades = g_array_new(FALSE, FALSE, sizeof(Grade));

    for (char **item = items; *item; item++) {
        const Grade *before = grades->len ? &g_array_index(grades, Grade, grades->len - 1) : NULL;
        Grade grade = { 0 };

        if (!parse_grade(*item, &grade, fault))
            return FALSE;
        if (before && (grade.beyond <= before->beyond || weight(&grade) < weight(before)))
            return fault_set(fault, "fault.grade-order", *item, NULL);
        g_array_append_val(grades, grade);
        g_string_append_printf(canonical, "%" G_GINT64_FORMAT ":%s:%d,", grade.beyond,
                               outcome_slug(grade.outcome), grade.points);
    }
    if (grades->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    array_replace(kept, grades);
    return TRUE;
}

gboolean parse_over(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_grades(value, &rules->over, canonical, fault);
}

gboolean parse_under(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_grades(value, &rules->under, canonical, fault);
}

/* ---- frame sizes ---- */
static gboolean size_lies_wrong(Size size, Orientation orientation)
{
    if (size.width == RANGE_NO_MIN || size.width == RANGE_NO_MAX)
        return FALSE;
    return orientation == LANDSCAPE ? size.width < size.height : size.width > size.height;
}

/* A size in a list is meant exactly; one alone may be meant as a least size, and has to say so. */
static gboolean parse_frame_item(const char *item, gboolean is_alone, SizeRange *range, Fault *fault)
{
    if (is_alone || strstr(item, ".."))
        return quantity_parse_size_range(item, range, fault);
    if (!quantity_parse_frame_size(item, &range->min, fault))
        return FALSE;
    range->max = range->min;
    return TRUE;
}

static gboolean parse_frame_sizes(Rules *rules, Orientation orientation, const char *value,
                                  GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(SizeRange));

    for (char **item = items; *item; item++) {
        SizeRange range;

        if (!parse_frame_item(*item, !items[1], &range, fault))
            return FALSE;
        if (size_lies_wrong(range.min, orientation) || size_lies_wrong(range.max, orientation))
            return fault_set(fault, orientation == LANDSCAPE ? "fault.not-landscape" : "fault.not-portrait",
                             *item, NULL);
        g_array_append_val(ranges, range);
        g_string_append_printf(canonical,
                               "%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT
                               "x%" G_GINT64_FORMAT ",",
                               range.min.width, range.min.height, range.max.width, range.max.height);
    }
    if (ranges->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    rules->frame_demand[orientation] = FRAME_RANGE;
    array_replace(&rules->frame[orientation], ranges);
    return TRUE;
}

static gboolean parse_frame(Rules *rules, Orientation orientation, const char *value, GString *canonical,
                            Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);

    if (g_ascii_strcasecmp(clean, "forbidden") == 0) {
        rules->frame_demand[orientation] = FRAME_FORBIDDEN;
        g_string_append(canonical, "forbidden");
        return TRUE;
    }
    if (g_ascii_isalpha(*clean)) {
        gboolean near = spelling_nearest(clean, (const char *const[]){ "forbidden", NULL }) != NULL;
        return fault_set(fault, near ? "fault.choice-nearest" : "fault.frame-size", clean, "forbidden");
    }
    return parse_frame_sizes(rules, orientation, value, canonical, fault);
}

gboolean parse_landscape(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_frame(rules, LANDSCAPE, value, canonical, fault);
}

gboolean parse_portrait(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_frame(rules, PORTRAIT, value, canonical, fault);
}

gboolean parse_bars_tolerance(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);

    if (!quantity_parse_percent(clean, &rules->bars_tolerance, fault))
        return FALSE;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT, rules->bars_tolerance);
    return TRUE;
}

/* ---- profiles and pixels ---- */
gboolean parse_vprofile(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return names_parse(known_profiles, value, &rules->profiles, canonical, fault);
}

/* "4" or "4.1" */
static gboolean parse_level_number(const char *text, gint64 *tenths, Fault *fault)
{
    gboolean has_tenth = g_ascii_isdigit(text[0]) && text[1] == '.';

    if (!g_ascii_isdigit(text[0]) || text[0] == '0' || (text[1] && !has_tenth) ||
        (has_tenth && (!g_ascii_isdigit(text[2]) || text[3])))
        return fault_set(fault, "fault.codec-level", text, NULL);
    *tenths = (text[0] - '0') * 10 + (has_tenth ? text[2] - '0' : 0);
    return TRUE;
}

gboolean parse_level_of_codec(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range_of(parse_level_number, value, &rules->level, canonical, fault);
}

/* A word of pixfmt=, and what it says. */
static const struct {
    const char *word;
    PixelDemand demand;
} pixel_words[] = {
    { "4:2:0", { 420, 0, NULL } },
    { "420", { 420, 0, NULL } },
    { "4:2:2", { 422, 0, NULL } },
    { "422", { 422, 0, NULL } },
    { "4:4:4", { 444, 0, NULL } },
    { "444", { 444, 0, NULL } },
    { "8bit", { 0, 8, NULL } },
    { "8-bit", { 0, 8, NULL } },
    { "8位", { 0, 8, NULL } },
    { "10bit", { 0, 10, NULL } },
    { "10-bit", { 0, 10, NULL } },
    { "10位", { 0, 10, NULL } },
    { "12bit", { 0, 12, NULL } },
    { "12-bit", { 0, 12, NULL } },
    { "12位", { 0, 12, NULL } },
    { "yuv420p", { 0, 0, "yuv420p" } },
    { "yuvj420p", { 0, 0, "yuvj420p" } },
    { "yuv422p", { 0, 0, "yuv422p" } },
    { "yuvj422p", { 0, 0, "yuvj422p" } },
    { "yuv444p", { 0, 0, "yuv444p" } },
    { "yuvj444p", { 0, 0, "yuvj444p" } },
    { "yuv420p10le", { 0, 0, "yuv420p10le" } },
    { "yuv422p10le", { 0, 0, "yuv422p10le" } },
    { "yuv444p10le", { 0, 0, "yuv444p10le" } },
    { "yuv420p12le", { 0, 0, "yuv420p12le" } },
    { "yuv422p12le", { 0, 0, "yuv422p12le" } },
    { "yuv444p12le", { 0, 0, "yuv444p12le" } },
};

static gboolean fault_pixel_word(Fault *fault, const char *word)
{
    const char *words[G_N_ELEMENTS(pixel_words) + 1] = { NULL };
    const char *nearest;

    for (gsize i = 0; i < G_N_ELEMENTS(pixel_words); i++)
        words[i] = pixel_words[i].word;
    nearest = spelling_nearest(word, words);
    if (nearest)
        return fault_set(fault, "fault.choice-nearest", word, nearest);
    return fault_set(fault, "fault.choice", word, "4:2:0, 4:2:2, 4:4:4, 8bit, 10bit, 12bit, yuv420p");
}

static gboolean add_pixel_word(PixelDemand *demand, const char *word, Fault *fault)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pixel_words); i++) {
        const PixelDemand *more = &pixel_words[i].demand;

        if (g_ascii_strcasecmp(pixel_words[i].word, word) != 0)
            continue;
        if ((more->chroma && demand->chroma) || (more->bits && demand->bits) || (more->name && demand->name))
            return fault_set(fault, "fault.pixels-twice", word, NULL);
        demand->chroma += more->chroma;
        demand->bits += more->bits;
        demand->name = more->name ? more->name : demand->name;
        return TRUE;
    }
    return fault_pixel_word(fault, word);
}

/* Words with blanks between them: all of them hold. */
static gboolean parse_pixels(const char *item, PixelDemand *demand, Fault *fault)
{
    g_auto(GStrv) words = g_strsplit_set(item, " \t", -1);

    *demand = (PixelDemand){ 0 };
    for (char **word = words; *word; word++) {
        if (**word && !add_pixel_word(demand, *word, fault))
            return FALSE;
    }
    return TRUE;
}

gboolean parse_pixfmt(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *normal = g_utf8_normalize(value, -1, G_NORMALIZE_NFKC);
    g_autoptr(GArray) pixels = g_array_new(FALSE, FALSE, sizeof(PixelDemand));
    g_autoptr(GString) commas = g_string_new(normal);
    g_auto(GStrv) items = NULL;

    g_string_replace(commas, "、", ",", 0);
    items = g_strsplit(commas->str, ",", -1);
    for (char **item = items; *item; item++) {
        PixelDemand demand;

        if (!*g_strstrip(*item))
            continue;
        if (!parse_pixels(*item, &demand, fault))
            return FALSE;
        g_array_append_val(pixels, demand);
        g_string_append_printf(canonical, "%d %d %s,", demand.chroma, demand.bits,
                               demand.name ? demand.name : "");
    }
    if (pixels->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    array_replace(&rules->pixels, pixels);
    return TRUE;
}

/* ---- sound ---- */
gboolean parse_audio_codec(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return names_parse(known_audio_codecs, value, &rules->audio_codecs, canonical, fault);
}

/* "1..2", or "2" for 2..2. */
static gboolean parse_count_range(QuantityKind kind, const char *text, Range *range, Fault *fault)
{
    if (strstr(text, ".."))
        return quantity_parse_range(kind, text, range, fault);
    if (!quantity_parse(kind, text, QUANTITY_MINIMUM, &range->min, fault))
        return FALSE;
    range->max = range->min;
    return TRUE;
}

static gboolean parse_channel_word(const char *text, Range *range)
{
    static const struct {
        const char *word;
        int channels;
    } words[] = { { "mono", 1 },   { "单声道", 1 }, { "stereo", 2 }, { "立体声", 2 },
                  { "双声道", 2 }, { "5.1", 6 },    { "7.1", 8 } };

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(words[i].word, text) == 0) {
            *range = (Range){ words[i].channels, words[i].channels };
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean parse_channel_item(const char *text, Range *range, Fault *fault)
{
    const char *nearest = spelling_nearest(text, (const char *const[]){ "mono", "stereo", NULL });

    if (parse_channel_word(text, range))
        return TRUE;
    if (g_ascii_isalpha(*text) && nearest)
        return fault_set(fault, "fault.choice-nearest", text, nearest);
    return parse_count_range(QUANTITY_COUNT, text, range, fault);
}

static gboolean parse_rate_item(const char *text, Range *range, Fault *fault)
{
    return parse_count_range(QUANTITY_RATE, text, range, fault);
}

static gboolean parse_ranges(gboolean (*parse_item)(const char *, Range *, Fault *), const char *value,
                             GArray **kept, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));

    for (char **item = items; *item; item++) {
        Range range;

        if (!parse_item(*item, &range, fault))
            return FALSE;
        g_array_append_val(ranges, range);
        g_string_append_printf(canonical, "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT ",", range.min,
                               range.max);
    }
    if (ranges->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    array_replace(kept, ranges);
    return TRUE;
}

gboolean parse_channels(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_ranges(parse_channel_item, value, &rules->channels, canonical, fault);
}

gboolean parse_sample_rate(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_ranges(parse_rate_item, value, &rules->sample_rates, canonical, fault);
}

gboolean parse_sound_streams(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    g_autofree char *clean = quantity_clean(value);

    if (!parse_count_range(QUANTITY_COUNT, clean, &rules->sound_streams, fault))
        return FALSE;
    g_string_append_printf(canonical, "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, rules->sound_streams.min,
                           rules->sound_streams.max);
    return TRUE;
}

gboolean parse_audio_bitrate(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_BIT_RATE, value, &rules->audio_bitrate, canonical, fault);
}

/* A range that no film could be within is a slip: a minus forgotten. */
static gboolean parse_level(QuantityKind kind, gint64 least, gint64 most, const char *words,
                            const char *value, Range *kept, GString *canonical, Fault *fault)
{
    Range range;

    if (!parse_range(kind, value, &range, canonical, fault))
        return FALSE;
    if ((range.min != RANGE_NO_MIN && (range.min < least || range.min > most)) ||
        (range.max != RANGE_NO_MAX && (range.max < least || range.max > most)))
        return fault_set(fault, "fault.outside", value, words);
    *kept = range;
    return TRUE;
}

gboolean parse_loudness(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_level(QUANTITY_LOUDNESS, -70000, 0, "-70LUFS..0LUFS", value, &rules->loudness, canonical,
                       fault);
}

gboolean parse_peak(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_level(QUANTITY_PEAK, -100000, 20000, "-100dBTP..20dBTP", value, &rules->peak, canonical,
                       fault);
}

/* ---- stretches of time that a deep check finds ---- */
gboolean parse_black_head(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_DURATION, value, &rules->black_head, canonical, fault);
}

gboolean parse_black_tail(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_DURATION, value, &rules->black_tail, canonical, fault);
}

gboolean parse_black_longest(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_DURATION, value, &rules->black_longest, canonical, fault);
}

gboolean parse_freeze(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_DURATION, value, &rules->freeze, canonical, fault);
}

gboolean parse_silence(Rules *rules, const char *value, GString *canonical, Fault *fault)
{
    return parse_range(QUANTITY_DURATION, value, &rules->silence, canonical, fault);
}
