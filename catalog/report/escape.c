#include "catalog/report/escape.h"

static gboolean json_escapes(char c)
{
    return c == '"' || c == '\\' || (guchar)c < 0x20 || c == 0x7F;
}

void json_append_text(GString *out, const char *text)
{
    g_autofree char *valid = NULL;

    if (!text) {
        g_string_append(out, "null");
        return;
    }
    if (!g_utf8_validate(text, -1, NULL))
        text = valid = g_utf8_make_valid(text, -1);
    g_string_append_c(out, '"');
    for (const char *end = text; *text; text = end) {
        while (*end && !json_escapes(*end))
            end++;
        g_string_append_len(out, text, end - text);
        if (*end == '"' || *end == '\\')
            g_string_append_printf(out, "\\%c", *end++);
        else if (*end)
            g_string_append_printf(out, "\\u%04x", *end++);
    }
    g_string_append_c(out, '"');
}

/* What makes a spreadsheet compute a cell, in half and full width (OWASP, CSV injection). */
static gboolean starts_a_formula(const char *text)
{
    static const char *const triggers[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };

    if (*text == '\t' || *text == '\r' || *text == '\n')
        return TRUE;
    while (g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    for (gsize i = 0; i < G_N_ELEMENTS(triggers); i++) {
        if (g_str_has_prefix(text, triggers[i]))
            return TRUE;
    }
    return FALSE;
}

void csv_begin(GString *out)
{
    g_string_append(out, "\xEF\xBB\xBF");
}

void csv_end_row(GString *out)
{
    g_string_append(out, "\r\n");
}

void csv_append_cell(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);

    g_string_append_c(out, '"');
    if (starts_a_formula(valid))
        g_string_append_c(out, '\'');
    for (const char *p = valid; *p; p++) {
        if (*p == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}
