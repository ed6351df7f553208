/* Films of other people, where they lie beside the sources: each of which ffmpeg gets a picture has one from us, in the same colours. */
#include "tests/integration/films.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SAMPLES SOURCE_ROOT "/../shared/samples/files"

/* Pictures that are not to be the same, and why. */
static const struct {
    const char *name, *why;
} others[] = {
    { "vp8_video_with_alpha.mp4", "we see its transparency" },
    { "prores4444_with_transparency.mp4", "we see its transparency" },
    { "mpeg2_field_encoding.mp4", "its fields show different moments" },
    { "sample.mxf", "its fields are torn apart" },
    { "frame_size_change.mp4", "ffmpeg takes its small pictures for those of the large one" },
    { "sample_with_chapters.mkv", "a test card in 4:4:4, which 4:2:0 cannot hold" },
    { "iibbibb_editlist_videoonly.mp4", "a test card in 4:4:4, which 4:2:0 cannot hold" },
    { "h264_10bits.mp4", "a test card whose colours ffmpeg smoothes in one direction" },
    { "h265_10bits.mp4", "a test card whose colours ffmpeg smoothes in one direction" },
    { "lavafalls.avi", "4:1:0, whose colours ffmpeg smoothes" },
};

static const char *why_other(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_str_equal(others[i].name, name))
            return others[i].why;
    return NULL;
}

/* FALSE: it is no film that can be opened at all. */
static gboolean open_sample(Film *film, const char *path)
{
    *film = (Film){ .fd = g_open(path, O_RDONLY | O_CLOEXEC, 0), .facts = facts_new() };
    film->media = media_open(film->fd, &(MediaLimits){ .read_bytes = 256 << 20 }, NULL);
    if (!film->media)
        return FALSE;
    probe(film->media, film->facts, &film->outcome);
    film->frames = frames_new(film->media, film->facts, NULL);
    film->source = frames_source(film->frames);
    return TRUE;
}

static Picture *sample_picture(const Film *film)
{
    FrameResult result = film->source->rewind(film->source->video, NULL);

    if (result == FRAME_NONE)
        result = film->source->cover(film->source->video, NULL);
    return result == FRAME_FOUND ? film->source->picture(film->source->video, PICTURE_SIDE_MAX, NULL) : NULL;
}

static guint8 *reference_of(const Film *film, const char *path, const char *flags, const Picture *picture)
{
    const VideoFacts *video = film->facts ? &film->facts->video : NULL;
    gboolean is_hd =
        video && video->height > 576 && (!video->color_space || g_str_equal(video->color_space, "gbr"));
    g_autofree char *filters =
        g_strdup_printf("scale=%d:%d:flags=area%s%s,format=rgb24", picture ? picture->width : 16,
                        picture ? picture->height : 16, flags, is_hd ? ":in_color_matrix=bt709" : "");

    return film_reference(path, filters, picture ? picture->width : 16, picture ? picture->height : 16);
}

/* How near; both ways in which ffmpeg makes whole pixels of colours that are shared by several. */
static double nearness(const Film *film, const char *path, const Picture *picture)
{
    const char *flags[] = { "+accurate_rnd+full_chroma_int+full_chroma_inp", "" };
    double best = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(flags) && best < 35; i++) {
        g_autofree guint8 *reference = reference_of(film, path, flags[i], picture);

        if (!reference)
            return 99; /* more than ffmpeg can do */
        best = MAX(best, picture_psnr(picture, reference));
    }
    return best;
}

/* 1: something is wrong with it. */
static int check(const char *name)
{
    g_autofree char *path = g_build_filename(SAMPLES, name, NULL);
    g_auto(Film) film;
    g_autoptr(Picture) picture = open_sample(&film, path) ? sample_picture(&film) : NULL;
    double near;

    if (!picture) {
        g_autofree guint8 *reference = reference_of(&film, path, "", NULL);

        if (reference)
            g_test_message("%s: ffmpeg gets a picture of it", name);
        return reference != NULL;
    }
    if (film.facts->video.hdr || why_other(name))
        return 0;
    near = nearness(&film, path, picture);
    if (near < 35)
        g_test_message("%s: %.1f dB", name, near);
    return near < 35;
}

static void every_sample_has_its_picture(void)
{
    g_autoptr(GDir) dir = g_dir_open(SAMPLES, 0, NULL);
    int wrong = 0;

    if (!dir) {
        g_test_skip("there are no samples beside the sources");
        return;
    }
    if (!films_can_be_made())
        return;
    for (const char *name; (name = g_dir_read_name(dir));)
        wrong += check(name);
    g_assert_cmpint(wrong, ==, 0);
}

int main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    films_begin();
    g_test_add_func("/sample pictures/every sample has its picture", every_sample_has_its_picture);
    result = g_test_run();
    films_end();
    return result;
}
