#include "catalog/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN_LOCK         "run.lock"
#define HOLDER_BYTES_MAX 512
#define RETRY_US         (20 * 1000)
#define NAMELESS_US      G_USEC_PER_SEC

G_DEFINE_QUARK(pianmu - lock - error, lock_error)

struct Lock {
    int fd;
    gboolean names_holder;
};

typedef struct {
    char *command, *host;
    gint64 pid, started_s;
} Holder;

static void holder_clear(Holder *holder)
{
    g_free(holder->command);
    g_free(holder->host);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Holder, holder_clear)

/* What the holder wrote: one line each of command, process, host and start. Never trusted, only shown. */
static gboolean holder_read(int fd, Holder *holder)
{
    char bytes[HOLDER_BYTES_MAX + 1] = "";
    ssize_t length = pread(fd, bytes, HOLDER_BYTES_MAX, 0);
    g_auto(GStrv) lines = NULL;

    if (length <= 0 || !g_utf8_validate(bytes, length, NULL))
        return FALSE;
    lines = g_strsplit(bytes, "\n", 5);
    if (g_strv_length(lines) != 5)
        return FALSE;
    for (char **line = lines; *line; line++)
        g_strcanon(*line, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-._", '?');
    holder->command = g_strdup(lines[0]);
    holder->pid = g_ascii_strtoll(lines[1], NULL, 10);
    holder->host = g_strdup(lines[2]);
    holder->started_s = g_ascii_strtoll(lines[3], NULL, 10);
    return TRUE;
}

/* For people only: on a full disk the lock holds all the same. */
static void holder_write(Lock *lock, const char *command)
{
    g_autofree char *text = g_strdup_printf("%s\n%d\n%s\n%" G_GINT64_FORMAT "\n", command, (int)getpid(),
                                            g_get_host_name(), g_get_real_time() / G_USEC_PER_SEC);

    lock->names_holder = ftruncate(lock->fd, 0) == 0 && pwrite(lock->fd, text, strlen(text), 0) > 0;
}

/* Whoever comes just after the next holder should not be told of this one. */
static void holder_erase(Lock *lock)
{
    if (lock->names_holder && ftruncate(lock->fd, 0) == 0)
        lock->names_holder = FALSE;
}

static gboolean holder_describe(int fd, char **words, char **since)
{
    g_auto(Holder) holder = { 0 };
    g_autoptr(GDateTime) started = NULL;
    gboolean here;

    if (!holder_read(fd, &holder))
        return FALSE;
    here = g_strcmp0(holder.host, g_get_host_name()) == 0;
    started = g_date_time_new_from_unix_local(holder.started_s);
    *since = started ? g_date_time_format(started, "%Y-%m-%d %H:%M:%S") : g_strdup("?");
    *words = g_strdup_printf("%s (%" G_GINT64_FORMAT "%s%s)", holder.command, holder.pid, here ? "" : ", ",
                             here ? "" : holder.host);
    return TRUE;
}

static char *holder_words(int fd)
{
    g_autofree char *words = NULL;
    g_autofree char *since = NULL;

    if (!holder_describe(fd, &words, &since))
        return NULL;
    return g_strdup_printf("%s is at work in this contest folder since %s", words, since);
}

/* A lock of the open file description (OFD): unlike fcntl's older locks it is not lost when some other
 * descriptor of the file is closed, and unlike flock() it is a byte-range lock wherever it is taken, so that
 * machines that share a folder over NFS or SMB see each other's. It ends with the last copy of the
 * descriptor: close-on-exec keeps it from programs that are started, and who forks without exec must close
 * it. */
static gboolean try_lock(int fd)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int result;

    do
        result = fcntl(fd, F_OFD_SETLK, &whole);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

/* A holder that does not say who it is has only just begun, or is about to end: a moment later it has a name,
 * or it is our turn. (On a full disk it never has one.) */
static gboolean wait_for_lock(int fd, const char *path, gint64 wait_us, gboolean named, GError **error)
{
    gint64 start = g_get_monotonic_time();

    while (!try_lock(fd)) {
        g_autofree char *words = NULL;
        gint64 waited_us = g_get_monotonic_time() - start;

        if (errno != EAGAIN && errno != EACCES) {
            g_set_error(error, LOCK_ERROR, LOCK_ERROR_FAILED, "cannot lock %s: %s", path, g_strerror(errno));
            return FALSE;
        }
        if (named && waited_us >= wait_us)
            words = holder_words(fd);
        if (words || waited_us >= wait_us + (named ? NAMELESS_US : 0)) {
            g_set_error_literal(error, LOCK_ERROR, LOCK_ERROR_HELD,
                                words ? words : "another run is at work in this contest folder");
            return FALSE;
        }
        g_usleep(RETRY_US);
    }
    return TRUE;
}

Lock *lock_take(const char *dir, const char *name, const char *command, gint64 wait_us, GError **error)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autoptr(Lock) lock = g_new0(Lock, 1);

    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock->fd < 0) {
        g_set_error(error, LOCK_ERROR, LOCK_ERROR_FAILED, "cannot open %s: %s", path, g_strerror(errno));
        return NULL;
    }
    if (!wait_for_lock(lock->fd, path, wait_us, command != NULL, error))
        return NULL;
    if (command)
        holder_write(lock, command);
    return g_steal_pointer(&lock);
}

Lock *lock_run(const char *contest_dir, const char *command, GError **error)
{
    return lock_take(contest_dir, RUN_LOCK, command, 0, error);
}

void lock_free(Lock *lock)
{
    if (!lock)
        return;
    holder_erase(lock);
    if (lock->fd >= 0)
        close(lock->fd);
    g_free(lock);
}

gboolean lock_holder(const char *contest_dir, char **holder, char **since)
{
    g_autofree char *path = g_build_filename(contest_dir, RUN_LOCK, NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gboolean known = fd >= 0 && holder_describe(fd, holder, since);

    if (fd >= 0)
        close(fd);
    return known;
}

gboolean lock_is_held(const char *contest_dir)
{
    g_autofree char *path = g_build_filename(contest_dir, RUN_LOCK, NULL);
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gboolean held = fd >= 0 && fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;

    if (fd >= 0)
        close(fd);
    return held;
}
