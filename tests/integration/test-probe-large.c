/* Films too large to be read whole: their duration is found all the same, and without reading much. What is
 * right is what ffprobe counts when it reads every packet. */
#include "tests/media/films.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define LARGE_BYTES (G_GINT64_CONSTANT(300) << 20)
#define READ_BYTES  (64 << 20)
#define ROOM_BYTES  (G_GINT64_CONSTANT(2) << 30)

/* Noise does not compress: a few seconds of it fill the file. */
#define NOISE "-f lavfi -i testsrc2=s=640x360:r=25:d=%d,noise=alls=60:allf=t -f lavfi -i sine=d=%d "

static gint64 file_size(const char *path)
{
    GStatBuf status;

    g_assert_cmpint(g_stat(path, &status), ==, 0);
    return status.st_size;
}

static gboolean there_is_room(void)
{
    struct statvfs room;

    if (statvfs(films_folder(), &room) == 0 && (gint64)room.f_bavail * (gint64)room.f_frsize > ROOM_BYTES)
        return TRUE;
    g_test_skip("less than 2 GiB are free where temporary files go");
    return FALSE;
}

/* Microseconds from the first to the end of the last packet. */
static double counted_seconds(const char *path)
{
    const char *const words[] = {
        "ffprobe", "-v", "quiet", "-show_entries", "packet=pts_time,duration_time", "-of",
        "csv=p=0", path, NULL
    };
    g_autofree char *output = NULL;
    g_auto(GStrv) lines = NULL;
    double first = G_MAXDOUBLE, end = 0;

    g_assert_true(
        g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, NULL));
    lines = g_strsplit(output, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *comma = NULL;
        double time = g_ascii_strtod(*line, &comma);

        if (comma == *line || *comma != ',')
            continue;
        first = MIN(first, time);
        end = MAX(end, time + g_ascii_strtod(comma + 1, NULL));
    }
    return end - first;
}

static void check(const char *path, const char *reason)
{
    double right = counted_seconds(path);
    g_auto(Probed) probed = film_probe(path, NULL);

    g_test_message("%s: %.3f s, found %.3f s in %.1f MiB", path, right,
                   (double)probed.facts->file.duration / G_USEC_PER_SEC,
                   (double)probed.bytes_read / (1 << 20));
    g_assert_cmpstr(status_slug(probed.outcome.status), ==, "ok");
    g_assert_cmpstr(probed.outcome.reason, ==, reason);
    g_assert_cmpfloat(right, >, 1);
    g_assert_cmpfloat_with_epsilon((double)probed.facts->file.duration / G_USEC_PER_SEC, right,
                                   MAX(0.1, right / 100));
    g_assert_cmpint(probed.bytes_read, <=, READ_BYTES);
}

static void cut_off(const char *path)
{
    g_assert_cmpint(truncate(path, file_size(path) / 10 * 6 | 1), ==, 0);
}

/* `source` is large already; `words` put it into another container. */
static void check_whole_and_cut(const char *source, const char *words, const char *name)
{
    g_autofree char *path = film_make("-i %s -c copy %s %s", source, words, name);

    g_assert_cmpint(file_size(path), >=, LARGE_BYTES);
    check(path, NULL);
    cut_off(path);
    check(path, "truncated");
    g_unlink(path);
}

static char *source(const char *encoding, int seconds, int repeat, const char *piece, const char *name)
{
    g_autofree char *short_one = film_make(NOISE "%s %s", seconds, seconds, encoding, piece);
    char *large = film_make("-stream_loop %d -i %s -c copy %s", repeat, piece, name);

    g_unlink(short_one);
    return large;
}

static void large_films_are_measured_by_their_beginning_and_end(void)
{
    static const struct {
        const char *words;
        const char *name;
    } cases[] = {
        { "-movflags faststart", "index-first.mp4" },
        { "-movflags faststart", "index-first.mov" },
        { "-movflags frag_keyframe+empty_moov", "fragments.mp4" },
        { "", "clusters.mkv" },
        { "-live 1", "recording.mkv" },
        { "", "packets.ts" },
        { "-bsf:v h264_mp4toannexb", "chunks.avi" },
        { "", "tags.flv" },
    };
    g_autofree char *h264 = NULL;

    if (!films_can_be_made() || !there_is_room())
        return;
    h264 = source("-c:v libx264 -preset ultrafast -qp 8 -g 50 -bf 2 -pix_fmt yuv420p -c:a aac", 10, 3,
                  "piece.mp4", "source.mkv");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_whole_and_cut(h264, cases[i].words, cases[i].name);
    g_unlink(h264);
}

static void large_webm_films_too(void)
{
    g_autofree char *vp8 = NULL;

    if (!films_can_be_made() || !there_is_room())
        return;
    vp8 = source("-c:v libvpx -deadline realtime -cpu-used 8 -b:v 90M -qmax 6 -g 50 -c:a libopus", 5, 12,
                 "piece.webm", "source.webm");
    check_whole_and_cut(vp8, "", "clusters.webm");
    check_whole_and_cut(vp8, "-live 1", "recording.webm");
    g_unlink(vp8);
}

static void an_index_at_the_end_serves_as_well(void)
{
    g_autofree char *path = NULL;

    if (!films_can_be_made() || !there_is_room())
        return;
    path = source("-c:v libx264 -preset ultrafast -qp 8 -g 50 -bf 2 -pix_fmt yuv420p -c:a aac", 10, 3,
                  "piece.mp4", "source.mp4");
    check(path, NULL);
    cut_off(path);
    {
        g_auto(Probed) probed = film_probe(path, NULL);

        g_assert_cmpstr(probed.outcome.reason, ==, REASON_NO_INDEX);
        g_assert_cmpint(probed.bytes_read, <=, READ_BYTES);
    }
    g_unlink(path);
}

int main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    media_warm_up();
    g_test_add_func("/probe-large/large films are measured by their beginning and end",
                    large_films_are_measured_by_their_beginning_and_end);
    g_test_add_func("/probe-large/large webm films, too", large_webm_films_too);
    g_test_add_func("/probe-large/an index at the end serves as well", an_index_at_the_end_serves_as_well);
    result = g_test_run();
    films_remove();
    return result;
}
