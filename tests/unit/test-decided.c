/* What people decided, and how it enters a verdict. */
#include "catalog/rules/rules_internal.h"
#include "catalog/rules/settings.h"

#include <string.h>

#define CONTENT "00112233445566778899aabbccddeeff"
#define ANOTHER "ffeeddccbbaa99887766554433221100"
#define MARCH   (G_GINT64_CONSTANT(1772323200) * G_USEC_PER_SEC) /* 2026-03-01 00:00 UTC */

/* A film of eleven minutes, 1080p in MP4. */
typedef struct {
    Facts *facts;
    GPtrArray *decisions;
    Subject subject;
} Film;

static Film film(void)
{
    Film made = { .facts = facts_new(),
                  .decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free) };

    made.facts->has_video = TRUE;
    made.facts->file.container = g_strdup("mp4");
    made.facts->file.duration = made.facts->file.duration_header = made.facts->file.duration_media =
        660 * G_USEC_PER_SEC;
    made.facts->file.bit_rate = 9000000;
    made.facts->video.codec_name = g_strdup("h264");
    made.facts->video.display_width = 1920;
    made.facts->video.display_height = 1080;
    made.subject = (Subject){ .status = STATUS_OK,
                              .facts = made.facts,
                              .size = 120000000,
                              .extension = "mp4",
                              .has_category = TRUE,
                              .decisions = made.decisions,
                              .content = CONTENT };
    return made;
}

static void film_clear(Film *of)
{
    facts_free(of->facts);
    g_ptr_array_unref(of->decisions);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Film, film_clear)

static Decision *decide(Film *of, DecisionKind kind, const char *subject, const char *answer, const char *why)
{
    Decision *decision = decision_new();

    decision->kind = kind;
    decision->subject = g_strdup(subject);
    decision->answer = g_strdup(answer);
    decision->decided_by = g_strdup("张三");
    decision->why = g_strdup(why);
    decision->content = kind == DECISION_STATE ? NULL : g_strdup(CONTENT);
    decision->decided_us = MARCH;
    g_ptr_array_add(of->decisions, decision);
    return decision;
}

static Rules *rules_of(const char *const *settings)
{
    Rules *rules = rules_new();

    for (; *settings; settings++) {
        const char *arrow = strstr(*settings, "->");
        const char *equals = strchr(*settings, '=');
        g_autofree char *key = g_strndup(*settings, (gsize)((arrow ? arrow : equals) - *settings));
        g_auto(Fault) fault = { 0 };

        g_assert_true(arrow ? rules_set_outcome(rules, key, arrow + 2, &fault)
                            : rules_set(rules, key, equals + 1, &fault));
    }
    rules_seal(rules);
    return rules;
}
#define RULES(...) rules_of((const char *const[]){ __VA_ARGS__, NULL })

static const Finding *find(const Judgement *judgement, const char *rule)
{
    for (guint i = 0; i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];

        if (g_str_equal(finding->rule, rule))
            return finding;
    }
    g_error("no finding of %s", rule);
}

static void assert_outcome(const Judgement *judgement, const char *rule, Outcome outcome)
{
    g_assert_cmpstr(outcome_slug(find(judgement, rule)->outcome), ==, outcome_slug(outcome));
}

static void assert_words(const Judgement *judgement, const char *zh)
{
    g_autofree char *words = verdict_words(judgement, LANGUAGE_ZH);

    g_assert_cmpstr(words, ==, zh);
}

static void assert_message(const Judgement *judgement, const char *rule, const char *zh, const char *en)
{
    g_assert_cmpstr(find(judgement, rule)->message.in[LANGUAGE_ZH], ==, zh);
    g_assert_cmpstr(find(judgement, rule)->message.in[LANGUAGE_EN], ==, en);
}

/* ---- waivers ---- */

