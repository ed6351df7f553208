/* Frames of films of every container and shape: the right one, upright, whole, and whatever happens in
 * mid-stream. */
#include "tests/integration/films.h"

#include "tests/media/rgb.h"

#include <math.h>
#include <string.h>

/* --- what a picture shows --- */

static Picture *picture_of(Film *film, int box)
{
    g_autoptr(GError) error = NULL;
    Picture *picture = film->source->picture(film->source->video, box, &error);

    g_assert_no_error(error);
    g_assert_nonnull(picture);
    return picture;
}

static Picture *first_picture(Film *film, const char *path, int box)
{
    g_autoptr(GError) error = NULL;

    film_open(film, path);
    g_assert_cmpint(film->source->rewind(film->source->video, &error), ==, FRAME_FOUND);
    g_assert_no_error(error);
    return picture_of(film, box);
}

/* "r", "g", "b", "w" or "?": what is seen at a place, in parts of the picture's size. */
static char colour_at(const Picture *picture, double x, double y)
{
    g_autofree guint8 *rgb = rgb_of_picture(picture, FALSE);
    const guint8 *pixel =
        rgb + 3 * ((int)(y * (picture->height - 1)) * picture->width + (int)(x * (picture->width - 1)));
    int bits = (pixel[0] > 128) | (pixel[1] > 128) << 1 | (pixel[2] > 128) << 2;

    return "?rg?b??w"[bits];
}

static void assert_corners(const Picture *picture, const char *corners)
{
    const char found[] = { colour_at(picture, 0.1, 0.1), colour_at(picture, 0.9, 0.1),
                           colour_at(picture, 0.1, 0.9), colour_at(picture, 0.9, 0.9), '\0' };

    g_assert_cmpstr(found, ==, corners);
}

/* Lines that differ from both their neighbours alike: teeth of a comb. */
static double comb_of(const Picture *picture)
{
    int stride, teeth = 0;
    const guint8 *luma = picture_plane(picture, 0, &stride);

    for (int y = 1; y < picture->height - 1; y++)
        for (int x = 0; x < picture->width; x++) {
            int above = luma[(y - 1) * stride + x], here = luma[y * stride + x],
                below = luma[(y + 1) * stride + x];

            teeth +=
                abs(above - below) < 20 && (MIN(above, below) > here + 40 || MAX(above, below) < here - 40);
        }
    return teeth / ((double)picture->width * picture->height);
}

/* --- shape --- */

#define CORNERS                                                                                              \
    "-f lavfi -i \"color=red:s=320x180:r=25:d=0.2,drawbox=x=160:y=0:w=160:h=90:c=lime:t=fill,"               \
    "drawbox=x=0:y=90:w=160:h=90:c=blue:t=fill,drawbox=x=160:y=90:w=160:h=90:c=white:t=fill\" -pix_fmt "     \
    "yuv420p "

static void put_word(guint8 *at, gint32 word)
{
    guint32 big = GUINT32_TO_BE((guint32)word);

    memcpy(at, &big, sizeof big);
}

/* Writes another display matrix into the track's header. */
static void set_matrix(const char *path, const gint32 turn[4])
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL;
    gsize length = 0;
    guint8 *header, *matrix;

    g_assert_true(g_file_get_contents(path, &bytes, &length, &error));
    header = memmem(bytes, length, "tkhd", 4);
    g_assert_nonnull(header);
    matrix = header + 4 + 40;
    put_word(matrix, turn[0]);
    put_word(matrix + 4, turn[1]);
    put_word(matrix + 12, turn[2]);
    put_word(matrix + 16, turn[3]);
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, &error));
}

#define ONE 0x10000

static const struct {
    const char *name;
    gint32 turn[4]; /* a b c d */
    const char *corners;
    gboolean stands; /* it becomes taller than wide */
} turns[] = {
    { "as it lies", { ONE, 0, 0, ONE }, "rgbw", FALSE },
    { "a quarter to the right", { 0, ONE, -ONE, 0 }, "brwg", TRUE },
    { "half", { -ONE, 0, 0, -ONE }, "wbgr", FALSE },
    { "a quarter to the left", { 0, -ONE, ONE, 0 }, "gwrb", TRUE },
    { "left and right mirrored", { -ONE, 0, 0, ONE }, "grwb", FALSE },
    { "upside down in a mirror", { ONE, 0, 0, -ONE }, "bwrg", FALSE },
    { "mirrored along a diagonal", { 0, ONE, ONE, 0 }, "rbgw", TRUE },
    { "mirrored along the other diagonal", { 0, -ONE, -ONE, 0 }, "wgbr", TRUE },
    { "garbage", { G_MININT32, G_MININT32, G_MININT32, G_MININT32 }, NULL, FALSE },
};

