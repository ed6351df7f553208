/* The whole examination of a file, as a child of pianmu-examine does it. */
#include "indexer/media/examine.h"

#include "tests/integration/films.h"
#include "tests/media/rgb.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length); /* tests/fuzz/fuzz-examine.c */

#define SCENE "-f lavfi -i mandelbrot=s=%s:r=25 -t %s "

static Report *examined(const char *path, const ExamineParams *params)
{
    static const ExamineParams usual = { .limits = { .read_bytes = 64 << 20 } };
    Report *report = report_new();
    int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);

    g_assert_cmpint(fd, >=, 0);
    examine(fd, params ? params : &usual, report);
    close(fd);
    return report;
}

static const ReportPicture *picture_at(const Report *report, guint index)
{
    g_assert_cmpuint(index, <, report->pictures->len);
    return report->pictures->pdata[index];
}

static void assert_sizes(const Report *report, const char *sizes)
{
    g_autoptr(GString) found = g_string_new(NULL);

    for (guint i = 0; i < report->pictures->len; i++) {
        const Picture *picture = picture_at(report, i)->picture;

        g_string_append_printf(found, "%s%dx%d", i ? " " : "", picture->width, picture->height);
    }
    g_assert_cmpstr(found->str, ==, sizes);
}

static const struct {
    const char *film, *posters;
} sizes[] = {
    { "1920x1080", "1280x720 640x360 320x180" },
    { "1280x720", "1280x720 640x360 320x180" },
    { "700x400", "700x400 640x366 320x183" },
    { "640x360", "640x360 320x180" },
    { "200x112", "200x112" },
    { "720x1280", "720x1280 360x640 180x320" },
};

static void posters_come_in_three_sizes_and_are_never_enlarged(void)
{
    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *name = g_strdup_printf("%s.mp4", sizes[i].film);
        g_autofree char *path =
            film_make(name, SCENE "-c:v libx264 -preset ultrafast -pix_fmt yuv420p", sizes[i].film, "1");
        g_autoptr(Report) report = examined(path, NULL);

        g_assert_cmpint(report->status, ==, STATUS_OK);
        g_assert_false(report->poster_is_cover);
        assert_sizes(report, sizes[i].posters);
    }
}

/* Black for ten seconds, white from then on. */
#define TURNS_WHITE                                                                                          \
    "-f lavfi -i \"color=gray:s=64x64:r=10:d=20,geq=lum='if(lt(T,10),20,230)':cb=128:cr=128\" -pix_fmt "     \
    "yuv420p "                                                                                               \
    "-c:v libx264 -preset ultrafast -g 200 "

static int brightness(const Picture *picture)
{
    return picture->data[picture->width * picture->height / 2];
}

static void a_pinned_poster_shows_the_moment(void)
{
    const struct {
        double seconds;
        gboolean white;
    } pins[] = { { 9.95, FALSE }, { 10.05, TRUE }, { 0, FALSE }, { 3600, TRUE } };
    g_autofree char *path = NULL;

    if (!films_can_be_made())
        return;
    path = film_make("turns-white.mp4", TURNS_WHITE);
    for (gsize i = 0; i < G_N_ELEMENTS(pins); i++) {
        const ExamineParams params = { .limits = { .read_bytes = 64 << 20 },
                                       .pinned = TRUE,
                                       .pin_us = (gint64)(pins[i].seconds * 1e6) };
        g_autoptr(Report) report = examined(path, &params);
        const ReportPicture *poster = picture_at(report, 0);

        g_test_message("%.2f s: %d at %.2f s", pins[i].seconds, brightness(poster->picture),
                       (double)poster->time_us / 1e6);
        g_assert_cmpint(brightness(poster->picture) > 128, ==, pins[i].white);
        g_assert_cmpint(poster->time_us, <=, params.pin_us);
    }
}

