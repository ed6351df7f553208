#include "indexer/media/cue_text.h"

#include <string.h>

#define TAG_BYTES_MAX 256

/* What a piece of markup stands for. `length` 0: it is none. */
typedef struct {
    gsize length;
    const char *text;
} Markup;

static const Markup none = { 0, NULL };

/* ---- tags ---- */

static const char *const tag_names[] = { "i",      "b", "u", "s",    "em", "strong", "font", "span", "br",
                                         "strike", "c", "v", "lang", "rt", "ruby",   "p",    "div",  NULL };

/* The name of the tag at `at`, which begins with <; lower case. NULL: it is none. */
static char *tag_name(const char *at, gsize *length)
{
    const char *end = memchr(at, '>', strnlen(at, TAG_BYTES_MAX));
    const char *name = at[1] == '/' ? at + 2 : at + 1;
    gsize letters = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (!end || letters == 0 || !strchr("> \t/.", name[letters]))
        return NULL;
    *length = (gsize)(end - at) + 1;
    return g_ascii_strdown(name, (gssize)letters);
}

static Markup html_tag(const char *at)
{
    gsize length = 0;
    g_autofree char *name = *at == '<' ? tag_name(at, &length) : NULL;

    if (!name || !g_strv_contains(tag_names, name))
        return none;
    return (Markup){ length, g_str_equal(name, "br") ? "\n" : "" };
}

/* The moment from which the rest is shown, as karaoke has it. */
static Markup time_tag(const char *at)
{
    gsize length = *at == '<' ? strspn(at + 1, "0123456789:.") : 0;

    return length > 0 && at[length + 1] == '>' ? (Markup){ length + 2, "" } : none;
}

static Markup entity(const char *at)
{
    static const Markup entities[] = { { 5, "&amp;" },  { 4, "&lt;" },  { 4, "&gt;" },
                                       { 6, "&nbsp;" }, { 5, "&lrm;" }, { 5, "&rlm;" } };
    static const char *const meanings[] = { "&", "<", ">", " ", "", "" };

    for (gsize i = 0; *at == '&' && i < G_N_ELEMENTS(entities); i++) {
        if (strncmp(at, entities[i].text, entities[i].length) == 0)
            return (Markup){ entities[i].length, meanings[i] };
    }
    return none;
}

/* ---- Advanced SubStation ---- */

static Markup block(const char *at, const char *opening)
{
    const char *end = g_str_has_prefix(at, opening) ? strchr(at, '}') : NULL;

    return end ? (Markup){ (gsize)(end - at) + 1, "" } : none;
}

/* {\p1} begins a drawing, whose commands are no text, {\p0} ends it. -1: the block speaks of neither. */
static int drawing_of(const char *text, gsize length)
{
    int drawing = -1;

    for (gsize i = 0; i + 2 < length; i++) {
        if (text[i] == '\\' && text[i + 1] == 'p' && g_ascii_isdigit(text[i + 2]))
            drawing = text[i + 2] != '0';
    }
    return drawing;
}

static Markup escape(const char *at)
{
    if (*at != '\\' || (at[1] != 'N' && at[1] != 'n' && at[1] != 'h'))
        return none;
    return (Markup){ 2, at[1] == 'N' ? "\n" : " " };
}

/* ---- the text ---- */

static Markup markup_at(const char *at, CueTextKind kind)
{
    Markup found = none;

    switch (kind) {
    case CUE_TEXT_PLAIN:
        break;
    case CUE_TEXT_SUBRIP:
        found = *at == '{' ? block(at, "{\\") : html_tag(at);
        break;
    case CUE_TEXT_WEBVTT:
        found = *at == '&' ? entity(at) : html_tag(at);
        if (found.length == 0)
            found = time_tag(at);
        break;
    case CUE_TEXT_ASS:
        found = *at == '{' ? block(at, "{") : escape(at);
        break;
    }
    return found;
}

static gboolean shows_nothing(gunichar c)
{
    return (g_unichar_iscntrl(c) && c != '\n') || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

static void append_character(GString *out, gunichar c)
{
    if (c == '\t' || c == 0xA0)
        g_string_append_c(out, ' ');
    else if (c == 0x2028 || c == 0x2029)
        g_string_append_c(out, '\n');
    else if (!shows_nothing(c))
        g_string_append_unichar(out, c);
}

static GString *without_markup(const char *text, CueTextKind kind)
{
    GString *out = g_string_sized_new(strlen(text));
    gboolean drawing = FALSE;

    while (*text) {
        Markup markup = markup_at(text, kind);

        if (kind == CUE_TEXT_ASS && *text == '{' && drawing_of(text, markup.length) >= 0)
            drawing = drawing_of(text, markup.length);
        if (markup.length > 0) {
            g_string_append(out, drawing ? "" : markup.text);
            text += markup.length;
            continue;
        }
        if (!drawing)
            append_character(out, g_utf8_get_char(text));
        text = g_utf8_next_char(text);
    }
    return out;
}

static char *trimmed_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_sized_new(strlen(text));

    for (char **line = lines; *line; line++) {
        g_strstrip(*line);
        if (!**line)
            continue;
        if (out->len > 0)
            g_string_append_c(out, '\n');
        g_string_append(out, *line);
    }
    return g_string_free(out, FALSE);
}

char *cue_text(const char *bytes, gsize length, CueTextKind kind)
{
    const char *nul = memchr(bytes, '\0', length);
    g_autofree char *valid = g_utf8_make_valid(bytes, nul ? nul - bytes : (gssize)length);
    g_autoptr(GString) plain = without_markup(valid, kind);

    return trimmed_lines(plain->str);
}
