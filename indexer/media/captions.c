#include "indexer/media/captions.h"

#include "catalog/facts/charset.h"
#include "indexer/media/cue_text.h"
#include "indexer/media/media_internal.h"
#include "indexer/media/probe.h"
#include "indexer/media/subtitle_file.h"

#include <errno.h>
#include <libavutil/intreadwrite.h>
#include <string.h>
#include <unistd.h>

static void set_outcome(Report *report, Status status, const char *reason)
{
    report->status = status;
    g_free(report->reason);
    report->reason = g_strdup(reason);
}

/* ---- what is kept ---- */

static gsize bytes_of_all(const GPtrArray *tracks)
{
    gsize bytes = 0;

    for (guint i = 0; i < tracks->len; i++)
        bytes += cue_track_bytes(tracks->pdata[i]);
    return bytes;
}

/* Takes the last cues off until the rest fits. FALSE: it did not at once. */
static gboolean make_fit(CueTrack *track, gsize room)
{
    gsize bytes = cue_track_bytes(track);
    guint n = track->cues->len;

    for (; n > 0 && bytes > room; n--)
        bytes -= cue_bytes(&g_array_index(track->cues, Cue, n - 1));
    if (n == track->cues->len)
        return TRUE;
    g_array_set_size(track->cues, n);
    return FALSE;
}

/* Takes the track. */
static void keep(Report *report, CueTrack *track)
{
    gboolean whole = cue_track_end(track);

    whole = make_fit(track, CUES_BYTES_MAX - bytes_of_all(report->captions)) && whole;
    if (!whole)
        set_outcome(report, STATUS_OK, REASON_CAPTIONS_CUT);
    if (track->cues->len > 0)
        g_ptr_array_add(report->captions, track);
    else
        cue_track_free(track);
}

/* ---- a subtitle file ---- */

static char *read_all(int fd, gsize size)
{
    g_autofree char *bytes = g_malloc(size + 1);
    gsize done = 0;

    if (lseek(fd, 0, SEEK_SET) < 0)
        return NULL;
    while (done < size) {
        ssize_t got = read(fd, bytes + done, size - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return NULL;
        done += (gsize)got;
    }
    bytes[size] = '\0';
    return g_steal_pointer(&bytes);
}

/* NULL: it is none, for that reason. */
static CueTrack *read_file(int fd, gint64 size, const char **reason)
{
    g_autofree char *bytes = size <= CAPTIONS_FILE_MAX ? read_all(fd, (gsize)size) : NULL;
    const char *charset = NULL;
    g_autofree char *text = bytes ? charset_decode(bytes, (gsize)size, &charset) : NULL;

    *reason = REASON_CAPTIONS_UNKNOWN;
    if (!text) {
        if (size > CAPTIONS_FILE_MAX)
            *reason = REASON_CAPTIONS_LARGE;
        else if (bytes && !memchr(bytes, '\0', (gsize)size))
            *reason = REASON_CAPTIONS_ENCODING;
        return NULL;
    }
    return subtitle_file_read(text);
}

/* ---- the streams of a film ---- */

typedef struct {
    CueTextKind kind;
    enum AVCodecID codec;
} TextCodec;

static const TextCodec text_codecs[] = {
    { CUE_TEXT_SUBRIP, AV_CODEC_ID_SUBRIP },  { CUE_TEXT_SUBRIP, AV_CODEC_ID_SRT },
    { CUE_TEXT_SUBRIP, AV_CODEC_ID_TEXT },    { CUE_TEXT_WEBVTT, AV_CODEC_ID_WEBVTT },
    { CUE_TEXT_ASS, AV_CODEC_ID_ASS },        { CUE_TEXT_ASS, AV_CODEC_ID_SSA },
    { CUE_TEXT_PLAIN, AV_CODEC_ID_MOV_TEXT },
};

static const TextCodec *text_codec_of(const AVStream *stream)
{
    for (gsize i = 0; i < G_N_ELEMENTS(text_codecs); i++) {
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE &&
            stream->codecpar->codec_id == text_codecs[i].codec)
            return &text_codecs[i];
    }
    return NULL;
}

typedef struct {
    Media *media;
    CueTrack *tracks[MEDIA_STREAMS_MAX]; /* owned; NULL: not text */
    int n;                               /* of those that are */
    gint64 origin_us;                    /* where the film's pictures begin */
} Streams;

static void streams_clear(Streams *self)
{
    for (gsize i = 0; i < G_N_ELEMENTS(self->tracks); i++)
        g_clear_pointer(&self->tracks[i], cue_track_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Streams, streams_clear)

/* Everything else is skipped where the container lets us: only the film is waited for, to know when it begins. */
static void choose_streams(Streams *self)
{
    AVFormatContext *format = self->media->format;

    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVStream *stream = format->streams[i];
        const AVDictionaryEntry *language = av_dict_get(stream->metadata, "language", NULL, 0);

        stream->discard = (int)i == self->media->video ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
        if (i >= MEDIA_STREAMS_MAX || self->n >= CUE_TRACKS_MAX || !text_codec_of(stream))
            continue;
        stream->discard = AVDISCARD_DEFAULT;
        self->tracks[i] = cue_track_new(language ? language->value : NULL);
        self->n++;
    }
}

