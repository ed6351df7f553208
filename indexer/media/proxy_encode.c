/* The half of a proxy that writes the new film. Nothing here has seen the submission. */
#include "indexer/media/proxy.h"

#include "indexer/crew/raw_film.h"
#include "indexer/media/new_film.h"
#include "indexer/media/probe.h"

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
#include <string.h>

/* Of x264: a picture that judges can judge by, at a pace that a night can afford. */
#define PRESET      "veryfast"
#define QUALITY     "23"
#define LEVEL       40
#define MOST_BIT_S  6000000 /* what a hall's network and an old disk carry; over two seconds */
#define SOUND_BIT_S 128000
#define CLOCK       90000 /* ticks a second: film and television rates come out whole */
#define SOUND_FRAME 1024

typedef struct {
    RawReader *reader; /* borrowed */
    NewFilm *film;
    AVCodecContext *pictures, *sound;
    AVStream *picture_stream, *sound_stream;
    AVFrame *picture, *piece; /* going in */
    AVPacket *packet;         /* coming out */
    GArray
        *begins; /* of gint64 ticks: of the pictures that went in and have not come out, and the film's end */
    gint64 key_us;  /* of the last picture that was made a key */
    gint64 moments; /* of sound that went in */
    int filled;     /* of `piece` */
    int fault;      /* AVERROR: there is no going on */
} Encode;

static gint64 ticks_of(gint64 us)
{
    return av_rescale(us, CLOCK, AV_TIME_BASE);
}

static gboolean note(Encode *encode, int averror)
{
    if (averror < 0 && encode->fault == 0)
        encode->fault = averror;
    return averror >= 0;
}

/* ---- encoders ---- */

static void set_colours(AVCodecContext *encoder, RawCoding coding)
{
    gboolean hd = coding == RAW_BT709;

    encoder->color_range = AVCOL_RANGE_MPEG;
    encoder->colorspace = hd ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    encoder->color_primaries = hd ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M;
    encoder->color_trc = hd ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M;
    encoder->chroma_sample_location = AVCHROMA_LOC_LEFT;
}

static AVCodecContext *encoder_for(const AVCodec *codec)
{
    AVCodecContext *encoder = codec ? avcodec_alloc_context3(codec) : NULL;

    if (!encoder)
        return NULL;
    encoder->thread_count = 1;
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    return encoder;
}

static AVCodecContext *picture_encoder(const RawShape *shape)
{
    AVCodecContext *encoder = encoder_for(avcodec_find_encoder_by_name("libx264"));
    AVDictionary *options = NULL;

    if (!encoder)
        return NULL;
    encoder->width = shape->width;
    encoder->height = shape->height;
    encoder->pix_fmt = AV_PIX_FMT_YUV420P;
    encoder->sample_aspect_ratio = (AVRational){ 1, 1 };
    encoder->time_base = (AVRational){ 1, CLOCK };
    av_reduce(&encoder->framerate.num, &encoder->framerate.den, AV_TIME_BASE, shape->usual_us, 60000);
    encoder->profile = FF_PROFILE_H264_HIGH;
    encoder->level = LEVEL;
    encoder->rc_max_rate = MOST_BIT_S;
    encoder->rc_buffer_size = 2 * MOST_BIT_S;
    set_colours(encoder, shape->coding);
    av_dict_set(&options, "preset", PRESET, 0);
    av_dict_set(&options, "crf", QUALITY, 0);
    av_dict_set(&options, "forced-idr", "1", 0);
    if (avcodec_open2(encoder, encoder->codec, &options) < 0)
        avcodec_free_context(&encoder);
    av_dict_free(&options);
    return encoder;
}

static AVCodecContext *sound_encoder(void)
{
    AVCodecContext *encoder = encoder_for(avcodec_find_encoder(AV_CODEC_ID_AAC));

    if (!encoder)
        return NULL;
    encoder->sample_fmt = AV_SAMPLE_FMT_FLTP;
    encoder->sample_rate = RAW_SOUND_RATE;
    encoder->ch_layout = (AVChannelLayout)AV_CHANNEL_LAYOUT_STEREO;
    encoder->time_base = (AVRational){ 1, RAW_SOUND_RATE };
    encoder->bit_rate = SOUND_BIT_S;
    encoder->profile = FF_PROFILE_AAC_LOW;
    if (avcodec_open2(encoder, encoder->codec, NULL) < 0 || encoder->frame_size != SOUND_FRAME)
        avcodec_free_context(&encoder);
    return encoder;
}

