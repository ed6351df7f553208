/* tests/integration/misdeeds.h
 *
 * What a decoder that was taken over might try: system calls that a sandboxed child must not get through
 * with.
 */
#pragma once

#include <glib.h>

typedef enum {
    MISDEED_KILLS, /* the filter ends the process */
    MISDEED_FAILS, /* the call is refused, and the process lives on */
} MisdeedEnd;

typedef struct {
    const char *name;
    MisdeedEnd end;
    long number;
    guintptr arguments[6];
} Misdeed;

extern const Misdeed misdeeds[]; /* ends with a row whose name is NULL */

/* FALSE where this kernel was built or started without calls of 32 bits, and the misdeed is one: it is a fault there, as any wrong instruction. */
gboolean misdeed_is_possible(const Misdeed *misdeed);

/* Remembers whom to attack; before the fork. */
void misdeeds_prepare(void);

/* TRUE where the system let it through. */
gboolean misdeed_try(const char *name);
