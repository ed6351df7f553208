#include "catalog/report/wrap.h"

#include "catalog/messages/display.h"

#include <string.h>

static int width_of(gunichar c)
{
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* Marks that belong to what is before them, and to what is after them. */
static gboolean closes(gunichar c)
{
    return c && strchr("!),.:;?]}%", (int)MIN(c, 0x7F)) != NULL;
}

static gboolean clings_to_last(const char *p)
{
    static const char *const marks[] = { "，", "。", "、", "；", "：", "？", "！", "）", "》",
                                         "」", "』", "】", "”",  "’",  "…",  "—",  "·" };

    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (g_str_has_prefix(p, marks[i]))
            return TRUE;
    }
    return closes(g_utf8_get_char(p)) || width_of(g_utf8_get_char(p)) == 0;
}

static gboolean clings_to_next(const char *p)
{
    static const char *const marks[] = { "（", "《", "「", "『", "【", "“", "‘", "(", "[", "{" };

    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (g_str_has_prefix(p, marks[i]))
            return TRUE;
    }
    return FALSE;
}

/* Whether a line may end before `at`, which is neither the beginning nor the end of the text. */
static gboolean may_break(const char *text, const char *at)
{
    const char *before = g_utf8_find_prev_char(text, at);

    if (*at == ' ' || *before == ' ')
        return TRUE;
    if (clings_to_last(at) || clings_to_next(before))
        return FALSE;
    return g_unichar_iswide(g_utf8_get_char(at)) || g_unichar_iswide(g_utf8_get_char(before));
}

/* Where the line that begins at `text` ends: the last place to break that fits, else the last character that does. */
static const char *end_of_line(const char *text, int width)
{
    const char *place = NULL, *p = text;
    int taken = 0;

    for (; *p && *p != '\n'; p = g_utf8_next_char(p)) {
        if (p > text && may_break(text, p))
            place = p;
        taken += width_of(g_utf8_get_char(p));
        if (taken > width && *p != ' ')
            return place ? place : p > text ? p : g_utf8_next_char(p);
    }
    return p;
}

GPtrArray *text_wrap(const char *text, int width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    do {
        const char *end = end_of_line(text, MAX(width, 1));
        char *line = g_strndup(text, (gsize)(end - text));

        g_ptr_array_add(lines, g_strchomp(line));
        text = *end == '\n' ? end + 1 : end + strspn(end, " ");
        if (*end == '\n' && !*text)
            g_ptr_array_add(lines, g_strdup(""));
    } while (*text);
    return lines;
}

void text_append_wrapped(GString *out, const char *first, const char *next, const char *text, int width)
{
    int room = width - MAX(display_width(first), display_width(next));
    g_autoptr(GPtrArray) lines = text_wrap(text, room);

    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(out, "%s%s\n", i ? next : first, (const char *)lines->pdata[i]);
}
