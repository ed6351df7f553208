#include "indexer/crew/job_limits.h"
