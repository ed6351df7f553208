#include "indexer/media/orientation.h"

/* Where the pixel left of the middle, and the one above it, come to lie. */
static void assert_moves(const gint32 turn[4], const char *left_goes, const char *top_goes)
{
    const gint32 matrix[9] = { turn[0], turn[1], 0, turn[2], turn[3], 0, 0, 0, 1 << 30 };
    Orientation way = orientation_of_matrix(matrix);
    const char *left = way.mirror_across ? "right" : "left", *top = way.mirror_down ? "bottom" : "top";
    const char *left_turned = way.mirror_across ? "bottom" : "top",
               *top_turned = way.mirror_down ? "right" : "left";

    g_assert_cmpstr(way.transpose ? left_turned : left, ==, left_goes);
    g_assert_cmpstr(way.transpose ? top_turned : top, ==, top_goes);
}

static void every_way_to_lie_is_known(void)
{
    const gint32 one = 0x10000;

    assert_moves((gint32[]){ one, 0, 0, one }, "left", "top");
    assert_moves((gint32[]){ 0, one, -one, 0 }, "top", "right");
    assert_moves((gint32[]){ -one, 0, 0, -one }, "right", "bottom");
    assert_moves((gint32[]){ 0, -one, one, 0 }, "bottom", "left");
    assert_moves((gint32[]){ -one, 0, 0, one }, "right", "top");
    assert_moves((gint32[]){ 0, one, one, 0 }, "top", "left");
}

static void a_little_askew_is_the_nearest_way(void)
{
    assert_moves((gint32[]){ 65000, 2000, -2000, 65000 }, "left", "top");
    assert_moves((gint32[]){ -3000, 65000, -65000, -3000 }, "top", "right");
}

static void garbage_is_some_way(void)
{
    const gint32 none[9] = { 0 };
    gint32 extreme[9];

    for (int i = 0; i < 9; i++)
        extreme[i] = G_MININT32;
    orientation_of_matrix(extreme);
    g_assert_false(orientation_of_matrix(none).transpose);
    g_assert_false(orientation_of_matrix(NULL).mirror_across);
}

static void degrees_and_matrices_agree(void)
{
    const gint32 right[9] = { 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 1 << 30 };
    Orientation by_matrix = orientation_of_matrix(right), by_degrees = orientation_of_rotation(90);

    g_assert_cmpint(by_matrix.transpose, ==, by_degrees.transpose);
    g_assert_cmpint(by_matrix.mirror_across, ==, by_degrees.mirror_across);
    g_assert_cmpint(by_matrix.mirror_down, ==, by_degrees.mirror_down);
    g_assert_true(orientation_of_rotation(270).transpose);
    g_assert_false(orientation_of_rotation(180).transpose);
    g_assert_false(orientation_of_rotation(45).mirror_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/orientation/every way to lie is known", every_way_to_lie_is_known);
    g_test_add_func("/orientation/a little askew is the nearest way", a_little_askew_is_the_nearest_way);
    g_test_add_func("/orientation/garbage is some way", garbage_is_some_way);
    g_test_add_func("/orientation/degrees and matrices agree", degrees_and_matrices_agree);
    return g_test_run();
}
