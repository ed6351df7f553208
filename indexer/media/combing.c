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

/* The first component's value, 8 bits of it. */
static int sample(const guint8 *line, int x, const AVComponentDescriptor *layout)
{
    guint16 word;

    if (layout->depth <= 8)
        return line[x * layout->step];
    memcpy(&word, line + (gsize)x * layout->step, sizeof word);
    return word >> (layout->depth - 8);
}

static gboolean stands_out(int above, int here, int below)
{
    return (here > above + STANDS_OUT && here > below + STANDS_OUT && abs(above - below) < STANDS_OUT * 2) ||
           (here < above - STANDS_OUT && here < below - STANDS_OUT && abs(above - below) < STANDS_OUT * 2);
}

static gboolean block_is_combed(const AVFrame *frame, const AVComponentDescriptor *layout, int left, int top)
{
    const guint8 *data = frame->data[layout->plane] + layout->offset;
    gssize stride = frame->linesize[layout->plane];
    int count = 0;

    for (int y = top; y < top + BLOCK; y++) {
        const guint8 *line = data + y * stride;

        for (int x = left; x < left + BLOCK; x++)
            count += stands_out(sample(line - stride, x, layout), sample(line, x, layout),
                                sample(line + stride, x, layout));
    }
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
