/* The example rules of `pianmu init --template`: what is right passes all of them, and for each rule that is on there is a work that is wrong in
 * nothing else. */
#include "catalog/rules/roll.h"
#include "catalog/rules/settings.h"
#include "tests/unit/rules_fixture.h"

#include <string.h>

#define S   G_GINT64_CONSTANT(1000000)
#define DAY (24 * 3600 * S)

#define KBPS G_GINT64_CONSTANT(1000)
#define MBPS (1000 * KBPS)
#define MB   G_GINT64_CONSTANT(1000000)

/* Forms and decisions own what they hold; these tests lend it. */
#define W(text) ((char *)(text))

/* As the likeness of a deep check: sixteen moments. */
#define FOUR(x) x x x x
static const char pictures[] = FOUR(FOUR("0f0f0f0f0f0f0f0f"));
static const char other_pictures[] = FOUR(FOUR("f0f0f0f0f0f0f0f0"));

/* Works as the calls want them. Sizes as a viewer sees them. */
typedef struct {
    const char *template, *category;
    const char *container, *codec;
    gint64 width, height, stored_width;
    const char *fps;
    gint64 seconds, size, video_bit_rate, sound_bit_rate;
} RightWork;

static const RightWork right_works[] = {
    { "kepu", "kepu", "mp4", "h264", 1920, 1080, 1920, "25/1", 120, 100 * MB, 6 * MBPS, 192 * KBPS },
    { "kepu", "kepu", "mp4", "hevc", 3840, 2160, 3840, "50/1", 300, 300 * MB, 8 * MBPS, 192 * KBPS },
    { "weidianying", "weidianying", "mp4", "h264", 1920, 1080, 1920, "25/1", 900, 900 * MB, 8 * MBPS,
      192 * KBPS },
    { "weidianying", "duanpian", "mp4", "h264", 1920, 1080, 1920, "25/1", 300, 300 * MB, 8 * MBPS,
      192 * KBPS },
    { "weidianying", "weishipin", "mp4", "h264", 1920, 1080, 1920, "25/1", 120, 100 * MB, 8 * MBPS,
      192 * KBPS },
    { "duanshipin", "duanshipin", "mp4", "h264", 1920, 1080, 1920, "25/1", 90, 50 * MB, 5 * MBPS,
      128 * KBPS },
    { "duanshipin", "duanshipin", "mp4", "h264", 1280, 720, 1280, "25/1", 90, 20 * MB, 1 * MBPS, 128 * KBPS },
    { "duanshipin", "duanshipin", "mp4", "h264", 1080, 1920, 1080, "25/1", 90, 50 * MB, 5 * MBPS,
      128 * KBPS },
    { "duanshipin", "duanshipin", "mp4", "h264", 720, 1280, 720, "25/1", 90, 20 * MB, 1 * MBPS, 128 * KBPS },
    { "jiaoxue", "jiaoxuesheji", "mp4", "h264", 1280, 720, 1280, "25/1", 480, 80 * MB, 1280 * KBPS,
      128 * KBPS },
    { "jiaoxue", "jiaoxuesheji", "mp4", "h264", 768, 576, 720, "25/1", 480, 80 * MB, 1024 * KBPS,
      128 * KBPS },
    { "jiaoxue", "ketangjiaoxue", "mp4", "h264", 1280, 720, 1280, "25/1", 1800, 300 * MB, 1200 * KBPS,
      128 * KBPS },
    { "jiaoxue", "shixunjiaoxue", "mp4", "h264", 1280, 720, 1280, "25/1", 2100, 400 * MB, 1200 * KBPS,
      128 * KBPS },
    { "yangpian", "duanshipin", "mp4", "h264", 1920, 1080, 1920, "25/1", 30, 100 * MB, 25 * MBPS,
      192 * KBPS },
    { "yangpian", "duanshipin", "mov", "prores", 1080, 1920, 1080, "30/1", 300, 900 * MB, 24 * MBPS,
      192 * KBPS },
    { "gongyi30", "gongyi", "mp4", "h264", 1920, 1080, 1920, "25/1", 31, 100 * MB, 20 * MBPS, 192 * KBPS },
    { "gongyi30", "gongyi", "mov", "h264", 1280, 720, 1280, "30000/1001", 29, 20 * MB, 5 * MBPS, 192 * KBPS },
    { "festival", "fiction", "mov", "prores", 1998, 1080, 1998, "24/1", 1800, 9000 * MB, 40 * MBPS,
      1500 * KBPS },
    { "festival", "documentary", "mp4", "h264", 1920, 1080, 1920, "25/1", 600, 1000 * MB, 15 * MBPS,
      192 * KBPS },
    { "festival", "animation", "mov", "h264", 2048, 858, 2048, "30/1", 240, 500 * MB, 15 * MBPS, 192 * KBPS },
};

