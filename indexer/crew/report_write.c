#include "indexer/crew/report_wire.h"
#include "indexer/crew/wire_bytes.h"

static GVariant *group_to_variant(const FactGroup *group, gconstpointer values)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE_TUPLE);
    for (const FactField *field = group->fields; field->name; field++) {
        if (field->kind == FACT_TEXT)
            g_variant_builder_add(&builder, "ms", fact_text(values, field));
        else
            g_variant_builder_add(&builder, "x", fact_int(values, field));
    }
    return g_variant_builder_end(&builder);
}

static GVariant *streams_to_variant(const FactGroup *group, const GPtrArray *streams, int member)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, report_wire_member_type(member));
    for (guint i = 0; i < streams->len; i++)
        g_variant_builder_add_value(&builder, group_to_variant(group, streams->pdata[i]));
    return g_variant_builder_end(&builder);
}

static GVariant *cues_to_variant(const GArray *cues)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(xxs)"));
    for (guint i = 0; i < cues->len; i++) {
        const Cue *cue = &g_array_index(cues, Cue, i);
        g_variant_builder_add(&builder, "(xxs)", cue->start_us, cue->end_us, cue->text);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *captions_to_variant(const GPtrArray *captions)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, report_wire_member_type(MEMBER_CAPTIONS));
    for (guint i = 0; i < captions->len; i++) {
        const CueTrack *track = captions->pdata[i];
        g_variant_builder_add(&builder, "(ms@a(xxs))", track->language, cues_to_variant(track->cues));
    }
    return g_variant_builder_end(&builder);
}

GVariant *report_to_variant(const Report *report)
{
    const Facts *facts = report->facts;
    GVariant *members[] = {
        [MEMBER_STATUS] = g_variant_new_string(status_slug(report->status)),
        [MEMBER_REASON] = g_variant_new("ms", report->reason),
        [MEMBER_IS_COVER] = g_variant_new_boolean(report->poster_is_cover),
        [MEMBER_HAS_VIDEO] = g_variant_new_boolean(facts->has_video),
        [MEMBER_FILE] = group_to_variant(&file_facts_group, &facts->file),
        [MEMBER_VIDEO] = group_to_variant(&video_facts_group, &facts->video),
        [MEMBER_AUDIO] = streams_to_variant(&audio_facts_group, facts->audio, MEMBER_AUDIO),
        [MEMBER_SUBTITLES] = streams_to_variant(&subtitle_facts_group, facts->subtitles, MEMBER_SUBTITLES),
        [MEMBER_DEEP] =
            g_variant_new_maybe(g_variant_type_element(report_wire_member_type(MEMBER_DEEP)),
                                report->deep ? group_to_variant(&deep_facts_group, report->deep) : NULL),
        [MEMBER_STRIP] =
            g_variant_new_maybe(G_VARIANT_TYPE("(axax)"), report_strip_to_variant(report->strip)),
        [MEMBER_CAPTIONS] = captions_to_variant(report->captions),
    };

    return g_variant_ref_sink(g_variant_new_tuple(members, G_N_ELEMENTS(members)));
}

static gboolean write_pair(int fd, guint32 magic, gsize number)
{
    guint8 head[REPORT_HEAD];

    wire_put_u32(wire_put_u32(head, magic), (guint32)number);
    return wire_write(fd, head, sizeof head);
}

static gboolean write_picture(int fd, const ReportPicture *picture)
{
    gsize length = picture_length(picture->picture->width, picture->picture->height);
    guint8 head[PICTURE_HEAD], *at = head;

    at = wire_put_u32(at, (guint32)picture->kind);
    at = wire_put_u32(at, (guint32)picture->picture->width);
    at = wire_put_u32(at, (guint32)picture->picture->height);
    at = wire_put_u64(at, (guint64)picture->time_us);
    wire_put_u32(at, (guint32)length);
    return wire_write(fd, head, sizeof head) && wire_write(fd, picture->picture->data, length);
}

gboolean report_write(const Report *report, int fd)
{
    g_autoptr(GVariant) variant = NULL;

    if (!report_check(report, NULL))
        return FALSE;
    variant = report_to_variant(report);
    if (!report_length_is_right(report, g_variant_get_size(variant)) ||
        !write_pair(fd, REPORT_MAGIC, g_variant_get_size(variant)) ||
        !wire_write(fd, g_variant_get_data(variant), g_variant_get_size(variant)) ||
        !write_pair(fd, PICTURES_MAGIC, report->pictures->len))
        return FALSE;
    for (guint i = 0; i < report->pictures->len; i++) {
        if (!write_picture(fd, report->pictures->pdata[i]))
            return FALSE;
    }
    return TRUE;
}
