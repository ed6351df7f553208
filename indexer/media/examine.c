#include "indexer/media/examine.h"
