/* catalog/gallery/stand_in.h
 *
 * What works and files are called where nobody may know them by their own: numbers and names made of the catalogue's secret, the same for as long as
 * the catalogue lives, whatever is added to it. Without the secret nothing leads back; with it marks that were given in a blind gallery find their
 * works.
 */
#pragma once

#include "catalog/gallery/gallery.h"

#define STAND_IN_LEAST  10000 /* five digits, unlike those of the works themselves */
#define STAND_IN_MOST   99999
#define STAND_INS_WORKS (STAND_IN_MOST - STAND_IN_LEAST + 1) /* as many as there can be */

typedef struct StandIns StandIns;

/* For the works 1 … highest of the edition: the highest number that was ever given, at most STAND_INS_WORKS. */
StandIns *stand_ins_new(const char *secret, gint64 highest);
void stand_ins_free(StandIns *stand_ins); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StandIns, stand_ins_free)

gint64 stand_ins_of_work(const StandIns *stand_ins, gint64 number); /* 1 … highest → the one it is shown by */
gint64 stand_ins_work(const StandIns *stand_ins, gint64 stand_in); /* and back; 0: no work's */

/* What a content id is called before an audience that may not know it: 32 hex digits; the id itself for AUDIENCE_REVIEW. NULL for NULL. Owned by the
 * caller. To find the content of one compare those of all versions that a work has. */
char *stand_in_content(const char *secret, Audience audience, const char *content);
