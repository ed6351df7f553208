/* Rules about one film's streams, sound, pictures and length: just inside, at the bound, just outside, unknown, and where they
 * do not apply. */
#include "tests/unit/rules_fixture.h"

#include <string.h>

#define S G_USEC_PER_SEC

static const char not_deep_zh[] = "深度检查尚未进行，未评定。";

/* ---- graded overtime ---- */
#define OVER "duration.over=10s:deduct:1, 2m:deduct:3, 5m:reject"

static void assert_graded(const char *tolerance, gint64 ms, Outcome outcome, int points, const char *zh)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m", OVER, tolerance);
    g_autoptr(Judgement) judgement = NULL;

    of.facts->file.duration = ms * 1000;
    judgement = rules_judge(rules, &of.subject);
    g_assert_cmpstr(find(judgement, "duration")->message.in[LANGUAGE_ZH], ==, zh);
    g_assert_cmpstr(outcome_slug(find(judgement, "duration")->outcome), ==, outcome_slug(outcome));
    g_assert_cmpint(find(judgement, "duration")->points, ==, points);
}

static void overtime_is_graded_and_a_step_begins_behind_its_bound(void)
{
    const char *usual = "duration.tolerance=500ms";

    assert_graded(usual, 600000, OUTCOME_PASS, 0, "时长：要求不超过 10 分钟；实测 10 分钟。");
    assert_graded(usual, 600500, OUTCOME_PASS, 0,
                  "时长：要求不超过 10 分钟；实测 10 分 0.5 秒，在允许误差 0.5 秒之内。");
    assert_graded(usual, 600501, OUTCOME_NOTE, 0,
                  "时长：要求不超过 10 分钟；实测 10 分 0.501 秒，超出 0.501 秒（允许误差 0.5 秒；10 "
                  "秒以内不作处理）。");
    assert_graded(usual, 610000, OUTCOME_NOTE, 0,
                  "时长：要求不超过 10 分钟；实测 10 分 10 秒，超出 10 秒（10 秒以内不作处理）。");
    assert_graded(usual, 610001, OUTCOME_DEDUCT, 1,
                  "时长：要求不超过 10 分钟；实测 10 分 10.001 秒，超出 10.001 秒（超过 10 秒则扣 1 分）。");
    assert_graded(usual, 720000, OUTCOME_DEDUCT, 1,
                  "时长：要求不超过 10 分钟；实测 12 分钟，超出 2 分钟（超过 10 秒则扣 1 分）。");
    assert_graded(usual, 721000, OUTCOME_DEDUCT, 3,
                  "时长：要求不超过 10 分钟；实测 12 分 1 秒，超出 2 分 1 秒（超过 2 分钟则扣 3 分）。");
    assert_graded(usual, 900000, OUTCOME_DEDUCT, 3,
                  "时长：要求不超过 10 分钟；实测 15 分钟，超出 5 分钟（超过 2 分钟则扣 3 分）。");
    assert_graded(usual, 901000, OUTCOME_REJECT, 0,
                  "时长：要求不超过 10 分钟；实测 15 分 1 秒，超出 5 分 1 秒（超过 5 分钟则不合格）。");
    assert_graded("duration.tolerance=15s", 615000, OUTCOME_PASS, 0,
                  "时长：要求不超过 10 分钟；实测 10 分 15 秒，在允许误差 15 秒之内。");
}

static void what_is_too_short_has_steps_of_its_own(void)
{
    g_auto(Film) of = film();
    const char *duration = "duration=3m..10m", *under = "duration.under=0:deduct:2, 30s:review, 1m:reject";

    of.facts->file.duration = 179 * S;
    assert_finding(
        RULES(duration, under), &of, "duration", OUTCOME_DEDUCT,
        "时长：要求 3 分钟至 10 分钟；实测 2 分 59 秒，还差 1 秒（允许误差 0.5 秒；一律扣 2 分）。",
        "Duration: 3 min to 10 min; measured 2 min 59 s, 1 s short (tolerance 0.5 s; any: 2 point(s) "
        "deducted).");
    of.facts->file.duration = 149 * S;
    assert_finding(RULES(duration, under), &of, "duration", OUTCOME_REVIEW,
                   "时长：要求 3 分钟至 10 分钟；实测 2 分 29 秒，还差 31 秒（超过 30 秒则待复核）。", NULL);
    assert_finding(RULES(duration, OVER), &of, "duration", OUTCOME_REJECT,
                   "时长：要求 3 分钟至 10 分钟；实测 2 分 29 秒，还差 31 秒。", NULL);
}

static void a_deduction_leaves_a_work_eligible_and_is_told(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..1m", "duration.over=10s:deduct:2", "bitrate=..1Mbps",
                                   "bitrate->deduct:3", "container=mp4", "container->deduct:5");
    g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);
    g_autofree char *zh = verdict_words(judgement, LANGUAGE_ZH);
    g_autofree char *en = verdict_words(judgement, LANGUAGE_EN);
    g_autofree char *outcome = outcome_words(OUTCOME_DEDUCT, 3, LANGUAGE_ZH);

    g_assert_cmpint(judgement->verdict, ==, VERDICT_ELIGIBLE);
    g_assert_cmpint(find(judgement, "bitrate")->points, ==, 3);
    g_assert_cmpstr(find(judgement, "bitrate")->message.in[LANGUAGE_ZH], ==,
                    "总码率：要求不超过 1 Mbps；实测 8.0 Mbps，超出 7.0 Mbps。按规则应扣 3 分。");
    g_assert_cmpstr(find(judgement, "bitrate")->message.in[LANGUAGE_EN], ==,
                    "Bit rate: at most 1 Mbps; measured 8.0 Mbps, 7.0 Mbps over. 3 point(s) to be deducted.");
    g_assert_cmpint(find(judgement, "container")->points, ==, 0);
    g_assert_cmpstr(zh, ==, "合格（扣 5 分）");
    g_assert_cmpstr(en, ==, "Eligible (5 point(s) deducted)");
    g_assert_cmpstr(outcome, ==, "扣 3 分");
}

static void a_doubt_deducts_nothing(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("container=mp4", "container->deduct:5");
    g_autoptr(Judgement) judgement = NULL;

    of.subject.extension = "mov";
    judgement = rules_judge(rules, &of.subject);
    g_assert_cmpint(find(judgement, "container")->outcome, ==, OUTCOME_REVIEW);
    g_assert_cmpint(judgement_points(judgement), ==, 0);
}

