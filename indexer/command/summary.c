#include "indexer/command/summary.h"

#include "catalog/facts/playability.h"
#include "catalog/messages/display.h"

#include <string.h>

typedef struct {
    const Contest *contest;
    const IndexSummary *summary;
    GHashTable *by_number; /* number → Work * */
    GString *out;
} Writing;

static char *number_text(gint64 n)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, n);
}

static void append_format(GString *out, Language language, const char *key, const char *name,
                          const char *value)
{
    g_autofree char *text = message_format(language, key, name, value, NULL);

    g_string_append(out, text);
}

/* ---- what happened to one work ---- */

static char *detail_of_verdict(const Work *work, Language language)
{
    g_autofree char *words = verdict_words(work->judgement, language);

    for (guint i = 0; work->judgement && i < work->judgement->findings->len; i++) {
        const Finding *finding = work->judgement->findings->pdata[i];
        if (finding->outcome == OUTCOME_REJECT || finding->outcome == OUTCOME_REVIEW)
            return g_strdup_printf("%s  %s", words, finding->message.in[language]);
    }
    return g_steal_pointer(&words);
}

static char *detail_of_place(const Work *work, Language language)
{
    (void)language;
    return display_text(work->path);
}

static char *detail_of_reason(const Work *work, Language language)
{
    g_autofree char *reason = g_strconcat("reason.", work->reason ? work->reason : "", NULL);
    g_autofree char *status = g_strconcat("status.", status_slug(work->status), NULL);
    g_autofree char *place = display_text(work->path);

    return g_strdup_printf("%s  (%s)", message(language, message_exists(reason) ? reason : status), place);
}

static void write_line(Writing *self, gint64 number, const char *detail)
{
    const Work *work = g_hash_table_lookup(self->by_number, GINT_TO_POINTER((int)number));
    g_autofree char *id = work ? work_id(work) : number_text(number);
    g_autofree char *title = display_text(work ? work->title : "");
    g_autofree char *line = message_format(self->contest->language, "summary.line", "id", id, "title", title,
                                           "detail", detail, NULL);

    g_string_append_printf(self->out, "  %s\n", line);
}

static void write_heading(Writing *self, const char *key)
{
    g_string_append_printf(self->out, "\n%s\n", message(self->contest->language, key));
}

typedef char *Detail(const Work *work, Language language);

typedef struct {
    PlanEventKind kind;
    const char *heading;
    Detail *detail;
} EventSection;

static const EventSection sections[] = {
    { PLAN_CHANGED, "summary.heading.changed", detail_of_verdict },
    { PLAN_MISSING, "summary.heading.missing", detail_of_place },
    { PLAN_BACK, "summary.heading.returned", detail_of_place },
    { PLAN_MOVED, "summary.heading.moved", detail_of_place },
};

static int compare_numbers(gconstpointer a, gconstpointer b)
{
    const gint64 *one = a, *other = b;

    return *one < *other ? -1 : *one > *other;
}

static void write_works(Writing *self, const GArray *numbers, const char *heading, Detail *detail)
{
    if (numbers->len > 0)
        write_heading(self, heading);
    for (guint i = 0; i < numbers->len; i++) {
        gint64 number = g_array_index(numbers, gint64, i);
        const Work *work = g_hash_table_lookup(self->by_number, GINT_TO_POINTER((int)number));
        g_autofree char *text = work ? detail(work, self->contest->language) : g_strdup("");
        write_line(self, number, text);
    }
}

static void write_section(Writing *self, const EventSection *section)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; i < self->summary->plan->events->len; i++) {
        const PlanEvent *event = &g_array_index(self->summary->plan->events, PlanEvent, i);
        if (event->kind == section->kind)
            g_array_append_val(numbers, event->row->number);
    }
    g_array_sort(numbers, compare_numbers);
    write_works(self, numbers, section->heading, section->detail);
}

