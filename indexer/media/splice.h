/* indexer/media/splice.h
 *
 * Formats that are one packet after another, without an index that matters: their beginning and their end, put together, are a shorter
 * file of the same kind. Private to the folder.
 */
#pragma once

#include "indexer/media/media_internal.h"

gboolean splice_knows(
    const Media *media); /* whether its format is of that kind, and can be put together so */

/* A window on the beginning and about the last `bytes`. FALSE: nothing begins there. */
gboolean splice_tail(Media *media, gint64 bytes, MediaWindow *window);

/* Whether the file ends in the middle of a packet, or is shorter than its header says. */
gboolean splice_is_cut(Media *media);

/* Where the head of the file says that its last part lies; 0: it does not. */
gint64 splice_declared_size(Media *media);
