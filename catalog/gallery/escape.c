#include "catalog/gallery/escape.h"

#include "catalog/messages/display.h"

#include <string.h>

void escape_text(GString *out, const char *value)
{
    g_autofree char *shown = display_text(value);

    for (const char *c = shown; *c; c++) {
        switch (*c) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&#34;");
            break;
        case '\'':
            g_string_append(out, "&#39;");
            break;
        default:
            g_string_append_c(out, *c);
        }
    }
}

/* The prefix keeps a first segment from being read as a scheme or a host. */
void escape_url(GString *out, const char *value)
{
    if (!g_str_has_prefix(value, "./") && !g_str_has_prefix(value, "../"))
        g_string_append(out, "./");
    for (const guchar *c = (const guchar *)value; *c; c++) {
        if (g_ascii_isalnum(*c) || strchr("-._~/", *c))
            g_string_append_c(out, (char)*c);
        else
            g_string_append_printf(out, "%%%02X", *c);
    }
}

static gboolean must_be_escaped_in_script(gunichar c)
{
    return c < 0x20 || c == 0x7F || c == '"' || c == '\'' || c == '\\' || c == '<' || c == '>' || c == '&' ||
           c == 0x2028 || c == 0x2029;
}

void escape_script(GString *out, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);

    g_string_append_c(out, '"');
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (must_be_escaped_in_script(c))
            g_string_append_printf(out, "\\u%04X", c);
        else
            g_string_append_unichar(out, c);
    }
    g_string_append_c(out, '"');
}
