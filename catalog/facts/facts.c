#include "catalog/facts/facts.h"

#include <stddef.h>
#include <string.h>

#define YEAR_US  (G_GINT64_CONSTANT(366) * 24 * 3600 * G_USEC_PER_SEC)
#define RATE_MAX (G_GINT64_CONSTANT(1) << 50)

#define TEXT(type, member, bytes)                                                                            \
    {                                                                                                        \
#member, FACT_TEXT, offsetof(type, member), 0, bytes                                                 \
    }
#define INT(type, member, least, most)                                                                       \
    {                                                                                                        \
#member, FACT_INT, offsetof(type, member), least, most                                               \
    }
#define TIME(type, member, least)                                                                            \
    {                                                                                                        \
#member, FACT_TIME, offsetof(type, member), least, YEAR_US                                           \
    }
#define BOOL(type, member)                                                                                   \
    {                                                                                                        \
#member, FACT_BOOL, offsetof(type, member), 0, 1                                                     \
    }

static const FactField file_fields[] = {
    TEXT(FileFacts, container, 32),
    TEXT(FileFacts, format_name, 64),
    TIME(FileFacts, duration, 0),
    TIME(FileFacts, duration_header, 0),
    TIME(FileFacts, duration_media, 0),
    TIME(FileFacts, duration_content, 0),
    TIME(FileFacts, start_time, -YEAR_US),
    INT(FileFacts, bit_rate, 0, RATE_MAX),
    BOOL(FileFacts, faststart),
    TEXT(FileFacts, creation_time, 32),
    INT(FileFacts, nb_data_streams, 0, 100000),
    INT(FileFacts, nb_attachments, 0, 100000),
    { NULL, 0, 0, 0, 0 },
};

static const FactField video_fields[] = {
    TEXT(VideoFacts, codec_name, 32),
    TEXT(VideoFacts, profile, 64),
    INT(VideoFacts, level, -99, 100000),
    TEXT(VideoFacts, pix_fmt, 32),
    INT(VideoFacts, bits_per_raw_sample, 1, 64),
    INT(VideoFacts, coded_width, 1, 65536),
    INT(VideoFacts, coded_height, 1, 65536),
    INT(VideoFacts, width, 1, 65536),
    INT(VideoFacts, height, 1, 65536),
    TEXT(VideoFacts, sample_aspect_ratio, 32),
    TEXT(VideoFacts, display_aspect_ratio, 32),
    INT(VideoFacts, rotation, 0, 270),
    INT(VideoFacts, display_width, 1, 1 << 24),
    INT(VideoFacts, display_height, 1, 1 << 24),
    TEXT(VideoFacts, avg_frame_rate, 32),
    TEXT(VideoFacts, r_frame_rate, 32),
    TEXT(VideoFacts, frame_rate_mode, 8),
    TEXT(VideoFacts, field_order, 16),
    TEXT(VideoFacts, color_range, 16),
    TEXT(VideoFacts, color_primaries, 32),
    TEXT(VideoFacts, color_transfer, 32),
    TEXT(VideoFacts, color_space, 32),
    TEXT(VideoFacts, hdr, 8),
    INT(VideoFacts, bit_rate, 0, RATE_MAX),
    INT(VideoFacts, nb_streams, 0, 100000),
    { NULL, 0, 0, 0, 0 },
};

static const FactField audio_fields[] = {
    TEXT(AudioFacts, codec_name, 32),
    INT(AudioFacts, channels, 0, 1024),
    INT(AudioFacts, sample_rate, 0, 100000000),
    INT(AudioFacts, bit_rate, 0, RATE_MAX),
    TEXT(AudioFacts, language, 64),
    { NULL, 0, 0, 0, 0 },
};

static const FactField subtitle_fields[] = {
    TEXT(SubtitleFacts, codec_name, 32),
    TEXT(SubtitleFacts, language, 64),
    { NULL, 0, 0, 0, 0 },
};

