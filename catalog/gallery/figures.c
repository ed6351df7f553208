#include "catalog/gallery/figures.h"

#define BAR_LENGTH 1000 /* of the longest, as in bar.html */

/* The paper of a chart, as in chart.html, and the place of its columns. */
#define LEFT   220
#define RIGHT  3580
#define TOP    120
#define BOTTOM 1300

#define TICKS_MAX   8
#define LINES_MAX   4 /* over the axis */
#define GAP         6 /* between columns, in hundredths of their distance, on each side */
#define TICK_BELOW  150
#define LABEL_BELOW 35 /* so that figures stand in the middle of their lines */

Scope *bar_add(Scope *scope, const char *list, const char *label, guint count, guint dark, guint most)
{
    Scope *line = scope_add(scope, list);

    scope_set(line, "label", label);
    scope_set_int(line, "count", count);
    scope_set_int(line, "bar", (gint64)BAR_LENGTH * count / most);
    scope_set_int(line, "dark", (gint64)BAR_LENGTH * dark / most);
    return line;
}

static void column_clear(gpointer data)
{
    Column *column = data;

    g_free(column->label);
    g_free(column->tick);
}

GArray *columns_new(void)
{
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(Column));

    g_array_set_clear_func(columns, column_clear);
    return columns;
}

static guint most_of(const GArray *columns)
{
    guint most = 1;

    for (guint i = 0; i < columns->len; i++)
        most = MAX(most, g_array_index(columns, Column, i).count);
    return most;
}

/* 1, 2, 5, 10, 20, … */
static guint step_of(guint most)
{
    static const guint factors[] = { 1, 2, 5 };

    for (guint scale = 1;; scale *= 10)
        for (guint i = 0; i < G_N_ELEMENTS(factors); i++)
            if (most <= (guint64)factors[i] * scale * LINES_MAX)
                return factors[i] * scale;
}

static void draw_lines(Scope *chart, guint most, guint step)
{
    for (guint count = 0; count <= most; count += step) {
        Scope *line = scope_add(chart, "lines");
        gint64 y = BOTTOM - (gint64)(BOTTOM - TOP) * count / most;

        scope_set_int(line, "y", y);
        scope_set_int(line, "label-y", y + LABEL_BELOW);
        scope_set_int(line, "label", count);
    }
}

static void draw_tick(Scope *chart, gint64 x, const char *words)
{
    Scope *tick = scope_add(chart, "ticks");

    scope_set_int(tick, "x", x);
    scope_set_int(tick, "y", BOTTOM + TICK_BELOW);
    scope_set(tick, "label", words);
}

static void draw_column(Scope *chart, const Column *column, gint64 left, gint64 width, guint top)
{
    Scope *drawn = scope_add(chart, "columns");
    gint64 height = (gint64)(BOTTOM - TOP) * column->count / top, gap = width * GAP / 100;

    scope_set_int(drawn, "x", left + gap);
    scope_set_int(drawn, "y", BOTTOM - height);
    scope_set_int(drawn, "width", MAX(width - 2 * gap, 1));
    scope_set_int(drawn, "height", height);
}

static void add_row(Scope *chart, const Column *column)
{
    Scope *row = scope_add(chart, "rows");

    scope_set(row, "label", column->label);
    scope_set_int(row, "count", column->count);
}

void columns_draw(Scope *chart, const GArray *columns, const char *last_tick)
{
    guint most = most_of(columns), step = step_of(most), top = (most + step - 1) / step * step;
    guint ticks = columns->len + (last_tick != NULL), every = (ticks + TICKS_MAX - 1) / TICKS_MAX;

    draw_lines(chart, top, step);
    for (guint i = 0; i < columns->len; i++) {
        const Column *column = &g_array_index(columns, Column, i);
        gint64 left = LEFT + (gint64)(RIGHT - LEFT) * i / columns->len;
        gint64 width = LEFT + (gint64)(RIGHT - LEFT) * (i + 1) / columns->len - left;

        draw_column(chart, column, left, width, top);
        if (i % every == 0)
            draw_tick(chart, last_tick ? left : left + width / 2, column->tick);
        if (column->count > 0)
            add_row(chart, column);
    }
    if (last_tick && columns->len % every == 0)
        draw_tick(chart, RIGHT, last_tick);
}
