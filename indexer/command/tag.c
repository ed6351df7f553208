/* pianmu tag: thematic tags of a work. */
#include "indexer/command/deciding.h"

#define TAG_BYTES_MAX 64

static GPtrArray *tags_given(const Contest *contest, char **words, int *status)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);

    for (; *words; words++) {
        char *tag = text_given(contest, "TAG", *words, TAG_BYTES_MAX, status);

        if (!tag)
            return NULL;
        g_ptr_array_add(tags, tag);
    }
    return g_steal_pointer(&tags);
}

static gboolean put_tags(Deciding *self, const GPtrArray *tags, gboolean wanted, int *status)
{
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < tags->len; i++) {
        if (!store_put_tag(self->store, self->work->edition, self->work->number, tags->pdata[i], wanted, NULL,
                           &error)) {
            *status = cannot(self->contest, error);
            return FALSE;
        }
    }
    return deciding_finish(self, status);
}

int command_tag(Contest *contest, int argc, char **argv)
{
    gboolean remove = FALSE;
    const Option options[] = {
        { "remove", OPTION_FLAG, NULL, &remove },
        { 0 },
    };
    int status = STATUS_DONE;
    g_auto(Deciding) deciding = { 0 };
    g_autoptr(GPtrArray) tags = NULL;
    g_autofree char *list = NULL;

    if (!options_parse(contest, options, &argc, &argv, 2, -1, &status) || !contest_load(contest, &status) ||
        !(tags = tags_given(contest, argv + 2, &status)) ||
        !deciding_begin(&deciding, contest, argv[1], &status) || !put_tags(&deciding, tags, !remove, &status))
        return status;
    list = g_strjoinv(message(contest->language, "list.separator"), deciding.work->tags);
    deciding_say(&deciding, *list ? "tag.done" : "tag.none", "list", list, NULL);
    return STATUS_DONE;
}
