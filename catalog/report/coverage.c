/* How far the work of examining is, and what each work still lacks. */
#include "catalog/facts/playability.h"
#include "catalog/judging/tally.h"
#include "catalog/report/report.h"

#include <string.h>

typedef struct {
    const ReportInput *input;
    gboolean wants_form, wants_deep; /* the edition has any at all: else nobody waits for them */
    GPtrArray *checks;               /* of const char *: rules that are manual checks, in order */
} Coverage;

/* ---- the steps that a work goes through ---- */

static gboolean is_examined(const Work *work)
{
    return work->facts != NULL || (work->status != STATUS_PENDING && work->status != STATUS_OK);
}

static gboolean has_poster(const Work *work)
{
    return work->posters->len > 0;
}

static gboolean is_hashed(const Work *work)
{
    return work->sha256 != NULL;
}

static gboolean is_deep_checked(const Work *work)
{
    return work->deep != NULL || (work->deep_version > 0 && work->deep_status != STATUS_PENDING);
}

static gboolean has_form(const Work *work)
{
    return work->form != NULL;
}

static gboolean is_judged(const Work *work)
{
    return work->judgement != NULL && work->judgement->verdict != VERDICT_NONE;
}

typedef struct {
    const char *slug, *heading; /* how the step is called */
    gboolean (*is_done)(const Work *work);
    const char *missing; /* what is said of a work without it */
} Step;

static const Step steps[] = {
    { "examined", "column.examined", is_examined, "coverage.missing.examined" },
    { "posters", "column.posters", has_poster, "coverage.missing.posters" },
    { "sha256", "column.sha256", is_hashed, "coverage.missing.sha256" },
    { "deep", "column.deep", is_deep_checked, "coverage.missing.deep" },
    { "form", "column.form", has_form, "coverage.missing.form" },
    { "judged", "column.judged", is_judged, "coverage.missing.judged" },
};

/* What is broken has no picture to make a poster of, and nothing to check in depth. */
static gboolean is_due(const Coverage *coverage, const Step *step, const Work *work)
{
    if (step->is_done == has_poster)
        return work->facts && work->facts->has_video;
    if (step->is_done == is_deep_checked)
        return coverage->wants_deep && work->facts && work->facts->has_video;
    return step->is_done != has_form || coverage->wants_form;
}

/* ---- what nobody can watch in the gallery ---- */

static gboolean cannot_be_watched(const Work *work)
{
    return work->status == STATUS_OK && work->facts && work->facts->has_video &&
           playable_of_work(work->facts, work->proxy != NULL) == PLAYABLE_NO;
}

/* ---- marks: wanted of works that may win, once there are any ---- */

static gboolean lacks_marks(const Coverage *coverage, const Work *work)
{
    CountedAs as = counted_as(work);
    guint n;
    Mark **marks = marks_of_work(coverage->input->marks, work->number, &n);

    for (guint i = 0; i < n; i++) {
        if (mark_state(coverage->input->settings, marks[i], work) == MARK_COUNTS)
            return FALSE;
    }
    return coverage->input->marks->len > 0 && (as == COUNTED_ELIGIBLE || as == COUNTED_REVIEW);
}

/* ---- manual checks: each has its finding ---- */

static const Finding *finding_of(const Work *work, const char *rule)
{
    for (guint i = 0; work->judgement && i < work->judgement->findings->len; i++) {
        const Finding *finding = work->judgement->findings->pdata[i];
        if (g_str_equal(finding->rule, rule))
            return finding;
    }
    return NULL;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *find_checks(const GPtrArray *works)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *checks = g_ptr_array_new();

    for (guint i = 0; i < works->len; i++) {
        const Judgement *judgement = ((const Work *)works->pdata[i])->judgement;

        for (guint j = 0; judgement && j < judgement->findings->len; j++) {
            const Finding *finding = judgement->findings->pdata[j];
            if (rule_is_check(finding->rule) && g_hash_table_add(names, finding->rule))
                g_ptr_array_add(checks, finding->rule);
        }
    }
    g_ptr_array_sort(checks, compare_names);
    return checks;
}

/* ---- by category ---- */

static const SheetColumn category_columns[] = {
    { "category", "column.category", CELL_TEXT, COLUMN_PLAIN },
    { "works", "column.works", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

typedef struct {
    guint works, unjudged_rules;
    guint done[G_N_ELEMENTS(steps)];
} Counts;

static void count(Counts *counts, const Work *work)
{
    counts->works++;
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        counts->done[i] += steps[i].is_done(work);
    if (work->judgement)
        counts->unjudged_rules += judgement_count(work->judgement, OUTCOME_NOT_EVALUATED);
}

static void add_counts(Sheet *sheet, const Counts *counts)
{
    sheet_add_value(sheet, counts->works);
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        sheet_add_value(sheet, counts->done[i]);
    sheet_add_value(sheet, counts->unjudged_rules);
}

static Sheet *sheet_of_categories(const Coverage *coverage)
{
    const ReportInput *input = coverage->input;
    Sheet *sheet = sheet_new("categories", "report.sheet.coverage", SHEET_SUMMARY, category_columns);
    guint n = input->settings->categories->len + 1;
    g_autofree Counts *counts = g_new0(Counts, n);
    g_auto(Text) unjudged = text_message("column.not-evaluated", NULL);
    Counts all = { 0 };

    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_auto(Text) heading = text_message(steps[i].heading, NULL);
        sheet_column(sheet, steps[i].slug, &heading, CELL_NUMBER, COLUMN_PLAIN);
    }
    sheet_column(sheet, "rules_not_evaluated", &unjudged, CELL_NUMBER, COLUMN_PLAIN);
    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];

        count(&counts[category_position(input->settings, work->category)], work);
        count(&all, work);
    }
    for (guint i = 0; i < n; i++) {
        const Category *category = i + 1 < n ? input->settings->categories->pdata[i] : NULL;

        if (!counts[i].works)
            continue;
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_category(sheet, input->settings, category ? category->slug : NULL);
        add_counts(sheet, &counts[i]);
    }
    sheet_row(sheet, ROW_TEXT);
    sheet_add_absent(sheet, "report.total");
    add_counts(sheet, &all);
    return sheet;
}