static void a_waiver_lowers_exactly_one_rule(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m", "filesize=..100MB", "bitrate=..5Mbps");
    g_autoptr(Judgement) before = rules_judge(rules, &of.subject);
    g_autoptr(Judgement) after = NULL;

    decide(&of, DECISION_WAIVER, "duration", WAIVER_GRANTED, "评委会同意保留全片。");
    after = rules_judge(rules, &of.subject);
    g_assert_cmpuint(before->findings->len, ==, after->findings->len);
    for (guint i = 0; i < before->findings->len; i++) {
        const Finding *one = before->findings->pdata[i], *other = after->findings->pdata[i];

        g_assert_cmpstr(one->rule, ==, other->rule);
        g_assert_cmpint(other->outcome, ==,
                        g_str_equal(one->rule, "duration") ? OUTCOME_WAIVED : one->outcome);
    }
    assert_message(
        after, "duration",
        "时长：要求不超过 10 分钟；实测 11 分钟，超出 1 分钟。豁免（张三，2026-03-01：评委会同意保留全片）。",
        "Duration: at most 10 min; measured 11 min, 1 min over. Waived (张三, 2026-03-01: "
        "评委会同意保留全片).");
    assert_words(before, "不合格 2 项");
    assert_words(after, "不合格 1 项");
    decide(&of, DECISION_WAIVER, "filesize", WAIVER_GRANTED, "同上");
    decide(&of, DECISION_WAIVER, "bitrate", WAIVER_GRANTED, "同上");
    g_clear_pointer(&after, judgement_free);
    after = rules_judge(rules, &of.subject);
    assert_outcome(after, "bitrate", OUTCOME_WAIVED); /* a note, too */
    assert_words(after, "合格（豁免 3 项）");
}

static void a_waiver_changes_nothing_that_is_met(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..20m");
    g_autoptr(Judgement) before = rules_judge(rules, &of.subject);
    g_autoptr(Judgement) after = NULL;

    decide(&of, DECISION_WAIVER, "duration", WAIVER_GRANTED, "以防万一");
    after = rules_judge(rules, &of.subject);
    g_assert_true(judgements_equal(before, after));
}

static void a_waiver_that_was_taken_back_is_none(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m");
    g_autoptr(Judgement) before = rules_judge(rules, &of.subject);
    g_autoptr(Judgement) after = NULL;

    decide(&of, DECISION_WAIVER, "duration", WAIVER_GRANTED, "同意");
    decide(&of, DECISION_WAIVER, "duration", WAIVER_REVOKED, "弄错了作品");
    after = rules_judge(rules, &of.subject);
    g_assert_true(judgements_equal(before, after));
}

static void a_waiver_lapses_with_the_bytes_it_was_given_for(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_WAIVER, "duration", WAIVER_GRANTED, "同意");
    of.subject.content = ANOTHER;
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "duration", OUTCOME_REJECT);
    assert_message(
        judgement, "duration",
        "时长：要求不超过 10 分钟；实测 11 分钟，超出 1 分钟。豁免已失效：文件已更换（原由张三于 2026-03-01 "
        "豁免）。",
        "Duration: at most 10 min; measured 11 min, 1 min over. The waiver no longer holds: the file was "
        "replaced (it was given by 张三 on 2026-03-01).");
    of.subject.content = CONTENT; /* the old file came back */
    g_clear_pointer(&judgement, judgement_free);
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "duration", OUTCOME_WAIVED);
}

static void what_cannot_be_read_cannot_be_waived(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_WAIVER, "readable", WAIVER_GRANTED, "能放");
    of.subject.status = STATUS_BROKEN;
    of.subject.reason = "truncated";
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "readable", OUTCOME_REJECT);
    g_assert_cmpint(judgement->verdict, ==, VERDICT_UNREADABLE);
}

/* ---- states ---- */

static void a_state_survives_whatever_becomes_of_the_file(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..20m");
    const char *const contents[] = { CONTENT, ANOTHER, NULL };

    decide(&of, DECISION_STATE, NULL, STATE_INELIGIBLE, "作品并非本单位拍摄");
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autoptr(Judgement) judgement = NULL;
        const Finding *first;

        of.subject.content = contents[i];
        judgement = rules_judge(rules, &of.subject);
        first = judgement->findings->pdata[0];
        g_assert_cmpstr(first->rule, ==, RULE_OF_STATE);
        g_assert_cmpint(judgement->verdict, ==, VERDICT_INELIGIBLE);
        assert_words(judgement, "取消资格");
        assert_message(judgement, RULE_OF_STATE, "取消资格：作品并非本单位拍摄（张三，2026-03-01）。",
                       "Declared ineligible: 作品并非本单位拍摄 (张三, 2026-03-01).");
    }
}

