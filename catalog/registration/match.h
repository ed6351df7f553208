/* catalog/registration/match.h
 *
 * Which form speaks of which work. Pure: forms and works in, what is to change out.
 *
 * A match is made only where it is sure: the file's name or folder has the number of the form, or the file has the name that the form gives, or unit
 * and title are the same; and where everything of that kind speaks for the same two, and for no third. It stays until the work is gone (withdrawn).
 * What a person decided is never changed: neither a match nor that a form was taken away (matched_by MATCHED_BY_PERSON, number 0).
 */
#pragma once

#include "catalog/rules/settings.h"
#include "catalog/store/work.h"

typedef struct {
    const Form *form;
    gint64 number;          /* of the work it speaks of now; 0: none */
    const char *matched_by; /* static; NULL where number is 0 */
} FormMatch;

/* `forms` of Form *, `works` of Work *, all of the edition. Changes only, those that take a work away first; of FormMatch, owned by the caller. */
GArray *match_forms(const Settings *settings, const GPtrArray *forms, const GPtrArray *works);

/* ---- what speaks for a pair; shared with reconcile.c ---- */

typedef struct {
    const Form *form;
    char *number, *title, *unit, *file; /* keys; "" where the form says nothing */
    char *file_path;                    /* the file name with folders, folded */
} FormKeys;

typedef struct {
    const Work *work;
    char *title, *unit; /* keys of what the path says */
    char *stem;         /* key of the file's name without extension */
    char *stem_text;    /* folded, with its punctuation */
    char *folder_text;  /* of the folder it lies in, unless that names a category */
    char *name, *path;  /* folded, with extension */
} WorkKeys;

GPtrArray *form_keys_of(const Settings *settings, const GPtrArray *forms); /* of FormKeys *; one a form */
GPtrArray *work_keys_of(const Settings *settings, const GPtrArray *works); /* of WorkKeys *; one a work */

gboolean keys_share_number(const FormKeys *form,
                           const WorkKeys *work); /* the name or folder has it, whatever else they say */
gboolean keys_share_file(const FormKeys *form, const WorkKeys *work);
gboolean keys_share_unit(const FormKeys *form, const WorkKeys *work); /* both name one, and the same */
gboolean keys_share_title(
    const FormKeys *form,
    const WorkKeys *work); /* also where number, unit or author stand around it in the file's name */
