/* catalog/judging/marks_plan.h
 *
 * What the marks of a file change in the catalogue: whether they are of this contest, whose works they are on, and which of them are newer than what
 * is there. All of a file or nothing.
 */
#pragma once

#include "catalog/judging/marks_file.h"
#include "catalog/rules/settings.h"

/* How the gallery that a file comes from calls works and the bytes of their films. */
typedef struct {
    gint64 (*number)(gint64 shown, gpointer data);        /* 0: nobody's */
    char *(*content)(const char *content, gpointer data); /* owned by the caller */
    gpointer data;
} MarksNames;

typedef struct {
    const Settings *settings;
    Language language;
    const char *catalogue;      /* its id */
    const GPtrArray *works;     /* of Work * */
    const GPtrArray *reviewers; /* of Reviewer *: those there are */
    const GPtrArray *known;     /* of Mark *: what there is, by number */
    const MarksNames *names;    /* NULL: works and contents go by their own */
    gint64 now_us;
} MarksPlanParams;

typedef struct {
    GPtrArray *changes;  /* of Mark *, owned, with the works' own numbers and contents */
    guint fresh, newer;  /* of them: not there before, in place of older ones */
    guint same;          /* there already */
    guint older;         /* there is something newer, which stays */
    GPtrArray *replaced; /* of char *: ids of works whose file was replaced since they were marked */
    GPtrArray *notices;  /* of char *: for people */
} MarksPlan;

/* Borrows nothing. NULL and MARKS_ERROR: what does not fit. */
MarksPlan *marks_plan_make(const MarksFile *file, const MarksPlanParams *params, GError **error);
void marks_plan_free(MarksPlan *plan); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarksPlan, marks_plan_free)
