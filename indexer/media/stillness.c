#include "indexer/media/stillness.h"

#include <math.h>
#include <string.h>

/* Of the same picture: mean absolute difference over all pixels, and difference of the means in each cell. In codes of 255. Coded
 * with a quantizer of 4, MPEG-2's three kinds of picture of one still differ by 0.39 and 1.1. */
#define SAME_CODES      0.4
#define SAME_CODES_CELL 2.f

/* Of a picture that an encoder has drawn anew. */
#define ALIKE_CODES      1.5
#define ALIKE_CODES_CELL 6.f

/* That happens at most so often: at key pictures, and a few times in the first moments, while an encoder settles. */
#define REDRAWN_EVERY_US (G_USEC_PER_SEC * 2 / 5)
#define SETTLES_US       (G_USEC_PER_SEC / 2)
#define SETTLES_TIMES    3

static gboolean is_within(const Stillness *stillness, const Luma *luma, double codes, float codes_cell)
{
    if (!luma->compared || luma->change > codes)
        return FALSE;
    for (int i = 0; i < LUMA_CELLS * LUMA_CELLS; i++) {
        if (fabsf(luma->cells[i] - stillness->cells[i]) > codes_cell)
            return FALSE;
    }
    return TRUE;
}

static void draw(Stillness *stillness, gint64 time_us, Luma *luma)
{
    stillness->redrawn_us = time_us;
    memcpy(stillness->cells, luma->cells, sizeof stillness->cells);
    luma_keep_as_reference(luma);
}

static void begin(Stillness *stillness, gint64 time_us)
{
    stillness->stretches.least = STILL_LEAST_US;
    stillness->is_running = TRUE;
    stillness->is_tentative = FALSE;
    stillness->redraws = 0;
    stillness->from_us = time_us;
}

/* What was tentatively taken for a picture drawn anew was the first of something else. */
static void close_stretch(Stillness *stillness, gint64 time_us)
{
    if (stillness->is_running)
        stretches_add(&stillness->stretches, stillness->from_us,
                      stillness->is_tentative ? stillness->redrawn_us : time_us);
    stillness->is_running = FALSE;
}

/* Whether the picture may be the same, drawn anew. */
static gboolean is_drawn_anew(Stillness *stillness, gint64 time_us, const Luma *luma)
{
    if (stillness->is_tentative || !is_within(stillness, luma, ALIKE_CODES, ALIKE_CODES_CELL))
        return FALSE;
    if (time_us - stillness->from_us <= SETTLES_US && stillness->redraws < SETTLES_TIMES) {
        stillness->redraws++;
        return TRUE;
    }
    stillness->is_tentative = time_us - stillness->redrawn_us >= REDRAWN_EVERY_US;
    return stillness->is_tentative;
}

void stillness_add(Stillness *stillness, gint64 time_us, Luma *luma, gboolean is_black)
{
    if (is_black) {
        close_stretch(stillness, time_us);
    } else if (stillness->is_running && is_within(stillness, luma, SAME_CODES, SAME_CODES_CELL)) {
        stillness->is_tentative = FALSE;
        return;
    } else if (!stillness->is_running || !is_drawn_anew(stillness, time_us, luma)) {
        close_stretch(stillness, time_us);
        begin(stillness, time_us);
    }
    draw(stillness, time_us, luma);
}

void stillness_end(Stillness *stillness, gint64 end_us)
{
    close_stretch(stillness, end_us);
}
