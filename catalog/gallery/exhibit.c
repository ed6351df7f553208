#include "catalog/gallery/exhibit.h"

#include "catalog/gallery/disk.h"
#include "catalog/gallery/escape.h"

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
    { "mp4", "mp4" }, { "mov", "mov" },   { "matroska", "mkv" }, { "webm", "webm" },
    { "avi", "avi" }, { "mpegts", "ts" }, { "mpeg", "mpg" },     { "flv", "flv" },
    { "asf", "wmv" }, { "ogg", "ogv" },   { "mxf", "mxf" },      { "3gp", "3gp" },
    { "rm", "rm" },   { "dv", "dv" },     { "ivf", "ivf" },      { "mpegvideo", "mpg" },
};

static void picture_free(gpointer data)
{
    Picture *picture = data;

    g_free(picture->file);
    g_free(picture);
}

static void frame_sheet_free(FrameSheet *sheet)
{
    if (!sheet)
        return;
    g_free(sheet->file);
    g_array_unref(sheet->times);
    g_free(sheet);
}

static void caption_track_free(gpointer data)
{
    CaptionTrack *track = data;

    g_free(track->file);
    g_free(track->language);
    text_clear(&track->words);
    g_free(track);
}

static void proxy_film_free(ProxyFilm *proxy)
{
    if (!proxy)
        return;
    g_free(proxy->file);
    g_free(proxy);
}

Exhibit *exhibit_new(const Work *work, const Work *source)
{
    Exhibit *exhibit = g_new0(Exhibit, 1);

    exhibit->work = work;
    exhibit->source = source;
    exhibit->id = g_strdup_printf("%04" G_GINT64_FORMAT, work->number);
    exhibit->page = g_strdup_printf("w/%s.html", exhibit->id);
    exhibit->pictures = g_ptr_array_new_with_free_func(picture_free);
    exhibit->captions = g_ptr_array_new_with_free_func(caption_track_free);
    return exhibit;
}

void exhibit_free(Exhibit *exhibit)
{
    if (!exhibit)
        return;
    g_free(exhibit->id);
    g_free(exhibit->ingredients);
    g_free(exhibit->page);
    g_free(exhibit->film);
    g_ptr_array_unref(exhibit->pictures);
    g_ptr_array_unref(exhibit->captions);
    frame_sheet_free(exhibit->sprite);
    frame_sheet_free(exhibit->strip);
    proxy_film_free(exhibit->proxy);
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

const char *exhibit_ending(const Exhibit *exhibit, const char *file)
{
    return strchr(file, '/') + 1 + strlen(exhibit->work->content);
}

/* ---- files ---- */

static gboolean is_plain_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    return *name && *name != '.' && strspn(name, allowed) == strlen(name);
}

/* In the contest folder the next run tries again; what is carried away has no next run. */
static gboolean is_fatal(const ExhibitParams *params, const GError *error)
{
    return error && (g_error_matches(error, GALLERY_ERROR, GALLERY_ERROR_NO_SPACE) ||
                     generation_is_carried(params->generation));
}

/* Derived files are named by content id and recipe: what the audience may know of it stands in its place. NULL: not such a name. */
static char *published_name(const Exhibit *exhibit, const char *folder, const char *path,
                            const char *extension)
{
    g_autofree char *name = g_path_get_basename(path);
    const char *original = exhibit->source->content, *shown = exhibit->work->content;

    if (!original || !shown || !is_plain_name(name) || !g_str_has_prefix(name, original) ||
        !g_str_has_suffix(name, extension))
        return NULL;
    return g_strdup_printf("%s/%s%s", folder, shown, name + strlen(original));
}

/* Copies of films are too long to be read for their hash; a recipe never writes one in place. */
static char *identity_of_copy(int fd)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return NULL;
    return g_strdup_printf("made:%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, (gint64)status.st_size,
                           status.st_mtim.tv_sec * NS_PER_S + status.st_mtim.tv_nsec);
}

