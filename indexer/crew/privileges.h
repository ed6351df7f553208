/* indexer/crew/privileges.h
 *
 * What pianmu-examine gives up for itself and all its children before it reads anything: being root, its
 * environment's descriptors and signals, being traced, outliving pianmu, and going first in the queue for
 * processor, disk and memory.
 */
#pragma once

#include <glib.h>

/* Keeps 0, 1, 2 and `control`, whose other end must be held by the parent. FALSE, and what failed (static)
 * where it matters. */
gboolean privileges_give_up(int control, gboolean stay_root, const char **what);
