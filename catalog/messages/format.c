#include "catalog/messages/messages.h"

#include "catalog/facts/facts.h"

#include <string.h>

#define MS_PER_HOUR   (G_GINT64_CONSTANT(3600) * 1000)
#define MS_PER_MINUTE (G_GINT64_CONSTANT(60) * 1000)

/* "42", "42.04": whole thousandths without trailing zeros. */
static char *thousandths(gint64 value)
{
    char *text = g_strdup_printf("%" G_GINT64_FORMAT ".%03d", value / 1000, (int)(value % 1000));
    gsize length = strlen(text);

    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[--length] = '\0';
    return text;
}

char *format_level(gint64 value, const char *unit)
{
    g_autofree char *number =
        value % 1000 != 0 ? thousandths(ABS(value)) : g_strdup_printf("%" G_GINT64_FORMAT, ABS(value) / 1000);

    return g_strdup_printf("%s%s %s", value < 0 ? "-" : "", number, unit);
}

char *format_sample_rate(gint64 hz)
{
    g_autofree char *number = hz < 1000 ? g_strdup_printf("%" G_GINT64_FORMAT, hz) : thousandths(hz);

    return g_strdup_printf("%s %s", number, hz < 1000 ? "Hz" : "kHz");
}

static void append_unit(GString *out, const char *number, const char *unit)
{
    g_string_append_printf(out, "%s%s %s", out->len > 0 ? " " : "", number, unit);
}

static char *format_ms(Language language, gint64 ms)
{
    gint64 hours = ms / MS_PER_HOUR, minutes = ms % MS_PER_HOUR / MS_PER_MINUTE;
    g_autofree char *hours_text = g_strdup_printf("%" G_GINT64_FORMAT, hours);
    g_autofree char *minutes_text = g_strdup_printf("%" G_GINT64_FORMAT, minutes);
    g_autofree char *seconds_text = thousandths(ms % MS_PER_MINUTE);
    gboolean has_seconds = ms % MS_PER_MINUTE != 0 || ms < MS_PER_MINUTE;
    GString *out = g_string_new(NULL);

    if (hours > 0)
        append_unit(out, hours_text, message(language, "unit.hours"));
    if (minutes > 0)
        append_unit(out, minutes_text, message(language, has_seconds ? "unit.minutes-and" : "unit.minutes"));
    if (has_seconds)
        append_unit(out, seconds_text, message(language, "unit.seconds"));
    return g_string_free(out, FALSE);
}

static gint64 rounded(gint64 value, gint64 step)
{
    return (value + step / 2) / step;
}

char *format_duration_exact(Language language, gint64 us)
{
    return format_ms(language, rounded(MAX(us, 0), 1000));
}

char *format_duration(Language language, gint64 us)
{
    if (us < 60 * G_USEC_PER_SEC)
        return format_duration_exact(language, us);
    return format_ms(language, rounded(us, G_USEC_PER_SEC) * 1000);
}

char *format_clock(gint64 us)
{
    gint64 s = rounded(MAX(us, 0), G_USEC_PER_SEC);

    if (s >= 3600)
        return g_strdup_printf("%" G_GINT64_FORMAT ":%02d:%02d", s / 3600, (int)(s % 3600 / 60),
                               (int)(s % 60));
    return g_strdup_printf("%d:%02d", (int)(s / 60), (int)(s % 60));
}

/* One decimal in the largest unit that leaves at least 1; whole numbers in the smallest. */
static char *format_scaled(gint64 value, const char *const *units, gsize n)
{
    gint64 scale = 1;
    gsize unit = 0;
    gint64 tenths;

    while (unit + 1 < n && value / scale >= 1000) {
        scale *= 1000;
        unit++;
    }
    if (unit == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " %s", value, units[0]);
    tenths = value / scale * 10 + rounded(value % scale * 10, scale);
    if (tenths >= 10000 && unit + 1 < n) {
        tenths = 10;
        unit++;
    }
    return g_strdup_printf("%" G_GINT64_FORMAT ".%d %s", tenths / 10, (int)(tenths % 10), units[unit]);
}

/* Up to three decimals in the largest unit that needs no more; a bound is told as it is. */
static char *format_exact(gint64 value, const char *const *units, gsize n)
{
    g_autofree char *number = NULL;
    gint64 scale = 1;
    gsize unit = 0;

    for (; unit + 1 < n && value / scale >= 1000; unit++)
        scale *= 1000;
    for (; unit > 0 && value % (scale / 1000) != 0; unit--)
        scale /= 1000;
    number = unit > 0 ? thousandths(value / (scale / 1000)) : g_strdup_printf("%" G_GINT64_FORMAT, value);
    return g_strdup_printf("%s %s", number, units[unit]);
}

static const char *const size_units[] = { "B", "kB", "MB", "GB", "TB" };
static const char *const rate_units[] = { "bps", "kbps", "Mbps", "Gbps" };

char *format_size(G_GNUC_UNUSED Language language, gint64 bytes)
{
    return format_scaled(MAX(bytes, 0), size_units, G_N_ELEMENTS(size_units));
}

char *format_size_exact(G_GNUC_UNUSED Language language, gint64 bytes)
{
    return format_exact(MAX(bytes, 0), size_units, G_N_ELEMENTS(size_units));
}

char *format_bit_rate(G_GNUC_UNUSED Language language, gint64 bits_per_s)
{
    return format_scaled(MAX(bits_per_s, 0), rate_units, G_N_ELEMENTS(rate_units));
}

