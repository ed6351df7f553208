/* Pages to read: statistics, units, changes, what a work's page says beside its verdict. */
#include "catalog/gallery/figures.h"
#include "tests/gallery/contest.h"
#include "tests/unit/folders.h"

#include <string.h>

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

/* A file of the gallery for that audience. */
static char *published_for(const Contest *contest, Audience audience, const char *path)
{
    GalleryParams params = contest_params(contest);
    GalleryResult result = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *file = NULL;
    char *text = NULL;

    params.audience = audience;
    gallery_write(&params, &result, &error);
    g_assert_no_error(error);
    g_free(result.path);
    file = g_build_filename(contest->folder, gallery_name(audience), path, NULL);
    g_file_get_contents(file, &text, NULL, NULL);
    return text;
}

/* The one page of a unit. */
static char *only_unit_page(const Contest *contest)
{
    g_autofree char *folder = contest_path(contest, "gallery/u");
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    char *page = NULL;

    for (const char *name; (name = g_dir_read_name(names));) {
        g_autofree char *path = g_build_filename("u", name, NULL);

        if (g_str_equal(name, "index.html"))
            continue;
        g_assert_null(page);
        g_assert_cmpuint(strspn(name, "0123456789abcdef"), ==, 10);
        page = contest_read(contest, path);
    }
    g_assert_nonnull(page);
    return page;
}

/* ---- units ---- */

static void a_unit_has_a_page_with_its_works_and_findings(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *first = contest_add(contest, "juqing", "末班车上的样机", "沧浪高新区");
    g_autofree char *page = NULL, *index = NULL, *work = NULL;

    work_find(first, "duration", OUTCOME_REJECT, "时长：要求不超过 10 分钟；实测 10 分 42 秒。",
              "Duration: x.");
    work_find(first, "container", OUTCOME_PASS, "封装格式：MP4。", "Container: MP4.");
    contest_add(contest, "jishi", "守灯人", "沧浪 高新区"); /* the same, written otherwise */
    contest_add(contest, "jishi", "无名", NULL);
    contest_publish(contest);
    page = only_unit_page(contest);
    index = contest_read(contest, "u/index.html");
    work = contest_read(contest, "w/0001.html");
    assert_holds(page, "<h1 ><bdi>沧浪高新区</bdi></h1>");
    assert_holds(page, "共 2 部");
    assert_holds(page, "<b>时长</b><p>要求不超过 10 分钟；实测 10 分 42 秒。</p>");
    assert_lacks(page, "封装格式");
    assert_holds(page, ">守灯人<");
    assert_lacks(page, ">无名<");
    assert_holds(index, "<bdi>沧浪高新区</bdi>");
    assert_holds(index, "1 家单位。");
    assert_holds(index, "未写明单位");
    assert_holds(work, "<a href=\"../u/");
}

static void what_names_the_works_of_others_is_not_on_a_units_page(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", "沧浪高新区");
    g_autofree char *page = NULL;

    work_find(work, "duplicate", OUTCOME_REJECT, "重复：与别家的《某片》相同。",
              "Duplicate: the same as Some Film.");
    contest_publish(contest);
    page = only_unit_page(contest);
    assert_lacks(page, "某片");
    assert_holds(page, "涉及其他作品，详见作品页。");
}

static void each_audience_has_the_pages_that_it_may_see(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", "沧浪高新区");
    g_autofree char *public_report = NULL, *public_units = NULL, *blind_report = NULL, *none = NULL;

    work_find(work, "duration", OUTCOME_REJECT, "时长：太长。", "Duration: too long.");
    work_add_version(work, NULL, 0);
    public_report = published_for(contest, AUDIENCE_PUBLIC, "report.html");
    public_units = published_for(contest, AUDIENCE_PUBLIC, "u/index.html");
    assert_lacks(public_report, "合格");
    assert_lacks(public_report, "changes.html");
    assert_lacks(public_units, "合格");
    assert_holds(public_units, "沧浪高新区");
    assert_lacks(public_report, "data-marks-link");
    g_assert_null(none = published_for(contest, AUDIENCE_PUBLIC, "changes.html"));
    blind_report = published_for(contest, AUDIENCE_BLIND, "report.html");
    assert_lacks(blind_report, "沧浪");
    assert_lacks(blind_report, "u/index.html");
    assert_holds(blind_report, "不合格");
    g_assert_null(none = published_for(contest, AUDIENCE_BLIND, "u/index.html"));
    g_assert_null(none = published_for(contest, AUDIENCE_BLIND, "changes.html"));
}

