#include "catalog/registration/likeness.h"
#include "catalog/registration/match.h"
#include "catalog/registration/pinyin.h"
#include "catalog/registration/reconcile.h"

#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

static Settings *settings;

typedef struct {
    GPtrArray *forms, *works;
} Hall;

static Hall hall_new(void)
{
    return (Hall){ g_ptr_array_new_with_free_func((GDestroyNotify)form_free),
                   g_ptr_array_new_with_free_func((GDestroyNotify)work_free) };
}

static void hall_clear(Hall *hall)
{
    g_ptr_array_unref(hall->forms);
    g_ptr_array_unref(hall->works);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hall, hall_clear)

static Form *add_form(Hall *hall, const char *entry_no, const char *title, const char *unit,
                      const char *file_name)
{
    Form *form = form_new();

    form->id = hall->forms->len + 1;
    form->entry_no = g_strdup(entry_no);
    form->title = g_strdup(title);
    form->unit = g_strdup(unit);
    form->file_name = g_strdup(file_name);
    g_ptr_array_add(hall->forms, form);
    return form;
}

/* A work as the walk names it: title and unit are what the path says. */
static Work *add_work(Hall *hall, const char *path, const char *title, const char *unit)
{
    Work *work = work_new();

    work->number = hall->works->len + 1;
    work->path = g_strdup(path);
    work->title = g_strdup(title);
    work->path_title = g_strdup(title);
    work->path_unit = g_strdup(unit);
    work->category = g_strdup("juqing");
    g_ptr_array_add(hall->works, work);
    return work;
}

/* "1→2 title; …" of form ids and work numbers. */
static char *matched(const Hall *hall)
{
    g_autoptr(GArray) matches = match_forms(settings, hall->forms, hall->works);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < matches->len; i++) {
        const FormMatch *match = &g_array_index(matches, FormMatch, i);

        g_string_append_printf(out, "%s%" G_GINT64_FORMAT "→%" G_GINT64_FORMAT "%s%s", i ? "; " : "",
                               match->form->id, match->number, match->matched_by ? " " : "",
                               match->matched_by ? match->matched_by : "");
    }
    return g_string_free(out, FALSE);
}

static void assert_matched(const Hall *hall, const char *want)
{
    g_autofree char *got = matched(hall);

    g_assert_cmpstr(got, ==, want);
}

/* Whether a form of this number finds the one film. */
static void assert_number(const char *number, const char *title, const char *path, const char *unit,
                          gboolean want)
{
    g_auto(Hall) hall = hall_new();
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    g_autofree char *stem = g_strndup(name, strlen(name) - 4);

    add_form(&hall, number, title, "咸阳高新区", NULL);
    add_work(&hall, path, stem, unit);
    assert_matched(&hall, want ? "1→1 entry-no" : "");
}

static void the_number_in_a_name_or_folder_is_a_match(void)
{
    assert_number("HX-037", "末班车", "剧情/成都/HX-037.mp4", "成都", TRUE);
    assert_number("HX-037", "末班车", "剧情/成都/hx-037 最后一班.mp4", "成都", TRUE);
    assert_number("HX-037", "末班车", "剧情/成都/最后一班（ＨＸ-037）.mp4", "成都", TRUE);
    assert_number("HX-037", "末班车", "剧情/HX-037末班车.mp4", NULL, TRUE);
    assert_number("HX-037", "末班车", "剧情/HX-037/video.mp4", "HX-037", TRUE);
    assert_number("HX-037", "末班车", "剧情/HX037_最后一班.mp4", NULL, TRUE);
    assert_number("HX037", "末班车", "剧情/HX 037 最后一班.mp4", NULL, TRUE);
    assert_number("2024-037", "末班车", "剧情/2024037.mp4", NULL, TRUE);
    assert_number("HX-037", "末班车", "剧情/HX-03.mp4", NULL, FALSE);
    assert_number("HX-037", "末班车", "剧情/HX-0371.mp4", NULL, FALSE);
    assert_number("HX-037", "末班车", "剧情/AHX-037.mp4", NULL, FALSE);
    assert_number("37", "末班车", "剧情/037 末班车.mp4", NULL, TRUE);
    assert_number("037", "末班车", "剧情/037末班车.mp4", NULL, TRUE);
    assert_number("037", "末班车", "剧情/37.末班车.mp4", NULL, TRUE);
    assert_number("037", "末班车", "剧情/037.mp4", NULL, TRUE);
}

