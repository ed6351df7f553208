/* tests/fuzz/damage.h
 *
 * What becomes of bytes by random damage. The same generator gives the same.
 */
#pragma once

#include <glib.h>

void damage_bytes(GByteArray *bytes, GRand *random);
