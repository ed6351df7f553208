/* Writes galleries by the program's own generator, for browsers to be let loose on:
 *
 *   make-site fair FOLDER DRAW-FILM    invented works with drawn pictures and a film that plays, each verdict
 * and state among them make-site rough FOLDER             a hundred and thirty works with text that is meant
 * to break pages
 */
#include "tests/gallery/contest.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static GBytes *output_of(const char *const *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) process = g_subprocess_newv(arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    GBytes *output = NULL;

    g_assert_no_error(error);
    g_subprocess_communicate(process, NULL, NULL, &output, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_get_successful(process));
    return output;
}

static void run(const char *const *arguments)
{
    g_bytes_unref(output_of(arguments));
}

/* A picture from the middle of a drawn film, raw. */
static char *draw_picture(const Contest *contest, const char *draw_film, const char *film, int width,
                          int height)
{
    char *file = contest_path(contest, "picture.raw");
    g_autofree char *w = g_strdup_printf("%d", width);
    g_autofree char *h = g_strdup_printf("%d", height);
    g_autoptr(GBytes) pictures = output_of((const char *const[]){ draw_film, film, w, h, "6", "2", NULL });
    gsize length = 0;
    const char *bytes = g_bytes_get_data(pictures, &length);
    g_autoptr(GError) error = NULL;

    g_file_set_contents(file, bytes + length / 2, (gssize)(length / 2), &error);
    g_assert_no_error(error);
    return file;
}

static void draw_posters(const Contest *contest, const Work *work, const char *draw_film, const char *film)
{
    const WorkPoster *largest = g_ptr_array_index(work->posters, 0);
    g_autofree char *picture = draw_picture(contest, draw_film, film, largest->width, largest->height);
    g_autofree char *size = g_strdup_printf("%dx%d", largest->width, largest->height);

    g_autoptr(GPtrArray) command = g_ptr_array_new_with_free_func(g_free);

    for (const char *const *word =
             (const char *const[]){ "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr0",
                                    "-video_size", size, "-i", picture, NULL };
         *word; word++)
        g_ptr_array_add(command, g_strdup(*word));
    for (guint i = 0; i < work->posters->len; i++) {
        const WorkPoster *poster = g_ptr_array_index(work->posters, i);

        g_ptr_array_add(command, g_strdup("-vf"));
        g_ptr_array_add(command, g_strdup_printf("scale=%d:%d:flags=area", poster->width, poster->height));
        g_ptr_array_add(command, g_strdup("-q:v"));
        g_ptr_array_add(command, g_strdup("4"));
        g_ptr_array_add(command, contest_path(contest, poster->path));
    }
    g_ptr_array_add(command, NULL);
    run((const char *const *)command->pdata);
}

static char *make_film(const Contest *contest)
{
    char *film = contest_path(contest, "film.mp4");

    run((const char *const[]){ "ffmpeg",    "-v",         "error",   "-y",
                               "-f",        "lavfi",      "-i",      "gradients=s=640x360:r=25:d=4:seed=4",
                               "-f",        "lavfi",      "-i",      "sine=frequency=330:duration=4",
                               "-c:v",      "libx264",    "-preset", "veryfast",
                               "-pix_fmt",  "yuv420p",    "-c:a",    "aac",
                               "-movflags", "+faststart", film,      NULL });
    return film;
}

static void give_film(Work *work, const char *film)
{
    g_autofree char *file = g_build_filename(work->root, work->path, NULL);
    g_autofree char *bytes = NULL;
    g_autoptr(GError) error = NULL;
    gsize length = 0;

    g_file_get_contents(film, &bytes, &length, &error);
    g_assert_no_error(error);
    g_file_set_contents(file, bytes, (gssize)length, &error);
    g_assert_no_error(error);
    work_take_stamp(work);
}

/* One JPEG of frames from all over a drawn film, `columns` a row. */
static void draw_tiles(const Contest *contest, const char *draw_film, const char *film, const char *path,
                       int width, int height, int frames, int columns)
{
    g_autofree char *raw = contest_path(contest, "tiles.raw"), *jpeg = contest_path(contest, path);
    g_autofree char *w = g_strdup_printf("%d", width), *h = g_strdup_printf("%d", height);
    g_autofree char *n = g_strdup_printf("%d", frames), *size = g_strdup_printf("%dx%d", width, height);
    g_autofree char *tile = g_strdup_printf("tile=%dx%d", columns, (frames + columns - 1) / columns);
    g_autoptr(GBytes) pictures = output_of((const char *const[]){ draw_film, film, w, h, "6", n, NULL });
    g_autoptr(GError) error = NULL;

    g_file_set_contents(raw, g_bytes_get_data(pictures, NULL), (gssize)g_bytes_get_size(pictures), &error);
    g_assert_no_error(error);
    run((const char *const[]){ "ffmpeg",    "-v",          "error", "-y", "-f", "rawvideo", "-pix_fmt",
                               "bgr0",      "-video_size", size,    "-i", raw,  "-vf",      tile,
                               "-frames:v", "1",           "-q:v",  "5",  jpeg, NULL });
}

