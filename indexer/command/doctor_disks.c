#include "indexer/command/doctor.h"

#include "catalog/gallery/gallery.h"
#include "indexer/index/plan.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#define PLACE  "doctor.place"
#define ROOM   "doctor.room"
#define ORIGIN "doctor.origin"

#define ROOM_TIMES     3 /* what the last night's gallery and catalogue take: below that it is getting tight */
#define ROOM_BYTES_MIN ((gint64)1 << 30)
#define ROOM_FILES_MIN 1000

/* ---- where the contest folder lies ---- */

static void look_at_place(Doctor *doctor)
{
    const char *network = store_network_name(doctor->contest->contest_dir);

    if (network)
        doctor_note(doctor, PLACE, DOUBTFUL, "doctor.place.network", "network", network, NULL);
    else
        doctor_note(doctor, PLACE, FIT, "doctor.place.fit", NULL);
}

/* ---- room ---- */

/* What a night may need anew: as much as the last one's gallery without its films and pictures, which are links, and the catalogue twice, once
 * as its copy. Without that much for the catalogue it cannot be done at all. */
typedef struct {
    gint64 bytes, files, least;
} Need;

static gboolean is_linked(const char *path)
{
    return strlen(path) > 2 && path[1] == '/' && strchr("mpsk", path[0]);
}

static Need need_of_gallery(const char *contest_dir)
{
    g_autofree char *path = g_build_filename(contest_dir, gallery_name(AUDIENCE_REVIEW), "MANIFEST", NULL);
    g_autofree char *manifest = NULL;
    const char *list;
    Need need = { 0 };

    if (!g_file_get_contents(path, &manifest, NULL, NULL) || !(list = strstr(manifest, "\n\n")))
        return need;
    g_auto(GStrv) lines = g_strsplit(list + 2, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 3); /* identity, size, path */

        if (g_strv_length(words) != 3 || is_linked(words[2]))
            continue;
        need.bytes += g_ascii_strtoll(words[1], NULL, 10);
        need.files++;
    }
    return need;
}

static Need need_of_night(const char *contest_dir)
{
    g_autofree char *catalogue = g_build_filename(contest_dir, STORE_FILE, NULL);
    Need need = need_of_gallery(contest_dir);
    GStatBuf info;

    if (g_stat(catalogue, &info) == 0)
        need.least = 2 * (gint64)info.st_size;
    need.bytes += need.least;
    return need;
}

static Fitness fitness_of_room(const struct statvfs *disk, const Need *need)
{
    gint64 bytes = (gint64)disk->f_bavail * (gint64)disk->f_frsize;
    gboolean counts_files = disk->f_files > 0; /* some file systems have as many as they have room */
    gint64 files = (gint64)disk->f_favail;

    if (bytes <= need->least || (counts_files && files == 0))
        return UNFIT;
    if (bytes < MAX(ROOM_TIMES * need->bytes, ROOM_BYTES_MIN) ||
        (counts_files && files < MAX(ROOM_TIMES * need->files, ROOM_FILES_MIN)))
        return DOUBTFUL;
    return FIT;
}

static void note_room(Doctor *doctor, const char *name, const struct statvfs *disk, const Need *need)
{
    static const char *const found[] = { "doctor.room.fit", "doctor.room.tight", "doctor.room.full" };
    Language language = doctor->contest->language;
    Fitness fitness = fitness_of_room(disk, need);
    g_autofree char *bytes = format_size(language, (gint64)disk->f_bavail * (gint64)disk->f_frsize);
    g_autofree char *needed = format_size(language, need->bytes);
    g_autofree char *files = disk->f_files > 0
                                 ? g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)disk->f_favail)
                                 : g_strdup(message(language, "doctor.room.any"));
    g_autofree char *needed_files = g_strdup_printf("%" G_GINT64_FORMAT, need->files);

    doctor_note(doctor, ROOM, fitness, found[fitness], "place", name, "bytes", bytes, "files", files,
                "needed", needed, "needed-files", needed_files, NULL);
}

/* The contest folder's disk, and those of what is linked into it from others. */
static void look_at_room(Doctor *doctor)
{
    static const char *const places[] = { ".", "thumbs", ".gallery", "proxies", STORE_BACKUPS };
    const char *contest_dir = doctor->contest->contest_dir;
    Need need = need_of_night(contest_dir);
    dev_t seen[G_N_ELEMENTS(places)];
    int n_seen = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_build_filename(contest_dir, places[i], NULL);
        struct statvfs disk;
        GStatBuf info;
        gboolean known = FALSE;

        if (g_stat(path, &info) != 0 || statvfs(path, &disk) != 0)
            continue;
        for (int j = 0; j < n_seen; j++)
            known = known || seen[j] == info.st_dev;
        if (known)
            continue;
        seen[n_seen++] = info.st_dev;
        note_room(doctor, i == 0 ? message(doctor->contest->language, "doctor.room.here") : places[i], &disk,
                  &need);
    }
}

/* ---- where films are handed in ---- */

typedef struct {
    int known;            /* films that were seen there */
    gboolean same_device; /* some of them on the device that it is on now */
} Origin;

static Origin origin_of(Doctor *doctor, const GPtrArray *files, const char *root, gint64 device)
{
    g_autofree char *label = root_label(doctor->contest->contest_dir, root);
    Origin origin = { 0 };

    for (guint i = 0; files && i < files->len; i++) {
        const FileRow *row = files->pdata[i];

        if (row->kind != FILE_WORK || row->status == STATUS_WITHDRAWN || row->status == STATUS_MISSING ||
            g_strcmp0(row->root, label) != 0)
            continue;
        origin.known++;
        origin.same_device = origin.same_device || row->device == device;
    }
    return origin;
}

static gboolean folder_is_empty(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    return !folder || !g_dir_read_name(folder);
}

static void look_at_origin(Doctor *doctor, const GPtrArray *files, const char *root)
{
    const char *network = store_network_name(root);
    g_autoptr(GDir) folder = g_dir_open(root, 0, NULL);
    int failed = folder ? 0 : errno;
    GStatBuf info = { 0 };
    Origin origin;

    if (!folder) {
        doctor_note(doctor, ORIGIN, UNFIT, "doctor.origin.absent", "path", root, "detail",
                    error_number_words(doctor->contest->language, failed), NULL);
        return;
    }
    g_stat(root, &info);
    origin = origin_of(doctor, files, root, (gint64)info.st_dev);
    if (origin.known > 0 && folder_is_empty(root))
        doctor_note(doctor, ORIGIN, UNFIT, "doctor.origin.empty", "path", root, NULL);
    else if (origin.known > 0 && !origin.same_device && !network)
        doctor_note(doctor, ORIGIN, DOUBTFUL, "doctor.origin.other-device", "path", root, NULL);
    else
        doctor_note(doctor, ORIGIN, FIT, network ? "doctor.origin.network" : "doctor.origin.fit", "path",
                    root, "network", network ? network : "", NULL);
}

static void look_at_origins(Doctor *doctor)
{
    const Settings *settings = doctor->contest->settings;
    g_autoptr(GPtrArray) files =
        doctor->store && settings ? store_files(doctor->store, settings->edition, NULL) : NULL;

    g_clear_pointer(&doctor->store,
                    store_close); /* a share may be slow, and nobody is to wait for us meanwhile */
    for (char **root = settings ? settings->roots : NULL; root && *root; root++)
        look_at_origin(doctor, files, *root);
}

void doctor_look_at_disks(Doctor *doctor)
{
    look_at_place(doctor);
    look_at_room(doctor);
    look_at_origins(doctor);
}
