#include "indexer/media/boxes.h"

#include <errno.h>
#include <iconv.h>
#include <libavutil/avstring.h>
#include <libavutil/log.h>
#include <libswscale/swscale.h>
#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of one thing: the largest picture that is decoded takes 400 MB. Films that claim more, as in the number of their samples, are stopped there. */
#define ALLOCATION_MAX    ((size_t)512 << 20)
#define IO_BUFFER_BYTES   (32 * 1024)
#define PROBE_BYTES       (2 << 20)
#define ANALYSE_US        (2 * AV_TIME_BASE)
#define STREAMS_MAX       64
#define PROBE_PACKETS_MAX 500
#define DEFAULT_PIXELS    (G_GINT64_CONSTANT(1) << 26)
/* Zeros at the end of a large file, of a small one, and in how many places they are looked for. */
#define PADDING_BYTES       (G_GINT64_CONSTANT(16) << 20)
#define PADDING_BYTES_SMALL (64 << 10)
#define PADDING_SAMPLES     16

#define DEFAULT_PACKETS 5000

/* What one demuxer sees of the file. Several may look at the same descriptor in turn, so each keeps its own
 * position. */
typedef struct {
    Media *media;
    MediaWindow window;
    gint64 position;
} View;

GQuark media_error_quark(void)
{
    return g_quark_from_static_string("pianmu-media-error");
}

void media_set_error(Media *media, GError **error, int averror, const char *doing)
{
    char words[AV_ERROR_MAX_STRING_SIZE] = "";
    gboolean limit = media->limit_reached || averror == AVERROR(ENOMEM);

    av_strerror(averror, words, sizeof words);
    g_set_error(error, MEDIA_ERROR, limit ? MEDIA_ERROR_LIMIT : MEDIA_ERROR_BROKEN, "%s: %s", doing,
                media->limit_reached ? "the limit of bytes to read was reached" : words);
}

int media_read_at(Media *media, gint64 position, void *buffer, int length)
{
    gint64 left = media->limits.read_bytes - media->bytes_read;
    ssize_t got;

    if (left <= 0) {
        media->limit_reached = TRUE;
        return AVERROR_EXIT;
    }
    if (media_has_read_enough(media))
        return AVERROR_EXIT;
    if (lseek(media->fd, position, SEEK_SET) < 0)
        return AVERROR(errno);
    do
        got = read(media->fd, buffer, (size_t)MIN(length, left));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return AVERROR(errno);
    media->bytes_read += got;
    return (int)got;
}

gboolean media_has_read_enough(const Media *media)
{
    return media->limit_reached || (media->read_until > 0 && media->bytes_read >= media->read_until);
}

gboolean media_read_exactly(Media *media, gint64 position, void *buffer, int length)
{
    for (int done = 0; done < length;) {
        int got = media_read_at(media, position + done, (char *)buffer + done, length - done);

        if (got <= 0)
            return FALSE;
        done += got;
    }
    return TRUE;
}

static gint64 view_size(const View *view)
{
    return view->window.head + (view->media->size - view->window.tail);
}

static void lay_patch(const View *view, uint8_t *buffer, int length)
{
    const MediaWindow *window = &view->window;

    for (int i = 0; i < window->patch_length; i++) {
        gint64 offset = window->patch_at + i - view->position;

        if (offset >= 0 && offset < length)
            buffer[offset] = window->patch[i];
    }
}

static int view_read(void *opaque, uint8_t *buffer, int length)
{
    View *view = opaque;
    gint64 place = view->position;
    int got;

    if (place < view->window.head)
        length = (int)MIN(length, view->window.head - place);
    else
        place += view->window.tail - view->window.head;
    length = (int)CLAMP(view->media->size - place, 0, length);
    got = length > 0 ? media_read_at(view->media, place, buffer, length) : 0;
    if (got <= 0)
        return got == 0 ? AVERROR_EOF : got;
    lay_patch(view, buffer, got);
    view->position += got;
    return got;
}

