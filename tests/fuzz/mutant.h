/* tests/fuzz/mutant.h
 *
 * A damaged film. Which film is damaged and how follows from a seed and a number alone, so that one out of thousands can be made again by itself.
 * Even turns take made films, odd ones samples where there are any: what is made of a made film needs no samples to be made again.
 */
#pragma once

#include "tests/fuzz/film_stock.h"

typedef struct {
    GByteArray *bytes; /* owned */
    char *how;         /* owned; what was done to which film */
    gboolean of_sample;
} Mutant;

Mutant *mutant_make(const FilmStock *stock, guint32 seed, guint32 number);
void mutant_free(Mutant *mutant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mutant, mutant_free)
