/* tests/integration/processes.h
 *
 * Processes and what they hold, as /proc shows them.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

typedef struct {
    pid_t pid, parent, group;
    char state;
} ProcessEntry;

typedef gboolean (*ProcessTest)(const ProcessEntry *entry, pid_t pid);
gboolean process_is_child_of(const ProcessEntry *entry, pid_t pid); /* zombies, too */
gboolean process_lives_in_group(const ProcessEntry *entry, pid_t pid);

/* How many pass; *one is one of them, where `one` is given and there is any. */
int count_processes(ProcessTest test, pid_t pid, pid_t *one);

/* The one child of this process. */
pid_t the_examiner(void);

int count_descriptors(pid_t pid); /* 0 where they are not ours to see */
