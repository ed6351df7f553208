/* indexer/crew/child.h
 *
 * The life of one child of pianmu-examine: gives up all but the descriptors of its job, shuts itself in, examines,
 * answers, ends.
 */
#pragma once

#include "indexer/crew/control.h"
#include "indexer/crew/sandbox.h"

#include <sys/types.h>

typedef struct {
    pid_t parent; /* pianmu-examine */
    JobKind kind; /* of this child: halves of a pair have their own */
    int input;    /* of the job; of the second half of a pair, the read end of what the first one says */
    int result;   /* write end of its result pipe */
    int output;   /* of halves of a pair: what it writes; -1: nothing else */
    const ControlJob *job;
    const JobLimits *limits;
    const Sandbox *sandbox; /* NULL: none */
} ChildParams;

/* To be called in the child, right after the fork. */
G_NORETURN void child_run(const ChildParams *params);

/* In the parent, once, before it forks: what a library has to say is dropped, and a fatal fault ends the
 * process quietly. */
void child_prepare_logging(void);
