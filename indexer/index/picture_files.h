/* indexer/index/picture_files.h
 *
 * The pictures under DIR/thumbs, named by what they show, so that any cache is safe: the content, then what is made of it and by which recipe.
 */
#pragma once

#include "thumbs/picture.h"

/* "thumbs/ab/<content>-<what>.jpg", relative to the contest folder. Owned by the caller. */
char *picture_file_path(const char *content, const char *what);

/* As a JPEG, whole or not at all. It need not be on disk yet when this returns. JPEG_ERROR or G_FILE_ERROR. */
gboolean picture_file_write(const char *contest_dir, const char *path, const Picture *picture, int quality,
                            GError **error);

/* Puts what was written on disk, before the catalogue speaks of it. */
void picture_files_sync(const char *contest_dir);

/* Removes what a run that was killed had not finished. Under run.lock only. */
void picture_files_clean(const char *contest_dir);
