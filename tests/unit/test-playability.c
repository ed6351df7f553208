#include "catalog/facts/playability.h"

typedef struct {
    const char *container, *video, *profile, *pix_fmt, *audio;
    const char *obstacle; /* NULL: plays */
} Case;

static const Case cases[] = {
    { "mp4", "h264", "High", "yuv420p", "aac", NULL },
    { "mp4", "h264", "Constrained Baseline", "yuvj420p", "mp3", NULL },
    { "mov", "h264", "Main", "yuv420p", "aac", NULL },
    { "mp4", "h264", "High", "yuv420p", NULL, NULL },
    { "mp4", "av1", "Main", "yuv420p", "aac", NULL },
    { "mp4", "vp9", "Profile 0", "yuv420p", "opus", NULL },
    { "webm", "vp8", NULL, "yuv420p", "vorbis", NULL },
    { "webm", "vp9", "Profile 0", "yuv420p", "opus", NULL },
    { "webm", "av1", "Main", "yuv420p", NULL, NULL },
    { "matroska", "h264", "High", "yuv420p", "aac", "container" },
    { "flv", "h264", "High", "yuv420p", "aac", "container" },
    { "mpegts", "h264", "High", "yuv420p", "aac", "container" },
    { "avi", "mpeg4", "Simple Profile", "yuv420p", "mp3", "container" },
    { "asf", "wmv3", "Main", "yuv420p", "wmav2", "container" },
    { NULL, "h264", "High", "yuv420p", "aac", "container" },
    { "mp4", "hevc", "Main", "yuv420p", "aac", "video-codec" },
    { "mov", "prores", "HQ", "yuv422p10le", "pcm_s16le", "video-codec" },
    { "mp4", "mpeg4", "Simple Profile", "yuv420p", "aac", "video-codec" },
    { "mov", "vp9", "Profile 0", "yuv420p", "aac", "video-codec" },
    { "mp4", "h264", "Extended", "yuv420p", "aac", "video-codec" },
    { "webm", "h264", "High", "yuv420p", "opus", "video-codec" },
    { "mp4", NULL, NULL, NULL, "aac", "video-codec" },
    { "mp4", "h264", "High 10", "yuv420p10le", "aac", "pixel-format" },
    { "mp4", "h264", "High 4:2:2", "yuv422p", "aac", "pixel-format" },
    { "webm", "vp9", "Profile 2", "yuv420p10le", "opus", "pixel-format" },
    { "mp4", "h264", "High", NULL, "aac", "pixel-format" },
    { "mp4", "h264", "High", "yuv420p", "ac3", "audio-codec" },
    { "mov", "h264", "High", "yuv420p", "pcm_s16le", "audio-codec" },
    { "webm", "vp9", "Profile 0", "yuv420p", "aac", "audio-codec" },
};

static Facts *facts_of(const Case *of)
{
    Facts *facts = facts_new();

    facts->has_video = TRUE;
    facts->file.container = g_strdup(of->container);
    facts->video.codec_name = g_strdup(of->video);
    facts->video.profile = g_strdup(of->profile);
    facts->video.pix_fmt = g_strdup(of->pix_fmt);
    if (of->audio)
        facts_add_audio(facts)->codec_name = g_strdup(of->audio);
    return facts;
}

static void what_browsers_play_is_native_and_the_rest_says_why_not(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Facts) facts = facts_of(&cases[i]);
        const char *obstacle = "unset";
        Playable playable = playable_judge(facts, &obstacle);

        g_test_message("%s %s %s", cases[i].container, cases[i].video, cases[i].audio);
        g_assert_cmpstr(obstacle, ==, cases[i].obstacle);
        g_assert_cmpint(playable, ==, cases[i].obstacle ? PLAYABLE_NO : PLAYABLE_NATIVE);
        g_assert_cmpint(playable, ==, playable_judge(facts, NULL));
    }
}

static void a_file_without_video_has_nothing_to_play(void)
{
    g_autoptr(Facts) facts = facts_new();
    const char *obstacle = NULL;

    facts->file.container = g_strdup("mp4");
    g_assert_cmpint(playable_judge(facts, &obstacle), ==, PLAYABLE_NO);
    g_assert_cmpstr(obstacle, ==, "no-video");
}

static void the_first_sound_track_counts(void)
{
    g_autoptr(Facts) facts = facts_of(&cases[0]);

    facts_add_audio(facts)->codec_name = g_strdup("ac3");
    g_assert_cmpint(playable_judge(facts, NULL), ==, PLAYABLE_NATIVE);
}

static void a_proxy_is_for_what_does_not_play_by_itself(void)
{
    static const Case hevc = { "mp4", "hevc", "Main", "yuv420p", "aac", "video-codec" };
    g_autoptr(Facts) plays = facts_of(&cases[0]);
    g_autoptr(Facts) does_not = facts_of(&hevc);

    g_assert_cmpint(playable_of_work(plays, TRUE), ==, PLAYABLE_NATIVE);
    g_assert_cmpint(playable_of_work(plays, FALSE), ==, PLAYABLE_NATIVE);
    g_assert_cmpint(playable_of_work(does_not, TRUE), ==, PLAYABLE_PROXY);
    g_assert_cmpint(playable_of_work(does_not, FALSE), ==, PLAYABLE_NO);
}

static void where_the_index_lies_is_no_matter(void)
{
    g_autoptr(Facts) facts = facts_of(&cases[0]);

    facts->file.faststart = FALSE;
    g_assert_cmpint(playable_judge(facts, NULL), ==, PLAYABLE_NATIVE);
}

static void slugs_are_those_of_the_listing(void)
{
    g_assert_cmpstr(playable_slug(PLAYABLE_NATIVE), ==, "native");
    g_assert_cmpstr(playable_slug(PLAYABLE_PROXY), ==, "proxy");
    g_assert_cmpstr(playable_slug(PLAYABLE_NO), ==, "no");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/playability/what browsers play is native, and the rest says why not",
                    what_browsers_play_is_native_and_the_rest_says_why_not);
    g_test_add_func("/playability/a file without video has nothing to play",
                    a_file_without_video_has_nothing_to_play);
    g_test_add_func("/playability/the first sound track counts", the_first_sound_track_counts);
    g_test_add_func("/playability/a proxy is for what does not play by itself",
                    a_proxy_is_for_what_does_not_play_by_itself);
    g_test_add_func("/playability/where the index lies is no matter", where_the_index_lies_is_no_matter);
    g_test_add_func("/playability/slugs are those of the listing", slugs_are_those_of_the_listing);
    return g_test_run();
}
