/* catalog/store/lock.h
 *
 * run.lock: one run at a time in a contest folder. The lock file is opened close-on-exec and never unlinked;
 * what it says of its holder is for people only, the lock itself ends with the process. (write.lock is
 * store.h's own.)
 */
#pragma once

#include <glib.h>

#define LOCK_ERROR lock_error_quark()
GQuark lock_error_quark(void);
typedef enum {
    LOCK_ERROR_HELD, /* the message names holder and start */
    LOCK_ERROR_FAILED,
} LockError;

typedef struct Lock Lock;

/* At once or not at all. `command` is what the message calls the holder: "index". */
Lock *lock_run(const char *contest_dir, const char *command, GError **error);
/* What the holder of run.lock says of itself, for a message: "nightly (4711)", and since when. FALSE:
 * nothing. Owned by the caller. */
gboolean lock_holder(const char *contest_dir, char **holder, char **since);
/* Whether somebody holds run.lock now; what is written in it may be of one who was killed. */
gboolean lock_is_held(const char *contest_dir);
void lock_free(Lock *lock); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lock, lock_free)
