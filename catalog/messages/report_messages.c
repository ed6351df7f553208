#include "catalog/messages/message_table.h"

/* clang-format off */
const Message report_messages[] = {
    { "report.nothing", { "（无）", "(none)" } },
    { "report.sheet.works", { "作品", "Works" } },
    { "report.in-bytes", { "{heading}（字节）", "{heading} (bytes)" } },
    { "report.in-seconds", { "{heading}（秒）", "{heading} (s)" } },

    { "column.first-seen", { "首次见到", "First seen" } },
    { NULL, { NULL, NULL } },
};
