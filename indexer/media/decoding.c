#include "indexer/media/decoding.h"

#include "indexer/media/measure.h"
#include "indexer/media/slices.h"
#include "thumbs/picture.h"

#include <libavutil/intreadwrite.h>
#include <time.h>

/* Packets that are fed after a key packet that gave no frame by itself, and from the start of a file. */
#define PACKETS_AFTER_KEY 64
#define PACKETS_AT_START  2000

/* Packets among which the first that is shown after a key frame is looked for. */
#define PACKETS_TO_FOLLOWER 16

/* Key frames of at least so many times the side of the pictures made of them are decoded without smoothing their blocks: in a poster, two
 * thirds of that, the difference was 46 dB or more, and it is a tenth of the work. Smaller films may have so few bits that it is seen at half
 * their size, too (33 dB). */
#define LOOP_FILTER_TIMES 1.5
#define LOOP_FILTER_SIDE  1280

/* Whether a film dissolves is seen in the upper half of a picture as well as in all of it: of 180 pictures in 344 films three told otherwise. Of
 * smaller ones, decoded in a moment, there may be too little to see. */
#define CUT_SIDE 1280

/* Lines at the end of what was decoded of a picture that was cut off may already be made of nothing: a row of blocks. */
#define LOST_LINES 16

static gint64 cpu_us(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static gboolean is_fatal(const Decoding *decoding, int averror)
{
    return averror == AVERROR(ENOMEM) || averror == AVERROR_EXIT || decoding->media->limit_reached;
}

static AVStream *stream_of(const Decoding *decoding)
{
    return decoding->media->format->streams[decoding->media->video];
}

static int longer_side(const Decoding *decoding)
{
    const AVCodecParameters *parameters = stream_of(decoding)->codecpar;

    return MAX(parameters->width, parameters->height);
}

/* Whether a filter that only smooths blocks may be left out: on pictures that nothing else is made from, and
 * that are shown small. */
static enum AVDiscard loop_filter_for_keys(const Decoding *decoding)
{
    return longer_side(decoding) >= MAX(decoding->params.box * LOOP_FILTER_TIMES, LOOP_FILTER_SIDE)
               ? AVDISCARD_ALL
               : AVDISCARD_DEFAULT;
}

/* Called by H.264's decoder as it goes down a picture; `type`: PICT_FRAME of libavcodec/mpegutils.h is 3, the others are fields. */
static void count_lines(AVCodecContext *decoder, const AVFrame *frame, int offset[AV_NUM_DATA_POINTERS],
                        int y, int type, int height)
{
    Decoding *decoding = decoder->opaque;
    const int whole_frame = 3;

    (void)frame;
    (void)offset;
    if (type == whole_frame && y <= decoding->lines_done)
        decoding->lines_done = MAX(decoding->lines_done, y + height);
}

Decoding *decoding_new(Media *media, const DecodingParams *params, GError **error)
{
    AVCodecContext *decoder = media_decoder(media, media->video, error);
    Decoding *decoding = decoder ? g_new0(Decoding, 1) : NULL;

    if (!decoder)
        return NULL;
    decoding->media = media;
    decoding->params = *params;
    decoding->decoder = decoder;
    if (decoder->codec_id == AV_CODEC_ID_H264) {
        decoder->opaque = decoding;
        decoder->draw_horiz_band = count_lines;
    }
    if (decoder->codec_id == AV_CODEC_ID_VP8 || decoder->codec_id == AV_CODEC_ID_VP9)
        decoding->alpha = media_decoder(media, media->video, NULL);
    decoding->key = av_packet_alloc();
    decoding->packet = av_packet_alloc();
    decoding->frame = av_frame_alloc();
    decoding->opacity = av_frame_alloc();
    decoding->cpu_until_us = cpu_us() + params->cpu_us;
    track_init(&decoding->track, media, media->video, params->origin_us, params->duration_us);
    if (decoding->key && decoding->packet && decoding->frame && decoding->opacity)
        return decoding;
    media_set_error(media, error, AVERROR(ENOMEM), "opening a decoder");
    decoding_free(decoding);
    return NULL;
}

void decoding_free(Decoding *decoding)
{
    if (!decoding)
        return;
    track_clear(&decoding->track);
    avcodec_free_context(&decoding->decoder);
    avcodec_free_context(&decoding->alpha);
    av_packet_free(&decoding->key);
    av_packet_free(&decoding->packet);
    av_frame_free(&decoding->frame);
    av_frame_free(&decoding->opacity);
    g_free(decoding);
}

static gboolean has_time_left(const Decoding *decoding)
{
    return cpu_us() < decoding->cpu_until_us;
}

static void reset_decoder(Decoding *decoding)
{
    avcodec_flush_buffers(decoding->decoder);
    if (decoding->alpha)
        avcodec_flush_buffers(decoding->alpha);
    decoding->state = DECODER_RUNNING;
    decoding->is_cut = FALSE;
}

/* The transparency that WebM carries beside a picture: an identifier of eight bytes, then a packet of its
 * own. */
static void feed_alpha(Decoding *decoding, const AVPacket *packet)
{
    size_t size = 0;
    const guint8 *data = av_packet_get_side_data(packet, AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, &size);
    AVPacket *alpha = data && size > 8 && AV_RB64(data) == 1 ? av_packet_alloc() : NULL;

    if (alpha && av_new_packet(alpha, (int)size - 8) >= 0) {
        memcpy(alpha->data, data + 8, size - 8);
        alpha->pts = packet->pts;
        avcodec_send_packet(decoding->alpha, alpha);
    }
    av_packet_free(&alpha);
}

static int feed(Decoding *decoding, const AVPacket *packet)
{
    if (packet && decoding->alpha)
        feed_alpha(decoding, packet);
    return avcodec_send_packet(decoding->decoder, packet);
}

static gint64 frame_time(const Decoding *decoding, const AVFrame *frame)
{
    gint64 time_us = track_time(&decoding->track, frame->best_effort_timestamp);

    return CLAMP(time_us == AV_NOPTS_VALUE ? decoding->last_us : time_us, 0, MEASURE_TIME_MAX);
}

/* The frame is that of the packet that lost its end, and not the key frame. */
static gboolean has_lost_its_end(const Decoding *decoding)
{
    return decoding->is_cut && decoding->frame->pts != decoding->key->pts;
}

/* Takes a frame from the decoder: 0; AVERROR_EOF; AVERROR(ENOMEM); AVERROR(EAGAIN): it wants to be fed. */
static int receive(Decoding *decoding)
{
    int result = avcodec_receive_frame(decoding->decoder, decoding->frame);

    if (result < 0)
        return result == AVERROR_EOF || result == AVERROR(ENOMEM) ? result : AVERROR(EAGAIN);
    decoding->has_opacity = decoding->alpha && avcodec_receive_frame(decoding->alpha, decoding->opacity) >= 0;
    decoding->lines = decoding->frame->height;
    if (has_lost_its_end(decoding))
        decoding->lines = CLAMP(decoding->lines_done - LOST_LINES, 0, decoding->frame->height);
    decoding->time_us = frame_time(decoding, decoding->frame);
    return 0;
}

static void note_time(Decoding *decoding, const AVPacket *packet)
{
    gint64 time_us = track_packet_time(&decoding->track, packet);

    if (time_us != AV_NOPTS_VALUE)
        decoding->last_us = time_us;
}

/* The decoder's next frame, feeding it up to `packets` of what follows. What does not decode is passed over.
 */
static int decode_on(Decoding *decoding, int packets)
{
    int result = receive(decoding);

    while (result == AVERROR(EAGAIN) && packets-- > 0 && has_time_left(decoding)) {
        int read = track_read(&decoding->track, decoding->packet);

        if (read == 0) {
            note_time(decoding, decoding->packet);
            read = feed(decoding, decoding->packet);
        } else if (read == AVERROR_EOF) {
            read = feed(decoding, NULL);
        } else {
            return read;
        }
        if (read == AVERROR(ENOMEM))
            return read;
        result = receive(decoding);
    }
    return result == AVERROR(EAGAIN) && !has_time_left(decoding) ? AVERROR_EXIT : result;
}

static gboolean is_damaged(const AVFrame *frame)
{
    return frame->flags & AV_FRAME_FLAG_CORRUPT || frame->decode_error_flags;
}

/* AVI, and often an MPEG program stream, have no times of presentation: a picture that others are made from is shown when the next such one is
 * decoded. These decoders pass over what lacks its references, so that what comes first of them is the key frame. */
static gboolean is_timed_by_what_follows(const Decoding *decoding)
{
    const AVCodecParameters *parameters = stream_of(decoding)->codecpar;
    enum AVCodecID codec = parameters->codec_id;

    return decoding->key->pts == AV_NOPTS_VALUE && parameters->video_delay > 0 &&
           (codec == AV_CODEC_ID_MPEG1VIDEO || codec == AV_CODEC_ID_MPEG2VIDEO || codec == AV_CODEC_ID_MPEG4);
}

/* Feeds the packet that was read, or the upper half of its picture where that is enough, and where the key frame has shown that it will be known how
 * far that goes. What is lost need not be made up for. */
static void feed_cheaply(Decoding *decoding)
{
    gboolean may_cut =
        decoding->params.top_is_enough && decoding->lines_done > 0 && longer_side(decoding) >= CUT_SIDE;
    AVPacket *top = may_cut ? slices_of_top(decoding->decoder, decoding->packet) : NULL;
    int concealment = decoding->decoder->error_concealment;

    decoding->is_cut = top != NULL;
    decoding->lines_done = 0;
    if (top)
        decoding->decoder->error_concealment = 0;
    feed(decoding, top ? top : decoding->packet);
    decoding->decoder->error_concealment = concealment;
    av_packet_free(&top);
}

/* The first packet after the key packet that is shown after it, too: it needs the key frame alone, whatever lies between them. Where there is
 * none, or it cannot be read or decoded, the key frame is had all the same. */
static void feed_follower(Decoding *decoding)
{
    gint64 key_pts = decoding->key->pts;

    for (int i = 0; key_pts != AV_NOPTS_VALUE && i < PACKETS_TO_FOLLOWER; i++) {
        decoding->has_moved = TRUE;
        if (track_read(&decoding->track, decoding->packet) < 0)
            return;
        if (decoding->packet->pts != AV_NOPTS_VALUE && decoding->packet->pts > key_pts) {
            feed_cheaply(decoding);
            return;
        }
    }
}

/* The key packet alone is enough for most codecs, and what lies before it in time but after it in the file
 * cannot spoil it. A decoder that holds pictures back gives it when it is told that nothing follows, and can then not go on: what will be
 * asked for next is fed to it before. */
static int decode_key_alone(Decoding *decoding)
{
    int result;

    reset_decoder(decoding);
    decoding->decoder->skip_loop_filter = loop_filter_for_keys(decoding);
    decoding->state = DECODER_AT_KEY;
    decoding->lines_done = 0;
    result = feed(decoding, decoding->key);
    if (result >= 0)
        result = receive(decoding);
    if (result == AVERROR(EAGAIN)) {
        if (decoding->params.looks_ahead)
            feed_follower(decoding);
        result = feed(decoding, NULL);
        if (result >= 0)
            result = receive(decoding);
        decoding->state = DECODER_DRAINED;
    }
    decoding->decoder->skip_loop_filter = AVDISCARD_DEFAULT;
    return result;
}

/* Back to right after the key packet. */
static int return_to_key(Decoding *decoding)
{
    int result = decoding->has_moved ? track_seek(&decoding->track, decoding->sought_us, decoding->key) : 0;

    decoding->has_moved = FALSE;
    return result;
}

/* Feeds the key packet (again) and what follows. */
static int decode_from_key(Decoding *decoding)
{
    int result = return_to_key(decoding);

    if (result < 0)
        return result;
    reset_decoder(decoding);
    result = feed(decoding, decoding->key);
    return result == AVERROR(ENOMEM) ? result : decode_on(decoding, PACKETS_AFTER_KEY);
}

int decoding_find(Decoding *decoding, gint64 when_us, gint64 *key_us)
{
    int result =
        has_time_left(decoding) ? track_seek(&decoding->track, when_us, decoding->key) : AVERROR_EXIT;

    decoding->sought_us = when_us;
    decoding->has_moved = FALSE;
    if (result >= 0)
        *key_us = track_packet_time(&decoding->track, decoding->key);
    return result;
}

int decoding_take(Decoding *decoding)
{
    int result;

    note_time(decoding, decoding->key);
    result = is_timed_by_what_follows(decoding) ? AVERROR(EAGAIN) : decode_key_alone(decoding);
    if (result < 0 && !is_fatal(decoding, result))
        result = decode_from_key(decoding);
    return result >= 0 && is_damaged(decoding->frame) ? AVERROR_INVALIDDATA : result;
}

/* From the first byte on, whatever comes first; `any`: also what the decoder itself does not think much of.
 */
static int decode_from_start(Decoding *decoding, gboolean any)
{
    int result = track_restart(&decoding->track);

    reset_decoder(decoding);
    decoding->last_us = 0;
    if (any) {
        decoding->decoder->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
        decoding->decoder->flags2 |= AV_CODEC_FLAG2_SHOW_ALL;
    }
    return result < 0 ? result : decode_on(decoding, PACKETS_AT_START);
}

int decoding_rewind(Decoding *decoding)
{
    int result = has_time_left(decoding) ? decode_from_start(decoding, FALSE) : AVERROR_EXIT;

    return result >= 0 || is_fatal(decoding, result) ? result : decode_from_start(decoding, TRUE);
}

/* After a key packet that was fed alone, what comes before it in time, and itself once more, is passed over.
 */
int decoding_next(Decoding *decoding)
{
    gint64 after_us = decoding->time_us;
    int result;

    if (!has_time_left(decoding))
        return AVERROR_EXIT;
    if (decoding->state == DECODER_RUNNING)
        return decode_on(decoding, PACKETS_AFTER_KEY);
    result = decode_from_key(decoding);
    while (result >= 0 && decoding->time_us <= after_us)
        result = decode_on(decoding, PACKETS_AFTER_KEY);
    return result;
}

/* The next that others are made from, or of those the next where the codec does not tell them apart. */
static int decode_on_lightly(Decoding *decoding)
{
    int result;

    decoding->decoder->skip_frame = AVDISCARD_NONREF;
    result = decode_on(decoding, PACKETS_AFTER_KEY);
    decoding->decoder->skip_frame = AVDISCARD_DEFAULT;
    return result;
}

/* What a drained decoder still has is the follower. */
int decoding_soon(Decoding *decoding)
{
    int result;

    if (!has_time_left(decoding))
        return AVERROR_EXIT;
    if (decoding->state == DECODER_DRAINED) {
        result = receive(decoding);
        return result >= 0 || result == AVERROR(ENOMEM) ? result : decoding_next(decoding);
    }
    decoding->has_moved = TRUE;
    return decode_on_lightly(decoding);
}