/* 7个瞬间带你穿越70年 is no film number 7, and units count their own films from 1. */
static void digits_alone_are_no_number(void)
{
    assert_number("7", "末班车", "剧情/咸阳高新区/7个瞬间带你穿越70年.mp4", "咸阳高新区", FALSE);
    assert_number("70", "末班车", "剧情/咸阳高新区/7个瞬间带你穿越70年.mp4", "咸阳高新区", FALSE);
    assert_number("1", "末班车", "剧情/咸阳高新区/1-垃圾分类.mp4", "咸阳高新区", FALSE);
    assert_number("1", "末班车", "剧情/咸阳高新区/1.5公里.mp4", "咸阳高新区", FALSE);
    assert_number("12", "末班车", "剧情/12.mp4", NULL, FALSE);
    assert_number("012", "末班车", "剧情/成都/012.mp4", "成都", FALSE);
    assert_number("12", "末班车", "剧情/咸阳高新区/12.mp4", "咸阳高新区", TRUE);
    assert_number("1", "末班车", "01-剧情/垃圾分类.mp4", NULL, FALSE);
}

static void the_file_name_of_the_form_is_a_match(void)
{
    static const struct {
        const char *file_name, *path;
        gboolean want;
    } names[] = {
        { "a片.mp4", "剧情/x/A片.MP4", TRUE },
        { "a片", "剧情/x/a片.mp4", TRUE },
        { "D:\\报送\\剧情\\a片.mp4", "剧情/a片.mp4", TRUE }, /* the folders of their own disk */
        { "剧情\\a片.mp4", "剧情/a片.mp4", TRUE },
        { "x/a片.mp4", "剧情/x/a片.mp4", TRUE },
        { "x/a片.mp4", "剧情/xx/a片.mp4", FALSE },
        { "a片.mov", "剧情/x/a片.mp4", FALSE },
        { "e\xCC\x81t.mp4", "\xC3\xA9t.mp4", TRUE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(Hall) hall = hall_new();

        add_form(&hall, NULL, "甲", NULL, names[i].file_name);
        add_work(&hall, names[i].path, "乙", "丙");
        assert_matched(&hall, names[i].want ? "1→1 file" : "");
    }
}

static void unit_and_title_are_a_match(void)
{
    g_auto(Hall) hall = hall_new();

    add_form(&hall, NULL, "《末班车》", "成都市高新区", NULL);
    add_form(&hall, NULL, "立本创新——苏峻", "中关村科学城", NULL);
    add_form(&hall, "HX-3", "自贡高新区定格动画", "自贡高新区", NULL);
    add_form(&hall, NULL, "垃圾分类歌曲MV", "西安", NULL);
    add_work(&hall, "剧情/中关村科学城/立本创新 苏峻.mp4", "立本创新 苏峻", "中关村科学城");
    add_work(&hall, "剧情/成都高新区/末班车！.mp4", "末班车！", "成都高新区");
    add_work(&hall, "剧情/自贡高新区/自贡高新区+自贡高新区定格动画.mp4", "自贡高新区+自贡高新区定格动画",
             "自贡高新区");
    add_work(&hall, "剧情/西安_垃圾分类歌曲mv.mp4", "西安_垃圾分类歌曲mv", NULL);
    assert_matched(&hall, "1→2 title; 2→1 title; 3→3 title; 4→4 title");
}

static void what_is_not_sure_is_no_match(void)
{
    g_auto(Hall) hall = hall_new();

    add_form(&hall, NULL, "末班车", "成都高新区", NULL); /* two films */
    add_form(&hall, NULL, "垃圾分类", "西安", NULL);     /* nearly the same title */
    add_form(&hall, NULL, "立本创新", "中关村", NULL);   /* of another unit */
    add_form(&hall, NULL, "同一部", NULL, NULL);         /* of no unit */
    add_work(&hall, "剧情/成都高新区/末班车.mp4", "末班车", "成都高新区");
    add_work(&hall, "剧情/成都高新区/新/末班车.mov", "末班车", "成都高新区");
    add_work(&hall, "剧情/西安/垃圾分类歌.mp4", "垃圾分类歌", "西安");
    add_work(&hall, "剧情/咸阳/立本创新.mp4", "立本创新", "咸阳");
    add_work(&hall, "剧情/同一部.mp4", "同一部", NULL);
    assert_matched(&hall, "");
}

static void signs_that_contradict_are_no_match(void)
{
    g_auto(Hall) hall = hall_new();

    add_form(&hall, "HX-1", "甲", "x", "b.mp4"); /* the number says one film, the file name another */
    add_work(&hall, "剧情/HX-1.mp4", "HX-1", NULL);
    add_work(&hall, "剧情/b.mp4", "b", NULL);
    assert_matched(&hall, "");
}

static void the_clearer_pair_leaves_the_other_clear(void)
{
    g_auto(Hall) hall = hall_new();

    add_form(&hall, "HX-1", "甲片", "x", NULL);
    add_form(&hall, "HX-2", "甲片", "x", NULL);
    add_work(&hall, "剧情/x/HX-1 甲片.mp4", "HX-1 甲片", "x");
    add_work(&hall, "剧情/x/甲片.mp4", "甲片", "x");
    assert_matched(&hall, "1→1 entry-no; 2→2 title");
}

static void what_is_matched_stays_until_the_work_is_gone(void)
{
    g_auto(Hall) hall = hall_new();
    Form *form = add_form(&hall, NULL, "甲", "x", NULL);
    Work *other;

    add_work(&hall, "剧情/x/乙.mp4", "乙", "x");
    other = add_work(&hall, "剧情/x/甲.mp4", "甲", "x");
    form->number = 1;
    form->matched_by = g_strdup(MATCHED_BY_TITLE);
    assert_matched(&hall, "");
    ((Work *)hall.works->pdata[0])->status = STATUS_MISSING;
    assert_matched(&hall, "");
    ((Work *)hall.works->pdata[0])->status = STATUS_WITHDRAWN;
    assert_matched(&hall, "1→2 title");
    other->status = STATUS_WITHDRAWN;
    assert_matched(&hall, "1→0");
}

static void what_a_person_said_is_never_changed(void)
{
    g_auto(Hall) hall = hall_new();
    Form *form = add_form(&hall, NULL, "甲", "x", NULL);

    add_work(&hall, "剧情/x/甲.mp4", "甲", "x");
    form->matched_by = g_strdup(MATCHED_BY_PERSON);
    assert_matched(&hall, ""); /* it was taken away */
    form->number = 1;
    ((Work *)hall.works->pdata[0])->status = STATUS_WITHDRAWN;
    assert_matched(&hall, "");
}

static void many_forms_and_works_take_no_time(void)
{
    g_auto(Hall) hall = hall_new();
    g_autoptr(GArray) matches = NULL;
    g_autoptr(Reconciliation) reconciliation = NULL;

    for (int i = 0; i < 500; i++) {
        g_autofree char *title = g_strdup_printf("第%d部作品的题名", i * 7919),
                        *unit = g_strdup_printf("单位%d", i % 40);
        g_autofree char *path = g_strdup_printf("剧情/%s/%s.mp4", unit, title);

        add_form(&hall, NULL, title, unit, NULL);
        add_work(&hall, path, title, unit);
    }
    matches = match_forms(settings, hall.forms, hall.works);
    g_assert_cmpuint(matches->len, ==, 500);
    reconciliation = reconcile(settings, hall.forms, hall.works);
    g_assert_cmpuint(reconciliation->forms->len, ==, 500);
}

/* ---- reconciliation ---- */

static void append_proposals(GString *out, const GPtrArray *proposals)
{
    for (guint i = 0; i < proposals->len; i++) {
        const Proposal *proposal = proposals->pdata[i];

        g_string_append_printf(out, " %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "(%s)", proposal->form->id,
                               proposal->work->number, proposal_reason_slug(proposal->why));
    }
}

static void assert_reconciled(const Hall *hall, const char *want)
{
    g_autoptr(Reconciliation) reconciliation = reconcile(settings, hall->forms, hall->works);
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < reconciliation->forms->len; i++) {
        const FormWithoutWork *item = reconciliation->forms->pdata[i];
        g_string_append_printf(out, "form %" G_GINT64_FORMAT ":", item->form->id);
        append_proposals(out, item->proposals);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < reconciliation->works->len; i++) {
        const WorkWithoutForm *item = reconciliation->works->pdata[i];
        g_string_append_printf(out, "work %" G_GINT64_FORMAT ":", item->work->number);
        append_proposals(out, item->proposals);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < reconciliation->disagreements->len; i++) {
        const Disagreement *item = reconciliation->disagreements->pdata[i];
        g_string_append_printf(out, "pair %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ":", item->form->id,
                               item->work->number);
        for (guint j = 0; j < item->differences->len; j++) {
            const Difference *difference = item->differences->pdata[j];
            g_string_append_printf(out, " %s %s≠%s", difference->field, difference->in_form,
                                   difference->in_work);
        }
        g_string_append_c(out, '\n');
    }
    g_assert_cmpstr(out->str, ==, want);
}

