#include "catalog/rules/roll.h"
#include "catalog/rules/settings.h"
#include "tests/unit/rules_fixture.h"

#include <string.h>

#define S   G_GINT64_CONSTANT(1000000)
#define DAY (24 * 3600 * S)

/* Forms and fields borrow what these tests write. */
#define W(text) ((char *)(text))

/* 2026-09-30T23:59:59+08:00, to the end of its second. */
#define CLOSES     "2026-09-30T23:59:59+08:00"
#define CLOSES_END (G_GINT64_CONSTANT(1790783999) * S + S - 1)

static Settings *settings_new(void)
{
    static const char text[] =
        "[edition]\nid=x\n[category juqing]\ntitle[zh_CN]=剧情\ntitle=Drama\n[category gongyi]\n"
        "title[zh_CN]=公益\ntitle=Public interest\n";
    g_autoptr(GError) error = NULL;
    Settings *settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", &error);

    g_assert_no_error(error);
    return settings;
}

/* A work that can be judged. */
static Facts *facts_of_film(void)
{
    Facts *facts = facts_new();

    facts->has_video = TRUE;
    facts->file.duration = 120 * S;
    return facts;
}

/* Takes the rules. */
static void assert_said(Rules *rules, const Subject *subject, const char *rule, Outcome outcome,
                        const char *zh, const char *en)
{
    g_autoptr(Rules) owned = rules;
    g_autoptr(Facts) facts = facts_of_film();
    Subject judged = *subject;
    g_autoptr(Judgement) judgement = NULL;
    const Finding *finding;

    if (!judged.facts)
        judged.facts = facts;
    judgement = rules_judge(rules, &judged);
    finding = find(judgement, rule);
    if (zh)
        g_assert_cmpstr(finding->message.in[LANGUAGE_ZH], ==, zh);
    if (en)
        g_assert_cmpstr(finding->message.in[LANGUAGE_EN], ==, en);
    g_assert_cmpstr(outcome_slug(finding->outcome), ==, outcome_slug(outcome));
}

static void assert_outcome(Rules *rules, const Subject *subject, const char *rule, Outcome outcome)
{
    assert_said(rules, subject, rule, outcome, NULL, NULL);
}

/* ---- category ---- */

static void a_category_is_what_folder_name_and_form_agree_on(void)
{
    g_autoptr(Settings) settings = settings_new();
    const Category *drama = settings_category(settings, "juqing"),
                   *charity = settings_category(settings, "gongyi");
    Form form = { .category_written = W("微电影") };
    Subject subject = {
        .has_category = TRUE, .category = drama, .folder_category = drama, .name_category = drama
    };

    assert_said(RULES("audio=optional"), &subject, "category", OUTCOME_PASS, "类别：剧情。",
                "Category: Drama.");
    subject.name_category = charity;
    assert_said(
        RULES("audio=optional"), &subject, "category", OUTCOME_REVIEW,
        "类别：文件夹为“剧情”；文件名为“公益”，互不一致，请核对应属哪一类别。",
        "Category: the folder says “Drama”; the file name says “Public interest”; these do not agree, "
        "please check which it is.");
    subject.name_category = NULL;
    subject.form = &form;
    assert_said(RULES("audio=optional"), &subject, "category", OUTCOME_REVIEW,
                "类别：文件夹为“剧情”；报名表写“微电影”，不是本届的类别，互不一致，请核对应属哪一类别。",
                NULL);
    form.category_written = NULL;
    subject.form_category = charity;
    assert_outcome(RULES("audio=optional"), &subject, "category", OUTCOME_REVIEW);
    subject.folder_category = NULL;
    subject.category = charity;
    assert_said(RULES("audio=optional"), &subject, "category", OUTCOME_PASS, "类别：公益。", NULL);
    subject.has_category = FALSE;
    assert_outcome(RULES("audio=optional"), &subject, "category", OUTCOME_REJECT);
}

/* ---- naming ---- */

static void a_name_is_held_against_folder_and_form(void)
{
    g_autoptr(Settings) settings = settings_new();
    const Category *drama = settings_category(settings, "juqing");
    Form form = { .title = W("末班车"), .unit = W("云岭"), .author = W("张三、李四"), .entry_no = W("037") };
    NameFields fields = { { W("剧情"), W("云岭"), W("《末班车》"), W("李四"), W("037") } };
    const char *rule = "naming={category}_{unit}_{title}_{author}_{no}";
    Subject subject = { .has_category = TRUE,
                        .category = drama,
                        .folder_category = drama,
                        .name_category = drama,
                        .folder_unit = "云 岭",
                        .name = "剧情_云岭_…",
                        .fields = &fields,
                        .form = &form };

    assert_said(RULES("naming={category}_{unit}_{title}"), &subject, "naming", OUTCOME_PASS,
                "命名：要求按“类别_单位_题名”命名；文件名为“剧情_云岭_…”。",
                "File name: named “category_unit_title”; the name is “剧情_云岭_…”.");
    fields.in[NAME_UNIT] = W("咸阳");
    fields.in[NAME_TITLE] = W("首班车");
    assert_said(
        RULES("naming={unit}--{title}"), &subject, "naming", OUTCOME_REVIEW,
        "命名：要求按“单位--题名”命名；文件名为“剧情_云岭_…”，单位写“咸阳”，与文件夹“云 "
        "岭”不一致；单位写“咸阳”，与报名表“云岭”不一致；题名写“首班车”，与报名表“末班车”不一致，请核对并改正"
        "有误的一处。",
        NULL);
    fields = (NameFields){ { NULL, NULL, NULL, W("王五"), NULL } };
    assert_outcome(RULES(rule), &subject, "naming", OUTCOME_REVIEW);
    fields = (NameFields){ { NULL, NULL, NULL, W("李四，张三"), NULL } };
    assert_outcome(RULES(rule), &subject, "naming", OUTCOME_PASS);
    fields = (NameFields){ { NULL, NULL, NULL, NULL, W("38") } };
    assert_outcome(RULES(rule), &subject, "naming", OUTCOME_REVIEW);
    fields = (NameFields){ { W("公益"), NULL, NULL, NULL, NULL } };
    subject.name_category = settings_category(settings, "gongyi");
    assert_outcome(RULES(rule), &subject, "naming", OUTCOME_REVIEW);
    fields = (NameFields){ { W("微电影"), NULL, NULL, NULL, NULL } };
    subject.name_category = NULL;
    assert_said(RULES("naming={category}_{title}"), &subject, "naming", OUTCOME_REVIEW,
                "命名：要求按“类别_题名”命名；文件名为“剧情_云岭_"
                "…”，“微电影”不是本届的类别，请核对并改正有误的一处。",
                NULL);
    fields = (NameFields){ { NULL, NULL, W("别的题名"), NULL, NULL } };
    subject.form = NULL;
    assert_outcome(RULES(rule), &subject, "naming", OUTCOME_PASS); /* nothing says otherwise */
}

