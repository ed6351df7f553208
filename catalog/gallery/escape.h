/* catalog/gallery/escape.h
 *
 * One escaper a context. Each takes any bytes and appends what means just them where it is put.
 */
#pragma once

#include <glib.h>

void escape_text(GString *out,
                 const char *value); /* text, and inside double or single quotes; shown by display_text() */
void escape_url(
    GString *out,
    const char *value); /* a relative address: ./ or ../ in front, all but unreserved bytes and / as %XX */
void escape_script(GString *out,
                   const char *value); /* a string literal, quotes and all, safe inside <script> too */
