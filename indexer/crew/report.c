#include "indexer/crew/report.h"
