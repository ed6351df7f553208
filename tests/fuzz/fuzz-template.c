/* tests/fuzz/fuzz-template.c
 *
 * libFuzzer's way to templates and their escaping.
 */
#include "tests/fuzz/template_input.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    template_input_try(data, size);
    return 0;
}