static void draw_strip(const Contest *contest, Work *work, const char *draw_film, const char *film)
{
    const WorkStrip *strip;

    work_add_strip(contest, work);
    strip = work->strip;
    draw_tiles(contest, draw_film, film, strip->sprite_path, strip->tile_width, strip->tile_height,
               SPRITE_FRAMES, strip->columns);
    draw_tiles(contest, draw_film, film, strip->strip_path, strip->frame_width, strip->frame_height,
               STRIP_FRAMES, STRIP_FRAMES);
}

static void give_proxy(const Contest *contest, Work *work, const char *film)
{
    g_autofree char *file = NULL, *bytes = NULL;
    gsize length = 0;

    work_add_proxy(contest, work);
    file = contest_path(contest, work->proxy->path);
    g_assert_true(g_file_get_contents(film, &bytes, &length, NULL));
    g_assert_true(g_file_set_contents(file, bytes, (gssize)length, NULL));
    work->proxy->size = (gint64)length;
}

typedef struct {
    const char *category, *title, *unit;
    int seconds, width, height;
    const char *codec;
    char verdict;      /* + eligible, ? to review, - not eligible */
    const char *drawn; /* the film that draw-film knows */
} Invented;

static const Invented invented[] = {
    { "zhanshi", "云岭二十四小时", "云岭高新区", 242, 1920, 1080, "h264", '+', "day-and-night" },
    { "zhuanti", "一束光的十年", "北辰高新区", 538, 3840, 2160, "hevc", '?', "beam-of-light" },
    { "juqing", "末班车上的样机", "沧浪高新区", 642, 1920, 1080, "h264", '-', "last-train" },
    { "dongman", "小螺丝找妈妈", "赤城高新区", 187, 1920, 1080, "h264", '+', "little-screw" },
    { "gongyi", "口罩背后", "临溪高新区", 121, 1920, 1080, "h264", '+', "behind-the-mask" },
    { "jishi", "凌晨四点的洁净室", "东麓高新区", 596, 1920, 1080, "h264", '+', "four-in-the-morning" },
    { "juqing", "父亲的工号", "云岭高新区", 715, 1920, 1080, "h264", '?', "fathers-number" },
    { "zhanshi", "一座城，在芯片上生长", "望海高新区", 300, 1280, 720, "h264", '-', "city-on-a-chip" },
    { "dongman", "纸上园区", "沧浪高新区", 95, 1080, 1920, "h264", '?', "paper-town" },
    { "jishi", "守灯人", "北辰高新区", 484, 1920, 1080, "h264", '+', "keeper-of-the-light" },
    { "gongyi", "再等一分钟", "望海高新区", 60, 1440, 1080, "h264", '+', "one-more-minute" },
    { "zhuanti", "从一粒种子到一条产线", "东麓高新区", 421, 1920, 1080, "prores", '-', "seed-to-line" },
    { "juqing", "她把实验做到第一千次", "赤城高新区", 508, 1920, 1080, "h264", '+', "thousandth-trial" },
    { "zhanshi", "筑梦北辰", "北辰高新区", 266, 1920, 1080, "h264", '+', "building-a-dream" },
    { "dongman", "垃圾分类大冒险", "临溪高新区", 154, 1920, 1080, "h264", '+', "sorting-adventure" },
    { "jishi", "复工第一天", "沧浪高新区", 372, 1920, 1080, "h264", '+', "first-day-back" },
    { "zhuanti", "归去来", "云岭高新区", 590, 2048, 858, "h264", '+', "homecoming" },
    { NULL, "盲道", "赤城高新区", 89, 1920, 1080, "h264", '+', "tactile-path" },
};