static void a_withdrawn_work_keeps_what_was_measured(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..20m");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_STATE, NULL, STATE_WITHDRAWN, "单位来函撤回");
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, RULE_OF_STATE, OUTCOME_NOTE);
    assert_words(judgement, "合格");
    assert_message(judgement, RULE_OF_STATE, "撤回：单位来函撤回（张三，2026-03-01）。",
                   "Withdrawn: 单位来函撤回 (张三, 2026-03-01).");
}

static void a_cleared_state_is_none(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..20m");
    g_autoptr(Judgement) before = rules_judge(rules, &of.subject);
    g_autoptr(Judgement) after = NULL;

    decide(&of, DECISION_STATE, NULL, STATE_INELIGIBLE, "抄袭");
    decide(&of, DECISION_STATE, NULL, STATE_CLEAR, "查无实据");
    g_assert_null(decision_state(of.decisions));
    after = rules_judge(rules, &of.subject);
    g_assert_true(judgements_equal(before, after));
}

static void the_order_of_different_decisions_does_not_matter(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("duration=..10m", "filesize=..100MB", "manual=watermark");
    g_autoptr(Judgement) one = NULL, other = NULL, again = NULL;
    gpointer last;

    decide(&of, DECISION_WAIVER, "duration", WAIVER_GRANTED, "甲");
    decide(&of, DECISION_CHECK, "watermark", CHECK_YES, NULL);
    decide(&of, DECISION_STATE, NULL, STATE_INELIGIBLE, "乙");
    decide(&of, DECISION_WAIVER, "filesize", WAIVER_GRANTED, "丙");
    one = rules_judge(rules, &of.subject);
    again = rules_judge(rules, &of.subject);
    g_assert_true(judgements_equal(one, again));
    for (guint turn = 0; turn < of.decisions->len; turn++) {
        g_clear_pointer(&other, judgement_free);
        last = g_ptr_array_steal_index(of.decisions, of.decisions->len - 1);
        g_ptr_array_insert(of.decisions, 0, last);
        other = rules_judge(rules, &of.subject);
        g_assert_true(judgements_equal(one, other));
    }
}

/* ---- manual checks ---- */

static void assert_check(const char *answer, const char *outcome_setting, Outcome outcome, Verdict verdict)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("manual=watermark", outcome_setting);
    g_autoptr(Judgement) judgement = NULL;

    if (answer)
        decide(&of, DECISION_CHECK, "watermark", answer, "右上角有台标");
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "manual.watermark", outcome);
    g_assert_cmpstr(verdict_slug(judgement->verdict), ==, verdict_slug(verdict));
}

static void a_check_is_met_failed_doubted_or_open(void)
{
    assert_check(CHECK_YES, "manual->reject", OUTCOME_PASS, VERDICT_ELIGIBLE);
    assert_check(CHECK_NO, "manual->reject", OUTCOME_REJECT, VERDICT_INELIGIBLE);
    assert_check(CHECK_UNSURE, "manual->reject", OUTCOME_REVIEW, VERDICT_REVIEW);
    assert_check(NULL, "manual->reject", OUTCOME_NOT_EVALUATED, VERDICT_ELIGIBLE);
    assert_check(CHECK_NO, "manual->review", OUTCOME_REVIEW, VERDICT_REVIEW);
    assert_check(CHECK_NO, "manual->note", OUTCOME_NOTE, VERDICT_ELIGIBLE);
    assert_check(CHECK_UNSURE, "manual->note", OUTCOME_NOTE, VERDICT_ELIGIBLE);
}

static void a_failed_check_can_cost_points_until_it_is_waived(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("manual=watermark", "manual->deduct:3");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_CHECK, "watermark", CHECK_NO, NULL);
    judgement = rules_judge(rules, &of.subject);
    assert_words(judgement, "合格（扣 3 分）");
    assert_message(
        judgement, "manual.watermark", "无水印：人工核查为不符合（张三，2026-03-01）。按规则应扣 3 分。",
        "No watermark: not met, by a person's check (张三, 2026-03-01). 3 point(s) to be deducted.");
    decide(&of, DECISION_WAIVER, "manual.watermark", WAIVER_GRANTED, "台标系主办方要求");
    g_clear_pointer(&judgement, judgement_free);
    judgement = rules_judge(rules, &of.subject);
    assert_words(judgement, "合格（豁免 1 项）");
    g_assert_cmpint(judgement_points(judgement), ==, 0);
}

