#include "catalog/gallery/markup.h"

#include <string.h>

static const char *const refused_elements[] = { "style",  "iframe", "frame", "object",   "embed", "base",
                                                "applet", "math",   "form",  "template", NULL };
/* A drawing is shapes and words; what of SVG would load, hold HTML or move has no place. */
static const char *const drawing_elements[] = { "svg",  "title", "desc", "g",      "rect",
                                                "line", "path",  "text", "circle", NULL };
static const char *const refused_attributes[] = { "style", "srcdoc", "formaction", "action", "ping", NULL };
static const char *const painting_attributes[] = { "fill", "stroke", "filter", "mask", "cursor", NULL };
static const char *const address_attributes[] = { "href", "src", "poster", "srcset", NULL };

static gboolean append(char *name, gsize size, char c)
{
    gsize length = strlen(name);

    if (length + 1 >= size)
        return FALSE;
    name[length] = g_ascii_tolower(c);
    name[length + 1] = '\0';
    return TRUE;
}

static const char *end_tag(Markup *markup)
{
    if (g_strv_contains(refused_elements, markup->element) ||
        (markup->in_drawing && !g_strv_contains(drawing_elements, markup->element)))
        return "this element has no place in our pages";
    if (g_str_equal(markup->element, "svg"))
        markup->in_drawing = !markup->closing;
    markup->in_script = !markup->closing && g_str_equal(markup->element, "script");
    markup->place = MARKUP_TEXT;
    return NULL;
}

static const char *follow_opening(Markup *markup, char c)
{
    markup->closing = c == '/';
    markup->element[0] = '\0';
    markup->place = c == '!' ? MARKUP_DOCTYPE : MARKUP_ELEMENT;
    if (markup->in_script && !markup->closing)
        return "a script is a file of its own";
    if (c == '!' || c == '/')
        return NULL;
    return g_ascii_isalpha(c) && append(markup->element, sizeof markup->element, c) ? NULL
                                                                                    : "< is written &lt;";
}

static const char *follow_doctype(Markup *markup, char c)
{
    if (c == '>')
        markup->place = MARKUP_TEXT;
    return c == '-' ? "comments are not published" : NULL;
}

static const char *follow_element(Markup *markup, char c)
{
    if (c == '>')
        return end_tag(markup);
    if (g_ascii_isspace(c)) {
        markup->place = MARKUP_TAG;
        return NULL;
    }
    return g_ascii_isalnum(c) && append(markup->element, sizeof markup->element, c)
               ? NULL
               : "not the name of an element";
}

static const char *follow_tag(Markup *markup, char c)
{
    if (c == '>')
        return end_tag(markup);
    if (g_ascii_isspace(c))
        return NULL;
    markup->place = MARKUP_ATTRIBUTE;
    markup->attribute[0] = '\0';
    return g_ascii_isalpha(c) && append(markup->attribute, sizeof markup->attribute, c) ? NULL
                                                                                        : "not an attribute";
}

static const char *follow_attribute(Markup *markup, char c)
{
    if (c == '>')
        return end_tag(markup);
    if (g_ascii_isspace(c)) {
        markup->place = MARKUP_TAG;
        return NULL;
    }
    if (c != '=')
        return (g_ascii_isalnum(c) || c == '-') && append(markup->attribute, sizeof markup->attribute, c)
                   ? NULL
                   : "not an attribute";
    markup->place = MARKUP_EQUALS;
    if (g_str_has_prefix(markup->attribute, "on") || g_strv_contains(refused_attributes, markup->attribute))
        return "this attribute has no place in our pages";
    return NULL;
}

static const char *follow_equals(Markup *markup, char c)
{
    markup->place = MARKUP_VALUE;
    markup->at_address = TRUE;
    return c == '"' ? NULL : "attributes are quoted with \"";
}

static const char *follow_value(Markup *markup, char c)
{
    if (c == '"')
        markup->place = MARKUP_TAG;
    markup->at_address = c == ' ' || c == '\n';
    return c == '<' ? "< is written &lt;" : NULL;
}

const char *markup_follow(Markup *markup, char c)
{
    switch (markup->place) {
    case MARKUP_TEXT:
        if (c == '<')
            markup->place = MARKUP_OPENING;
        return markup->in_script && c != '<' ? "a script is a file of its own" : NULL;
    case MARKUP_OPENING:
        return follow_opening(markup, c);
    case MARKUP_DOCTYPE:
        return follow_doctype(markup, c);
    case MARKUP_ELEMENT:
        return follow_element(markup, c);
    case MARKUP_TAG:
        return follow_tag(markup, c);
    case MARKUP_ATTRIBUTE:
        return follow_attribute(markup, c);
    case MARKUP_EQUALS:
        return follow_equals(markup, c);
    case MARKUP_VALUE:
        return follow_value(markup, c);
    }
    g_assert_not_reached();
}

static gboolean takes_an_address(const Markup *markup)
{
    return g_strv_contains(address_attributes, markup->attribute);
}

gboolean markup_takes_text(const Markup *markup)
{
    return markup->place == MARKUP_TEXT && !markup->in_script;
}

gboolean markup_takes_attribute(const Markup *markup)
{
    return markup->place == MARKUP_VALUE && !takes_an_address(markup) &&
           !g_strv_contains(painting_attributes, markup->attribute); /* which may hold url(…) */
}

gboolean markup_takes_address(const Markup *markup)
{
    return markup->place == MARKUP_VALUE && takes_an_address(markup) && markup->at_address;
}

gboolean markup_takes_number(const Markup *markup)
{
    return markup_takes_text(markup) || markup->place == MARKUP_VALUE;
}

void markup_pass_value(Markup *markup)
{
    markup->at_address = FALSE;
}

static gboolean attributes_match(const Markup *a, const Markup *b)
{
    return g_str_equal(a->attribute, b->attribute) &&
           (!takes_an_address(a) || a->at_address == b->at_address);
}

gboolean markups_match(const Markup *a, const Markup *b)
{
    gboolean in_a_tag = a->place >= MARKUP_ELEMENT;

    return a->place == b->place && a->in_script == b->in_script && a->in_drawing == b->in_drawing &&
           (!in_a_tag || (g_str_equal(a->element, b->element) && a->closing == b->closing)) &&
           (a->place < MARKUP_ATTRIBUTE || attributes_match(a, b));
}
