#include "catalog/report/letter.h"

#include <string.h>

static const char ini[] = "[edition]\n"
                          "id=2026\n"
                          "language=zh_CN\n"
                          "title[zh_CN]=高新区微视频大赛\n"
                          "title=Micro-video Contest of the Zones\n"
                          "subtitle[zh_CN]=第四届\n"
                          "subtitle=fourth edition\n"
                          "[category juqing]\n"
                          "title[zh_CN]=剧情\n"
                          "title=Drama\n"
                          "[category jishi]\n"
                          "title[zh_CN]=纪实\n"
                          "title=Documentary\n";

static const char letter_section[] =
    "[letter]\n"
    "reply-by=2026-09-30\n"
    "contact[zh_CN]=大赛组委会办公室\\n电话：0910-0000000\n"
    "contact=Office of the organising committee\\nTelephone: +86 910 0000000\n"
    "signature[zh_CN]=高新区微视频大赛组委会\n"
    "signature=The organising committee\n";

/* ---- a contest made up by hand ---- */

typedef struct {
    Settings *settings;
    GPtrArray *works, *forms, *elsewhere, *none;
    GTimeZone *zone;
} Contest;

static Contest *contest_new(const char *more)
{
    Contest *contest = g_new0(Contest, 1);
    g_autofree char *text = g_strconcat(ini, more, NULL);
    g_autoptr(GError) error = NULL;

    contest->settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", &error);
    g_assert_no_error(error);
    contest->works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    contest->forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    contest->elsewhere = g_ptr_array_new();
    contest->none = g_ptr_array_new();
    contest->zone = g_time_zone_new_offset(8 * 3600);
    return contest;
}

static void contest_free(Contest *contest)
{
    settings_free(contest->settings);
    g_ptr_array_unref(contest->works);
    g_ptr_array_unref(contest->forms);
    g_ptr_array_unref(contest->elsewhere);
    g_ptr_array_unref(contest->none);
    g_time_zone_unref(contest->zone);
    g_free(contest);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contest, contest_free)

static ReportInput input_of(const Contest *contest)
{
    return (ReportInput){
        .settings = contest->settings,
        .contest_dir = "/contest",
        .works = contest->works,
        .all_works = contest->works,
        .files = contest->none,
        .elsewhere = contest->elsewhere,
        .forms = contest->forms,
        .zone = contest->zone,
        .revised_us = G_GINT64_CONSTANT(1789000000) * G_USEC_PER_SEC, /* 2026-09-10 in Beijing */
    };
}

static Work *add_work(Contest *contest, const char *category, const char *title, const char *unit)
{
    Work *work = work_new();

    work->number = contest->works->len + 1;
    work->edition = g_strdup("2026");
    work->category = g_strdup(category);
    work->category_title = text_copy(&settings_category(contest->settings, category)->title);
    work->title = g_strdup(title);
    work->unit = g_strdup(unit);
    work->root = g_strdup("/contest/submissions");
    work->path = g_strdup_printf("%s.mp4", title);
    work->content = g_strdup("aa");
    work->size = 612400000;
    work->judgement = judgement_new();
    work->judgement->verdict = VERDICT_ELIGIBLE;
    g_ptr_array_add(contest->works, work);
    return work;
}

static Finding *find(Work *work, const char *rule, Outcome outcome, const char *zh, const char *en)
{
    Finding *finding = judgement_add(work->judgement, rule, outcome);

    finding->message = (Text){ { g_strdup(zh), g_strdup(en) } };
    if (outcome == OUTCOME_REJECT)
        work->judgement->verdict = VERDICT_INELIGIBLE;
    else if (outcome == OUTCOME_REVIEW && work->judgement->verdict == VERDICT_ELIGIBLE)
        work->judgement->verdict = VERDICT_REVIEW;
    return finding;
}

