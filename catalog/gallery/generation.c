#include "catalog/gallery/generation.h"

#include "catalog/gallery/disk.h"
#include "catalog/gallery/gallery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST         "MANIFEST"
#define NOTES            ".notes"
#define NEW_NOTES        "notes.tmp"
#define HEADER_MAX       4096
#define OLDER_KEPT       2
#define KEPT_AT_LEAST_US (24 * G_TIME_SPAN_HOUR)

typedef struct {
    char *identity;
    gint64 size;
} Entry;

struct Generation {
    Output *output; /* NULL: it is one of the contest folder; else nothing of what follows is there */
    char *name;     /* of the link in the contest folder */
    char *house;    /* of the folder of generations beside it */
    int contest;    /* the contest folder; descriptors are -1 where there is none */
    int room;       /* DIR/.gallery */
    int folder;     /* what is being built */
    int previous;   /* what is published */
    gint64 number, published_number; /* of what is being built, and of what is published; 0: nothing is */
    gboolean published;
    GHashTable *entries; /* path → Entry * */
    GHashTable *known;   /* the same of the published generation */
    GHashTable *notes;   /* key → text */
    GHashTable *published_notes;
    GHashTable *folders; /* the sub-folders made so far */
};

static void entry_free(gpointer data)
{
    Entry *entry = data;

    g_free(entry->identity);
    g_free(entry);
}

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

static char *generation_name(gint64 number, gboolean finished)
{
    return g_strdup_printf("gen-%" G_GINT64_FORMAT "%s", number, finished ? "" : ".tmp");
}

static char *notes_name(gint64 number)
{
    return g_strdup_printf("gen-%" G_GINT64_FORMAT NOTES, number);
}

/* 0: not the name of one of ours */
static gint64 number_of_name(const char *name, gboolean *finished)
{
    gint64 number = 0;
    char *end = NULL;

    if (!g_str_has_prefix(name, "gen-") || !g_ascii_isdigit(name[4]))
        return 0;
    number = g_ascii_strtoll(name + 4, &end, 10);
    *finished = *end == '\0';
    return *finished || g_str_equal(end, ".tmp") ? number : 0;
}

/* ---- what is published ---- */

static GHashTable *entries_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
}

static GHashTable *notes_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void entries_add(GHashTable *entries, char *path, char *identity, gint64 size)
{
    Entry *entry = g_new0(Entry, 1);

    entry->identity = identity;
    entry->size = size;
    g_hash_table_replace(entries, path, entry);
}

/* "sha256:… 4711 w/0037.html" */
static void read_entry(GHashTable *entries, const char *line, const char *end)
{
    const char *size = memchr(line, ' ', (gsize)(end - line));
    const char *path = size ? memchr(size + 1, ' ', (gsize)(end - size - 1)) : NULL;

    if (path)
        entries_add(entries, g_strndup(path + 1, (gsize)(end - path - 1)),
                    g_strndup(line, (gsize)(size - line)), g_ascii_strtoll(size + 1, NULL, 10));
}

static void read_note(GHashTable *notes, const char *line, const char *end)
{
    const char *text = memchr(line, ' ', (gsize)(end - line));

    if (text)
        g_hash_table_replace(notes, g_strndup(line, (gsize)(text - line)),
                             g_strndup(text + 1, (gsize)(end - text - 1)));
}

/* Each whole line. */
static void read_lines(const char *text, void (*read)(GHashTable *, const char *, const char *),
                       GHashTable *table)
{
    for (const char *end; (end = strchr(text, '\n')); text = end + 1)
        read(table, text, end);
}

static void read_manifest(Generation *generation, const char *manifest)
{
    const char *list = manifest ? strstr(manifest, "\n\n") : NULL;

    if (list)
        read_lines(list + 2, read_entry, generation->known);
}

