#include "thumbs/picture.h"