static void add_form(Contest *contest, const char *title, const char *unit)
{
    Form *form = form_new();

    form->title = g_strdup(title);
    form->unit = g_strdup(unit);
    form->entry_no = g_strdup("A-17");
    form->contact = g_strdup("SECRET");
    form->phone = g_strdup("SECRET");
    g_ptr_array_add(contest->forms, form);
}

/* One work for each way in which a work can stand. */
static Contest *full_contest(void)
{
    Contest *contest = contest_new(letter_section);
    Work *work = add_work(contest, "juqing", "末班车上的样机", "成都高新区");

    find(work, "duration", OUTCOME_REJECT, "时长：要求不超过 10 分钟；实测 10 分 42 秒，超出 42 秒。",
         "Duration: at most 10 min; measured 10 min 42 s, 42 s over.");
    find(work, "fps", OUTCOME_REVIEW, "帧率：要求 25 帧/秒；实测 23.98 帧/秒。",
         "Frame rate: 25 fps; measured 23.98 fps.");
    find(work, "bitrate", OUTCOME_NOTE, "总码率：要求不低于 5 Mbps；实测 4.1 Mbps，还差 0.9 Mbps。",
         "Bit rate: at least 5 Mbps; measured 4.1 Mbps, 0.9 Mbps short.");
    find(work, "loudness", OUTCOME_NOT_EVALUATED, "响度：未评定。", "Loudness: not evaluated.");
    work = add_work(contest, "jishi", "守灯人", "成都高新区");
    find(work, "duration", OUTCOME_DEDUCT, "时长：超出 30 秒，扣 1 分。", "Duration: 30 s over, 1 point off.")
        ->points = 1;
    find(work, "frame", OUTCOME_WAIVED, "分辨率：豁免（张三，2026-09-01：历史素材）。",
         "Frame size: waived (Zhang San, 2026-09-01: archive footage).");
    add_work(contest, "jishi", "七个瞬间", "成都高新区");
    work = add_work(contest, "jishi", "云岭\n二十四小时", "成都高新区");
    work->judgement->verdict = VERDICT_UNREADABLE;
    find(work, "readable", OUTCOME_REJECT, "文件不完整，播放到中途即中断，请重新报送。",
         "The file is incomplete and stops part-way; please send it again.");
    work->judgement->verdict = VERDICT_UNREADABLE;
    work = add_work(contest, "jishi", "还在传的片", "成都高新区");
    work->status = STATUS_PENDING;
    g_clear_pointer(&work->judgement, judgement_free);
    add_work(contest, "jishi", "不见了的片", "成都高新区")->status = STATUS_MISSING;
    add_work(contest, "jishi", "不参加了", "成都高新区")->status = STATUS_WITHDRAWN;
    add_work(contest, "juqing", "别家的片", "沧浪高新区");
    add_form(contest, "没送来的片", "成都高新区");
    return contest;
}

/* ---- letters ---- */

static void assert_golden(const char *text, const char *golden)
{
    g_autofree char *file = g_build_filename(SOURCE_ROOT, "tests", "report", "golden", golden, NULL);
    g_autofree char *recorded = NULL;

    if (g_strcmp0(g_getenv("UPDATE_GOLDEN"), "1") == 0)
        g_assert_true(g_file_set_contents(file, text, -1, NULL));
    g_assert_true(g_file_get_contents(file, &recorded, NULL, NULL));
    if (!g_str_equal(text, recorded))
        g_error("the letter differs from tests/report/golden/%s (UPDATE_GOLDEN=1 records it anew):\n%s",
                golden, text);
}

static char *letter_of(const Contest *contest, const char *unit, Language language)
{
    const ReportInput input = input_of(contest);
    GString *out = g_string_new(NULL);

    letter_write(out, &input, unit, language);
    return g_string_free(out, FALSE);
}

