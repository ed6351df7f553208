#include "tests/unit/rules_fixture.h"

#include "catalog/rules/settings.h"

#include <string.h>

static void assert_duration(const char *setting, gint64 ms, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    of.facts->file.duration = ms * 1000;
    assert_finding(RULES(setting), &of, "duration", outcome, zh, NULL);
}

static void a_duration_is_judged_and_told(void)
{
    g_auto(Film) of = film();

    of.facts->file.duration = 642040000;
    assert_finding(RULES("duration=..10m"), &of, "duration", OUTCOME_REJECT,
                   "时长：要求不超过 10 分钟；实测 10 分 42 秒，超出 42 秒。",
                   "Duration: at most 10 min; measured 10 min 42 s, 42 s over.");
    of.facts->file.duration = 45 * G_USEC_PER_SEC;
    assert_finding(RULES("duration=60s.."), &of, "duration", OUTCOME_REJECT,
                   "时长：要求不少于 1 分钟；实测 45 秒，还差 15 秒。",
                   "Duration: at least 1 min; measured 45 s, 15 s short.");
    assert_finding(RULES("duration=60s..10m"), &of, "duration", OUTCOME_REJECT,
                   "时长：要求 1 分钟至 10 分钟；实测 45 秒，还差 15 秒。",
                   "Duration: 1 min to 10 min; measured 45 s, 15 s short.");
    of.facts->file.duration = 120 * G_USEC_PER_SEC;
    assert_finding(RULES("duration=60s..10m"), &of, "duration", OUTCOME_PASS,
                   "时长：要求 1 分钟至 10 分钟；实测 2 分钟。",
                   "Duration: 1 min to 10 min; measured 2 min.");
}

static void the_bounds_of_a_duration_are_inclusive_and_tolerant(void)
{
    assert_duration("duration=..3m", 180000, OUTCOME_PASS, "时长：要求不超过 3 分钟；实测 3 分钟。");
    assert_duration("duration=..3m", 180040, OUTCOME_PASS,
                    "时长：要求不超过 3 分钟；实测 3 分 0.04 秒，在允许误差 0.5 秒之内。");
    assert_duration("duration=..3m", 180500, OUTCOME_PASS,
                    "时长：要求不超过 3 分钟；实测 3 分 0.5 秒，在允许误差 0.5 秒之内。");
    assert_duration("duration=..3m", 180501, OUTCOME_REJECT,
                    "时长：要求不超过 3 分钟；实测 3 分 0.501 秒，超出 0.501 秒（允许误差 0.5 秒）。");
    assert_duration("duration=60s..", 59500, OUTCOME_PASS,
                    "时长：要求不少于 1 分钟；实测 59.5 秒，在允许误差 0.5 秒之内。");
    assert_duration("duration=60s..", 59499, OUTCOME_REJECT,
                    "时长：要求不少于 1 分钟；实测 59.499 秒，还差 0.501 秒（允许误差 0.5 秒）。");
    assert_duration("duration=30s..30s", 30000, OUTCOME_PASS, "时长：要求 30 秒；实测 30 秒。");
}

static void a_tolerance_can_be_set_or_taken_away(void)
{
    g_auto(Film) of = film();

    of.facts->file.duration = 31 * G_USEC_PER_SEC;
    assert_finding(RULES("duration=30s..30s", "duration.tolerance=1s"), &of, "duration", OUTCOME_PASS,
                   "时长：要求 30 秒；实测 31 秒，在允许误差 1 秒之内。",
                   "Duration: 30 s; measured 31 s, within the tolerance of 1 s.");
    assert_finding(RULES("duration=30s..30s", "duration.tolerance=0"), &of, "duration", OUTCOME_REJECT,
                   "时长：要求 30 秒；实测 31 秒，超出 1 秒。", "Duration: 30 s; measured 31 s, 1 s over.");
}

static void a_missing_fact_is_not_evaluated(void)
{
    static const char *const rules[] = { "vcodec", "duration", "frame",         "aspect",   "fps",
                                         "scan",   "bitrate",  "bitrate.video", "container" };
    g_autoptr(Rules) all =
        RULES("container=mp4", "vcodec=h264", "duration=..10m", "frame.landscape=1280x720..", "aspect=16:9",
              "fps=25", "scan=progressive", "bitrate=..9Mbps", "bitrate.video=..9Mbps");
    g_autoptr(Facts) nothing = facts_new();
    Subject subject = { .facts = nothing, .size = 1000, .extension = "mp4", .has_category = TRUE };
    g_autoptr(Judgement) judgement = NULL;

    nothing->has_video = TRUE;
    judgement = rules_judge(all, &subject);
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        const Finding *finding = find(judgement, rules[i]);

        g_test_message("%s", rules[i]);
        g_assert_cmpint(finding->outcome, ==, OUTCOME_NOT_EVALUATED);
        g_assert_nonnull(finding->required.in[LANGUAGE_ZH]);
        g_assert_null(finding->measured.in[LANGUAGE_ZH]);
    }
    g_assert_cmpstr(find(judgement, "duration")->message.in[LANGUAGE_ZH], ==,
                    "时长：要求不超过 10 分钟；未能测得，未评定。");
    g_assert_cmpint(judgement->verdict, ==, VERDICT_ELIGIBLE);
}

