#include "catalog/registration/reconcile.h"

#include "catalog/registration/likeness.h"
#include "catalog/registration/match.h"

#include <string.h>

#define PROPOSALS_MAX 3

static const char *const reasons[] = {
    [PROPOSAL_ENTRY_NO] = "entry-no",
    [PROPOSAL_FILE] = "file",
    [PROPOSAL_SAME] = "same",
    [PROPOSAL_NEAR_TITLE] = "near-title",
    [PROPOSAL_SAME_TITLE] = "same-title",
};

const char *proposal_reason_slug(ProposalReason why)
{
    return reasons[why];
}

/* ---- memory ---- */

static void form_without_work_free(gpointer data)
{
    FormWithoutWork *item = data;

    g_ptr_array_unref(item->proposals);
    g_free(item);
}

static void work_without_form_free(gpointer data)
{
    WorkWithoutForm *item = data;

    g_ptr_array_unref(item->proposals);
    g_free(item);
}

static void difference_free(gpointer data)
{
    Difference *difference = data;

    g_free(difference->in_form);
    g_free(difference->in_work);
    g_free(difference);
}

static void disagreement_free(gpointer data)
{
    Disagreement *item = data;

    g_ptr_array_unref(item->differences);
    g_free(item);
}

void reconciliation_free(Reconciliation *reconciliation)
{
    if (!reconciliation)
        return;
    g_ptr_array_unref(reconciliation->forms);
    g_ptr_array_unref(reconciliation->works);
    g_ptr_array_unref(reconciliation->disagreements);
    g_free(reconciliation);
}

/* ---- proposals ---- */

static int title_likeness(const FormKeys *form, const WorkKeys *work)
{
    return keys_share_title(form, work)
               ? 100
               : MAX(likeness_of(form->title, work->title), likeness_of(form->title, work->stem));
}

/* FALSE: nothing speaks for the two. */
static gboolean propose(const FormKeys *form, const WorkKeys *work, Proposal *proposal)
{
    gboolean unit = keys_share_unit(form, work);
    gboolean number = keys_share_number(form, work), file = keys_share_file(form, work);
    gboolean hinted = number || file || unit || keys_share_title(form, work);
    int likeness = hinted ? title_likeness(form, work) : 0;

    *proposal = (Proposal){ form->form, work->work, PROPOSAL_NEAR_TITLE, likeness };
    if (file)
        proposal->why = PROPOSAL_FILE;
    else if (unit && likeness == 100)
        proposal->why = PROPOSAL_SAME;
    else if (number)
        proposal->why = PROPOSAL_ENTRY_NO;
    else if (likeness == 100)
        proposal->why = PROPOSAL_SAME_TITLE;
    else if (!unit || likeness < LIKENESS_NEAR)
        return FALSE;
    return TRUE;
}

/* The likelier first: the title, then what else speaks for it, then the order they came in. */
static int compare_proposals(gconstpointer a, gconstpointer b)
{
    const Proposal *one = *(Proposal *const *)a, *other = *(Proposal *const *)b;

    if (one->likeness != other->likeness)
        return one->likeness > other->likeness ? -1 : 1;
    if (one->why != other->why)
        return (int)one->why - (int)other->why;
    if (one->work->number != other->work->number)
        return one->work->number < other->work->number ? -1 : 1;
    return one->form->id < other->form->id ? -1 : one->form->id > other->form->id;
}

static void keep_likeliest(GPtrArray *proposals)
{
    g_ptr_array_sort(proposals, compare_proposals);
    if (proposals->len > PROPOSALS_MAX)
        g_ptr_array_set_size(proposals, PROPOSALS_MAX);
}

typedef struct {
    GPtrArray *forms, *works; /* of FormKeys *, WorkKeys *: those without a partner */
    Reconciliation *out;
} Reconciling;

static void add_proposal(GPtrArray *proposals, const Proposal *proposal)
{
    g_ptr_array_add(proposals, g_memdup2(proposal, sizeof *proposal));
}

