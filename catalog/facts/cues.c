#include "catalog/facts/cues.h"

#include <string.h>

#define TIME_MAX        (G_GINT64_CONSTANT(366) * 24 * 3600 * G_USEC_PER_SEC)
#define SHOWN_US        (5 * G_USEC_PER_SEC) /* one that does not say how long */
#define LANGUAGE_LEAST  2
#define LANGUAGE_MOST   16
#define WIRE_BYTES_MORE 28 /* two times, the text's end, alignment and an offset */
#define ELLIPSIS        "…"
/* Beyond what is kept in the end: sorting may bring later ones forward, but a million are not held. */
#define CUES_HELD (4 * CUES_MAX)

static void cue_clear(gpointer data)
{
    Cue *cue = data;

    g_free(cue->text);
}

static gboolean is_language(const char *text)
{
    gsize length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    return length >= LANGUAGE_LEAST && length <= LANGUAGE_MOST && text[length] == '\0';
}

CueTrack *cue_track_new(const char *language)
{
    CueTrack *track = g_new0(CueTrack, 1);

    track->language = language && is_language(language) ? g_strdup(language) : NULL;
    track->cues = g_array_new(FALSE, FALSE, sizeof(Cue));
    g_array_set_clear_func(track->cues, cue_clear);
    return track;
}

void cue_track_free(CueTrack *track)
{
    if (!track)
        return;
    g_free(track->language);
    g_array_unref(track->cues);
    g_free(track);
}

static void cut(char *text)
{
    const char *end = text + CUE_TEXT_MAX - strlen(ELLIPSIS);

    if (strlen(text) <= CUE_TEXT_MAX)
        return;
    while (((guchar)*end & 0xC0) == 0x80)
        end--;
    while (end > text && end[-1] == '\n')
        end--;
    memcpy(text + (end - text), ELLIPSIS, sizeof ELLIPSIS);
}

void cue_track_add(CueTrack *track, gint64 start_us, gint64 end_us, char *text)
{
    Cue cue = { start_us, end_us, text };

    if (start_us < 0 || start_us >= TIME_MAX || end_us > TIME_MAX || (end_us != 0 && end_us <= start_us) ||
        !*text || track->cues->len >= CUES_HELD) {
        g_free(text);
        return;
    }
    cut(text);
    g_array_append_val(track->cues, cue);
}

static int compare_cues(gconstpointer a, gconstpointer b)
{
    const Cue *one = a, *other = b;

    if (one->start_us != other->start_us)
        return one->start_us < other->start_us ? -1 : 1;
    return one->end_us < other->end_us ? -1 : one->end_us > other->end_us;
}

static void fill_ends(GArray *cues)
{
    gint64 start_us = G_MAXINT64,
           next_us = G_MAXINT64; /* of the cues looked at last, and of what follows them */

    for (guint i = cues->len; i-- > 0;) {
        Cue *cue = &g_array_index(cues, Cue, i);

        if (cue->start_us != start_us)
            next_us = start_us;
        start_us = cue->start_us;
        if (cue->end_us == 0)
            cue->end_us = MIN(next_us, start_us + SHOWN_US);
    }
}

static gboolean are_equal(const Cue *one, const Cue *other)
{
    return one->start_us == other->start_us && one->end_us == other->end_us &&
           g_str_equal(one->text, other->text);
}

/* Outlines and shadows are often the same text laid over itself. */
static void drop_repeated(GArray *cues)
{
    guint kept = 0;

    for (guint i = 0; i < cues->len; i++) {
        Cue *cue = &g_array_index(cues, Cue, i);

        if (kept > 0 && are_equal(cue, &g_array_index(cues, Cue, kept - 1)))
            continue;
        if (kept != i) { /* its place goes to one that is dropped */
            Cue moved = *cue;
            *cue = g_array_index(cues, Cue, kept);
            g_array_index(cues, Cue, kept) = moved;
        }
        kept++;
    }
    g_array_set_size(cues, kept);
}

gboolean cue_track_end(CueTrack *track)
{
    g_array_sort(track->cues, compare_cues); /* merges: equal ones stay in order */
    fill_ends(track->cues);
    drop_repeated(track->cues);
    if (track->cues->len <= CUES_MAX)
        return TRUE;
    g_array_set_size(track->cues, CUES_MAX);
    return FALSE;
}

gsize cue_bytes(const Cue *cue)
{
    return strlen(cue->text) + WIRE_BYTES_MORE;
}

gsize cue_track_bytes(const CueTrack *track)
{
    gsize bytes = 0;

    for (guint i = 0; i < track->cues->len; i++)
        bytes += cue_bytes(&g_array_index(track->cues, Cue, i));
    return bytes;
}

static gboolean is_text(const char *text)
{
    char before = '\n';

    if (!*text || strlen(text) > CUE_TEXT_MAX || !g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (const char *p = text; *p; p++) {
        if ((*p == '\n' && before == '\n') || (*p != '\n' && g_ascii_iscntrl(*p)))
            return FALSE;
        before = *p;
    }
    return before != '\n';
}

static gboolean track_is_plausible(const CueTrack *track)
{
    gint64 before_us = 0;

    if (track->cues->len < 1 || track->cues->len > CUES_MAX ||
        (track->language && !is_language(track->language)))
        return FALSE;
    for (guint i = 0; i < track->cues->len; i++) {
        const Cue *cue = &g_array_index(track->cues, Cue, i);

        if (cue->start_us < before_us || cue->end_us <= cue->start_us || cue->end_us > TIME_MAX ||
            !is_text(cue->text))
            return FALSE;
        before_us = cue->start_us;
    }
    return TRUE;
}

gboolean cue_tracks_are_plausible(const GPtrArray *tracks)
{
    gsize bytes = 0;

    if (tracks->len > CUE_TRACKS_MAX)
        return FALSE;
    for (guint i = 0; i < tracks->len; i++) {
        if (!track_is_plausible(tracks->pdata[i]))
            return FALSE;
        bytes += cue_track_bytes(tracks->pdata[i]);
    }
    return bytes <= CUES_BYTES_MAX;
}
