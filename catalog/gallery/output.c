#include "catalog/gallery/output.h"

#include "catalog/gallery/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MANIFEST     "MANIFEST"
#define MANIFEST_NEW "MANIFEST.new"
#define PART         ".part"      /* of a file that is being written */
#define FIRST_PAGE   "index.html" /* a folder without it is not finished */
#define LARGE                                                                                                \
    ((gint64)1024 * 1024) /* bytes from which a file is flushed by itself and trusted after an interruption */
#define FOLDERS_NEED   ((gint64)2 * 1024 * 1024) /* bytes that folders and lists take */
#define NAME_BYTES_MAX 255

typedef struct {
    char *identity;
    gint64 size;
    gboolean kept; /* it lies there already */
} Entry;

struct Output {
    char *dir;
    int folder;            /* -1: it does not exist yet */
    gboolean writing;      /* the second time */
    GHashTable *published; /* path → Entry *, of the gallery that lies there */
    GHashTable *promised;  /* the same, of one that was not finished */
    GHashTable *planned;   /* the same, of the first putting */
    GHashTable *entries;   /* the same, of this putting */
    GHashTable *spellings; /* path without regard to case → path */
    GPtrArray *waiting;    /* of char *: paths whose new file waits for output_publish() */
    OutputProgress progress;
    gpointer user;
    gint64 written, to_write; /* bytes, the second time */
    char *header;             /* of what is published, or was to be; NULL: nothing */
};

static void entry_free(gpointer data)
{
    Entry *entry = data;

    g_free(entry->identity);
    g_free(entry);
}

static GHashTable *entries_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
}

static void record(GHashTable *entries, const char *path, char *identity, gint64 size, gboolean kept)
{
    Entry *entry = g_new0(Entry, 1);

    *entry = (Entry){ identity, size, kept };
    g_hash_table_replace(entries, g_strdup(path), entry);
}

/* ---- names ---- */

static gboolean is_reserved_by_windows(const char *name)
{
    static const char *const reserved[] = { "con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4",
                                            "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3",
                                            "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", NULL };
    g_autofree char *stem = g_ascii_strdown(name, (gssize)strcspn(name, "."));

    return g_strv_contains(reserved, stem);
}

static gboolean name_is_portable(const char *name)
{
    gsize length = strlen(name);

    if (length == 0 || length > NAME_BYTES_MAX || !g_utf8_validate(name, -1, NULL) || *name == '.' ||
        name[length - 1] == '.' || name[length - 1] == ' ' || is_reserved_by_windows(name))
        return FALSE;
    for (; *name; name++)
        if ((guchar)*name < ' ' || *name == 0x7f || strchr("<>:\"/\\|?*", *name))
            return FALSE;
    return TRUE;
}

gboolean output_path_is_portable(const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);

    for (char **name = names; *name; name++)
        if (!name_is_portable(*name))
            return FALSE;
    return *names != NULL;
}

static gboolean check_path(Output *output, const char *path, GError **error)
{
    g_autofree char *spelling = g_utf8_casefold(path, -1);
    const char *other = g_hash_table_lookup(output->spellings, spelling);

    if (!output_path_is_portable(path) || (other && !g_str_equal(other, path))) {
        g_set_error_literal(error, GALLERY_ERROR, GALLERY_ERROR_NAME, path);
        return FALSE;
    }
    g_hash_table_replace(output->spellings, g_steal_pointer(&spelling), g_strdup(path));
    return TRUE;
}

/* ---- what lies there ---- */

/* The header; the lines behind it go into `entries`. Whoever else wrote the list, no path of it leads out of the folder. */
static char *read_list(int folder, const char *name, GHashTable *entries)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d/%s", folder, name);
    char *text = NULL, *list;

    if (folder < 0 || !g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    list = strstr(text, "\n\n");
    g_auto(GStrv) lines = g_strsplit(list ? list + 2 : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 3);
        gint64 size;

        if (g_strv_length(words) == 3 && g_ascii_string_to_signed(words[1], 10, 0, G_MAXINT64, &size, NULL) &&
            output_path_is_portable(words[2]))
            record(entries, words[2], g_strdup(words[0]), size, FALSE);
    }
    if (list)
        list[1] = '\0';
    return text;
}

static gboolean is_empty(int folder)
{
    g_autoptr(GPtrArray) names = disk_names(folder, NULL);

    return names && names->len == 0;
}

