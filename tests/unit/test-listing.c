#include "catalog/report/listing.h"

#include <string.h>

static Work *painted_work(void)
{
    Work *work = work_new();

    work->number = 37;
    work->edition = g_strdup("2020");
    work->category = g_strdup("juqing");
    work->category_title.in[LANGUAGE_ZH] = g_strdup("剧情");
    work->category_title.in[LANGUAGE_EN] = g_strdup("Drama");
    work->title = g_strdup("末班车上的样机");
    work->unit = g_strdup("沧浪高新区");
    work->root = g_strdup("/submissions");
    work->path = g_strdup("剧情/\xD6\xD0.mp4");
    work->size = 1234567;
    work->facts = facts_new();
    work->facts->file.duration = 642040000;
    work->facts->file.start_time = -500000;
    work->facts->file.faststart = 1;
    work->facts->has_video = TRUE;
    work->facts->video.display_width = 1920;
    work->facts->video.display_height = 1080;
    work->facts->video.codec_name = g_strdup("h264");
    return work;
}

static void json_says_unknown_as_null_and_times_as_seconds(void)
{
    g_autoptr(Work) work = painted_work();
    g_autoptr(GString) out = g_string_new(NULL);

    listing_json(out, work, LANGUAGE_ZH);
    g_assert_nonnull(strstr(out->str, "\"id\":\"juqing-0037\""));
    g_assert_nonnull(strstr(out->str, "\"category\":\"剧情\""));
    g_assert_nonnull(strstr(out->str, "\"duration\":642.04,"));
    g_assert_nonnull(strstr(out->str, "\"start_time\":-0.5,"));
    g_assert_nonnull(strstr(out->str, "\"duration_header\":null"));
    g_assert_nonnull(strstr(out->str, "\"faststart\":true"));
    g_assert_nonnull(strstr(out->str, "\"verdict\":null"));
    g_assert_true(g_str_has_suffix(out->str, "}\n"));
}

static void bytes_of_a_path_survive_in_base64(void)
{
    g_autoptr(Work) work = painted_work();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *base64 = g_base64_encode((const guchar *)work->path, strlen(work->path));

    listing_json(out, work, LANGUAGE_EN);
    g_assert_nonnull(strstr(out->str, "\"path\":\"剧情/\uFFFD\uFFFD.mp4\""));
    g_assert_nonnull(strstr(out->str, base64));
}

