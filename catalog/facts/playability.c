#include "catalog/facts/playability.h"

/* What Chromium 109, Firefox 115 and Safari 15.4 play. Where one of them is in doubt, a file does not play: a
 * player that shows nothing is worse than a sentence. Lists are separated by spaces; "-" among the sounds: a
 * silent film. */
typedef struct {
    const char *containers;
    const char *video;
    const char *pixel_formats;
    const char *audio;
} Playing;

static const Playing plays[] = {
    /* container  video     pixel formats (8-bit 4:2:0)  sound of the first track */
    { "mp4 mov", "h264", "yuv420p yuvj420p", "- aac mp3" },
    { "mp4", "av1 vp9", "yuv420p", "- aac mp3 opus" },
    { "webm", "vp8 vp9 av1", "yuv420p yuva420p", "- opus vorbis" },
};

/* Profiles that a codec's own row does not cover: no browser decodes them although the pixels would fit. */
static const char *const odd_profiles[] = { "Extended" };

static gboolean list_has(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit(list, " ", -1);

    return word && g_strv_contains((const char *const *)words, word);
}

static const char *first_sound(const Facts *facts)
{
    if (facts->audio->len == 0)
        return "-";
    return ((const AudioFacts *)facts->audio->pdata[0])->codec_name;
}

static gboolean profile_is_odd(const char *profile)
{
    for (gsize i = 0; profile && i < G_N_ELEMENTS(odd_profiles); i++) {
        if (g_str_equal(profile, odd_profiles[i]))
            return TRUE;
    }
    return FALSE;
}

/* How far a file comes along one row: the first thing that does not fit; NULL: all does. */
typedef enum { AT_CONTAINER, AT_VIDEO, AT_PIXELS, AT_AUDIO, AT_END } Reached;
static const char *const obstacles[] = { "container", "video-codec", "pixel-format", "audio-codec" };

static Reached reach(const Playing *row, const Facts *facts)
{
    if (!list_has(row->containers, facts->file.container))
        return AT_CONTAINER;
    if (!list_has(row->video, facts->video.codec_name) || profile_is_odd(facts->video.profile))
        return AT_VIDEO;
    if (!list_has(row->pixel_formats, facts->video.pix_fmt))
        return AT_PIXELS;
    if (!list_has(row->audio, first_sound(facts)))
        return AT_AUDIO;
    return AT_END;
}

Playable playable_judge(const Facts *facts, const char **obstacle)
{
    Reached furthest = AT_CONTAINER;
    const char *why = "no-video";

    if (facts->has_video) {
        for (gsize i = 0; i < G_N_ELEMENTS(plays); i++)
            furthest = MAX(furthest, reach(&plays[i], facts));
        why = furthest == AT_END ? NULL : obstacles[furthest];
    }
    if (obstacle)
        *obstacle = why;
    return why ? PLAYABLE_NO : PLAYABLE_NATIVE;
}

Playable playable_of_work(const Facts *facts, gboolean has_proxy)
{
    Playable playable = playable_judge(facts, NULL);

    return playable == PLAYABLE_NO && has_proxy ? PLAYABLE_PROXY : playable;
}

const char *playable_slug(Playable playable)
{
    static const char *const slugs[] = { "native", "proxy", "no" };

    g_assert((gsize)playable < G_N_ELEMENTS(slugs));
    return slugs[playable];
}
