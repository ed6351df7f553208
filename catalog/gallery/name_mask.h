/* catalog/gallery/name_mask.h
 *
 * Names that must not be read, found in texts however they are written there (full width, upper or lower case, with spaces, dots or dashes in
 * between) and replaced by ××.
 */
#pragma once

#include <glib.h>

typedef struct NameMask NameMask;

NameMask *name_mask_new(void);
void name_mask_free(NameMask *mask); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NameMask, name_mask_free)

/* Names of a single character and NULL are passed over. A Latin word is found as a whole word only. */
void name_mask_add(NameMask *mask, const char *name);

/* The text without the names; in NFC where any was in it, else as it was. NULL for NULL. Owned by the caller. */
char *name_mask_apply(const NameMask *mask, const char *text);