static void grades_and_deductions_are_part_of_the_rules_and_of_their_hash(void)
{
    g_autoptr(Rules) rules = RULES("duration=60s..10m", OVER, "duration.under=0:review");
    g_autoptr(Rules) other = RULES("duration=60s..10m", "duration.over=10s:deduct:2, 2m:deduct:3, 5m:reject");
    g_autoptr(Rules) one_off = RULES("bitrate=..1Mbps", "bitrate->deduct:1");
    g_autoptr(Rules) two_off = RULES("bitrate=..1Mbps", "bitrate->deduct:2");
    g_autoptr(GPtrArray) lines = rules_lines(rules);
    const RuleLine *line = lines->pdata[2];

    g_assert_cmpstr(line->required.in[LANGUAGE_ZH], ==,
                    "1 分钟至 10 分钟（含）；超时：10 秒以内不作处理，超过 10 秒则扣 1 分，超过 2 分钟则扣 3 "
                    "分，超过 5 分钟则不合格；不足：一律待复核");
    g_assert_cmpstr(
        line->required.in[LANGUAGE_EN], ==,
        "1 min to 10 min (inclusive); over by up to 10 s: no consequence, more than 10 s: 1 point(s) "
        "deducted, more than 2 min: 3 point(s) deducted, more than 5 min: not eligible; short by any: "
        "to be reviewed");
    g_assert_cmpstr(rules_hash(rules), !=, rules_hash(other));
    g_assert_cmpstr(rules_hash(one_off), !=, rules_hash(two_off));
}

static void a_duration_may_leave_out_black_at_head_and_tail(void)
{
    g_auto(Film) of = film_checked();
    const char *duration = "duration=..2m", *basis = "duration.basis=content";

    of.facts->file.duration = 130 * S;
    of.deep->duration_content = 119 * S;
    assert_finding(RULES(duration, basis), &of, "duration", OUTCOME_PASS,
                   "时长：要求不超过 2 分钟；实测 1 分 59 秒（不计首尾黑场）。",
                   "Duration: at most 2 min; measured 1 min 59 s (without black at start and end).");
    assert_finding(RULES(duration, basis, "duration.basis=file"), &of, "duration", OUTCOME_REJECT,
                   "时长：要求不超过 2 分钟；实测 2 分 10 秒，超出 10 秒。", NULL);
    of.subject.deep = NULL;
    assert_finding(RULES(duration, basis), &of, "duration", OUTCOME_REJECT,
                   "时长：要求不超过 2 分钟；实测 2 分 10 秒（深度检查尚未进行，含首尾黑场），超出 10 秒。",
                   NULL);
    of.facts->file.duration = FACT_UNKNOWN;
    assert_finding(RULES(duration, basis), &of, "duration", OUTCOME_NOT_EVALUATED,
                   "时长：要求不超过 2 分钟；未能测得，未评定。", NULL);
}

static void assert_either(gint64 seconds, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    of.facts->file.duration = seconds * S;
    assert_finding(RULES("duration=2:30..3:30, 8:30..11:30"), &of, "duration", outcome, zh, NULL);
}

static void any_of_several_durations_will_do(void)
{
    g_autoptr(Rules) rules = RULES("duration=2:30..3:30, 8:30..11:30");
    g_autoptr(GPtrArray) lines = rules_lines(rules);

    assert_either(150, OUTCOME_PASS, "时长：要求 2 分 30 秒至 3 分 30 秒；实测 2 分 30 秒。");
    assert_either(690, OUTCOME_PASS, "时长：要求 8 分 30 秒至 11 分 30 秒；实测 11 分 30 秒。");
    assert_either(240, OUTCOME_REJECT,
                  "时长：要求 2 分 30 秒至 3 分 30 秒或 8 分 30 秒至 11 分 30 秒；实测 4 分钟，超出 30 秒。");
    assert_either(480, OUTCOME_REJECT,
                  "时长：要求 2 分 30 秒至 3 分 30 秒或 8 分 30 秒至 11 分 30 秒；实测 8 分钟，还差 30 秒。");
    g_assert_cmpstr(((RuleLine *)lines->pdata[2])->required.in[LANGUAGE_EN], ==,
                    "2 min 30 s to 3 min 30 s or 8 min 30 s to 11 min 30 s (inclusive)");
}

/* ---- frame ---- */
static void assert_frame(const char *setting, gint64 width, gint64 height, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    of.facts->video.display_width = width;
    of.facts->video.display_height = height;
    assert_finding(RULES(setting), &of, "frame", outcome, zh, NULL);
}

static void frame_sizes_may_be_listed(void)
{
    const char *exact = "frame.landscape=1280x720, 1920×1080";
    const char *mixed = "frame.landscape=1280x720, 1920x1080..";

    assert_frame(exact, 1280, 720, OUTCOME_PASS, "分辨率：要求 1280×720 或 1920×1080；实测 1280×720。");
    assert_frame(exact, 1920, 1080, OUTCOME_PASS, "分辨率：要求 1280×720 或 1920×1080；实测 1920×1080。");
    assert_frame(exact, 1920, 1079, OUTCOME_REJECT, "分辨率：要求 1280×720 或 1920×1080；实测 1920×1079。");
    assert_frame(exact, 1281, 720, OUTCOME_REJECT, "分辨率：要求 1280×720 或 1920×1080；实测 1281×720。");
    assert_frame(exact, 1600, 900, OUTCOME_REJECT, "分辨率：要求 1280×720 或 1920×1080；实测 1600×900。");
    assert_frame(mixed, 3840, 2160, OUTCOME_PASS,
                 "分辨率：要求 1280×720 或不低于 1920×1080；实测 3840×2160。");
    assert_frame(mixed, 1600, 900, OUTCOME_REJECT,
                 "分辨率：要求 1280×720 或不低于 1920×1080；实测 1600×900。");
    assert_frame("frame.portrait=720x1280, 1080x1920", 1080, 1920, OUTCOME_PASS,
                 "分辨率：要求 720×1280 或 1080×1920；实测 1080×1920。");
}

