/* The reader of what reviewers exported. What it makes of whole files in a contest is in tests/integration/test_marks.py. */
#include "catalog/judging/marks_file.h"
#include "catalog/judging/tally.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static const char good[] =
    "{\"schema\":\"pianmu-marks-1\",\"catalogue\":\"0123456789abcdef\",\"edition\":\"2026\",\"rules_hash\":"
    "\"aa\","
    "\"audience\":\"review\",\"reviewer\":{\"id\":\"00112233445566aa\",\"name\":\"张三\",\"unit\":\"\"},"
    "\"exportedAt\":\"2026-03-02T00:00:00.000Z\",\"marks\":["
    "{\"id\":\"0037\",\"content\":\"00112233445566778899aabbccddeeff\",\"scores\":{\"theme\":28,\"craft\":0},"
    "\"checks\":{\"watermark\":false,\"subtitles-zh-Hans\":true},"
    "\"note\":\"结尾 \\\"有力\\\"\\n\\ud83d\\ude00\",\"recused\":false,\"shortlisted\":true,"
    "\"updatedAt\":\"2026-03-01T04:00:00.250Z\"},"
    "{\"id\":\"38\",\"content\":null,\"scores\":{},\"note\":null,\"recused\":true,\"shortlisted\":false,"
    "\"updatedAt\":\"2026-03-01T04:00:00.000Z\"}]}";

static void a_browsers_file_is_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MarksFile) file = marks_file_read(good, strlen(good), LANGUAGE_EN, &error);
    const Mark *first, *second;

    g_assert_no_error(error);
    g_assert_cmpstr(file->reviewer.name, ==, "张三");
    g_assert_null(file->reviewer.unit);
    g_assert_cmpuint(file->marks->len, ==, 2);
    first = file->marks->pdata[0];
    second = file->marks->pdata[1];
    g_assert_cmpint(first->number, ==, 37);
    g_assert_cmpint(mark_score(first, "theme")->points, ==, 28);
    g_assert_cmpint(mark_score(first, "craft")->points, ==, 0);
    g_assert_null(mark_score(first, "reach"));
    g_assert_cmpstr(first->note, ==, "结尾 \"有力\"\n😀");
    g_assert_true(first->shortlisted && !first->recused && second->recused);
    g_assert_cmpint(first->updated_us - second->updated_us, ==, 250000);
    g_assert_null(second->content);
    g_assert_null(second->note);
}

static void answers_to_checks_are_read_and_told_from_silence(void)
{
    g_autoptr(MarksFile) file = marks_file_read(good, strlen(good), LANGUAGE_EN, NULL);
    const Mark *first = file->marks->pdata[0], *second = file->marks->pdata[1];

    g_assert_true(mark_opinion(first, "subtitles-zh-Hans")->is_met);
    g_assert_false(mark_opinion(first, "watermark")->is_met);
    g_assert_null(mark_opinion(first, "original"));
    g_assert_null(second->opinions); /* a file of before there were any */
    g_assert_null(mark_opinion(second, "watermark"));
}

static void answers_count_for_the_file_that_was_seen(void)
{
    g_autoptr(Mark) mark = mark_new();
    Work work = { .content = (char *)"aa" };

    mark_add_opinion(mark, "watermark", FALSE);
    g_assert_nonnull(mark_opinion_now(mark, "watermark", &work)); /* it was not said which */
    mark->content = g_strdup("aa");
    g_assert_nonnull(mark_opinion_now(mark, "watermark", &work));
    mark->recused = TRUE;
    g_assert_null(mark_opinion_now(mark, "watermark", &work));
    mark->recused = FALSE;
    g_free(mark->content);
    mark->content = g_strdup("bb");
    g_assert_null(mark_opinion_now(mark, "watermark", &work));
}

