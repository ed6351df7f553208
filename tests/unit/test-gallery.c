#include "tests/gallery/contest.h"
#include "tests/unit/folders.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#define SKIPPED 77

static void assert_holds(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        g_error("not there: %s", wanted);
}

static void assert_lacks(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted))
        g_error("there: %s", unwanted);
}

static guint count(const char *text, const char *wanted)
{
    guint n = 0;

    for (const char *at = text; (at = strstr(at, wanted)); at += strlen(wanted))
        n++;
    return n;
}

static gboolean is_current_with(const Contest *contest, MediaMode media)
{
    GalleryParams params = contest_params(contest);

    params.media = media;
    return gallery_is_current(&params);
}

/* ---- pages ---- */

static void there_is_a_page_for_each_list_and_work_in_both_languages(void)
{
    static const char *const paths[] = {
        "index.html", "c/juqing/index.html", "c/gongyi/index.html",    "w/0001.html",    "w/0002.html",
        "about.html", "en/index.html",       "en/c/juqing/index.html", "en/w/0002.html", "en/about.html",
        "MANIFEST"
    };
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, "juqing", "末班车上的样机", "沧浪高新区");
    contest_add(contest, "jishi", "守灯人", "北辰高新区");
    contest_publish(contest);
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++)
        g_assert_true(contest_has(contest, paths[i]));
    g_assert_false(contest_has(contest, "c/_/index.html"));

    g_autofree char *all = contest_read(contest, "index.html");
    g_autofree char *category = contest_read(contest, "en/c/juqing/index.html");
    g_assert_cmpuint(count(all, "<li class=\"card\">"), ==, 2);
    assert_holds(all, "<html lang=\"zh-CN\"");
    g_assert_cmpuint(count(category, "<li class=\"card\">"), ==, 1);
    assert_holds(category, "<html lang=\"en\"");
    assert_holds(category, "href=\"../../w/0001.html\" lang=\"zh-CN\"");
    assert_holds(category, "src=\"../../../p/");
    assert_holds(category, "href=\"../../../c/juqing/index.html\" lang=\"zh-CN\"");
}

static void sixty_works_make_a_page(void)
{
    g_autoptr(Contest) contest = contest_new();

    for (int i = 0; i < 61; i++)
        contest_add(contest, "juqing", "片", NULL);
    contest_publish(contest);

    g_autofree char *first = contest_read(contest, "c/juqing/index.html");
    g_autofree char *second = contest_read(contest, "c/juqing/2.html");
    g_assert_cmpuint(count(first, "<li class=\"card\">"), ==, 60);
    g_assert_cmpuint(count(second, "<li class=\"card\">"), ==, 1);
    assert_holds(first, "rel=\"next\" href=\"../../c/juqing/2.html\"");
    assert_lacks(first, "rel=\"prev\"");
    assert_holds(second, "rel=\"prev\" href=\"../../c/juqing/index.html\"");
    g_assert_true(contest_has(contest, "2.html"));
    g_assert_false(contest_has(contest, "3.html"));
    g_assert_cmpuint(strlen(first), <=, 60 * 1024);
    g_assert_cmpuint(count(first, "loading=\"lazy\""), ==, 56);
}

static void text_of_strangers_is_shown_literally(void)
{
    static const char hostile[] =
        "</script><img src=x onerror=alert(1)> \"quoted\" 'q' & \xE2\x80\xAE txt \xE2\x80\xA8 \x1B[2J 𠮷 😀";
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", hostile, hostile);

    work->author = g_strdup(hostile);
    replace_text(&work->facts->video.profile, hostile);
    replace_text(&((AudioFacts *)g_ptr_array_index(work->facts->audio, 0))->language, hostile);
    g_ptr_array_add(work->attachments, g_strdup("x/<ul><script>1<br>\n\xC4\xE3.docx"));
    work_find(work, "duration", OUTCOME_REJECT, hostile, hostile);
    work_find(work, "<b>rule</b>", OUTCOME_PASS, hostile, hostile);
    contest_add(contest, NULL, hostile, hostile);
    contest_add_file(contest, FILE_ARCHIVE, "<h1>\xFF\n#?%.zip");
    replace_text(&contest->settings->title.in[LANGUAGE_ZH], hostile);
    contest_publish(contest);

    for (const char *const *path =
             (const char *const[]){ "index.html", "w/0001.html", "en/w/0001.html", "about.html", NULL };
         *path; path++) {
        g_autofree char *page = contest_read(contest, *path);

        assert_lacks(page, "<img src=x");
        assert_lacks(page, "<script>");
        assert_lacks(page, "<b>rule");
        assert_lacks(page, "\x1B");
        assert_lacks(page, "\xE2\x80\xAE");
        g_assert_true(g_utf8_validate(page, -1, NULL));
    }
    g_autofree char *page = contest_read(contest, "w/0001.html");
    g_autofree char *about = contest_read(contest, "about.html");
    assert_holds(page, "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &#34;quoted&#34; &#39;q&#39; &amp; "
                       "\\u{202E} txt \\u{2028} \\u{001B}[2J 𠮷 😀");
    assert_holds(page, "<bdi>&lt;ul&gt;&lt;script&gt;1&lt;br&gt;\\n\\xC4\\xE3.docx</bdi>");
    assert_holds(about, "<bdi>&lt;h1&gt;\\xFF\\n#?%.zip</bdi>");
}