static void a_turned_film_stands_upright(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make("turned.mp4", CORNERS "-c:v libx264 -qp 10");
    for (gsize i = 0; i < G_N_ELEMENTS(turns); i++) {
        g_auto(Film) film;
        g_autoptr(Picture) picture = NULL;

        set_matrix(path, turns[i].turn);
        picture = first_picture(&film, path, 160);
        g_test_message("%s", turns[i].name);
        if (!turns[i].corners)
            continue;
        assert_corners(picture, turns[i].corners);
        g_assert_cmpint(picture->width, ==, turns[i].stands ? 90 : 160);
        g_assert_cmpint(picture->height, ==, turns[i].stands ? 160 : 90);
    }
}

static void pixels_that_are_not_square_are_made_so(void)
{
    g_autofree char *path = NULL;
    g_autoptr(Picture) large = NULL, small = NULL;
    g_auto(Film) film = { 0 };

    if (!films_can_be_made())
        return;
    path = film_make("wide.mkv", "-f lavfi -i testsrc2=s=720x576:d=0.1 -vf setsar=16/11 -c:v ffv1");
    large = first_picture(&film, path, 1280);
    small = picture_of(&film, 320);
    g_assert_cmpint(large->width, ==, 1047);
    g_assert_cmpint(large->height, ==, 576);
    g_assert_cmpint(small->width, ==, 320);
    g_assert_cmpint(small->height, ==, 176);
}

static const struct {
    const char *size;
    int box, width, height;
} shapes[] = {
    { "2x2", 1280, 2, 2 },        { "1x1", 320, 1, 1 },
    { "16x2400", 320, 2, 320 },   { "2400x2", 640, 640, 1 },
    { "3x2001", 640, 1, 640 },    { "2001x3", 1, 1, 1 },
    { "641x359", 640, 640, 358 }, { "320x180", 1280, 320, 180 },
    { "101x57", 50, 50, 28 },     { "1920x1080", 1280, 1280, 720 },
};

static void no_picture_is_larger_than_film_or_box(void)
{
    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
        g_autofree char *name = g_strdup_printf("%s.mov", shapes[i].size);
        g_autofree char *path = film_make(
            name, "-f lavfi -i color=red:s=%s:d=0.1,format=rgb24 -frames:v 1 -c:v png", shapes[i].size);
        g_auto(Film) film;
        g_autoptr(Picture) picture = first_picture(&film, path, shapes[i].box);

        g_assert_cmpint(picture->width, ==, shapes[i].width);
        g_assert_cmpint(picture->height, ==, shapes[i].height);
        g_assert_cmpint(colour_at(picture, 0.5, 0.5), ==, 'r');
    }
}

static void a_film_may_change_its_size(void)
{
    g_autofree char *small = NULL, *large = NULL, *both = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Picture) picture = NULL;
    g_auto(Film) film = { 0 };
    int frames = 1;

    if (!films_can_be_made())
        return;
    small = film_make("small.ts", "-f lavfi -i testsrc2=s=320x240:d=0.4:r=25 -c:v mpeg2video");
    large = film_make("large.ts", "-f lavfi -i testsrc2=s=640x360:d=0.4:r=25 -c:v mpeg2video");
    both = film_make("both.ts", "-i 'concat:%s|%s' -c copy", small, large);
    picture = first_picture(&film, both, 1280);
    g_assert_cmpint(picture->width, ==, 320);
    while (film.source->next(film.source->video, &error) == FRAME_FOUND) {
        g_clear_pointer(&picture, picture_free);
        picture = picture_of(&film, 1280);
        frames++;
    }
    g_assert_no_error(error);
    g_assert_cmpint(frames, >=, 19);
    g_assert_cmpint(picture->width, ==, 640);
    g_assert_cmpint(picture->height, ==, 360);
}

/* --- fields --- */

