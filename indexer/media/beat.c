#include "indexer/media/beat.h"

#include <stdlib.h>

/* One picture in so many. */
#define ODD_GAPS 100

#define GAPS_MAX 65536

void beat_add(Beat *beat, gint64 time)
{
    gint64 gap = time - beat->last;
    gint64 *count;

    if (!beat->gaps)
        beat->gaps = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    beat->last = time;
    if (beat->pictures++ == 0)
        return;
    count = g_hash_table_lookup(beat->gaps, &gap);
    if (count)
        (*count)++;
    else if (gap <= 0 || g_hash_table_size(beat->gaps) >= GAPS_MAX)
        beat->others++;
    else
        g_hash_table_insert(beat->gaps, g_memdup2(&gap, sizeof gap), g_memdup2(&(gint64){ 1 }, sizeof gap));
}

static int compare(const void *a, const void *b)
{
    gint64 left = **(gint64 *const *)a, right = **(gint64 *const *)b;

    return (left > right) - (left < right);
}

static gint64 count_of(const Beat *beat, const gint64 *gap)
{
    return *(const gint64 *)g_hash_table_lookup(beat->gaps, gap);
}

static gint64 median(const Beat *beat, gint64 **gaps, guint count)
{
    gint64 seen = 0, total = beat->pictures - 1 - beat->others;

    qsort(gaps, count, sizeof *gaps, compare);
    for (guint i = 0; i < count; i++) {
        seen += count_of(beat, gaps[i]);
        if (seen > total / 2)
            return *gaps[i];
    }
    return 0;
}

gboolean beat_find(const Beat *beat, gboolean *is_constant, gint64 *off_beat)
{
    g_autofree gint64 **gaps = NULL;
    guint count = 0;
    gint64 usual;

    if (beat->pictures < 3)
        return FALSE;
    gaps = (gint64 **)g_hash_table_get_keys_as_array(beat->gaps, &count);
    usual = median(beat, gaps, count);
    *off_beat = beat->others;
    for (guint i = 0; i < count; i++) {
        if (ABS(*gaps[i] - usual) > MAX(1, usual / 50))
            *off_beat += count_of(beat, gaps[i]);
    }
    *is_constant = *off_beat <= MAX(beat->pictures / ODD_GAPS, 1);
    return TRUE;
}

void beat_clear(Beat *beat)
{
    g_clear_pointer(&beat->gaps, g_hash_table_unref);
}
