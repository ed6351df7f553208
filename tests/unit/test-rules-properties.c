/* What holds of every rule and every film: over many seeded films and rules that nobody thought of. */
#include "tests/unit/rules_fixture.h"

#include <math.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 500 /* the first of them: how memory is handled differs little from one to the next */
#else
#define ROUNDS 2000
#endif
#define S G_USEC_PER_SEC

/* ---- films ---- */
static gint64 number(GRand *random, gint64 least, gint64 most)
{
    return least + (gint64)(g_rand_double(random) * (double)(most - least + 1));
}

static gboolean chance(GRand *random, int percent)
{
    return g_rand_int_range(random, 0, 100) < percent;
}

#define PICK(random, ...)                                                                                    \
    pick(random, (const char *const[]){ __VA_ARGS__ }, G_N_ELEMENTS(((const char *const[]){ __VA_ARGS__ })))
static const char *pick(GRand *random, const char *const *words, gsize n)
{
    return words[g_rand_int_range(random, 0, (gint32)n)];
}

/* Every number of a group somewhere in a range that rules speak of, or unknown. */
static void scatter(GRand *random, const FactGroup *group, gpointer values, int unknown)
{
    for (const FactField *field = group->fields; field->name; field++) {
        gint64 most = field->kind == FACT_TIME ? 900 * S : field->kind == FACT_BOOL ? 1 : 4000;

        if (field->kind != FACT_TEXT && chance(random, 100 - unknown))
            fact_set_int(values, field, number(random, MAX(field->min, 0), MIN(most, field->max)));
    }
}

static void random_sound(GRand *random, Facts *facts)
{
    AudioFacts *sound = facts_add_audio(facts);

    sound->codec_name = g_strdup(PICK(random, "aac", "mp3", "pcm_s16le", NULL));
    sound->channels = chance(random, 90) ? number(random, 1, 6) : FACT_UNKNOWN;
    sound->sample_rate = chance(random, 90) ? number(random, 1, 6) * 8000 : FACT_UNKNOWN;
    sound->bit_rate = chance(random, 90) ? number(random, 32000, 400000) : FACT_UNKNOWN;
}

static Film random_film(GRand *random)
{
    Film made = { .facts = facts_new() };
    Facts *facts = made.facts;

    facts->has_video = TRUE;
    scatter(random, &file_facts_group, &facts->file, 10);
    scatter(random, &video_facts_group, &facts->video, 10);
    facts->file.container = g_strdup(PICK(random, "mp4", "mov", "avi", NULL));
    facts->file.bit_rate = number(random, 500000, 40000000);
    facts->file.nb_data_streams = number(random, 0, 1);
    facts->file.nb_attachments = number(random, 0, 1);
    facts->video.codec_name = g_strdup(PICK(random, "h264", "hevc", "prores", NULL));
    facts->video.profile = g_strdup(PICK(random, "High", "Main", "High 10", NULL));
    facts->video.pix_fmt = g_strdup(PICK(random, "yuv420p", "yuv422p10le", "p010le", "pal8", NULL));
    facts->video.hdr = g_strdup(PICK(random, "pq", "hlg", NULL, NULL));
    facts->video.avg_frame_rate = g_strdup(PICK(random, "25/1", "30000/1001", "30/1", "24000/1001", NULL));
    facts->video.frame_rate_mode = g_strdup(PICK(random, "cfr", "vfr", NULL));
    facts->video.field_order = g_strdup(PICK(random, "progressive", "tt", NULL));
    facts->video.nb_streams = number(random, 1, 2);
    facts->video.bit_rate = number(random, 500000, 40000000);
    for (gint64 tracks = number(random, 0, 3); tracks > 0; tracks--)
        random_sound(random, facts);
    if (chance(random, 80)) {
        made.deep = deep_facts_new();
        scatter(random, &deep_facts_group, made.deep, 10);
        made.deep->loudness = chance(random, 90) ? number(random, -40000, 0) : FACT_UNKNOWN;
        made.deep->true_peak = chance(random, 90) ? number(random, -20000, 3000) : FACT_UNKNOWN;
        made.deep->decode_errors = number(random, 0, 2);
        made.deep->frame_rate_mode = g_strdup(PICK(random, "cfr", "vfr", NULL));
        made.deep->scan = g_strdup(PICK(random, "progressive", "interlaced", NULL));
    }
    made.subject = (Subject){ .facts = facts,
                              .deep = made.deep,
                              .reason = PICK(random, NULL, NULL, "truncated"),
                              .size = number(random, -1, 2000000000),
                              .extension = PICK(random, "mp4", "mov", ""),
                              .has_category = chance(random, 90) };
    return made;
}

