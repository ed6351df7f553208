#include "thumbs/poster.h"