static void a_listed_size_may_be_that_of_the_stored_picture(void)
{
    g_auto(Film) of = film();

    of.facts->video.width = 720;
    of.facts->video.height = 576;
    of.facts->video.display_width = 768;
    of.facts->video.display_height = 576;
    assert_finding(RULES("frame.landscape=720x576, 1280x720"), &of, "frame", OUTCOME_PASS,
                   "分辨率：要求 720×576 或 1280×720；实测 720×576。", NULL);
    assert_finding(RULES("frame.landscape=..720x576"), &of, "frame", OUTCOME_REJECT,
                   "分辨率：要求不超过 720×576；实测 768×576。", NULL);
    of.facts->video.rotation = 90;
    assert_finding(RULES("frame.landscape=720x576, 1280x720"), &of, "frame", OUTCOME_REJECT,
                   "分辨率：要求 720×576 或 1280×720；实测 768×576。", NULL);
}

/* ---- profile, pixels, range ---- */
static void assert_profile(const char *setting, const char *profile, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    set_text(&of.facts->video.profile, profile);
    assert_finding(RULES(setting), &of, "vprofile", outcome, zh, NULL);
}

static void assert_codec_level(const char *codec, gint64 level, Outcome outcome, const char *zh,
                               const char *en)
{
    g_auto(Film) of = film();

    set_text(&of.facts->video.codec_name, codec);
    of.facts->video.level = level;
    assert_finding(RULES("vprofile=high", "vprofile.level=3.1..4.1"), &of, "vprofile", outcome, zh, en);
}

static void a_level_goes_with_the_profile(void)
{
    g_auto(Film) of = film();

    assert_codec_level("h264", 41, OUTCOME_PASS,
                       "编码档次：要求 High，级别 3.1 至 4.1；实测 High，级别 4.1。",
                       "Video profile: High, level 3.1 to 4.1; measured High, level 4.1.");
    assert_codec_level("h264", 42, OUTCOME_REVIEW,
                       "编码档次：要求 High，级别 3.1 至 4.1；实测 High，级别 4.2。", NULL);
    assert_codec_level("h264", 30, OUTCOME_REVIEW,
                       "编码档次：要求 High，级别 3.1 至 4.1；实测 High，级别 3.0。", NULL);
    assert_codec_level("hevc", 123, OUTCOME_PASS,
                       "编码档次：要求 High，级别 3.1 至 4.1；实测 High，级别 4.1。", NULL);
    assert_codec_level("hevc", 150, OUTCOME_REVIEW,
                       "编码档次：要求 High，级别 3.1 至 4.1；实测 High，级别 5.0。", NULL);
    assert_codec_level("mpeg2video", 8, OUTCOME_NOT_EVALUATED,
                       "编码档次：要求 High，级别 3.1 至 4.1；未能测得，未评定。", NULL);
    assert_codec_level("h264", FACT_UNKNOWN, OUTCOME_NOT_EVALUATED,
                       "编码档次：要求 High，级别 3.1 至 4.1；未能测得，未评定。", NULL);
    of.facts->video.level = 42;
    assert_finding(RULES("vprofile.level=..4.1"), &of, "vprofile", OUTCOME_REVIEW,
                   "编码档次：要求级别不超过 4.1；实测 High，级别 4.2。",
                   "Video profile: level at most 4.1; measured High, level 4.2.");
    set_text(&of.facts->video.profile, "Main"); /* what is wrong is wrong whatever is unknown */
    of.facts->video.level = FACT_UNKNOWN;
    assert_finding(RULES("vprofile=high", "vprofile.level=..4.1"), &of, "vprofile", OUTCOME_REVIEW,
                   "编码档次：要求 High，级别不超过 4.1；实测 Main。", NULL);
}

static void a_profile_is_one_of_those_listed(void)
{
    assert_profile("vprofile=main, high", "High", OUTCOME_PASS, "编码档次：要求 Main 或 High；实测 High。");
    assert_profile("vprofile=main, high", "High 10", OUTCOME_REVIEW,
                   "编码档次：要求 Main 或 High；实测 High 10。");
    assert_profile("vprofile=high 10, High 4:2:2", "High 10", OUTCOME_PASS,
                   "编码档次：要求 High 10 或 High 4:2:2；实测 High 10。");
    assert_profile("vprofile=baseline", "Constrained Baseline", OUTCOME_PASS,
                   "编码档次：要求 Baseline；实测 Constrained Baseline。");
    assert_profile("vprofile=main", "Constrained Baseline", OUTCOME_REVIEW,
                   "编码档次：要求 Main；实测 Constrained Baseline。");
    assert_profile("vprofile=main", NULL, OUTCOME_NOT_EVALUATED, "编码档次：要求 Main；未能测得，未评定。");
}

static void assert_pixels(const char *setting, const char *name, const char *hdr, Outcome outcome,
                          const char *zh)
{
    g_auto(Film) of = film();

    set_text(&of.facts->video.pix_fmt, name);
    set_text(&of.facts->video.hdr, hdr);
    assert_finding(RULES(setting), &of, "pixfmt", outcome, zh, NULL);
}

static void pixels_are_told_by_chroma_and_depth(void)
{
    const char *usual = "pixfmt=4:2:0 8bit";

    assert_pixels(usual, "yuv420p", NULL, OUTCOME_PASS,
                  "像素格式：要求 4:2:0 8 位；实测 4:2:0 8 位（yuv420p）。");
    assert_pixels(usual, "yuvj420p", NULL, OUTCOME_PASS,
                  "像素格式：要求 4:2:0 8 位；实测 4:2:0 8 位（yuvj420p）。");
    assert_pixels(usual, "nv12", NULL, OUTCOME_PASS, "像素格式：要求 4:2:0 8 位；实测 4:2:0 8 位（nv12）。");
    assert_pixels(usual, "yuv420p10le", NULL, OUTCOME_REVIEW,
                  "像素格式：要求 4:2:0 8 位；实测 4:2:0 10 位（yuv420p10le）。");
    assert_pixels(usual, "yuv422p", NULL, OUTCOME_REVIEW,
                  "像素格式：要求 4:2:0 8 位；实测 4:2:2 8 位（yuv422p）。");
    assert_pixels(usual, "yuv420p", "hlg", OUTCOME_REVIEW,
                  "像素格式：要求 4:2:0 8 位；实测 4:2:0 8 位 HDR (HLG)（yuv420p）。");
    assert_pixels("pixfmt=4:2:0", "p010le", "pq", OUTCOME_PASS,
                  "像素格式：要求 4:2:0；实测 4:2:0 10 位 HDR (PQ)（p010le）。");
    assert_pixels("pixfmt=8位, 4:2:2 10bit", "yuv422p10le", NULL, OUTCOME_PASS,
                  "像素格式：要求 8 位或 4:2:2 10 位；实测 4:2:2 10 位（yuv422p10le）。");
    assert_pixels("pixfmt=yuv420p", "yuvj420p", NULL, OUTCOME_REVIEW,
                  "像素格式：要求 yuv420p；实测 4:2:0 8 位（yuvj420p）。");
    assert_pixels("pixfmt=4:4:4 12bit", "gbrp12be", NULL, OUTCOME_PASS,
                  "像素格式：要求 4:4:4 12 位；实测 4:4:4 12 位（gbrp12be）。");
    assert_pixels(usual, "pal8", NULL, OUTCOME_NOT_EVALUATED,
                  "像素格式：要求 4:2:0 8 位；未能测得，未评定。");
    assert_pixels(usual, NULL, NULL, OUTCOME_NOT_EVALUATED, "像素格式：要求 4:2:0 8 位；未能测得，未评定。");
}

