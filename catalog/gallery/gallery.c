#include "catalog/gallery/gallery.h"