/* ---- templates ---- */

/* With `examples`, those lines that begin with #key= are used as well. Owned by the caller. */
static char *template_text(const char *name, gboolean examples)
{
    g_auto(GStrv) lines = g_strsplit(settings_template(name), "\n", -1);

    for (char **line = lines; examples && *line; line++) {
        if (**line == '#' && g_ascii_islower((*line)[1]) && strchr(*line, '='))
            memmove(*line, *line + 1, strlen(*line));
    }
    return g_strjoinv("\n", lines);
}

static Settings *template_settings(const char *name, gboolean examples)
{
    g_autofree char *text = template_text(name, examples);
    g_autoptr(GError) error = NULL;
    Settings *settings = settings_parse(text, strlen(text), name, "/contest", &error);

    g_assert_no_error(error);
    return settings;
}

/* What the text itself says, or the table of rules where it says nothing. */
static Outcome outcome_said(const char *template, const char *slug)
{
    g_autofree char *text = template_text(template, TRUE);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *word = NULL;
    Outcome outcome;
    RuleId rule;

    g_assert_true(g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_NONE, NULL));
    word = g_key_file_get_string(file, "outcome", slug, NULL);
    g_assert_true(rule_from_slug(slug, &rule));
    if (!word)
        return rule_default_outcome(rule);
    g_assert_true(outcome_from_slug(word, &outcome));
    return outcome;
}

/* ---- a work that is right ---- */

/* The same bytes as another work, here or in an earlier edition; and others of the same unit and author. */
typedef enum { ALONE, ONE_OF_MANY, TWICE_HERE, SEEN_BEFORE } Company;

#define MANY 20

typedef struct {
    Film film;
    const Settings *settings;
    Subject *subject; /* the film's */
    Form form;
    NameFields fields;
    char *name;
    SubjectSample sample;
    GArray *versions; /* of SubjectVersion */
    GPtrArray *attachments, *decisions;
    Company company;
} Candidate;

static const char *const right_names[NAME_FIELDS] = {
    [NAME_UNIT] = "云岭科普馆",
    [NAME_TITLE] = "末班车",
    [NAME_AUTHOR] = "张三",
    [NAME_NO] = "037",
};

static void describe_film(Candidate *candidate, const RightWork *work)
{
    Facts *facts = candidate->film.facts;
    DeepFacts *deep = candidate->film.deep;
    AudioFacts *sound = facts->audio->pdata[0];

    set_text(&facts->file.container, work->container);
    set_text(&facts->video.codec_name, work->codec);
    set_text(&facts->video.avg_frame_rate, work->fps);
    facts->file.duration = facts->file.duration_header = facts->file.duration_media = work->seconds * S;
    facts->file.bit_rate = work->video_bit_rate + work->sound_bit_rate;
    facts->video.display_width = deep->picture_width = work->width;
    facts->video.display_height = deep->picture_height = facts->video.height = work->height;
    facts->video.width = work->stored_width;
    facts->video.bit_rate = work->video_bit_rate;
    facts->file.creation_time = g_strdup("2026-05-01T08:00:00.000000Z");
    sound->bit_rate = work->sound_bit_rate;
    deep->likeness = g_strdup(pictures);
    candidate->subject->size = work->size;
    candidate->subject->extension = work->container;
}

