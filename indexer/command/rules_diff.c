/* pianmu rules diff: what other settings would change, before they are adopted. Judges all works by both; writes nothing. */
#include "indexer/command/rules_diff.h"

#include "catalog/messages/display.h"
#include "catalog/report/listing.h"
#include "indexer/index/judging.h"

#include <string.h>

typedef struct {
    const Contest *contest;
    const Settings *other;
    const Category *only; /* of the contest; NULL: all */
    gboolean json;
    GString *out;
    guint n_rules, n_works, n_changed;
    GHashTable *moves; /* "合格 → 不合格" → count */
} Diff;

static Language language_of(const Diff *self)
{
    return self->contest->language;
}

/* ---- rules ---- */

static const RuleLine *line_of(const GPtrArray *lines, const char *key)
{
    for (guint i = 0; lines && i < lines->len; i++) {
        const RuleLine *line = lines->pdata[i];

        if (strcmp(line->key, key) == 0)
            return line;
    }
    return NULL;
}

static gboolean lines_equal(const RuleLine *a, const RuleLine *b)
{
    if (!a || !b)
        return a == b;
    return texts_equal(&a->required, &b->required) && a->outcome == b->outcome && a->points == b->points;
}

static char *line_words(const Diff *self, const RuleLine *line)
{
    g_autofree char *outcome = NULL;

    if (!line)
        return g_strdup(message(language_of(self), "diff.no-rule"));
    outcome = outcome_words(line->outcome, line->points, language_of(self));
    return g_strdup_printf("%s [%s]", line->required.in[language_of(self)], outcome);
}

/* Where there are any. */
static void append_json_points(GString *out, const char *name, int points)
{
    if (points > 0)
        g_string_append_printf(out, ",\"%s\":%d", name, points);
}

static void append_json_rule(GString *out, const char *name, const RuleLine *line, Language language)
{
    g_string_append_printf(out, ",\"%s\":", name);
    if (!line) {
        g_string_append(out, "null");
        return;
    }
    g_string_append(out, "{\"required\":");
    json_append_text(out, line->required.in[language]);
    g_string_append(out, ",\"outcome\":");
    json_append_text(out, outcome_slug(line->outcome));
    append_json_points(out, "points", line->points);
    g_string_append_c(out, '}');
}

/* One rule that the two settings state otherwise; at least one of them has it. */
static void append_rule(const Diff *self, GString *out, const char *category, const RuleLine *before,
                        const RuleLine *after)
{
    const RuleLine *either = before ? before : after;
    g_autofree char *was = line_words(self, before);
    g_autofree char *will = line_words(self, after);

    if (!self->json) {
        g_string_append_printf(out, "  %s  %s → %s\n", either->name.in[language_of(self)], was, will);
        return;
    }
    g_string_append(out, "{\"kind\":\"rule\",\"category\":");
    json_append_text(out, category);
    g_string_append(out, ",\"rule\":");
    json_append_text(out, either->key);
    append_json_rule(out, "before", before, language_of(self));
    append_json_rule(out, "after", after, language_of(self));
    g_string_append(out, "}\n");
}

/* What differs in one category, a line each; "" for nothing. Owned by the caller. */
static char *rules_of_category(Diff *self, const char *slug)
{
    const Category *before = settings_category(self->contest->settings, slug);
    const Category *after = settings_category(self->other, slug);
    g_autoptr(GPtrArray) was = before ? rules_lines(before->rules) : g_ptr_array_new();
    g_autoptr(GPtrArray) will = after ? rules_lines(after->rules) : g_ptr_array_new();
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < was->len; i++) {
        const RuleLine *line = was->pdata[i], *other = line_of(will, line->key);

        if (!lines_equal(line, other)) {
            append_rule(self, out, slug, line, other);
            self->n_rules++;
        }
    }
    for (guint i = 0; i < will->len; i++) {
        const RuleLine *line = will->pdata[i];

        if (!line_of(was, line->key)) {
            append_rule(self, out, slug, NULL, line);
            self->n_rules++;
        }
    }
    return g_string_free(out, FALSE);
}

/* Categories with the same differences are told of together. */
typedef struct {
    char *rules;
    GString *names;
} Group;

static void group_free(gpointer data)
{
    Group *group = data;

    g_free(group->rules);
    g_string_free(group->names, TRUE);
    g_free(group);
}

