/* tests/integration/liars.h
 *
 * A pianmu-examine that tells a lie: a link to pianmu-examine-lying, which goes by the name that it is called by (lying_main.c).
 */
#pragma once

#include <glib.h>

typedef char Liar; /* its path */

Liar *liar_new(const char *lie);
void liar_free(Liar *liar); /* takes the link away, too */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Liar, liar_free)
