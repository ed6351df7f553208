#include "catalog/rules/verdict.h"