/* ---- rules ---- */
/* Rules of a range: how a number is written, and where films lie. */
typedef struct {
    const char *key; /* and the slug of its rule */
    const char *unit;
    gint64 least, most;
    gint64 step;  /* in the unit of the fact: the least difference that counts */
    gint64 scale; /* of the written number: thousandths have 1000 */
} RangeRule;

static const RangeRule range_rules[] = {
    { "duration", "ms", 0, 900000, 1000, 1 },
    { "filesize", "B", 0, 2000000000, 1, 1 },
    { "bitrate", "bps", 500000, 40000000, 1, 1 },
    { "bitrate.video", "bps", 500000, 40000000, 1, 1 },
    { "bitrate.audio", "bps", 32000, 400000, 1, 1 },
    { "black.head", "ms", 0, 900000, 1000, 1 },
    { "black.tail", "ms", 0, 900000, 1000, 1 },
    { "black.longest", "ms", 0, 900000, 1000, 1 },
    { "freeze", "ms", 0, 900000, 1000, 1 },
    { "silence", "ms", 0, 900000, 1000, 1 },
    { "loudness", "LUFS", -40000, -1, 1, 1000 },
    { "peak", "dBTP", -20000, 3000, 1, 1000 },
    { "audio.channels", "", 1, 6, 1, 1 },
    { "audio.rate", "Hz", 8000, 48000, 1, 1 },
};

static void append_number(GString *out, const RangeRule *rule, gint64 written)
{
    if (rule->scale == 1)
        g_string_append_printf(out, "%" G_GINT64_FORMAT "%s", written, rule->unit);
    else
        g_string_append_printf(out, "%s%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT "%s", written < 0 ? "-" : "",
                               ABS(written) / rule->scale, ABS(written) % rule->scale, rule->unit);
}

/* "min..max"; RANGE_NO_MIN and RANGE_NO_MAX leave an end open. */
static char *range_value(const RangeRule *rule, gint64 min, gint64 max)
{
    GString *out = g_string_new(NULL);

    if (min != RANGE_NO_MIN)
        append_number(out, rule, min);
    g_string_append(out, "..");
    if (max != RANGE_NO_MAX)
        append_number(out, rule, max);
    return g_string_free(out, FALSE);
}

/* The other keys, with values that some films meet and some do not. */
static const struct {
    const char *key;
    const char *values[3];
} word_rules[] = {
    { "container", { "mp4", "mp4, mov", "avi" } },
    { "vcodec", { "h264", "h264, hevc", "prores" } },
    { "vprofile", { "high", "main, high", "high10" } },
    { "pixfmt", { "4:2:0 8bit", "4:2:0", "8bit, 4:2:2 10bit" } },
    { "hdr", { "forbidden", "forbidden", "allowed" } },
    { "streams", { "single", "single", "single" } },
    { "streams.audio", { "1..2", "0..3", "2" } },
    { "faststart", { "required", "required", "optional" } },
    { "integrity", { "complete", "complete", "complete" } },
    { "duration.over", { "10s:deduct:1, 2m:deduct:3, 5m:reject", "0:review", "30s:note, 1m:reject" } },
    { "duration.under", { "0:deduct:1", "1s:note, 1m:review", "10s:reject" } },
    { "duration.basis", { "content", "file", "content" } },
    { "duration.tolerance", { "0", "1s", "20s" } },
    { "frame.landscape", { "1280x720..", "1280x720, 1920x1080", "..1920x1080" } },
    { "frame.portrait", { "forbidden", "720x1280..", "720x1280, 1080x1920" } },
    { "aspect", { "16:9", "16:9, 4:3", "1:1" } },
    { "bars", { "forbidden", "forbidden", "allowed" } },
    { "fps", { "25", "24..30", "30000/1001, 25" } },
    { "fps.mode", { "constant", "constant", "constant" } },
    { "scan", { "progressive", "progressive", "progressive" } },
    { "audio", { "required", "forbidden", "optional" } },
    { "audio.codec", { "aac", "aac, mp3", "pcm" } },
    { "audio.silent", { "forbidden", "forbidden", "allowed" } },
};

