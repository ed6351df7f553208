#include "indexer/crew/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

G_DEFINE_QUARK(pianmu_sandbox_error, sandbox_error)

struct Sandbox {
    scmp_filter_ctx filter;
    int landlock_abi; /* 0: none, or not wanted */
};

/* What a child that decodes needs (measured); everything else that is not refused below kills it. No call
 * here takes a name. */
static const char *const allowed[] = {
    "read",      "write",     "lseek", "close",      "brk",          "munmap",          "mremap",
    "madvise",   "futex",     "exit",  "exit_group", "rt_sigreturn", "restart_syscall", "clock_gettime",
    "getrandom", "getrusage",
};

/* Allowed only where the third argument does not ask for PROT_EXEC. */
static const char *const allowed_without_exec[] = { "mmap", "mprotect" };

/* What libraries ask in good faith and can do without is refused, not punished. */
static const struct {
    const char *name;
    int error_number;
} refused[] = {
    { "open", EACCES }, /* iconv and the like look for tables */
    { "openat", EACCES },
    { "prlimit64", EPERM },
    { "sched_getaffinity", EPERM },
    /* The way of abort(): with these refused it ends in an illegal instruction, and a failed assertion in a
     * decoder is told apart from an attempt at something forbidden. */
    { "rt_sigprocmask", EPERM },
    { "rt_sigaction", EPERM },
    { "gettid", EPERM },
    { "getpid", EPERM },
    { "writev", EPERM },
};

static gboolean fail(GError **error, const char *what, int error_number)
{
    g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_UNAVAILABLE, "%s: %s", what, g_strerror(error_number));
    return FALSE;
}

static int add_rules(scmp_filter_ctx filter)
{
    int wrong = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(allowed) && !wrong; i++)
        wrong = seccomp_rule_add(filter, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(allowed[i]), 0);
    for (gsize i = 0; i < G_N_ELEMENTS(allowed_without_exec) && !wrong; i++)
        wrong =
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(allowed_without_exec[i]), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    for (gsize i = 0; i < G_N_ELEMENTS(refused) && !wrong; i++)
        wrong = seccomp_rule_add(filter, SCMP_ACT_ERRNO((guint32)refused[i].error_number),
                                 seccomp_syscall_resolve_name(refused[i].name), 0);
    if (!wrong) /* abort()'s own signal; any other is an attempt */
        wrong = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
                                 SCMP_A2(SCMP_CMP_EQ, SIGABRT));
    return wrong;
}

static int make_filter(scmp_filter_ctx filter)
{
    int wrong = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

    if (!wrong)
        wrong = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a binary tree */
    return wrong ? wrong : add_rules(filter);
}

/* Landlock. The kernel's table of rights has grown; the header of the system that we are built on may be
 * older. */

typedef struct {
    guint64 fs;
    guint64 net;
    guint64 scoped;
} LandlockRights;

static int kernel_landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    return abi > 0 ? (int)abi : 0;
}

/* Everything that the ABI can forbid. Bits by <linux/landlock.h> of 6.12. */
static gsize landlock_everything(int abi, LandlockRights *rights)
{
    *rights = (LandlockRights){ .fs = (1 << 13) - 1 };
    if (abi >= 2)
        rights->fs |= 1 << 13; /* REFER */
    if (abi >= 3)
        rights->fs |= 1 << 14; /* TRUNCATE */
    if (abi >= 5)
        rights->fs |= 1 << 15; /* IOCTL_DEV */
    if (abi >= 4)
        rights->net = 3; /* BIND_TCP, CONNECT_TCP */
    if (abi >= 6)
        rights->scoped = 3; /* ABSTRACT_UNIX_SOCKET, SIGNAL */
    return abi >= 6 ? sizeof *rights : abi >= 4 ? 2 * sizeof(guint64) : sizeof(guint64);
}

static int enter_landlock(int abi)
{
    LandlockRights rights;
    gsize size = landlock_everything(abi, &rights);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rights, size, 0);
    int wrong = 0;

    if (ruleset < 0)
        return errno;
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        wrong = errno;
    close(ruleset);
    return wrong;
}

Sandbox *sandbox_new(const SandboxParams *params, GError **error)
{
    g_autoptr(Sandbox) sandbox = g_new0(Sandbox, 1);
    int wrong;

    sandbox->landlock_abi = params && params->no_landlock ? 0 : kernel_landlock_abi();
    sandbox->filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    wrong = sandbox->filter ? make_filter(sandbox->filter) : -ENOMEM;
    if (wrong) {
        fail(error, "seccomp", -wrong);
        return NULL;
    }
    return g_steal_pointer(&sandbox);
}

void sandbox_free(Sandbox *sandbox)
{
    if (!sandbox)
        return;
    if (sandbox->filter)
        seccomp_release(sandbox->filter);
    g_free(sandbox);
}

int sandbox_landlock_abi(const Sandbox *sandbox)
{
    return sandbox->landlock_abi;
}

int sandbox_enter(const Sandbox *sandbox)
{
    int wrong = 0;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return errno;
    if (sandbox->landlock_abi > 0)
        wrong = enter_landlock(sandbox->landlock_abi);
    return wrong ? wrong : -seccomp_load(sandbox->filter);
}

#define TRIAL_SURVIVED 255 /* exit code of the throw-away child; others are errno of sandbox_enter() */

static G_NORETURN void try_it(const Sandbox *sandbox)
{
    int wrong = sandbox_enter(sandbox);

    if (wrong)
        _exit(wrong);
    syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    _exit(TRIAL_SURVIVED);
}

gboolean sandbox_proves_itself(const Sandbox *sandbox, GError **error)
{
    pid_t child = fork();
    int status = 0;

    if (child < 0)
        return fail(error, "fork", errno);
    if (child == 0)
        try_it(sandbox);
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return fail(error, "waitpid", errno);
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return TRUE;
    if (WIFEXITED(status) && WEXITSTATUS(status) != TRIAL_SURVIVED)
        return fail(error, "seccomp", WEXITSTATUS(status));
    if (WIFSIGNALED(status)) {
        g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_UNAVAILABLE,
                    "the process that tries it was ended by signal %d before it could; try again",
                    WTERMSIG(status));
        return FALSE;
    }
    g_set_error_literal(error, SANDBOX_ERROR, SANDBOX_ERROR_UNAVAILABLE,
                        "the kernel accepts the seccomp filter and does not enforce it");
    return FALSE;
}

#define DESCRIPTORS                                                                                          \
    7 /* 0, 1, 2, the input, the result, what half of a pair writes; one more while Landlock is entered */

static gboolean lower(__rlimit_resource_t resource, gint64 soft, gint64 hard)
{
    struct rlimit now;

    if (getrlimit(resource, &now) != 0)
        return FALSE;
    now.rlim_max = MIN(now.rlim_max, (rlim_t)hard);
    now.rlim_cur = MIN(now.rlim_max, (rlim_t)soft);
    return setrlimit(resource, &now) == 0;
}

gboolean sandbox_limit(const JobLimits *limits)
{
#ifdef EXAMINE_SANITIZED /* the sanitizers' shadow memory takes terabytes of addresses */
    gboolean addresses = TRUE;
#else
    gboolean addresses = lower(RLIMIT_AS, limits->address_bytes, limits->address_bytes);
#endif

    return addresses && lower(RLIMIT_CPU, limits->cpu_s, limits->cpu_s + 1) &&
           lower(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes) && lower(RLIMIT_CORE, 0, 0) &&
           lower(RLIMIT_NPROC, 0, 0) && lower(RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS);
}
