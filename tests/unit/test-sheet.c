#include "catalog/facts/facts.h"
#include "catalog/report/sheet.h"
#include "catalog/report/wrap.h"

#include <string.h>

#define HOUR (3600 * G_GINT64_CONSTANT(1000000))

static const SheetColumn columns[] = {
    { "id", "column.id", CELL_ID, COLUMN_PLAIN },
    { "title", "column.title", CELL_TEXT, COLUMN_PLAIN },
    { "size", "column.size", CELL_SIZE, COLUMN_PLAIN },
    { "duration", "column.duration", CELL_DURATION, COLUMN_PLAIN },
    { "first_seen", "column.first-seen", CELL_TIME, COLUMN_PLAIN },
    { "verdict", "column.verdict", CELL_TEXT, COLUMN_PLAIN },
    { 0 },
};

static void add(Sheet *sheet, RowUse use, const char *id, const char *title, gint64 size)
{
    sheet_row(sheet, use);
    sheet_add_text(sheet, id);
    sheet_add_text(sheet, title);
    sheet_add_value(sheet, size);
    sheet_add_value(sheet, size == FACT_UNKNOWN ? FACT_UNKNOWN : 642040000);
    sheet_add_value(sheet, 20 * HOUR);
    sheet_add_word(sheet, "verdict.", "eligible");
}

static GPtrArray *painted_sheets(void)
{
    GPtrArray *sheets = g_ptr_array_new_with_free_func((GDestroyNotify)sheet_free);
    Sheet *sheet = sheet_new("films", "report.sheet.missing", SHEET_LIST, columns);

    add(sheet, ROW_PLAIN, "0037", "末班车上的样机", 612400000);
    add(sheet, ROW_PLAIN, "0038", "=1+1", FACT_UNKNOWN);
    add(sheet, ROW_TEXT, NULL, "合计", 612400000);
    g_ptr_array_add(sheets, sheet);
    return sheets;
}

static SheetStyle style_of(Language language, int width)
{
    return (SheetStyle){ .language = language,
                         .zone = g_time_zone_new_offset(8 * 3600),
                         .title = "大赛",
                         .width = width,
                         .made_us = HOUR };
}

typedef void (*Writer)(GString *out, const GPtrArray *sheets, const SheetStyle *style);

static char *written(Writer write, Language language, int width)
{
    g_autoptr(GPtrArray) sheets = painted_sheets();
    SheetStyle style = style_of(language, width);
    g_autoptr(GTimeZone) zone = style.zone;
    GString *out = g_string_new(NULL);

    write(out, sheets, &style);
    return g_string_free(out, FALSE);
}

static void columns_line_up_and_numbers_stand_at_their_end(void)
{
    g_autofree char *text = written(sheets_write_text, LANGUAGE_ZH, 100);

    g_assert_cmpstr(text, ==,
                    "尚缺\n"
                    "编号  题名                大小   时长  首次见到             资格\n"
                    "0037  末班车上的样机  612.4 MB  10:42  1970-01-02 04:00:00  合格\n"
                    "0038  =1+1                             1970-01-02 04:00:00  合格\n"
                    "      合计            612.4 MB  10:42  1970-01-02 04:00:00  合格\n");
}

static void a_narrow_terminal_breaks_the_widest_text(void)
{
    g_autofree char *text = written(sheets_write_text, LANGUAGE_ZH, 60);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    g_assert_nonnull(strstr(lines[2], "末班车上的  612.4 MB"));
    g_assert_cmpstr(lines[3], ==, "      样机");
}

static const SheetColumn grouped_columns[] = {
    { "day", "column.day", CELL_DAY, COLUMN_HEAD },
    { "unit", "column.unit", CELL_TEXT, COLUMN_PLAIN },
    { "works", "column.works", CELL_NUMBER, COLUMN_PLAIN },
    { "missing", "column.missing", CELL_NUMBER, COLUMN_PLAIN },
    { 0 },
};

static char *grouped(int width)
{
    g_autoptr(Sheet) sheet = sheet_new("days", "report.sheet.arrivals", SHEET_LIST, grouped_columns);
    g_autoptr(GPtrArray) sheets = g_ptr_array_new();
    SheetStyle style = style_of(LANGUAGE_ZH, width);
    g_autoptr(GTimeZone) zone = style.zone;
    GString *out = g_string_new(NULL);

    for (gint64 i = 0; i < 3; i++) {
        sheet_row(sheet, ROW_PLAIN);
        sheet_add_value(sheet, i == 2 ? 0 : 40 * HOUR);
        sheet_add_text(sheet, i ? "乙" : "甲");
        sheet_add_value(sheet, i + 1);
        sheet_add_value(sheet, 0);
    }
    g_ptr_array_add(sheets, sheet);
    sheets_write_text(out, sheets, &style);
    return g_string_free(out, FALSE);
}