static void points_of_overtime_come_back_with_another_file(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules =
        RULES("duration=..10m", "duration.tolerance=2s", "duration.over=10s:deduct:2, 5m:reject");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_WAIVER, "duration", WAIVER_GRANTED, "片尾字幕较长");
    judgement = rules_judge(rules, &of.subject);
    assert_message(
        judgement, "duration",
        "时长：要求不超过 10 分钟；实测 11 分钟，超出 1 分钟（超过 10 秒则扣 2 "
        "分）。豁免（张三，2026-03-01：片尾字幕较长）。",
        "Duration: at most 10 min; measured 11 min, 1 min over (more than 10 s: 2 point(s) deducted). "
        "Waived (张三, 2026-03-01: 片尾字幕较长).");
    assert_words(judgement, "合格（豁免 1 项）");
    g_assert_cmpint(judgement_points(judgement), ==, 0);
    of.subject.content = ANOTHER;
    g_clear_pointer(&judgement, judgement_free);
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "duration", OUTCOME_DEDUCT);
    assert_words(judgement, "合格（扣 2 分）");
    decide(&of, DECISION_STATE, NULL, STATE_INELIGIBLE, "抄袭"); /* what was measured stays told */
    g_clear_pointer(&judgement, judgement_free);
    judgement = rules_judge(rules, &of.subject);
    assert_words(judgement, "取消资格");
    g_assert_cmpint(judgement_points(judgement), ==, 2);
    decide(&of, DECISION_STATE, NULL, STATE_CLEAR, "查无实据");
    g_clear_pointer(&judgement, judgement_free);
    judgement = rules_judge(rules, &of.subject);
    assert_words(judgement, "合格（扣 2 分）");
}

static void checks_have_a_line_of_their_own(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("manual=watermark, 无广告, my-check, original");
    g_autoptr(Judgement) judgement = NULL;
    g_autofree char *zh = NULL, *en = NULL, *none = check_words(NULL, LANGUAGE_ZH);
    g_autofree char *required = NULL;
    g_auto(Text) text = require_manual(rules);

    g_assert_null(none);
    decide(&of, DECISION_CHECK, "advert", CHECK_YES, NULL);
    decide(&of, DECISION_CHECK, "original", CHECK_UNSURE, "待单位说明");
    judgement = rules_judge(rules, &of.subject);
    zh = check_words(judgement, LANGUAGE_ZH);
    en = check_words(judgement, LANGUAGE_EN);
    g_assert_cmpstr(zh, ==, "人工核查 1/4");
    g_assert_cmpstr(en, ==, "Manual checks 1/4");
    g_assert_cmpstr(text.in[LANGUAGE_ZH], ==, "无水印、无广告、my-check、原创作品");
    assert_message(judgement, "manual.advert", "无广告：人工核查为符合（张三，2026-03-01）。",
                   "No advertising: met, by a person's check (张三, 2026-03-01).");
    assert_message(judgement, "manual.original",
                   "原创作品：人工核查为拿不准（张三，2026-03-01：待单位说明）。",
                   "Original work: not sure, by a person's check (张三, 2026-03-01: 待单位说明).");
    assert_message(judgement, "manual.my-check", "my-check：尚未人工核查。",
                   "my-check: not yet checked by a person.");
}

static void a_check_lapses_with_the_bytes_it_was_made_on(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("manual=watermark");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_CHECK, "watermark", CHECK_NO, "右上角有台标");
    of.subject.content = ANOTHER;
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "manual.watermark", OUTCOME_NOT_EVALUATED);
    assert_message(
        judgement, "manual.watermark",
        "无水印：文件已更换，张三于 2026-03-01 的核查结果（不符合）已失效，请重新核查。",
        "No watermark: the file was replaced, so the check by 张三 on 2026-03-01 (not met) no longer "
        "holds; please check again.");
}