/* A length of two bytes, the text, and boxes about its looks. */
static char *mov_text(const AVPacket *packet)
{
    gsize length = packet->size >= 2 ? AV_RB16(packet->data) : 0;
    const char *bytes = (const char *)packet->data + 2;
    const char *charset = NULL;
    g_autofree char *wide = NULL;

    if (length == 0 || length > (gsize)packet->size - 2)
        return g_strdup("");
    if (length >= 2 && (AV_RB16(bytes) == 0xFEFF || AV_RB16(bytes) == 0xFFFE)) {
        wide = charset_decode(bytes, length, &charset);
        return cue_text(wide ? wide : "", wide ? strlen(wide) : 0, CUE_TEXT_PLAIN);
    }
    return cue_text(bytes, length, CUE_TEXT_PLAIN);
}

/* Behind its order, layer, style, name, margins and effect. */
static char *ass_text(const AVPacket *packet)
{
    g_autofree char *event = g_strndup((const char *)packet->data, (gsize)packet->size);
    const char *text = subtitle_event_text(event, 8);

    return text ? cue_text(text, strlen(text), CUE_TEXT_ASS) : g_strdup("");
}

static char *text_of_packet(const AVStream *stream, const AVPacket *packet)
{
    CueTextKind kind = text_codec_of(stream)->kind;

    if (kind == CUE_TEXT_PLAIN)
        return mov_text(packet);
    return kind == CUE_TEXT_ASS ? ass_text(packet)
                                : cue_text((const char *)packet->data, (gsize)packet->size, kind);
}

static gint64 in_us(const AVStream *stream, gint64 time)
{
    return av_rescale_q(time, stream->time_base, AV_TIME_BASE_Q);
}

static void take_packet(Streams *self, AVStream *stream, const AVPacket *packet)
{
    gint64 start_us = packet->pts == AV_NOPTS_VALUE ? -1 : in_us(stream, packet->pts);

    if (stream->index == self->media->video) {
        self->origin_us = start_us > 0 ? start_us : 0;
        stream->discard = AVDISCARD_ALL;
        return;
    }
    if (start_us < 0 || packet->size <= 0 || packet->duration < 0)
        return;
    cue_track_add(self->tracks[stream->index], start_us,
                  packet->duration > 0 ? in_us(stream, packet->pts + packet->duration) : 0,
                  text_of_packet(stream, packet));
}

static void read_packets(Streams *self)
{
    AVFormatContext *format = self->media->format;
    AVPacket *packet = av_packet_alloc();

    while (packet && av_read_frame(format, packet) >= 0) {
        AVStream *stream = format->streams[packet->stream_index];

        if (stream->discard != AVDISCARD_ALL && packet->stream_index < MEDIA_STREAMS_MAX &&
            (self->tracks[packet->stream_index] || packet->stream_index == self->media->video))
            take_packet(self, stream, packet);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
}

static CueTrack *from_origin(const CueTrack *track, gint64 origin_us)
{
    CueTrack *moved = cue_track_new(track->language);

    for (guint i = 0; i < track->cues->len; i++) {
        const Cue *cue = &g_array_index(track->cues, Cue, i);

        if (cue->end_us == 0 || cue->end_us > origin_us)
            cue_track_add(moved, MAX(cue->start_us - origin_us, 0),
                          cue->end_us == 0 ? 0 : cue->end_us - origin_us, g_strdup(cue->text));
    }
    return moved;
}

static void read_film(Media *media, Report *report)
{
    g_auto(Streams) self = { .media = media };

    choose_streams(&self);
    if (self.n == 0) { /* a film that calls itself a subtitle file: others are not asked */
        set_outcome(report, STATUS_BROKEN, REASON_CAPTIONS_UNKNOWN);
        return;
    }
    set_outcome(report, STATUS_OK, NULL);
    read_packets(&self);
    if (media->limit_reached) {
        set_outcome(report, STATUS_LIMIT, REASON_LIMIT);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(self.tracks); i++) {
        if (self.tracks[i])
            keep(report, from_origin(self.tracks[i], self.origin_us));
    }
    if (report->captions->len == 0)
        set_outcome(report, STATUS_OK, REASON_CAPTIONS_EMPTY);
}

/* ---- which of them it is ---- */

/* libav's own readers of subtitle files know of fewer encodings: what is none by ours is none. */
static gboolean is_film(const Media *media)
{
    return media->video >= 0 || media_header_tells_all(media->format);
}

void captions_examine(int fd, const MediaLimits *limits, Report *report)
{
    gint64 size = lseek(fd, 0, SEEK_END);
    const char *reason = NULL;
    CueTrack *track = size > 0 ? read_file(fd, size, &reason) : NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Media) media = NULL;

    if (track) {
        set_outcome(report, STATUS_OK, NULL);
        keep(report, track);
        if (report->captions->len == 0)
            set_outcome(report, STATUS_OK, REASON_CAPTIONS_EMPTY);
        return;
    }
    media = size > 0 ? media_open(fd, limits, &error) : NULL;
    if (media && is_film(media))
        read_film(media, report);
    else if (g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_LIMIT))
        set_outcome(report, STATUS_LIMIT, REASON_LIMIT);
    else
        set_outcome(report, g_strcmp0(reason, REASON_CAPTIONS_LARGE) == 0 ? STATUS_LIMIT : STATUS_BROKEN,
                    size > 0 ? reason : REASON_EMPTY);
}