char *format_bit_rate_exact(G_GNUC_UNUSED Language language, gint64 bits_per_s)
{
    return format_exact(MAX(bits_per_s, 0), rate_units, G_N_ELEMENTS(rate_units));
}

char *format_frame_rate(const char *ratio)
{
    gint64 num = 0, den = 1;

    if (!fact_ratio(ratio, &num, &den) || num / den >= G_MAXINT32)
        return g_strdup("?");
    return thousandths((gint64)(100.0 * (double)num / (double)den + 0.5) * 10);
}

char *format_frame_size(gint64 width, gint64 height)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "×%" G_GINT64_FORMAT, width, height);
}

typedef struct {
    const char *name, *label;
} Label;

static const Label codec_labels[] = {
    { "h264", "H.264" },
    { "hevc", "H.265 (HEVC)" },
    { "vvc", "H.266 (VVC)" },
    { "av1", "AV1" },
    { "vp8", "VP8" },
    { "vp9", "VP9" },
    { "vp6", "VP6" },
    { "vp6f", "VP6" },
    { "mpeg1video", "MPEG-1" },
    { "mpeg2video", "MPEG-2" },
    { "mpeg4", "MPEG-4 Part 2" },
    { "msmpeg4v1", "MS MPEG-4 v1" },
    { "msmpeg4v2", "MS MPEG-4 v2" },
    { "msmpeg4v3", "MS MPEG-4 v3" },
    { "wmv1", "WMV 7" },
    { "wmv2", "WMV 8" },
    { "wmv3", "WMV 9" },
    { "vc1", "VC-1" },
    { "prores", "ProRes" },
    { "dnxhd", "DNxHD" },
    { "cfhd", "CineForm" },
    { "mjpeg", "MJPEG" },
    { "dvvideo", "DV" },
    { "theora", "Theora" },
    { "flv1", "Sorenson H.263" },
    { "h263", "H.263" },
    { "h261", "H.261" },
    { "rv30", "RealVideo 3" },
    { "rv40", "RealVideo 4" },
    { "ffv1", "FFV1" },
    { "huffyuv", "HuffYUV" },
    { "utvideo", "Ut Video" },
    { "qtrle", "QuickTime Animation" },
    { "svq1", "Sorenson 1" },
    { "svq3", "Sorenson 3" },
    { "cinepak", "Cinepak" },
    { "jpeg2000", "JPEG 2000" },
    { "cavs", "AVS" },
    { "avs2", "AVS2" },
    { "avs3", "AVS3" },
    { "rawvideo", "RAW" },
    { "gif", "GIF" },
    { "aac", "AAC" },
    { "aac_latm", "AAC" },
    { "mp1", "MP1" },
    { "mp2", "MP2" },
    { "mp3", "MP3" },
    { "opus", "Opus" },
    { "vorbis", "Vorbis" },
    { "flac", "FLAC" },
    { "alac", "ALAC" },
    { "ac3", "AC-3" },
    { "eac3", "E-AC-3" },
    { "dts", "DTS" },
    { "truehd", "TrueHD" },
    { "wmav1", "WMA 1" },
    { "wmav2", "WMA 2" },
    { "wmapro", "WMA Pro" },
    { "amr_nb", "AMR-NB" },
    { "amr_wb", "AMR-WB" },
    { "cook", "RealAudio" },
    { "pcm", "PCM" },
    { "wma", "WMA" },
    { "amr", "AMR" },
    { "pcm_s16le", "PCM" },
    { "pcm_s16be", "PCM" },
    { "pcm_s24le", "PCM" },
    { "pcm_s24be", "PCM" },
    { "pcm_s32le", "PCM" },
    { "pcm_f32le", "PCM" },
    { "pcm_u8", "PCM" },
};

static const Label container_labels[] = {
    { "mp4", "MP4" },
    { "mov", "QuickTime (MOV)" },
    { "matroska", "Matroska (MKV)" },
    { "webm", "WebM" },
    { "avi", "AVI" },
    { "mpegts", "MPEG-TS" },
    { "mpeg", "MPEG-PS" },
    { "flv", "FLV" },
    { "asf", "WMV/ASF" },
    { "ogg", "Ogg" },
    { "mxf", "MXF" },
    { "3gp", "3GP" },
    { "rm", "RealMedia" },
    { "gif", "GIF" },
    { "dv", "DV" },
    { "mp3", "MP3" },
    { "wav", "WAV" },
    { "flac", "FLAC" },
    { "aac", "AAC" },
    { "h264", "H.264 (raw)" },
    { "hevc", "H.265 (raw)" },
    { "ivf", "IVF" },
    { "mpegvideo", "MPEG (raw)" },
};

static const char *label_of(const Label *labels, gsize n, const char *name)
{
    for (gsize i = 0; i < n; i++) {
        if (g_strcmp0(labels[i].name, name) == 0)
            return labels[i].label;
    }
    return name;
}

const char *codec_label(const char *codec_name)
{
    return label_of(codec_labels, G_N_ELEMENTS(codec_labels), codec_name);
}

char *codec_short_label(const char *codec_name)
{
    const char *label = codec_label(codec_name), *bracket = strstr(label, " (");

    return bracket ? g_strndup(label, bracket - label) : g_strdup(label);
}

const char *container_label(const char *container)
{
    return label_of(container_labels, G_N_ELEMENTS(container_labels), container);
}
