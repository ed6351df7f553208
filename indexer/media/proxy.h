/* indexer/media/proxy.h
 *
 * A proxy: a copy of a film that every browser and an old machine play. Two children of pianmu-examine make it together. The one that
 * decodes reads the submission and writes raw pictures and sound (crew/raw_film.h) into a pipe; the one that encodes reads those and
 * writes the new file, and never sees a byte of the submission, since what reviewers' browsers open must not come from a process that
 * a hostile film may have taken over.
 *
 * The proxy is mp4, index first: H.264 High, 8-bit 4:2:0, at most level 4.0, upright in square pixels, fitting proxy_fit()'s box,
 * deinterlaced, tone-mapped, in limited-range BT.709 or (of films in it) BT.601; a key frame at least every PROXY_KEY_US; AAC-LC in
 * stereo, 48 kHz. Pictures keep their times (variable rates stay that) and sound its place beside them; of more than 60 pictures a second
 * some are left out. The first picture stands from the start. No metadata of the submission goes into it. Equal films make equal bytes.
 */
#pragma once

#include "indexer/crew/report.h"
#include "indexer/media/media.h"

/* Raise when the proxy of a film is to come out otherwise: part of its name. */
#define PROXY_RECIPE 1

#define PROXY_KEY_US (3 * G_USEC_PER_SEC)

/* The reason of an encoding child that could not write, with STATUS_LIMIT: not the film's fault. */
#define REASON_DISK "disk"

/* With STATUS_BROKEN: what was written is not the film, or no mp4 can hold it. */
#define REASON_UNSOUND "unsound-copy"

/* `film` is seekable, `pipe` open for writing; both borrowed. The report gets status and reason alone: STATUS_BROKEN where nothing
 * decodes, STATUS_LIMIT where memory or the bytes to read ran out, STATUS_OK for everything that shows a picture, however damaged.
 * FALSE: nobody reads the pipe any more. */
gboolean proxy_decode(int film, int pipe, const MediaLimits *limits, Report *report);

/* `pipe` is open for reading; `file` is empty, seekable, open for reading and writing. The report says what was written, as facts:
 * width, height, duration, and a sound track or none. FALSE: the decoding half broke off, or wrote what it would not write. */
gboolean proxy_encode(int pipe, int file, Report *report);
