#include "catalog/rules/wording.h"

#include <math.h>

/* Frame rates closer than this are the same: 29.97 is 30000/1001, and is not 30 (0.1 % away). */
#define RATE_TOLERANCE 0.0004

/* Header and media may disagree by this much before a person should look. */
#define DURATIONS_DISAGREE_US G_USEC_PER_SEC

/* ---- readable ---- */
static const char *reason_of(const Subject *subject)
{
    static const char *const by_status[] = {
        [STATUS_BROKEN] = "reason.corrupt",
        [STATUS_NOT_VIDEO] = "reason.not-media",
        [STATUS_LIMIT] = "reason.limit",
        [STATUS_CRASHED] = "reason.crashed",
    };
    g_autofree char *key = g_strconcat("reason.", subject->reason, NULL);

    if (subject->reason && message_exists(key))
        return g_intern_string(key);
    return (gsize)subject->status < G_N_ELEMENTS(by_status) ? by_status[subject->status] : NULL;
}

static Ruling not_readable(const char *reason, Ruling ruling, Finding *finding)
{
    g_auto(Text) words = text_message(reason, NULL);

    finding->measured = text_copy(&words);
    say(finding, "finding.readable.fail", NULL, NULL, &words);
    return ruling;
}

static Ruling truncated(const Facts *facts, Finding *finding)
{
    g_auto(Text) where = { 0 };

    if (!facts || facts->file.duration == FACT_UNKNOWN)
        return not_readable("reason.truncated", RULING_FAIL, finding);
    where = duration_words(facts->file.duration);
    finding->measured = text_message("finding.truncated.measured", "detail", &where, NULL);
    say(finding, "finding.truncated", NULL, NULL, &where);
    return RULING_FAIL;
}

static gboolean durations_disagree(const Facts *facts)
{
    gint64 header = facts->file.duration_header, media = facts->file.duration_media;

    return header != FACT_UNKNOWN && media != FACT_UNKNOWN && ABS(header - media) > DURATIONS_DISAGREE_US;
}

static Ruling disagreeing(const Facts *facts, Finding *finding)
{
    g_auto(Text) header = exact_duration_words(facts->file.duration_header);
    g_auto(Text) media = exact_duration_words(facts->file.duration_media);

    finding->measured = text_message("finding.durations.measured", "header", &header, "media", &media, NULL);
    finding->message = text_message("finding.durations", "header", &header, "media", &media, NULL);
    return RULING_DOUBT;
}

Ruling judge_readable(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *reason = reason_of(subject);
    gboolean plays = subject->status == STATUS_OK || subject->status == STATUS_MISSING ||
                     subject->status == STATUS_WITHDRAWN;

    if (g_strcmp0(subject->reason, "truncated") == 0 && plays)
        return truncated(subject->facts, finding);
    if (reason)
        return not_readable(reason, plays ? RULING_DOUBT : RULING_FAIL, finding);
    if (subject->facts && durations_disagree(subject->facts))
        return disagreeing(subject->facts, finding);
    finding->measured = text_message("finding.readable.measured", NULL);
    return said(finding, RULING_PASS, "finding.readable.pass");
}

Text require_readable(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.readable.required", NULL);
}

/* ---- container, codec ---- */
static Ruling judge_extension(const char *container, const char *extension, Finding *finding)
{
    const char *const *right = container_extensions(container);

    if (!right || g_strv_contains(right, extension))
        return said(finding, RULING_PASS, "finding.measured");
    if (!*extension)
        return said_of(finding, RULING_DOUBT, "finding.container.no-extension", right[0]);
    return said_of(finding, RULING_DOUBT, "finding.container.extension", extension);
}

Ruling judge_container(const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *container = subject->facts ? subject->facts->file.container : NULL;
    const char *extension = subject->extension ? subject->extension : "";

    if (!container)
        return RULING_UNKNOWN;
    finding->measured = text_same(container_label(container));
    if (g_strv_contains((const char *const *)rules->containers, container))
        return judge_extension(container, extension, finding);
    if (!*extension)
        return said(finding, RULING_FAIL, "finding.measured");
    return said_of(finding, RULING_FAIL, "finding.container.fail", extension);
}

Text require_container(const Rules *rules)
{
    return names_words(rules->containers, container_label);
}

Ruling judge_vcodec(const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *codec = subject->facts ? subject->facts->video.codec_name : NULL;
    gboolean listed;

    if (!codec)
        return RULING_UNKNOWN;
    listed = g_strv_contains((const char *const *)rules->codecs, codec);
    finding->measured = text_same(codec_label(codec));
    return said(finding, listed ? RULING_PASS : RULING_FAIL, "finding.measured");
}

