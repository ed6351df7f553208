#include "catalog/messages/messages.h"

#include "catalog/messages/message_table.h"

#include <errno.h>
#include <string.h>

#define PAIRS_MAX 16

const Message *const message_tables[] = {
    verdict_messages,
    rules_messages,
    settings_messages,
    command_messages,
    gallery_messages,
    page_messages,
    deep_messages,
    registration_messages,
    decision_messages,
    report_messages,
    app_messages,
    app_work_messages,
    app_marks_messages,
    judging_messages,
    operation_messages,
    command_line_messages,
    NULL,
};

static gpointer make_index(G_GNUC_UNUSED gpointer unused)
{
    GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);

    for (const Message *const *table = message_tables; *table; table++) {
        for (const Message *row = *table; row->key; row++)
            g_hash_table_insert(index, (gpointer)row->key, (gpointer)row);
    }
    return index;
}

static const Message *find(const char *key)
{
    static GOnce once = G_ONCE_INIT;

    return g_hash_table_lookup(g_once(&once, make_index, NULL), key);
}

const char *error_number_key(int error_number)
{
    static const struct {
        int number;
        const char *key;
    } known[] = {
        { ENOENT, "errno.absent" },     { EACCES, "errno.access" }, { EPERM, "errno.access" },
        { EROFS, "errno.read-only" },   { ENOSPC, "errno.full" },   { EDQUOT, "errno.quota" },
        { EISDIR, "errno.folder" },     { ENOTDIR, "errno.file" },  { EIO, "errno.device" },
        { ENAMETOOLONG, "errno.name" }, { ESTALE, "errno.stale" },  { ELOOP, "errno.links" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (known[i].number == error_number)
            return known[i].key;
    }
    return NULL;
}

const char *error_number_words(Language language, int error_number)
{
    const char *key = error_number_key(error_number);

    return key ? message(language, key) : g_strerror(error_number);
}

void message_each(const char *prefix, void (*each)(const char *key, gpointer data), gpointer data)
{
    for (const Message *const *table = message_tables; *table; table++) {
        for (const Message *row = *table; row->key; row++) {
            if (g_str_has_prefix(row->key, prefix))
                each(row->key, data);
        }
    }
}

gboolean message_exists(const char *key)
{
    return find(key) != NULL;
}

const char *message(Language language, const char *key)
{
    const Message *row = find(key);

    if (!row)
        g_error("no message has the key \"%s\"", key);
    return row->in[language];
}

typedef struct {
    const char *name;
    const char *value;
} Pair;

static gboolean is_han(gunichar c)
{
    return g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
}

static gboolean is_latin(gunichar c)
{
    return c < 128 && (g_ascii_isalnum((char)c) || c == '%');
}

/* Appends, with the space that Chinese typesetting puts between Han characters and letters or digits. */
static void append_spaced(GString *out, const char *words, gssize length)
{
    gsize bytes = length < 0 ? strlen(words) : (gsize)length;

    if (out->len > 0 && bytes > 0) {
        gunichar before = g_utf8_get_char(g_utf8_prev_char(out->str + out->len));
        gunichar after = g_utf8_get_char(words);
        gboolean is_negative = bytes > 1 && *words == '-' && g_ascii_isdigit(words[1]);

        if ((is_han(before) && (is_latin(after) || is_negative)) || (is_latin(before) && is_han(after)))
            g_string_append_c(out, ' ');
    }
    g_string_append_len(out, words, (gssize)bytes);
}

static const char *value_of(const Pair *pairs, const char *name, gsize length)
{
    for (; pairs->name; pairs++) {
        if (strlen(pairs->name) == length && memcmp(pairs->name, name, length) == 0)
            return pairs->value ? pairs->value : "";
    }
    return NULL;
}

static char *fill(Language language, const char *key, const Pair *pairs)
{
    const char *rest = message(language, key);
    GString *out = g_string_new(NULL);
    const char *open;

    while ((open = strchr(rest, '{')) != NULL) {
        const char *end = strchr(open, '}');
        const char *value = end ? value_of(pairs, open + 1, (gsize)(end - open - 1)) : NULL;

        if (!value) {
            g_critical("message \"%s\": nothing was given for %s", key, open);
            break;
        }
        if (language == LANGUAGE_ZH) {
            append_spaced(out, rest, open - rest);
            append_spaced(out, value, -1);
        } else {
            g_string_append_len(out, rest, open - rest);
            g_string_append(out, value);
        }
        rest = end + 1;
    }
    if (language == LANGUAGE_ZH)
        append_spaced(out, rest, -1);
    else
        g_string_append(out, rest);
    return g_string_free(out, FALSE);
}

char *message_format_values(Language language, const char *key, va_list values)
{
    Pair pairs[PAIRS_MAX + 1] = { 0 };
    gsize n = 0;
    const char *name;

    while ((name = va_arg(values, const char *)) != NULL) {
        g_assert(n < PAIRS_MAX);
        pairs[n].name = name;
        pairs[n++].value = va_arg(values, const char *);
    }
    return fill(language, key, pairs);
}

char *message_format(Language language, const char *key, ...)
{
    va_list values;
    char *text;

    va_start(values, key);
    text = message_format_values(language, key, values);
    va_end(values);
    return text;
}

Text text_message(const char *key, ...)
{
    Pair pairs[LANGUAGES][PAIRS_MAX + 1] = { 0 };
    Text text = { 0 };
    gsize n = 0;
    va_list arguments;
    const char *name;

    va_start(arguments, key);
    while ((name = va_arg(arguments, const char *)) != NULL) {
        const Text *value = va_arg(arguments, const Text *);

        g_assert(n < PAIRS_MAX);
        for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
            pairs[language][n] = (Pair){ name, value ? value->in[language] : NULL };
        n++;
    }
    va_end(arguments);
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        text.in[language] = fill(language, key, pairs[language]);
    return text;
}

void text_clear(Text *text)
{
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++)
        g_clear_pointer(&text->in[language], g_free);
}

Text text_same(const char *words)
{
    return (Text){ { g_strdup(words), g_strdup(words) } };
}

Text text_copy(const Text *text)
{
    return (Text){ { g_strdup(text->in[LANGUAGE_ZH]), g_strdup(text->in[LANGUAGE_EN]) } };
}

gboolean texts_equal(const Text *a, const Text *b)
{
    return g_strcmp0(a->in[LANGUAGE_ZH], b->in[LANGUAGE_ZH]) == 0 &&
           g_strcmp0(a->in[LANGUAGE_EN], b->in[LANGUAGE_EN]) == 0;
}

static gboolean names_language(const char *name, const char *code)
{
    gsize length = strlen(code);

    return g_ascii_strncasecmp(name, code, length) == 0 && !g_ascii_isalnum(name[length]);
}

gboolean language_from_name(const char *name, Language *language)
{
    if (!name)
        return FALSE;
    if (names_language(name, "zh"))
        *language = LANGUAGE_ZH;
    else if (names_language(name, "en"))
        *language = LANGUAGE_EN;
    else
        return FALSE;
    return TRUE;
}

Language language_of_environment(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    Language language = LANGUAGE_EN;

    for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);

        if (!value || !*value)
            continue;
        language_from_name(value, &language);
        break; /* the first that is set decides, as in setlocale(3) */
    }
    return language;
}
