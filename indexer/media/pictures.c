#include "indexer/media/pictures.h"

void pictures_add(Pictures *pictures, const AVFrame *frame, gint64 timestamp, gint64 time_us)
{
    Luma *luma = &pictures->luma;
    gboolean is_black;

    if (pictures->frames++ == 0)
        pictures->first_us = time_us;
    if (timestamp != AV_NOPTS_VALUE)
        beat_add(&pictures->beat, timestamp);
    if (pictures->unreadable || !luma_take(luma, frame)) {
        pictures->unreadable = TRUE;
        return;
    }
    is_black = luma_is_black(luma);
    blackness_add(&pictures->blackness, time_us, is_black, luma->mean);
    bars_add(&pictures->bars, time_us, frame, luma);
    fingerprint_add(&pictures->fingerprint, time_us, luma);
    weave_add(&pictures->weave, time_us, frame, luma->compared ? luma->change : 0);
    stillness_add(&pictures->stillness, time_us, luma, is_black); /* the lines change places */
}

static void describe_black(const Pictures *pictures, gint64 end_us, DeepFacts *deep)
{
    const Blackness *blackness = &pictures->blackness;

    deep->black_head = blackness->head;
    deep->black_tail = blackness->tail;
    deep->duration_content = MAX(end_us - pictures->first_us - blackness->head - blackness->tail, 0);
    deep->black_longest = blackness->stretches.longest;
    if (deep->black_longest > 0)
        deep->black_longest_at = blackness->stretches.longest_at;
}

static void describe_stillness(const Stillness *stillness, DeepFacts *deep)
{
    deep->freeze_longest = stillness->stretches.longest;
    deep->freeze_total = stillness->stretches.total;
    if (deep->freeze_longest > 0)
        deep->freeze_longest_at = stillness->stretches.longest_at;
}

static void describe_beat(const Beat *beat, DeepFacts *deep)
{
    gboolean is_constant;
    gint64 off_beat;

    if (!beat_find(beat, &is_constant, &off_beat))
        return;
    deep->frame_rate_mode = g_strdup(is_constant ? "cfr" : "vfr");
    deep->frames_off_beat = off_beat;
}

void pictures_end(Pictures *pictures, gint64 end_us, DeepFacts *deep)
{
    deep->frames = pictures->frames;
    describe_beat(&pictures->beat, deep);
    if (pictures->unreadable || pictures->frames == 0)
        return;
    blackness_end(&pictures->blackness, end_us);
    stillness_end(&pictures->stillness, end_us);
    describe_black(pictures, end_us, deep);
    describe_stillness(&pictures->stillness, deep);
    deep->scan = g_strdup(weave_scan(&pictures->weave));
    deep->frames_combed = weave_combed(&pictures->weave);
    deep->likeness = fingerprint_text(&pictures->fingerprint, pictures->first_us, end_us);
}

void pictures_clear(Pictures *pictures)
{
    luma_clear(&pictures->luma);
    blackness_clear(&pictures->blackness);
    bars_clear(&pictures->bars);
    weave_clear(&pictures->weave);
    beat_clear(&pictures->beat);
    fingerprint_clear(&pictures->fingerprint);
}