static Group *group_of(GPtrArray *groups, const char *rules)
{
    Group *group;

    for (guint i = 0; i < groups->len; i++) {
        group = groups->pdata[i];
        if (strcmp(group->rules, rules) == 0)
            return group;
    }
    group = g_new0(Group, 1);
    group->rules = g_strdup(rules);
    group->names = g_string_new(NULL);
    g_ptr_array_add(groups, group);
    return group;
}

static void diff_category(Diff *self, const Category *category, GPtrArray *groups)
{
    guint n_rules = self->n_rules;
    g_autofree char *rules = rules_of_category(self, category->slug);
    GString *names;

    if (self->json)
        g_string_append(self->out, rules);
    if (self->json || !*rules)
        return;
    names = group_of(groups, rules)->names;
    if (names->len > 0) {
        self->n_rules = n_rules; /* told of and counted already */
        g_string_append(names, message(language_of(self), "list.separator"));
    }
    g_string_append(names, category->title.in[language_of(self)]);
}

static void diff_rules(Diff *self)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(group_free);
    const GPtrArray *ours = self->contest->settings->categories, *theirs = self->other->categories;

    for (guint i = 0; i < ours->len; i++) {
        const Category *category = ours->pdata[i];
        if (!self->only || category == self->only)
            diff_category(self, category, groups);
    }
    for (guint i = 0; i < theirs->len && !self->only; i++) {
        const Category *category = theirs->pdata[i];
        if (!settings_category(self->contest->settings, category->slug))
            diff_category(self, category, groups);
    }
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = groups->pdata[i];
        g_string_append_printf(self->out, "%s\n%s\n", group->names->str, group->rules);
    }
}

/* ---- works ---- */

static const Finding *finding_of(const Judgement *judgement, const char *rule)
{
    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (strcmp(finding->rule, rule) == 0)
            return finding;
    }
    return NULL;
}

/* A rule that is not asked for finds no more fault than one that is met, or that could not be judged. */
static gboolean outcomes_differ(const Finding *before, const Finding *after)
{
    const Finding *only = before ? before : after;

    if (!before || !after)
        return only->outcome != OUTCOME_PASS && only->outcome != OUTCOME_NOT_EVALUATED;
    return before->outcome != after->outcome || before->points != after->points;
}

static void append_json_outcome(GString *out, const char *name, const char *points_name,
                                const Finding *finding)
{
    g_string_append_printf(out, ",\"%s\":", name);
    json_append_text(out, finding ? outcome_slug(finding->outcome) : NULL);
    append_json_points(out, points_name, finding ? finding->points : 0);
}

static char *finding_words(const Diff *self, const Finding *finding)
{
    if (!finding)
        return g_strdup(message(language_of(self), "diff.no-rule"));
    return outcome_words(finding->outcome, finding->points, language_of(self));
}

static void append_json_finding(const Diff *self, GString *out, const Finding *before, const Finding *after)
{
    const Finding *told = after ? after : before;

    g_string_append(out, out->len > 0 ? ",{\"rule\":" : "{\"rule\":");
    json_append_text(out, told->rule);
    append_json_outcome(out, "before", "points_before", before);
    append_json_outcome(out, "after", "points_after", after);
    g_string_append(out, ",\"message\":");
    json_append_text(out, told->message.in[language_of(self)]);
    g_string_append_c(out, '}');
}

static void append_finding(const Diff *self, GString *out, const Finding *before, const Finding *after)
{
    g_autofree char *was = finding_words(self, before);
    g_autofree char *will = finding_words(self, after);

    if (self->json)
        append_json_finding(self, out, before, after);
    else
        g_string_append_printf(out, "    %s → %s  %s\n", was, will,
                               (after ? after : before)->message.in[language_of(self)]);
}

/* What differs of one work's findings; "" for nothing. Owned by the caller. */
static char *findings_of_work(const Diff *self, const Judgement *before, const Judgement *after)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < before->findings->len; i++) {
        const Finding *finding = before->findings->pdata[i], *other = finding_of(after, finding->rule);

        if (outcomes_differ(finding, other))
            append_finding(self, out, finding, other);
    }
    for (guint i = 0; i < after->findings->len; i++) {
        const Finding *finding = after->findings->pdata[i];

        if (!finding_of(before, finding->rule) && outcomes_differ(NULL, finding))
            append_finding(self, out, NULL, finding);
    }
    return g_string_free(out, FALSE);
}

