#include "indexer/media/describe.h"

#include <libavutil/pixdesc.h>
#include <math.h>
#include <string.h>

/* Pictures a second; what a clock ticks faster than this is not one of pictures. */
#define RATE_MAX 120

static const FactField *row(const FactGroup *group, const char *name)
{
    const FactField *field = group->fields;

    while (field->name && !g_str_equal(field->name, name))
        field++;
    return field;
}

char *describe_text(const char *text, gsize bytes)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, (gssize)strnlen(text, bytes * 2)) : NULL;
    GString *kept = g_string_new(NULL);

    for (const char *p = valid; p && *p; p = g_utf8_next_char(p)) {
        gunichar character = g_utf8_get_char(p);

        if (kept->len + (gsize)g_unichar_to_utf8(character, NULL) > bytes)
            break;
        if (!g_unichar_iscntrl(character))
            g_string_append_unichar(kept, character);
    }
    g_strstrip(kept->str);
    return g_string_free(kept, *kept->str == '\0');
}

static void set_text(const FactGroup *group, gpointer values, const char *name, const char *text)
{
    const FactField *field = row(group, name);
    g_autofree char *clean = describe_text(text, (gsize)field->max);

    fact_set_text(values, field, clean);
}

void describe_int(const FactGroup *group, gpointer values, const char *name, gint64 value)
{
    const FactField *field = row(group, name);

    if (value >= field->min && value <= field->max)
        fact_set_int(values, field, value);
}

#define VIDEO_TEXT(name, text) set_text(&video_facts_group, video, name, text)
#define VIDEO_INT(name, value) describe_int(&video_facts_group, video, name, value)

/* --- the container --- */

static const struct {
    const char *format; /* libav's */
    const char *container;
} containers[] = {
    { "avi", "avi" }, { "mpegts", "mpegts" }, { "mpeg", "mpeg" },
    { "flv", "flv" }, { "live_flv", "flv" },  { "asf", "asf" },
    { "ogg", "ogg" }, { "mxf", "mxf" },       { "rm", "rm" },
    { "dv", "dv" },   { "ivf", "ivf" },       { "gxf", "gxf" },
    { "wtv", "wtv" }, { "swf", "swf" },       { "mpegvideo", "mpegvideo" },
};

static const char *first_name(const char *names, char *buffer, gsize size)
{
    g_strlcpy(buffer, names, MIN(size, strcspn(names, ",") + 1));
    return buffer;
}

/* QuickTime's own brand, or none as before there were brands. */
static const char *iso_container(const AVFormatContext *format)
{
    const AVDictionaryEntry *brand = av_dict_get(format->metadata, "major_brand", NULL, 0);

    if (!brand || g_str_has_prefix(brand->value, "qt"))
        return "mov";
    if (g_str_has_prefix(brand->value, "3g2"))
        return "3g2";
    return g_str_has_prefix(brand->value, "3g") ? "3gp" : "mp4";
}

void describe_container(Media *media, FileFacts *file)
{
    const char *name = media->format->iformat->name;
    const char *container = NULL;
    char buffer[32];

    if (strstr(name, "mp4"))
        container = iso_container(media->format);
    else if (strstr(name, "matroska"))
        container = media->is_webm ? "webm" : "matroska";
    for (gsize i = 0; !container && i < G_N_ELEMENTS(containers); i++) {
        if (g_str_equal(name, containers[i].format))
            container = containers[i].container;
    }
    if (!container)
        container = first_name(name, buffer, sizeof buffer);
    set_text(&file_facts_group, file, "container", container);
    set_text(&file_facts_group, file, "format_name", name);
}