/* Bars that move across, fifty pictures a second. */
#define MOVING_BARS                                                                                          \
    "-f lavfi -i "                                                                                           \
    "\"color=black:s=720x576:r=50:d=1,geq=lum='if(lt(mod(X+12*N,120),60),230,20)':cb=128:cr=128\" "

static void an_interlaced_film_shows_no_comb(void)
{
    const char *encoders[] = { "-c:v mpeg2video -flags +ilme+ildct -q:v 3",
                               "-c:v libx264 -flags +ilme+ildct -preset ultrafast",
                               "-c:v prores_ks -profile:v 1 -flags +ildct" };

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(encoders); i++) {
        g_autofree char *name = g_strdup_printf("fields-%d.mov", (int)i);
        g_autofree char *path =
            film_make(name, MOVING_BARS "-vf tinterlace=interleave_top,setfield=tff %s -top 1", encoders[i]);
        g_autofree char *combed =
            film_make("combed.mkv", MOVING_BARS "-vf tinterlace=interleave_top,setfield=prog "
                                                "-c:v ffv1 -frames:v 2");
        g_auto(Film) film, raw;
        g_autoptr(Picture) picture = first_picture(&film, path, 1280),
                           with_comb = first_picture(&raw, combed, 1280);

        g_assert_cmpfloat(comb_of(with_comb), >, 0.05);
        g_assert_cmpfloat(comb_of(picture), <, 0.002);
        g_assert_cmpint(picture->height, ==, 576);
    }
}

static void both_fields_are_kept_where_nothing_moved(void)
{
    g_autofree char *path = NULL;
    g_autofree guint8 *reference = NULL;
    g_autoptr(Picture) picture = NULL;
    g_auto(Film) film = { 0 };

    if (!films_can_be_made())
        return;
    path =
        film_make("still.mov", "-f lavfi -i mandelbrot=s=720x576:r=25 -frames:v 2 -vf gblur=0.7,setfield=tff "
                               "-c:v mpeg2video -flags +ilme+ildct -top 1 -q:v 1 -pix_fmt yuv420p");
    picture = first_picture(&film, path, 1280);
    reference = film_reference(
        path, "scale=flags=area+accurate_rnd+full_chroma_int:in_color_matrix=bt601,format=rgb24",
        picture->width, picture->height);
    g_assert_cmpfloat(picture_psnr(picture, reference), >, 35);
}

/* --- transparency --- */

#define HALF_TRANSPARENT                                                                                     \
    "-f lavfi -i \"color=red:s=160x120:r=25:d=0.2,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,80),0,255)'\" "

static const struct {
    const char *name, *encoder;
} transparents[] = {
    { "vp8.webm", "-c:v libvpx -pix_fmt yuva420p -auto-alt-ref 0 -crf 4 -b:v 4M" },
    { "vp9.webm", "-c:v libvpx-vp9 -pix_fmt yuva420p -crf 4 -b:v 4M" },
    { "prores.mov", "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le" },
    { "png.mov", "-c:v png -pix_fmt rgba" },
    { "png-16.mov", "-c:v png -pix_fmt rgba64be" },
    { "animation.mov", "-c:v qtrle -pix_fmt argb" },
    { "ffv1.mkv", "-c:v ffv1 -pix_fmt yuva420p" },
    { "planes.mkv", "-c:v ffv1 -pix_fmt gbrap" },
};

static void what_is_transparent_shows_mid_grey(void)
{
    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(transparents); i++) {
        g_autofree char *path =
            film_make(transparents[i].name, HALF_TRANSPARENT "%s", transparents[i].encoder);
        g_auto(Film) film;
        g_autoptr(Picture) picture = first_picture(&film, path, 80);
        g_autofree guint8 *rgb = rgb_of_picture(picture, FALSE);
        const guint8 *left = rgb + 3 * (30 * 80 + 20);

        g_test_message("%s: %d %d %d", transparents[i].name, left[0], left[1], left[2]);
        for (int j = 0; j < 3; j++)
            g_assert_cmpint(abs(left[j] - 128), <=, 4);
        g_assert_cmpint(colour_at(picture, 0.8, 0.5), ==, 'r');
    }
}

/* --- times --- */

