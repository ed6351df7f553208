/* The pictures of a report by kind, and what a strip job says of its two. */
#include "indexer/crew/report_wire.h"

/* The pictures of a strip job, in this order. */
static const PictureKind strip_kinds[] = { PICTURE_SPRITE, PICTURE_STRIP };

static const struct {
    int columns, rows, box; /* at most so many frames, none larger than the box, px */
} limits[] = {
    [PICTURE_POSTER] = { 1, 1, PICTURE_SIDE_MAX },
    [PICTURE_SPRITE] = { SHEET_COLUMNS, SPRITE_FRAMES_MAX / SHEET_COLUMNS, SPRITE_BOX },
    [PICTURE_STRIP] = { STRIP_FRAMES_MAX, 1, STRIP_BOX },
};

gboolean report_picture_limits(guint32 kind, int *width, int *height)
{
    if (kind >= G_N_ELEMENTS(limits))
        return FALSE;
    *width = limits[kind].columns * limits[kind].box;
    *height = limits[kind].rows * limits[kind].box;
    return TRUE;
}

void report_strip_free(ReportStrip *strip)
{
    if (!strip)
        return;
    g_clear_pointer(&strip->sprite_times_us, g_array_unref);
    g_clear_pointer(&strip->strip_times_us, g_array_unref);
    g_free(strip);
}

static void add_sheet(Report *report, PictureKind kind, Sheet *sheet)
{
    report_add_picture(report, kind, g_array_index(sheet->times_us, gint64, 0),
                       g_steal_pointer(&sheet->picture));
}

void report_add_sheets(Report *report, Sheets *sheets)
{
    add_sheet(report, PICTURE_SPRITE, &sheets->sprite);
    add_sheet(report, PICTURE_STRIP, &sheets->strip);
    report->strip = g_new0(ReportStrip, 1);
    report->strip->sprite_times_us = g_steal_pointer(&sheets->sprite.times_us);
    report->strip->strip_times_us = g_steal_pointer(&sheets->strip.times_us);
}

/* ---- on the wire ---- */

static GVariant *times_to_variant(const GArray *times)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_INT64, times->data, times->len, sizeof(gint64));
}

GVariant *report_strip_to_variant(const ReportStrip *strip)
{
    return strip ? g_variant_new("(@ax@ax)", times_to_variant(strip->sprite_times_us),
                                 times_to_variant(strip->strip_times_us))
                 : NULL;
}

static GArray *times_from_variant(GVariant *tuple, gsize member)
{
    g_autoptr(GVariant) list = g_variant_get_child_value(tuple, member);
    gsize n;
    const gint64 *times = g_variant_get_fixed_array(list, &n, sizeof *times);
    GArray *copy = g_array_new(FALSE, FALSE, sizeof *times);

    if (n > 0)
        g_array_append_vals(copy, times, (guint)n);
    return copy;
}

ReportStrip *report_strip_from_variant(GVariant *tuple)
{
    ReportStrip *strip = g_new0(ReportStrip, 1);

    strip->sprite_times_us = times_from_variant(tuple, 0);
    strip->strip_times_us = times_from_variant(tuple, 1);
    return strip;
}

/* ---- what may be said ---- */

static gboolean times_are_in_order(const GArray *times)
{
    gint64 last_us = -1;

    for (guint i = 0; i < times->len; i++) {
        gint64 time_us = g_array_index(times, gint64, i);

        if (time_us <= last_us || time_us > REPORT_TIME_MAX)
            return FALSE;
        last_us = time_us;
    }
    return TRUE;
}

static gboolean check_sheet(const ReportPicture *picture, PictureKind kind, const GArray *times,
                            GError **error)
{
    SheetShape shape;
    guint most = (guint)(limits[kind].columns * limits[kind].rows);

    if (picture->kind != kind)
        return report_invalid(error, "times of a sprite and a strip with other pictures");
    if (times->len < 1 || times->len > most || !times_are_in_order(times) ||
        picture->time_us != g_array_index(times, gint64, 0))
        return report_invalid(error, "times of frames that are too many, impossible or out of order");
    if (!sheet_shape(picture->picture->width, picture->picture->height, (int)times->len, &shape) ||
        MAX(shape.width, shape.height) > limits[kind].box)
        return report_invalid(error, "a sheet whose size is not that of its frames");
    return TRUE;
}

gboolean report_check_strip(const Report *report, GError **error)
{
    const GArray *times[] = { report->strip->sprite_times_us, report->strip->strip_times_us };

    if (report->pictures->len != G_N_ELEMENTS(strip_kinds))
        return report_invalid(error, "times of a sprite and a strip without both pictures");
    for (gsize i = 0; i < G_N_ELEMENTS(strip_kinds); i++) {
        if (!check_sheet(report->pictures->pdata[i], strip_kinds[i], times[i], error))
            return FALSE;
    }
    return TRUE;
}