/* Each is the good file with one thing in it replaced. */
static const struct {
    const char *what, *by;
} damages[] = {
    { "\"2026-03-01T04:00:00.250Z\"", "\"2026-03-01\"" },
    { "28", "28.0" },
    { "28", "1e1" },
    { "28", "-1" },
    { "28", "1001" },
    { "28", "99999999999999999999999" },
    { "28", "null" },
    { "\"theme\"", "\"The me\"" },
    { "\"0037\"", "37" },
    { "\"0037\"", "\"0000\"" },
    { "\"0037\"", "\"+37\"" },
    { "\"0037\"", "\"0038\"" }, /* twice */
    { "\"00112233445566778899aabbccddeeff\"", "\"00112233445566778899AABBCCDDEEFF\"" },
    { "\\ud83d\\ude00", "\\ud83d" },
    { "\\ud83d", "\\u0000" },
    { "\"张三\"", "\"张\\u202e三\"" },
    { "\"张三\"", "[\"张三\"]" },
    { "\"marks\":[", "\"marks\":[[]," },
    { "\"recused\":false", "\"recused\":0" },
    { "\"watermark\":false", "\"watermark\":0" },
    { "\"watermark\":false", "\"watermark\":\"no\"" },
    { "\"watermark\":false", "\"watermark\":null" },
    { "\"watermark\"", "\"water mark\"" },
    { "{\"watermark\":false,\"subtitles-zh-Hans\":true}", "[]" },
    { "{\"watermark\":false,\"subtitles-zh-Hans\":true}", "null" },
    { "{\"schema\"", "var x = {\"schema\"" },
    { "{\"schema\"", "// \n{\"schema\"" },
    { "\"scores\":{}", "\"scores\":{\"a\":[[[[[[1]]]]]]}" },
};

static void what_is_altered_is_refused(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) text = g_string_new(good);

        g_assert_cmpuint(g_string_replace(text, damages[i].what, damages[i].by, 1), ==, 1);
        g_assert_null(marks_file_read(text->str, text->len, LANGUAGE_ZH, &error));
        g_assert_error(error, MARKS_ERROR, MARKS_ERROR_WRONG);
        LLVMFuzzerTestOneInput((const guint8 *)text->str, text->len);
    }
}

static void any_bytes_are_read_or_refused(void)
{
    g_autofree char *deep = g_strnfill(1 << 20, '[');

    LLVMFuzzerTestOneInput((const guint8 *)deep, 1 << 20);
    for (gsize length = 0; length <= strlen(good); length++)
        LLVMFuzzerTestOneInput((const guint8 *)good, length);
    for (int i = 0; i < 3000; i++) {
        g_autofree char *text = g_strdup(good);

        for (int n = g_test_rand_int_range(1, 4); n > 0; n--)
            text[g_test_rand_int_range(0, (gint32)strlen(good))] = (char)g_test_rand_int_range(1, 256);
        LLVMFuzzerTestOneInput((const guint8 *)text, strlen(good));
    }
}

static void long_lists_of_complaints_are_cut_short(void)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 25; i++)
        g_ptr_array_add(faults, (gpointer) "x");
    g_assert_false(marks_faults_none(faults, LANGUAGE_EN, &error));
    g_assert_true(g_str_has_suffix(error->message, "x\n… and 5 more"));
}

static void means_are_rounded_half_up(void)
{
    static const struct {
        gint64 sum;
        guint n;
        const char *mean;
    } wanted[] = { { 177, 2, "88.5" }, { 10, 3, "3.3" },    { 20, 3, "6.7" },      { 1, 20, "0.1" },
                   { 0, 7, "0.0" },    { 300, 3, "100.0" }, { 8425, 100, "84.3" }, { 8424, 100, "84.2" } };

    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_autofree char *mean = tally_mean(wanted[i].sum, wanted[i].n);
        g_assert_cmpstr(mean, ==, wanted[i].mean);
    }
}

static void marks_of_one_work_are_found_among_all(void)
{
    static const gint64 numbers[] = { 2, 2, 5, 9, 9, 9 };
    g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
    guint n;

    marks_of_work(marks, 2, &n);
    g_assert_cmpuint(n, ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_ptr_array_add(marks, mark_new());
        ((Mark *)marks->pdata[i])->number = numbers[i];
    }
    for (gint64 number = 1; number <= 10; number++) {
        guint expected = 0;
        Mark **found = marks_of_work(marks, number, &n);

        for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
            expected += numbers[i] == number;
        g_assert_cmpuint(n, ==, expected);
        for (guint i = 0; i < n; i++)
            g_assert_cmpint(found[i]->number, ==, number);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/marks/a browser's file is read", a_browsers_file_is_read);
    g_test_add_func("/marks/answers to checks are read and told from silence",
                    answers_to_checks_are_read_and_told_from_silence);
    g_test_add_func("/marks/answers count for the file that was seen",
                    answers_count_for_the_file_that_was_seen);
    g_test_add_func("/marks/what is altered is refused", what_is_altered_is_refused);
    g_test_add_func("/marks/any bytes are read or refused", any_bytes_are_read_or_refused);
    g_test_add_func("/marks/long lists of complaints are cut short", long_lists_of_complaints_are_cut_short);
    g_test_add_func("/marks/means are rounded half up", means_are_rounded_half_up);
    g_test_add_func("/marks/those of one work are found among all", marks_of_one_work_are_found_among_all);
    return g_test_run();
}