/* Forty seconds, whose brightness tells the second: 16 + 3 for each. */
static const char *clock_film(void)
{
    static char *path;

    if (!path)
        path = film_make(
            "forty-seconds.nut",
            "-f lavfi -i \"color=gray:s=96x64:r=25:d=40,geq=lum='16+3*floor(T)':cb=128:cr=128\" "
            "-f lavfi -i anoisesrc=d=40:a=0.1:r=44100 -pix_fmt yuv420p -c:v huffyuv -c:a pcm_s16le");
    return path;
}

/* A key frame every two seconds, pictures out of order between them. */
#define H264                                                                                                 \
    "-c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 -bf 2 -x264opts b-adapt=0 -c:a "    \
    "aac "
#define MPEG2 "-c:v mpeg2video -g 50 -sc_threshold 1000000000 -bf 2 -q:v 2 -c:a mp2 "

static const struct {
    const char *name, *encoder;
} clocks[] = {
    { "clock.mp4", H264 },
    { "clock.mov", H264 },
    { "clock.mkv", H264 },
    { "clock.flv", H264 },
    { "clock.ts", H264 },
    { "clock.m2ts", MPEG2 },
    { "fragments.mp4", H264 "-movflags frag_keyframe+empty_moov" },
    { "fragments-with-index.mp4", H264 "-movflags dash+frag_keyframe+global_sidx+default_base_moof" },
    { "no-cues.mkv", H264 "-live 1 -f matroska" },
    { "clock.avi", "-c:v mpeg4 -g 50 -sc_threshold 1000000000 -q:v 2 -c:a libmp3lame" },
    { "clock.ogv", "-c:v libtheora -g 50 -q:v 8 -c:a libvorbis" },
    { "clock.wmv", "-c:v wmv2 -g 50 -sc_threshold 1000000000 -q:v 2 -c:a wmav2" },
    { "clock.webm", "-c:v libvpx -deadline realtime -cpu-used 8 -g 50 -b:v 1M -c:a libvorbis" },
    { "clock.mxf", "-c:v mpeg2video -g 25 -q:v 2 -c:a pcm_s16le -ar 48000" },
    { "hevc.mp4", "-c:v libx265 -preset ultrafast -x265-params "
                  "log-level=none:keyint=50:min-keyint=50:scenecut=0 -c:a aac" },
};

static double second_shown(Film *film)
{
    g_autoptr(Picture) picture = picture_of(film, 32);
    int stride;
    const guint8 *luma = picture_plane(picture, 0, &stride);
    double sum = 0;

    for (int i = 0; i < stride * picture->height; i++)
        sum += luma[i];
    return sum / (stride * picture->height) * 219 / 255 / 3;
}

static void assert_key_before(Film *film, double when)
{
    g_autoptr(GError) error = NULL;
    double time;

    g_assert_cmpint(frame_source_seek(film->source, (gint64)(when * 1e6), &error), ==, FRAME_FOUND);
    g_assert_no_error(error);
    time = (double)film->source->time_us(film->source->video) / 1e6;
    g_test_message("%.2f s: at %.3f s, second %.1f is shown", when, time, second_shown(film));
    g_assert_cmpfloat(time, <=, MAX(when, 0.1)); /* the first picture may come a little late */
    g_assert_cmpfloat(time, >=, when - 2.2);
    g_assert_cmpfloat(fabs(second_shown(film) - floor(time + 0.1)), <, 1);
}

static int middle_of(const Picture *picture)
{
    return picture->data[(gsize)(picture->height / 2) * (gsize)picture->width + (gsize)(picture->width / 2)];
}

/* A frame soon after the current one, and then the next; what was held of the first has not changed. */
static void assert_soon_after(Film *film)
{
    const FrameSource *source = film->source;
    gint64 key_us = source->time_us(source->video), soon_us, next_us;
    gpointer held = source->hold(source->video);
    g_autoptr(Picture) key = picture_of(film, 32);
    g_autoptr(Picture) again = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(source->soon(source->video, &error), ==, FRAME_FOUND);
    soon_us = source->time_us(source->video);
    g_test_message("soon after %.3f s: %.3f s", (double)key_us / 1e6, (double)soon_us / 1e6);
    g_assert_cmpint(soon_us, >, key_us);
    g_assert_cmpint(soon_us, <, key_us + G_USEC_PER_SEC * 3 / 2); /* Ogg tells the time once a second */
    g_assert_cmpfloat(fabs(second_shown(film) - floor((double)soon_us / 1e6 + 0.001)), <, 1);
    g_assert_cmpint(source->next(source->video, &error), ==, FRAME_FOUND);
    next_us = source->time_us(source->video);
    g_assert_cmpint(next_us, >, soon_us);
    g_assert_cmpint(next_us, <, soon_us + G_USEC_PER_SEC * 3 / 2);
    again = source->develop(source->video, held, 32, &error);
    g_assert_no_error(error);
    source->drop(held);
    g_assert_cmpint(middle_of(again), ==, middle_of(key));
}

