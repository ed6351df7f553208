/* tests/integration/faulty_limits.h
 *
 * The kinds of job of the tests' own table of limits.
 */
#pragma once

#include "indexer/crew/job_limits.h"

#define KIND_ROOMY ((JobKind)0) /* 1 s of CPU time, 256 MiB, and all the time in the world */
#define KIND_HASTY ((JobKind)1) /* 0.3 s by the wall clock, CPU time enough */
