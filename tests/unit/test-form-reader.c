#include "catalog/registration/update.h"
#include "catalog/registration/values.h"

#include <string.h>

#define MUTANTS 1500

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length); /* tests/fuzz/fuzz-form.c */

static Settings *settings;

static FormRows *read_bytes(const char *bytes, gsize length, const GPtrArray *map, GError **error)
{
    return form_rows_read(bytes, length, &(FormsParams){ settings, LANGUAGE_EN, "form.csv", map }, error);
}

static FormRows *good(const char *text)
{
    g_autoptr(GError) error = NULL;
    FormRows *rows = read_bytes(text, strlen(text), NULL, &error);

    g_assert_no_error(error);
    g_assert_nonnull(rows);
    return rows;
}

static const Form *row(const FormRows *rows, guint at)
{
    g_assert_cmpuint(at, <, rows->rows->len);
    return ((const FormRow *)rows->rows->pdata[at])->form;
}

static void assert_refused_bytes(const char *bytes, gsize length, const char *want)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(read_bytes(bytes, length, NULL, &error));
    g_assert_error(error, FORM_ERROR, FORM_ERROR_WRONG);
    g_assert_cmpstr(error->message, ==, want);
}

static void assert_refused(const char *text, const char *want)
{
    assert_refused_bytes(text, strlen(text), want);
}

/* ---- encodings ---- */

#define TABLE "编号,题名,单位\nHX-1,末班车,成都高新区\n"

static void assert_table(const char *bytes, gsize length, const char *encoding)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FormRows) rows = read_bytes(bytes, length, NULL, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(rows->encoding, ==, encoding);
    g_assert_cmpstr(row(rows, 0)->entry_no, ==, "HX-1");
    g_assert_cmpstr(row(rows, 0)->title, ==, "末班车");
    g_assert_cmpstr(row(rows, 0)->unit, ==, "成都高新区");
}

static void assert_table_in(const char *charset, const char *mark, gsize mark_length, const char *encoding)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gsize length = 0;
    g_autofree char *converted = g_convert(TABLE, -1, charset, "UTF-8", NULL, &length, NULL);

    g_byte_array_append(bytes, (const guint8 *)mark, (guint)mark_length);
    g_byte_array_append(bytes, (const guint8 *)converted, (guint)length);
    assert_table((const char *)bytes->data, bytes->len, encoding);
}

static void every_encoding_that_excel_saves_is_read(void)
{
    assert_table(TABLE, strlen(TABLE), "UTF-8");
    assert_table_in("UTF-8", "\xEF\xBB\xBF", 3, "UTF-8");
    assert_table_in("GB18030", "", 0, "GB18030");
    assert_table_in("UTF-16LE", "\xFF\xFE", 2, "UTF-16");
    assert_table_in("UTF-16BE", "\xFE\xFF", 2, "UTF-16");
}

static void bytes_of_no_encoding_are_refused_with_their_place(void)
{
    assert_refused(
        "题名,单位\n末班车,成\xFF高新区\n",
        "line 2, character 6: neither UTF-8 nor GB18030; save it with Excel's “Save As → CSV UTF-8”.");
    assert_refused(
        "title,unit\na,\xFF\xFF\n",
        "line 2, character 3: neither UTF-8 nor GB18030; save it with Excel's “Save As → CSV UTF-8”.");
    assert_refused_bytes(
        "title,unit\na,\0b\n", 16,
        "line 2, character 3: a NUL byte, which no text has; save it with Excel's “Save As → CSV UTF-8”.");
    assert_refused_bytes("\xFF\xFE"
                         "a\0\0\xD8",
                         6, "the UTF-16 in it is damaged; save it with Excel's “Save As → CSV UTF-8”.");
    assert_refused(
        "\xEF\xBB\xBF"
        "title,unit\r\n\xCC\xE2,b\r\n",
        "line 2, character 1: neither UTF-8 nor GB18030; save it with Excel's “Save As → CSV UTF-8”.");
}

static void assert_refused_in(const char *text, const char *charset)
{
    gsize length = 0;
    g_autofree char *bytes = g_convert(text, -1, charset, "UTF-8", NULL, &length, NULL);

    g_assert_nonnull(bytes);
    assert_refused_bytes(
        bytes, length,
        "it is not UTF-8 and does not look like GB18030; perhaps it is Big5 or Latin-1, and would be "
        "read as garbage. Save it with Excel's “Save As → CSV UTF-8”.");
}

static void assert_read_in_gb18030(const char *text, const char *title)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *bytes = g_convert(text, -1, "GB18030", "UTF-8", NULL, &length, NULL);
    g_autoptr(FormRows) rows = read_bytes(bytes, length, NULL, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(row(rows, 0)->title, ==, title);
}

static void other_encodings_are_refused_and_never_read_as_garbage(void)
{
    assert_refused_in("No,Title,Unit\n1,末班車上的樣機,臺北市立圖書館\n", "BIG5");
    assert_refused_in("編號,題名,單位\n1,末班車上的樣機,臺北市立圖書館\n", "BIG5");
    assert_refused_in("Title,Unit\nUn élan déjàs vu,Zoël Lindström\n", "ISO-8859-1");
    assert_refused_in("Title,Unit\nひかりのまち,東京\n", "SHIFT_JIS");
}

static void what_is_rare_in_gb18030_is_read_all_the_same(void)
{
    assert_read_in_gb18030("Title,Author\n𠮷,𠮷野家\n", "𠮷");
    assert_read_in_gb18030("题名,作者\n末班车😀,迪丽热巴·迪力木拉提\n", "末班车😀");
    assert_read_in_gb18030("编号,题名,单位\n1,末班車上的樣機,臺北市立圖書館\n", "末班車上的樣機");
    assert_read_in_gb18030("Title,Unit\nOn the road,a zone\n", "On the road");
    assert_read_in_gb18030("题名,作者\n喆玥镕,张喆\n", "喆玥镕");
}