static void a_seek_finds_the_key_frame_before(gconstpointer data)
{
    int i = GPOINTER_TO_INT(data);
    const double moments[] = { 25.3, 3.5, 37.9, 14.2, 0 };
    g_autofree char *path = NULL;
    g_auto(Film) film = { 0 };

    if (!films_can_be_made())
        return;
    path = film_make(clocks[i].name, "-i %s -pix_fmt yuv420p %s", clock_film(), clocks[i].encoder);
    film_open(&film, path);
    for (gsize j = 0; j < G_N_ELEMENTS(moments); j++) {
        assert_key_before(&film, moments[j]);
        assert_soon_after(&film);
    }
}

/* Pictures that were put out of order come back in order, each with its own time, also after the key frame
 * that a seek found. */
static void frames_follow_each_other(void)
{
    const char *names[] = { "next.mp4", "next.ts", "next.mkv" };

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = film_make(names[i], "-i %s -an -pix_fmt yuv420p " H264, clock_film());
        g_autoptr(GError) error = NULL;
        g_auto(Film) film;
        gint64 last;

        film_open(&film, path);
        assert_key_before(&film, 11);
        last = film.source->time_us(film.source->video);
        for (int j = 0; j < 70; j++) {
            g_assert_cmpint(film.source->next(film.source->video, &error), ==, FRAME_FOUND);
            g_assert_cmpint(llabs(film.source->time_us(film.source->video) - last - 40000), <, 2000);
            last = film.source->time_us(film.source->video);
            g_assert_cmpfloat(fabs(second_shown(&film) - floor((double)last / 1e6 + 0.001)), <, 0.5);
        }
    }
}

static void the_film_begins_again_after_a_rewind(void)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(Film) film = { 0 };
    int frames = 1;

    if (!films_can_be_made())
        return;
    path = film_make("short.mkv",
                     "-f lavfi -i testsrc2=s=160x120:r=25:d=0.4 -c:v libx264 -bf 2 -pix_fmt yuv420p");
    film_open(&film, path);
    g_assert_cmpint(frame_source_seek(film.source, 300000, &error), ==, FRAME_FOUND);
    g_assert_cmpint(film.source->rewind(film.source->video, &error), ==, FRAME_FOUND);
    g_assert_cmpint(film.source->time_us(film.source->video), ==, 0);
    while (film.source->next(film.source->video, &error) == FRAME_FOUND)
        frames++;
    g_assert_cmpint(frames, ==, 10);
    g_assert_no_error(error);
}

/* A third of the file, without an index: what is there can still be reached. */
static void a_cut_film_can_be_entered(void)
{
    const char *names[] = { "cut.avi", "cut.mkv", "cut.flv", "cut.ts" };

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = film_make(names[i], "-i %s -pix_fmt yuv420p " H264, clock_film());
        g_autofree char *bytes = NULL;
        g_autoptr(GError) error = NULL;
        g_auto(Film) film;
        gsize length;

        g_assert_true(g_file_get_contents(path, &bytes, &length, &error));
        g_assert_true(g_file_set_contents(path, bytes, (gssize)length / 3, &error));
        film_open(&film, path);
        assert_key_before(&film, 8.5);
        g_assert_cmpint(film.source->rewind(film.source->video, &error), ==, FRAME_FOUND);
    }
}

/* --- the top of a frame --- */

#define SCENERY                                                                                              \
    "-f lavfi -i mandelbrot=s=%s:r=25 -frames:v 30 -pix_fmt yuv420p -c:v libx264 -preset veryfast -bf 2 "

static Picture *picture_soon(const char *path, gint64 *soon_us)
{
    g_auto(Film) film;
    g_autoptr(GError) error = NULL;

    film_open(&film, path);
    g_assert_cmpint(frame_source_seek(film.source, 0, &error), ==, FRAME_FOUND);
    g_assert_cmpint(film.source->soon(film.source->video, &error), ==, FRAME_FOUND);
    *soon_us = film.source->time_us(film.source->video);
    return picture_of(&film, 320);
}