static void add_findings(Work *work, char verdict)
{
    work_find(work, "readable", OUTCOME_PASS, "文件可以正常读取。", "The file reads well.");
    if (verdict == '-') {
        work_find(work, "duration", OUTCOME_REJECT,
                  "时长：要求 3 分钟至 10 分钟（含）；实测 10 分 42 秒，超出 42 秒。",
                  "Duration: 3 min to 10 min (inclusive); measured 10 min 42 s, 42 s over.");
        work_find(work, "frame", OUTCOME_REJECT, "分辨率：要求不低于 1920×1080；实测 1280×720。",
                  "Frame size: at least 1920×1080; measured 1280×720.");
    }
    if (verdict == '?')
        work_find(
            work, "fps", OUTCOME_REVIEW,
            "帧率：要求 24 至 30 帧/秒；实测平均 29.8 帧/秒，但帧率不固定（可变帧率），请核对。",
            "Frame rate: 24 to 30 fps; measured 29.8 fps on average, but the rate varies; please check.");
    work_find(work, "container", OUTCOME_PASS, "封装格式：要求 MP4 或 QuickTime (MOV)；实测 MP4。",
              "Container: MP4 or QuickTime (MOV); measured MP4.");
    work_find(work, "vcodec", OUTCOME_PASS, "视频编码：要求 H.264；实测 H.264。",
              "Video codec: H.264; measured H.264.");
    work_find(work, "audio", OUTCOME_PASS, "音轨：要求有音轨；检测到 1 条音轨。",
              "Audio: a sound track is required; 1 sound track(s) found.");
    work_find(work, "bitrate", OUTCOME_NOT_EVALUATED, "总码率：要求不低于 5 Mbps；未能测得，未评定。",
              "Bit rate: at least 5 Mbps; could not be measured, not evaluated.");
}

static void add_invented(Contest *contest, const Invented *one, const char *film, const char *draw_film)
{
    Work *work = contest_add(contest, one->category, one->title, one->unit);

    work->facts->file.duration = one->seconds * G_USEC_PER_SEC;
    work_set_frame(work, one->width, one->height);
    work_set_video(work, g_str_equal(one->codec, "prores") ? "mov" : "mp4", one->codec,
                   g_str_equal(one->codec, "h264") ? "High" : NULL);
    g_clear_pointer(&work->facts->video.display_aspect_ratio, g_free);
    add_findings(work, one->verdict);
    draw_posters(contest, work, draw_film, one->drawn);
    draw_strip(contest, work, draw_film, one->drawn);
    give_film(work, film);
    work_add_version(work, NULL, (int)work->number % 5 - (int)work->number % 3);
}

static void tag(Work *work, const char *const *tags)
{
    g_strfreev(work->tags);
    work->tags = g_strdupv((char **)tags);
}

/* What people said of it. */
static void say_of(Work *work)
{
    tag(work, (const char *const[]){ "抗疫", "青年创业", NULL });
    work_find(work, "manual.watermark", OUTCOME_PASS, "无水印：人工核查为符合（张三，2026-03-01）。",
              "No watermark: met, by a person's check (张三, 2026-03-01).");
    work_find(work, "manual.original", OUTCOME_NOT_EVALUATED, "原创作品：尚未人工核查。",
              "Original work: not yet checked by a person.");
    work_decide(work, DECISION_NOTE, NULL, "请单位补交字幕稿，并说明配乐来源。");
}

static void add_withdrawn(Contest *contest, const char *draw_film)
{
    Work *work = contest_add(contest, "zhuanti", "没有走完的路", "沧浪高新区");

    work->status = STATUS_WITHDRAWN;
    work_decide(work, DECISION_STATE, STATE_WITHDRAWN, "单位来函撤回");
    work_find(work, RULE_OF_STATE, OUTCOME_NOTE, "撤回：单位来函撤回（张三，2026-03-01）。",
              "Withdrawn: 单位来函撤回 (张三, 2026-03-01).");
    draw_posters(contest, work, draw_film, "four-in-the-morning");
}

/* Replaced twice: by a better picture, then by another cut. */
static void replace_twice(Work *work)
{
    WorkVersion *first = work_add_version(work, "00000000000000000000000000000a01", -9);
    WorkVersion *second = work_add_version(work, "00000000000000000000000000000a02", -4);

    first->size /= 2;
    first->facts->video.display_width = 1280;
    first->facts->video.display_height = 720;
    first->facts->file.duration = second->facts->file.duration = 655 * G_USEC_PER_SEC;
    g_ptr_array_add(work->versions,
                    g_ptr_array_steal_index(work->versions, 0)); /* what it has now comes last */
}

/* What 终审 asks reviewers for. */
static void add_criteria(Contest *contest)
{
    contest_add_criterion(contest, "theme", "主题立意", "Theme", 30);
    contest_add_criterion(contest, "idea", "创意表达", "Idea", 25);
    contest_add_criterion(contest, "craft", "视听制作", "Craft", 25);
    contest_add_criterion(contest, "effect", "传播效果", "Effect", 20);
}

