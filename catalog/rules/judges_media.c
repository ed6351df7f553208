/* Rules about what a probe finds of the streams of one film. */
#include "catalog/rules/wording.h"

#include <string.h>

static const VideoFacts *video_of(const Subject *subject)
{
    return subject->facts && subject->facts->has_video ? &subject->facts->video : NULL;
}

/* ---- what lies in the file ---- */
static void add_count(GArray *items, const char *key, gint64 n)
{
    g_auto(Text) text = number_words(n);
    Text words = text_message(key, "n", &text, NULL);

    g_array_append_val(items, words);
}

static Text streams_words(gint64 films, gint64 sounds, gint64 data, gint64 attachments)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Text));

    g_array_set_clear_func(items, (GDestroyNotify)text_clear);
    add_count(items, "streams.films", films);
    add_count(items, "finding.audio.tracks", sounds);
    if (data > 0)
        add_count(items, "streams.data", data);
    if (attachments > 0)
        add_count(items, "streams.attachments", attachments);
    return list_words((const Text *)(gconstpointer)items->data, items->len, "list.pair-of-words");
}

Ruling judge_streams(const Rules *rules, const Subject *subject, Finding *finding)
{
    const VideoFacts *video = video_of(subject);
    gint64 sounds, data, attachments;

    if (!video || video->nb_streams == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    sounds = subject->facts->audio->len;
    data = subject->facts->file.nb_data_streams;
    attachments = subject->facts->file.nb_attachments;
    if (data == FACT_UNKNOWN || attachments == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    finding->measured = streams_words(video->nb_streams, sounds, data, attachments);
    if (video->nb_streams == 1 && data == 0 && attachments == 0 &&
        distance_of(&rules->sound_streams, sounds).difference == 0)
        return said(finding, RULING_PASS, "finding.measured");
    return said(finding, RULING_FAIL, "finding.streams.fail");
}

Text require_streams(const Rules *rules)
{
    g_auto(Text) range = range_words(&rules->sound_streams, number_words, "range.no-less");
    g_auto(Text) sounds = text_message("finding.audio.tracks", "n", &range, NULL);

    return text_message("finding.streams.required", "sounds", &sounds, NULL);
}

static gboolean has_index(const char *container)
{
    static const char *const names[] = { "mp4", "mov", "3gp", "3g2", NULL };

    return container && g_strv_contains(names, container);
}

Ruling judge_faststart(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const FileFacts *file = subject->facts ? &subject->facts->file : NULL;

    if (!file || !file->container)
        return RULING_UNKNOWN;
    if (!has_index(file->container))
        return said_of(finding, RULING_INAPPLICABLE, "finding.faststart.none",
                       container_label(file->container));
    if (file->faststart == FACT_UNKNOWN)
        return RULING_UNKNOWN;
    finding->measured =
        text_message(file->faststart ? "finding.faststart.first" : "finding.faststart.last", NULL);
    return file->faststart ? said(finding, RULING_PASS, "finding.measured")
                           : said(finding, RULING_FAIL, "finding.faststart.fail");
}

Text require_faststart(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.faststart.first", NULL);
}

/* ---- profile ---- */
/* A constrained baseline is a baseline that promises to leave out what hardly anybody uses. */
static gboolean profile_is(const char *profile, const char *wanted)
{
    return g_ascii_strcasecmp(profile, wanted) == 0 ||
           (g_str_equal(wanted, "Baseline") && g_str_equal(profile, "Constrained Baseline"));
}

static gboolean profile_is_listed(const Rules *rules, const char *profile)
{
    for (char **wanted = rules->profiles; *wanted; wanted++) {
        if (profile_is(profile, *wanted))
            return TRUE;
    }
    return FALSE;
}

/* In tenths, as people write it; each codec counts otherwise. FACT_UNKNOWN: it has none that people speak of. */
static gint64 level_of(const VideoFacts *video)
{
    if (video->level == FACT_UNKNOWN || video->level <= 0)
        return FACT_UNKNOWN;
    if (g_strcmp0(video->codec_name, "h264") == 0)
        return video->level;
    return g_strcmp0(video->codec_name, "hevc") == 0 ? video->level / 3 : FACT_UNKNOWN;
}

static gboolean has_level_rule(const Rules *rules)
{
    return rules->level.min != RANGE_NO_MIN || rules->level.max != RANGE_NO_MAX;
}

static Text level_words(gint64 tenths)
{
    g_autofree char *words =
        g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, tenths / 10, tenths % 10);

    return text_same(words);
}

/* Either may be empty. */
static Text profile_and_level(const Text *profile, const Text *number)
{
    g_auto(Text) level = { 0 };

    if (!number->in[LANGUAGE_ZH])
        return text_copy(profile);
    level = text_message("vprofile.level", "level", number, NULL);
    if (!profile->in[LANGUAGE_ZH])
        return text_copy(&level);
    return text_message("list.steps", "first", profile, "second", &level, NULL);
}

static Text level_measured(const VideoFacts *video, gint64 level)
{
    g_auto(Text) profile = text_same(video->profile);
    g_auto(Text) number = level != FACT_UNKNOWN ? level_words(level) : (Text){ 0 };

    return profile_and_level(&profile, &number);
}

Ruling judge_vprofile(const Rules *rules, const Subject *subject, Finding *finding)
{
    const VideoFacts *video = video_of(subject);
    gint64 level = video && has_level_rule(rules) ? level_of(video) : FACT_UNKNOWN;
    gboolean is_other =
        video && video->profile && rules->profiles && !profile_is_listed(rules, video->profile);
    gboolean is_outside = level != FACT_UNKNOWN && distance_of(&rules->level, level).difference > 0;

    if (!video ||
        (!is_other && !is_outside &&
         ((rules->profiles && !video->profile) || (has_level_rule(rules) && level == FACT_UNKNOWN))))
        return RULING_UNKNOWN;
    finding->measured = level_measured(video, level);
    return said(finding, is_other || is_outside ? RULING_FAIL : RULING_PASS, "finding.measured");
}

static const char *itself(const char *name)
{
    return name;
}

Text require_vprofile(const Rules *rules)
{
    g_auto(Text) profiles = { 0 };
    g_auto(Text) level = { 0 };

    if (rules->profiles)
        profiles = names_words(rules->profiles, itself);
    if (has_level_rule(rules))
        level = range_words(&rules->level, level_words, "range.at-least");
    return profile_and_level(&profiles, &level);
}

/* ---- pixels ---- */
static const struct {
    const char *prefix; /* of libav's name */
    int chroma;
} chromas[] = {
    { "yuv420", 420 },  { "yuvj420", 420 }, { "yuva420", 420 }, { "nv12", 420 },    { "nv21", 420 },
    { "p01", 420 },     { "yuv422", 422 },  { "yuvj422", 422 }, { "yuva422", 422 }, { "nv16", 422 },
    { "p21", 422 },     { "yuyv422", 422 }, { "uyvy422", 422 }, { "yvyu422", 422 }, { "yuv444", 444 },
    { "yuvj444", 444 }, { "yuva444", 444 }, { "nv24", 444 },    { "p41", 444 },     { "gbr", 444 },
    { "rgb", 444 },     { "bgr", 444 },     { "yuv411", 411 },  { "yuvj411", 411 }, { "yuv410", 410 },
    { "yuv440", 440 },  { "yuvj440", 440 },
};

/* Of a sample, as the name ends: yuv420p10le, gbrp12be, p010le; 8 where it says nothing. */
static int bits_of(const char *name)
{
    gsize length = strlen(name);
    int bits = 0, scale = 1;

    if (g_str_has_suffix(name, "le") || g_str_has_suffix(name, "be"))
        length -= 2;
    for (; length > 0 && scale <= 10 && g_ascii_isdigit(name[length - 1]); length--, scale *= 10)
        bits += scale * g_ascii_digit_value(name[length - 1]);
    while (length > 0 && g_ascii_isdigit(name[length - 1]))
        length--;
    return length > 0 && name[length - 1] == 'p' && bits > 8 ? bits : 8;
}

/* What a name of libav's means; FALSE: it is none of pictures that films are made of. */
static gboolean pixels_of(const char *name, PixelDemand *pixels)
{
    for (gsize i = 0; i < G_N_ELEMENTS(chromas); i++) {
        if (g_str_has_prefix(name, chromas[i].prefix)) {
            *pixels = (PixelDemand){ chromas[i].chroma, bits_of(name), name };
            return TRUE;
        }
    }
    return FALSE;
}

/* Eight bits mean what every screen shows: HDR is something else even where it is squeezed into eight. */
static gboolean pixels_fit(const PixelDemand *demand, const PixelDemand *got, gboolean is_hdr)
{
    if (demand->name && !g_str_equal(demand->name, got->name))
        return FALSE;
    if (demand->chroma && demand->chroma != got->chroma)
        return FALSE;
    return demand->bits == 0 || (demand->bits == got->bits && !(demand->bits == 8 && is_hdr));
}

static void append_pixels(GString *out, const PixelDemand *pixels, Language language)
{
    if (pixels->chroma)
        g_string_append_printf(out, "%d:%d:%d", pixels->chroma / 100, pixels->chroma / 10 % 10,
                               pixels->chroma % 10);
    if (pixels->bits) {
        g_auto(Text) n = number_words(pixels->bits);
        g_auto(Text) words = text_message("pixels.bits", "n", &n, NULL);

        g_string_append_printf(out, "%s%s", out->len ? " " : "", words.in[language]);
    }
}

static Text pixels_words(const PixelDemand *pixels)
{
    Text words = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        GString *out = g_string_new(NULL);

        append_pixels(out, pixels, language);
        words.in[language] = g_string_free(out, FALSE);
    }
    return words;
}

