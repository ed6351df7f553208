#include "tests/integration/misdeeds.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARENT ((guintptr)-1001) /* stands for the process id of pianmu-examine */
#define PAGE   ((guintptr)-1002) /* stands for a page of memory of our own */
#define HERE   ((guintptr)AT_FDCWD)
#define P(x)   ((guintptr)(x))

#define GETPID_32 (-20)

#define SECRET "/etc/shadow"
#define NEW    "/nonexistent/file" /* so that nothing is harmed where a call gets through */

static char buffer[4096];
static const char *const no_words[] = { NULL };
static const struct iovec one_byte = { buffer, 1 };

const Misdeed misdeeds[] = {
    /* reading and changing files */
    { "open", MISDEED_FAILS, SYS_open, { P(SECRET), O_RDONLY } },
    { "open-new", MISDEED_FAILS, SYS_open, { P("/tmp/pianmu-misdeed"), O_CREAT | O_WRONLY, 0600 } },
    { "open-proc", MISDEED_FAILS, SYS_open, { P("/proc/self/mem"), O_RDWR } },
    { "openat", MISDEED_FAILS, SYS_openat, { HERE, P(SECRET), O_RDONLY } },
    { "openat-tmpfile", MISDEED_FAILS, SYS_openat, { HERE, P("/tmp"), O_TMPFILE | O_RDWR, 0600 } },
    { "openat2", MISDEED_KILLS, SYS_openat2, { HERE, P(SECRET), P(buffer), 24 } },
    { "creat", MISDEED_KILLS, SYS_creat, { P(NEW), 0600 } },
    { "open-by-handle", MISDEED_KILLS, SYS_open_by_handle_at, { HERE, P(buffer), O_RDONLY } },
    { "name-to-handle", MISDEED_KILLS, SYS_name_to_handle_at, { HERE, P(SECRET), P(buffer), P(buffer), 0 } },
    { "stat", MISDEED_KILLS, SYS_stat, { P(SECRET), P(buffer) } },
    { "lstat", MISDEED_KILLS, SYS_lstat, { P(SECRET), P(buffer) } },
    { "fstat", MISDEED_KILLS, SYS_fstat, { 3, P(buffer) } },
    { "fstatat", MISDEED_KILLS, SYS_newfstatat, { HERE, P(SECRET), P(buffer), 0 } },
    { "fstatat-empty-path", MISDEED_KILLS, SYS_newfstatat, { HERE, P(SECRET), P(buffer), AT_EMPTY_PATH } },
    { "statx", MISDEED_KILLS, SYS_statx, { HERE, P(SECRET), 0, STATX_ALL, P(buffer) } },
    { "statfs", MISDEED_KILLS, SYS_statfs, { P("/"), P(buffer) } },
    { "access", MISDEED_KILLS, SYS_access, { P(SECRET), R_OK } },
    { "faccessat2", MISDEED_KILLS, SYS_faccessat2, { HERE, P(SECRET), R_OK, 0 } },
    { "readlink", MISDEED_KILLS, SYS_readlink, { P("/proc/self/exe"), P(buffer), sizeof buffer } },
    { "readlinkat", MISDEED_KILLS, SYS_readlinkat, { HERE, P("/proc/self/exe"), P(buffer), sizeof buffer } },
    { "getdents", MISDEED_KILLS, SYS_getdents64, { 0, P(buffer), sizeof buffer } },
    { "getcwd", MISDEED_KILLS, SYS_getcwd, { P(buffer), sizeof buffer } },
    { "chdir", MISDEED_KILLS, SYS_chdir, { P("/") } },
    { "chroot", MISDEED_KILLS, SYS_chroot, { P(NEW) } },
    { "mkdir", MISDEED_KILLS, SYS_mkdir, { P(NEW), 0700 } },
    { "unlink", MISDEED_KILLS, SYS_unlink, { P(NEW) } },
    { "unlinkat", MISDEED_KILLS, SYS_unlinkat, { HERE, P(NEW), 0 } },
    { "rename", MISDEED_KILLS, SYS_rename, { P(NEW), P(NEW) } },
    { "link", MISDEED_KILLS, SYS_link, { P(NEW), P(NEW) } },
    { "symlink", MISDEED_KILLS, SYS_symlink, { P(SECRET), P(NEW) } },
    { "chmod", MISDEED_KILLS, SYS_chmod, { P(NEW), 0777 } },
    { "fchmod", MISDEED_KILLS, SYS_fchmod, { 3, 0777 } },
    { "chown", MISDEED_KILLS, SYS_chown, { P(NEW), 0, 0 } },
    { "truncate", MISDEED_KILLS, SYS_truncate, { P(NEW), 0 } },
    { "ftruncate", MISDEED_KILLS, SYS_ftruncate, { 3, 0 } },
    { "ftruncate-output", MISDEED_KILLS, SYS_ftruncate, { 5, 0 } },
    { "pwrite-output", MISDEED_KILLS, SYS_pwrite64, { 5, P(buffer), 1, 0 } },
    { "fchmod-output", MISDEED_KILLS, SYS_fchmod, { 5, 0777 } },
    { "fsync-output", MISDEED_KILLS, SYS_fsync, { 5 } },
    { "fallocate", MISDEED_KILLS, SYS_fallocate, { 3, 0, 0, 1 } },
    { "mknod", MISDEED_KILLS, SYS_mknod, { P(NEW), S_IFIFO | 0600, 0 } },
    { "utimensat", MISDEED_KILLS, SYS_utimensat, { 3, 0, 0, 0 } },
    { "getxattr", MISDEED_KILLS, SYS_getxattr, { P(SECRET), P("user.x"), P(buffer), sizeof buffer } },
    { "setxattr", MISDEED_KILLS, SYS_setxattr, { P(NEW), P("user.x"), P(buffer), 1, 0 } },
    { "mount", MISDEED_KILLS, SYS_mount, { P(NEW), P(NEW), 0, 1, 0 } },
    { "umount", MISDEED_KILLS, SYS_umount2, { P(NEW), 0 } },
    { "inotify", MISDEED_KILLS, SYS_inotify_init1, { 0 } },
    { "pread", MISDEED_KILLS, SYS_pread64, { 3, P(buffer), 1, 0 } },
    { "writev", MISDEED_FAILS, SYS_writev, { 4, P(&one_byte), 1 } },
    { "sendfile", MISDEED_KILLS, SYS_sendfile, { 4, 3, 0, 1 } },
    { "splice", MISDEED_KILLS, SYS_splice, { 3, 0, 4, 0, 1, 0 } },
    { "copy-file-range", MISDEED_KILLS, SYS_copy_file_range, { 3, 0, 4, 0, 1, 0 } },

    /* descriptors */
    { "dup", MISDEED_KILLS, SYS_dup, { 3 } },
    { "dup2", MISDEED_KILLS, SYS_dup2, { 3, 4 } },
    { "fcntl", MISDEED_KILLS, SYS_fcntl, { 3, F_GETFL } },
    { "ioctl", MISDEED_KILLS, SYS_ioctl, { 0, TIOCSTI, P(buffer) } },
    { "pipe", MISDEED_KILLS, SYS_pipe2, { P(buffer), 0 } },
    { "eventfd", MISDEED_KILLS, SYS_eventfd2, { 0, 0 } },
    { "epoll", MISDEED_KILLS, SYS_epoll_create1, { 0 } },
    { "poll", MISDEED_KILLS, SYS_poll, { P(buffer), 0, 0 } },
    { "memfd", MISDEED_KILLS, SYS_memfd_create, { P("x"), 0 } },
    { "memfd-secret", MISDEED_KILLS, SYS_memfd_secret, { 0 } },
    { "userfaultfd", MISDEED_KILLS, SYS_userfaultfd, { 0 } },
    { "signalfd", MISDEED_KILLS, SYS_signalfd4, { (guintptr)-1, P(buffer), 8, 0 } },
    { "timerfd", MISDEED_KILLS, SYS_timerfd_create, { 0, 0 } },

    /* the network, and talking to others */
    { "socket", MISDEED_KILLS, SYS_socket, { AF_INET, SOCK_STREAM, 0 } },
    { "socket-udp", MISDEED_KILLS, SYS_socket, { AF_INET, SOCK_DGRAM, 0 } },
    { "socket-unix", MISDEED_KILLS, SYS_socket, { AF_UNIX, SOCK_STREAM, 0 } },
    { "socket-netlink", MISDEED_KILLS, SYS_socket, { AF_NETLINK, SOCK_RAW, 0 } },
    { "socketpair", MISDEED_KILLS, SYS_socketpair, { AF_UNIX, SOCK_STREAM, 0, P(buffer) } },
    { "connect", MISDEED_KILLS, SYS_connect, { 3, P(buffer), 16 } },
    { "bind", MISDEED_KILLS, SYS_bind, { 3, P(buffer), 16 } },
    { "accept", MISDEED_KILLS, SYS_accept4, { 3, 0, 0, 0 } },
    { "sendto", MISDEED_KILLS, SYS_sendto, { 3, P(buffer), 1, 0, 0, 0 } },
    { "sendmsg", MISDEED_KILLS, SYS_sendmsg, { 3, P(buffer), 0 } },
    { "recvmsg", MISDEED_KILLS, SYS_recvmsg, { 3, P(buffer), 0 } },
    { "getpeername", MISDEED_KILLS, SYS_getpeername, { 3, P(buffer), P(buffer) } },
    { "shmget", MISDEED_KILLS, SYS_shmget, { 0, 4096, 0600 } },
    { "msgget", MISDEED_KILLS, SYS_msgget, { 0, 0600 } },
    { "mq-open", MISDEED_KILLS, SYS_mq_open, { P("/x"), O_RDONLY, 0, 0 } },

    /* processes */
    { "fork", MISDEED_KILLS, SYS_fork, { 0 } },
    { "vfork", MISDEED_KILLS, SYS_vfork, { 0 } },
    { "clone", MISDEED_KILLS, SYS_clone, { SIGCHLD, 0, 0, 0, 0 } },
    { "clone-user", MISDEED_KILLS, SYS_clone, { CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0 } },
    { "clone3", MISDEED_KILLS, SYS_clone3, { P(buffer), 64 } },
    { "execve", MISDEED_KILLS, SYS_execve, { P("/bin/true"), P(no_words), P(no_words) } },
    { "execveat", MISDEED_KILLS, SYS_execveat, { HERE, P("/bin/true"), P(no_words), P(no_words), 0 } },
    { "kill-parent", MISDEED_KILLS, SYS_kill, { PARENT, SIGTERM } },
    { "kill-everyone", MISDEED_KILLS, SYS_kill, { (guintptr)-1, 0 } },
    { "kill-group", MISDEED_KILLS, SYS_kill, { 0, SIGSTOP } },
    { "tkill-parent", MISDEED_KILLS, SYS_tkill, { PARENT, SIGTERM } },
    { "tgkill-parent", MISDEED_KILLS, SYS_tgkill, { PARENT, PARENT, SIGTERM } },
    { "tgkill-abort-parent", MISDEED_FAILS, SYS_tgkill, { PARENT, PARENT, SIGABRT } },
    { "sigqueue-parent", MISDEED_KILLS, SYS_rt_sigqueueinfo, { PARENT, SIGTERM, P(buffer) } },
    { "pidfd-open", MISDEED_KILLS, SYS_pidfd_open, { PARENT, 0 } },
    { "pidfd-send-signal", MISDEED_KILLS, SYS_pidfd_send_signal, { 3, SIGTERM, 0, 0 } },
    { "pidfd-getfd", MISDEED_KILLS, SYS_pidfd_getfd, { 3, 3, 0 } },
    { "ptrace", MISDEED_KILLS, SYS_ptrace, { 16 /* ATTACH */, PARENT, 0, 0 } },
    { "read-parent", MISDEED_KILLS, SYS_process_vm_readv, { PARENT, P(&one_byte), 1, P(&one_byte), 1, 0 } },
    { "write-parent", MISDEED_KILLS, SYS_process_vm_writev, { PARENT, P(&one_byte), 1, P(&one_byte), 1, 0 } },
    { "kcmp", MISDEED_KILLS, SYS_kcmp, { PARENT, PARENT, 0, 0, 0 } },
    { "getppid", MISDEED_KILLS, SYS_getppid, { 0 } },
    { "wait", MISDEED_KILLS, SYS_wait4, { (guintptr)-1, 0, 1, 0 } },
    { "setpgid", MISDEED_KILLS, SYS_setpgid, { 0, 0 } },
    { "setsid", MISDEED_KILLS, SYS_setsid, { 0 } },
    { "setpriority", MISDEED_KILLS, SYS_setpriority, { PRIO_PROCESS, 0, 0 } },
    { "sched-setaffinity", MISDEED_KILLS, SYS_sched_setaffinity, { 0, 8, P(buffer) } },
    { "sched-setscheduler", MISDEED_KILLS, SYS_sched_setscheduler, { 0, 0, P(buffer) } },
    { "ioprio", MISDEED_KILLS, SYS_ioprio_set, { 1, 0, 0 } },

    /* rights, and the sandbox itself */
    { "setuid", MISDEED_KILLS, SYS_setuid, { 0 } },
    { "setresuid", MISDEED_KILLS, SYS_setresuid, { 0, 0, 0 } },
    { "setgroups", MISDEED_KILLS, SYS_setgroups, { 0, 0 } },
    { "capset", MISDEED_KILLS, SYS_capset, { P(buffer), P(buffer) } },
    { "prctl-dumpable", MISDEED_KILLS, SYS_prctl, { PR_SET_DUMPABLE, 1, 0, 0, 0 } },
    { "prctl-death-signal", MISDEED_KILLS, SYS_prctl, { PR_SET_PDEATHSIG, 0, 0, 0, 0 } },
    { "seccomp", MISDEED_KILLS, SYS_seccomp, { SECCOMP_SET_MODE_STRICT, 0, 0 } },
    { "landlock", MISDEED_KILLS, SYS_landlock_create_ruleset, { 0, 0, 1 } },
    { "setrlimit", MISDEED_KILLS, SYS_setrlimit, { RLIMIT_FSIZE, P(buffer) } },
    { "prlimit", MISDEED_FAILS, SYS_prlimit64, { 0, RLIMIT_AS, P(buffer), 0 } },
    { "unshare", MISDEED_KILLS, SYS_unshare, { CLONE_NEWUSER } },
    { "setns", MISDEED_KILLS, SYS_setns, { 3, 0 } },
    { "personality", MISDEED_KILLS, SYS_personality, { 0xffffffff } },
    { "sigaction", MISDEED_FAILS, SYS_rt_sigaction, { SIGTERM, 0, P(buffer), 8 } },
    { "sigaltstack", MISDEED_KILLS, SYS_sigaltstack, { 0, P(buffer) } },

    /* memory */
    { "mmap-rwx",
      MISDEED_KILLS,
      SYS_mmap,
      { 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, (guintptr)-1, 0 } },
    { "mmap-exec-file", MISDEED_KILLS, SYS_mmap, { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, 3, 0 } },
    { "mprotect-exec", MISDEED_KILLS, SYS_mprotect, { PAGE, 4096, PROT_READ | PROT_EXEC } },
    { "pkey-mprotect",
      MISDEED_KILLS,
      SYS_pkey_mprotect,
      { PAGE, 4096, PROT_READ | PROT_EXEC, (guintptr)-1 } },
    { "remap-file-pages", MISDEED_KILLS, SYS_remap_file_pages, { PAGE, 4096, 0, 0, 0 } },
    { "mlock", MISDEED_KILLS, SYS_mlock, { PAGE, 4096 } },
    { "process-madvise", MISDEED_KILLS, SYS_process_madvise, { 3, 0, 0, 0, 0 } },

    /* the large and dark corners of the kernel */
    { "io-uring", MISDEED_KILLS, SYS_io_uring_setup, { 1, P(buffer) } },
    { "io-setup", MISDEED_KILLS, SYS_io_setup, { 1, P(buffer) } },
    { "bpf", MISDEED_KILLS, SYS_bpf, { 0, P(buffer), 0 } },
    { "perf", MISDEED_KILLS, SYS_perf_event_open, { P(buffer), 0, 0, (guintptr)-1, 0 } },
    { "keyctl", MISDEED_KILLS, SYS_keyctl, { 0, 0, 0, 0, 0 } },
    { "add-key", MISDEED_KILLS, SYS_add_key, { P("user"), P("x"), P(buffer), 1, 0 } },
    { "syslog", MISDEED_KILLS, SYS_syslog, { 10, 0, 0 } },
    { "module", MISDEED_KILLS, SYS_finit_module, { 3, P(""), 0 } },
    { "kexec", MISDEED_KILLS, SYS_kexec_load, { 0, (guintptr)-1, 0, 0 } },
    { "reboot", MISDEED_KILLS, SYS_reboot, { 0, 0, 0, 0 } },
    { "settimeofday", MISDEED_KILLS, SYS_settimeofday, { 0, 0 } },
    { "sethostname", MISDEED_KILLS, SYS_sethostname, { P(""), (guintptr)-1 } },
    { "uname", MISDEED_KILLS, SYS_uname, { P(buffer) } },
    { "sysinfo", MISDEED_KILLS, SYS_sysinfo, { P(buffer) } },
    { "unknown-to-anyone", MISDEED_KILLS, 9999, { 0 } },
#ifdef __x86_64__
    { "modify-ldt", MISDEED_KILLS, SYS_modify_ldt, { 0, P(buffer), 0 } },
    { "iopl", MISDEED_KILLS, SYS_iopl, { 3 } },
    { "arch-prctl", MISDEED_KILLS, SYS_arch_prctl, { 0x1004, P(buffer) } },
    { "x32-getpid", MISDEED_KILLS, 0x40000000 | SYS_getpid, { 0 } },
    { "x32-open", MISDEED_KILLS, 0x40000000 | SYS_open, { P(SECRET), O_RDONLY } },
    { "32-bit-open", MISDEED_KILLS, -5, { P(SECRET), O_RDONLY } }, /* by int 0x80, with 32-bit numbers */
#endif
    { NULL, MISDEED_KILLS, 0, { 0 } },
};

