#include "catalog/messages/display.h"

#define BRIEF 80 /* characters */

/* Joiners stay out of it: emoji and several scripts are built with U+200D and U+200C. */
static gboolean acts_unseen(gunichar c)
{
    return g_unichar_iscntrl(c) || c == 0x061C || c == 0x200B || (c >= 0x200E && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB);
}

static void append_escaped(GString *out, gunichar c)
{
    if (c == '\n')
        g_string_append(out, "\\n");
    else if (c == '\t')
        g_string_append(out, "\\t");
    else
        g_string_append_printf(out, "\\u{%04X}", c);
}

/* U+4E00 … U+9FFF in UTF-8. */
static gboolean is_ideograph(const char *bytes)
{
    const guchar *b = (const guchar *)bytes;

    return b[0] >= 0xE4 && b[0] <= 0xE9 && b[1] >= (b[0] == 0xE4 ? 0xB8 : 0x80) && b[1] <= 0xBF &&
           b[2] >= 0x80 && b[2] <= 0xBF;
}

/* Most of what there is to show, as it comes first: ASCII and Chinese characters. */
typedef struct {
    gsize bytes;
    int width;
} Plain;

static Plain plain_start(const char *bytes)
{
    Plain plain = { 0 };

    for (;;) {
        const char *at = bytes + plain.bytes;

        if (*at >= ' ' && *at <= '~') {
            plain.bytes++;
            plain.width++;
        } else if (is_ideograph(at)) {
            plain.bytes += 3;
            plain.width += 2;
        } else {
            return plain;
        }
    }
}

char *display_text(const char *bytes)
{
    gsize plain = plain_start(bytes).bytes;
    GString *out;

    if (bytes[plain] == '\0')
        return g_strndup(bytes, plain);
    out = g_string_new(NULL);
    for (;; plain = plain_start(bytes).bytes) {
        gunichar c;

        g_string_append_len(out, bytes, (gssize)plain);
        bytes += plain;
        if (!*bytes)
            return g_string_free(out, FALSE);
        c = g_utf8_get_char_validated(bytes, -1);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append_printf(out, "\\x%02X", (guchar)*bytes);
            bytes++;
            continue;
        }
        if (acts_unseen(c))
            append_escaped(out, c);
        else
            g_string_append_unichar(out, c);
        bytes = g_utf8_next_char(bytes);
    }
}

gboolean display_is_plain(const char *bytes)
{
    g_autofree char *shown = display_text(bytes);

    return g_str_equal(shown, bytes);
}

int display_width(const char *text)
{
    int width = 0;

    for (;;) {
        Plain plain = plain_start(text);
        gunichar c;

        width += plain.width;
        text += plain.bytes;
        if (!*text)
            return width;
        c = g_utf8_get_char(text);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
        text = g_utf8_next_char(text);
    }
}

char *display_briefly(const char *bytes)
{
    g_autofree char *all = display_text(bytes);
    g_autofree char *start = NULL;

    if (g_utf8_strlen(all, -1) <= BRIEF)
        return g_steal_pointer(&all);
    start = g_utf8_substring(all, 0, BRIEF);
    return g_strconcat(start, "…", NULL);
}
