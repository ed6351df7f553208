/* catalog/gallery/generation.h
 *
 * One generation of a gallery on disk: built as DIR/.gallery/gen-N.tmp, published whole as gen-N with
 * DIR/gallery pointing at it; the same for galleries of other names. What did not change since the published one is a hard link to it. Paths are
 * relative to the generation and of our own making. The caller holds run.lock.
 *
 * MANIFEST begins with what the generation was made of (the header: lines without a blank one), then has a
 * line a file: identity, size, path. Beside the generation lies gen-N.notes, a line a note: key, text; without it everything is made anew.
 */
#pragma once

#include "catalog/gallery/output.h"

typedef struct Generation Generation;

/* Removes what earlier, interrupted runs left. `name`: of the gallery, "gallery". */
Generation *generation_begin(const char *contest_dir, const char *name, GError **error);
/* The same site in a folder to be carried away; it is published by output_publish(). Borrows the output. */
Generation *generation_in_output(Output *output);
gboolean generation_is_carried(const Generation *generation);
void generation_free(Generation *generation); /* removes it unless it was published; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Generation, generation_free)

gboolean generation_put(Generation *generation, const char *path, const GString *bytes, GError **error);

/* The file behind `fd`, as a hard link where that can be and `link` allows it, else as a copy. `identity`
 * names its bytes ("xxh3:…"); NULL: they are read and hashed. */
gboolean generation_put_file(Generation *generation, const char *path, int fd, gboolean link,
                             const char *identity, GError **error);
gboolean generation_put_symlink(Generation *generation, const char *path, const char *target,
                                const char *identity, GError **error);
gboolean generation_has(const Generation *generation, const char *path);

/* What was noted of the published generation; borrowed. NULL: nothing. */
const char *generation_published_note(const Generation *generation, const char *key);
/* For the next time: `key` without a space, the text one line. Nothing is noted of a folder that is carried away. */
void generation_note(Generation *generation, const char *key, const char *text);
/* Takes over published files, NULL-terminated, unread: all of them or, FALSE, none. */
gboolean generation_keep(Generation *generation, const char *const *paths);

/* Everything to disk, then the swap; older generations go when two newer ones and a day lie between. Where the published generation is
 * just this one it stays: *unchanged. */
gboolean generation_publish(Generation *generation, const char *header, gboolean *unchanged, GError **error);

/* The header of the published generation, owned by the caller; NULL: there is none. */
char *generation_published_header(const char *contest_dir, const char *name);
