#include "indexer/media/weave.h"

#include <stdlib.h>

#define EVERY_US         (2 * G_USEC_PER_SEC)
#define EVERY_FLAGGED_US (G_USEC_PER_SEC / 2)
#define EVERY_ALERT_US   (G_USEC_PER_SEC / 4)
#define ALERT_US         (10 * G_USEC_PER_SEC)

/* Less change than this between two pictures tells nothing. In codes. */
#define MOVES 0.5

/* idet's defaults: how much better one field order must fit, and how much better the picture itself. */
#define FIELDS_RATIO      1.04
#define PROGRESSIVE_RATIO 1.5

/* Of every so many lines one pair is looked at. */
#define LINES_STEP 8

#define LOOKS_LEAST 3
#define LOOKS_SHARE 10 /* one in so many */

static gboolean is_flagged(const AVFrame *frame)
{
#ifdef AV_FRAME_FLAG_INTERLACED
    return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
    return frame->interlaced_frame;
#endif
}

/* How far a line is from lying between two others. */
static gint64 misfit(const guint8 *restrict above, const guint8 *restrict line, const guint8 *restrict below,
                     int width)
{
    gint64 sum = 0;

    for (int start = 0; start < width; start += 4096) {
        int end = MIN(start + 4096, width);
        gint32 part = 0;

        for (int x = start; x < end; x++)
            part += abs(above[x] + below[x] - 2 * line[x]);
        sum += part;
    }
    return sum;
}

/* Of a woven picture the fields that fit best are as near in time as its own are to each other, and fit about as well; the others are
 * three times as far. In a picture that is one moment nothing fits nearly as well as its own lines, though one order may come out
 * ahead by chance (measured: by a seventh of what it falls short of them). */
static gboolean show_two_moments(gint64 worse, gint64 better, gint64 itself)
{
    return (double)worse > FIELDS_RATIO * (double)better && worse - better > better - itself;
}

WeaveKind weave_look(LumaReader readers[5], const AVFrame *before, const AVFrame *frame, const AVFrame *after)
{
    gint64 orders[2] = { 0, 0 }, itself = 0;

    for (int start = 2; start + 2 < frame->height; start += LINES_STEP) {
        for (int y = start; y < start + 2 && y + 1 < frame->height; y++) {
            const guint8 *above = luma_reader_line(&readers[0], frame, y - 1);
            const guint8 *line = luma_reader_line(&readers[1], frame, y);
            const guint8 *below = luma_reader_line(&readers[2], frame, y + 1);
            const guint8 *earlier = luma_reader_line(&readers[3], before, y);
            const guint8 *later = luma_reader_line(&readers[4], after, y);

            if (!above || !line || !below || !earlier || !later)
                return WEAVE_UNKNOWN;
            orders[y & 1] += misfit(above, earlier, below, frame->width);
            orders[!(y & 1)] += misfit(above, later, below, frame->width);
            itself += misfit(above, line, below, frame->width);
        }
    }
    if (show_two_moments(orders[0], orders[1], itself))
        return WEAVE_TOP_FIRST;
    if (show_two_moments(orders[1], orders[0], itself))
        return WEAVE_BOTTOM_FIRST;
    return (double)MIN(orders[0], orders[1]) > PROGRESSIVE_RATIO * (double)itself ? WEAVE_PROGRESSIVE
                                                                                  : WEAVE_UNKNOWN;
}

static void let_go(Weave *weave)
{
    av_frame_free(&weave->held[0]);
    av_frame_free(&weave->held[1]);
}

static gboolean is_alike(const Weave *weave, const AVFrame *frame)
{
    const AVFrame *held = weave->held[0];

    return !held ||
           (held->width == frame->width && held->height == frame->height && held->format == frame->format);
}

static void look(Weave *weave, gint64 time_us, const AVFrame *frame)
{
    WeaveKind kind = weave_look(weave->readers, weave->held[0], weave->held[1], frame);

    weave->looks[kind]++;
    if (kind == WEAVE_TOP_FIRST || kind == WEAVE_BOTTOM_FIRST)
        weave->alert_until_us = time_us + ALERT_US;
    weave->next_us = time_us + (time_us < weave->alert_until_us ? EVERY_ALERT_US
                                : is_flagged(frame)             ? EVERY_FLAGGED_US
                                                                : EVERY_US);
    let_go(weave);
}

void weave_add(Weave *weave, gint64 time_us, const AVFrame *frame, double change)
{
    if (time_us < weave->next_us || frame->height < 16)
        return;
    if ((weave->held[0] && change < MOVES) || !is_alike(weave, frame))
        let_go(weave);
    if (weave->held[1])
        look(weave, time_us, frame);
    else
        weave->held[weave->held[0] ? 1 : 0] = av_frame_clone(frame);
}

int weave_combed(const Weave *weave)
{
    return weave->looks[WEAVE_TOP_FIRST] + weave->looks[WEAVE_BOTTOM_FIRST];
}

const char *weave_scan(const Weave *weave)
{
    int combed = weave_combed(weave), told = combed + weave->looks[WEAVE_PROGRESSIVE];
    int agreed = MAX(weave->looks[WEAVE_TOP_FIRST], weave->looks[WEAVE_BOTTOM_FIRST]);

    if (combed >= LOOKS_LEAST && combed * LOOKS_SHARE >= told && agreed * 10 >= combed * 9)
        return "interlaced";
    return weave->looks[WEAVE_PROGRESSIVE] > 0 ? "progressive" : NULL;
}

void weave_clear(Weave *weave)
{
    let_go(weave);
    for (gsize i = 0; i < G_N_ELEMENTS(weave->readers); i++)
        luma_reader_clear(&weave->readers[i]);
}
