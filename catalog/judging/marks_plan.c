#include "catalog/judging/marks_plan.h"

#include "catalog/messages/display.h"

#include <string.h>

#define CLOCKS_DIFFER_US (G_GINT64_CONSTANT(24) * 3600 * G_USEC_PER_SEC) /* by this much at most */

typedef struct {
    const MarksFile *file;
    const MarksPlanParams *params;
    GHashTable *works; /* gint64 number → Work * */
    GHashTable *known; /* the same → Mark * of this reviewer */
    GPtrArray *checks; /* of const char *: those of any work */
    GPtrArray *faults;
    MarksPlan *plan;
} Planning;

void marks_plan_free(MarksPlan *plan)
{
    if (!plan)
        return;
    g_ptr_array_unref(plan->changes);
    g_ptr_array_unref(plan->replaced);
    g_ptr_array_unref(plan->notices);
    g_free(plan);
}

/* ---- the file as a whole ---- */

static void refuse(Planning *self, const char *key, const char *theirs, const char *ours)
{
    g_autofree char *shown = display_briefly(theirs);

    g_ptr_array_add(self->faults,
                    message_format(self->params->language, key, "theirs", shown, "ours", ours, NULL));
}

static gboolean is_of_this_contest(Planning *self)
{
    const Settings *settings = self->params->settings;

    if (settings->criteria->len == 0)
        refuse(self, "marks.no-criteria", "", "");
    else if (!g_str_equal(self->file->catalogue, self->params->catalogue))
        refuse(self, "marks.catalogue", self->file->catalogue, self->params->catalogue);
    else if (!g_str_equal(self->file->edition, settings->edition))
        refuse(self, "marks.edition", self->file->edition, settings->edition);
    else if (self->file->reviewer.exported_us > self->params->now_us + CLOCKS_DIFFER_US)
        refuse(self, "marks.file-future", "", "");
    return self->faults->len == 0;
}

static void notice(Planning *self, const char *key, const char *known)
{
    const Reviewer *reviewer = &self->file->reviewer;

    g_ptr_array_add(self->plan->notices, message_format(self->params->language, key, "name", reviewer->name,
                                                        "known", known, NULL));
}

/* Two people of one name may be one on two computers, and two names of one browser two people. */
static void look_at_reviewer(Planning *self)
{
    const Reviewer *theirs = &self->file->reviewer;

    for (guint i = 0; i < self->params->reviewers->len; i++) {
        const Reviewer *other = self->params->reviewers->pdata[i];
        gboolean same_key = g_str_equal(other->key, theirs->key),
                 same_name = g_str_equal(other->name, theirs->name),
                 same_unit = g_strcmp0(other->unit, theirs->unit) == 0;

        if (same_key ? same_name : !(same_name && same_unit))
            continue;
        notice(self, same_key ? "marks.other-name" : "marks.same-name", other->name);
        return;
    }
}

/* ---- one mark ---- */

static void refuse_mark(Planning *self, const char *key, const char *id, const char *name, int points,
                        int maximum)
{
    g_autofree char *given = g_strdup_printf("%d", points);
    g_autofree char *most = g_strdup_printf("%d", maximum);

    g_ptr_array_add(self->faults, message_format(self->params->language, key, "id", id, "name", name,
                                                 "points", given, "max", most, NULL));
}

static gint64 own_number(const Planning *self, gint64 shown)
{
    const MarksNames *names = self->params->names;

    return names ? names->number(shown, names->data) : shown;
}

static gboolean is_called(const Planning *self, const char *content, const char *shown)
{
    const MarksNames *names = self->params->names;
    g_autofree char *called = content && names ? names->content(content, names->data) : g_strdup(content);

    return g_strcmp0(called, shown) == 0;
}

/* The work's own content that was seen, borrowed; NULL: none that it ever had. */
static const char *own_content(const Planning *self, const Work *work, const char *shown)
{
    if (is_called(self, work->content, shown))
        return work->content;
    for (guint i = work->versions->len; i > 0; i--) {
        const WorkVersion *version = work->versions->pdata[i - 1];

        if (is_called(self, version->content, shown))
            return version->content;
    }
    return NULL;
}

static void check_scores(Planning *self, const char *id, const Mark *mark)
{
    for (guint i = 0; i < mark->scores->len; i++) {
        const Score *score = mark->scores->pdata[i];
        const Criterion *criterion = settings_criterion(self->params->settings, score->criterion);

        if (!criterion)
            refuse_mark(self, "marks.no-criterion", id, score->criterion, score->points, 0);
        else if (score->points > criterion->maximum)
            refuse_mark(self, "marks.too-many-points", id, criterion->title.in[self->params->language],
                        score->points, criterion->maximum);
    }
}

/* Of another category's works a check may well be: the work was moved since. */
static void check_opinions(Planning *self, const char *id, const Mark *mark)
{
    for (guint i = 0; mark->opinions && i < mark->opinions->len; i++) {
        const Opinion *opinion = mark->opinions->pdata[i];

        if (!g_ptr_array_find_with_equal_func(self->checks, opinion->check, g_str_equal, NULL))
            refuse_mark(self, "marks.no-check", id, opinion->check, 0, 0);
    }
}