static const FactField deep_fields[] = {
    INT(DeepFacts, decode_errors, 0, G_MAXINT32),
    TIME(DeepFacts, first_error_at, 0),
    INT(DeepFacts, frames, 0, G_MAXINT32),
    TIME(DeepFacts, duration_decoded, 0),
    TIME(DeepFacts, duration_content, 0),
    TIME(DeepFacts, black_head, 0),
    TIME(DeepFacts, black_tail, 0),
    TIME(DeepFacts, black_longest, 0),
    TIME(DeepFacts, black_longest_at, 0),
    TIME(DeepFacts, freeze_longest, 0),
    TIME(DeepFacts, freeze_longest_at, 0),
    TIME(DeepFacts, freeze_total, 0),
    TIME(DeepFacts, silence_longest, 0),
    TIME(DeepFacts, silence_longest_at, 0),
    TIME(DeepFacts, silence_total, 0),
    BOOL(DeepFacts, is_silent),
    INT(DeepFacts, dead_channels, 0, 1024),
    INT(DeepFacts, loudness, -200000, 100000),
    INT(DeepFacts, loudness_range, 0, 200000),
    INT(DeepFacts, true_peak, -400000, 200000),
    INT(DeepFacts, picture_left, 0, 1 << 24),
    INT(DeepFacts, picture_top, 0, 1 << 24),
    INT(DeepFacts, picture_width, 1, 1 << 24),
    INT(DeepFacts, picture_height, 1, 1 << 24),
    TEXT(DeepFacts, frame_rate_mode, 8),
    INT(DeepFacts, frames_off_beat, 0, G_MAXINT32),
    TEXT(DeepFacts, scan, 16),
    INT(DeepFacts, frames_combed, 0, G_MAXINT32),
    TEXT(DeepFacts, likeness, LIKENESS_FRAMES * 16),
    { NULL, 0, 0, 0, 0 },
};

const FactGroup file_facts_group = { "file", sizeof(FileFacts), file_fields };
const FactGroup video_facts_group = { "video", sizeof(VideoFacts), video_fields };
const FactGroup audio_facts_group = { "audio", sizeof(AudioFacts), audio_fields };
const FactGroup subtitle_facts_group = { "subtitle", sizeof(SubtitleFacts), subtitle_fields };
const FactGroup deep_facts_group = { "deep", sizeof(DeepFacts), deep_fields };

static const char *const status_slugs[] = {
    [STATUS_OK] = "ok",           [STATUS_PENDING] = "pending",
    [STATUS_BROKEN] = "broken",   [STATUS_NOT_VIDEO] = "not-video",
    [STATUS_LIMIT] = "limit",     [STATUS_CRASHED] = "crashed",
    [STATUS_MISSING] = "missing", [STATUS_WITHDRAWN] = "withdrawn",
};

const char *status_slug(Status status)
{
    g_assert((gsize)status < G_N_ELEMENTS(status_slugs));
    return status_slugs[status];
}

