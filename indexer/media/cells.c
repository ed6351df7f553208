#include "indexer/media/cells.h"

/* How far beyond 0 … 255 a value may lie before that is seen to. */
#define OUTSIDE 1.f

/* Cells on their way: values of the coding's YCbCr, chroma around 0. */
typedef struct {
    float blue[CELLS_BLOCK], red[CELLS_BLOCK];
    float luma[2][2 * CELLS_BLOCK];
} Block;

CellRows *cell_rows_new(int width)
{
    CellRows *rows = g_new0(CellRows, 1);
    int cells = cells_room(width);

    rows->width = width;
    for (int i = 0; i < 2; i++) {
        rows->luma[i] = g_new0(float, 2 * cells);
        rows->luma_bytes[i] = g_new0(guint8, 2 * cells);
    }
    rows->blue = g_new0(float, cells);
    rows->red = g_new0(float, cells);
    rows->blue_bytes = g_new0(guint8, cells);
    rows->red_bytes = g_new0(guint8, cells);
    return rows;
}

void cell_rows_free(CellRows *rows)
{
    if (!rows)
        return;
    for (int i = 0; i < 2; i++) {
        g_free(rows->luma[i]);
        g_free(rows->luma_bytes[i]);
    }
    g_free(rows->blue);
    g_free(rows->red);
    g_free(rows->blue_bytes);
    g_free(rows->red_bytes);
    g_free(rows);
}

static void load(const CellRows *rows, int at, const Affine *affine, Block *block)
{
    const float *of_luma = affine->by[0], *of_blue = affine->by[1], *of_red = affine->by[2];
    float shade[CELLS_BLOCK];

    for (int i = 0; i < CELLS_BLOCK; i++) {
        float blue = rows->blue[at + i], red = rows->red[at + i];

        block->blue[i] = of_blue[1] * blue + of_blue[2] * red + (of_blue[3] - 128);
        block->red[i] = of_red[1] * blue + of_red[2] * red + (of_red[3] - 128);
        shade[i] = of_luma[1] * blue + of_luma[2] * red + of_luma[3];
    }
    for (int j = 0; j < 2; j++) {
        const float *luma = rows->luma[j] + 2 * at;

        for (int i = 0; i < CELLS_BLOCK; i++) {
            block->luma[j][2 * i] = luma[2 * i] * of_luma[0] + shade[i];
            block->luma[j][2 * i + 1] = luma[2 * i + 1] * of_luma[0] + shade[i];
        }
    }
}

static inline gboolean is_outside(float value, float least, float most)
{
    return (value <= least) | (value >= most);
}

static int count_outside(const float *values, int n, float least, float most)
{
    int count = 0;

    for (int i = 0; i < n; i++)
        count += is_outside(values[i], least, most);
    return count;
}

/* Whether our numbers can say what the film's do. A colour that no screen can show is no matter while they
 * can: it is cut off where it is shown. */
static gboolean fits(const Block *block)
{
    const float most = 127.5f + OUTSIDE;

    return count_outside(block->blue, CELLS_BLOCK, -most, most) == 0 &&
           count_outside(block->red, CELLS_BLOCK, -most, most) == 0 &&
           count_outside(block->luma[0], 2 * CELLS_BLOCK, -OUTSIDE, 255 + OUTSIDE) == 0 &&
           count_outside(block->luma[1], 2 * CELLS_BLOCK, -OUTSIDE, 255 + OUTSIDE) == 0;
}

static gboolean cell_fits(const Block *block, int i)
{
    const float most = 127.5f + OUTSIDE;

    if (is_outside(block->blue[i], -most, most) || is_outside(block->red[i], -most, most))
        return FALSE;
    for (int j = 0; j < 4; j++) {
        if (is_outside(block->luma[j / 2][2 * i + j % 2], -OUTSIDE, 255 + OUTSIDE))
            return FALSE;
    }
    return TRUE;
}

/* Films have colours that no screen can show. Each of red, green and blue is cut off by itself, as every
 * player does. */
static void cut_off(Block *block, int i, const Coding *coding)
{
    float green = 1 - coding->red - coding->blue, blue = 0, red = 0;
    float of_red = 2 * (1 - coding->red) * block->red[i], of_blue = 2 * (1 - coding->blue) * block->blue[i];
    /* what its chroma adds to brightness in red, green and blue */
    const float adds[3] = { of_red, -(coding->red * of_red + coding->blue * of_blue) / green, of_blue };

    for (int j = 0; j < 4; j++) {
        float *luma = &block->luma[j / 2][2 * i + j % 2], rgb[3];

        for (int k = 0; k < 3; k++)
            rgb[k] = CLAMP(*luma + adds[k], 0.f, 255.f);
        *luma = coding->red * rgb[0] + green * rgb[1] + coding->blue * rgb[2];
        blue += (rgb[2] - *luma) / (2 * (1 - coding->blue)) / 4;
        red += (rgb[0] - *luma) / (2 * (1 - coding->red)) / 4;
    }
    block->blue[i] = blue;
    block->red[i] = red;
}

static void make_fit(Block *block, const Coding *coding)
{
    for (int i = 0; i < CELLS_BLOCK; i++) {
        if (!cell_fits(block, i))
            cut_off(block, i, coding);
    }
}

/* In whole numbers, which compilers clamp in vectors. */
static void store(const float *restrict values, int n, float offset, float factor, guint8 *restrict bytes)
{
    for (int i = 0; i < n; i++) {
        int code = (int)(offset + values[i] * factor + 0.5f);

        code = code < 0 ? 0 : code;
        bytes[i] = (guint8)(code > 255 ? 255 : code);
    }
}

void cells_to_bytes(CellRows *rows, const Affine *affine, const Coding *coding)
{
    Block block;

    for (int at = 0; 2 * at < rows->width; at += CELLS_BLOCK) {
        load(rows, at, affine, &block);
        if (!fits(&block))
            make_fit(&block, coding);
        for (int j = 0; j < 2; j++)
            store(block.luma[j], 2 * CELLS_BLOCK, coding->black, coding->luma, rows->luma_bytes[j] + 2 * at);
        store(block.blue, CELLS_BLOCK, 128, coding->chroma, rows->blue_bytes + at);
        store(block.red, CELLS_BLOCK, 128, coding->chroma, rows->red_bytes + at);
    }
}