static const SheetColumn check_columns[] = {
    { "check", "column.check", CELL_TEXT, COLUMN_PLAIN },
    { "yes", "column.yes", CELL_NUMBER, COLUMN_PLAIN },
    { "no", "column.no", CELL_NUMBER, COLUMN_PLAIN },
    { "unsure", "column.unsure", CELL_NUMBER, COLUMN_PLAIN },
    { "open", "column.open", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static Sheet *sheet_of_checks(const Coverage *coverage)
{
    Sheet *sheet = sheet_new("checks", "report.sheet.checks", SHEET_SUMMARY, check_columns);

    for (guint i = 0; i < coverage->checks->len; i++) {
        const char *check = coverage->checks->pdata[i];
        g_auto(Text) name = rule_text(check);
        guint yes = 0, no = 0, unsure = 0, open = 0;

        for (guint j = 0; j < coverage->input->works->len; j++) {
            const Work *work = coverage->input->works->pdata[j];
            const char *answer = answer_of(work, check);

            yes += g_strcmp0(answer, CHECK_YES) == 0;
            no += g_strcmp0(answer, CHECK_NO) == 0;
            unsure += g_strcmp0(answer, CHECK_UNSURE) == 0;
            open += !answer && finding_of(work, check);
        }
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_texts(sheet, check + strlen(RULE_OF_CHECK), &name);
        sheet_add_value(sheet, yes);
        sheet_add_value(sheet, no);
        sheet_add_value(sheet, unsure);
        sheet_add_value(sheet, open);
    }
    return sheet;
}

/* ---- what is missing ---- */

static const SheetColumn missing_columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "category", "column.category", CELL_TEXT, COLUMN_FILES },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "status", "column.status", CELL_TEXT, COLUMN_PLAIN },
    { "missing", "column.still-missing", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

static void append_missing(GString *list, Language language, const char *words)
{
    if (list->len)
        g_string_append(list, message(language, "list.separator"));
    g_string_append(list, words);
}

static Text missing_words(const Coverage *coverage, const Work *work)
{
    Text words = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autoptr(GString) list = g_string_new(NULL);

        for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
            if (is_due(coverage, &steps[i], work) && !steps[i].is_done(work))
                append_missing(list, language, message(language, steps[i].missing));
        }
        if (cannot_be_watched(work))
            append_missing(list, language, message(language, "coverage.missing.copy"));
        for (guint i = 0; i < coverage->checks->len; i++) {
            const char *check = coverage->checks->pdata[i];
            g_auto(Text) name = rule_text(check);
            g_autofree char *open =
                message_format(language, "coverage.missing.check", "check", name.in[language], NULL);

            if (!answer_of(work, check) && finding_of(work, check))
                append_missing(list, language, open);
        }
        if (lacks_marks(coverage, work))
            append_missing(list, language, message(language, "coverage.missing.marks"));
        words.in[language] = g_strdup(list->str);
    }
    return words;
}

static Sheet *sheet_of_missing(const Coverage *coverage)
{
    Sheet *sheet = sheet_new("missing", "report.sheet.missing", SHEET_LIST, missing_columns);

    for (guint i = 0; i < coverage->input->works->len; i++) {
        const Work *work = coverage->input->works->pdata[i];
        g_auto(Text) words = missing_words(coverage, work);

        if (work->status == STATUS_WITHDRAWN || !*words.in[LANGUAGE_ZH])
            continue;
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_work_id(sheet, work);
        sheet_add_category(sheet, coverage->input->settings, work->category);
        sheet_add_text(sheet, work->title);
        sheet_add_text(sheet, work->unit);
        sheet_add_word(sheet, "status.", status_slug(work->status));
        sheet_add_texts(sheet, NULL, &words);
    }
    return sheet;
}

GPtrArray *report_coverage(const ReportInput *input)
{
    g_autoptr(GPtrArray) checks = find_checks(input->all_works);
    Coverage coverage = { .input = input, .checks = checks };
    GPtrArray *sheets = sheets_new();

    for (guint i = 0; i < input->all_works->len; i++) {
        coverage.wants_form |= has_form(input->all_works->pdata[i]);
        coverage.wants_deep |= is_deep_checked(input->all_works->pdata[i]);
    }
    g_ptr_array_add(sheets, sheet_of_categories(&coverage));
    if (checks->len)
        g_ptr_array_add(sheets, sheet_of_checks(&coverage));
    if (input->reviewers->len)
        g_ptr_array_add(sheets, sheet_of_reviewers(input));
    g_ptr_array_add(sheets, sheet_of_missing(&coverage));
    return sheets;
}
