/* The colours of our pictures are those that ffmpeg's own conversion to red, green and blue gives, whatever
 * the film's. */
#include "tests/integration/films.h"

#include "tests/media/rgb.h"

#include <string.h>

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

static Picture *first_picture(const char *path, int box)
{
    g_autoptr(GError) error = NULL;
    g_auto(Film) film;
    Picture *picture;

    film_open(&film, path);
    g_assert_cmpint(film.source->rewind(film.source->video, &error), ==, FRAME_FOUND);
    picture = film.source->picture(film.source->video, box, &error);
    g_assert_no_error(error);
    return picture;
}

static void compare(const Kind *kind)
{
    g_autofree char *name = g_strdup_printf("%s.mkv", kind->name);
    g_autofree char *path =
        film_make(name, "-i %s -vf '%s' %s", scene_of(kind->size), kind->filters, kind->tags);
    g_autofree char *filters = NULL;
    g_autofree guint8 *reference = NULL;
    g_autoptr(Picture) picture = first_picture(path, kind->box);
    double near;

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

/* --- high dynamic range --- */

#define TO_LIGHT           "zscale=tin=iec61966-2-1:t=linear:npl=203,format=gbrpf32le"
#define TO_BT2020          "zscale=pin=bt709:p=bt2020:m=bt2020nc:r=tv"
#define HDR_TAGS(transfer) TAGS("bt2020nc", "bt2020", transfer, "tv")

/* Twins of one scene: what they are graded for, and how far the means of red, green and blue may be off. */
static const struct {
    const char *name, *filters, *encoder;
    double margin;
} twins[] = {
    { "PQ, white at 203", TO_LIGHT "," TO_BT2020 ":t=smpte2084:npl=203,format=yuv420p10le",
      HDR_TAGS("smpte2084"), 4 },
    { "PQ, white at 100", TO_LIGHT "," TO_BT2020 ":t=smpte2084:npl=100,format=yuv420p10le",
      HDR_TAGS("smpte2084"), 4 },
    { "PQ in RGB", TO_LIGHT ",zscale=pin=bt709:p=bt2020:t=smpte2084:npl=203,format=gbrp12le",
      LOSSLESS "-color_primaries bt2020 -color_trc smpte2084", 4 },
    { "HLG, white at 203", TO_LIGHT "," TO_BT2020 ":t=arib-std-b67:npl=203,format=yuv420p10le",
      HDR_TAGS("arib-std-b67"), 10 },
    { "HLG, white at 100", TO_LIGHT "," TO_BT2020 ":t=arib-std-b67:npl=100,format=yuv420p10le",
      HDR_TAGS("arib-std-b67"), 10 },
    { "BT.2020 in standard range",
      "zscale=tin=bt709:pin=bt709:p=bt2020:t=bt709:m=bt2020nc:r=tv,format=yuv420p10le", HDR_TAGS("bt709"),
      5 },
    { "PQ whose metadata are absurd", TO_LIGHT "," TO_BT2020 ":t=smpte2084:npl=203,format=yuv420p10le",
      "-c:v libx265 -preset ultrafast -crf 4 -x265-params "
      "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:"
      "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(50,1):max-cll=0,0",
      5 },
};

static PictureMeans means_of_scene(void)
{
    g_autofree guint8 *rgb = film_reference(scene_of("640x360"), "null", 640, 360);

    g_assert_nonnull(rgb);
    return reference_means(rgb, 640 * 360);
}

static void assert_twin(const Picture *picture, double margin)
{
    PictureMeans ours = picture_means(picture), scene = means_of_scene();

    g_test_message("%.0f %.0f %.0f, colourfulness %.0f; the scene: %.0f %.0f %.0f, %.0f", ours.rgb[0],
                   ours.rgb[1], ours.rgb[2], ours.colourfulness, scene.rgb[0], scene.rgb[1], scene.rgb[2],
                   scene.colourfulness);
    for (int i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon(ours.rgb[i], scene.rgb[i], margin);
    g_assert_cmpfloat_with_epsilon(ours.colourfulness, scene.colourfulness, scene.colourfulness * 0.1);
}

static void a_high_dynamic_range_looks_as_its_twin(gconstpointer data)
{
    int i = GPOINTER_TO_INT(data);
    g_autofree char *name = g_strdup_printf("%s.mkv", twins[i].name), *path = NULL;
    g_autoptr(Picture) picture = NULL;

    if (!films_can_be_made())
        return;
    path = film_make(name, "-i %s -vf '%s' %s", scene_of("640x360"), twins[i].filters, twins[i].encoder);
    picture = first_picture(path, 320);
    assert_twin(picture, twins[i].margin);
}

/* A film four times as bright as paper is bright, but not white all over. */
static void highlights_are_not_blown_out(void)
{
    g_autofree char *path = NULL;
    g_autoptr(Picture) picture = NULL;
    PictureMeans means;

    if (!films_can_be_made())
        return;
    path = film_make("bright.mkv",
                     "-i %s -vf '" TO_LIGHT ",exposure=exposure=2," TO_BT2020
                     ":t=smpte2084:npl=203,format=yuv420p10le' " HDR_TAGS("smpte2084"),
                     scene_of("640x360"));
    picture = first_picture(path, 320);
    means = picture_means(picture);
    g_assert_cmpfloat(means.white, <, 0.02);
    g_assert_cmpfloat(means.colourfulness, >, 40);
}

static guint32 word_at(const guint8 *bytes)
{
    guint32 word;

    memcpy(&word, bytes, sizeof word);
    return GUINT32_FROM_BE(word);
}

static void grow_box(guint8 *bytes, gsize length, const char *type, guint32 by)
{
    guint8 *box = memmem(bytes, length, type, 4);
    guint32 size;

    g_assert_nonnull(box);
    size = GUINT32_TO_BE(word_at(box - 4) + by);
    memcpy(box - 4, &size, sizeof size);
}

/* Writes the configuration of Dolby Vision, profile 5, behind that of HEVC; the index stands at the end of the file, where it may grow. */
static void make_dolby(const char *path)
{
    const char *around[] = { "moov", "trak", "mdia", "minf", "stbl", "stsd", "hev1" };
    const guint8 box[32] = { 0, 0, 0, 32, 'd', 'v', 'c', 'C', 1, 0, 5 << 1, 1 << 3 | 5 };
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *file = NULL;
    const guint8 *after;
    gsize length = 0, head;

    g_assert_true(g_file_get_contents(path, &file, &length, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(around); i++)
        grow_box((guint8 *)file, length, around[i], sizeof box);
    after = memmem(file, length, "hvcC", 4);
    g_assert_nonnull(after);
    head = (gsize)(after - 4 - (guint8 *)file) + word_at(after - 4);
    g_byte_array_append(bytes, (guint8 *)file, (guint)head);
    g_byte_array_append(bytes, box, sizeof box);
    g_byte_array_append(bytes, (guint8 *)file + head, (guint)(length - head));
    g_assert_true(g_file_set_contents(path, (char *)bytes->data, (gssize)bytes->len, NULL));
}

/* What Dolby Vision's own colours, 10 bits each, stand for. */
static const struct {
    int codes[3], rgb[3];
} dolby_colours[] = {
    { { 594, 512, 512 }, { 255, 255, 255 } }, { { 438, 512, 512 }, { 128, 128, 128 } },
    { { 210, 512, 512 }, { 30, 30, 30 } },    { { 372, 706, 679 }, { 200, 40, 30 } },
    { { 454, 397, 637 }, { 40, 180, 60 } },   { { 384, 464, 309 }, { 40, 60, 200 } },
    { { 513, 484, 698 }, { 230, 210, 40 } },  { { 433, 660, 422 }, { 180, 60, 180 } },
    { { 485, 466, 445 }, { 90, 160, 200 } },
};

static void dolby_vision_alone_has_its_colours(void)
{
    if (!films_can_be_made())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(dolby_colours); i++) {
        const int *codes = dolby_colours[i].codes, *rgb = dolby_colours[i].rgb;
        g_autofree char *path = film_make("dolby.mp4",
                                          "-f lavfi -i "
                                          "\"color=gray:s=192x64:r=25:d=0.1,format=yuv420p10le,geq=lum='if("
                                          "lt(X,64),594,%d)':cb='if(lt(X,32),"
                                          "512,%d)':cr='if(lt(X,32),512,%d)'\" -c:v libx265 -preset "
                                          "ultrafast -x265-params log-level=none:lossless=1:range=full",
                                          codes[0], codes[1], codes[2]);
        g_autoptr(Picture) picture = NULL;
        g_autofree guint8 *shown = NULL;

        make_dolby(path);
        picture = first_picture(path, 1280);
        shown = rgb_of_picture(picture, FALSE);
        for (int j = 0; j < 3; j++)
            g_assert_cmpint(ABS(shown[3 * (32 * 192 + 150) + j] - rgb[j]), <=, 5);
    }
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
    for (gsize i = 0; i < G_N_ELEMENTS(twins); i++) {
        g_autofree char *name =
            g_strdup_printf("/colours/a high dynamic range looks as its twin/%s", twins[i].name);

        g_test_add_data_func(name, GINT_TO_POINTER(i), a_high_dynamic_range_looks_as_its_twin);
    }
    g_test_add_func("/colours/Dolby Vision alone has its colours", dolby_vision_alone_has_its_colours);
    g_test_add_func("/colours/highlights are not blown out", highlights_are_not_blown_out);
    result = g_test_run();
    films_end();
    return result;
}
