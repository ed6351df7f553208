#include "catalog/report/report.h"

#include "catalog/rules/dates.h"

#include <string.h>

const ReportKind report_kinds[] = {
    { "intake", report_intake },
    { "eligibility", report_eligibility },
    { "units", report_units },
    { "duplicates", report_duplicates },
    { "reconciliation", report_reconciliation },
    { "coverage", report_coverage },
    { "marks", report_marks },
    { "manifest", report_manifest },
    { NULL, NULL },
};

GTimeZone *report_zone(const Settings *settings)
{
    int zone_s = BEIJING_OFFSET_S;
    gint64 closes_us;

    rules_closes(settings->rules, &closes_us, &zone_s);
    return g_time_zone_new_offset(zone_s);
}

gint64 report_closes_us(const Settings *settings)
{
    gint64 closes_us = FACT_UNKNOWN;
    int zone_s;

    rules_closes(settings->rules, &closes_us, &zone_s);
    return closes_us;
}

static const struct {
    const char *slug, *heading;
} counted[N_COUNTED] = {
    [COUNTED_ELIGIBLE] = { "eligible", "counted.eligible" },
    [COUNTED_REVIEW] = { "review", "counted.review" },
    [COUNTED_INELIGIBLE] = { "ineligible", "counted.ineligible" },
    [COUNTED_UNREADABLE] = { "unreadable", "counted.unreadable" },
    [COUNTED_PENDING] = { "pending", "counted.pending" },
    [COUNTED_MISSING] = { "missing", "column.missing" },
    [COUNTED_WITHDRAWN] = { "withdrawn", "column.withdrawn" },
};

const char *counted_slug(CountedAs as)
{
    return counted[as].slug;
}

const char *counted_heading(CountedAs as)
{
    return counted[as].heading;
}

CountedAs counted_as(const Work *work)
{
    if (work->status == STATUS_WITHDRAWN)
        return COUNTED_WITHDRAWN;
    if (work->status == STATUS_MISSING)
        return COUNTED_MISSING;
    switch (work->judgement ? work->judgement->verdict : VERDICT_NONE) {
    case VERDICT_ELIGIBLE:
        return COUNTED_ELIGIBLE;
    case VERDICT_REVIEW:
        return COUNTED_REVIEW;
    case VERDICT_INELIGIBLE:
        return COUNTED_INELIGIBLE;
    case VERDICT_UNREADABLE:
        return COUNTED_UNREADABLE;
    case VERDICT_NONE:
        break;
    }
    return COUNTED_PENDING;
}

void count_as(guint counts[N_COUNTED], const Work *work)
{
    counts[counted_as(work)]++;
}

void sheet_counted_columns(Sheet *sheet)
{
    for (CountedAs as = COUNTED_ELIGIBLE; as < N_COUNTED; as++) {
        g_auto(Text) heading = text_message(counted[as].heading, NULL);

        sheet_column(sheet, counted[as].slug, &heading, CELL_NUMBER, COLUMN_PLAIN);
    }
}

void sheet_add_counted(Sheet *sheet, const guint counts[N_COUNTED])
{
    for (CountedAs as = COUNTED_ELIGIBLE; as < N_COUNTED; as++)
        sheet_add_value(sheet, counts[as]);
}

char *verdict_words_of(const Work *work, Language language)
{
    CountedAs as = counted_as(work);

    if (as == COUNTED_MISSING || as == COUNTED_WITHDRAWN)
        return g_strdup(message(language, as == COUNTED_MISSING ? "status.missing" : "status.withdrawn"));
    return verdict_words(work->judgement, language);
}

gboolean form_is_wanted(const ReportInput *input, const Form *form)
{
    return (!input->category || g_strcmp0(form->category, input->category) == 0) &&
           (!input->unit || g_strcmp0(form->unit, input->unit) == 0);
}

const char *answer_of(const Work *work, const char *rule)
{
    const Decision *last = decision_last(work->decisions, DECISION_CHECK, rule + strlen(RULE_OF_CHECK));

    return last && decision_holds(last, work->content) ? last->answer : NULL;
}

void sheet_add_category(Sheet *sheet, const Settings *settings, const char *slug)
{
    const Category *category = slug ? settings_category(settings, slug) : NULL;

    if (category)
        sheet_add_texts(sheet, slug, &category->title);
    else if (slug)
        sheet_add_text(sheet, slug);
    else
        sheet_add_absent(sheet, "word.no-category");
}

void sheet_add_unit(Sheet *sheet, const char *unit)
{
    if (unit)
        sheet_add_text(sheet, unit);
    else
        sheet_add_absent(sheet, "word.no-unit");
}

void sheet_add_work_id(Sheet *sheet, const Work *work)
{
    g_autofree char *id = work_id(work);

    sheet_add_text(sheet, id);
}

guint category_position(const Settings *settings, const char *slug)
{
    for (guint i = 0; slug && i < settings->categories->len; i++) {
        if (g_str_equal(((const Category *)settings->categories->pdata[i])->slug, slug))
            return i;
    }
    return settings->categories->len;
}
