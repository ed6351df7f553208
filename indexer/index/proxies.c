/* Proxies: copies of films that every browser and an old machine play, made by pairs of children and examined before they count. */
#include "catalog/facts/playability.h"
#include "indexer/crew/raw_film.h"
#include "indexer/index/deriving.h"
#include "indexer/index/stages.h"
#include "indexer/media/proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PROXIES_FOLDER "proxies" /* in the contest folder */
#define UNFINISHED     ".part-"

/* What a second of a proxy takes at most, and what is to stay free beside it. */
#define BYTES_PER_SECOND 780000
#define SPARE_BYTES      (G_GINT64_CONSTANT(64) << 20)

/* Containers round times, and a last piece of sound is filled up. */
#define LONGER_US (G_USEC_PER_SEC / 2)

#define LEVEL_MOST 40

static gboolean wants(const IndexParams *params, const FileRow *row, const ContentRow *content)
{
    return is_to_examine(row) && content && content->status == STATUS_OK &&
           proxy_when_holds(&params->settings->proxy_when, content->facts, content->is_damaged);
}

/* ---- places ---- */

/* Relative to the contest folder. Named by what it shows, so that any cache is safe. */
static char *path_of(const char *content)
{
    return g_strdup_printf(PROXIES_FOLDER "/%.2s/%s-%d.mp4", content, content, PROXY_RECIPE);
}

static char *full_path(const IndexParams *params, const char *content)
{
    g_autofree char *path = path_of(content);

    return g_build_filename(params->contest_dir, path, NULL);
}

static char *unfinished_path(const IndexParams *params, const char *content)
{
    g_autofree char *path = full_path(params, content);

    return g_strdup_printf("%s" UNFINISHED "%d", path, (int)getpid());
}

static gboolean fail(GError **error, const char *path)
{
    int wrong = errno;

    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(wrong), "writing %s: %s", path,
                g_strerror(wrong));
    return FALSE;
}

/* ---- before ---- */

static void tidy_folder(const char *folder, const char *name, GHashTable *named)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    const char *file;

    while (files && (file = g_dir_read_name(files))) {
        g_autofree char *path = g_build_filename(PROXIES_FOLDER, name, file, NULL);
        g_autofree char *full = g_build_filename(folder, file, NULL);

        if (!g_hash_table_contains(named, path) &&
            (g_str_has_suffix(file, ".mp4") || strstr(file, UNFINISHED)))
            g_unlink(full);
    }
}

/* What a run that was killed had not finished, and those of an older recipe once the new ones are there. Those of films that by today's
 * settings need none stay: they may be wanted again, and nothing is gained but room. */
static void tidy(const IndexParams *params)
{
    g_autoptr(Store) store = store_open(params->contest_dir, STORE_READ, NULL);
    g_autoptr(GHashTable) named = store ? store_proxy_paths(store, NULL) : NULL;
    g_autofree char *top = g_build_filename(params->contest_dir, PROXIES_FOLDER, NULL);
    g_autoptr(GDir) folders = named ? g_dir_open(top, 0, NULL) : NULL;
    const char *name;

    while (folders && (name = g_dir_read_name(folders))) {
        g_autofree char *folder = g_build_filename(top, name, NULL);

        tidy_folder(folder, name, named);
    }
}

static gboolean has_room(const char *folder, gint64 duration_us, GError **error)
{
    gint64 seconds = MAX(duration_us, 0) / G_USEC_PER_SEC + 1;
    gint64 wanted = seconds * BYTES_PER_SECOND + SPARE_BYTES;
    struct statvfs room;

    if (statvfs(folder, &room) != 0 || (gint64)room.f_bavail >= wanted / (gint64)room.f_frsize)
        return TRUE; /* where it cannot be asked, writing will tell */
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "no room in %s", folder);
    return FALSE;
}

static int open_file(const IndexParams *params, const ShareJob *job, GError **error)
{
    g_autofree char *path = unfinished_path(params, job->content);
    g_autofree char *folder = g_path_get_dirname(path);
    int fd;

    if (g_mkdir_with_parents(folder, 0777) != 0) {
        fail(error, folder);
        return -1;
    }
    if (!has_room(folder, job->duration_us, error))
        return -1;
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        fail(error, path);
    return fd;
}

