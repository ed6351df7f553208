/* indexer/command/places.h
 *
 * Where what a person wants written must not lie.
 */
#pragma once

#include "indexer/command/command.h"

typedef enum {
    PLACE_FREE,
    PLACE_SUBMISSIONS, /* where films are handed in, which is only ever read */
    PLACE_GALLERY,     /* in the contest folder's own galleries, from which old ones are removed */
} Place;

/* Of a file or folder, which need not exist, through symbolic links. `around`: what people call the place it lies in; borrowed. Without settings
 * it is not known where films are handed in. */
Place place_of(const Contest *contest, const char *path, const char **around);

/* The same path without symbolic links. Owned by the caller. */
char *real_path(const char *path);
