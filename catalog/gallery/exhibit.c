#include "catalog/gallery/exhibit.h"

#include "catalog/gallery/disk.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

/* The names under which films are offered, by the container that was found. What is not in the table is not
 * published. */
static const struct {
    const char *container, *extension;
} extensions[] = {
    { "mp4", "mp4" },   { "mov", "mov" },  { "matroska", "mkv" }, { "webm", "webm" }, { "avi", "avi" },
    { "mpegts", "ts" }, { "mpeg", "mpg" }, { "flv", "flv" },      { "asf", "wmv" },   { "ogg", "ogv" },
    { "mxf", "mxf" },   { "3gp", "3gp" },  { "rm", "rm" },        { "dv", "dv" },     { "ivf", "ivf" },
};

static void picture_free(gpointer data)
{
    Picture *picture = data;

    g_free(picture->file);
    g_free(picture);
}

Exhibit *exhibit_new(const Work *work)
{
    Exhibit *exhibit = g_new0(Exhibit, 1);

    exhibit->work = work;
    exhibit->number = g_strdup_printf("%04" G_GINT64_FORMAT, work->number);
    exhibit->page = g_strdup_printf("w/%s.html", exhibit->number);
    exhibit->pictures = g_ptr_array_new_with_free_func(picture_free);
    return exhibit;
}

void exhibit_free(Exhibit *exhibit)
{
    if (!exhibit)
        return;
    g_free(exhibit->number);
    g_free(exhibit->page);
    g_free(exhibit->film);
    g_ptr_array_unref(exhibit->pictures);
    g_free(exhibit);
}

const Picture *exhibit_narrowest(const Exhibit *exhibit)
{
    return exhibit->pictures->len > 0 ? g_ptr_array_index(exhibit->pictures, 0) : NULL;
}

const Picture *exhibit_widest(const Exhibit *exhibit)
{
    return exhibit->pictures->len > 0 ? g_ptr_array_index(exhibit->pictures, exhibit->pictures->len - 1)
                                      : NULL;
}

/* ---- files ---- */

static gboolean is_plain_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    return *name && *name != '.' && strspn(name, allowed) == strlen(name);
}

static gboolean disk_is_full(const GError *error)
{
    return g_error_matches(error, GALLERY_ERROR, GALLERY_ERROR_NO_SPACE);
}

/* A picture that cannot be read is left out: the page is worth more than one of its pictures. */
static gboolean put_picture(Exhibit *exhibit, Generation *generation, const char *contest_dir,
                            const WorkPoster *poster, GError **error)
{
    g_autofree char *name = g_path_get_basename(poster->path);
    g_autofree char *file = g_build_filename("p", name, NULL);
    g_autoptr(GError) failure = NULL;
    int fd = is_plain_name(name) && g_str_has_suffix(name, ".jpg")
                 ? disk_open_beneath(contest_dir, poster->path)
                 : -1;
    gboolean put = fd >= 0 && (generation_has(generation, file) ||
                               generation_put_file(generation, file, fd, TRUE, NULL, &failure));

    if (fd >= 0)
        close(fd);
    if (!put && !disk_is_full(failure))
        return TRUE;
    if (!put) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    Picture *picture = g_new0(Picture, 1);
    *picture = (Picture){ g_steal_pointer(&file), poster->width, poster->height };
    g_ptr_array_insert(exhibit->pictures, 0, picture);
    return TRUE;
}

static const char *extension_of(const Facts *facts)
{
    for (guint i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (g_strcmp0(facts->file.container, extensions[i].container) == 0)
            return extensions[i].extension;
    return NULL;
}

static char *film_name(const Work *work)
{
    const char *extension = work->facts ? extension_of(work->facts) : NULL;

    if (work->status != STATUS_OK || !extension || !work->facts->has_video || !work->content ||
        !is_plain_name(work->content))
        return NULL;
    return g_strdup_printf("m/%s.%s", work->content, extension);
}

/* -1 where it cannot be opened or is no longer the file that was examined. */
static int open_film(const Work *work)
{
    int fd = disk_open_beneath(work->root, work->path);
    struct stat status;

    if (fd < 0)
        return -1;
    if (fstat(fd, &status) == 0 && status.st_size == work->size &&
        status.st_mtim.tv_sec * NS_PER_S + status.st_mtim.tv_nsec == work->modified_ns)
        return fd;
    close(fd);
    return -1;
}

/* From DIR/.gallery/gen-N/m to the film: relative inside the contest folder, so that the folder can be moved.
 */
static char *link_target(const Work *work, const char *contest_dir)
{
    g_autofree char *film = g_build_filename(work->root, work->path, NULL);
    g_autofree char *here = g_canonicalize_filename(contest_dir, NULL);
    gsize length = strlen(here);

    if (strncmp(film, here, length) == 0 && film[length] == '/')
        return g_build_filename("..", "..", "..", film + length + 1, NULL);
    return g_steal_pointer(&film);
}

static gboolean put_film(const Work *work, int fd, Generation *generation, const char *name,
                         const char *contest_dir, MediaMode media, GError **error)
{
    g_autofree char *identity = g_strdup_printf("xxh3:%s", work->content);

    if (generation_has(generation, name))
        return TRUE; /* the same film was handed in twice */
    if (media == MEDIA_LINK) {
        g_autofree char *target = link_target(work, contest_dir);
        return generation_put_symlink(generation, name, target, identity, error);
    }
    return generation_put_file(generation, name, fd, media == MEDIA_HARDLINK, identity, error);
}

static gboolean add_film(Exhibit *exhibit, Generation *generation, const char *contest_dir, MediaMode media,
                         GError **error)
{
    const Work *work = exhibit->work;
    g_autofree char *name = film_name(work);
    g_autoptr(GError) failure = NULL;
    int fd = -1;

    exhibit->film_state = FILM_UNREADABLE;
    if (!name)
        return TRUE;
    exhibit->film_state = media == MEDIA_NONE ? FILM_LEFT_OUT : FILM_UNREACHED;
    if (media == MEDIA_NONE || (fd = open_film(work)) < 0)
        return TRUE;

    gboolean put = put_film(work, fd, generation, name, contest_dir, media, &failure);
    close(fd);
    if (put) {
        exhibit->film = g_steal_pointer(&name);
        exhibit->film_state = FILM_SHOWN;
    } else if (disk_is_full(failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    return TRUE;
}

gboolean exhibit_put_files(Exhibit *exhibit, Generation *generation, const char *contest_dir, MediaMode media,
                           GError **error)
{
    const Work *work = exhibit->work;

    for (guint i = 0; i < work->posters->len; i++)
        if (!put_picture(exhibit, generation, contest_dir, g_ptr_array_index(work->posters, i), error))
            return FALSE;
    if (!add_film(exhibit, generation, contest_dir, media, error))
        return FALSE;
    if (exhibit->film_state != FILM_UNREADABLE &&
        playable_judge(work->facts, &exhibit->obstacle) != PLAYABLE_NATIVE)
        exhibit->film_state = FILM_UNPLAYABLE;
    return TRUE;
}
