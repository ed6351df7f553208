/* tests/fuzz/film_stock.h
 *
 * Small whole films, of which mutants are made: one or more a codec, made by ffmpeg when they are first asked for, and the files of a folder of
 * samples. The same number is the same film, byte for byte, as long as ffmpeg and the samples are.
 */
#pragma once

#include <glib.h>

typedef enum { SHAPE_BOXES, SHAPE_EBML, SHAPE_OTHER } FilmShape;

typedef struct FilmStock FilmStock;

/* `samples`: a folder, or NULL. NULL and an error where it cannot be read. */
FilmStock *film_stock_new(const char *samples, GError **error);
void film_stock_free(FilmStock *stock); /* the films that were made, too; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FilmStock, film_stock_free)

guint film_stock_made(const FilmStock *stock); /* films below this number are made, the others samples */
guint film_stock_size(const FilmStock *stock);
const char *film_stock_name(const FilmStock *stock, guint film); /* borrowed */
FilmShape film_stock_shape(const FilmStock *stock, guint film);
GByteArray *film_stock_bytes(const FilmStock *stock,
                             guint film); /* owned by the caller; aborts where ffmpeg fails */