/* A derived file that cannot be read is left out: the page is worth more than one of its pictures. FALSE: a fatal error. */
static gboolean put_derived(Exhibit *exhibit, const ExhibitParams *params, const char *folder,
                            const char *path, const char *extension, char **file, GError **error)
{
    g_autofree char *name = published_name(exhibit, folder, path, extension);
    g_autoptr(GError) failure = NULL;
    int fd = name ? disk_open_beneath(params->contest_dir, path) : -1;
    g_autofree char *identity = fd >= 0 && g_str_equal(extension, ".mp4") ? identity_of_copy(fd) : NULL;
    gboolean put = fd >= 0 && (generation_has(params->generation, name) ||
                               generation_put_file(params->generation, name, fd, TRUE, identity, &failure));

    if (fd >= 0)
        close(fd);
    if (put)
        *file = g_steal_pointer(&name);
    exhibit->lacks_picture |= !put && name; /* also where it is gone: its folder may not be mounted */
    if (put || !is_fatal(params, failure))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean put_picture(Exhibit *exhibit, const ExhibitParams *params, const WorkPoster *poster,
                            GError **error)
{
    g_autofree char *file = NULL;

    if (!put_derived(exhibit, params, "p", poster->path, ".jpg", &file, error))
        return FALSE;
    if (!file)
        return TRUE;
    Picture *picture = g_new0(Picture, 1);
    *picture = (Picture){ g_steal_pointer(&file), poster->width, poster->height };
    g_ptr_array_insert(exhibit->pictures, 0, picture);
    return TRUE;
}

/* ---- frames ---- */

/* µs, separated by spaces; NULL where it is not that. */
static GArray *times_of(const char *text)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    const char *next = text ? text : "";

    while (g_ascii_isdigit(*next)) {
        char *end;
        guint64 time = g_ascii_strtoull(next, &end, 10);

        if (time > G_MAXINT64)
            return NULL;
        g_array_append_val(times, time);
        if (*end == '\0')
            return g_steal_pointer(&times);
        next = *end == ' ' ? end + 1 : "";
    }
    return NULL;
}

/* Takes the times; *sheet stays as it is where there is nothing to show. */
static gboolean put_sheet(Exhibit *exhibit, const ExhibitParams *params, const char *folder, const char *path,
                          FrameSheet model, FrameSheet **sheet, GError **error)
{
    g_autoptr(GArray) times = model.times;
    gboolean fits = times && path && model.tile_width > 0 && model.tile_height > 0 && model.columns > 0;

    if (fits && !put_derived(exhibit, params, folder, path, ".jpg", &model.file, error))
        return FALSE;
    if (!model.file)
        return TRUE;
    model.times = g_steal_pointer(&times);
    *sheet = g_memdup2(&model, sizeof model);
    return TRUE;
}

static gboolean put_sheets(Exhibit *exhibit, const ExhibitParams *params, GError **error)
{
    const WorkStrip *strip = exhibit->source->strip;

    if (!strip)
        return TRUE;
    FrameSheet sprite = { NULL, strip->columns, strip->tile_width, strip->tile_height,
                          times_of(strip->times) };
    FrameSheet row = { NULL, 0, strip->frame_width, strip->frame_height, times_of(strip->strip_times) };
    row.columns = row.times ? (int)row.times->len : 0;
    return put_sheet(exhibit, params, "s", strip->sprite_path, sprite, &exhibit->sprite, error) &&
           put_sheet(exhibit, params, "k", strip->strip_path, row, &exhibit->strip, error);
}

/* ---- films ---- */

