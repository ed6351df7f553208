/* catalog/registration/reader.h
 *
 * The reader of entry forms: from the bytes of a CSV file that people saved to Forms. All of it is good, or nothing is taken: what is wrong is
 * told with its line. Pure; pianmu-forms(5) says what it reads.
 */
#pragma once

#include "catalog/registration/columns.h"
#include "catalog/registration/encoding.h"
#include "catalog/rules/settings.h"

#define FORMS_BYTES_MAX  (64 * 1024 * 1024)
#define FORMS_ROWS_MAX   100000
#define FORMS_FAULTS_MAX 20 /* as many are listed */

typedef struct {
    const Settings *settings; /* the names of categories and units */
    Language language;        /* of complaints and notices */
    const char *source;       /* Form.source */
    const GPtrArray *map; /* of char *: "Title=题名", several separated by commas or semicolons; NULL: none */
} FormsParams;

typedef struct {
    Form *form; /* owned; id 0. What the file has no column for is NULL */
    guint line; /* on which its row begins */
} FormRow;

typedef struct {
    GPtrArray *rows; /* of FormRow *, in order */
    gboolean has[N_FORM_COLUMNS];
    gboolean numbers_are_weak; /* what stands for 编号 is 序号: it may only count the rows of this file */
    guint heading_line;
    const char *encoding; /* static */
    GPtrArray *notices;   /* of char *: remarks for people, a line each */
} FormRows;

/* NULL and FORM_ERROR: complaints, one a line. */
FormRows *form_rows_read(const char *bytes, gsize length, const FormsParams *params, GError **error);
void form_rows_free(FormRows *rows); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormRows, form_rows_free)

/* Category and unit of a form by the names that the settings give them today. TRUE: that is another than it had. */
gboolean form_settle_names(const Settings *settings, Form *form);

/* Complaints as one text, at most FORMS_FAULTS_MAX of them and how many more there are. FALSE: there is one. */
gboolean form_faults_none(const GPtrArray *faults /* of char * */, Language language, GError **error);
