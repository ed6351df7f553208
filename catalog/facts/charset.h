/* catalog/facts/charset.h
 *
 * Which encoding Chinese text is in, and its text as UTF-8. Nearly every run of bytes is possible GB18030, so what tells one encoding from another
 * is whether the characters that come out are those that people write. Pure.
 */
#pragma once

#include <glib.h>

/* Of the characters beyond ASCII, how many in a hundred are common ones of that encoding; 100 where there are none. Big5, Shift-JIS and Latin-1
 * taken for GB18030 come to much less. */
int charset_usual_gb18030(const char *bytes, gsize length);
int charset_usual_big5(const char *bytes, gsize length);
#define CHARSET_USUAL_LEAST 40 /* below, it is another encoding */

/* Many Han characters of UTF-8 and few bytes that do not fit: bytes of GB18030 are all but never that. */
gboolean charset_is_damaged_utf8(const char *bytes, gsize length);

/* UTF-8 and UTF-16 with or without a byte order mark, GB18030 (and with it GBK and GB 2312) or Big5. Valid UTF-8 without mark and NUL, line ends as
 * they were; what was damaged in UTF-8 shows as U+FFFD. NULL: none of these. *charset is static. Owned by the caller. */
char *charset_decode(const char *bytes, gsize length, const char **charset);
