/* catalog/gallery/units.h
 *
 * The units whose works a site shows, each with a page of its own. Names of the pages come from hashes, so that no file is named by what
 * strangers wrote.
 */
#pragma once

#include "catalog/gallery/exhibit.h"
#include "catalog/gallery/seal.h"

typedef struct {
    const char *name, *pinyin; /* as its first work has them; borrowed; pinyin may be NULL */
    char *page;                /* "u/0123456789.html" */
    GPtrArray *exhibits;       /* of Exhibit *, by number, borrowed */
    guint tally[STANDINGS];
} Unit;

/* Of Unit *, in the order of their pinyin; works that name no unit are left out. Owned by the caller. */
GPtrArray *units_of(const GPtrArray *exhibits);

/* The page of a unit by any spelling of its name. Owned by the caller. */
char *unit_page(const char *unit);
