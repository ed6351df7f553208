/* What probe() finds out about films that are made here, one property each. */
#include "tests/media/films.h"

#include <string.h>

#define PICTURES  "-f lavfi -i testsrc2=s=320x240:r=25:d=2 "
#define SOUND     "-f lavfi -i sine=d=2 "
#define FAST_H264 "-c:v libx264 -preset ultrafast -pix_fmt yuv420p "

static void assert_seconds(gint64 us, double seconds)
{
    g_assert_cmpfloat_with_epsilon((double)us / G_USEC_PER_SEC, seconds, MAX(0.1, seconds / 100));
}

static void assert_outcome(const Probed *probed, Status status, const char *reason)
{
    g_assert_cmpstr(status_slug(probed->outcome.status), ==, status_slug(status));
    g_assert_cmpstr(probed->outcome.reason, ==, reason);
}

/* --- containers --- */

static void a_container_is_known_by_its_content(void)
{
    static const struct {
        const char *container;
        const char *words;
    } cases[] = {
        { "mp4", FAST_H264 "-c:a aac -f mp4" },
        { "mov", FAST_H264 "-c:a aac -f mov" },
        { "3gp", "-s 176x144 -c:v h263 -an -f 3gp" },
        { "matroska", FAST_H264 "-c:a aac -f matroska" },
        { "webm", "-c:v libvpx -deadline realtime -c:a libopus -f webm" },
        { "avi", "-c:v mpeg4 -c:a mp3 -f avi" },
        { "mpegts", FAST_H264 "-c:a aac -f mpegts" },
        { "mpeg", "-c:v mpeg2video -c:a mp2 -f vob" },
        { "flv", FAST_H264 "-c:a aac -f flv" },
        { "asf", "-c:v wmv2 -c:a wmav2 -f asf" },
        { "ogg", "-c:v libtheora -c:a libvorbis -f ogg" },
        { "mxf", "-c:v mpeg2video -an -f mxf" },
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = film_make(PICTURES SOUND "%s nameless.film", cases[i].words);
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_OK, NULL);
        g_assert_cmpstr(probed.facts->file.container, ==, cases[i].container);
        assert_seconds(probed.facts->file.duration, 2);
        g_assert_cmpint(probed.facts->video.width, ==, i == 2 ? 176 : 320);
        g_assert_cmpint(probed.facts->file.bit_rate, >, 0);
        g_assert_cmpint(probed.facts->video.bit_rate, >, 0);
        g_assert_cmpstr(probed.facts->video.frame_rate_mode, ==, "cfr");
    }
}

static void where_the_index_lies_is_told(void)
{
    g_autofree char *behind = NULL, *before = NULL, *elsewhere = NULL;

    if (!films_can_be_made())
        return;
    behind = film_make(PICTURES FAST_H264 "behind.mp4");
    before = film_make(PICTURES FAST_H264 "-movflags faststart before.mp4");
    elsewhere = film_make(PICTURES FAST_H264 "elsewhere.mkv");
    {
        g_auto(Probed) a = film_probe(behind, NULL);
        g_auto(Probed) b = film_probe(before, NULL);
        g_auto(Probed) c = film_probe(elsewhere, NULL);

        g_assert_cmpint(a.facts->file.faststart, ==, FALSE);
        g_assert_cmpint(b.facts->file.faststart, ==, TRUE);
        g_assert_cmpint(c.facts->file.faststart, ==, FACT_UNKNOWN);
    }
}

static void assert_created(const char *claimed, const char *name, const char *told)
{
    g_autofree char *path = film_make(PICTURES FAST_H264 "-metadata creation_time=%s %s", claimed, name);
    g_auto(Probed) probed = film_probe(path, NULL);

    g_assert_cmpstr(probed.facts->file.creation_time, ==, told);
}

