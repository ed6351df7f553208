#include "catalog/facts/likeness.h"

#include "catalog/facts/facts.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS 16

/* Fewer moments that say something are too few. */
#define MOMENTS_LEAST (LIKENESS_FRAMES / 4)

static gboolean read_hash(const char *text, guint64 *hash)
{
    *hash = 0;
    for (int i = 0; i < DIGITS; i++) {
        int digit = g_ascii_xdigit_value(text[i]);

        if (digit < 0)
            return FALSE;
        *hash = *hash << 4 | (guint64)digit;
    }
    return TRUE;
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int likeness_distance(const char *a, const char *b)
{
    int distances[LIKENESS_FRAMES], count = 0;

    if (!a || !b || strlen(a) != LIKENESS_FRAMES * DIGITS || strlen(b) != LIKENESS_FRAMES * DIGITS)
        return -1;
    for (int i = 0; i < LIKENESS_FRAMES; i++) {
        guint64 left, right;

        if (!read_hash(a + (gsize)i * DIGITS, &left) || !read_hash(b + (gsize)i * DIGITS, &right))
            return -1;
        if (left || right)
            distances[count++] = __builtin_popcountll(left ^ right);
    }
    if (count < MOMENTS_LEAST)
        return -1;
    qsort(distances, (gsize)count, sizeof *distances, compare);
    return distances[count / 2];
}
