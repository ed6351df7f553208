#include "indexer/crew/crew.h"
