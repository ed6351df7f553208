#include "catalog/messages/message_table.h"

/* clang-format off */
const Message decision_messages[] = {
    { NULL, { NULL, NULL } },
};
