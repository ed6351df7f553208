#include "catalog/store/lock.h"
