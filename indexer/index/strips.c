/* Sprites and strips: frames from all over a film, for its card and its page. */
#include "indexer/index/deriving.h"
#include "indexer/index/picture_files.h"
#include "indexer/index/stages.h"

/* A sprite is a hundred pictures the size of a stamp, loaded whole for a glance: about a quarter of a megabyte. */
#define SPRITE_QUALITY_MAX 70

static gboolean wants(const IndexParams *params, const FileRow *row, const ContentRow *content)
{
    return !params->no_posters && row->kind == FILE_WORK && is_to_examine(row) && content &&
           content->status == STATUS_OK;
}

static char *times_text(const GArray *times_us)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < times_us->len; i++)
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                               g_array_index(times_us, gint64, i));
    return g_string_free(text, FALSE);
}

static SheetShape shape_of(const ReportPicture *picture, const GArray *times_us)
{
    SheetShape shape = { 0 };

    sheet_shape(picture->picture->width, picture->picture->height, (int)times_us->len, &shape);
    return shape;
}

static char *path_of(const char *content, char what)
{
    g_autofree char *name = g_strdup_printf("%c%d", what, STRIP_RECIPE);

    return picture_file_path(content, name);
}

static WorkStrip *describe(const char *content, const Report *report)
{
    SheetShape sprite = shape_of(report->pictures->pdata[0], report->strip->sprite_times_us);
    SheetShape strip = shape_of(report->pictures->pdata[1], report->strip->strip_times_us);
    WorkStrip *row = work_strip_new();

    row->sprite_path = path_of(content, 's');
    row->tile_width = sprite.width;
    row->tile_height = sprite.height;
    row->columns = sprite.columns;
    row->times = times_text(report->strip->sprite_times_us);
    row->strip_path = path_of(content, 'k');
    row->frame_width = strip.width;
    row->frame_height = strip.height;
    row->strip_times = times_text(report->strip->strip_times_us);
    return row;
}

static gboolean write_pictures(const IndexParams *params, const WorkStrip *row, const Report *report,
                               GError **error)
{
    const ReportPicture *sprite = report->pictures->pdata[0], *strip = report->pictures->pdata[1];
    int quality = params->settings->poster_quality;

    if (!picture_file_write(params->contest_dir, row->sprite_path, sprite->picture,
                            MIN(quality, SPRITE_QUALITY_MAX), error) ||
        !picture_file_write(params->contest_dir, row->strip_path, strip->picture, quality, error))
        return FALSE;
    picture_files_sync(params->contest_dir);
    return TRUE;
}

static gboolean keep(const IndexParams *params, Store *store, const char *content, const Report *report,
                     GError **error)
{
    g_autoptr(WorkStrip) row = report->strip ? describe(content, report) : NULL;

    return (!row || write_pictures(params, row, report, error)) &&
           store_put_strip(store, content, row, error);
}

const Deriving strip_making = {
    .stage = STAGE_STRIP, .job = JOB_STRIP, .version = STRIP_RECIPE, .wants = wants, .keep = keep
};