static void when_a_film_was_made_is_told_in_utc(void)
{
    if (!films_can_be_made())
        return;
    assert_created("2024-03-01T08:30:15Z", "made.mp4", "2024-03-01T08:30:15Z");
    assert_created("2024-03-01T08:30:15+08:00", "made.mov", "2024-03-01T00:30:15Z");
    assert_created("2024-03-01T08:30:15.250Z", "made.mkv", "2024-03-01T08:30:15Z");
    {
        g_autofree char *path = film_make(PICTURES FAST_H264 "unmade.mp4");
        g_auto(Probed) probed = film_probe(path, NULL);

        g_assert_null(probed.facts->file.creation_time);
    }
}

/* FLV keeps the tag as it is given. */
static void a_time_that_is_none_is_not_told(void)
{
    static const char *const claims[] = { "yesterday", "2024-13-01T00:00:00Z", "<script>", "2024" };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(claims); i++) {
        g_autofree char *path = film_make(PICTURES FAST_H264 "plain.flv");
        g_autofree char *tagged =
            film_make("-i plain.flv -c copy -metadata creation_time='%s' tagged.flv", claims[i]);
        g_auto(Probed) probed = film_probe(tagged, NULL);

        g_assert_null(probed.facts->file.creation_time);
    }
}

static void assert_beside(const char *path, gint64 data, gint64 attachments)
{
    g_auto(Probed) probed = film_probe(path, NULL);

    g_assert_cmpint(probed.facts->file.nb_data_streams, ==, data);
    g_assert_cmpint(probed.facts->file.nb_attachments, ==, attachments);
    g_assert_cmpint(probed.facts->video.nb_streams, ==, 1);
}

static void what_lies_beside_film_and_sound_is_counted(void)
{
    g_autofree char *plain = NULL, *timed = NULL, *font = NULL, *attached = NULL;

    if (!films_can_be_made())
        return;
    plain = film_make(PICTURES SOUND FAST_H264 "plain.mp4");
    timed = film_make(PICTURES FAST_H264 "-timecode 10:00:00:00 timed.mov");
    font = film_write("font.ttf", "not much of a font", 18);
    attached =
        film_make(PICTURES FAST_H264 "-attach font.ttf -metadata:s:t mimetype=application/x-truetype-font "
                                     "attached.mkv");
    assert_beside(plain, 0, 0);
    assert_beside(timed, 1, 0);
    assert_beside(attached, 0, 1);
}

/* --- pictures --- */

static void put_matrix(const char *path, const gint32 values[4])
{
    static const int places[] = { 0, 1, 3, 4 }; /* of nine */
    g_autofree char *bytes = NULL;
    gsize length = 0;
    char *header;

    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    header = memmem(bytes, length, "tkhd", 4);
    g_assert_nonnull(header);
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        guint32 value = GUINT32_TO_BE((guint32)values[i]);

        memcpy(header + 44 + 4 * places[i], &value, 4);
    }
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

/* As phones write them: where the next pixel across and the next down are shown. */
static void a_turned_film_is_turned_back_clockwise(void)
{
    static const struct {
        gint32 matrix[4];
        int rotation;
    } cases[] = {
        { { 65536, 0, 0, 65536 }, 0 },
        { { 0, 65536, -65536, 0 }, 90 },
        { { -65536, 0, 0, -65536 }, 180 },
        { { 0, -65536, 65536, 0 }, 270 },
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = film_make(PICTURES FAST_H264 "turned.mp4");
        gboolean is_upended = cases[i].rotation % 180 != 0;
        g_auto(Probed) probed = { 0 };
        const VideoFacts *video;

        put_matrix(path, cases[i].matrix);
        probed = film_probe(path, NULL);
        video = &probed.facts->video;
        g_assert_cmpint(video->rotation, ==, cases[i].rotation);
        g_assert_cmpint(video->width, ==, 320);
        g_assert_cmpint(video->display_width, ==, is_upended ? 240 : 320);
        g_assert_cmpint(video->display_height, ==, is_upended ? 320 : 240);
        g_assert_cmpstr(video->display_aspect_ratio, ==, is_upended ? "3:4" : "4:3");
    }
}

