#include "catalog/rules/proxy_when.h"

typedef struct {
    const char *text;
    ProxyWhen when;
    const char *fault; /* NULL: none */
} Case;

static const Case cases[] = {
    { "never", { 0 }, NULL },
    { "unplayable", { .unplayable = TRUE }, NULL },
    { "above 1080p", { .longer_side = 1920, .shorter_side = 1080 }, NULL },
    { "above 1080P, above 20 Mb/s",
      { .longer_side = 1920, .shorter_side = 1080, .bit_rate = 20000000 },
      NULL },
    { "above 4K", { .longer_side = 4096, .shorter_side = 2160 }, NULL },
    { "above 1080x1920", { .longer_side = 1920, .shorter_side = 1080 }, NULL },
    { "above 1920×1080", { .longer_side = 1920, .shorter_side = 1080 }, NULL },
    { "unplayable，ａｂｏｖｅ　２０Ｍｂｐｓ", { .unplayable = TRUE, .bit_rate = 20000000 }, NULL },
    { "unplayable, never", { 0 }, "fault.proxy-never" },
    { "unplayble", { 0 }, "fault.choice-nearest" },
    { "always", { 0 }, "fault.choice" },
    { "above", { 0 }, "fault.number" },
    { "above much", { 0 }, "fault.number" },
    { "above 20 MB", { 0 }, "fault.unit.bit-rate" },
    { ",", { 0 }, "fault.empty" },
};

static void conditions_are_read_as_people_write_them(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *one = &cases[i];
        ProxyWhen when = { .bit_rate = 7 };
        g_auto(Fault) fault = { 0 };
        gboolean good = proxy_when_parse(one->text, &when, &fault);

        g_test_message("%s", one->text);
        g_assert_cmpstr(fault.key, ==, one->fault);
        g_assert_cmpint(good, ==, one->fault == NULL);
        if (!good) {
            g_assert_cmpint(when.bit_rate, ==, 7); /* as it was */
            continue;
        }
        g_assert_cmpint(when.unplayable, ==, one->when.unplayable);
        g_assert_cmpint(when.longer_side, ==, one->when.longer_side);
        g_assert_cmpint(when.shorter_side, ==, one->when.shorter_side);
        g_assert_cmpint(when.bit_rate, ==, one->when.bit_rate);
    }
}

static Facts *film(const char *codec, gint64 width, gint64 height, gint64 bit_rate)
{
    Facts *facts = facts_new();

    facts->has_video = TRUE;
    facts->file.container = g_strdup("mp4");
    facts->file.bit_rate = bit_rate;
    facts->video.codec_name = g_strdup(codec);
    facts->video.pix_fmt = g_strdup("yuv420p");
    facts->video.display_width = width;
    facts->video.display_height = height;
    return facts;
}

static gboolean holds(const ProxyWhen *when, Facts *facts)
{
    gboolean answer = proxy_when_holds(when, facts, FALSE);

    facts_free(facts);
    return answer;
}

static void one_condition_that_is_met_suffices(void)
{
    const ProxyWhen *usual = &proxy_when_default, never = { 0 };

    g_assert_false(holds(usual, film("h264", 1920, 1080, 20000000)));
    g_assert_false(holds(usual, film("h264", 1080, 1920, 20000000)));
    g_assert_false(holds(usual, film("h264", FACT_UNKNOWN, FACT_UNKNOWN, FACT_UNKNOWN)));
    g_assert_true(holds(usual, film("hevc", 320, 180, 100000)));
    g_assert_true(holds(usual, film("h264", 1922, 800, 1000000)));
    g_assert_true(holds(usual, film("h264", 1440, 1082, 1000000)));
    g_assert_true(holds(usual, film("h264", 320, 180, 20000001)));
    g_assert_false(holds(&never, film("hevc", 3840, 2160, 90000000)));
}

static void a_damaged_film_is_one_that_browsers_do_not_play(void)
{
    const ProxyWhen above = { .longer_side = 1920, .shorter_side = 1080 };
    g_autoptr(Facts) facts = film("h264", 320, 180, 100000);

    g_assert_true(proxy_when_holds(&proxy_when_default, facts, TRUE));
    g_assert_false(proxy_when_holds(&above, facts, TRUE));
}

static void a_file_without_pictures_needs_none(void)
{
    g_autoptr(Facts) facts = facts_new();

    g_assert_false(proxy_when_holds(&proxy_when_default, facts, TRUE));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/proxy when/conditions are read as people write them",
                    conditions_are_read_as_people_write_them);
    g_test_add_func("/proxy when/one condition that is met suffices", one_condition_that_is_met_suffices);
    g_test_add_func("/proxy when/a damaged film is one that browsers do not play",
                    a_damaged_film_is_one_that_browsers_do_not_play);
    g_test_add_func("/proxy when/a file without pictures needs none", a_file_without_pictures_needs_none);
    return g_test_run();
}
