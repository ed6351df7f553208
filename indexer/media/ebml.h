/* indexer/media/ebml.h
 *
 * The outermost elements of a Matroska or WebM file, read by our own hand. Private to the folder.
 */
#pragma once

#include "indexer/media/media_internal.h"

typedef struct {
    gint64 segment_end; /* as declared; -1: not declared, as in a live recording */
    gint64 clusters_at; /* of the first cluster; -1: none */
} Ebml;

/* FALSE: it does not begin like one. */
gboolean ebml_read(Media *media, Ebml *ebml);

/* A window on the header and on the clusters of about the last `bytes`. FALSE: no cluster begins there. */
gboolean ebml_tail(Media *media, const Ebml *ebml, gint64 bytes, MediaWindow *window);

/* Whether the file ends in the middle of something. */
gboolean ebml_is_cut(Media *media, const Ebml *ebml);
