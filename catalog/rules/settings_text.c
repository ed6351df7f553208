#include "catalog/rules/settings_text.h"

#include "catalog/messages/display.h"

#include <string.h>

#define COMPLAINTS_MAX 25
#define UTF8_BOM       "\xef\xbb\xbf"

void complaints_clear(Complaints *complaints)
{
    g_clear_pointer(&complaints->said, g_ptr_array_unref);
}

void complain(Complaints *complaints, const SettingsLine *line, const char *problem)
{
    g_autofree char *number = g_strdup_printf("%u", line ? line->line : 0);
    g_autofree char *section = display_briefly(line && line->section ? line->section : "");
    g_autofree char *key = display_briefly(line && line->key ? line->key : "");
    g_autofree char *value = display_briefly(line && line->value ? line->value : "");
    const char *at = "settings.at-file";

    if (line)
        at = line->key ? "settings.at-value" : line->section ? "settings.at-section" : "settings.at-line";
    g_ptr_array_add(complaints->said,
                    message_format(complaints->language, at, "file", complaints->file, "line", number,
                                   "section", section, "key", key, "value", value, "problem", problem, NULL));
}

char *complaints_text(const Complaints *complaints)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < complaints->said->len && i < COMPLAINTS_MAX; i++)
        g_string_append_printf(out, "%s%s", i ? "\n" : "", (const char *)complaints->said->pdata[i]);
    if (complaints->said->len > COMPLAINTS_MAX) {
        g_autofree char *n = g_strdup_printf("%u", complaints->said->len - COMPLAINTS_MAX);
        g_autofree char *more = message_format(complaints->language, "settings.more", "n", n, NULL);

        g_string_append_printf(out, "\n%s", more);
    }
    return g_string_free(out, FALSE);
}

/* ---- encoding ---- */
static gboolean begins_with(const char *bytes, gsize length, const char *mark, gsize mark_length)
{
    return length >= mark_length && memcmp(bytes, mark, mark_length) == 0;
}

static gboolean is_gb18030(const char *bytes, gsize length)
{
    g_autofree char *converted = g_convert(bytes, (gssize)length, "UTF-8", "GB18030", NULL, NULL, NULL);

    for (const char *p = converted; p && *p; p = g_utf8_next_char(p)) {
        if (g_unichar_get_script(g_utf8_get_char(p)) == G_UNICODE_SCRIPT_HAN)
            return TRUE;
    }
    return FALSE;
}

/* What bytes that are not UTF-8 most likely are; NULL: no idea. */
static const char *other_encoding(const char *bytes, gsize length)
{
    if (begins_with(bytes, length, "\xff\xfe\0\0", 4) || begins_with(bytes, length, "\0\0\xfe\xff", 4))
        return "UTF-32";
    if (begins_with(bytes, length, "\xff\xfe", 2) || begins_with(bytes, length, "\xfe\xff", 2) ||
        memchr(bytes, '\0', length))
        return "UTF-16";
    return is_gb18030(bytes, length) ? "GB18030" : NULL;
}

/* CRLF and lone CR become LF. */
static char *unix_lines(const char *text, gsize length)
{
    GString *out = g_string_sized_new(length);

    for (gsize i = 0; i < length; i++) {
        if (text[i] != '\r')
            g_string_append_c(out, text[i]);
        else if (i + 1 == length || text[i + 1] != '\n')
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

char *settings_text_decode(const char *bytes, gsize length, Complaints *complaints)
{
    g_autofree char *problem = NULL;
    const char *encoding;

    if (begins_with(bytes, length, UTF8_BOM, strlen(UTF8_BOM))) {
        bytes += strlen(UTF8_BOM);
        length -= strlen(UTF8_BOM);
    }
    if (g_utf8_validate_len(bytes, length, NULL))
        return unix_lines(bytes, length);
    encoding = other_encoding(bytes, length);
    problem = encoding ? message_format(complaints->language, "settings.encoding", "encoding", encoding, NULL)
                       : g_strdup(message(complaints->language, "settings.encoding-unknown"));
    complain(complaints, NULL, problem);
    return NULL;
}

/* ---- lines ---- */
static void settings_line_free(gpointer data)
{
    SettingsLine *line = data;

    g_free(line->section);
    g_free(line->key);
    g_free(line->value);
    g_free(line);
}

static SettingsLine *settings_line_new(guint number, const char *section, char *key, char *value)
{
    SettingsLine *line = g_new0(SettingsLine, 1);

    *line = (SettingsLine){ number, g_strdup(section), key, value };
    return line;
}

/* `seen` maps section and key to the first line that has them. */
static void add_line(GPtrArray *lines, GHashTable *seen, SettingsLine *line, Complaints *complaints)
{
    g_autofree char *name = g_strconcat(line->section, line->key ? "\n" : NULL, line->key, NULL);
    const SettingsLine *first = g_hash_table_lookup(seen, name);

    if (first) {
        g_autofree char *number = g_strdup_printf("%u", first->line);
        const char *key = line->key ? "settings.key-twice" : "settings.section-twice";
        g_autofree char *problem = message_format(complaints->language, key, "first", number, NULL);

        complain(complaints, line, problem);
    } else {
        g_hash_table_insert(seen, g_steal_pointer(&name), line);
    }
    g_ptr_array_add(lines, line);
}

static void complain_of_text(Complaints *complaints, guint number, const char *key, const char *text)
{
    g_autofree char *part = display_briefly(text);
    g_autofree char *problem = message_format(complaints->language, key, "part", part, NULL);

    complain(complaints, &(SettingsLine){ .line = number }, problem);
}

static gboolean is_section(const char *text, gsize length)
{
    return length > 2 && text[0] == '[' && text[length - 1] == ']' && !memchr(text + 1, '[', length - 1) &&
           !memchr(text, ']', length - 1);
}

GPtrArray *settings_text_lines(const char *text, Complaints *complaints)
{
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    g_autofree char *section = NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *lines = g_ptr_array_new_with_free_func(settings_line_free);

    for (guint i = 0; rows[i]; i++) {
        const char *row = g_strstrip(rows[i]);
        const char *equals = strchr(row, '=');

        if (!*row || *row == '#')
            continue;
        if (is_section(row, strlen(row))) {
            g_free(section);
            section = g_strndup(row + 1, strlen(row) - 2);
            add_line(lines, seen, settings_line_new(i + 1, section, NULL, NULL), complaints);
        } else if (*row == '[' || !equals || equals == row) {
            complain_of_text(complaints, i + 1, "settings.not-a-line", row);
        } else if (!section) {
            complain_of_text(complaints, i + 1, "settings.no-section", row);
        } else {
            char *key = g_strchomp(g_strndup(row, (gsize)(equals - row)));
            char *value = g_strchug(g_strdup(equals + 1));

            add_line(lines, seen, settings_line_new(i + 1, section, key, value), complaints);
        }
    }
    return lines;
}

gboolean settings_text_language(const GPtrArray *lines, Language *language)
{
    for (guint i = 0; i < lines->len; i++) {
        const SettingsLine *line = lines->pdata[i];

        if (g_strcmp0(line->section, "edition") == 0 && g_strcmp0(line->key, "language") == 0)
            return language_from_name(line->value, language);
    }
    return FALSE;
}
