/* indexer/media/new_film.h
 *
 * The file that a proxy is written into: libav's mp4 muxer on one descriptor, the index put before the media at the end. For that the
 * muxer reads back what it wrote, which it would do through a second opening of the file: it gets a second view of the same
 * descriptor. Private to the folder.
 */
#pragma once

#include <glib.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

typedef struct NewFilm NewFilm;

/* `fd` is empty, seekable, open for reading and writing; borrowed. NULL: memory ran out. */
NewFilm *new_film_open(int fd);
void new_film_free(NewFilm *film); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NewFilm, new_film_free)

/* A stream as the encoder makes it; NULL: memory ran out. */
AVStream *new_film_add(NewFilm *film, const AVCodecContext *encoder);

/* 0, or an AVERROR: AVERROR(ENOMEM), what the disk said, or that mp4 cannot hold it. */
int new_film_begin(NewFilm *film);
int new_film_write(NewFilm *film,
                   AVPacket *packet); /* of the stream packet->stream_index; takes what it refers to */
int new_film_end(NewFilm *film);

gboolean new_film_disk_failed(const NewFilm *film);
