#include "catalog/gallery/technical.h"

#include "catalog/messages/caption_words.h"
#include "catalog/messages/deep_words.h"

#define SHA256_GROUP 8 /* hex digits between spaces, so that people can compare them */

typedef struct {
    GPtrArray *all;      /* of TechnicalLine * */
    TechnicalLine *line; /* NULL until it has a part */
    Language language;
    const char *name;
} Lines;

static void line_free(gpointer data)
{
    TechnicalLine *line = data;

    g_ptr_array_unref(line->parts);
    g_free(line);
}

static void begin(Lines *lines, const char *name_key)
{
    lines->line = NULL;
    lines->name = message(lines->language, name_key);
}

static void add(Lines *lines, char *part)
{
    if (!part)
        return;
    if (!lines->line) {
        lines->line = g_new0(TechnicalLine, 1);
        lines->line->name = lines->name;
        lines->line->parts = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(lines->all, lines->line);
    }
    g_ptr_array_add(lines->line->parts, part);
}

static void add_words(Lines *lines, const char *key)
{
    add(lines, g_strdup(message(lines->language, key)));
}

static void add_number(Lines *lines, const char *key, gint64 number)
{
    g_autofree char *n = g_strdup_printf("%" G_GINT64_FORMAT, number);

    add(lines, message_format(lines->language, key, "n", n, NULL));
}

static void add_container(Lines *lines, const Facts *facts, gint64 size)
{
    const FileFacts *file = facts ? &facts->file : NULL;

    begin(lines, "gallery.fact.container");
    if (file && file->container)
        add(lines, g_strdup(container_label(file->container)));
    if (file && file->faststart != FACT_UNKNOWN)
        add_words(lines, file->faststart ? "gallery.fact.index-first" : "gallery.fact.index-last");
    add(lines, format_size(lines->language, size));
    if (file && file->bit_rate != FACT_UNKNOWN)
        add(lines, format_bit_rate(lines->language, file->bit_rate));
}

static gboolean disagree(gint64 a, gint64 b)
{
    return a != FACT_UNKNOWN && b != FACT_UNKNOWN && ABS(a - b) > MAX(ABS(b) / 100, G_USEC_PER_SEC / 10);
}

static void add_duration(Lines *lines, const FileFacts *file)
{
    begin(lines, "gallery.fact.duration");
    if (file->duration == FACT_UNKNOWN)
        return;
    add(lines, format_duration_exact(lines->language, file->duration));
    if (disagree(file->duration_header, file->duration)) {
        g_autofree char *header = format_duration_exact(lines->language, file->duration_header);
        add(lines, message_format(lines->language, "gallery.fact.duration-header", "duration", header, NULL));
    }
}

static char *codec_and_profile(const VideoFacts *video)
{
    if (!video->codec_name)
        return NULL;
    return g_strdup_printf("%s%s%s", codec_label(video->codec_name), video->profile ? " " : "",
                           video->profile ? video->profile : "");
}

static void add_shape(Lines *lines, const VideoFacts *video)
{
    if (video->display_width != FACT_UNKNOWN && video->display_height != FACT_UNKNOWN)
        add(lines, format_frame_size(video->display_width, video->display_height));
    if (video->display_aspect_ratio)
        add(lines, g_strdup(video->display_aspect_ratio));
    if (video->rotation != FACT_UNKNOWN && video->rotation != 0)
        add_number(lines, "gallery.fact.rotation", video->rotation);
    if (video->sample_aspect_ratio && !g_str_equal(video->sample_aspect_ratio, "1:1"))
        add(lines, message_format(lines->language, "gallery.fact.pixel-shape", "ratio",
                                  video->sample_aspect_ratio, NULL));
}

static void add_motion(Lines *lines, const VideoFacts *video)
{
    if (video->avg_frame_rate) {
        g_autofree char *rate = format_frame_rate(video->avg_frame_rate);
        add(lines, g_strdup_printf("%s fps", rate));
    }
    if (g_strcmp0(video->frame_rate_mode, "vfr") == 0)
        add_words(lines, "gallery.fact.variable-rate");
    if (video->field_order)
        add_words(lines, g_str_equal(video->field_order, "progressive") ? "finding.scan.progressive"
                                                                        : "finding.scan.interlaced");
}

static const char *colour_label(const char *primaries)
{
    static const struct {
        const char *name, *label;
    } labels[] = { { "bt709", "BT.709" },
                   { "bt2020", "BT.2020" },
                   { "smpte170m", "BT.601" },
                   { "bt470bg", "BT.601" },
                   { "smpte432", "P3" } };

    for (guint i = 0; i < G_N_ELEMENTS(labels); i++)
        if (g_str_equal(primaries, labels[i].name))
            return labels[i].label;
    return primaries;
}

static void add_colour(Lines *lines, const VideoFacts *video)
{
    static const struct {
        const char *slug, *label;
    } ranges[] = { { "pq", "HDR (PQ)" }, { "hlg", "HDR (HLG)" }, { "dv", "Dolby Vision" } };

    if (video->color_primaries)
        add(lines, g_strdup(colour_label(video->color_primaries)));
    for (guint i = 0; i < G_N_ELEMENTS(ranges); i++)
        if (g_strcmp0(video->hdr, ranges[i].slug) == 0)
            add(lines, g_strdup(ranges[i].label));
    if (video->bits_per_raw_sample != FACT_UNKNOWN && video->bits_per_raw_sample > 8)
        add_number(lines, "gallery.fact.bits", video->bits_per_raw_sample);
}

static void add_picture(Lines *lines, const VideoFacts *video)
{
    begin(lines, "gallery.fact.picture");
    add(lines, codec_and_profile(video));
    add_shape(lines, video);
    add_motion(lines, video);
    add_colour(lines, video);
    if (video->bit_rate != FACT_UNKNOWN)
        add(lines, format_bit_rate(lines->language, video->bit_rate));
}