static int64_t view_seek(void *opaque, int64_t offset, int whence)
{
    View *view = opaque;
    gint64 base = 0;

    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return view_size(view);
    case SEEK_CUR:
        base = view->position;
        break;
    case SEEK_END:
        base = view_size(view);
        break;
    case SEEK_SET:
        break;
    default:
        return AVERROR(EINVAL);
    }
    if (offset < -base || offset > G_MAXINT64 - base)
        return AVERROR(EINVAL);
    view->position = base + offset;
    return view->position;
}

static AVIOContext *view_open(Media *media, const MediaWindow *window)
{
    uint8_t *buffer = av_malloc(IO_BUFFER_BYTES);
    View *view = g_new0(View, 1);
    AVIOContext *io =
        buffer ? avio_alloc_context(buffer, IO_BUFFER_BYTES, 0, view, view_read, NULL, view_seek) : NULL;

    *view = (View){ .media = media, .window = *window };
    if (!io) {
        av_free(buffer);
        g_free(view);
    }
    return io;
}

static void view_close(AVIOContext *io)
{
    g_free(io->opaque);
    av_freep(&io->buffer);
    avio_context_free(&io);
}

static int refuse_to_open(AVFormatContext *format, AVIOContext **io, const char *url, int flags,
                          AVDictionary **options)
{
    (void)format, (void)url, (void)flags, (void)options;
    *io = NULL;
    return AVERROR(EACCES);
}

static int is_interrupted(void *opaque)
{
    const Media *media = opaque;

    return media->limit_reached;
}

static void set_limits(Media *media, AVFormatContext *format)
{
    format->io_open = refuse_to_open;
    format->interrupt_callback = (AVIOInterruptCB){ is_interrupted, media };
    format->format_whitelist = av_strdup(media_formats);
    format->codec_whitelist = av_strdup(media_codecs);
    format->protocol_whitelist = av_strdup("none");
    format->probesize = PROBE_BYTES;
    format->max_analyze_duration = ANALYSE_US;
    format->max_streams = STREAMS_MAX;
    format->max_probe_packets = PROBE_PACKETS_MAX;
}

/* Takes what ffprobe takes where a programme table comes late. */
static AVDictionary *demuxer_options(void)
{
    AVDictionary *options = NULL;

    av_dict_set(&options, "scan_all_pmts", "1", 0);
    return options;
}

static int input_open(Media *media, AVFormatContext *format, const AVInputFormat *demuxer)
{
    AVDictionary *options = NULL;
    int result = 0;

    set_limits(media, format);
    if (!format->format_whitelist || !format->codec_whitelist || !format->protocol_whitelist)
        result = AVERROR(ENOMEM);
    if (result >= 0 && !demuxer)
        result = av_probe_input_buffer2(format->pb, &demuxer, "", NULL, 0, PROBE_BYTES);
    if (result >= 0 && !media_format_is_accepted(demuxer))
        result = AVERROR_DEMUXER_NOT_FOUND;
    if (result < 0) {
        avformat_free_context(format);
        return result == AVERROR_INVALIDDATA ? AVERROR_DEMUXER_NOT_FOUND : result;
    }
    options = demuxer_options();
    result = avformat_open_input(&format, "", demuxer, &options); /* frees the context where it fails */
    av_dict_free(&options);
    return result;
}

AVFormatContext *media_input_open(Media *media, const AVInputFormat *demuxer, const MediaWindow *window,
                                  int *averror)
{
    AVFormatContext *format = avformat_alloc_context();
    AVIOContext *io = format ? view_open(media, window) : NULL;

    if (!io) {
        avformat_free_context(format);
        *averror = AVERROR(ENOMEM);
        return NULL;
    }
    format->pb = io;
    *averror = input_open(media, format, demuxer);
    if (*averror >= 0)
        return format;
    view_close(io);
    return NULL;
}

/* Nobody looks at the pictures. */
static int analyse_sparing(AVFormatContext *input, int spared)
{
    unsigned count = input->nb_streams;
    AVDictionary **options = g_new0(AVDictionary *, count + 1);
    int result;

    for (unsigned i = 0; i < count; i++) {
        av_dict_set(&options[i], "skip_loop_filter", "all", 0);
        if ((int)i == spared)
            av_dict_set(&options[i], "skip_frame", "all", 0);
    }
    result = avformat_find_stream_info(input, options);
    for (unsigned i = 0; i < count; i++)
        av_dict_free(&options[i]);
    g_free(options);
    return result;
}

