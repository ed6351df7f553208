#include "catalog/messages/messages.h"
