#include "indexer/media/probe.h"

#include "indexer/media/describe.h"
#include "indexer/media/measure.h"

#include <string.h>

/* Of a file with several films, how many more are looked at when nothing can be seen of the first. */
#define FILMS_TRIED 3

#define FILE_INT(name, value) describe_int(&file_facts_group, file, name, value)

static ProbeOutcome outcome_of(Status status, const char *reason)
{
    return (ProbeOutcome){ status, reason };
}

ProbeOutcome probe_refused(const GError *error, gint64 size)
{
    if (size == 0)
        return outcome_of(STATUS_BROKEN, REASON_EMPTY);
    switch (error->code) {
    case MEDIA_ERROR_NOT_MEDIA:
        return outcome_of(STATUS_NOT_VIDEO, REASON_NOT_MEDIA);
    case MEDIA_ERROR_LIMIT:
        return outcome_of(STATUS_LIMIT, REASON_LIMIT);
    case MEDIA_ERROR_NO_INDEX:
        return outcome_of(STATUS_BROKEN, REASON_NO_INDEX);
    case MEDIA_ERROR_ENCRYPTED:
        return outcome_of(STATUS_BROKEN, REASON_ENCRYPTED);
    default:
        return outcome_of(STATUS_BROKEN, REASON_CORRUPT);
    }
}

static gboolean has_type(const AVFormatContext *format, enum AVMediaType type)
{
    for (unsigned i = 0; i < format->nb_streams; i++) {
        if (format->streams[i]->codecpar->codec_type == type)
            return TRUE;
    }
    return FALSE;
}

static ProbeOutcome outcome_without_film(const Media *media, const Measure *measure)
{
    if (media->cover >= 0)
        return outcome_of(STATUS_NOT_VIDEO, REASON_COVER_ONLY);
    if (has_type(media->format, AVMEDIA_TYPE_AUDIO))
        return outcome_of(STATUS_NOT_VIDEO, REASON_AUDIO_ONLY);
    if (has_type(media->format, AVMEDIA_TYPE_SUBTITLE))
        return outcome_of(STATUS_NOT_VIDEO, REASON_SUBTITLE_ONLY);
    if (measure->boxes.is_iso && measure->boxes.index_at < 0)
        return outcome_of(STATUS_BROKEN, REASON_NO_INDEX);
    return outcome_of(STATUS_BROKEN, REASON_NO_MEDIA_DATA);
}

static gboolean is_too_large(const Media *media)
{
    const AVCodecParameters *codec = media->format->streams[media->video]->codecpar;

    return (gint64)codec->width * codec->height > media->limits.pixels;
}

static ProbeOutcome outcome_of_film(const Media *media, const Measure *measure)
{
    const StreamMeasure *film = &measure->streams[media->video];

    /* Of what is encrypted something may show by chance, as headers are left alone. */
    if (film->encrypted > film->packets / 2)
        return outcome_of(STATUS_BROKEN, REASON_ENCRYPTED);
    if (measure->picture)
        return outcome_of(STATUS_OK, measure->is_cut ? REASON_TRUNCATED : NULL);
    if (measure->out_of_memory || is_too_large(media))
        return outcome_of(STATUS_LIMIT, REASON_LIMIT);
    if (film->packets == 0)
        return outcome_of(STATUS_BROKEN, measure->is_cut ? REASON_TRUNCATED : REASON_NO_MEDIA_DATA);
    if (film->encrypted > 0)
        return outcome_of(STATUS_BROKEN, REASON_ENCRYPTED);
    if (!measure->is_supported)
        return outcome_of(STATUS_BROKEN, REASON_UNSUPPORTED);
    if (!measure->has_decoder)
        return outcome_of(STATUS_BROKEN, REASON_CORRUPT);
    return outcome_of(STATUS_BROKEN, measure->is_cut ? REASON_TRUNCATED : REASON_UNDECODABLE);
}

/* The sound that plays unless somebody chooses another: the first of those marked as default, else the first;
 * -1: none. */
static int default_sound(const Media *media, const Measure *measure)
{
    int first = -1;

    for (int i = 0; i < (int)MIN(media->format->nb_streams, MEASURE_STREAMS_MAX); i++) {
        const AVStream *stream = media->format->streams[i];

        if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO ||
            measure->streams[i].first_us == FACT_UNKNOWN)
            continue;
        if (stream->disposition & AV_DISPOSITION_DEFAULT)
            return i;
        if (first < 0)
            first = i;
    }
    return first;
}

