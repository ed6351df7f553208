#include "indexer/media/track.h"

#include "indexer/media/landmark.h"

/* What a container's own seeking may read before it is given up: it then reads the film from its start. Files
 * below this size are read as it pleases. */
#define SEEK_BYTES (12 << 20)

/* How far the next key packet is looked for. */
#define KEY_BYTES   (16 << 20)
#define KEY_PACKETS 4000

/* Errors in a row that are passed over before the rest of the file is given up. */
#define READ_ERRORS 8

/* What one seek may read in all, unless it is at its first try. */
#define TRY_BYTES (32 << 20)

/* How much earlier is tried where no key frame was found at or before a moment. */
static const gint64 steps_back_us[] = { 0, 2 * G_USEC_PER_SEC, 12 * G_USEC_PER_SEC, 60 * G_USEC_PER_SEC };

/* An index that ends this much before a moment does not cover it. */
#define FRAGMENT_US G_USEC_PER_SEC

/* µs: what is beyond is no time, and could not be reckoned with. */
#define TIME_MAX (G_GINT64_CONSTANT(1) << 60)

/* Timestamps that come this little too late are in time: containers round them. */
#define LATE_US 1000

void track_init(Track *track, Media *media, int stream, gint64 origin_us, gint64 duration_us)
{
    *track = (Track){ .media = media,
                      .stream = stream,
                      .origin_us = origin_us,
                      .duration_us = duration_us,
                      .input = media->format,
                      .index_is_poor = media->format->iformat->flags & AVFMT_NOTIMESTAMPS };
}

static void use_input(Track *track, AVFormatContext *input, gint64 shift_us)
{
    if (track->input != track->media->format)
        media_input_close(track->input);
    track->input = input;
    track->shift_us = shift_us;
}

void track_clear(Track *track)
{
    use_input(track, NULL, 0);
}

/* An input of our own may name its streams in another order. */
static gboolean is_our_stream(const Track *track, const AVStream *stream)
{
    const AVStream *wanted = track->media->format->streams[track->stream];

    if (track->input == track->media->format)
        return stream == wanted;
    return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && stream->id == wanted->id &&
           (stream->codecpar->codec_id == wanted->codecpar->codec_id ||
            stream->codecpar->codec_id == AV_CODEC_ID_NONE);
}

AVStream *track_stream(const Track *track)
{
    for (unsigned i = 0; track->input && i < track->input->nb_streams; i++)
        if (is_our_stream(track, track->input->streams[i]))
            return track->input->streams[i];
    return NULL;
}

gint64 track_time(const Track *track, gint64 timestamp)
{
    const AVStream *stream = track->media->format->streams[track->stream];

    gint64 us = timestamp == AV_NOPTS_VALUE ? AV_NOPTS_VALUE
                                            : av_rescale_q(timestamp, stream->time_base, AV_TIME_BASE_Q);

    if (us < -TIME_MAX || us > TIME_MAX)
        return AV_NOPTS_VALUE;
    return us - track->origin_us + track->shift_us;
}

static gboolean is_demuxer(const Track *track, const char *name)
{
    return g_str_has_prefix(track->media->format->iformat->name, name);
}

/* Demuxers skip what nobody wants, some without reading it. */
static void discard_others(const Track *track, gboolean keys_only)
{
    const AVStream *stream = track_stream(track);

    for (unsigned i = 0; stream && i < track->input->nb_streams; i++)
        track->input->streams[i]->discard = track->input->streams[i] != stream ? AVDISCARD_ALL
                                            : keys_only                        ? AVDISCARD_NONKEY
                                                                               : AVDISCARD_DEFAULT;
}

static int read_packet(Track *track, AVPacket *packet)
{
    int result = AVERROR(EAGAIN);

    for (int errors = 0; errors < READ_ERRORS; errors++) {
        result = av_read_frame(track->input, packet);
        if (result >= 0 || result == AVERROR_EOF || track->media->limit_reached)
            return track->media->limit_reached && result < 0 ? AVERROR_EXIT : result;
    }
    return AVERROR_EOF;
}

int track_read(Track *track, AVPacket *packet)
{
    int result = track->input ? 0 : AVERROR_EOF;

    while (result >= 0) {
        av_packet_unref(packet);
        result = read_packet(track, packet);
        if (result >= 0 && is_our_stream(track, track->input->streams[packet->stream_index]))
            return 0;
    }
    return result;
}

/* Calls of libav that may read on and on get an allowance; what they leave of it is given back. */
typedef struct {
    gint64 limit;
} Allowance;

static Allowance allowance_begin(Media *media, gint64 bytes)
{
    Allowance allowance = { media->limits.read_bytes };

    media->limits.read_bytes = MIN(allowance.limit, media->bytes_read + bytes);
    return allowance;
}

/* TRUE: it was spent, and not because the budget itself is. */
static gboolean allowance_end(Media *media, const Allowance *allowance)
{
    gboolean spent = media->limit_reached && media->bytes_read < allowance->limit;

    media->limits.read_bytes = allowance->limit;
    if (spent)
        media->limit_reached = FALSE;
    return spent;
}

static int open_whole(Track *track)
{
    Media *media = track->media;
    int result = 0;
    AVFormatContext *input = media_input_open(media, media->format->iformat, &MEDIA_WHOLE(media), &result);

    if (!input)
        return result;
    use_input(track, input, 0);
    return 0;
}

