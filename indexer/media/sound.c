#include "indexer/media/sound.h"

#include <math.h>
#include <string.h>

#define SILENCE_LEVEL 0.001f /* −60 dBFS */

/* A second has so many blocks. */
#define BLOCKS 200

/* A frame that begins this much later than the one before ended leaves a hole. */
#define HOLE_US 10000

/* Beyond is no sound but nonsense: decoders of float samples may give anything. */
#define SAMPLE_MAX 64.f

/* Of loudness_range(): steps of 100 ms in 3 s. */
#define SHORT_TERM 30

static float sane(float sample)
{
    return sample > -SAMPLE_MAX && sample < SAMPLE_MAX ? sample : 0; /* not a number is neither */
}

#define READ(type, expression)                                                                               \
    do {                                                                                                     \
        const type *in = (const type *)(const void *)data + from * step;                                     \
        for (int i = 0; i < count; i++)                                                                      \
            out[i] = sane((float)(expression));                                                              \
    } while (0)

/* `count` samples of one channel; samples of interleaved formats lie `step` apart. */
static void read_samples(const AVFrame *frame, int channel, int from, int count, float *out)
{
    gboolean planar = av_sample_fmt_is_planar(frame->format);
    int step = planar ? 1 : frame->ch_layout.nb_channels;
    const guint8 *data = frame->extended_data[planar ? channel : 0];

    if (!planar)
        data += channel * av_get_bytes_per_sample(frame->format);
    switch (av_get_packed_sample_fmt(frame->format)) {
    case AV_SAMPLE_FMT_U8:
        READ(guint8, (in[i * step] - 128) / 128.f);
        break;
    case AV_SAMPLE_FMT_S16:
        READ(gint16, in[i * step] / 32768.f);
        break;
    case AV_SAMPLE_FMT_S32:
        READ(gint32, (float)in[i * step] / 2147483648.f);
        break;
    case AV_SAMPLE_FMT_S64:
        READ(gint64, (float)in[i * step] / 9223372036854775808.f);
        break;
    case AV_SAMPLE_FMT_FLT:
        READ(float, in[i * step]);
        break;
    case AV_SAMPLE_FMT_DBL:
        READ(double, in[i * step]);
        break;
    default:
        memset(out, 0, (gsize)count * sizeof *out);
    }
}

static int history(const Sound *sound)
{
    return true_peak_history(&sound->true_peak);
}

static float *plane(const Sound *sound, int channel)
{
    return sound->planes + (gsize)channel * (gsize)(history(sound) + sound->block);
}

/* How the meter weighs a channel: those behind and beside the listener count 1.41 times, low-frequency effects not at all. */
static int weight_of(enum AVChannel channel)
{
    switch (channel) {
    case AV_CHAN_LOW_FREQUENCY:
    case AV_CHAN_LOW_FREQUENCY_2:
        return EBUR128_UNUSED;
    case AV_CHAN_BACK_LEFT:
    case AV_CHAN_SIDE_LEFT:
    case AV_CHAN_SURROUND_DIRECT_LEFT:
        return EBUR128_LEFT_SURROUND;
    case AV_CHAN_BACK_RIGHT:
    case AV_CHAN_SIDE_RIGHT:
    case AV_CHAN_BACK_CENTER:
    case AV_CHAN_SURROUND_DIRECT_RIGHT:
        return EBUR128_RIGHT_SURROUND;
    default:
        return EBUR128_LEFT;
    }
}

/* What lies on the listener's left, and its counterpart. */
static const enum AVChannel sides[][2] = {
    { AV_CHAN_FRONT_LEFT, AV_CHAN_FRONT_RIGHT },
    { AV_CHAN_BACK_LEFT, AV_CHAN_BACK_RIGHT },
    { AV_CHAN_SIDE_LEFT, AV_CHAN_SIDE_RIGHT },
    { AV_CHAN_FRONT_LEFT_OF_CENTER, AV_CHAN_FRONT_RIGHT_OF_CENTER },
    { AV_CHAN_WIDE_LEFT, AV_CHAN_WIDE_RIGHT },
    { AV_CHAN_TOP_FRONT_LEFT, AV_CHAN_TOP_FRONT_RIGHT },
    { AV_CHAN_TOP_BACK_LEFT, AV_CHAN_TOP_BACK_RIGHT },
    { AV_CHAN_STEREO_LEFT, AV_CHAN_STEREO_RIGHT },
};

/* The index of the channel on the other side; -1: it has none. Channels without names are pairs, as recorders write them. */
static int counterpart_of(const AVChannelLayout *layout, int index)
{
    enum AVChannel channel = av_channel_layout_channel_from_index(layout, (unsigned)index);

    if (channel == AV_CHAN_NONE || channel == AV_CHAN_UNKNOWN)
        return (index ^ 1) < layout->nb_channels ? index ^ 1 : -1;
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        for (int side = 0; side < 2; side++) {
            if (sides[i][side] == channel)
                return av_channel_layout_index_from_channel(layout, sides[i][!side]);
        }
    }
    return -1;
}

