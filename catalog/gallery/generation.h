/* catalog/gallery/generation.h
 *
 * One generation of the gallery on disk: built as DIR/.gallery/gen-N.tmp, published whole as gen-N with
 * DIR/gallery pointing at it. What did not change since the published one is a hard link to it. Paths are
 * relative to the generation and of our own making. The caller holds run.lock.
 *
 * MANIFEST begins with what the generation was made of (the header: lines without a blank one), then has a
 * line a file: identity, size, path.
 */
#pragma once

#include <glib.h>

typedef struct Generation Generation;

/* Removes what earlier, interrupted runs left. */
Generation *generation_begin(const char *contest_dir, GError **error);
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

/* Everything to disk, then the swap; older generations go when two newer ones and a day lie between. Where the published generation is
 * just this one it stays: *unchanged. */
gboolean generation_publish(Generation *generation, const char *header, gboolean *unchanged, GError **error);

/* The header of the published generation, owned by the caller; NULL: there is none. */
char *generation_published_header(const char *contest_dir);
