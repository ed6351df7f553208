/* tests/fuzz/fuzz-settings.c
 *
 * libFuzzer's way to the reader of settings: any bytes become settings or complaints fit to be shown. The
 * unit tests call the same entry point.
 */
#include "catalog/rules/settings.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void assert_fit_to_be_shown(const char *complaints)
{
    g_assert_true(*complaints);
    g_assert_true(g_utf8_validate(complaints, -1, NULL));
    for (const char *p = complaints; *p; p = g_utf8_next_char(p))
        g_assert_true(*p == '\n' || !g_unichar_iscntrl(g_utf8_get_char(p)));
}

/* Whatever rules came of it can be told, and judge a film. */
static void use(const Rules *rules)
{
    g_autoptr(GPtrArray) lines = rules_lines(rules);
    g_autoptr(Facts) facts = facts_new();
    g_autoptr(DeepFacts) deep = deep_facts_new();
    Subject subject = { .facts = facts, .size = 1000000, .extension = "mp4", .has_category = TRUE };

    for (guint i = 0; i < lines->len; i++)
        g_assert_nonnull(((RuleLine *)lines->pdata[i])->required.in[LANGUAGE_ZH]);
    g_assert_cmpuint(strlen(rules_hash(rules)), ==, 64);
    facts->has_video = TRUE;
    judgement_free(rules_judge(rules, &subject));
    facts->file.container = g_strdup("mov");
    facts->file.duration = facts->file.duration_header = 90 * G_USEC_PER_SEC;
    facts->file.duration_media = 10 * G_USEC_PER_SEC;
    facts->video.codec_name = g_strdup("hevc");
    facts->video.display_width = 1080;
    facts->video.display_height = 1920;
    facts->video.avg_frame_rate = g_strdup("30000/1001");
    facts->video.bit_rate = 4000000;
    facts->video.pix_fmt = g_strdup("yuv420p10le");
    facts->video.profile = g_strdup("Main 10");
    facts_add_audio(facts);
    judgement_free(rules_judge(rules, &subject));
    subject.deep = deep;
    judgement_free(rules_judge(rules, &subject));
    deep->duration_content = 80 * G_USEC_PER_SEC;
    deep->black_head = deep->freeze_longest = deep->silence_longest = 5 * G_USEC_PER_SEC;
    deep->loudness = -9000;
    deep->true_peak = 100;
    deep->is_silent = FALSE;
    judgement_free(rules_judge(rules, &subject));
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings =
        settings_parse((const char *)bytes, length, "pianmu.ini", "/contest", &error);

    if (!settings) {
        g_assert_true(error && error->domain == SETTINGS_ERROR);
        assert_fit_to_be_shown(error->message);
        return 0;
    }
    g_assert_true(settings->edition && settings->roots[0] && settings->ignore[0]);
    use(settings->rules);
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];

        use(category->rules);
        g_assert_true(settings_category(settings, category->slug) == category);
        g_assert_true(settings_category_of_folder(settings, category->slug) == category);
    }
    return 0;
}