static void what_is_alone_is_listed_with_what_it_may_belong_to(void)
{
    g_auto(Hall) hall = hall_new();

    add_form(&hall, NULL, "垃圾分类之歌", "西安", NULL);
    add_form(&hall, NULL, "立本创新", "中关村", NULL);
    add_form(&hall, NULL, "无人报送", "咸阳", NULL);
    add_form(&hall, "3", "数字", "x", NULL);
    add_work(&hall, "剧情/西安/垃圾分类歌.mp4", "垃圾分类歌", "西安");
    add_work(&hall, "剧情/咸阳/立本创新.mp4", "立本创新", "咸阳");
    add_work(&hall, "剧情/别的.mp4", "别的", NULL);
    add_work(&hall, "剧情/y/03 无关.mp4", "03 无关", "y");
    add_work(&hall, "剧情/撤回.mp4", "撤回", NULL)->status = STATUS_WITHDRAWN;
    assert_matched(&hall, "");
    assert_reconciled(&hall,
                      "form 1: 1-1(near-title)\nform 2: 2-2(same-title)\nform 3:\nform 4: 4-4(entry-no)\n"
                      "work 1: 1-1(near-title)\nwork 2: 2-2(same-title)\nwork 3:\nwork 4: 4-4(entry-no)\n");
}

