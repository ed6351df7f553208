/* catalog/gallery/rows.h
 *
 * One part of the rows of the lists: all that is shown of up to ROWS_PER_PART works until one of them is opened. It is written here and read by data.js:
 *
 *   {
 *   "sounds":"末mo班ban车che",                                        see sounds.h
 *   "lists":[[0,["juqing"]],[0,["沧浪高新区"]],…],                    values that works share, a list for each shared column
 *   "rows":[
 *   [37,"末班车上的样机","0000…79b9","61f4f7680f",1,1,1,1,1,242000,67696],
 *   …]}
 *
 * The site says which columns there are: "title" stands in the row itself; ["unit","unitReading"] is a shared one, of which the row has the place in
 * its list, 0 where there is none. What is none at the end of a row is not written, elsewhere it is null. The content id stands once, as "version": names of
 * pictures are made of it and of what follows it, which is shared ("-1-320.jpg"). A part tells of its own works alone, so that a change of one rewrites
 * one part.
 */
#pragma once

#include "catalog/gallery/exhibit.h"

#define ROWS_PER_PART 2000

typedef struct Rows Rows;

Rows *rows_new(void);
void rows_free(Rows *rows); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)

/* `detail`: the hash in the names of the work's own files. */
void rows_add(Rows *rows, const Exhibit *exhibit, const char *detail);

void rows_append(const Rows *rows, GString *out);

/* "columns":[…], of the site. */
void rows_append_columns(GString *out);