int media_input_analyse(AVFormatContext *input)
{
    return analyse_sparing(input, -1);
}

void media_input_close(AVFormatContext *input)
{
    AVIOContext *io = input ? input->pb : NULL;

    avformat_close_input(&input);
    if (io)
        view_close(io);
}

/* libav's log is the process's, and so is what is counted of it. */
static MediaComplaints complaints;

static gboolean is_demuxer(void *context)
{
    const AVClass *class = context ? *(const AVClass *const *)context : NULL;

    return class && class->get_category && class->get_category(context) == AV_CLASS_CATEGORY_DEMUXER;
}

static void count_complaints(void *context, int level, const char *format, va_list arguments)
{
    (void)format, (void)arguments;
    if (level > AV_LOG_ERROR)
        return;
    if (is_demuxer(context))
        complaints.of_demuxers++;
    else
        complaints.of_decoders++;
}

MediaComplaints media_complaints(void)
{
    return complaints;
}

/* iconv loads a converter's table from a file, which a child that is shut in cannot; they stay loaded while
 * they are open. */
static void open_converters(void)
{
    static const char *const charsets[] = { "GB18030",    "GBK",        "GB2312",    "BIG5",    "BIG5-HKSCS",
                                            "UTF-16",     "UTF-16BE",   "UTF-16LE",  "UCS-2BE", "ISO6937",
                                            "ISO-8859-1", "ISO-8859-5", "SHIFT_JIS", "EUC-KR" };
    static iconv_t opened[G_N_ELEMENTS(charsets)]; /* for the life of the process */

    for (gsize i = 0; i < G_N_ELEMENTS(charsets); i++) {
        if (!opened[i])
            opened[i] = iconv_open("UTF-8", charsets[i]);
    }
}

static int compare_bytes(const void *a, const void *b)
{
    return *(const guint8 *)a - *(const guint8 *)b;
}

/* The first time that glibc sorts more than a kilobyte, it asks the kernel for the size of memory: a film of many chapters does so where no
 * child may ask. */
static void sort_once(void)
{
    guint8 bytes[2048] = { 0 };

    qsort(bytes, sizeof bytes, 1, compare_bytes);
}

/* Pictures and packets are large and come and go: what is free is kept for the next, and not given back to the kernel, which would have to
 * clear it each time. A child lives for one file. */
#define HEAP_BYTES   (64 << 20)
#define GROWTH_BYTES (4 << 20)
#define LARGE_PAGE   ((uintptr_t)2 << 20) /* of x86-64 and arm64; elsewhere the kernel takes what is whole */

static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, HEAP_BYTES / 2);
    mallopt(M_TRIM_THRESHOLD, HEAP_BYTES);
    mallopt(M_TOP_PAD, GROWTH_BYTES);
}

