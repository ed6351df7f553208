/* indexer/intake/naming.h
 *
 * What the place and name of a file say of the work: category, unit, title. Pure.
 */
#pragma once

#include "catalog/rules/settings.h"

typedef struct {
    const Category *category; /* borrowed; NULL: outside any category */
    char *unit;               /* owned; NULL: the path names none */
    char *title;              /* owned; never NULL; NFC */
} WorkName;

/* `path` is relative to the root, bytes. The category is that of the nearest folder above that names one,
 * else of a name like 类别_单位_题名. The unit is the folder next below the category's, else the nearest one
 * above it, else from such a name. Units go by settings_unit().
 * Names that are not UTF-8 are read as GB18030 where they can be. */
void work_name(const Settings *settings, const char *path, WorkName *name);
void work_name_clear(WorkName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorkName, work_name_clear)

/* The stem of a path's last part: `dir/a.b.mp4` → `a.b`. Bytes; owned by the caller. */
char *path_stem(const char *path);
/* The extension of a path's last part, ASCII lower case, without the dot; "" for none. Owned by the caller.
 */
char *path_extension(const char *path);
