#include "indexer/crew/report.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define REPORT_MAGIC   0x524d4e50u /* "PNMR" */
#define PICTURES_MAGIC 0x504d4e50u /* "PNMP" */

#define REPORT_HEAD   8u  /* magic, length */
#define PICTURES_HEAD 8u  /* magic, count */
#define PICTURE_HEAD  24u /* kind, width, height, time, length */

#define REASON_LENGTH_MAX 32u
#define TIME_MAX          (G_GINT64_CONSTANT(366) * 24 * 3600 * G_USEC_PER_SEC)

G_DEFINE_QUARK(pianmu - report - error - quark, report_error)

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
    return report;
}

void report_free(Report *report)
{
    if (!report)
        return;
    g_free(report->reason);
    facts_free(report->facts);
    g_ptr_array_unref(report->pictures);
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

static gboolean invalid(GError **error, const char *what)
{
    g_set_error(error, REPORT_ERROR, REPORT_ERROR_INVALID, "%s", what);
    return FALSE;
}

static gboolean check_facts(const Facts *facts, GError **error)
{
    const FactField *field = NULL;

    if (!facts_are_plausible(facts, &field)) {
        g_set_error(error, REPORT_ERROR, REPORT_ERROR_INVALID, "“%s” is not possible", field->name);
        return FALSE;
    }
    return facts->has_video || video_is_unknown(facts) ||
           invalid(error, "facts of a video that it says is not there");
}

static gboolean check_pictures(const Report *report, GError **error)
{
    int width = PICTURE_SIDE_MAX, height = PICTURE_SIDE_MAX;

    if (report->pictures->len > REPORT_PICTURES_MAX)
        return invalid(error, "too many pictures");
    for (guint i = 0; i < report->pictures->len; i++) {
        const ReportPicture *picture = report->pictures->pdata[i];

        if (picture->kind != PICTURE_POSTER)
            return invalid(error, "a picture of no known kind");
        if (picture->time_us < 0 || picture->time_us > TIME_MAX)
            return invalid(error, "a picture at an impossible time");
        if (picture->picture->width < 1 || picture->picture->width > width || picture->picture->height < 1 ||
            picture->picture->height > height)
            return invalid(error, "a picture of an impossible size, or larger than the one before it");
        width = picture->picture->width;
        height = picture->picture->height;
    }
    return TRUE;
}

static gboolean check_report(const Report *report, GError **error)
{
    if (!status_is_an_answer(report->status))
        return invalid(error, "a status that is not a child's to give");
    if (report->reason && !reason_is_a_slug(report->reason))
        return invalid(error, "a reason that is no slug");
    if (report->poster_is_cover && report->pictures->len == 0)
        return invalid(error, "a cover picture that it does not send");
    return check_facts(report->facts, error) && check_pictures(report, error);
}

/* The declared type, made of the tables of facts: (status, reason, poster_is_cover, has_video, file, video,
 * [audio], [subtitle]). */

static void append_group_type(GString *type, const FactGroup *group)
{
    g_string_append_c(type, '(');
    for (const FactField *field = group->fields; field->name; field++)
        g_string_append(type, field->kind == FACT_TEXT ? "ms" : "x");
    g_string_append_c(type, ')');
}

static const GVariantType *report_type(void)
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
        g_string_append_c(type, ')');
        declared = g_strdup(type->str);
    }
    return G_VARIANT_TYPE(declared);
}

static const GVariantType *member_type(int member)
{
    const GVariantType *type = g_variant_type_first(report_type());

    while (member-- > 0)
        type = g_variant_type_next(type);
    return type;
}

enum {
    MEMBER_STATUS,
    MEMBER_REASON,
    MEMBER_IS_COVER,
    MEMBER_HAS_VIDEO,
    MEMBER_FILE,
    MEMBER_VIDEO,
    MEMBER_AUDIO,
    MEMBER_SUBTITLES
};

/* Writing. */

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

    g_variant_builder_init(&builder, member_type(member));
    for (guint i = 0; i < streams->len; i++)
        g_variant_builder_add_value(&builder, group_to_variant(group, streams->pdata[i]));
    return g_variant_builder_end(&builder);
}

static GVariant *report_to_variant(const Report *report)
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
    };

    return g_variant_ref_sink(g_variant_new_tuple(members, G_N_ELEMENTS(members)));
}

static gboolean write_all(int fd, gconstpointer data, gsize length)
{
    const guint8 *at = data;

    while (length > 0) {
        ssize_t written = write(fd, at, length);

        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0) {
            at += written;
            length -= (gsize)written;
        }
    }
    return TRUE;
}

