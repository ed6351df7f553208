#include "catalog/gallery/escape.h"

#include "catalog/messages/display.h"

#include <string.h>

static const char *reference_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&#34;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void escape_text(GString *out, const char *value)
{
    g_autofree char *shown = display_text(value);

    for (const char *c = shown;; c++) {
        gsize plain = strcspn(c, "&<>\"'");

        g_string_append_len(out, c, (gssize)plain);
        c += plain;
        if (!*c)
            return;
        g_string_append(out, reference_of(*c));
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

/* U+2028 and U+2029 end a line in scripts of old. */
static gboolean ends_a_line(const char *c)
{
    return c[1] == '\x80' && (c[2] == '\xA8' || c[2] == '\xA9');
}

static void append_code(GString *out, gunichar c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char code[] = {
        '\\', 'u', digits[c >> 12], digits[c >> 8 & 15], digits[c >> 4 & 15], digits[c & 15]
    };

    g_string_append_len(out, code, sizeof code);
}

/* All that may not stand in a script, and the byte that the two ends of lines begin with. */
#define NOT_PLAIN                                                                                            \
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F"                                           \
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x7F\"'\\<>&\xE2"

void escape_script(GString *out, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);

    g_string_append_c(out, '"');
    for (const char *c = valid;; c = g_utf8_next_char(c)) {
        gsize plain = strcspn(c, NOT_PLAIN);

        g_string_append_len(out, c, (gssize)plain);
        c += plain;
        if (!*c)
            break;
        if (*c == '\xE2' && !ends_a_line(c))
            g_string_append_len(out, c, 3);
        else
            append_code(out, g_utf8_get_char(c));
    }
    g_string_append_c(out, '"');
}
