/* catalog/registration/likeness.h
 *
 * Whether two titles, names or numbers that people wrote mean the same. Pure.
 */
#pragma once

#include <glib.h>

/* What of a text is compared: Unicode NFKC, caseless, letters and digits only (《》, blanks and punctuation say nothing), or the text itself
 * where it has none. Owned by the caller; "" for NULL. */
char *likeness_key(const char *text);

/* The same of a number: 037 and 37 are one, as spreadsheets take zeros away. Owned by the caller; "" for NULL. */
char *likeness_number(const char *number);

/* The same of unit and title together, by which a form without a number is known. Owned by the caller. */
char *likeness_pair(const char *unit, const char *title);

/* Of two keys, 0 … 100: 100 the same; 60 and more near enough to be meant: by edit distance, or one within the other. */
int likeness_of(const char *one, const char *other);
#define LIKENESS_NEAR 60
