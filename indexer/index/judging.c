#include "indexer/index/judging.h"

#include "catalog/rules/roll.h"
#include "catalog/rules/unit_names.h"
#include "indexer/index/stages.h"
#include "indexer/intake/naming.h"

/* A work as rules see it, and what they borrow that the work does not have itself. */
typedef struct {
    Subject subject;
    SubjectSample sample;
    WorkName name;
    char *id, *extension;
    GArray *versions; /* of SubjectVersion */
} Candidate;

static void candidate_free(gpointer data)
{
    Candidate *candidate = data;

    work_name_clear(&candidate->name);
    g_free(candidate->id);
    g_free(candidate->extension);
    g_array_unref(candidate->versions);
    g_free(candidate);
}

/* Works that people took out of the contest are no longer counted among the others. */
static gboolean has_left(const Work *work)
{
    return work->status == STATUS_WITHDRAWN || decision_state(work->decisions);
}

static GArray *versions_of(const Work *work)
{
    GArray *versions = g_array_new(FALSE, FALSE, sizeof(SubjectVersion));

    for (guint i = 0; i < work->versions->len; i++) {
        const WorkVersion *version = work->versions->pdata[i];
        SubjectVersion one = { version->content, version->modified_ns, version->first_seen_us };

        g_array_append_val(versions, one);
    }
    return versions;
}

/* Of several the first: what lies there twice is for people to sort out. */
static const SubjectSample *sample_of(Candidate *candidate, const Work *work)
{
    const WorkSample *sample = work->samples->len > 0 ? work->samples->pdata[0] : NULL;

    if (!sample)
        return NULL;
    candidate->sample =
        (SubjectSample){ sample->path, sample->size, sample->duration, sample->likeness, sample->status };
    return &candidate->sample;
}

static void describe(Candidate *candidate, const Settings *settings, const Work *work)
{
    const Form *form = work->form;

    candidate->subject = (Subject){
        .status = work_file_status(work), /* a withdrawal is a finding by itself */
        .reason = work->reason,
        .facts = work->facts,
        .deep = work->deep,
        .deep_status = work->deep_status,
        .size = work->size,
        .extension = candidate->extension,
        .has_category = work->category && settings_category(settings, work->category),
        .decisions = work->decisions,
        .content = work->content,
        .number = work->number,
        .id = candidate->id,
        .title = work->title,
        .unit = work->unit,
        .author = work->author,
        .sha256 = work->sha256,
        .category = work->category ? settings_category(settings, work->category) : NULL,
        .has_left = has_left(work),
        .name = candidate->name.stem,
        .folder_category = candidate->name.folder_category,
        .name_category = candidate->name.name_category,
        .form_category = form && form->category ? settings_category(settings, form->category) : NULL,
        .folder_unit = candidate->name.folder_unit,
        .fields = candidate->name.follows_template ? &candidate->name.fields : NULL,
        .form = form,
        .modified_ns = work->modified_ns,
        .versions = candidate->versions,
        .attachments = work->attachments,
        .sample = sample_of(candidate, work),
    };
}

static Candidate *candidate_new(const Settings *settings, GHashTable *units, const Work *work)
{
    Candidate *candidate = g_new0(Candidate, 1);
    const Category *category = work->category ? settings_category(settings, work->category) : NULL;

    work_name(settings, units, work->path, &candidate->name);
    if (category && category != candidate->name.category) /* the form's */
        work_name_follow(settings, units, category, &candidate->name);
    candidate->id = work_id(work);
    candidate->extension = work_extension(work);
    candidate->versions = versions_of(work);
    describe(candidate, settings, work);
    return candidate;
}

static GHashTable *units_of(const GPtrArray *works)
{
    GHashTable *units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        if (work->form && work->form->unit)
            g_hash_table_add(units, unit_name_fold(work->form->unit));
    }
    return units;
}

static GArray *rows_elsewhere(const GPtrArray *elsewhere)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(RollElsewhere));

    for (guint i = 0; elsewhere && i < elsewhere->len; i++) {
        const WorkElsewhere *work = elsewhere->pdata[i];
        RollElsewhere row = { work->edition, work->number,  work->title,
                              work->unit,    work->content, work->sha256 };

        g_array_append_val(rows, row);
    }
    return rows;
}

gboolean judge_each(const Settings *settings, const GPtrArray *works, const GPtrArray *elsewhere,
                    TakeJudgement take, gpointer user)
{
    g_autoptr(GPtrArray) candidates = g_ptr_array_new_full(works->len, candidate_free);
    g_autoptr(GPtrArray) subjects = g_ptr_array_sized_new(works->len);
    g_autoptr(GHashTable) units = units_of(works);
    g_autoptr(GArray) rows = rows_elsewhere(elsewhere);
    g_autoptr(Roll) roll = NULL;
    gboolean more = TRUE;

    for (guint i = 0; i < works->len; i++) {
        Candidate *candidate = candidate_new(settings, units, works->pdata[i]);

        g_ptr_array_add(candidates, candidate);
        g_ptr_array_add(subjects, &candidate->subject);
    }
    roll = roll_new(subjects, rows);
    for (guint i = 0; more && i < subjects->len; i++) {
        Subject *subject = subjects->pdata[i];

        subject->roll = roll;
        more = take(user, works->pdata[i],
                    rules_judge(subject->category ? subject->category->rules : settings->rules, subject));
    }
    return more;
}

static gboolean collect(gpointer judgements, G_GNUC_UNUSED Work *work, Judgement *judgement)
{
    g_ptr_array_add(judgements, judgement);
    return TRUE;
}

GPtrArray *judge_works(const Settings *settings, const GPtrArray *works, const GPtrArray *elsewhere)
{
    GPtrArray *judgements = g_ptr_array_new_full(works->len, (GDestroyNotify)judgement_free);

    judge_each(settings, works, elsewhere, collect, judgements);
    return judgements;
}