void media_use_large_pages(gsize bytes)
{
    static G_GNUC_UNUSED void
        *gap; /* before the first of them: stays, so that what malloc() gives next lies in it */
    char *block = malloc(bytes + LARGE_PAGE);
    uintptr_t first = ((uintptr_t)block + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;

    if (!block)
        return;
    madvise((void *)first, bytes / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
    free(block);
    gap = malloc(first - (uintptr_t)block);
}

void media_warm_up(void)
{
    struct SwsContext *scaler;

    keep_memory();
    av_log_set_callback(count_complaints);
    av_max_alloc(ALLOCATION_MAX);
    open_converters();
    sort_once();
    media_formats_warm_up();
    scaler = sws_getContext(64, 64, AV_PIX_FMT_YUV420P, 32, 32, AV_PIX_FMT_RGB24, SWS_AREA, NULL, NULL, NULL);
    sws_freeContext(scaler);
    malloc_trim(0); /* what is free here would have to be copied for each child */
}

const char *media_release(void)
{
    return av_version_info();
}

const char *media_version(void)
{
    static char version[128];

    if (!*version)
        g_snprintf(version, sizeof version, "libavformat %u.%u.%u libavcodec %u.%u.%u libswscale %u.%u.%u",
                   AV_VERSION_MAJOR(avformat_version()), AV_VERSION_MINOR(avformat_version()),
                   AV_VERSION_MICRO(avformat_version()), AV_VERSION_MAJOR(avcodec_version()),
                   AV_VERSION_MINOR(avcodec_version()), AV_VERSION_MICRO(avcodec_version()),
                   AV_VERSION_MAJOR(swscale_version()), AV_VERSION_MINOR(swscale_version()),
                   AV_VERSION_MICRO(swscale_version()));
    return version;
}

AVCodecContext *media_decoder_of(Media *media, const AVStream *stream, GError **error)
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    AVCodecContext *decoder = codec ? avcodec_alloc_context3(codec) : NULL;
    int result;

    if (!codec) {
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_BROKEN, "there is no decoder for it");
        return NULL;
    }
    result = decoder ? avcodec_parameters_to_context(decoder, stream->codecpar) : AVERROR(ENOMEM);
    if (result >= 0) {
        decoder->pkt_timebase = stream->time_base;
        decoder->thread_count = 1;
        decoder->max_pixels = media->limits.pixels;
        decoder->codec_whitelist = av_strdup(media_codecs);
        result = avcodec_open2(decoder, codec, NULL);
    }
    if (result < 0) {
        media_set_error(media, error, result, "opening a decoder");
        avcodec_free_context(&decoder);
    }
    return decoder;
}

AVCodecContext *media_decoder(Media *media, int stream, GError **error)
{
    return media_decoder_of(media, media->format->streams[stream], error);
}

static void set_open_error(Media *media, GError **error, int averror)
{
    Boxes boxes;

    if (media->limit_reached || averror == AVERROR(ENOMEM)) {
        media_set_error(media, error, averror, "opening it");
        return;
    }
    boxes_walk(media, &boxes);
    if (boxes.is_iso && boxes.index_at < 0)
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NO_INDEX, "its index is missing");
    else if (boxes.is_iso && boxes_say_encrypted(media, &boxes))
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_ENCRYPTED, "it is encrypted");
    else if (averror == AVERROR_DEMUXER_NOT_FOUND && !media_begins_like_one(media))
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NOT_MEDIA, "it is in no known format");
    else
        media_set_error(media, error, averror, "opening it");
}

gboolean media_is_bare(const AVFormatContext *format)
{
    return av_match_name(format->iformat->name,
                         "mpegvideo,m4v,h261,h263,h264,hevc,vc1,cavsvideo,dirac,dnxhd,mjpeg,ipu,obu,av1,"
                         "mp3,aac,ac3,eac3,dts,truehd,mlp,loas,amr");
}

/* libav finds a duration for all. These have none in their headers. */
static gboolean has_duration_in_header(const AVFormatContext *format)
{
    return !media_is_bare(format) && !av_match_name(format->iformat->name, "ogg,mpegts,mpeg,dv");
}

/* To be called before anything is read beyond the header. */
static void note_claimed_duration(Media *media)
{
    const AVFormatContext *format = media->format;

    if (!has_duration_in_header(format))
        return;
    media->header_us = format->duration == AV_NOPTS_VALUE ? 0 : format->duration;
    media->is_header_summed = media->header_us <= 0;
    for (unsigned i = 0; media->is_header_summed && i < format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];

        if (stream->duration > 0)
            media->header_us =
                MAX(media->header_us, av_rescale_q(stream->duration, stream->time_base, AV_TIME_BASE_Q));
    }
}

/* WebM is what names itself so (DocType, element 0x4282) at the start. */
static gboolean calls_itself_webm(Media *media)
{
    static const char doctype[] = "\x42\x82\x84webm";
    char start[256];
    int length = media_read_at(media, 0, start, sizeof start);

    return length > 0 && memmem(start, (size_t)length, doctype, sizeof doctype - 1) != NULL;
}

