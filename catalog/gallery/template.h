/* catalog/gallery/template.h
 *
 * HTML out of values, escaped by construction. A template is HTML with these between double braces:
 *
 *   text NAME      a value as text                       attr NAME    a value inside a quoted attribute
 *   url NAME       a value as the address in href, src, poster or srcset: a path below this site, whatever
 * the value says script NAME    a value as a string literal; in templates named *.js, and nowhere else if
 * NAME … else … end      each NAME … end      include NAME
 *
 * NAME is a value of the scope or of one around it; @KEY is a sentence of catalog/messages. Reading a
 * template follows the HTML around the values and refuses a value without a context or in the wrong one,
 * inline scripts, styles and handlers, unquoted attributes, comments, and sections that end elsewhere in the
 * markup than they began. Text and attributes pass display_text(), so that nothing in a value acts unseen.
 * Indentation, and lines that hold nothing but a section or include, are left out.
 */
#pragma once

#include <glib.h>

#define TEMPLATE_ERROR template_error_quark()
GQuark template_error_quark(void);
typedef enum {
    TEMPLATE_ERROR_WRONG, /* the template; the message names template and line */
    TEMPLATE_ERROR_UNSET, /* a value that the scope does not have, or a number that is none */
} TemplateError;

typedef struct Template Template;

/* The text of a template by name, borrowed; NULL: there is none. */
typedef const char *(*TemplateSource)(const char *name, gpointer data);

Template *template_read(const char *name, TemplateSource source, gpointer data, GError **error);
void template_free(Template *template); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* Calls `each` for every @KEY of the template, without the @. */
void template_each_word(const Template *template, void (*each)(const char *key, gpointer data),
                        gpointer data);

/* Values by name. A scope owns the scopes in its lists; names are borrowed and stay as long as the scope:
 * literals. */
typedef struct Scope Scope;

Scope *scope_new(void);
void scope_free(Scope *scope); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scope, scope_free)

void scope_set(Scope *scope, const char *name,
               const char *value);                            /* copied; NULL: unset, and untrue for `if` */
void scope_take(Scope *scope, const char *name, char *value); /* the same, and takes it */
void scope_set_int(Scope *scope, const char *name, gint64 value);
void scope_set_flag(Scope *scope, const char *name, gboolean value); /* for `if` */
Scope *scope_add(Scope *scope, const char *name);                    /* one more for `each NAME`; borrowed */

/* The sentence of a key, borrowed. */
typedef const char *(*TemplateWords)(const char *key, gpointer data);

gboolean template_write(const Template *template, const Scope *scope, TemplateWords words, gpointer data,
                        GString *out, GError **error);
