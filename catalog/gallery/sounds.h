/* catalog/gallery/sounds.h
 *
 * How titles and units of one part of the rows are said. Nearly all of it follows from their characters: a part has a table of characters, and a reading
 * only where one is said otherwise there (长 is zhang) or somebody gave another. data.js puts readings together in the same way.
 */
#pragma once

#include <glib.h>

typedef struct Sounds Sounds;

Sounds *sounds_new(void);
void sounds_free(Sounds *sounds); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sounds, sounds_free)

/* Puts characters of the text that are new into the table. `pinyin`: syllables with spaces between them; either reading may be NULL. What the table
 * does not tell: "zhangbianji zbj"; NULL: it tells all. Owned by the caller. */
char *sounds_take(Sounds *sounds, const char *text, const char *pinyin, const char *initials);

/* The table: "末mo班ban车che", a character and its syllable. Owned by the sounds. */
const char *sounds_text(const Sounds *sounds);