static void set(Rules *rules, const char *key, const char *value)
{
    g_auto(Fault) fault = { 0 };

    if (!rules_set(rules, key, value, &fault))
        g_error("%s=%s: %s", key, value, fault.key);
}

static void set_outcome(Rules *rules, const char *slug, const char *value)
{
    g_auto(Fault) fault = { 0 };

    if (!rules_set_outcome(rules, slug, value, &fault))
        g_error("%s->%s: %s", slug, value, fault.key);
}

/* A contest's rules as settings: pairs of key and value, then of slug and outcome. `widened`: each range a
 * little wider. Both are drawn from the same numbers. */
static Rules *random_rules(guint32 seed, gboolean widened)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    Rules *rules = rules_new();

    for (gsize i = 0; i < G_N_ELEMENTS(range_rules); i++) {
        const RangeRule *rule = &range_rules[i];
        gboolean wanted = chance(random, 50), has_min = chance(random, 60), has_max = chance(random, 80);
        gint64 a = number(random, rule->least, rule->most), b = number(random, rule->least, rule->most);
        gint64 more = number(random, 0, (rule->most - rule->least) / 4);
        gint64 min = has_min || !has_max ? MIN(a, b) : RANGE_NO_MIN, max = has_max ? MAX(a, b) : RANGE_NO_MAX;
        g_autofree char *value = NULL;

        if (widened && min != RANGE_NO_MIN)
            min = MAX(min - more, rule->least);
        if (widened && max != RANGE_NO_MAX)
            max = MIN(max + more, rule->most);
        value = range_value(rule, min, max);
        if (wanted)
            set(rules, rule->key, value);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(word_rules); i++) {
        gint32 which = g_rand_int_range(random, 0, G_N_ELEMENTS(word_rules[i].values));

        if (chance(random, 50))
            set(rules, word_rules[i].key, word_rules[i].values[which]);
    }
    for (RuleId rule = RULE_READABLE; rule < N_RULES; rule++) {
        const char *outcome = PICK(random, "reject", "review", "note", "deduct:1", "deduct:7");

        if (chance(random, 60))
            set_outcome(rules, rule_slug(rule), outcome);
    }
    rules_seal(rules);
    return rules;
}

/* ---- properties ---- */
static int rank(Verdict verdict)
{
    static const int ranks[] = { [VERDICT_NONE] = 0,
                                 [VERDICT_ELIGIBLE] = 1,
                                 [VERDICT_REVIEW] = 2,
                                 [VERDICT_INELIGIBLE] = 3,
                                 [VERDICT_UNREADABLE] = 4 };

    return ranks[verdict];
}

/* How heavy an outcome is, with its points. */
static int weight(const Finding *finding)
{
    static const int weights[] = {
        [OUTCOME_PASS] = 0,   [OUTCOME_NOT_EVALUATED] = 0, [OUTCOME_WAIVED] = 0,     [OUTCOME_NOTE] = 1,
        [OUTCOME_DEDUCT] = 1, [OUTCOME_REVIEW] = 1000,     [OUTCOME_REJECT] = 100000
    };

    return weights[finding->outcome] + finding->points;
}

static void judging_is_pure(void)
{
    for (guint32 seed = 0; seed < ROUNDS; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_auto(Film) of = random_film(random);
        g_autoptr(Rules) rules = random_rules(seed, FALSE);
        g_autoptr(Rules) again = random_rules(seed, FALSE);
        g_autoptr(Judgement) a = rules_judge(rules, &of.subject);
        g_autoptr(Judgement) b = rules_judge(rules, &of.subject);
        g_autoptr(Judgement) c = rules_judge(again, &of.subject);

        g_assert_true(judgements_equal(a, b));
        g_assert_true(judgements_equal(a, c));
    }
}

