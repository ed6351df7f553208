/* indexer/index/bearers.h
 *
 * Which content ids are borne by which files, so that two files are called the same only after both were read
 * in full. A content id samples the ends and sixteen blocks of a file: enough to find a film again, not to
 * prove that nothing between was changed. Up to IDENTITY_WHOLE_MAX bytes the id covers everything and is
 * believed.
 */
#pragma once

#include "indexer/intake/identity.h"

typedef struct Bearers Bearers;

Bearers *bearers_new(void);
void bearers_free(Bearers *bearers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bearers, bearers_free)

/* A file that is where it was, or the SHA-256 that was taken of such a content before. */
void bearers_add_file(Bearers *bearers, const char *content, const char *root, const char *path,
                      const FileStamp *stamp);
void bearers_add_sha256(Bearers *bearers, const char *content, const char *sha256);

/* The content id of a file that has `content` by sample: the same, unless another file bears it and differs;
 * then one over all of its bytes. NULL and IDENTITY_ERROR where it cannot be read. Owned by the caller. */
char *bearers_confirm(Bearers *bearers, const char *content, const char *root, const char *path,
                      const FileStamp *stamp, GError **error);