static void the_container_is_judged_by_content(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("container=mp4, mov"), &of, "container", OUTCOME_PASS,
                   "封装格式：要求 MP4 或 QuickTime (MOV)；实测 MP4。",
                   "Container: MP4 or QuickTime (MOV); measured MP4.");
    set_text(&of.facts->file.container, "matroska");
    assert_finding(RULES("container=mp4"), &of, "container", OUTCOME_REJECT,
                   "封装格式：要求 MP4；实测 Matroska (MKV)。扩展名为 .mp4。",
                   "Container: MP4; measured Matroska (MKV). The extension is .mp4.");
    of.subject.extension = "";
    assert_finding(RULES("container=mp4"), &of, "container", OUTCOME_REJECT,
                   "封装格式：要求 MP4；实测 Matroska (MKV)。", NULL);
}

static void an_extension_that_does_not_match_is_for_review(void)
{
    g_auto(Film) of = film();

    of.subject.extension = "mov";
    assert_finding(RULES("container=mp4, mov"), &of, "container", OUTCOME_REVIEW,
                   "封装格式：实测 MP4，与扩展名 .mov 不一致，请核对。",
                   "Container: measured MP4, which does not match the extension .mov; please check.");
    assert_finding(RULES("container=mp4, mov", "container->note"), &of, "container", OUTCOME_NOTE,
                   "封装格式：实测 MP4，与扩展名 .mov 不一致，请核对。", NULL);
    of.subject.extension = "";
    assert_finding(RULES("container=mp4"), &of, "container", OUTCOME_REVIEW,
                   "封装格式：实测 MP4，但文件名没有扩展名，请补上 .mp4。",
                   "Container: measured MP4, but the file name has no extension; please add .mp4.");
    of.subject.extension = "m4v";
    assert_finding(RULES("container=mp4"), &of, "container", OUTCOME_PASS, "封装格式：要求 MP4；实测 MP4。",
                   NULL);
}

static void a_codec_is_one_of_those_listed(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("vcodec=H.264, hevc"), &of, "vcodec", OUTCOME_PASS,
                   "视频编码：要求 H.264 或 H.265 (HEVC)；实测 H.264。",
                   "Video codec: H.264 or H.265 (HEVC); measured H.264.");
    set_text(&of.facts->video.codec_name, "prores");
    assert_finding(RULES("vcodec=h264, hevc, av1"), &of, "vcodec", OUTCOME_REVIEW,
                   "视频编码：要求 H.264、H.265 (HEVC) 或 AV1；实测 ProRes。",
                   "Video codec: H.264, H.265 (HEVC) or AV1; measured ProRes.");
}

static void assert_frame(Rules *rules, gint64 width, gint64 height, Outcome outcome, const char *zh,
                         const char *en)
{
    g_auto(Film) of = film();

    of.facts->video.display_width = width;
    of.facts->video.display_height = height;
    assert_finding(rules, &of, "frame", outcome, zh, en);
}

static void each_orientation_has_its_own_frame(void)
{
    assert_frame(RULES("frame.landscape=1920x1080.."), 1280, 720, OUTCOME_REJECT,
                 "分辨率：要求不低于 1920×1080；实测 1280×720。",
                 "Frame size: at least 1920×1080; measured 1280×720.");
    assert_frame(RULES("frame.landscape=1920x1080.."), 1920, 1080, OUTCOME_PASS,
                 "分辨率：要求不低于 1920×1080；实测 1920×1080。", NULL);
    assert_frame(RULES("frame.landscape=1920x1080.."), 1920, 1079, OUTCOME_REJECT,
                 "分辨率：要求不低于 1920×1080；实测 1920×1079。", NULL);
    assert_frame(RULES("frame.landscape=1280x720..3840x2160"), 3840, 2160, OUTCOME_PASS,
                 "分辨率：要求 1280×720 至 3840×2160；实测 3840×2160。", NULL);
    assert_frame(RULES("frame.landscape=..1920x1080"), 3840, 2160, OUTCOME_REJECT,
                 "分辨率：要求不超过 1920×1080；实测 3840×2160。", NULL);
    assert_frame(RULES("frame.landscape=1920x1080..1920x1080"), 1920, 1080, OUTCOME_PASS,
                 "分辨率：要求 1920×1080；实测 1920×1080。", NULL);
}

