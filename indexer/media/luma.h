/* indexer/media/luma.h
 *
 * The luma of one picture, reduced: about 256 of its lines in full width, 8 bits each, and the means of 32 × 32 cells. All that
 * the deep check says of pictures is read from these; a picture of 1080 lines costs a quarter of its bytes once.
 */
#pragma once

#include <glib.h>

#include <libavutil/frame.h>

/* How often the picture is divided, each way. */
#define LUMA_CELLS 32

/* Reads single lines of frames of any pixel format, 8 bits a pixel. Of red, green and blue the luma of BT.709 is made. */
typedef struct {
    guint8 *line;   /* owned; for lines that cannot be used where they lie */
    guint16 *codes; /* owned; scratch */
    gsize room;     /* pixels in either */
} LumaReader;

void luma_reader_clear(LumaReader *reader);

/* Line `y` of the frame; borrowed of the frame or of the reader, until the next call. NULL: pixels of this format have no luma
 * that we could read. */
const guint8 *luma_reader_line(LumaReader *reader, const AVFrame *frame, int y);

typedef struct {
    int width, height;                      /* of the frame; 0: nothing was taken yet */
    int rows;                               /* lines that were taken */
    int black;                              /* the code of black: 16, or 0 where the full range is used */
    int span;                               /* from black to white: 219 or 255 */
    gboolean compared;                      /* there was a reference of the same size */
    double mean;                            /* code value */
    double change;                          /* mean absolute difference from the reference, in codes */
    float cells[LUMA_CELLS * LUMA_CELLS];   /* mean code values */
    float changes[LUMA_CELLS * LUMA_CELLS]; /* mean absolute differences from the reference */

    guint8 *lines, *reference;   /* owned: rows × width */
    guint16 *sums, *differences; /* owned: of columns */
    LumaReader reader;
} Luma;

/* Takes the frame and compares it with the reference. FALSE: it has no luma that we could read. */
gboolean luma_take(Luma *luma, const AVFrame *frame);

/* What was taken last is what the next is compared with. */
void luma_keep_as_reference(Luma *luma);

/* Nothing can be made out: at least 98 % of the pixels are within a tenth of the range above black, as for FFmpeg's blackdetect
 * (pic_th 0.98, pix_th 0.10); and beyond blackdetect, so that night scenes, the last of a fade and credits are not black: cells
 * differ by at most 6 codes, and at most one pixel in 4000 is brighter than three tenths of the range. */
gboolean luma_is_black(const Luma *luma);

void luma_clear(Luma *luma);
