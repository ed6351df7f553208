#include "catalog/rules/settings.h"
