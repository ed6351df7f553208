#include "indexer/crew/raw_film.h"
#include "tests/fuzz/raw_film_input.h"
#include "thumbs/picture.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WIDTH  16
#define HEIGHT 8
#define LENGTH (WIDTH * HEIGHT * 3 / 2)

static const RawShape shape = { WIDTH, HEIGHT, 40000, RAW_BT709, TRUE };

/* A film as a decoding half writes it: every chunk of a list. */
typedef struct {
    RawKind kind;
    gint64 time_us;
    gsize length;
} Piece;

static int film_of(const RawShape *of, const Piece *pieces, gsize n)
{
    static guint8 bytes[RAW_SOUND_MAX + RAW_SOUND_BYTES];
    int fd = memfd_create("film", MFD_CLOEXEC);

    memset(bytes, 77, sizeof bytes);
    g_assert_true(raw_write_shape(fd, of));
    for (gsize i = 0; i < n; i++)
        g_assert_true(raw_write(fd, pieces[i].kind, pieces[i].time_us, bytes, pieces[i].length));
    g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
    return fd;
}

/* Reads to the end: -1 where all is right, else the error's code. */
static int read_all(int fd)
{
    g_auto(RawReader) reader = { 0 };
    g_autoptr(GError) error = NULL;
    gboolean good = raw_reader_open(&reader, fd, &error);

    while (good && !reader.ended) {
        RawChunk chunk;

        good = raw_reader_next(&reader, &chunk, &error);
    }
    close(fd);
    return good ? -1 : error->code;
}

static void what_is_written_is_read(void)
{
    static const Piece pieces[] = {
        { RAW_SOUND, 0, 4800 * RAW_SOUND_BYTES }, { RAW_PICTURE, 0, LENGTH },
        { RAW_PICTURE, 40000, LENGTH },           { RAW_SOUND, 100000, 12 },
        { RAW_PICTURE, 40000 + 16000, LENGTH },   { RAW_END, 96000, 0 },
    };
    int fd = film_of(&shape, pieces, G_N_ELEMENTS(pieces));
    g_auto(RawReader) reader = { 0 };

    g_assert_true(raw_reader_open(&reader, fd, NULL));
    g_assert_cmpint(reader.shape.width, ==, WIDTH);
    g_assert_cmpint(reader.shape.height, ==, HEIGHT);
    g_assert_cmpint(reader.shape.usual_us, ==, 40000);
    g_assert_true(reader.shape.has_sound);
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        RawChunk chunk;

        g_assert_true(raw_reader_next(&reader, &chunk, NULL));
        g_assert_cmpint(chunk.kind, ==, pieces[i].kind);
        g_assert_cmpint(chunk.time_us, ==, pieces[i].time_us);
        g_assert_cmpuint(chunk.length, ==, pieces[i].length);
        if (chunk.length > 0)
            g_assert_cmpint(chunk.bytes[chunk.length - 1], ==, 77);
    }
    g_assert_true(reader.ended);
    close(fd);
}

static void a_film_that_breaks_off_is_told_from_a_wrong_one(void)
{
    static const Piece pieces[] = { { RAW_PICTURE, 0, LENGTH }, { RAW_PICTURE, 40000, LENGTH } };
    int fd;

    g_assert_cmpint(read_all(film_of(&shape, pieces, 2)), ==, RAW_FILM_ERROR_CUT);
    fd = film_of(&shape, pieces, 2);
    g_assert_cmpint(ftruncate(fd, lseek(fd, 0, SEEK_END) - 1), ==, 0);
    lseek(fd, 0, SEEK_SET);
    g_assert_cmpint(read_all(fd), ==, RAW_FILM_ERROR_CUT);
    g_assert_cmpint(read_all(memfd_create("nothing", MFD_CLOEXEC)), ==, RAW_FILM_ERROR_CUT);
}