static void the_orientation_that_applies_is_reported(void)
{
    const char *landscape = "frame.landscape=1920x1080..", *portrait = "frame.portrait=1080x1920..";

    assert_frame(RULES(landscape, portrait), 1080, 1920, OUTCOME_PASS,
                 "分辨率：要求不低于 1080×1920；实测 1080×1920。", NULL);
    assert_frame(RULES(landscape, portrait), 1920, 1080, OUTCOME_PASS,
                 "分辨率：要求不低于 1920×1080；实测 1920×1080。", NULL);
    assert_frame(RULES(landscape, portrait), 720, 1280, OUTCOME_REJECT,
                 "分辨率：要求不低于 1080×1920；实测 720×1280。", NULL);
    assert_frame(RULES(landscape, "frame.portrait=forbidden"), 1080, 1920, OUTCOME_REJECT,
                 "画幅方向：本类别只接受横屏；实测为竖屏 1080×1920。",
                 "Orientation: landscape only in this category; measured portrait 1080×1920.");
    assert_frame(RULES("frame.landscape=forbidden"), 1920, 1080, OUTCOME_REJECT,
                 "画幅方向：本类别只接受竖屏；实测为横屏 1920×1080。",
                 "Orientation: portrait only in this category; measured landscape 1920×1080.");
    assert_frame(RULES(landscape), 1080, 1920, OUTCOME_NOT_EVALUATED,
                 "分辨率：实测为竖屏 1080×1920；规则没有规定竖屏作品的尺寸，未评定。",
                 "Frame size: measured portrait 1080×1920; the rules state no size for portrait works, not "
                 "evaluated.");
    assert_frame(RULES("frame.landscape=720x720.."), 1080, 1080, OUTCOME_PASS,
                 "分辨率：要求不低于 720×720；实测 1080×1080。", NULL);
}

static void an_aspect_ratio_is_near_enough_or_not(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("aspect=16:9"), &of, "aspect", OUTCOME_PASS,
                   "画幅比例：要求 16:9；实测 16:9（1920×1080）。",
                   "Aspect ratio: 16:9; measured 16:9 (1920×1080).");
    of.facts->video.display_height = 1088; /* 0.74 % off */
    assert_finding(RULES("aspect=16:9"), &of, "aspect", OUTCOME_PASS,
                   "画幅比例：要求 16:9；实测 1.76:1（1920×1088），在允许误差 1% 之内。", NULL);
    assert_finding(RULES("aspect=16:9", "aspect.tolerance=0.5%"), &of, "aspect", OUTCOME_REVIEW,
                   "画幅比例：要求 16:9；实测 1.76:1（1920×1088）。", NULL);
    of.facts->video.display_height = 1440;
    assert_finding(RULES("aspect=16:9, 2.39:1"), &of, "aspect", OUTCOME_REVIEW,
                   "画幅比例：要求 16:9 或 2.39:1；实测 4:3（1920×1440）。", NULL);
    assert_finding(RULES("aspect=16:9, 4:3"), &of, "aspect", OUTCOME_PASS,
                   "画幅比例：要求 16:9 或 4:3；实测 4:3（1920×1440）。", NULL);
}

static void assert_rate(const char *setting, const char *rate, const char *mode, Outcome outcome,
                        const char *zh)
{
    g_auto(Film) of = film();

    set_text(&of.facts->video.avg_frame_rate, rate);
    set_text(&of.facts->video.frame_rate_mode, mode);
    assert_finding(RULES(setting), &of, "fps", outcome, zh, NULL);
}

static void frame_rates_are_compared_as_fractions(void)
{
    assert_rate("fps=24, 25, 30", "25/1", "cfr", OUTCOME_PASS,
                "帧率：要求 24、25 或 30 帧/秒；实测 25 帧/秒。");
    assert_rate("fps=30000/1001", "30000/1001", "cfr", OUTCOME_PASS,
                "帧率：要求 29.97 帧/秒；实测 29.97 帧/秒。");
    assert_rate("fps=29.97", "30000/1001", "cfr", OUTCOME_PASS, "帧率：要求 29.97 帧/秒；实测 29.97 帧/秒。");
    assert_rate("fps=30", "30000/1001", "cfr", OUTCOME_REVIEW, "帧率：要求 30 帧/秒；实测 29.97 帧/秒。");
    assert_rate("fps=24", "24000/1001", "cfr", OUTCOME_REVIEW, "帧率：要求 24 帧/秒；实测 23.98 帧/秒。");
    assert_rate("fps=30", "19001/633", "cfr", OUTCOME_REVIEW, "帧率：要求 30 帧/秒；实测 30.02 帧/秒。");
    assert_rate("fps=30", "30003/1000", "cfr", OUTCOME_PASS, "帧率：要求 30 帧/秒；实测 30 帧/秒。");
    assert_rate("fps=..60", "60/1", "cfr", OUTCOME_PASS, "帧率：要求不超过 60 帧/秒；实测 60 帧/秒。");
    assert_rate("fps=..60", "120/1", "cfr", OUTCOME_REVIEW, "帧率：要求不超过 60 帧/秒；实测 120 帧/秒。");
    assert_rate("fps=24..30", "25/1", NULL, OUTCOME_PASS, "帧率：要求 24 至 30 帧/秒；实测 25 帧/秒。");
    assert_rate("fps=25..", "24/1", "cfr", OUTCOME_REVIEW, "帧率：要求不低于 25 帧/秒；实测 24 帧/秒。");
}