static void every_film_has_a_poster(void)
{
    const char *films[][2] = {
        { "black.mp4", "-f lavfi -i color=black:s=320x180:d=3 -c:v libx264 -pix_fmt yuv420p" },
        { "one-frame.mp4", "-f lavfi -i testsrc2=s=320x180 -frames:v 1 -c:v libx264 -pix_fmt yuv420p" },
        { "fifth.mov", "-f lavfi -i testsrc2=s=320x180:d=0.2 -c:v prores_ks" },
        { "one-key.mkv",
          "-f lavfi -i testsrc2=s=320x180:d=20 -c:v libx264 -preset ultrafast -g 9999 -pix_fmt yuv420p" },
        { "raw.h264", "-f lavfi -i testsrc2=s=320x180:d=2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p" },
        { "moving.gif", "-f lavfi -i testsrc2=s=320x180:d=0.3" },
        { "still.png", "-f lavfi -i testsrc2=s=320x180:d=0.3 -frames:v 1" },
    };

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(films); i++) {
        g_autofree char *path = film_make(films[i][0], "%s", films[i][1]);
        g_autoptr(Report) report = examined(path, NULL);

        g_test_message("%s", films[i][0]);
        assert_sizes(report, "320x180");
    }
}

static void a_song_is_no_video_and_shows_its_cover(void)
{
    g_autofree char *cover = NULL, *path = NULL;
    g_autoptr(Report) report = NULL;

    if (!films_can_be_made())
        return;
    cover = film_make("cover.jpg", "-f lavfi -i testsrc2=s=700x700 -frames:v 1");
    path = film_make(
        "song.m4a",
        "-f lavfi -i anoisesrc=d=1 -i %s -map 0 -map 1 -c:v copy -c:a aac -disposition:v attached_pic",
        cover);
    report = examined(path, NULL);
    g_assert_cmpint(report->status, ==, STATUS_NOT_VIDEO);
    g_assert_true(report->poster_is_cover);
    assert_sizes(report, "700x700 640x640 320x320");
}

static void what_is_no_film_has_no_poster(void)
{
    g_autofree char *path = NULL;
    g_autoptr(Report) report = NULL;

    if (!films_can_be_made())
        return;
    path = film_make("sound.mp3", "-f lavfi -i anoisesrc=d=1");
    report = examined(path, NULL);
    g_assert_cmpint(report->status, ==, STATUS_NOT_VIDEO);
    assert_sizes(report, "");
}

static void no_poster_is_made_unless_wanted(void)
{
    const ExamineParams params = { .limits = { .read_bytes = 64 << 20 }, .no_posters = TRUE };
    g_autofree char *path = NULL;
    g_autoptr(Report) report = NULL;

    if (!films_can_be_made())
        return;
    path = film_make("plain.mp4", SCENE "-c:v libx264 -preset ultrafast -pix_fmt yuv420p", "320x180", "1");
    report = examined(path, &params);
    g_assert_cmpint(report->status, ==, STATUS_OK);
    g_assert_cmpint(report->facts->video.width, ==, 320);
    assert_sizes(report, "");
}

/* A budget that probing leaves little of: what is known of the film stays known. */
static void facts_outlive_a_limit_of_posters(void)
{
    g_autofree char *path = NULL, *bytes = NULL;
    gsize length = 0;

    if (!films_can_be_made())
        return;
    path = film_make("costly.mkv", "-f lavfi -i mandelbrot=s=1280x720:r=25 -t 0.4 -c:v ffv1 -g 1");
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    for (int share = 10; share <= 40; share += 5) {
        const ExamineParams params = { .limits = { .read_bytes = (gint64)length * share / 10 } };
        g_autoptr(Report) report = examined(path, &params);

        g_test_message("%.1f of the film: %s, %u posters", share / 10.0, status_slug(report->status),
                       report->pictures->len);
        if (report->status == STATUS_OK)
            g_assert_cmpint(report->facts->video.width, ==, 1280);
        else
            g_assert_cmpint(report->status, ==, STATUS_LIMIT);
        g_assert_true(share < 40 || report->pictures->len == 3);
    }
}