static void the_form_tells_author_and_synopsis_and_no_contact(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", "单位");
    g_autofree char *page = NULL, *english = NULL, *other = NULL;

    contest_add(contest, "juqing", "另一片", "单位");
    work->author = g_strdup("张三、李四");
    work->form = form_new();
    work->form->synopsis = g_strdup("第一行 <b>\n\n第二行");
    work->form->contact = g_strdup("SECRET-CONTACT"); /* the catalogue does not even read them */
    contest_publish(contest);
    page = contest_read(contest, "w/0001.html");
    english = contest_read(contest, "en/w/0001.html");
    other = contest_read(contest, "w/0002.html");
    g_assert_true(strstr(page, "张三、李四"));
    g_assert_true(strstr(page, "第一行 &lt;b&gt;") && strstr(page, "第二行") && strstr(page, ">简介<"));
    g_assert_true(strstr(english, "lang=\"zh-CN\"><bdi>第二行"));
    g_assert_false(strstr(page, "SECRET"));
    g_assert_false(strstr(other, "简介"));
}

static void a_name_of_the_file_system_does_not_become_one_of_ours(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    WorkPoster *poster = g_ptr_array_index(work->posters, 0);

    g_free(poster->path);
    poster->path = g_strdup("../../etc/passwd");
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "w/0001.html");
    g_assert_cmpuint(count(page, "work 1"), ==, 1);
    assert_holds(page, "<dd><bdi>juqing/work 1.mp4</bdi></dd>");
    assert_lacks(page, "passwd");
    assert_holds(page, "src=\"../m/0000000000000000000000009e3779b9.mp4\"");
}

static void the_verdict_names_rule_requirement_and_measure(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "末班车上的样机", NULL);

    work_find(work, "container", OUTCOME_PASS, "封装格式：要求 MP4；实测 MP4。",
              "Container: MP4; measured MP4.");
    work_find(work, "duration", OUTCOME_REJECT, "时长：要求不超过 10 分钟；实测 10 分 42 秒，超出 42 秒。",
              "Duration: at most 10 min; measured 10 min 42 s, 42 s over.");
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "w/0001.html");
    g_autofree char *english = contest_read(contest, "en/w/0001.html");
    const char *failed = strstr(page, "<b>时长</b><p>要求不超过 10 分钟；实测 10 分 42 秒，超出 42 秒。</p>");
    const char *folded = strstr(page, "<details>");
    const char *passed = strstr(page, "<b>封装格式</b><p>要求 MP4；实测 MP4。</p>");
    g_assert_true(failed && folded && passed);
    g_assert_true(failed < folded && folded < passed);
    assert_holds(page, "不合格 1 项");
    assert_holds(english, "<b>Duration</b><p>At most 10 min; measured 10 min 42 s, 42 s over.</p>");
}

static void what_browsers_cannot_play_is_named_instead(void)
{
    g_autoptr(Contest) contest = contest_new();

    work_set_video(contest_add(contest, "juqing", "片", NULL), "mov", "prores", "Standard");
    work_set_unreadable(contest_add(contest, "juqing", "片", NULL), STATUS_BROKEN, "no-index");
    contest_publish(contest);

    g_autofree char *prores = contest_read(contest, "w/0001.html");
    g_autofree char *broken = contest_read(contest, "w/0002.html");
    assert_lacks(prores, "<video");
    assert_holds(prores, "此片不能在浏览器中播放");
    assert_holds(prores, "<p class=\"name\"><bdi>juqing/work 1.mp4</bdi></p>");
    assert_holds(prores, ".mov\" download=\"juqing-0001.mov\"");
    assert_lacks(broken, "<video");
    assert_lacks(broken, "../m/");
    assert_holds(broken, "缺少索引");
    assert_holds(broken, "<bdi>juqing/work 2.mp4</bdi>");
}

