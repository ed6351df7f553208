#include "catalog/messages/message_table.h"

/* clang-format off */
const Message report_messages[] = {
    { NULL, { NULL, NULL } },
};
