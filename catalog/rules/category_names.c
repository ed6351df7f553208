#include "catalog/rules/category_names.h"

#include "catalog/rules/settings.h"

#include <string.h>

static const char *const suffixes[] = { "", "类", "类作品" };
static const char *const digits[] = { "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
static const char *const separators[] = { "-", "_", ".", "、", ")", "]", "】", "。", ":", " ", "—", "–" };

/* Of ASCII and the common ideographs, which have one form each and no case beside ASCII's; valid UTF-8. */
static gboolean is_plain(const char *name)
{
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (c >= 0x80 && (c < 0x4E00 || c > 0x9FFF))
            return FALSE;
    }
    return TRUE;
}

/* Caseless text need not be in normal form any more. */
static char *fold(const char *name)
{
    g_autofree char *normal = NULL, *folded = NULL;

    if (is_plain(name))
        return g_ascii_strdown(name, -1);
    normal = g_utf8_normalize(name, -1, G_NORMALIZE_NFKC);
    folded = g_utf8_casefold(normal, -1);
    return g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);
}

char *category_name_fold(const char *name)
{
    return g_strstrip(g_utf8_validate(name, -1, NULL) ? fold(name) : g_strdup(""));
}

static const char *skip_any(const char *text, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (g_str_has_prefix(text, words[i]))
            return text + strlen(words[i]);
    }
    return text;
}

static const char *skip_all(const char *text, const char *const *words, gsize n)
{
    for (const char *next; (next = skip_any(text, words, n)) != text;)
        text = next;
    return text;
}

/* Behind a leading number: "01-", "1.", "(1)", "一、"; a number in Chinese needs something after it ("一等奖"
 * has none). */
static const char *behind_number(const char *name)
{
    const char *start = *name == '(' || *name == '[' ? name + 1 : name;
    const char *after = start + strspn(start, "0123456789");
    gboolean chinese = after == start;
    const char *rest;

    if (chinese)
        after = skip_all(start, digits, G_N_ELEMENTS(digits));
    if (after == start)
        return name;
    rest = skip_all(after, separators, G_N_ELEMENTS(separators));
    return chinese && rest == after ? name : rest;
}

static gboolean matches_with_suffix(const char *folder, const char *name)
{
    gsize length = strlen(name);

    if (strncmp(folder, name, length) != 0)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        if (g_str_equal(folder + length, suffixes[i]))
            return TRUE;
    }
    return FALSE;
}

char **category_names_fold(const Category *category)
{
    const char *const names[] = { category->slug, category->title.in[LANGUAGE_ZH],
                                  category->title.in[LANGUAGE_EN] };
    GPtrArray *folded = g_ptr_array_new();

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        g_ptr_array_add(folded, category_name_fold(names[i]));
    for (char **alias = category->aliases; *alias; alias++)
        g_ptr_array_add(folded, category_name_fold(*alias));
    g_ptr_array_add(folded, NULL);
    return (char **)g_ptr_array_free(folded, FALSE);
}

static gboolean category_is_meant(const Category *category, const char *folder, const char *without_number)
{
    for (char **name = category->folded; *name; name++) {
        if (**name && (matches_with_suffix(folder, *name) || matches_with_suffix(without_number, *name)))
            return TRUE;
    }
    return FALSE;
}

const Category *settings_category_of_folder(const Settings *settings, const char *name)
{
    g_autofree char *folder = category_name_fold(name);
    const char *without_number = behind_number(folder);

    for (guint i = 0; i < settings->categories->len; i++) {
        if (category_is_meant(settings->categories->pdata[i], folder, without_number))
            return settings->categories->pdata[i];
    }
    return NULL;
}

const Category *settings_category(const Settings *settings, const char *slug)
{
    for (guint i = 0; i < settings->categories->len; i++) {
        const Category *category = settings->categories->pdata[i];

        if (g_strcmp0(category->slug, slug) == 0)
            return category;
    }
    return NULL;
}
