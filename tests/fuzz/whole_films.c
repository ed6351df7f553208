/* tests/fuzz/whole_films.c
 *
 * What libFuzzer begins with when it looks for films that examining trips over: whole ones, as random bytes seldom become a film.
 */
#include "tests/fuzz/film_stock.h"

#include <stdlib.h>
#include <string.h>

gsize LLVMFuzzerMutate(guint8 *data, gsize size, gsize max_size);
gsize LLVMFuzzerCustomMutator(guint8 *data, gsize size, gsize max_size, guint seed);

static FilmStock *stock;

static void free_stock(void)
{
    film_stock_free(stock);
}

static GByteArray *whole_film(guint seed)
{
    if (!stock) {
        stock = film_stock_new(NULL, NULL);
        atexit(free_stock);
    }
    return film_stock_bytes(stock, seed % film_stock_made(stock));
}

gsize LLVMFuzzerCustomMutator(guint8 *data, gsize size, gsize max_size, guint seed)
{
    g_autoptr(GByteArray) film = NULL;

    if (size >= 8 && seed % 100 != 0)
        return LLVMFuzzerMutate(data, size, max_size);
    film = whole_film(seed / 100);
    if (film->len > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    memcpy(data, film->data, film->len);
    return film->len;
}