static Text hdr_words(const char *hdr)
{
    g_autofree char *key = g_strdup_printf("hdr.%s", hdr ? hdr : "none");

    return message_exists(key) ? text_message(key, NULL) : text_same("HDR");
}

static Text pixels_measured(const PixelDemand *got, const char *hdr)
{
    g_auto(Text) words = pixels_words(got);
    g_auto(Text) name = text_same(got->name);
    g_auto(Text) range = hdr_words(hdr);

    return text_message(hdr ? "pixels.measured-hdr" : "pixels.measured", "pixels", &words, "name", &name,
                        "hdr", &range, NULL);
}

Ruling judge_pixfmt(const Rules *rules, const Subject *subject, Finding *finding)
{
    const VideoFacts *video = video_of(subject);
    PixelDemand got;
    gboolean fits = FALSE;

    if (!video || !video->pix_fmt || !pixels_of(video->pix_fmt, &got))
        return RULING_UNKNOWN;
    for (guint i = 0; !fits && i < rules->pixels->len; i++)
        fits = pixels_fit(&g_array_index(rules->pixels, PixelDemand, i), &got, video->hdr != NULL);
    finding->measured = pixels_measured(&got, video->hdr);
    return said(finding, fits ? RULING_PASS : RULING_FAIL, "finding.measured");
}