/* What the container claims, in UTC. libav reads a time without a zone as one of UTC; so do we. */
static char *creation_time(const AVFormatContext *format)
{
    const AVDictionaryEntry *tag = av_dict_get(format->metadata, "creation_time", NULL, 0);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) claimed = tag ? g_date_time_new_from_iso8601(tag->value, utc) : NULL;
    g_autoptr(GDateTime) in_utc = claimed ? g_date_time_to_utc(claimed) : NULL;

    return in_utc ? g_date_time_format(in_utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

void describe_contents(const Media *media, FileFacts *file)
{
    const AVFormatContext *format = media->format;
    g_autofree char *created = creation_time(format);
    gint64 data = 0, attachments = 0;

    for (unsigned i = 0; i < format->nb_streams; i++) {
        enum AVMediaType type = format->streams[i]->codecpar->codec_type;

        data += type == AVMEDIA_TYPE_DATA || type == AVMEDIA_TYPE_UNKNOWN;
        attachments += type == AVMEDIA_TYPE_ATTACHMENT;
    }
    set_text(&file_facts_group, file, "creation_time", created);
    describe_int(&file_facts_group, file, "nb_data_streams", data);
    describe_int(&file_facts_group, file, "nb_attachments", attachments);
}

/* --- the film --- */

static const int32_t *matrix_of(const AVStream *stream, const AVFrame *frame)
{
    size_t size = 0;
    const uint8_t *matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    const AVFrameSideData *side = frame ? av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX) : NULL;

    if (matrix && size >= 9 * sizeof(int32_t))
        return (const int32_t *)(const void *)matrix;
    return side && side->size >= 9 * sizeof(int32_t) ? (const int32_t *)(const void *)side->data : NULL;
}

Orientation describe_orientation(const AVStream *stream, const AVFrame *frame)
{
    return orientation_of_matrix(matrix_of(stream, frame));
}

/* Whoever turns the picture sees it upright; whether it then reads from right to left is no fact of ours. */
static int rotation(const AVStream *stream, const AVFrame *frame)
{
    Orientation orientation = describe_orientation(stream, frame);

    if (orientation.transpose)
        return orientation.mirror_across ? 270 : 90;
    return orientation.mirror_down ? 180 : 0;
}

static char *ratio_text(gint64 num, gint64 den)
{
    int reduced_num = 0, reduced_den = 0;

    if (num <= 0 || den <= 0)
        return NULL;
    av_reduce(&reduced_num, &reduced_den, num, den, 1024 * 1024);
    return reduced_num > 0 && reduced_den > 0 ? g_strdup_printf("%d:%d", reduced_num, reduced_den) : NULL;
}

void describe_shape(Media *media, const AVStream *stream, const AVFrame *frame, VideoFacts *video)
{
    AVRational aspect = av_guess_sample_aspect_ratio(media->format, (AVStream *)stream, (AVFrame *)frame);
    gint64 width = stream->codecpar->width, height = stream->codecpar->height;

    video->rotation = rotation(stream, frame);
    video->sample_aspect_ratio = ratio_text(aspect.num, aspect.den);
    if (width <= 0 || height <= 0)
        return;
    if (!video->sample_aspect_ratio)
        aspect = (AVRational){ 1, 1 };
    video->display_aspect_ratio = video->rotation % 180 ? ratio_text(height * aspect.den, width * aspect.num)
                                                        : ratio_text(width * aspect.num, height * aspect.den);
    width = MAX(av_rescale(width, aspect.num, aspect.den), 1);
    VIDEO_INT("display_width", video->rotation % 180 ? height : width);
    VIDEO_INT("display_height", video->rotation % 180 ? width : height);
}

static const char *const field_orders[] = {
    [AV_FIELD_PROGRESSIVE] = "progressive",
    [AV_FIELD_TT] = "tt",
    [AV_FIELD_BB] = "bb",
    [AV_FIELD_TB] = "tb",
    [AV_FIELD_BT] = "bt",
};

static const char *field_order(const AVCodecParameters *codec, const AVFrame *frame)
{
    if (codec->field_order > AV_FIELD_UNKNOWN && (gsize)codec->field_order < G_N_ELEMENTS(field_orders))
        return field_orders[codec->field_order];
    if (!frame)
        return NULL;
    if (!frame->interlaced_frame)
        return field_orders[AV_FIELD_PROGRESSIVE];
    return field_orders[frame->top_field_first ? AV_FIELD_TT : AV_FIELD_BB];
}

/* libav's name of a colour fact, the container's before the frame's; NULL where neither says anything. 2 is
 * "unspecified" in all of them. */