static void assert_hdr(const char *hdr, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    set_text(&of.facts->video.hdr, hdr);
    assert_finding(RULES("hdr=forbidden"), &of, "hdr", outcome, zh, NULL);
}

static void hdr_may_be_forbidden(void)
{
    g_auto(Film) unknown = film();

    assert_hdr(NULL, OUTCOME_PASS, "动态范围：要求标准动态范围（SDR）；实测 SDR。");
    assert_hdr("pq", OUTCOME_REVIEW,
               "动态范围：要求标准动态范围（SDR）；实测 HDR (PQ)，在普通屏幕上颜色会失真。请转换为 SDR "
               "后重新导出。");
    assert_hdr(
        "dv", OUTCOME_REVIEW,
        "动态范围：要求标准动态范围（SDR）；实测杜比视界，在普通屏幕上颜色会失真。请转换为 SDR 后重新导出。");
    set_text(&unknown.facts->video.codec_name, NULL);
    assert_finding(RULES("hdr=forbidden"), &unknown, "hdr", OUTCOME_NOT_EVALUATED,
                   "动态范围：要求标准动态范围（SDR）；未能测得，未评定。", NULL);
}

/* ---- what lies in the file ---- */
static void only_one_film_and_its_sound_may_be_inside(void)
{
    g_auto(Film) of = film();

    assert_finding(
        RULES("streams=single"), &of, "streams", OUTCOME_PASS,
        "流的构成：要求 1 路画面，不超过 1 条音轨，不夹带数据流和附件；实测 1 路画面、1 条音轨。",
        "Streams: one video stream, at most 1 sound track(s), no data streams or attachments; measured "
        "1 video stream(s), 1 sound track(s).");
    facts_add_audio(of.facts);
    assert_finding(
        RULES("streams=single"), &of, "streams", OUTCOME_NOTE,
        "流的构成：要求 1 路画面，不超过 1 条音轨，不夹带数据流和附件；实测 1 路画面、2 条音轨。请重新导出"
        "，只保留正片的画面和声音。",
        NULL);
    assert_finding(RULES("streams=single", "streams.audio=1..2"), &of, "streams", OUTCOME_PASS,
                   "流的构成：要求 1 路画面，1 至 2 条音轨，不夹带数据流和附件；实测 1 路画面、2 条音轨。",
                   NULL);
    of.facts->file.nb_data_streams = 1;
    of.facts->file.nb_attachments = 3;
    of.facts->video.nb_streams = 2;
    assert_finding(
        RULES("streams=single", "streams.audio=2"), &of, "streams", OUTCOME_NOTE,
        "流的构成：要求 1 路画面，2 条音轨，不夹带数据流和附件；实测 2 路画面、2 条音轨、1 路数据流、3 "
        "个附件。请重新导出，只保留正片的画面和声音。",
        NULL);
    of.facts->file.nb_data_streams = FACT_UNKNOWN;
    assert_finding(RULES("streams=single"), &of, "streams", OUTCOME_NOT_EVALUATED,
                   "流的构成：要求 1 路画面，不超过 1 条音轨，不夹带数据流和附件；未能测得，未评定。", NULL);
    g_ptr_array_set_size(of.facts->audio, 0);
    of.facts->file.nb_data_streams = of.facts->file.nb_attachments = 0;
    of.facts->video.nb_streams = 1;
    assert_finding(RULES("streams=single"), &of, "streams", OUTCOME_PASS,
                   "流的构成：要求 1 路画面，不超过 1 条音轨，不夹带数据流和附件；实测 1 路画面、0 条音轨。",
                   NULL);
}

static void the_index_lies_first_where_there_is_one(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("faststart=required"), &of, "faststart", OUTCOME_PASS,
                   "索引位置：要求索引在前；实测索引在前。", "Index: index first; measured index first.");
    of.facts->file.faststart = FALSE;
    assert_finding(
        RULES("faststart=required"), &of, "faststart", OUTCOME_NOTE,
        "索引位置：要求索引在前；实测索引在后，网页播放要等整个文件下载完。导出时请勾选“快速启动”（faststart"
        "）。",
        NULL);
    of.facts->file.faststart = FACT_UNKNOWN;
    assert_finding(RULES("faststart=required"), &of, "faststart", OUTCOME_NOT_EVALUATED,
                   "索引位置：要求索引在前；未能测得，未评定。", NULL);
    set_text(&of.facts->file.container, "avi");
    assert_finding(RULES("faststart=required"), &of, "faststart", OUTCOME_NOT_EVALUATED,
                   "索引位置：要求索引在前；AVI 格式没有这种区别，未评定。",
                   "Index: index first; AVI knows no such difference, not evaluated.");
}

