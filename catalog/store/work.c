#include "catalog/store/work.h"
