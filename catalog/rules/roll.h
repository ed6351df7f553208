/* catalog/rules/roll.h
 *
 * All works of an edition looked at together: who handed in how many, and who has the same bytes. Made once for all verdicts, out of works in
 * whatever order, and the same for each order. Subjects are borrowed for as long as it lives.
 */
#pragma once

#include "catalog/rules/rules.h"

/* A work of another edition. Everything is borrowed. */
typedef struct {
    const char *edition;
    gint64 number;
    const char *title, *unit;     /* NULL: unknown */
    const char *content, *sha256; /* hex; NULL: unknown */
} RollElsewhere;

/* `subjects`: of const Subject *; `elsewhere`: of RollElsewhere. Either may be NULL. */
Roll *roll_new(const GPtrArray *subjects, const GArray *elsewhere);
void roll_free(Roll *roll); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Roll, roll_free)

/* How works are counted together. */
typedef enum { ROLL_UNIT, ROLL_UNIT_IN_CATEGORY, ROLL_PERSON, ROLL_PERSON_IN_CATEGORY } RollKind;
/* The works of a unit or of a person (in one category: NULL is that of works outside any), of const Subject * in order of number; those that have
 * left are not among them. NULL: none. Borrowed. */
const GPtrArray *roll_works_of(const Roll *roll, RollKind kind, const char *name, const Category *category);

/* Works with the same bytes, itself among them, in order of number: of const Subject *; those that have left, or are missing, are not among them.
 * NULL: none. Borrowed. */
const GPtrArray *roll_works_alike(const Roll *roll, const Subject *subject);
/* The same in other editions, by edition and number: of const RollElsewhere *. */
const GPtrArray *roll_works_elsewhere(const Roll *roll, const Subject *subject);

/* The persons of an author's line, "张三、李四": each once. Never NULL; owned by the caller. */
char **author_persons(const char *author);