static const char *verdict_word(Language language, Verdict verdict)
{
    g_autofree char *key =
        g_strconcat("verdict.", verdict_slug(verdict) ? verdict_slug(verdict) : "pending", NULL);

    return message(language, key);
}

static void write_verdicts(Writing *self)
{
    Language language = self->contest->language;

    if (self->summary->verdicts->len > 0)
        write_heading(self, "summary.heading.verdicts");
    for (guint i = 0; i < self->summary->verdicts->len; i++) {
        const VerdictChange *change = &g_array_index(self->summary->verdicts, VerdictChange, i);
        g_autofree char *detail =
            message_format(language, "summary.verdict-change", "from", verdict_word(language, change->before),
                           "to", verdict_word(language, change->after), NULL);
        write_line(self, change->number, detail);
    }
}

static void write_archives(Writing *self)
{
    const GArray *events = self->summary->plan->events;
    gboolean headed = FALSE;

    for (guint i = 0; i < events->len; i++) {
        const PlanEvent *event = &g_array_index(events, PlanEvent, i);
        g_autofree char *path = display_text(event->row->path);

        if (event->kind != PLAN_ARCHIVE)
            continue;
        if (!headed)
            write_heading(self, "summary.heading.archives");
        headed = TRUE;
        g_string_append_printf(self->out, "  %s\n", path);
    }
}

static void write_problems(Writing *self)
{
    const GPtrArray *problems = self->summary->plan->problems;

    if (problems->len > 0)
        write_heading(self, "summary.heading.unread");
    for (guint i = 0; i < problems->len; i++) {
        const PlanProblem *problem = problems->pdata[i];
        g_autofree char *path = display_text(problem->path);
        const char *why =
            message_exists(problem->why) ? message(self->contest->language, problem->why) : problem->why;

        g_string_append_printf(self->out, "  %s  %s\n", path, why);
    }
}

/* ---- works of which no preview copy could be made ---- */

static char *detail_of_playing(const Work *work, Language language)
{
    g_autofree char *place = display_text(work->path);
    gboolean plays = work->facts && playable_judge(work->facts, NULL) == PLAYABLE_NATIVE;

    return g_strdup_printf("%s  (%s)", message(language, plays ? "playing.native" : "summary.plays-nowhere"),
                           place);
}

static void write_uncopied(Writing *self)
{
    const GArray *numbers = self->summary->made[STAGE_PROXY].failed;

    if (numbers)
        write_works(self, numbers, "summary.heading.uncopied", detail_of_playing);
}

/* ---- the whole ---- */

static const struct {
    PlanEventKind kind;
    const char *key;
} counts[] = {
    { PLAN_CHANGED, "summary.changed" }, { PLAN_MOVED, "summary.moved" },
    { PLAN_MISSING, "summary.missing" }, { PLAN_BACK, "summary.returned" },
    { PLAN_PENDING, "summary.pending" }, { PLAN_ARCHIVE, "summary.archives" },
};

static void append_count(GString *out, Language language, const char *key, gint64 n)
{
    g_autofree char *text = number_text(n);

    if (n == 0)
        return;
    if (out->len > 0)
        g_string_append(out, language == LANGUAGE_ZH ? "，" : ", ");
    append_format(out, language, key, "n", text);
}

/* What came of each stage that follows the examination: how many were made, and for how many the time did not suffice. */
static const struct {
    Stage stage;
    const char *made, *left;
} stage_lines[] = {
    { STAGE_STRIP, "summary.strip", "summary.strip-left" },
    { STAGE_CAPTIONS, "summary.captions", "summary.captions-left" },
    { STAGE_PROXY, "summary.proxy", "summary.proxy-left" },
    { STAGE_DEEP, "summary.deep", "summary.deep-left" },
};