static char *sample_rate(gint64 hz)
{
    if (hz % 1000 == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " kHz", hz / 1000);
    return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT " kHz", hz / 1000, hz % 1000 / 100);
}

static void add_channels(Lines *lines, gint64 channels)
{
    if (channels == 1 || channels == 2)
        add_words(lines, channels == 1 ? "gallery.fact.mono" : "gallery.fact.stereo");
    else if (channels != FACT_UNKNOWN)
        add_number(lines, "gallery.fact.channels", channels);
}

/* Its name where we have one, else its code; NULL for "und", which says that nobody knows. */
static const char *language_name(const Lines *lines, const char *language)
{
    g_autofree char *key = g_strdup_printf("language.%s", language ? language : "");

    if (g_strcmp0(language, "und") == 0)
        return NULL;
    return message_exists(key) ? message(lines->language, key) : language;
}

static void add_sound(Lines *lines, const Facts *facts)
{
    begin(lines, "gallery.fact.sound");
    if (facts->audio->len == 0)
        add_words(lines, "gallery.fact.no-sound");
    for (guint i = 0; i < facts->audio->len; i++) {
        const AudioFacts *audio = g_ptr_array_index(facts->audio, i);

        begin(lines, "gallery.fact.sound");
        if (audio->codec_name)
            add(lines, g_strdup(codec_label(audio->codec_name)));
        if (audio->sample_rate != FACT_UNKNOWN)
            add(lines, sample_rate(audio->sample_rate));
        add_channels(lines, audio->channels);
        if (audio->bit_rate != FACT_UNKNOWN)
            add(lines, format_bit_rate(lines->language, audio->bit_rate));
        add(lines, g_strdup(language_name(lines, audio->language)));
    }
}

static void add_subtitle_streams(Lines *lines, const Facts *facts)
{
    for (guint i = 0; i < facts->subtitles->len; i++) {
        const SubtitleFacts *subtitle = g_ptr_array_index(facts->subtitles, i);
        const char *language = language_name(lines, subtitle->language);

        add(lines, g_strdup(language ? language : subtitle->codec_name));
    }
}

/* Names of files are not for every reader. */
static void add_subtitles_beside(Lines *lines, const Work *work)
{
    for (guint i = 0; i < work->captions->len; i++) {
        const WorkCaption *caption = work->captions->pdata[i];

        if (caption->path)
            add(lines, caption_words(caption->path, caption->language, caption->cues, lines->language));
    }
    for (guint i = 0; i < work->caption_faults->len; i++) {
        const WorkCaptionFault *fault = work->caption_faults->pdata[i];

        add(lines, g_strdup(caption_fault_words(fault->reason, lines->language)));
    }
}

static void add_subtitles(Lines *lines, const Facts *facts, const Work *work)
{
    begin(lines, "gallery.fact.subtitles");
    if (facts->subtitles->len == 0)
        add_words(lines, "gallery.fact.no-subtitles");
    add_subtitle_streams(lines, facts);
    if (work)
        add_subtitles_beside(lines, work);
}

static char *grouped(const char *hex)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; hex[i]; i++) {
        if (i > 0 && i % SHA256_GROUP == 0)
            g_string_append_c(out, ' ');
        g_string_append_c(out, hex[i]);
    }
    return g_string_free(out, FALSE);
}

static void add_deep(Lines *lines, const Work *work)
{
    g_autoptr(GPtrArray) phrases = deep_words(work->deep, work->facts, lines->language);

    begin(lines, "column.deep");
    for (guint i = 0; i < phrases->len; i++)
        add(lines, g_strdup(phrases->pdata[i]));
    if (work->deep_status != STATUS_OK)
        add_words(lines, "deep.unfinished");
}

/* Of the file, and with `work` (NULL: not) of what lies beside it. */
static void add_facts(Lines *lines, const Facts *facts, gint64 size, const Work *work)
{
    add_container(lines, facts, size);
    if (!facts)
        return;
    add_duration(lines, &facts->file);
    if (facts->has_video)
        add_picture(lines, &facts->video);
    if (facts->has_video || facts->audio->len > 0) {
        add_sound(lines, facts);
        add_subtitles(lines, facts, work);
    }
}

static void add_sha256(Lines *lines, const char *sha256)
{
    if (!sha256)
        return;
    begin(lines, "gallery.fact.sha256");
    add(lines, grouped(sha256));
}

GPtrArray *technical_lines(const Work *work, Language language)
{
    Lines lines = { .all = g_ptr_array_new_with_free_func(line_free), .language = language };

    add_facts(&lines, work->facts, work->size, work);
    if (work->deep)
        add_deep(&lines, work);
    add_sha256(&lines, work->sha256);
    return lines.all;
}

GPtrArray *technical_lines_of_version(const WorkVersion *version, Language language)
{
    Lines lines = { .all = g_ptr_array_new_with_free_func(line_free), .language = language };

    add_facts(&lines, version->facts, version->size, NULL);
    add_sha256(&lines, version->sha256);
    return lines.all;
}

void technical_add(Scope *scope, const Work *work, Language language)
{
    g_autoptr(GPtrArray) lines = technical_lines(work, language);

    for (guint i = 0; i < lines->len; i++) {
        const TechnicalLine *line = g_ptr_array_index(lines, i);
        Scope *fact = scope_add(scope, "facts");

        scope_set(fact, "name", line->name);
        for (guint k = 0; k < line->parts->len; k++)
            scope_set(scope_add(fact, "parts"), "text", line->parts->pdata[k]);
    }
}