static void letters_are_as_recorded(void)
{
    g_autoptr(Contest) contest = full_contest();
    g_autofree char *zh = letter_of(contest, "成都高新区", LANGUAGE_ZH),
                    *en = letter_of(contest, "成都高新区", LANGUAGE_EN);
    g_autofree char *fine_zh = letter_of(contest, "沧浪高新区", LANGUAGE_ZH),
                    *fine_en = letter_of(contest, "沧浪高新区", LANGUAGE_EN);

    assert_golden(zh, "letter.zh.txt");
    assert_golden(en, "letter.en.txt");
    assert_golden(fine_zh, "letter-fine.zh.txt");
    assert_golden(fine_en, "letter-fine.en.txt");
}

static void a_letter_holds_no_contact_of_an_entrant(void)
{
    g_autoptr(Contest) contest = full_contest();
    g_autofree char *zh = letter_of(contest, "成都高新区", LANGUAGE_ZH);

    g_assert_nonnull(strstr(zh, "没送来的片"));
    g_assert_null(strstr(zh, "SECRET"));
}

static void decide(Work *work, DecisionKind kind, const char *subject, const char *answer, const char *why)
{
    Decision *decision = decision_new();

    decision->kind = kind;
    decision->subject = g_strdup(subject);
    decision->answer = g_strdup(answer);
    decision->why = g_strdup(why);
    decision->decided_by = g_strdup("REVIEWER");
    g_ptr_array_add(work->decisions, decision);
}

static void a_letter_does_not_say_who_decided(void)
{
    g_autoptr(Contest) contest = contest_new("");
    Work *work = add_work(contest, "juqing", "片", "甲");
    Finding *lapsed;

    decide(work, DECISION_CHECK, "watermark", "no", "右上角有台标");
    find(work, "manual.watermark", OUTCOME_REJECT, "无水印：人工核查为不符合（REVIEWER，2026-09-01）。",
         "…REVIEWER…");
    decide(work, DECISION_WAIVER, "fps", "granted", "历史素材");
    find(work, "fps", OUTCOME_WAIVED, "帧率：… 豁免（REVIEWER）。", "…REVIEWER…");
    decide(work, DECISION_WAIVER, "scan", "granted", "历史素材");
    lapsed = find(work, "scan", OUTCOME_REVIEW, "豁免已失效（REVIEWER）。", "…REVIEWER…");
    lapsed->required = text_same("逐行");
    lapsed->measured = text_same("隔行");
    work = add_work(contest, "juqing", "另一部", "甲");
    decide(work, DECISION_STATE, NULL, "ineligible", "抄袭");
    find(work, "decision", OUTCOME_REJECT, "取消资格：抄袭（REVIEWER，2026-09-01）。", "…REVIEWER…");
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autofree char *letter = letter_of(contest, "甲", language);

        g_assert_null(strstr(letter, "REVIEWER"));
        g_assert_nonnull(strstr(letter, "右上角有台标"));
        g_assert_nonnull(strstr(letter, "隔行"));
        g_assert_nonnull(strstr(letter, "抄袭"));
    }
}

static void what_the_organiser_has_to_decide_is_not_asked_of_the_unit(void)
{
    g_autoptr(Contest) contest = contest_new("");

    find(add_work(contest, "juqing", "片", "甲"), "deadline", OUTCOME_REVIEW,
         "报送时间：晚 2 天，请核对是否接受。", "Received: 2 days late; please decide whether to accept it.");
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autofree char *letter = letter_of(contest, "甲", language);

        g_assert_nonnull(strstr(letter, language == LANGUAGE_ZH ? "晚 2 天，由我们决定是否接受。"
                                                                : "2 days late; we shall decide"));
    }
}

static void twin(Work *work, const char *rule, const char *zh, const char *en)
{
    g_autofree char *zh_sentence = g_strdup_printf("重复：与 %s为同一文件，请确定保留哪一份。", zh);
    g_autofree char *en_sentence =
        g_strdup_printf("Duplicate: same file as %s; please decide which to keep.", en);

    find(work, rule, OUTCOME_REJECT, zh_sentence, en_sentence)->measured =
        (Text){ { g_strdup(zh), g_strdup(en) } };
}

