#include "catalog/registration/encoding.h"

#include "catalog/facts/charset.h"

#include <string.h>

G_DEFINE_QUARK(pianmu_form_error, form_error)

static gboolean begins_with(const char *bytes, gsize length, const char *mark, gsize mark_length)
{
    return length >= mark_length && memcmp(bytes, mark, mark_length) == 0;
}

static gboolean contains(const char *bytes, gsize length, const char *word)
{
    return memmem(bytes, length, word, strlen(word)) != NULL;
}

/* ---- what is no text ---- */

static gboolean is_workbook(const char *bytes, gsize length)
{
    return contains(bytes, length, "xl/workbook") || contains(bytes, length, "xl/worksheets") ||
           contains(bytes, length, "opendocument.spreadsheet");
}

/* What web sites hand out as .xls: HTML, or the XML that Excel saved in 2003. */
static gboolean is_table_in_markup(const char *bytes, gsize length)
{
    return contains(bytes, length, "<table") || contains(bytes, length, "<TABLE") ||
           contains(bytes, length, "<Worksheet") || contains(bytes, length, ":Worksheet");
}

static gboolean is_document(const char *bytes, gsize length)
{
    return contains(bytes, length, "word/") || contains(bytes, length, "opendocument.text");
}

static gboolean is_any(const char *bytes, gsize length)
{
    return bytes && length > 0;
}

/* By the first bytes, then by what a look further in finds. OLE2 holds what Excel, Word and WPS saved before 2007. */
static const struct {
    const char *mark;
    gsize length;
    gboolean (*fits)(const char *bytes, gsize length);
    const char *key;
} binaries[] = {
    { "PK\3\4", 4, is_workbook, "form.workbook" },
    { "PK\3\4", 4, is_document, "form.document" },
    { "PK\3\4", 4, is_any, "form.archive" },
    { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, is_any, "form.workbook" },
    { "<", 1, is_table_in_markup, "form.workbook" },
    { "%PDF-", 5, is_any, "form.document" },
    { "{\\rtf", 5, is_any, "form.document" },
};

static const char *binary_key(const char *bytes, gsize length)
{
    while (length > 0 && g_ascii_isspace(*bytes)) {
        bytes++;
        length--;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(binaries); i++) {
        if (begins_with(bytes, length, binaries[i].mark, binaries[i].length) &&
            binaries[i].fits(bytes, length))
            return binaries[i].key;
    }
    return NULL;
}

/* ---- where it stops being text ---- */

/* Line and column, in characters, behind a text that could be read; lines end with LF, CRLF or CR. */
static char *misfit_words(const char *text, gsize length, const char *key, Language language)
{
    guint line = 1, column = 1;
    g_autofree char *line_text = NULL, *column_text = NULL;

    for (gsize i = 0; i < length; i++) {
        if (text[i] == '\n' || (text[i] == '\r' && i + 1 < length && text[i + 1] != '\n')) {
            line++;
            column = 1;
        } else if (text[i] != '\r' && ((guchar)text[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    line_text = g_strdup_printf("%u", line);
    column_text = g_strdup_printf("%u", column);
    return message_format(language, key, "line", line_text, "column", column_text, NULL);
}

static char *refuse(GError **error, char *words)
{
    g_set_error_literal(error, FORM_ERROR, FORM_ERROR_WRONG, words);
    g_free(words);
    return NULL;
}

/* ---- decoding ---- */

static char *from_utf16(const char *bytes, gsize length, const char *charset, Language language,
                        GError **error)
{
    g_autofree char *text = NULL;
    gsize read = 0, written = 0;

    text = g_convert(bytes, (gssize)length, "UTF-8", charset, &read, &written, NULL);
    if (text && read == length && strlen(text) == written)
        return g_steal_pointer(&text);
    return refuse(error, g_strdup(message(language, "form.encoding.utf-16")));
}

static char *from_gb18030(const char *bytes, gsize length, Language language, GError **error)
{
    gsize read = 0;
    g_autofree char *text = g_convert(bytes, (gssize)length, "UTF-8", "GB18030", &read, NULL, NULL);
    g_autofree char *readable = NULL;

    if (text && read == length) {
        return charset_usual_gb18030(bytes, length) >= CHARSET_USUAL_LEAST
                   ? g_steal_pointer(&text)
                   : refuse(error, g_strdup(message(language, "form.encoding.other")));
    }
    readable = g_convert(bytes, (gssize)MIN(read, length), "UTF-8", "GB18030", NULL, NULL, NULL);
    return refuse(error, misfit_words(readable ? readable : "", readable ? strlen(readable) : 0,
                                      "form.encoding", language));
}

char *form_text_decode(const char *bytes, gsize length, Language language, const char **encoding,
                       GError **error)
{
    const char *binary, *misfit = NULL, *nul;
    gboolean marked = begins_with(bytes, length, "\xEF\xBB\xBF", 3);

    binary = binary_key(marked ? bytes + 3 : bytes, marked ? length - 3 : length);
    if (binary)
        return refuse(error, g_strdup(message(language, binary)));
    if (begins_with(bytes, length, "\xFF\xFE", 2) || begins_with(bytes, length, "\xFE\xFF", 2)) {
        *encoding = "UTF-16";
        return from_utf16(bytes + 2, length - 2, (guchar)*bytes == 0xFF ? "UTF-16LE" : "UTF-16BE", language,
                          error);
    }
    if (marked) {
        bytes += 3;
        length -= 3;
    }
    if (g_utf8_validate_len(bytes, length, &misfit)) {
        *encoding = "UTF-8";
        return g_strndup(length > 0 ? bytes : "", length);
    }
    if ((nul = memchr(bytes, '\0', length)) != NULL)
        return refuse(error, misfit_words(bytes, (gsize)(nul - bytes), "form.nul", language));
    if (marked || charset_is_damaged_utf8(bytes, length))
        return refuse(error, misfit_words(bytes, (gsize)(misfit - bytes), "form.encoding", language));
    *encoding = "GB18030";
    return from_gb18030(bytes, length, language, error);
}
