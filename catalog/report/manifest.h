/* catalog/report/manifest.h
 *
 * The list of what each work was when entries closed: the last bytes that were seen of it by then (of now, where no closing time is set or none
 * has passed), by their SHA-256. A work that was there then stays in the list whatever became of it.
 */
#pragma once

#include "catalog/report/report.h"

/* What `sha256sum -c` checks in the contest folder, and nothing else: a line a work, in order of number. Paths are relative to the contest folder,
 * absolute where the root lies elsewhere; bytes that have not changed are looked for where they lie now. Names with a backslash, line feed or
 * carriage return are escaped as sha256sum does. Returns the ids of works whose bytes have no SHA-256 yet, which the list therefore lacks:
 * of char *, owned by the caller. *late: how many works came after entries closed, and are not in it either. */
GPtrArray *manifest_write_sums(GString *out, const ReportInput *input, guint *late);
