/* Films made for a test by the ffmpeg command line, and what probe() says of them. */
#pragma once

#include "indexer/media/probe.h"

/* A folder of the test's own, made at the first call and removed with all it holds by films_remove(). */
const char *films_folder(void);
void films_remove(void);

/* FALSE, and the running test is skipped with a line saying why, where ffmpeg is not installed. */
gboolean films_can_be_made(void);

/* The path of a file of that name in the folder; owned by the caller. */
char *film_path(const char *name);

/* Runs ffmpeg with these words, split at blanks (quotes as in a shell), in the folder; the last names the
 * output. Aborts where ffmpeg fails. Returns the path of the output. */
char *film_make(const char *words, ...) G_GNUC_PRINTF(1, 2);

/* A copy of the first `share` of a film's bytes. */
char *film_cut(const char *path, const char *name, double share);

char *film_write(const char *name, const void *bytes, gsize length);

typedef struct {
    Facts *facts;
    ProbeOutcome outcome;
    gint64 bytes_read;
    int index_entries; /* of the film's stream, as libav has it then */
} Probed;

/* `limits` may be NULL: those of a night's run. Aborts where the facts are not plausible. */
Probed film_probe(const char *path, const MediaLimits *limits);
void probed_clear(Probed *probed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Probed, probed_clear)