static void rows_with_the_same_head_stand_under_it(void)
{
    g_autofree char *text = grouped(80);

    g_assert_cmpstr(text, ==,
                    "收件明细\n"
                    "    单位  作品  缺失\n"
                    "1970-01-03\n"
                    "    甲       1     0\n"
                    "    乙       2     0\n"
                    "1970-01-01\n"
                    "    乙       3     0\n");
}

static void zeros_give_way_on_a_narrow_terminal(void)
{
    g_autofree char *text = grouped(16);

    g_assert_null(strstr(text, "缺失"));
    g_assert_nonnull(strstr(text, "    甲       1\n"));
}

static void csv_has_numbers_units_in_headings_and_no_formula(void)
{
    g_autofree char *text = written(sheets_write_csv, LANGUAGE_ZH, 100);

    g_assert_cmpstr(
        text, ==,
        "\xEF\xBB\xBF\"编号\",\"题名\",\"大小（字节）\",\"时长（秒）\",\"首次见到\",\"资格\"\r\n"
        "\"0037\",\"末班车上的样机\",\"612400000\",\"642.04\",\"1970-01-02 04:00:00\",\"合格\"\r\n"
        "\"0038\",\"'=1+1\",\"\",\"\",\"1970-01-02 04:00:00\",\"合格\"\r\n");
}

static void json_has_stable_keys_slugs_and_null(void)
{
    g_autofree char *text = written(sheets_write_json, LANGUAGE_EN, 100);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    g_assert_cmpuint(g_strv_length(lines), ==, 3);
    g_assert_cmpstr(lines[1], ==,
                    "{\"sheet\":\"films\",\"id\":\"0038\",\"title\":\"=1+1\",\"size\":null,\"duration\":null,"
                    "\"first_seen\":\"1970-01-02T04:00:00+08:00\",\"verdict\":\"eligible\"}");
}

static GBytes *workbook(void)
{
    g_autoptr(GPtrArray) sheets = painted_sheets();
    SheetStyle style = style_of(LANGUAGE_ZH, 100);
    g_autoptr(GTimeZone) zone = style.zone;
    g_autoptr(GError) error = NULL;
    GBytes *bytes = sheets_write_xlsx(sheets, &style, &error);

    g_assert_no_error(error);
    return bytes;
}

static void the_same_sheets_make_the_same_workbook(void)
{
    g_autoptr(GBytes) first = workbook();
    g_autoptr(GBytes) second = NULL;

    g_usleep(1100000); /* dates in a ZIP archive and in the properties are whole seconds */
    second = workbook();
    g_assert_true(g_bytes_equal(first, second));
    g_assert_cmpuint(g_bytes_get_size(first), >, 1000);
}

static void assert_wrapped(const char *text, int width, const char *expected)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, width);
    g_autofree char *joined = NULL;

    g_ptr_array_add(lines, NULL);
    joined = g_strjoinv("|", (char **)lines->pdata);
    g_assert_cmpstr(joined, ==, expected);
}

static void lines_break_where_a_reader_expects_it(void)
{
    assert_wrapped("", 10, "");
    assert_wrapped("short", 10, "short");
    assert_wrapped("the quick brown fox", 10, "the quick|brown fox");
    assert_wrapped("时长：要求不超过 10 分钟", 10, "时长：要求|不超过 10|分钟");
    assert_wrapped("一二三四五，六", 10, "一二三四|五，六"); /* no comma begins a line */
    assert_wrapped("一二三四《五》", 10, "一二三四|《五》"); /* and no bracket ends one */
    assert_wrapped("unbreakablelongword", 10, "unbreakabl|elongword");
    assert_wrapped("好", 1, "好");
    assert_wrapped("one\ntwo\n", 10, "one|two|");
    assert_wrapped("1080×1920 px", 80, "1080×1920 px");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sheet/columns line up and numbers stand at their end",
                    columns_line_up_and_numbers_stand_at_their_end);
    g_test_add_func("/sheet/a narrow terminal breaks the widest text",
                    a_narrow_terminal_breaks_the_widest_text);
    g_test_add_func("/sheet/rows with the same head stand under it", rows_with_the_same_head_stand_under_it);
    g_test_add_func("/sheet/zeros give way on a narrow terminal", zeros_give_way_on_a_narrow_terminal);
    g_test_add_func("/sheet/CSV has numbers, units in headings and no formula",
                    csv_has_numbers_units_in_headings_and_no_formula);
    g_test_add_func("/sheet/JSON has stable keys, slugs and null", json_has_stable_keys_slugs_and_null);
    g_test_add_func("/sheet/the same sheets make the same workbook", the_same_sheets_make_the_same_workbook);
    g_test_add_func("/sheet/lines break where a reader expects it", lines_break_where_a_reader_expects_it);
    return g_test_run();
}