static void the_likeliest_three_are_proposed_in_a_fixed_order(void)
{
    g_auto(Hall) hall = hall_new();

    add_form(&hall, NULL, "末班车的故事", "x", NULL);
    add_work(&hall, "剧情/x/末班车.mp4", "末班车", "x");
    add_work(&hall, "剧情/x/末班车故事.mp4", "末班车故事", "x");
    add_work(&hall, "剧情/x/末班车的故事.mp4", "末班车的故事", "x");
    add_work(&hall, "剧情/x/2/末班车的故事.mp4", "末班车的故事", "x");
    assert_reconciled(
        &hall,
        "form 1: 1-3(same) 1-4(same) 1-2(near-title)\nwork 1: 1-1(near-title)\nwork 2: 1-2(near-title)\n"
        "work 3: 1-3(same)\nwork 4: 1-4(same)\n");
}

static void a_pair_is_compared_field_by_field(void)
{
    g_auto(Hall) hall = hall_new();
    Form *form = add_form(&hall, "HX-1", "末班车", "成都市高新区", NULL);
    Form *same = add_form(&hall, "HX-2", "甲", "x", NULL);

    add_work(&hall, "剧情/咸阳/HX-1 早班车.mp4", "HX-1 早班车", "咸阳");
    add_work(&hall, "剧情/x/HX-2.mp4", "HX-2", "x");
    form->number = 1;
    form->matched_by = g_strdup(MATCHED_BY_ENTRY_NO);
    form->category_written = g_strdup("微电影");
    same->number = 2;
    same->matched_by = g_strdup(MATCHED_BY_ENTRY_NO);
    same->category = g_strdup("juqing");
    same->category_written = g_strdup("剧情类");
    assert_reconciled(&hall,
                      "pair 1-1: title 末班车≠HX-1 早班车 unit 成都市高新区≠咸阳 category 微电影≠juqing\n");
}