static void append_work(const Diff *self, const Work *work, const Judgement *before, const Judgement *after,
                        const char *findings)
{
    g_autofree char *id = work_id(work);
    g_autofree char *title = display_text(work->title);
    g_autofree char *was = verdict_words(before, language_of(self));
    g_autofree char *will = verdict_words(after, language_of(self));

    if (!self->json) {
        g_string_append_printf(self->out, "%s  %s  %s → %s\n%s", id, title, was, will, findings);
        return;
    }
    g_string_append(self->out, "{\"kind\":\"work\",\"id\":");
    json_append_text(self->out, id);
    g_string_append(self->out, ",\"title\":");
    json_append_text(self->out, work->title);
    g_string_append(self->out, ",\"unit\":");
    json_append_text(self->out, work->unit);
    g_string_append(self->out, ",\"before\":");
    json_append_text(self->out, verdict_slug(before->verdict));
    g_string_append(self->out, ",\"after\":");
    json_append_text(self->out, verdict_slug(after->verdict));
    g_string_append_printf(self->out, ",\"findings\":[%s]}\n", findings);
}

static const char *verdict_word(const Diff *self, Verdict verdict)
{
    const char *slug = verdict_slug(verdict);
    g_autofree char *key = g_strconcat("verdict.", slug ? slug : "pending", NULL);

    return message(language_of(self), key);
}

static void count_move(Diff *self, const Judgement *before, const Judgement *after)
{
    char *move;

    self->n_changed++;
    if (before->verdict == after->verdict)
        return;
    move =
        g_strdup_printf("%s → %s", verdict_word(self, before->verdict), verdict_word(self, after->verdict));
    g_hash_table_replace(self->moves, move,
                         GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(self->moves, move)) + 1));
}

static gboolean is_told_of(const Diff *self, const Work *work)
{
    return work->status != STATUS_MISSING && work->status != STATUS_WITHDRAWN &&
           (!self->only || g_strcmp0(work->category, self->only->slug) == 0);
}

static void diff_works(Diff *self, const GPtrArray *works, const GPtrArray *elsewhere)
{
    g_autoptr(GPtrArray) before = judge_works(self->contest->settings, works, elsewhere);
    g_autoptr(GPtrArray) after = judge_works(self->other, works, elsewhere);

    for (guint i = 0; i < works->len; i++) {
        const Judgement *was = before->pdata[i], *will = after->pdata[i];
        g_autofree char *findings = NULL;

        if (!is_told_of(self, works->pdata[i]))
            continue;
        self->n_works++;
        findings = findings_of_work(self, was, will);
        if (!*findings && was->verdict == will->verdict)
            continue;
        append_work(self, works->pdata[i], was, will, findings);
        count_move(self, was, will);
    }
}

/* ---- the whole ---- */

static int words_compare(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static void append_summary(const Diff *self)
{
    g_autoptr(GList) moves = g_list_sort(g_hash_table_get_keys(self->moves), words_compare);
    g_autofree char *rules = g_strdup_printf("%u", self->n_rules);
    g_autofree char *works = g_strdup_printf("%u", self->n_works);
    g_autofree char *changed = g_strdup_printf("%u", self->n_changed);
    g_autofree char *text = NULL;

    if (self->json) {
        g_string_append_printf(self->out, "{\"kind\":\"summary\",\"rules\":%u,\"works\":%u,\"changed\":%u}\n",
                               self->n_rules, self->n_works, self->n_changed);
        return;
    }
    text = message_format(language_of(self), "diff.summary", "rules", rules, "works", works, "changed",
                          changed, NULL);
    g_string_append_printf(self->out, "%s%s\n", self->n_changed > 0 ? "\n" : "", text);
    for (const GList *move = moves; move; move = move->next)
        g_string_append_printf(self->out, "  %s  %d\n", (const char *)move->data,
                               GPOINTER_TO_INT(g_hash_table_lookup(self->moves, move->data)));
}

int rules_diff(Contest *contest, const char *file, const Category *only, gboolean json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) other = settings_load_file(file, contest->contest_dir, &error);
    g_autoptr(GHashTable) moves = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    Diff self = {
        .contest = contest, .other = other, .only = only, .json = json, .out = out, .moves = moves
    };
    g_autoptr(GPtrArray) works = NULL;
    g_autoptr(GPtrArray) elsewhere = NULL;
    g_autoptr(Store) store = NULL;
    int status = STATUS_DONE;

    if (!other)
        return cannot(contest, error);
    if (!(store = contest_read(contest, &status)) || !(works = contest_works(contest, store, &status)))
        return status;
    if (!(elsewhere = store_works_elsewhere(store, contest->settings->edition, &error)))
        return cannot(contest, error);
    diff_rules(&self);
    diff_works(&self, works, elsewhere);
    append_summary(&self);
    out_text(out->str);
    return STATUS_DONE;
}