static void the_order_of_works_does_not_matter(void)
{
    enum { FILMS = 200 };
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    Film films[FILMS];
    Judgement *forwards[FILMS];

    for (guint i = 0; i < FILMS; i++)
        films[i] = random_film(random);
    for (guint32 seed = 0; seed < 20; seed++) {
        g_autoptr(Rules) rules = random_rules(seed, FALSE);

        for (guint i = 0; i < FILMS; i++)
            forwards[i] = rules_judge(rules, &films[i].subject);
        for (guint i = FILMS; i > 0; i--) {
            g_autoptr(Judgement) backwards = rules_judge(rules, &films[i - 1].subject);

            g_assert_true(judgements_equal(backwards, forwards[i - 1]));
            judgement_free(forwards[i - 1]);
        }
    }
    for (guint i = 0; i < FILMS; i++)
        film_clear(&films[i]);
}

/* Sets the fact that a rule of a range looks at. */
static void set_fact(Film *of, const char *key, gint64 value)
{
    AudioFacts *sound = of->facts->audio->pdata[0];
    const struct {
        const char *key;
        gint64 *fact;
    } facts[] = {
        { "duration", &of->facts->file.duration }, { "filesize", &of->subject.size },
        { "bitrate", &of->facts->file.bit_rate },  { "bitrate.video", &of->facts->video.bit_rate },
        { "bitrate.audio", &sound->bit_rate },     { "black.head", &of->deep->black_head },
        { "black.tail", &of->deep->black_tail },   { "black.longest", &of->deep->black_longest },
        { "freeze", &of->deep->freeze_longest },   { "silence", &of->deep->silence_longest },
        { "loudness", &of->deep->loudness },       { "peak", &of->deep->true_peak },
        { "audio.channels", &sound->channels },    { "audio.rate", &sound->sample_rate },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++) {
        if (g_str_equal(facts[i].key, key)) {
            *facts[i].fact = value;
            return;
        }
    }
    g_error("no fact of %s", key);
}

static Outcome outcome_with(const Film *of, const RangeRule *rule, gint64 min, gint64 max)
{
    g_autofree char *value = range_value(rule, min, max);
    g_autoptr(Rules) rules = rules_new();
    g_autoptr(Judgement) judgement = NULL;

    set(rules, rule->key, value);
    set(rules, "duration.tolerance", "0");
    set_outcome(rules, rule->key, "reject");
    rules_seal(rules);
    judgement = rules_judge(rules, &of->subject);
    return find(judgement, rule->key)->outcome;
}

static void assert_bounds(const RangeRule *rule, gint64 written)
{
    g_auto(Film) of = film_checked();

    set_fact(&of, rule->key, written * rule->step);
    g_test_message("%s at %" G_GINT64_FORMAT, rule->key, written);
    g_assert_cmpint(outcome_with(&of, rule, written, written), ==, OUTCOME_PASS);
    g_assert_cmpint(outcome_with(&of, rule, written, RANGE_NO_MAX), ==, OUTCOME_PASS);
    g_assert_cmpint(outcome_with(&of, rule, RANGE_NO_MIN, written), ==, OUTCOME_PASS);
    if (written < rule->most)
        g_assert_cmpint(outcome_with(&of, rule, written + 1, RANGE_NO_MAX), ==, OUTCOME_REJECT);
    if (written > rule->least)
        g_assert_cmpint(outcome_with(&of, rule, RANGE_NO_MIN, written - 1), ==, OUTCOME_REJECT);
}

static void bounds_are_inclusive_to_the_unit(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);

    for (gsize i = 0; i < G_N_ELEMENTS(range_rules); i++) {
        assert_bounds(&range_rules[i], range_rules[i].least);
        assert_bounds(&range_rules[i], range_rules[i].most);
        for (guint n = 0; n < 100; n++)
            assert_bounds(&range_rules[i], number(random, range_rules[i].least, range_rules[i].most));
    }
}

static void a_wider_range_never_worsens_a_verdict(void)
{
    guint better = 0;

    for (guint32 seed = 0; seed < ROUNDS; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed + 1);
        g_auto(Film) of = random_film(random);
        g_autoptr(Rules) rules = random_rules(seed, FALSE);
        g_autoptr(Rules) wider = random_rules(seed, TRUE);
        g_autoptr(Judgement) narrow = rules_judge(rules, &of.subject);
        g_autoptr(Judgement) wide = rules_judge(wider, &of.subject);

        g_test_message("seed %u", seed);
        g_assert_cmpint(rank(wide->verdict), <=, rank(narrow->verdict));
        g_assert_cmpuint(wide->findings->len, ==, narrow->findings->len);
        for (guint i = 0; i < wide->findings->len; i++) {
            g_assert_cmpint(weight(wide->findings->pdata[i]), <=, weight(narrow->findings->pdata[i]));
            better += weight(wide->findings->pdata[i]) < weight(narrow->findings->pdata[i]);
        }
    }
    g_assert_cmpuint(better, >, ROUNDS / 10);
}