Text require_vcodec(const Rules *rules)
{
    return names_words(rules->codecs, codec_label);
}

/* ---- frame: each orientation has its own demand; the one that applies is reported ---- */
static Text size_range_words(const SizeRange *range)
{
    g_auto(Text) min = frame_size_words(range->min);
    g_auto(Text) max = frame_size_words(range->max);

    if (range->min.width == range->max.width && range->min.height == range->max.height)
        return text_copy(&min);
    if (range->min.width == RANGE_NO_MIN)
        return text_message("range.at-most", "max", &max, NULL);
    if (range->max.width == RANGE_NO_MAX)
        return text_message("range.at-least", "min", &min, NULL);
    return text_message("range.between", "min", &min, "max", &max, NULL);
}

static const char *const forbidden_keys[] = { "frame.no-landscape", "frame.no-portrait" };
static const char *const branch_keys[] = { "frame.landscape", "frame.portrait" };
static const char *const orientation_keys[] = { "orientation.landscape", "orientation.portrait" };
static const char *const wrong_orientation_keys[] = { "finding.orientation.landscape",
                                                      "finding.orientation.portrait" };

static gboolean size_fits(const GArray *ranges, Size size)
{
    for (guint i = 0; i < ranges->len; i++) {
        const SizeRange *range = &g_array_index(ranges, SizeRange, i);

        if (size.width >= range->min.width && size.height >= range->min.height &&
            size.width <= range->max.width && size.height <= range->max.height)
            return TRUE;
    }
    return FALSE;
}

/* Whether a size is one of those that are named exactly. */
static gboolean size_is_listed(const GArray *ranges, Size size)
{
    for (guint i = 0; i < ranges->len; i++) {
        const SizeRange *range = &g_array_index(ranges, SizeRange, i);

        if (range->min.width == range->max.width && range->min.height == range->max.height &&
            range->min.width == size.width && range->min.height == size.height)
            return TRUE;
    }
    return FALSE;
}

/* As the pixels are stored, upright: what people call a picture of 720×576 is shown 768 wide. */
static Size stored_size(const VideoFacts *video)
{
    if (video->rotation != FACT_UNKNOWN && video->rotation % 180 != 0)
        return (Size){ video->height, video->width };
    return (Size){ video->width, video->height };
}

/* "1280×720、1920×1080 或不低于 3840×2160" */
static Text sizes_words(const GArray *ranges)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Text));

    g_array_set_clear_func(items, (GDestroyNotify)text_clear);
    for (guint i = 0; i < ranges->len; i++) {
        Text words = size_range_words(&g_array_index(ranges, SizeRange, i));

        g_array_append_val(items, words);
    }
    return list_words((const Text *)(gconstpointer)items->data, items->len, "list.last");
}

static Ruling no_demand(Orientation orientation, Finding *finding)
{
    g_auto(Text) name = text_message(orientation_keys[orientation], NULL);

    say(finding, "finding.orientation.no-rule", NULL, NULL, &name);
    return RULING_INAPPLICABLE;
}