/* ---- frame rate mode, scan ---- */
static void a_frame_rate_may_have_to_be_constant(void)
{
    g_auto(Film) of = film_checked();
    g_autoptr(Rules) both = RULES("fps.mode=constant", "fps=25");
    g_autoptr(Judgement) judgement = NULL;

    set_text(&of.facts->video.frame_rate_mode, "vfr");
    assert_finding(RULES("fps.mode=constant"), &of, "fps.mode", OUTCOME_PASS,
                   "帧率方式：要求恒定；实测恒定。", "Frame rate mode: constant; measured constant.");
    set_text(&of.deep->frame_rate_mode, "vfr");
    of.deep->frames_off_beat = 56;
    assert_finding(RULES("fps.mode=constant"), &of, "fps.mode", OUTCOME_REVIEW,
                   "帧率方式：要求恒定；实测可变（3000 帧中有 56 帧间隔不等）。请以恒定帧率重新导出。", NULL);
    judgement = rules_judge(both, &of.subject);
    g_assert_cmpint(find(judgement, "fps")->outcome, ==, OUTCOME_PASS); /* said once */
    of.subject.deep = NULL;
    assert_finding(RULES("fps.mode=constant"), &of, "fps.mode", OUTCOME_REVIEW,
                   "帧率方式：要求恒定；实测可变。请以恒定帧率重新导出。", NULL);
    set_text(&of.facts->video.frame_rate_mode, NULL);
    assert_finding(RULES("fps.mode=constant"), &of, "fps.mode", OUTCOME_NOT_EVALUATED,
                   "帧率方式：要求恒定；未能测得，未评定。", NULL);
}

static void the_pictures_themselves_tell_whether_they_are_interlaced(void)
{
    g_auto(Film) of = film_checked();

    set_text(&of.deep->scan, "interlaced");
    assert_finding(RULES("scan=progressive"), &of, "scan", OUTCOME_REVIEW,
                   "扫描方式：要求逐行；实测标为逐行，画面实为隔行。",
                   "Scan: progressive; measured interlaced pictures under a progressive flag.");
    set_text(&of.facts->video.field_order, "tt");
    assert_finding(RULES("scan=progressive"), &of, "scan", OUTCOME_REVIEW, "扫描方式：要求逐行；实测隔行。",
                   NULL);
    set_text(&of.deep->scan, "progressive");
    assert_finding(RULES("scan=progressive"), &of, "scan", OUTCOME_REVIEW,
                   "扫描方式：要求逐行；实测标为隔行，画面实为逐行。", NULL);
    set_text(&of.facts->video.field_order, NULL);
    assert_finding(RULES("scan=progressive"), &of, "scan", OUTCOME_PASS, "扫描方式：要求逐行；实测逐行。",
                   NULL);
}

/* ---- sound ---- */
static AudioFacts *sound_of(const Film *of)
{
    return of->facts->audio->pdata[0];
}

static void every_sound_track_has_a_codec_of_the_list(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("audio.codec=aac, mp3"), &of, "audio.codec", OUTCOME_PASS,
                   "音频编码：要求 AAC 或 MP3；实测 AAC。", "Audio codec: AAC or MP3; measured AAC.");
    facts_add_audio(of.facts)->codec_name = g_strdup("ac3");
    assert_finding(RULES("audio.codec=aac, mp3"), &of, "audio.codec", OUTCOME_REVIEW,
                   "音频编码：要求 AAC 或 MP3；实测 AAC、AC-3。", NULL);
    set_text(&sound_of(&of)->codec_name, NULL);
    assert_finding(RULES("audio.codec=ac3"), &of, "audio.codec", OUTCOME_NOT_EVALUATED,
                   "音频编码：要求 AC-3；未能测得，未评定。", NULL);
    assert_finding(RULES("audio.codec=mp3"), &of, "audio.codec", OUTCOME_REVIEW,
                   "音频编码：要求 MP3；实测 AC-3。", NULL); /* whatever the other is */
    set_text(&sound_of(&of)->codec_name, "pcm_s24le");
    assert_finding(RULES("audio.codec=pcm, ac3"), &of, "audio.codec", OUTCOME_PASS,
                   "音频编码：要求 PCM 或 AC-3；实测 PCM、AC-3。", NULL);
    g_ptr_array_set_size(of.facts->audio, 0);
    assert_finding(RULES("audio.codec=aac"), &of, "audio.codec", OUTCOME_NOT_EVALUATED,
                   "音频编码：要求 AAC；影片没有音轨，未评定。",
                   "Audio codec: AAC; the film has no sound track, not evaluated.");
}

static void assert_channels(const char *setting, gint64 channels, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    sound_of(&of)->channels = channels;
    assert_finding(RULES(setting), &of, "audio.channels", outcome, zh, NULL);
}

static void channels_are_counted_or_named(void)
{
    assert_channels("audio.channels=2", 2, OUTCOME_PASS, "声道：要求立体声；实测立体声。");
    assert_channels("audio.channels=立体声", 1, OUTCOME_REVIEW, "声道：要求立体声；实测单声道。");
    assert_channels("audio.channels=mono, stereo", 1, OUTCOME_PASS, "声道：要求单声道或立体声；实测单声道。");
    assert_channels("audio.channels=1..2", 2, OUTCOME_PASS, "声道：要求 1 至 2 声道；实测立体声。");
    assert_channels("audio.channels=1..2", 3, OUTCOME_REVIEW, "声道：要求 1 至 2 声道；实测 3 声道。");
    assert_channels("audio.channels=stereo, 5.1", 6, OUTCOME_PASS,
                    "声道：要求立体声或 6 声道；实测 6 声道。");
    assert_channels("audio.channels=2..", 1, OUTCOME_REVIEW, "声道：要求不少于 2 声道；实测单声道。");
    assert_channels("audio.channels=2", FACT_UNKNOWN, OUTCOME_NOT_EVALUATED,
                    "声道：要求立体声；未能测得，未评定。");
}

static void assert_rate(const char *setting, gint64 hz, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    sound_of(&of)->sample_rate = hz;
    assert_finding(RULES(setting), &of, "audio.rate", outcome, zh, NULL);
}

static void sample_rates_are_listed_in_hertz(void)
{
    assert_rate("audio.rate=44100, 48kHz", 44100, OUTCOME_PASS,
                "采样率：要求 44.1 kHz 或 48 kHz；实测 44.1 kHz。");
    assert_rate("audio.rate=44.1kHz, 48000Hz", 48000, OUTCOME_PASS,
                "采样率：要求 44.1 kHz 或 48 kHz；实测 48 kHz。");
    assert_rate("audio.rate=48kHz", 47999, OUTCOME_REVIEW, "采样率：要求 48 kHz；实测 47.999 kHz。");
    assert_rate("audio.rate=44.1kHz..", 32000, OUTCOME_REVIEW, "采样率：要求不低于 44.1 kHz；实测 32 kHz。");
    assert_rate("audio.rate=48kHz", FACT_UNKNOWN, OUTCOME_NOT_EVALUATED,
                "采样率：要求 48 kHz；未能测得，未评定。");
}

