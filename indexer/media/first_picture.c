#include "indexer/media/first_picture.h"

#include "indexer/media/slices.h"

/* A film that shows nothing in this many packets shows nothing. */
#define PACKETS_MAX 1500

/* Memory that nobody clears: of a picture of which only the beginning is decoded most is never touched. */
static int get_buffer(AVCodecContext *decoder, AVFrame *frame, int flags)
{
    int width = frame->width, height = frame->height, result;
    int padded_width = width, padded_height = height, alignments[AV_NUM_DATA_POINTERS];

    if (!(decoder->codec->capabilities & AV_CODEC_CAP_DR1))
        return avcodec_default_get_buffer2(decoder, frame, flags);
    avcodec_align_dimensions2(decoder, &padded_width, &padded_height, alignments);
    frame->width = padded_width;
    frame->height = padded_height;
    result = av_frame_get_buffer(frame, 0);
    frame->width = width;
    frame->height = height;
    return result;
}

static int unless_same(int value, int other)
{
    return value == other ? -1 : value;
}

static CodedShape coded_shape(const AVCodecContext *decoder, const AVCodecParameters *codec)
{
    return (CodedShape){ unless_same(decoder->coded_width, codec->width),
                         unless_same(decoder->coded_height, codec->height),
                         unless_same(decoder->bits_per_raw_sample, codec->bits_per_raw_sample) };
}

void first_picture_init(FirstPicture *picture, Media *media, AVFormatContext *input)
{
    g_autoptr(GError) error = NULL;

    picture->coded = (CodedShape){ -1, -1, -1 };
    if (media->video < 0 || media->video >= (int)input->nb_streams)
        return;
    picture->is_thorough = media->limits.thorough;
    picture->is_supported = stream_is_decodable(input->streams[media->video]);
    picture->decoder = media_decoder_of(media, input->streams[media->video], &error);
    picture->out_of_memory = g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_LIMIT);
    if (!picture->decoder)
        return;
    picture->coded = coded_shape(picture->decoder, input->streams[media->video]->codecpar);
    picture->decoder->skip_loop_filter = AVDISCARD_ALL;
    picture->decoder->get_buffer2 = get_buffer;
}

static void give(FirstPicture *picture, const AVPacket *packet)
{
    if (avcodec_send_packet(picture->decoder, packet) == AVERROR(ENOMEM))
        picture->out_of_memory = TRUE;
}

static void take(FirstPicture *picture)
{
    AVFrame *frame = av_frame_alloc();
    int result = frame ? avcodec_receive_frame(picture->decoder, frame) : AVERROR(ENOMEM);

    if (result == AVERROR(ENOMEM))
        picture->out_of_memory = TRUE;
    if (result >= 0)
        picture->frame = frame;
    else
        av_frame_free(&frame);
}

/* A decoder holds pictures back to put them in order. Of a key frame alone the picture comes at once when it
 * is told that nothing follows; where that does not do, it starts afresh. */
static void try_alone(FirstPicture *picture, const AVPacket *packet)
{
    give(picture, packet);
    give(picture, NULL);
    take(picture);
    if (!picture->frame)
        avcodec_flush_buffers(picture->decoder);
}

/* Nobody looks at the picture: its beginning tells what it is like, and what is lost of it need not be made up for. */
static void try_beginning(FirstPicture *picture, const AVPacket *packet)
{
    AVPacket *beginning = picture->is_thorough ? NULL : slices_shorten(picture->decoder, packet);
    int concealment = picture->decoder->error_concealment;

    if (!beginning)
        return;
    picture->decoder->error_concealment = 0;
    try_alone(picture, beginning);
    picture->decoder->error_concealment = concealment;
    av_packet_free(&beginning);
}

void first_picture_feed(FirstPicture *picture, const AVPacket *packet)
{
    if (first_picture_is_settled(picture))
        return;
    if (picture->fed++ == 0) {
        try_beginning(picture, packet);
        if (!picture->frame)
            try_alone(picture, packet);
        if (picture->frame)
            return;
    }
    give(picture, packet);
    take(picture);
}

void first_picture_finish(FirstPicture *picture)
{
    if (first_picture_is_settled(picture) || picture->fed == 0)
        return;
    give(picture, NULL);
    take(picture);
}

void first_picture_restart(FirstPicture *picture)
{
    if (!picture->decoder || picture->frame)
        return;
    avcodec_flush_buffers(picture->decoder);
    picture->fed = 0;
}

gboolean first_picture_is_settled(const FirstPicture *picture)
{
    return !picture->decoder || picture->frame || picture->fed >= PACKETS_MAX;
}

void first_picture_clear(FirstPicture *picture)
{
    avcodec_free_context(&picture->decoder);
    av_frame_free(&picture->frame);
}
