/* tests/fuzz/fuzz-escape.c
 *
 * libFuzzer's way to the escapers and to the codec of CSV: whatever a text is, it does not act where it is put, and a cell that was written is read
 * again.
 */
#include "catalog/gallery/escape.h"
#include "catalog/registration/csv.h"
#include "catalog/report/escape.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void check_text(const char *value)
{
    g_autoptr(GString) out = g_string_new(NULL);

    escape_text(out, value);
    g_assert_true(g_utf8_validate(out->str, -1, NULL));
    g_assert_null(strpbrk(out->str, "<>\"'"));
}

static void check_url(const char *value)
{
    g_autoptr(GString) out = g_string_new(NULL);

    escape_url(out, value);
    g_assert_true(g_str_has_prefix(out->str, "./") || g_str_has_prefix(out->str, "../"));
    for (const char *c = out->str; *c; c++)
        g_assert_true(g_ascii_isalnum(*c) || strchr("-._~/%", *c));
}

static void check_script(const char *value)
{
    g_autoptr(GString) out = g_string_new(NULL);

    escape_script(out, value);
    g_assert_cmpint(out->str[0], ==, '"');
    g_assert_cmpint(out->str[out->len - 1], ==, '"');
    g_assert_null(strpbrk(out->str, "<>&\n\r"));
    g_assert_null(strstr(out->str, "\xE2\x80\xA8"));
    g_assert_null(strstr(out->str, "\xE2\x80\xA9"));
}

static void check_json(const char *value)
{
    g_autoptr(GString) out = g_string_new(NULL);

    json_append_text(out, value);
    g_assert_true(g_utf8_validate(out->str, -1, NULL));
    for (const char *c = out->str; *c; c++)
        g_assert_cmpint((guchar)*c, >=, ' ');
}

/* A cell between two others; an apostrophe may have come in front. */
static void check_cell(const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) rows = NULL;
    CsvFault fault;
    guint line = 0;
    const CsvRow *row;
    const char *cell;

    csv_append_cell(out, "a");
    g_string_append_c(out, ',');
    csv_append_cell(out, value);
    g_string_append_c(out, ',');
    csv_append_cell(out, "b");
    csv_end_row(out);
    rows = csv_read(out->str, ',', 2, FALSE, &fault, &line);
    g_assert_cmpint(fault, ==, CSV_FAULT_NONE);
    g_assert_cmpuint(rows->len, ==, 1);
    row = rows->pdata[0];
    g_assert_cmpuint(row->cells->len, ==, 3);
    cell = row->cells->pdata[1];
    g_assert_null(strchr("=+-@\t\r", *cell ? *cell : 'a'));
    g_assert_true(g_str_equal(cell, valid) || (*cell == '\'' && g_str_equal(cell + 1, valid)));
}

/* Whatever is read is rows of cells, or a fault with its line. */
static void check_rows(const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    g_autoptr(GPtrArray) rows = NULL;
    CsvFault fault;
    guint line = 0;

    rows = csv_read(valid, ',', 100, TRUE, &fault, &line);
    g_assert_true(fault == CSV_FAULT_NONE || line > 0);
    for (guint i = 0; rows && i < rows->len; i++)
        g_assert_cmpuint(((const CsvRow *)rows->pdata[i])->cells->len, >, 0);
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autofree char *value = g_strndup((const char *)bytes, MIN(length, CSV_CELL_MAX / 8));

    check_text(value);
    check_url(value);
    check_script(value);
    check_json(value);
    check_cell(value);
    check_rows(value);
    return 0;
}
