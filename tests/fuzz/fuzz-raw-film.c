/* libFuzzer's way to raw_film_input.h. */
#include "tests/fuzz/raw_film_input.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    return fuzz_raw_film(bytes, length);
}
