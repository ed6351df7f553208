/* tests/fuzz/report_inputs.h
 *
 * Inputs for the reader of reports: whole reports, and what becomes of bytes by random damage. The same
 * generator gives the same inputs.
 */
#pragma once

#include <glib.h>

GByteArray *report_input_whole(GRand *random); /* the bytes of a valid report */
void report_input_damage(GByteArray *bytes, GRand *random);

/* The one entry point: aborts where the reader does wrong. libFuzzer's name for it. */
int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);
