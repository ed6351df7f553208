/* tests/fuzz/template_input.h
 *
 * One input for templates: a template, a zero byte, and the value that all its names have. Aborts where the
 * value shows in the markup: where a page has more tags or quotes with it than with a plain letter.
 */
#pragma once

#include <glib.h>

void template_input_try(const guint8 *data, gsize size);
