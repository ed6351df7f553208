/* catalog/registration/update.h
 *
 * What the rows of a form file change in the forms that are known: which are new, which are the same form again, and what they say otherwise now.
 * Pure.
 *
 * A row is the form that has its number; without one, that of its unit and title. A form that had no number and gets one is the same form. Where the
 * file has no column for something, the form keeps what it had.
 */
#pragma once

#include "catalog/registration/reader.h"

typedef struct {
    Form *form;         /* owned: as it is to be; id 0: new */
    const Form *before; /* borrowed; NULL: new */
    guint line;
    gboolean changed[N_FORM_COLUMNS];
} FormChange;

typedef struct {
    GPtrArray *changes; /* of FormChange *: new and changed, in the order of the rows */
    guint unchanged;
    GPtrArray *absent; /* of const Form *: known, and not in this file */
} FormUpdate;

/* `known`: of Form *, borrowed for as long as the result is used. NULL and FORM_ERROR: rows that could be several forms, or several rows that are
 * the same. */
FormUpdate *form_update_make(const GPtrArray *known, const FormRows *rows, Language language, GError **error);
void form_update_free(FormUpdate *update); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormUpdate, form_update_free)

/* What a change makes of one column: its name, before and after; of private ones only that it changed. Owned by the caller. */
char *form_change_words(Language language, const FormChange *change, FormColumnId column);

/* How a form is named to people: its number, title and unit. Owned by the caller. */
char *form_words(Language language, const Form *form);

Form *form_copy(const Form *form);