#define MUTANTS 15

static const struct {
    const char *name, *how;
} small[] = {
    { "small.mp4", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac" },
    { "small.mkv",
      "-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le -c:a flac" },
    { "small.webm", "-c:v libvpx -deadline realtime -c:a libvorbis" },
    { "small.mpg", "-c:v mpeg2video -bf 2 -c:a ac3" },
    { "small.wmv", "-c:v wmv2 -c:a wmav2" },
};

/* One bit in a hundred bytes, or in ten thousand; some end early. */
static void damage(GRand *random, char *bytes, gsize *length)
{
    gsize flips = *length / (g_rand_boolean(random) ? 100 : 10000) + 1;

    for (gsize i = 0; i < flips; i++)
        bytes[g_rand_int_range(random, 0, (gint32)*length)] ^= (char)(1 << g_rand_int_range(random, 0, 8));
    if (g_rand_int_range(random, 0, 4) == 0)
        *length = (gsize)g_rand_int_range(random, 0, (gint32)*length);
}

static void damaged_films_do_no_harm(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(4);

    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(small); i++) {
        g_autofree char *path = film_make(
            small[i].name, "-f lavfi -i testsrc2=s=96x64:r=25:d=1 -f lavfi -i sine=d=1 %s", small[i].how);
        g_autofree char *whole = NULL;
        gsize length;

        g_assert_true(g_file_get_contents(path, &whole, &length, NULL));
        for (int n = 0; n < MUTANTS; n++) {
            g_autofree char *mutant = g_memdup2(whole, length);
            gsize left = length;

            damage(random, mutant, &left);
            LLVMFuzzerTestOneInput((const guint8 *)mutant, left);
        }
    }
}

/* The number of samples in the first fragment. */
static void claim_samples(char *film, gsize length, guint32 count)
{
    char *run = memmem(film, length, "trun", 4);

    g_assert_nonnull(run);
    count = GUINT32_TO_BE(count);
    memcpy(run + 8, &count, sizeof count);
}

static void what_claims_more_than_there_can_be_is_stopped(void)
{
    static const ExamineParams deep = { .kind = JOB_DEEP, .limits = { .read_bytes = 64 << 20 } };
    g_autofree char *path = NULL, *film = NULL;
    g_autoptr(Report) report = NULL;
    gsize length;

    if (!films_can_be_made())
        return;
    path = film_make("fragments.mp4",
                     SCENE "-c:v libx264 -preset ultrafast -movflags frag_keyframe+empty_moov", "64x36", "1");
    g_assert_true(g_file_get_contents(path, &film, &length, NULL));
    claim_samples(film, length, 32 << 20); /* 24 bytes each in the index */
    g_assert_true(g_file_set_contents(path, film, (gssize)length, NULL));
    media_warm_up();
    report = examined(path, &deep);
    g_assert_cmpint(report->status, ==, STATUS_LIMIT);
}

int main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    films_begin();
    g_test_add_func("/examine/posters come in three sizes and are never enlarged",
                    posters_come_in_three_sizes_and_are_never_enlarged);
    g_test_add_func("/examine/a pinned poster shows the moment", a_pinned_poster_shows_the_moment);
    g_test_add_func("/examine/every film has a poster", every_film_has_a_poster);
    g_test_add_func("/examine/a song is no video and shows its cover",
                    a_song_is_no_video_and_shows_its_cover);
    g_test_add_func("/examine/what is no film has no poster", what_is_no_film_has_no_poster);
    g_test_add_func("/examine/no poster is made unless wanted", no_poster_is_made_unless_wanted);
    g_test_add_func("/examine/facts outlive a limit of posters", facts_outlive_a_limit_of_posters);
    g_test_add_func("/examine/damaged films do no harm", damaged_films_do_no_harm);
    g_test_add_func("/examine/what claims more than there can be is stopped",
                    what_claims_more_than_there_can_be_is_stopped);
    result = g_test_run();
    films_end();
    return result;
}
