#include "tests/unit/painted.h"
#include "thumbs/jpeg.h"

#include <turbojpeg.h>

static void handle_free(void *handle)
{
    tjDestroy(handle);
}
typedef void Handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Handle, handle_free)

static const int sizes[][2] = { { 320, 180 }, { 1, 1 },   { 2, 2 },    { 29, 19 },  { 16, 16 },
                                { 17, 16 },   { 15, 33 }, { 1280, 1 }, { 1, 1280 }, { 1280, 720 } };

static GBytes *encoded(const Picture *picture, int quality)
{
    g_autoptr(GError) error = NULL;
    GBytes *bytes = jpeg_encode(picture, quality, &error);

    g_assert_no_error(error);
    return bytes;
}

static Picture *decoded(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    g_autoptr(Handle) handle = tjInitDecompress();
    int width, height, sampling, colours, strides[3];
    unsigned char *planes[3];
    Picture *picture;

    g_assert_cmpint(tjDecompressHeader3(handle, data, length, &width, &height, &sampling, &colours), ==, 0);
    g_assert_cmpint(sampling, ==, TJSAMP_420);
    picture = picture_new(width, height);
    for (int i = 0; i < 3; i++)
        planes[i] = picture_plane(picture, i, &strides[i]);
    g_assert_cmpint(
        tjDecompressToYUVPlanes(handle, data, length, planes, width, strides, height, TJFLAG_ACCURATEDCT), ==,
        0);
    return picture;
}

static double mean_difference(const Picture *a, const Picture *b)
{
    gsize n = picture_length(a->width, a->height);
    double sum = 0;

    g_assert_cmpint(a->width, ==, b->width);
    g_assert_cmpint(a->height, ==, b->height);
    for (gsize i = 0; i < n; i++)
        sum += ABS(a->data[i] - b->data[i]);
    return sum / (double)n;
}

static void it_shows_the_same_picture(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(Picture) picture = painted_picture(PAINTED_LANDSCAPE, 3, 0, sizes[i][0], sizes[i][1]);
        g_autoptr(GBytes) bytes = encoded(picture, 90);
        g_autoptr(Picture) back = decoded(bytes);

        g_test_message("%d x %d: %.2f", sizes[i][0], sizes[i][1], mean_difference(picture, back));
        g_assert_cmpfloat(mean_difference(picture, back), <, 3);
    }
}

/* The full range is used as it is: black and white stay 0 and 255. */
static void levels_are_kept(void)
{
    for (Painting painting = PAINTED_BLACK; painting <= PAINTED_WHITE;
         painting += PAINTED_WHITE - PAINTED_BLACK) {
        g_autoptr(Picture) picture = painted_picture(painting, 0, 0, 40, 40);
        g_autoptr(GBytes) bytes = encoded(picture, 85);
        g_autoptr(Picture) back = decoded(bytes);

        g_assert_cmpmem(picture->data, picture_length(40, 40), back->data, picture_length(40, 40));
    }
}

/* Calls for every marker segment up to the picture data: its marker and the bytes after its length. */
static void each_segment(GBytes *bytes,
                         void (*call)(guint8 marker, const guint8 *data, gsize length, gpointer user),
                         gpointer user)
{
    gsize length, at = 2;
    const guint8 *data = g_bytes_get_data(bytes, &length);

    g_assert_cmphex(data[0] << 8 | data[1], ==, 0xffd8);
    while (at + 4 <= length) {
        gsize size = (gsize)(data[at + 2] << 8 | data[at + 3]);

        g_assert_cmphex(data[at], ==, 0xff);
        g_assert_cmpuint(at + 2 + size, <=, length);
        call(data[at + 1], data + at + 4, size - 2, user);
        if (data[at + 1] == 0xda)
            return;
        at += 2 + size;
    }
    g_assert_not_reached();
}

static void check_segment(guint8 marker, const guint8 *data, gsize length, gpointer frames)
{
    static const guint8 wanted[] = { 0xe0, 0xdb, 0xc0, 0xc4, 0xda };

    g_assert_nonnull(memchr(wanted, marker, sizeof wanted));
    if (marker == 0xe0)
        g_assert_cmpmem(data, 5, "JFIF", 5);
    if (marker == 0xc0) {
        (*(int *)frames)++;
        g_assert_cmpuint(length, ==, 15);
        g_assert_cmphex(data[7], ==, 0x22);
        g_assert_cmphex(data[10], ==, 0x11);
        g_assert_cmphex(data[13], ==, 0x11);
    }
}

static void it_is_baseline_without_metadata(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(Picture) picture = painted_picture(PAINTED_CITY, 3, 0, sizes[i][0], sizes[i][1]);
        g_autoptr(GBytes) bytes = encoded(picture, 85);
        int frames = 0;

        each_segment(bytes, check_segment, &frames);
        g_assert_cmpint(frames, ==, 1);
    }
}

static void it_ends_with_its_end_marker(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(Picture) picture = painted_picture(PAINTED_NOISE, 3, 0, sizes[i][0], sizes[i][1]);
        g_autoptr(GBytes) bytes = encoded(picture, 95);
        gsize length;
        const guint8 *data = g_bytes_get_data(bytes, &length);

        g_assert_cmphex(data[length - 2] << 8 | data[length - 1], ==, 0xffd9);
    }
}

static void the_same_picture_gives_the_same_bytes_whatever_came_before(void)
{
    g_autoptr(Picture) picture = painted_picture(PAINTED_PEOPLE, 1, 0, 640, 360);
    g_autoptr(GBytes) first = encoded(picture, 85);

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(Picture) other = painted_picture(PAINTED_SEA, (guint32)i, 0, sizes[i][0], sizes[i][1]);
        g_autoptr(GBytes) between = encoded(other, 10 + (int)i * 9);
        g_autoptr(GBytes) again = encoded(picture, 85);

        g_assert_true(g_bytes_equal(first, again));
    }
}

static void a_higher_quality_takes_more_bytes(void)
{
    g_autoptr(Picture) picture = painted_picture(PAINTED_LANDSCAPE, 1, 0, 640, 360);
    gsize before = 0;

    for (int quality = 25; quality <= 100; quality += 25) {
        g_autoptr(GBytes) bytes = encoded(picture, quality);

        g_assert_cmpuint(g_bytes_get_size(bytes), >, before);
        before = g_bytes_get_size(bytes);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/jpeg/it shows the same picture", it_shows_the_same_picture);
    g_test_add_func("/jpeg/levels are kept", levels_are_kept);
    g_test_add_func("/jpeg/it is baseline without metadata", it_is_baseline_without_metadata);
    g_test_add_func("/jpeg/it ends with its end marker", it_ends_with_its_end_marker);
    g_test_add_func("/jpeg/the same picture gives the same bytes whatever came before",
                    the_same_picture_gives_the_same_bytes_whatever_came_before);
    g_test_add_func("/jpeg/a higher quality takes more bytes", a_higher_quality_takes_more_bytes);
    return g_test_run();
}
