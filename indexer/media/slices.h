/* indexer/media/slices.h
 *
 * The coded slices of a picture in H.264 and HEVC. Private to the folder.
 */
#pragma once

#include "indexer/media/media_internal.h"

/* A copy of a packet of the decoder's film in which of each slice only its header and the beginning of its picture are left, for whoever wants to know what the
 * picture is like without seeing it. NULL: there is nothing to leave out, or no memory. */
AVPacket *slices_shorten(const AVCodecContext *decoder, const AVPacket *packet);

/* The same with the first half of the bytes that the picture is coded in: about its upper half, since slices run from its top to its bottom. */
AVPacket *slices_of_top(const AVCodecContext *decoder, const AVPacket *packet);