int track_restart(Track *track)
{
    int result = open_whole(track);

    discard_others(track, FALSE);
    return result;
}

static gint64 position_of(const Track *track, gint64 when_us)
{
    double share = track->duration_us > 0 ? (double)when_us / (double)track->duration_us : 0;

    return (gint64)(CLAMP(share, 0, 1) * (double)track->media->size);
}

static int seek_by_index(Track *track, gint64 when_us)
{
    const AVStream *stream = track_stream(track);
    Allowance allowance =
        allowance_begin(track->media, track->media->size > SEEK_BYTES ? SEEK_BYTES : G_MAXINT32);
    gint64 timestamp;
    int result = AVERROR(ENOSYS);

    if (stream) {
        timestamp = av_rescale_q_rnd(when_us + track->origin_us - track->shift_us, AV_TIME_BASE_Q,
                                     stream->time_base, AV_ROUND_DOWN);
        result = avformat_seek_file(track->input, stream->index, INT64_MIN, timestamp, timestamp, 0);
        if (result < 0 && !track->media->limit_reached) /* it lies before the first key frame */
            result = avformat_seek_file(track->input, stream->index, timestamp, timestamp, INT64_MAX, 0);
    }
    return allowance_end(track->media, &allowance) ? AVERROR_EXIT : result;
}

static int enter_at(Track *track, const Landmark *landmark)
{
    Media *media = track->media;
    int result = 0;
    gint64 shift_us = 0;
    const MediaWindow window = { .head = landmark->head, .tail = landmark->tail };
    AVFormatContext *input = media_input_open(media, media->format->iformat, &window, &result);

    if (!input)
        return result;
    if (landmark->clock_restarts)
        shift_us = (gint64)((double)landmark->tail / (double)media->size * (double)track->duration_us);
    use_input(track, input, shift_us);
    return 0;
}

static int seek_by_place(Track *track, gint64 when_us)
{
    Media *media = track->media;
    gint64 position = position_of(track, when_us);
    Landmark landmark;
    int result;

    if (landmark_find(media, position, &landmark))
        return enter_at(track, &landmark);
    if (media->limit_reached)
        return AVERROR_EXIT;
    if (media->format->iformat->flags & AVFMT_NO_BYTE_SEEK)
        return AVERROR(ENOSYS);
    result = open_whole(track);
    return result < 0 ? result : av_seek_frame(track->input, -1, position, AVSEEK_FLAG_BYTE);
}

/* A fragmented MP4, and an AVI without an index, are known as far as they have been read, and their demuxers
 * seek no further. */
static gboolean index_ends_before(const Track *track, gint64 when_us)
{
    AVStream *stream = track_stream(track);
    int entries = stream ? avformat_index_get_entries_count(stream) : 0;
    const AVIndexEntry *last = entries > 0 ? avformat_index_get_entry(stream, entries - 1) : NULL;

    return (is_demuxer(track, "mov") || is_demuxer(track, "avi")) && last &&
           track_time(track, last->timestamp) < when_us - FRAGMENT_US;
}

static int seek(Track *track, gint64 when_us)
{
    gboolean by_index = !track->index_is_poor && !index_ends_before(track, when_us);
    int result;

    if (when_us <= 0) /* demuxers that search by time may miss the very first frame */
        return open_whole(track);
    if (by_index && seek_by_index(track, when_us) >= 0)
        return 0;
    result = track->media->limit_reached ? AVERROR_EXIT : seek_by_place(track, when_us);
    track->index_is_poor = track->index_is_poor || by_index || result >= 0;
    if (result >= 0 || track->media->limit_reached || track->index_is_poor)
        return result;
    return seek_by_index(track, when_us);
}

static int read_key(Track *track, AVPacket *packet)
{
    gint64 first = track->media->bytes_read;
    int result = 0;

    discard_others(track, is_demuxer(track, "mov")); /* which jumps over the bytes of what is discarded */
    for (int i = 0; i < KEY_PACKETS && track->media->bytes_read - first < KEY_BYTES; i++) {
        result = track_read(track, packet);
        if (result < 0 || packet->flags & AV_PKT_FLAG_KEY)
            break;
        result = AVERROR_EOF;
    }
    discard_others(track, FALSE);
    return result;
}

gint64 track_packet_time(const Track *track, const AVPacket *packet)
{
    gint64 timestamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;

    if (timestamp != AV_NOPTS_VALUE)
        return track_time(track, timestamp);
    if (packet->pos < 0 || track->duration_us <= 0 || track->input != track->media->format)
        return AV_NOPTS_VALUE;
    return (gint64)((double)packet->pos / (double)track->media->size * (double)track->duration_us);
}

int track_seek(Track *track, gint64 when_us, AVPacket *packet)
{
    gint64 first = track->media->bytes_read;
    int result = AVERROR_EOF;

    if (track->duration_us > 0)
        when_us = MIN(when_us, track->duration_us);
    for (gsize i = 0; i < G_N_ELEMENTS(steps_back_us); i++) {
        gint64 from_us = MAX(when_us - steps_back_us[i], 0);

        result = seek(track, from_us);
        if (result >= 0)
            result = read_key(track, packet);
        if (track->media->limit_reached)
            return AVERROR_EXIT;
        if (result >= 0 && track_packet_time(track, packet) <= when_us + LATE_US)
            return 0;
        if (from_us == 0 || track->media->bytes_read - first > TRY_BYTES)
            break;
    }
    return result;
}
