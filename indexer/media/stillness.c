#include "indexer/media/stillness.h"

#include <math.h>
#include <string.h>

/* Mean absolute differences in codes of 255: over the picture (−60 dB of 256, as freezedetect's default), and in each cell. */
#define SAME_CODES      0.256
#define SAME_CODES_CELL 1.0f

/* Of a picture that was drawn anew: over its pixels, and of the means of its cells. */
#define REDRAWN_CODES      1.5
#define REDRAWN_CODES_CELL 1.5f

/* Encoders draw anew at most so often, after they have settled on a still picture in the first moments. */
#define REDRAWN_EVERY_US (G_USEC_PER_SEC * 2 / 5)

static gboolean is_same(const Luma *luma)
{
    if (!luma->compared || luma->change > SAME_CODES)
        return FALSE;
    for (int i = 0; i < LUMA_CELLS * LUMA_CELLS; i++) {
        if (luma->changes[i] > SAME_CODES_CELL)
            return FALSE;
    }
    return TRUE;
}

static gboolean is_drawn_anew(const Stillness *stillness, gint64 time_us, const Luma *luma)
{
    if (!luma->compared || luma->change > REDRAWN_CODES || time_us - stillness->redrawn_us < REDRAWN_EVERY_US)
        return FALSE;
    for (int i = 0; i < LUMA_CELLS * LUMA_CELLS; i++) {
        if (fabsf(luma->cells[i] - stillness->cells[i]) > REDRAWN_CODES_CELL)
            return FALSE;
    }
    return TRUE;
}

static void begin(Stillness *stillness, gint64 time_us, Luma *luma)
{
    stillness->stretches.least = STILL_LEAST_US;
    stillness->is_running = TRUE;
    stillness->is_tentative = FALSE;
    stillness->from_us = stillness->redrawn_us = time_us;
    memcpy(stillness->cells, luma->cells, sizeof stillness->cells);
}

/* What was tentatively taken for a picture drawn anew was the first of something else. */
static void close_stretch(Stillness *stillness, gint64 time_us)
{
    if (stillness->is_running)
        stretches_add(&stillness->stretches, stillness->from_us,
                      stillness->is_tentative ? stillness->redrawn_us : time_us);
    stillness->is_running = FALSE;
}

void stillness_add(Stillness *stillness, gint64 time_us, Luma *luma, gboolean is_black)
{
    if (stillness->is_running && !is_black && is_same(luma)) {
        stillness->is_tentative = FALSE;
        return;
    }
    if (stillness->is_running && !is_black && !stillness->is_tentative &&
        is_drawn_anew(stillness, time_us, luma)) {
        stillness->is_tentative = TRUE;
        stillness->redrawn_us = time_us;
    } else {
        close_stretch(stillness, time_us);
        if (!is_black)
            begin(stillness, time_us, luma);
    }
    luma_keep_as_reference(luma);
}

void stillness_end(Stillness *stillness, gint64 end_us)
{
    close_stretch(stillness, end_us);
}