static void a_crooked_or_garbled_matrix_becomes_the_nearest_right_angle(void)
{
    static const struct {
        gint32 matrix[4];
        int rotation;
    } cases[] = {
        { { 65536, 0, 0, 65536 }, 0 },
        { { -65536, 0, 0, 65536 }, 0 },   /* mirrored: reads backwards, but stands upright */
        { { 65536, 0, 0, -65536 }, 180 }, /* stands on its head */
        { { 0, 65536, 65536, 0 }, 90 },   /* turned and mirrored */
        { { 64000, 9000, -9000, 64000 }, 0 },
        { { 6000, 65000, -65000, 6000 }, 90 },
        { { 0, 0, 0, 0 }, 0 },
        { { G_MININT32, G_MININT32, G_MININT32, G_MININT32 }, -1 },
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = film_make(PICTURES FAST_H264 "crooked.mp4");
        g_auto(Probed) probed = { 0 };

        put_matrix(path, cases[i].matrix);
        probed = film_probe(path, NULL);
        assert_outcome(&probed, STATUS_OK, NULL);
        if (cases[i].rotation >= 0)
            g_assert_cmpint(probed.facts->video.rotation, ==, cases[i].rotation);
        g_assert_cmpint(probed.facts->video.rotation % 90, ==, 0);
    }
}

static void pixels_that_are_not_square_count_as_they_are_shown(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make("-f lavfi -i testsrc2=s=720x576:r=25:d=1,setdar=16/9 -c:v mpeg2video wide.mpg");
    {
        g_auto(Probed) probed = film_probe(path, NULL);
        const VideoFacts *video = &probed.facts->video;

        g_assert_cmpstr(video->display_aspect_ratio, ==, "16:9");
        g_assert_cmpint(video->display_width, ==, 1024);
        g_assert_cmpint(video->display_height, ==, 576);
    }
}

static void fields_are_told_from_frames(void)
{
    static const struct {
        const char *words;
        const char *order;
    } cases[] = {
        { "-c:v mpeg2video -flags +ildct+ilme -top 1 fields.mpg", "tt" },
        { "-c:v mpeg2video -flags +ildct+ilme -top 0 fields.ts", "bb" },
        { "-c:v libx264 -x264-params interlaced=1:tff=1 fields.mp4", "tt" },
        { "-c:v mpeg2video frames.mpg", "progressive" },
        { FAST_H264 "frames.mp4", "progressive" },
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = film_make(PICTURES "%s", cases[i].words);
        g_auto(Probed) probed = film_probe(path, NULL);

        g_assert_cmpstr(probed.facts->video.field_order, ==, cases[i].order);
    }
}

static void high_dynamic_range_is_recognised_by_its_transfer(void)
{
    static const struct {
        const char *transfer;
        const char *hdr;
    } cases[] = { { "smpte2084", "pq" }, { "arib-std-b67", "hlg" }, { "bt709", NULL } };
    static const char *const files[] = { "range.mp4", "range.mkv", "range.ts" };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases) * G_N_ELEMENTS(files); i++) {
        const char *transfer = cases[i % G_N_ELEMENTS(cases)].transfer;
        g_autofree char *path = film_make(
            PICTURES "-c:v libx264 -preset ultrafast -pix_fmt yuv420p10 -color_trc %s -color_primaries "
                     "bt2020 -colorspace bt2020nc "
                     "-color_range tv -x264-params transfer=%s:colorprim=bt2020:colormatrix=bt2020nc %s",
            transfer, transfer, files[i / G_N_ELEMENTS(cases)]);
        g_auto(Probed) probed = film_probe(path, NULL);
        const VideoFacts *video = &probed.facts->video;

        g_assert_cmpstr(video->color_transfer, ==, transfer);
        g_assert_cmpstr(video->color_primaries, ==, "bt2020");
        g_assert_cmpstr(video->color_space, ==, "bt2020nc");
        g_assert_cmpstr(video->color_range, ==, "tv");
        g_assert_cmpstr(video->hdr, ==, cases[i % G_N_ELEMENTS(cases)].hdr);
        g_assert_cmpstr(video->pix_fmt, ==, "yuv420p10le");
        g_assert_cmpint(video->bits_per_raw_sample, ==, 10);
    }
}

