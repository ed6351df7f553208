#include "catalog/messages/message_table.h"

/* clang-format off */
const Message registration_messages[] = {
    { NULL, { NULL, NULL } },
};