static void workbooks_and_documents_are_known_by_their_content(void)
{
    static const struct {
        const char *bytes;
        gsize length;
        const char *words;
    } files[] = {
        { "PK\3\4..mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 60, "an Excel or WPS workbook" },
        { "\r\n<html><body><table><tr><td>题名", 35, "an Excel or WPS workbook" },
        { "\xEF\xBB\xBF<?xml version=\"1.0\"?><Workbook><Worksheet>", 45, "an Excel or WPS workbook" },
        { "PK\3\4....xl/workbook.xml", 24, "an Excel or WPS workbook" },
        { "PK\3\4....xl/worksheets/sheet1.xml", 30, "an Excel or WPS workbook" },
        { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", 12, "an Excel or WPS workbook" },
        { "PK\3\4....word/document.xml", 25, "a document" },
        { "%PDF-1.7", 8, "a document" },
        { "PK\3\4....film.mp4", 16, "an archive" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(read_bytes(files[i].bytes, files[i].length, NULL, &error));
        g_assert_true(strstr(error->message, files[i].words));
        g_assert_true(strstr(error->message, "Save As → CSV UTF-8"));
    }
}

/* ---- the table ---- */

static void quotes_lines_and_separators_are_those_of_csv(void)
{
    g_autoptr(FormRows) rows =
        good("题名,简介\r\n\"甲,乙\"\"丙\"\"\",\"一\r\n二\"\r\n\r\n ,　\r\n\"丁\"  ,戊\r\n");
    g_autoptr(FormRows) old_mac = good("题名,单位\r甲,乙\r\"丙\r丁\",戊");
    g_autoptr(FormRows) semicolons = good("题名;单位\n甲,乙;丙\n");
    g_autoptr(FormRows) tabs = good("题名\t单位\n甲;乙\t丙\n");
    g_autoptr(FormRows) said = good("sep=;\r\n题名;单位\r\n甲,乙;丙\r\n");

    g_assert_cmpuint(rows->rows->len, ==, 2);
    g_assert_cmpstr(row(rows, 0)->title, ==, "甲,乙\"丙\"");
    g_assert_cmpstr(row(rows, 0)->synopsis, ==, "一\n二");
    g_assert_cmpuint(((FormRow *)rows->rows->pdata[1])->line, ==, 6);
    g_assert_cmpstr(row(rows, 1)->title, ==, "丁");
    g_assert_cmpstr(row(old_mac, 1)->title, ==, "丙 丁");
    g_assert_cmpuint(((FormRow *)old_mac->rows->pdata[1])->line, ==, 3);
    g_assert_cmpstr(row(semicolons, 0)->title, ==, "甲,乙");
    g_assert_cmpstr(row(tabs, 0)->unit, ==, "丙");
    g_assert_cmpstr(row(said, 0)->title, ==, "甲,乙");
}

static void what_is_no_csv_is_refused_with_its_line(void)
{
    g_autoptr(GString) many = g_string_new("title,unit\n");
    g_autofree char *cell = g_strnfill(64 * 1024 + 1, 'x');
    g_autofree char *wide = g_strconcat("title,unit\na,", cell, "\n", NULL);

    assert_refused(
        "title,unit\na,b\n\"c,d\ne,f\n",
        "line 3: the quote that opens here is never closed; close it, or save the table anew in Excel.");
    assert_refused("title,unit\n\"a\"b,c\n",
                   "line 2: something follows a closing quote; a quote within quotes is written twice.");
    assert_refused(
        "title,unit\na,b,\nc,d,e\n",
        "line 3: there are more cells than the 2 columns of the heading; text with commas goes into quotes.");
    assert_refused(wide,
                   "line 2: a cell of more than 64 KiB, or too many columns; look for a missing quote.");
    for (int i = 0; i <= FORMS_ROWS_MAX; i++)
        g_string_append(many, "a,b\n");
    assert_refused(many->str, "line 100002: more than 100000 rows; import them in several files.");
    assert_refused("", "the file is empty.");
    assert_refused_bytes(NULL, 0, "the file is empty."); /* what reading an empty file gives */
    assert_refused(" \r\n\t\n", "the file is empty.");
    assert_refused("title,unit\n,,\n", "there are no entries below the heading in line 1.");
}

/* ---- the heading ---- */

static void titles_above_the_heading_are_passed_over(void)
{
    g_autoptr(FormRows) rows = good("第二届微视频大赛报名表,,\n填表说明：题名请写全称,,\n\n序号,作品名称,"
                                    "报送单位\n1,末班车,成都高新区\n");

    g_assert_cmpuint(rows->heading_line, ==, 4);
    g_assert_cmpstr(row(rows, 0)->title, ==, "末班车");
    g_assert_true(rows->numbers_are_weak);
}

static void headings_on_two_lines_are_one(void)
{
    g_autoptr(FormRows) below = good("序号,作品名称,报送单位,联系人,\n,,,姓名,联系电话\n1,甲,x,王五,138\n");
    g_autoptr(FormRows) above = good("编号,作品信息,,联系人\n,作品名称,报送单位,\nHX-1,甲,x,王五\n");

    g_assert_cmpuint(below->rows->len, ==, 1);
    g_assert_cmpstr(row(below, 0)->contact, ==, "王五");
    g_assert_cmpstr(row(below, 0)->phone, ==, "138");
    g_assert_cmpstr(row(above, 0)->entry_no, ==, "HX-1");
    g_assert_cmpstr(row(above, 0)->contact, ==, "王五");
}

static void a_heading_on_every_page_is_no_entry(void)
{
    g_autoptr(FormRows) rows =
        good("编号,题名,单位,联系人,\n,,,,电话\n1,甲,x,,\n编号,题名,单位,联系人,\n,,,,电话\n"
             "2,题名,单位,编号,\n");

    g_assert_cmpuint(rows->rows->len, ==, 2);
    g_assert_cmpstr(row(rows, 1)->title, ==, "题名"); /* a film may be called that */
}

static void the_foot_of_a_table_is_no_entry(void)
{
    static const char *const feet[] = { "合计,2 部,\n",
                                        "合　计：,,3\n",
                                        "填表人：SECRET,,电话：SECRET\n",
                                        ",合计,\n",
                                        ",填表人：SECRET,\n",
                                        ",,联系电话：SECRET\n",
                                        ",总计2部,12\n",
                                        "单位（盖章）：,,日期：\n",
                                        "注：本表一式两份,,\n" };

    for (gsize i = 0; i < G_N_ELEMENTS(feet); i++) {
        g_autofree char *text = g_strconcat("编号,题名,单位\n1,甲,成都高新区\n\n", feet[i], NULL);
        g_autoptr(FormRows) rows = good(text);

        g_assert_cmpuint(rows->rows->len, ==, 1);
        g_assert_cmpuint(rows->notices->len, ==, 1);
        g_assert_cmpstr(rows->notices->pdata[0], ==,
                        "line 4: looks like the foot of the table (total, signature …) and is no entry");
    }
}

static void a_title_like_a_foot_is_an_entry(void)
{
    static const char *const titles[] = { "合计划", "说明：一部短片", "合计", "日期" };

    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
        g_autofree char *text = g_strdup_printf("编号,题名,单位\n1,%s,x\n", titles[i]);
        g_autoptr(FormRows) rows = good(text);

        g_assert_cmpstr(row(rows, 0)->title, ==, titles[i]);
    }
    assert_refused("编号,题名,单位\n1,,x\n",
                   "line 2: there is no title; fill it in (split merged cells first), or delete the row.");
}

static void rows_that_merged_cells_leave_without_a_unit_are_remarked_on(void)
{
    g_autoptr(FormRows) rows = good("单位,题名\n成都高新区,甲\n,乙\n,丙\n成都高新区,丁\n,戊\n");
    g_autoptr(FormRows) none = good("单位,题名\n,甲\n");

    g_assert_cmpuint(rows->notices->len, ==, 1);
    g_assert_cmpstr(
        rows->notices->pdata[0], ==,
        "from line 3 on, rows without a unit: 3; if the cells are merged, split them in Excel, fill them "
        "in, and import again");
    g_assert_null(row(rows, 1)->unit);
    g_assert_cmpuint(none->notices->len, ==, 0);
}

static void wide_commas_are_told_from_no_heading(void)
{
    assert_refused("编号，题名，单位\n1，甲，x\n", "the columns are separated by wide commas (，) instead of "
                                                   "commas; save it with Excel's “Save As → CSV UTF-8”.");
}

static void contacts_do_not_come_in_by_a_public_column(void)
{
    g_autoptr(FormRows) rows = good("题名,单位,作者（姓名、电话）,负责人（手机）\n甲,x,SECRET,王五\n");
    g_autoptr(FormRows) cells = good(
        "题名,作者,简介\n甲,张三13800138000,\n乙,张三,来信a1@example.org\n丙,张三20260301,1380013800012\n");

    g_assert_null(row(rows, 0)->author);
    g_assert_cmpstr(row(rows, 0)->contact, ==, "王五");
    g_assert_cmpuint(cells->notices->len, ==, 2);
    g_assert_null(strstr(cells->notices->pdata[0], "138"));
    g_assert_nonnull(strstr(cells->notices->pdata[1], "line 3"));
}

static void headings_have_many_names(void)
{
    static const struct {
        const char *heading;
        FormColumnId column;
    } names[] = {
        { "编号", COLUMN_ENTRY_NO },
        { "参赛编号", COLUMN_ENTRY_NO },
        { " No. ", COLUMN_ENTRY_NO },
        { "Entry No.", COLUMN_ENTRY_NO },
        { "作品类别*", COLUMN_CATEGORY },
        { "参赛类别", COLUMN_CATEGORY },
        { "CATEGORY", COLUMN_CATEGORY },
        { "片名", COLUMN_TITLE },
        { "参赛作品名称", COLUMN_TITLE },
        { "作 品 名 称", COLUMN_TITLE },
        { "Ｔｉｔｌｅ", COLUMN_TITLE },
        { "【题名】", COLUMN_TITLE },
        { "选送单位（盖章）", COLUMN_UNIT },
        { "推荐单位", COLUMN_UNIT },
        { "作者2", COLUMN_AUTHOR },
        { "主创人员(限5人)", COLUMN_AUTHOR },
        { "联系人", COLUMN_CONTACT },
        { "手机号", COLUMN_PHONE },
        { "联系电话\n（手机）", COLUMN_PHONE },
        { "E-mail", COLUMN_EMAIL },
        { "电子邮箱", COLUMN_EMAIL },
        { "制作时间", COLUMN_FINISHED },
        { "收到日期", COLUMN_RECEIVED },
        { "视频文件名", COLUMN_FILE_NAME },
        { "作品简介（200字以内）", COLUMN_SYNOPSIS },
        { "内容简介", COLUMN_SYNOPSIS },
        { "拼音", COLUMN_PINYIN },
        { "单位拼音", COLUMN_UNIT_PINYIN },
        { "链接", COLUMN_LINK },
        { "URL", COLUMN_LINK },
    };
    FormColumnId column;
    gboolean weak;

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_true(column_of_heading(names[i].heading, &column, &weak));
        g_assert_cmpint(column, ==, names[i].column);
        g_assert_false(weak);
    }
    g_assert_true(column_of_heading("序号", &column, &weak));
    g_assert_true(weak && column == COLUMN_ENTRY_NO);
    g_assert_false(column_of_heading("备注", &column, &weak));
    g_assert_false(column_of_heading("题名2", &column, &weak));
    g_assert_false(column_of_heading("", &column, &weak));
}

/* A name that two columns had would always mean the first. */
static void no_name_means_two_columns(void)
{
    for (FormColumnId i = 0; i < N_FORM_COLUMNS; i++) {
        for (gsize j = 0; form_columns[i].names[j]; j++) {
            FormColumnId column;
            gboolean weak;

            g_assert_true(column_of_heading(form_columns[i].names[j], &column, &weak));
            g_assert_cmpint(column, ==, i);
        }
    }
}

static void a_row_number_gives_way_to_a_number(void)
{
    g_autoptr(FormRows) rows = good("序号,编号,题名,备注\n1,HX-1,甲,x\n");

    g_assert_cmpstr(row(rows, 0)->entry_no, ==, "HX-1");
    g_assert_false(rows->numbers_are_weak);
    g_assert_cmpuint(rows->notices->len, ==, 1);
    g_assert_cmpstr(rows->notices->pdata[0], ==, "line 1: columns that are not used: 序号、备注");
}

static void several_columns_of_authors_and_phones_join(void)
{
    g_autoptr(FormRows) rows =
        good("题名,作者1,作者2,导演,电话,手机\n甲,张三,,李四、张三,010-1,139\n乙,,,,,\n");

    g_assert_cmpstr(row(rows, 0)->author, ==, "张三、李四");
    g_assert_cmpstr(row(rows, 0)->phone, ==, "010-1、139");
    g_assert_null(row(rows, 1)->author);
}

static void a_column_headed_twice_is_refused(void)
{
    assert_refused(
        "题名,单位,推荐单位\na,b,c\n",
        "line 1: “单位” and “推荐单位” both mean “Unit”; keep one, or say which with --map 'Unit=HEADING'.");
    assert_refused(
        "片名,标题,单位\na,b,c\n",
        "line 1: “片名” and “标题” both mean “Title”; keep one, or say which with --map 'Title=HEADING'.");
}

static FormRows *read_mapped(const char *text, const char *map, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new();

    g_ptr_array_add(items, (gpointer)map);
    return read_bytes(text, strlen(text), items, error);
}

static void a_map_says_what_headings_mean(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FormRows) rows =
        read_mapped("作品,单位,推荐单位,说明\n甲,乙,丙,丁\n", "Title=作品；单位=推荐单位, 简介=说明", &error);

    g_assert_no_error(error);
    g_assert_cmpstr(row(rows, 0)->title, ==, "甲");
    g_assert_cmpstr(row(rows, 0)->unit, ==, "丙");
    g_assert_cmpstr(row(rows, 0)->synopsis, ==, "丁");
}

