/* report marks: what each work got of whom. Means are of marks that count, in integers, and stand beside what they are made of. */
#include "catalog/judging/tally.h"
#include "catalog/report/listing.h"
#include "catalog/report/report.h"

#include "catalog/messages/display.h"
#include "catalog/rules/dates.h"

#include <string.h>

/* ---- by work ---- */

static const SheetColumn work_columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "category", "column.category", CELL_TEXT, COLUMN_FILES },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "mean", "column.mean", CELL_ID, COLUMN_PLAIN },
    { "marks", "column.marks", CELL_NUMBER, COLUMN_PLAIN },
    { "sum", "column.sum-of-marks", CELL_NUMBER, COLUMN_FILES },
    { "lowest", "column.lowest", CELL_NUMBER, COLUMN_PLAIN },
    { "highest", "column.highest", CELL_NUMBER, COLUMN_PLAIN },
    { "recused", "column.recused", CELL_NUMBER, COLUMN_PLAIN },
    { "shortlisted", "column.shortlisted", CELL_NUMBER, COLUMN_PLAIN },
    { "unfinished", "column.unfinished", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

typedef struct {
    guint n, recused, shortlisted, unfinished;
    gint64 sum;
    int lowest, highest;
} Tally;

static void add_mark(Tally *tally, const Settings *settings, const Mark *mark, const Work *work)
{
    MarkState state = mark_state(settings, mark, work);
    int total = mark_total(settings, mark);

    tally->recused += state == MARK_RECUSED;
    tally->unfinished += state == MARK_BEGUN || state == MARK_STALE;
    tally->shortlisted += mark->shortlisted && state != MARK_RECUSED;
    if (state != MARK_COUNTS)
        return;
    tally->lowest = tally->n ? MIN(tally->lowest, total) : total;
    tally->highest = MAX(tally->highest, total);
    tally->sum += total;
    tally->n++;
}

static void add_tally(Sheet *sheet, const Tally *tally)
{
    g_autofree char *mean = tally->n ? tally_mean(tally->sum, tally->n) : NULL;

    sheet_add_text(sheet, mean);
    sheet_add_value(sheet, tally->n);
    sheet_add_value(sheet, tally->n ? tally->sum : FACT_UNKNOWN);
    sheet_add_value(sheet, tally->n ? tally->lowest : FACT_UNKNOWN);
    sheet_add_value(sheet, tally->n ? tally->highest : FACT_UNKNOWN);
    sheet_add_value(sheet, tally->recused);
    sheet_add_value(sheet, tally->shortlisted);
    sheet_add_value(sheet, tally->unfinished);
}

static Sheet *sheet_of_works(const ReportInput *input)
{
    Sheet *sheet = sheet_new("works", "report.sheet.marked-works", SHEET_LIST, work_columns);

    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        Tally tally = { 0 };
        guint n;
        Mark **marks = marks_of_work(input->marks, work->number, &n);

        if (work->status == STATUS_WITHDRAWN)
            continue;
        for (guint j = 0; j < n; j++)
            add_mark(&tally, input->settings, marks[j], work);
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_work_id(sheet, work);
        sheet_add_category(sheet, input->settings, work->category);
        sheet_add_text(sheet, work->title);
        sheet_add_text(sheet, work->unit);
        add_tally(sheet, &tally);
    }
    return sheet;
}

/* ---- one by one ---- */