/* The list behind it is as long as the site has files. */
char *generation_published_header(const char *contest_dir, const char *name)
{
    g_autofree char *path = g_build_filename(contest_dir, name, MANIFEST, NULL);
    g_autofree char *start = g_malloc0(HEADER_MAX + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gssize length = fd < 0 ? -1 : read(fd, start, HEADER_MAX);
    char *end = length < 0 ? NULL : strstr(start, "\n\n");

    close_if_open(fd);
    return end ? g_strndup(start, (gsize)(end + 1 - start)) : NULL;
}

/* ---- building ---- */

/* Nothing there, or a link into our room. */
static gboolean link_is_ours_to_swap(Generation *generation, GError **error)
{
    g_autofree char *ours = g_strdup_printf("%s/gen-", generation->house);
    char target[64] = "";
    gssize length = readlinkat(generation->contest, generation->name, target, sizeof target - 1);

    if ((length < 0 && errno == ENOENT) || g_str_has_prefix(target, ours))
        return TRUE;
    g_set_error(error, GALLERY_ERROR, GALLERY_ERROR_FAILED, "'%s' was not made by pianmu; move it away first",
                generation->name);
    return FALSE;
}

/* Notes that were not finished, or whose generation was not, or went in part. */
static gboolean is_stray(const Generation *generation, const char *name)
{
    g_autofree char *whose =
        g_str_has_suffix(name, NOTES) ? g_strndup(name, strlen(name) - strlen(NOTES)) : NULL;
    gboolean finished = FALSE;

    if (whose)
        return number_of_name(whose, &finished) > 0 && !disk_is_folder(generation->room, whose);
    return g_str_equal(name, NEW_NOTES);
}

/* Removes what unfinished generations left and finds the number of the newest finished one. */
static gboolean clear_room(Generation *generation, GError **error)
{
    g_autoptr(GPtrArray) names = disk_names(generation->room, error);

    for (guint i = 0; names && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        gboolean finished = FALSE;
        gint64 number = number_of_name(name, &finished);

        if (number > 0 && finished)
            generation->number = MAX(generation->number, number);
        else if ((number > 0 || is_stray(generation, name)) &&
                 !disk_remove_tree(generation->room, name, error))
            return FALSE;
    }
    return names != NULL;
}

/* Of the generation that the link in the contest folder leads to, and of no other: they say which manifest they belong to. */
static void read_notes(Generation *generation, const char *contest_dir, const char *manifest)
{
    const GString read = { (char *)manifest, manifest ? strlen(manifest) : 0, 0 };
    g_autofree char *sum = manifest ? disk_sha256(&read) : NULL;
    g_autofree char *link = g_build_filename(contest_dir, generation->name, NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    g_autofree char *name = target ? g_path_get_basename(target) : NULL;
    g_autofree char *path = target ? g_strconcat(contest_dir, "/", target, NOTES, NULL) : NULL;
    g_autofree char *text = NULL;
    gboolean finished = FALSE;

    generation->published_number = name ? number_of_name(name, &finished) : 0;
    if (path && g_file_get_contents(path, &text, NULL, NULL))
        read_lines(text, read_note, generation->published_notes);
    if (g_strcmp0(g_hash_table_lookup(generation->published_notes, MANIFEST), sum) != 0)
        g_hash_table_remove_all(generation->published_notes);
}

static void open_previous(Generation *generation, const char *contest_dir)
{
    g_autofree char *path = g_build_filename(contest_dir, generation->name, MANIFEST, NULL);
    g_autofree char *manifest = NULL;

    generation->previous = openat(generation->contest, generation->name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    g_file_get_contents(path, &manifest, NULL, NULL);
    read_manifest(generation, manifest);
    read_notes(generation, contest_dir, manifest);
}

static gboolean open_folders(Generation *generation, const char *contest_dir, GError **error)
{
    generation->contest = disk_open_folder(AT_FDCWD, contest_dir, FALSE, error);
    if (generation->contest < 0 || !link_is_ours_to_swap(generation, error))
        return FALSE;
    generation->room = disk_open_folder(generation->contest, generation->house, TRUE, error);
    if (generation->room < 0 || !clear_room(generation, error))
        return FALSE;

    g_autofree char *name = generation_name(++generation->number, FALSE);
    generation->folder = disk_open_folder(generation->room, name, TRUE, error);
    return generation->folder >= 0;
}

Generation *generation_begin(const char *contest_dir, const char *name, GError **error)
{
    g_autoptr(Generation) generation = g_new0(Generation, 1);

    generation->name = g_strdup(name);
    generation->house = g_strconcat(".", name, NULL);
    generation->contest = generation->room = generation->folder = generation->previous = -1;
    generation->entries = entries_new();
    generation->known = entries_new();
    generation->notes = notes_new();
    generation->published_notes = notes_new();
    generation->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!open_folders(generation, contest_dir, error)) {
        g_prefix_error(error, "writing the gallery: ");
        return NULL;
    }
    open_previous(generation, contest_dir);
    return g_steal_pointer(&generation);
}

Generation *generation_in_output(Output *output)
{
    Generation *generation = g_new0(Generation, 1);

    generation->output = output;
    generation->contest = generation->room = generation->folder = generation->previous = -1;
    return generation;
}

gboolean generation_is_carried(const Generation *generation)
{
    return generation->output != NULL;
}

void generation_free(Generation *generation)
{
    if (!generation)
        return;
    if (generation->folder >= 0 && !generation->published) {
        g_autofree char *name = generation_name(generation->number, FALSE);
        disk_remove_tree(generation->room, name, NULL);
    }
    close_if_open(generation->previous);
    close_if_open(generation->folder);
    close_if_open(generation->room);
    close_if_open(generation->contest);
    g_clear_pointer(&generation->entries, g_hash_table_unref);
    g_clear_pointer(&generation->known, g_hash_table_unref);
    g_clear_pointer(&generation->notes, g_hash_table_unref);
    g_clear_pointer(&generation->published_notes, g_hash_table_unref);
    g_clear_pointer(&generation->folders, g_hash_table_unref);
    g_free(generation->name);
    g_free(generation->house);
    g_free(generation);
}

gboolean generation_has(const Generation *generation, const char *path)
{
    if (generation->output)
        return output_has(generation->output, path);
    return g_hash_table_contains(generation->entries, path);
}

static void record(Generation *generation, const char *path, char *identity, gint64 size)
{
    entries_add(generation->entries, g_strdup(path), identity, size);
}

static gboolean make_folder_of(Generation *generation, const char *path, GError **error)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        g_autofree char *folder = g_strndup(path, slash - path);

        if (g_hash_table_contains(generation->folders, folder))
            continue;
        if (mkdirat(generation->folder, folder, 0755) < 0 && errno != EEXIST)
            return disk_failed(error, "making the folder", folder);
        g_hash_table_add(generation->folders, g_steal_pointer(&folder));
    }
    return TRUE;
}