Ruling judge_frame(const Rules *rules, const Subject *subject, Finding *finding)
{
    Size size = { FACT_UNKNOWN, FACT_UNKNOWN };
    Orientation orientation;

    if (subject->facts)
        size = (Size){ subject->facts->video.display_width, subject->facts->video.display_height };
    if (size.width == FACT_UNKNOWN || size.height == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    orientation = size.width >= size.height ? LANDSCAPE : PORTRAIT;
    finding->measured = frame_size_words(size);
    switch (rules->frame_demand[orientation]) {
    case FRAME_FREE:
        return no_demand(orientation, finding);
    case FRAME_FORBIDDEN:
        return said(finding, RULING_FAIL, wrong_orientation_keys[orientation]);
    case FRAME_RANGE:
        break;
    }
    text_clear(&finding->required);
    finding->required = sizes_words(rules->frame[orientation]);
    if (size_fits(rules->frame[orientation], size))
        return said(finding, RULING_PASS, "finding.measured");
    if (!size_is_listed(rules->frame[orientation], stored_size(&subject->facts->video)))
        return said(finding, RULING_FAIL, "finding.measured");
    text_clear(&finding->measured);
    finding->measured = frame_size_words(stored_size(&subject->facts->video));
    return said(finding, RULING_PASS, "finding.measured");
}

static Text branch_words(const Rules *rules, Orientation orientation)
{
    g_auto(Text) range = { 0 };

    if (rules->frame_demand[orientation] == FRAME_FORBIDDEN)
        return text_message(forbidden_keys[orientation], NULL);
    range = sizes_words(rules->frame[orientation]);
    return text_message(branch_keys[orientation], "range", &range, NULL);
}

Text require_frame(const Rules *rules)
{
    Text all = { 0 };

    for (Orientation orientation = LANDSCAPE; orientation < N_ORIENTATIONS; orientation++) {
        g_auto(Text) branch = { 0 };
        g_auto(Text) before = all;

        all = (Text){ 0 };
        if (rules->frame_demand[orientation] == FRAME_FREE) {
            all = text_copy(&before);
            continue;
        }
        branch = branch_words(rules, orientation);
        if (before.in[LANGUAGE_ZH])
            all = text_message("list.pair", "first", &before, "second", &branch, NULL);
        else
            all = text_copy(&branch);
    }
    return all;
}

/* ---- aspect ---- */
static double ratio_off(Ratio got, Ratio want)
{
    return fabs(ratio_value(got) / ratio_value(want) - 1.0);
}

/* How far the nearest of the ratios is; rounding of doubles is no distance. */
static double nearest_aspect(const GArray *aspects, Ratio got)
{
    double least = G_MAXDOUBLE;

    for (guint i = 0; i < aspects->len; i++)
        least = MIN(least, ratio_off(got, g_array_index(aspects, Ratio, i)));
    return least < 1e-9 ? 0 : least;
}

static Text aspect_measured(Ratio got)
{
    g_autofree char *ratio = ratio_words(got);
    g_auto(Text) ratio_text = text_same(ratio);
    g_auto(Text) size_text = frame_size_words((Size){ got.num, got.den });

    return text_message("finding.aspect.measured", "ratio", &ratio_text, "size", &size_text, NULL);
}

Ruling judge_aspect(const Rules *rules, const Subject *subject, Finding *finding)
{
    g_auto(Text) tolerance = percent_words(rules->aspect_tolerance);
    double off;
    Ratio got;

    if (!subject->facts || subject->facts->video.display_width == FACT_UNKNOWN ||
        subject->facts->video.display_height == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    got = (Ratio){ subject->facts->video.display_width, subject->facts->video.display_height };
    off = nearest_aspect(rules->aspects, got);
    finding->measured = aspect_measured(got);
    if (off > (double)rules->aspect_tolerance / 1e6 + 1e-9)
        return said(finding, RULING_FAIL, "finding.measured");
    say(finding, off > 0 ? "finding.within-tolerance" : "finding.measured", NULL, &tolerance, NULL);
    return RULING_PASS;
}

Text require_aspect(const Rules *rules)
{
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *items = g_ptr_array_new();

    for (guint i = 0; i < rules->aspects->len; i++) {
        char *words = ratio_words(g_array_index(rules->aspects, Ratio, i));

        g_ptr_array_add(owned, words);
        g_ptr_array_add(items, words);
    }
    return joined(items, "list.or");
}

/* ---- frame rate ---- */
static gboolean rate_fits(const RateRange *range, double rate)
{
    gboolean low = range->min.num == 0 || rate >= ratio_value(range->min) * (1 - RATE_TOLERANCE);
    gboolean high = range->max.den == 0 || rate <= ratio_value(range->max) * (1 + RATE_TOLERANCE);

    return low && high;
}

static Text rate_words(const char *ratio)
{
    g_autofree char *number = format_frame_rate(ratio);
    g_auto(Text) rate = text_same(number);

    return text_message("finding.fps.unit", "rate", &rate, NULL);
}

Ruling judge_fps(const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *ratio = subject->facts ? subject->facts->video.avg_frame_rate : NULL;
    gboolean fits = FALSE;
    Ratio got;

    if (!fact_ratio(ratio, &got.num, &got.den))
        return RULING_UNKNOWN;
    for (guint i = 0; !fits && i < rules->rates->len; i++)
        fits = rate_fits(&g_array_index(rules->rates, RateRange, i), ratio_value(got));
    finding->measured = rate_words(ratio);
    if (fits && !rules_is_on(rules, RULE_FPS_MODE) && g_strcmp0(frame_rate_mode(subject), "vfr") == 0)
        return said(finding, RULING_DOUBT, "finding.fps.variable");
    return said(finding, fits ? RULING_PASS : RULING_FAIL, "finding.measured");
}

static Text rate_bound_words(Ratio rate)
{
    g_autofree char *ratio = g_strdup_printf("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, rate.num, rate.den);
    g_autofree char *number = format_frame_rate(ratio);

    return text_same(number);
}

static Text rate_range_words(const RateRange *range)
{
    g_auto(Text) min = { 0 };
    g_auto(Text) max = { 0 };

    if (range->min.num > 0)
        min = rate_bound_words(range->min);
    if (range->max.den > 0)
        max = rate_bound_words(range->max);
    if (range->min.num == 0)
        return text_message("range.at-most", "max", &max, NULL);
    if (range->max.den == 0)
        return text_message("range.at-least", "min", &min, NULL);
    if (g_str_equal(min.in[LANGUAGE_ZH], max.in[LANGUAGE_ZH]))
        return text_copy(&min);
    return text_message("range.between", "min", &min, "max", &max, NULL);
}

Text require_fps(const Rules *rules)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Text));
    g_auto(Text) list = { 0 };

    g_array_set_clear_func(items, (GDestroyNotify)text_clear);
    for (guint i = 0; i < rules->rates->len; i++) {
        Text words = rate_range_words(&g_array_index(rules->rates, RateRange, i));

        g_array_append_val(items, words);
    }
    list = list_words((const Text *)(gconstpointer)items->data, items->len, "list.last");
    return text_message("finding.fps.unit", "rate", &list, NULL);
}

