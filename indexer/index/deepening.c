/* The deep check: whole films are decoded and measured. */
#include "indexer/index/deriving.h"
#include "indexer/index/stages.h"
#include "indexer/media/deep.h"

static gboolean wants(G_GNUC_UNUSED const IndexParams *params, const FileRow *row, const ContentRow *content)
{
    return is_to_examine(row) && content && content->status == STATUS_OK;
}

static gboolean keep(G_GNUC_UNUSED const IndexParams *params, Store *store, const char *content,
                     const Report *report, GError **error)
{
    return store_put_deep(store, content, report->deep, error);
}

const Deriving deepening = {
    .stage = STAGE_DEEP, .job = JOB_DEEP, .version = DEEP_VERSION, .wants = wants, .keep = keep
};