static gboolean link_previous(Generation *generation, const char *path)
{
    return generation->previous >= 0 && linkat(generation->previous, path, generation->folder, path, 0) == 0;
}

gboolean generation_put(Generation *generation, const char *path, const GString *bytes, GError **error)
{
    if (generation->output)
        return output_put(generation->output, path, bytes, error);
    if (!make_folder_of(generation, path, error))
        return FALSE;
    if (!(disk_holds(generation->previous, path, bytes) && link_previous(generation, path)) &&
        !disk_write(generation->folder, path, bytes, error))
        return FALSE;
    g_autofree char *hash = disk_sha256(bytes);
    record(generation, path, g_strdup_printf("sha256:%s", hash), (gint64)bytes->len);
    return TRUE;
}

/* NULL: none is known. */
static const char *published_identity(const Generation *generation, const char *path)
{
    const Entry *entry = g_hash_table_lookup(generation->known, path);

    return entry ? entry->identity : NULL;
}

/* The published file of that name is a copy with the same bytes, and not the original itself. */
static gboolean previous_is_a_copy(Generation *generation, const char *path, const struct stat *original,
                                   const char *identity)
{
    struct stat copy;

    return generation->previous >= 0 &&
           fstatat(generation->previous, path, &copy, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(copy.st_mode) &&
           copy.st_size == original->st_size && copy.st_ino != original->st_ino &&
           g_strcmp0(published_identity(generation, path), identity) == 0;
}

/* Hashes a file, or trusts what is known of it where the published one is the very same. */
static char *identity_of(Generation *generation, const char *path, int fd, const struct stat *status,
                         GError **error)
{
    const char *known = published_identity(generation, path);
    struct stat published;

    if (known && generation->previous >= 0 &&
        fstatat(generation->previous, path, &published, AT_SYMLINK_NOFOLLOW) == 0 &&
        published.st_ino == status->st_ino && published.st_dev == status->st_dev &&
        published.st_size == status->st_size)
        return g_strdup(known);
    return disk_file_identity(fd, error);
}

gboolean generation_put_file(Generation *generation, const char *path, int fd, gboolean link,
                             const char *identity, GError **error)
{
    g_autofree char *source = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autofree char *own_identity = NULL;
    struct stat status;

    if (generation->output)
        return output_put_file(generation->output, path, fd, identity, error);
    if (fstat(fd, &status) < 0)
        return disk_failed(error, "reading", path);
    own_identity = identity ? g_strdup(identity) : identity_of(generation, path, fd, &status, error);
    if (!own_identity || !make_folder_of(generation, path, error))
        return FALSE;
    if (!(link && linkat(AT_FDCWD, source, generation->folder, path, AT_SYMLINK_FOLLOW) == 0) &&
        !(previous_is_a_copy(generation, path, &status, own_identity) && link_previous(generation, path)) &&
        !disk_copy(fd, generation->folder, path, error))
        return FALSE;
    record(generation, path, g_steal_pointer(&own_identity), status.st_size);
    return TRUE;
}

gboolean generation_put_symlink(Generation *generation, const char *path, const char *target,
                                const char *identity, GError **error)
{
    g_assert(!generation->output);
    if (!make_folder_of(generation, path, error))
        return FALSE;
    if (symlinkat(target, generation->folder, path) < 0)
        return disk_failed(error, "linking", path);
    record(generation, path, g_strdup(identity), (gint64)strlen(target));
    return TRUE;
}

/* ---- what is taken over ---- */

const char *generation_published_note(const Generation *generation, const char *key)
{
    return generation->output ? NULL : g_hash_table_lookup(generation->published_notes, key);
}

void generation_note(Generation *generation, const char *key, const char *text)
{
    if (!generation->output)
        g_hash_table_replace(generation->notes, g_strdup(key), g_strdup(text));
}

static gboolean keep(Generation *generation, const char *path)
{
    const Entry *known = g_hash_table_lookup(generation->known, path);

    if (!known || !make_folder_of(generation, path, NULL) || !link_previous(generation, path))
        return FALSE;
    record(generation, path, g_strdup(known->identity), known->size);
    return TRUE;
}

static void let_go(Generation *generation, const char *path)
{
    unlinkat(generation->folder, path, 0);
    g_hash_table_remove(generation->entries, path);
}

gboolean generation_keep(Generation *generation, const char *const *paths)
{
    for (guint i = 0; paths[i]; i++) {
        if (keep(generation, paths[i]))
            continue;
        while (i > 0)
            let_go(generation, paths[--i]);
        return FALSE;
    }
    return TRUE;
}

/* ---- publishing ---- */

static GString *manifest_of(Generation *generation, const char *header)
{
    GString *manifest = g_string_new(header);
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(generation->entries), (GCompareFunc)strcmp);

    g_string_append_c(manifest, '\n');
    for (const GList *at = paths; at; at = at->next) {
        const Entry *entry = g_hash_table_lookup(generation->entries, at->data);
        g_string_append_printf(manifest, "%s %" G_GINT64_FORMAT " %s\n", entry->identity, entry->size,
                               (const char *)at->data);
    }
    return manifest;
}

