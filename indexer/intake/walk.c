#include "indexer/intake/walk.h"

#include "catalog/messages/messages.h"
#include "indexer/intake/identity.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

/* Each level holds a descriptor; nobody nests submissions this deep on purpose. */
#define DEPTH_MAX 200

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

/* Documents, scripts, pictures, subtitles and what else lies beside films; sorted. */
static const char *const attachment_extensions[] = {
    "aep",     "ai",   "ass",  "bak",    "bmp",    "csv",      "db",    "doc",  "docm", "docx", "dps",
    "drp",     "eml",  "et",   "fcpxml", "fdx",    "fountain", "heic",  "heif", "htm",  "html", "idx",
    "ini",     "jpeg", "jpg",  "json",   "key",    "lnk",      "log",   "lrc",  "md",   "md5",  "nfo",
    "numbers", "odp",  "ods",  "odt",    "ofd",    "otf",      "pages", "pdf",  "png",  "ppt",  "pptx",
    "prproj",  "psd",  "rtf",  "sbv",    "sha256", "srt",      "ssa",   "sub",  "svg",  "tif",  "tiff",
    "torrent", "ttf",  "ttml", "txt",    "url",    "vtt",      "webp",  "wps",  "xls",  "xlsx", "xml",
};

static const char *const archive_extensions[] = {
    "001", "002", "003", "7z",  "bz2", "cab", "gz",  "iso",
    "r00", "rar", "tar", "tgz", "xz",  "z01", "zip", "zst",
};

static int compare_extensions(const void *extension, const void *listed)
{
    return g_ascii_strcasecmp(extension, *(const char *const *)listed);
}

static gboolean is_among(const char *extension, const char *const *list, gsize n)
{
    return bsearch(extension, list, n, sizeof *list, compare_extensions) != NULL;
}

FileKind file_kind_of_name(const char *name)
{
    const char *dot = strrchr(name, '.');

    if (!dot)
        return FILE_WORK;
    if (is_among(dot + 1, attachment_extensions, G_N_ELEMENTS(attachment_extensions)))
        return FILE_ATTACHMENT;
    if (is_among(dot + 1, archive_extensions, G_N_ELEMENTS(archive_extensions)))
        return FILE_ARCHIVE;
    return FILE_WORK;
}

/* Compares two runs of digits by value and moves past them; equal values with more leading zeros come later.
 */
static int digits_compare(const char **a, const char **b)
{
    gsize zeros_a = strspn(*a, "0"), zeros_b = strspn(*b, "0");
    gsize length_a = strspn(*a + zeros_a, "0123456789"), length_b = strspn(*b + zeros_b, "0123456789");
    int order = 0;

    if (length_a != length_b)
        order = length_a < length_b ? -1 : 1;
    else
        order = memcmp(*a + zeros_a, *b + zeros_b, length_a);
    *a += zeros_a + length_a;
    *b += zeros_b + length_b;
    return order;
}