static void likeness_is_of_what_is_meant(void)
{
    g_autofree char *one = likeness_key("《末班车》（完整版）"), *other = likeness_key("末班车 完整版"),
                    *none = likeness_key("？！");

    g_assert_cmpstr(one, ==, other);
    g_assert_cmpstr(none, ==, "?!");
    g_assert_cmpint(likeness_of("末班车", "末班车"), ==, 100);
    g_assert_cmpint(likeness_of("末班车的故事", "末班车故事"), >=, LIKENESS_NEAR);
    g_assert_cmpint(likeness_of("末班车", "末班车的故事片"), >=, LIKENESS_NEAR);
    g_assert_cmpint(likeness_of("末班车", "垃圾分类"), <, LIKENESS_NEAR);
    g_assert_cmpint(likeness_of("车", "末班车"), <, LIKENESS_NEAR);
    g_assert_cmpint(likeness_of("", "末班车"), ==, 0);
}

/* ---- pinyin ---- */

static void assert_pinyin(const char *text, const char *pinyin, const char *initials)
{
    g_autofree char *got_pinyin = NULL, *got_initials = NULL;

    pinyin_of(text, &got_pinyin, &got_initials);
    g_assert_cmpstr(got_pinyin, ==, pinyin);
    g_assert_cmpstr(got_initials, ==, initials);
}

static void han_characters_are_read(void)
{
    assert_pinyin("末班车", "mo ban che", "mbc");
    assert_pinyin("立本创新——苏峻", "li ben chuang xin su jun", "lbcxsj");
    assert_pinyin("垃圾分类歌曲MV", "la ji fen lei ge qu mv", "ljflgqmv");
    assert_pinyin("7个瞬间带你穿越70年", "7 ge shun jian dai ni chuan yue 70 nian", "7gsjdncy70n");
    assert_pinyin("绿色女儿", "lv se nv er", "lsne");
    assert_pinyin("Hello，世界", "hello shi jie", "hellosj");
    assert_pinyin("《》", "", "");
    assert_pinyin("", "", "");
}

static gunichar random_han(void)
{
    static const gunichar blocks[][2] = { { 0x3400, 0x4dc0 }, { 0x4e00, 0xa000 }, { 0x20000, 0x2a6e0 } };
    const gunichar *block = blocks[g_test_rand_int_range(0, G_N_ELEMENTS(blocks))];

    return (gunichar)g_test_rand_int_range((gint32)block[0], (gint32)block[1]);
}

/* Whatever stands beside a character, of which the table knows nothing. */
static void han_characters_are_read_as_icu_does(void)
{
    UErrorCode failed = U_ZERO_ERROR;
    UChar id[64];
    UTransliterator *icu;

    u_uastrncpy(id, "Han-Latin; NFD; [[:Mn:]-[\\u0308]] Remove; Lower", G_N_ELEMENTS(id));
    icu = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &failed);
    g_assert_true(U_SUCCESS(failed));
    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) han = g_string_new(NULL), expected = g_string_new(NULL);
        g_autofree char *pinyin = NULL, *initials = NULL;
        UChar units[128];
        char latin[256];
        int32_t filled = 0, limit;

        for (int n = g_test_rand_int_range(1, 8); n > 0; n--)
            g_string_append_unichar(han, random_han());
        u_strFromUTF8(units, G_N_ELEMENTS(units), &filled, han->str, -1, &failed);
        limit = filled;
        utrans_transUChars(icu, units, &filled, G_N_ELEMENTS(units), 0, &limit, &failed);
        u_strToUTF8(latin, sizeof latin, NULL, units, filled, &failed);
        g_assert_true(U_SUCCESS(failed));
        g_string_assign(expected, latin);
        g_string_replace(expected, "u\u0308", "v", 0);
        pinyin_of(han->str, &pinyin, &initials);
        g_assert_cmpstr(pinyin, ==, expected->str);
    }
    utrans_close(icu);
}