static void each_state_has_its_seal(void)
{
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, "juqing", "合", NULL);
    work_find(contest_add(contest, "juqing", "待", NULL), "fps", OUTCOME_REVIEW, "x", "x");
    work_find(contest_add(contest, "juqing", "否", NULL), "fps", OUTCOME_REJECT, "x", "x");
    work_set_unreadable(contest_add(contest, "juqing", "读", NULL), STATUS_BROKEN, "corrupt");
    contest_add(contest, "juqing", "收", NULL)->status = STATUS_PENDING;
    contest_add(contest, "juqing", "缺", NULL)->status = STATUS_MISSING;
    contest_add(contest, "juqing", "撤", NULL)->status = STATUS_WITHDRAWN;
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "index.html");
    for (const char *const *sign = (const char *const[]){ "合", "待", "否", "读", "收", "缺", NULL }; *sign;
         sign++) {
        g_autofree char *seal = g_strdup_printf("<i aria-hidden=\"true\" lang=\"zh-CN\">%s</i>", *sign);
        g_assert_cmpuint(count(page, seal), ==, 2); /* once on the card, once in the tally */
    }
    g_assert_cmpuint(count(page, "<li class=\"card\">"), ==, 6);
    g_assert_false(contest_has(contest, "w/0007.html"));
}

static void deducted_points_are_shown_and_leave_a_work_eligible(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "扣分", NULL);

    work_find(work, "duration", OUTCOME_DEDUCT, "时长：超出 42 秒。", "Duration: 42 s over.");
    ((Finding *)work->judgement->findings->pdata[work->judgement->findings->len - 1])->points = 3;
    contest_publish(contest);

    g_autofree char *index = contest_read(contest, "index.html");
    g_autofree char *page = contest_read(contest, "w/0001.html");
    g_autofree char *english = contest_read(contest, "en/w/0001.html");
    assert_holds(index, "合格（扣 3 分）");
    assert_holds(page, "合格（扣 3 分）");
    assert_holds(page, "扣 3 分");
    assert_holds(english, "Eligible (3 point(s) deducted)");
}

static void a_withdrawn_work_is_shown_as_such_without_its_film(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "撤", NULL);

    work->status = STATUS_WITHDRAWN;
    work_decide(work, DECISION_STATE, STATE_WITHDRAWN, "单位来函");
    work_find(work, RULE_OF_STATE, OUTCOME_NOTE, "撤回：单位来函（张三，2026-03-01）。", "Withdrawn.");
    contest_publish(contest);

    g_autofree char *index = contest_read(contest, "index.html");
    g_autofree char *page = contest_read(contest, "w/0001.html");
    g_assert_cmpuint(count(index, "<i aria-hidden=\"true\" lang=\"zh-CN\">撤</i>"), ==, 2);
    assert_holds(page, "<i aria-hidden=\"true\" lang=\"zh-CN\">撤</i> 已撤回</span>");
    assert_holds(page, "<b>主办方决定</b><p>撤回：单位来函（张三，2026-03-01）。</p>");
    assert_holds(page, "<b>已撤回</b>");
    assert_lacks(page, "<video");
    g_assert_false(contest_has(contest, "m/0000000000000000000000009e3779b9.mp4"));
}

static void a_work_that_people_barred_says_so(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "否", NULL);

    work_find(work, RULE_OF_STATE, OUTCOME_REJECT, "取消资格：抄袭（张三，2026-03-01）。", "Barred.");
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "w/0001.html");
    assert_holds(page, "<i aria-hidden=\"true\" lang=\"zh-CN\">否</i> 取消资格</span>");
}

static void checks_tags_and_notes_have_places_of_their_own(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    static const char *const tags[] = { "抗疫", "<b>春天</b>", NULL };

    work_find(work, "readable", OUTCOME_PASS, "文件可以正常读取。", "It reads well.");
    work_find(work, "manual.watermark", OUTCOME_PASS, "无水印：人工核查为符合（张三，2026-03-01）。", "Met.");
    work_find(work, "manual.advert", OUTCOME_REJECT, "无广告：人工核查为不符合（张三，2026-03-01）。",
              "Not met.");
    work_find(work, "manual.my-check", OUTCOME_NOT_EVALUATED, "my-check：尚未人工核查。", "Open.");
    g_strfreev(work->tags);
    work->tags = g_strdupv((char **)tags);
    work_decide(work, DECISION_NOTE, NULL, "等字幕稿 <script>alert(1)</script>");
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "w/0001.html");
    assert_holds(page, "<summary>人工核查 2/3</summary>");
    assert_holds(page, "<span>其余 1 项符合要求</span></summary>"); /* checks are counted by themselves */
    g_assert_cmpuint(count(page, "<b>无水印</b>"), ==, 1);
    g_assert_cmpuint(count(page, "<b>无广告</b>"), ==, 2); /* it failed, which decides the verdict */
    assert_holds(page, "<b>my-check</b><p>尚未人工核查。</p>");
    assert_holds(page, "<bdi>抗疫</bdi></span> <span ><bdi>&lt;b&gt;春天&lt;/b&gt;</bdi>");
    assert_holds(page, "<bdi >等字幕稿 &lt;script&gt;alert(1)&lt;/script&gt;</bdi> <span><bdi>张三</bdi> "
                       "2026-03-01</span>");
}

