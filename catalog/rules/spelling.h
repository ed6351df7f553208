/* catalog/rules/spelling.h
 *
 * "Did you mean …?": the nearest of some right spellings.
 */
#pragma once

#include <glib.h>

/* How many characters must be put in, left out, changed or swapped with their neighbour to turn one into the
 * other. Caseless. */
guint spelling_distance(const char *a, const char *b);

/* The nearest right spelling (NULL-terminated list; borrowed), or NULL where none is near enough to be meant.
 */
const char *spelling_nearest(const char *word, const char *const *right);