static void a_frame_rate_that_varies_is_for_review(void)
{
    assert_rate("fps=30", "30/1", "vfr", OUTCOME_REVIEW,
                "帧率：要求 30 帧/秒；实测平均 30 帧/秒，但帧率不固定（可变帧率），请核对。");
    assert_rate("fps=30", "0/0", "vfr", OUTCOME_NOT_EVALUATED, "帧率：要求 30 帧/秒；未能测得，未评定。");
}

static void interlaced_pictures_are_found(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("scan=progressive"), &of, "scan", OUTCOME_PASS, "扫描方式：要求逐行；实测逐行。",
                   "Scan: progressive; measured progressive.");
    set_text(&of.facts->video.field_order, "tt");
    assert_finding(RULES("scan=progressive"), &of, "scan", OUTCOME_REVIEW, "扫描方式：要求逐行；实测隔行。",
                   "Scan: progressive; measured interlaced.");
}

static void assert_size(const char *setting, gint64 size, Outcome outcome, const char *zh)
{
    g_auto(Film) of = film();

    of.subject.size = size;
    assert_finding(RULES(setting), &of, "filesize", outcome, zh, NULL);
}

static void file_sizes_are_inclusive_and_keep_their_base(void)
{
    assert_size("filesize=..300MB", 300000000, OUTCOME_PASS, "文件大小：要求不超过 300 MB；实测 300.0 MB。");
    assert_size("filesize=..300MB", 300000001, OUTCOME_REJECT,
                "文件大小：要求不超过 300 MB；实测 300000.001 kB，超出 1 B。");
    assert_size("filesize=..300MB", 300040012, OUTCOME_REJECT,
                "文件大小：要求不超过 300 MB；实测 300.04 MB，超出 40.0 kB。");
    assert_size("filesize=..300MB", 314572800, OUTCOME_REJECT,
                "文件大小：要求不超过 300 MB；实测 314.6 MB，超出 14.6 MB。");
    assert_size("filesize=..1GiB", 1100000000, OUTCOME_REJECT,
                "文件大小：要求不超过 1 GiB（1.074 GB）；实测 1.1 GB，超出 26.3 MB。");
    assert_size("filesize=..1GiB", 1 << 30, OUTCOME_PASS,
                "文件大小：要求不超过 1 GiB（1.074 GB）；实测 1.1 GB。");
    assert_size("filesize=100M..300M", 314572800, OUTCOME_PASS,
                "文件大小：要求 100 MB 至 300 MiB（314.573 MB）；实测 314.6 MB。");
    assert_size("filesize=100M..300M", 98000000, OUTCOME_REJECT,
                "文件大小：要求 100 MB 至 300 MiB（314.573 MB）；实测 98.0 MB，还差 2.0 MB。");
    assert_size("filesize=0..1GB", 0, OUTCOME_PASS, "文件大小：要求 0 B 至 1 GB；实测 0 B。");
}

static void bit_rates_are_only_noted(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("bitrate=..5Mbps"), &of, "bitrate", OUTCOME_NOTE,
                   "总码率：要求不超过 5 Mbps；实测 8.0 Mbps，超出 3.0 Mbps。",
                   "Bit rate: at most 5 Mbps; measured 8.0 Mbps, 3.0 Mbps over.");
    assert_finding(RULES("bitrate.video=10Mbps.."), &of, "bitrate.video", OUTCOME_NOTE,
                   "视频码率：要求不低于 10 Mbps；实测 7.8 Mbps，还差 2.2 Mbps。", NULL);
    of.facts->file.bit_rate = FACT_UNKNOWN; /* 120 MB in 120 s */
    assert_finding(RULES("bitrate=..8Mbps"), &of, "bitrate", OUTCOME_PASS,
                   "总码率：要求不超过 8 Mbps；实测 8.0 Mbps。", NULL);
}