static Picture *whole_picture_at(const char *path, gint64 time_us)
{
    g_auto(Film) film;
    g_autoptr(GError) error = NULL;

    film_open(&film, path);
    g_assert_cmpint(frame_source_seek(film.source, 0, &error), ==, FRAME_FOUND);
    while (film.source->time_us(film.source->video) < time_us)
        g_assert_cmpint(film.source->next(film.source->video, &error), ==, FRAME_FOUND);
    g_assert_cmpint(film.source->time_us(film.source->video), ==, time_us);
    return picture_of(&film, 320);
}

/* Blocks are not smoothed in the one. */
static void assert_is_top_of(const Picture *top, const Picture *whole)
{
    int stride, most = 0;
    const guint8 *there = picture_plane(top, 0, &stride), *wanted = picture_plane(whole, 0, &stride);

    g_assert_cmpint(top->width, ==, whole->width);
    for (int i = 0; i < top->width * top->height; i++)
        most = MAX(most, abs(there[i] - wanted[i]));
    g_assert_cmpint(most, <=, 24);
}

static void of_a_large_frame_soon_after_there_is_the_top(void)
{
    const char *names[] = { "top.mp4", "top.mkv", "fields.mp4", "slices.mp4" };
    const char *options[] = { "", "", "-flags +ildct+ilme", "-slices 5" };

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = film_make(names[i], SCENERY "%s", "1280x720", options[i]);
        gint64 soon_us;
        g_autoptr(Picture) top = picture_soon(path, &soon_us);
        g_autoptr(Picture) whole = whole_picture_at(path, soon_us);

        g_test_message("%d of %d lines", top->height, whole->height);
        g_assert_cmpint(top->height, >, whole->height / 4);
        g_assert_cmpint(top->height, <, whole->height * 3 / 4);
        assert_is_top_of(top, whole);
    }
}

/* What is small is cheap, and what is turned has its top elsewhere. */
static void of_others_there_is_all(void)
{
    const gint32 half[4] = { -ONE, 0, 0, -ONE };
    g_autofree char *small = NULL, *turned = NULL;
    const char *films[2];

    if (!films_can_be_made())
        return;
    films[0] = small = film_make("small.mp4", SCENERY, "640x360");
    films[1] = turned = film_make("turned.mp4", SCENERY, "1280x720");
    set_matrix(turned, half);
    for (gsize i = 0; i < G_N_ELEMENTS(films); i++) {
        gint64 soon_us;
        g_autoptr(Picture) picture = picture_soon(films[i], &soon_us);

        g_test_message("%s", films[i]);
        g_assert_cmpint(picture->height, ==, 180);
    }
}

/* Only the picture is asked for of it. */
static void the_top_is_nothing_to_be_held(void)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(Film) film = { 0 };

    if (!films_can_be_made())
        return;
    path = film_make("held.mp4", SCENERY, "1280x720");
    film_open(&film, path);
    g_assert_cmpint(frame_source_seek(film.source, 0, &error), ==, FRAME_FOUND);
    g_assert_cmpint(film.source->soon(film.source->video, &error), ==, FRAME_FOUND);
    g_assert_null(film.source->hold(film.source->video));
    g_assert_cmpint(film.source->next(film.source->video, &error), ==, FRAME_FOUND);
    film.source->drop(film.source->hold(film.source->video));
}

/* --- makeshifts --- */

static void a_film_of_one_frame_has_a_picture(void)
{
    const char *names[] = { "one.mp4", "one.mkv", "one.ts", "one.avi" };

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = film_make(names[i], CORNERS "-frames:v 1 -c:v libx264");
        g_auto(Film) film;
        g_autoptr(Picture) picture = first_picture(&film, path, 160);

        assert_corners(picture, "rgbw");
    }
}

static void a_film_may_begin_without_a_key_frame(void)
{
    g_autofree char *whole = NULL, *path = NULL;
    g_autoptr(Picture) picture = NULL;
    g_auto(Film) film = { 0 };

    if (!films_can_be_made())
        return;
    whole = film_make("whole.mkv", CORNERS "-c:v mpeg4 -g 100");
    path = film_make("headless.mkv", "-i %s -c copy -copyinkf -bsf:v 'noise=drop=not(n)'", whole);
    picture = first_picture(&film, path, 160);
    g_assert_cmpint(picture->width, ==, 160);
}