/* ---- statistics ---- */

static void statistics_say_in_words_what_they_draw(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autofree char *page = NULL, *english = NULL;

    for (int i = 0; i < 3; i++)
        work_add_version(contest_add(contest, "juqing", "片", i < 2 ? "甲" : "乙"), NULL, i / 2);
    work_set_frame(contest_add(contest, "jishi", "竖片", NULL), 1080, 1920);
    work_set_unreadable(contest_add(contest, "jishi", "坏片", NULL), STATUS_BROKEN, "no-index");
    contest_publish(contest);
    page = contest_read(contest, "report.html");
    english = contest_read(contest, "en/report.html");
    assert_holds(page, "<span>5 部作品</span> <span>2 家单位</span> <span>总时长 16 分 8 秒</span>");
    assert_holds(page, "role=\"img\" aria-labelledby=\"durations-title durations-words\"");
    assert_holds(page, "<desc id=\"durations-words\">4 部作品，4:00–4:30 最多，有 4 部；最短 "
                       "4:02，最长 4:02。</desc>");
    assert_holds(page, "<tr><th scope=\"row\">4:00–4:30</th><td class=\"n\">4</td></tr>");
    assert_holds(page, "2026-03-01 至 2026-03-02 收到 3 部作品，2026-03-01 最多，有 2 部（北京时间）。");
    assert_holds(page, "<th scope=\"row\">1080P</th>");
    assert_holds(page, "<rect class=\"rest\" width=\"1000\" height=\"10\"></rect>");
    assert_holds(english, "Durations");
    g_assert_cmpuint(count(page, "<h1"), ==, 1);
}

static void works_with_the_same_file_are_named_together(void)
{
    g_autoptr(Contest) contest = contest_new();
    const Work *first = contest_add(contest, "juqing", "原片", "甲");
    Work *second = contest_add(contest, "jishi", "重报", "乙");
    g_autofree char *report = NULL, *work = NULL, *other = NULL;

    replace_text(&second->content, first->content);
    contest_add(contest, "jishi", "独一份", "乙");
    contest_publish(contest);
    report = contest_read(contest, "report.html");
    work = contest_read(contest, "w/0001.html");
    other = contest_read(contest, "w/0003.html");
    assert_holds(report, "下列各组作品的文件完全相同。");
    assert_holds(report, "<bdi>重报</bdi>");
    assert_lacks(report, "<bdi>独一份</bdi>");
    assert_holds(work, "文件相同的作品");
    assert_holds(work, "<a href=\"../w/0002.html\"><bdi>重报</bdi></a>");
    assert_lacks(other, "文件相同的作品");
}

static void an_empty_contest_has_its_pages(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autofree char *report = NULL, *changes = NULL, *units = NULL;

    contest_publish(contest);
    report = contest_read(contest, "report.html");
    changes = contest_read(contest, "changes.html");
    units = contest_read(contest, "u/index.html");
    assert_holds(report, "没有文件完全相同的作品。");
    assert_holds(changes, "还没有任何变化。");
    assert_holds(units, "没有作品写明单位。");
}

static Scope *drawn(guint columns, guint most)
{
    g_autoptr(GArray) all = columns_new();
    Scope *chart = scope_new();

    for (guint i = 0; i < columns; i++) {
        const Column column = { g_strdup_printf("%u", i), g_strdup_printf("t%u", i), i == 0 ? most : 1 };
        g_array_append_val(all, column);
    }
    columns_draw(chart, all, NULL);
    return chart;
}

static const char *chart_text(const char *name, G_GNUC_UNUSED gpointer data)
{
    return g_str_equal(name, "chart.html")
               ? "{{each lines}}L{{number label}} {{end}}{{each columns}}C{{number height}} {{end}}{{each "
                 "ticks}}T{{text label}} {{end}}"
               : NULL;
}

