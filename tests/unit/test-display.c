#include "catalog/messages/display.h"

static void assert_shown(const char *bytes, const char *expected)
{
    g_autofree char *shown = display_text(bytes);

    g_assert_cmpstr(shown, ==, expected);
}

static void ordinary_text_stays(void)
{
    assert_shown("末班车上的样机 — No. 7 \\ 𠮷 👩‍👧",
                 "末班车上的样机 — No. 7 \\ 𠮷 👩‍👧");
}

static void bytes_that_are_not_utf8_are_spelt_out(void)
{
    assert_shown("a\xD6\xD0z", "a\\xD6\\xD0z");
    assert_shown("\xE6\x9C", "\\xE6\\x9C"); /* cut short */
    assert_shown("字\xE6\x9C字\xE4", "字\\xE6\\x9C字\\xE4");
    assert_shown("\xED\xA0\x80", "\\xED\\xA0\\x80"); /* a lone surrogate */
}

static void what_acts_unseen_is_made_visible(void)
{
    assert_shown("a\nb\tc", "a\\nb\\tc");
    assert_shown("\x1b]0;x\x07", "\\u{001B}]0;x\\u{0007}");
    assert_shown("\u202Egpj.mp4", "\\u{202E}gpj.mp4");
    assert_shown("x\u2028y\uFEFFz\u200Bw", "x\\u{2028}y\\u{FEFF}z\\u{200B}w");
    assert_shown("\xC2\x85", "\\u{0085}");
}

static void wide_characters_take_two_columns(void)
{
    g_assert_cmpint(display_width("abc"), ==, 3);
    g_assert_cmpint(display_width("剧情"), ==, 4);
    g_assert_cmpint(display_width("（含）"), ==, 6);
    g_assert_cmpint(display_width("e\u0301"), ==, 1);
    g_assert_cmpint(display_width("\u4DFF\u4E00\u9FFF\uA000"), ==, 1 + 2 + 2 + 2); /* ䷿ is a sign, narrow */
    g_assert_cmpint(display_width("𠮷"), ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/display/ordinary text stays", ordinary_text_stays);
    g_test_add_func("/display/bytes that are not UTF-8 are spelt out", bytes_that_are_not_utf8_are_spelt_out);
    g_test_add_func("/display/what acts unseen is made visible", what_acts_unseen_is_made_visible);
    g_test_add_func("/display/wide characters take two columns", wide_characters_take_two_columns);
    return g_test_run();
}