static gboolean recognise(Output *output, GError **error)
{
    g_autofree char *unfinished = read_list(output->folder, MANIFEST_NEW, output->promised);

    output->header = read_list(output->folder, MANIFEST, output->published);
    if (!output->header)
        output->header = g_steal_pointer(&unfinished);
    if (output->header ? strstr(output->header, "\noutput yes\n") != NULL : is_empty(output->folder))
        return TRUE;
    g_set_error(error, GALLERY_ERROR, GALLERY_ERROR_TAKEN, "'%s' is neither empty nor an earlier gallery",
                output->dir);
    return FALSE;
}

Output *output_open(const char *dir, GError **error)
{
    g_autoptr(Output) output = g_new0(Output, 1);

    output->dir = g_canonicalize_filename(dir, NULL);
    output->published = entries_new();
    output->promised = entries_new();
    output->planned = entries_new();
    output->entries = entries_new();
    output->spellings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    output->waiting = g_ptr_array_new_with_free_func(g_free);
    output->folder = open(output->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (output->folder >= 0)
        return recognise(output, error) ? g_steal_pointer(&output) : NULL;

    if (errno != ENOENT) {
        disk_failed(error, "opening the folder", output->dir);
        return NULL;
    }
    g_autofree char *around = g_path_get_dirname(output->dir);
    if (g_file_test(around, G_FILE_TEST_IS_DIR))
        return g_steal_pointer(&output);
    g_set_error_literal(error, GALLERY_ERROR, GALLERY_ERROR_ABSENT, around);
    return NULL;
}

void output_free(Output *output)
{
    if (!output)
        return;
    if (output->folder >= 0)
        close(output->folder);
    g_hash_table_unref(output->published);
    g_hash_table_unref(output->promised);
    g_hash_table_unref(output->planned);
    g_hash_table_unref(output->entries);
    g_hash_table_unref(output->spellings);
    g_ptr_array_unref(output->waiting);
    g_free(output->header);
    g_free(output->dir);
    g_free(output);
}

const char *output_header(const Output *output)
{
    return output->header;
}

/* ---- putting ---- */

/* No symbolic link on the way: a stick from elsewhere must not have us write beside it. */
static gboolean make_folder_of(Output *output, const char *path, GError **error)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        g_autofree char *folder = g_strndup(path, slash - path);
        struct stat status;

        if (mkdirat(output->folder, folder, 0755) < 0 && errno != EEXIST)
            return disk_failed(error, "making the folder", folder);
        if (fstatat(output->folder, folder, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(status.st_mode)) {
            errno = ENOTDIR;
            return disk_failed(error, "making the folder", folder);
        }
    }
    return TRUE;
}

/* Not every file system puts one file in another's place in one step. */
static gboolean move_into_place(Output *output, const char *path, GError **error)
{
    g_autofree char *part = g_strconcat(path, PART, NULL);

    if (renameat(output->folder, part, output->folder, path) == 0 ||
        (unlinkat(output->folder, path, 0) == 0 && renameat(output->folder, part, output->folder, path) == 0))
        return TRUE;
    return disk_failed(error, "writing", path);
}

static void tell(Output *output, gint64 size)
{
    output->written += size;
    if (output->progress)
        output->progress(output->written, output->to_write, output->user);
}

void output_tell(Output *output, OutputProgress progress, gpointer user)
{
    output->progress = progress;
    output->user = user;
}

/* What an earlier gallery has stays until all of the new one is there. */
static gboolean show(Output *output, const char *path, GError **error)
{
    if (!g_hash_table_contains(output->published, path) && !g_str_equal(path, FIRST_PAGE))
        return move_into_place(output, path, error);
    g_ptr_array_add(output->waiting, g_strdup(path));
    return TRUE;
}

static gboolean remove_part(Output *output, const char *part, GError **error)
{
    return unlinkat(output->folder, part, 0) == 0 || errno == ENOENT ? TRUE
                                                                     : disk_failed(error, "removing", part);
}

static gboolean was_kept(const Output *output, const char *path, const char *identity)
{
    const Entry *planned = g_hash_table_lookup(output->planned, path);

    return planned && planned->kept && g_str_equal(planned->identity, identity);
}