static const SheetColumn mark_columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "reviewer", "column.reviewer", CELL_TEXT, COLUMN_PLAIN },
    { "reviewer_unit", "column.reviewer-unit", CELL_TEXT, COLUMN_FILES },
    { "state", "column.mark-state", CELL_TEXT, COLUMN_PLAIN },
    { "total", "column.mark-total", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static const Reviewer *reviewer_of(const GPtrArray *reviewers, const char *key)
{
    for (guint i = 0; i < reviewers->len; i++) {
        const Reviewer *reviewer = reviewers->pdata[i];
        if (g_str_equal(reviewer->key, key))
            return reviewer;
    }
    return NULL;
}

/* Points of one who stands aside are nobody's business. */
static void add_points(Sheet *sheet, const Settings *settings, const Mark *mark)
{
    for (guint i = 0; i < settings->criteria->len; i++) {
        const Criterion *criterion = settings->criteria->pdata[i];
        const Score *score = mark->recused ? NULL : mark_score(mark, criterion->key);

        sheet_add_value(sheet, score ? score->points : FACT_UNKNOWN);
    }
}

static void add_one(Sheet *sheet, const ReportInput *input, const Work *work, const Mark *mark)
{
    const Reviewer *reviewer = reviewer_of(input->reviewers, mark->reviewer);
    MarkState state = mark_state(input->settings, mark, work);
    gboolean has_total = state == MARK_COUNTS || state == MARK_STALE;
    g_autofree char *note = mark->note && *mark->note ? display_text(mark->note) : NULL;

    sheet_row(sheet, ROW_PLAIN);
    sheet_add_work_id(sheet, work);
    sheet_add_text(sheet, work->title);
    sheet_add_text(sheet, reviewer->name);
    sheet_add_text(sheet, reviewer->unit);
    sheet_add_word(sheet, "mark-state.", mark_state_slug(state));
    sheet_add_value(sheet, has_total ? mark_total(input->settings, mark) : FACT_UNKNOWN);
    add_points(sheet, input->settings, mark);
    sheet_add_word(sheet, "mark.", mark->shortlisted ? "shortlisted" : NULL);
    sheet_add_text(sheet, note);
    sheet_add_value(sheet, mark->updated_us);
}

static Sheet *sheet_of_marks(const ReportInput *input)
{
    Sheet *sheet = sheet_new("marks", "report.sheet.marks", SHEET_SUMMARY, mark_columns);
    g_auto(Text) shortlisted = text_message("column.shortlisted", NULL),
                 note = text_message("column.mark-note", NULL);
    g_auto(Text) updated = text_message("column.marked-at", NULL);

    for (guint i = 0; i < input->settings->criteria->len; i++) {
        const Criterion *criterion = input->settings->criteria->pdata[i];
        g_autofree char *key = g_strconcat("points_", criterion->key, NULL);

        sheet_column(sheet, key, &criterion->title, CELL_NUMBER, COLUMN_PLAIN);
    }
    sheet_column(sheet, "shortlisted", &shortlisted, CELL_TEXT, COLUMN_FILES);
    sheet_column(sheet, "note", &note, CELL_TEXT, COLUMN_FILES);
    sheet_column(sheet, "marked_at", &updated, CELL_TIME, COLUMN_FILES);
    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        guint n;
        Mark **marks = marks_of_work(input->marks, work->number, &n);

        for (guint j = 0; j < n; j++)
            add_one(sheet, input, work, marks[j]);
    }
    return sheet;
}

/* ---- what reviewers say of manual checks, for the organiser who decides ---- */

static const SheetColumn opinion_columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "category", "column.category", CELL_TEXT, COLUMN_FILES },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_FILES },
    { "check", "column.check", CELL_TEXT, COLUMN_PLAIN },
    { "yes", "column.yes", CELL_NUMBER, COLUMN_PLAIN },
    { "no", "column.no", CELL_NUMBER, COLUMN_PLAIN },
    { "no_by", "column.no-by", CELL_TEXT, COLUMN_PLAIN },
    { "confirmed", "column.confirmed", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

typedef struct {
    guint yes, no;
    Text no_by; /* names, in each language's list */
} Views;

static void add_name(Text *list, const char *name)
{
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        char *before = list->in[language];

        list->in[language] =
            before ? g_strconcat(before, message(language, "list.separator"), name, NULL) : g_strdup(name);
        g_free(before);
    }
}

static void add_view(Views *views, const Opinion *opinion, const Reviewer *reviewer)
{
    views->yes += opinion->is_met;
    views->no += !opinion->is_met;
    if (!opinion->is_met)
        add_name(&views->no_by, reviewer->name);
}

static void add_views(Sheet *sheet, const ReportInput *input, const Work *work, const char *check)
{
    g_autofree char *rule = rule_of_check(check);
    g_auto(Text) name = rule_text(rule);
    Views views = { 0 };
    guint n;
    Mark **marks = marks_of_work(input->marks, work->number, &n);

    for (guint i = 0; i < n; i++) {
        const Opinion *opinion = mark_opinion_now(marks[i], check, work);
        if (opinion)
            add_view(&views, opinion, reviewer_of(input->reviewers, marks[i]->reviewer));
    }
    if (views.yes + views.no > 0) {
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_work_id(sheet, work);
        sheet_add_category(sheet, input->settings, work->category);
        sheet_add_text(sheet, work->title);
        sheet_add_text(sheet, work->unit);
        sheet_add_texts(sheet, check, &name);
        sheet_add_value(sheet, views.yes);
        sheet_add_value(sheet, views.no);
        sheet_add_texts(sheet, NULL, &views.no_by);
        sheet_add_word(sheet, "manual.", answer_of(work, rule));
    }
    text_clear(&views.no_by);
}

static Sheet *sheet_of_opinions(const ReportInput *input)
{
    Sheet *sheet = sheet_new("checks", "report.sheet.opinions", SHEET_SUMMARY, opinion_columns);

    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        const char *const *check = settings_checks(input->settings, work->category);

        for (; work->status != STATUS_WITHDRAWN && *check; check++)
            add_views(sheet, input, work, *check);
    }
    return sheet;
}

GPtrArray *report_marks(const ReportInput *input)
{
    g_autoptr(GPtrArray) checks = settings_all_checks(input->settings);
    GPtrArray *sheets = sheets_new();

    g_ptr_array_add(sheets, sheet_of_works(input));
    g_ptr_array_add(sheets, sheet_of_marks(input));
    if (checks->len)
        g_ptr_array_add(sheets, sheet_of_opinions(input));
    return sheets;
}

