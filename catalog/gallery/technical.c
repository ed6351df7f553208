#include "catalog/gallery/technical.h"

#include "catalog/messages/deep_words.h"

#define SHA256_GROUP 8 /* hex digits between spaces, so that people can compare them */

typedef struct {
    Scope *scope; /* of the page */
    Scope *line;  /* NULL until it has a part */
    Language language;
    const char *name;
} Lines;

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
        lines->line = scope_add(lines->scope, "facts");
        scope_set(lines->line, "name", lines->name);
    }
    scope_take(scope_add(lines->line, "parts"), "text", part);
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

static void add_container(Lines *lines, const Work *work)
{
    const FileFacts *file = work->facts ? &work->facts->file : NULL;

    begin(lines, "gallery.fact.container");
    if (file && file->container)
        add(lines, g_strdup(container_label(file->container)));
    if (file && file->faststart != FACT_UNKNOWN)
        add_words(lines, file->faststart ? "gallery.fact.index-first" : "gallery.fact.index-last");
    add(lines, format_size(lines->language, work->size));
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

/* "und" says that nobody knows. */
static const char *known_language(const char *language)
{
    return g_strcmp0(language, "und") == 0 ? NULL : language;
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
        add(lines, g_strdup(known_language(audio->language)));
    }
}

static void add_subtitles(Lines *lines, const Facts *facts)
{
    begin(lines, "gallery.fact.subtitles");
    if (facts->subtitles->len == 0)
        add_words(lines, "gallery.fact.no-subtitles");
    for (guint i = 0; i < facts->subtitles->len; i++) {
        const SubtitleFacts *subtitle = g_ptr_array_index(facts->subtitles, i);
        const char *language = known_language(subtitle->language);

        add(lines, g_strdup(language ? language : subtitle->codec_name));
    }
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

void technical_add(Scope *scope, const Work *work, Language language)
{
    Lines lines = { .scope = scope, .language = language };

    add_container(&lines, work);
    if (work->facts) {
        add_duration(&lines, &work->facts->file);
        if (work->facts->has_video)
            add_picture(&lines, &work->facts->video);
        if (work->facts->has_video || work->facts->audio->len > 0) {
            add_sound(&lines, work->facts);
            add_subtitles(&lines, work->facts);
        }
    }
    if (work->deep)
        add_deep(&lines, work);
    if (work->sha256) {
        begin(&lines, "gallery.fact.sha256");
        add(&lines, grouped(work->sha256));
    }
}
