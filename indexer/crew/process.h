/* indexer/crew/process.h
 *
 * One running pianmu-examine, as pianmu holds it: the process, the control socket and what it complains of on
 * its standard error.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

typedef struct {
    pid_t pid;       /* 0: none runs */
    int control;     /* -1: none */
    int complaints;  /* -1: none, or it has closed it */
    GString *said;   /* the beginning of what came through complaints; owned */
    int wait_status; /* of the last one that ended */
} Process;

/* The program: `wanted`, or the one beside this program, or the one that was installed. NULL and
 * CREW_ERROR_START: there is none. */
char *process_find_program(const char *wanted, GError **error);

void process_init(Process *process);
void process_clear(Process *process); /* stops it first */

/* Where none runs. With an empty environment, no other descriptor, and in a process group of its own.
 * CREW_ERROR_START. */
gboolean process_start(Process *process, const char *program, gboolean no_sandbox, GError **error);

/* Closes the socket, on which it ends by itself with all its children; kills it where it does not, or
 * `at_once`. Reaps it. */
void process_stop(Process *process, gboolean at_once);

void process_hear(Process *process); /* reads what it complains of; never blocks */

/* What the last one that ended had to say, or how it ended; one line without control characters. Owned by the
 * caller. */
char *process_complaint(const Process *process);
