#include "indexer/media/proxy_sound.h"

#include "indexer/crew/raw_film.h"

#include <libswresample/swresample.h>
#include <string.h>

/* Sound that is this far from its place is moved; containers round their times by less. */
#define OUT_OF_PLACE (RAW_SOUND_RATE / 50)

#define MOMENTS_MAX (RAW_SOUND_MAX / RAW_SOUND_BYTES)

/* Of a device that records more, the mix is nobody's guess. */
#define CHANNELS_MAX 64

void proxy_sound_init(ProxySound *sound, int pipe)
{
    *sound = (ProxySound){ .pipe = pipe, .bytes = g_malloc(RAW_SOUND_MAX) };
}

void proxy_sound_clear(ProxySound *sound)
{
    swr_free(&sound->mix);
    av_channel_layout_uninit(&sound->layout);
    g_clear_pointer(&sound->bytes, g_free);
}

static gboolean write_moments(ProxySound *sound, int moments)
{
    gsize length = (gsize)moments * RAW_SOUND_BYTES;

    if (moments == 0)
        return TRUE;
    sound->is_broken = !raw_write(sound->pipe, RAW_SOUND, raw_sound_us(sound->moments), sound->bytes, length);
    sound->moments += moments;
    return !sound->is_broken;
}

static gboolean write_silence(ProxySound *sound, gint64 moments)
{
    while (moments > 0) {
        int now = (int)MIN(moments, MOMENTS_MAX);

        memset(sound->bytes, 0, (gsize)now * RAW_SOUND_BYTES);
        if (!write_moments(sound, now))
            return FALSE;
        moments -= now;
    }
    return TRUE;
}

/* What comes out of the mixer once `count` samples went in. */
static gboolean mix(ProxySound *sound, const guint8 **samples, int count)
{
    for (;;) {
        int got = swr_convert(sound->mix, &sound->bytes, MOMENTS_MAX, samples, count);

        if (got <= 0)
            return got == 0;
        if (!write_moments(sound, got))
            return FALSE;
        if (got < MOMENTS_MAX)
            return TRUE;
        samples = NULL;
        count = 0;
    }
}

static gboolean is_as_before(const ProxySound *sound, const AVFrame *frame)
{
    return sound->mix && sound->rate == frame->sample_rate && sound->format == frame->format &&
           av_channel_layout_compare(&sound->layout, &frame->ch_layout) == 0;
}

/* One channel is heard on both sides as loud as it is; libswresample would lower it. */
static int set_mono(struct SwrContext *mix, const AVChannelLayout *layout)
{
    static const double both[2] = { 1, 1 };

    return layout->nb_channels == 1 ? swr_set_matrix(mix, both, 1) : 0;
}

/* The layout may change in the midst of a film. */
static gboolean fit_mixer(ProxySound *sound, const AVFrame *frame)
{
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    AVChannelLayout from = { 0 };
    int result;

    if (is_as_before(sound, frame))
        return TRUE;
    if (sound->mix && !mix(sound, NULL, 0))
        return FALSE;
    swr_free(&sound->mix);
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&from, frame->ch_layout.nb_channels);
    else
        av_channel_layout_copy(&from, &frame->ch_layout);
    result = swr_alloc_set_opts2(&sound->mix, &stereo, AV_SAMPLE_FMT_S16, RAW_SOUND_RATE, &from,
                                 frame->format, frame->sample_rate, 0, NULL);
    if (result >= 0)
        result = set_mono(sound->mix, &from);
    if (result >= 0)
        result = swr_init(sound->mix);
    av_channel_layout_uninit(&from);
    av_channel_layout_uninit(&sound->layout);
    av_channel_layout_copy(&sound->layout, &frame->ch_layout);
    sound->rate = frame->sample_rate;
    sound->format = frame->format;
    if (result < 0)
        swr_free(&sound->mix);
    return TRUE; /* a layout that cannot be mixed is not heard */
}

/* Brings sound to its place. FALSE: memory ran out, or nobody reads; `is_late`: what comes has all been heard. */
static gboolean follow_clock(ProxySound *sound, gint64 time_us, gint64 moments, gboolean *is_late)
{
    gint64 place = av_rescale(time_us, RAW_SOUND_RATE, G_USEC_PER_SEC);
    gint64 now = sound->moments + swr_get_delay(sound->mix, RAW_SOUND_RATE);

    *is_late = now - place > OUT_OF_PLACE && now - place >= moments;
    if (place - now > OUT_OF_PLACE)
        return write_silence(sound, place - now);
    if (now - place > OUT_OF_PLACE && !*is_late)
        return swr_drop_output(sound->mix, (int)(now - place)) >= 0;
    return TRUE;
}

gboolean proxy_sound_add(ProxySound *sound, const AVFrame *frame, gint64 time_us)
{
    int channels = frame->ch_layout.nb_channels;
    gboolean is_late = FALSE;

    if (channels < 1 || channels > CHANNELS_MAX || frame->sample_rate < 1 || frame->nb_samples < 1)
        return TRUE;
    if (!fit_mixer(sound, frame))
        return FALSE;
    if (!sound->mix)
        return TRUE;
    if (!follow_clock(sound, time_us, av_rescale(frame->nb_samples, RAW_SOUND_RATE, frame->sample_rate),
                      &is_late))
        return FALSE;
    return is_late || mix(sound, (const guint8 **)frame->extended_data, frame->nb_samples);
}

gboolean proxy_sound_end(ProxySound *sound, gint64 film_end_us)
{
    if (sound->mix && !mix(sound, NULL, 0))
        return FALSE;
    if (sound->moments > 0)
        return TRUE;
    return write_silence(sound, av_rescale(film_end_us, RAW_SOUND_RATE, G_USEC_PER_SEC));
}
