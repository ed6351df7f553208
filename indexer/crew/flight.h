/* indexer/crew/flight.h
 *
 * One job on its way: waiting to be sent, out with a child, or landed. Holds the input, the job's result pipe
 * and what came through it.
 */
#pragma once

#include "indexer/crew/crew.h"
#include "indexer/crew/ending.h"

typedef enum { FLIGHT_WAITING, FLIGHT_OUT, FLIGHT_LANDED } FlightState;

typedef struct {
    guint64 serial;
    Job job;   /* job.fd is not used */
    int input; /* owned */
    FlightState state;
    int result;         /* read end of the pipe, owned; -1: none, or read to its end */
    GByteArray *answer; /* owned; at most REPORT_WIRE_MAX bytes, or one more: too long */
    gint64 deadline_us; /* pianmu's own, of the monotonic clock */
    int false_starts;   /* children that could not begin */
    ChildEnd end;       /* once landed */
} Flight;

/* Opens the input anew, so that no child can move the caller's position in the file. NULL and G_FILE_ERROR.
 */
Flight *flight_new(guint64 serial, const Job *job, GError **error);
void flight_free(Flight *flight);

/* Makes the pipe and hands the job over. FALSE: the other end is gone (no error), or there are no descriptors
 * left (G_FILE_ERROR). */
gboolean flight_send(Flight *flight, int control, GError **error);

void flight_read(Flight *flight);                      /* what is there; never blocks */
void flight_call_back(Flight *flight);                 /* as if it had never been sent */
void flight_land(Flight *flight, const ChildEnd *end); /* reads the rest; nothing more is awaited */
void flight_judge(Flight *flight, JobResult *result);  /* of one that has landed */

gboolean flight_has_not_begun(const ChildEnd *end); /* the child could not shut itself in, and read nothing */
