/* Verdicts: how many of each, and what was found of each work. */
#include "catalog/report/report.h"

static const SheetColumn summary_columns[] = {
    { "category", "column.category", CELL_TEXT, COLUMN_PLAIN },
    { "works", "column.works", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static const SheetColumn finding_columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_HEAD },
    { "category", "column.category", CELL_TEXT, COLUMN_FILES },
    { "title", "column.title", CELL_TEXT, COLUMN_HEAD },
    { "unit", "column.unit", CELL_TEXT, COLUMN_HEAD },
    { "verdict", "column.verdict", CELL_TEXT, COLUMN_HEAD },
    { "rule", "column.rule", CELL_TEXT, COLUMN_FILES },
    { "outcome", "column.outcome", CELL_TEXT, COLUMN_PLAIN },
    { "points", "column.points", CELL_NUMBER, COLUMN_FILES },
    { "required", "column.required", CELL_TEXT, COLUMN_FILES },
    { "measured", "column.measured", CELL_TEXT, COLUMN_FILES },
    { "message", "column.message", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

typedef struct {
    guint works;
    guint counted[N_COUNTED];
} Counts;

static void add_counts(Sheet *sheet, const Counts *counts)
{
    sheet_add_value(sheet, counts->works);
    sheet_add_counted(sheet, counts->counted);
}

static Sheet *summary(const ReportInput *input)
{
    Sheet *sheet = sheet_new("categories", "report.sheet.categories", SHEET_SUMMARY, summary_columns);
    guint n = input->settings->categories->len + 1;
    g_autofree Counts *counts = g_new0(Counts, n);
    Counts all = { 0 };

    sheet_counted_columns(sheet);
    for (guint i = 0; i < input->works->len; i++) {
        const Work *work = input->works->pdata[i];
        Counts *of = &counts[category_position(input->settings, work->category)];

        of->works++;
        all.works++;
        count_as(of->counted, work);
        count_as(all.counted, work);
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

/* ---- findings ---- */

static void add_verdict(Sheet *sheet, const Work *work)
{
    g_auto(Text) words = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        words.in[language] = verdict_words_of(work, language);
    sheet_add_texts(sheet, counted_slug(counted_as(work)), &words);
}

static void begin_row(Sheet *sheet, const ReportInput *input, const Work *work, RowUse use)
{
    sheet_row(sheet, use);
    sheet_add_work_id(sheet, work);
    sheet_add_category(sheet, input->settings, work->category);
    sheet_add_text(sheet, work->title);
    sheet_add_text(sheet, work->unit);
    add_verdict(sheet, work);
}

static void add_finding(Sheet *sheet, const ReportInput *input, const Work *work, const Finding *finding)
{
    g_auto(Text) name = rule_text(finding->rule);

    begin_row(sheet, input, work, finding->outcome == OUTCOME_NOT_EVALUATED ? ROW_FILES : ROW_PLAIN);
    sheet_add_texts(sheet, finding->rule, &name);
    sheet_add_word(sheet, "outcome.", outcome_slug(finding->outcome));
    sheet_add_value(sheet, finding->outcome == OUTCOME_DEDUCT ? finding->points : FACT_UNKNOWN);
    sheet_add_texts(sheet, NULL, &finding->required);
    sheet_add_texts(sheet, NULL, &finding->measured);
    sheet_add_texts(sheet, NULL, &finding->message);
}

/* A work of which nothing is to be said, or where a line sums up what there is. */
static void add_row_without_rule(Sheet *sheet, const ReportInput *input, const Work *work,
                                 const char *outcome, const Text *words)
{
    begin_row(sheet, input, work, words ? ROW_TEXT : ROW_PLAIN);
    sheet_add_text(sheet, NULL);
    sheet_add_word(sheet, "outcome.", outcome);
    sheet_add_value(sheet, FACT_UNKNOWN);
    sheet_add_text(sheet, NULL);
    sheet_add_text(sheet, NULL);
    sheet_add_texts(sheet, NULL, words);
}

/* "时长、帧率": the rules that could not be judged. */
static Text unjudged_rules(const Judgement *judgement)
{
    Text words = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autoptr(GString) list = g_string_new(NULL);

        for (guint i = 0; i < judgement->findings->len; i++) {
            const Finding *finding = judgement->findings->pdata[i];
            g_auto(Text) name = rule_text(finding->rule);

            if (finding->outcome == OUTCOME_NOT_EVALUATED)
                g_string_append_printf(list, "%s%s", list->len ? message(language, "list.separator") : "",
                                       name.in[language]);
        }
        words.in[language] = g_strdup(list->str);
    }
    return words;
}

static void add_work(Sheet *sheet, const ReportInput *input, const Work *work)
{
    const Judgement *judgement = work->judgement;
    guint said = 0, unjudged = judgement ? judgement_count(judgement, OUTCOME_NOT_EVALUATED) : 0;

    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (finding->outcome == OUTCOME_PASS)
            continue;
        add_finding(sheet, input, work, finding);
        said++;
    }
    if (unjudged) {
        g_auto(Text) words = unjudged_rules(judgement);
        add_row_without_rule(sheet, input, work, outcome_slug(OUTCOME_NOT_EVALUATED), &words);
    }
    if (!said)
        add_row_without_rule(sheet, input, work, NULL, NULL);
}

GPtrArray *report_eligibility(const ReportInput *input)
{
    GPtrArray *sheets = sheets_new();
    Sheet *sheet = sheet_new("findings", "report.sheet.findings", SHEET_LIST, finding_columns);

    g_ptr_array_add(sheets, summary(input));
    for (guint i = 0; i < input->works->len; i++)
        add_work(sheet, input, input->works->pdata[i]);
    g_ptr_array_add(sheets, sheet);
    return sheets;
}
