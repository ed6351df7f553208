#include "indexer/media/media_internal.h"

#include <libavutil/avstring.h>
#include <string.h>

/* A film of so many times as many pixels makes the other a preview of it. */
#define PREVIEW_RATIO 4

/* Formats of still pictures. An animated one is a picture, too. */
static gboolean is_picture_format(const AVInputFormat *demuxer)
{
    return g_str_has_suffix(demuxer->name, "_pipe") || av_match_name(demuxer->name, "gif,apng");
}

gboolean stream_is_cover(const AVStream *stream)
{
    return (stream->disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0;
}

/* Layers, key images and the like: shown together with something else. */
static gboolean is_auxiliary(const AVStream *stream)
{
    return (stream->disposition &
            (AV_DISPOSITION_DEPENDENT | AV_DISPOSITION_STILL_IMAGE | AV_DISPOSITION_NON_DIEGETIC)) != 0;
}

gboolean stream_is_decodable(const AVStream *stream)
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);

    return codec && media_codec_is_accepted(codec);
}

/* Of a container that has an index one may say so before anything is read. */
static gboolean is_empty(const AVFormatContext *format, const AVStream *stream)
{
    return format->nb_streams > 1 && strstr(format->iformat->name, "mp4") && stream->duration <= 0 &&
           avformat_index_get_entries_count(stream) == 0;
}

/* Whether a player would rather show this one; the higher the likelier. */
static int likelihood(const AVFormatContext *format, const AVStream *stream)
{
    int score = is_empty(format, stream) ? 0 : 1;

    score = score << 1 | stream_is_decodable(stream);
    score = score << 1 | !is_auxiliary(stream);
    return score << 1 | ((stream->disposition & AV_DISPOSITION_DEFAULT) != 0);
}

/* Players take the first of equals. Only what is so much smaller that it must be a preview gives way to a
 * later one. */
static gboolean is_likelier(const AVFormatContext *format, const AVStream *stream, const AVStream *other)
{
    int score = likelihood(format, stream), other_score = likelihood(format, other);

    if (score != other_score)
        return score > other_score;
    return (double)stream->codecpar->width * stream->codecpar->height >=
           PREVIEW_RATIO * (double)MAX(other->codecpar->width, 1) * MAX(other->codecpar->height, 1);
}

int streams_choose_film(const AVFormatContext *format, const gboolean *refused)
{
    int choice = -1;

    for (int i = 0; i < (int)MIN(format->nb_streams, MEDIA_STREAMS_MAX); i++) {
        const AVStream *stream = format->streams[i];

        if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO || stream_is_cover(stream) ||
            (refused && refused[i]))
            continue;
        if (choice < 0 || is_likelier(format, stream, format->streams[choice]))
            choice = i;
    }
    return choice;
}

/* A still picture becomes what the cover of a piece of music is: a packet that waits at its stream. */
static void attach_picture(AVFormatContext *format, AVStream *stream)
{
    AVPacket *packet = av_packet_alloc();

    if (packet && stream->attached_pic.size == 0 && av_read_frame(format, packet) >= 0 &&
        packet->stream_index == stream->index)
        av_packet_move_ref(&stream->attached_pic, packet);
    av_packet_free(&packet);
}

void streams_choose(Media *media)
{
    AVFormatContext *format = media->format;
    gboolean is_picture = is_picture_format(format->iformat);

    media->video = is_picture ? -1 : streams_choose_film(format, NULL);
    media->cover = is_picture ? streams_choose_film(format, NULL) : -1;
    for (int i = 0; i < (int)format->nb_streams && media->cover < 0; i++) {
        if (format->streams[i]->disposition & AV_DISPOSITION_ATTACHED_PIC)
            media->cover = i;
    }
    if (is_picture && media->cover >= 0)
        attach_picture(format, format->streams[media->cover]);
}
