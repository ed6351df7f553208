/* catalog/gallery/markup.h
 *
 * Where in HTML a template is, followed byte by byte; what of HTML our pages may not hold is refused on the
 * way. Plain data: copy it to remember a place.
 */
#pragma once

#include <glib.h>

typedef struct {
    enum {
        MARKUP_TEXT,
        MARKUP_OPENING, /* behind < */
        MARKUP_DOCTYPE,
        MARKUP_ELEMENT, /* in its name */
        MARKUP_TAG,     /* between attributes */
        MARKUP_ATTRIBUTE,
        MARKUP_EQUALS,
        MARKUP_VALUE,
    } place;
    char element[16], attribute[24];
    gboolean closing;    /* the tag is an end tag */
    gboolean in_script;  /* which must stay empty */
    gboolean in_drawing; /* an <svg>, none inside another */
    gboolean at_address; /* where an address may begin: behind the quote, or behind a space as in srcset */
} Markup;

/* NULL, or what is wrong with having `c` here; static. */
const char *markup_follow(Markup *markup, char c);

gboolean markup_takes_text(const Markup *markup);
gboolean markup_takes_attribute(const Markup *markup);
gboolean markup_takes_address(const Markup *markup);
gboolean markup_takes_number(const Markup *markup);
void markup_pass_value(Markup *markup); /* a value was put here */
gboolean markups_match(const Markup *a, const Markup *b);