Text require_pixfmt(const Rules *rules)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Text));

    g_array_set_clear_func(items, (GDestroyNotify)text_clear);
    for (guint i = 0; i < rules->pixels->len; i++) {
        const PixelDemand *demand = &g_array_index(rules->pixels, PixelDemand, i);
        Text words = demand->name ? text_same(demand->name) : pixels_words(demand);

        g_array_append_val(items, words);
    }
    return list_words((const Text *)(gconstpointer)items->data, items->len, "list.last");
}

Ruling judge_hdr(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const VideoFacts *video = video_of(subject);

    if (!video || !video->codec_name)
        return RULING_UNKNOWN;
    finding->measured = hdr_words(video->hdr);
    return video->hdr ? said(finding, RULING_FAIL, "finding.hdr.fail")
                      : said(finding, RULING_PASS, "finding.measured");
}

Text require_hdr(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.hdr.required", NULL);
}

/* ---- constant frame rate ---- */
const char *frame_rate_mode(const Subject *subject)
{
    if (subject->deep && subject->deep->frame_rate_mode)
        return subject->deep->frame_rate_mode;
    return subject->facts ? subject->facts->video.frame_rate_mode : NULL;
}

static Text varying_words(const DeepFacts *deep)
{
    gboolean counted = deep && deep->frames_off_beat > 0 && deep->frames > 0;
    g_auto(Text) off = { 0 };
    g_auto(Text) all = { 0 };

    if (!counted)
        return text_message("finding.fps.mode.vfr", NULL);
    off = number_words(deep->frames_off_beat);
    all = number_words(deep->frames);
    return text_message("finding.fps.mode.off-beat", "off", &off, "all", &all, NULL);
}

