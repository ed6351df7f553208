#include "tests/unit/rules_fixture.h"

#include <string.h>

Film film(void)
{
    Film made = { .facts = facts_new() };
    Facts *facts = made.facts;
    AudioFacts *sound = facts_add_audio(facts);

    facts->has_video = TRUE;
    facts->file.container = g_strdup("mp4");
    facts->file.duration = facts->file.duration_header = facts->file.duration_media = 120 * G_USEC_PER_SEC;
    facts->file.bit_rate = 8000000;
    facts->file.faststart = TRUE;
    facts->file.nb_data_streams = facts->file.nb_attachments = 0;
    facts->video.codec_name = g_strdup("h264");
    facts->video.profile = g_strdup("High");
    facts->video.pix_fmt = g_strdup("yuv420p");
    facts->video.display_width = 1920;
    facts->video.display_height = 1080;
    facts->video.avg_frame_rate = g_strdup("25/1");
    facts->video.frame_rate_mode = g_strdup("cfr");
    facts->video.field_order = g_strdup("progressive");
    facts->video.bit_rate = 7800000;
    facts->video.nb_streams = 1;
    sound->codec_name = g_strdup("aac");
    sound->channels = 2;
    sound->sample_rate = 48000;
    sound->bit_rate = 192000;
    made.subject = (Subject){ .facts = facts, .size = 120000000, .extension = "mp4", .has_category = TRUE };
    return made;
}

Film film_checked(void)
{
    Film made = film();
    DeepFacts *deep = made.deep = deep_facts_new();

    deep->decode_errors = 0;
    deep->frames = 3000;
    deep->duration_decoded = deep->duration_content = 120 * G_USEC_PER_SEC;
    deep->black_head = deep->black_tail = deep->black_longest = 0;
    deep->freeze_longest = deep->freeze_total = 0;
    deep->silence_longest = deep->silence_total = 0;
    deep->is_silent = FALSE;
    deep->dead_channels = 0;
    deep->loudness = -23000;
    deep->true_peak = -3000;
    deep->picture_left = deep->picture_top = 0;
    deep->picture_width = 1920;
    deep->picture_height = 1080;
    deep->frame_rate_mode = g_strdup("cfr");
    deep->frames_off_beat = 0;
    deep->scan = g_strdup("progressive");
    made.subject.deep = deep;
    return made;
}

void film_clear(Film *of)
{
    facts_free(of->facts);
    deep_facts_free(of->deep);
}

void set_text(char **member, const char *text)
{
    g_free(*member);
    *member = g_strdup(text);
}

Rules *rules_of(const char *const *settings)
{
    Rules *rules = rules_new();

    for (; *settings; settings++) {
        const char *arrow = strstr(*settings, "->");
        const char *equals = strchr(*settings, '=');
        g_autofree char *key = g_strndup(*settings, (gsize)((arrow ? arrow : equals) - *settings));
        g_auto(Fault) fault = { 0 };
        gboolean good = arrow ? rules_set_outcome(rules, key, arrow + 2, &fault)
                              : rules_set(rules, key, equals + 1, &fault);

        if (!good)
            g_error("%s: %s of %s", *settings, fault.key, fault.part);
    }
    rules_seal(rules);
    return rules;
}

const Finding *find(const Judgement *judgement, const char *rule)
{
    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (g_str_equal(finding->rule, rule))
            return finding;
    }
    g_error("no finding of %s", rule);
}

void assert_finding(Rules *rules, const Film *of, const char *rule, Outcome outcome, const char *zh,
                    const char *en)
{
    g_autoptr(Rules) owned = rules;
    g_autoptr(Judgement) judgement = rules_judge(rules, &of->subject);
    const Finding *finding = find(judgement, rule);

    g_assert_cmpstr(finding->message.in[LANGUAGE_ZH], ==, zh);
    if (en)
        g_assert_cmpstr(finding->message.in[LANGUAGE_EN], ==, en);
    g_assert_cmpstr(outcome_slug(finding->outcome), ==, outcome_slug(outcome));
}
