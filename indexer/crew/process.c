#include "indexer/crew/process.h"

#include "indexer/crew/control.h"
#include "indexer/crew/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM       "pianmu-examine"
#define CLEAR_FD      10 /* above the descriptors that are put in place */
#define COMPLAINT_MAX 512
#define FAREWELL_MS   2000

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static gboolean fail(GError **error, const char *what, int error_number)
{
    g_set_error(error, CREW_ERROR, CREW_ERROR_START, "starting %s: %s: %s", PROGRAM, what,
                g_strerror(error_number));
    return FALSE;
}

/* Of the usual installation: bin/pianmu and libexec/pianmu/pianmu-examine. */
#define LIBEXEC_FROM_BIN "../libexec/pianmu"

static char *folder_of_this_program(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

    return program ? g_path_get_dirname(program) : g_strdup(".");
}

char *process_find_program(const char *wanted, GError **error)
{
    g_autofree char *folder = folder_of_this_program();
    g_autofree char *beside = g_build_filename(folder, PROGRAM, NULL);
    g_autofree char *built = g_build_filename(folder, "media", PROGRAM, NULL); /* in the folder of a build */
    g_autofree char *installed =
        g_build_filename(folder, LIBEXEC_FROM_BIN, PROGRAM, NULL); /* wherever the tree was moved to */
    const char *const usual[] = { beside, built, installed, PIANMU_LIBEXECDIR "/" PROGRAM, NULL };
    const char *const one[] = { wanted, NULL };

    for (const char *const *place = wanted ? one : usual; *place; place++) {
        if (access(*place, X_OK) == 0)
            return g_strdup(*place);
    }
    g_set_error(error, CREW_ERROR, CREW_ERROR_START,
                "%s is not to be found: neither beside this program nor as %s", PROGRAM,
                wanted ? wanted : PIANMU_LIBEXECDIR "/" PROGRAM);
    return NULL;
}

/* Both ends of what leads to the new process: ours are close-on-exec, its are put in place by the spawn. */
typedef struct {
    int control[2];
    int complaints[2];
} Ends;

static void ends_clear(Ends *ends)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&ends->control[i]);
        close_fd(&ends->complaints[i]);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ends, ends_clear)

/* Out of the way of 0 … 3, which the spawn fills one after the other. */
static gboolean move_up(int *fd)
{
    int high = fcntl(*fd, F_DUPFD_CLOEXEC, CLEAR_FD);

    close_fd(fd);
    *fd = high;
    return high >= 0;
}

static gboolean make_ends(Ends *ends)
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends->control) == 0 &&
           pipe2(ends->complaints, O_CLOEXEC) == 0 && move_up(&ends->control[1]) &&
           move_up(&ends->complaints[1]) && fcntl(ends->complaints[0], F_SETFL, O_NONBLOCK) == 0;
}

static int spawn(pid_t *pid, const char *program, gboolean no_sandbox, const Ends *ends)
{
    char *arguments[] = { (char *)program, no_sandbox ? (char *)"--no-sandbox" : NULL, NULL };
    char *environment[] = { NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int wrong;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, ends->complaints[1], STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&files, ends->control[1], CONTROL_FD);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0); /* a terminal's interrupt is for pianmu alone */
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    wrong = posix_spawn(pid, program, &files, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return wrong;
}

gboolean process_start(Process *process, const char *program, gboolean no_sandbox, GError **error)
{
    g_auto(Ends) ends = { { -1, -1 }, { -1, -1 } };
    pid_t pid = 0;
    int wrong;

    if (!make_ends(&ends))
        return fail(error, "its descriptors", errno);
    wrong = spawn(&pid, program, no_sandbox, &ends);
    if (wrong)
        return fail(error, program, wrong);
    process->pid = pid;
    process->control = g_steal_fd(&ends.control[0]);
    process->complaints = g_steal_fd(&ends.complaints[0]);
    g_string_truncate(process->said, 0);
    return TRUE;
}

static gboolean ends_within(pid_t pid, int timeout_ms)
{
    struct pollfd event = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
    gboolean ended = event.fd >= 0 && poll(&event, 1, timeout_ms) == 1;

    close_fd(&event.fd);
    return ended;
}

void process_stop(Process *process, gboolean at_once)
{
    if (process->pid == 0)
        return;
    close_fd(&process->control);
    if (at_once || !ends_within(process->pid, FAREWELL_MS))
        kill(process->pid, SIGKILL);
    while (waitpid(process->pid, &process->wait_status, 0) < 0 && errno == EINTR)
        continue;
    process_hear(process);
    close_fd(&process->complaints);
    process->pid = 0;
}

void process_init(Process *process)
{
    *process = (Process){ .control = -1, .complaints = -1, .said = g_string_new(NULL) };
}

void process_clear(Process *process)
{
    process_stop(process, FALSE);
    g_string_free(process->said, TRUE);
}

void process_hear(Process *process)
{
    char heard[COMPLAINT_MAX];
    ssize_t n;

    if (process->complaints < 0)
        return;
    while ((n = read(process->complaints, heard, sizeof heard)) > 0)
        g_string_append_len(process->said, heard, MIN(n, COMPLAINT_MAX - (gssize)process->said->len));
    if (n == 0)
        close_fd(&process->complaints);
}

static char *how_it_ended(const Process *process)
{
    if (WIFSIGNALED(process->wait_status))
        return g_strdup_printf("ended by signal %d", WTERMSIG(process->wait_status));
    return g_strdup_printf("ended with code %d", WEXITSTATUS(process->wait_status));
}

char *process_complaint(const Process *process)
{
    char *line = g_strstrip(g_utf8_make_valid(process->said->str, (gssize)process->said->len));

    for (char *p = line; *p; p = g_utf8_next_char(p)) {
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    }
    if (*line)
        return line;
    g_free(line);
    return how_it_ended(process);
}