static gboolean make_frames(Encode *encode, const RawShape *shape)
{
    encode->packet = av_packet_alloc();
    encode->picture = av_frame_alloc();
    encode->piece = av_frame_alloc();
    if (!encode->packet || !encode->picture || !encode->piece)
        return FALSE;
    encode->picture->width = shape->width;
    encode->picture->height = shape->height;
    encode->picture->format = AV_PIX_FMT_YUV420P;
    encode->piece->nb_samples = SOUND_FRAME;
    encode->piece->format = AV_SAMPLE_FMT_FLTP;
    encode->piece->sample_rate = RAW_SOUND_RATE;
    encode->piece->ch_layout = (AVChannelLayout)AV_CHANNEL_LAYOUT_STEREO;
    return av_frame_get_buffer(encode->picture, 0) >= 0 && av_frame_get_buffer(encode->piece, 0) >= 0;
}

static gboolean begin(Encode *encode, int file)
{
    const RawShape *shape = &encode->reader->shape;

    encode->begins = g_array_new(FALSE, FALSE, sizeof(gint64));
    encode->key_us = -PROXY_KEY_US;
    encode->film = new_film_open(file);
    encode->pictures = picture_encoder(shape);
    encode->sound = shape->has_sound ? sound_encoder() : NULL;
    if (!encode->film || !encode->pictures || (shape->has_sound && !encode->sound) ||
        !make_frames(encode, shape) ||
        !(encode->picture_stream = new_film_add(encode->film, encode->pictures)) ||
        (encode->sound && !(encode->sound_stream = new_film_add(encode->film, encode->sound))))
        return note(encode, AVERROR(ENOMEM));
    return note(encode, new_film_begin(encode->film));
}

