#include "indexer/intake/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xxhash.h>

#define MIB        (1024 * 1024)
#define BLOCK      (64 * 1024)
#define BLOCKS     16
#define PATH_PIECE 4000 /* the kernel takes paths of up to 4096 bytes at a time */
#define NS_PER_S   G_GINT64_CONSTANT(1000000000)

G_DEFINE_QUARK(pianmu - identity - error - quark, identity_error)

/* Where the kernel has no openat2: one component at a time, none of them a link or a way up. */
static int open_stepwise(int folder, const char *path, int flags)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);

    for (char **step = steps; *step && at >= 0; step++) {
        gboolean bad = !**step || strcmp(*step, "..") == 0;
        int next =
            bad ? -1 : openat(at, *step, (step[1] ? O_PATH | O_DIRECTORY : flags) | O_NOFOLLOW | O_CLOEXEC);
        int saved = bad ? EXDEV : errno;

        close(at);
        errno = saved;
        at = next;
    }
    return at;
}

static int open_beneath(int folder, const char *path, int flags)
{
    struct open_how how = {
        .flags = (guint64)(flags | O_CLOEXEC),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);

    return fd < 0 && errno == ENOSYS ? open_stepwise(folder, path, flags) : fd;
}

/* Opens in pieces, so that a path may be longer than the kernel takes at once. Closes `folder`. */
static int open_piecewise(int folder, const char *path)
{
    while (folder >= 0 && strlen(path) > PATH_PIECE) {
        g_autofree char *piece = g_strndup(path, PATH_PIECE);
        char *slash = strrchr(piece, '/');
        int next;

        if (!slash) {
            close(folder);
            errno = ENAMETOOLONG;
            return -1;
        }
        *slash = '\0';
        next = open_beneath(folder, piece, O_PATH | O_DIRECTORY);
        close(folder);
        folder = next;
        path += (slash - piece) + 1;
    }
    if (folder < 0)
        return -1;
    int fd = open_beneath(folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    int saved = errno;
    close(folder);
    errno = saved;
    return fd;
}

gboolean identity_stamp(int fd, FileStamp *stamp, GError **error)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        g_set_error_literal(error, IDENTITY_ERROR, IDENTITY_ERROR_OPEN, "it is no regular file");
        return FALSE;
    }
    *stamp = (FileStamp){ st.st_size, st.st_mtim.tv_sec * NS_PER_S + st.st_mtim.tv_nsec, (gint64)st.st_dev,
                          (gint64)st.st_ino };
    return TRUE;
}

gboolean identity_still_holds(int fd, const FileStamp *stamp, GError **error)
{
    FileStamp now;

    if (identity_stamp(fd, &now, NULL) && now.size == stamp->size && now.device == stamp->device &&
        now.inode == stamp->inode && now.modified_ns == stamp->modified_ns)
        return TRUE;
    g_set_error_literal(error, IDENTITY_ERROR, IDENTITY_ERROR_CHANGED,
                        "the file changed while it was being read");
    return FALSE;
}

int identity_open(const char *root, const char *path, const FileStamp *stamp, GError **error)
{
    int fd = open_piecewise(open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), path);
    FileStamp now;

    if (fd < 0) {
        gboolean gone = errno == ENOENT || errno == ENOTDIR || errno == ESTALE;

        g_set_error_literal(error, IDENTITY_ERROR, gone ? IDENTITY_ERROR_GONE : IDENTITY_ERROR_OPEN,
                            g_strerror(errno));
        return -1;
    }
    if (!(stamp ? identity_still_holds(fd, stamp, error) : identity_stamp(fd, &now, error))) {
        close(fd);
        return -1;
    }
    return fd;
}

static gboolean read_at(int fd, guint8 *buffer, gsize length, gint64 offset, GError **error)
{
    while (length > 0) {
        gssize got = pread(fd, buffer, length, offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            g_set_error_literal(error, IDENTITY_ERROR, got < 0 ? IDENTITY_ERROR_OPEN : IDENTITY_ERROR_CHANGED,
                                got < 0 ? g_strerror(errno)
                                        : "the file became shorter while it was being read");
            return FALSE;
        }
        buffer += got;
        offset += got;
        length -= (gsize)got;
    }
    return TRUE;
}

static XXH3_state_t *content_begin(gint64 size)
{
    XXH3_state_t *state = XXH3_createState();
    guint64 size_le = GUINT64_TO_LE((guint64)size);

    XXH3_128bits_reset(state);
    XXH3_128bits_update(state, &size_le, sizeof size_le);
    return state;
}

static gboolean content_add(XXH3_state_t *state, int fd, gsize length, gint64 offset, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(length);

    if (!read_at(fd, buffer, length, offset, error))
        return FALSE;
    XXH3_128bits_update(state, buffer, length);
    return TRUE;
}

static char *content_end(XXH3_state_t *state, gboolean good)
{
    XXH128_hash_t hash = XXH3_128bits_digest(state);

    XXH3_freeState(state);
    return good ? g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                                  (guint64)hash.high64, (guint64)hash.low64)
                : NULL;
}

char *identity_content(int fd, gint64 size, GError **error)
{
    XXH3_state_t *state = content_begin(size);
    gboolean good;

    if (size <= IDENTITY_WHOLE_MAX)
        return content_end(state, content_add(state, fd, (gsize)size, 0, error));
    posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM); /* nothing is wanted of what lies around the blocks */
    good = content_add(state, fd, MIB, 0, error);
    for (gint64 i = 1; good && i <= BLOCKS; i++)
        good = content_add(state, fd, BLOCK, size / (BLOCKS + 1) * i, error);
    return content_end(state, good && content_add(state, fd, MIB, size - MIB, error));
}

char *identity_content_whole(int fd, gint64 size, GError **error)
{
    XXH3_state_t *state = content_begin(size);
    gboolean good = TRUE;

    for (gint64 offset = 0; good && offset < size; offset += MIB)
        good = content_add(state, fd, (gsize)MIN(MIB, size - offset), offset, error);
    return content_end(state, good);
}

static gboolean digest_file(int fd, EVP_MD_CTX *digest, gint64 deadline_us, const gboolean *interrupted,
                            GError **error)
{
    g_autofree guint8 *buffer = g_malloc(MIB);

    for (gint64 offset = 0;;) {
        gssize got = pread(fd, buffer, MIB, offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            g_set_error_literal(error, IDENTITY_ERROR, IDENTITY_ERROR_OPEN, g_strerror(errno));
            return FALSE;
        }
        if (got == 0)
            return TRUE;
        EVP_DigestUpdate(digest, buffer, (gsize)got);
        offset += got;
        if ((interrupted && *interrupted) || (deadline_us > 0 && g_get_monotonic_time() > deadline_us)) {
            g_set_error_literal(error, IDENTITY_ERROR, IDENTITY_ERROR_TIME, "the time was up");
            return FALSE;
        }
    }
}

char *identity_sha256(int fd, gint64 deadline_us, const gboolean *interrupted, GError **error)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    guint8 bytes[32];
    char *hex = NULL;

    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    if (digest_file(fd, digest, deadline_us, interrupted, error)) {
        EVP_DigestFinal_ex(digest, bytes, NULL);
        hex = g_malloc(sizeof bytes * 2 + 1);
        for (gsize i = 0; i < sizeof bytes; i++)
            g_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    }
    EVP_MD_CTX_free(digest);
    return hex;
}