static void an_uneven_rhythm_is_noticed(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(PICTURES "-vf select='not(mod(n\\,3)*mod(n\\,5))' -vsync vfr " FAST_H264 "uneven.mp4");
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        g_assert_cmpstr(probed.facts->video.frame_rate_mode, ==, "vfr");
    }
}

static void broadcast_rates_stay_exact(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make("-f lavfi -i testsrc2=s=320x240:r=30000/1001:d=2 " FAST_H264 "ntsc.mkv");
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        g_assert_cmpstr(probed.facts->video.avg_frame_rate, ==, "30000/1001");
        g_assert_cmpstr(probed.facts->video.frame_rate_mode, ==, "cfr");
    }
}

/* --- several streams --- */

static void a_cover_is_no_film(void)
{
    g_autofree char *cover = NULL, *music = NULL, *film = NULL, *picture = NULL;

    if (!films_can_be_made())
        return;
    cover = film_make("-f lavfi -i testsrc2=s=400x400 -frames:v 1 cover.png");
    picture = film_make("-f lavfi -i testsrc2=s=400x400 -frames:v 1 picture.jpg");
    music = film_make(SOUND
                      "-i cover.png -map 0 -map 1 -c:a mp3 -c:v copy -disposition:v attached_pic music.mp3");
    film = film_make("-i cover.png " PICTURES SOUND "-map 0 -map 1 -map 2 -c:v:0 copy -c:v:1 libx264 -preset "
                     "ultrafast -c:a aac -disposition:v:0 attached_pic film.mp4");
    {
        g_auto(Probed) a = film_probe(music, NULL);
        g_auto(Probed) b = film_probe(film, NULL);
        g_auto(Probed) c = film_probe(picture, NULL);

        assert_outcome(&a, STATUS_NOT_VIDEO, REASON_COVER_ONLY);
        g_assert_false(a.facts->has_video);
        g_assert_cmpint(a.facts->audio->len, ==, 1);
        assert_outcome(&b, STATUS_OK, NULL);
        g_assert_cmpstr(b.facts->video.codec_name, ==, "h264");
        g_assert_cmpint(b.facts->video.nb_streams, ==, 1);
        assert_outcome(&c, STATUS_NOT_VIDEO, REASON_COVER_ONLY);
    }
}

static void of_several_films_the_default_one_counts(void)
{
    g_autofree char *second = NULL, *equals = NULL, *preview = NULL;

    if (!films_can_be_made())
        return;
#define TWO(first, other)                                                                                    \
    "-f lavfi -i testsrc2=s=" first ":d=1 -f lavfi -i testsrc2=s=" other ":d=1 -map 0 -map 1 " FAST_H264
    second = film_make(TWO("640x360", "320x180") "-disposition:v:0 0 -disposition:v:1 default second.mkv");
    equals = film_make(TWO("320x180", "480x270") "-disposition:v default equals.mkv");
    preview = film_make(TWO("160x90", "640x360") "-disposition:v default preview.mkv");
#undef TWO
    {
        g_auto(Probed) a = film_probe(second, NULL);
        g_auto(Probed) b = film_probe(equals, NULL);
        g_auto(Probed) c = film_probe(preview, NULL);

        g_assert_cmpint(a.facts->video.width, ==, 320);
        g_assert_cmpint(a.facts->video.nb_streams, ==, 2);
        g_assert_cmpint(b.facts->video.width, ==, 320);
        g_assert_cmpint(c.facts->video.width, ==, 640);
    }
}