static void a_letter_names_no_work_of_another_unit(void)
{
    g_autoptr(Contest) contest = contest_new("");
    Work *both = add_work(contest, "juqing", "甲", "我们");
    Work *theirs = add_work(contest, "juqing", "乙", "我们");
    Finding *quota = find(both, "quota", OUTCOME_REVIEW,
                          "数量：张三已报 4 部（juqing-0001 juqing-0002 jishi-0003 juqing-0004）。",
                          "Number: 张三 entered 4 (juqing-0001 juqing-0002 jishi-0003 juqing-0004).");

    quota->measured =
        (Text){ { g_strdup("张三已报 4 部（juqing-0001 juqing-0002 jishi-0003 juqing-0004）"),
                  g_strdup("张三 entered 4 (juqing-0001 juqing-0002 jishi-0003 juqing-0004)") } };
    add_work(contest, "jishi", "SECRET", "他们");
    add_work(contest, "juqing", "SECRET", NULL);
    twin(both, "duplicate",
         "juqing-0002《乙》（我们）、jishi-0003《SECRET》（他们）、juqing-0004《SECRET》（—）",
         "juqing-0002 “乙” (我们), jishi-0003 “SECRET” (他们), juqing-0004 “SECRET” (—)");
    twin(theirs, "duplicate", "jishi-0003《SECRET》（他们）", "jishi-0003 “SECRET” (他们)");
    twin(theirs, "duplicate.editions", "2025 届 0009《SECRET》（他们）", "2025 0009 “SECRET” (他们)");
    /* a sentence in other words than what was measured */
    find(theirs, "duplicate", OUTCOME_REVIEW, "又见《SECRET》。", "“SECRET” again.")->measured =
        (Text){ { g_strdup("jishi-0003《SECRET》（他们）"), g_strdup("jishi-0003 “SECRET” (他们)") } };
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        g_autofree char *letter = letter_of(contest, "我们", language);
        gboolean zh = language == LANGUAGE_ZH;

        g_assert_null(strstr(letter, "SECRET"));
        g_assert_null(strstr(letter, "他们"));
        g_assert_null(strstr(letter, "0003"));
        g_assert_null(strstr(letter, "0004"));
        g_assert_nonnull(strstr(
            letter, zh ? "与 juqing-0002《乙》（我们）、另一单位报送的作品为同一文件，请核实情况并回复说明。"
                       : "as juqing-0002 “乙” (我们), a work of another unit; please look into this"));
        g_assert_nonnull(
            strstr(letter, zh ? "与另一单位报送的作品为同一文件" : "same file as a work of another unit;"));
        g_assert_nonnull(strstr(letter, zh ? "与另一单位往届报送的作品为同一文件"
                                           : "another unit entered in an earlier edition"));
        g_assert_nonnull(strstr(letter, zh ? "（juqing-0001 juqing-0002 及其他单位的 2 部）"
                                           : "(juqing-0001 juqing-0002 and 2 of other units)"));
    }
}

static void a_letter_names_the_works_of_its_unit(void)
{
    WorkElsewhere before = {
        .edition = (char *)"2025", .number = 9, .title = (char *)"乙", .unit = (char *)"我们的旧名"
    };
    g_autoptr(Contest) contest = contest_new("[units]\n我们=我们的旧名\n");
    Work *work = add_work(contest, "juqing", "甲", "我们");
    g_autofree char *letter = NULL;

    g_ptr_array_add(contest->elsewhere, &before);
    twin(work, "duplicate.editions", "2025 届 0009《乙》（我们的旧名）", "2025 0009 “乙” (我们的旧名)");

    add_work(contest, "juqing", "乙", "我们");
    twin(work, "duplicate", "juqing-0002《乙》（我们）", "juqing-0002 “乙” (我们)");
    letter = letter_of(contest, "我们", LANGUAGE_ZH);
    g_assert_nonnull(strstr(letter, "与 juqing-0002《乙》（我们）为同一文件，请确定保留哪一份。"));
    g_assert_nonnull(strstr(letter, "与 2025 届 0009《乙》（我们的旧名）为同一文件"));
    g_assert_null(strstr(letter, "另一单位"));
}