static void copy_answers(Mark *mark, const Mark *theirs)
{
    for (guint i = 0; i < theirs->scores->len; i++) {
        const Score *score = theirs->scores->pdata[i];
        mark_add_score(mark, score->criterion, score->points);
    }
    if (!theirs->opinions)
        g_clear_pointer(&mark->opinions, g_ptr_array_unref);
    for (guint i = 0; theirs->opinions && i < theirs->opinions->len; i++) {
        const Opinion *opinion = theirs->opinions->pdata[i];
        mark_add_opinion(mark, opinion->check, opinion->is_met);
    }
}

/* Its twin in the catalogue's own terms; NULL: it does not fit. */
static Mark *own_mark(Planning *self, const Mark *theirs)
{
    gint64 number = own_number(self, theirs->number);
    const Work *work = g_hash_table_lookup(self->works, &number);
    g_autofree char *shown = g_strdup_printf("%04" G_GINT64_FORMAT, theirs->number);
    const char *content = work && theirs->content ? own_content(self, work, theirs->content) : NULL;
    guint before = self->faults->len;
    Mark *mark;

    if (!work)
        refuse_mark(self, "marks.no-work", shown, "", 0, 0);
    else if (theirs->content && !content)
        refuse_mark(self, "marks.no-content", shown, "", 0, 0);
    if (theirs->updated_us > self->params->now_us + CLOCKS_DIFFER_US)
        refuse_mark(self, "marks.future", shown, "", 0, 0);
    check_scores(self, shown, theirs);
    check_opinions(self, shown, theirs);
    if (self->faults->len > before)
        return NULL;
    mark = mark_new();
    mark->reviewer = g_strdup(theirs->reviewer);
    mark->number = number;
    mark->content = g_strdup(content);
    mark->recused = theirs->recused;
    mark->shortlisted = theirs->shortlisted;
    mark->note = g_strdup(theirs->note);
    mark->updated_us = theirs->updated_us;
    copy_answers(mark, theirs);
    return mark;
}

/* A file without notes says nothing of them: one that was handed in before stays. So do answers to checks. */
static gboolean adds_note(const Mark *known, const Mark *mark)
{
    return !known->note && mark->note && *mark->note;
}

static void take(Planning *self, Mark *mark)
{
    const Mark *known = g_hash_table_lookup(self->known, &mark->number);
    const Work *work = g_hash_table_lookup(self->works, &mark->number);
    gboolean wanted = !known || known->updated_us < mark->updated_us ||
                      (known->updated_us == mark->updated_us && adds_note(known, mark));

    if (known && known->updated_us == mark->updated_us && !wanted)
        self->plan->same++;
    else if (!wanted)
        self->plan->older++;
    else if (known)
        self->plan->newer++;
    else
        self->plan->fresh++;
    if (!wanted) {
        mark_free(mark);
        return;
    }
    if (known && !mark->note)
        mark->note = g_strdup(known->note);
    if (known && known->opinions && !mark->opinions)
        mark->opinions = g_ptr_array_ref(known->opinions);
    if (mark->content && g_strcmp0(mark->content, work->content) != 0)
        g_ptr_array_add(self->plan->replaced, work_id(work));
    g_ptr_array_add(self->plan->changes, mark);
}

/* ---- all of it ---- */

static void index_what_there_is(Planning *self)
{
    for (guint i = 0; i < self->params->works->len; i++) {
        Work *work = self->params->works->pdata[i];
        g_hash_table_insert(self->works, &work->number, work);
    }
    for (guint i = 0; i < self->params->known->len; i++) {
        Mark *mark = self->params->known->pdata[i];
        if (g_str_equal(mark->reviewer, self->file->reviewer.key))
            g_hash_table_insert(self->known, &mark->number, mark);
    }
}

MarksPlan *marks_plan_make(const MarksFile *file, const MarksPlanParams *params, GError **error)
{
    g_autoptr(GHashTable) works = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) known = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GPtrArray) checks = settings_all_checks(params->settings);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(MarksPlan) plan = g_new0(MarksPlan, 1);
    Planning self = { file, params, works, known, checks, faults, plan };

    plan->changes = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
    plan->replaced = g_ptr_array_new_with_free_func(g_free);
    plan->notices = g_ptr_array_new_with_free_func(g_free);
    index_what_there_is(&self);
    if (is_of_this_contest(&self)) {
        if (!g_str_equal(file->rules_hash, params->settings->rules_hash))
            notice(&self, "marks.rules-differ", "");
        look_at_reviewer(&self);
        for (guint i = 0; i < file->marks->len; i++) {
            Mark *mark = own_mark(&self, file->marks->pdata[i]);
            if (mark)
                take(&self, mark);
        }
    }
    return marks_faults_none(faults, params->language, error) ? g_steal_pointer(&plan) : NULL;
}