static void make_fair(Contest *contest, const char *draw_film)
{
    g_autofree char *film = make_film(contest);
    Work *work;

    for (guint i = 0; i < G_N_ELEMENTS(invented); i++)
        add_invented(contest, &invented[i], film, draw_film);
    work = g_ptr_array_index(contest->works, 2);
    work->title_pinyin = g_strdup("mo ban che shang de yang ji");
    work->title_initials = g_strdup("mbcsdyj");
    work->author = g_strdup("Ｌｉ Ｌｅｉ");
    g_ptr_array_add(work->attachments, g_strdup("juqing/末班车上的样机 报名表.docx"));
    g_ptr_array_add(work->attachments, g_strdup("juqing/末班车上的样机 字幕.srt"));
    add_criteria(contest);
    say_of(work);
    replace_twice(work);
    contest_add_verdict(contest, work, VERDICT_REVIEW, -9);
    contest_add_verdict(contest, work, VERDICT_INELIGIBLE, -3);
    work_add_caption(work, NULL, "zho");
    work_add_caption(work, "juqing/末班车上的样机 字幕.srt", "en");
    give_proxy(contest, g_ptr_array_index(contest->works, 0), film); /* it plays, and is heavy */
    give_proxy(contest, g_ptr_array_index(contest->works, 1), film); /* HEVC; the ProRes one has none yet */
    work->sha256 = g_strdup("9f2c61d07be403aa9f2c61d07be403aa9f2c61d07be403aa9f2c61d07be403aa");
    work_set_unreadable(contest_add(contest, "gongyi", "夜行者", "东麓高新区"), STATUS_BROKEN, "no-index");
    work = contest_add(contest, "zhanshi", "正在路上的一部", "望海高新区");
    work_set_unreadable(work, STATUS_PENDING, NULL);
    g_clear_pointer(&work->judgement, judgement_free);
    work = contest_add(contest, "jishi", "丢失的胶片", "临溪高新区");
    work->status = STATUS_MISSING;
    draw_posters(contest, work, draw_film, "four-in-the-morning");
    add_withdrawn(contest, draw_film);
    contest_add_file(contest, FILE_ARCHIVE, "gongyi/临溪高新区 参赛作品.zip");
    contest_add_file(contest, FILE_ATTACHMENT, "附件 1：报名汇总表.xlsx");
}

static const char *const rough_texts[] = {
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>&amp;&lt;",
    "\xE2\x80\xAE"
    "4pm.exe \xE2\x80\xA8 \xEF\xBB\xBF",
    "没有空格也没有标点的超长标题没有空格也没有标点的超长标题没有空格也没有标点的超长标题没有空格也没有标点的"
    "超长标题没有空格也没有标点的超长标题",
    "AVeryLongTitleWithoutAnySpaceAVeryLongTitleWithoutAnySpaceAVeryLongTitleWithoutAnySpaceAVeryLongTitleWit"
    "houtAnySpace",
    "𠮷野家 👨‍👩‍👧 😀 مرحبا שלום",
    "{{text title}} {{if x}}",
    "https://example.org/?a=1&b=2#c",
};

static void make_rough(Contest *contest)
{
    static const char *const categories[] = { "zhanshi", "zhuanti", "juqing", "juqing",
                                              "juqing",  "juqing",  NULL };

    for (int i = 0; i < 130; i++) {
        const char *text = rough_texts[i % G_N_ELEMENTS(rough_texts)];
        Work *work = contest_add(contest, categories[i % G_N_ELEMENTS(categories)], text,
                                 rough_texts[(i + 3) % G_N_ELEMENTS(rough_texts)]);

        work->author = g_strdup(text);
        g_ptr_array_set_size(work->posters, 0);
        g_ptr_array_add(work->attachments, g_strdup_printf("%s\xFF\n#?%%", text));
        work_find(work, "duration", OUTCOME_REJECT, text, text);
        work_find(work, "manual.watermark", OUTCOME_REJECT, text, text);
        tag(work, (const char *const[]){ text, "短", NULL });
        work_decide(work, DECISION_NOTE, NULL, text);
    }
    contest_add_file(contest, FILE_ARCHIVE, "</ul>#?%\xFF\n.zip");
}

int main(int argc, char **argv)
{
    gboolean fair = argc == 4 && g_str_equal(argv[1], "fair");

    if (!fair && !(argc == 3 && g_str_equal(argv[1], "rough"))) {
        fputs("make-site fair FOLDER DRAW-FILM | rough FOLDER\n", stderr);
        return 2;
    }
    g_assert_cmpint(g_mkdir_with_parents(argv[2], 0755), ==, 0);

    g_autofree char *folder = g_canonicalize_filename(argv[2], NULL);
    g_autoptr(Contest) contest = contest_new_in(folder);
    if (fair)
        make_fair(contest, argv[3]);
    else
        make_rough(contest);
    contest_publish(contest);
    return EXIT_SUCCESS;
}
