/* catalog/report/wrap.h
 *
 * Text broken into lines by the columns it takes on a terminal: Latin words stay whole where they fit, Chinese breaks between any two
 * characters, and no line begins with a closing mark or ends with an opening one.
 */
#pragma once

#include <glib.h>

/* The lines of `text` (valid UTF-8, as display_text() makes it; a line feed begins a new line), none wider than `width` columns unless a
 * single character is. Without blanks at their ends. Never empty; of char *, owned by the caller. */
GPtrArray *text_wrap(const char *text, int width);

/* The text on lines of at most `width` columns, the first after `first`, the others after `next`, which are as wide as they look. */
void text_append_wrapped(GString *out, const char *first, const char *next, const char *text, int width);
