#include "indexer/index/judging.h"

#include "indexer/index/stages.h"

static Judgement *judge_work(const Settings *settings, const Work *work)
{
    const Category *category = work->category ? settings_category(settings, work->category) : NULL;
    g_autofree char *extension = work_extension(work);
    Subject subject = {
        .status = work_file_status(work), /* a withdrawal is a finding by itself */
        .reason = work->reason,
        .facts = work->facts,
        .deep = work->deep,
        .deep_status = work->deep_status,
        .size = work->size,
        .extension = extension,
        .has_category = category != NULL,
        .decisions = work->decisions,
        .content = work->content,
    };

    return rules_judge(category ? category->rules : settings->rules, &subject);
}

GPtrArray *judge_works(const Settings *settings, const GPtrArray *works,
                       G_GNUC_UNUSED const GPtrArray *elsewhere)
{
    GPtrArray *judgements = g_ptr_array_new_full(works->len, (GDestroyNotify)judgement_free);

    for (guint i = 0; i < works->len; i++)
        g_ptr_array_add(judgements, judge_work(settings, works->pdata[i]));
    return judgements;
}
