#include "catalog/registration/likeness.h"

#include "catalog/rules/category_names.h"
#include "catalog/rules/spelling.h"

#include <string.h>

#define CONTAINED_LEAST 2 /* characters: a single one is within everything */

char *likeness_key(const char *text)
{
    g_autofree char *folded = category_name_fold(text ? text : "");
    g_autoptr(GString) out = g_string_new(NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isalnum(c) || g_unichar_ismark(c))
            g_string_append_unichar(out, c);
    }
    return out->len ? g_strdup(out->str) : g_steal_pointer(&folded);
}

static gboolean is_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

char *likeness_number(const char *number)
{
    g_autofree char *folded = category_name_fold(number ? number : "");
    const char *rest = folded;

    if (is_digits(folded)) {
        while (*rest == '0' && rest[1])
            rest++;
    }
    return g_strdup(rest);
}

char *likeness_pair(const char *unit, const char *title)
{
    g_autofree char *unit_key = likeness_key(unit), *title_key = likeness_key(title);

    return g_strjoin("\n", unit_key, title_key, NULL);
}

/* A title with a part more, or less: the longer the part that both have, the likelier. */
static int contained(const char *longer, glong length, const char *shorter, glong part)
{
    if (part < CONTAINED_LEAST || !strstr(longer, shorter))
        return 0;
    return (int)(LIKENESS_NEAR + (95 - LIKENESS_NEAR) * part / length);
}

int likeness_of(const char *one, const char *other)
{
    glong n = g_utf8_strlen(one, -1), m = g_utf8_strlen(other, -1);
    glong longer = MAX(n, m);
    int by_distance, by_part;

    if (n == 0 || m == 0)
        return 0;
    if (g_str_equal(one, other))
        return 100;
    by_part = n >= m ? contained(one, n, other, m) : contained(other, m, one, n);
    by_distance = ABS(n - m) > longer / 2
                      ? 0
                      : (int)(100 * (longer - MIN((glong)spelling_distance(one, other), longer)) / longer);
    return MIN(99, MAX(by_part, by_distance));
}