static void off_is_the_same_as_absent(void)
{
    for (guint32 seed = 0; seed < ROUNDS / 40; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_auto(Film) of = random_film(random);

        for (RuleId rule = RULE_CATEGORY + 1; rule < N_RULES; rule++) {
            g_autoptr(Rules) off = random_rules(seed, FALSE);
            g_autoptr(Rules) absent = random_rules(seed, FALSE);
            g_autoptr(Judgement) a = NULL;
            g_autoptr(Judgement) b = NULL;

            set_outcome(off, rule_slug(rule), "off");
            absent->given[rule] = FALSE;
            rules_seal(off);
            rules_seal(absent);
            g_assert_cmpstr(rules_hash(off), ==, rules_hash(absent));
            a = rules_judge(off, &of.subject);
            b = rules_judge(absent, &of.subject);
            g_assert_true(judgements_equal(a, b));
        }
    }
}

/* Whatever [outcome] says changes neither what is met nor what is not known, and a sterner word is never
 * answered more mildly. */
static void a_sterner_outcome_is_never_milder(void)
{
    static const char *const outcomes[] = { "note", "deduct:2", "review", "reject" };

    for (guint32 seed = 0; seed < ROUNDS / 4; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_auto(Film) of = random_film(random);
        g_autoptr(Rules) rules = random_rules(seed, FALSE);
        g_autoptr(Judgement) before = NULL;

        for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
            g_autoptr(Judgement) judgement = NULL;

            for (RuleId rule = RULE_READABLE; rule < N_RULES; rule++)
                set_outcome(rules, rule_slug(rule), outcomes[i]);
            rules_seal(rules);
            judgement = rules_judge(rules, &of.subject);
            for (guint n = 0; before && n < judgement->findings->len; n++) {
                const Finding *milder = before->findings->pdata[n], *sterner = judgement->findings->pdata[n];

                g_assert_cmpint(weight(sterner), >=, weight(milder));
                g_assert_cmpint(weight(sterner) == 0, ==, weight(milder) == 0);
            }
            g_clear_pointer(&before, judgement_free);
            before = g_steal_pointer(&judgement);
        }
    }
}

static void a_verdict_is_never_better_than_its_findings(void)
{
    for (guint32 seed = 0; seed < ROUNDS; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_auto(Film) of = random_film(random);
        g_autoptr(Rules) rules = random_rules(seed, FALSE);
        g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);
        int heaviest = 0;

        for (guint i = 0; i < judgement->findings->len; i++) {
            const Finding *finding = judgement->findings->pdata[i];

            heaviest = MAX(heaviest, weight(finding));
            g_assert_true(finding->message.in[LANGUAGE_ZH] && *finding->message.in[LANGUAGE_ZH]);
            g_assert_true(finding->required.in[LANGUAGE_EN] && *finding->required.in[LANGUAGE_EN]);
            g_assert_true(finding->points == 0 || finding->outcome == OUTCOME_DEDUCT);
        }
        g_assert_cmpint(judgement->verdict, ==,
                        heaviest >= 100000 ? VERDICT_INELIGIBLE
                        : heaviest >= 1000 ? VERDICT_REVIEW
                                           : VERDICT_ELIGIBLE);
    }
}

/* What only a deep check can tell is told neither way before there was one. */
static void a_deep_check_that_is_to_come_holds_against_nobody(void)
{
    static const char *const deep_rules[] = { "integrity",     "bars",   "black.head",   "black.tail",
                                              "black.longest", "freeze", "audio.silent", "silence",
                                              "loudness",      "peak" };

    for (guint32 seed = 0; seed < ROUNDS / 4; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_auto(Film) of = random_film(random);
        g_autoptr(Rules) rules = random_rules(seed, FALSE);
        g_autoptr(Judgement) judgement = NULL;

        of.subject.deep = NULL;
        judgement = rules_judge(rules, &of.subject);
        for (guint i = 0; i < judgement->findings->len; i++) {
            const Finding *finding = judgement->findings->pdata[i];

            for (gsize n = 0; n < G_N_ELEMENTS(deep_rules); n++) {
                if (g_str_equal(finding->rule, deep_rules[n]))
                    g_assert_cmpint(finding->outcome, ==, OUTCOME_NOT_EVALUATED);
            }
        }
    }
}