static void an_upright_picture_is_shown_whole(void)
{
    g_autoptr(Contest) contest = contest_new();

    work_set_frame(contest_add(contest, "dongman", "纸上园区", NULL), 1080, 1920);
    contest_add(contest, "jishi", "守灯人", NULL);
    contest_publish(contest);

    g_autofree char *upright = contest_read(contest, "c/dongman/index.html");
    g_autofree char *wide = contest_read(contest, "c/jishi/index.html");
    assert_holds(upright, "<div class=\"pic whole\">");
    assert_holds(upright, "180w");
    assert_holds(upright, "width=\"180\" height=\"320\"");
    assert_holds(wide, "<div class=\"pic\">");
    assert_holds(wide, "320w");
}

static void files_outside_any_category_are_listed(void)
{
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, NULL, "散落的片子", NULL);
    contest_add_file(contest, FILE_ARCHIVE, "juqing/作品.rar");
    contest_add_file(contest, FILE_ATTACHMENT, "readme.docx");
    contest_publish(contest);

    g_autofree char *all = contest_read(contest, "index.html");
    g_autofree char *none = contest_read(contest, "c/_/index.html");
    g_autofree char *about = contest_read(contest, "about.html");
    assert_holds(all, "未归类");
    assert_holds(none, "散落的片子");
    assert_holds(about, "<bdi>else/work 1.mp4</bdi>");
    assert_holds(about, "<bdi>juqing/作品.rar</bdi> <span>1.2 MB</span> <span>压缩包，请解压后放入</span>");
    assert_holds(about, "<bdi>readme.docx</bdi>");
}

static void the_colophon_says_what_was_used(void)
{
    g_autoptr(Contest) contest = contest_new();
    GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;

    params.no_sandbox_used = TRUE;
    gallery_write(&params, &result, &error);
    g_assert_no_error(error);
    g_free(result.path);

    g_autofree char *about = contest_read(contest, "about.html");
    assert_holds(about, "FFmpeg 5.1.6");
    assert_holds(about, "<time datetime=\"2020-09-13T12:26:40Z\">");
    assert_holds(about, "--no-sandbox");
}

/* Names of style, script and icon, and the version, change on their own. */
static char *without_changing_names(const char *page)
{
    g_autoptr(GRegex) hashes = g_regex_new("\\.[0-9a-f]{10}\\.(css|js|svg)", 0, 0, NULL);
    g_autoptr(GRegex) versions = g_regex_new("pianmu [0-9.]+", 0, 0, NULL);
    g_autofree char *without_hashes = g_regex_replace(hashes, page, -1, 0, ".HASH.\\1", 0, NULL);

    return g_regex_replace(versions, without_hashes, -1, 0, "pianmu VERSION", 0, NULL);
}

static void assert_golden(const Contest *contest, const char *page, const char *golden)
{
    g_autofree char *file = g_build_filename(SOURCE_ROOT, "tests", "gallery", "golden", golden, NULL);
    g_autofree char *read = contest_read(contest, page);
    g_autofree char *written = without_changing_names(read);
    g_autofree char *agreed = NULL;
    g_autoptr(GError) error = NULL;

    if (g_strcmp0(g_getenv("UPDATE_GOLDEN"), "1") == 0)
        g_file_set_contents(file, written, -1, &error);
    g_assert_no_error(error);
    g_file_get_contents(file, &agreed, NULL, &error);
    g_assert_no_error(error);
    if (!g_str_equal(written, agreed))
        g_error("%s differs from tests/gallery/golden/%s (UPDATE_GOLDEN=1 records it anew):\n%s", page,
                golden, written);
}

static void pages_are_as_agreed(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "末班车上的样机", "沧浪高新区");

    work_find(work, "readable", OUTCOME_PASS, "文件可以正常读取。", "The file reads well.");
    work_find(work, "duration", OUTCOME_REJECT, "时长：要求不超过 10 分钟；实测 10 分 42 秒，超出 42 秒。",
              "Duration: at most 10 min; measured 10 min 42 s, 42 s over.");
    g_ptr_array_add(work->attachments, g_strdup("juqing/报名表.docx"));
    work_add_version(work, "00000000000000000000000000000a01", -2);
    work_add_version(work, NULL, 0);
    work_add_strip(contest, work);
    work_add_caption(work, NULL, "chi");
    work_set_frame(contest_add(contest, "dongman", "纸上园区", NULL), 1080, 1920);
    work_set_unreadable(contest_add(contest, NULL, "夜行者", "东麓高新区"), STATUS_BROKEN, "no-index");
    contest_add_file(contest, FILE_ARCHIVE, "gongyi/作品.zip");
    contest_publish(contest);
    assert_golden(contest, "index.html", "index.zh.html");
    assert_golden(contest, "en/index.html", "index.en.html");
    assert_golden(contest, "w/0001.html", "work.zh.html");
    assert_golden(contest, "en/w/0001.html", "work.en.html");
    assert_golden(contest, "w/0003.html", "unreadable.zh.html");
    assert_golden(contest, "report.html", "report.zh.html");
    assert_golden(contest, "en/report.html", "report.en.html");
    assert_golden(contest, "u/index.html", "units.zh.html");
    assert_golden(contest, "changes.html", "changes.zh.html");
    assert_golden(contest, "about.html", "about.zh.html");
    assert_golden(contest, "en/about.html", "about.en.html");
}