static void a_name_that_does_not_follow_is_for_review(void)
{
    Subject subject = { .name = "末班车" };

    assert_said(RULES("naming={no}-{title}"), &subject, "naming", OUTCOME_REVIEW,
                "命名：要求按“编号-题名”命名；文件名“末班车”不合格式，请改名。",
                "File name: named “number-title”; “末班车” does not follow it, please rename the file.");
    subject.name = NULL;
    assert_outcome(RULES("naming={no}-{title}"), &subject, "naming", OUTCOME_NOT_EVALUATED);
}

/* ---- registration ---- */

static void a_form_is_complete_or_says_what_is_missing(void)
{
    Form form = { .title = W("末班车"), .unit = W("云岭"), .author = W("张三"), .has_phone = TRUE };
    Subject subject = { .form = &form };

    assert_said(RULES("registration=title, unit, phone"), &subject, "registration", OUTCOME_PASS,
                "报名表：要求填写题名、单位、电话；内容齐全。", NULL);
    assert_said(
        RULES("registration=email, title, synopsis, category, contact"), &subject, "registration",
        OUTCOME_REVIEW,
        "报名表：要求填写类别、题名、联系人、邮箱、简介；缺类别、联系人、邮箱、简介，请补正。",
        "Entry form: category, title, contact, email, synopsis given; category, contact, email, synopsis "
        "missing; please complete the form.");
    form.author = W("");
    assert_outcome(RULES("registration=author"), &subject, "registration", OUTCOME_REVIEW);
    assert_outcome(RULES("registration=no"), &subject, "registration", OUTCOME_REVIEW);
    assert_outcome(RULES("registration=finished", "registration->reject"), &subject, "registration",
                   OUTCOME_REJECT);
    subject.form = NULL;
    assert_said(RULES("registration=title, unit"), &subject, "registration", OUTCOME_REVIEW,
                "报名表：要求填写题名、单位；未收到报名表，请补交。",
                "Entry form: title, unit given; no entry form has come, please send one.");
}

static void the_length_of_a_synopsis_is_inclusive(void)
{
    Form form = { .title = W("末班车"), .synopsis = W("一二三 四五\n六七八九十") };
    Subject subject = { .form = &form };

    assert_outcome(RULES("registration.synopsis=..10"), &subject, "registration", OUTCOME_PASS);
    assert_outcome(RULES("registration.synopsis=10.."), &subject, "registration", OUTCOME_PASS);
    assert_said(RULES("registration.synopsis=..9"), &subject, "registration", OUTCOME_REVIEW,
                "报名表：要求简介不超过 9 字；简介 10 字，超出 1 字，请补正。",
                "Entry form: a synopsis of at most 9 characters; the synopsis has 10 characters, 1 character "
                "over; please complete the form.");
    assert_outcome(RULES("registration.synopsis=11.."), &subject, "registration", OUTCOME_REVIEW);
    form.synopsis = NULL; /* not asked for, so it has no length */
    assert_outcome(RULES("registration.synopsis=11.."), &subject, "registration", OUTCOME_PASS);
}

/* ---- others ---- */

typedef struct {
    GPtrArray *subjects; /* of Subject * */
    GPtrArray *texts;
    Facts *facts;
    Settings *settings;
} Field;

static Field field_new(void)
{
    return (Field){ g_ptr_array_new_with_free_func(g_free), g_ptr_array_new_with_free_func(g_free),
                    facts_of_film(), settings_new() };
}