/* Who maps it knows that it is more than a row's number. */
static void a_mapped_row_number_is_a_number(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FormRows) rows = read_mapped("序号,题名\n7,甲\n", "编号=序号", &error);

    g_assert_no_error(error);
    g_assert_cmpstr(row(rows, 0)->entry_no, ==, "7");
    g_assert_false(rows->numbers_are_weak);
}

static void a_wrong_map_is_refused(void)
{
    static const struct {
        const char *map, *want;
    } wrong[] = {
        { "题名", "--map “题名” must read OUR COLUMN=THEIR HEADING, for example --map 'Title=题名'." },
        { "=x", "--map “=x” must read OUR COLUMN=THEIR HEADING, for example --map 'Title=题名'." },
        { "Titel=x", "--map: there is no column “Titel”; did you mean “Title”?" },
        { "气温=x", "--map: there is no column “气温”; man pianmu-forms lists them." },
        { "Synopsis=梗概", "--map: the heading in line 1 has no “梗概”." },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(read_mapped("title,unit\na,b\n", wrong[i].map, &error));
        g_assert_cmpstr(error->message, ==, wrong[i].want);
    }
}

static void without_a_heading_it_is_no_form(void)
{
    g_autoptr(GError) error = NULL;
    const char *text = "a,b\nc,d\n";

    g_assert_null(read_bytes(text, strlen(text), NULL, &error));
    g_assert_true(g_str_has_prefix(error->message, "no heading was found"));
    g_clear_error(&error);
    text = "题名\n甲\n"; /* one column is no table */
    g_assert_null(read_bytes(text, strlen(text), NULL, &error));
    g_assert_true(g_str_has_prefix(error->message, "no heading was found"));
}