static gboolean fit_meter(Sound *sound, const AVFrame *frame)
{
    unsigned channels = (unsigned)sound->channels;
    int result;

    if (!sound->meter) {
        sound->meter = ebur128_init(channels, (unsigned long)sound->rate, EBUR128_MODE_I);
        result = sound->meter ? EBUR128_SUCCESS : EBUR128_ERROR_NOMEM;
    } else {
        result = ebur128_change_parameters(sound->meter, channels, (unsigned long)sound->rate);
    }
    if (result != EBUR128_SUCCESS && result != EBUR128_ERROR_NO_CHANGE)
        return FALSE;
    for (unsigned i = 0; i < channels; i++) {
        enum AVChannel channel = av_channel_layout_channel_from_index(&frame->ch_layout, i);

        ebur128_set_channel(sound->meter, i, weight_of(channel));
        sound->counterparts[i] = counterpart_of(&frame->ch_layout, (int)i);
    }
    return TRUE;
}

/* Ready for frames of this rate and number of channels, which may change in the midst of a film. */
static gboolean fit(Sound *sound, const AVFrame *frame)
{
    int before = sound->channels;

    sound->channels = frame->ch_layout.nb_channels;
    sound->rate = frame->sample_rate;
    sound->block = MAX(sound->rate / BLOCKS, 1);
    sound->filled = 0;
    true_peak_init(&sound->true_peak, sound->rate);
    g_free(sound->planes);
    g_free(sound->interleaved);
    sound->planes = g_new0(float, (gsize)sound->channels *(gsize)(history(sound) + sound->block));
    sound->interleaved = g_new(float, (gsize)sound->channels *(gsize)sound->block);
    sound->peaks = g_renew(float, sound->peaks, MAX(before, sound->channels));
    for (int i = before; i < sound->channels; i++)
        sound->peaks[i] = 0;
    return fit_meter(sound, frame);
}

static gint64 now_us(const Sound *sound, gint64 samples)
{
    return sound->run_us + (sound->run_samples + samples) * G_USEC_PER_SEC / sound->rate;
}

static void note_silence(Sound *sound, gint64 from_us)
{
    if (sound->silent_from < 0)
        sound->silent_from = from_us;
}

static void note_sound(Sound *sound, gint64 to_us)
{
    sound->was_heard = TRUE;
    if (sound->silent_from >= 0)
        stretches_add(&sound->silence, sound->silent_from, to_us);
    sound->silent_from = -1;
}

static void measure_channel(Sound *sound, int channel, float *loudest)
{
    float *samples = plane(sound, channel) + history(sound);
    float most = sample_peak_of(samples, sound->filled);

    sound->peak = true_peak_of(&sound->true_peak, samples, sound->filled, sound->peak);
    sound->peaks[channel] = MAX(sound->peaks[channel], most);
    *loudest = MAX(*loudest, most);
    for (int i = 0; i < sound->filled; i++)
        sound->interleaved[i * sound->channels + channel] = samples[i];
    memmove(samples - history(sound), samples + sound->filled - history(sound),
            (gsize)history(sound) * sizeof *samples);
}

#define BLOCKS_PER_ENERGY (BLOCKS / 10)

/* What the meter heard in the last 100 ms. */
static void note_energy(Sound *sound)
{
    double loudness = -HUGE_VAL;
    float energy;

    if (++sound->blocks < BLOCKS_PER_ENERGY)
        return;
    sound->blocks = 0;
    if (!sound->energies)
        sound->energies = g_array_new(FALSE, FALSE, sizeof energy);
    ebur128_loudness_window(sound->meter, 100, &loudness);
    energy = isfinite(loudness) ? (float)pow(10, loudness / 10) : 0;
    g_array_append_val(sound->energies, energy);
}

/* What of the block is filled. FALSE: memory ran out. */
static gboolean measure_block(Sound *sound)
{
    float loudest = 0;
    gboolean good;

    if (sound->filled == 0)
        return TRUE;
    for (int channel = 0; channel < sound->channels; channel++)
        measure_channel(sound, channel, &loudest);
    good =
        ebur128_add_frames_float(sound->meter, sound->interleaved, (gsize)sound->filled) == EBUR128_SUCCESS;
    note_energy(sound);
    if (loudest < SILENCE_LEVEL)
        note_silence(sound, now_us(sound, 0));
    else
        note_sound(sound, now_us(sound, 0));
    sound->run_samples += sound->filled;
    sound->filled = 0;
    return good;
}

