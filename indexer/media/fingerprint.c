#include "indexer/media/fingerprint.h"

#include "catalog/facts/facts.h"

#include <math.h>
#include <stdlib.h>

/* Then every other one is dropped. */
#define PICTURES_MAX (1 << 18)

/* Of a frequency, in codes: below, there is none. A picture whose strongest stays below has no contours. */
#define FAINT 0.25f

#define FREQUENCIES 9

typedef struct {
    gint64 time_us;
    guint64 hash;
} Print;

static void make_cosines(Fingerprint *fingerprint)
{
    for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
        for (int i = 0; i < LUMA_CELLS; i++)
            fingerprint->cosines[frequency * LUMA_CELLS + i] =
                (float)cos(G_PI * frequency * (i + 0.5) / LUMA_CELLS) / LUMA_CELLS;
    }
}

/* Frequency (down, across) of rows that were transformed already. */
static float frequency_of(const Fingerprint *fingerprint, float rows[][FREQUENCIES], int down, int across)
{
    const float *cosine = fingerprint->cosines + down * LUMA_CELLS;
    float sum = 0;

    for (int i = 0; i < LUMA_CELLS; i++)
        sum += cosine[i] * rows[i][across];
    return sum;
}

static void transform(const Fingerprint *fingerprint, const float *cells, float frequencies[64])
{
    float rows[LUMA_CELLS][FREQUENCIES];

    for (int row = 0; row < LUMA_CELLS; row++) {
        for (int across = 0; across < FREQUENCIES; across++) {
            float sum = 0;

            for (int i = 0; i < LUMA_CELLS; i++)
                sum += cells[row * LUMA_CELLS + i] * fingerprint->cosines[across * LUMA_CELLS + i];
            rows[row][across] = sum;
        }
    }
    for (int i = 0; i < 64; i++) /* (0, 8) in the place of the mean */
        frequencies[i] = frequency_of(fingerprint, rows, i / 8, i == 0 ? 8 : i % 8);
}

static int compare(const void *a, const void *b)
{
    float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

guint64 fingerprint_of(Fingerprint *fingerprint, const Luma *luma)
{
    float frequencies[64], sorted[64], median;
    guint64 hash = 0;

    if (fingerprint->cosines[0] == 0)
        make_cosines(fingerprint);
    transform(fingerprint, luma->cells, frequencies);
    memcpy(sorted, frequencies, sizeof sorted);
    qsort(sorted, 64, sizeof *sorted, compare);
    if (MAX(sorted[63], -sorted[0]) < FAINT)
        return 0;
    median = (sorted[31] + sorted[32]) / 2;
    for (int i = 0; i < 64; i++)
        hash |= (guint64)(frequencies[i] > median) << i;
    return hash;
}

static void thin_out(Fingerprint *fingerprint)
{
    GArray *pictures = fingerprint->pictures;

    for (guint i = 0; i < pictures->len / 2; i++)
        g_array_index(pictures, Print, i) = g_array_index(pictures, Print, 2 * i);
    g_array_set_size(pictures, pictures->len / 2);
    fingerprint->every *= 2;
}

void fingerprint_add(Fingerprint *fingerprint, gint64 time_us, const Luma *luma)
{
    Print print = { time_us, 0 };

    if (!fingerprint->pictures) {
        fingerprint->pictures = g_array_new(FALSE, FALSE, sizeof print);
        fingerprint->every = 1;
    }
    if (fingerprint->count++ % fingerprint->every != 0)
        return;
    print.hash = fingerprint_of(fingerprint, luma);
    g_array_append_val(fingerprint->pictures, print);
    if (fingerprint->pictures->len >= PICTURES_MAX)
        thin_out(fingerprint);
}

char *fingerprint_text(const Fingerprint *fingerprint, gint64 from_us, gint64 end_us)
{
    const GArray *pictures = fingerprint->pictures;
    GString *text;
    guint at = 0;

    if (!pictures || pictures->len == 0)
        return NULL;
    text = g_string_new(NULL);
    for (int i = 0; i < LIKENESS_FRAMES; i++) {
        gint64 when = from_us + (end_us - from_us) * (2 * i + 1) / (2 * LIKENESS_FRAMES);

        while (at + 1 < pictures->len && g_array_index(pictures, Print, at + 1).time_us <= when)
            at++;
        g_string_append_printf(text, "%016" G_GINT64_MODIFIER "x", g_array_index(pictures, Print, at).hash);
    }
    return g_string_free(text, FALSE);
}

void fingerprint_clear(Fingerprint *fingerprint)
{
    g_clear_pointer(&fingerprint->pictures, g_array_unref);
}
