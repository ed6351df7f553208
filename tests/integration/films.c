#include "tests/integration/films.h"

#include "tests/media/rgb.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

static char *folder;

void films_begin(void)
{
    g_autoptr(GError) error = NULL;

    media_warm_up();
    folder = g_dir_make_tmp("pianmu-films-XXXXXX", &error);
    g_assert_no_error(error);
}

void films_end(void)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        g_unlink(path);
    }
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
}

gboolean films_can_be_made(void)
{
    g_autofree char *ffmpeg = g_find_program_in_path("ffmpeg");

    if (!ffmpeg)
        g_test_skip("ffmpeg is not installed");
    return ffmpeg != NULL;
}

char *film_make(const char *name, const char *format, ...)
{
    char *path = g_build_filename(folder, name, NULL);
    g_autofree char *quoted = g_shell_quote(path), *line = NULL, *arguments = NULL, *complaint = NULL;
    g_autoptr(GError) error = NULL;
    va_list values;
    int status = 0;

    va_start(values, format);
    arguments = g_strdup_vprintf(format, values);
    va_end(values);
    line = g_strdup_printf("ffmpeg -nostdin -v error -y %s %s", arguments, quoted);
    g_spawn_command_line_sync(line, NULL, &complaint, &status, &error);
    g_assert_no_error(error);
    if (status != 0)
        g_test_message("%s\n%s", line, complaint);
    g_assert_cmpint(status, ==, 0);
    return path;
}

void film_open(Film *film, const char *path)
{
    g_autoptr(GError) error = NULL;

    *film = (Film){ .fd = g_open(path, O_RDONLY | O_CLOEXEC, 0), .facts = facts_new() };
    g_assert_cmpint(film->fd, >=, 0);
    film->media = media_open(film->fd, &(MediaLimits){ .read_bytes = 256 << 20 }, &error);
    g_assert_no_error(error);
    probe(film->media, film->facts, &film->outcome);
    film->frames = frames_new(film->media, film->facts, &(FramesParams){ .looks_ahead = TRUE });
    film->source = frames_source(film->frames);
}

static void ask(const FrameSource *source, FrameResult result)
{
    g_autoptr(Picture) picture = NULL;

    if (result == FRAME_FOUND)
        picture = source->picture(source->video, 320, NULL);
    if (picture)
        g_assert_cmpint(MAX(picture->width, picture->height), <=, 320);
}

void film_try(const char *path)
{
    g_auto(Film) film = { .fd = g_open(path, O_RDONLY | O_CLOEXEC, 0), .facts = facts_new() };
    const FrameSource *source;

    film.media = media_open(film.fd, &(MediaLimits){ .read_bytes = 64 << 20 }, NULL);
    if (!film.media)
        return;
    probe(film.media, film.facts, &film.outcome);
    film.frames = frames_new(film.media, film.facts, &(FramesParams){ .looks_ahead = TRUE });
    source = frames_source(film.frames);
    ask(source, frame_source_seek(source, G_USEC_PER_SEC / 10, NULL));
    ask(source, source->soon(source->video, NULL));
    ask(source, source->next(source->video, NULL));
    ask(source, source->rewind(source->video, NULL));
    ask(source, source->next(source->video, NULL));
    ask(source, source->cover(source->video, NULL));
}

void film_clear(Film *film)
{
    frames_free(film->frames);
    media_free(film->media);
    facts_free(film->facts);
    if (film->fd > 0)
        close(film->fd);
}

static GBytes *read_all(int fd)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 chunk[65536];
    ssize_t got;

    while ((got = read(fd, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            g_byte_array_append(bytes, chunk, (guint)got);
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

guint8 *film_reference(const char *path, const char *filters, int width, int height)
{
    const char *arguments[] = { "ffmpeg", "-nostdin", "-v",       "quiet", "-i",        path,
                                "-map",   "0:v:0",    "-vf",      filters, "-frames:v", "1",
                                "-f",     "rawvideo", "-pix_fmt", "rgb24", "-",         NULL };
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = NULL;
    gsize size = (gsize)width * (gsize)height * 3;
    int output = -1;

    g_spawn_async_with_pipes(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                             &output, NULL, &error);
    g_assert_no_error(error);
    bytes = read_all(output);
    close(output);
    return g_bytes_get_size(bytes) == size ? g_memdup2(g_bytes_get_data(bytes, NULL), size) : NULL;
}

static double psnr(const guint8 *ours, const guint8 *theirs, gsize length)
{
    double sum = 0;

    for (gsize i = 0; i < length; i++)
        sum += (ours[i] - theirs[i]) * (ours[i] - theirs[i]);
    return sum > 0 ? 10 * log10(255.0 * 255.0 * (double)length / sum) : 99;
}

double picture_psnr(const Picture *picture, const guint8 *reference)
{
    g_autofree guint8 *repeated = rgb_of_picture(picture, FALSE), *smooth = rgb_of_picture(picture, TRUE);
    gsize length = (gsize)picture->width * (gsize)picture->height * 3;

    return MAX(psnr(repeated, reference, length), psnr(smooth, reference, length));
}

PictureMeans reference_means(const guint8 *rgb, gsize pixels)
{
    PictureMeans means = { 0 };

    for (gsize i = 0; i < pixels; i++, rgb += 3) {
        for (int j = 0; j < 3; j++)
            means.rgb[j] += rgb[j] / (double)pixels;
        means.colourfulness +=
            (MAX(MAX(rgb[0], rgb[1]), rgb[2]) - MIN(MIN(rgb[0], rgb[1]), rgb[2])) / (double)pixels;
        means.white += (MIN(MIN(rgb[0], rgb[1]), rgb[2]) > 250) / (double)pixels;
    }
    return means;
}

PictureMeans picture_means(const Picture *picture)
{
    g_autofree guint8 *rgb = rgb_of_picture(picture, FALSE);

    return reference_means(rgb, (gsize)picture->width * (gsize)picture->height);
}