static void describe_place(Candidate *candidate, const Category *category)
{
    const NamingTemplate *naming = rules_naming(category->rules);
    const char *words[NAME_FIELDS];
    Subject *subject = candidate->subject;

    memcpy(words, right_names, sizeof words);
    words[NAME_CATEGORY] = category->title.in[LANGUAGE_ZH];
    candidate->name = naming ? naming_template_words(naming, words) : g_strdup("末班车");
    if (naming) {
        g_assert_true(naming_template_match(naming, candidate->name, NULL, NULL, &candidate->fields));
        subject->fields = &candidate->fields;
        subject->name_category = candidate->fields.in[NAME_CATEGORY] ? category : NULL;
    }
    subject->number = 1;
    subject->id = "work-0001";
    subject->name = candidate->name;
    subject->category = subject->folder_category = category;
    subject->title = right_names[NAME_TITLE];
    subject->unit = subject->folder_unit = right_names[NAME_UNIT];
    subject->author = right_names[NAME_AUTHOR];
    subject->content = "aa";
    subject->sha256 = "0123";
}

static void describe_form(Candidate *candidate)
{
    candidate->form = (Form){ .title = W(right_names[NAME_TITLE]),
                              .unit = W(right_names[NAME_UNIT]),
                              .author = W(right_names[NAME_AUTHOR]),
                              .entry_no = W(right_names[NAME_NO]),
                              .has_contact = TRUE,
                              .has_phone = TRUE,
                              .has_email = TRUE,
                              .finished = W("2026-05-01"),
                              .received = W("2026-06-01"),
                              .synopsis = W("深夜的最后一班车上，一位科研人员带着样机回家。") };
    candidate->subject->form = &candidate->form;
}

static void decide(Candidate *candidate, const char *check, const char *answer)
{
    Decision *decision = decision_new();

    decision->kind = DECISION_CHECK;
    decision->subject = g_strdup(check);
    decision->answer = g_strdup(answer);
    decision->decided_by = g_strdup("李老师");
    decision->content = g_strdup(candidate->subject->content);
    g_ptr_array_add(candidate->decisions, decision);
}

static void add_version(Candidate *candidate, const char *content, gint64 first_seen_us)
{
    SubjectVersion version = { content, first_seen_us * 1000, first_seen_us };

    g_array_append_val(candidate->versions, version);
}

/* 2026-06-01, when works are taken. */
#define WHILE_OPEN (G_GINT64_CONSTANT(1780272000) * S)

static void candidate_init(Candidate *candidate, const Settings *settings, const RightWork *work)
{
    const Category *category = settings_category(settings, work->category);
    Subject *subject = &candidate->film.subject;

    *candidate = (Candidate){ .film = film_checked(), .settings = settings, .subject = subject };
    candidate->versions = g_array_new(FALSE, FALSE, sizeof(SubjectVersion));
    candidate->attachments = g_ptr_array_new();
    candidate->decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
    describe_film(candidate, work);
    describe_place(candidate, category);
    describe_form(candidate);
    add_version(candidate, "aa", WHILE_OPEN);
    g_ptr_array_add(candidate->attachments, (gpointer) "末班车.srt");
    for (const char *const *check = rules_checks(category->rules); *check; check++)
        decide(candidate, *check, CHECK_YES);
    candidate->sample =
        (SubjectSample){ "末班车_sample.mp4", 4 * MB, work->seconds * S, pictures, STATUS_OK };
    subject->sample = &candidate->sample;
    subject->versions = candidate->versions;
    subject->attachments = candidate->attachments;
    subject->decisions = candidate->decisions;
}

static void candidate_clear(Candidate *candidate)
{
    film_clear(&candidate->film);
    name_fields_clear(&candidate->fields);
    g_free(candidate->name);
    g_array_unref(candidate->versions);
    g_ptr_array_unref(candidate->attachments);
    g_ptr_array_unref(candidate->decisions);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Candidate, candidate_clear)

/* ---- what can be wrong with a work, and with nothing but that ---- */

static const Rules *rules_for(const Candidate *candidate)
{
    return candidate->subject->category->rules;
}

/* One step outside. */
static gint64 outside(const Range *range, gint64 step)
{
    return range->max != RANGE_NO_MAX ? range->max + step : range->min - step;
}

static void has_no_category(Candidate *candidate)
{
    candidate->subject->has_category = FALSE;
}

static void is_cut_off(Candidate *candidate)
{
    candidate->subject->reason = "truncated";
}

static void is_webm(Candidate *candidate)
{
    set_text(&candidate->film.facts->file.container, "webm");
    candidate->subject->extension = "webm";
}