/* ---- how far each reviewer is ---- */

static const SheetColumn reviewer_columns[] = {
    { "reviewer", "column.reviewer", CELL_TEXT, COLUMN_PLAIN },
    { "reviewer_unit", "column.reviewer-unit", CELL_TEXT, COLUMN_PLAIN },
    { "marked", "column.marked", CELL_NUMBER, COLUMN_PLAIN },
    { "recused", "column.recused", CELL_NUMBER, COLUMN_PLAIN },
    { "unfinished", "column.unfinished", CELL_NUMBER, COLUMN_PLAIN },
    { "unmarked", "column.unmarked", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static void count_of_reviewer(const ReportInput *input, const Reviewer *reviewer, Tally *tally,
                              guint *unmarked)
{
    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        Tally one = { 0 };
        guint n;
        Mark **marks = marks_of_work(input->marks, work->number, &n);

        if (work->status == STATUS_WITHDRAWN)
            continue;
        for (guint j = 0; j < n; j++) {
            if (g_str_equal(marks[j]->reviewer, reviewer->key))
                add_mark(&one, input->settings, marks[j], work);
        }
        tally->n += one.n;
        tally->recused += one.recused;
        tally->unfinished += one.unfinished;
        *unmarked += !one.n && !one.recused && !one.unfinished;
    }
}

Sheet *sheet_of_reviewers(const ReportInput *input)
{
    Sheet *sheet = sheet_new("reviewers", "report.sheet.reviewers", SHEET_SUMMARY, reviewer_columns);

    for (guint i = 0; i < input->reviewers->len; i++) {
        const Reviewer *reviewer = input->reviewers->pdata[i];
        Tally tally = { 0 };
        guint unmarked = 0;

        count_of_reviewer(input, reviewer, &tally, &unmarked);
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_text(sheet, reviewer->name);
        sheet_add_text(sheet, reviewer->unit);
        sheet_add_value(sheet, tally.n);
        sheet_add_value(sheet, tally.recused);
        sheet_add_value(sheet, tally.unfinished);
        sheet_add_value(sheet, unmarked);
    }
    return sheet;
}

/* ---- of one work ---- */

static void append_points(GString *out, const Settings *settings, const Mark *mark, Language language)
{
    for (guint i = 0; i < settings->criteria->len; i++) {
        const Criterion *criterion = settings->criteria->pdata[i];
        const Score *score = mark->recused ? NULL : mark_score(mark, criterion->key);

        if (score)
            g_string_append_printf(out, "  %s %d", criterion->title.in[language], score->points);
    }
}

static void append_opinions(GString *out, const Settings *settings, const Work *work, const Mark *mark,
                            Language language)
{
    for (const char *const *check = settings_checks(settings, work->category); *check; check++) {
        const Opinion *opinion = mark_opinion_now(mark, *check, work);
        g_autofree char *rule = rule_of_check(*check);
        const char *answer = opinion && opinion->is_met ? "manual.yes" : "manual.no";
        g_autofree char *words = message_format(language, "mark.opinion", "check", rule_words(rule, language),
                                                "answer", message(language, answer), NULL);

        if (opinion)
            g_string_append_printf(out, "  %s", words);
    }
}

void listing_marks(GString *out, const Work *work, const GPtrArray *marks, const GPtrArray *reviewers,
                   const Settings *settings, Language language)
{
    guint n;
    Mark **of_work = marks_of_work(marks, work->number, &n);

    if (n > 0)
        g_string_append_printf(out, "%s\n", message(language, "past.marks"));
    for (guint i = 0; i < n; i++) {
        const Mark *mark = of_work[i];
        MarkState state = mark_state(settings, mark, work);
        g_autofree char *date = day_of(mark->updated_us, BEIJING_OFFSET_S);
        g_autofree char *note = mark->note && *mark->note ? display_text(mark->note) : NULL;
        g_autofree char *key = g_strconcat("mark-state.", mark_state_slug(state), NULL);

        g_string_append_printf(out, "    %s  %s  ", date, reviewer_of(reviewers, mark->reviewer)->name);
        if (state == MARK_COUNTS || state == MARK_STALE)
            g_string_append_printf(out, "%d", mark_total(settings, mark));
        if (state != MARK_COUNTS)
            g_string_append_printf(out, "%s%s", state == MARK_STALE ? " " : "", message(language, key));
        append_points(out, settings, mark, language);
        append_opinions(out, settings, work, mark, language);
        if (mark->shortlisted)
            g_string_append_printf(out, "  %s", message(language, "mark.shortlisted"));
        g_string_append_printf(out, "\n");
        if (note)
            g_string_append_printf(out, "        %s\n", note);
    }
}