/* ---- values ---- */

static void assert_value(const char *cell, FormColumnId column, const char *want)
{
    g_autofree char *value = form_value(cell, column);

    g_assert_cmpstr(value, ==, want);
}

static void what_stands_around_a_value_is_taken_away(void)
{
    assert_value("　末班车\xC2\xA0 ", COLUMN_TITLE, "末班车");
    assert_value("\xEF\xBB\xBF末\xE2\x80\x8B班车", COLUMN_TITLE, "末班车");
    assert_value("e\xCC\x81toile", COLUMN_TITLE, "\xC3\xA9toile");
    assert_value("末班车\n下集", COLUMN_TITLE, "末班车 下集");
    assert_value("一\r\n二\t三\x01", COLUMN_SYNOPSIS, "一\n二 三");
    assert_value("《末班车》", COLUMN_TITLE, "末班车");
    assert_value("《甲》和《乙》", COLUMN_TITLE, "《甲》和《乙》");
    assert_value("'=cmd", COLUMN_TITLE, "=cmd");
    assert_value("'0037", COLUMN_ENTRY_NO, "0037");
    assert_value("'90年代", COLUMN_TITLE, "'90年代");
    assert_value("=\"0037\"", COLUMN_ENTRY_NO, "0037");
    assert_value("=\"\"", COLUMN_ENTRY_NO, NULL);
    assert_value("", COLUMN_UNIT, NULL);
    assert_value(" / ", COLUMN_UNIT, NULL);
    assert_value("——", COLUMN_AUTHOR, NULL);
    assert_value("？", COLUMN_TITLE, "？");
}

static void assert_date(const char *text, const char *want)
{
    g_autofree char *date = form_date(text, TRUE);

    g_assert_cmpstr(date, ==, want);
}

