/* tests/integration/films.h
 *
 * Films that a test makes with ffmpeg, the pictures that we get of them, and the same pictures as ffmpeg sees
 * them.
 */
#pragma once

#include "indexer/media/frames.h"
#include "indexer/media/probe.h"

typedef struct {
    int fd;
    Media *media;
    Facts *facts;
    ProbeOutcome outcome;
    Frames *frames;
    const FrameSource *source;
} Film;

/* Sets up a folder for the films of this program; removes it with all of them. */
void films_begin(void);
void films_end(void);

/* Whether ffmpeg is there; otherwise the test is marked as skipped. */
gboolean films_can_be_made(void);

/* Runs ffmpeg with these arguments, separated by blanks and quoted as in a shell, and the name of the new
 * film; its path, owned by the caller. The test fails where ffmpeg does. */
char *film_make(const char *name, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Takes the file as a child of pianmu-examine would: opened, probed, ready to show frames. */
void film_open(Film *film, const char *path);
/* The same of a file that may be anything: a few frames are asked for, and every answer is right. */
void film_try(const char *path);

void film_clear(Film *film);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Film, film_clear)

/* The first frame of a film after `filters`, width × height pixels of red, green and blue; owned by the
 * caller. NULL: ffmpeg gets none. */
guint8 *film_reference(const char *path, const char *filters, int width, int height);

/* How near a picture is to a reference of its size, in dB. Screens repeat chroma or smooth it, and so do
 * references: the better one counts. */
double picture_psnr(const Picture *picture, const guint8 *reference);

/* Means over a picture: of red, green, blue (0 … 255) and of the difference between the largest and the
 * smallest of them. */
typedef struct {
    double rgb[3];
    double colourfulness;
    double white; /* share of pixels that are all but white */
} PictureMeans;
PictureMeans picture_means(const Picture *picture);
PictureMeans reference_means(const guint8 *rgb, gsize pixels);
