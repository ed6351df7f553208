#include "thumbs/jpeg.h"
