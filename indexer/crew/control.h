/* indexer/crew/control.h
 *
 * What pianmu and pianmu-examine say to each other on the control socket (SOCK_SEQPACKET): one struct a
 * message, both ends of one build. pianmu sends jobs, each with two descriptors, or four where it takes two children
 * that work together (job_is_a_pair()); pianmu-examine says hello once and then one answer a child. No child ever holds the socket.
 */
#pragma once

#include "indexer/crew/job_limits.h"

#define CONTROL_FD 3 /* in pianmu-examine; 0 and 1 are /dev/null, 2 is a pipe that pianmu reads */

/* Raise with every change of this file: pianmu refuses a pianmu-examine of another version. */
#define CONTROL_VERSION 4

#define CONTROL_JOBS_MAX 128 /* children at a time */
#define CONTROL_TEXT_MAX 384
#define CONTROL_NAME_MAX 48

typedef enum {
    JOB_NO_POSTERS = 1 << 0,
    JOB_PINNED = 1 << 1,
    JOB_PATIENT = 1 << 2,
} ControlJobFlags;

/* With SCM_RIGHTS, in this order. The pipe from one half of a pair to the other is made by pianmu-examine. */
typedef struct {
    int input;
    int results[2]; /* write ends of result pipes: the job's; of a pair, that of each half */
    int output;     /* of a pair: what the second half writes. -1 of other jobs, as is the second result */
} ControlDescriptors;

typedef struct {
    guint64 serial;
    guint32 kind;
    guint32 flags;
    gint64 pin_us;
    gint64 bytes, duration_us; /* JobExtent */
} ControlJob;

/* How a child ends when it does not end well: exit codes. */
#define CHILD_EXIT_NO_ANSWER 69 /* the answer could not be given */
#define CHILD_EXIT_MEMORY    70 /* GLib gave up: an allocation failed */
#define CHILD_EXIT_NOT_BEGUN 71 /* it could not shut itself in, and so read nothing */
#define CHILD_EXIT_OTHER     72 /* of a pair: the other half is gone, or says what it would not say */

typedef enum {
    CONTROL_HELLO,
    CONTROL_ENDED,
    CONTROL_NOT_STARTED, /* no child could be made: ask again later */
} ControlType;

typedef enum {
    FAULT_NONE,
    FAULT_START,   /* `text` says what failed */
    FAULT_SANDBOX, /* the sandbox cannot be installed here; `text` says why */
} ControlFault;

typedef struct {
    guint32 version;
    guint32 fault;
    gint32 sandboxed;               /* each child gives up its rights */
    gint32 sanitized;               /* a build for finding faults, in which no sandbox is possible */
    gint32 landlock_abi;            /* 0: the kernel has none */
    char program[CONTROL_NAME_MAX]; /* pianmu's version that it belongs to; all three end with NUL */
    char release[CONTROL_NAME_MAX]; /* FFmpeg's, as its packager calls it: "5.1.9-0+deb12u1" */
    char text[CONTROL_TEXT_MAX];    /* libav's versions, or the fault */
} ControlHello;

typedef struct {
    guint64 serial;
    gint32 wait_status; /* as wait4() gave it */
    gint32 out_of_time; /* it was killed at its deadline */
    gint32 with_other;  /* it was killed because the other half had ended ill */
    gint32 half;        /* of a pair: 0 or 1 */
    gint64 cpu_us;
    gint64 peak_bytes;
    gint32 error_number; /* of CONTROL_NOT_STARTED */
} ControlEnded;

typedef struct {
    guint32 type; /* ControlType */
    union {
        ControlHello hello;
        ControlEnded ended;
    };
} ControlAnswer;

typedef enum {
    CONTROL_GOT,
    CONTROL_EMPTY,
    CONTROL_CLOSED /* the other end is gone, or talks nonsense */
} ControlResult;

/* FALSE: the other end is gone. */
gboolean control_send_job(int fd, const ControlJob *job, const ControlDescriptors *descriptors);
/* The descriptors are the caller's, and close-on-exec. Never blocks. */
ControlResult control_receive_job(int fd, ControlJob *job, ControlDescriptors *descriptors);

gboolean control_send_answer(int fd, const ControlAnswer *answer);
ControlResult control_receive_answer(int fd, ControlAnswer *answer); /* never blocks */
