/* catalog/messages/message_table.h
 *
 * The table behind messages.h, one file an area. A row is a key and its text in Chinese and English;
 * placeholders are {name}, the same in both. Chinese uses full-width punctuation and a space between Han
 * characters and letters or digits. Each table ends with a row whose key is NULL. A new area is a new file
 * here and a line in message_tables[].
 */
#pragma once

#include "catalog/messages/messages.h"

typedef struct {
    const char *key;
    const char *in[LANGUAGES];
} Message;

extern const Message verdict_messages[];      /* verdicts, statuses, outcomes, reasons, obstacles */
extern const Message rules_messages[];        /* names of rules, requirements, findings */
extern const Message settings_messages[];     /* complaints about pianmu.ini */
extern const Message command_messages[];      /* what commands say */
extern const Message registration_messages[]; /* entry forms and their import */
extern const Message decision_messages[];     /* what people decide, and its commands */
extern const Message report_messages[];       /* reports and letters */
extern const Message deep_messages[];         /* what a deep check found */
extern const Message gallery_messages[];      /* what the pages say */
extern const Message page_messages[];         /* and what those say that are for reading: "page.…" */
extern const Message app_messages[];          /* what the pages' script says: "app.…", */
extern const Message app_work_messages[];     /* of one work: "app.work.…", */
extern const Message app_marks_messages[];    /* and of marks: "app.marks.…" */
extern const Message judging_messages[];      /* reviewers' marks and their import */
extern const Message operation_messages[];    /* verify, backup and doctor */
extern const Message command_line_messages[]; /* help and wrong usage */

extern const Message *const message_tables[]; /* ends with NULL */
