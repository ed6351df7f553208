#include "thumbs/poster.h"

#include "thumbs/score.h"

/* Where candidates lie, as parts of the running time, in the order in which they are asked for: a third in,
 * where most films are at their best, then each far from those before. */
static const double places[] = { 0.35, 0.70, 0.15, 0.90, 0.52 };

/* A frame in the middle of a fade or dissolve is worth this part of its score; one that scores less than this
 * is not looked at so closely, since that takes a further decoded frame. */
#define PASSING_WORTH 0.6
#define PASSING_SCORE 0.5

/* Frames looked through from the start where no key frame was any good: about four seconds, longer than a
 * fade-in. The first few are compared one by one, then every fifth. */
#define LOOK_ON_FRAMES 100
#define LOOK_ON_STEP   5

/* Frames decoded at most from a key frame to a pinned moment. Those shortly before it are kept as they pass,
 * and every PIN_KEEP-th on the way, in case the source fails. */
#define PIN_FRAMES  1500
#define PIN_KEEP    100
#define PIN_NEAR_US (G_USEC_PER_SEC / 2)

/* A seek to `from_us` or `to_us`, or to any moment between them, leads to this frame. */
typedef struct {
    gint64 time_us;
    gint64 from_us, to_us;
} Seen;

typedef struct {
    const FrameSource *source;
    int box;
    PosterChoice best; /* so far */
    GArray *seen;      /* of Seen: the frames compared, owned */
    gboolean failed;   /* the source must not be asked any more */
    GError *error;     /* the first, owned */
} Search;

void poster_choice_clear(PosterChoice *choice)
{
    g_clear_pointer(&choice->picture, picture_free);
}