/* What the header claims. The index of a fragmented file is no claim: libav has added it up from the
 * fragments. */
static gint64 claimed_us(const Media *media, const Measure *measure)
{
    const AVFormatContext *format = media->format;

    if (strstr(format->iformat->name, "flv"))
        return format->duration; /* in the first packet */
    return measure->boxes.fragments > 0 && media->is_header_summed ? 0 : media->header_us;
}

/* From the first picture or sound that plays to the end of the last; 0: nothing was found. */
static gint64 shown_us(const Media *media, const Measure *measure)
{
    const int shown[] = { media->video, default_sound(media, measure) };
    gint64 first = G_MAXINT64, end = G_MININT64;

    for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
        const StreamMeasure *stream = shown[i] < 0 ? NULL : &measure->streams[shown[i]];

        if (!stream || stream->first_us == FACT_UNKNOWN)
            continue;
        first = MIN(first, stream->first_us);
        end = MAX(end, stream->end_us);
    }
    return end > first ? end - first : 0;
}

static gboolean about_equal(gint64 a, gint64 b)
{
    return a > 0 && ABS(a - b) <= MAX(G_USEC_PER_SEC / 10, b / 100);
}

/* Bits a second of the whole file; libav's where its duration is ours. */
static gint64 file_bit_rate(const Media *media, gint64 duration)
{
    const AVFormatContext *format = media->format;

    if (format->bit_rate > 0 && (duration <= 0 || about_equal(format->duration, duration)))
        return format->bit_rate;
    return duration > 0 ? av_rescale(media->size, 8 * G_USEC_PER_SEC, duration) : 0;
}

static void describe_time(const Media *media, const Measure *measure, FileFacts *file)
{
    gint64 claimed = claimed_us(media, measure), shown = shown_us(media, measure), bit_rate;

    if (claimed > 0)
        FILE_INT("duration_header", claimed);
    if (!measure->is_whole && !measure->has_end)
        shown = 0; /* of the beginning alone */
    if (shown > 0)
        FILE_INT("duration_media", shown);
    if (shown <= 0 && !measure->is_whole)
        shown = media->format->duration;
    if (shown > 0)
        FILE_INT("duration", shown);
    if (media->format->start_time != AV_NOPTS_VALUE)
        FILE_INT("start_time", media->format->start_time);
    bit_rate = file_bit_rate(media, shown);
    if (bit_rate > 0)
        FILE_INT("bit_rate", bit_rate);
}

static void describe_order(const Boxes *boxes, FileFacts *file)
{
    if (boxes->is_iso && boxes->index_at >= 0 && boxes->media_at >= 0)
        FILE_INT("faststart", boxes->index_at < boxes->media_at);
}

/* Measures the likeliest film, and where nothing of it can be seen, the next. */
static void measure_film(Media *media, Measure *result)
{
    gboolean refused[MEDIA_STREAMS_MAX] = { FALSE };
    int likeliest = media->video;

    measure(media, result);
    for (int i = 0; i < FILMS_TRIED && media->video >= 0 && !result->picture; i++) {
        g_auto(Measure) other = { 0 };

        refused[media->video] = TRUE;
        media->video = streams_choose_film(media->format, refused);
        if (media->video < 0)
            break;
        measure(media, &other);
        if (other.picture) {
            Measure swap = *result;

            *result = other;
            other = swap;
        }
    }
    if (!result->picture)
        media->video = likeliest;
}

void probe(Media *media, Facts *facts, ProbeOutcome *outcome)
{
    g_auto(Measure) packets = { 0 };

    measure_film(media, &packets);
    describe_container(media, &facts->file);
    describe_contents(media, &facts->file);
    describe_order(&packets.boxes, &facts->file);
    describe_time(media, &packets, &facts->file);
    describe_others(media, &packets, facts);
    facts->has_video = media->video >= 0;
    if (facts->has_video)
        describe_film(media, &packets, facts->file.bit_rate, &facts->video);
    *outcome = facts->has_video ? outcome_of_film(media, &packets) : outcome_without_film(media, &packets);
    if (media->limit_reached)
        *outcome = outcome_of(STATUS_LIMIT, REASON_LIMIT);
}
