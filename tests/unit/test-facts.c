#include "catalog/facts/facts.h"

static void everything_is_unknown_at_first(void)
{
    g_autoptr(Facts) facts = facts_new();

    g_assert_cmpint(facts->file.duration, ==, FACT_UNKNOWN);
    g_assert_cmpint(facts->video.width, ==, FACT_UNKNOWN);
    g_assert_null(facts->video.codec_name);
    g_assert_true(facts_are_plausible(facts, NULL));
}

static void a_value_out_of_its_range_is_found(void)
{
    g_autoptr(Facts) facts = facts_new();
    const FactField *wrong = NULL;

    facts->video.rotation = 271;
    g_assert_false(facts_are_plausible(facts, &wrong));
    g_assert_cmpstr(wrong->name, ==, "rotation");
}

static void text_must_be_utf8_without_control_characters(void)
{
    g_autoptr(Facts) facts = facts_new();
    AudioFacts *audio = facts_add_audio(facts);

    audio->language = g_strdup("chi");
    g_assert_true(facts_are_plausible(facts, NULL));
    g_free(audio->language);
    audio->language = g_strdup("a\x1b[31m");
    g_assert_false(facts_are_plausible(facts, NULL));
    g_free(audio->language);
    audio->language = g_strdup("\xff\xfe");
    g_assert_false(facts_are_plausible(facts, NULL));
}

static void too_many_streams_are_refused(void)
{
    g_autoptr(Facts) facts = facts_new();

    for (int i = 0; i < FACTS_STREAMS_MAX; i++)
        facts_add_subtitle(facts);
    g_assert_true(facts_are_plausible(facts, NULL));
    facts_add_subtitle(facts);
    g_assert_false(facts_are_plausible(facts, NULL));
}

static void a_ratio_has_two_positive_parts(void)
{
    gint64 num = 0, den = 0;

    g_assert_true(fact_ratio("30000/1001", &num, &den));
    g_assert_cmpint(num, ==, 30000);
    g_assert_cmpint(den, ==, 1001);
    g_assert_true(fact_ratio("16:9", &num, &den));
    for (const char *const *bad =
             (const char *const[]){ "", "0/0", "25", "25/", "-1/2", "25/0", "1/2x", NULL };
         *bad; bad++)
        g_assert_false(fact_ratio(*bad, &num, &den));
    g_assert_false(fact_ratio(NULL, &num, &den));
}

static void a_copy_has_everything_of_its_own(void)
{
    g_autoptr(Facts) facts = facts_new(), copy = NULL;

    facts->has_video = TRUE;
    facts->file.duration = 7;
    facts->video.codec_name = g_strdup("h264");
    facts_add_audio(facts)->language = g_strdup("chi");
    facts_add_subtitle(facts)->codec_name = g_strdup("mov_text");
    copy = facts_copy(facts);
    g_assert_true(copy->has_video);
    g_assert_cmpint(copy->file.duration, ==, 7);
    g_assert_cmpstr(copy->video.codec_name, ==, "h264");
    g_assert_true(copy->video.codec_name != facts->video.codec_name);
    g_assert_cmpstr(((AudioFacts *)copy->audio->pdata[0])->language, ==, "chi");
    g_assert_cmpstr(((SubtitleFacts *)copy->subtitles->pdata[0])->codec_name, ==, "mov_text");
    g_assert_cmpint(copy->file.bit_rate, ==, FACT_UNKNOWN);
}

static void a_status_survives_its_slug(void)
{
    for (Status status = STATUS_OK; status <= STATUS_WITHDRAWN; status++) {
        Status back = STATUS_OK;

        g_assert_true(status_from_slug(status_slug(status), &back));
        g_assert_cmpint(back, ==, status);
    }
    g_assert_false(status_from_slug("fine", &(Status){ 0 }));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/facts/everything is unknown at first", everything_is_unknown_at_first);
    g_test_add_func("/facts/a value out of its range is found", a_value_out_of_its_range_is_found);
    g_test_add_func("/facts/text must be UTF-8 without control characters",
                    text_must_be_utf8_without_control_characters);
    g_test_add_func("/facts/too many streams are refused", too_many_streams_are_refused);
    g_test_add_func("/facts/a ratio has two positive parts", a_ratio_has_two_positive_parts);
    g_test_add_func("/facts/a copy has everything of its own", a_copy_has_everything_of_its_own);
    g_test_add_func("/facts/a status survives its slug", a_status_survives_its_slug);
    return g_test_run();
}
