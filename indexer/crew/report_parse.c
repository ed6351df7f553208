/* Reads what a child wrote, which may be anything at all. */
#include "indexer/crew/report_wire.h"
#include "indexer/crew/wire_bytes.h"

#include <string.h>

typedef struct {
    const guint8 *at;
    gsize left;
} Bytes;

static const guint8 *take(Bytes *bytes, gsize length)
{
    const guint8 *taken = bytes->at;

    if (bytes->left < length)
        return NULL;
    bytes->at += length;
    bytes->left -= length;
    return taken;
}

static gboolean take_pair(Bytes *bytes, guint32 magic, guint32 *number)
{
    const guint8 *head = take(bytes, REPORT_HEAD);

    if (!head || wire_get_u32(head) != magic)
        return FALSE;
    *number = wire_get_u32(head + 4);
    return TRUE;
}

static void group_from_variant(const FactGroup *group, GVariant *tuple, gpointer values)
{
    gsize i = 0;

    for (const FactField *field = group->fields; field->name; field++, i++) {
        const char *text = NULL;
        gint64 number = 0;

        if (field->kind == FACT_TEXT) {
            g_variant_get_child(tuple, i, "m&s", &text);
            fact_set_text(values, field, text);
        } else {
            g_variant_get_child(tuple, i, "x", &number);
            fact_set_int(values, field, number);
        }
    }
}

static void member_to_group(GVariant *variant, int member, const FactGroup *group, gpointer values)
{
    g_autoptr(GVariant) tuple = g_variant_get_child_value(variant, (gsize)member);

    group_from_variant(group, tuple, values);
}

static gboolean member_to_streams(GVariant *variant, int member, const FactGroup *group, Facts *facts)
{
    g_autoptr(GVariant) streams = g_variant_get_child_value(variant, (gsize)member);
    gsize n = g_variant_n_children(streams);

    if (n > FACTS_STREAMS_MAX)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) tuple = g_variant_get_child_value(streams, i);

        if (member == MEMBER_AUDIO)
            group_from_variant(group, tuple, facts_add_audio(facts));
        else
            group_from_variant(group, tuple, facts_add_subtitle(facts));
    }
    return TRUE;
}

static void member_to_deep(GVariant *variant, Report *report)
{
    g_autoptr(GVariant) maybe = g_variant_get_child_value(variant, MEMBER_DEEP);
    g_autoptr(GVariant) tuple = g_variant_get_maybe(maybe);

    if (!tuple)
        return;
    report->deep = deep_facts_new();
    group_from_variant(&deep_facts_group, tuple, report->deep);
}

static void member_to_strip(GVariant *variant, Report *report)
{
    g_autoptr(GVariant) maybe = g_variant_get_child_value(variant, MEMBER_STRIP);
    g_autoptr(GVariant) tuple = g_variant_get_maybe(maybe);

    if (tuple)
        report->strip = report_strip_from_variant(tuple);
}

/* cue_track_add() would put right what is wrong; here it is refused. */
static CueTrack *track_from_variant(GVariant *tuple)
{
    g_autoptr(GVariantIter) cues = NULL;
    const char *language = NULL, *text = NULL;
    CueTrack *track;
    Cue cue;

    g_variant_get(tuple, "(m&sa(xxs))", &language, &cues);
    track = cue_track_new(NULL);
    track->language = g_strdup(language);
    while (g_variant_iter_next(cues, "(xx&s)", &cue.start_us, &cue.end_us, &text)) {
        cue.text = g_strdup(text);
        g_array_append_val(track->cues, cue);
    }
    return track;
}

static gboolean member_to_captions(GVariant *variant, Report *report)
{
    g_autoptr(GVariant) tracks = g_variant_get_child_value(variant, MEMBER_CAPTIONS);
    gsize n = g_variant_n_children(tracks);

    if (n > CUE_TRACKS_MAX)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) tuple = g_variant_get_child_value(tracks, i);
        g_ptr_array_add(report->captions, track_from_variant(tuple));
    }
    return TRUE;
}

