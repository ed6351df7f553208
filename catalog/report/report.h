/* catalog/report/report.h
 *
 * What leaves the house: each report as sheets, made of what the catalogue holds and of nothing else. The table report_kinds has them all but
 * the letters, which are letter.h's, and the plain list of checksums, which is manifest.h's.
 */
#pragma once

#include "catalog/report/sheet.h"
#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

/* Everything is borrowed. */
typedef struct {
    const Settings *settings;
    const char *contest_dir;     /* absolute */
    const GPtrArray *works;      /* of Work *: the ones that the report is about */
    const GPtrArray *all_works;  /* of Work *: the whole edition */
    const GPtrArray *files;      /* of FileRow *: of the whole edition */
    const GPtrArray *elsewhere;  /* of WorkElsewhere * */
    const GPtrArray *forms;      /* of Form *: of the whole edition; their contacts are for no report */
    const GPtrArray *marks;      /* of Mark *: of the whole edition, by number */
    const GPtrArray *reviewers;  /* of Reviewer * */
    const char *category, *unit; /* what the works were chosen by; NULL: anything */
    GTimeZone *zone;             /* report_zone() */
    gint64 revised_us;           /* of the catalogue */
} ReportInput;

typedef struct {
    const char *name;
    GPtrArray *(*make)(const ReportInput *input); /* of Sheet *, owned by the caller */
} ReportKind;
extern const ReportKind report_kinds[]; /* ends with a row whose name is NULL */

/* The zone in which days are told: that of the contest's closing time, else Beijing's. */
GTimeZone *report_zone(const Settings *settings);

/* When entries close; FACT_UNKNOWN: the settings do not say. */
gint64 report_closes_us(const Settings *settings);

/* ---- shared by the reports ---- */

/* Where a work stands, each work in one place. */
typedef enum {
    COUNTED_ELIGIBLE,
    COUNTED_REVIEW,
    COUNTED_INELIGIBLE,
    COUNTED_UNREADABLE,
    COUNTED_PENDING, /* not judged yet */
    COUNTED_MISSING,
    COUNTED_WITHDRAWN,
    N_COUNTED
} CountedAs;
CountedAs counted_as(const Work *work);
const char *counted_slug(CountedAs as);
const char *counted_heading(CountedAs as); /* key of a message */

char *verdict_words_of(const Work *work, Language language); /* in words; "已撤回" of what has left */
gboolean form_is_wanted(const ReportInput *input, const Form *form); /* by what the works were chosen by */
/* What an organiser answered to a manual check, CHECK_YES …; NULL: nobody has for the bytes that are there. Borrowed. */
const char *answer_of(const Work *work, const char *rule);
void sheet_add_category(Sheet *sheet, const Settings *settings, const char *slug); /* NULL: outside of any */
void sheet_add_unit(Sheet *sheet, const char *unit);                               /* NULL: none given */
void sheet_add_work_id(Sheet *sheet, const Work *work);
/* One column a as, in order; and their counts. */
void sheet_counted_columns(Sheet *sheet);
void sheet_add_counted(Sheet *sheet, const guint counts[N_COUNTED]);
void count_as(guint counts[N_COUNTED], const Work *work);

Sheet *sheet_of_reviewers(const ReportInput *input); /* how many works each has marked */

/* The categories of the settings, and NULL for none, as positions 0 … settings->categories->len. */
guint category_position(const Settings *settings, const char *slug);

GPtrArray *report_intake(const ReportInput *input);
GPtrArray *report_eligibility(const ReportInput *input);
GPtrArray *report_units(const ReportInput *input);
GPtrArray *report_duplicates(const ReportInput *input);
GPtrArray *report_reconciliation(const ReportInput *input);
GPtrArray *report_coverage(const ReportInput *input);
GPtrArray *report_marks(const ReportInput *input);
GPtrArray *report_manifest(const ReportInput *input);
