/* catalog/gallery/ingredients.h
 *
 * What pages are made of, as one word each: SHA-256 of the program, the settings and all that the catalogue says of the works on them. Where the
 * published page was made of the same it is taken over, neither made nor read. Of blind galleries nothing is, as what is hidden in one work depends
 * on all others, nor of works that were not read from a catalogue.
 */
#pragma once

#include "catalog/gallery/page.h"

/* After the works' files are in the generation. Sets site->context, and each exhibit's ingredients. */
void ingredients_gather(Site *site);

/* Begins the word of a page with works: what all pages have in common, and its path. NULL: it is to be made in any case. */
GString *ingredients_begin(const Site *site, const char *path);
void ingredients_add(GString *word, const Exhibit *exhibit);
/* Whether the page of that path was taken over; frees `word`, which may be NULL. */
gboolean ingredients_keep_page(Site *site, const char *path, GString *word);

/* The pages of one work, the files of its details and frames. The hash in the name of its details, owned by the caller; NULL: they are to be
 * made. Sets exhibit->is_kept. */
char *ingredients_keep_work(Site *site, Exhibit *exhibit);
void ingredients_note_work(Site *site, const Exhibit *exhibit, const char *hash);
