/* catalog/registration/columns.h
 *
 * The columns of an entry form and the names that people head them with. pianmu-forms(5) lists them; a test compares the two.
 */
#pragma once

#include "catalog/facts/form.h"

typedef enum {
    COLUMN_ENTRY_NO,
    COLUMN_CATEGORY,
    COLUMN_TITLE,
    COLUMN_UNIT,
    COLUMN_AUTHOR,
    COLUMN_CONTACT,
    COLUMN_PHONE,
    COLUMN_EMAIL,
    COLUMN_FINISHED,
    COLUMN_RECEIVED,
    COLUMN_FILE_NAME,
    COLUMN_SYNOPSIS,
    COLUMN_PINYIN,
    COLUMN_UNIT_PINYIN,
    COLUMN_LINK,
    N_FORM_COLUMNS
} FormColumnId;

typedef struct {
    gsize offset;          /* of its char * in Form */
    const char *names[20]; /* in Chinese and in English first, then the others; ends with NULL */
    const char *weak_name; /* means this column where no other one does: 序号 numbers the rows; NULL */
    gboolean is_private;   /* its values are shown nowhere */
    gboolean is_several;   /* several columns of it are joined by 、 */
} FormColumn;

extern const FormColumn form_columns[N_FORM_COLUMNS];

#define FORM_COLUMN_TEXT(form, column) G_STRUCT_MEMBER(char *, form, form_columns[column].offset)

/* A heading as it is compared: NFKC, caseless, letters and digits only, without what stands in brackets. Owned by the caller. */
char *column_heading_fold(const char *heading);

/* Which column a heading means. *weak: only where no other heading means it. FALSE: none of ours. */
gboolean column_of_heading(const char *heading, FormColumnId *column, gboolean *weak);

/* The nearest name of a column to a word that is none; NULL: none is near. Static. */
const char *column_name_nearest(const char *word);