/* A deep check that found a film broken was made all the same; what was to be looked at was not. */
static int count_made(const IndexSummary *summary, Stage stage)
{
    const DerivingCount *count = &summary->made[stage];

    return stage == STAGE_DEEP || !count->failed ? count->done
                                                 : MAX(count->done - (int)count->failed->len, 0);
}

static void append_stages_left(GString *out, Language language, const IndexSummary *summary)
{
    for (gsize i = 0; i < G_N_ELEMENTS(stage_lines); i++) {
        int left = summary->made[stage_lines[i].stage].left;
        g_autofree char *text = number_text(left);

        if (left == 0)
            continue;
        append_format(out, language, stage_lines[i].left, "n", text);
        g_string_append_c(out, '\n');
    }
}

static void append_left(GString *out, const Contest *contest, const IndexSummary *summary)
{
    Language language = contest->language;
    g_autofree char *left = number_text(summary->left);

    if (summary->broke)
        g_string_append_printf(out, "%s\n", message(language, "summary.breaker"));
    else if (summary->left > 0 && !summary->interrupted) {
        append_format(out, language, "summary.left", "n", left);
        g_string_append_c(out, '\n');
    }
    if (summary->made[STAGE_PROXY].disk_full)
        g_string_append_printf(out, "%s\n", message(language, "summary.proxy-no-room"));
    if (!summary->broke && !summary->interrupted)
        append_stages_left(out, language, summary);
    if (summary->interrupted)
        g_string_append_printf(out, "%s\n", message(language, "error.interrupted"));
    if (summary->run.examined > 0 && !summary->run.sandboxed)
        g_string_append_printf(out, "%s\n", message(language, "summary.no-sandbox"));
}

static void append_settling(GString *out, const Contest *contest, const IndexSummary *summary)
{
    g_autofree char *pending = number_text(index_plan_count(summary->plan, PLAN_PENDING));
    gint64 wait_s = (summary->plan->settled_at_us - g_get_real_time()) / G_USEC_PER_SEC + 1;
    g_autofree char *wait = format_duration(contest->language, MAX(wait_s, 1) * G_USEC_PER_SEC);

    if (summary->plan->settled_at_us == 0)
        return;
    g_autofree char *text =
        message_format(contest->language, "summary.settle", "n", pending, "time", wait, NULL);
    g_string_append_printf(out, "%s\n", text);
}

char *summary_lines(const Contest *contest, const IndexSummary *summary)
{
    Language language = contest->language;
    GString *out = g_string_new(NULL);

    /* A dry run has judged nothing; what it would add is known all the same. */
    append_count(out, language, "summary.new",
                 summary->run.id > 0 ? (gint64)summary->added->len
                                     : index_plan_count(summary->plan, PLAN_ADDED));
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++)
        append_count(out, language, counts[i].key, index_plan_count(summary->plan, counts[i].kind));
    append_count(out, language, "summary.failed", summary->failed->len);
    append_count(out, language, "summary.verdicts", summary->verdicts->len);
    for (gsize i = 0; i < G_N_ELEMENTS(stage_lines); i++)
        append_count(out, language, stage_lines[i].made, count_made(summary, stage_lines[i].stage));
    if (out->len == 0)
        g_string_append(out, message(language, "summary.nothing"));
    g_string_append_c(out, '\n');
    for (guint i = 0; i < summary->plan->problems->len; i++) {
        const PlanProblem *problem = summary->plan->problems->pdata[i];
        g_autofree char *path = display_text(problem->path);
        g_string_append_printf(out, "%s: %s\n", path,
                               message_exists(problem->why) ? message(language, problem->why) : problem->why);
    }
    append_left(out, contest, summary);
    append_settling(out, contest, summary);
    return g_string_free(out, FALSE);
}