/* ---- films ---- */

static ino_t inode_of(const char *path)
{
    struct stat status;

    g_assert_cmpint(lstat(path, &status), ==, 0);
    return status.st_ino;
}

static char *publish_one_film(Contest *contest, MediaMode media)
{
    GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;

    params.media = media;
    gallery_write(&params, &result, &error);
    g_assert_no_error(error);
    g_free(result.path);
    return contest_path(contest, "gallery/m/0000000000000000000000009e3779b9.mp4");
}

static void films_are_held_as_asked(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *original = g_build_filename(work->root, work->path, NULL);

    g_autofree char *film = publish_one_film(contest, MEDIA_HARDLINK);
    g_assert_cmpint(inode_of(film), ==, inode_of(original));

    g_free(publish_one_film(contest, MEDIA_COPY));
    g_assert_cmpint(inode_of(film), !=, inode_of(original));
    ino_t copy = inode_of(film);
    contest->revision.revision++;
    g_free(publish_one_film(contest, MEDIA_COPY));
    g_assert_cmpint(inode_of(film), ==, copy); /* copied once */

    g_free(publish_one_film(contest, MEDIA_LINK));
    g_autofree char *target = g_file_read_link(film, NULL);
    g_assert_cmpstr(target, ==, "../../../submissions/juqing/work 1.mp4");
    g_assert_true(g_file_test(film, G_FILE_TEST_EXISTS));

    g_free(publish_one_film(contest, MEDIA_NONE));
    g_assert_false(g_file_test(film, G_FILE_TEST_EXISTS));
    g_autofree char *page = contest_read(contest, "w/0001.html");
    assert_lacks(page, "<video");
    assert_holds(page, "<bdi>juqing/work 1.mp4</bdi>");
}

static void a_film_that_changed_since_is_not_published(void)
{
    g_autoptr(Contest) contest = contest_new();
    const Work *work = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *original = g_build_filename(work->root, work->path, NULL);

    g_assert_cmpint(utime(original, &(struct utimbuf){ 1, 1 }), ==, 0);
    contest_publish(contest);
    g_autofree char *page = contest_read(contest, "w/0001.html");
    assert_lacks(page, "<video");
    assert_holds(page, "影片暂时无法读取");
    g_assert_false(contest_has(contest, "m"));
    g_assert_false(is_current_with(contest, MEDIA_HARDLINK));
}

static void a_film_is_not_followed_through_a_symbolic_link(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *original = g_build_filename(work->root, work->path, NULL);
    g_autofree char *secret = contest_path(contest, "secret");
    struct stat status;

    g_assert_cmpint(g_rename(original, secret), ==, 0);
    g_assert_cmpint(symlink(secret, original), ==, 0);
    g_assert_cmpint(stat(original, &status), ==, 0);
    contest_publish(contest);
    g_assert_false(contest_has(contest, "m"));
}

static void a_film_handed_in_twice_is_published_once(void)
{
    g_autoptr(Contest) contest = contest_new();
    const Work *first = contest_add(contest, "juqing", "片", NULL);
    Work *second = contest_add(contest, "jishi", "片", NULL);

    g_free(second->content);
    second->content = g_strdup(first->content);
    contest_publish(contest);

    g_autofree char *page = contest_read(contest, "w/0002.html");
    assert_holds(page, "src=\"../m/0000000000000000000000009e3779b9.mp4\"");
}

static void a_film_in_a_container_that_we_do_not_know_is_not_published(void)
{
    g_autoptr(Contest) contest = contest_new();

    work_set_video(contest_add(contest, "juqing", "片", NULL), "html", "h264", "High");
    contest_publish(contest);
    g_assert_false(contest_has(contest, "m"));
}

static void a_film_in_a_container_that_we_do_not_know_is_shown_by_its_copy(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);

    work_set_video(work, "html", "mpeg4", "Simple Profile");
    work_add_proxy(contest, work);
    contest_publish(contest);
    g_autofree char *page = contest_read(contest, "w/0001.html");
    assert_holds(page, "<video");
    assert_holds(page, "-p1.mp4\"");
}

/* ---- publishing ---- */

static char *tree(const Contest *contest)
{
    return contest_read(contest, "MANIFEST"); /* every file with its hash */
}

