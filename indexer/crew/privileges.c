#include "indexer/crew/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534
#define NICE   10
#define OOM_SCORE                                                                                            \
    "500" /* where memory runs out altogether, a child goes before pianmu and what else the machine is for   \
           */
#define IDLE_QUEUE                                                                                           \
    7 /* the last of the best-effort ones: the idle class could starve a child into its deadline */

/* A terminal's interrupt and a service's stop are pianmu's to answer; a child that died of one would look
 * like a crash. */
static void ignore_signals(void)
{
    static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2, SIGTSTP };

    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
}

/* As a favour to others; where it is not to be had, the work is done all the same. */
static void stand_back(void)
{
    int oom = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (oom >= 0) {
        if (write(oom, OOM_SCORE, strlen(OOM_SCORE)) < 0)
            errno = 0;
        close(oom);
    }
    if (nice(NICE) < 0)
        errno = 0;
    sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, IDLE_QUEUE));
}

static gboolean drop_capabilities(void)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

    return syscall(SYS_capset, &head, none) == 0;
}

/* A container may have no nobody (EINVAL), or a root who may not become another (EPERM). Such a root has few
 * rights to begin with, and loses those that are left. */
static gboolean is_what_containers_say(int error_number)
{
    return error_number == EINVAL || error_number == EPERM;
}

static gboolean become_nobody(void)
{
    if (geteuid() != 0)
        return TRUE;
    if (setgroups(0, NULL) != 0 && !is_what_containers_say(errno))
        return FALSE;
    return (setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0) ||
           is_what_containers_say(errno);
}

static gboolean die_with_parent(int control)
{
    struct ucred parent;
    socklen_t length = sizeof parent;

    return getsockopt(control, SOL_SOCKET, SO_PEERCRED, &parent, &length) == 0 &&
           prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent.pid;
}

gboolean privileges_give_up(int control, gboolean stay_root, const char **what)
{
    ignore_signals();
    stand_back();
    if (close_range((unsigned)control + 1, ~0u, 0) != 0)
        *what = "closing what was inherited";
    else if (!stay_root && (!become_nobody() || !drop_capabilities()))
        *what = "becoming nobody";
    else if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        *what = "giving up the right to rights";
    else if (!die_with_parent(control)) /* last: a change of user takes it back */
        *what = "being a child of pianmu";
    else
        return TRUE;
    return FALSE;
}
