#include "catalog/rules/rules.h"