static void a_failed_check_can_be_waived(void)
{
    g_auto(Film) of = film();
    g_autoptr(Rules) rules = RULES("manual=watermark");
    g_autoptr(Judgement) judgement = NULL;

    decide(&of, DECISION_CHECK, "watermark", CHECK_NO, NULL);
    decide(&of, DECISION_WAIVER, "manual.watermark", WAIVER_GRANTED, "台标系主办方要求");
    judgement = rules_judge(rules, &of.subject);
    assert_outcome(judgement, "manual.watermark", OUTCOME_WAIVED);
    assert_words(judgement, "合格（豁免 1 项）");
}

static void assert_fault(const char *value, const char *key, const char *right)
{
    g_autoptr(Rules) rules = rules_new();
    g_auto(Fault) fault = { 0 };

    g_assert_false(rules_set(rules, "manual", value, &fault));
    g_assert_cmpstr(fault.key, ==, key);
    if (right)
        g_assert_cmpstr(fault.right, ==, right);
}

static void checks_are_named_right(void)
{
    g_autoptr(Rules) rules = RULES("manual=Watermark，subtitles-zh-hans、无水印, free-name");
    const char *const *checks = rules_checks(rules);
    g_autoptr(Rules) off = RULES("manual=watermark", "manual->off");

    g_assert_cmpstr(checks[0], ==, "watermark");
    g_assert_cmpstr(checks[1], ==, "subtitles-zh-Hans");
    g_assert_cmpstr(checks[2], ==, "free-name");
    g_assert_null(checks[3]);
    g_assert_null(rules_checks(off)[0]);
    assert_fault("watermrak", "fault.choice-nearest", "watermark");
    assert_fault("没有这项", "fault.check", NULL);
    assert_fault("-dash", "fault.check", NULL);
    assert_fault("a/b", "fault.check", NULL);
    assert_fault(" , ", "fault.empty", NULL);
}

static void a_category_has_checks_of_its_own(void)
{
    g_autoptr(Rules) one = RULES("manual=watermark");
    g_autoptr(Rules) other = RULES("manual=watermark", "manual=original");

    g_assert_cmpstr(rules_checks(other)[0], ==, "original");
    g_assert_null(rules_checks(other)[1]);
    g_assert_cmpstr(rules_hash(one), !=, rules_hash(other));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decided/a waiver lowers exactly one rule", a_waiver_lowers_exactly_one_rule);
    g_test_add_func("/decided/a waiver changes nothing that is met", a_waiver_changes_nothing_that_is_met);
    g_test_add_func("/decided/a waiver that was taken back is none", a_waiver_that_was_taken_back_is_none);
    g_test_add_func("/decided/a waiver lapses with the bytes it was given for",
                    a_waiver_lapses_with_the_bytes_it_was_given_for);
    g_test_add_func("/decided/what cannot be read cannot be waived", what_cannot_be_read_cannot_be_waived);
    g_test_add_func("/decided/a state survives whatever becomes of the file",
                    a_state_survives_whatever_becomes_of_the_file);
    g_test_add_func("/decided/a withdrawn work keeps what was measured",
                    a_withdrawn_work_keeps_what_was_measured);
    g_test_add_func("/decided/a cleared state is none", a_cleared_state_is_none);
    g_test_add_func("/decided/the order of different decisions does not matter",
                    the_order_of_different_decisions_does_not_matter);
    g_test_add_func("/decided/a check is met, failed, doubted or open",
                    a_check_is_met_failed_doubted_or_open);
    g_test_add_func("/decided/a failed check can cost points until it is waived",
                    a_failed_check_can_cost_points_until_it_is_waived);
    g_test_add_func("/decided/points of overtime come back with another file",
                    points_of_overtime_come_back_with_another_file);
    g_test_add_func("/decided/checks have a line of their own", checks_have_a_line_of_their_own);
    g_test_add_func("/decided/a check lapses with the bytes it was made on",
                    a_check_lapses_with_the_bytes_it_was_made_on);
    g_test_add_func("/decided/a failed check can be waived", a_failed_check_can_be_waived);
    g_test_add_func("/decided/checks are named right", checks_are_named_right);
    g_test_add_func("/decided/a category has checks of its own", a_category_has_checks_of_its_own);
    return g_test_run();
}