static void list_lonely(Reconciling *self)
{
    for (guint i = 0; i < self->forms->len; i++) {
        FormWithoutWork *item = g_new0(FormWithoutWork, 1);

        *item = (FormWithoutWork){ ((FormKeys *)self->forms->pdata[i])->form,
                                   g_ptr_array_new_with_free_func(g_free) };
        g_ptr_array_add(self->out->forms, item);
    }
    for (guint j = 0; j < self->works->len; j++) {
        WorkWithoutForm *item = g_new0(WorkWithoutForm, 1);

        *item = (WorkWithoutForm){ ((WorkKeys *)self->works->pdata[j])->work,
                                   g_ptr_array_new_with_free_func(g_free) };
        g_ptr_array_add(self->out->works, item);
    }
}

static void propose_all(Reconciling *self)
{
    for (guint i = 0; i < self->forms->len; i++) {
        FormWithoutWork *of_form = self->out->forms->pdata[i];

        for (guint j = 0; j < self->works->len; j++) {
            Proposal proposal;

            if (!propose(self->forms->pdata[i], self->works->pdata[j], &proposal))
                continue;
            add_proposal(of_form->proposals, &proposal);
            add_proposal(((WorkWithoutForm *)self->out->works->pdata[j])->proposals, &proposal);
        }
        keep_likeliest(of_form->proposals);
    }
    for (guint j = 0; j < self->works->len; j++)
        keep_likeliest(((WorkWithoutForm *)self->out->works->pdata[j])->proposals);
}

/* ---- pairs that do not say the same ---- */

static void differ(GPtrArray *differences, const char *field, const char *in_form, const char *in_work)
{
    Difference *difference = g_new0(Difference, 1);

    *difference = (Difference){ field, g_strdup(in_form), g_strdup(in_work) };
    g_ptr_array_add(differences, difference);
}

/* What a side does not say contradicts nothing. A film that goes by its number alone has no title. */
static void compare(Reconciliation *out, const FormKeys *form, const WorkKeys *work)
{
    Disagreement *item = g_new0(Disagreement, 1);
    const Form *of_form = form->form;
    const Work *of_work = work->work;
    g_autofree char *number = likeness_number(work->stem_text);
    gboolean untitled = *form->number && g_str_equal(number, form->number);

    *item = (Disagreement){ of_form, of_work, g_ptr_array_new_with_free_func(difference_free) };
    if (!untitled && !keys_share_title(form, work))
        differ(item->differences, "title", of_form->title, of_work->path_title);
    if (*form->unit && *work->unit && !keys_share_unit(form, work))
        differ(item->differences, "unit", of_form->unit, of_work->path_unit);
    if (of_form->category_written && of_work->category &&
        g_strcmp0(of_form->category, of_work->category) != 0)
        differ(item->differences, "category",
               of_form->category ? of_form->category : of_form->category_written, of_work->category);
    if (item->differences->len > 0)
        g_ptr_array_add(out->disagreements, item);
    else
        disagreement_free(item);
}

/* ---- the whole ---- */

static Reconciliation *reconciliation_new(void)
{
    Reconciliation *out = g_new0(Reconciliation, 1);

    out->forms = g_ptr_array_new_with_free_func(form_without_work_free);
    out->works = g_ptr_array_new_with_free_func(work_without_form_free);
    out->disagreements = g_ptr_array_new_with_free_func(disagreement_free);
    return out;
}

Reconciliation *reconcile(const Settings *settings, const GPtrArray *forms, const GPtrArray *works)
{
    g_autoptr(GPtrArray) form_keys = form_keys_of(settings, forms), work_keys = work_keys_of(settings, works);
    g_autoptr(GPtrArray) lonely_forms = g_ptr_array_new(), lonely_works = g_ptr_array_new();
    g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
    Reconciling self = { lonely_forms, lonely_works, reconciliation_new() };

    for (guint i = 0; i < form_keys->len; i++) {
        FormKeys *keys = form_keys->pdata[i];

        if (keys->form->number)
            g_hash_table_insert(by_number, (gpointer)&keys->form->number, keys);
        else
            g_ptr_array_add(lonely_forms, keys);
    }
    for (guint j = 0; j < work_keys->len; j++) {
        WorkKeys *keys = work_keys->pdata[j];
        const FormKeys *form = g_hash_table_lookup(by_number, &keys->work->number);

        if (form)
            compare(self.out, form, keys);
        else if (keys->work->status != STATUS_WITHDRAWN)
            g_ptr_array_add(lonely_works, keys);
    }
    list_lonely(&self);
    propose_all(&self);
    return self.out;
}
