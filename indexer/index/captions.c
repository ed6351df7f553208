/* Subtitles, from inside films and from files beside them, become WebVTT. */
#include "indexer/media/captions.h"
#include "catalog/facts/caption_name.h"
#include "indexer/index/deriving.h"
#include "indexer/index/stages.h"
#include "indexer/index/webvtt.h"

/* A subtitle file is never examined: what it is, this stage says. */
static gboolean wants(G_GNUC_UNUSED const IndexParams *params, const FileRow *row, const ContentRow *content)
{
    if (row->kind == FILE_ATTACHMENT)
        return row->attached_to > 0 && caption_name_is_one(row->path);
    return row->kind == FILE_WORK && is_to_examine(row) && content && content->status == STATUS_OK &&
           content->has_captions;
}

static WorkCaption *caption_of_track(const CueTrack *track, int position)
{
    WorkCaption *caption = work_caption_new();

    caption->position = position;
    caption->language = g_strdup(caption_language_of_code(track->language));
    caption->cues = (int)track->cues->len;
    caption->webvtt = webvtt_write(track);
    return caption;
}

static gboolean keep(G_GNUC_UNUSED const IndexParams *params, Store *store, const char *content,
                     const Report *report, GError **error)
{
    g_autoptr(GPtrArray) captions = g_ptr_array_new_with_free_func((GDestroyNotify)work_caption_free);

    for (guint i = 0; i < report->captions->len; i++)
        g_ptr_array_add(captions, caption_of_track(report->captions->pdata[i], (int)i));
    return store_put_captions(store, content, captions, error);
}

const Deriving caption_making = {
    .stage = STAGE_CAPTIONS, .job = JOB_CAPTIONS, .version = CAPTIONS_VERSION, .wants = wants, .keep = keep
};
