#include "indexer/media/new_film.h"

#include <errno.h>
#include <unistd.h>

#define BUFFER_BYTES (64 * 1024)

/* Each keeps its own position. */
typedef struct {
    int fd;
    gint64 position;
} View;

struct NewFilm {
    AVFormatContext *format;
    View view;
    int fault; /* the first that the disk had; the muxer does not always pass it on */
};

static int read_view(void *opaque, guint8 *buffer, int length)
{
    View *view = opaque;
    ssize_t n = -1;

    if (lseek(view->fd, view->position, SEEK_SET) >= 0)
        do
            n = read(view->fd, buffer, (size_t)length);
        while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n == 0 ? AVERROR_EOF : AVERROR(errno);
    view->position += n;
    return (int)n;
}

static int write_view(void *opaque, guint8 *buffer, int length)
{
    NewFilm *film = opaque;
    int written = 0;

    if (lseek(film->view.fd, film->view.position, SEEK_SET) < 0)
        return film->fault = AVERROR(errno);
    while (written < length) {
        ssize_t n = write(film->view.fd, buffer + written, (size_t)(length - written));

        if (n < 0 && errno != EINTR)
            return film->fault = AVERROR(errno);
        written += (int)MAX(n, 0);
    }
    film->view.position += length;
    return length;
}

static gint64 move(View *view, gint64 offset, int whence)
{
    gint64 base = 0;

    if (whence == AVSEEK_SIZE)
        return lseek(view->fd, 0, SEEK_END);
    if (whence == SEEK_CUR)
        base = view->position;
    else if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    if (base + offset < 0)
        return AVERROR(EINVAL);
    return view->position = base + offset;
}

static gint64 seek_view(void *opaque, gint64 offset, int whence)
{
    return move(opaque, offset, whence);
}

static gint64 seek_film(void *opaque, gint64 offset, int whence)
{
    return move(&((NewFilm *)opaque)->view, offset, whence);
}

static void close_view(AVIOContext *context)
{
    if (!context)
        return;
    av_freep(&context->buffer);
    avio_context_free(&context);
}

/* What the muxer takes for the file opened once more. */
static int open_view(AVFormatContext *format, AVIOContext **context, const char *url G_GNUC_UNUSED, int flags,
                     AVDictionary **options G_GNUC_UNUSED)
{
    const NewFilm *film = format->opaque;
    guint8 *buffer = flags & AVIO_FLAG_WRITE ? NULL : av_malloc(BUFFER_BYTES);
    View *view;

    if (!buffer)
        return flags & AVIO_FLAG_WRITE ? AVERROR(EACCES) : AVERROR(ENOMEM);
    view = g_new(View, 1);
    *view = (View){ .fd = film->view.fd };
    *context = avio_alloc_context(buffer, BUFFER_BYTES, 0, view, read_view, NULL, seek_view);
    if (*context)
        return 0;
    g_free(view);
    av_free(buffer);
    return AVERROR(ENOMEM);
}

static int close_opened(AVFormatContext *format G_GNUC_UNUSED, AVIOContext *context)
{
    g_free(context->opaque);
    close_view(context);
    return 0;
}

NewFilm *new_film_open(int fd)
{
    g_autoptr(NewFilm) film = g_new0(NewFilm, 1);
    guint8 *buffer = av_malloc(BUFFER_BYTES);

    film->view.fd = fd;
    if (!buffer || avformat_alloc_output_context2(&film->format, NULL, "mp4", "") < 0) {
        av_free(buffer);
        return NULL;
    }
    film->format->pb = avio_alloc_context(buffer, BUFFER_BYTES, 1, film, NULL, write_view, seek_film);
    if (!film->format->pb) {
        av_free(buffer);
        return NULL;
    }
    film->format->opaque = film;
    film->format->io_open = open_view;
    film->format->io_close2 = close_opened;
    film->format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    return g_steal_pointer(&film);
}

void new_film_free(NewFilm *film)
{
    if (!film)
        return;
    if (film->format) {
        close_view(film->format->pb);
        avformat_free_context(film->format);
    }
    g_free(film);
}

AVStream *new_film_add(NewFilm *film, const AVCodecContext *encoder)
{
    AVStream *stream = avformat_new_stream(film->format, NULL);

    if (!stream || avcodec_parameters_from_context(stream->codecpar, encoder) < 0)
        return NULL;
    stream->time_base = encoder->time_base;
    stream->avg_frame_rate = encoder->framerate;
    return stream;
}

static int with_fault(const NewFilm *film, int result)
{
    return film->fault < 0 ? film->fault : MIN(result, 0);
}

int new_film_begin(NewFilm *film)
{
    AVDictionary *options = NULL;
    int result;

    av_dict_set(&options, "movflags", "+faststart", 0);
    result = avformat_write_header(film->format, &options);
    av_dict_free(&options);
    return with_fault(film, result);
}

int new_film_write(NewFilm *film, AVPacket *packet)
{
    return with_fault(film, av_interleaved_write_frame(film->format, packet));
}

gboolean new_film_disk_failed(const NewFilm *film)
{
    return film->fault < 0;
}

int new_film_end(NewFilm *film)
{
    int result = av_write_trailer(film->format);

    avio_flush(film->format->pb);
    return with_fault(film, result);
}