static void sound_and_subtitles_keep_their_languages(void)
{
    g_autofree char *words = NULL, *path = NULL;
    static const char cues[] = "1\n00:00:00,000 --> 00:00:01,000\n你好\n";

    if (!films_can_be_made())
        return;
    words = film_write("words.srt", cues, sizeof cues - 1);
    path = film_make(PICTURES SOUND SOUND "-i words.srt -map 0 -map 1 -map 2 -map 3 " FAST_H264
                                          "-c:a:0 aac -c:a:1 libopus -c:s srt "
                                          "-ac:a:0 2 -metadata:s:a:0 language=chi -metadata:s:a:1 "
                                          "language=eng -metadata:s:s language=bod languages.mkv");
    {
        g_auto(Probed) probed = film_probe(path, NULL);
        const AudioFacts *first = probed.facts->audio->pdata[0], *other = probed.facts->audio->pdata[1];
        const SubtitleFacts *subtitle = probed.facts->subtitles->pdata[0];

        g_assert_cmpint(probed.facts->audio->len, ==, 2);
        g_assert_cmpint(probed.facts->subtitles->len, ==, 1);
        g_assert_cmpstr(first->codec_name, ==, "aac");
        g_assert_cmpint(first->channels, ==, 2);
        g_assert_cmpint(first->sample_rate, ==, 44100);
        g_assert_cmpint(first->bit_rate, >, 0);
        g_assert_cmpstr(first->language, ==, "chi");
        g_assert_cmpstr(other->codec_name, ==, "opus");
        g_assert_cmpstr(other->language, ==, "eng");
        g_assert_cmpstr(subtitle->codec_name, ==, "subrip");
        g_assert_cmpstr(subtitle->language, ==, "bod");
    }
}

static void a_film_is_as_long_as_its_default_sound_or_pictures(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(PICTURES "-f lavfi -i sine=d=3 -f lavfi -i sine=d=9 -map 0 -map 1 -map 2 " FAST_H264
                              "-c:a aac -disposition:a:0 default -disposition:a:1 0 long.mkv");
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_OK, NULL);
        assert_seconds(probed.facts->file.duration, 3);
        assert_seconds(probed.facts->file.duration_header, 9);
    }
}

/* --- what cannot be played, or not to the end --- */

static void a_cut_film_never_passes_as_whole(void)
{
    static const struct {
        const char *words;
        double from, to; /* seconds that may be left of two at 60 % */
    } cases[] = {
        { FAST_H264 "-movflags faststart cut.mp4", 0.8, 1.7 },
        { FAST_H264 "-movflags faststart -f mov cut.mov", 0.8, 1.7 },
        { FAST_H264 "-g 10 -movflags frag_keyframe+empty_moov+default_base_moof cut.mp4", 0.8, 1.7 },
        { FAST_H264 "cut.mkv", 0.8, 1.7 },
        { FAST_H264 "-live 1 cut.mkv", 0.8, 1.7 },
        { "-c:v mpeg4 -b:v 2M cut.avi", 0.8, 1.7 },
        { "-c:v wmv2 -b:v 2M cut.asf", 0.8, 1.7 },
        { FAST_H264 "cut.flv", 0.8, 1.7 },
        { FAST_H264 "cut.ts", 0.8, 1.7 },
        { "-c:v libtheora -b:v 2M cut.ogv", 0.8, 1.7 },
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *whole = film_make("-f lavfi -i testsrc2=s=640x480:r=25:d=2 %s", cases[i].words);
        g_autofree char *path = film_cut(whole, "rest.film", 0.6);
        g_auto(Probed) probed = film_probe(path, NULL);

        g_test_message("%s", cases[i].words);
        assert_outcome(&probed, STATUS_OK, REASON_TRUNCATED);
        g_assert_cmpfloat((double)probed.facts->file.duration / G_USEC_PER_SEC, >=, cases[i].from);
        g_assert_cmpfloat((double)probed.facts->file.duration / G_USEC_PER_SEC, <=, cases[i].to);
    }
}

