#include "thumbs/poster.h"

#include "thumbs/score.h"

/* Where candidates lie, as parts of the running time, in the order in which they are asked for: a third in,
 * where most films are at their best, then each far from those before. */
static const double places[] = { 0.35, 0.70, 0.15, 0.90, 0.52 };

/* A frame in the middle of a fade or dissolve is worth this part of its score; one that scores less than this
 * is not looked at so closely, since that takes a further decoded frame. */
#define PASSING_WORTH 0.5
#define PASSING_SCORE 0.5

/* Looked through from the start where no key frame was any good: longer than a fade-in. The first few frames are compared one by one, of
 * those that follow, whichever are the cheapest to have, one in so many. */
#define LOOK_ON_US     (4 * G_USEC_PER_SEC)
#define LOOK_ON_FRAMES 100
#define LOOK_ON_FIRST  5
#define LOOK_ON_STEP   8

/* Frames decoded at most from a key frame to a pinned moment. Those shortly before it are kept as they pass,
 * and every PIN_KEEP-th on the way, in case the source fails. */
#define PIN_FRAMES  1500
#define PIN_KEEP    100
#define PIN_NEAR_US (G_USEC_PER_SEC / 2)

/* A seek to `from_us` or `to_us`, or to any moment between them, leads to this frame. */
typedef struct {
    gint64 time_us;
    gint64 key_us; /* as its container has it; G_MININT64: not known */
    gint64 from_us, to_us;
} Seen;

typedef struct {
    gpointer held; /* owned, of the source; NULL: none */
    gint64 time_us;
    gboolean is_cover;
    double score;
} Candidate;

typedef struct {
    const FrameSource *source;
    int box;
    Candidate best;  /* so far */
    GArray *seen;    /* of Seen: the frames compared, owned */
    gboolean failed; /* the source must not be asked any more */
    GError *error;   /* the first, owned */
} Search;

void poster_choice_clear(PosterChoice *choice)
{
    g_clear_pointer(&choice->picture, picture_free);
}

static void drop(const Search *search, Candidate *candidate)
{
    if (candidate->held)
        search->source->drop(candidate->held);
    candidate->held = NULL;
}

static void search_clear(Search *search)
{
    drop(search, &search->best);
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
    return search_found(search, frame_source_seek(search->source, when_us, search_error(search)));
}

static gboolean find(Search *search, gint64 when_us, gint64 *key_us)
{
    return search_found(search,
                        search->source->find(search->source->video, when_us, key_us, search_error(search)));
}

