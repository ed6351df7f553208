#include "thumbs/poster.h"

#include "thumbs/score.h"

/* Where candidates lie, as parts of the running time, in the order in which they are asked for: a third in,
 * which shows most films at their best, then each far from those before. */
static const double places[] = { 0.35, 0.70, 0.15, 0.90, 0.52 };

/* Frames looked through from the start where the key frames gave nothing good: about four seconds, longer
 * than a fade-in. */
#define LOOK_ON_FRAMES 100
/* Each of the first few is compared, then every fifth. */
#define LOOK_ON_STEP 5

/* Frames decoded from a key frame to a pinned moment. */
#define PIN_FRAMES 1500
/* Frames this close before the pinned moment are kept as they pass. */
#define PIN_NEAR_US (G_USEC_PER_SEC / 2)

typedef struct {
    const FrameSource *source;
    int box;
    PosterChoice best; /* so far */
    GArray *seen;      /* of gint64: times of the frames compared, owned */
    GError *error;     /* why the search ended, or why a frame was no picture; owned */
} Search;

static void search_clear(Search *search)
{
    poster_choice_clear(&search->best);
    g_clear_pointer(&search->seen, g_array_unref);
    g_clear_error(&search->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

void poster_choice_clear(PosterChoice *choice)
{
    g_clear_pointer(&choice->picture, picture_free);
}

static GError **search_error(Search *search)
{
    g_clear_error(&search->error);
    return &search->error;
}

static gboolean search_is_done(const Search *search)
{
    return search->best.picture && search->best.score >= SCORE_GOOD;
}

static gboolean search_is_poor(const Search *search)
{
    return !search->best.picture || search->best.score < SCORE_POOR;
}

static gboolean was_seen(const Search *search, gint64 time_us)
{
    for (guint i = 0; i < search->seen->len; i++)
        if (g_array_index(search->seen, gint64, i) == time_us)
            return TRUE;
    return FALSE;
}

static Picture *small_picture(Search *search)
{
    return search->source->picture(search->source->video, MIN(SCORE_BOX, search->box), search_error(search));
}

/* Keeps the current frame at the largest size; the one kept before goes. */
static void keep(Search *search, double score, gboolean cover)
{
    const FrameSource *source = search->source;
    Picture *picture = source->picture(source->video, search->box, search_error(search));

    if (!picture)
        return;
    poster_choice_clear(&search->best);
    search->best = (PosterChoice){ picture, source->time_us(source->video), cover, score };
}

static void compare(Search *search, gboolean cover)
{
    g_autoptr(Picture) small = NULL;
    double score;

    small = small_picture(search);
    if (!small)
        return;
    score = picture_score(small, NULL);
    if (!search->best.picture || score > search->best.score)
        keep(search, score, cover);
}

/* The current frame, unless a seek led to the same one before. */
static void compare_frame(Search *search)
{
    gint64 time_us = search->source->time_us(search->source->video);

    if (was_seen(search, time_us))
        return;
    g_array_append_val(search->seen, time_us);
    compare(search, FALSE);
}

/* FALSE: ask no further. */
static gboolean search_spread(Search *search, int candidates)
{
    const FrameSource *source = search->source;

    for (int i = 0; i < candidates && source->duration_us > 0 && !search_is_done(search); i++) {
        FrameResult result = source->seek(source->video, (gint64)(places[i] * (double)source->duration_us),
                                          search_error(search));

        if (result == FRAME_FAILED)
            return FALSE;
        if (result == FRAME_FOUND)
            compare_frame(search);
    }
    return TRUE;
}

static gboolean search_start(Search *search)
{
    const FrameSource *source = search->source;
    FrameResult result = source->rewind(source->video, search_error(search));

    for (int i = 0; result == FRAME_FOUND && i < LOOK_ON_FRAMES; i++) {
        if (i < LOOK_ON_STEP || i % LOOK_ON_STEP == 0 || !search->best.picture)
            compare_frame(search);
        if (search_is_done(search))
            return TRUE;
        result = source->next(source->video, search_error(search));
    }
    return result != FRAME_FAILED;
}

static gboolean search_cover(Search *search)
{
    const FrameSource *source = search->source;
    FrameResult result = source->cover(source->video, search_error(search));

    if (result == FRAME_FOUND)
        compare(search, TRUE);
    return result != FRAME_FAILED;
}

static void search_best(Search *search, int candidates)
{
    if (!search_spread(search, candidates) || !search_is_poor(search))
        return;
    if (!search_start(search) || !search_is_poor(search))
        return;
    search_cover(search);
}

/* Keeps the frame shown at the moment: the last one that is not later. Returns how many frames on from the
 * key frame it lies, -1 if it was not kept as it passed. */
static int search_forward(Search *search, gint64 when_us)
{
    const FrameSource *source = search->source;
    FrameResult result = source->seek(source->video, when_us, search_error(search));
    int passed = 0;
    gboolean kept = FALSE;

    if (result != FRAME_FOUND)
        return 0;
    keep(search, 0, FALSE);
    kept = TRUE;
    while (passed < PIN_FRAMES &&
           (result = source->next(source->video, search_error(search))) == FRAME_FOUND) {
        gint64 time_us = source->time_us(source->video);

        if (time_us > when_us)
            break;
        passed++;
        kept = time_us >= when_us - PIN_NEAR_US || passed == PIN_FRAMES;
        if (kept)
            keep(search, 0, FALSE);
    }
    return kept || result == FRAME_FAILED ? 0 : passed;
}

static void search_pinned(Search *search, gint64 when_us)
{
    const FrameSource *source = search->source;
    int again = search_forward(search, when_us);
    FrameResult result = FRAME_FOUND;

    if (again == 0)
        return;
    result = source->seek(source->video, when_us, search_error(search));
    for (int i = 0; result == FRAME_FOUND && i < again; i++)
        result = source->next(source->video, search_error(search));
    if (result == FRAME_FOUND)
        keep(search, 0, FALSE);
}

static void rate(PosterChoice *choice)
{
    g_autoptr(Picture) small = NULL;
    int width, height;

    picture_fit(choice->picture->width, choice->picture->height, SCORE_BOX, &width, &height);
    small = picture_shrink(choice->picture, width, height);
    choice->score = picture_score(small, NULL);
}

gboolean poster_choose(const FrameSource *source, const PosterParams *params, PosterChoice *choice,
                       GError **error)
{
    static const PosterParams defaults = { 0 };
    g_auto(Search) search = { .source = source, .seen = g_array_new(FALSE, FALSE, sizeof(gint64)) };

    params = params ? params : &defaults;
    search.box = params->box > 0 ? MIN(params->box, PICTURE_SIDE_MAX) : PICTURE_SIDE_MAX;
    if (params->pinned)
        search_pinned(&search, MAX(0, params->pin_us));
    if (search.best.picture)
        rate(&search.best);
    else
        search_best(&search, params->candidates > 0 ? MIN(params->candidates, (int)G_N_ELEMENTS(places))
                                                    : (int)G_N_ELEMENTS(places));
    if (!search.best.picture && search.error) {
        g_propagate_error(error, g_steal_pointer(&search.error));
        return FALSE;
    }
    *choice = search.best;
    search.best.picture = NULL;
    return TRUE;
}
