#include "catalog/gallery/sounds.h"

#include <string.h>

struct Sounds {
    GHashTable *syllables; /* character → its syllable */
    GString *text;
};

Sounds *sounds_new(void)
{
    Sounds *sounds = g_new0(Sounds, 1);

    sounds->syllables = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    sounds->text = g_string_new(NULL);
    return sounds;
}

void sounds_free(Sounds *sounds)
{
    if (!sounds)
        return;
    g_hash_table_unref(sounds->syllables);
    g_string_free(sounds->text, TRUE);
    g_free(sounds);
}

/* As search.js folds, but for a few letters that neither titles nor readings have. */
static char *fold(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *plain = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);

    return g_utf8_casefold(plain, -1);
}

static gboolean is_han(gunichar c)
{
    return g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
}

static gboolean is_letter(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

static gboolean is_syllable(const char *word)
{
    return *word && strspn(word, "abcdefghijklmnopqrstuvwxyz") == strlen(word);
}

/* The end of a word of letters that begins there and has no Han character. */
static const char *end_of_word(const char *p)
{
    while (*p && is_letter(g_utf8_get_char(p)) && !is_han(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

/* Whether the words of a reading are those of the text, one by one: a syllable a Han character, and other words as they are. */
static gboolean words_fit(const char *folded, char **words)
{
    for (const char *p = folded; *p;) {
        const char *end = end_of_word(p);

        if (end == p && !is_han(g_utf8_get_char(p))) {
            p = g_utf8_next_char(p);
            continue;
        }
        if (!*words ||
            (end == p ? !is_syllable(*words) : strncmp(*words, p, end - p) != 0 || (*words)[end - p] != '\0'))
            return FALSE;
        words++;
        p = end == p ? g_utf8_next_char(p) : end;
    }
    return *words == NULL;
}

static void learn(Sounds *sounds, gunichar c, const char *syllable)
{
    if (!g_hash_table_insert(sounds->syllables, GUINT_TO_POINTER(c), g_strdup(syllable)))
        return;
    g_string_append_unichar(sounds->text, c);
    g_string_append(sounds->text, syllable);
}

static void learn_all(Sounds *sounds, const char *folded, char **words)
{
    for (const char *p = folded; *p;) {
        const char *end = end_of_word(p);
        gunichar c = g_utf8_get_char(p);

        if (is_han(c) && !g_hash_table_contains(sounds->syllables, GUINT_TO_POINTER(c)))
            learn(sounds, c, *words);
        if (is_han(c) || end > p)
            words++;
        p = end > p ? end : g_utf8_next_char(p);
    }
}

/* What the script makes of the text: its syllables without spaces, or their first letters; other letters as they are. */
static char *spell(const Sounds *sounds, const char *folded, gboolean initials)
{
    GString *out = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *syllable = g_hash_table_lookup(sounds->syllables, GUINT_TO_POINTER(c));

        if (syllable)
            g_string_append_len(out, syllable, initials ? 1 : -1);
        else if (is_letter(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *sounds_take(Sounds *sounds, const char *text, const char *pinyin, const char *initials)
{
    g_autofree char *folded = fold(text), *said = pinyin ? fold(pinyin) : NULL;
    g_autofree char *firsts = initials ? fold(initials) : NULL;
    g_auto(GStrv) words = g_strsplit(said ? said : "", " ", -1);
    g_autofree char *joined = g_strjoinv("", words);

    if (!said && !firsts)
        return NULL;
    if (said && words_fit(folded, words))
        learn_all(sounds, folded, words);

    g_autofree char *spelled = spell(sounds, folded, FALSE), *spelled_firsts = spell(sounds, folded, TRUE);
    if (g_strcmp0(spelled, joined) == 0 && (!firsts || g_str_equal(spelled_firsts, firsts)))
        return NULL;
    return g_strconcat(joined, firsts ? " " : NULL, firsts, NULL);
}

const char *sounds_text(const Sounds *sounds)
{
    return sounds->text->str;
}
