/* indexer/intake/naming.h
 *
 * What the place and name of a file say of the work: category, unit, title. Pure.
 */
#pragma once

#include "catalog/rules/settings.h"

typedef struct {
    const Category *category; /* borrowed; NULL: outside any category */
    char *unit;               /* owned; NULL: neither path nor name has one */
    char *title;              /* owned; never NULL; NFC */

    /* What each of them says by itself. */
    const Category *folder_category, *name_category; /* borrowed; NULL: none */
    char *folder_unit;                               /* owned; NULL: none */
    char *stem;                                      /* of the file's name, readable; owned */
    gboolean follows_template;                       /* of the rules, where they have one */
    NameFields fields;                               /* by that template */
} WorkName;

/* `path` is relative to the root, bytes. The category is that of the nearest folder above that names one, else that of the name: by the rules'
 * template where there is one, else of a name like 类别_单位_题名. The title is the name's; the unit, too, where it has one by the template; else it
 * is the folder next below the category's, else the nearest one above it, else of such a name. Names that are not UTF-8 are read as GB18030 where
 * they can be. Units go by settings_unit(). `units`: set of unit_name_fold()s that are known beside the settings'; NULL: none are. */
void work_name(const Settings *settings, GHashTable *units, const char *path, WorkName *name);
/* Reads `fields` anew, by the template of another category (NULL: of all) than the path told. */
void work_name_follow(const Settings *settings, GHashTable *units, const Category *category, WorkName *name);
void work_name_clear(WorkName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorkName, work_name_clear)

/* The film_key() of the film that a file is a sample of by the rules of its category; NULL: it is none. `path` as above. Owned by the caller. */
char *sample_of_path(const Settings *settings, const char *path);
/* The film_key() of a file that is no sample. Owned by the caller. */
char *film_key_of_path(const char *path);

/* The stem of a path's last part: `dir/a.b.mp4` → `a.b`. Bytes; owned by the caller. */
char *path_stem(const char *path);
/* The extension of a path's last part, ASCII lower case, without the dot; "" for none. Owned by the caller.
 */
char *path_extension(const char *path);