/* These have one value only. */
static const char *const single_words[] = { "streams", "integrity", "fps.mode", "scan", NULL };

/* Of every other key another value than its example. */
static const struct {
    const char *key, *value;
} others[] = {
    { "container", "mkv" },
    { "streams.audio", "1" },
    { "faststart", "optional" },
    { "vcodec", "hevc" },
    { "vprofile", "high" },
    { "vprofile.level", "..4.2" },
    { "pixfmt", "4:2:2" },
    { "hdr", "allowed" },
    { "duration", "60s..9m" },
    { "duration.tolerance", "1s" },
    { "duration.over", "11s:deduct:1, 5m:reject" },
    { "duration.under", "0:deduct:2, 30s:reject" },
    { "duration.basis", "file" },
    { "frame.landscape", "1920x1080.." },
    { "frame.portrait", "1080x1920.." },
    { "aspect", "4:3" },
    { "aspect.tolerance", "2%" },
    { "bars", "allowed" },
    { "bars.tolerance", "3%" },
    { "fps", "25" },
    { "black.head", "..3s" },
    { "black.tail", "..3s" },
    { "black.longest", "..3s" },
    { "freeze", "..3s" },
    { "filesize", "..2GiB" },
    { "bitrate", "..20Mbps" },
    { "bitrate.video", "4Mbps.." },
    { "bitrate.audio", "64kbps.." },
    { "audio", "forbidden" },
    { "audio.codec", "aac" },
    { "audio.channels", "stereo" },
    { "audio.rate", "48kHz" },
    { "audio.silent", "allowed" },
    { "silence", "..3s" },
    { "loudness", "-25LUFS..-14LUFS" },
    { "peak", "..-2dBTP" },
    { "naming", "{category}-{unit}-{title}" },
    { "registration", "title" },
    { "registration.synopsis", "..300" },
    { "duplicate", "allowed" },
    { "duplicate.editions", "allowed" },
    { "finished", "2026-01-02..2026-09-30" },
    { "metadata-date", "2026-01-02..2026-09-30" },
    { "companion.sample", "*_sample.mp4" },
    { "companion.sample.size", "..6MB" },
    { "companion.sample.tolerance", "2s" },
    { "companion.subtitles", "optional" },
    { "companion.poster", "optional" },
    { "companion.document", "optional" },
    { "per-unit", "11" },
    { "per-unit-per-category", "4" },
    { "per-person", "3" },
    { "per-person-per-category", "2" },
    { "opens", "2026-03-01T00:01+08:00" },
    { "closes", "2026-09-30T23:58:59+08:00" },
    { "manual", "watermark" },
};

static const char *other_value(const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        if (g_str_equal(others[i].key, key))
            return others[i].value;
    }
    return NULL;
}

/* All examples but for one key, which has another value; NULL: none has. */
static Rules *example_rules(const char *changed)
{
    Rules *rules = rules_new();

    for (gsize i = 0; rule_key_names[i]; i++) {
        const char *key = rule_key_names[i];

        set(rules, key, g_strcmp0(key, changed) == 0 ? other_value(key) : rule_key_example(key));
    }
    rules_seal(rules);
    return rules;
}

static char *all_lines(const Rules *rules)
{
    g_autoptr(GPtrArray) lines = rules_lines(rules);
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < lines->len; i++) {
        const RuleLine *line = lines->pdata[i];

        g_string_append_printf(all, "%s=%s %d %d\n", line->key, line->required.in[LANGUAGE_EN], line->outcome,
                               line->points);
    }
    return g_string_free(all, FALSE);
}