#define COLOUR_NAME(name_of, container, frame, unknown)                                                      \
    ((container) != (unknown) ? name_of(container) : (frame) != (unknown) ? name_of(frame) : NULL)

static void describe_colours(const AVCodecParameters *codec, const AVFrame *frame, VideoFacts *video)
{
    AVFrame none = { .color_range = AVCOL_RANGE_UNSPECIFIED,
                     .color_primaries = AVCOL_PRI_UNSPECIFIED,
                     .color_trc = AVCOL_TRC_UNSPECIFIED,
                     .colorspace = AVCOL_SPC_UNSPECIFIED };

    if (!frame)
        frame = &none;
    VIDEO_TEXT("color_range", COLOUR_NAME(av_color_range_name, codec->color_range, frame->color_range,
                                          AVCOL_RANGE_UNSPECIFIED));
    VIDEO_TEXT("color_primaries", COLOUR_NAME(av_color_primaries_name, codec->color_primaries,
                                              frame->color_primaries, AVCOL_PRI_UNSPECIFIED));
    VIDEO_TEXT("color_transfer", COLOUR_NAME(av_color_transfer_name, codec->color_trc, frame->color_trc,
                                             AVCOL_TRC_UNSPECIFIED));
    VIDEO_TEXT("color_space", COLOUR_NAME(av_color_space_name, codec->color_space, frame->colorspace,
                                          AVCOL_SPC_UNSPECIFIED));
}

static const char *hdr(const AVStream *stream, const VideoFacts *video)
{
    if (av_stream_get_side_data(stream, AV_PKT_DATA_DOVI_CONF, NULL))
        return "dv";
    if (g_strcmp0(video->color_transfer, "smpte2084") == 0)
        return "pq";
    return g_strcmp0(video->color_transfer, "arib-std-b67") == 0 ? "hlg" : NULL;
}

/* As ffprobe has it: of a decoder that has not seen a picture. */
static void describe_coding(const CodedShape *coded, const AVCodecParameters *codec, VideoFacts *video)
{
    VIDEO_INT("coded_width", coded->width < 0 ? codec->width : coded->width);
    VIDEO_INT("coded_height", coded->height < 0 ? codec->height : coded->height);
    VIDEO_INT("bits_per_raw_sample",
              coded->bits_per_raw_sample < 0 ? codec->bits_per_raw_sample : coded->bits_per_raw_sample);
}

static void describe_profile(const AVCodecParameters *codec, VideoFacts *video)
{
    const char *profile = avcodec_profile_name(codec->codec_id, codec->profile);
    char number[16];

    if (!profile && codec->profile != FF_PROFILE_UNKNOWN) {
        g_snprintf(number, sizeof number, "%d", codec->profile);
        profile = number;
    }
    VIDEO_TEXT("profile", profile);
    if (codec->level != FF_LEVEL_UNKNOWN)
        VIDEO_INT("level", codec->level);
}

static gint64 count_films(const AVFormatContext *format)
{
    gint64 count = 0;

    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];

        count += stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !stream_is_cover(stream);
    }
    return count;
}

/* As libav has it: not reduced. */
static char *rate_text(AVRational rate)
{
    return rate.num > 0 && rate.den > 0 ? g_strdup_printf("%d/%d", rate.num, rate.den) : NULL;
}

/* Pictures a second: the container's average; else the rate that its clock ticks at, as long as that can be
 * one of pictures and is not less than what was counted; else the count. */
static char *average_rate(const AVStream *stream, const StreamMeasure *packets)
{
    AVRational average = stream->avg_frame_rate, ticks = stream->r_frame_rate,
               counted = measure_rate(packets);

    if (average.num > 0 && average.den > 0)
        return rate_text(average);
    if (ticks.num > 0 && ticks.den > 0 && av_q2d(ticks) <= RATE_MAX && av_q2d(ticks) > av_q2d(counted) * 0.99)
        return rate_text(ticks);
    return rate_text(counted);
}

static const char *codec_name(enum AVCodecID id)
{
    const AVCodecDescriptor *descriptor = avcodec_descriptor_get(id);

    return descriptor ? descriptor->name : NULL;
}