Ruling judge_fps_mode(G_GNUC_UNUSED const Rules *rules, const Subject *subject, Finding *finding)
{
    const char *mode = frame_rate_mode(subject);

    if (!mode)
        return RULING_UNKNOWN;
    if (g_str_equal(mode, "cfr")) {
        finding->measured = text_message("finding.fps.mode.cfr", NULL);
        return said(finding, RULING_PASS, "finding.measured");
    }
    finding->measured = varying_words(subject->deep);
    return said(finding, RULING_FAIL, "finding.fps.mode.fail");
}

Text require_fps_mode(G_GNUC_UNUSED const Rules *rules)
{
    return text_message("finding.fps.mode.cfr", NULL);
}

/* ---- sound: every track has to fit ---- */
typedef enum { TRACK_FITS, TRACK_FAILS, TRACK_UNKNOWN } TrackRuling;

typedef struct {
    TrackRuling (*judge)(const Rules *rules, const AudioFacts *track);
    Text (*words)(const AudioFacts *track); /* of a track that is known */
} TrackRule;

static gboolean texts_hold(const GArray *texts, const Text *text)
{
    for (guint i = 0; i < texts->len; i++) {
        if (texts_equal(&g_array_index(texts, Text, i), text))
            return TRUE;
    }
    return FALSE;
}

static void add_distinct(GArray *texts, Text words)
{
    if (texts_hold(texts, &words))
        text_clear(&words);
    else
        g_array_append_val(texts, words);
}

static Ruling judge_tracks(const TrackRule *rule, const Rules *rules, const Subject *subject,
                           Finding *finding)
{
    const GPtrArray *tracks = video_of(subject) ? subject->facts->audio : NULL;
    g_autoptr(GArray) seen = g_array_new(FALSE, FALSE, sizeof(Text));
    guint n[TRACK_UNKNOWN + 1] = { 0 };

    if (!tracks)
        return RULING_UNKNOWN;
    if (tracks->len == 0)
        return said(finding, RULING_INAPPLICABLE, "finding.no-sound");
    g_array_set_clear_func(seen, (GDestroyNotify)text_clear);
    for (guint i = 0; i < tracks->len; i++) {
        TrackRuling ruling = rule->judge(rules, tracks->pdata[i]);

        n[ruling]++;
        if (ruling != TRACK_UNKNOWN)
            add_distinct(seen, rule->words(tracks->pdata[i]));
    }
    if (n[TRACK_FAILS] == 0 && n[TRACK_UNKNOWN] > 0)
        return RULING_UNKNOWN;
    finding->measured = list_words((const Text *)(gconstpointer)seen->data, seen->len, "list.pair-of-words");
    return said(finding, n[TRACK_FAILS] ? RULING_FAIL : RULING_PASS, "finding.measured");
}

/* Variants of one codec have one name in settings. */
static const char *codec_family(const char *codec)
{
    static const struct {
        const char *prefix, *family;
    } families[] = { { "pcm_", "pcm" }, { "aac_", "aac" }, { "wma", "wma" }, { "amr_", "amr" } };

    for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
        if (g_str_has_prefix(codec, families[i].prefix))
            return families[i].family;
    }
    return codec;
}

