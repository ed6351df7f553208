/* Writes pinyin_table.h: what ICU's transform Han-Latin makes of each Han character. It knows characters only, no words, so that a table says the
 * same; opening the transform takes a tenth of a second, and linking ICU two milliseconds of every command.
 *
 * usage: make_pinyin FILE */
#include <glib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define CODE_POINTS 0x40000 /* planes 0 to 3: no Han characters beyond */
#define PAGE        0x100

typedef struct {
    GPtrArray *readings;                        /* [0]: none */
    GHashTable *numbers;                        /* reading → its place among them */
    guint16 pages[CODE_POINTS / PAGE], n_pages; /* code point / PAGE → row; 0: none of them has a reading */
    guint16 rows[CODE_POINTS / PAGE + 1][PAGE]; /* → reading */
} Table;

static char *latin_of(UTransliterator *icu, const char *han)
{
    UErrorCode failed = U_ZERO_ERROR;
    UChar units[64];
    int32_t filled = 0, limit;
    char *latin = g_malloc0(sizeof units * 2);

    u_strFromUTF8(units, G_N_ELEMENTS(units), &filled, han, -1, &failed);
    limit = filled;
    utrans_transUChars(icu, units, &filled, G_N_ELEMENTS(units), 0, &limit, &failed);
    u_strToUTF8(latin, sizeof units * 2, NULL, units, filled, &failed);
    if (U_FAILURE(failed))
        g_error("ICU cannot read %s: %s", han, u_errorName(failed));
    return latin;
}

static guint16 number_of(Table *table, const char *reading)
{
    gpointer number;

    if (!g_hash_table_lookup_extended(table->numbers, reading, NULL, &number)) {
        number = GUINT_TO_POINTER(table->readings->len);
        g_ptr_array_add(table->readings, g_strdup(reading));
        g_hash_table_insert(table->numbers, g_strdup(reading), number);
    }
    return (guint16)GPOINTER_TO_UINT(number);
}

static void read_character(Table *table, UTransliterator *icu, gunichar c)
{
    char han[7] = "";
    g_autofree char *latin = NULL;
    guint16 *page = &table->pages[c / PAGE];

    g_unichar_to_utf8(c, han);
    latin = latin_of(icu, han);
    if (g_str_equal(latin, han))
        return;
    if (!*page)
        *page = ++table->n_pages;
    table->rows[*page][c % PAGE] = number_of(table, latin);
}

static char *table_text(const Table *table)
{
    GString *text = g_string_new("/* Made by make_pinyin.c of ICU " U_ICU_VERSION
                                 ". */\n#pragma once\n\n#include <glib.h>\n\n");

    g_string_append_printf(text, "#define HAN_PAGE %d\n#define HAN_LIMIT 0x%x\n\n", PAGE, CODE_POINTS);
    g_string_append(text, "static const char han_readings[][12] = {\n");
    for (guint i = 0; i < table->readings->len; i++)
        g_string_append_printf(text, "\"%s\",\n", (const char *)table->readings->pdata[i]);
    g_string_append(text, "};\n\nstatic const guint16 han_pages[] = {\n");
    for (guint i = 0; i < CODE_POINTS / PAGE; i++)
        g_string_append_printf(text, "%u,%s", table->pages[i], i % 32 == 31 ? "\n" : "");
    g_string_append(text, "};\n\nstatic const guint16 han_rows[][HAN_PAGE] = {\n");
    for (guint row = 0; row <= table->n_pages; row++) {
        g_string_append_c(text, '{');
        for (guint i = 0; i < PAGE; i++)
            g_string_append_printf(text, "%u,", table->rows[row][i]);
        g_string_append(text, "},\n");
    }
    g_string_append(text, "};\n");
    return g_string_free(text, FALSE);
}

int main(int argc, char **argv)
{
    g_autofree Table *table = g_new0(Table, 1);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    UErrorCode failed = U_ZERO_ERROR;
    UChar id[16];
    UTransliterator *icu;

    if (argc != 2)
        g_error("usage: make_pinyin FILE");
    u_uastrncpy(id, "Han-Latin", G_N_ELEMENTS(id));
    icu = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &failed);
    if (U_FAILURE(failed))
        g_error("ICU has no Han-Latin: %s", u_errorName(failed));
    table->readings = g_ptr_array_new_with_free_func(g_free);
    table->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    number_of(table, "");
    for (gunichar c = 0; c < CODE_POINTS; c++) {
        if (g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN)
            read_character(table, icu, c);
    }
    text = table_text(table);
    if (!g_file_set_contents(argv[1], text, -1, &error))
        g_error("%s", error->message);
    utrans_close(icu);
    g_hash_table_unref(table->numbers);
    g_ptr_array_unref(table->readings);
    return 0;
}
