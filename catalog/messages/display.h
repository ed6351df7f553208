/* catalog/messages/display.h
 *
 * Text of strangers made fit to be shown: on a terminal, in a page, in a report.
 */
#pragma once

#include <glib.h>

/* Valid UTF-8 without anything that acts instead of being seen: bytes that are not UTF-8 become \xNN; control characters (C0, DEL, C1),
 * bidirectional controls, line and paragraph separators, byte order marks and zero-width characters become \n, \t or \u{XXXX}. A backslash stays
 * as it is. Owned by the caller. */
char *display_text(const char *bytes);
gboolean display_is_plain(const char *bytes); /* display_text() changes nothing of it */

/* The same as it goes into a sentence: its first 80 characters, and … where there are more. Owned by the caller. */
char *display_briefly(const char *bytes);

/* Columns that a text of display_text() takes on a terminal: wide characters count two, combining ones none. */
int display_width(const char *text);