static void a_narrow_range_of_bit_rates_is_told_exactly(void)
{
    g_auto(Film) of = film();

    of.facts->video.bit_rate = 1290000;
    assert_finding(RULES("bitrate.video=1024kbps..1280kbps"), &of, "bitrate.video", OUTCOME_NOTE,
                   "视频码率：要求 1.024 Mbps 至 1.28 Mbps；实测 1.29 Mbps，超出 10.0 kbps。", NULL);
    of.facts->video.bit_rate = 25000000; /* the digits of the bound are told of the difference, too */
    assert_finding(RULES("bitrate.video=1024kbps..1280kbps"), &of, "bitrate.video", OUTCOME_NOTE,
                   "视频码率：要求 1.024 Mbps 至 1.28 Mbps；实测 25.0 Mbps，超出 23.72 Mbps。", NULL);
}

static void sound_is_required_or_forbidden(void)
{
    g_auto(Film) of = film();

    assert_finding(RULES("audio=required"), &of, "audio", OUTCOME_PASS, "音轨：要求有音轨；检测到 1 条音轨。",
                   "Audio: a sound track is required; 1 sound track(s) found.");
    assert_finding(RULES("audio=forbidden"), &of, "audio", OUTCOME_REJECT,
                   "音轨：要求不带音轨；检测到 1 条音轨。",
                   "Audio: no sound track is allowed; 1 sound track(s) found.");
    g_ptr_array_set_size(of.facts->audio, 0);
    assert_finding(RULES("audio=required"), &of, "audio", OUTCOME_REJECT, "音轨：要求有音轨；未检测到音轨。",
                   "Audio: a sound track is required; none found.");
    assert_finding(RULES("audio=forbidden"), &of, "audio", OUTCOME_PASS, "音轨：要求不带音轨；未检测到音轨。",
                   NULL);
}

static void optional_sound_is_no_rule(void)
{
    g_autoptr(Rules) rules = RULES("audio=required", "audio=optional");

    g_assert_false(rules_is_on(rules, RULE_AUDIO));
}

static void a_truncated_film_is_rejected(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("container=mp4");
    g_autoptr(Judgement) judgement = NULL;

    of.subject.reason = "truncated";
    of.facts->file.duration = 242 * G_USEC_PER_SEC;
    assert_finding(RULES("container=mp4"), &of, "readable", OUTCOME_REJECT,
                   "文件不完整：在 4 分 2 秒处中断，请重新报送。",
                   "File is incomplete: it stops at 4 min 2 s; please resend.");
    judgement = rules_judge(rules, &of.subject);
    g_assert_cmpint(judgement->verdict, ==, VERDICT_INELIGIBLE);
    of.facts->file.duration = FACT_UNKNOWN;
    assert_finding(RULES("container=mp4"), &of, "readable", OUTCOME_REJECT,
                   "文件不完整，播放到中途即中断，请重新报送。", NULL);
}

static void durations_that_disagree_are_for_review(void)
{
    g_auto(Film) of = film();

    of.facts->file.duration_media = 119 * G_USEC_PER_SEC;
    assert_finding(RULES("container=mp4"), &of, "readable", OUTCOME_PASS, "文件可以正常读取。",
                   "The file reads well.");
    of.facts->file.duration_media = 118 * G_USEC_PER_SEC + 500000;
    assert_finding(RULES("container=mp4"), &of, "readable", OUTCOME_REVIEW,
                   "时长有出入：文件头标称 2 分钟，实际内容 1 分 58.5 秒，请核对文件是否完整。",
                   "The durations disagree: 2 min by the header, 1 min 58.5 s by the content; please check "
                   "that the file is complete.");
}