gboolean output_put(Output *output, const char *path, const GString *bytes, GError **error)
{
    g_autofree char *hash = disk_sha256(bytes);
    g_autofree char *identity = g_strdup_printf("sha256:%s", hash);
    g_autofree char *part = g_strconcat(path, PART, NULL);
    gboolean kept;

    if (!check_path(output, path, error))
        return FALSE;
    kept = output->writing ? was_kept(output, path, identity) : disk_holds(output->folder, path, bytes);
    if (output->writing && !kept &&
        (!make_folder_of(output, path, error) || !remove_part(output, part, error) ||
         !disk_write(output->folder, part, bytes, error) || !show(output, path, error)))
        return FALSE;
    if (output->writing && !kept)
        tell(output, (gint64)bytes->len);
    record(output->entries, path, g_steal_pointer(&identity), (gint64)bytes->len, kept);
    return TRUE;
}

static gboolean is_listed(GHashTable *entries, const char *path, const char *identity)
{
    const Entry *entry = g_hash_table_lookup(entries, path);

    return entry && g_str_equal(entry->identity, identity);
}

/* By the lists: films are not read again. One that an unfinished run copied had its own flush if it is large, and is copied anew if not. */
static gboolean lies_there(const Output *output, const char *path, const char *identity, gint64 size)
{
    struct stat status;

    if (output->folder < 0 || fstatat(output->folder, path, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
        !S_ISREG(status.st_mode) || status.st_size != size)
        return FALSE;
    return is_listed(output->published, path, identity) ||
           (size >= LARGE && is_listed(output->promised, path, identity));
}

static gboolean copy(Output *output, const char *path, int fd, gint64 size, GError **error)
{
    g_autofree char *part = g_strconcat(path, PART, NULL);

    if (!make_folder_of(output, path, error) || !remove_part(output, part, error))
        return FALSE;
    if (disk_copy_bytes(fd, output->folder, part, size >= LARGE, error))
        return show(output, path, error);
    unlinkat(output->folder, part, 0); /* half a film is of no use, and takes room */
    return FALSE;
}

/* The first putting has read it; NULL: this one has to. */
static char *known_identity(const Output *output, const char *path, gint64 size)
{
    const Entry *planned = g_hash_table_lookup(output->planned, path);

    return planned && planned->size == size ? g_strdup(planned->identity) : NULL;
}

gboolean output_put_file(Output *output, const char *path, int fd, const char *identity, GError **error)
{
    struct stat status;
    g_autofree char *own = NULL;
    gboolean kept;

    if (!check_path(output, path, error))
        return FALSE;
    if (fstat(fd, &status) < 0)
        return disk_failed(error, "reading", path);
    own = identity ? g_strdup(identity) : known_identity(output, path, status.st_size);
    if (!own && !(own = disk_file_identity(fd, error)))
        return FALSE;
    kept = output->writing ? was_kept(output, path, own) : lies_there(output, path, own, status.st_size);
    if (output->writing && !kept && !copy(output, path, fd, status.st_size, error))
        return FALSE;
    if (output->writing && !kept)
        tell(output, status.st_size);
    record(output->entries, path, g_steal_pointer(&own), status.st_size, kept);
    return TRUE;
}

gboolean output_has(const Output *output, const char *path)
{
    return g_hash_table_contains(output->entries, path);
}

/* ---- how much it is ---- */

static gint64 whole_blocks(gint64 size, gint64 block)
{
    return (size + block - 1) / block * block;
}

static void measure_disk(const Output *output, struct statvfs *disk)
{
    g_autofree char *around = g_path_get_dirname(output->dir);

    if ((output->folder >= 0 ? fstatvfs(output->folder, disk) : statvfs(around, disk)) < 0 ||
        disk->f_frsize == 0)
        *disk = (struct statvfs){ .f_frsize = 1, .f_bavail = G_MAXINT64 }; /* it does not say: writing will */
}

void output_measure(const Output *output, OutputPlan *plan)
{
    GHashTableIter entries;
    gpointer value;
    struct statvfs disk;

    measure_disk(output, &disk);
    plan->files = plan->new_files = 0;
    plan->bytes = plan->new_bytes = 0;
    plan->needed_bytes = FOLDERS_NEED;
    plan->free_bytes =
        (gint64)MIN((guint64)disk.f_bavail, (guint64)G_MAXINT64 / disk.f_frsize) * (gint64)disk.f_frsize;
    g_hash_table_iter_init(&entries, output->entries);
    while (g_hash_table_iter_next(&entries, NULL, &value)) {
        const Entry *entry = value;

        plan->files++;
        plan->bytes += entry->size;
        if (entry->kept)
            continue;
        plan->new_files++;
        plan->new_bytes += entry->size;
        plan->needed_bytes += whole_blocks(entry->size, (gint64)disk.f_frsize);
    }
    if (plan->new_files == 0)
        plan->needed_bytes = 0;
}

static GString *list_of(GHashTable *entries, const char *header)
{
    GString *list = g_string_new(header);
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(entries), (GCompareFunc)strcmp);

    g_string_append_c(list, '\n');
    for (const GList *at = paths; at; at = at->next) {
        const Entry *entry = g_hash_table_lookup(entries, at->data);
        g_string_append_printf(list, "%s %" G_GINT64_FORMAT " %s\n", entry->identity, entry->size,
                               (const char *)at->data);
    }
    return list;
}