static TrackRuling codec_ruling(const Rules *rules, const AudioFacts *track)
{
    if (!track->codec_name)
        return TRACK_UNKNOWN;
    return g_strv_contains((const char *const *)rules->audio_codecs, codec_family(track->codec_name))
               ? TRACK_FITS
               : TRACK_FAILS;
}

static Text track_codec_words(const AudioFacts *track)
{
    return text_same(codec_label(track->codec_name));
}

Ruling judge_audio_codec(const Rules *rules, const Subject *subject, Finding *finding)
{
    return judge_tracks(&(TrackRule){ codec_ruling, track_codec_words }, rules, subject, finding);
}

Text require_audio_codec(const Rules *rules)
{
    return names_words(rules->audio_codecs, codec_label);
}

static TrackRuling ranges_ruling(const GArray *ranges, gint64 value)
{
    if (value == FACT_UNKNOWN)
        return TRACK_UNKNOWN;
    for (guint i = 0; i < ranges->len; i++) {
        if (distance_of(&g_array_index(ranges, Range, i), value).difference == 0)
            return TRACK_FITS;
    }
    return TRACK_FAILS;
}

static TrackRuling channels_ruling(const Rules *rules, const AudioFacts *track)
{
    return ranges_ruling(rules->channels, track->channels);
}

static Text track_channels_words(const AudioFacts *track)
{
    return channels_words(track->channels);
}

Ruling judge_audio_channels(const Rules *rules, const Subject *subject, Finding *finding)
{
    return judge_tracks(&(TrackRule){ channels_ruling, track_channels_words }, rules, subject, finding);
}

/* "立体声" of one number, "1 至 2 声道" of a range. */
static Text channel_range_words(const Range *range)
{
    g_auto(Text) numbers = { 0 };

    if (range->min == range->max)
        return channels_words(range->min);
    numbers = range_words(range, number_words, "range.no-less");
    return text_message("channels.many", "n", &numbers, NULL);
}

Text require_audio_channels(const Rules *rules)
{
    return ranges_words(rules->channels, channel_range_words);
}

static TrackRuling rate_ruling(const Rules *rules, const AudioFacts *track)
{
    return ranges_ruling(rules->sample_rates, track->sample_rate);
}

static Text track_rate_words(const AudioFacts *track)
{
    return sample_rate_words(track->sample_rate);
}

Ruling judge_audio_rate(const Rules *rules, const Subject *subject, Finding *finding)
{
    return judge_tracks(&(TrackRule){ rate_ruling, track_rate_words }, rules, subject, finding);
}

static Text rate_range_words(const Range *range)
{
    return range_words(range, sample_rate_words, "range.at-least");
}

Text require_audio_rate(const Rules *rules)
{
    return ranges_words(rules->sample_rates, rate_range_words);
}

/* The track that is furthest outside, so that the sentence names the worst. */
Ruling judge_audio_bitrate(const Rules *rules, const Subject *subject, Finding *finding)
{
    const GPtrArray *tracks = video_of(subject) ? subject->facts->audio : NULL;
    gint64 worst = FACT_UNKNOWN, furthest = -1;
    gboolean all_known = TRUE;

    if (!tracks)
        return RULING_UNKNOWN;
    if (tracks->len == 0)
        return said(finding, RULING_INAPPLICABLE, "finding.no-sound");
    for (guint i = 0; i < tracks->len; i++) {
        gint64 rate = ((const AudioFacts *)tracks->pdata[i])->bit_rate;
        gint64 difference = rate == FACT_UNKNOWN ? -1 : distance_of(&rules->audio_bitrate, rate).difference;

        all_known = all_known && rate != FACT_UNKNOWN;
        if (difference > furthest) {
            furthest = difference;
            worst = rate;
        }
    }
    if (worst == FACT_UNKNOWN || (furthest == 0 && !all_known))
        return RULING_UNKNOWN;
    return judge_range(&rules->audio_bitrate, worst, bit_rate_words, bit_rate_bound_words, finding);
}

Text require_audio_bitrate(const Rules *rules)
{
    return range_words(&rules->audio_bitrate, bit_rate_bound_words, "range.at-least");
}
