/* indexer/media/cells.h
 *
 * From the codes of a film to those of a picture, a row of cells at a time: a cell is two by two pixels and the one colour they share.
 * Private to the folder.
 */
#pragma once

#include "indexer/media/colour.h"

/* Rows are worked on in blocks of so many cells: there is room for whole ones behind the last. */
#define CELLS_BLOCK 16

static inline int cells_room(int width)
{
    return (width / 2 / CELLS_BLOCK + 1) * CELLS_BLOCK;
}

/* Two rows of brightness and one of colour: codes 0 … 1. */
typedef struct {
    int width; /* pixels; cells_room(width) × 2 floats and bytes a row of brightness, cells_room(width) of colour */
    float *luma[2];                                 /* owned */
    float *blue, *red;                              /* owned; Cb and Cr */
    guint8 *luma_bytes[2], *blue_bytes, *red_bytes; /* owned */
} CellRows;

CellRows *cell_rows_new(int width);
void cell_rows_free(CellRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CellRows, cell_rows_free)

/* `affine` leads to the coding's YCbCr, 0 … 255, chroma around 128; brightness takes no part in its chroma. Colours that no screen can show
 * are cut off as every player does it, where our bytes cannot say them. */
void cells_to_bytes(CellRows *rows, const Affine *affine, const Coding *coding);