static void is_vp9(Candidate *candidate)
{
    set_text(&candidate->film.facts->video.codec_name, "vp9");
}

static void set_duration(Candidate *candidate, gint64 us)
{
    FileFacts *file = &candidate->film.facts->file;

    file->duration = file->duration_header = file->duration_media = candidate->sample.duration = us;
}

static void is_too_long(Candidate *candidate)
{
    const Rules *rules = rules_for(candidate);
    Range range = g_array_index(rules->durations, Range, 0);

    set_duration(candidate, range.max + rules->duration_tolerance + 1000);
}

static void is_too_short(Candidate *candidate)
{
    const Rules *rules = rules_for(candidate);
    Range range = g_array_index(rules->durations, Range, 0);

    if (range.min == RANGE_NO_MIN)
        is_too_long(candidate);
    else
        set_duration(candidate, range.min - rules->duration_tolerance - 1000);
}

static void set_size(Candidate *candidate, gint64 width, gint64 height)
{
    VideoFacts *video = &candidate->film.facts->video;

    video->display_width = candidate->film.deep->picture_width = width;
    video->display_height = candidate->film.deep->picture_height = height;
}

/* Of the same ratio. */
static void is_small(Candidate *candidate)
{
    VideoFacts *video = &candidate->film.facts->video;

    set_size(candidate, video->display_width / 4, video->display_height / 4);
    video->width /= 4;
    video->height /= 4;
}

/* Stored as it should be, and shown wider. */
static void is_stretched(Candidate *candidate)
{
    VideoFacts *video = &candidate->film.facts->video;

    set_size(candidate, video->display_width * 3 / 2, video->display_height);
}

static void has_bars(Candidate *candidate)
{
    candidate->film.deep->picture_height -= 200;
}

static void is_at_50_fps(Candidate *candidate)
{
    set_text(&candidate->film.facts->video.avg_frame_rate, "50/1");
}

static void has_a_varying_rate(Candidate *candidate)
{
    set_text(&candidate->film.deep->frame_rate_mode, "vfr");
    set_text(&candidate->film.facts->video.frame_rate_mode, "vfr");
}

static void is_interlaced(Candidate *candidate)
{
    set_text(&candidate->film.deep->scan, "interlaced");
    set_text(&candidate->film.facts->video.field_order, "tt");
}

static void does_not_decode(Candidate *candidate)
{
    candidate->film.deep->decode_errors = 3;
}

static void has_a_wrong_size(Candidate *candidate)
{
    candidate->subject->size = outside(&rules_for(candidate)->filesize, 1);
}

static void has_a_wrong_video_bit_rate(Candidate *candidate)
{
    candidate->film.facts->video.bit_rate = outside(&rules_for(candidate)->video_bitrate, 1);
}

static AudioFacts *sound_of(Candidate *candidate)
{
    return candidate->film.facts->audio->pdata[0];
}

static void has_a_wrong_sound_bit_rate(Candidate *candidate)
{
    sound_of(candidate)->bit_rate = outside(&rules_for(candidate)->audio_bitrate, 1);
}

static void has_no_sound(Candidate *candidate)
{
    g_ptr_array_set_size(candidate->film.facts->audio, 0);
}

static void has_mp3(Candidate *candidate)
{
    set_text(&sound_of(candidate)->codec_name, "mp3");
}

static void is_sampled_at_44100(Candidate *candidate)
{
    sound_of(candidate)->sample_rate = 44100;
}

static void is_silent(Candidate *candidate)
{
    candidate->film.deep->is_silent = TRUE;
}

static void is_too_loud(Candidate *candidate)
{
    candidate->film.deep->loudness = outside(&rules_for(candidate)->loudness, 1);
}

static void peaks_too_high(Candidate *candidate)
{
    candidate->film.deep->true_peak = outside(&rules_for(candidate)->peak, 1);
}

static void has_another_name(Candidate *candidate)
{
    candidate->subject->name = "定稿";
    candidate->subject->fields = NULL;
}

static void has_no_form(Candidate *candidate)
{
    candidate->subject->form = NULL;
}

static void has_a_form_without_author(Candidate *candidate)
{
    candidate->form.author = NULL;
}

static void is_one_of_many(Candidate *candidate)
{
    candidate->company = ONE_OF_MANY;
}