static void dates_are_read_in_the_ways_people_write_them(void)
{
    assert_date("2026-03-01", "2026-03-01");
    assert_date("2026/3/1", "2026-03-01");
    assert_date("2026.3.1", "2026-03-01");
    assert_date("20260301", "2026-03-01");
    assert_date("2026年3月1日", "2026-03-01");
    assert_date("２０２６年３月１日", "2026-03-01");
    assert_date("2026/3/1 17:05", "2026-03-01T17:05");
    assert_date("2026-03-01T17:05:09", "2026-03-01T17:05:09");
    assert_date("2026年3月1日 17时5分", "2026-03-01T17:05");
    assert_date("2026/3/1 0:00:00", "2026-03-01");
    assert_date("2026/2/29", NULL);
    assert_date("2026/3", NULL);
    assert_date("2026-03-01 25:00", NULL);
    assert_date("3月1日", NULL);
    assert_date("2026-03-01 左右", NULL);
    assert_value("2026.3.1 17:05", COLUMN_FINISHED, "2026-03-01");
    assert_value("2026.3.1 17:05", COLUMN_RECEIVED, "2026-03-01T17:05");
    assert_value("三月初", COLUMN_FINISHED, "三月初");
}

static void days_that_a_spreadsheet_counts_are_dates(void)
{
    g_autofree char *day = form_date("46082", TRUE), *time = form_date("46082.708333", TRUE),
                    *end = form_date("46082.999999", TRUE), *wide = form_date("４６０８２", FALSE);

    g_assert_cmpstr(day, ==, "2026-03-01");
    g_assert_cmpstr(time, ==, "2026-03-01T17:00");
    g_assert_cmpstr(end, ==, "2026-03-02");
    g_assert_cmpstr(wide, ==, "2026-03-01");
    assert_date("46082.7", "2026-03-01T16:48");
    assert_date("36525", NULL);
    assert_date("73051", NULL);
    assert_date("46082.7.1", NULL);
    assert_date("46082年", NULL);
}

static void authors_are_told_apart_with_care(void)
{
    assert_value("张三、李四，王五;赵六", COLUMN_AUTHOR, "张三、李四、王五、赵六");
    assert_value("张三/李四\n王五", COLUMN_AUTHOR, "张三、李四、王五");
    assert_value("张三 李四　欧阳娜娜", COLUMN_AUTHOR, "张三、李四、欧阳娜娜");
    assert_value("张　三", COLUMN_AUTHOR, "张三");
    assert_value("张 三、李　四", COLUMN_AUTHOR, "张三、李四");
    assert_value("导演：张三 编剧：李四", COLUMN_AUTHOR, "导演：张三 编剧：李四");
    assert_value("张三（编剧、剪辑）、李四", COLUMN_AUTHOR, "张三（编剧、剪辑）、李四");
    assert_value("John Smith, Mary", COLUMN_AUTHOR, "John Smith、Mary");
    assert_value("张三、张三", COLUMN_AUTHOR, "张三");
}

static void numbers_that_a_spreadsheet_spoilt_are_remarked_on(void)
{
    g_autoptr(FormRows) rows = good("编号,题名,电话\n2.02E+11,甲,1\nHX-2,乙,1.38E+10\n");

    g_assert_cmpuint(rows->notices->len, ==, 2);
    g_assert_true(strstr(rows->notices->pdata[0], "“2.02E+11”"));
    g_assert_true(strstr(rows->notices->pdata[1], "“乙”"));
    g_assert_false(is_mangled_number("13800000000") || is_mangled_number("E+10") ||
                   is_mangled_number("1.38E+1x"));
}

static void what_is_no_date_is_remarked_on(void)
{
    g_autoptr(FormRows) rows = good("题名,完成日期,报送日期\n甲,2026-02-30,昨天\n乙,2026年3月,"
                                    "2026-03-01 17:00\n丙,,/\n");

    g_assert_cmpuint(rows->notices->len, ==, 2);
    g_assert_nonnull(strstr(rows->notices->pdata[0], "“2026-02-30”"));
    g_assert_nonnull(strstr(rows->notices->pdata[1], "“昨天”"));
    g_assert_cmpstr(row(rows, 0)->finished, ==, "2026-02-30");
}

static void categories_and_units_go_by_the_names_of_the_settings(void)
{
    g_autoptr(FormRows) rows =
        good("题名,类别,单位\n甲,剧情类作品,成都市高新区\n乙,微电影,西安\n丙,微电影,西安\n丁,剧情,咸阳\n");

    g_assert_cmpstr(row(rows, 0)->category, ==, "juqing");
    g_assert_cmpstr(row(rows, 0)->category_written, ==, "剧情类作品");
    g_assert_cmpstr(row(rows, 0)->unit, ==, "成都高新区");
    g_assert_null(row(rows, 1)->category);
    g_assert_cmpstr(row(rows, 1)->category_written, ==, "微电影");
    g_assert_cmpuint(rows->notices->len, ==, 2); /* each name once */
    g_assert_true(strstr(rows->notices->pdata[0], "微电影"));
    g_assert_cmpstr(rows->notices->pdata[1], ==,
                    "units that [units] does not know (if one is another name, add it there): 西安、咸阳");
}

/* ---- rows ---- */

static void all_faults_are_told_and_nothing_is_taken(void)
{
    g_autoptr(GString) many = g_string_new("title,unit\n");
    g_autoptr(GError) error = NULL;

    assert_refused(
        "编号,题名,单位\n1,,x\n2,a,x\n3,b,x,y\n2,c,x\n",
        "line 2: there is no title; fill it in (split merged cells first), or delete the row.\n"
        "line 4: there are more cells than the 3 columns of the heading; text with commas goes into quotes.\n"
        "lines 3 and 5 have the same number (2); check them and keep one.");
    for (int i = 0; i < 25; i++)
        g_string_append(many, ",x\n");
    g_assert_null(read_bytes(many->str, many->len, NULL, &error));
    g_assert_true(g_str_has_suffix(error->message, "\n5 more problems are not listed."));
}