/* The hash that explains a verdict, and what people read of the rules, know of every key. */
static void another_value_changes_the_hash_and_is_told(void)
{
    g_autoptr(Rules) rules = example_rules(NULL);
    g_autofree char *told = all_lines(rules);

    for (gsize i = 0; rule_key_names[i]; i++) {
        const char *key = rule_key_names[i];
        g_autoptr(Rules) changed = NULL;
        g_autofree char *changed_told = NULL;

        if (g_strv_contains(single_words, key))
            continue;
        g_assert_nonnull(other_value(key));
        changed = example_rules(key);
        changed_told = all_lines(changed);
        if (g_str_equal(rules_hash(changed), rules_hash(rules)) || g_str_equal(changed_told, told))
            g_error("%s=%s goes unnoticed", key, other_value(key));
    }
}

static gint64 told_size(const char *text)
{
    g_autofree char *clean = quantity_clean(text);
    g_auto(Fault) fault = { 0 };
    gint64 bytes;

    if (!quantity_parse(QUANTITY_SIZE, clean, QUANTITY_MINIMUM, &bytes, &fault))
        g_error("%s: %s", text, fault.key);
    return bytes;
}

/* As it is read, not only as it is judged. */
static void a_bound_and_the_difference_make_the_size(void)
{
    g_autoptr(GRegex) told = g_regex_new("measured (.*), (.*) over", 0, 0, NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(5);

    for (int i = 0; i < ROUNDS; i++) {
        gint64 megabytes = number(random, 1, 999), beyond = (gint64)exp(g_rand_double_range(random, 0, 24));
        g_autofree char *setting = g_strdup_printf("filesize=..%" G_GINT64_FORMAT "MB", megabytes);
        g_autoptr(Rules) rules = RULES(setting);
        g_auto(Film) of = film();
        g_autoptr(Judgement) judgement = NULL;
        g_autoptr(GMatchInfo) match = NULL;
        g_autofree char *measured = NULL, *difference = NULL;

        of.subject.size = megabytes * 1000000 + beyond;
        judgement = rules_judge(rules, &of.subject);
        g_assert_true(g_regex_match(told, find(judgement, "filesize")->message.in[LANGUAGE_EN], 0, &match));
        measured = g_match_info_fetch(match, 1);
        difference = g_match_info_fetch(match, 2);
        g_assert_cmpint(told_size(measured) - told_size(difference), ==, megabytes * 1000000);
        g_assert_cmpfloat_with_epsilon((double)told_size(difference) / (double)beyond, 1, 0.01);
    }
}

static void times_of_the_edition_are_the_same_in_either_order(void)
{
    const char *opens = "opens=2026-03-01T00:00+00:00", *closes = "closes=2026-09-30T18:00+08:00";
    g_autoptr(Rules) one = RULES(opens, closes, "metadata-date=2026-01-01..");
    g_autoptr(Rules) other = RULES(closes, opens, "metadata-date=2026-01-01..");
    g_autoptr(Rules) later = RULES("opens=2026-03-01T00:00:59+00:00", closes, "metadata-date=2026-01-01..");

    g_assert_cmpint(one->zone_s, ==, 8 * 3600);
    g_assert_cmpint(other->zone_s, ==, 8 * 3600);
    g_assert_cmpstr(rules_hash(one), ==, rules_hash(other));
    g_assert_cmpstr(rules_hash(one), !=, rules_hash(later)); /* both end with the same minute */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/judging is pure", judging_is_pure);
    g_test_add_func("/rules/the order of works does not matter", the_order_of_works_does_not_matter);
    g_test_add_func("/rules/bounds are inclusive to the unit", bounds_are_inclusive_to_the_unit);
    g_test_add_func("/rules/a wider range never worsens a verdict", a_wider_range_never_worsens_a_verdict);
    g_test_add_func("/rules/off is the same as absent", off_is_the_same_as_absent);
    g_test_add_func("/rules/a sterner outcome is never milder", a_sterner_outcome_is_never_milder);
    g_test_add_func("/rules/a verdict is never better than its findings",
                    a_verdict_is_never_better_than_its_findings);
    g_test_add_func("/rules/a deep check that is to come holds against nobody",
                    a_deep_check_that_is_to_come_holds_against_nobody);
    g_test_add_func("/rules/another value changes the hash and is told",
                    another_value_changes_the_hash_and_is_told);
    g_test_add_func("/rules/a bound and the difference make the size",
                    a_bound_and_the_difference_make_the_size);
    g_test_add_func("/rules/times of the edition are the same in either order",
                    times_of_the_edition_are_the_same_in_either_order);
    return g_test_run();
}
