/* indexer/media/combing.h
 *
 * Whether the two fields of a frame show different moments. Much that is coded as interlaced was shot
 * progressively: then both fields make the sharper picture.
 */
#pragma once

#include "indexer/media/resample.h"

/* Of a frame that is marked as interlaced and combed: the field that comes first; else all lines. */
Lines combing_lines_to_use(const AVFrame *frame, const AVPixFmtDescriptor *descriptor);
