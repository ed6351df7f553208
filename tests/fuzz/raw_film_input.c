#include "tests/fuzz/raw_film_input.h"

#include "indexer/crew/raw_film.h"
#include "thumbs/picture.h"

#include <sys/mman.h>
#include <unistd.h>

static void assert_shape(const RawShape *shape)
{
    g_assert_true(shape->width % 2 == 0 && shape->height % 2 == 0);
    g_assert_cmpint(MIN(shape->width, shape->height), >=, 2);
    g_assert_cmpint(MIN(shape->width, shape->height), <=, PROXY_SHORT_SIDE);
    g_assert_cmpint(MAX(shape->width, shape->height), <=, PROXY_LONG_SIDE);
    g_assert_cmpint(shape->usual_us, >=, RAW_PICTURE_LEAST_US);
}

static void assert_chunk(const RawShape *shape, const RawChunk *chunk)
{
    g_assert_cmpint(chunk->time_us, >=, 0);
    g_assert_cmpint(chunk->time_us, <=, RAW_TIME_MAX);
    if (chunk->kind == RAW_PICTURE)
        g_assert_cmpuint(chunk->length, ==, picture_length(shape->width, shape->height));
    else
        g_assert_cmpuint(chunk->length, <=, RAW_SOUND_MAX);
}

static void read_film(int fd)
{
    g_auto(RawReader) reader = { 0 };
    g_autoptr(GError) error = NULL;
    gboolean good = raw_reader_open(&reader, fd, &error);
    gint64 picture_us = -1;

    if (good)
        assert_shape(&reader.shape);
    while (good && !reader.ended) {
        RawChunk chunk;

        good = raw_reader_next(&reader, &chunk, &error);
        if (!good)
            break;
        assert_chunk(&reader.shape, &chunk);
        if (chunk.kind == RAW_PICTURE) {
            g_assert_cmpint(chunk.time_us, >, picture_us);
            picture_us = chunk.time_us;
        }
    }
    g_assert_true(good ? error == NULL : error && error->domain == RAW_FILM_ERROR);
}

int fuzz_raw_film(const guint8 *bytes, gsize length)
{
    int fd = memfd_create("film", MFD_CLOEXEC);

    if (write(fd, bytes, length) == (gssize)length && lseek(fd, 0, SEEK_SET) == 0)
        read_film(fd);
    close(fd);
    return 0;
}