/* Bits a second of a stream: as declared; counted where all was read; else its share of what was read, of the
 * file's. */
static gint64 stream_bit_rate(const StreamMeasure *packets, const Measure *measure, gint64 file_bit_rate)
{
    gint64 length = packets->first_us == FACT_UNKNOWN ? 0 : packets->end_us - packets->first_us;

    if (packets->bit_rate > 0)
        return packets->bit_rate;
    if (measure->is_whole && length > 0)
        return av_rescale(packets->bytes, 8 * G_USEC_PER_SEC, length);
    if (measure->is_whole || measure->bytes <= 0 || file_bit_rate == FACT_UNKNOWN)
        return FACT_UNKNOWN;
    return av_rescale(file_bit_rate, packets->bytes, measure->bytes);
}

void describe_film(Media *media, const Measure *measure, gint64 file_bit_rate, VideoFacts *video)
{
    AVStream *stream = media->format->streams[media->video];
    const AVCodecParameters *codec = stream->codecpar;
    const StreamMeasure *packets = &measure->streams[MIN(media->video, MEASURE_STREAMS_MAX - 1)];

    VIDEO_TEXT("codec_name", codec_name(codec->codec_id));
    describe_profile(codec, video);
    VIDEO_TEXT("pix_fmt", av_get_pix_fmt_name(codec->format));
    describe_coding(&measure->coded, codec, video);
    VIDEO_INT("width", codec->width);
    VIDEO_INT("height", codec->height);
    describe_shape(media, stream, measure->picture, video);
    video->avg_frame_rate = average_rate(stream, packets);
    video->r_frame_rate = rate_text(stream->r_frame_rate);
    VIDEO_TEXT("frame_rate_mode", packets->packets > 0 ? (measure_is_steady(packets) ? "cfr" : "vfr") : NULL);
    VIDEO_TEXT("field_order", field_order(codec, measure->picture));
    describe_colours(codec, measure->picture, video);
    VIDEO_TEXT("hdr", hdr(stream, video));
    VIDEO_INT("bit_rate", stream_bit_rate(packets, measure, file_bit_rate));
    VIDEO_INT("nb_streams", count_films(media->format));
}

/* --- sound and subtitles --- */

static const char *language(const AVStream *stream)
{
    const AVDictionaryEntry *entry = av_dict_get(stream->metadata, "language", NULL, 0);

    return entry ? entry->value : NULL;
}

static void describe_sound(const AVStream *stream, gint64 bit_rate, AudioFacts *audio)
{
    const AVCodecParameters *codec = stream->codecpar;

    set_text(&audio_facts_group, audio, "codec_name", codec_name(codec->codec_id));
    if (codec->ch_layout.nb_channels > 0)
        describe_int(&audio_facts_group, audio, "channels", codec->ch_layout.nb_channels);
    if (codec->sample_rate > 0)
        describe_int(&audio_facts_group, audio, "sample_rate", codec->sample_rate);
    describe_int(&audio_facts_group, audio, "bit_rate", bit_rate);
    set_text(&audio_facts_group, audio, "language", language(stream));
}

static void describe_subtitle(const AVStream *stream, SubtitleFacts *subtitle)
{
    set_text(&subtitle_facts_group, subtitle, "codec_name", codec_name(stream->codecpar->codec_id));
    set_text(&subtitle_facts_group, subtitle, "language", language(stream));
}

void describe_others(Media *media, const Measure *measure, Facts *facts)
{
    for (unsigned i = 0; i < media->format->nb_streams; i++) {
        const AVStream *stream = media->format->streams[i];
        const StreamMeasure *packets = &measure->streams[MIN(i, MEASURE_STREAMS_MAX - 1)];

        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO && facts->audio->len < FACTS_STREAMS_MAX)
            describe_sound(stream, stream_bit_rate(packets, measure, facts->file.bit_rate),
                           facts_add_audio(facts));
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE &&
            facts->subtitles->len < FACTS_STREAMS_MAX)
            describe_subtitle(stream, facts_add_subtitle(facts));
    }
}