static void came_twice(Candidate *candidate)
{
    candidate->company = TWICE_HERE;
}

static void came_before(Candidate *candidate)
{
    candidate->company = SEEN_BEFORE;
}

static void came_late(Candidate *candidate)
{
    candidate->form.received = W("2026-10-01");
}

static void came_early(Candidate *candidate)
{
    candidate->form.received = W("2026-02-28");
}

static void was_replaced_after_closing(Candidate *candidate)
{
    g_array_index(candidate->versions, SubjectVersion, 0).content = "bb";
    add_version(candidate, "aa", rules_for(candidate)->accepted.max + 1);
}

static void was_finished_long_ago(Candidate *candidate)
{
    candidate->form.finished = W("2019-12-31");
}

static void has_no_sample(Candidate *candidate)
{
    candidate->subject->sample = NULL;
}

static void has_a_large_sample(Candidate *candidate)
{
    candidate->sample.size = outside(&rules_for(candidate)->sample_size, 1);
}

static void has_a_short_sample(Candidate *candidate)
{
    candidate->sample.duration -= rules_for(candidate)->sample_tolerance + 1;
}

static void has_another_sample(Candidate *candidate)
{
    candidate->sample.likeness = other_pictures;
}

static void has_no_subtitles(Candidate *candidate)
{
    g_ptr_array_set_size(candidate->attachments, 0);
}

static void fails_the_first_check(Candidate *candidate)
{
    decide(candidate, rules_checks(rules_for(candidate))[0], CHECK_NO);
}

static void fails_the_last_check(Candidate *candidate)
{
    const char *const *checks = rules_checks(rules_for(candidate));

    decide(candidate, checks[g_strv_length((char **)checks) - 1], CHECK_NO);
}

typedef struct {
    const char *rule;
    void (*spoil)(Candidate *candidate);
} Spoiler;

/* A rule that is on in a template and has no row here fails the test. */
static const Spoiler spoilers[] = {
    { "readable", is_cut_off },
    { "category", has_no_category },
    { "container", is_webm },
    { "integrity", does_not_decode },
    { "vcodec", is_vp9 },
    { "duration", is_too_long },
    { "duration", is_too_short },
    { "frame", is_small },
    { "aspect", is_stretched },
    { "bars", has_bars },
    { "fps", is_at_50_fps },
    { "fps.mode", has_a_varying_rate },
    { "scan", is_interlaced },
    { "filesize", has_a_wrong_size },
    { "bitrate.video", has_a_wrong_video_bit_rate },
    { "bitrate.audio", has_a_wrong_sound_bit_rate },
    { "audio", has_no_sound },
    { "audio.codec", has_mp3 },
    { "audio.rate", is_sampled_at_44100 },
    { "audio.silent", is_silent },
    { "loudness", is_too_loud },
    { "peak", peaks_too_high },
    { "naming", has_another_name },
    { "registration", has_no_form },
    { "registration", has_a_form_without_author },
    { "quota", is_one_of_many },
    { "duplicate", came_twice },
    { "duplicate.editions", came_before },
    { "deadline", came_late },
    { "deadline", came_early },
    { "replaced", was_replaced_after_closing },
    { "finished", was_finished_long_ago },
    { "companion.sample", has_no_sample },
    { "companion.sample", has_a_large_sample },
    { "companion.sample", has_a_short_sample },
    { "companion.sample", has_another_sample },
    { "companion.subtitles", has_no_subtitles },
    { "manual", fails_the_first_check },
    { "manual", fails_the_last_check },
};

/* ---- judging ---- */

static void add_other(GPtrArray *subjects, const Candidate *candidate, const char *content,
                      gboolean same_unit)
{
    Subject *other = g_memdup2(candidate->subject, sizeof(Subject));

    other->number = subjects->len + 1;
    other->id = "work-0002";
    other->content = content;
    other->sha256 = NULL;
    other->unit = same_unit ? other->unit : "别的单位";
    other->author = same_unit ? other->author : "王五";
    g_ptr_array_add(subjects, other);
}

