#include "catalog/facts/playability.h"