static int natural_compare_bytes(const char *a, const char *b)
{
    while (*a && *b) {
        if (g_ascii_isdigit(*a) && g_ascii_isdigit(*b)) {
            int order = digits_compare(&a, &b);
            if (order != 0)
                return order;
        } else if (*a != *b) {
            /* '/' sorts before everything, so that a folder's own content stays together. */
            if (*a == '/' || *b == '/')
                return *a == '/' ? -1 : 1;
            return (guchar)*a < (guchar)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return *a ? 1 : *b ? -1 : 0;
}

/* Nothing in it combines with anything: Latin without accents of its own, common Chinese characters, their punctuation. */
static gboolean is_composed(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (c >= 0x300 && !(c >= 0x4e00 && c <= 0x9fa5) && !(c >= 0x3000 && c <= 0x3029) &&
            !(c >= 0xff01 && c <= 0xff5e))
            return FALSE;
    }
    return TRUE;
}

typedef struct {
    NaturalPlace place;
    char *normal; /* the path in NFC, where that is another text; NULL: it is the same, or no UTF-8 */
    gpointer item;
} Placed;

static void placed_clear(gpointer data)
{
    Placed *placed = data;

    g_free(placed->normal);
}

static int placed_compare(gconstpointer a, gconstpointer b)
{
    const Placed *one = a, *other = b;
    int order = strcmp(one->place.root, other->place.root);

    if (order == 0)
        order = natural_compare_bytes(one->normal ? one->normal : one->place.path,
                                      other->normal ? other->normal : other->place.path);
    return order ? order
                 : strcmp(one->place.path, other->place.path); /* 01 and 1, or two spellings of one name */
}

void natural_sort(GPtrArray *items, NaturalPlace (*place_of)(gconstpointer item))
{
    g_autoptr(GArray) all = g_array_sized_new(FALSE, FALSE, sizeof(Placed), items->len);

    g_array_set_clear_func(all, placed_clear);
    for (guint i = 0; i < items->len; i++) {
        Placed placed = { place_of(items->pdata[i]), NULL, items->pdata[i] };

        if (!is_composed(placed.place.path))
            placed.normal = g_utf8_normalize(placed.place.path, -1, G_NORMALIZE_DEFAULT_COMPOSE);
        g_array_append_val(all, placed);
    }
    g_array_sort(all, placed_compare);
    for (guint i = 0; i < items->len; i++)
        items->pdata[i] = g_array_index(all, Placed, i).item;
}

static NaturalPlace place_of_file(gconstpointer file)
{
    return (NaturalPlace){ "", ((const WalkedFile *)file)->path };
}

static gboolean may_be_alike(char of_pattern, char of_name)
{
    return of_pattern == '*' || of_pattern == '?' || of_pattern == '[' || of_pattern == ']' ||
           g_ascii_tolower(of_pattern) == g_ascii_tolower(of_name);
}

/* fnmatch() takes long, and nearly every pattern is ruled out by how it begins or ends. */
static gboolean is_alike(const char *pattern, const char *name, char last)
{
    return may_be_alike(pattern[0], name[0]) && pattern[0] &&
           may_be_alike(pattern[strlen(pattern) - 1], last) &&
           fnmatch(pattern, name, FNM_CASEFOLD | FNM_NOESCAPE) == 0;
}

static gboolean is_ignored(const char *name, const char *const *ignore)
{
    char last = name[strlen(name) - 1];

    if (name[0] == '.')
        return TRUE;
    for (; *ignore; ignore++) {
        if (is_alike(*ignore, name, last))
            return TRUE;
    }
    return FALSE;
}

/* A key of catalog/messages where there is one, else what the system says. */
static const char *why_not(int error_number)
{
    const char *key = error_number_key(error_number);

    return key ? key : g_strerror(error_number);
}

/* The sum does not depend on the order in which the system lists what lies in a folder. */
static void digest_add(Walk *self, const char *path, const FileStamp *stamp)
{
    XXH128_hash_t of_path = XXH3_128bits(path, strlen(path));
    XXH128_hash_t both = XXH3_128bits_withSeed(stamp, sizeof *stamp, of_path.low64);

    self->digest[0] += both.low64;
    self->digest[1] += both.high64 ^ of_path.high64;
}

static void add_problem(Walk *self, const char *path, gboolean unread, const char *why)
{
    WalkProblem *problem = g_new0(WalkProblem, 1);

    digest_add(self, path, &(FileStamp){ -1, unread, -1, -1 }); /* no file has such a size */
    problem->path = g_strdup(path);
    problem->unread = unread;
    problem->why = g_strdup(why);
    g_ptr_array_add(self->problems, problem);
}

static void add_file(Walk *self, const GString *path, const struct stat *st)
{
    WalkedFile *file = g_malloc(sizeof *file + path->len + 1);

    memcpy(file->path, path->str, path->len + 1);
    file->kind = FILE_WORK;
    file->size = st->st_size;
    file->modified_ns = st->st_mtim.tv_sec * NS_PER_S + st->st_mtim.tv_nsec;
    file->changed_ns = st->st_ctim.tv_sec * NS_PER_S + st->st_ctim.tv_nsec;
    file->device = (gint64)st->st_dev;
    file->inode = (gint64)st->st_ino;
    digest_add(self, path->str, &(FileStamp){ file->size, file->modified_ns, file->device, file->inode });
    g_ptr_array_add(self->files, file);
}

static void walk_folder(Walk *self, int parent, const char *name, GString *path, const char *const *ignore,
                        int depth);

static void walk_entry(Walk *self, int folder, const char *name, GString *path, const char *const *ignore,
                       int depth)
{
    gsize length = path->len;
    struct stat st;

    if (length > 0)
        g_string_append_c(path, '/');
    g_string_append(path, name);
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT) /* gone since it was listed */
            add_problem(self, path->str, TRUE, why_not(errno));
    } else if (S_ISDIR(st.st_mode)) {
        walk_folder(self, folder, name, path, ignore, depth + 1);
    } else if (S_ISREG(st.st_mode)) {
        add_file(self, path, &st);
    } else {
        add_problem(self, path->str, FALSE, WALK_NOT_REGULAR);
    }
    g_string_truncate(path, length);
}

