#include "indexer/media/media.h"