static gboolean take(Search *search)
{
    return search_found(search, search->source->take(search->source->video, search_error(search)));
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

static gboolean soon(Search *search)
{
    return !search->failed &&
           search_found(search, search->source->soon(search->source->video, search_error(search)));
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
    return !search->best.held || score > search->best.score;
}

static gboolean has_enough(const Search *search)
{
    return search->failed || (search->best.held && search->best.score >= SCORE_GOOD);
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

static Seen *seen_key(const Search *search, gint64 key_us)
{
    for (guint i = 0; i < search->seen->len && key_us != G_MININT64; i++) {
        Seen *seen = &g_array_index(search->seen, Seen, i);

        if (seen->key_us == key_us)
            return seen;
    }
    return NULL;
}

static void widen(Seen *seen, gint64 asked_us)
{
    seen->from_us = MIN(seen->from_us, asked_us);
    seen->to_us = MAX(seen->to_us, asked_us);
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

/* Takes what is held. */
static void keep(Search *search, Candidate *candidate)
{
    drop(search, &search->best);
    search->best = *candidate;
    candidate->held = NULL;
}

/* Whether a fade or dissolve is under way; moves on by a frame or some. */
static gboolean is_passing(Search *search, const Picture *small)
{
    gint64 from_us = time_us(search);
    g_autoptr(Picture) following = soon(search) ? picture(search, small_box(search)) : NULL;

    return following && picture_is_passing(small, following, time_us(search) - from_us);
}

/* Keeps the current frame if it is better than what was found before. Only one that would be the best is compared with what follows:
 * that costs a further decoded frame. */
static void compare(Search *search, gboolean is_cover)
{
    g_autoptr(Picture) small = picture(search, small_box(search));
    Candidate candidate = { .time_us = is_cover ? 0 : time_us(search), .is_cover = is_cover };

    if (!small)
        return;
    candidate.score = picture_score(small, NULL);
    if (!is_best(search, candidate.score))
        return;
    candidate.held = search->source->hold(search->source->video);
    if (!candidate.held)
        return;
    if (!is_cover && candidate.score >= PASSING_SCORE && picture_may_be_passing(small) &&
        is_passing(search, small))
        candidate.score *= PASSING_WORTH;
    if (is_best(search, candidate.score))
        keep(search, &candidate);
    drop(search, &candidate);
}

/* The current frame, unless it has been compared before. `asked_us` is the moment that led to it. */
static void compare_frame(Search *search, gint64 asked_us, gint64 key_us)
{
    gint64 frame_us = time_us(search);
    Seen *before = seen_frame(search, frame_us);

    if (before) {
        widen(before, asked_us);
        return;
    }
    g_array_append_vals(search->seen,
                        &(Seen){ frame_us, key_us, MIN(frame_us, asked_us), MAX(frame_us, asked_us) }, 1);
    compare(search, FALSE);
}

/* The key frame that a moment leads to. One that was compared before need not be decoded to be known again. */
static void compare_key_frame(Search *search, gint64 when_us)
{
    gint64 key_us;
    Seen *before;

    if (seek_leads_nowhere_new(search, when_us) || !find(search, when_us, &key_us))
        return;
    before = seen_key(search, key_us);
    if (before)
        widen(before, when_us);
    else if (take(search))
        compare_frame(search, when_us, key_us);
}

static void search_key_frames(Search *search)
{
    double duration_us = (double)MAX(0, search->source->duration_us);

    for (gsize i = 0; i < G_N_ELEMENTS(places) && duration_us > 0; i++) {
        compare_key_frame(search, (gint64)(places[i] * duration_us));
        if (has_enough(search))
            break;
    }
}

static void search_from_start(Search *search)
{
    gboolean found = rewind_film(search);
    gint64 until_us = found ? time_us(search) + LOOK_ON_US : 0;

    for (int i = 0; found && i < LOOK_ON_FRAMES && time_us(search) < until_us; i++) {
        if (i < LOOK_ON_FIRST || i % LOOK_ON_STEP == 0 || !search->best.held)
            compare_frame(search, time_us(search), G_MININT64);
        if (has_enough(search))
            break;
        found = i < LOOK_ON_FIRST ? next(search) : soon(search);
    }
}

static void search_cover(Search *search)
{
    if (cover(search))
        compare(search, TRUE);
}

/* The ladder: key frames, then what the film begins with, then the cover picture. */
static void search_film(Search *search)
{
    search_key_frames(search);
    if (search_needs_more(search))
        search_from_start(search);
    if (search_needs_more(search))
        search_cover(search);
}

static void keep_current(Search *search)
{
    Candidate current = { .held = search->source->hold(search->source->video), .time_us = time_us(search) };

    if (current.held)
        keep(search, &current);
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

static double score_of(const Picture *largest)
{
    g_autoptr(Picture) small = NULL;
    int width, height;

    picture_fit(largest->width, largest->height, SCORE_BOX, &width, &height);
    small = picture_shrink(largest, width, height);
    return picture_score(small, NULL);
}

/* The best at its largest size; FALSE: no picture can be had of it. */
static gboolean develop(Search *search, PosterChoice *choice)
{
    const Candidate *best = &search->best;
    Picture *largest =
        search->source->develop(search->source->video, best->held, search->box, search_error(search));

    if (!largest)
        return FALSE;
    *choice = (PosterChoice){ largest, best->time_us, best->is_cover, best->score };
    return TRUE;
}

gboolean poster_choose(const FrameSource *source, const PosterParams *params, PosterChoice *choice,
                       GError **error)
{
    static const PosterParams defaults = { 0 };
    g_auto(Search) search = { .source = source, .seen = g_array_new(FALSE, FALSE, sizeof(Seen)) };
    gboolean was_pinned;

    params = params ? params : &defaults;
    search.box = params->box > 0 ? MIN(params->box, PICTURE_SIDE_MAX) : PICTURE_SIDE_MAX;
    if (params->pinned)
        search_pinned(&search, MAX(0, params->pin_us));
    was_pinned = search.best.held != NULL;
    if (!was_pinned && !search.failed)
        search_film(&search);
    if (search.best.held ? !develop(&search, choice) : search.error != NULL) {
        g_propagate_error(error, g_steal_pointer(&search.error));
        return FALSE;
    }
    if (!search.best.held)
        *choice = (PosterChoice){ 0 };
    else if (was_pinned)
        choice->score = score_of(choice->picture);
    return TRUE;
}