static void two_rows_of_one_form_are_refused(void)
{
    assert_refused("编号,题名,单位\n037,a,x\n37,b,x\n",
                   "lines 2 and 3 have the same number (37); check them and keep one.");
    assert_refused(
        "题名,单位\n《末班车》,x\n末班车！,x\n",
        "lines 2 and 3 have the same unit and title (“末班车！”); keep one, or give them different numbers.");
    assert_refused(
        "编号,题名,单位\n1,a,x\n,a,x\n",
        "lines 2 and 3 have the same unit and title (“a”); keep one, or give them different numbers.");
    assert_refused(
        "序号,题名,单位\n1,a,x\n2,a,x\n",
        "lines 2 and 3 have the same unit and title (“a”); keep one, or give them different numbers.");
    form_rows_free(good("编号,题名,单位\n1,a,x\n2,a,x\n")); /* numbers tell them apart */
    form_rows_free(good("题名,单位\na,x\na,y\na,\n"));
}

/* ---- updating ---- */

/* What is known after the rows of `text`; ids are given as the catalogue would. */
static GPtrArray *known_after(const char *text)
{
    g_autoptr(FormRows) rows = good(text);
    GPtrArray *known = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);

    for (guint i = 0; i < rows->rows->len; i++) {
        Form *form = form_copy(row(rows, i));
        form->id = i + 1;
        g_ptr_array_add(known, form);
    }
    return known;
}

static FormUpdate *update_of(const GPtrArray *known, const char *text)
{
    g_autoptr(FormRows) rows = good(text);
    g_autoptr(GError) error = NULL;
    FormUpdate *update = form_update_make(known, rows, LANGUAGE_EN, &error);

    g_assert_no_error(error);
    return update;
}

static const FormChange *change(const FormUpdate *update, guint at)
{
    g_assert_cmpuint(at, <, update->changes->len);
    return update->changes->pdata[at];
}

static void the_same_again_changes_nothing(void)
{
    const char *text = "编号,题名,单位,作者\nHX-1,甲,x,张三\n,乙,y,\n";
    g_autoptr(GPtrArray) known = known_after(text);
    g_autoptr(FormUpdate) update = update_of(known, text);

    g_assert_cmpuint(update->changes->len, ==, 0);
    g_assert_cmpuint(update->unchanged, ==, 2);
    g_assert_cmpuint(update->absent->len, ==, 0);
}

static void a_number_finds_its_form_whatever_else_changed(void)
{
    g_autoptr(GPtrArray) known = known_after("编号,题名,单位,作者\n037,甲,x,张三\nHX-2,乙,y,李四\n");
    g_autoptr(FormUpdate) update = update_of(known, "编号,题名,单位\n37,甲乙丙,x\n");

    g_assert_cmpint(change(update, 0)->form->id, ==, 1);
    g_assert_cmpstr(change(update, 0)->form->title, ==, "甲乙丙");
    g_assert_cmpstr(change(update, 0)->form->entry_no, ==, "037"); /* the zero is the spreadsheet's loss */
    g_assert_cmpstr(change(update, 0)->form->author, ==, "张三");  /* no column says otherwise */
    g_assert_true(change(update, 0)->changed[COLUMN_TITLE]);
    g_assert_false(change(update, 0)->changed[COLUMN_ENTRY_NO]);
    g_assert_cmpuint(update->absent->len, ==, 1);
    g_assert_true(update->absent->pdata[0] == known->pdata[1]);
}

static void an_empty_cell_takes_away_but_not_the_number(void)
{
    g_autoptr(GPtrArray) known = known_after("编号,题名,单位,作者\nHX-1,甲,x,张三\n");
    g_autoptr(FormUpdate) update = update_of(known, "编号,题名,单位,作者\n,甲,x,\n");

    g_assert_cmpuint(update->changes->len, ==, 1);
    g_assert_null(change(update, 0)->form->author);
    g_assert_cmpstr(change(update, 0)->form->entry_no, ==, "HX-1");
}