static void the_bit_rate_of_the_worst_sound_track_is_told(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("bitrate.audio=192kbps.."), &of, "bitrate.audio", OUTCOME_PASS,
                   "音频码率：要求不低于 192 kbps；实测 192.0 kbps。", NULL);
    facts_add_audio(of.facts);
    assert_finding(RULES("bitrate.audio=192kbps.."), &of, "bitrate.audio", OUTCOME_NOT_EVALUATED,
                   "音频码率：要求不低于 192 kbps；未能测得，未评定。", NULL);
    sound_of(&of)->bit_rate = 191000;
    assert_finding(RULES("bitrate.audio=192kbps.."), &of, "bitrate.audio", OUTCOME_NOTE,
                   "音频码率：要求不低于 192 kbps；实测 191.0 kbps，还差 1.0 kbps。", NULL);
    ((AudioFacts *)of.facts->audio->pdata[1])->bit_rate = 64000;
    assert_finding(RULES("bitrate.audio=192kbps.."), &of, "bitrate.audio", OUTCOME_NOTE,
                   "音频码率：要求不低于 192 kbps；实测 64.0 kbps，还差 128.0 kbps。", NULL);
    g_ptr_array_set_size(of.facts->audio, 0);
    assert_finding(RULES("bitrate.audio=192kbps.."), &of, "bitrate.audio", OUTCOME_NOT_EVALUATED,
                   "音频码率：要求不低于 192 kbps；影片没有音轨，未评定。", NULL);
}

static void a_silent_track_and_a_dead_channel_are_found(void)
{
    g_auto(Film) of = film_checked();

    assert_finding(RULES("audio.silent=forbidden"), &of, "audio.silent", OUTCOME_PASS,
                   "有无声音：要求不能全程无声；实测有声音。",
                   "Sound: not silent throughout; measured sound.");
    of.deep->dead_channels = 1;
    assert_finding(RULES("audio.silent=forbidden", "audio.silent->reject"), &of, "audio.silent",
                   OUTCOME_REVIEW, "音轨：1 个声道全程无声，其余声道有声，请核对。", NULL);
    of.deep->is_silent = TRUE;
    assert_finding(RULES("audio.silent=forbidden", "audio.silent->reject"), &of, "audio.silent",
                   OUTCOME_REJECT, "音轨：全程静音，请核对。",
                   "Audio: the track is silent throughout; please check.");
    of.deep->is_silent = FACT_UNKNOWN;
    assert_finding(RULES("audio.silent=forbidden"), &of, "audio.silent", OUTCOME_NOT_EVALUATED,
                   "有无声音：要求不能全程无声；未能测得，未评定。", NULL);
}

static void assert_level(const char *setting, const char *rule, gint64 loudness, gint64 peak, Outcome outcome,
                         const char *zh)
{
    g_auto(Film) of = film_checked();

    of.deep->loudness = loudness;
    of.deep->true_peak = peak;
    assert_finding(RULES(setting), &of, rule, outcome, zh, NULL);
}

static void loudness_and_peak_are_told_as_meters_do(void)
{
    const char *loudness = "loudness=-26LUFS..-14LUFS", *peak = "peak=..-1dBTP";

    assert_level(loudness, "loudness", -23140, 0, OUTCOME_PASS,
                 "响度：要求 -26 LUFS 至 -14 LUFS；实测 -23.1 LUFS。");
    assert_level(loudness, "loudness", -26000, 0, OUTCOME_PASS,
                 "响度：要求 -26 LUFS 至 -14 LUFS；实测 -26 LUFS。");
    assert_level(loudness, "loudness", -14000, 0, OUTCOME_PASS,
                 "响度：要求 -26 LUFS 至 -14 LUFS；实测 -14 LUFS。");
    assert_level(loudness, "loudness", -13999, 0, OUTCOME_NOTE,
                 "响度：要求 -26 LUFS 至 -14 LUFS；实测 -13.999 LUFS，超出 0.001 LU。");
    assert_level(loudness, "loudness", -9876, 0, OUTCOME_NOTE,
                 "响度：要求 -26 LUFS 至 -14 LUFS；实测 -9.9 LUFS，超出 4.1 LU。");
    assert_level(loudness, "loudness", -30500, 0, OUTCOME_NOTE,
                 "响度：要求 -26 LUFS 至 -14 LUFS；实测 -30.5 LUFS，还差 4.5 LU。");
    assert_level(loudness, "loudness", FACT_UNKNOWN, 0, OUTCOME_NOT_EVALUATED,
                 "响度：要求 -26 LUFS 至 -14 LUFS；声音过于微弱，无法测得，未评定。");
    assert_level(peak, "peak", 0, -1000, OUTCOME_PASS, "峰值电平：要求不超过 -1 dBTP；实测 -1 dBTP。");
    assert_level(peak, "peak", 0, -400, OUTCOME_NOTE,
                 "峰值电平：要求不超过 -1 dBTP；实测 -0.4 dBTP，超出 0.6 dB。");
    assert_level("peak=..−1 dB", "peak", 0, 320, OUTCOME_NOTE,
                 "峰值电平：要求不超过 -1 dBTP；实测 0.3 dBTP，超出 1.3 dB。");
}