static Judgement *judge(Candidate *candidate)
{
    g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) elsewhere = g_array_new(FALSE, FALSE, sizeof(RollElsewhere));
    RollElsewhere before = { "2025", 7, "旧作", "别的单位", candidate->company == SEEN_BEFORE ? "aa" : "zz",
                             NULL };
    g_autoptr(Roll) roll = NULL;

    g_ptr_array_add(subjects, g_memdup2(candidate->subject, sizeof(Subject)));
    add_other(subjects, candidate, candidate->company == TWICE_HERE ? "aa" : "yy", FALSE);
    for (guint i = 0; candidate->company == ONE_OF_MANY && i < MANY; i++)
        add_other(subjects, candidate, NULL, TRUE);
    g_array_append_val(elsewhere, before);
    candidate->subject->roll = roll = roll_new(subjects, elsewhere);
    return rules_judge(rules_for(candidate), candidate->subject);
}

static gboolean is_of_rule(const Finding *finding, const char *rule)
{
    return g_str_equal(finding->rule, rule) || (g_str_equal(rule, "manual") && rule_is_check(finding->rule));
}

static void assert_all_pass(const Judgement *judgement, const RightWork *work)
{
    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (finding->outcome != OUTCOME_PASS)
            g_error("%s, %s: %s", work->template, work->category, finding->message.in[LANGUAGE_EN]);
    }
    g_assert_cmpint(judgement->verdict, ==, VERDICT_ELIGIBLE);
}

/* Of a film without sound nothing can be said of the sound. */
static gboolean is_quiet_about(const Finding *finding)
{
    return finding->outcome == OUTCOME_PASS || finding->outcome == OUTCOME_NOT_EVALUATED;
}

static void assert_only_this(const Judgement *judgement, const RightWork *work, const char *rule)
{
    Outcome want = outcome_said(work->template, rule);
    guint found = 0;

    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (is_of_rule(finding, rule) && finding->outcome == want)
            found++;
        else if (!is_quiet_about(finding))
            g_error("%s, %s: %s spoiled, but %s", work->template, work->category, rule,
                    finding->message.in[LANGUAGE_EN]);
    }
    if (found != 1)
        g_error("%s, %s: %s is not found with the outcome %s", work->template, work->category, rule,
                outcome_slug(want));
}

/* ---- tests ---- */

static void each_is_right_with_and_without_its_examples(void)
{
    for (const char *const *name = settings_template_names; *name; name++) {
        g_autoptr(Settings) plain = template_settings(*name, FALSE);
        g_autoptr(Settings) full = template_settings(*name, TRUE);
        g_autofree char *key = g_strconcat("template.", *name, NULL);

        g_assert_true(message_exists(key));
        g_assert_cmpstr(plain->edition, ==, "edition-1");
        g_assert_cmpstr(plain->hash, !=, full->hash); /* there is at least the deadline */
        g_assert_cmpstr(plain->title.in[LANGUAGE_ZH], !=, plain->title.in[LANGUAGE_EN]);
        g_assert_cmpuint(plain->categories->len, >=, 1);
    }
    g_assert_null(settings_template("none"));
}

static void each_says_that_it_is_nobodys_official_rules(void)
{
    for (const char *const *name = settings_template_names; *name; name++) {
        const char *text = settings_template(*name);
        g_autofree char *head = g_strndup(text, (gsize)(strstr(text, "[edition]") - text));

        g_assert_nonnull(strstr(head, "这是一份示例"));
        g_assert_nonnull(strstr(head, "不是任何赛事的正式规则"));
        g_assert_nonnull(strstr(head, "An example made after published calls for entries"));
        g_assert_nonnull(strstr(head, "nobody's official rules"));
        g_assert_nonnull(strstr(head, "UTF-8"));
        g_assert_nonnull(strstr(head, "pianmu rules lint"));
    }
}

static void each_reads_in_both_languages(void)
{
    for (const char *const *name = settings_template_names; *name; name++) {
        g_autoptr(Settings) settings = template_settings(*name, TRUE);

        for (guint i = 0; i < settings->categories->len; i++) {
            const Category *category = settings->categories->pdata[i];
            g_autoptr(GPtrArray) lines = rules_lines(category->rules);

            g_assert_cmpstr(category->title.in[LANGUAGE_ZH], !=, category->title.in[LANGUAGE_EN]);
            for (guint n = 0; n < lines->len; n++) {
                const RuleLine *line = lines->pdata[n];

                g_assert_cmpstr(line->name.in[LANGUAGE_ZH], !=, line->name.in[LANGUAGE_EN]);
                g_assert_cmpstr(line->required.in[LANGUAGE_ZH], !=, "");
                g_assert_cmpstr(line->required.in[LANGUAGE_EN], !=, "");
            }
        }
    }
}