static void a_file_that_cannot_be_read_says_why(void)
{
    static const struct {
        Status status;
        const char *reason, *zh;
    } cases[] = {
        { STATUS_BROKEN, "no-index", "文件不完整（缺少索引），请重新报送。" },
        { STATUS_BROKEN, "truncated", "文件不完整，播放到中途即中断，请重新报送。" },
        { STATUS_BROKEN, NULL, "文件已损坏，无法读取，请重新报送。" },
        { STATUS_BROKEN, "not-a-reason-yet", "文件已损坏，无法读取，请重新报送。" },
        { STATUS_NOT_VIDEO, "audio-only", "文件只有声音，没有画面，请核对后报送视频文件。" },
        { STATUS_LIMIT, "time", "检查超过规定时间，已停止，文件可能异常，请重新导出后报送。" },
        { STATUS_CRASHED, NULL, "检查时程序意外中断，文件可能已损坏，请核对能否正常播放，必要时重新导出。" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Subject subject = {
            .status = cases[i].status, .reason = cases[i].reason, .extension = "mp4", .has_category = TRUE
        };
        g_autoptr(Rules) rules = RULES("container=mp4", "duration=..10m");
        g_autoptr(Judgement) judgement = rules_judge(rules, &subject);

        g_assert_cmpint(judgement->verdict, ==, VERDICT_UNREADABLE);
        g_assert_cmpstr(find(judgement, "readable")->message.in[LANGUAGE_ZH], ==, cases[i].zh);
        g_assert_cmpint(find(judgement, "readable")->outcome, ==, OUTCOME_REJECT);
        g_assert_cmpint(find(judgement, "duration")->outcome, ==, OUTCOME_NOT_EVALUATED);
    }
}

static void what_is_not_known_yet_has_no_verdict(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("container=mp4");
    g_autoptr(Judgement) pending = NULL;
    g_autoptr(Judgement) unexamined = NULL;

    of.subject.status = STATUS_PENDING;
    pending = rules_judge(rules, &of.subject);
    g_assert_cmpint(pending->verdict, ==, VERDICT_NONE);
    g_assert_cmpuint(pending->findings->len, ==, 0);
    g_assert_cmpstr(pending->rules_hash, ==, rules_hash(rules));
    unexamined = rules_judge(rules, &(Subject){ .status = STATUS_MISSING, .has_category = TRUE });
    g_assert_cmpint(unexamined->verdict, ==, VERDICT_NONE);
}

static void a_work_outside_any_category_is_rejected(void)
{
    g_auto(Film) of = film();

    of.subject.has_category = FALSE;
    assert_finding(
        RULES("container=mp4"), &of, "category", OUTCOME_REJECT,
        "类别：文件不在任何类别的文件夹内，请移入所属类别的文件夹。",
        "Category: the file is not in the folder of any category; please move it into the right one.");
}

static Verdict verdict_with(const char *outcome)
{
    g_auto(Film) of = film();
    g_autofree char *setting = g_strdup_printf("duration->%s", outcome);
    g_autoptr(Rules) rules = RULES("duration=..1m", setting);
    g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);

    return judgement->verdict;
}

static void the_verdict_is_the_worst_outcome(void)
{
    g_assert_cmpint(verdict_with("reject"), ==, VERDICT_INELIGIBLE);
    g_assert_cmpint(verdict_with("review"), ==, VERDICT_REVIEW);
    g_assert_cmpint(verdict_with("note"), ==, VERDICT_ELIGIBLE);
    g_assert_cmpint(verdict_with("off"), ==, VERDICT_ELIGIBLE);
}

static void a_rule_without_a_key_is_off(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration.tolerance=1s", "duration->review");
    g_autoptr(Judgement) judgement = rules_judge(rules, &of.subject);

    g_assert_cmpuint(judgement->findings->len, ==, 2);
    g_assert_cmpstr(((Finding *)judgement->findings->pdata[0])->rule, ==, "readable");
    g_assert_cmpstr(((Finding *)judgement->findings->pdata[1])->rule, ==, "category");
}

static void rules_are_told_one_a_line(void)
{
    g_autoptr(Rules) rules =
        RULES("container=mp4", "duration=60s..10m", "frame.landscape=1280x720..", "frame.portrait=forbidden",
              "filesize=..300MB", "fps=25, 30", "fps->off", "audio=required");
    g_autoptr(GPtrArray) lines = rules_lines(rules);
    static const char *const required[] = {
        "能正常打开的完整视频",
        "属于某一类别",
        "MP4",
        "1 分钟至 10 分钟（含）",
        "横屏不低于 1280×720；不接受竖屏",
        "不超过 300 MB",
        "要有音轨",
    };

    g_assert_cmpuint(lines->len, ==, G_N_ELEMENTS(required));
    for (guint i = 0; i < lines->len; i++)
        g_assert_cmpstr(((RuleLine *)lines->pdata[i])->required.in[LANGUAGE_ZH], ==, required[i]);
    g_assert_cmpstr(((RuleLine *)lines->pdata[3])->name.in[LANGUAGE_ZH], ==, "时长");
    g_assert_cmpstr(((RuleLine *)lines->pdata[3])->required.in[LANGUAGE_EN], ==,
                    "1 min to 10 min (inclusive)");
}

/* The first rule that is not always on. Takes the rules. */
static void assert_told(Rules *rules, const char *zh, const char *en)
{
    g_autoptr(Rules) owned = rules;
    g_autoptr(GPtrArray) lines = rules_lines(rules);
    const RuleLine *line = lines->pdata[2];

    g_assert_cmpstr(line->required.in[LANGUAGE_ZH], ==, zh);
    g_assert_cmpstr(line->required.in[LANGUAGE_EN], ==, en);
}

