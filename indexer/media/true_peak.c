#include "indexer/media/true_peak.h"

#include <math.h>

/* Samples that are interpolated at a time. */
#define AT_ONCE 64

/* The middle tap of the whole filter: a phase never has it, as that is the samples themselves. */
#define MIDDLE (2. * TRUE_PEAK_TAPS)

/* A Hann window over a sinc, both around the middle. */
static double weight_of(int tap, int factor)
{
    double angle = G_PI * (tap - MIDDLE) / factor;

    return sin(angle) / angle * 0.5 * (1 - cos(G_PI * tap / MIDDLE));
}

void true_peak_init(TruePeak *peak, int sample_rate)
{
    peak->factor = sample_rate < 96000 ? 4 : sample_rate < 192000 ? 2 : 1;
    peak->taps = 4 * TRUE_PEAK_TAPS / peak->factor;
    peak->gain = 1;
    for (int phase = 1; phase < peak->factor; phase++) {
        float gain = 0;

        for (int tap = 0; tap < peak->taps; tap++) {
            float weight = (float)weight_of(tap * peak->factor + phase, peak->factor);

            peak->filter[phase - 1][tap] = weight;
            gain += fabsf(weight);
        }
        peak->gain = MAX(peak->gain, gain);
    }
}

int true_peak_history(const TruePeak *peak)
{
    return peak->factor > 1 ? peak->taps - 1 : 0;
}

float sample_peak_of(const float *samples, int count)
{
    float most = 0;

    for (int i = 0; i < count; i++) {
        float magnitude = fabsf(samples[i]);

        most = magnitude > most ? magnitude : most;
    }
    return most;
}

static float interpolated_peak(const TruePeak *peak, const float *samples, int count, float so_far)
{
    float values[AT_ONCE];

    for (int phase = 0; phase < peak->factor - 1; phase++) {
        const float *filter = peak->filter[phase];

        for (int i = 0; i < count; i++)
            values[i] = 0;
        for (int tap = 0; tap < peak->taps; tap++) {
            const float *delayed = samples - tap;
            float weight = filter[tap];

            for (int i = 0; i < count; i++)
                values[i] += weight * delayed[i];
        }
        so_far = MAX(so_far, sample_peak_of(values, count));
    }
    return so_far;
}

float true_peak_of(const TruePeak *peak, const float *samples, int count, float so_far)
{
    int history = true_peak_history(peak);

    for (int start = 0; start < count; start += AT_ONCE) {
        int some = MIN(AT_ONCE, count - start);
        float most = sample_peak_of(samples + start - history, some + history);

        so_far = MAX(so_far, sample_peak_of(samples + start, some));
        if (most * peak->gain > so_far)
            so_far = interpolated_peak(peak, samples + start, some, so_far);
    }
    return so_far;
}
