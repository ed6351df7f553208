/* catalog/registration/pinyin.h
 *
 * How a title or a name is read: Hanyu Pinyin without tones, a syllable a character, separated by spaces (“chang sha gao xin qu”; ü is v), and
 * the initials (“csgxq”). Latin letters and digits stay, in lower case. Of characters with several readings ICU's choice is taken; forms override
 * it. What ICU says of each character is looked up when pianmu is built (make_pinyin.c).
 */
#pragma once

#include <glib.h>

/* Both are the caller's; "" where the text has neither letters nor digits. */
void pinyin_of(const char *text, char **pinyin, char **initials);

/* The same of a reading that a person gave for `text`: “Changsha Gaoxinqu”, “ChángShā”, “xi'an”. Its words stay as they are, without tones and in
 * lower case; the initials are those of its syllables: of words, of what capitals and apostrophes set apart, and within these of the syllables of
 * Hanyu Pinyin, as many as `text` has Han characters where that is possible. */
void pinyin_given(const char *reading, const char *text, char **pinyin, char **initials);
