#include "indexer/media/combing.h"

#include <stdlib.h>
#include <string.h>

/* Pixels are counted in blocks: a comb is dense where something moved, scattered hits are texture. */
#define BLOCK 32
/* A line stands out where it differs by this much (of 255) from both its neighbours, to the same side. */
#define STANDS_OUT 8
/* A block is combed when this share of its pixels stand out. */
#define BLOCK_SHARE 0.08
/* A frame is combed when one in so many blocks is. */
#define BLOCKS_SHARE 400

static gboolean is_interlaced(const AVFrame *frame)
{
#ifdef AV_FRAME_FLAG_INTERLACED
    return frame->flags & AV_FRAME_FLAG_INTERLACED;
#else
    return frame->interlaced_frame;
#endif
}

static gboolean is_top_first(const AVFrame *frame)
{
#ifdef AV_FRAME_FLAG_TOP_FIELD_FIRST
    return frame->flags & AV_FRAME_FLAG_TOP_FIELD_FIRST;
#else
    return frame->top_field_first;
#endif
}

/* A row of the first component's values, 8 bits of them. */
static void read_row(const guint8 *line, const AVComponentDescriptor *layout, guint8 row[BLOCK])
{
    for (int x = 0; x < BLOCK; x++, line += layout->step) {
        guint16 word = *line;

        if (layout->depth > 8)
            memcpy(&word, line, sizeof word);
        row[x] = (guint8)(word >> MAX(layout->depth - 8, 0));
    }
}

/* Without a branch, so that compilers make vector instructions of it. */
static int count_standing_out(const guint8 *restrict above, const guint8 *restrict here,
                              const guint8 *restrict below)
{
    int count = 0;

    for (int x = 0; x < BLOCK; x++) {
        int over = here[x] - above[x], under = here[x] - below[x];
        int higher = (over > STANDS_OUT) & (under > STANDS_OUT);
        int lower = (over < -STANDS_OUT) & (under < -STANDS_OUT);

        count += (higher | lower) & (abs(over - under) < STANDS_OUT * 2);
    }
    return count;
}

static int count_in_row(const guint8 *line, gssize stride, const AVComponentDescriptor *layout)
{
    guint8 rows[3][BLOCK];

    if (layout->depth <= 8 && layout->step == 1)
        return count_standing_out(line - stride, line, line + stride);
    for (int i = 0; i < 3; i++)
        read_row(line + (i - 1) * stride, layout, rows[i]);
    return count_standing_out(rows[0], rows[1], rows[2]);
}

static gboolean block_is_combed(const AVFrame *frame, const AVComponentDescriptor *layout, int left, int top)
{
    const guint8 *data = frame->data[layout->plane] + layout->offset;
    gssize stride = frame->linesize[layout->plane];
    int count = 0;

    for (int y = top; y < top + BLOCK; y++)
        count += count_in_row(data + y * stride + (gssize)left * layout->step, stride, layout);
    return count > BLOCK * BLOCK * BLOCK_SHARE;
}

static gboolean is_combed(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    const AVComponentDescriptor *layout = &descriptor->comp[0];
    int blocks = 0, combed = 0;

    if (descriptor->flags & (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_RGB) ||
        layout->shift != 0)
        return TRUE; /* not worth knowing */
    for (int top = 1; top + BLOCK < frame->height; top += BLOCK)
        for (int left = 0; left + BLOCK <= frame->width; left += BLOCK) {
            combed += block_is_combed(frame, layout, left, top);
            blocks++;
        }
    return blocks == 0 || combed * BLOCKS_SHARE > blocks;
}

Lines combing_lines_to_use(const AVFrame *frame, const AVPixFmtDescriptor *descriptor)
{
    if (!is_interlaced(frame) || frame->height < 4 || !is_combed(frame, descriptor))
        return LINES_ALL;
    return is_top_first(frame) ? LINES_TOP : LINES_BOTTOM;
}
