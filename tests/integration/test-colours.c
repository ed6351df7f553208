/* The colours of our pictures are those that ffmpeg's own conversion to red, green and blue gives, whatever
 * the film's. */
#include "tests/integration/films.h"

/* A scene with every hue, dark and bright, smooth and detailed; one film a size. */
static char *scene_of(const char *size)
{
    static GHashTable *scenes;
    g_autofree char *name = g_strdup_printf("scene-%s.nut", size);
    char *path;

    if (!scenes)
        scenes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    path = g_hash_table_lookup(scenes, name);
    if (path)
        return path;
    path = film_make(
        name,
        "-f lavfi -i mandelbrot=s=%s:r=25 -f lavfi -i gradients=s=%s:r=25:n=6:seed=7:c0=0xd02010:"
        "c1=0x1050d0:c2=0x20c040:c3=0xf0e020:c4=0x101018:c5=0xf4f0f0 -filter_complex "
        "\"[0]format=gbrp,gblur=1.5[a];[1]format=gbrp[b];[a][b]blend=all_mode=average:all_opacity=0.7\" "
        "-frames:v 2 -c:v ffv1",
        size, size);
    g_hash_table_insert(scenes, g_steal_pointer(&name), path);
    return path;
}

typedef struct {
    const char *name;    /* of the film, and of the test */
    const char *size;    /* of the scene */
    const char *filters; /* from red, green and blue to what is coded */
    const char *tags;    /* and encoder */
    const char *reading; /* how the reference is to take it: options of the filter scale */
    int box;
} Kind;

#define LOSSLESS " -c:v ffv1 "
#define TAGS(matrix, primaries, transfer, range)                                                             \
    LOSSLESS "-colorspace " matrix " -color_primaries " primaries " -color_trc " transfer                    \
             " -color_range " range