gboolean output_is_current(const Output *output, const char *header)
{
    g_autoptr(GString) list = list_of(output->entries, header);
    GHashTableIter entries;
    gpointer entry;

    g_hash_table_iter_init(&entries, output->entries);
    while (g_hash_table_iter_next(&entries, NULL, &entry))
        if (!((const Entry *)entry)->kept)
            return FALSE;
    return g_hash_table_size(output->promised) == 0 && disk_holds(output->folder, MANIFEST, list);
}

/* ---- writing ---- */

static gboolean write_list(Output *output, const char *name, const GString *list, GError **error)
{
    g_autofree char *part = g_strconcat(name, PART, NULL);

    return remove_part(output, part, error) && disk_write(output->folder, part, list, error) &&
           move_into_place(output, name, error);
}

/* Halves of files that an interrupted run was writing. */
static gboolean remove_parts(Output *output, GHashTable *entries, GError **error)
{
    GHashTableIter paths;
    gpointer path;

    g_hash_table_iter_init(&paths, entries);
    while (g_hash_table_iter_next(&paths, &path, NULL)) {
        g_autofree char *part = g_strconcat(path, PART, NULL);
        g_autofree char *folder = g_path_get_dirname(path);

        if (disk_is_folder(output->folder, folder) && !remove_part(output, part, error))
            return FALSE;
    }
    return TRUE;
}

gboolean output_begin(Output *output, const char *header, GError **error)
{
    GHashTable *planned = output->planned;
    g_autoptr(GString) list = list_of(output->entries, header);
    OutputPlan plan = { 0 };

    output_measure(output, &plan);
    output->to_write = plan.new_bytes;
    output->planned = output->entries;
    output->entries = planned;
    g_hash_table_remove_all(output->entries);
    output->writing = TRUE;
    if (output->folder < 0)
        output->folder = disk_open_folder(AT_FDCWD, output->dir, TRUE, error);
    return output->folder >= 0 && remove_parts(output, output->promised, error) &&
           write_list(output, MANIFEST_NEW, list, error);
}

static gboolean flush(Output *output, GError **error)
{
    return syncfs(output->folder) == 0 ? TRUE : disk_failed(error, "writing", output->dir);
}

static gboolean show_waiting(Output *output, GError **error)
{
    for (guint i = 0; i < output->waiting->len; i++)
        if (!move_into_place(output, g_ptr_array_index(output->waiting, i), error))
            return FALSE;
    g_ptr_array_set_size(output->waiting, 0);
    return TRUE;
}

/* Folders that are empty now go as well; what cannot be removed stays. */
static void remove_absent(Output *output, GHashTable *earlier)
{
    GHashTableIter paths;
    gpointer path;

    g_hash_table_iter_init(&paths, earlier);
    while (g_hash_table_iter_next(&paths, &path, NULL)) {
        g_autofree char *folder = g_path_get_dirname(path);

        if (g_hash_table_contains(output->entries, path) || !disk_is_folder(output->folder, folder))
            continue;
        unlinkat(output->folder, path, 0);
        while (!g_str_equal(folder, ".") && unlinkat(output->folder, folder, AT_REMOVEDIR) == 0) {
            char *around = g_path_get_dirname(folder);
            g_free(folder);
            folder = around;
        }
    }
}

gboolean output_publish(Output *output, const char *header, GError **error)
{
    g_autoptr(GString) list = list_of(output->entries, header);

    if (!flush(output, error) || !show_waiting(output, error) || !write_list(output, MANIFEST, list, error) ||
        !flush(output, error))
        return FALSE;
    remove_absent(output, output->published);
    remove_absent(output, output->promised);
    return unlinkat(output->folder, MANIFEST_NEW, 0) == 0 && flush(output, error);
}
