/* tests/fuzz/report_inputs.h
 *
 * Inputs for the reader of reports: whole reports. The same generator gives the same.
 */
#pragma once

#include <glib.h>

GByteArray *report_input_whole(GRand *random); /* the bytes of a valid report */

/* The one entry point: aborts where the reader does wrong. libFuzzer's name for it. */
int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);