static void a_number_that_a_spreadsheet_spoilt_takes_none_away(void)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    g_autoptr(FormRows) before = good("编号,题名,单位,电话\n20260000001,甲,x,13800138000\n");
    g_autoptr(FormRows) after = good("编号,题名,单位,电话\n2.02E+10,甲,x,1.38E+10\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(FormUpdate) update = NULL;

    g_ptr_array_add(known, form_copy(row(before, 0)));
    update = form_update_make(known, after, LANGUAGE_EN, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(update->changes->len, ==, 0);
    g_assert_cmpuint(update->unchanged, ==, 1);
}

static void a_form_that_gets_a_number_is_the_same(void)
{
    g_autoptr(GPtrArray) known = known_after("题名,单位\n甲,x\n乙,x\n");
    g_autoptr(FormUpdate) update = update_of(known, "编号,题名,单位\nHX-2,乙,x\nHX-1,《甲》,x\n");

    g_assert_cmpuint(update->changes->len, ==, 2);
    g_assert_cmpint(change(update, 0)->form->id, ==, 2);
    g_assert_cmpint(change(update, 1)->form->id, ==, 1);
}

static void another_number_is_another_form(void)
{
    g_autoptr(GPtrArray) known = known_after("编号,题名,单位\nHX-1,甲,x\n");
    g_autoptr(FormUpdate) update = update_of(known, "编号,题名,单位\nHX-9,甲,x\n");

    g_assert_null(change(update, 0)->before);
    g_assert_cmpuint(update->absent->len, ==, 1);
}

static void assert_update_refused(const GPtrArray *known, const char *text, const char *want)
{
    g_autoptr(FormRows) rows = good(text);
    g_autoptr(GError) error = NULL;

    g_assert_null(form_update_make(known, rows, LANGUAGE_EN, &error));
    g_assert_error(error, FORM_ERROR, FORM_ERROR_WRONG);
    g_assert_cmpstr(error->message, ==, want);
}

static void rows_that_could_be_several_forms_are_refused(void)
{
    g_autoptr(GPtrArray) known = known_after("编号,题名,单位\nHX-1,甲,x\nHX-2,甲,x\nHX-3,乙,y\n");

    assert_update_refused(known, "题名,单位\n甲,x\n",
                          "line 2: several entries have the unit and title of “甲”; give its number.");
    assert_update_refused(
        known, "编号,题名,单位\nHX-3,丙,y\n,乙,y\n",
        "lines 2 and 3 (“乙”) are the same entry; keep one, or give them different numbers.");
}

static void a_number_of_another_unit_is_not_taken_over(void)
{
    g_autoptr(GPtrArray) known = known_after("编号,题名,单位\n1,末班车,x\n");

    assert_update_refused(known, "编号,题名,单位\n1,垃圾分类,y\n",
                          "line 2: the number 1 belongs to “末班车” of x; check it, or name the column 序号 "
                          "if it only counts the rows.");
}

static void row_numbers_that_shift_move_no_form(void)
{
    g_autoptr(GPtrArray) known = known_after("序号,题名,单位\n1,甲片,x\n2,乙片,x\n");
    g_autoptr(FormUpdate) shifted = update_of(known, "序号,题名,单位\n1,丙片,x\n2,甲片,x\n3,乙片,x\n");
    g_autoptr(FormUpdate) renamed = update_of(known, "序号,题名,单位\n1,新名,x\n2,乙片,x\n");
    g_autoptr(FormUpdate) of_others = update_of(known, "序号,题名,单位\n1,丁片,y\n");

    g_assert_cmpuint(shifted->changes->len, ==, 1);
    g_assert_null(change(shifted, 0)->before);
    g_assert_null(change(shifted, 0)->form->entry_no); /* 1 is another's already */
    g_assert_cmpint(change(renamed, 0)->form->id, ==, 1);
    g_assert_null(change(of_others, 0)->before);
    g_assert_null(change(of_others, 0)->form->entry_no);
}

static void a_row_number_names_no_work_until_it_is_called_a_number(void)
{
    g_autoptr(GPtrArray) counted = known_after("序号,题名,单位\n1,甲片,x\n");
    g_autoptr(GPtrArray) numbered = known_after("编号,题名,单位\n1,甲片,x\n");
    g_autoptr(FormUpdate) called = update_of(counted, "编号,题名,单位\n1,甲片,x\n");
    g_autoptr(FormUpdate) again = update_of(numbered, "序号,题名,单位\n1,甲片,x\n");

    g_assert_true(((const Form *)counted->pdata[0])->counts_rows);
    g_assert_false(((const Form *)numbered->pdata[0])->counts_rows);
    g_assert_cmpuint(called->changes->len, ==, 1);
    g_assert_false(change(called, 0)->form->counts_rows);
    g_assert_cmpuint(again->changes->len, ==, 0);
}

static void contacts_count_as_changes(void)
{
    g_autoptr(GPtrArray) known = known_after("题名,单位,电话\n甲,x,1\n");
    g_autoptr(FormUpdate) update = update_of(known, "题名,单位,电话\n甲,x,2\n");

    g_assert_true(change(update, 0)->changed[COLUMN_PHONE]);
    g_assert_true(form_columns[COLUMN_PHONE].is_private && form_columns[COLUMN_CONTACT].is_private &&
                  form_columns[COLUMN_EMAIL].is_private && !form_columns[COLUMN_AUTHOR].is_private);
}

/* ---- strangers ---- */

static const char seed[] =
    "第二届报名表,,,\n编号,题名,单位,类别,作者1,作者2,电话,邮箱,完成日期,文件名,简介,拼音,单位拼音\n"
    "HX-1,《末班车》,成都市高新区,剧情类,\"张三,李四\",王五,1.38E+10,a@b,2026/3/1 0:00,a.mp4,\"一\r\n二\",Mo "
    "ban che,Chengdu\n"
    "=\"037\",'=cmd,x,y,张　三,,'13,,2026年3月1日,,\"\"\"\",,\n";

static void damaged_forms_are_read_or_refused(void)
{
    gsize length = 0;
    g_autofree char *gb = g_convert(seed, -1, "GB18030", "UTF-8", NULL, &length, NULL);
    g_autoptr(GRand) rand = g_rand_new_with_seed(20240701);

    for (int i = 0; i < MUTANTS; i++) {
        gsize n = i % 2 ? length : strlen(seed);
        g_autofree char *bytes = g_memdup2(i % 2 ? gb : seed, n);
        int damages = g_rand_int_range(rand, 0, 8);

        for (int j = 0; j < damages; j++)
            bytes[g_rand_int_range(rand, 0, (gint32)n)] = (char)g_rand_int_range(rand, 0, 256);
        if (i % 3 == 0)
            n = (gsize)g_rand_int_range(rand, 0, (gint32)n);
        LLVMFuzzerTestOneInput((const guint8 *)bytes, n);
    }
}

static void odd_forms_are_read_or_refused(void)
{
    static const char *const odd[] = {
        "",
        "\n",
        ",",
        "\"",
        "\"\"",
        "题名,单位",
        "题名,单位\n\"",
        "题名,单位\n\"\"\"",
        "题名,单位\r\r\n\n\r甲",
        "题名;单位,\n;,;",
        "题名,单位\n,,,,,,\n",
        "\xEF\xBB\xBF",
        "\xFF\xFE",
        "\xFE\xFF\xD8\x00",
        "题名,单位,作者\n甲,,（（（、",
        "题名,单位\n=\"\",=\"",
        "PK\3\4",
        "题名,单位,作者\n'\n, 、\n",
        "title,unit,phone,tel\n\xCC\x81,b,1/2,\n",
        "序号,题名\n1,甲\n,甲",
        "题名,作者\n甲,   张   三   ",
        "题名,单位\n,电话\n,电话\n题名,单位\n合计,1\n",
        "编号,,\n,题名,单位,,电话\n1,2,3,4,5\n合计：\n",
        "题名，单位\n甲，乙\n",
        "题名,完成日期,报送日期\n甲,99999.9,36526.99999999\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
        LLVMFuzzerTestOneInput((const guint8 *)odd[i], strlen(odd[i]));
    LLVMFuzzerTestOneInput((const guint8 *)seed, strlen(seed));
}

int main(int argc, char **argv)
{
    static const char text[] =
        "[edition]\nid=2024\n[category juqing]\ntitle=剧情\n[units]\n成都高新区=成都市高新区\n";
    int failed;

    g_test_init(&argc, &argv, NULL);
    settings = settings_parse(text, strlen(text), "pianmu.ini", "/contest", NULL);
    g_test_add_func("/form-reader/every encoding that Excel saves is read",
                    every_encoding_that_excel_saves_is_read);
    g_test_add_func("/form-reader/bytes of no encoding are refused with their place",
                    bytes_of_no_encoding_are_refused_with_their_place);
    g_test_add_func("/form-reader/workbooks and documents are known by their content",
                    workbooks_and_documents_are_known_by_their_content);
    g_test_add_func("/form-reader/quotes, lines and separators are those of CSV",
                    quotes_lines_and_separators_are_those_of_csv);
    g_test_add_func("/form-reader/what is no CSV is refused with its line",
                    what_is_no_csv_is_refused_with_its_line);
    g_test_add_func("/form-reader/titles above the heading are passed over",
                    titles_above_the_heading_are_passed_over);
    g_test_add_func("/form-reader/headings have many names", headings_have_many_names);
    g_test_add_func("/form-reader/no name means two columns", no_name_means_two_columns);
    g_test_add_func("/form-reader/a row number gives way to a number", a_row_number_gives_way_to_a_number);
    g_test_add_func("/form-reader/several columns of authors and phones join",
                    several_columns_of_authors_and_phones_join);
    g_test_add_func("/form-reader/a column headed twice is refused", a_column_headed_twice_is_refused);
    g_test_add_func("/form-reader/a map says what headings mean", a_map_says_what_headings_mean);
    g_test_add_func("/form-reader/a mapped row number is a number", a_mapped_row_number_is_a_number);
    g_test_add_func("/form-reader/a wrong map is refused", a_wrong_map_is_refused);
    g_test_add_func("/form-reader/without a heading it is no form", without_a_heading_it_is_no_form);
    g_test_add_func("/form-reader/what stands around a value is taken away",
                    what_stands_around_a_value_is_taken_away);
    g_test_add_func("/form-reader/dates are read in the ways people write them",
                    dates_are_read_in_the_ways_people_write_them);
    g_test_add_func("/form-reader/authors are told apart with care", authors_are_told_apart_with_care);
    g_test_add_func("/form-reader/numbers that a spreadsheet spoilt are remarked on",
                    numbers_that_a_spreadsheet_spoilt_are_remarked_on);
    g_test_add_func("/form-reader/what is no date is remarked on", what_is_no_date_is_remarked_on);
    g_test_add_func("/form-reader/categories and units go by the names of the settings",
                    categories_and_units_go_by_the_names_of_the_settings);
    g_test_add_func("/form-reader/all faults are told and nothing is taken",
                    all_faults_are_told_and_nothing_is_taken);
    g_test_add_func("/form-reader/two rows of one form are refused", two_rows_of_one_form_are_refused);
    g_test_add_func("/form-reader/the same again changes nothing", the_same_again_changes_nothing);
    g_test_add_func("/form-reader/a number finds its form whatever else changed",
                    a_number_finds_its_form_whatever_else_changed);
    g_test_add_func("/form-reader/an empty cell takes away but not the number",
                    an_empty_cell_takes_away_but_not_the_number);
    g_test_add_func("/form-reader/a form that gets a number is the same",
                    a_form_that_gets_a_number_is_the_same);
    g_test_add_func("/form-reader/another number is another form", another_number_is_another_form);
    g_test_add_func("/form-reader/rows that could be several forms are refused",
                    rows_that_could_be_several_forms_are_refused);
    g_test_add_func("/form-reader/a number of another unit is not taken over",
                    a_number_of_another_unit_is_not_taken_over);
    g_test_add_func("/form-reader/row numbers that shift move no form", row_numbers_that_shift_move_no_form);
    g_test_add_func("/form-reader/a row number names no work until it is called a number",
                    a_row_number_names_no_work_until_it_is_called_a_number);
    g_test_add_func("/form-reader/contacts count as changes", contacts_count_as_changes);
    g_test_add_func("/form-reader/damaged forms are read or refused", damaged_forms_are_read_or_refused);
    g_test_add_func("/form-reader/odd forms are read or refused", odd_forms_are_read_or_refused);
    g_test_add_func("/form-reader/other encodings are refused and never read as garbage",
                    other_encodings_are_refused_and_never_read_as_garbage);
    g_test_add_func("/form-reader/what is rare in GB18030 is read all the same",
                    what_is_rare_in_gb18030_is_read_all_the_same);
    g_test_add_func("/form-reader/headings on two lines are one", headings_on_two_lines_are_one);
    g_test_add_func("/form-reader/a heading on every page is no entry", a_heading_on_every_page_is_no_entry);
    g_test_add_func("/form-reader/the foot of a table is no entry", the_foot_of_a_table_is_no_entry);
    g_test_add_func("/form-reader/a title like a foot is an entry", a_title_like_a_foot_is_an_entry);
    g_test_add_func("/form-reader/rows that merged cells leave without a unit are remarked on",
                    rows_that_merged_cells_leave_without_a_unit_are_remarked_on);
    g_test_add_func("/form-reader/wide commas are told from no heading",
                    wide_commas_are_told_from_no_heading);
    g_test_add_func("/form-reader/contacts do not come in by a public column",
                    contacts_do_not_come_in_by_a_public_column);
    g_test_add_func("/form-reader/days that a spreadsheet counts are dates",
                    days_that_a_spreadsheet_counts_are_dates);
    g_test_add_func("/form-reader/a number that a spreadsheet spoilt takes none away",
                    a_number_that_a_spreadsheet_spoilt_takes_none_away);
    failed = g_test_run();
    settings_free(settings);
    return failed;
}