/* More than is read whole: the end is found by itself, in every container another way. */
static void the_end_of_a_larger_film_is_found_whole_or_cut(void)
{
    static const struct {
        const char *words;
        gboolean tells_cut; /* from what is left one can see that something is missing */
    } cases[] = {
        { "-c:v rawvideo -pix_fmt yuv420p -c:a pcm_s16le large.avi", TRUE },
        { "-c:v mpeg4 -q:v 1 -c:a mp3 large.avi", TRUE },
        { "-c:v wmv2 -b:v 40M -c:a wmav2 large.wmv", TRUE },
        { "-c:v libtheora -b:v 40M -c:a libvorbis large.ogv", TRUE },
        { "-c:v mpeg2video -b:v 40M -c:a pcm_s16le -ar 48000 large.mxf", TRUE },
        { "-c:v mpeg2video -b:v 40M -maxrate 40M -bufsize 8M -c:a mp2 -f vob large.vob", FALSE },
        { "-c:v mpeg2video -b:v 40M -an -f mpeg2video large.m2v", FALSE },
        { FAST_H264 "-qp 10 -c:a aac -mpegts_m2ts_mode 1 large.m2ts", TRUE },
        { FAST_H264 "-qp 10 -c:a aac -movflags frag_keyframe+empty_moov+separate_moof -g 25 large.mp4",
          TRUE },
        { FAST_H264 "-qp 10 -an -f h264 large.h264", FALSE },
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *whole =
            film_make("-f lavfi -i testsrc2=s=640x360:r=25:d=4,noise=alls=60:allf=t -f lavfi -i sine=d=4 %s",
                      cases[i].words);
        g_autofree char *path = film_cut(whole, "rest.film", 0.6);
        g_auto(Probed) a = film_probe(whole, NULL);
        g_auto(Probed) b = film_probe(path, NULL);
        double left = (double)b.facts->file.duration / G_USEC_PER_SEC;

        g_test_message("%s", cases[i].words);
        assert_outcome(&a, STATUS_OK, NULL);
        assert_seconds(a.facts->file.duration, 4);
        g_assert_cmpint(a.facts->video.bit_rate, >, 10000000);
        assert_outcome(&b, STATUS_OK, cases[i].tells_cut ? REASON_TRUNCATED : NULL);
        g_assert_cmpfloat(left, >, 1.9);
        g_assert_cmpfloat(left, <, 2.9);
    }
}

static void an_mp4_that_lost_its_end_lost_its_index(void)
{
    g_autofree char *whole = NULL, *path = NULL;

    if (!films_can_be_made())
        return;
    whole = film_make(PICTURES FAST_H264 "whole.mp4");
    path = film_cut(whole, "headless.mp4", 0.6);
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_BROKEN, REASON_NO_INDEX);
    }
}

static void a_transfer_that_made_room_first_and_stopped_is_cut(void)
{
    g_autofree char *path = NULL, *bytes = NULL;
    gsize length = 0;

    if (!films_can_be_made())
        return;
    path = film_make("-f lavfi -i testsrc2=s=640x480:r=25:d=2 " FAST_H264 "-movflags faststart room.mp4");
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    memset(bytes + length / 2, 0, length - length / 2);
    g_free(film_write("room.mp4", bytes, length));
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_OK, REASON_TRUNCATED);
        g_assert_cmpfloat((double)probed.facts->file.duration / G_USEC_PER_SEC, <, 1.5);
    }
}

static void a_recording_without_a_duration_gets_one(void)
{
    static const char *const cases[] = {
        "-c:v libvpx -deadline realtime -c:a libopus -live 1 recording.webm",
        FAST_H264 "-c:a aac -live 1 recording.mkv",
        FAST_H264 "-c:a aac -movflags frag_keyframe+empty_moov recording.mp4",
        FAST_H264 "-an recording.h264",
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = film_make(PICTURES SOUND "%s", cases[i]);
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_OK, NULL);
        assert_seconds(probed.facts->file.duration, 2);
        g_assert_cmpint(probed.facts->file.duration_header, ==, FACT_UNKNOWN);
    }
}

static void what_is_encrypted_says_so(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(PICTURES FAST_H264
                     "-encryption_scheme cenc-aes-ctr -encryption_key 00112233445566778899aabbccddeeff "
                     "-encryption_kid 00112233445566778899aabbccddeeff secret.mp4");
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_BROKEN, REASON_ENCRYPTED);
    }
}

