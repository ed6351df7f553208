/* indexer/crew/sandbox.h
 *
 * A process shuts itself in for good: of the system it keeps reading and writing the descriptors that it has,
 * memory and the clock. The only door to libseccomp and Landlock.
 *
 * seccomp must hold alone; Landlock comes on top where the kernel has it, as far as the kernel has it.
 */
#pragma once

#include "indexer/crew/job_limits.h"

#define SANDBOX_ERROR sandbox_error_quark()
GQuark sandbox_error_quark(void);
typedef enum { SANDBOX_ERROR_UNAVAILABLE } SandboxError;

typedef struct {
    gboolean no_landlock; /* leave it all to seccomp: for the tests, which prove that it suffices */
} SandboxParams;

typedef struct Sandbox Sandbox;

/* The filter, made once, before the process forks. */
Sandbox *sandbox_new(const SandboxParams *params, GError **error);
void sandbox_free(Sandbox *sandbox); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sandbox, sandbox_free)

int sandbox_landlock_abi(const Sandbox *sandbox); /* 0: none */

/* Shuts a throw-away child in and has it try something that is forbidden. FALSE, and why, unless it died of
 * that. */
gboolean sandbox_proves_itself(const Sandbox *sandbox, GError **error);

/* For the calling process, which must have one thread; there is no way back. 0, or an errno. */
int sandbox_enter(const Sandbox *sandbox);

/* The rlimits of a kind of job, for the calling process; before sandbox_enter(). */
gboolean sandbox_limit(const JobLimits *limits);
