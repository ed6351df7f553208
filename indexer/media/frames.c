#include "indexer/media/frames.h"