static char *published_generation(const Contest *contest)
{
    g_autofree char *link = contest_path(contest, "gallery");
    char *target = g_file_read_link(link, NULL);

    g_assert_nonnull(target);
    return target;
}

static void the_same_catalogue_gives_the_same_bytes(void)
{
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, "juqing", "末班车上的样机", "沧浪高新区");
    contest_publish(contest);
    g_autofree char *before = tree(contest);
    g_autofree char *link = contest_path(contest, "gallery");
    g_assert_cmpint(g_unlink(link), ==, 0); /* so that it is written anew, without anything to compare with */
    contest_publish(contest);
    g_autofree char *after = tree(contest);
    g_assert_cmpstr(before, ==, after);
}

static void a_gallery_that_is_current_is_left_alone(void)
{
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, "juqing", "末班车上的样机", NULL);
    g_assert_false(is_current_with(contest, MEDIA_HARDLINK));
    contest_publish(contest);
    g_autofree char *before = published_generation(contest);
    g_assert_true(is_current_with(contest, MEDIA_HARDLINK));
    g_assert_false(is_current_with(contest, MEDIA_COPY));

    const GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    g_assert_true(gallery_write(&params, &result, NULL));
    g_assert_true(result.unchanged);
    g_assert_true(g_str_has_suffix(result.path, "/gallery/index.html"));
    g_free(result.path);
    g_autofree char *after = published_generation(contest);
    g_assert_cmpstr(before, ==, after);

    contest->revision.revision++;
    g_assert_false(is_current_with(contest, MEDIA_HARDLINK));
}

static void pages_that_did_not_change_are_links_to_the_published_ones(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autofree char *first = contest_path(contest, "gallery/w/0001.html");
    g_autofree char *third = contest_path(contest, "gallery/w/0003.html");

    contest_add(contest, "juqing", "一", NULL);
    contest_add(contest, "juqing", "二", NULL);
    contest_add(contest, "juqing", "三", NULL);
    contest_publish(contest);
    ino_t first_before = inode_of(first), third_before = inode_of(third);
    contest->revision.revision++;
    contest_add(contest, "juqing", "四", NULL); /* the third one gets a next one */
    contest_publish(contest);
    g_assert_cmpint(inode_of(first), ==, first_before);
    g_assert_cmpint(inode_of(third), !=, third_before);
}

static guint generations(const Contest *contest)
{
    g_autofree char *room = contest_path(contest, ".gallery");
    g_autoptr(GDir) folder = g_dir_open(room, 0, NULL);
    guint n = 0, notes = 0;

    for (const char *name; folder && (name = g_dir_read_name(folder));)
        (*(g_str_has_suffix(name, ".notes") ? &notes : &n))++;
    g_assert_cmpuint(notes, ==, n); /* each has its own */
    return n;
}

/* path → inode of every file below */
static void note_inodes(GHashTable *inodes, const char *folder, const char *inside)
{
    g_autofree char *path = g_build_filename(folder, inside, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *below = g_build_filename(inside, name, NULL);
        g_autofree char *file = g_build_filename(folder, below, NULL);

        if (g_file_test(file, G_FILE_TEST_IS_DIR))
            note_inodes(inodes, folder, below);
        else
            g_hash_table_insert(inodes, g_steal_pointer(&below), GSIZE_TO_POINTER(inode_of(file)));
    }
}

static GHashTable *inodes_of(const Contest *contest)
{
    GHashTable *inodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *folder = contest_path(contest, "gallery");

    note_inodes(inodes, folder, "");
    return inodes;
}

/* Of the second, how many begin so and are not those of the first. */
static guint changed(GHashTable *before, GHashTable *after, const char *prefix)
{
    GHashTableIter files;
    gpointer path, inode;
    guint n = 0;

    g_hash_table_iter_init(&files, after);
    while (g_hash_table_iter_next(&files, &path, &inode))
        n += g_str_has_prefix(path, prefix) && g_hash_table_lookup(before, path) != inode;
    return n;
}

static void after_one_change_only_what_tells_of_it_is_new(void)
{
    g_autoptr(Contest) contest = contest_new();

    for (int i = 0; i < 130; i++)
        contest_add(contest, i % 2 ? "juqing" : "jishi", "片", "单位");
    contest_publish(contest);
    g_autoptr(GHashTable) before = inodes_of(contest);
    contest->revision.revision++;
    replace_text(&((Work *)g_ptr_array_index(contest->works, 10))->title, "新的题名");
    contest_publish(contest);
    g_autoptr(GHashTable) after = inodes_of(contest);

    g_assert_cmpuint(g_hash_table_size(after), ==, g_hash_table_size(before));
    g_assert_cmpuint(changed(before, after, "w/"), ==, 3);      /* its page, and those that lead to it */
    g_assert_cmpuint(changed(before, after, "data/w/"), ==, 2); /* in either language */
    g_assert_cmpuint(changed(before, after, "data/works-"), ==, 1);
    g_assert_cmpuint(changed(before, after, "data/f/") + changed(before, after, "data/words"), ==, 0);
    g_assert_cmpuint(changed(before, after, "c/"), ==, 1); /* the page of the list that it is on */
    g_assert_cmpuint(
        changed(before, after, "m/") + changed(before, after, "p/") + changed(before, after, "app."), ==, 0);
    g_assert_cmpuint(changed(before, after, ""), <=, 24);
}

