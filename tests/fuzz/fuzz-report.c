/* tests/fuzz/fuzz-report.c
 *
 * libFuzzer's way to the reader of reports. Random bytes seldom become a report, so new inputs begin as whole
 * ones. A file with a finding is played back by giving it as argument.
 */
#include "tests/fuzz/report_inputs.h"

#include <string.h>

gsize LLVMFuzzerMutate(guint8 *data, gsize size, gsize max_size);
gsize LLVMFuzzerCustomMutator(guint8 *data, gsize size, gsize max_size, guint seed);

gsize LLVMFuzzerCustomMutator(guint8 *data, gsize size, gsize max_size, guint seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(GByteArray) bytes = NULL;

    if (size >= 8 && g_rand_int_range(random, 0, 100) != 0)
        return LLVMFuzzerMutate(data, size, max_size);
    bytes = report_input_whole(random);
    if (bytes->len > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    memcpy(data, bytes->data, bytes->len);
    return bytes->len;
}
