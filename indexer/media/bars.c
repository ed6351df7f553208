#include "indexer/media/bars.h"

#include <string.h>

/* A line is picture where its mean reached this; cropdetect's default. */
#define PICTURE_CODES 24

/* A bar is no brighter than so much above black, and begins and ends within so many lines. */
#define BAR_CODES  4
#define EDGE_LINES 3

/* So much of a bar's inner edge has shown something once: the dark around a line of text is no bar. */
#define EDGE_SHARE 0.6

/* A picture fills at least one in so many parts of its frame (an upright one in a wide frame: a third); what is smaller is something on
 * a black ground. */
#define LEAST_SHARE 5

#define EVERY_US (G_USEC_PER_SEC / 5)

static void begin(Bars *bars, const AVFrame *frame)
{
    bars->width = bars->right = frame->width;
    bars->height = bars->bottom = frame->height;
    bars->down = g_new0(guint8, bars->height);
    bars->across = g_new0(guint8, bars->width);
    bars->top = bars->height; /* all is in question */
    bars->left = bars->width;
    bars->bottom = bars->right = 0;
}

static int mean_of_line(const guint8 *line, int width)
{
    guint32 sum = 0;

    for (int x = 0; x < width; x++)
        sum += line[x];
    return (int)((sum + (guint32)width / 2) / (guint32)width);
}

/* From an edge inwards, up to the first line that is surely picture and a little further, so that its neighbours are known too. */
static void look_at_lines(Bars *bars, const AVFrame *frame, LumaReader *reader)
{
    for (int y = 0; y < MIN(bars->top + EDGE_LINES, bars->height); y++) {
        bars->down[y] =
            (guint8)MAX(bars->down[y], mean_of_line(luma_reader_line(reader, frame, y), bars->width));
        if (bars->down[y] > PICTURE_CODES)
            bars->top = MIN(bars->top, y);
    }
    for (int y = bars->height - 1; y >= MAX(bars->bottom - EDGE_LINES, 0); y--) {
        bars->down[y] =
            (guint8)MAX(bars->down[y], mean_of_line(luma_reader_line(reader, frame, y), bars->width));
        if (bars->down[y] > PICTURE_CODES)
            bars->bottom = MAX(bars->bottom, y + 1);
    }
}

static void look_at_columns(Bars *bars, const Luma *luma, int from, int to)
{
    guint32 sums[256];

    for (int start = from; start < to; start += (int)G_N_ELEMENTS(sums)) {
        int count = MIN(to - start, (int)G_N_ELEMENTS(sums));

        memset(sums, 0, sizeof sums);
        for (int row = 0; row < luma->rows; row++) {
            const guint8 *line = luma->lines + (gsize)row * (gsize)luma->width + start;

            for (int i = 0; i < count; i++)
                sums[i] += line[i];
        }
        for (int i = 0; i < count; i++) {
            int mean = (int)((sums[i] + (guint32)luma->rows / 2) / (guint32)luma->rows);

            bars->across[start + i] = (guint8)MAX(bars->across[start + i], mean);
        }
    }
}

static void look_across(Bars *bars, const Luma *luma)
{
    look_at_columns(bars, luma, 0, MIN(bars->left + EDGE_LINES, bars->width));
    look_at_columns(bars, luma, MAX(bars->right - EDGE_LINES, 0), bars->width);
    for (int x = 0; x < bars->left; x++) {
        if (bars->across[x] > PICTURE_CODES)
            bars->left = x;
    }
    for (int x = bars->width; x > bars->right; x--) {
        if (bars->across[x - 1] > PICTURE_CODES)
            bars->right = x;
    }
}

void bars_add(Bars *bars, gint64 time_us, const AVFrame *frame, Luma *luma)
{
    if (bars->changed || (bars->width > 0 && time_us < bars->next_us))
        return;
    if (bars->width == 0)
        begin(bars, frame);
    if (bars->width != frame->width || bars->height != frame->height) {
        bars->changed = TRUE;
        return;
    }
    bars->next_us = time_us + EVERY_US;
    bars->black = luma->black;
    for (gsize i = 0; i < G_N_ELEMENTS(bars->cells); i++)
        bars->cells[i] = MAX(bars->cells[i], luma->cells[i]);
    if (bars->top > 0 || bars->bottom < bars->height)
        look_at_lines(bars, frame, &luma->reader);
    if (bars->left > 0 || bars->right < bars->width)
        look_across(bars, luma);
}

/* How many lines at one end of a profile are bar: `from` is the first, `step` leads inwards, `first` is the first that is picture. */
static int bar_of(const guint8 *profile, int from, int step, int first, int black)
{
    int lines = 0;

    while (lines < first && profile[from + lines * step] <= black + BAR_CODES)
        lines++;
    return lines > 0 && first - lines <= EDGE_LINES ? first : 0;
}

/* Whether a row (step 1) or column (step LUMA_CELLS) of cells was picture, between two of its cells. */
static gboolean was_picture(const Bars *bars, int start, int step, int from, int to)
{
    int count = 0;

    for (int i = from; i < to; i++)
        count += bars->cells[start + i * step] > PICTURE_CODES;
    return count >= EDGE_SHARE * (to - from);
}

/* The first cell that lies wholly inwards of `lines` of `length`. */
static int cell_inside(int lines, int length)
{
    return MIN((lines * LUMA_CELLS + length - 1) / length, LUMA_CELLS - 1);
}

gboolean bars_find(const Bars *bars, Area *area)
{
    int top, bottom, left, right, first, last;

    if (bars->changed || bars->width == 0 || bars->top >= bars->height || bars->left >= bars->width)
        return FALSE;
    top = bar_of(bars->down, 0, 1, bars->top, bars->black);
    bottom = bar_of(bars->down, bars->height - 1, -1, bars->height - bars->bottom, bars->black);
    left = bar_of(bars->across, 0, 1, bars->left, bars->black);
    right = bar_of(bars->across, bars->width - 1, -1, bars->width - bars->right, bars->black);
    first = cell_inside(left, bars->width);
    last = LUMA_CELLS - cell_inside(right, bars->width);
    if (!was_picture(bars, cell_inside(top, bars->height) * LUMA_CELLS, 1, first, last))
        top = 0;
    if (!was_picture(bars, (LUMA_CELLS - 1 - cell_inside(bottom, bars->height)) * LUMA_CELLS, 1, first, last))
        bottom = 0;
    first = cell_inside(top, bars->height);
    last = LUMA_CELLS - cell_inside(bottom, bars->height);
    if (!was_picture(bars, cell_inside(left, bars->width), LUMA_CELLS, first, last))
        left = 0;
    if (!was_picture(bars, LUMA_CELLS - 1 - cell_inside(right, bars->width), LUMA_CELLS, first, last))
        right = 0;
    *area = (Area){ left, top, bars->width - left - right, bars->height - top - bottom };
    if (area->width <= 0 || area->height <= 0 ||
        (gint64)area->width * area->height * LEAST_SHARE < (gint64)bars->width * bars->height)
        *area = (Area){ 0, 0, bars->width, bars->height };
    return TRUE;
}

void bars_clear(Bars *bars)
{
    g_clear_pointer(&bars->down, g_free);
    g_clear_pointer(&bars->across, g_free);
}
