/* catalog/gallery/output.h
 *
 * A gallery in a folder of its own, to be carried away: real files only, under names that every file system takes, each smaller than 4 GiB.
 *
 * It is put twice. The first time nothing is written: names are checked, sizes counted, and what lies there already is found. The second time what
 * is new is copied. Files that an earlier gallery in the folder does not have appear at once, whole; those that take the place of its pages, and the
 * first page of all, only in output_publish(), after all else is on the disk. So the earlier gallery stays whole however a run ends, and the next
 * run goes on where it ended: MANIFEST.new says which files are to come. What is in neither list is somebody else's and is left alone.
 */
#pragma once

#include "catalog/gallery/gallery.h"

typedef struct Output Output;

/* `dir` need not exist, but the folder around it must. */
Output *output_open(const char *dir, GError **error);
void output_free(Output *output); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Output, output_free)

/* The header of what lies there, finished or not; NULL: nothing. Borrowed. */
const char *output_header(const Output *output);

gboolean output_put(Output *output, const char *path, const GString *bytes, GError **error);
/* `identity` names the bytes behind `fd`; NULL: they are read and hashed. */
gboolean output_put_file(Output *output, const char *path, int fd, const char *identity, GError **error);
gboolean output_has(const Output *output, const char *path); /* it was put since the last output_begin() */

/* What the first putting came to; the lists of works are not touched. */
void output_measure(const Output *output, OutputPlan *plan);

/* After the first putting: just that lies there, and nothing is to be done. */
gboolean output_is_current(const Output *output, const char *header);

void output_tell(Output *output, OutputProgress progress, gpointer user); /* NULL: nobody */

/* From here on it is written. */
gboolean output_begin(Output *output, const char *header, GError **error);
/* `header` as for generation_publish(). What the earlier gallery had and this one has not is removed. */
gboolean output_publish(Output *output, const char *header, GError **error);

/* Whether every file system of sticks and cards takes such a path: exFAT, NTFS, FAT32. */
gboolean output_path_is_portable(const char *path);