static void a_tolerance_other_than_the_usual_is_told(void)
{
    assert_told(RULES("duration=30s..30s", "duration.tolerance=500ms"), "30 秒", "30 s");
    assert_told(RULES("duration=30s..30s", "duration.tolerance=1s"), "30 秒，允许误差 1 秒",
                "30 s, with a tolerance of 1 s");
    assert_told(RULES("duration=..30m", "duration.tolerance=0"), "不超过 30 分钟，不留误差",
                "at most 30 min, without tolerance");
    assert_told(RULES("duration=..30m", "duration.tolerance=2s", "duration.over=10s:reject"),
                "不超过 30 分钟，允许误差 2 秒；超时：10 秒以内不作处理，超过 10 秒则不合格",
                "at most 30 min, with a tolerance of 2 s; over by up to 10 s: no consequence, more than "
                "10 s: not eligible");
    assert_told(RULES("aspect=16:9", "aspect.tolerance=1%"), "16:9", "16:9");
    assert_told(RULES("aspect=16:9", "aspect.tolerance=2.5%"), "16:9，允许误差 2.5%",
                "16:9, with a tolerance of 2.5%");
    assert_told(RULES("aspect=16:9", "aspect.tolerance=0%"), "16:9，不留误差", "16:9, without tolerance");
    assert_told(RULES("bars=forbidden"), "画面铺满，没有黑边", "a full picture without bars");
    assert_told(RULES("bars=forbidden", "bars.tolerance=5%"), "画面铺满，没有黑边，允许误差 5%",
                "a full picture without bars, with a tolerance of 5%");
}

static void a_category_overrides_single_keys(void)
{
    const char *text =
        "[edition]\nid=x\n[rules]\nframe.landscape=1920x1080..\nframe.portrait=forbidden\nduration=60s..10m\n"
        "[category dongman]\ntitle=动漫\n[rules dongman]\nframe.portrait=1080x1920..\n[outcome "
        "dongman]\nduration=note\n"
        "[category jishi]\ntitle=纪实\n";
    g_autoptr(Settings) settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", NULL);
    const Rules *animation = settings_category(settings, "dongman")->rules;
    const Rules *documentary = settings_category(settings, "jishi")->rules;
    g_auto(Film) of = film();
    g_autoptr(Judgement) judgement = NULL;

    of.facts->video.display_width = 1080;
    of.facts->video.display_height = 1920;
    of.facts->file.duration = G_USEC_PER_SEC;
    judgement = rules_judge(animation, &of.subject);
    g_assert_cmpint(find(judgement, "frame")->outcome, ==, OUTCOME_PASS);
    g_assert_cmpint(find(judgement, "duration")->outcome, ==, OUTCOME_NOTE);
    g_clear_pointer(&judgement, judgement_free);
    judgement = rules_judge(documentary, &of.subject);
    g_assert_cmpint(find(judgement, "frame")->outcome, ==, OUTCOME_REJECT);
    g_assert_cmpint(find(judgement, "duration")->outcome, ==, OUTCOME_REJECT);
    g_assert_cmpstr(rules_hash(animation), !=, rules_hash(documentary));
    g_assert_cmpstr(rules_hash(documentary), ==, rules_hash(settings->rules));
}

static void assert_words(Verdict verdict, Outcome outcome, guint n, const char *zh, const char *en)
{
    g_autoptr(Judgement) judgement = judgement_new();

    judgement->verdict = verdict;
    for (guint i = 0; i < n; i++)
        judgement_add(judgement, "duration", outcome);
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autofree char *words = verdict_words(judgement, language);

        g_assert_cmpstr(words, ==, language == LANGUAGE_ZH ? zh : en);
    }
}

static void verdicts_have_words(void)
{
    g_autofree char *none = verdict_words(NULL, LANGUAGE_ZH);

    g_assert_cmpstr(none, ==, "待评");
    assert_words(VERDICT_NONE, OUTCOME_PASS, 0, "待评", "Not judged yet");
    assert_words(VERDICT_ELIGIBLE, OUTCOME_PASS, 3, "合格", "Eligible");
    assert_words(VERDICT_ELIGIBLE, OUTCOME_WAIVED, 1, "合格（豁免 1 项）", "Eligible (1 waived)");
    assert_words(VERDICT_REVIEW, OUTCOME_REVIEW, 2, "待复核 2 项", "2 item(s) to review");
    assert_words(VERDICT_INELIGIBLE, OUTCOME_REJECT, 1, "不合格 1 项", "Not eligible: 1 rule(s) failed");
    assert_words(VERDICT_UNREADABLE, OUTCOME_REJECT, 1, "无法读取", "Could not be read");
}

