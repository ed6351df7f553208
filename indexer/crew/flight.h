/* indexer/crew/flight.h
 *
 * One job on its way: waiting to be sent, out with a child (or with the two halves of a pair), or landed. Holds the input, what a pair
 * is to write into, the result pipe of each half and what came through it.
 */
#pragma once

#include "indexer/crew/crew.h"
#include "indexer/crew/ending.h"

typedef enum { FLIGHT_WAITING, FLIGHT_OUT, FLIGHT_LANDED } FlightState;

/* One child's share. */
typedef struct {
    int result;         /* read end of the pipe, owned; -1: none, or read to its end */
    GByteArray *answer; /* owned; at most REPORT_WIRE_MAX bytes, or one more: too long */
    gboolean has_ended;
    ChildEnd end;
} FlightHalf;

typedef struct {
    guint64 serial;
    Job job;    /* its descriptors are not used */
    int input;  /* owned */
    int output; /* owned; -1: the job writes no file */
    FlightState state;
    FlightHalf halves[2];
    int n_halves;       /* 2: a pair */
    gint64 deadline_us; /* pianmu's own, of the monotonic clock */
    int false_starts;   /* children that could not begin */
} Flight;

/* Opens the input anew, so that no child can move the caller's position in the file. NULL and G_FILE_ERROR.
 */
Flight *flight_new(guint64 serial, const Job *job, GError **error);
void flight_free(Flight *flight);

/* Empties what a pair is to write into, makes the pipes and hands the job over. FALSE: the other end is gone (no error), or there are no descriptors
 * left (G_FILE_ERROR). */
gboolean flight_send(Flight *flight, int control, GError **error);

void flight_read(Flight *flight);      /* what is there; never blocks */
void flight_call_back(Flight *flight); /* as if it had never been sent */

/* One half has ended, and what it wrote is read; with the last the flight has landed. FALSE: no such half is out. */
gboolean flight_end_half(Flight *flight, int half, const ChildEnd *end);
void flight_give_up(Flight *flight); /* lands it: what has not ended is no longer waited for */

void flight_judge(Flight *flight, JobResult *result); /* of one that has landed */

gboolean flight_has_not_begun(
    const Flight *flight); /* landed; a child could not shut itself in, and read nothing */
