/* catalog/facts/form.h
 *
 * One row of an entry form (报名表): what a unit says of a work. Texts are valid UTF-8 in NFC without control characters; NULL is what the
 * form leaves empty.
 */
#pragma once

#include <glib.h>

/* What told that a form speaks of a work. Stored: the list only grows. */
#define MATCHED_BY_ENTRY_NO "entry-no" /* the file's name or folder has the number */
#define MATCHED_BY_FILE     "file"     /* the file name that the form gives */
#define MATCHED_BY_TITLE    "title"    /* unit and title are the same */
#define MATCHED_BY_PERSON   "person"   /* somebody said so */

typedef struct {
    gint64 id;        /* 0: not stored yet */
    gint64 number;    /* of the work; 0: none found yet */
    char *matched_by; /* NULL where number is 0, but MATCHED_BY_PERSON where somebody took the work away */
    char *entry_no;   /* 编号, the organiser's own */
    gboolean counts_rows; /* entry_no is 序号: it tells rows of the form apart, and names no work */
    char *category;       /* slug; NULL: none given, or none that the settings know */
    char *category_written;
    char *title;                   /* never NULL */
    char *unit;                    /* by the name that the settings give it */
    char *author;                  /* several are separated by 、 */
    char *contact, *phone, *email; /* private: NULL in what pages, listings and reports are made of */
    gboolean has_contact, has_phone,
        has_email;  /* that they are given may be told; ignored when a form is put */
    char *finished; /* 完成日期: "2026-03-01" where it could be read as a date, else as written */
    char *file_name;
    char *synopsis;
    char *pinyin, *unit_pinyin; /* where the form overrides ours: 长沙 is Changsha */
    char *link;
    char *
        received; /* 报送日期: "2026-03-01" or "2026-03-01T17:00" where it could be read so, else as written */
    char *source; /* name of the file it came from */
    gint64 imported_us;
} Form;

Form *form_new(void);
void form_free(Form *form); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_free)