static char *written(Scope *chart)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) template = template_read("chart.html", chart_text, NULL, &error);
    GString *out = g_string_new(NULL);

    g_assert_no_error(error);
    template_write(template, chart, NULL, NULL, out, &error);
    g_assert_no_error(error);
    scope_free(chart);
    return g_string_free(out, FALSE);
}

static void lines_and_ticks_stay_few(void)
{
    g_autofree char *few = written(drawn(2, 3)), *many = written(drawn(31, 5000)),
                    *nothing = written(drawn(1, 0));

    g_assert_cmpstr(few, ==, "L0 L1 L2 L3 C1180 C393 Tt0 Tt1 ");
    g_assert_true(g_str_has_prefix(many, "L0 L2000 L4000 L6000 C983 C0 "));
    g_assert_cmpuint(count(many, "Tt"), ==, 8);
    g_assert_cmpstr(nothing, ==, "L0 L1 C0 Tt0 ");
}

/* ---- changes ---- */

static void what_changed_is_told_by_day_the_newest_first(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    const Work *other = contest_add(contest, "juqing", "另一片", NULL);
    g_autofree char *page = NULL;
    const char *decided, *judged, *replaced, *arrived;

    work_add_version(work, "00000000000000000000000000000001", -3)->size = 1000;
    work_add_version(work, NULL, -2)->size = 2000;
    contest_add_verdict(contest, work, VERDICT_REVIEW, -3);
    contest_add_verdict(contest, work, VERDICT_REVIEW, -2);
    contest_add_verdict(contest, work, VERDICT_ELIGIBLE, -1);
    contest_add_verdict(contest, other, VERDICT_INELIGIBLE, -1);
    work_decide(work, DECISION_STATE, STATE_WITHDRAWN, "单位来函");
    work_decide(work, DECISION_NOTE, NULL, "给自己看的备注");
    contest_publish(contest);
    page = contest_read(contest, "changes.html");
    decided = strstr(page, "撤回：单位来函（张三）");
    judged = strstr(page, "待复核 → 合格");
    replaced = strstr(page, "1.0 kB → 2.0 kB");
    arrived = strstr(page, "<b>收到作品</b>");
    g_assert_true(decided && judged && replaced && arrived);
    g_assert_true(decided < judged && judged < replaced && replaced < arrived);
    assert_holds(page, "<h2 id=\"day-2026-02-28\">2026-02-28</h2>");
    g_assert_cmpuint(count(page, "<b>审查结果</b>"), ==, 1);
    assert_lacks(page, "给自己看的备注");
    assert_lacks(page, "另一片");
}

static void only_the_latest_changes_are_told(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *page = NULL;

    for (int i = 0; i < 205; i++)
        work_add_version(work, NULL, i);
    contest_publish(contest);
    page = contest_read(contest, "changes.html");
    g_assert_cmpuint(count(page, "<b>"), ==, 200 + 1); /* and the name of the contest */
    assert_lacks(page, "收到作品");
}

/* ---- a work ---- */

static void files_of_a_work_stand_side_by_side_with_what_differs(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    WorkVersion *first = work_add_version(work, "00000000000000000000000000000001", -3);
    g_autofree char *page = NULL, *other = NULL;

    first->facts->video.display_width = 1280;
    first->facts->video.display_height = 720;
    work_add_version(work, NULL, 0);
    work_add_version(contest_add(contest, "juqing", "另一片", NULL), NULL, 0);
    contest_publish(contest);
    page = contest_read(contest, "w/0001.html");
    other = contest_read(contest, "w/0002.html");
    assert_holds(page, "<th scope=\"col\">第 1 份</th><th scope=\"col\">现用文件</th>");
    assert_holds(page, "<td>2026-02-26 12:00</td><td>2026-03-01 12:00</td>");
    assert_holds(page, "<span>1280×720</span>");
    assert_holds(page, "<ins>1920×1080</ins>");
    g_assert_cmpuint(count(page, "<ins>"), ==, 1);
    assert_lacks(other, "历次文件");
}