/* ---- scan, file size, bit rates, audio ---- */
Ruling judge_scan(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *order = subject->facts ? subject->facts->video.field_order : NULL;
    const char *seen = subject->deep ? subject->deep->scan : NULL;
    gboolean progressive = g_strcmp0(order, "progressive") == 0;

    if (!order && !seen)
        return RULING_UNKNOWN;
    if (order && seen && g_str_equal(seen, "progressive") != progressive) {
        finding->measured =
            text_message(progressive ? "finding.scan.combed" : "finding.scan.not-combed", NULL);
        return said(finding, progressive ? RULING_FAIL : RULING_DOUBT, "finding.measured");
    }
    progressive = g_str_equal(seen ? seen : order, "progressive");
    finding->measured =
        text_message(progressive ? "finding.scan.progressive" : "finding.scan.interlaced", NULL);
    return said(finding, progressive ? RULING_PASS : RULING_FAIL, "finding.measured");
}

Text require_scan(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.scan.progressive", NULL);
}

Ruling judge_filesize(const Rules *rules, const Subject *subject, Finding *finding)
{
    if (subject->size < 0)
        return RULING_UNKNOWN;
    return judge_range(&rules->filesize, subject->size, size_words, size_exact_words, finding);
}

Text require_filesize(const Rules *rules)
{
    return range_words(&rules->filesize, size_bound_words, "range.at-least");
}

/* As the file says, else its size over its running time. */
static gint64 total_bit_rate(const Subject *subject)
{
    const FileFacts *file = subject->facts ? &subject->facts->file : NULL;

    if (!file)
        return FACT_UNKNOWN;
    if (file->bit_rate > 0)
        return file->bit_rate;
    if (subject->size <= 0 || file->duration <= 0)
        return FACT_UNKNOWN;
    return (gint64)((double)subject->size * 8.0 * G_USEC_PER_SEC / (double)file->duration);
}

Ruling judge_bitrate(const Rules *rules, const Subject *subject, Finding *finding)
{
    gint64 rate = total_bit_rate(subject);

    if (rate == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    return judge_range(&rules->bitrate, rate, bit_rate_words, bit_rate_bound_words, finding);
}

Text require_bitrate(const Rules *rules)
{
    return range_words(&rules->bitrate, bit_rate_bound_words, "range.at-least");
}

Ruling judge_video_bitrate(const Rules *rules, const Subject *subject, Finding *finding)
{
    gint64 rate = subject->facts ? subject->facts->video.bit_rate : FACT_UNKNOWN;

    if (rate == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    return judge_range(&rules->video_bitrate, rate, bit_rate_words, bit_rate_bound_words, finding);
}

Text require_video_bitrate(const Rules *rules)
{
    return range_words(&rules->video_bitrate, bit_rate_bound_words, "range.at-least");
}

Ruling judge_audio(const Rules *rules, const Subject *subject, Finding *finding)
{
    guint tracks;

    if (!subject->facts || !subject->facts->has_video)
        return RULING_UNKNOWN;
    tracks = subject->facts->audio->len;
    finding->measured = tracks_words(tracks);
    if (rules->audio == AUDIO_REQUIRED)
        return tracks > 0 ? said(finding, RULING_PASS, "finding.audio.present")
                          : said(finding, RULING_FAIL, "finding.audio.missing");
    return tracks > 0 ? said(finding, RULING_FAIL, "finding.audio.unwanted")
                      : said(finding, RULING_PASS, "finding.audio.silent");
}

Text require_audio(const Rules *rules)
{
    return text_message(rules->audio == AUDIO_REQUIRED ? "finding.audio.required" : "finding.audio.forbidden",
                        NULL);
}