static pid_t parent;

void misdeeds_prepare(void)
{
    parent = getpid();
}

static guintptr stand_in(guintptr argument)
{
    static guintptr page;

    if (argument == PARENT)
        return (guintptr)parent;
    if (argument != PAGE)
        return argument;
    if (!page)
        page = P(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    return page;
}

static long call(long number, const guintptr *a)
{
#ifdef __x86_64__
    if (number < 0) {
        long answer = -number;

        __asm__ volatile("int $0x80" : "+a"(answer) : "b"(a[0]), "c"(a[1]), "d"(a[2]) : "memory");
        return answer;
    }
#endif
    return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

gboolean misdeed_is_possible(const Misdeed *misdeed)
{
    static const guintptr nothing[6] = { 0 };
    int status = 0;
    pid_t child = misdeed->number < 0 ? fork() : 0;

    if (misdeed->number >= 0)
        return TRUE;
    if (child == 0) {
        call(GETPID_32, nothing);
        _exit(0);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    return WIFEXITED(status);
}

gboolean misdeed_try(const char *name)
{
    const Misdeed *misdeed = misdeeds;
    guintptr arguments[6];

    while (g_strcmp0(misdeed->name, name) != 0)
        misdeed++;
    for (int i = 0; i < 6; i++)
        arguments[i] = stand_in(misdeed->arguments[i]);
    return call(misdeed->number, arguments) >= 0;
}
