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

/* Frames from all over a film, in one picture. */
typedef struct {
    char *file;                  /* "s/….jpg", "k/….jpg" */
    int columns;                 /* frames a row; the last row may be shorter */
    int tile_width, tile_height; /* px, of each */
    GArray *times; /* of gint64: µs from the start of the film, as many as there are frames; never empty */
} FrameSheet;

typedef struct {
    char *file;     /* "m/….vtt" */
    char *language; /* as it was handed in: "chi"; NULL: not said */
    Text words;     /* what a reader chooses it by: "字幕 1（中文）" */
    int cues;
} CaptionTrack;

/* A copy that every browser plays; pages that show it say what it is. */
typedef struct {
    char *file; /* "m/…-p1.mp4" */
    int width, height;
    gint64 size;     /* bytes */
    gint64 duration; /* µs */
} ProxyFilm;

typedef enum {
    FILM_SHOWN,      /* the original plays */
    FILM_PROXY,      /* the copy plays; where there is a `film` beside it that is the original */
    FILM_UNREADABLE, /* not readable as a film, or still arriving, or gone */
    FILM_UNPLAYABLE, /* by browsers */
    FILM_LEFT_OUT,   /* by --media none */
    FILM_UNREACHED,  /* could not be read just now, or is another file than the one examined */
    FILM_TOO_LARGE,  /* for the file systems of sticks and cards, and there is no copy */
} FilmState;

typedef struct {
    const Work *work;           /* as this audience may know it; borrowed */
    const Work *source;         /* whose files are published; no page names anything of it; borrowed */
    gboolean shows_standing;    /* what the rules found of it; FALSE: nobody is to know */
    char *id;                   /* "0037", by which pages, addresses and marks know it */
    char *page;                 /* "w/0037.html" */
    GPtrArray *pictures;        /* of Picture *, narrowest first */
    FrameSheet *sprite;         /* many small ones; NULL: none */
    FrameSheet *strip;          /* few larger ones in a row; NULL: none */
    char *film;                 /* the original: "m/….mp4"; NULL: not in the generation */
    gboolean film_is_too_large; /* for a folder that is carried away; then it is not there */
    gboolean film_is_unreached; /* it should be there, and could not be read just now */
    gboolean lacks_picture;     /* the same of a picture or a copy */
    gboolean film_plays;        /* in browsers */
    const char *obstacle;       /* slug: why it does not; static; NULL: it does */
    ProxyFilm *proxy;           /* NULL: none in the generation */
    FilmState film_state;
    GPtrArray *captions; /* of CaptionTrack *; none where no film is shown; never NULL */
    guint place;         /* among the exhibits of the site, from 0 */
    char *ingredients;   /* see ingredients.h; NULL: its pages are made anew */
    gboolean is_kept;    /* its pages and details were taken over */
} Exhibit;

Exhibit *exhibit_new(const Work *work, const Work *source);
void exhibit_free(Exhibit *exhibit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exhibit, exhibit_free)

typedef struct {
    Generation *generation;
    const char *contest_dir;
    MediaMode media;
} ExhibitParams;

/* Puts pictures, films and subtitles into the generation. What cannot be reached is a state or left out; a full disk is an error. */
gboolean exhibit_put_files(Exhibit *exhibit, const ExhibitParams *params, GError **error);

const Picture *exhibit_narrowest(const Exhibit *exhibit); /* NULL: no picture */
const Picture *exhibit_widest(const Exhibit *exhibit);

/* What follows the content id in the name of a picture, copy or film of the work: "-1-320.jpg" of "p/….jpg". Points into `file`. */
const char *exhibit_ending(const Exhibit *exhibit, const char *file);
