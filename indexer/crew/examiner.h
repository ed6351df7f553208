/* indexer/crew/examiner.h
 *
 * pianmu-examine: warms up once, then forks a child for each job that comes through CONTROL_FD and says how
 * it ended. It has one thread, reads no byte of any input, and owns nothing; as root it first becomes nobody.
 * It ends with the socket, and its children with it.
 */
#pragma once

#include <glib.h>

typedef struct {
    gboolean no_sandbox;
    gboolean no_landlock; /* for the tests: seccomp must do alone, */
    gboolean stay_root;   /* even for root */
} ExaminerParams;

int examiner_run(const ExaminerParams *params); /* the exit code */