static void shapes_that_no_proxy_has_are_refused(void)
{
    static const RawShape wrong[] = {
        { 0, 8, 40000, RAW_BT709, FALSE },      { 16, 7, 40000, RAW_BT709, FALSE },
        { 1282, 720, 40000, RAW_BT709, FALSE }, { 1280, 722, 40000, RAW_BT709, FALSE },
        { -16, 8, 40000, RAW_BT709, FALSE },    { 16, 8, 15999, RAW_BT709, FALSE },
        { 16, 8, 20000000, RAW_BT709, FALSE },  { 16, 8, 40000, (RawCoding)2, FALSE },
        { 16, 8, 40000, RAW_BT709, 2 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_cmpint(read_all(film_of(&wrong[i], NULL, 0)), ==, RAW_FILM_ERROR_INVALID);
}

static void chunks_that_do_not_follow_each_other_are_refused(void)
{
    static const struct {
        gsize n;
        Piece pieces[2];
    } wrong[] = {
        { 1, { { RAW_PICTURE, 1, LENGTH } } }, /* the first stands from the start */
        { 2, { { RAW_PICTURE, 0, LENGTH }, { RAW_PICTURE, 15999, LENGTH } } }, /* too soon */
        { 2, { { RAW_PICTURE, 0, LENGTH }, { RAW_PICTURE, 0, LENGTH } } },
        { 2, { { RAW_PICTURE, 0, LENGTH }, { RAW_PICTURE, -40000, LENGTH } } },
        { 2, { { RAW_PICTURE, 0, LENGTH }, { RAW_PICTURE, RAW_TIME_MAX + 1, LENGTH } } },
        { 1, { { RAW_PICTURE, 0, LENGTH - 1 } } },
        { 1, { { RAW_PICTURE, 0, LENGTH + 1 } } },
        { 1, { { RAW_SOUND, 1, 8 } } },
        { 1, { { RAW_SOUND, 0, 0 } } },
        { 1, { { RAW_SOUND, 0, 6 } } },
        { 1, { { RAW_SOUND, 0, RAW_SOUND_MAX + RAW_SOUND_BYTES } } },
        { 2, { { RAW_SOUND, 0, 4800 * RAW_SOUND_BYTES }, { RAW_SOUND, 100001, 8 } } },
        { 1, { { RAW_END, 40000, 0 } } },
        { 2, { { RAW_PICTURE, 0, LENGTH }, { RAW_END, 0, 0 } } },
        { 2, { { RAW_PICTURE, 0, LENGTH }, { RAW_END, 40000, 4 } } },
        { 1, { { (RawKind)3, 0, 0 } } },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_test_message("%zu", i);
        g_assert_cmpint(read_all(film_of(&shape, wrong[i].pieces, wrong[i].n)), ==, RAW_FILM_ERROR_INVALID);
    }
}

static void a_film_without_sound_has_none(void)
{
    static const RawShape silent = { WIDTH, HEIGHT, 40000, RAW_BT601, FALSE };
    static const Piece piece = { RAW_SOUND, 0, 8 };

    g_assert_cmpint(read_all(film_of(&silent, &piece, 1)), ==, RAW_FILM_ERROR_INVALID);
}

static void a_film_that_is_damaged_anywhere_harms_nobody(void)
{
    static const Piece pieces[] = { { RAW_PICTURE, 0, LENGTH }, { RAW_SOUND, 0, 64 }, { RAW_END, 40000, 0 } };
    int fd = film_of(&shape, pieces, G_N_ELEMENTS(pieces));
    gsize length = (gsize)lseek(fd, 0, SEEK_END);
    g_autofree guint8 *bytes = g_malloc(length);
    g_autoptr(GRand) random = g_rand_new_with_seed(1);

    lseek(fd, 0, SEEK_SET);
    g_assert_cmpint(read(fd, bytes, length), ==, (gssize)length);
    close(fd);
    for (gsize i = 0; i <= length; i += 3)
        fuzz_raw_film(bytes, i);
    for (int i = 0; i < 3000; i++) {
        g_autofree guint8 *damaged = g_memdup2(bytes, length);

        for (int hits = g_rand_int_range(random, 1, 4); hits > 0; hits--)
            damaged[g_rand_int_range(random, 0, (gint32)length)] = (guint8)g_rand_int(random);
        fuzz_raw_film(damaged, length);
    }
}

typedef struct {
    gint64 width, height;
    int fit_width, fit_height;
} Fit;

static void a_proxy_fits_is_even_and_never_enlarged(void)
{
    static const Fit fits[] = {
        { 1920, 1080, 1280, 720 }, { 1080, 1920, 720, 1280 }, { 3840, 2160, 1280, 720 },
        { 4096, 1716, 1280, 536 }, { 1280, 720, 1280, 720 },  { 640, 361, 640, 360 },
        { 321, 181, 320, 180 },    { 1080, 1080, 720, 720 },  { 720, 576, 720, 576 },
        { 16, 16000, 2, 1280 },    { 16000, 16, 1280, 2 },    { 1, 1, 2, 2 },
        { 1919, 1079, 1280, 720 }, { 1440, 1080, 960, 720 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(fits); i++) {
        int width, height;

        proxy_fit(fits[i].width, fits[i].height, &width, &height);
        g_test_message("%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT, fits[i].width, fits[i].height);
        g_assert_cmpint(width, ==, fits[i].fit_width);
        g_assert_cmpint(height, ==, fits[i].fit_height);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/raw film/what is written is read", what_is_written_is_read);
    g_test_add_func("/raw film/a film that breaks off is told from a wrong one",
                    a_film_that_breaks_off_is_told_from_a_wrong_one);
    g_test_add_func("/raw film/shapes that no proxy has are refused", shapes_that_no_proxy_has_are_refused);
    g_test_add_func("/raw film/chunks that do not follow each other are refused",
                    chunks_that_do_not_follow_each_other_are_refused);
    g_test_add_func("/raw film/a film without sound has none", a_film_without_sound_has_none);
    g_test_add_func("/raw film/a film that is damaged anywhere harms nobody",
                    a_film_that_is_damaged_anywhere_harms_nobody);
    g_test_add_func("/raw film/a proxy fits, is even, and never enlarged",
                    a_proxy_fits_is_even_and_never_enlarged);
    return g_test_run();
}