static void walk_folder(Walk *self, int parent, const char *name, GString *path, const char *const *ignore,
                        int depth)
{
    int fd = depth < DEPTH_MAX ? openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;

    if (!folder) {
        add_problem(self, path->str, TRUE, depth < DEPTH_MAX ? why_not(errno) : WALK_TOO_DEEP);
        if (fd >= 0)
            close(fd);
        return;
    }
    for (;;) {
        struct dirent *entry;

        errno = 0;
        entry = readdir(folder);
        if (!entry) {
            if (errno != 0)
                add_problem(self, path->str, TRUE, why_not(errno));
            break;
        }
        if (!is_ignored(entry->d_name, ignore))
            walk_entry(self, dirfd(folder), entry->d_name, path, ignore, depth);
    }
    closedir(folder);
}

static void walk_problem_free(gpointer data)
{
    WalkProblem *problem = data;

    g_free(problem->path);
    g_free(problem->why);
    g_free(problem);
}

Walk *walk(const char *root, const char *const *ignore)
{
    Walk *self = g_new0(Walk, 1);
    g_autoptr(GString) path = g_string_new(NULL);
    struct stat st;

    self->root = g_strdup(root);
    self->files = g_ptr_array_new_with_free_func(g_free);
    self->problems = g_ptr_array_new_with_free_func(walk_problem_free);
    /* The root itself may be a link: the organiser named it. */
    self->device = stat(root, &st) == 0 && S_ISDIR(st.st_mode) ? (gint64)st.st_dev : -1;
    if (self->device < 0) {
        add_problem(self, "", TRUE, why_not(errno ? errno : ENOTDIR));
        return self;
    }
    g_autofree char *inside = g_strconcat(root, "/.", NULL);
    walk_folder(self, AT_FDCWD, inside, path, ignore, 0);
    return self;
}

void walk_sort(Walk *self)
{
    for (guint i = 0; i < self->files->len; i++) {
        WalkedFile *file = self->files->pdata[i];
        const char *name = strrchr(file->path, '/');

        file->kind = file_kind_of_name(name ? name + 1 : file->path);
    }
    natural_sort(self->files, place_of_file);
}

void walk_free(Walk *self)
{
    if (!self)
        return;
    g_free(self->root);
    g_ptr_array_unref(self->files);
    g_ptr_array_unref(self->problems);
    g_free(self);
}

gboolean walk_is_blind_to(const Walk *self, const char *path)
{
    for (guint i = 0; i < self->problems->len; i++) {
        const WalkProblem *problem = self->problems->pdata[i];
        gsize length = strlen(problem->path);

        if (problem->unread && (length == 0 || (strncmp(path, problem->path, length) == 0 &&
                                                (path[length] == '/' || path[length] == '\0'))))
            return TRUE;
    }
    return FALSE;
}