static void discard(const IndexParams *params, const ShareJob *job)
{
    g_autofree char *path = unfinished_path(params, job->content);

    g_unlink(path);
}

/* ---- after ---- */

static gboolean is(const char *text, const char *wanted)
{
    return g_strcmp0(text, wanted) == 0;
}

static gboolean picture_is_sound(const VideoFacts *video, const VideoFacts *said, const VideoFacts *film)
{
    int width, height;

    proxy_fit(film->display_width, film->display_height, &width, &height);
    return is(video->codec_name, "h264") && is(video->profile, "High") && is(video->pix_fmt, "yuv420p") &&
           video->level <= LEVEL_MOST && video->nb_streams == 1 && video->rotation <= 0 &&
           said->width == width && said->height == height && video->width == width &&
           video->height == height && video->display_width == width && video->display_height == height;
}

static gboolean sound_is_sound(const GPtrArray *audio, const GPtrArray *said)
{
    const AudioFacts *track = audio->len > 0 ? audio->pdata[0] : NULL;

    if (audio->len != said->len || audio->len > 1)
        return FALSE;
    return !track ||
           (is(track->codec_name, "aac") && track->channels == 2 && track->sample_rate == RAW_SOUND_RATE);
}

/* The last picture may come before others in the file, whose index then tells how far it is to what follows there and not how long it stays:
 * packets of a film with long pauses end too late, its header does not. */
static gboolean lasts_as_said(const FileFacts *seen, gint64 said_us)
{
    return seen->duration != FACT_UNKNOWN && seen->duration_header != FACT_UNKNOWN &&
           said_us != FACT_UNKNOWN && ABS(seen->duration_header - said_us) <= LONGER_US &&
           seen->duration >= said_us - LONGER_US;
}

/* What lies there is what was meant, by the word of one who was told nothing of it. */
static gboolean is_sound(const Facts *seen, const Facts *said, const Facts *film)
{
    return seen->has_video && playable_judge(seen, NULL) == PLAYABLE_NATIVE &&
           is(seen->file.container, "mp4") && seen->file.faststart == TRUE &&
           lasts_as_said(&seen->file, said->file.duration) && seen->subtitles->len == 0 &&
           picture_is_sound(&seen->video, &said->video, &film->video) &&
           sound_is_sound(seen->audio, said->audio);
}

/* Whole and flushed before the catalogue names it. */
static gboolean put_in_place(const IndexParams *params, const char *content, int fd, GError **error)
{
    g_autofree char *from = unfinished_path(params, content);
    g_autofree char *to = full_path(params, content);
    g_autofree char *folder = g_path_get_dirname(to);
    int folder_fd;

    if (fsync(fd) != 0 || g_rename(from, to) != 0)
        return fail(error, to);
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd >= 0) {
        fsync(folder_fd);
        close(folder_fd);
    }
    return TRUE;
}

static gboolean accept_file(const IndexParams *params, const ShareJob *job, const ContentRow *content, int fd,
                            const Report *said, const Report *seen, GError **error)
{
    return seen->status == STATUS_OK && is_sound(seen->facts, said->facts, content->facts) &&
           put_in_place(params, job->content, fd, error);
}

static gboolean keep(const IndexParams *params, Store *store, const char *content, const Report *report,
                     GError **error)
{
    g_autoptr(WorkProxy) proxy = NULL;
    g_autofree char *path = full_path(params, content);
    GStatBuf st;

    if (report->status == STATUS_OK) {
        if (g_stat(path, &st) != 0)
            return fail(error, path);
        proxy = work_proxy_new();
        proxy->path = path_of(content);
        proxy->size = st.st_size;
        proxy->width = (int)report->facts->video.width;
        proxy->height = (int)report->facts->video.height;
        proxy->duration = report->facts->file.duration;
    }
    return store_put_proxy(store, content, proxy, error);
}

static const DerivingOutput output = {
    .tidy = tidy, .open = open_file, .accept = accept_file, .discard = discard
};

const Deriving proxy_making = {
    .stage = STAGE_PROXY,
    .job = JOB_DECODE,
    .version = PROXY_RECIPE,
    .needs_facts = TRUE,
    .wants = wants,
    .keep = keep,
    .output = &output,
};
