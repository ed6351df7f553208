#include "catalog/registration/pinyin.h"

#include "catalog/registration/pinyin_table.h"
#include "catalog/rules/category_names.h"

#include <string.h>

#define SYLLABLE_MAX 6  /* letters: zhuang, shuang */
#define WORD_MAX     64 /* letters; a longer word is taken for one syllable */

/* ---- characters ---- */

/* With its tone; NULL: not known. */
static const char *reading_of(gunichar c)
{
    guint16 number = c < HAN_LIMIT ? han_rows[han_pages[c / HAN_PAGE]][c % HAN_PAGE] : 0;

    return number ? han_readings[number] : NULL;
}

/* ---- letters ---- */

/* zhǎng → zhang, lǜ → lv; in lower case where `lower`. */
static char *without_tones(const char *latin, gboolean lower)
{
    g_autofree char *apart = g_utf8_normalize(latin, -1, G_NORMALIZE_DEFAULT);
    g_autofree char *small = lower ? g_utf8_strdown(apart, -1) : g_strdup(apart);
    GString *out = g_string_new(NULL);

    for (const char *p = small; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (c == 0x0308 && out->len && strchr("uU", out->str[out->len - 1]))
            out->str[out->len - 1] = out->str[out->len - 1] == 'u' ? 'v' : 'V';
        else if (!g_unichar_ismark(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static gboolean is_han(gunichar c)
{
    return g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN && g_unichar_isalpha(c);
}

typedef struct {
    GString *pinyin, *initials;
} Reading;

static void add_word(Reading *self, const char *word)
{
    g_string_append_printf(self->pinyin, "%s%s", self->pinyin->len ? " " : "", word);
}

/* A character that is not known stands for itself. */
static void add_han(Reading *self, const char *han)
{
    for (; *han; han = g_utf8_next_char(han)) {
        const char *reading = reading_of(g_utf8_get_char(han));
        g_autofree char *itself = g_strndup(han, (gsize)(g_utf8_next_char(han) - han));
        g_autofree char *syllable = without_tones(reading ? reading : itself, TRUE);

        add_word(self, syllable);
        g_string_append_unichar(self->initials, g_utf8_get_char(syllable));
    }
}

typedef enum { RUN_NONE, RUN_HAN, RUN_OTHER } Run;

static Run run_of(gunichar c)
{
    return is_han(c) ? RUN_HAN : g_unichar_isalnum(c) || g_unichar_ismark(c) ? RUN_OTHER : RUN_NONE;
}

/* A run of characters of one kind; of what is not Han the whole word counts among the initials: 垃圾分类歌曲MV is ljflgqmv. */
static void add_run(Reading *self, Run kind, const char *text, gsize length)
{
    g_autofree char *run = g_strndup(text, length);

    if (kind == RUN_HAN) {
        add_han(self, run);
    } else if (kind == RUN_OTHER) {
        add_word(self, run);
        g_string_append(self->initials, run);
    }
}

void pinyin_of(const char *text, char **pinyin, char **initials)
{
    g_autofree char *folded = category_name_fold(text);
    g_autoptr(GString) words = g_string_new(NULL), letters = g_string_new(NULL);
    Reading self = { words, letters };
    const char *start = folded;
    Run kind = RUN_NONE;

    for (const char *p = folded;; p = g_utf8_next_char(p)) {
        Run next = run_of(g_utf8_get_char(p));

        if (*p && next == kind)
            continue;
        add_run(&self, kind, start, (gsize)(p - start));
        if (!*p)
            break;
        start = p;
        kind = next;
    }
    *pinyin = g_strdup(words->str);
    *initials = g_strdup(letters->str);
}

/* ---- readings that people gave ---- */

static const char *const onsets[] = { "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g",
                                      "k",  "h",  "j",  "q", "x", "r", "z", "c", "s", "y", "w" };
static const char *const rhymes[] = { "a",    "o",    "e",    "ai", "ei", "ao",  "ou",  "an",  "en",
                                      "ang",  "eng",  "i",    "ia", "ie", "iao", "iu",  "ian", "in",
                                      "iang", "ing",  "iong", "u",  "ua", "uo",  "uai", "ui",  "uan",
                                      "un",   "uang", "ong",  "v",  "ve", "ue" };
static const char *const bare[] = { "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er" };

static gboolean is_one_of(const char *text, gsize length, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (strlen(words[i]) == length && strncmp(text, words[i], length) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_syllable(const char *text, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS(onsets); i++) {
        gsize onset = strlen(onsets[i]);

        if (length > onset && strncmp(text, onsets[i], onset) == 0 &&
            is_one_of(text + onset, length - onset, rhymes, G_N_ELEMENTS(rhymes)))
            return TRUE;
    }
    return is_one_of(text, length, bare, G_N_ELEMENTS(bare));
}

/* Of the rest of a word from each letter on: whether so many syllables make it up. */
typedef struct {
    gboolean makes[WORD_MAX + 1][WORD_MAX + 1]; /* [syllables][letter] */
    gsize length;
} Splits;

static void find_splits(Splits *self, const char *word)
{
    memset(self, 0, sizeof *self);
    self->length = strlen(word);
    self->makes[0][self->length] = TRUE;
    for (gsize n = 1; n <= self->length; n++) {
        for (gsize at = 0; at < self->length; at++) {
            for (gsize part = 1; part <= SYLLABLE_MAX && at + part <= self->length; part++)
                self->makes[n][at] |= self->makes[n - 1][at + part] && is_syllable(word + at, part);
        }
    }
}

/* The first letters of n syllables, the first of them as long as can be. */
static void append_firsts(GString *initials, const Splits *splits, const char *word, gsize n)
{
    for (gsize at = 0; n > 0; n--) {
        gsize part = MIN(SYLLABLE_MAX, splits->length - at);

        while (!splits->makes[n - 1][at + part] || !is_syllable(word + at, part))
            part--;
        g_string_append_c(initials, word[at]);
        at += part;
    }
}

/* As many syllables as asked for, else as few as there can be, else it is one. */
static void add_initials(GString *initials, const char *word, gsize wanted)
{
    Splits splits;
    gsize n = 1;

    if (strlen(word) > WORD_MAX) {
        g_string_append_unichar(initials, g_utf8_get_char(word));
        return;
    }
    find_splits(&splits, word);
    while (n <= splits.length && !splits.makes[n][0])
        n++;
    if (wanted > 0 && wanted <= splits.length && splits.makes[wanted][0])
        n = wanted;
    if (n > splits.length)
        g_string_append_unichar(initials, g_utf8_get_char(word));
    else
        append_firsts(initials, &splits, word, n);
}

/* Words, and what apostrophes, hyphens and capitals set apart within them. */
static GPtrArray *parts_of(const char *plain)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) part = g_string_new(NULL);
    gboolean small_before = FALSE;

    for (const char *p = plain;; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean capital = g_unichar_isupper(c) && small_before;

        if (part->len && (!*p || capital || !g_unichar_isalnum(c))) {
            g_ptr_array_add(parts, g_utf8_strdown(part->str, -1));
            g_string_truncate(part, 0);
        }
        if (!*p)
            return parts;
        if (g_unichar_isalnum(c))
            g_string_append_unichar(part, c);
        small_before = g_unichar_islower(c);
    }
}

static gsize count_han(const char *text)
{
    gsize n = 0;

    for (; *text; text = g_utf8_next_char(text))
        n += (gsize)is_han(g_utf8_get_char(text));
    return n;
}

void pinyin_given(const char *reading, const char *text, char **pinyin, char **initials)
{
    g_autofree char *plain = without_tones(reading, FALSE);
    g_autoptr(GPtrArray) parts = parts_of(plain);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);
    g_autoptr(GString) kept = g_string_new(NULL), letters = g_string_new(NULL);

    for (char **word = words; *word; word++) {
        g_autofree char *small = g_utf8_strdown(*word, -1);

        if (*small)
            g_string_append_printf(kept, "%s%s", kept->len ? " " : "", small);
    }
    for (guint i = 0; i < parts->len; i++)
        add_initials(letters, parts->pdata[i], parts->len == 1 ? count_han(text) : 0);
    *pinyin = g_strdup(kept->str);
    *initials = g_strdup(letters->str);
}