static void what_is_gone_leaves_nothing_behind(void)
{
    g_autoptr(Contest) contest = contest_new();

    contest_add(contest, "juqing", "一", NULL);
    contest_publish(contest);
    g_autoptr(GHashTable) before = inodes_of(contest);
    contest_add(contest, "juqing", "二", NULL);
    contest->revision.revision++;
    contest_publish(contest);
    g_ptr_array_set_size(contest->works, 1);
    contest->revision.revision++;
    contest_publish(contest);
    g_autoptr(GHashTable) after = inodes_of(contest);
    g_assert_cmpuint(g_hash_table_size(after), ==, g_hash_table_size(before));
    g_assert_cmpuint(generations(contest), ==, 3); /* for readers in the middle of a page */
}

static void older_generations_stay_for_a_day(void)
{
    g_autoptr(Contest) contest = contest_new();

    for (int i = 1; i <= 5; i++) {
        contest->revision.revision++;
        contest_publish(contest);
    }
    g_assert_cmpuint(generations(contest), ==, 5);
    for (int i = 1; i <= 5; i++) {
        g_autofree char *name = g_strdup_printf(".gallery/gen-%d", i);
        g_autofree char *path = contest_path(contest, name);
        g_assert_cmpint(utime(path, &(struct utimbuf){ 1000, 1000 }), ==, 0);
    }
    contest->revision.revision++;
    contest_publish(contest);
    g_assert_cmpuint(generations(contest), ==, 3); /* the new one and two older ones */
    g_assert_true(contest_has(contest, "index.html"));
}

static void what_an_interrupted_run_left_is_removed(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autofree char *orphan = contest_path(contest, ".gallery/gen-7.tmp/w");
    g_autofree char *notes = contest_path(contest, ".gallery/gen-7.notes");
    g_autofree char *foreign = contest_path(contest, ".gallery/mine.tmp");

    g_assert_cmpint(g_mkdir_with_parents(orphan, 0755), ==, 0);
    g_assert_cmpint(g_mkdir_with_parents(foreign, 0755), ==, 0);
    g_assert_true(g_file_set_contents(notes, "", -1, NULL));
    contest_publish(contest);
    g_assert_false(g_file_test(orphan, G_FILE_TEST_EXISTS) || g_file_test(notes, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(foreign, G_FILE_TEST_EXISTS));
}

static void a_failure_leaves_the_published_gallery(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autoptr(GError) error = NULL;
    GalleryResult result = { 0 };
    Work *work = contest_add(contest, "juqing", "一", NULL);

    contest_publish(contest);
    g_autofree char *before = published_generation(contest);
    contest->revision.revision++;
    g_free(work->title);
    work->title = NULL; /* a page cannot be written */

    const GalleryParams params = contest_params(contest);
    g_assert_false(gallery_write(&params, &result, &error));
    g_assert_nonnull(error);
    g_autofree char *after = published_generation(contest);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpuint(generations(contest), ==, 1);
    work->title = g_strdup("一");
}

/* In this process' own view of the file system; FALSE where that may not be had. */
static gboolean mount_small_disk(const char *path)
{
    return unshare(CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) == 0 &&
           mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", path, "tmpfs", 0, "size=1400k") == 0;
}

static int publish_until_the_disk_is_full(const char *folder)
{
    g_autoptr(GError) error = NULL;
    GalleryResult result = { 0 };

    if (!mount_small_disk(folder))
        return SKIPPED;
    g_autoptr(Contest) contest = contest_new_in(folder);
    contest_add(contest, "juqing", "一", NULL);
    contest_publish(contest);
    g_autofree char *before = published_generation(contest);
    contest->revision.revision++;
    for (int i = 0; i < 60; i++)
        contest_add(contest, "juqing", "二", NULL);

    const GalleryParams params = contest_params(contest);
    g_assert_false(gallery_write(&params, &result, &error));
    g_assert_error(error, GALLERY_ERROR, GALLERY_ERROR_NO_SPACE);
    g_autofree char *after = published_generation(contest);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpuint(generations(contest), ==, 1);
    g_assert_true(contest_has(contest, "index.html"));
    return 0;
}

static void a_full_disk_leaves_the_published_gallery(void)
{
    g_autofree char *folder = folder_new();
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit(publish_until_the_disk_is_full(folder));
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    folder_remove(folder);
    g_assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == SKIPPED)
        g_test_skip("a small disk cannot be mounted here");
    else
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void a_link_of_somebody_else_is_not_swapped(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *theirs = contest_path(contest, "gallery");
    const GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };

    g_assert_cmpint(symlink("/srv/www", theirs), ==, 0);
    g_assert_false(gallery_write(&params, &result, &error));
    g_assert_error(error, GALLERY_ERROR, GALLERY_ERROR_FAILED);
    g_autofree char *target = published_generation(contest);
    g_assert_cmpstr(target, ==, "/srv/www");
}