/* ---- stretches ---- */
static void black_stills_and_silence_are_told_with_their_place(void)
{
    g_auto(Film) of = film_checked();

    of.deep->black_head = 2 * S;
    assert_finding(RULES("black.head=..2s"), &of, "black.head", OUTCOME_PASS,
                   "片头黑场：要求不超过 2 秒；实测 2 秒。", "Black at start: at most 2 s; measured 2 s.");
    of.deep->black_head = 2001000;
    assert_finding(RULES("black.head=..2s"), &of, "black.head", OUTCOME_REVIEW,
                   "片头黑场：要求不超过 2 秒；实测 2.001 秒，超出 0.001 秒。", NULL);
    assert_finding(RULES("black.head=3s.."), &of, "black.head", OUTCOME_REVIEW,
                   "片头黑场：要求不少于 3 秒；实测 2.001 秒，还差 0.999 秒。", NULL);
    assert_finding(RULES("black.tail=..5s"), &of, "black.tail", OUTCOME_PASS,
                   "片尾黑场：要求不超过 5 秒；实测无。", "Black at end: at most 5 s; measured none.");
    of.deep->black_longest = 12400000;
    of.deep->black_longest_at = 62 * S;
    assert_finding(RULES("black.longest=..5s"), &of, "black.longest", OUTCOME_REVIEW,
                   "最长黑场：要求不超过 5 秒；实测 12.4 秒（从 1:02 起），超出 7.4 秒。",
                   "Longest black: at most 5 s; measured 12.4 s (from 1:02), 7.4 s over.");
    of.deep->freeze_longest = 3 * S;
    of.deep->freeze_longest_at = 0;
    assert_finding(RULES("freeze=..3s"), &of, "freeze", OUTCOME_PASS,
                   "画面静止：要求不超过 3 秒；实测 3 秒（从 0:00 起）。", NULL);
    of.deep->freeze_longest += 1000;
    assert_finding(RULES("freeze=..3s"), &of, "freeze", OUTCOME_REVIEW,
                   "画面静止：要求不超过 3 秒；实测 3.001 秒（从 0:00 起），超出 0.001 秒。", NULL);
    of.deep->silence_longest = 5 * S;
    of.deep->silence_longest_at = G_GINT64_CONSTANT(3723) * S;
    assert_finding(RULES("silence=..0"), &of, "silence", OUTCOME_REVIEW,
                   "静音：要求无；实测 5 秒（从 1:02:03 起），超出 5 秒。", NULL);
    of.deep->black_head = FACT_UNKNOWN;
    assert_finding(RULES("black.head=..2s"), &of, "black.head", OUTCOME_NOT_EVALUATED,
                   "片头黑场：要求不超过 2 秒；未能测得，未评定。", NULL);
}

/* ---- bars, integrity ---- */
static void assert_bars(gint64 width, gint64 height, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film_checked();

    of.deep->picture_width = width;
    of.deep->picture_height = height;
    assert_finding(RULES("bars=forbidden"), &of, "bars", outcome, zh, NULL);
}

static void black_bars_are_told_with_the_picture_between_them(void)
{
    assert_bars(1920, 1080, OUTCOME_PASS, "黑边：要求画面铺满，没有黑边；实测 1920×1080。");
    assert_bars(1920, 1059, OUTCOME_PASS,
                "黑边：要求画面铺满，没有黑边；实测 1920×1059，在允许误差 2% 之内。");
    assert_bars(1920, 1058, OUTCOME_REVIEW,
                "黑边：要求画面铺满，没有黑边；实测上下有黑边，实际画面 1920×1058（1.81:1），请核对。");
    assert_bars(1920, 816, OUTCOME_REVIEW,
                "黑边：要求画面铺满，没有黑边；实测上下有黑边，实际画面 1920×816（2.35:1），请核对。");
    assert_bars(608, 1080, OUTCOME_REVIEW,
                "黑边：要求画面铺满，没有黑边；实测左右有黑边，实际画面 608×1080（0.56:1），请核对。");
    assert_bars(1440, 810, OUTCOME_REVIEW,
                "黑边：要求画面铺满，没有黑边；实测四周有黑边，实际画面 1440×810（16:9），请核对。");
    assert_bars(FACT_UNKNOWN, FACT_UNKNOWN, OUTCOME_NOT_EVALUATED,
                "黑边：要求画面铺满，没有黑边；未能测得，未评定。");
}

static void bars_of_just_the_tolerance_do_not_matter(void)
{
    g_auto(Film) of = film_checked();

    of.facts->video.display_width = of.facts->video.display_height = 1000;
    of.deep->picture_width = 1000;
    of.deep->picture_height = 980;
    assert_finding(RULES("bars=forbidden"), &of, "bars", OUTCOME_PASS,
                   "黑边：要求画面铺满，没有黑边；实测 1000×980，在允许误差 2% 之内。", NULL);
    of.deep->picture_height = 979;
    assert_finding(RULES("bars=forbidden"), &of, "bars", OUTCOME_REVIEW,
                   "黑边：要求画面铺满，没有黑边；实测上下有黑边，实际画面 1000×979（1.02:1），请核对。",
                   NULL);
    assert_finding(RULES("bars=forbidden", "bars.tolerance=2.1%"), &of, "bars", OUTCOME_PASS,
                   "黑边：要求画面铺满，没有黑边；实测 1000×979，在允许误差 2.1% 之内。", NULL);
}

static void a_film_decodes_to_its_end(void)
{
    g_auto(Film) of = film_checked();

    assert_finding(RULES("integrity=complete"), &of, "integrity", OUTCOME_PASS,
                   "完整性：要求全片可以完整解码；实测未发现错误。",
                   "Integrity: all of it decodes; measured no errors.");
    of.deep->decode_errors = 12;
    of.deep->first_error_at = 200 * S;
    assert_finding(
        RULES("integrity=complete"), &of, "integrity", OUTCOME_REVIEW,
        "完整性：要求全片可以完整解码；实测有 12 处错误，最早在 "
        "3:20。请核对该处的画面和声音，必要时重新导出。",
        "Integrity: all of it decodes; found 12 error(s), the first at 3:20. Please check picture and "
        "sound there, and export again if need be.");
    of.deep->decode_errors = FACT_UNKNOWN;
    assert_finding(RULES("integrity=complete"), &of, "integrity", OUTCOME_NOT_EVALUATED,
                   "完整性：要求全片可以完整解码；未能测得，未评定。", NULL);
    of.subject.deep_status = STATUS_LIMIT;
    assert_finding(RULES("integrity=complete"), &of, "integrity", OUTCOME_NOT_EVALUATED,
                   "完整性：要求全片可以完整解码；未能测得，未评定。", NULL);
    of.subject.deep_status = STATUS_CRASHED;
    assert_finding(
        RULES("integrity=complete", "integrity->reject"), &of, "integrity", OUTCOME_REVIEW,
        "完整性：要求全片可以完整解码；实测解码中断，文件可能已损坏，请核对能否正常播放，必要时重新导出。",
        NULL);
}

