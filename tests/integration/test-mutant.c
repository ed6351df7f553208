/* Mutants: what makes one found again, and that there is something to find. */
#include "tests/fuzz/mutant.h"
#include "tests/fuzz/parts.h"
#include "tests/media/films.h"

#include <string.h>

#define DAMAGES 8 /* of them each number has the next */

static void assert_same(const Mutant *a, const Mutant *b)
{
    g_assert_cmpstr(a->how, ==, b->how);
    g_assert_cmpmem(a->bytes->data, a->bytes->len, b->bytes->data, b->bytes->len);
}

static void a_mutant_depends_on_seed_and_number_alone(void)
{
    g_autoptr(FilmStock) stock = NULL;
    g_autoptr(GPtrArray) mutants = g_ptr_array_new_with_free_func((GDestroyNotify)mutant_free);

    if (!films_can_be_made())
        return;
    stock = film_stock_new(NULL, NULL);
    for (guint32 number = 0; number < DAMAGES; number++)
        g_ptr_array_add(mutants, mutant_make(stock, 7, number));
    for (guint32 number = DAMAGES; number-- > 0;) {
        g_autoptr(Mutant) again = mutant_make(stock, 7, number), other = mutant_make(stock, 8, number);
        const Mutant *first = mutants->pdata[number];

        assert_same(first, again);
        g_test_message("%s", first->how);
        g_assert_true(strstr(first->how, "cut at") || strcmp(first->how, other->how) != 0);
    }
}

static gboolean is_whole(const FilmStock *stock, const Mutant *mutant)
{
    for (guint film = 0; film < film_stock_made(stock); film++) {
        const char *name = film_stock_name(stock, film);
        g_autoptr(GByteArray) whole = NULL;

        if (!g_str_has_prefix(mutant->how, name) || mutant->how[strlen(name)] != ':')
            continue;
        whole = film_stock_bytes(stock, film);
        return whole->len == mutant->bytes->len && memcmp(whole->data, mutant->bytes->data, whole->len) == 0;
    }
    g_assert_not_reached();
}

static void nearly_every_mutant_is_another_film(void)
{
    g_autoptr(FilmStock) stock = NULL;
    guint whole = 0;

    if (!films_can_be_made())
        return;
    stock = film_stock_new(NULL, NULL);
    for (guint32 number = 0; number < 4 * DAMAGES; number++) {
        g_autoptr(Mutant) mutant = mutant_make(stock, 1, number);

        whole += is_whole(stock, mutant);
    }
    g_assert_cmpuint(whole, <=, 2); /* a number may be replaced by itself */
}

static void sizes_of_boxes_are_found_at_every_depth(void)
{
    static const guint8 bytes[] = "\0\0\0\x08"
                                  "free"
                                  "\0\0\0\x20"
                                  "moov"
                                  "\0\0\0\x10"
                                  "trak"
                                  "\0\0\0\x08"
                                  "tkhd"
                                  "\0\0\0\x08"
                                  "udta"
                                  "\0\0\1\0"
                                  "mdat";
    static const struct {
        gsize at, length;
    } wanted[] = { { 0, 0 }, { 8, 24 }, { 16, 8 }, { 24, 0 }, { 32, 0 }, { 40, 0 } };
    g_autoptr(GByteArray) film = g_byte_array_append(g_byte_array_new(), bytes, sizeof bytes - 1);
    g_autoptr(GArray) parts = parts_of_boxes(film);

    g_assert_cmpuint(parts->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < parts->len; i++) {
        const FilmPart *part = &g_array_index(parts, FilmPart, i);

        g_assert_cmpuint(part->at, ==, wanted[i].at);
        g_assert_cmpuint(part->length, ==, wanted[i].length);
    }
}

static void sizes_of_elements_are_found_at_every_depth(void)
{
    /* the head, empty; a segment to the end of the file; in it a track list of two bytes: a track of none */
    static const guint8 bytes[] = "\x1A\x45\xDF\xA3\x80"
                                  "\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                  "\x16\x54\xAE\x6B\x40\x02\xAE\x80";
    static const struct {
        gsize at;
        guint width;
        gsize length;
    } wanted[] = { { 4, 1, 0 }, { 9, 8, 8 }, { 21, 2, 2 }, { 24, 1, 0 } };
    g_autoptr(GByteArray) film = g_byte_array_append(g_byte_array_new(), bytes, sizeof bytes - 1);
    g_autoptr(GArray) parts = parts_of_ebml(film);

    g_assert_cmpuint(parts->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < parts->len; i++) {
        const FilmPart *part = &g_array_index(parts, FilmPart, i);

        g_assert_cmpuint(part->at, ==, wanted[i].at);
        g_assert_cmpuint(part->width, ==, wanted[i].width);
        g_assert_cmpuint(part->length, ==, wanted[i].length);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mutant/a mutant depends on seed and number alone",
                    a_mutant_depends_on_seed_and_number_alone);
    g_test_add_func("/mutant/nearly every mutant is another film", nearly_every_mutant_is_another_film);
    g_test_add_func("/mutant/sizes of boxes are found at every depth",
                    sizes_of_boxes_are_found_at_every_depth);
    g_test_add_func("/mutant/sizes of elements are found at every depth",
                    sizes_of_elements_are_found_at_every_depth);
    return g_test_run();
}
