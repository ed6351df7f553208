#include "indexer/crew/report_wire.h"

#include <string.h>

#define REASON_LENGTH_MAX 32u

G_DEFINE_QUARK(pianmu_report_error, report_error)

static void report_picture_free(gpointer data)
{
    ReportPicture *picture = data;

    picture_free(picture->picture);
    g_free(picture);
}

Report *report_new(void)
{
    Report *report = g_new0(Report, 1);

    report->facts = facts_new();
    report->pictures = g_ptr_array_new_with_free_func(report_picture_free);
    report->captions = g_ptr_array_new_with_free_func((GDestroyNotify)cue_track_free);
    return report;
}

void report_free(Report *report)
{
    if (!report)
        return;
    g_free(report->reason);
    facts_free(report->facts);
    deep_facts_free(report->deep);
    report_strip_free(report->strip);
    g_ptr_array_unref(report->pictures);
    g_ptr_array_unref(report->captions);
    g_free(report);
}

void report_add_picture(Report *report, PictureKind kind, gint64 time_us, Picture *picture)
{
    ReportPicture *added = g_new(ReportPicture, 1);

    *added = (ReportPicture){ .kind = kind, .time_us = time_us, .picture = picture };
    g_ptr_array_add(report->pictures, added);
}

/* What may be said at all; both ends ask. */

static gboolean status_is_an_answer(Status status)
{
    return status == STATUS_OK || status == STATUS_BROKEN || status == STATUS_NOT_VIDEO ||
           status == STATUS_LIMIT;
}

static gboolean reason_is_a_slug(const char *reason)
{
    gsize length = strspn(reason, "abcdefghijklmnopqrstuvwxyz-");

    return length >= 1 && length <= REASON_LENGTH_MAX && reason[length] == '\0';
}

static gboolean video_is_unknown(const Facts *facts)
{
    for (const FactField *field = video_facts_group.fields; field->name; field++) {
        if (field->kind == FACT_TEXT ? fact_text(&facts->video, field) != NULL
                                     : fact_int(&facts->video, field) != FACT_UNKNOWN)
            return FALSE;
    }
    return TRUE;
}

gboolean report_invalid(GError **error, const char *what)
{
    g_set_error(error, REPORT_ERROR, REPORT_ERROR_INVALID, "%s", what);
    return FALSE;
}

static gboolean not_possible(const FactField *field, GError **error)
{
    g_set_error(error, REPORT_ERROR, REPORT_ERROR_INVALID, "“%s” is not possible", field->name);
    return FALSE;
}

static gboolean check_facts(const Facts *facts, GError **error)
{
    const FactField *field = NULL;

    if (!facts_are_plausible(facts, &field))
        return not_possible(field, error);
    return facts->has_video || video_is_unknown(facts) ||
           report_invalid(error, "facts of a video that it says is not there");
}

static gboolean check_deep(const DeepFacts *deep, GError **error)
{
    const FactField *field = NULL;

    return !deep || deep_facts_are_plausible(deep, &field) || not_possible(field, error);
}

static gboolean check_pictures(const Report *report, GError **error)
{
    int width = PICTURE_SIDE_MAX, height = PICTURE_SIDE_MAX;

    if (report->strip)
        return report_check_strip(report, error);
    if (report->pictures->len > REPORT_PICTURES_MAX)
        return report_invalid(error, "too many pictures");
    for (guint i = 0; i < report->pictures->len; i++) {
        const ReportPicture *picture = report->pictures->pdata[i];

        if (picture->kind != PICTURE_POSTER)
            return report_invalid(error, "a sprite or a strip without times");
        if (picture->time_us < 0 || picture->time_us > REPORT_TIME_MAX)
            return report_invalid(error, "a picture at an impossible time");
        if (picture->picture->width < 1 || picture->picture->width > width || picture->picture->height < 1 ||
            picture->picture->height > height)
            return report_invalid(error, "a picture of an impossible size, or larger than the one before it");
        width = picture->picture->width;
        height = picture->picture->height;
    }
    return TRUE;
}

gboolean report_length_is_right(const Report *report, gsize length)
{
    return length <= (report->captions->len > 0 ? REPORT_CAPTIONS_BYTES_MAX : REPORT_BYTES_MAX);
}

gboolean report_check(const Report *report, GError **error)
{
    if (!status_is_an_answer(report->status))
        return report_invalid(error, "a status that is not a child's to give");
    if (report->reason && !reason_is_a_slug(report->reason))
        return report_invalid(error, "a reason that is no slug");
    if (report->poster_is_cover && (report->pictures->len == 0 || report->strip))
        return report_invalid(error, "a cover picture that it does not send");
    if (!cue_tracks_are_plausible(report->captions))
        return report_invalid(error, "subtitles that are not possible");
    return check_facts(report->facts, error) && check_deep(report->deep, error) &&
           check_pictures(report, error);
}

/* The declared type, made of the tables of facts: (status, reason, poster_is_cover, has_video, file, video,
 * [audio], [subtitle], deep or nothing, times of a sprite and of a strip or nothing,
 * [subtitles themselves: (language, [(start, end, text)])]). */

static void append_group_type(GString *type, const FactGroup *group)
{
    g_string_append_c(type, '(');
    for (const FactField *field = group->fields; field->name; field++)
        g_string_append(type, field->kind == FACT_TEXT ? "ms" : "x");
    g_string_append_c(type, ')');
}

const GVariantType *report_wire_type(void)
{
    static char *declared;

    if (!declared) {
        g_autoptr(GString) type = g_string_new("(smsbb");

        append_group_type(type, &file_facts_group);
        append_group_type(type, &video_facts_group);
        g_string_append_c(type, 'a');
        append_group_type(type, &audio_facts_group);
        g_string_append_c(type, 'a');
        append_group_type(type, &subtitle_facts_group);
        g_string_append_c(type, 'm');
        append_group_type(type, &deep_facts_group);
        g_string_append(type, "m(axax)a(msa(xxs)))");
        declared = g_strdup(type->str);
    }
    return G_VARIANT_TYPE(declared);
}

const GVariantType *report_wire_member_type(int member)
{
    const GVariantType *type = g_variant_type_first(report_wire_type());

    while (member-- > 0)
        type = g_variant_type_next(type);
    return type;
}
