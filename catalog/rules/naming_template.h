/* catalog/rules/naming_template.h
 *
 * How files are to be named: "{category}_{unit}_{title}". The fields are category, unit, title, author and no, each at most once, and * for what
 * does not matter; between two of them there must be something. A field of a name is never empty, * may be. Full-width letters and signs count as
 * their ASCII twins (＋ is +), capitals as small letters, and white space around a field does not matter. Pure.
 */
#pragma once

#include "catalog/rules/quantity.h"

typedef enum {
    NAME_CATEGORY,
    NAME_UNIT,
    NAME_TITLE,
    NAME_AUTHOR,
    NAME_NO, /* the organiser's own number */
    NAME_FIELDS,
} NameField;
const char *name_field_slug(NameField field); /* "category" … */

/* What a name says. */
typedef struct {
    char *in[NAME_FIELDS]; /* owned, NFC; NULL: the template does not ask for it */
} NameFields;
void name_fields_clear(NameFields *fields);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NameFields, name_fields_clear)

typedef struct NamingTemplate NamingTemplate;
/* NULL and a fault: it is none. Fields may be named in Chinese, too: {类别} {单位} {题名} {作者} {编号}. */
NamingTemplate *naming_template_new(const char *text, Fault *fault);
void naming_template_free(NamingTemplate *naming); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NamingTemplate, naming_template_free)

/* In one form whatever was written; borrowed. */
const char *naming_template_text(const NamingTemplate *naming);
/* Its text with each field replaced by `words`, "…" for *. Owned by the caller. */
char *naming_template_words(const NamingTemplate *naming, const char *const words[NAME_FIELDS]);

/* Whether a value is known already: a category of the settings, a unit that others belong to. */
typedef gboolean (*NameIsKnown)(gconstpointer user, NameField field, const char *value);

/* Reads the name of a file (valid UTF-8, without extension). Where it can be read in several ways, the one with the most known values is meant, of
 * those the one with the longest title, of those the one whose first fields are shortest. `is_known` may be NULL. FALSE: the name does not follow
 * the template; fields are left alone. */
gboolean naming_template_match(const NamingTemplate *naming, const char *name, NameIsKnown is_known,
                               gconstpointer user, NameFields *fields);
