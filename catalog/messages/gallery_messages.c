#include "catalog/messages/message_table.h"

const Message gallery_messages[] = {
    { NULL, { NULL, NULL } },
};