static void a_film_that_stays_out_of_reach_makes_no_new_generation(void)
{
    g_autoptr(Contest) contest = contest_new();
    const Work *work = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *original = g_build_filename(work->root, work->path, NULL);

    g_assert_cmpint(g_unlink(original), ==, 0);
    contest_publish(contest);
    contest_publish(contest);
    g_assert_cmpuint(generations(contest), ==, 1);
}

static void a_folder_in_the_way_is_not_touched(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *theirs = contest_path(contest, "gallery/theirs");
    const GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };

    g_assert_cmpint(g_mkdir_with_parents(theirs, 0755), ==, 0);
    g_assert_false(gallery_write(&params, &result, &error));
    g_assert_error(error, GALLERY_ERROR, GALLERY_ERROR_FAILED);
    g_assert_true(g_file_test(theirs, G_FILE_TEST_IS_DIR));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add_func("/gallery/" name, function)
    CASE("there is a page for each list and work in both languages",
         there_is_a_page_for_each_list_and_work_in_both_languages);
    CASE("sixty works make a page", sixty_works_make_a_page);
    CASE("text of strangers is shown literally", text_of_strangers_is_shown_literally);
    CASE("the form tells author and synopsis, and no contact",
         the_form_tells_author_and_synopsis_and_no_contact);
    CASE("a name of the file system does not become one of ours",
         a_name_of_the_file_system_does_not_become_one_of_ours);
    CASE("the verdict names rule, requirement and measure", the_verdict_names_rule_requirement_and_measure);
    CASE("what browsers cannot play is named instead", what_browsers_cannot_play_is_named_instead);
    CASE("each state has its seal", each_state_has_its_seal);
    CASE("deducted points are shown and leave a work eligible",
         deducted_points_are_shown_and_leave_a_work_eligible);
    CASE("a withdrawn work is shown as such without its film",
         a_withdrawn_work_is_shown_as_such_without_its_film);
    CASE("a work that people barred says so", a_work_that_people_barred_says_so);
    CASE("checks, tags and notes have places of their own", checks_tags_and_notes_have_places_of_their_own);
    CASE("an upright picture is shown whole", an_upright_picture_is_shown_whole);
    CASE("files outside any category are listed", files_outside_any_category_are_listed);
    CASE("the colophon says what was used", the_colophon_says_what_was_used);
    CASE("pages are as agreed", pages_are_as_agreed);
    CASE("films are held as asked", films_are_held_as_asked);
    CASE("a film that changed since is not published", a_film_that_changed_since_is_not_published);
    CASE("a film is not followed through a symbolic link", a_film_is_not_followed_through_a_symbolic_link);
    CASE("a film handed in twice is published once", a_film_handed_in_twice_is_published_once);
    CASE("a film in a container that we do not know is not published",
         a_film_in_a_container_that_we_do_not_know_is_not_published);
    CASE("a film in a container that we do not know is shown by its copy",
         a_film_in_a_container_that_we_do_not_know_is_shown_by_its_copy);
    CASE("the same catalogue gives the same bytes", the_same_catalogue_gives_the_same_bytes);
    CASE("a gallery that is current is left alone", a_gallery_that_is_current_is_left_alone);
    CASE("pages that did not change are links to the published ones",
         pages_that_did_not_change_are_links_to_the_published_ones);
    CASE("after one change only what tells of it is new", after_one_change_only_what_tells_of_it_is_new);
    CASE("what is gone leaves nothing behind", what_is_gone_leaves_nothing_behind);
    CASE("older generations stay for a day", older_generations_stay_for_a_day);
    CASE("what an interrupted run left is removed", what_an_interrupted_run_left_is_removed);
    CASE("a failure leaves the published gallery", a_failure_leaves_the_published_gallery);
    CASE("a full disk leaves the published gallery", a_full_disk_leaves_the_published_gallery);
    CASE("a link of somebody else is not swapped", a_link_of_somebody_else_is_not_swapped);
    CASE("a film that stays out of reach makes no new generation",
         a_film_that_stays_out_of_reach_makes_no_new_generation);
    CASE("a folder in the way is not touched", a_folder_in_the_way_is_not_touched);
    return g_test_run();
}
