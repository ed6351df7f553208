/* catalog/registration/encoding.h
 *
 * From the bytes of a form to its text: UTF-8 with or without BOM, UTF-16 with BOM (Excel's “Unicode text”), else GB18030, which Excel saves in
 * China. What is no text at all is told by its content. Pure.
 */
#pragma once

#include "catalog/messages/messages.h"

#define FORM_ERROR form_error_quark()
GQuark form_error_quark(void);
typedef enum { FORM_ERROR_WRONG /* for people, in their language: what, where, and what to do */ } FormError;

/* Valid UTF-8 without BOM and NUL, its line ends as they were. NULL: a workbook, a document, or an encoding that is none of ours, with line
 * and column of the first byte that does not fit, where there is one. *encoding is static: "UTF-8" "UTF-16" "GB18030". Owned by the caller. */
char *form_text_decode(const char *bytes, gsize length, Language language, const char **encoding,
                       GError **error);