static void field_clear(Field *field)
{
    g_ptr_array_unref(field->subjects);
    g_ptr_array_unref(field->texts);
    facts_free(field->facts);
    settings_free(field->settings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Field, field_clear)

static Subject *add(Field *field, const char *category, const char *unit, const char *author,
                    const char *content)
{
    Subject *subject = g_new0(Subject, 1);

    subject->number = field->subjects->len + 1;
    subject->category = settings_category(field->settings, category);
    subject->has_category = TRUE;
    subject->id = g_strdup_printf("%s-%04d", category, (int)subject->number);
    subject->title = g_strdup_printf("第%d部", (int)subject->number);
    subject->unit = unit;
    subject->author = author;
    subject->content = content;
    subject->facts = field->facts;
    g_ptr_array_add(field->texts, (gpointer)subject->id);
    g_ptr_array_add(field->texts, (gpointer)subject->title);
    g_ptr_array_add(field->subjects, subject);
    return subject;
}

/* Takes the rules. */
static void assert_among(const Field *field, const Subject *subject, Rules *rules, const char *rule,
                         Outcome outcome, const char *zh)
{
    g_autoptr(Roll) roll = roll_new(field->subjects, NULL);
    Subject judged = *subject;

    judged.roll = roll;
    assert_said(rules, &judged, rule, outcome, zh, NULL);
}

static void a_unit_may_enter_as_many_as_its_quota(void)
{
    g_auto(Field) field = field_new();
    Subject *first = add(&field, "juqing", "云岭", NULL, "a");
    Subject *second = add(&field, "gongyi", "云 岭", NULL, "b");

    add(&field, "gongyi", "咸阳", NULL, "c");
    assert_among(&field, first, RULES("per-unit=2"), "quota", OUTCOME_PASS,
                 "限额：要求每单位不超过 2 部；云岭已报 2 部。");
    assert_among(
        &field, first, RULES("per-unit=1"), "quota", OUTCOME_REVIEW,
        "限额：云岭已报 2 部，限报 1 部，超出 1 部（juqing-0001、gongyi-0002），请确定保留哪些作品。");
    assert_among(&field, second, RULES("per-unit=1"), "quota", OUTCOME_REVIEW, NULL);
    assert_among(&field, first, RULES("per-unit-per-category=1"), "quota", OUTCOME_PASS,
                 "限额：要求每单位每类别不超过 1 部；云岭在剧情类已报 1 部。");
    second->has_left = TRUE;
    assert_among(&field, first, RULES("per-unit=1"), "quota", OUTCOME_PASS, NULL);
    assert_among(&field, second, RULES("per-unit=1"), "quota", OUTCOME_NOT_EVALUATED,
                 "限额：要求每单位不超过 1 部；作品已退出，不再计入。");
    second->has_left = FALSE;
    second->status = STATUS_MISSING; /* a file that is gone may come back */
    assert_among(&field, first, RULES("per-unit=1"), "quota", OUTCOME_REVIEW, NULL);
}

static void a_person_may_enter_as_many_as_theirs(void)
{
    g_auto(Field) field = field_new();
    Subject *first = add(&field, "juqing", "云岭", "张三、李四", "a");
    Subject *second = add(&field, "juqing", "咸阳", "李四、李四", "b");
    Subject *third = add(&field, "gongyi", NULL, NULL, "c");

    add(&field, "gongyi", "咸阳", "李四", "d");
    assert_among(&field, first, RULES("per-person=2"), "quota", OUTCOME_REVIEW,
                 "限额：李四已报 3 部，限报 2 部，超出 1 部（juqing-0001、juqing-0002、"
                 "gongyi-0004），请确定保留哪些作品。");
    assert_among(&field, second, RULES("per-person=3"), "quota", OUTCOME_PASS, NULL);
    assert_among(&field, second, RULES("per-person-per-category=1"), "quota", OUTCOME_REVIEW, NULL);
    assert_among(&field, second, RULES("per-person-per-category=2"), "quota", OUTCOME_PASS, NULL);
    assert_among(&field, third, RULES("per-person=1", "per-unit=1"), "quota", OUTCOME_NOT_EVALUATED, NULL);
}

static void the_same_bytes_are_told_within_an_edition(void)
{
    g_auto(Field) field = field_new();
    Subject *first = add(&field, "juqing", "云岭", NULL, "aa");
    Subject *second = add(&field, "gongyi", "咸阳", NULL, "aa");
    Subject *third = add(&field, "gongyi", NULL, NULL, "bb");

    assert_among(
        &field, first, RULES("duplicate=forbidden"), "duplicate", OUTCOME_REJECT,
        "重复报送：要求同一影片只报送一次；与 gongyi-0002《第2部》（咸阳）为同一文件，请确定保留哪一份。");
    assert_among(&field, third, RULES("duplicate=forbidden"), "duplicate", OUTCOME_PASS,
                 "重复报送：要求同一影片只报送一次；未发现相同的文件。");
    third->sha256 = first->sha256 = "0123";
    assert_among(&field, third, RULES("duplicate=forbidden"), "duplicate", OUTCOME_REJECT, NULL);
    third->content = third->sha256 = NULL;
    assert_among(&field, third, RULES("duplicate=forbidden"), "duplicate", OUTCOME_NOT_EVALUATED, NULL);
    second->status = STATUS_MISSING;
    assert_among(&field, first, RULES("duplicate=forbidden"), "duplicate", OUTCOME_PASS, NULL);
    second->status = STATUS_OK;
    second->has_left = TRUE;
    assert_among(&field, first, RULES("duplicate=forbidden"), "duplicate", OUTCOME_PASS, NULL);
}

static void the_same_bytes_are_told_across_editions(void)
{
    RollElsewhere rows[] = { { "2025", 7, "旧作", "云岭", "aa", NULL },
                             { "2024", 12, "更旧", NULL, NULL, "0123" },
                             { "2024", 3, "别的", NULL, "cc", NULL } };
    g_autoptr(GArray) elsewhere = g_array_new(FALSE, FALSE, sizeof(RollElsewhere));
    g_autoptr(Roll) roll = NULL;
    Subject subject = { .number = 1, .content = "aa" };

    g_array_append_vals(elsewhere, rows, G_N_ELEMENTS(rows));
    subject.roll = roll = roll_new(NULL, elsewhere);
    assert_said(
        RULES("duplicate.editions=forbidden"), &subject, "duplicate.editions", OUTCOME_REVIEW,
        "往届重复：要求未参加过往届；与 2025 届 0007《旧作》（云岭）为同一文件，请核对。",
        "Entered before: not entered in an earlier edition; same file as 2025 0007 “旧作” (云岭); please "
        "check.");
    subject.content = "dd";
    subject.sha256 = "0123";
    assert_outcome(RULES("duplicate.editions=forbidden"), &subject, "duplicate.editions", OUTCOME_REVIEW);
    subject.sha256 = NULL;
    assert_outcome(RULES("duplicate.editions=forbidden"), &subject, "duplicate.editions", OUTCOME_PASS);
}

static void shuffle(GPtrArray *array, GRand *random)
{
    for (guint i = array->len; i > 1; i--) {
        guint j = (guint)g_rand_int_range(random, 0, (gint32)i);
        gpointer kept = array->pdata[i - 1];

        array->pdata[i - 1] = array->pdata[j];
        array->pdata[j] = kept;
    }
}

static GPtrArray *judge_all(const GPtrArray *subjects, const Rules *rules, guint n)
{
    g_autoptr(Roll) roll = roll_new(subjects, NULL);
    GPtrArray *by_number = g_ptr_array_new_with_free_func((GDestroyNotify)judgement_free);

    g_ptr_array_set_size(by_number, (gint)n);
    for (guint i = 0; i < subjects->len; i++) {
        Subject judged = *(const Subject *)subjects->pdata[i];

        judged.roll = roll;
        by_number->pdata[judged.number - 1] = rules_judge(rules, &judged);
    }
    return by_number;
}

static Rules *rules_among(void)
{
    return RULES("per-unit=3", "per-unit-per-category=2", "per-person=2", "per-person-per-category=1",
                 "duplicate=forbidden");
}

static void fill(Field *field, GRand *random, guint n)
{
    static const char *const units[] = { "云岭", "咸阳", "成都", NULL };
    static const char *const authors[] = { "张三", "张三、李四", "王五、李四、赵六", NULL };
    static const char *const contents[] = { "a", "b", "c", "d", "e", NULL };

    for (guint i = 0; i < n; i++) {
        Subject *subject =
            add(field, g_rand_boolean(random) ? "juqing" : "gongyi", units[g_rand_int_range(random, 0, 4)],
                authors[g_rand_int_range(random, 0, 4)], contents[g_rand_int_range(random, 0, 6)]);

        subject->has_left = g_rand_int_range(random, 0, 5) == 0;
    }
}

static void the_order_of_works_does_not_matter(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    g_autoptr(Rules) rules = rules_among();

    for (int round = 0; round < 20; round++) {
        g_auto(Field) field = field_new();
        g_autoptr(GPtrArray) before = NULL;
        g_autoptr(GPtrArray) after = NULL;

        fill(&field, random, 30);
        before = judge_all(field.subjects, rules, 30);
        shuffle(field.subjects, random);
        after = judge_all(field.subjects, rules, 30);
        for (guint i = 0; i < 30; i++)
            g_assert_true(judgements_equal(before->pdata[i], after->pdata[i]));
    }
}

static void ten_thousand_works_are_counted_at_once(void)
{
    g_auto(Field) field = field_new();
    g_autoptr(Roll) roll = NULL;
    gint64 began;

    for (guint i = 0; i < 10000; i++) {
        char *unit = g_strdup_printf("单位%u", i / 8), *author = g_strdup_printf("作者%u", i / 3);
        char *content = g_strdup_printf("%u", i);

        g_ptr_array_add(field.texts, unit);
        g_ptr_array_add(field.texts, author);
        g_ptr_array_add(field.texts, content);
        add(&field, i % 2 ? "juqing" : "gongyi", unit, author, content);
    }
    began = g_get_monotonic_time();
    roll = roll_new(field.subjects, NULL);
    g_test_message("a roll of 10,000 works took %.3f s", (double)(g_get_monotonic_time() - began) / S);
    g_assert_cmpuint(roll_works_of(roll, ROLL_UNIT, "单位 1249", NULL)->len, ==, 8);
    g_assert_cmpuint(roll_works_of(roll, ROLL_PERSON, "作者3333", NULL)->len, ==, 1);
    g_assert_null(roll_works_of(roll, ROLL_PERSON, "作者3334", NULL));
}

/* ---- deadline ---- */

static Subject received(const char *text, Form *form)
{
    *form = (Form){ .title = W("x"), .received = W(text) };
    return (Subject){ .form = form };
}

static void assert_received(const char *rule, const char *text, Outcome outcome, const char *zh)
{
    Form form;
    Subject subject = received(text, &form);

    assert_said(RULES(rule), &subject, "deadline", outcome, zh, NULL);
}

static void the_forms_date_is_held_against_the_deadline(void)
{
    assert_received("closes=" CLOSES, "2026-09-30T23:59:59", OUTCOME_PASS, NULL);
    assert_received("closes=" CLOSES, "2026-10-01T00:00:00", OUTCOME_REVIEW, NULL);
    assert_received("closes=" CLOSES, "2026-09-30T23:59", OUTCOME_PASS, NULL);
    assert_received(
        "closes=" CLOSES, "2026-10-01T00:12", OUTCOME_REVIEW,
        "报送时间：要求不晚于 2026-09-30 23:59（北京时间）；收到时间为 2026-10-01 00:12（据报名表），晚 12 "
        "分钟，请核对是否接受。");
    assert_received("closes=" CLOSES, "2026-09-30", OUTCOME_PASS, NULL);
    assert_received(
        "closes=" CLOSES, "2026-10-01", OUTCOME_REVIEW,
        "报送时间：要求不晚于 2026-09-30 23:59（北京时间）；收到时间为 2026-10-01（据报名表），晚 1 "
        "天，请核对是否接受。");
    assert_received("closes=" CLOSES, "2026-09-30T16:00:00Z", OUTCOME_REVIEW, NULL); /* midnight in UTC+8 */
    assert_received("closes=2026-09-30T12:00+08:00", "2026-09-30", OUTCOME_PASS, NULL); /* the whole day */
    assert_received("closes=2026-09-30+08:00", "2026-09-30T23:59:59", OUTCOME_PASS, NULL);
    assert_received("closes=2026-09-30+08:00", "2026-10-01T00:00", OUTCOME_REVIEW, NULL);
    assert_received(
        "opens=2026-03-01T00:00+08:00", "2026-02-28", OUTCOME_REVIEW,
        "报送时间：要求不早于 2026-03-01 00:00（北京时间）；收到时间为 2026-02-28（据报名表），早 1 "
        "天，请核对是否接受。");
    assert_received("opens=2026-03-01T00:00+08:00", "2026-03-01", OUTCOME_PASS, NULL);
    assert_received("opens=2026-03-01T08:00+08:00", "2026-03-01T07:59", OUTCOME_REVIEW, NULL);
    assert_received("closes=" CLOSES, "三月", OUTCOME_NOT_EVALUATED, NULL);
}

static GArray *versions_of(const SubjectVersion *versions, guint n)
{
    return g_array_append_vals(g_array_new(FALSE, FALSE, sizeof *versions), versions, n);
}

static void without_a_form_the_file_speaks(void)
{
    SubjectVersion late = { "aa", (CLOSES_END + 3600 * S) * 1000, CLOSES_END + DAY };
    g_autoptr(GArray) versions = versions_of(&late, 1);
    Subject subject = { .versions = versions };

    assert_said(RULES("closes=" CLOSES), &subject, "deadline", OUTCOME_REVIEW,
                "报送时间：要求不晚于 2026-09-30 23:59（北京时间）；收到时间为 2026-10-01 "
                "00:59:59（据文件修改时间），晚 1 小时，请核对是否接受。",
                NULL);
    g_array_index(versions, SubjectVersion, 0).modified_ns = CLOSES_END * 1000;
    assert_outcome(RULES("closes=" CLOSES), &subject, "deadline", OUTCOME_PASS);
    g_array_index(versions, SubjectVersion, 0).modified_ns = (CLOSES_END + 1) * 1000;
    assert_outcome(RULES("closes=" CLOSES), &subject, "deadline", OUTCOME_REVIEW);
    g_array_index(versions, SubjectVersion, 0).first_seen_us = CLOSES_END;
    assert_outcome(RULES("closes=" CLOSES), &subject, "deadline", OUTCOME_PASS);
    g_array_index(versions, SubjectVersion, 0).modified_ns = 0; /* a clock that was never set */
    g_array_index(versions, SubjectVersion, 0).first_seen_us = CLOSES_END + DAY + 2 * 3600 * S;
    assert_said(RULES("closes=" CLOSES), &subject, "deadline", OUTCOME_REVIEW,
                "报送时间：要求不晚于 2026-09-30 23:59（北京时间）；收到时间为 2026-10-02 "
                "01:59:59（据首次发现文件的时间），晚 1 天 2 小时，请核对是否接受。",
                NULL);
    subject.versions = NULL;
    assert_outcome(RULES("closes=" CLOSES), &subject, "deadline", OUTCOME_NOT_EVALUATED);
}

static void a_file_that_is_replaced_after_closing_is_told(void)
{
    const SubjectVersion had[] = { { "aa", 0, CLOSES_END - DAY },
                                   { "bb", CLOSES_END * 1000, CLOSES_END + 3600 * S },
                                   { "aa", 0, CLOSES_END + DAY } };
    g_autoptr(GArray) all = versions_of(had, 3);
    g_autoptr(GArray) two = versions_of(had, 2);
    g_autoptr(GArray) one = versions_of(had, 1);
    g_autoptr(GArray) late = versions_of(had + 1, 1);
    Subject subject = { .versions = two };

    assert_said(
        RULES("closes=" CLOSES), &subject, "replaced", OUTCOME_REVIEW,
        "截止后更换：要求 2026-09-30 23:59（北京时间）之后不再更换文件；现有文件首次发现于 2026-10-01 "
        "00:59:59（修改时间 2026-09-30 23:59:59），晚 1 小时，此前 2026-09-29 23:59:59 "
        "已收到另一文件，请核对是否接受更换。",
        NULL);
    subject.versions = one;
    assert_outcome(RULES("closes=" CLOSES), &subject, "replaced", OUTCOME_PASS);
    subject.versions = late; /* late, but nothing was replaced */
    assert_outcome(RULES("closes=" CLOSES), &subject, "replaced", OUTCOME_PASS);
    subject.versions = all; /* the first one is back */
    assert_outcome(RULES("closes=" CLOSES), &subject, "replaced", OUTCOME_PASS);
    g_array_index(two, SubjectVersion, 1).first_seen_us = CLOSES_END;
    subject.versions = two;
    assert_outcome(RULES("closes=" CLOSES), &subject, "replaced", OUTCOME_PASS);
    subject.versions = NULL;
    assert_outcome(RULES("closes=" CLOSES), &subject, "replaced", OUTCOME_NOT_EVALUATED);
}

/* ---- when it was made ---- */

static void the_day_it_was_finished_is_within_a_range(void)
{
    Form form = { .title = W("x"), .finished = W("2026-01-01") };
    Subject subject = { .form = &form };
    const char *rule = "finished=2026-01-01..2026-09-30";

    assert_outcome(RULES(rule), &subject, "finished", OUTCOME_PASS);
    form.finished = W("2026-09-30");
    assert_outcome(RULES(rule), &subject, "finished", OUTCOME_PASS);
    form.finished = W("2025-12-31");
    assert_said(RULES(rule), &subject, "finished", OUTCOME_REVIEW,
                "完成日期：要求 2026-01-01 至 2026-09-30；报名表写 2025-12-31，请核对。",
                "Finished: 2026-01-01 to 2026-09-30; the entry form says 2025-12-31; please check.");
    form.finished = W("2026-10-01");
    assert_outcome(RULES(rule), &subject, "finished", OUTCOME_REVIEW);
    assert_outcome(RULES("finished=2026-01-01.."), &subject, "finished", OUTCOME_PASS);
    assert_outcome(RULES("finished=..2026-09-30", "finished->note"), &subject, "finished", OUTCOME_NOTE);
    form.finished = W("去年");
    assert_said(RULES(rule), &subject, "finished", OUTCOME_REVIEW,
                "完成日期：要求 2026-01-01 至 2026-09-30；报名表写“去年”，无法识别为日期，请核对。", NULL);
    form.finished = NULL;
    assert_outcome(RULES(rule), &subject, "finished", OUTCOME_NOT_EVALUATED);
    subject.form = NULL;
    assert_outcome(RULES(rule), &subject, "finished", OUTCOME_NOT_EVALUATED);
}

static void assert_finished(const char *text, Outcome outcome)
{
    Form form = { .title = W("x"), .finished = W(text) };
    Subject subject = { .form = &form };

    assert_outcome(RULES("finished=2026-03-15..2026-09-30"), &subject, "finished", outcome);
}

static void a_month_or_a_year_will_do_for_a_day(void)
{
    assert_finished("2026年3月", OUTCOME_PASS);
    assert_finished("2026-03", OUTCOME_PASS);
    assert_finished("2026.9", OUTCOME_PASS);
    assert_finished("２０２６年", OUTCOME_PASS);
    assert_finished("2026-02", OUTCOME_REVIEW);
    assert_finished("2026年10月", OUTCOME_REVIEW);
    assert_finished("2025", OUTCOME_REVIEW);
    assert_finished("2026-03-14", OUTCOME_REVIEW);
    assert_finished("2026年13月", OUTCOME_REVIEW);
    assert_finished("2026年3月中旬", OUTCOME_REVIEW);
    assert_finished("2026-", OUTCOME_REVIEW);
    assert_finished("", OUTCOME_NOT_EVALUATED);
}

static void the_date_in_a_file_is_only_noted(void)
{
    g_autoptr(Facts) facts = facts_of_film();
    Subject subject = { .facts = facts };
    const char *rule = "metadata-date=2026-01-01..2026-09-30";

    assert_outcome(RULES(rule), &subject, "metadata-date", OUTCOME_NOT_EVALUATED);
    facts->file.creation_time = g_strdup("2026-09-30T17:00:00.000000Z");
    assert_said(RULES(rule), &subject, "metadata-date", OUTCOME_NOTE,
                "制作日期：要求 2026-01-01 至 2026-09-30；文件记录为 2026-10-01（仅供参考）。", NULL);
    assert_outcome(RULES(rule, "closes=" CLOSES), &subject, "metadata-date", OUTCOME_NOTE);
    assert_outcome(RULES(rule, "closes=2026-09-30T23:59+00:00"), &subject, "metadata-date", OUTCOME_PASS);
    assert_outcome(RULES(rule, "opens=2026-01-01T00:00+00:00"), &subject, "metadata-date", OUTCOME_PASS);
}

/* ---- companions ---- */

#define ALIKE   "0f0f0f0f0f0f0f0f"
#define OTHER   "f0f0f0f0f0f0f0f0"
#define FOUR(x) x x x x
static const char film_hashes[] = FOUR(FOUR(ALIKE));
static const char other_hashes[] = FOUR(FOUR(OTHER));

static void a_sample_is_held_against_its_film(void)
{
    g_autoptr(Facts) facts = facts_of_film();
    DeepFacts deep = { .likeness = W(film_hashes) };
    SubjectSample sample = { "样片.mp4", 5000000, 121 * S, film_hashes, STATUS_OK };
    Subject subject = { .facts = facts, .deep = &deep, .sample = &sample };
#define SAMPLE RULES("companion.sample=*样片*", "companion.sample.size=..5MB")

    assert_said(SAMPLE, &subject, "companion.sample", OUTCOME_PASS,
                "样片：要求附样片（*样片*），不超过 5 MB，内容与正片相同，时长相差不超过 1 秒；大小 5.0 "
                "MB；时长 2 分 1 "
                "秒；画面与正片相符。",
                NULL);
    sample.size++;
    assert_said(SAMPLE, &subject, "companion.sample", OUTCOME_REJECT,
                "样片：要求附样片（*样片*），不超过 5 MB，内容与正片相同，时长相差不超过 1 秒；大小 5000.001 "
                "kB，超出 1 B，请重新报送样片。",
                NULL);
    sample.size--;
    sample.duration += 1;
    assert_outcome(SAMPLE, &subject, "companion.sample", OUTCOME_REJECT);
    sample.duration = 119 * S;
    assert_outcome(SAMPLE, &subject, "companion.sample", OUTCOME_PASS);
    sample.likeness = other_hashes; /* a second apart, the same film may look another */
    assert_said(
        SAMPLE, &subject, "companion.sample", OUTCOME_REVIEW,
        "样片：要求附样片（*样片*），不超过 5 MB，内容与正片相同，时长相差不超过 1 秒；大小 5.0 MB；时长 1 "
        "分 59 秒；因时长有出入，无法确认画面与正片相符，请比对。",
        NULL);
    sample.duration = 120 * S;
    assert_said(SAMPLE, &subject, "companion.sample", OUTCOME_REJECT,
                "样片：要求附样片（*样片*），不超过 5 MB，内容与正片相同，时长相差不超过 1 "
                "秒；画面与正片不符，请重新报送样片。",
                NULL);
    sample.duration = 119 * S;
    sample.likeness = NULL;
    assert_said(SAMPLE, &subject, "companion.sample", OUTCOME_NOT_EVALUATED,
                "样片：要求附样片（*样片*），不超过 5 MB，内容与正片相同，时长相差不超过 1 秒；大小 5.0 "
                "MB；时长 1 分 59 "
                "秒；画面尚未比对（需要深度检查），未评定。",
                NULL);
    sample.duration = 60 * S; /* what is wrong is wrong whatever is unknown */
    assert_outcome(SAMPLE, &subject, "companion.sample", OUTCOME_REJECT);
    assert_outcome(RULES("companion.sample=*样片*", "companion.sample.tolerance=1m"), &subject,
                   "companion.sample", OUTCOME_NOT_EVALUATED);
    sample.status = STATUS_BROKEN;
    sample.duration = FACT_UNKNOWN;
    assert_said(SAMPLE, &subject, "companion.sample", OUTCOME_REJECT,
                "样片：要求附样片（*样片*），不超过 5 MB，内容与正片相同，时长相差不超过 1 "
                "秒；文件无法读取，请重新报送样片。",
                NULL);
    sample.status = STATUS_PENDING; /* not examined yet */
    assert_outcome(SAMPLE, &subject, "companion.sample", OUTCOME_NOT_EVALUATED);
    subject.sample = NULL;
    assert_said(
        RULES("companion.sample=*_sample.mp4"), &subject, "companion.sample", OUTCOME_REJECT,
        "样片：要求附样片（*_sample.mp4），内容与正片相同，时长相差不超过 1 秒；没有找到样片，请补交。",
        "Sample: a sample (*_sample.mp4) with the film's content, its length within 1 s; none found, please "
        "send it.");
}

static void companions_lie_beside_the_film(void)
{
    g_autoptr(GPtrArray) beside = g_ptr_array_new();
    g_autoptr(Facts) facts = facts_of_film();
    Subject subject = { .facts = facts, .attachments = beside };

    assert_said(RULES("companion.subtitles=required"), &subject, "companion.subtitles", OUTCOME_REVIEW,
                "字幕文件：要求附字幕文件（SRT、VTT、ASS），或影片内含字幕；没有找到，请补交。", NULL);
    assert_outcome(RULES("companion.poster=required"), &subject, "companion.poster", OUTCOME_REVIEW);
    assert_outcome(RULES("companion.document=required"), &subject, "companion.document", OUTCOME_REVIEW);
    facts_add_subtitle(facts)->codec_name = g_strdup("dvd_subtitle"); /* pictures */
    assert_outcome(RULES("companion.subtitles=required"), &subject, "companion.subtitles", OUTCOME_REVIEW);
    facts_add_subtitle(facts)->codec_name = g_strdup("mov_text");
    assert_outcome(RULES("companion.subtitles=required"), &subject, "companion.subtitles", OUTCOME_PASS);
    g_ptr_array_add(beside, (gpointer) "剧情/云岭/海报.JPG");
    g_ptr_array_add(beside, (gpointer) "剧情/云岭/剧本.docx");
    g_ptr_array_add(beside, (gpointer) "剧情/云岭/末班车.srt");
    assert_said(RULES("companion.poster=required"), &subject, "companion.poster", OUTCOME_PASS,
                "海报：要求附海报图片；有：海报.JPG。", NULL);
    assert_outcome(RULES("companion.document=required"), &subject, "companion.document", OUTCOME_PASS);
    assert_said(RULES("companion.subtitles=required"), &subject, "companion.subtitles", OUTCOME_PASS,
                "字幕文件：要求附字幕文件（SRT、VTT、ASS），或影片内含字幕；有：末班车.srt。", NULL);
}

/* ---- settings ---- */

static void assert_refused(const char *key, const char *value, const char *fault_key)
{
    g_autoptr(Rules) rules = rules_new();
    g_auto(Fault) fault = { 0 };

    g_assert_false(rules_set(rules, key, value, &fault));
    g_assert_cmpstr(fault.key, ==, fault_key);
}

static void wrong_values_are_refused(void)
{
    assert_refused("registration", "titel", "fault.choice-nearest");
    assert_refused("registration", "weather", "fault.choice");
    assert_refused("registration.synopsis", "200", "fault.single");
    assert_refused("registration.synopsis", "..", "fault.open");
    assert_refused("registration.synopsis", "9..8", "fault.order");
    assert_refused("registration.synopsis", "..many", "fault.number");
    assert_refused("per-unit", "0", "fault.quota-none");
    assert_refused("per-unit", "-1", "fault.number");
    assert_refused("per-unit", "99999999999999999999", "fault.too-large");
    assert_refused("duplicate", "yes", "fault.choice");
    assert_refused("closes", "2026-09-30T23:59:59", "fault.zone");
    assert_refused("closes", "2026-09-31+08:00", "fault.moment");
    assert_refused("closes", "2026-09-30T24:00+08:00", "fault.moment");
    assert_refused("closes", "soon", "fault.moment");
    assert_refused("finished", "2026-01-01", "fault.single");
    assert_refused("finished", "2026-1-1..", "fault.day");
    assert_refused("finished", "2026-09-30..2026-01-01", "fault.order");
    assert_refused("companion.sample", "*.mp4", "fault.sample-all");
    assert_refused("companion.sample", "*", "fault.sample-all");
    assert_refused("companion.sample", "a/b", "fault.pattern-slash");
    assert_refused("companion.sample.tolerance", "1h", "fault.outside");
    assert_refused("companion.sample.size", "5", "fault.no-range");
}

static void opening_comes_before_closing(void)
{
    g_autoptr(Rules) rules = RULES("opens=2026-09-30+08:00", "closes=2026-09-30+08:00");
    g_auto(Fault) fault = { 0 };

    g_assert_false(rules_set(rules, "closes", "2026-09-29+08:00", &fault));
    g_assert_cmpstr(fault.key, ==, "fault.opens-after-closes");
    g_assert_cmpint(rules->accepted.max - rules->accepted.min, ==, DAY - 1);
}

static void assert_settings(const char *rest, const char *problem)
{
    g_autofree char *text =
        g_strconcat("[edition]\nid=x\nlanguage=en\n[category juqing]\ntitle=Drama\n", rest, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", &error);

    g_assert_cmpstr(error ? error->message : NULL, ==, problem);
}

static void quotas_and_times_have_sections_of_their_own(void)
{
    assert_settings(
        "[quota]\nper-unit=10\nper-unit-per-category=3\n[quota juqing]\nper-unit-per-category=5\n", NULL);
    assert_settings("[rules]\nper-unit=3\n",
                    "pianmu.ini:7: [rules] per-unit=3: this section has no such key; it belongs "
                    "into the section [quota].");
    assert_settings(
        "[rules]\ncloses=2026-09-30+08:00\n",
        "pianmu.ini:7: [rules] closes=2026-09-30+08:00: this section has no such key; it belongs into the "
        "section [edition].");
    assert_settings(
        "[quota juqing]\nper-unit=3\n",
        "pianmu.ini:7: [quota juqing] per-unit=3: per-unit counts over all categories and belongs into "
        "[quota]; to limit one category use per-unit-per-category or per-person-per-category.");
    assert_settings(
        "[quota juqin]\nper-unit-per-category=3\n",
        "pianmu.ini:6: [quota juqin]: there is no category “juqin”; did you mean [quota juqing]?");
}

static void a_category_has_its_own_quota_and_the_common_deadline(void)
{
    static const char text[] =
        "[category juqing]\ntitle=Drama\n[category gongyi]\ntitle=Charity\n"
        "[quota]\nper-unit=9\nper-unit-per-category=3\n[quota juqing]\nper-unit-per-category=5\n"
        "[edition]\nid=x\ncloses=" CLOSES "\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", &error);
    const Rules *drama, *charity;

    g_assert_no_error(error);
    drama = settings_category(settings, "juqing")->rules;
    charity = settings_category(settings, "gongyi")->rules;
    g_assert_cmpint(drama->quota[ROLL_UNIT], ==, 9);
    g_assert_cmpint(drama->quota[ROLL_UNIT_IN_CATEGORY], ==, 5);
    g_assert_cmpint(charity->quota[ROLL_UNIT_IN_CATEGORY], ==, 3);
    g_assert_cmpint(drama->accepted.max, ==, CLOSES_END);
    g_assert_cmpint(charity->accepted.max, ==, CLOSES_END);
    g_assert_true(rules_is_on(charity, RULE_DEADLINE) && rules_is_on(charity, RULE_REPLACED));
}

static void the_closing_is_part_of_the_hash_of_either_rule(void)
{
    g_autoptr(Rules) one = RULES("closes=2026-09-30+08:00", "deadline->off");
    g_autoptr(Rules) other = RULES("closes=2026-10-01+08:00", "deadline->off");
    g_autoptr(Rules) neither = RULES("closes=2026-10-01+08:00", "deadline->off", "replaced->off");
    g_autoptr(Rules) none = RULES("audio=optional");

    g_assert_cmpstr(rules_hash(one), !=, rules_hash(other));
    g_assert_cmpstr(rules_hash(neither), ==, rules_hash(none));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/office/a category is what folder, name and form agree on",
                    a_category_is_what_folder_name_and_form_agree_on);
    g_test_add_func("/office/a name is held against folder and form", a_name_is_held_against_folder_and_form);
    g_test_add_func("/office/a name that does not follow is for review",
                    a_name_that_does_not_follow_is_for_review);
    g_test_add_func("/office/a form is complete or says what is missing",
                    a_form_is_complete_or_says_what_is_missing);
    g_test_add_func("/office/the length of a synopsis is inclusive", the_length_of_a_synopsis_is_inclusive);
    g_test_add_func("/office/a unit may enter as many as its quota", a_unit_may_enter_as_many_as_its_quota);
    g_test_add_func("/office/a person may enter as many as theirs", a_person_may_enter_as_many_as_theirs);
    g_test_add_func("/office/the same bytes are told within an edition",
                    the_same_bytes_are_told_within_an_edition);
    g_test_add_func("/office/the same bytes are told across editions",
                    the_same_bytes_are_told_across_editions);
    g_test_add_func("/office/the order of works does not matter", the_order_of_works_does_not_matter);
    g_test_add_func("/office/ten thousand works are counted at once", ten_thousand_works_are_counted_at_once);
    g_test_add_func("/office/the form's date is held against the deadline",
                    the_forms_date_is_held_against_the_deadline);
    g_test_add_func("/office/without a form the file speaks", without_a_form_the_file_speaks);
    g_test_add_func("/office/a file that is replaced after closing is told",
                    a_file_that_is_replaced_after_closing_is_told);
    g_test_add_func("/office/the day it was finished is within a range",
                    the_day_it_was_finished_is_within_a_range);
    g_test_add_func("/office/a month or a year will do for a day", a_month_or_a_year_will_do_for_a_day);
    g_test_add_func("/office/the date in a file is only noted", the_date_in_a_file_is_only_noted);
    g_test_add_func("/office/a sample is held against its film", a_sample_is_held_against_its_film);
    g_test_add_func("/office/companions lie beside the film", companions_lie_beside_the_film);
    g_test_add_func("/office/wrong values are refused", wrong_values_are_refused);
    g_test_add_func("/office/opening comes before closing", opening_comes_before_closing);
    g_test_add_func("/office/quotas and times have sections of their own",
                    quotas_and_times_have_sections_of_their_own);
    g_test_add_func("/office/a category has its own quota and the common deadline",
                    a_category_has_its_own_quota_and_the_common_deadline);
    g_test_add_func("/office/the closing is part of the hash of either rule",
                    the_closing_is_part_of_the_hash_of_either_rule);
    return g_test_run();
}