static void what_is_no_film_is_named(void)
{
    static const struct {
        const char *bytes;
        gsize length;
        Status status;
        const char *reason;
    } cases[] = {
        { "", 0, STATUS_BROKEN, REASON_EMPTY },
        { "a letter to the organisers\n", 27, STATUS_NOT_VIDEO, REASON_NOT_MEDIA },
        { "PK\3\4 an archive, it seems", 25, STATUS_NOT_VIDEO, REASON_NOT_MEDIA },
        { "1\n00:00:00,000 --> 00:00:01,000\nhello\n", 38, STATUS_NOT_VIDEO, REASON_SUBTITLE_ONLY },
        { "\0\0\0\x10"
          "ftypmp42\0\0\0\0",
          16, STATUS_BROKEN, REASON_NO_INDEX },
        { "FLV\1\5\0\0\0\x9\0\0\0\0", 13, STATUS_BROKEN, REASON_CORRUPT },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = film_write("no.film", cases[i].bytes, cases[i].length);
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, cases[i].status, cases[i].reason);
    }
}

static void sound_alone_is_no_film(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(SOUND "-c:a aac sound.m4a");
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_NOT_VIDEO, REASON_AUDIO_ONLY);
        assert_seconds(probed.facts->file.duration, 2);
    }
}

/* --- trust --- */

static void a_list_of_other_files_opens_none_of_them(void)
{
    static const char *const lists[] = {
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsecret.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile secret.ts\n",
        "<?xml version=\"1.0\"?><MPD "
        "xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet><Representation><BaseURL>secret.ts"
        "</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\na=rtpmap:96 "
        "H264/90000\n",
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *secret = film_make(PICTURES FAST_H264 "secret.ts");
        g_autofree char *path = film_write("list.mp4", lists[i], strlen(lists[i]));
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_NOT_VIDEO, REASON_NOT_MEDIA);
        g_assert_false(probed.facts->has_video);
    }
}

static void limits_stop_the_reading_and_say_so(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(PICTURES FAST_H264 "limited.mp4");
    {
        g_auto(Probed) few_bytes = film_probe(path, &(MediaLimits){ .read_bytes = 20000 });
        g_auto(Probed) few_pixels =
            film_probe(path, &(MediaLimits){ .read_bytes = 256 << 20, .pixels = 320 * 200 });

        assert_outcome(&few_bytes, STATUS_LIMIT, REASON_LIMIT);
        g_assert_cmpint(few_bytes.bytes_read, <=, 20000);
        assert_outcome(&few_pixels, STATUS_LIMIT, REASON_LIMIT);
    }
}

/* Of a live recording libav would make one of it and seek by that, which ends where a film is damaged. */
static void what_was_read_is_no_index(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(PICTURES FAST_H264 "-g 5 -live 1 live.mkv");
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        assert_outcome(&probed, STATUS_OK, NULL);
        g_assert_cmpint(probed.index_entries, ==, 0);
    }
}

static void languages_that_are_none_leave_no_control_characters(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(PICTURES SOUND FAST_H264
                     "-c:a aac -metadata:s:a 'language=\x1b[31mred\x07 \xe4\xbd\xa0' hostile.mkv");
    {
        g_auto(Probed) probed = film_probe(path, NULL); /* aborts where it is not plausible */
        const AudioFacts *audio = probed.facts->audio->pdata[0];

        g_assert_cmpstr(audio->language, ==, "[31mred \xe4\xbd\xa0");
    }
}

/* Bytes changed here and there, and whole stretches: whatever comes of it, it is an outcome with plausible
 * facts. */