static const Kind kinds[] = {
    { "BT.601 limited", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p",
      TAGS("smpte170m", "smpte170m", "smpte170m", "tv"), "in_color_matrix=bt601:in_range=tv", 320 },
    { "BT.601 full", "640x360", "scale=out_color_matrix=bt601:out_range=pc,format=yuv420p",
      TAGS("bt470bg", "bt470bg", "smpte170m", "pc"), "in_color_matrix=bt601:in_range=pc", 640 },
    { "BT.709 limited", "1280x720", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
      TAGS("bt709", "bt709", "bt709", "tv"), "in_color_matrix=bt709:in_range=tv", 640 },
    { "BT.709 limited as large as it is", "1280x720",
      "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", TAGS("bt709", "bt709", "bt709", "tv"),
      "in_color_matrix=bt709:in_range=tv", 1280 },
    { "BT.709 full", "1280x720", "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p",
      TAGS("bt709", "bt709", "bt709", "pc"), "in_color_matrix=bt709:in_range=pc", 500 },
    { "BT.709 small", "320x180", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
      TAGS("bt709", "bt709", "bt709", "tv"), "in_color_matrix=bt709:in_range=tv", 1280 },
    { "BT.2020 matrix", "1280x720", "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le",
      TAGS("bt2020nc", "bt709", "bt709", "tv"), "in_color_matrix=bt2020:in_range=tv", 640 },
    { "SMPTE 240M", "640x360", "scale=out_color_matrix=smpte240m:out_range=tv,format=yuv420p",
      TAGS("smpte240m", "smpte240m", "smpte240m", "tv"), "in_color_matrix=smpte240m:in_range=tv", 320 },
    { "FCC", "640x360", "scale=out_color_matrix=fcc:out_range=tv,format=yuv420p",
      TAGS("fcc", "bt470m", "bt709", "tv"), "in_color_matrix=fcc:in_range=tv", 320 },
    { "SD without tags", "720x576", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 360 },
    { "HD without tags", "1280x720", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", LOSSLESS,
      "in_color_matrix=bt709:in_range=tv", 640 },
    { "4:2:2 in 8 bits", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv422p", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 320 },
    { "4:2:2 in 10 bits", "1280x720", "scale=out_color_matrix=bt709:out_range=tv,format=yuv422p10le",
      TAGS("bt709", "bt709", "bt709", "tv"), "in_color_matrix=bt709:in_range=tv", 640 },
    { "4:4:4 in 8 bits", "1280x720", "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p",
      TAGS("bt709", "bt709", "bt709", "tv"), "in_color_matrix=bt709:in_range=tv", 640 },
    { "4:4:4 in 12 bits", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv444p12le", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 320 },
    { "4:4:4 in 16 bits", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv444p16le", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 320 },
    { "4:2:0 in 10 bits", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p10le", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 320 },
    { "4:1:1", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv411p", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 640 },
    { "4:1:0", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=yuv410p", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 640 },
    { "RGB in planes", "640x360", "format=gbrp", LOSSLESS, "in_range=pc", 320 },
    { "RGB in 10 bits", "640x360", "format=gbrp10le", LOSSLESS, "in_range=pc", 320 },
    { "RGB as it lies", "640x360", "format=rgb24", "-c:v png", "in_range=pc", 320 },
    { "RGB in 16 bits, the large end first", "640x360", "format=rgb48be", "-c:v png", "in_range=pc", 320 },
    { "RGB in H.264", "640x360", "format=gbrp", "-c:v libx264rgb -qp 0 -preset ultrafast", "in_range=pc",
      320 },
    { "grey", "640x360", "format=gray", LOSSLESS, "in_range=pc", 320 },
    { "grey in 16 bits", "640x360", "format=gray16le", LOSSLESS, "in_range=pc", 320 },
    { "4:2:2 as it lies", "640x360", "scale=out_color_matrix=bt601:out_range=tv,format=uyvy422",
      "-c:v rawvideo", "in_color_matrix=bt601:in_range=tv", 320 },
    { "a palette", "320x180", "format=rgb24,split[a][b];[a]palettegen[c];[b][c]paletteuse=dither=none",
      "-c:v png", "in_range=pc", 160 },
    { "JPEG's own colours", "640x360", "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p",
      "-c:v mjpeg -q:v 2", "in_color_matrix=bt601:in_range=pc", 320 },
    { "odd sides", "333x187", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p", LOSSLESS,
      "in_color_matrix=bt601:in_range=tv", 201 },
    { "odd sides as large as they are", "333x187", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p",
      LOSSLESS, "in_color_matrix=bt601:in_range=tv", 1280 },
};

static void compare(const Kind *kind)
{
    g_autofree char *name = g_strdup_printf("%s.mkv", kind->name);
    g_autofree char *path =
        film_make(name, "-i %s -vf '%s' %s", scene_of(kind->size), kind->filters, kind->tags);
    g_autofree char *filters = NULL;
    g_autofree guint8 *reference = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Picture) picture = NULL;
    g_auto(Film) film;
    double near;

    film_open(&film, path);
    g_assert_cmpint(film.source->rewind(film.source->video, &error), ==, FRAME_FOUND);
    picture = film.source->picture(film.source->video, kind->box, &error);
    g_assert_no_error(error);
    filters =
        g_strdup_printf("scale=%d:%d:flags=area+accurate_rnd+full_chroma_int+full_chroma_inp:%s,format=rgb24",
                        picture->width, picture->height, kind->reading);
    reference = film_reference(path, filters, picture->width, picture->height);
    g_assert_nonnull(reference);
    near = picture_psnr(picture, reference);
    g_test_message("%s: %.1f dB", kind->name, near);
    g_assert_cmpfloat(near, >=, 35);
}

static void colours_are_those_of_the_film(gconstpointer kind)
{
    if (films_can_be_made())
        compare(kind);
}

int main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    films_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *name = g_strdup_printf("/colours/%s", kinds[i].name);

        g_strdelimit(name + 9, "/", '-');
        g_test_add_data_func(name, &kinds[i], colours_are_those_of_the_film);
    }
    result = g_test_run();
    films_end();
    return result;
}
