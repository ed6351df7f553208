#include "tests/unit/painted_film.h"

#include <gio/gio.h>

#define NO_FRAME    -1
#define COVER_FRAME -2

static gint64 frames_of(const PaintedFilm *film)
{
    return film->params.no_frames ? 0 : MAX(1, (gint64)(film->params.seconds * film->params.fps));
}

static gint64 time_of(const PaintedFilm *film, gint64 frame)
{
    return (gint64)((double)frame * G_USEC_PER_SEC / film->params.fps);
}

static gint64 frame_at(const PaintedFilm *film, gint64 time_us)
{
    gint64 frame = (gint64)((double)time_us * film->params.fps / G_USEC_PER_SEC);

    return CLAMP(time_of(film, frame + 1) <= time_us ? frame + 1 : frame, 0, frames_of(film) - 1);
}

static FrameResult move_to(PaintedFilm *film, gint64 frame, GError **error)
{
    film->moves++;
    if (film->params.fails_after > 0 && film->moves > film->params.fails_after) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "painted to fail at move %d", film->moves);
        return FRAME_FAILED;
    }
    if (frame != COVER_FRAME && (frame < 0 || frame >= frames_of(film)))
        return FRAME_NONE;
    film->frame = frame;
    if (frame != COVER_FRAME)
        g_array_append_val(film->decoded, frame);
    return FRAME_FOUND;
}

static gint64 key_frame_at(PaintedFilm *film, gint64 when_us)
{
    gint64 key_frames = MAX(1, (gint64)(film->params.key_every * film->params.fps));

    g_array_append_val(film->sought, when_us);
    return film->params.no_seeking ? NO_FRAME : frame_at(film, when_us) / key_frames * key_frames;
}

static FrameResult painted_find(gpointer video, gint64 when_us, gint64 *key_us, G_GNUC_UNUSED GError **error)
{
    PaintedFilm *film = video;

    film->found = key_frame_at(film, when_us);
    if (film->found < 0 || film->params.no_frames)
        return FRAME_NONE;
    *key_us = time_of(film, film->found);
    return FRAME_FOUND;
}

static FrameResult painted_take_found(gpointer video, GError **error)
{
    PaintedFilm *film = video;

    return move_to(film, film->found, error);
}

static FrameResult painted_rewind(gpointer video, GError **error)
{
    PaintedFilm *film = video;

    film->rewinds++;
    return move_to(film, 0, error);
}

static FrameResult painted_next(gpointer video, GError **error)
{
    PaintedFilm *film = video;

    return move_to(film, film->frame + 1, error);
}

static gpointer painted_hold(gpointer video)
{
    PaintedFilm *film = video;

    return g_memdup2(&film->frame, sizeof film->frame);
}

static void painted_drop(gpointer held)
{
    g_free(held);
}

static FrameResult painted_cover(gpointer video, GError **error)
{
    PaintedFilm *film = video;

    film->covers++;
    return move_to(film, film->params.has_cover ? COVER_FRAME : NO_FRAME, error);
}

static gint64 painted_time(gpointer video)
{
    PaintedFilm *film = video;

    return film->frame == COVER_FRAME ? 0 : time_of(film, film->frame);
}

static const PaintedShot *shot_at(const PaintedFilm *film, double seconds)
{
    static const PaintedShot none = { 0 };

    for (int i = 0; i < PAINTED_SHOTS_MAX; i++)
        if (seconds >= film->params.shots[i].from && seconds < film->params.shots[i].to)
            return &film->params.shots[i];
    return &none;
}

static Picture *painted_take(gpointer video, int box, GError **error)
{
    PaintedFilm *film = video;
    double seconds = (double)painted_time(film) / G_USEC_PER_SEC;
    const PaintedShot *shot = shot_at(film, seconds);
    double progress = shot->to > shot->from ? (seconds - shot->from) / (shot->to - shot->from) : 0;
    Painting painting =
        film->frame == COVER_FRAME ? PAINTED_LANDSCAPE : painted_film_at(film, painted_time(film));
    g_autoptr(Picture) picture = NULL;
    int width, height;

    film->pictures++;
    if (film->params.picture_fails) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, "painted to give no picture");
        return NULL;
    }
    picture = painted_picture(painting, shot->seed, progress, film->params.width, film->params.height);
    picture_fit(picture->width, picture->height, box, &width, &height);
    film->largest += box > 320;
    return picture_shrink(picture, width, height);
}

static Picture *painted_develop(gpointer video, gpointer held, int box, GError **error)
{
    PaintedFilm *film = video;
    gint64 current = film->frame;
    Picture *picture;

    film->frame = *(gint64 *)held;
    picture = painted_take(film, box, error);
    film->frame = current;
    return picture;
}

Painting painted_film_at(const PaintedFilm *film, gint64 time_us)
{
    const PaintedParams *params = &film->params;
    double seconds = (double)time_us / G_USEC_PER_SEC;
    const PaintedShot *shot = shot_at(film, seconds);

    if (seconds >= params->bright_from && seconds < params->bright_to)
        return PAINTED_LANDSCAPE;
    return shot->to > shot->from ? shot->painting : params->ground;
}

PaintedFilm *painted_film_new(PaintedParams params)
{
    PaintedFilm *film = g_new0(PaintedFilm, 1);

    params.fps = params.fps > 0 ? params.fps : 25;
    params.key_every = params.key_every > 0 ? params.key_every : 2;
    params.width = params.width > 0 ? params.width : 320;
    params.height = params.height > 0 ? params.height : 180;
    film->params = params;
    film->frame = NO_FRAME;
    film->decoded = g_array_new(FALSE, FALSE, sizeof(gint64));
    film->sought = g_array_new(FALSE, FALSE, sizeof(gint64));
    film->source = (FrameSource){
        .video = film,
        .duration_us = params.unknown_duration ? 0 : (gint64)(params.seconds * G_USEC_PER_SEC),
        .display_width = params.width,
        .display_height = params.height,
        .find = painted_find,
        .take = painted_take_found,
        .rewind = painted_rewind,
        .next = painted_next,
        .soon = painted_next,
        .cover = painted_cover,
        .time_us = painted_time,
        .picture = painted_take,
        .hold = painted_hold,
        .develop = painted_develop,
        .drop = painted_drop,
    };
    return film;
}

void painted_film_free(PaintedFilm *film)
{
    if (!film)
        return;
    g_array_unref(film->decoded);
    g_array_unref(film->sought);
    g_free(film);
}
