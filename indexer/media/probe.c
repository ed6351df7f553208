#include "indexer/media/probe.h"
