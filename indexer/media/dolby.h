/* indexer/media/dolby.h
 *
 * The curves of Dolby Vision's metadata, which turn the code values of a base layer without meaning of its
 * own (profile 5) into those that colour_of_dolby() reads.
 */
#pragma once

#include <glib.h>

#include <libavutil/dovi_meta.h>

/* In place: three planes of code values, 0 … 1. */
void dolby_reshape(const AVDOVIMetadata *metadata, float *planes[3], gsize pixels);
