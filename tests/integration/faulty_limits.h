/* tests/integration/faulty_limits.h
 *
 * The kinds of job of the tests' own table of limits.
 */
#pragma once

#include "indexer/crew/job_limits.h"

#define KIND_ROOMY ((JobKind)0) /* 1 s of CPU time, 256 MiB, and all the time in the world */
#define KIND_OTHER ((JobKind)2) /* as the first */
#define KIND_HASTY ((JobKind)3) /* 0.3 s by the wall clock, CPU time enough; for children that only wait */

/* Halves of pairs have as much as the first; of those of so many bytes, 1 s by the wall clock and CPU time enough. The second may write 1 MiB. */
#define HASTY_PAIR 1