static void a_day_that_is_over_is_not_asked_for(void)
{
    g_autoptr(Contest) contest =
        contest_new("[letter]\nreply-by=2026-09-09\n"); /* the catalogue is of the 10th */
    g_autofree char *letter = NULL;

    find(add_work(contest, "juqing", "片", "甲"), "duration", OUTCOME_REJECT, "时长：不符。",
         "Duration: wrong.");
    letter = letter_of(contest, "甲", LANGUAGE_ZH);
    g_assert_null(strstr(letter, "9 月 9 日"));
    g_assert_nonnull(strstr(letter, "请尽快"));
}

static void who_sent_forms_alone_is_not_told_of_a_check(void)
{
    g_autoptr(Contest) contest = contest_new("");
    g_autofree char *zh = NULL, *en = NULL;

    add_form(contest, "片", "甲");
    zh = letter_of(contest, "甲", LANGUAGE_ZH);
    en = letter_of(contest, "甲", LANGUAGE_EN);
    g_assert_null(strstr(zh, "已按本届规则进行资格审查"));
    g_assert_null(strstr(en, "were checked"));
    g_assert_nonnull(strstr(zh, "尚未收到贵单位的影片"));
}

static void a_letter_without_a_section_of_its_own_asks_for_an_answer_soon(void)
{
    g_autoptr(Contest) contest = contest_new("");
    g_autofree char *letter = NULL;

    find(add_work(contest, "juqing", "片", "甲"), "nosuch.rule", OUTCOME_REJECT, NULL, NULL);
    letter = letter_of(contest, "甲", LANGUAGE_ZH);
    g_assert_nonnull(strstr(letter, "请尽快"));
    g_assert_nonnull(strstr(letter, "nosuch.rule"));
    g_assert_null(strstr(letter, "联系方式"));
}

static void a_unit_that_sent_nothing_is_not_asked_to_send_again(void)
{
    g_autoptr(Contest) contest = full_contest();
    g_autofree char *letter = NULL;

    add_form(contest, "片", "只有报名表的单位");
    letter = letter_of(contest, "只有报名表的单位", LANGUAGE_ZH);
    g_assert_nonnull(strstr(letter, "前报送。"));
    g_assert_null(strstr(letter, "重新报送"));
    g_assert_null(strstr(letter, "已按本届规则进行资格审查"));
}

static void letters_go_to_every_unit_of_works_and_forms(void)
{
    g_autoptr(Contest) contest = full_contest();
    const ReportInput input = input_of(contest);
    g_autoptr(GPtrArray) units = NULL;

    add_form(contest, "片", "只有报名表的单位");
    add_form(contest, "片", NULL);
    units = letter_units(&input);
    g_assert_cmpuint(units->len, ==, 3);
}

static void assert_name(GHashTable *taken, const char *unit, const char *expected)
{
    g_autofree char *name = letter_file_name(unit, LANGUAGE_ZH, taken);

    g_assert_cmpstr(name, ==, expected);
}

static void file_names_are_legal_everywhere_and_differ(void)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *english = letter_file_name("成都高新区", LANGUAGE_EN, taken);
    g_autofree char *endless = g_strnfill(1000, 'x');
    g_autofree char *cut = letter_file_name(endless, LANGUAGE_ZH, taken);

    g_assert_cmpstr(english, ==, "成都高新区.en.txt");
    assert_name(taken, "成都高新区", "成都高新区.txt");
    assert_name(taken, "a/b:c*?\"<>|\\d", "a_b_c_______d.txt");
    assert_name(taken, "../up", "_._up.txt");
    assert_name(taken, "-rf", "_rf.txt");
    assert_name(taken, "名字. . ", "名字.txt");
    assert_name(taken, "CON", "CON_.txt");
    assert_name(taken, "com1.x", "com1.x_.txt");
    assert_name(taken, "", "_.txt");
    assert_name(taken, "Unit", "Unit.txt");
    assert_name(taken, "unit", "unit-2.txt"); /* the same file where capitals do not count */
    assert_name(taken, "two\nlines", "two_nlines.txt");
    g_assert_cmpuint(strlen(cut), <, 255);
}