static void assert_given(const char *reading, const char *text, const char *pinyin, const char *initials)
{
    g_autofree char *got_pinyin = NULL, *got_initials = NULL;

    pinyin_given(reading, text, &got_pinyin, &got_initials);
    g_assert_cmpstr(got_pinyin, ==, pinyin);
    g_assert_cmpstr(got_initials, ==, initials);
}

static void a_given_reading_has_the_initials_of_its_syllables(void)
{
    g_autofree char *long_word = g_strnfill(500, 'a');

    assert_given("Changsha", "长沙", "changsha", "cs");
    assert_given("Chángshā Gāoxīnqū", "长沙高新区", "changsha gaoxinqu", "csgxq");
    assert_given("chang sha gao xin qu", "长沙高新区", "chang sha gao xin qu", "csgxq");
    assert_given("ChangSha", "长沙", "changsha", "cs");
    assert_given("xi'an", "西安", "xi'an", "xa");
    assert_given("xian", "西安", "xian", "xa"); /* as many syllables as characters */
    assert_given("xian", "先", "xian", "x");
    assert_given("Lǜsè", "绿色", "lvse", "ls");
    assert_given("Hi-tech", "高新", "hi-tech", "ht");
    assert_given(long_word, "长", long_word, "a");
}

int main(int argc, char **argv)
{
    static const char text[] =
        "[edition]\nid=2024\n[category juqing]\ntitle[zh_CN]=剧情\n[units]\n成都高新区=成都市高新区\n";
    int failed;

    g_test_init(&argc, &argv, NULL);
    settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", NULL);
    g_test_add_func("/matching/the number in a name or folder is a match",
                    the_number_in_a_name_or_folder_is_a_match);
    g_test_add_func("/matching/digits alone are no number", digits_alone_are_no_number);
    g_test_add_func("/matching/the file name of the form is a match", the_file_name_of_the_form_is_a_match);
    g_test_add_func("/matching/unit and title are a match", unit_and_title_are_a_match);
    g_test_add_func("/matching/what is not sure is no match", what_is_not_sure_is_no_match);
    g_test_add_func("/matching/signs that contradict are no match", signs_that_contradict_are_no_match);
    g_test_add_func("/matching/the clearer pair leaves the other clear",
                    the_clearer_pair_leaves_the_other_clear);
    g_test_add_func("/matching/what is matched stays until the work is gone",
                    what_is_matched_stays_until_the_work_is_gone);
    g_test_add_func("/matching/what a person said is never changed", what_a_person_said_is_never_changed);
    g_test_add_func("/matching/many forms and works take no time", many_forms_and_works_take_no_time);
    g_test_add_func("/matching/what is alone is listed with what it may belong to",
                    what_is_alone_is_listed_with_what_it_may_belong_to);
    g_test_add_func("/matching/the likeliest three are proposed in a fixed order",
                    the_likeliest_three_are_proposed_in_a_fixed_order);
    g_test_add_func("/matching/a pair is compared field by field", a_pair_is_compared_field_by_field);
    g_test_add_func("/matching/likeness is of what is meant", likeness_is_of_what_is_meant);
    g_test_add_func("/matching/Han characters are read", han_characters_are_read);
    g_test_add_func("/matching/Han characters are read as ICU does", han_characters_are_read_as_icu_does);
    g_test_add_func("/matching/a given reading has the initials of its syllables",
                    a_given_reading_has_the_initials_of_its_syllables);
    failed = g_test_run();
    settings_free(settings);
    return failed;
}