gboolean summary_needs_attention(const IndexSummary *summary)
{
    static const PlanEventKind worth[] = { PLAN_CHANGED, PLAN_MISSING, PLAN_BACK, PLAN_ARCHIVE };

    for (gsize i = 0; i < G_N_ELEMENTS(worth); i++) {
        if (index_plan_count(summary->plan, worth[i]) > 0)
            return TRUE;
    }
    return summary->added->len > 0 || summary->failed->len > 0 || summary->verdicts->len > 0 ||
           summary->left > 0 || summary->made[STAGE_PROXY].disk_full || summary->made[STAGE_PROXY].failed ||
           summary->broke || summary->interrupted || !summary->plan->complete;
}

static void write_totals(Writing *self, const GPtrArray *works)
{
    int n[VERDICT_UNREADABLE + 1] = { 0 }, total = 0, missing = 0;
    g_autofree char *text = NULL;
    g_autofree char *numbers[VERDICT_UNREADABLE + 2] = { NULL };

    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        if (work->status == STATUS_WITHDRAWN)
            continue;
        total++;
        if (work->status == STATUS_MISSING) {
            missing++;
            continue;
        }
        n[work->judgement ? work->judgement->verdict : VERDICT_NONE]++;
    }
    for (int i = 0; i <= VERDICT_UNREADABLE; i++)
        numbers[i] = number_text(n[i]);
    numbers[VERDICT_UNREADABLE + 1] = number_text(total);
    text = message_format(self->contest->language, "summary.totals", "works", numbers[VERDICT_UNREADABLE + 1],
                          "eligible", numbers[VERDICT_ELIGIBLE], "review", numbers[VERDICT_REVIEW],
                          "ineligible", numbers[VERDICT_INELIGIBLE], "unreadable",
                          numbers[VERDICT_UNREADABLE], "pending", numbers[VERDICT_NONE], NULL);
    g_string_append_printf(self->out, "%s\n", text);
    if (missing > 0) {
        g_autofree char *gone = number_text(missing);
        append_format(self->out, self->contest->language, "summary.missing", "n", gone);
        g_string_append_c(self->out, '\n');
    }
    for (int i = 0; i <= VERDICT_UNREADABLE + 1; i++)
        g_clear_pointer(&numbers[i], g_free);
}

static void write_title(Writing *self)
{
    Language language = self->contest->language;
    g_autoptr(GDateTime) now =
        g_date_time_new_from_unix_local(self->summary->run.started_us / G_USEC_PER_SEC);
    g_autofree char *date = g_date_time_format(now, "%Y-%m-%d %H:%M");
    g_autofree char *title = message_format(language, "summary.title", "title",
                                            self->contest->settings->title.in[language], "date", date, NULL);

    g_string_append_printf(self->out, "%s\n", title);
}

static GHashTable *works_by_number(const GPtrArray *works)
{
    GHashTable *by_number = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < works->len; i++) {
        Work *work = works->pdata[i];
        g_hash_table_insert(by_number, GINT_TO_POINTER((int)work->number), work);
    }
    return by_number;
}

char *summary_failures(const Contest *contest, const IndexSummary *summary, const GPtrArray *works)
{
    g_autoptr(GHashTable) by_number = works_by_number(works);
    Writing self = { contest, summary, by_number, g_string_new(NULL) };

    write_works(&self, summary->failed, "summary.heading.failed", detail_of_reason);
    write_uncopied(&self);
    return g_string_free(self.out, FALSE);
}

char *summary_report(const Contest *contest, const IndexSummary *summary, const GPtrArray *works)
{
    g_autoptr(GHashTable) by_number = works_by_number(works);
    Writing self = { contest, summary, by_number, g_string_new(NULL) };

    write_title(&self);
    write_totals(&self, works);
    append_left(self.out, contest, summary);
    write_works(&self, summary->failed, "summary.heading.failed", detail_of_reason);
    write_works(&self, summary->added, "summary.heading.new", detail_of_verdict);
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++)
        write_section(&self, &sections[i]);
    write_verdicts(&self);
    write_uncopied(&self);
    write_archives(&self);
    write_problems(&self);
    return g_string_free(self.out, FALSE);
}