/* ---- reply-by ---- */

static void assert_due(const char *text, const char *zh, const char *en)
{
    Due due = { 0 };
    g_autofree char *zh_words = NULL, *en_words = NULL;

    g_assert_true(due_parse(text, &due));
    zh_words = due_words(LANGUAGE_ZH, &due);
    en_words = due_words(LANGUAGE_EN, &due);
    g_assert_cmpstr(zh_words, ==, zh);
    g_assert_cmpstr(en_words, ==, en);
}

static void a_day_means_its_end(void)
{
    Due due = { 0 };

    assert_due("2026-09-30", "2026 年 9 月 30 日 24:00（北京时间）",
               "30 September 2026, 24:00 (Beijing time)");
    assert_due("2026-09-30T17:00:00+08:00", "2026 年 9 月 30 日 17:00（北京时间）",
               "30 September 2026, 17:00 (Beijing time)");
    assert_due("2026-09-30 17:30Z", "2026 年 9 月 30 日 17:30（UTC）", "30 September 2026, 17:30 (UTC)");
    assert_due("2026-01-01T08:00-05:30", "2026 年 1 月 1 日 08:00（UTC-5:30）",
               "1 January 2026, 08:00 (UTC-5:30)");
    g_assert_true(due_parse("1970-01-01T08:00", &due));
    g_assert_cmpint(due.us, ==, 0);
}

static void what_is_no_date_is_refused(void)
{
    static const char *const wrong[] = {
        "", "2026", "2026-02-30", "30.9.2026", "2026-09-30T25:00", "2026-09-30T17:00CST"
    };
    Due due;

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        if (due_parse(wrong[i], &due))
            g_error("taken for a date: %s", wrong[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letter/letters are as recorded", letters_are_as_recorded);
    g_test_add_func("/letter/a letter holds no contact of an entrant",
                    a_letter_holds_no_contact_of_an_entrant);
    g_test_add_func("/letter/a letter does not say who decided", a_letter_does_not_say_who_decided);
    g_test_add_func("/letter/what the organiser has to decide is not asked of the unit",
                    what_the_organiser_has_to_decide_is_not_asked_of_the_unit);
    g_test_add_func("/letter/a letter names no work of another unit", a_letter_names_no_work_of_another_unit);
    g_test_add_func("/letter/a letter names the works of its unit", a_letter_names_the_works_of_its_unit);
    g_test_add_func("/letter/a day that is over is not asked for", a_day_that_is_over_is_not_asked_for);
    g_test_add_func("/letter/who sent forms alone is not told of a check",
                    who_sent_forms_alone_is_not_told_of_a_check);
    g_test_add_func("/letter/a letter without a section of its own asks for an answer soon",
                    a_letter_without_a_section_of_its_own_asks_for_an_answer_soon);
    g_test_add_func("/letter/a unit that sent nothing is not asked to send again",
                    a_unit_that_sent_nothing_is_not_asked_to_send_again);
    g_test_add_func("/letter/letters go to every unit of works and forms",
                    letters_go_to_every_unit_of_works_and_forms);
    g_test_add_func("/letter/file names are legal everywhere and differ",
                    file_names_are_legal_everywhere_and_differ);
    g_test_add_func("/letter/a day means its end", a_day_means_its_end);
    g_test_add_func("/letter/what is no date is refused", what_is_no_date_is_refused);
    return g_test_run();
}