static guint8 *put_u32(guint8 *at, guint32 value)
{
    value = GUINT32_TO_LE(value);
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

static guint8 *put_u64(guint8 *at, guint64 value)
{
    value = GUINT64_TO_LE(value);
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

static gboolean write_pair(int fd, guint32 magic, gsize number)
{
    guint8 head[REPORT_HEAD];

    put_u32(put_u32(head, magic), (guint32)number);
    return write_all(fd, head, sizeof head);
}

static gboolean write_picture(int fd, const ReportPicture *picture)
{
    gsize length = picture_length(picture->picture->width, picture->picture->height);
    guint8 head[PICTURE_HEAD], *at = head;

    at = put_u32(at, (guint32)picture->kind);
    at = put_u32(at, (guint32)picture->picture->width);
    at = put_u32(at, (guint32)picture->picture->height);
    at = put_u64(at, (guint64)picture->time_us);
    put_u32(at, (guint32)length);
    return write_all(fd, head, sizeof head) && write_all(fd, picture->picture->data, length);
}

gboolean report_write(const Report *report, int fd)
{
    g_autoptr(GVariant) variant = NULL;

    if (!check_report(report, NULL))
        return FALSE;
    variant = report_to_variant(report);
    if (g_variant_get_size(variant) > REPORT_BYTES_MAX ||
        !write_pair(fd, REPORT_MAGIC, g_variant_get_size(variant)) ||
        !write_all(fd, g_variant_get_data(variant), g_variant_get_size(variant)) ||
        !write_pair(fd, PICTURES_MAGIC, report->pictures->len))
        return FALSE;
    for (guint i = 0; i < report->pictures->len; i++) {
        if (!write_picture(fd, report->pictures->pdata[i]))
            return FALSE;
    }
    return TRUE;
}

/* Reading. */

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

static guint32 get_u32(const guint8 *at)
{
    guint32 value;

    memcpy(&value, at, sizeof value);
    return GUINT32_FROM_LE(value);
}

static guint64 get_u64(const guint8 *at)
{
    guint64 value;

    memcpy(&value, at, sizeof value);
    return GUINT64_FROM_LE(value);
}

static gboolean take_pair(Bytes *bytes, guint32 magic, guint32 *number)
{
    const guint8 *head = take(bytes, REPORT_HEAD);

    if (!head || get_u32(head) != magic)
        return FALSE;
    *number = get_u32(head + 4);
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

static gboolean report_from_variant(Report *report, GVariant *variant, GError **error)
{
    const char *status = NULL;

    g_variant_get_child(variant, MEMBER_STATUS, "&s", &status);
    if (!status_from_slug(status, &report->status))
        return invalid(error, "a status that there is not");
    g_variant_get_child(variant, MEMBER_REASON, "ms", &report->reason);
    g_variant_get_child(variant, MEMBER_IS_COVER, "b", &report->poster_is_cover);
    g_variant_get_child(variant, MEMBER_HAS_VIDEO, "b", &report->facts->has_video);
    member_to_group(variant, MEMBER_FILE, &file_facts_group, &report->facts->file);
    member_to_group(variant, MEMBER_VIDEO, &video_facts_group, &report->facts->video);
    return (member_to_streams(variant, MEMBER_AUDIO, &audio_facts_group, report->facts) &&
            member_to_streams(variant, MEMBER_SUBTITLES, &subtitle_facts_group, report->facts)) ||
           invalid(error, "too many streams");
}

static gboolean take_report(Bytes *bytes, Report *report, GError **error)
{
    g_autoptr(GBytes) copy = NULL;
    g_autoptr(GVariant) variant = NULL;
    const guint8 *data;
    guint32 length;

    if (!take_pair(bytes, REPORT_MAGIC, &length))
        return invalid(error, "it does not begin as a report");
    if (length > REPORT_BYTES_MAX || !(data = take(bytes, length)))
        return invalid(error, "the report is cut short or too long");
    copy = g_bytes_new(data, length);
    variant = g_variant_ref_sink(g_variant_new_from_bytes(report_type(), copy, FALSE));
    if (!g_variant_is_normal_form(variant))
        return invalid(error, "the report is not in normal form");
    return report_from_variant(report, variant, error);
}

static gboolean take_picture(Bytes *bytes, Report *report, GError **error)
{
    const guint8 *head = take(bytes, PICTURE_HEAD), *planes;
    guint32 kind, width, height;
    Picture *picture;

    if (!head)
        return invalid(error, "a picture's head is cut short");
    kind = get_u32(head);
    width = get_u32(head + 4);
    height = get_u32(head + 8);
    if (kind != PICTURE_POSTER || width < 1 || width > PICTURE_SIDE_MAX || height < 1 ||
        height > PICTURE_SIDE_MAX)
        return invalid(error, "a picture of no known kind or of an impossible size");
    if (get_u32(head + 20) != picture_length((int)width, (int)height) ||
        !(planes = take(bytes, get_u32(head + 20))))
        return invalid(error, "a picture's length is not that of its size, or it is cut short");
    picture = picture_new((int)width, (int)height);
    memcpy(picture->data, planes, get_u32(head + 20));
    report_add_picture(report, (PictureKind)kind, (gint64)get_u64(head + 12), picture);
    return TRUE;
}

static gboolean take_pictures(Bytes *bytes, Report *report, GError **error)
{
    guint32 count;

    if (!take_pair(bytes, PICTURES_MAGIC, &count) || count > REPORT_PICTURES_MAX)
        return invalid(error, "the pictures have no head, or are too many");
    for (guint32 i = 0; i < count; i++) {
        if (!take_picture(bytes, report, error))
            return FALSE;
    }
    return bytes->left == 0 || invalid(error, "something follows the report");
}

Report *report_parse(const guint8 *bytes, gsize length, GError **error)
{
    g_autoptr(Report) report = report_new();
    Bytes left = { bytes, length };

    if (!take_report(&left, report, error) || !take_pictures(&left, report, error) ||
        !check_report(report, error))
        return NULL;
    return g_steal_pointer(&report);
}
