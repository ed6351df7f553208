#include "indexer/media/blackness.h"

/* A picture belongs to a fade when half a second on (or before) it is darker by this much, in codes. A fade of ten seconds from
 * an average picture falls by five in that time. */
#define FADE_US    (G_USEC_PER_SEC / 2)
#define FADE_CODES 0.3

typedef struct {
    gint64 time_us;
    double level;
} Level;

static const Level *level_at(const Blackness *blackness, guint i)
{
    return &g_array_index(blackness->levels, Level, i);
}

/* The first picture that no longer falls. */
static guint skip_fade_out(const Blackness *blackness)
{
    guint first = 0, ahead = 0, last = blackness->levels->len - 1;

    for (; first < last; first++) {
        while (ahead < last &&
               level_at(blackness, ahead)->time_us < level_at(blackness, first)->time_us + FADE_US)
            ahead++;
        if (level_at(blackness, first)->level - level_at(blackness, ahead)->level <= FADE_CODES)
            break;
    }
    return first;
}

/* The last picture that does not rise yet. */
static guint skip_fade_in(const Blackness *blackness, guint first)
{
    guint last = blackness->levels->len - 1, behind = last;

    for (; last > first; last--) {
        while (behind > first &&
               level_at(blackness, behind)->time_us > level_at(blackness, last)->time_us - FADE_US)
            behind--;
        if (level_at(blackness, last)->level - level_at(blackness, behind)->level <= FADE_CODES)
            break;
    }
    return last;
}

/* The stretch ends where the next picture begins. */
static void close_stretch(Blackness *blackness, gint64 end_us, gboolean is_tail)
{
    guint count = blackness->levels ? blackness->levels->len : 0, first, last;
    gint64 from, to;

    if (count == 0)
        return;
    first = skip_fade_out(blackness);
    last = skip_fade_in(blackness, first);
    from = level_at(blackness, first)->time_us;
    to = last + 1 < count ? level_at(blackness, last + 1)->time_us : end_us;
    if (from == blackness->first_us)
        blackness->head = to - from;
    if (is_tail && to == end_us)
        blackness->tail = to - from;
    stretches_add(&blackness->stretches, from, to);
    g_array_set_size(blackness->levels, 0);
}

void blackness_add(Blackness *blackness, gint64 time_us, gboolean is_black, double level)
{
    Level picture = { time_us, level };

    if (!blackness->has_begun) {
        blackness->has_begun = TRUE;
        blackness->first_us = time_us;
        blackness->stretches.least = BLACK_LEAST_US;
        blackness->levels = g_array_new(FALSE, FALSE, sizeof picture);
    }
    if (is_black)
        g_array_append_val(blackness->levels, picture);
    else
        close_stretch(blackness, time_us, FALSE);
}

void blackness_end(Blackness *blackness, gint64 end_us)
{
    close_stretch(blackness, end_us, TRUE);
}

void blackness_clear(Blackness *blackness)
{
    g_clear_pointer(&blackness->levels, g_array_unref);
}
