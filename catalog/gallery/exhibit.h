/* catalog/gallery/exhibit.h
 *
 * A work as the gallery shows it: its page, its pictures and film as files of the generation, its seal. Names
 * of files come from numbers and content ids, never from what was handed in.
 */
#pragma once

#include "catalog/facts/playability.h"
#include "catalog/gallery/gallery.h"
#include "catalog/gallery/generation.h"

typedef struct {
    char *file; /* "p/….jpg" */
    int width, height;
} Picture;

typedef enum {
    FILM_SHOWN,
    FILM_UNREADABLE, /* not readable as a film, or still arriving, or gone */
    FILM_UNPLAYABLE, /* by browsers */
    FILM_LEFT_OUT,   /* by --media none */
    FILM_UNREACHED,  /* could not be read just now, or is another file than the one examined */
} FilmState;

typedef struct {
    const Work *work;    /* borrowed */
    char *number;        /* "0037" */
    char *page;          /* "w/0037.html" */
    GPtrArray *pictures; /* of Picture *, narrowest first */
    char *film;          /* "m/….mp4"; NULL: none in the generation */
    FilmState film_state;
    const char *obstacle; /* slug, for FILM_UNPLAYABLE; static */
} Exhibit;

Exhibit *exhibit_new(const Work *work);
void exhibit_free(Exhibit *exhibit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exhibit, exhibit_free)

/* Puts pictures and film into the generation. A film that cannot be reached is a state; a full disk is an
 * error. */
gboolean exhibit_put_files(Exhibit *exhibit, Generation *generation, const char *contest_dir, MediaMode media,
                           GError **error);

const Picture *exhibit_narrowest(const Exhibit *exhibit); /* NULL: no picture */
const Picture *exhibit_widest(const Exhibit *exhibit);
