#include "catalog/messages/deep_words.h"

static char *words_of(const DeepFacts *deep, const Facts *facts, Language language)
{
    g_autoptr(GPtrArray) phrases = deep_words(deep, facts, language);

    g_ptr_array_add(phrases, NULL);
    return g_strjoinv("|", (char **)phrases->pdata);
}

static void assert_words(const DeepFacts *deep, const Facts *facts, const char *zh, const char *en)
{
    g_autofree char *in_chinese = words_of(deep, facts, LANGUAGE_ZH);
    g_autofree char *in_english = words_of(deep, facts, LANGUAGE_EN);

    g_assert_cmpstr(in_chinese, ==, zh);
    g_assert_cmpstr(in_english, ==, en);
}

static void nothing_known_is_nothing_said(void)
{
    g_autoptr(DeepFacts) deep = deep_facts_new();

    assert_words(deep, NULL, "", "");
}

static void a_film_in_order_is_whole_and_has_its_levels(void)
{
    g_autoptr(DeepFacts) deep = deep_facts_new();
    g_autoptr(Facts) facts = facts_new();

    facts->has_video = TRUE;
    facts->video.display_width = deep->picture_width = 1920;
    facts->video.display_height = deep->picture_height = 1080;
    deep->decode_errors = 0;
    deep->black_head = deep->black_tail = deep->black_longest = deep->freeze_longest = 0;
    deep->silence_longest = deep->is_silent = deep->dead_channels = 0;
    deep->loudness = -23149;
    deep->true_peak = -951;
    deep->frame_rate_mode = g_strdup("cfr");
    deep->scan = g_strdup("progressive");
    assert_words(deep, facts, "全片解码无误|响度 -23.1 LUFS|真峰值 -1 dBTP",
                 "all of it decodes|loudness -23.1 LUFS|true peak -1 dBTP");
}

static void what_is_wrong_is_said_with_its_place(void)
{
    g_autoptr(DeepFacts) deep = deep_facts_new();
    g_autoptr(Facts) facts = facts_new();

    facts->has_video = TRUE;
    facts->video.display_width = 1920;
    facts->video.display_height = 1080;
    deep->picture_width = 1920;
    deep->picture_height = 800;
    deep->decode_errors = 3;
    deep->first_error_at = 62 * G_USEC_PER_SEC;
    deep->black_head = deep->black_longest = 2040000;
    deep->freeze_longest = 5 * G_USEC_PER_SEC;
    deep->freeze_longest_at = 10 * G_USEC_PER_SEC;
    deep->is_silent = 1;
    deep->dead_channels = 1;
    assert_words(deep, facts,
                 "3 处损坏，最早在 1:02|片头黑场 2.04 秒|画面静止最长 5 秒（从 0:10 起）|去黑边后画面 "
                 "1920×800|全程静音|1 个声道无声",
                 "3 damaged places, the first at 1:02|2.04 s of black at the beginning|a still picture for "
                 "up to 5 s (from 0:10)|"
                 "1920×800 inside the black bars|silent throughout|1 silent channel(s)");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/deep words/nothing known is nothing said", nothing_known_is_nothing_said);
    g_test_add_func("/deep words/a film in order is whole and has its levels",
                    a_film_in_order_is_whole_and_has_its_levels);
    g_test_add_func("/deep words/what is wrong is said with its place", what_is_wrong_is_said_with_its_place);
    return g_test_run();
}
