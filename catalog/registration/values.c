#include "catalog/registration/values.h"

#include <string.h>

#define MOBILE_DIGITS  11 /* of a Chinese mobile number, which begins with 13 to 19 */
#define SERIAL_OF_2000 36526
#define SERIAL_OF_2100 73051

/* ---- what stands around a value ---- */

/* Characters that act instead of being seen. Joiners stay: emoji and several scripts are built with them. */
static gboolean acts_unseen(gunichar c)
{
    return c == 0x061C || c == 0x200B || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

static gboolean is_line_end(gunichar c)
{
    return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

static char *without_controls(const char *text, const char *line_end)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (c == '\r' && p[1] == '\n')
            continue;
        if (is_line_end(c))
            g_string_append(out, line_end);
        else if (g_unichar_iscntrl(c))
            g_string_append_c(out, ' ');
        else if (!acts_unseen(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* g_unichar_isspace() knows U+3000 and the blanks that do not break. */
static char *trimmed(const char *text)
{
    const char *end = text + strlen(text);

    while (*text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    while (end > text && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    return g_strndup(text, (gsize)(end - text));
}

/* What an apostrophe in front keeps a spreadsheet from computing, or from taking for a number. */
static gboolean needs_apostrophe(const char *text)
{
    static const char *const triggers[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };

    for (gsize i = 0; i < G_N_ELEMENTS(triggers); i++) {
        if (g_str_has_prefix(text, triggers[i]))
            return TRUE;
    }
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* '=cmd → =cmd, and ="0037" → 0037, as spreadsheets write a text that they would compute. */
static char *without_armour(char *text)
{
    gsize length = strlen(text);

    if (*text == '\'' && needs_apostrophe(text + 1)) {
        memmove(text, text + 1, length);
    } else if (length >= 3 && g_str_has_prefix(text, "=\"") && text[length - 1] == '"') {
        memmove(text, text + 2, length - 3);
        text[length - 3] = '\0';
    }
    return text;
}

/* 《末班车》 → 末班车, but not 《甲》和《乙》. */
static char *without_book_marks(char *title)
{
    gsize length = strlen(title), mark = strlen("《");

    if (length > 2 * mark && g_str_has_prefix(title, "《") && strstr(title, "》") == title + length - mark) {
        memmove(title, title + mark, length - 2 * mark);
        title[length - 2 * mark] = '\0';
    }
    return title;
}

/* "/", "——": people strike out what they do not fill in. */
static gboolean is_struck_out(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        if (g_unichar_isgraph(g_utf8_get_char(text)) && !g_unichar_ispunct(g_utf8_get_char(text)))
            return FALSE;
    }
    return TRUE;
}

gboolean holds_contact(const char *text)
{
    const char *at = strchr(text, '@');

    if (at && at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]))
        return TRUE;
    for (; *text; text += MAX(strspn(text, "0123456789"), 1)) {
        if (strspn(text, "0123456789") == MOBILE_DIGITS && *text == '1' && text[1] >= '3')
            return TRUE;
    }
    return FALSE;
}

gboolean is_mangled_number(const char *value)
{
    const char *rest = value + strspn(value, "0123456789");

    if (rest == value)
        return FALSE;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    return (*rest == 'E' || *rest == 'e') && rest[1] == '+' && rest[2] &&
           strspn(rest + 2, "0123456789") == strlen(rest + 2);
}

/* ---- dates ---- */

static guint digits(const char *text, gsize length)
{
    guint number = 0;

    for (gsize i = 0; i < length; i++)
        number = number * 10 + (guint)(text[i] - '0');
    return number;
}

/* A number of at most `most` digits, at *text. */
static gboolean take_number(const char **text, gsize most, guint *number)
{
    gsize length = strspn(*text, "0123456789");

    if (length == 0 || length > most)
        return FALSE;
    *number = digits(*text, length);
    *text += length;
    return TRUE;
}

static gboolean take_word(const char **text, const char *word)
{
    while (**text == ' ')
        (*text)++;
    if (!g_str_has_prefix(*text, word))
        return FALSE;
    *text += strlen(word);
    while (**text == ' ')
        (*text)++;
    return TRUE;
}

static gboolean take_day(const char **text, guint *year, guint *month, guint *day)
{
    static const struct {
        const char *after_year, *after_month, *after_day;
    } ways[] = {
        { "-", "-", "" }, { "/", "/", "" }, { ".", ".", "" }, { "年", "月", "日" }, { "年", "月", "号" }
    };
    const char *start = *text;

    if (strspn(start, "0123456789") == 8) {
        *year = digits(start, 4);
        *month = digits(start + 4, 2);
        *day = digits(start + 6, 2);
        *text += 8;
        return TRUE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        *text = start;
        if (take_number(text, 4, year) && take_word(text, ways[i].after_year) &&
            take_number(text, 2, month) && take_word(text, ways[i].after_month) &&
            take_number(text, 2, day) && take_word(text, ways[i].after_day))
            return TRUE;
    }
    return FALSE;
}

/* Nothing, 17:00, T17:00, 17:00:30, 17时, 17点30分. */
static gboolean take_time(const char **text, guint *hour, guint *minute, guint *second)
{
    *hour = *minute = *second = 0;
    if (!**text)
        return TRUE;
    take_word(text, "T");
    if (!take_number(text, 2, hour))
        return FALSE;
    if (take_word(text, ":"))
        return take_number(text, 2, minute) && (!take_word(text, ":") || take_number(text, 2, second)) &&
               !**text;
    if (!take_word(text, "时") && !take_word(text, "点"))
        return FALSE;
    return !**text || (take_number(text, 2, minute) && take_word(text, "分") && !**text);
}

/* 46082.708 are the days since 1899-12-30 that a spreadsheet keeps behind a date; those of this century, written out. NULL: it is none. */
static char *serial_written_out(const char *text)
{
    gsize whole = strspn(text, "0123456789");
    double days = g_ascii_strtod(text, NULL);
    g_autoptr(GDateTime) origin = NULL, moment = NULL;

    if (whole != 5 || days < SERIAL_OF_2000 || days >= SERIAL_OF_2100 ||
        (text[whole] && (text[whole] != '.' || text[whole + 1 + strspn(text + whole + 1, "0123456789")])))
        return NULL;
    origin = g_date_time_new_utc(1899, 12, 30, 0, 0, 0);
    moment = g_date_time_add_seconds(origin, (double)(gint64)(days * 24 * 3600 + 0.5));
    return g_date_time_format(moment, "%Y-%m-%d %H:%M:%S");
}

char *form_date(const char *text, gboolean with_time)
{
    g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    g_autofree char *serial = plain ? serial_written_out(plain) : NULL;
    const char *rest = serial ? serial : plain;
    guint year, month, day, hour, minute, second;
    g_autoptr(GString) out = g_string_new(NULL);

    if (!rest || !take_day(&rest, &year, &month, &day) || year < 1900 || year > 2999 || month < 1 ||
        month > 12 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year) ||
        !take_time(&rest, &hour, &minute, &second) || hour > 23 || minute > 59 || second > 59)
        return NULL;
    g_string_printf(out, "%04u-%02u-%02u", year, month, day);
    if (with_time && (hour || minute || second))
        g_string_append_printf(out, "T%02u:%02u", hour, minute);
    if (with_time && second)
        g_string_append_printf(out, ":%02u", second);
    return g_strdup(out->str);
}

/* ---- authors ---- */

static int bracket_of(gunichar c)
{
    return c == '(' || c == 0xFF08 || c == '[' || c == 0x3010   ? 1
           : c == ')' || c == 0xFF09 || c == ']' || c == 0x3011 ? -1
                                                                : 0;
}

static gboolean separates_authors(gunichar c)
{
    return c == ',' || c == ';' || c == '/' || c == '\n' || c == 0x3001 || c == 0xFF0C || c == 0xFF1B ||
           c == 0xFF0F;
}

static gboolean is_han_name(const char *word, glong least, glong most)
{
    glong length = g_utf8_strlen(word, -1);

    for (; *word; word = g_utf8_next_char(word)) {
        if (g_unichar_get_script(g_utf8_get_char(word)) != G_UNICODE_SCRIPT_HAN)
            return FALSE;
    }
    return length >= least && length <= most;
}

/* 张三 李四 are two; 张　三, set apart to fill the line, is one; of anything else the blanks stay. */
static void add_names_of_blanks(GPtrArray *names, const char *piece)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GPtrArray) full = g_ptr_array_new();
    g_autoptr(GString) blanks = g_string_new(NULL);
    gboolean all_full = TRUE, all_single = TRUE;

    for (const char *p = piece; *p; p = g_utf8_next_char(p))
        g_string_append_unichar(blanks, g_unichar_isspace(g_utf8_get_char(p)) ? ' ' : g_utf8_get_char(p));
    words = g_strsplit(blanks->str, " ", -1);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        all_full = all_full && is_han_name(*word, 2, 4);
        all_single = all_single && is_han_name(*word, 1, 1);
        g_ptr_array_add(full, *word);
    }
    g_ptr_array_add(full, NULL);
    if (all_full) {
        for (guint i = 0; i + 1 < full->len; i++)
            g_ptr_array_add(names, g_strdup(full->pdata[i]));
    } else {
        gboolean one = all_single && full->len == 3;

        g_ptr_array_add(names, g_strjoinv(one ? "" : " ", (char **)full->pdata));
    }
}

