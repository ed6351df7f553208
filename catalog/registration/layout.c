#include "catalog/registration/layout.h"

#include <string.h>

#define LABEL_MOST 16 /* characters before the colon: 联系人及联系电话 */

static gboolean is_blank(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            return FALSE;
    }
    return TRUE;
}

char *row_words(const CsvRow *row)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < row->cells->len; i++) {
        if (!is_blank(row->cells->pdata[i]))
            g_string_append_printf(out, "%u:%s\n", i, (const char *)row->cells->pdata[i]);
    }
    return g_string_free(out, FALSE);
}

/* ---- headings on two lines ---- */

static gboolean names_column(const CsvRow *row, guint at)
{
    FormColumnId column;
    gboolean weak;

    return at < row->cells->len && column_of_heading(row->cells->pdata[at], &column, &weak);
}

/* The title's name has the height of both lines, and a name of a column stands below one that says less, or nothing. */
static gboolean is_second_line(const CsvRow *row, const CsvRow *heading, const int *columns)
{
    gboolean names = FALSE;

    for (guint i = 0; i < row->cells->len; i++) {
        if (i < heading->cells->len && columns[i] == COLUMN_TITLE && !is_blank(row->cells->pdata[i]))
            return FALSE;
        names = names || names_column(row, i);
    }
    return names;
}

static void take_name(const CsvRow *heading, guint at, const CsvRow *row)
{
    while (heading->cells->len <= at)
        g_ptr_array_add(heading->cells, g_strdup(""));
    g_free(heading->cells->pdata[at]);
    heading->cells->pdata[at] = g_strdup(row->cells->pdata[at]);
}

gboolean heading_join_lines(const GPtrArray *rows, guint heading, const GPtrArray *map)
{
    const CsvRow *row = rows->pdata[heading], *above = heading ? rows->pdata[heading - 1] : NULL;
    const CsvRow *below = heading + 1 < rows->len ? rows->pdata[heading + 1] : NULL;
    g_autofree int *columns = headings_columns(row, map);
    gboolean is_double = below && is_second_line(below, row, columns);

    for (guint i = 0; is_double && i < below->cells->len; i++) {
        if (names_column(below, i))
            take_name(row, i, below);
    }
    for (guint i = 0; above && i < above->cells->len; i++) {
        if (names_column(above, i) && (i >= row->cells->len || is_blank(row->cells->pdata[i])))
            take_name(row, i, above);
    }
    return is_double;
}

/* ---- the foot ---- */

static char *without_blanks(const char *cell)
{
    g_autofree char *plain = g_utf8_normalize(cell, -1, G_NORMALIZE_NFKC);
    GString *out = g_string_new(NULL);

    for (const char *p = plain ? plain : ""; *p; p = g_utf8_next_char(p)) {
        if (!g_unichar_isspace(g_utf8_get_char(p)))
            g_string_append_unichar(out, g_utf8_get_char(p));
    }
    return g_string_free(out, FALSE);
}

/* 合计, 合计3部, but not 合计划. */
static gboolean is_sum(const char *text)
{
    static const char *const words[] = { "合计", "总计", "共计", "小计", "Total" };

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_has_prefix(text, words[i]))
            return !g_unichar_isalpha(g_utf8_get_char(text + strlen(words[i])));
    }
    return FALSE;
}

/* 填表人：, 单位（盖章）：, 联系电话：138… */
static gboolean is_label(const char *text)
{
    static const char *const words[] = { "填表", "填报", "制表", "审核", "审批", "经办", "负责人",   "联系",
                                         "电话", "单位", "报送", "推荐", "选送", "盖章", "公章",     "签字",
                                         "签名", "日期", "备注", "注",   "说明", "Note", "Signature" };
    const char *colon = strchr(text, ':');

    if (!colon || g_utf8_strlen(text, colon - text) > LABEL_MOST)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_has_prefix(text, words[i]))
            return TRUE;
    }
    return FALSE;
}

/* 3, 3部 */
static gboolean is_amount(const char *text)
{
    gsize digits = strspn(text, "0123456789.,");

    return digits > 0 && g_utf8_strlen(text + digits, -1) <= 1;
}

/* In the title's column such words could be a title: then nothing but labels, sums and numbers may stand beside them. */
gboolean row_is_foot(const CsvRow *row, const int *columns, guint n)
{
    gboolean begins = FALSE, has_title = FALSE, others = FALSE;

    for (guint i = 0; i < row->cells->len; i++) {
        g_autofree char *text = without_blanks(row->cells->pdata[i]);
        gboolean belongs = is_sum(text) || is_label(text);

        if (!*text)
            continue;
        if (!begins && !belongs)
            return FALSE;
        begins = TRUE;
        has_title = has_title || (i < n && columns[i] == COLUMN_TITLE);
        others = others || !(belongs || is_amount(text));
    }
    return begins && (!has_title || !others);
}
