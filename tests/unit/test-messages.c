#include "catalog/facts/facts.h"
#include "catalog/messages/message_table.h"
#include "catalog/rules/verdict.h"

#include <errno.h>
#include <string.h>

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "{b} of {a}, {b}" → "a b b " */
static char *placeholders(const char *text)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    GString *all = g_string_new(NULL);

    for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{'))
        g_ptr_array_add(names, g_strndup(open + 1, strcspn(open + 1, "}")));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(all, "%s ", (const char *)names->pdata[i]);
    return g_string_free(all, FALSE);
}

static void both_languages_have_the_same_placeholders(void)
{
    for (const Message *const *table = message_tables; *table; table++) {
        for (const Message *row = *table; row->key; row++) {
            g_autofree char *zh = placeholders(row->in[LANGUAGE_ZH]);
            g_autofree char *en = placeholders(row->in[LANGUAGE_EN]);

            if (!g_str_equal(zh, en))
                g_error("%s: {%s} and {%s}", row->key, zh, en);
        }
    }
}

static void every_key_is_there_once_and_has_words(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (const Message *const *table = message_tables; *table; table++) {
        for (const Message *row = *table; row->key; row++) {
            if (!g_hash_table_add(seen, (gpointer)row->key))
                g_error("%s is there twice", row->key);
            g_assert_nonnull(row->in[LANGUAGE_ZH]);
            g_assert_nonnull(row->in[LANGUAGE_EN]);
            g_assert_true(g_utf8_validate(row->in[LANGUAGE_ZH], -1, NULL));
        }
    }
}

static gboolean is_han(gunichar c)
{
    return g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
}

/* Chinese takes full-width punctuation: none of ",;:?!()" right behind a Han character. */
static void chinese_is_punctuated_in_full_width(void)
{
    for (const Message *const *table = message_tables; *table; table++) {
        for (const Message *row = *table; row->key; row++) {
            gunichar before = 0;

            for (const char *p = row->in[LANGUAGE_ZH]; *p; p = g_utf8_next_char(p)) {
                gunichar c = g_utf8_get_char(p);

                if (is_han(before) && c < 128 && strchr(",;:?!()", (int)c))
                    g_error("%s: %s", row->key, row->in[LANGUAGE_ZH]);
                before = c;
            }
        }
    }
}

static void assert_worded(const char *area, const char *slug)
{
    g_autofree char *key = g_strdup_printf("%s.%s", area, slug);

    if (!message_exists(key))
        g_error("no words for %s", key);
}