static gboolean is_zero(Media *media, gint64 place)
{
    guint8 block[4096];
    int length = media_read_at(media, place, block, (int)MIN(media->size - place, (gint64)sizeof block));

    for (int i = 0; i < length; i++) {
        if (block[i])
            return FALSE;
    }
    return TRUE;
}

/* Programs that fetch files make room for all of one first: what has not come is zero. No film ends in so
 * many zeros itself. Where the end is looked for is only a matter of halving: pieces that came out of order
 * are lost with it. */
static void leave_out_padding(Media *media)
{
    gint64 least = MIN(PADDING_BYTES, MAX(media->size / 4, PADDING_BYTES_SMALL));
    gint64 filled = 0, zero = media->size - least;

    for (gint64 i = 0; i < PADDING_SAMPLES; i++) {
        if (zero <= 0 || !is_zero(media, zero + (least - 4096) / (PADDING_SAMPLES - 1) * i))
            return;
    }
    while (zero - filled > 4096) {
        gint64 middle = filled + (zero - filled) / 2;

        if (is_zero(media, middle))
            zero = middle;
        else
            filled = middle;
    }
    media->size = zero;
    media->is_padded = TRUE;
}

gboolean media_header_tells_all(const AVFormatContext *format)
{
    return strstr(format->iformat->name, "mp4") || strstr(format->iformat->name, "matroska");
}

int media_analyse_sparing(Media *media, int spared)
{
    media->is_analysed = TRUE;
    return analyse_sparing(media->format, spared);
}

static int analyse(Media *media)
{
    return media_header_tells_all(media->format) ? 0 : media_analyse_sparing(media, -1);
}

static void adopt_stream(AVStream *stream, const AVStream *other)
{
    avcodec_parameters_copy(stream->codecpar, other->codecpar);
    stream->start_time = other->start_time;
    stream->duration = other->duration;
    stream->avg_frame_rate = other->avg_frame_rate;
    stream->r_frame_rate = other->r_frame_rate;
    stream->sample_aspect_ratio = other->sample_aspect_ratio;
}

static void adopt(AVFormatContext *format, const AVFormatContext *other)
{
    format->start_time = other->start_time;
    format->duration = other->duration;
    format->bit_rate = other->bit_rate;
    for (unsigned i = 0; i < MIN(format->nb_streams, other->nb_streams); i++)
        adopt_stream(format->streams[i], other->streams[i]);
}

gboolean media_rewind(Media *media)
{
    int averror = 0;
    AVFormatContext *format = media_input_open(media, media->format->iformat, &MEDIA_WHOLE(media), &averror);

    if (!format || (int)format->nb_streams <= MAX(media->video, media->cover)) {
        media_input_close(format);
        return FALSE;
    }
    adopt(format, media->format);
    media_input_close(media->format);
    media->format = format;
    media->is_read = FALSE;
    return TRUE;
}

Media *media_open(int fd, const MediaLimits *limits, GError **error)
{
    g_autoptr(Media) media = g_new0(Media, 1);
    int result = 0;

    media->fd = fd;
    media->limits = *limits;
    media->limits.pixels = limits->pixels ? limits->pixels : DEFAULT_PIXELS;
    media->limits.packets = limits->packets ? limits->packets : DEFAULT_PACKETS;
    media->size = lseek(fd, 0, SEEK_END);
    media->video = media->cover = -1;
    if (media->size < 0) {
        media_set_error(media, error, AVERROR(errno), "finding its end");
        return NULL;
    }
    leave_out_padding(media);
    media->format = media_input_open(media, NULL, &MEDIA_WHOLE(media), &result);
    if (media->format) {
        note_claimed_duration(media);
        media->is_webm = calls_itself_webm(media);
    }
    if (media->format)
        result = analyse(media);
    if (result < 0) {
        set_open_error(media, error, result);
        return NULL;
    }
    streams_choose(media);
    return g_steal_pointer(&media);
}

void media_free(Media *media)
{
    if (!media)
        return;
    media_input_close(media->format);
    g_free(media);
}
