#include "tests/unit/painted.h"

#include <string.h>

static void planes_follow_each_other(void)
{
    g_autoptr(Picture) picture = picture_new(29, 19);
    int stride;

    g_assert_cmpuint(picture_length(29, 19), ==, 29 * 19 + 2 * 15 * 10);
    g_assert_cmpuint(picture_length(1, 1), ==, 3);
    g_assert_true(picture_plane(picture, 0, &stride) == picture->data);
    g_assert_cmpint(stride, ==, 29);
    g_assert_true(picture_plane(picture, 1, &stride) == picture->data + 29 * 19);
    g_assert_cmpint(stride, ==, 15);
    g_assert_true(picture_plane(picture, 2, &stride) == picture->data + 29 * 19 + 15 * 10);
    g_assert_cmpint(stride, ==, 15);
}

static void a_box_bounds_both_sides_and_never_enlarges(void)
{
    static const struct {
        int width, height, box, fit_width, fit_height;
    } cases[] = {
        { 1920, 1080, 1280, 1280, 720 },
        { 1080, 1920, 640, 360, 640 },
        { 1279, 719, 640, 640, 360 },
        { 720, 576, 1280, 720, 576 },
        { 16, 16000, 1280, 1, 1280 },
        { 16000, 16, 1280, 1280, 1 },
        { 16, 16000, 320, 1, 320 },
        { 100000, 3, 320, 320, 1 },
        { 1, 1, 1280, 1, 1 },
        { 29, 19, 1280, 29, 19 },
        { 29, 19, 10, 10, 7 },
        { 1280, 1280, 1280, 1280, 1280 },
        { 1281, 1281, 1280, 1280, 1280 },
        { 2147483647, 2147483647, 640, 640, 640 },
        { 2, 3, 1, 1, 1 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        int width, height;

        picture_fit(cases[i].width, cases[i].height, cases[i].box, &width, &height);
        g_test_message("%d x %d in %d: %d x %d", cases[i].width, cases[i].height, cases[i].box, width,
                       height);
        g_assert_cmpint(width, ==, cases[i].fit_width);
        g_assert_cmpint(height, ==, cases[i].fit_height);
    }
}

static void a_copy_of_the_same_size_is_the_same(void)
{
    g_autoptr(Picture) picture = painted_picture(PAINTED_NOISE, 1, 0, 29, 19);
    g_autoptr(Picture) copy = picture_shrink(picture, 29, 19);

    g_assert_cmpmem(picture->data, picture_length(29, 19), copy->data, picture_length(29, 19));
}

static void a_flat_picture_stays_flat(void)
{
    static const int sizes[][2] = { { 1279, 719 }, { 640, 360 }, { 29, 19 }, { 1, 1 },
                                    { 1279, 1 },   { 1, 719 },   { 2, 2 },   { 3, 3 } };
    g_autoptr(Picture) picture = picture_new(1279, 719);

    for (int level = 0; level <= 255; level += 51) {
        memset(picture->data, level, picture_length(1279, 719));
        for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
            g_autoptr(Picture) small = picture_shrink(picture, sizes[i][0], sizes[i][1]);

            for (gsize at = 0; at < picture_length(small->width, small->height); at++)
                g_assert_cmpint(small->data[at], ==, level);
        }
    }
}

/* Where one sample begins, in pixels of the picture. */
static double edge(int sample, int step, int side)
{
    return MIN(sample * step, side);
}

static double overlap(double a_from, double a_to, double b_from, double b_to)
{
    return MAX(0, MIN(a_to, b_to) - MAX(a_from, b_from));
}

/* The mean of what lies under one sample of the smaller picture, the slow way. */
static double mean_under(const Picture *from, const Picture *to, int plane, int column, int row)
{
    int step = plane ? 2 : 1, stride;
    const guint8 *samples = picture_plane(from, plane, &stride);
    double across = (double)from->width / to->width, down = (double)from->height / to->height, sum = 0,
           area = 0;

    for (int y = 0; y * step < from->height; y++) {
        for (int x = 0; x < stride; x++) {
            double part =
                overlap(edge(column, step, to->width) * across, edge(column + 1, step, to->width) * across,
                        edge(x, step, from->width), edge(x + 1, step, from->width)) *
                overlap(edge(row, step, to->height) * down, edge(row + 1, step, to->height) * down,
                        edge(y, step, from->height), edge(y + 1, step, from->height));

            sum += part * samples[y * stride + x];
            area += part;
        }
    }
    return sum / area;
}

static void every_sample_is_the_mean_of_what_it_covers(void)
{
    static const int sizes[][4] = { { 29, 19, 10, 7 },  { 64, 36, 32, 18 }, { 63, 37, 32, 19 },
                                    { 62, 38, 31, 19 }, { 60, 40, 59, 39 }, { 100, 3, 33, 1 },
                                    { 5, 90, 2, 31 },   { 31, 31, 1, 1 },   { 2, 2, 1, 1 },
                                    { 71, 43, 24, 15 } };

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(Picture) picture = painted_picture(PAINTED_NOISE, 2, 0, sizes[i][0], sizes[i][1]);
        g_autoptr(Picture) small = picture_shrink(picture, sizes[i][2], sizes[i][3]);

        for (int plane = 0; plane < 3; plane++) {
            int stride;
            const guint8 *samples = picture_plane(small, plane, &stride);

            for (int y = 0; y * (plane ? 2 : 1) < small->height; y++)
                for (int x = 0; x < stride; x++)
                    g_assert_cmpfloat_with_epsilon(samples[y * stride + x],
                                                   mean_under(picture, small, plane, x, y), 0.5001);
        }
    }
}

static void the_largest_sums_do_not_overflow(void)
{
    g_autoptr(Picture) picture = picture_new(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
    g_autoptr(Picture) small = NULL;

    memset(picture->data, 255, picture_length(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX));
    small = picture_shrink(picture, 1, 1);
    g_assert_cmpint(small->data[0], ==, 255);
    g_assert_cmpint(small->data[1], ==, 255);
    g_assert_cmpint(small->data[2], ==, 255);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/picture/planes follow each other", planes_follow_each_other);
    g_test_add_func("/picture/a box bounds both sides and never enlarges",
                    a_box_bounds_both_sides_and_never_enlarges);
    g_test_add_func("/picture/a copy of the same size is the same", a_copy_of_the_same_size_is_the_same);
    g_test_add_func("/picture/a flat picture stays flat", a_flat_picture_stays_flat);
    g_test_add_func("/picture/every sample is the mean of what it covers",
                    every_sample_is_the_mean_of_what_it_covers);
    g_test_add_func("/picture/the largest sums do not overflow", the_largest_sums_do_not_overflow);
    return g_test_run();
}
