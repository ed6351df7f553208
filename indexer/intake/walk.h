/* indexer/intake/walk.h
 *
 * What lies in the places where submissions arrive. Reads directories and inode data only; follows no
 * symbolic link; writes nothing.
 */
#pragma once

#include "catalog/store/store.h"

typedef struct {
    FileKind kind; /* set by walk_sort() */
    gint64 size;
    gint64 modified_ns, changed_ns; /* since the epoch */
    gint64 device, inode;
    char path[]; /* below the root; bytes as they are */
} WalkedFile;

/* Something that could not be read, or will not be: a person should know. */
typedef struct {
    char *path;      /* below the root; "" is the root itself */
    gboolean unread; /* TRUE: what lies below it is unknown. FALSE: only this one thing was passed over */
    char *why;       /* strerror()'s, or one of the words below; owned */
} WalkProblem;
#define WALK_NOT_REGULAR "not-a-regular-file" /* link, device, socket, pipe: passed over */
#define WALK_TOO_DEEP    "too-deep"

typedef struct {
    char *root;          /* absolute */
    gint64 device;       /* of the root; -1 where it could not be opened */
    GPtrArray *files;    /* of WalkedFile *, in the system's order until walk_sort() */
    GPtrArray *problems; /* of WalkProblem * */
    guint64 digest
        [2]; /* of places, sizes, times and inodes, and of problems: another one, where any is another */
} Walk;

/* Never fails as a whole: what cannot be read is a problem. `ignore` are shell patterns on base names,
 * caseless. */
Walk *walk(const char *root, const char *const *ignore);
void walk_sort(Walk *walk); /* files by natural path order; and tells their kinds */
void walk_free(Walk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Walk, walk_free)

/* TRUE when `path`, known from before, lies below something that could not be read this time. */
gboolean walk_is_blind_to(const Walk *walk, const char *path);

/* Work, attachment or archive, by the extension of a name. */
FileKind file_kind_of_name(const char *name);

/* Where something lies; borrowed. */
typedef struct {
    const char *root, *path;
} NaturalPlace;

/* By root, then by path: digits by value (第2集 before 第10集), folders before what follows them, the rest by NFC bytes; a total order of
 * paths. What lies in one place stays in order. */
void natural_sort(GPtrArray *items, NaturalPlace (*place_of)(gconstpointer item));