/* Whole in any moment: the published one may get new ones. */
static gboolean write_notes(Generation *generation, gint64 number, const GString *manifest, GError **error)
{
    g_autofree char *name = notes_name(number), *sum = disk_sha256(manifest);
    g_autoptr(GString) text = g_string_new(NULL);
    GHashTableIter notes;
    gpointer key, note;

    generation_note(generation, MANIFEST, sum);
    g_hash_table_iter_init(&notes, generation->notes);
    while (g_hash_table_iter_next(&notes, &key, &note))
        g_string_append_printf(text, "%s %s\n", (const char *)key, (const char *)note);
    if (!disk_write(generation->room, NEW_NOTES, text, error))
        return FALSE;
    if (renameat(generation->room, NEW_NOTES, generation->room, name) < 0)
        return disk_failed(error, "writing", name);
    return TRUE;
}

static gboolean swap_link(Generation *generation, const char *name, GError **error)
{
    g_autofree char *target = g_build_filename(generation->house, name, NULL);

    if (unlinkat(generation->room, "link.tmp", 0) < 0 && errno != ENOENT)
        return disk_failed(error, "removing", "link.tmp");
    if (symlinkat(target, generation->room, "link.tmp") < 0)
        return disk_failed(error, "linking", target);
    if (renameat(generation->room, "link.tmp", generation->contest, generation->name) < 0)
        return disk_failed(error, "publishing", generation->name);
    if (fsync(generation->contest) < 0)
        return disk_failed(error, "publishing", generation->name);
    return TRUE;
}