static const char *extension_of(const Facts *facts)
{
    for (guint i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (g_strcmp0(facts->file.container, extensions[i].container) == 0)
            return extensions[i].extension;
    return NULL;
}

static gboolean is_film(const Exhibit *exhibit)
{
    const Work *work = exhibit->source;

    return work->status == STATUS_OK && work->facts && work->facts->has_video && work->content &&
           is_plain_name(exhibit->work->content);
}

/* NULL: of a container that we do not know, and not published. */
static char *film_name(const Exhibit *exhibit)
{
    const char *extension = extension_of(exhibit->source->facts);

    return extension ? g_strdup_printf("m/%s.%s", exhibit->work->content, extension) : NULL;
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

/* It says which bytes, and before those who may not know their id it says it by the stand-in. */
static char *film_identity(const Exhibit *exhibit)
{
    gboolean is_shown = g_str_equal(exhibit->source->content, exhibit->work->content);

    return g_strdup_printf("%s:%s", is_shown ? "xxh3" : "keyed", exhibit->work->content);
}

static gboolean put_film(const Exhibit *exhibit, const ExhibitParams *params, int fd, const char *name,
                         GError **error)
{
    g_autofree char *identity = film_identity(exhibit);

    if (generation_has(params->generation, name))
        return TRUE; /* the same film was handed in twice */
    if (params->media == MEDIA_LINK) {
        g_autofree char *target = link_target(exhibit->source, params->contest_dir);
        return generation_put_symlink(params->generation, name, target, identity, error);
    }
    return generation_put_file(params->generation, name, fd, params->media != MEDIA_COPY, identity, error);
}

/* FILM_SHOWN where it was put, else why not. FALSE: a fatal error. */
static gboolean add_film(Exhibit *exhibit, const ExhibitParams *params, const char *name, FilmState *state,
                         GError **error)
{
    g_autoptr(GError) failure = NULL;
    int fd = open_film(exhibit->source);

    *state = FILM_UNREACHED;
    if (fd < 0)
        return TRUE;
    if (generation_is_carried(params->generation) && exhibit->source->size > OUTPUT_FILE_MAX) {
        close(fd);
        exhibit->film_is_too_large = TRUE;
        *state = FILM_TOO_LARGE;
        return TRUE;
    }
    if (put_film(exhibit, params, fd, name, &failure)) {
        exhibit->film = g_strdup(name);
        *state = FILM_SHOWN;
    }
    close(fd);
    if (!is_fatal(params, failure))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean add_proxy(Exhibit *exhibit, const ExhibitParams *params, GError **error)
{
    const WorkProxy *proxy = exhibit->source->proxy;
    char *file = NULL;

    if (!proxy || (generation_is_carried(params->generation) && proxy->size > OUTPUT_FILE_MAX))
        return TRUE;
    if (!put_derived(exhibit, params, "m", proxy->path, ".mp4", &file, error))
        return FALSE;
    if (!file)
        return TRUE;
    exhibit->proxy = g_new0(ProxyFilm, 1);
    *exhibit->proxy = (ProxyFilm){ file, proxy->width, proxy->height, proxy->size, proxy->duration };
    return TRUE;
}

/* With MEDIA_PROXY the original stands in where there is no copy, if it plays. */
static gboolean wants_original(const Exhibit *exhibit, const ExhibitParams *params)
{
    return params->media != MEDIA_PROXY || (!exhibit->proxy && exhibit->film_plays);
}

static gboolean add_films(Exhibit *exhibit, const ExhibitParams *params, GError **error)
{
    g_autofree char *name = is_film(exhibit) ? film_name(exhibit) : NULL;
    FilmState original = name ? FILM_UNPLAYABLE : FILM_UNREADABLE;

    exhibit->film_state = is_film(exhibit) ? FILM_LEFT_OUT : FILM_UNREADABLE;
    if (!is_film(exhibit) || params->media == MEDIA_NONE)
        return TRUE;
    exhibit->film_plays = playable_judge(exhibit->source->facts, &exhibit->obstacle) == PLAYABLE_NATIVE;
    if (!add_proxy(exhibit, params, error) ||
        (name && wants_original(exhibit, params) && !add_film(exhibit, params, name, &original, error)))
        return FALSE;
    exhibit->film_is_unreached = original == FILM_UNREACHED;
    if (exhibit->proxy)
        exhibit->film_state = FILM_PROXY;
    else
        exhibit->film_state = original == FILM_SHOWN && !exhibit->film_plays ? FILM_UNPLAYABLE : original;
    return TRUE;
}

/* ---- captions ---- */

static Text caption_words(const char *language, guint place)
{
    Text words = { 0 };
    g_autofree char *n = g_strdup_printf("%u", place + 1);
    g_autofree char *key = g_strdup_printf("language.%s", language ? language : "");

    for (Language reader = LANGUAGE_ZH; reader < LANGUAGES; reader++) {
        const char *name = message_exists(key) ? message(reader, key) : language;

        words.in[reader] = name
                               ? message_format(reader, "gallery.captions-in", "n", n, "language", name, NULL)
                               : message_format(reader, "gallery.captions", "n", n, NULL);
    }
    return words;
}

/* The same text as a script, m/….vtt.js: browsers do not load a <track> for a page that was opened from a folder. */
static gboolean put_caption(const ExhibitParams *params, const char *file, const char *webvtt, GError **error)
{
    g_autofree char *name = g_path_get_basename(file), *script_file = g_strconcat(file, ".js", NULL);
    g_autoptr(GString) text = g_string_new(webvtt),
                       script = g_string_new("pianmu.take(\"captions\",{\"id\":");

    if (generation_has(params->generation, file))
        return TRUE;
    escape_script(script, name);
    g_string_append(script, ",\"text\":");
    escape_script(script, webvtt);
    g_string_append(script, "});\n");
    return generation_put(params->generation, file, text, error) &&
           generation_put(params->generation, script_file, script, error);
}

static gboolean add_captions(Exhibit *exhibit, const ExhibitParams *params, GError **error)
{
    const GPtrArray *captions = exhibit->work->captions;

    if (exhibit->film_state != FILM_SHOWN && exhibit->film_state != FILM_PROXY)
        return TRUE;
    for (guint i = 0; i < captions->len; i++) {
        const WorkCaption *caption = g_ptr_array_index(captions, i);
        const char *language = g_strcmp0(caption->language, "und") == 0 ? NULL : caption->language;
        g_autofree char *file = g_strdup_printf("m/%s-%u.vtt", exhibit->work->content, i + 1);
        CaptionTrack *track;

        if (!put_caption(params, file, caption->webvtt, error))
            return FALSE;
        track = g_new0(CaptionTrack, 1);
        *track = (CaptionTrack){ g_steal_pointer(&file), g_strdup(language), caption_words(language, i),
                                 caption->cues };
        g_ptr_array_add(exhibit->captions, track);
    }
    return TRUE;
}

gboolean exhibit_put_files(Exhibit *exhibit, const ExhibitParams *params, GError **error)
{
    const GPtrArray *posters = exhibit->source->posters;

    for (guint i = 0; i < posters->len; i++)
        if (!put_picture(exhibit, params, g_ptr_array_index(posters, i), error))
            return FALSE;
    return put_sheets(exhibit, params, error) && add_films(exhibit, params, error) &&
           add_captions(exhibit, params, error);
}