static void encode_clear(Encode *encode)
{
    g_clear_pointer(&encode->film, new_film_free);
    avcodec_free_context(&encode->pictures);
    avcodec_free_context(&encode->sound);
    av_frame_free(&encode->picture);
    av_frame_free(&encode->piece);
    av_packet_free(&encode->packet);
    g_clear_pointer(&encode->begins, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Encode, encode_clear)

/* ---- what comes out ---- */

/* A picture lasts to the next one. The encoder holds so many back that the next has always gone in. */
static gint64 lasts(Encode *encode, gint64 begin)
{
    GArray *begins = encode->begins;
    gint64 next = G_MAXINT64;

    for (guint i = 0; i < begins->len; i++) {
        gint64 one = g_array_index(begins, gint64, i);

        if (one > begin)
            next = MIN(next, one);
    }
    return next == G_MAXINT64 ? ticks_of(encode->reader->shape.usual_us) : next - begin;
}

static void set_duration(Encode *encode, AVPacket *packet)
{
    GArray *begins = encode->begins;

    packet->duration = lasts(encode, packet->pts);
    for (guint i = begins->len; i > 0; i--) {
        if (g_array_index(begins, gint64, i - 1) < packet->dts)
            g_array_remove_index(begins, i - 1);
    }
}

static gboolean write_packet(Encode *encode, const AVCodecContext *encoder)
{
    AVStream *stream = encoder == encode->pictures ? encode->picture_stream : encode->sound_stream;
    AVPacket *packet = encode->packet;

    if (encoder == encode->pictures)
        set_duration(encode, packet);
    packet->stream_index = stream->index;
    av_packet_rescale_ts(packet, encoder->time_base, stream->time_base);
    return note(encode, new_film_write(encode->film, packet));
}

/* NULL: nothing more goes in. */
static gboolean put(Encode *encode, AVCodecContext *encoder, const AVFrame *frame)
{
    int result = avcodec_send_frame(encoder, frame);

    while (result >= 0 && (result = avcodec_receive_packet(encoder, encode->packet)) >= 0) {
        if (!write_packet(encode, encoder))
            return FALSE;
    }
    return result == AVERROR(EAGAIN) || result == AVERROR_EOF || note(encode, result);
}

/* ---- what goes in ---- */

static void fill_picture(AVFrame *frame, const guint8 *planes)
{
    for (int plane = 0; plane < 3; plane++) {
        int shift = plane > 0, width = frame->width >> shift, height = frame->height >> shift;

        for (int y = 0; y < height; y++, planes += width)
            memcpy(frame->data[plane] + (gssize)y * frame->linesize[plane], planes, (gsize)width);
    }
}

static gboolean take_picture(Encode *encode, const RawChunk *chunk)
{
    AVFrame *frame = encode->picture;
    gboolean is_key = chunk->time_us - encode->key_us >= PROXY_KEY_US;
    gint64 ticks = ticks_of(chunk->time_us);

    if (!note(encode, av_frame_make_writable(frame)))
        return FALSE;
    fill_picture(frame, chunk->bytes);
    frame->pts = ticks;
    frame->pict_type = is_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    if (is_key)
        encode->key_us = chunk->time_us;
    g_array_append_val(encode->begins, ticks);
    return put(encode, encode->pictures, frame);
}

static gboolean put_piece(Encode *encode)
{
    AVFrame *piece = encode->piece;

    if (encode->filled == 0)
        return TRUE;
    piece->nb_samples = encode->filled;
    piece->pts = encode->moments;
    encode->moments += encode->filled;
    encode->filled = 0;
    return put(encode, encode->sound, piece);
}

static void fill_piece(AVFrame *piece, int at, const guint8 *samples, int moments)
{
    for (int channel = 0; channel < 2; channel++) {
        float *to = (float *)(void *)piece->extended_data[channel] + at;

        for (int i = 0; i < moments; i++) {
            gint16 sample;

            memcpy(&sample, samples + i * RAW_SOUND_BYTES + channel * (int)sizeof sample, sizeof sample);
            to[i] = sample / 32768.f;
        }
    }
}

static gboolean take_sound(Encode *encode, const RawChunk *chunk)
{
    int moments = (int)(chunk->length / RAW_SOUND_BYTES);

    for (int from = 0; from < moments;) {
        int now = MIN(moments - from, SOUND_FRAME - encode->filled);

        if (encode->filled == 0 && !note(encode, av_frame_make_writable(encode->piece)))
            return FALSE;
        fill_piece(encode->piece, encode->filled, chunk->bytes + from * RAW_SOUND_BYTES, now);
        encode->filled += now;
        from += now;
        if (encode->filled == SOUND_FRAME && !put_piece(encode))
            return FALSE;
    }
    return TRUE;
}

static gboolean take_end(Encode *encode, const RawChunk *chunk)
{
    gint64 ticks = ticks_of(chunk->time_us);

    g_array_append_val(encode->begins, ticks);
    return put(encode, encode->pictures, NULL) &&
           (!encode->sound || (put_piece(encode) && put(encode, encode->sound, NULL))) &&
           note(encode, new_film_end(encode->film));
}

/* ---- the whole of it ---- */

/* FALSE: the stream is not what it should be; a fault of our own is in encode->fault. */
static gboolean encode_all(Encode *encode, gint64 *end_us)
{
    static gboolean (*const takes[])(Encode *, const RawChunk *) = {
        [RAW_PICTURE] = take_picture, [RAW_SOUND] = take_sound, [RAW_END] = take_end
    };

    while (!encode->reader->ended) {
        RawChunk chunk;

        if (!raw_reader_next(encode->reader, &chunk, NULL))
            return FALSE;
        if (!takes[chunk.kind](encode, &chunk))
            return TRUE;
        *end_us = chunk.time_us;
    }
    return TRUE;
}

static void describe(const RawReader *reader, gint64 end_us, Report *report)
{
    report->status = STATUS_OK;
    report->facts->has_video = TRUE;
    report->facts->video.width = reader->shape.width;
    report->facts->video.height = reader->shape.height;
    report->facts->file.duration = MAX(end_us, raw_sound_us(reader->sound_until));
    if (reader->shape.has_sound)
        facts_add_audio(report->facts);
}

/* Only what the disk itself said is the disk's: full, or broken. That ends a run's copies, which a film whose times fit into no mp4 must not. */
static void describe_fault(const Encode *encode, Report *report)
{
    gboolean is_disk = encode->film && new_film_disk_failed(encode->film);

    report->status = is_disk || encode->fault == AVERROR(ENOMEM) ? STATUS_LIMIT : STATUS_BROKEN;
    if (is_disk)
        report->reason = g_strdup(REASON_DISK);
    else
        report->reason = g_strdup(report->status == STATUS_LIMIT ? REASON_LIMIT : REASON_UNSOUND);
}

gboolean proxy_encode(int pipe, int file, Report *report)
{
    g_auto(RawReader) reader = { 0 };
    g_auto(Encode) encode = { .reader = &reader };
    gint64 end_us = 0;

    if (!raw_reader_open(&reader, pipe, NULL))
        return FALSE;
    if (begin(&encode, file) && !encode_all(&encode, &end_us))
        return FALSE;
    if (encode.fault < 0)
        describe_fault(&encode, report);
    else
        describe(&reader, end_us, report);
    return TRUE;
}
