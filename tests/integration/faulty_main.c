/* pianmu-examine-faulty and its variants, each a build of this file: what it shows is the real examiner with
 * other children. */
#include "indexer/crew/examiner.h"

#include <errno.h>
#include <unistd.h>

#ifdef REFUSE_SECCOMP /* as a kernel without it does */
int seccomp_load(gpointer filter);
int seccomp_load(gpointer filter G_GNUC_UNUSED)
{
    return -EINVAL;
}
#endif

#ifdef SECCOMP_FOR_SHOW /* as a system that only pretends */
int seccomp_load(gpointer filter);
int seccomp_load(gpointer filter G_GNUC_UNUSED)
{
    return 0;
}
#endif

#ifdef REFUSE_FORKS /* but each REFUSE_FORKS-th, as a full table of processes does; the first is for the     \
                       sandbox's trial */
pid_t fork(void)
{
    static int asked;

    if (asked++ % REFUSE_FORKS == 0)
        return _Fork();
    errno = EAGAIN;
    return -1;
}
#endif

#ifndef SECCOMP_ALONE
#define SECCOMP_ALONE FALSE
#endif

int main(int argc, char **argv)
{
    const ExaminerParams params = { .no_sandbox = argc == 2 && g_strcmp0(argv[1], "--no-sandbox") == 0,
                                    .no_landlock = SECCOMP_ALONE,
                                    .stay_root = SECCOMP_ALONE };

    return examiner_run(&params);
}