static void add_piece(GPtrArray *names, const GString *piece)
{
    g_autofree char *name = trimmed(piece->str);

    if (*name && !is_struck_out(name))
        add_names_of_blanks(names, name);
}

char *form_authors(const char *text)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) piece = g_string_new(NULL), out = g_string_new(NULL);
    int depth = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        depth = MAX(0, depth + bracket_of(c));
        if (depth > 0 || !separates_authors(c)) {
            g_string_append_unichar(piece, c == '\n' ? ' ' : c);
            continue;
        }
        add_piece(names, piece);
        g_string_truncate(piece, 0);
    }
    add_piece(names, piece);
    for (guint i = 0; i < names->len; i++) {
        if (g_hash_table_add(seen, names->pdata[i]))
            g_string_append_printf(out, "%s%s", out->len ? "、" : "", (const char *)names->pdata[i]);
    }
    return out->len ? g_strdup(out->str) : NULL;
}

/* ---- the whole ---- */

char *form_value(const char *cell, FormColumnId column)
{
    gboolean keeps_lines = column == COLUMN_SYNOPSIS || column == COLUMN_AUTHOR;
    g_autofree char *normal = g_utf8_normalize(cell, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_autofree char *plain = without_controls(normal ? normal : "", keeps_lines ? "\n" : " ");
    g_autofree char *value = trimmed(plain);
    g_autofree char *bare = NULL, *date = NULL;

    without_armour(value);
    bare = trimmed(column == COLUMN_TITLE ? without_book_marks(value) : value);
    if (!*bare || (column != COLUMN_TITLE && is_struck_out(bare)))
        return NULL;
    if (column == COLUMN_AUTHOR)
        return form_authors(bare);
    if (column == COLUMN_FINISHED || column == COLUMN_RECEIVED)
        date = form_date(bare, column == COLUMN_RECEIVED);
    return date ? g_steal_pointer(&date) : g_steal_pointer(&bare);
}