static void slugs_survive(void)
{
    for (Outcome outcome = OUTCOME_PASS; outcome <= OUTCOME_NOT_EVALUATED; outcome++) {
        Outcome back = OUTCOME_PASS;

        g_assert_true(outcome_from_slug(outcome_slug(outcome), &back));
        g_assert_cmpint(back, ==, outcome);
    }
    for (Verdict verdict = VERDICT_ELIGIBLE; verdict <= VERDICT_UNREADABLE; verdict++) {
        Verdict back = VERDICT_NONE;

        g_assert_true(verdict_from_slug(verdict_slug(verdict), &back));
        g_assert_cmpint(back, ==, verdict);
    }
    g_assert_null(verdict_slug(VERDICT_NONE));
    g_assert_false(verdict_from_slug(NULL, &(Verdict){ 0 }));
    g_assert_false(outcome_from_slug("fine", &(Outcome){ 0 }));
}

static void equal_judgements_are_equal_to_the_word(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m");
    g_autoptr(Judgement) a = rules_judge(rules, &of.subject);
    g_autoptr(Judgement) b = rules_judge(rules, &of.subject);

    g_assert_true(judgements_equal(a, b));
    set_text(&((Finding *)b->findings->pdata[2])->measured.in[LANGUAGE_EN], "another");
    g_assert_false(judgements_equal(a, b));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/a duration is judged and told", a_duration_is_judged_and_told);
    g_test_add_func("/rules/the bounds of a duration are inclusive and tolerant",
                    the_bounds_of_a_duration_are_inclusive_and_tolerant);
    g_test_add_func("/rules/a tolerance can be set or taken away", a_tolerance_can_be_set_or_taken_away);
    g_test_add_func("/rules/a missing fact is not evaluated", a_missing_fact_is_not_evaluated);
    g_test_add_func("/rules/the container is judged by content", the_container_is_judged_by_content);
    g_test_add_func("/rules/an extension that does not match is for review",
                    an_extension_that_does_not_match_is_for_review);
    g_test_add_func("/rules/a codec is one of those listed", a_codec_is_one_of_those_listed);
    g_test_add_func("/rules/each orientation has its own frame", each_orientation_has_its_own_frame);
    g_test_add_func("/rules/the orientation that applies is reported",
                    the_orientation_that_applies_is_reported);
    g_test_add_func("/rules/an aspect ratio is near enough or not", an_aspect_ratio_is_near_enough_or_not);
    g_test_add_func("/rules/frame rates are compared as fractions", frame_rates_are_compared_as_fractions);
    g_test_add_func("/rules/a frame rate that varies is for review", a_frame_rate_that_varies_is_for_review);
    g_test_add_func("/rules/interlaced pictures are found", interlaced_pictures_are_found);
    g_test_add_func("/rules/file sizes are inclusive and keep their base",
                    file_sizes_are_inclusive_and_keep_their_base);
    g_test_add_func("/rules/bit rates are only noted", bit_rates_are_only_noted);
    g_test_add_func("/rules/a narrow range of bit rates is told exactly",
                    a_narrow_range_of_bit_rates_is_told_exactly);
    g_test_add_func("/rules/sound is required or forbidden", sound_is_required_or_forbidden);
    g_test_add_func("/rules/optional sound is no rule", optional_sound_is_no_rule);
    g_test_add_func("/rules/a truncated film is rejected", a_truncated_film_is_rejected);
    g_test_add_func("/rules/durations that disagree are for review", durations_that_disagree_are_for_review);
    g_test_add_func("/rules/a file that cannot be read says why", a_file_that_cannot_be_read_says_why);
    g_test_add_func("/rules/what is not known yet has no verdict", what_is_not_known_yet_has_no_verdict);
    g_test_add_func("/rules/a work outside any category is rejected",
                    a_work_outside_any_category_is_rejected);
    g_test_add_func("/rules/the verdict is the worst outcome", the_verdict_is_the_worst_outcome);
    g_test_add_func("/rules/a rule without a key is off", a_rule_without_a_key_is_off);
    g_test_add_func("/rules/rules are told one a line", rules_are_told_one_a_line);
    g_test_add_func("/rules/a tolerance other than the usual is told",
                    a_tolerance_other_than_the_usual_is_told);
    g_test_add_func("/rules/a category overrides single keys", a_category_overrides_single_keys);
    g_test_add_func("/verdict/verdicts have words", verdicts_have_words);
    g_test_add_func("/verdict/slugs survive", slugs_survive);
    g_test_add_func("/verdict/equal judgements are equal to the word",
                    equal_judgements_are_equal_to_the_word);
    return g_test_run();
}
