#include "indexer/media/probe.h"

#include "indexer/media/describe.h"
#include "indexer/media/measure.h"

#include <string.h>

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

static ProbeOutcome outcome_without_film(const Media *media)
{
    if (media->cover >= 0)
        return outcome_of(STATUS_NOT_VIDEO, REASON_COVER_ONLY);
    if (has_type(media->format, AVMEDIA_TYPE_AUDIO))
        return outcome_of(STATUS_NOT_VIDEO, REASON_AUDIO_ONLY);
    if (has_type(media->format, AVMEDIA_TYPE_SUBTITLE))
        return outcome_of(STATUS_NOT_VIDEO, REASON_SUBTITLE_ONLY);
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

    if (measure->picture)
        return outcome_of(STATUS_OK, measure->is_cut ? REASON_TRUNCATED : NULL);
    if (measure->out_of_memory || is_too_large(media))
        return outcome_of(STATUS_LIMIT, REASON_LIMIT);
    if (film->packets == 0)
        return outcome_of(STATUS_BROKEN, measure->is_cut ? REASON_TRUNCATED : REASON_NO_MEDIA_DATA);
    if (film->encrypted > 0)
        return outcome_of(STATUS_BROKEN, REASON_ENCRYPTED);
    if (!measure->has_decoder)
        return outcome_of(STATUS_BROKEN, REASON_UNSUPPORTED);
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

static void describe_time(Media *media, const Measure *measure, FileFacts *file)
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
    if (media->header_us > 0)
        FILE_INT("duration_header", media->header_us);
    if (end > first) {
        FILE_INT("duration_media", end - first);
        FILE_INT("duration", end - first);
    }
    if (media->format->start_time != AV_NOPTS_VALUE)
        FILE_INT("start_time", media->format->start_time);
    if (file->duration != FACT_UNKNOWN)
        FILE_INT("bit_rate", av_rescale(media->size, 8 * G_USEC_PER_SEC, file->duration));
}

void probe(Media *media, Facts *facts, ProbeOutcome *outcome)
{
    g_auto(Measure) packets = { 0 };

    measure(media, &packets);
    describe_container(media, &facts->file);
    describe_time(media, &packets, &facts->file);
    describe_others(media, &packets, facts);
    facts->has_video = media->video >= 0;
    if (facts->has_video)
        describe_film(media, &packets, &facts->video);
    *outcome = facts->has_video ? outcome_of_film(media, &packets) : outcome_without_film(media);
    if (media->limit_reached)
        *outcome = outcome_of(STATUS_LIMIT, REASON_LIMIT);
}
