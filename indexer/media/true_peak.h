/* indexer/media/true_peak.h
 *
 * The true peak of one channel of sound (ITU-R BS.1770-4, annex 2): the largest value between the samples, by an interpolation to
 * four times the rate (twice from 96 kHz on, none from 192 kHz on) with libebur128's filter, a sinc of 49 taps in a Hann window. What cannot
 * exceed the largest value so far, by the sum of the filter's magnitudes, is not interpolated: the result is the same.
 */
#pragma once

#include <glib.h>

#define TRUE_PEAK_TAPS 12

typedef struct {
    int factor;                          /* 1, 2, 4 */
    int taps;                            /* of each phase */
    float filter[3][2 * TRUE_PEAK_TAPS]; /* without the phase that is the samples themselves */
    float gain;                          /* how much larger than the samples an interpolated value can be */
} TruePeak;

void true_peak_init(TruePeak *peak, int sample_rate);

/* How many samples from before the first one true_peak_of() looks at: at most 2 × TRUE_PEAK_TAPS − 1. */
int true_peak_history(const TruePeak *peak);

/* The largest of `so_far` and the true peak of `count` samples, which true_peak_history() others precede in memory. */
float true_peak_of(const TruePeak *peak, const float *samples, int count, float so_far);

/* The largest magnitude of the samples. */
float sample_peak_of(const float *samples, int count);
