/* Preloaded into pianmu by the tests: one of its calls fails, or it ends there.
 *
 * PIANMU_FAULT      "WAY N": the Nth call that the way applies to. WAY is the name of an errno, `short` (half is written), `kill`
 *                   (kill -9), `null` (of the calls that ask for memory) or `list` (none fails).
 * PIANMU_FAULT_LOG  a file that is told which call it was; with `list` of each; with `null`, where N is more than there were, how many.
 *
 * The examiner is not concerned: it is started with an empty environment. What the C library calls by itself is not seen. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static enum { OFF, FAIL, SHORT, KILL, NULLS, LIST } way;
static long at, calls;
static int code, log_fd = -1;
static pid_t own;

static const struct {
    const char *name;
    int code;
} codes[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO }, { "EINTR", EINTR } };

static void read_way(const char *name)
{
    way = strcmp(name, "short") == 0  ? SHORT
          : strcmp(name, "kill") == 0 ? KILL
          : strcmp(name, "null") == 0 ? NULLS
          : strcmp(name, "list") == 0 ? LIST
                                      : FAIL;
    code = ENOMEM;
    for (size_t i = 0; way == FAIL && i < sizeof codes / sizeof *codes; i++)
        code = strcmp(name, codes[i].name) == 0 ? codes[i].code : code;
}

__attribute__((constructor)) static void begin(void)
{
    const char *wanted = getenv("PIANMU_FAULT"), *path = getenv("PIANMU_FAULT_LOG");
    char name[16] = "";

    if (!wanted || sscanf(wanted, "%15s %ld", name, &at) != 2)
        return;
    if (path)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    own = getpid();
    read_way(name);
}

static void tell(const char *call, int fd, const char *path)
{
    char line[600], target[512] = "", link[32];
    int length;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (!path && fd >= 0 && readlink(link, target, sizeof target - 1) > 0)
        path = target;
    length = snprintf(line, sizeof line, "%s %.500s\n", call, path ? path : "");
    syscall(SYS_write, log_fd, line, (size_t)length);
}

__attribute__((destructor)) static void end(void)
{
    char line[32];
    int length = snprintf(line, sizeof line, "%ld\n", calls);

    if (way == NULLS && getpid() == own && calls < at)
        syscall(SYS_write, log_fd, line, (size_t)length);
}

/* Whether this call is the one. A child that has not become another program yet is not concerned. */
static bool is_struck(bool applies, const char *call, int fd, const char *path)
{
    int before = errno;

    if (!applies || getpid() != own || (++calls != at && way != LIST))
        return false;
    tell(call, fd, path);
    if (way == KILL)
        kill(own, SIGKILL);
    errno = way == LIST ? before : code;
    return way != LIST;
}

static bool fails(const char *call, int fd, const char *path)
{
    return is_struck(way == FAIL || way == KILL || way == LIST, call, fd, path);
}

static bool is_short(const char *call, int fd, size_t length)
{
    return is_struck(way == SHORT && length > 1, call, fd, NULL);
}

/* ---- writing ---- */

ssize_t write(int fd, const void *bytes, size_t length)
{
    if (fails("write", fd, NULL))
        return -1;
    return syscall(SYS_write, fd, bytes, is_short("write", fd, length) ? length / 2 : length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    if (fails("pwrite64", fd, NULL))
        return -1;
    return syscall(SYS_pwrite64, fd, bytes, is_short("pwrite64", fd, length) ? length / 2 : length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return pwrite64(fd, bytes, length, offset);
}

int ftruncate64(int fd, off64_t length)
{
    return fails("ftruncate", fd, NULL) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate(int fd, off_t length)
{
    return ftruncate64(fd, length);
}

int fsync(int fd)
{
    return fails("fsync", fd, NULL) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return fails("fdatasync", fd, NULL) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int syncfs(int fd)
{
    return fails("syncfs", fd, NULL) ? -1 : (int)syscall(SYS_syncfs, fd);
}

/* ---- opening and closing ---- */

static int open_at(int folder, const char *path, int flags, va_list more)
{
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;

    return fails("openat", -1, path) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define OPENS(name)                                                                                          \
    int name(const char *path, int flags, ...)                                                               \
    {                                                                                                        \
        va_list more;                                                                                        \
        va_start(more, flags);                                                                               \
        int fd = open_at(AT_FDCWD, path, flags, more);                                                       \
        va_end(more);                                                                                        \
        return fd;                                                                                           \
    }
#define OPENS_AT(name)                                                                                       \
    int name(int folder, const char *path, int flags, ...)                                                   \
    {                                                                                                        \
        va_list more;                                                                                        \
        va_start(more, flags);                                                                               \
        int fd = open_at(folder, path, flags, more);                                                         \
        va_end(more);                                                                                        \
        return fd;                                                                                           \
    }
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

/* What `open` becomes where a program is built with checks. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int __open_2(const char *path, int flags)
{
    return open(path, flags);
}

int __open64_2(const char *path, int flags)
{
    return open(path, flags);
}

/* It is closed all the same, as Linux does. */
int close(int fd)
{
    bool failing = fails("close", fd, NULL);
    int closed = (int)syscall(SYS_close, fd);

    if (failing)
        errno = code;
    return failing ? -1 : closed;
}

/* ---- names ---- */

int renameat2(int from, const char *name, int to, const char *other, unsigned flags)
{
    return fails("rename", -1, other) ? -1 : (int)syscall(SYS_renameat2, from, name, to, other, flags);
}

int renameat(int from, const char *name, int to, const char *other)
{
    return renameat2(from, name, to, other, 0);
}

int rename(const char *name, const char *other)
{
    return renameat2(AT_FDCWD, name, AT_FDCWD, other, 0);
}

/* ---- memory ---- */

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
    if (fails("mmap", fd, NULL))
        return MAP_FAILED;
    return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    return mmap64(address, length, protection, flags, fd, offset);
}

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);

static bool has_no_memory(const char *call)
{
    return way == NULLS && is_struck(true, call, -1, NULL);
}

void *malloc(size_t size)
{
    return has_no_memory("malloc") ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return has_no_memory("calloc") ? NULL : __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
    return size > 0 && has_no_memory("realloc") ? NULL : __libc_realloc(memory, size);
}

/* ---- stdio, whose own calls are not seen ---- */

/* ISO C has no conversion from void * to a function. */
#define REAL(function, pointer)                                                                              \
    __typeof__(function) *pointer;                                                                           \
    *(void **)&pointer = dlsym(RTLD_NEXT, #function)

int fflush(FILE *file)
{
    REAL(fflush, real);
    bool failing = file && fails("fflush", fileno(file), NULL);
    int flushed = real(file);

    if (failing)
        errno = code;
    return failing ? EOF : flushed;
}

int fclose(FILE *file)
{
    REAL(fclose, real);
    bool failing = fails("fclose", fileno(file), NULL);
    int closed = real(file);

    if (failing)
        errno = code;
    return failing ? EOF : closed;
}

FILE *fopen64(const char *path, const char *mode)
{
    REAL(fopen64, real);

    return fails("fopen", -1, path) ? NULL : real(path, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    return fopen64(path, mode);
}

/* ---- listing: NULL and an errno, where the end is NULL and none ---- */

struct dirent64 *readdir64(DIR *folder)
{
    REAL(readdir64, real);

    return fails("readdir", dirfd(folder), NULL) ? NULL : real(folder);
}

struct dirent *readdir(DIR *folder)
{
    REAL(readdir, real);

    return fails("readdir", dirfd(folder), NULL) ? NULL : real(folder);
}