static void every_category_has_a_work_that_is_right(void)
{
    for (const char *const *name = settings_template_names; *name; name++) {
        g_autoptr(Settings) settings = template_settings(*name, FALSE);

        for (guint i = 0; i < settings->categories->len; i++) {
            const Category *category = settings->categories->pdata[i];
            guint found = 0;

            for (gsize n = 0; n < G_N_ELEMENTS(right_works); n++)
                found += g_str_equal(right_works[n].template, *name) &&
                         g_str_equal(right_works[n].category, category->slug);
            g_assert_cmpuint(found, >=, 1);
        }
    }
}

static void what_is_right_passes_every_rule(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(right_works); i++) {
        for (gboolean examples = FALSE; examples <= TRUE; examples++) {
            g_autoptr(Settings) settings = template_settings(right_works[i].template, examples);
            g_auto(Candidate) candidate;
            g_autoptr(Judgement) judgement = NULL;

            candidate_init(&candidate, settings, &right_works[i]);
            judgement = judge(&candidate);
            assert_all_pass(judgement, &right_works[i]);
        }
    }
}

static void spoil(const Settings *settings, const RightWork *work, const Spoiler *spoiler)
{
    g_auto(Candidate) candidate;
    g_autoptr(Judgement) judgement = NULL;

    candidate_init(&candidate, settings, work);
    spoiler->spoil(&candidate);
    judgement = judge(&candidate);
    assert_only_this(judgement, work, spoiler->rule);
}

/* In all the ways that there are for a rule. */
static void spoil_by(const Settings *settings, const RightWork *work, const char *rule)
{
    guint ways = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(spoilers); i++) {
        if (!g_str_equal(spoilers[i].rule, rule))
            continue;
        spoil(settings, work, &spoilers[i]);
        ways++;
    }
    if (ways == 0)
        g_error("%s: nothing here is wrong by the rule %s", work->template, rule);
}

static void what_is_wrong_fails_that_rule_alone(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(right_works); i++) {
        g_autoptr(Settings) settings = template_settings(right_works[i].template, TRUE);
        const Category *category = settings_category(settings, right_works[i].category);
        g_autoptr(GPtrArray) lines = rules_lines(category->rules);

        for (guint n = 0; n < lines->len; n++)
            spoil_by(settings, &right_works[i], ((const RuleLine *)lines->pdata[n])->key);
    }
}

/* Turned by a quarter a work is wrong where only landscape is taken, and right where both are. */
static void which_way_up_matters_where_it_is_said(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(right_works); i++) {
        const RightWork *work = &right_works[i];
        g_autoptr(Settings) settings = template_settings(work->template, FALSE);
        gboolean both_ways =
            g_str_equal(work->template, "duanshipin") || g_str_equal(work->template, "yangpian");
        g_auto(Candidate) candidate;
        g_autoptr(Judgement) judgement = NULL;

        candidate_init(&candidate, settings, work);
        set_size(&candidate, work->height, work->width);
        judgement = judge(&candidate);
        g_assert_cmpint(find(judgement, "frame")->outcome, ==, both_ways ? OUTCOME_PASS : OUTCOME_REJECT);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/templates/each is right, with and without its examples",
                    each_is_right_with_and_without_its_examples);
    g_test_add_func("/templates/each says that it is nobody's official rules",
                    each_says_that_it_is_nobodys_official_rules);
    g_test_add_func("/templates/each reads in both languages", each_reads_in_both_languages);
    g_test_add_func("/templates/every category has a work that is right",
                    every_category_has_a_work_that_is_right);
    g_test_add_func("/templates/what is right passes every rule", what_is_right_passes_every_rule);
    g_test_add_func("/templates/what is wrong fails that rule alone", what_is_wrong_fails_that_rule_alone);
    g_test_add_func("/templates/which way up matters where it is said",
                    which_way_up_matters_where_it_is_said);
    return g_test_run();
}
