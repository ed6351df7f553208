/* indexer/crew/child.h
 *
 * The life of one child of pianmu-examine: gives up all but its two descriptors, shuts itself in, examines,
 * answers, ends.
 */
#pragma once

#include "indexer/crew/control.h"
#include "indexer/crew/sandbox.h"

#include <sys/types.h>

typedef struct {
    pid_t parent; /* pianmu-examine */
    int input;    /* of the job */
    int result;   /* write end of the job's pipe */
    const ControlJob *job;
    const JobLimits *limits;
    const Sandbox *sandbox; /* NULL: none */
} ChildParams;

/* To be called in the child, right after the fork. */
G_NORETURN void child_run(const ChildParams *params);

/* In the parent, once, before it forks: what a library has to say is dropped, and a fatal fault ends the
 * process quietly. */
void child_prepare_logging(void);
