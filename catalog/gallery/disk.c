#include "catalog/gallery/disk.h"

#include "catalog/gallery/gallery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PIECE      ((gsize)256 * 1024)
#define COPY_PIECE ((size_t)1 << 30)

gboolean disk_failed(GError **error, const char *doing, const char *what)
{
    int saved = errno;

    g_set_error(error, GALLERY_ERROR,
                saved == ENOSPC || saved == EDQUOT ? GALLERY_ERROR_NO_SPACE : GALLERY_ERROR_FAILED,
                "%s '%s': %s", doing, what, g_strerror(saved));
    return FALSE;
}

int disk_open_folder(int parent, const char *name, gboolean make, GError **error)
{
    int fd;

    if (make && mkdirat(parent, name, 0755) < 0 && errno != EEXIST) {
        disk_failed(error, "making the folder", name);
        return -1;
    }
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (make ? O_NOFOLLOW : 0));
    if (fd < 0)
        disk_failed(error, "opening the folder", name);
    return fd;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *disk_names(int folder, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);

    if (!listing) {
        disk_failed(error, "listing", ".");
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    for (const struct dirent *entry; errno = 0, (entry = readdir(listing));)
        if (!g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    if (errno != 0) {
        disk_failed(error, "listing", ".");
        closedir(listing);
        return NULL;
    }
    closedir(listing);
    g_ptr_array_sort(names, compare_names);
    return g_steal_pointer(&names);
}

gboolean disk_remove_tree(int parent, const char *name, GError **error)
{
    int folder;
    gboolean fine = TRUE;

    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return TRUE;
    folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return disk_failed(error, "removing", name);

    g_autoptr(GPtrArray) names = disk_names(folder, error);
    for (guint i = 0; fine && names && i < names->len; i++)
        fine = disk_remove_tree(folder, g_ptr_array_index(names, i), error);
    close(folder);
    if (!names || !fine)
        return FALSE;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 ? TRUE : disk_failed(error, "removing", name);
}

int disk_open_beneath(const char *root, const char *path)
{
    struct open_how how = {
        .flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct stat status;
    int fd;

    if (folder < 0)
        return -1;
    fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    close(folder);
    if (fd >= 0 && (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    return fd;
}

static int create(int folder, const char *path, GError **error)
{
    int fd = openat(folder, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

    if (fd < 0)
        disk_failed(error, "writing", path);
    return fd;
}

static gboolean write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        gssize written = write(fd, bytes, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

gboolean disk_write(int folder, const char *path, const GString *bytes, GError **error)
{
    int fd = create(folder, path, error);
    gboolean fine;

    if (fd < 0)
        return FALSE;
    fine = write_all(fd, bytes->str, bytes->len) || disk_failed(error, "writing", path);
    if (close(fd) < 0 && fine)
        fine = disk_failed(error, "writing", path);
    return fine;
}

/* Read and write, for file systems between which the kernel cannot copy. */
static gboolean copy_by_hand(int from, int to)
{
    g_autofree char *piece = g_malloc(PIECE);
    off_t at = lseek(to, 0, SEEK_CUR);

    for (;;) {
        gssize got = pread(from, piece, PIECE, at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if (!write_all(to, piece, (gsize)got))
            return FALSE;
        at += got;
    }
}

static gboolean kernel_cannot_copy(int code)
{
    return code == EXDEV || code == ENOSYS || code == EOPNOTSUPP || code == EINVAL || code == EPERM;
}

static gboolean copy_all(int from, int to)
{
    off_t at = 0;

    if (ioctl(to, FICLONE, from) == 0)
        return TRUE;
    for (;;) {
        gssize copied = copy_file_range(from, &at, to, NULL, COPY_PIECE, 0);

        if (copied > 0 || (copied < 0 && errno == EINTR))
            continue;
        /* Some file systems answer 0 for what they cannot copy. */
        return copied == 0 || kernel_cannot_copy(errno) ? copy_by_hand(from, to) : FALSE;
    }
}

gboolean disk_copy(int from, int folder, const char *path, GError **error)
{
    int fd = create(folder, path, error);
    gboolean fine;

    if (fd < 0)
        return FALSE;
    fine = copy_all(from, fd) || disk_failed(error, "copying", path);
    if (close(fd) < 0 && fine)
        fine = disk_failed(error, "copying", path);
    return fine;
}

gboolean disk_copy_bytes(int from, int folder, const char *path, gboolean flush, GError **error)
{
    int fd = create(folder, path, error);
    gboolean fine;

    if (fd < 0)
        return FALSE;
    fine = (copy_by_hand(from, fd) && (!flush || fdatasync(fd) == 0)) || disk_failed(error, "copying", path);
    if (close(fd) < 0 && fine)
        fine = disk_failed(error, "copying", path);
    return fine;
}

gboolean disk_is_folder(int folder, const char *path)
{
    struct open_how how = {
        .flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

gboolean disk_holds(int folder, const char *path, const GString *bytes)
{
    int fd = folder < 0 ? -1 : openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    g_autofree char *held = g_malloc(bytes->len + 1);
    gsize length = 0;
    gssize got = 0;

    if (fd < 0)
        return FALSE;
    while (length <= bytes->len && (got = read(fd, held + length, bytes->len + 1 - length)) > 0)
        length += (gsize)got;
    close(fd);
    return got == 0 && length == bytes->len && memcmp(held, bytes->str, length) == 0;
}

static char *hex_of(const guchar *digest, unsigned length)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = g_malloc0(2 * (gsize)length + 1);

    for (unsigned i = 0; i < length; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    return hex;
}

char *disk_sha256(const GString *bytes)
{
    guchar digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    if (!EVP_Digest(bytes->str, bytes->len, digest, &length, EVP_sha256(), NULL))
        g_error("SHA-256 is not to be had from libcrypto");
    return hex_of(digest, length);
}

static gboolean digest_file(int fd, EVP_MD_CTX *context, GError **error)
{
    g_autofree guchar *piece = g_malloc(PIECE);
    off_t at = 0;

    for (;;) {
        gssize got = pread(fd, piece, PIECE, at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return disk_failed(error, "reading", "a picture");
        if (got == 0)
            return TRUE;
        EVP_DigestUpdate(context, piece, (gsize)got);
        at += got;
    }
}

char *disk_file_identity(int fd, GError **error)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    guchar digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    gboolean fine;

    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    fine = digest_file(fd, context, error);
    EVP_DigestFinal_ex(context, digest, &length);
    EVP_MD_CTX_free(context);
    if (!fine)
        return NULL;

    g_autofree char *hex = hex_of(digest, length);
    return g_strdup_printf("sha256:%s", hex);
}