static void every_stored_slug_has_words(void)
{
    static const char *const reasons[] = {
        "empty",         "not-media", "audio-only", "cover-only",        "subtitle-only", "no-index",
        "no-media-data", "truncated", "encrypted",  "undecodable",       "corrupt",       "limit",
        "slow",          "time",      "memory",     "unsupported-codec", "crashed",       "sandbox",
        "bad-answer",    "archive",
    };
    static const char *const obstacles[] = { "container", "video-codec", "pixel-format", "audio-codec",
                                             "no-video" };

    for (Status status = STATUS_OK; status <= STATUS_WITHDRAWN; status++)
        assert_worded("status", status_slug(status));
    for (Outcome outcome = OUTCOME_PASS; outcome <= OUTCOME_NOT_EVALUATED; outcome++)
        assert_worded("outcome", outcome_slug(outcome));
    for (Verdict verdict = VERDICT_ELIGIBLE; verdict <= VERDICT_UNREADABLE; verdict++)
        assert_worded("verdict", verdict_slug(verdict));
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
        assert_worded("reason", reasons[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(obstacles); i++)
        assert_worded("obstacle", obstacles[i]);
}

static void reasons_fit_into_sentences(void)
{
    for (const Message *row = verdict_messages; row->key; row++) {
        if (!g_str_has_prefix(row->key, "reason."))
            continue;
        g_assert_false(g_str_has_suffix(row->in[LANGUAGE_ZH], "。"));
        g_assert_false(g_str_has_suffix(row->in[LANGUAGE_EN], "."));
    }
}

static void assert_text(char *got, const char *want)
{
    g_assert_cmpstr(got, ==, want);
    g_free(got);
}

static void values_fill_placeholders(void)
{
    assert_text(
        message_format(LANGUAGE_EN, "error.no-command-nearest", "name", "lst", "nearest", "list", NULL),
        "There is no command “lst”; did you mean list?");
    assert_text(
        message_format(LANGUAGE_EN, "error.no-command-nearest", "nearest", "{name}", "name", "%s", NULL),
        "There is no command “%s”; did you mean {name}?");
}

static void chinese_is_spaced_from_letters_and_digits(void)
{
    assert_text(message_format(LANGUAGE_ZH, "range.at-most", "max", "10 分钟", NULL), "不超过 10 分钟");
    assert_text(message_format(LANGUAGE_ZH, "range.between", "min", "1 分钟", "max", "10 分钟", NULL),
                "1 分钟至 10 分钟");
    assert_text(message_format(LANGUAGE_ZH, "range.at-most", "max", "一半", NULL), "不超过一半");
    assert_text(message_format(LANGUAGE_ZH, "range.between", "min", "-26 LUFS", "max", "-14 LUFS", NULL),
                "-26 LUFS 至 -14 LUFS");
    assert_text(message_format(LANGUAGE_ZH, "range.at-most", "max", "-", NULL), "不超过-");
    assert_text(message_format(LANGUAGE_ZH, "summary.verdict-change", "from", "合格", "to", "待复核", NULL),
                "合格 → 待复核");
}

static void texts_are_made_in_both_languages(void)
{
    g_auto(Text) max = text_same("5");
    g_auto(Text) text = text_message("range.at-most", "max", &max, NULL);
    g_auto(Text) copy = text_copy(&text);

    g_assert_cmpstr(text.in[LANGUAGE_ZH], ==, "不超过 5");
    g_assert_cmpstr(text.in[LANGUAGE_EN], ==, "at most 5");
    g_assert_true(texts_equal(&text, &copy));
    g_assert_false(texts_equal(&text, &max));
}

static void durations_are_told_as_people_tell_them(void)
{
    static const struct {
        gint64 ms;
        const char *zh, *en, *exact_zh;
    } cases[] = {
        { 0, "0 秒", "0 s", "0 秒" },
        { 200, "0.2 秒", "0.2 s", "0.2 秒" },
        { 42040, "42.04 秒", "42.04 s", "42.04 秒" },
        { 59999, "59.999 秒", "59.999 s", "59.999 秒" },
        { 60000, "1 分钟", "1 min", "1 分钟" },
        { 642040, "10 分 42 秒", "10 min 42 s", "10 分 42.04 秒" },
        { 600000, "10 分钟", "10 min", "10 分钟" },
        { 599600, "10 分钟", "10 min", "9 分 59.6 秒" },
        { 3600000, "1 小时", "1 h", "1 小时" },
        { 5400000, "1 小时 30 分钟", "1 h 30 min", "1 小时 30 分钟" },
        { 3605000, "1 小时 5 秒", "1 h 5 s", "1 小时 5 秒" },
        { 3723000, "1 小时 2 分 3 秒", "1 h 2 min 3 s", "1 小时 2 分 3 秒" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_text(format_duration(LANGUAGE_ZH, cases[i].ms * 1000), cases[i].zh);
        assert_text(format_duration(LANGUAGE_EN, cases[i].ms * 1000), cases[i].en);
        assert_text(format_duration_exact(LANGUAGE_ZH, cases[i].ms * 1000), cases[i].exact_zh);
    }
}

static void clocks_sizes_and_rates_are_short(void)
{
    assert_text(format_clock(242 * G_USEC_PER_SEC), "4:02");
    assert_text(format_clock(G_GINT64_CONSTANT(3723) * G_USEC_PER_SEC), "1:02:03");
    assert_text(format_clock(-5), "0:00");
    assert_text(format_level(-23140, "LUFS"), "-23.14 LUFS");
    assert_text(format_level(-400, "dBTP"), "-0.4 dBTP");
    assert_text(format_level(0, "LU"), "0 LU");
    assert_text(format_level(3000, "dBTP"), "3 dBTP");
    assert_text(format_sample_rate(44100), "44.1 kHz");
    assert_text(format_sample_rate(800), "800 Hz");
    assert_text(format_size(LANGUAGE_ZH, 0), "0 B");
    assert_text(format_size(LANGUAGE_ZH, 999), "999 B");
    assert_text(format_size(LANGUAGE_EN, 612400000), "612.4 MB");
    assert_text(format_size(LANGUAGE_EN, 999960000), "1.0 GB");
    assert_text(format_bit_rate(LANGUAGE_ZH, 7900000), "7.9 Mbps");
    assert_text(format_bit_rate(LANGUAGE_ZH, 128000), "128.0 kbps");
    assert_text(format_size_exact(LANGUAGE_EN, 300000000), "300 MB");
    assert_text(format_size_exact(LANGUAGE_EN, 1500000000), "1.5 GB");
    assert_text(format_size_exact(LANGUAGE_EN, 314572800), "314572.8 kB");
    assert_text(format_size_exact(LANGUAGE_EN, 1001), "1.001 kB");
    assert_text(format_size_exact(LANGUAGE_EN, 0), "0 B");
    assert_text(format_bit_rate_exact(LANGUAGE_EN, 1280000), "1.28 Mbps");
    assert_text(format_bit_rate_exact(LANGUAGE_EN, 999), "999 bps");
    assert_text(format_frame_rate("25/1"), "25");
    assert_text(format_frame_rate("30000/1001"), "29.97");
    assert_text(format_frame_rate("24000/1001"), "23.98");
    assert_text(format_frame_rate("0/0"), "?");
    assert_text(format_frame_rate(NULL), "?");
    assert_text(format_frame_size(1920, 1080), "1920×1080");
    g_assert_cmpstr(codec_label("h264"), ==, "H.264");
    g_assert_cmpstr(codec_label("unheard-of"), ==, "unheard-of");
    g_assert_cmpstr(container_label("mp4"), ==, "MP4");
    g_assert_null(codec_label(NULL));
}

static void languages_are_known_by_many_names(void)
{
    Language language = LANGUAGE_EN;

    for (const char *const *name = (const char *const[]){ "zh", "zh_CN", "zh-CN.UTF-8", "ZH_tw", NULL };
         *name; name++) {
        language = LANGUAGE_EN;
        g_assert_true(language_from_name(*name, &language));
        g_assert_cmpint(language, ==, LANGUAGE_ZH);
    }
    g_assert_true(language_from_name("en_US.UTF-8", &language));
    g_assert_cmpint(language, ==, LANGUAGE_EN);
    for (const char *const *name = (const char *const[]){ "", "C", "C.UTF-8", "zhou", "english", "fr", NULL };
         *name; name++)
        g_assert_false(language_from_name(*name, &language));
    g_assert_false(language_from_name(NULL, &language));
}

static void what_the_system_refuses_is_said_in_both_languages(void)
{
    g_assert_cmpstr(error_number_words(LANGUAGE_ZH, EACCES), ==, "没有权限");
    g_assert_cmpstr(error_number_words(LANGUAGE_EN, EACCES), ==, "permission denied");
    g_assert_null(error_number_key(EDOM));
    g_assert_cmpstr(error_number_words(LANGUAGE_ZH, EDOM), ==, g_strerror(EDOM));
}

static void the_environment_names_a_language(void)
{
    g_setenv("LC_ALL", "", TRUE);
    g_setenv("LC_MESSAGES", "zh_CN.UTF-8", TRUE);
    g_setenv("LANG", "en_US.UTF-8", TRUE);
    g_assert_cmpint(language_of_environment(), ==, LANGUAGE_ZH);
    g_setenv("LC_ALL", "C", TRUE);
    g_assert_cmpint(language_of_environment(), ==, LANGUAGE_EN);
    g_unsetenv("LC_ALL");
    g_unsetenv("LC_MESSAGES");
    g_unsetenv("LANG");
    g_assert_cmpint(language_of_environment(), ==, LANGUAGE_EN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/messages/both languages have the same placeholders",
                    both_languages_have_the_same_placeholders);
    g_test_add_func("/messages/every key is there once and has words", every_key_is_there_once_and_has_words);
    g_test_add_func("/messages/Chinese is punctuated in full width", chinese_is_punctuated_in_full_width);
    g_test_add_func("/messages/every stored slug has words", every_stored_slug_has_words);
    g_test_add_func("/messages/reasons fit into sentences", reasons_fit_into_sentences);
    g_test_add_func("/messages/values fill placeholders", values_fill_placeholders);
    g_test_add_func("/messages/Chinese is spaced from letters and digits",
                    chinese_is_spaced_from_letters_and_digits);
    g_test_add_func("/messages/texts are made in both languages", texts_are_made_in_both_languages);
    g_test_add_func("/messages/durations are told as people tell them",
                    durations_are_told_as_people_tell_them);
    g_test_add_func("/messages/clocks, sizes and rates are short", clocks_sizes_and_rates_are_short);
    g_test_add_func("/messages/languages are known by many names", languages_are_known_by_many_names);
    g_test_add_func("/messages/the environment names a language", the_environment_names_a_language);
    g_test_add_func("/messages/what the system refuses is said in both languages",
                    what_the_system_refuses_is_said_in_both_languages);
    return g_test_run();
}
