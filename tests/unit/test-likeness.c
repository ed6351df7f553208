/* How much two films look alike by their hashes. */
#include "catalog/facts/likeness.h"

#include "catalog/facts/facts.h"

#include <string.h>

/* `count` moments with one hash, the rest with another; owned. */
static char *film(const char *hash, int count, const char *other)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < LIKENESS_FRAMES; i++)
        g_string_append(text, i < count ? hash : other);
    return g_string_free(text, FALSE);
}

#define NOTHING "0000000000000000"

static void the_same_film_is_not_different(void)
{
    g_autofree char *one = film("0123456789abcdef", LIKENESS_FRAMES, NULL);

    g_assert_cmpint(likeness_distance(one, one), ==, 0);
}

static void bits_are_counted(void)
{
    g_autofree char *one = film("0000000000000001", LIKENESS_FRAMES, NULL);
    g_autofree char *other = film("F000000000000000", LIKENESS_FRAMES, NULL);

    g_assert_cmpint(likeness_distance(one, other), ==, 5);
    g_assert_cmpint(likeness_distance(other, one), ==, 5);
}

static void a_few_moments_that_differ_do_not_matter(void)
{
    g_autofree char *one = film("1111111111111111", LIKENESS_FRAMES, NULL);
    g_autofree char *other = film("1111111111111111", LIKENESS_FRAMES / 2 + 1, "eeeeeeeeeeeeeeee");

    g_assert_cmpint(likeness_distance(one, other), ==, 0);
}

static void moments_without_contours_in_both_say_nothing(void)
{
    g_autofree char *one = film("00000000000000ff", LIKENESS_FRAMES / 4, NOTHING);
    g_autofree char *other = film("000000000000ff00", LIKENESS_FRAMES / 4, NOTHING);
    g_autofree char *black = film(NOTHING, LIKENESS_FRAMES, NULL);

    g_assert_cmpint(likeness_distance(one, other), ==, 16);
    g_assert_cmpint(likeness_distance(black, black), ==, -1);
}

static void what_is_unknown_or_garbled_cannot_be_told(void)
{
    g_autofree char *good = film("0123456789abcdef", LIKENESS_FRAMES, NULL);
    g_autofree char *garbled = film("0123456789abcdeg", LIKENESS_FRAMES, NULL);

    g_assert_cmpint(likeness_distance(NULL, good), ==, -1);
    g_assert_cmpint(likeness_distance(good, NULL), ==, -1);
    g_assert_cmpint(likeness_distance(good, garbled), ==, -1);
    g_assert_cmpint(likeness_distance(good, good + 1), ==, -1);
    g_assert_cmpint(likeness_distance("", good), ==, -1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/likeness/the same film is not different", the_same_film_is_not_different);
    g_test_add_func("/likeness/bits are counted", bits_are_counted);
    g_test_add_func("/likeness/a few moments that differ do not matter",
                    a_few_moments_that_differ_do_not_matter);
    g_test_add_func("/likeness/moments without contours in both say nothing",
                    moments_without_contours_in_both_say_nothing);
    g_test_add_func("/likeness/what is unknown or garbled cannot be told",
                    what_is_unknown_or_garbled_cannot_be_told);
    return g_test_run();
}