/* ---- without a deep check ---- */
static const char *const deep_settings[] = {
    "integrity=complete",        "bars=forbidden", "black.head=..2s",        "black.tail=..2s",
    "black.longest=..2s",        "freeze=..2s",    "audio.silent=forbidden", "silence=..2s",
    "loudness=-26LUFS..-14LUFS", "peak=..-1dBTP",
};

static void what_needs_a_deep_check_waits_for_it_and_says_so(void)
{
    g_auto(Film) of = film();

    for (gsize i = 0; i < G_N_ELEMENTS(deep_settings); i++) {
        g_autoptr(Rules) rules = RULES(deep_settings[i]);
        g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);
        const Finding *finding = judgement->findings->pdata[2];

        g_test_message("%s", deep_settings[i]);
        g_assert_cmpint(finding->outcome, ==, OUTCOME_NOT_EVALUATED);
        g_assert_true(g_str_has_suffix(finding->message.in[LANGUAGE_ZH], not_deep_zh));
        g_assert_nonnull(strstr(finding->message.in[LANGUAGE_EN], "the deep check has not run yet"));
        g_assert_cmpint(judgement->verdict, ==, VERDICT_ELIGIBLE);
    }
}

static void measures_of_sound_do_not_apply_to_a_silent_film(void)
{
    static const char *const settings[] = { "audio.silent=forbidden", "silence=..2s", "loudness=..-14LUFS",
                                            "peak=..-1dBTP" };
    g_auto(Film) of = film_checked();

    g_ptr_array_set_size(of.facts->audio, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        g_autoptr(Rules) rules = RULES(settings[i]);
        g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);
        const Finding *finding = judgement->findings->pdata[2];

        g_assert_cmpint(finding->outcome, ==, OUTCOME_NOT_EVALUATED);
        g_assert_true(g_str_has_suffix(finding->message.in[LANGUAGE_ZH], "影片没有音轨，未评定。"));
    }
}

static void a_deep_check_that_came_to_nothing_is_not_evaluated(void)
{
    g_auto(Film) of = film_checked();

    facts_clear_group(&deep_facts_group, of.deep);
    for (gsize i = 0; i < G_N_ELEMENTS(deep_settings); i++) {
        g_autoptr(Rules) rules = RULES(deep_settings[i]);
        g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);
        const Finding *finding = judgement->findings->pdata[2];

        g_assert_cmpint(finding->outcome, ==, OUTCOME_NOT_EVALUATED);
        g_assert_true(g_str_has_suffix(finding->message.in[LANGUAGE_ZH], "未能测得，未评定。"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/overtime is graded and a step begins behind its bound",
                    overtime_is_graded_and_a_step_begins_behind_its_bound);
    g_test_add_func("/rules/what is too short has steps of its own", what_is_too_short_has_steps_of_its_own);
    g_test_add_func("/rules/a deduction leaves a work eligible and is told",
                    a_deduction_leaves_a_work_eligible_and_is_told);
    g_test_add_func("/rules/a doubt deducts nothing", a_doubt_deducts_nothing);
    g_test_add_func("/rules/grades and deductions are part of the rules and of their hash",
                    grades_and_deductions_are_part_of_the_rules_and_of_their_hash);
    g_test_add_func("/rules/a duration may leave out black at head and tail",
                    a_duration_may_leave_out_black_at_head_and_tail);
    g_test_add_func("/rules/any of several durations will do", any_of_several_durations_will_do);
    g_test_add_func("/rules/frame sizes may be listed", frame_sizes_may_be_listed);
    g_test_add_func("/rules/a listed size may be that of the stored picture",
                    a_listed_size_may_be_that_of_the_stored_picture);
    g_test_add_func("/rules/a level goes with the profile", a_level_goes_with_the_profile);
    g_test_add_func("/rules/a profile is one of those listed", a_profile_is_one_of_those_listed);
    g_test_add_func("/rules/pixels are told by chroma and depth", pixels_are_told_by_chroma_and_depth);
    g_test_add_func("/rules/HDR may be forbidden", hdr_may_be_forbidden);
    g_test_add_func("/rules/only one film and its sound may be inside",
                    only_one_film_and_its_sound_may_be_inside);
    g_test_add_func("/rules/the index lies first where there is one",
                    the_index_lies_first_where_there_is_one);
    g_test_add_func("/rules/a frame rate may have to be constant", a_frame_rate_may_have_to_be_constant);
    g_test_add_func("/rules/the pictures themselves tell whether they are interlaced",
                    the_pictures_themselves_tell_whether_they_are_interlaced);
    g_test_add_func("/rules/every sound track has a codec of the list",
                    every_sound_track_has_a_codec_of_the_list);
    g_test_add_func("/rules/channels are counted or named", channels_are_counted_or_named);
    g_test_add_func("/rules/sample rates are listed in hertz", sample_rates_are_listed_in_hertz);
    g_test_add_func("/rules/the bit rate of the worst sound track is told",
                    the_bit_rate_of_the_worst_sound_track_is_told);
    g_test_add_func("/rules/a silent track and a dead channel are found",
                    a_silent_track_and_a_dead_channel_are_found);
    g_test_add_func("/rules/loudness and peak are told as meters do",
                    loudness_and_peak_are_told_as_meters_do);
    g_test_add_func("/rules/black, stills and silence are told with their place",
                    black_stills_and_silence_are_told_with_their_place);
    g_test_add_func("/rules/black bars are told with the picture between them",
                    black_bars_are_told_with_the_picture_between_them);
    g_test_add_func("/rules/bars of just the tolerance do not matter",
                    bars_of_just_the_tolerance_do_not_matter);
    g_test_add_func("/rules/a film decodes to its end", a_film_decodes_to_its_end);
    g_test_add_func("/rules/what needs a deep check waits for it and says so",
                    what_needs_a_deep_check_waits_for_it_and_says_so);
    g_test_add_func("/rules/measures of sound do not apply to a silent film",
                    measures_of_sound_do_not_apply_to_a_silent_film);
    g_test_add_func("/rules/a deep check that came to nothing is not evaluated",
                    a_deep_check_that_came_to_nothing_is_not_evaluated);
    return g_test_run();
}
