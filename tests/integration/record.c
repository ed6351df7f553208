/* Preloaded into pianmu by the tests: writes down what it does to files, for a power cut to be played afterwards.
 *
 * PIANMU_RECORD  a file that gets a line for each call that changed something or made sure of it:
 *                WHAT, inode, offset, path, other path and bytes in hex, separated by tabs.
 *
 * Maps are not seen (of SQLite's, which no power cut outlives), nor what the C library calls by itself. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BYTES_MAX (4 << 20)

static int log_fd = -1;
static pid_t own;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("PIANMU_RECORD");

    own = getpid();
    if (path)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/* "/" where it is relative to nothing that has a name. */
static const char *whole_path(int folder, const char *path, char *whole)
{
    char link[32];
    ssize_t length;

    if (*path == '/')
        return path;
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    length = readlink(link, whole, PATH_MAX);
    snprintf(whole + (length > 0 ? length : 0), PATH_MAX, "/%s", path);
    return whole;
}

static void note(const char *what, ino_t inode, off64_t offset, const char *path, const char *other,
                 const unsigned char *bytes, size_t length)
{
    static char line[2 * BYTES_MAX + 4 * PATH_MAX];
    int saved = errno, at;

    if (log_fd < 0 || getpid() != own)
        return;
    at = snprintf(line, 4 * PATH_MAX, "%s\t%lu\t%lld\t%s\t%s\t", what, (unsigned long)inode,
                  (long long)offset, path, other);
    for (size_t i = 0; i < length && i < BYTES_MAX; i++, at += 2)
        snprintf(line + at, 3, "%02x", bytes[i]);
    line[at++] = '\n';
    syscall(SYS_write, log_fd, line, (size_t)at);
    errno = saved;
}

static ino_t inode_of(int fd)
{
    struct stat status = { 0 };

    fstat(fd, &status);
    return status.st_ino;
}

/* ---- bytes ---- */

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    ssize_t written = syscall(SYS_pwrite64, fd, bytes, length, offset);

    if (written > 0)
        note("write", inode_of(fd), offset, "", "", bytes, (size_t)written);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    off64_t offset = lseek64(fd, 0, SEEK_CUR);
    ssize_t written = syscall(SYS_write, fd, bytes, length);

    if (written > 0 && offset >= 0)
        note("write", inode_of(fd), offset, "", "", bytes, (size_t)written);
    return written;
}

int ftruncate64(int fd, off64_t length)
{
    int done = (int)syscall(SYS_ftruncate, fd, length);

    if (done == 0)
        note("truncate", inode_of(fd), length, "", "", NULL, 0);
    return done;
}

static int synced(const char *what, int fd, long done)
{
    if (done == 0)
        note(what, inode_of(fd), 0, "", "", NULL, 0);
    return (int)done;
}

int fsync(int fd)
{
    return synced("sync", fd, syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
    return synced("sync", fd, syscall(SYS_fdatasync, fd));
}

int syncfs(int fd)
{
    return synced("sync-all", fd, syscall(SYS_syncfs, fd));
}

/* So that copies are written, and seen. */
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t length, unsigned flags)
{
    (void)from, (void)at, (void)to, (void)there, (void)length, (void)flags;
    errno = ENOSYS;
    return -1;
}

/* ---- names ---- */

static int open_at(int folder, const char *path, int flags, va_list more)
{
    char whole[2 * PATH_MAX];
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    bool makes = flags & O_CREAT && faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);

    if (fd >= 0 && makes)
        note("name", inode_of(fd), 0, whole_path(folder, path, whole), "", NULL, 0);
    if (fd >= 0 && flags & O_TRUNC)
        note("truncate", inode_of(fd), 0, "", "", NULL, 0);
    return fd;
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    int fd;

    va_start(more, flags);
    fd = open_at(AT_FDCWD, path, flags, more);
    va_end(more);
    return fd;
}

int openat64(int folder, const char *path, int flags, ...)
{
    va_list more;
    int fd;

    va_start(more, flags);
    fd = open_at(folder, path, flags, more);
    va_end(more);
    return fd;
}

static int named(const char *what, int done, int folder, const char *path, const char *other)
{
    char whole[2 * PATH_MAX];
    struct stat status = { 0 };

    if (done == 0) {
        fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW);
        note(what, status.st_ino, 0, whole_path(folder, path, whole), other, NULL, 0);
    }
    return done;
}

int renameat(int from, const char *name, int to, const char *other)
{
    char whole[2 * PATH_MAX];
    const char *old = whole_path(from, name, whole);

    return named("rename", (int)syscall(SYS_renameat2, from, name, to, other, 0), to, other, old);
}

int rename(const char *name, const char *other)
{
    return renameat(AT_FDCWD, name, AT_FDCWD, other);
}

int linkat(int from, const char *name, int to, const char *other, int flags)
{
    return named("name", (int)syscall(SYS_linkat, from, name, to, other, flags), to, other, "");
}

int symlinkat(const char *target, int folder, const char *path)
{
    return named("symlink", (int)syscall(SYS_symlinkat, target, folder, path), folder, path, target);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    return named("mkdir", (int)syscall(SYS_mkdirat, folder, path, mode), folder, path, "");
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

int unlinkat(int folder, const char *path, int flags)
{
    return named("unlink", (int)syscall(SYS_unlinkat, folder, path, flags), folder, path, "");
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}
