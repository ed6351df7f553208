#include "glib.h"