static gint compare_numbers_downwards(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

    return left < right ? 1 : left > right ? -1 : 0;
}

static gboolean is_a_day_old(Generation *generation, const char *name)
{
    struct stat status;

    return fstatat(generation->room, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           g_get_real_time() - status.st_mtim.tv_sec * G_USEC_PER_SEC > KEPT_AT_LEAST_US;
}

/* What cannot be removed is left: the next run tries again. */
static void remove_older(Generation *generation)
{
    g_autoptr(GPtrArray) names = disk_names(generation->room, NULL);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; names && i < names->len; i++) {
        gboolean finished = FALSE;
        gint64 number = number_of_name(g_ptr_array_index(names, i), &finished);

        if (number > 0 && finished && number != generation->number)
            g_array_append_val(numbers, number);
    }
    g_array_sort(numbers, compare_numbers_downwards);
    for (guint i = OLDER_KEPT; i < numbers->len; i++) {
        g_autofree char *name = generation_name(g_array_index(numbers, gint64, i), TRUE);

        if (!is_a_day_old(generation, name))
            continue;
        g_autofree char *notes = notes_name(g_array_index(numbers, gint64, i));
        unlinkat(generation->room, notes, 0);
        disk_remove_tree(generation->room, name, NULL);
    }
}

/* All that was written, and the names it was written under. */
static gboolean flush(Generation *generation, const char *name, GError **error)
{
    int folder = disk_open_folder(generation->room, name, FALSE, error);
    gboolean fine;

    if (folder < 0)
        return FALSE;
    fine = syncfs(folder) == 0 || disk_failed(error, "writing", name);
    close(folder);
    return fine;
}

gboolean generation_publish(Generation *generation, const char *header, gboolean *unchanged, GError **error)
{
    g_autofree char *unfinished = generation_name(generation->number, FALSE);
    g_autofree char *finished = generation_name(generation->number, TRUE);
    g_autoptr(GString) manifest = manifest_of(generation, header);

    *unchanged = disk_holds(generation->previous, MANIFEST, manifest);
    if (*unchanged)
        return write_notes(generation, generation->published_number, manifest, error);
    if (!disk_write(generation->folder, MANIFEST, manifest, error) ||
        !write_notes(generation, generation->number, manifest, error) ||
        !flush(generation, unfinished, error))
        return FALSE;
    if (renameat(generation->room, unfinished, generation->room, finished) < 0)
        return disk_failed(error, "publishing", finished);
    generation->published = TRUE;
    if (fsync(generation->room) < 0)
        return disk_failed(error, "publishing", finished);
    if (!swap_link(generation, finished, error))
        return FALSE;
    remove_older(generation);
    return TRUE;
}
