#include "catalog/gallery/name_mask.h"

#include <string.h>

#define MASK "××"

struct NameMask {
    GHashTable *by_first; /* first character → GPtrArray of char *, folded, the longest first */
};

/* A text as names are compared, and which bytes of it each of its bytes comes from. */
typedef struct {
    GString *text;
    GArray *from; /* of gsize, one a byte and one more for the end */
} Folded;

static void folded_clear(Folded *folded)
{
    g_string_free(folded->text, TRUE);
    g_array_unref(folded->from);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Folded, folded_clear)

/* What some write between the parts of a name and others do not: 阿依·古丽, Cang-Lang. Brackets and stops are not among them. */
static gboolean joins(gunichar c)
{
    static const gunichar dots[] = { 0xB7, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65 };

    for (guint i = 0; i < G_N_ELEMENTS(dots); i++)
        if (c == dots[i])
            return TRUE;
    return g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION ||
           g_unichar_type(c) == G_UNICODE_CONNECT_PUNCTUATION;
}

static gboolean is_passed_over(gunichar c)
{
    return g_unichar_isspace(c) || g_unichar_iszerowidth(c) || g_unichar_iscntrl(c) || joins(c);
}

/* Character by character, so that what stays of a text stays as it was written. `text` is in NFC. */
static Folded fold(const char *text)
{
    Folded folded = { g_string_new(NULL), g_array_new(FALSE, FALSE, sizeof(gsize)) };
    gsize at = 0;

    for (const char *c = text; *c; c = g_utf8_next_char(c)) {
        gsize length = g_utf8_next_char(c) - c;
        g_autofree char *plain = g_utf8_normalize(c, (gssize)length, G_NORMALIZE_ALL_COMPOSE);
        g_autofree char *lower = g_utf8_casefold(plain, -1);

        at = c - text;
        if (is_passed_over(g_utf8_get_char(c)))
            continue;
        g_string_append(folded.text, lower);
        while (folded.from->len < folded.text->len)
            g_array_append_val(folded.from, at);
    }
    at = strlen(text);
    g_array_append_val(folded.from, at);
    return folded;
}

static char *normal(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    return g_utf8_normalize(valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
}

NameMask *name_mask_new(void)
{
    NameMask *mask = g_new0(NameMask, 1);

    mask->by_first = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    return mask;
}

void name_mask_free(NameMask *mask)
{
    if (!mask)
        return;
    g_hash_table_unref(mask->by_first);
    g_free(mask);
}

static gint compare_lengths_downwards(gconstpointer a, gconstpointer b)
{
    gsize left = strlen(*(const char *const *)a), right = strlen(*(const char *const *)b);

    return left < right ? 1 : left > right ? -1 : 0;
}

static gboolean holds(const GPtrArray *names, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

void name_mask_add(NameMask *mask, const char *name)
{
    g_autofree char *plain = name ? normal(name) : NULL;
    g_auto(Folded) folded = fold(plain ? plain : "");
    gpointer first = GUINT_TO_POINTER(g_utf8_get_char(folded.text->str));
    GPtrArray *names;

    if (g_utf8_strlen(folded.text->str, -1) < 2)
        return;
    names = g_hash_table_lookup(mask->by_first, first);
    if (!names) {
        names = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(mask->by_first, first, names);
    }
    if (holds(names, folded.text->str))
        return;
    g_ptr_array_add(names, g_strdup(folded.text->str));
    g_ptr_array_sort(names, compare_lengths_downwards);
}

/* ---- finding ---- */

/* ABC is not the beginning of ABCs, nor 108 of 1080; between Han characters any place is as good. */
static gboolean is_inside_a_word(const char *text, gsize at)
{
    return at > 0 && ((g_ascii_isalpha(text[at - 1]) && g_ascii_isalpha(text[at])) ||
                      (g_ascii_isdigit(text[at - 1]) && g_ascii_isdigit(text[at])));
}

/* Words are told apart by the spaces that folding took away. */
static gboolean ends_well(const Folded *folded, const char *plain, gsize first, gsize last)
{
    return !is_inside_a_word(plain, g_array_index(folded->from, gsize, first)) &&
           !is_inside_a_word(plain, g_array_index(folded->from, gsize, last - 1) + 1);
}

/* How many bytes of the folded text a name takes up from there; 0: none begins there. */
static gsize name_at(const NameMask *mask, const Folded *folded, const char *plain, gsize at)
{
    const char *text = folded->text->str + at;
    const GPtrArray *names = g_hash_table_lookup(mask->by_first, GUINT_TO_POINTER(g_utf8_get_char(text)));

    for (guint i = 0; names && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        if (g_str_has_prefix(text, name) && ends_well(folded, plain, at, at + strlen(name)))
            return strlen(name);
    }
    return 0;
}

char *name_mask_apply(const NameMask *mask, const char *text)
{
    g_autofree char *plain = text ? normal(text) : NULL;
    g_auto(Folded) folded = fold(plain ? plain : "");
    g_autoptr(GString) out = g_string_new(NULL);
    gsize copied = 0;

    for (gsize at = 0, length; at < folded.text->len; at += length) {
        length = name_at(mask, &folded, plain, at);
        if (length == 0) {
            length = g_utf8_next_char(folded.text->str + at) - (folded.text->str + at);
            continue;
        }
        gsize first = g_array_index(folded.from, gsize, at);
        gsize last = g_array_index(folded.from, gsize, at + length - 1);
        g_string_append_len(out, plain + copied, (gssize)(first - copied));
        g_string_append(out, MASK);
        copied = g_utf8_next_char(plain + last) - plain;
        while (g_array_index(folded.from, gsize, at + length) < copied) /* ß is ss when it is compared */
            length++;
    }
    if (copied == 0)
        return g_strdup(text);
    g_string_append(out, plain + copied);
    return g_string_free(g_steal_pointer(&out), FALSE);
}
