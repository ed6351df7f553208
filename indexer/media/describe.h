/* indexer/media/describe.h
 *
 * From libav's description of streams to facts. Whatever the file claims, the facts that come out are
 * plausible. Private to the folder.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "indexer/media/measure.h"
#include "indexer/media/orientation.h"

/* What a text of a file becomes: valid UTF-8 without control characters, at most `bytes` long; NULL when
 * nothing is left. */
char *describe_text(const char *text, gsize bytes);

/* Sets a number of a group where it lies in its range, by the row's name; else leaves it unknown. */
void describe_int(const FactGroup *group, gpointer values, const char *name, gint64 value);

/* How the film's picture is turned upright; `frame` may be NULL. */
Orientation describe_orientation(const AVStream *stream, const AVFrame *frame);

/* Rotation, aspect ratios and the size that is displayed; `frame` may be NULL. */
void describe_shape(Media *media, const AVStream *stream, const AVFrame *frame, VideoFacts *video);

void describe_container(Media *media, FileFacts *file);
void describe_contents(const Media *media,
                       FileFacts *file); /* when it was made; what lies beside film and sound */
/* Both estimate bit rates by that of the whole file, which has to be known before. */
void describe_film(Media *media, const Measure *measure, gint64 file_bit_rate, VideoFacts *video);
void describe_others(Media *media, const Measure *measure, Facts *facts); /* sound and subtitles */
