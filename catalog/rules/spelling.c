#include "catalog/rules/spelling.h"

/* Longer words are compared by their beginnings: this is about slips of the pen. */
#define LENGTH_MAX 48

static gunichar *letters(const char *text, guint *length)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    glong n = 0;
    gunichar *letters_of = g_utf8_to_ucs4_fast(folded, -1, &n);

    *length = (guint)MIN(n, LENGTH_MAX);
    return letters_of;
}

guint spelling_distance(const char *a, const char *b)
{
    guint n, m;
    g_autofree gunichar *s = letters(a, &n);
    g_autofree gunichar *t = letters(b, &m);
    guint d[LENGTH_MAX + 1][LENGTH_MAX + 1];

    for (guint i = 0; i <= n; i++)
        d[i][0] = i;
    for (guint j = 0; j <= m; j++)
        d[0][j] = j;
    for (guint i = 1; i <= n; i++) {
        for (guint j = 1; j <= m; j++) {
            guint changed = d[i - 1][j - 1] + (s[i - 1] != t[j - 1]);

            d[i][j] = MIN(changed, MIN(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1])
                d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

const char *spelling_nearest(const char *word, const char *const *right)
{
    glong length = g_utf8_strlen(word, -1);
    guint least = (guint)MAX(1, length / 3) + 1; /* further away than this is another word */
    const char *nearest = NULL;

    for (; *right; right++) {
        guint distance = spelling_distance(word, *right);

        if (distance < least) {
            least = distance;
            nearest = *right;
        }
    }
    return nearest;
}
