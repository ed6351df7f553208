/* catalog/rules/category_names.h
 *
 * How the names of folders and categories are compared: Unicode NFKC, caseless, without what people put
 * around a category's name
 * ("01-展示", "1.展示", "展示类", "展示类作品").
 */
#pragma once

#include "catalog/rules/rules.h"

/* NFKC, caseless, trimmed. Owned by the caller; "" for what is not UTF-8. */
char *category_name_fold(const char *name);

/* Every name that the category has. Owned by the caller. */
char **category_names_fold(const Category *category);
