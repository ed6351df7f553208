#include "catalog/facts/charset.h"

#include <string.h>

#define IS_BETWEEN(byte, first, last) ((byte) >= (first) && (byte) <= (last))

typedef struct {
    gsize all, usual; /* characters beyond ASCII */
} Census;

static int percent(const Census *census)
{
    return census->all == 0 ? 100 : (int)(census->usual * 100 / census->all);
}

/* What people write in Chinese is made of the first level of GB 2312 and of its punctuation. What takes four bytes speaks neither way. */
int charset_usual_gb18030(const char *bytes, gsize length)
{
    Census census = { 0 };

    for (gsize i = 0; i + 1 < length;) {
        guchar lead = (guchar)bytes[i], trail = (guchar)bytes[i + 1];

        if (lead < 0x80 || g_ascii_isdigit(trail)) {
            i += lead < 0x80 ? 1 : 4;
            continue;
        }
        census.all++;
        census.usual += trail >= 0xA1 && (IS_BETWEEN(lead, 0xA1, 0xA3) || IS_BETWEEN(lead, 0xB0, 0xD7));
        i += 2;
    }
    return percent(&census);
}

/* The first level of Big5, by strokes, and its punctuation. */
int charset_usual_big5(const char *bytes, gsize length)
{
    Census census = { 0 };

    for (gsize i = 0; i + 1 < length;) {
        guchar lead = (guchar)bytes[i], trail = (guchar)bytes[i + 1];

        if (lead < 0x80) {
            i++;
            continue;
        }
        census.all++;
        census.usual +=
            IS_BETWEEN(lead, 0xA1, 0xC6) && (IS_BETWEEN(trail, 0x40, 0x7E) || IS_BETWEEN(trail, 0xA1, 0xFE));
        i += 2;
    }
    return percent(&census);
}

gboolean charset_is_damaged_utf8(const char *bytes, gsize length)
{
    gsize han = 0, misfits = 0;

    for (const char *p = bytes, *end = bytes + length; p < end;) {
        gunichar c = g_utf8_get_char_validated(p, end - p);

        if (c == (gunichar)-1 || c == (gunichar)-2 || c == 0) {
            misfits++;
            p++;
            continue;
        }
        han += g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
        p = g_utf8_next_char(p);
    }
    return han > 4 * misfits;
}

/* ---- decoding ---- */

static gboolean begins_with(const char *bytes, gsize length, const char *mark, gsize mark_length)
{
    return length >= mark_length && memcmp(bytes, mark, mark_length) == 0;
}

static char *convert(const char *bytes, gsize length, const char *charset)
{
    gsize read = 0, written = 0;
    g_autofree char *text = g_convert(bytes, (gssize)length, "UTF-8", charset, &read, &written, NULL);

    return text && read == length && strlen(text) == written ? g_steal_pointer(&text) : NULL;
}

/* Times and line ends are ASCII in any language, and so every other byte of theirs is zero; the other half of a few Han characters is, too. */
static const char *unmarked_utf16(const char *bytes, gsize length)
{
    gsize zeros[2] = { 0 };

    for (gsize i = 0; i < length; i++)
        zeros[i % 2] += bytes[i] == '\0';
    if (length % 2 != 0 || zeros[0] + zeros[1] < length / 16 || zeros[0] == zeros[1])
        return NULL;
    return zeros[0] > zeros[1] ? "UTF-16BE" : "UTF-16LE";
}

static const struct {
    const char *mark;
    gsize length;
    const char *charset;
} marks[] = {
    { "\xEF\xBB\xBF", 3, "UTF-8" },
    { "\xFF\xFE", 2, "UTF-16LE" },
    { "\xFE\xFF", 2, "UTF-16BE" },
};

static const struct {
    const char *charset;
    int (*usual)(const char *bytes, gsize length);
} chinese[] = {
    { "GB18030", charset_usual_gb18030 },
    { "BIG5-HKSCS", charset_usual_big5 },
};

/* Of those that it can be at all, the one by which it is more like what people write. */
static char *decode_chinese(const char *bytes, gsize length, const char **charset)
{
    char *best = NULL;
    int most = CHARSET_USUAL_LEAST - 1;

    for (gsize i = 0; i < G_N_ELEMENTS(chinese); i++) {
        int usual = chinese[i].usual(bytes, length);
        char *text = usual > most ? convert(bytes, length, chinese[i].charset) : NULL;

        if (!text)
            continue;
        g_free(best);
        best = text;
        most = usual;
        *charset = chinese[i].charset;
    }
    return best;
}

static char *decode_unmarked(const char *bytes, gsize length, const char **charset)
{
    const char *utf16 = unmarked_utf16(bytes, length);

    if (g_utf8_validate_len(bytes, length, NULL)) {
        *charset = "UTF-8";
        return g_strndup(length > 0 ? bytes : "", length);
    }
    if (utf16) {
        *charset = utf16;
        return convert(bytes, length, utf16);
    }
    if (memchr(bytes, '\0', length))
        return NULL;
    if (charset_is_damaged_utf8(bytes, length)) {
        *charset = "UTF-8";
        return g_utf8_make_valid(bytes, (gssize)length);
    }
    return decode_chinese(bytes, length, charset);
}

char *charset_decode(const char *bytes, gsize length, const char **charset)
{
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (!begins_with(bytes, length, marks[i].mark, marks[i].length))
            continue;
        bytes += marks[i].length;
        length -= marks[i].length;
        if (g_str_equal(marks[i].charset, "UTF-8"))
            break;
        *charset = marks[i].charset;
        return convert(bytes, length & ~(gsize)1, marks[i].charset);
    }
    return decode_unmarked(bytes, length, charset);
}
