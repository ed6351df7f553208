/* tests/fuzz/fuzz-names.c
 *
 * libFuzzer's way to what hides names in texts: of any lines, all but the last are names and the last is the text. The unit tests call the same
 * entry point.
 */
#include "catalog/gallery/name_mask.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autofree char *input = g_strndup((const char *)bytes, length);
    g_auto(GStrv) lines = g_strsplit(input, "\n", -1);
    guint names = MAX(g_strv_length(lines), 1) - 1;
    const char *text = *lines ? lines[names] : "";
    g_autoptr(NameMask) mask = name_mask_new();
    g_autofree char *once = NULL, *twice = NULL;
    gboolean like_a_mask = FALSE;

    for (guint i = 0; i < names; i++) {
        name_mask_add(mask, lines[i]);
        like_a_mask = like_a_mask || strstr(lines[i], "×");
    }
    once = name_mask_apply(mask, text);
    twice = name_mask_apply(mask, once);
    g_assert_true(g_utf8_validate(once, -1, NULL) || g_str_equal(once, text));
    if (!like_a_mask) /* no name is left */
        g_assert_cmpstr(twice, ==, once);
    return 0;
}
