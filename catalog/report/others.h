/* catalog/report/others.h
 *
 * A letter to one unit says nothing of the works of others. Pure.
 */
#pragma once

#include "catalog/report/report.h"

/* What was measured of a work where it names other works: those of other units without their numbers and titles. NULL: it names none of
 * theirs. Owned by the caller. */
char *measured_without_others(const ReportInput *input, const Work *work, const Finding *finding,
                              Language language);
