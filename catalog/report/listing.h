/* catalog/report/listing.h
 *
 * Works as lines: a table for a terminal, JSON Lines, CSV; and one work in full. Everything is appended as
 * UTF-8, whatever the locale.
 */
#pragma once

#include "catalog/report/escape.h"
#include "catalog/rules/settings.h"
#include "catalog/store/store.h"

/* One object a line, keys as documented in pianmu(1). `message` is in the given language. */
void listing_json(GString *out, const Work *work, Language language);

/* The same with the work's decisions and the history of its verdicts (of PastVerdict *). */
void listing_json_full(GString *out, const Work *work, const GPtrArray *history, Language language);

/* RFC 4180 with a BOM and CRLF, so that Excel in China opens it; cells that a spreadsheet would compute are
 * defused by an apostrophe. */
void listing_csv_head(GString *out, Language language);
void listing_csv(GString *out, const Work *work, Language language);

/* A table of aligned columns, wide characters counted as two. `works` of Work *. */
void listing_table(GString *out, const GPtrArray *works, Language language);

/* Verdicts of works: a line each, and under it the findings that are not passes. */
void listing_verdicts(GString *out, const GPtrArray *works, Language language);
/* The same as CSV, one row a finding. */
void listing_findings_csv_head(GString *out, Language language);
void listing_findings_csv(GString *out, const Work *work, Language language);

/* All that is known of one work, for people. `copying`: how the making of its preview copy went; NULL: it was not tried. */
void listing_full(GString *out, const Work *work, const StageRow *copying, Language language);

/* What people decided of it, in force and past, and their notes; nothing where there is nothing. */
void listing_decisions(GString *out, const Work *work, Language language);
/* What it got of whom; `marks` and `reviewers` of the whole edition; nothing where there is nothing. */
void listing_marks(GString *out, const Work *work, const GPtrArray *marks, const GPtrArray *reviewers,
                   const Settings *settings, Language language);
/* Its verdicts, oldest first (of PastVerdict *), each with what changed. */
void listing_history(GString *out, const GPtrArray *history, Language language);