/* Where samples do not follow those before, the time in between is silent. */
static gboolean follow_clock(Sound *sound, gint64 time_us)
{
    gint64 end_us = now_us(sound, sound->filled);

    if (ABS(time_us - end_us) <= HOLE_US)
        return TRUE;
    if (!measure_block(sound))
        return FALSE;
    if (time_us > end_us)
        note_silence(sound, end_us);
    sound->run_us = time_us;
    sound->run_samples = 0;
    return TRUE;
}

static gboolean begin(Sound *sound, const AVFrame *frame, gint64 time_us)
{
    if (sound->rate == 0) {
        sound->silence.least = SILENCE_LEAST_US;
        sound->silent_from = time_us > HOLE_US ? 0 : -1;
    } else if (!measure_block(sound)) {
        return FALSE;
    }
    sound->run_us = time_us;
    sound->run_samples = 0;
    return fit(sound, frame);
}

gboolean sound_add(Sound *sound, const AVFrame *frame, gint64 time_us)
{
    int channels = frame->ch_layout.nb_channels;

    if (channels < 1 || channels > SOUND_CHANNELS_MAX || frame->sample_rate < 1)
        return TRUE;
    if (channels != sound->channels || frame->sample_rate != sound->rate) {
        if (!begin(sound, frame, time_us))
            return FALSE;
    } else if (!follow_clock(sound, time_us)) {
        return FALSE;
    }
    for (int from = 0; from < frame->nb_samples;) {
        int count = MIN(sound->block - sound->filled, frame->nb_samples - from);

        for (int channel = 0; channel < channels; channel++)
            read_samples(frame, channel, from, count, plane(sound, channel) + history(sound) + sound->filled);
        sound->filled += count;
        from += count;
        if (sound->filled == sound->block && !measure_block(sound))
            return FALSE;
    }
    return TRUE;
}

void sound_end(Sound *sound, gint64 film_end_us)
{
    gint64 end_us;

    if (sound->rate == 0)
        return;
    measure_block(sound);
    end_us = now_us(sound, 0);
    if (film_end_us > end_us + HOLE_US) {
        note_silence(sound, end_us);
        end_us = film_end_us;
    }
    if (sound->silent_from >= 0)
        stretches_add(&sound->silence, sound->silent_from, end_us);
}

static int compare(gconstpointer a, gconstpointer b)
{
    float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

/* The energies of 3 s above a gate; owned. */
static GArray *energies_of_3_s(const GArray *energies, double gate)
{
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(float));
    double sum = 0;

    for (guint i = 0; i < energies->len; i++) {
        float mean;

        sum += (double)g_array_index(energies, float, i);
        if (i >= SHORT_TERM)
            sum -= (double)g_array_index(energies, float, i - SHORT_TERM);
        mean = (float)(sum / SHORT_TERM);
        if (i + 1 >= SHORT_TERM && (double)mean >= gate)
            g_array_append_val(kept, mean);
    }
    g_array_sort(kept, compare);
    return kept;
}

static double mean_of(const GArray *energies)
{
    double sum = 0;

    for (guint i = 0; i < energies->len; i++)
        sum += (double)g_array_index(energies, float, i);
    return energies->len > 0 ? sum / energies->len : 0;
}

static double at_share(const GArray *energies, double share)
{
    return 10 * log10((double)g_array_index(energies, float, (guint)(share * (energies->len - 1) + 0.5)));
}

/* EBU Tech 3342: from the tenth to the ninety-fifth hundredth of what is louder than 20 LU below the mean of all above -70 LUFS. */
static double loudness_range(const GArray *energies)
{
    g_autoptr(GArray) heard = energies_of_3_s(energies, pow(10, -7));
    g_autoptr(GArray) kept = energies_of_3_s(energies, MAX(mean_of(heard) / 100, pow(10, -7)));

    return kept->len > 0 ? at_share(kept, 0.95) - at_share(kept, 0.10) : 0;
}

gboolean sound_loudness(const Sound *sound, double *loudness, double *range)
{
    if (!sound->meter || ebur128_loudness_global(sound->meter, loudness) != EBUR128_SUCCESS ||
        !isfinite(*loudness))
        return FALSE;
    *range = sound->energies ? loudness_range(sound->energies) : 0;
    return TRUE;
}

int sound_dead_channels(const Sound *sound)
{
    int dead = 0;

    for (int i = 0; i < sound->channels; i++) {
        int other = sound->counterparts[i];

        dead += other >= 0 && sound->peaks[i] < SILENCE_LEVEL && sound->peaks[other] >= SILENCE_LEVEL;
    }
    return dead;
}

void sound_clear(Sound *sound)
{
    if (sound->meter)
        ebur128_destroy(&sound->meter);
    g_clear_pointer(&sound->energies, g_array_unref);
    g_clear_pointer(&sound->planes, g_free);
    g_clear_pointer(&sound->interleaved, g_free);
    g_clear_pointer(&sound->peaks, g_free);
}
