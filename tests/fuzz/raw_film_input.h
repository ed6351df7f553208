/* tests/fuzz/raw_film_input.h
 *
 * The entry point of the raw film's reader: any bytes become a film whose chunks keep what raw_film.h promises, or are refused.
 */
#pragma once

#include <glib.h>

int fuzz_raw_film(const guint8 *bytes, gsize length);