static void search_clear(Search *search)
{
    poster_choice_clear(&search->best);
    g_clear_pointer(&search->seen, g_array_unref);
    g_clear_error(&search->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static GError **search_error(Search *search)
{
    return search->error ? NULL : &search->error;
}

static gboolean search_found(Search *search, FrameResult result)
{
    search->failed = search->failed || result == FRAME_FAILED;
    return result == FRAME_FOUND;
}

static gboolean seek(Search *search, gint64 when_us)
{
    return search_found(search, search->source->seek(search->source->video, when_us, search_error(search)));
}

static gboolean rewind_film(Search *search)
{
    return search_found(search, search->source->rewind(search->source->video, search_error(search)));
}

static gboolean next(Search *search)
{
    return !search->failed &&
           search_found(search, search->source->next(search->source->video, search_error(search)));
}

static gboolean cover(Search *search)
{
    return search_found(search, search->source->cover(search->source->video, search_error(search)));
}

static gint64 time_us(const Search *search)
{
    return search->source->time_us(search->source->video);
}

static Picture *picture(Search *search, int box)
{
    return search->source->picture(search->source->video, box, search_error(search));
}

static int small_box(const Search *search)
{
    return MIN(SCORE_BOX, search->box);
}

static gboolean is_best(const Search *search, double score)
{
    return !search->best.picture || score > search->best.score;
}

static gboolean search_is_over(const Search *search)
{
    return search->failed || (search->best.picture && search->best.score >= SCORE_GOOD);
}

static gboolean search_needs_more(const Search *search)
{
    return !search->failed && is_best(search, SCORE_POOR);
}

static Seen *seen_frame(const Search *search, gint64 frame_us)
{
    for (guint i = 0; i < search->seen->len; i++) {
        Seen *seen = &g_array_index(search->seen, Seen, i);

        if (seen->time_us == frame_us)
            return seen;
    }
    return NULL;
}

static gboolean seek_leads_nowhere_new(const Search *search, gint64 when_us)
{
    for (guint i = 0; i < search->seen->len; i++) {
        const Seen *seen = &g_array_index(search->seen, Seen, i);

        if (when_us >= seen->from_us && when_us <= seen->to_us)
            return TRUE;
    }
    return FALSE;
}

/* Takes the picture. */
static void keep(Search *search, PosterChoice choice)
{
    poster_choice_clear(&search->best);
    search->best = choice;
}

/* Whether a fade or dissolve is under way; moves on by one frame. */
static gboolean is_passing(Search *search, const Picture *small)
{
    g_autoptr(Picture) following = next(search) ? picture(search, small_box(search)) : NULL;

    return following && picture_is_passing(small, following);
}

/* Keeps the current frame at its largest size if it is better than what was found before. Only one that would
 * end the search is compared with the frame after it: that costs a further decoded frame. */
static void compare(Search *search, gboolean is_cover)
{
    g_autoptr(Picture) small = picture(search, small_box(search));
    g_auto(PosterChoice) choice = { .time_us = is_cover ? 0 : time_us(search), .cover = is_cover };

    if (!small)
        return;
    choice.score = picture_score(small, NULL);
    if (!is_best(search, choice.score))
        return;
    choice.picture = picture(search, search->box);
    if (!choice.picture)
        return;
    if (!is_cover && choice.score >= PASSING_SCORE && picture_may_be_passing(small) &&
        is_passing(search, small))
        choice.score *= PASSING_WORTH;
    if (is_best(search, choice.score)) {
        keep(search, choice);
        choice.picture = NULL;
    }
}

/* The current frame, unless it has been compared before. `asked_us` is the moment that led to it. */
static void compare_frame(Search *search, gint64 asked_us)
{
    gint64 frame_us = time_us(search);
    Seen *before = seen_frame(search, frame_us);

    if (before) {
        before->from_us = MIN(before->from_us, asked_us);
        before->to_us = MAX(before->to_us, asked_us);
        return;
    }
    g_array_append_vals(search->seen, &(Seen){ frame_us, MIN(frame_us, asked_us), MAX(frame_us, asked_us) },
                        1);
    compare(search, FALSE);
}

static void search_key_frames(Search *search, int candidates)
{
    double duration_us = (double)MAX(0, search->source->duration_us);

    for (int i = 0; i < candidates && duration_us > 0 && !search_is_over(search); i++) {
        gint64 when_us = (gint64)(places[i] * duration_us);

        if (!seek_leads_nowhere_new(search, when_us) && seek(search, when_us))
            compare_frame(search, when_us);
    }
}

static void search_from_start(Search *search)
{
    gboolean found = rewind_film(search);

    for (int i = 0; found && i < LOOK_ON_FRAMES && !search_is_over(search); i++) {
        if (i < LOOK_ON_STEP || i % LOOK_ON_STEP == 0 || !search->best.picture)
            compare_frame(search, time_us(search));
        found = !search_is_over(search) && next(search);
    }
}

static void search_cover(Search *search)
{
    if (cover(search))
        compare(search, TRUE);
}

/* The ladder: key frames, then what the film begins with, then the cover picture. */
static void search_film(Search *search, int candidates)
{
    search_key_frames(search, candidates);
    if (search_needs_more(search))
        search_from_start(search);
    if (search_needs_more(search))
        search_cover(search);
}

static void keep_current(Search *search)
{
    gint64 time = time_us(search);
    Picture *largest = picture(search, search->box);

    if (largest)
        keep(search, (PosterChoice){ .picture = largest, .time_us = time });
}

/* Where frames begin to be kept on the way to a pinned moment, which may lie behind the end of the film. */
static gint64 near(const Search *search, gint64 when_us)
{
    gint64 duration_us = search->source->duration_us;

    return (duration_us > 0 ? MIN(when_us, duration_us) : when_us) - PIN_NEAR_US;
}

/* Goes on from the key frame to the frame shown at the moment: the last one that is not later. Returns how
 * many frames that is. Frames near the moment are kept, so that *kept, the number of the last one kept, is
 * usually the same. */
static int search_forward(Search *search, gint64 when_us, int *kept)
{
    gint64 near_us = near(search, when_us);
    int shown = 0;

    *kept = 0;
    keep_current(search);
    while (shown < PIN_FRAMES && next(search) && time_us(search) <= when_us) {
        shown++;
        if (time_us(search) >= near_us || shown % PIN_KEEP == 0) {
            keep_current(search);
            *kept = shown;
        }
    }
    return shown;
}

/* The frame of this number after the key frame. */
static void search_again(Search *search, gint64 when_us, int number)
{
    gboolean found = seek(search, when_us);

    for (int i = 0; found && i < number; i++)
        found = next(search);
    if (found)
        keep_current(search);
}

static void search_pinned(Search *search, gint64 when_us)
{
    int shown, kept;

    if (!seek(search, when_us))
        return;
    if (time_us(search) > when_us) {
        keep_current(search);
        return;
    }
    shown = search_forward(search, when_us, &kept);
    /* A frame that stands still for longer than PIN_NEAR_US has passed before it was known to be the one. */
    if (shown != kept && !search->failed)
        search_again(search, when_us, shown);
}

static void rate(PosterChoice *choice)
{
    g_autoptr(Picture) small = NULL;
    int width, height;

    picture_fit(choice->picture->width, choice->picture->height, SCORE_BOX, &width, &height);
    small = picture_shrink(choice->picture, width, height);
    choice->score = picture_score(small, NULL);
}

static int candidates_of(const PosterParams *params)
{
    int most = G_N_ELEMENTS(places);

    return params->candidates > 0 ? MIN(params->candidates, most) : most;
}

gboolean poster_choose(const FrameSource *source, const PosterParams *params, PosterChoice *choice,
                       GError **error)
{
    static const PosterParams defaults = { 0 };
    g_auto(Search) search = { .source = source, .seen = g_array_new(FALSE, FALSE, sizeof(Seen)) };

    params = params ? params : &defaults;
    search.box = params->box > 0 ? MIN(params->box, PICTURE_SIDE_MAX) : PICTURE_SIDE_MAX;
    if (params->pinned)
        search_pinned(&search, MAX(0, params->pin_us));
    if (search.best.picture)
        rate(&search.best);
    else if (!search.failed)
        search_film(&search, candidates_of(params));
    if (!search.best.picture && search.error) {
        g_propagate_error(error, g_steal_pointer(&search.error));
        return FALSE;
    }
    *choice = search.best;
    search.best.picture = NULL;
    return TRUE;
}