/* Points are told wherever an outcome is. */
static void deducted_points_are_told(void)
{
    g_autoptr(Work) work = painted_work();
    g_autoptr(GPtrArray) works = g_ptr_array_new();
    g_autoptr(GString) json = g_string_new(NULL);
    g_autoptr(GString) csv = g_string_new(NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    Finding *finding;

    work->judgement = judgement_new();
    work->judgement->verdict = VERDICT_ELIGIBLE;
    finding = judgement_add(work->judgement, "duration", OUTCOME_DEDUCT);
    finding->points = 3;
    finding->message = text_same("时长：超出 42 秒。");
    judgement_add(work->judgement, "fps", OUTCOME_PASS);
    g_ptr_array_add(works, work);
    listing_json(json, work, LANGUAGE_ZH);
    g_assert_nonnull(strstr(json->str, "\"rule\":\"duration\",\"outcome\":\"deduct\",\"points\":3,"));
    g_assert_nonnull(strstr(json->str, "\"rule\":\"fps\",\"outcome\":\"pass\",\"points\":null,"));
    listing_findings_csv(csv, work, LANGUAGE_ZH);
    g_assert_nonnull(strstr(csv->str, "\"合格（扣 3 分）\",\"时长\",\"扣 3 分\""));
    listing_verdicts(text, works, LANGUAGE_EN);
    g_assert_cmpstr(text->str, ==,
                    "juqing-0037  Eligible (3 point(s) deducted)  末班车上的样机\n"
                    "    [3 point(s) off] 时长：超出 42 秒。\n");
}

static void assert_json(const char *text, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    json_append_text(out, text);
    g_assert_cmpstr(out->str, ==, expected);
}

static void json_text_is_escaped(void)
{
    assert_json("a\"b\\c\n\x7F", "\"a\\\"b\\\\c\\u000a\\u007f\"");
    assert_json(NULL, "null");
}

static void assert_csv(const char *text, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    csv_append_cell(out, text);
    g_assert_cmpstr(out->str, ==, expected);
}

static void a_cell_that_a_spreadsheet_would_compute_is_defused(void)
{
    assert_csv("=1+1", "\"'=1+1\"");
    assert_csv("  @SUM(A1)", "\"'  @SUM(A1)\"");
    assert_csv("＝1", "\"'＝1\"");
    assert_csv("\t=1", "\"'\t=1\"");
    assert_csv("说 \"好\"", "\"说 \"\"好\"\"\"");
    assert_csv(NULL, "\"\"");
    assert_csv("末班车", "\"末班车\"");
}

static void columns_stay_aligned_with_chinese(void)
{
    g_autoptr(Work) first = painted_work();
    g_autoptr(Work) second = painted_work();
    g_autoptr(GPtrArray) works = g_ptr_array_new();
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    g_free(second->title);
    second->title = g_strdup("MV");
    g_ptr_array_add(works, first);
    g_ptr_array_add(works, second);
    listing_table(out, works, LANGUAGE_ZH);
    lines = g_strsplit(out->str, "\n", -1);
    g_assert_cmpint(g_strv_length(lines), ==, 4);
    /* the unit starts in the same column: 末班车上的样机 is 14 columns wide, MV is 2 */
    g_assert_nonnull(strstr(lines[1], "末班车上的样机  沧浪高新区"));
    g_assert_nonnull(strstr(lines[2], "MV              沧浪高新区"));
}

/* ---- what people decided, and what came of it ---- */

static void decide(Work *work, DecisionKind kind, const char *subject, const char *answer, const char *why,
                   const char *content)
{
    Decision *decision = decision_new();

    decision->kind = kind;
    decision->subject = g_strdup(subject);
    decision->answer = g_strdup(answer);
    decision->decided_by = g_strdup("Li");
    decision->why = g_strdup(why);
    decision->content = g_strdup(content);
    decision->decided_us = G_GINT64_CONSTANT(1772323200) * G_USEC_PER_SEC;
    g_ptr_array_add(work->decisions, decision);
}

static void decisions_are_told_with_what_has_become_of_them(void)
{
    g_autoptr(Work) work = painted_work();
    g_autoptr(GString) out = g_string_new(NULL), none = g_string_new(NULL);

    listing_decisions(none, work, LANGUAGE_EN);
    g_assert_cmpstr(none->str, ==, "");
    work->content = g_strdup("bb");
    decide(work, DECISION_WAIVER, "duration", WAIVER_GRANTED, "agreed", "aa");
    decide(work, DECISION_CHECK, "watermark", CHECK_YES, NULL, "bb");
    decide(work, DECISION_CHECK, "my-check", CHECK_NO, "a\u202elogo", "bb");
    decide(work, DECISION_STATE, NULL, STATE_WITHDRAWN, "letter", NULL);
    decide(work, DECISION_NOTE, NULL, NULL, "ask for subtitles", NULL);
    decide(work, DECISION_STATE, NULL, STATE_CLEAR, "another letter", NULL);
    decide(work, DECISION_NOTE, NULL, NULL, "subtitles came", NULL);
    listing_decisions(out, work, LANGUAGE_EN);
    g_assert_cmpstr(out->str, ==,
                    "Decisions\n"
                    "    2026-03-01  Duration waived: agreed (Li)  [lapsed: the file was replaced]\n"
                    "    2026-03-01  No watermark: met (Li)\n"
                    "    2026-03-01  my-check: not met: a\\u{202E}logo (Li)\n"
                    "    2026-03-01  withdrawn: letter (Li)  [replaced by a later one]\n"
                    "    2026-03-01  takes part again: another letter (Li)\n"
                    "Notes\n"
                    "    2026-03-01  ask for subtitles (Li)\n"
                    "    2026-03-01  subtitles came (Li)\n");
}

static void add_past(GPtrArray *history, Verdict verdict, Outcome duration, const char *another)
{
    PastVerdict *past = g_new0(PastVerdict, 1);

    past->judged_us = G_GINT64_CONSTANT(1772323200) * G_USEC_PER_SEC;
    past->judgement = judgement_new();
    past->judgement->verdict = verdict;
    past->judgement->rules_hash = g_strdup("0123456789");
    judgement_add(past->judgement, "duration", duration);
    if (another)
        judgement_add(past->judgement, another, OUTCOME_PASS);
    g_ptr_array_add(history, past);
}

static void past_free(gpointer data)
{
    PastVerdict *past = data;

    judgement_free(past->judgement);
    g_free(past);
}

static void the_history_tells_what_changed(void)
{
    g_autoptr(GPtrArray) history = g_ptr_array_new_with_free_func(past_free);
    g_autoptr(GString) out = g_string_new(NULL);

    listing_history(out, history, LANGUAGE_EN);
    add_past(history, VERDICT_INELIGIBLE, OUTCOME_REJECT, "vcodec");
    add_past(history, VERDICT_ELIGIBLE, OUTCOME_WAIVED, "vcodec");
    add_past(history, VERDICT_ELIGIBLE, OUTCOME_WAIVED, "fps");
    listing_history(out, history, LANGUAGE_EN);
    g_assert_cmpstr(out->str, ==,
                    "History\n"
                    "    2026-03-01  Not eligible: 1 rule(s) failed  [rules 0123456]\n"
                    "    2026-03-01  Eligible (1 waived)  [rules 0123456]\n"
                    "        Duration: Not met → Waived\n"
                    "    2026-03-01  Eligible (1 waived)  [rules 0123456]\n"
                    "        Frame rate: not asked for → Pass\n"
                    "        Video codec: Pass → not asked for\n");
}

static void the_history_tells_what_is_said_otherwise(void)
{
    g_autoptr(GPtrArray) history = g_ptr_array_new_with_free_func(past_free);
    g_autoptr(GString) out = g_string_new(NULL);
    const char *const messages[] = { "Quota: 4 works.", "Quota: 5 works." };

    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
        const PastVerdict *past;
        Finding *finding;

        add_past(history, VERDICT_REVIEW, OUTCOME_REVIEW, NULL);
        past = history->pdata[i];
        finding = past->judgement->findings->pdata[0];
        finding->message = text_same(messages[i]);
    }
    listing_history(out, history, LANGUAGE_EN);
    g_assert_nonnull(strstr(out->str, "        Quota: 5 works.\n"));
    g_assert_null(strstr(out->str, "Quota: 4 works."));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/listing/JSON says unknown as null and times as seconds",
                    json_says_unknown_as_null_and_times_as_seconds);
    g_test_add_func("/listing/bytes of a path survive in base64", bytes_of_a_path_survive_in_base64);
    g_test_add_func("/listing/deducted points are told", deducted_points_are_told);
    g_test_add_func("/listing/JSON text is escaped", json_text_is_escaped);
    g_test_add_func("/listing/a cell that a spreadsheet would compute is defused",
                    a_cell_that_a_spreadsheet_would_compute_is_defused);
    g_test_add_func("/listing/columns stay aligned with Chinese", columns_stay_aligned_with_chinese);
    g_test_add_func("/listing/decisions are told with what has become of them",
                    decisions_are_told_with_what_has_become_of_them);
    g_test_add_func("/listing/the history tells what is said otherwise",
                    the_history_tells_what_is_said_otherwise);
    g_test_add_func("/listing/the history tells what changed", the_history_tells_what_changed);
    return g_test_run();
}