gboolean status_from_slug(const char *slug, Status *status)
{
    for (gsize i = 0; i < G_N_ELEMENTS(status_slugs); i++) {
        if (g_strcmp0(slug, status_slugs[i]) == 0) {
            *status = (Status)i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *fact_text(gconstpointer group, const FactField *field)
{
    g_assert(field->kind == FACT_TEXT);
    return G_STRUCT_MEMBER(char *, group, field->offset);
}

gint64 fact_int(gconstpointer group, const FactField *field)
{
    g_assert(field->kind != FACT_TEXT);
    return G_STRUCT_MEMBER(gint64, group, field->offset);
}

void fact_set_text(gpointer group, const FactField *field, const char *text)
{
    char **member = &G_STRUCT_MEMBER(char *, group, field->offset);

    g_assert(field->kind == FACT_TEXT);
    g_free(*member);
    *member = g_strdup(text);
}

void fact_set_int(gpointer group, const FactField *field, gint64 value)
{
    g_assert(field->kind != FACT_TEXT);
    G_STRUCT_MEMBER(gint64, group, field->offset) = value;
}

void facts_clear_group(const FactGroup *group, gpointer values)
{
    for (const FactField *field = group->fields; field->name; field++) {
        if (field->kind == FACT_TEXT)
            fact_set_text(values, field, NULL);
        else
            fact_set_int(values, field, FACT_UNKNOWN);
    }
}

static void audio_free(gpointer audio)
{
    facts_clear_group(&audio_facts_group, audio);
    g_free(audio);
}

static void subtitle_free(gpointer subtitle)
{
    facts_clear_group(&subtitle_facts_group, subtitle);
    g_free(subtitle);
}

Facts *facts_new(void)
{
    Facts *facts = g_new0(Facts, 1);

    facts_clear_group(&file_facts_group, &facts->file);
    facts_clear_group(&video_facts_group, &facts->video);
    facts->audio = g_ptr_array_new_with_free_func(audio_free);
    facts->subtitles = g_ptr_array_new_with_free_func(subtitle_free);
    return facts;
}

static void copy_group(const FactGroup *group, gpointer to, gconstpointer from)
{
    for (const FactField *field = group->fields; field->name; field++) {
        if (field->kind == FACT_TEXT)
            fact_set_text(to, field, fact_text(from, field));
        else
            fact_set_int(to, field, fact_int(from, field));
    }
}

Facts *facts_copy(const Facts *facts)
{
    Facts *copy = facts_new();

    copy->has_video = facts->has_video;
    copy_group(&file_facts_group, &copy->file, &facts->file);
    copy_group(&video_facts_group, &copy->video, &facts->video);
    for (guint i = 0; i < facts->audio->len; i++)
        copy_group(&audio_facts_group, facts_add_audio(copy), facts->audio->pdata[i]);
    for (guint i = 0; i < facts->subtitles->len; i++)
        copy_group(&subtitle_facts_group, facts_add_subtitle(copy), facts->subtitles->pdata[i]);
    return copy;
}

void facts_free(Facts *facts)
{
    if (!facts)
        return;
    facts_clear_group(&file_facts_group, &facts->file);
    facts_clear_group(&video_facts_group, &facts->video);
    g_ptr_array_unref(facts->audio);
    g_ptr_array_unref(facts->subtitles);
    g_free(facts);
}

DeepFacts *deep_facts_new(void)
{
    DeepFacts *deep = g_new0(DeepFacts, 1);

    facts_clear_group(&deep_facts_group, deep);
    return deep;
}

void deep_facts_free(DeepFacts *deep)
{
    if (!deep)
        return;
    facts_clear_group(&deep_facts_group, deep);
    g_free(deep);
}

static gpointer add_stream(GPtrArray *streams, const FactGroup *group)
{
    gpointer stream = g_malloc0(group->size);

    facts_clear_group(group, stream);
    g_ptr_array_add(streams, stream);
    return stream;
}

AudioFacts *facts_add_audio(Facts *facts)
{
    return add_stream(facts->audio, &audio_facts_group);
}

SubtitleFacts *facts_add_subtitle(Facts *facts)
{
    return add_stream(facts->subtitles, &subtitle_facts_group);
}

static gboolean text_is_plausible(const char *text, gint64 bytes)
{
    gsize length = strlen(text);

    if (length > (gsize)bytes || !g_utf8_validate(text, (gssize)length, NULL))
        return FALSE;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return FALSE;
    }
    return TRUE;
}

static gboolean group_is_plausible(const FactGroup *group, gconstpointer values, const FactField **wrong)
{
    for (const FactField *field = group->fields; field->name; field++) {
        gboolean good;

        if (field->kind == FACT_TEXT) {
            const char *text = fact_text(values, field);
            good = !text || text_is_plausible(text, field->max);
        } else {
            gint64 value = fact_int(values, field);
            good = value == FACT_UNKNOWN || (value >= field->min && value <= field->max);
        }
        if (!good) {
            if (wrong)
                *wrong = field;
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean streams_are_plausible(const FactGroup *group, const GPtrArray *streams,
                                      const FactField **wrong)
{
    if (streams->len > FACTS_STREAMS_MAX) {
        if (wrong)
            *wrong = group->fields;
        return FALSE;
    }
    for (guint i = 0; i < streams->len; i++) {
        if (!group_is_plausible(group, streams->pdata[i], wrong))
            return FALSE;
    }
    return TRUE;
}

gboolean facts_are_plausible(const Facts *facts, const FactField **field)
{
    return group_is_plausible(&file_facts_group, &facts->file, field) &&
           group_is_plausible(&video_facts_group, &facts->video, field) &&
           streams_are_plausible(&audio_facts_group, facts->audio, field) &&
           streams_are_plausible(&subtitle_facts_group, facts->subtitles, field);
}

gboolean deep_facts_are_plausible(const DeepFacts *deep, const FactField **field)
{
    return group_is_plausible(&deep_facts_group, deep, field);
}

gboolean fact_ratio(const char *text, gint64 *num, gint64 *den)
{
    char *end = NULL;
    gint64 first, second;

    if (!text || !g_ascii_isdigit(*text))
        return FALSE;
    first = g_ascii_strtoll(text, &end, 10);
    if ((*end != '/' && *end != ':') || !g_ascii_isdigit(end[1]))
        return FALSE;
    second = g_ascii_strtoll(end + 1, &end, 10);
    if (*end || first <= 0 || second <= 0)
        return FALSE;
    *num = first;
    *den = second;
    return TRUE;
}