static gboolean report_from_variant(Report *report, GVariant *variant, GError **error)
{
    const char *status = NULL;

    g_variant_get_child(variant, MEMBER_STATUS, "&s", &status);
    if (!status_from_slug(status, &report->status))
        return report_invalid(error, "a status that there is not");
    g_variant_get_child(variant, MEMBER_REASON, "ms", &report->reason);
    g_variant_get_child(variant, MEMBER_IS_COVER, "b", &report->poster_is_cover);
    g_variant_get_child(variant, MEMBER_HAS_VIDEO, "b", &report->facts->has_video);
    member_to_group(variant, MEMBER_FILE, &file_facts_group, &report->facts->file);
    member_to_group(variant, MEMBER_VIDEO, &video_facts_group, &report->facts->video);
    member_to_deep(variant, report);
    member_to_strip(variant, report);
    return (member_to_streams(variant, MEMBER_AUDIO, &audio_facts_group, report->facts) &&
            member_to_streams(variant, MEMBER_SUBTITLES, &subtitle_facts_group, report->facts) &&
            member_to_captions(variant, report)) ||
           report_invalid(error, "too many streams");
}

/* GLib takes some bytes for normal that its writer never makes: padding before a member can pass for empty streams. */
static gboolean is_as_written(const Report *report, const guint8 *data, gsize length)
{
    g_autoptr(GVariant) again = report_to_variant(report);

    return g_variant_get_size(again) == length && memcmp(g_variant_get_data(again), data, length) == 0;
}

static gboolean take_report(Bytes *bytes, Report *report, GError **error)
{
    g_autoptr(GBytes) copy = NULL;
    g_autoptr(GVariant) variant = NULL;
    const guint8 *data;
    guint32 length;

    if (!take_pair(bytes, REPORT_MAGIC, &length))
        return report_invalid(error, "it does not begin as a report");
    if (length > REPORT_CAPTIONS_BYTES_MAX || !(data = take(bytes, length)))
        return report_invalid(error, "the report is cut short or too long");
    copy = g_bytes_new(data, length);
    variant = g_variant_ref_sink(g_variant_new_from_bytes(report_wire_type(), copy, FALSE));
    if (!g_variant_is_normal_form(variant))
        return report_invalid(error, "the report is not in normal form");
    if (!report_from_variant(report, variant, error))
        return FALSE;
    if (!is_as_written(report, data, length))
        return report_invalid(error, "the report is not in normal form");
    return report_length_is_right(report, length) || report_invalid(error, "the report is too long");
}

static gboolean take_picture(Bytes *bytes, Report *report, GError **error)
{
    const guint8 *head = take(bytes, PICTURE_HEAD), *planes;
    int width_max, height_max;
    guint32 kind, width, height;
    Picture *picture;

    if (!head)
        return report_invalid(error, "a picture's head is cut short");
    kind = wire_get_u32(head);
    width = wire_get_u32(head + 4);
    height = wire_get_u32(head + 8);
    if (!report_picture_limits(kind, &width_max, &height_max) || width < 1 || width > (guint32)width_max ||
        height < 1 || height > (guint32)height_max)
        return report_invalid(error, "a picture of no known kind or of an impossible size");
    if (wire_get_u32(head + 20) != picture_length((int)width, (int)height) ||
        !(planes = take(bytes, wire_get_u32(head + 20))))
        return report_invalid(error, "a picture's length is not that of its size, or it is cut short");
    picture = picture_new((int)width, (int)height);
    memcpy(picture->data, planes, wire_get_u32(head + 20));
    report_add_picture(report, (PictureKind)kind, (gint64)wire_get_u64(head + 12), picture);
    return TRUE;
}

static gboolean take_pictures(Bytes *bytes, Report *report, GError **error)
{
    guint32 count;

    if (!take_pair(bytes, PICTURES_MAGIC, &count) || count > REPORT_PICTURES_MAX)
        return report_invalid(error, "the pictures have no head, or are too many");
    for (guint32 i = 0; i < count; i++) {
        if (!take_picture(bytes, report, error))
            return FALSE;
    }
    return bytes->left == 0 || report_invalid(error, "something follows the report");
}

Report *report_parse(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(Report) report = report_new();
    Bytes left = { bytes, length };

    if (!take_report(&left, report, error) || !take_pictures(&left, report, error) ||
        !report_check(report, error))
        return NULL;
    return g_steal_pointer(&report);
}