static void damaged_files_have_an_outcome(void)
{
    static const char *const films[] = {
        FAST_H264 "-c:a aac film.mp4",           FAST_H264 "-c:a aac film.mkv",
        "-c:v mpeg4 -c:a mp3 film.avi",          FAST_H264 "-c:a aac film.ts",
        "-c:v wmv2 -c:a wmav2 film.asf",         FAST_H264 "-c:a aac film.flv",
        "-c:v libtheora -c:a libvorbis film.ogv"
    };

    for (gsize i = 0; films_can_be_made() && i < G_N_ELEMENTS(films); i++) {
        g_autofree char *whole =
            film_make("-f lavfi -i testsrc2=s=128x96:r=25:d=1 -f lavfi -i sine=d=1 %s", films[i]);
        g_autoptr(GRand) chance = g_rand_new_with_seed((guint32)i);
        g_autofree char *bytes = NULL;
        gsize length = 0;

        g_assert_true(g_file_get_contents(whole, &bytes, &length, NULL));
        for (int round = 0; round < 30; round++) {
            g_autofree char *mutant = g_memdup2(bytes, length);
            g_autofree char *path = NULL;
            g_auto(Probed) probed = { 0 };

            for (int change = 0; change < 1 << round % 8; change++)
                mutant[g_rand_int_range(chance, 0, round % 2 ? 1024 : (gint32)length)] =
                    (char)g_rand_int(chance);
            path = film_write("mutant.film", mutant, round % 5 ? length : length / 3);
            probed = film_probe(path, NULL);
            g_assert_true(probed.outcome.status == STATUS_OK || probed.outcome.reason);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *sentence;
        void (*test)(void);
    } cases[] = {
        { "a container is known by its content", a_container_is_known_by_its_content },
        { "where the index lies is told", where_the_index_lies_is_told },
        { "when a film was made is told in UTC", when_a_film_was_made_is_told_in_utc },
        { "a time that is none is not told", a_time_that_is_none_is_not_told },
        { "what lies beside film and sound is counted", what_lies_beside_film_and_sound_is_counted },
        { "a turned film is turned back clockwise", a_turned_film_is_turned_back_clockwise },
        { "a crooked or garbled matrix becomes the nearest right angle",
          a_crooked_or_garbled_matrix_becomes_the_nearest_right_angle },
        { "pixels that are not square count as they are shown",
          pixels_that_are_not_square_count_as_they_are_shown },
        { "fields are told from frames", fields_are_told_from_frames },
        { "high dynamic range is recognised by its transfer",
          high_dynamic_range_is_recognised_by_its_transfer },
        { "an uneven rhythm is noticed", an_uneven_rhythm_is_noticed },
        { "broadcast rates stay exact", broadcast_rates_stay_exact },
        { "a cover is no film", a_cover_is_no_film },
        { "of several films the default one counts", of_several_films_the_default_one_counts },
        { "sound and subtitles keep their languages", sound_and_subtitles_keep_their_languages },
        { "a film is as long as its default sound or pictures",
          a_film_is_as_long_as_its_default_sound_or_pictures },
        { "a cut film never passes as whole", a_cut_film_never_passes_as_whole },
        { "the end of a larger film is found whole or cut", the_end_of_a_larger_film_is_found_whole_or_cut },
        { "an mp4 that lost its end lost its index", an_mp4_that_lost_its_end_lost_its_index },
        { "a transfer that made room first and stopped is cut",
          a_transfer_that_made_room_first_and_stopped_is_cut },
        { "a recording without a duration gets one", a_recording_without_a_duration_gets_one },
        { "what is encrypted says so", what_is_encrypted_says_so },
        { "what is no film is named", what_is_no_film_is_named },
        { "sound alone is no film", sound_alone_is_no_film },
        { "a list of other files opens none of them", a_list_of_other_files_opens_none_of_them },
        { "limits stop the reading and say so", limits_stop_the_reading_and_say_so },
        { "what was read is no index", what_was_read_is_no_index },
        { "languages that are none leave no control characters",
          languages_that_are_none_leave_no_control_characters },
        { "damaged files have an outcome", damaged_files_have_an_outcome },
    };
    int result;

    g_test_init(&argc, &argv, NULL);
    media_warm_up();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/probe/", cases[i].sentence, NULL);

        g_test_add_func(path, cases[i].test);
    }
    result = g_test_run();
    films_remove();
    return result;
}