static void a_song_has_its_cover(void)
{
    g_autofree char *cover = NULL, *path = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Picture) picture = NULL;
    g_auto(Film) film = { 0 };

    if (!films_can_be_made())
        return;
    cover = film_make("cover.png", CORNERS "-frames:v 1 -pix_fmt rgb24");
    path = film_make("song.mp3",
                     "-f lavfi -i anoisesrc=d=1 -i %s -map 0 -map 1 -c:v copy -c:a libmp3lame -disposition:v "
                     "attached_pic",
                     cover);
    film_open(&film, path);
    g_assert_cmpint(frame_source_seek(film.source, 0, &error), ==, FRAME_NONE);
    g_assert_cmpint(film.source->rewind(film.source->video, &error), ==, FRAME_NONE);
    g_assert_cmpint(film.source->cover(film.source->video, &error), ==, FRAME_FOUND);
    g_assert_cmpint(film.source->time_us(film.source->video), ==, 0);
    picture = picture_of(&film, 160);
    assert_corners(picture, "rgbw");
    g_assert_cmpint(film.source->next(film.source->video, &error), ==, FRAME_NONE);
    g_assert_no_error(error);
}

/* Bytes here and there are others: nothing is promised but an answer. */
static void damage_is_survived(void)
{
    const char *names[] = { "damaged.mp4", "damaged.mkv", "damaged.avi", "damaged.ts", "damaged.flv" };
    g_autoptr(GRand) random = g_rand_new_with_seed(20);

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(names) * 8; i++) {
        const char *name = names[i % G_N_ELEMENTS(names)];
        g_autofree char *path = film_make(name, CORNERS "-c:v libx264 -preset ultrafast -g 3");
        g_autofree char *bytes = NULL;
        gsize length;

        g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
        for (int j = 0; j < 30; j++)
            bytes[g_rand_int_range(random, 0, (gint32)length)] = (char)g_rand_int(random);
        g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
        film_try(path);
    }
}

int main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    films_begin();
    g_test_add_func("/frames/a turned film stands upright", a_turned_film_stands_upright);
    g_test_add_func("/frames/pixels that are not square are made so", pixels_that_are_not_square_are_made_so);
    g_test_add_func("/frames/no picture is larger than film or box", no_picture_is_larger_than_film_or_box);
    g_test_add_func("/frames/a film may change its size", a_film_may_change_its_size);
    g_test_add_func("/frames/an interlaced film shows no comb", an_interlaced_film_shows_no_comb);
    g_test_add_func("/frames/both fields are kept where nothing moved",
                    both_fields_are_kept_where_nothing_moved);
    g_test_add_func("/frames/what is transparent shows mid grey", what_is_transparent_shows_mid_grey);
    for (gsize i = 0; i < G_N_ELEMENTS(clocks); i++) {
        g_autofree char *name =
            g_strdup_printf("/frames/a seek finds the key frame before/%s", clocks[i].name);

        g_test_add_data_func(name, GINT_TO_POINTER(i), a_seek_finds_the_key_frame_before);
    }
    g_test_add_func("/frames/frames follow each other", frames_follow_each_other);
    g_test_add_func("/frames/the film begins again after a rewind", the_film_begins_again_after_a_rewind);
    g_test_add_func("/frames/a cut film can be entered", a_cut_film_can_be_entered);
    g_test_add_func("/frames/of a large frame soon after there is the top",
                    of_a_large_frame_soon_after_there_is_the_top);
    g_test_add_func("/frames/of others there is all", of_others_there_is_all);
    g_test_add_func("/frames/the top is nothing to be held", the_top_is_nothing_to_be_held);
    g_test_add_func("/frames/a film of one frame has a picture", a_film_of_one_frame_has_a_picture);
    g_test_add_func("/frames/a film may begin without a key frame", a_film_may_begin_without_a_key_frame);
    g_test_add_func("/frames/a song has its cover", a_song_has_its_cover);
    g_test_add_func("/frames/damage is survived", damage_is_survived);
    result = g_test_run();
    films_end();
    return result;
}