static void frames_lead_to_their_moments(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *work = contest_add(contest, "juqing", "片", NULL);
    Work *unplayable = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *page = NULL, *other = NULL;

    work_add_strip(contest, work);
    replace_text(&work->strip->strip_times, "1500000 83040000 3661000000");
    work_set_video(unplayable, "mov", "prores", NULL);
    work_add_strip(contest, unplayable);
    contest_publish(contest);
    page = contest_read(contest, "w/0001.html");
    other = contest_read(contest, "w/0002.html");
    assert_holds(page, ".mp4#t=83.040\" data-at=\"83.040\" aria-label=\"1:23 处\">1:23</a>");
    assert_holds(page, "#t=1.500\"");
    assert_holds(page, ">1:01:01</a>");
    assert_holds(page, "width=\"960\" height=\"180\"");
    assert_lacks(other, "#t=");
    assert_holds(other, "<span>0:15</span>");
}

static void a_copy_says_what_it_is_and_where_the_original_is(void)
{
    g_autoptr(Contest) contest = contest_new();
    Work *heavy = contest_add(contest, "juqing", "片", NULL),
         *unplayable = contest_add(contest, "juqing", "片", NULL);
    g_autofree char *page = NULL, *other = NULL, *english = NULL;

    work_add_proxy(contest, heavy);
    work_set_video(unplayable, "mov", "prores", NULL);
    work_add_proxy(contest, unplayable);
    work_add_caption(unplayable, NULL, "chi");
    contest_publish(contest);
    page = contest_read(contest, "w/0001.html");
    other = contest_read(contest, "w/0002.html");
    english = contest_read(contest, "en/w/0002.html");
    assert_holds(page, "data-film=\"original\"");
    assert_holds(page, "data-film=\"proxy\"");
    assert_holds(page, "无独立字幕文件");
    assert_holds(other, "<b data-only=\"proxy\">预览版，非参赛原片</b>");
    assert_lacks(other, "data-film="); /* there is nothing to switch to */
    assert_holds(other, ".mov\" download=");
    assert_holds(other, "<track kind=\"subtitles\" src=\"../m/");
    assert_holds(other, "srclang=\"zh\" label=\"字幕 1（中文）\"");
    assert_lacks(other, "无独立字幕文件");
    assert_holds(english, "Preview copy, not the original entry");
}

static void the_page_about_it_says_how_to_mark(void)
{
    g_autoptr(Contest) contest = contest_new();
    g_autofree char *page = NULL, *public_page = NULL;

    contest_add(contest, "juqing", "片", NULL);
    contest_add_criterion(contest, "theme", "主题立意", "Theme", 30);
    contest_add_criterion(contest, "craft", "视听制作", "Craft", 70);
    contest_publish(contest);
    page = contest_read(contest, "about.html");
    public_page = published_for(contest, AUDIENCE_PUBLIC, "about.html");
    assert_holds(page, "<th scope=\"row\">主题立意</th><td class=\"n\">30</td>");
    assert_holds(page, "<th scope=\"row\">合计</th><td class=\"n\">100</td>");
    assert_holds(page, "<kbd>K</kbd> <kbd>空格</kbd>");
    assert_holds(page, "供评审和主办方使用");
    assert_lacks(public_page, "主题立意");
    assert_lacks(public_page, "如何保存");
    assert_holds(public_page, "供公开浏览");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name, function) g_test_add_func("/reading/" name, function)
    CASE("a unit has a page with its works and findings", a_unit_has_a_page_with_its_works_and_findings);
    CASE("what names the works of others is not on a unit's page",
         what_names_the_works_of_others_is_not_on_a_units_page);
    CASE("each audience has the pages that it may see", each_audience_has_the_pages_that_it_may_see);
    CASE("statistics say in words what they draw", statistics_say_in_words_what_they_draw);
    CASE("works with the same file are named together", works_with_the_same_file_are_named_together);
    CASE("an empty contest has its pages", an_empty_contest_has_its_pages);
    CASE("lines and ticks stay few", lines_and_ticks_stay_few);
    CASE("what changed is told by day, the newest first", what_changed_is_told_by_day_the_newest_first);
    CASE("only the latest changes are told", only_the_latest_changes_are_told);
    CASE("files of a work stand side by side with what differs",
         files_of_a_work_stand_side_by_side_with_what_differs);
    CASE("frames lead to their moments", frames_lead_to_their_moments);
    CASE("a copy says what it is and where the original is",
         a_copy_says_what_it_is_and_where_the_original_is);
    CASE("the page about it says how to mark", the_page_about_it_says_how_to_mark);
    return g_test_run();
}
