/* catalog/judging/marks_file.h
 *
 * What a reviewer's browser exported, read without trusting a byte of it: sizes, types and texts are right afterwards. Whether its works, criteria,
 * points and checks are those of this contest is marks_plan.h's. The form is docs/marks.schema.json.
 */
#pragma once

#include "catalog/messages/messages.h"
#include "catalog/store/store.h"

#define MARKS_ERROR marks_error_quark()
GQuark marks_error_quark(void);
typedef enum { MARKS_ERROR_WRONG /* for people, in their language, one complaint a line */ } MarksError;

#define MARKS_FILE_BYTES_MAX (32 * 1024 * 1024)
#define MARKS_MAX            100000 /* in a file */
#define MARKS_NOTE_MAX       4000   /* UTF-16 units, as browsers count */
#define MARKS_POINTS_MAX     1000

typedef struct {
    char *catalogue, *edition, *rules_hash;
    char *audience; /* "review", "blind": by which numbers it calls works */
    Reviewer reviewer;
    GPtrArray *marks; /* of Mark *; number and content as the gallery calls them; each number once */
} MarksFile;

/* NULL and MARKS_ERROR. */
MarksFile *marks_file_read(const char *bytes, gsize length, Language language, GError **error);
void marks_file_free(MarksFile *file); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarksFile, marks_file_free)

/* ---- complaints, shared with marks_plan.c ---- */

/* FALSE and MARKS_ERROR where there are any; a long list is cut short. */
gboolean marks_faults_none(const GPtrArray *faults /* of char * */, Language language, GError **error);
