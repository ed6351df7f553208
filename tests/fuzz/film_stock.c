#include "tests/fuzz/film_stock.h"

#include "tests/media/films.h"

#include <string.h>

struct FilmStock {
    char *samples;    /* owned; NULL: none */
    GPtrArray *names; /* of char *: of the samples, in the order of their bytes */
};

#define PICTURES "-f lavfi -i testsrc2=s=96x64:r=10:d=1 "
#define CIF      "-f lavfi -i testsrc2=s=176x144:r=10:d=1 "
#define SOUND    "-f lavfi -i sine=r=44100:d=1 "
#define X264     "-c:v libx264 -preset ultrafast -pix_fmt yuv420p "

/* Whatever one film has beside its codec (fragments, subtitles, chapters, a turn) is there to be damaged. */
static const struct {
    const char *name, *words;
} films[] = {
    { "h264.mp4", PICTURES SOUND X264 "-g 5 -c:a aac -movflags faststart" },
    { "h264-fragments.mp4", PICTURES SOUND X264 "-g 5 -c:a aac -movflags frag_keyframe+empty_moov" },
    { "h264-subtitles.mp4", PICTURES "-i subtitles.srt " X264 "-c:s mov_text" },
    { "h264.ts", PICTURES SOUND X264 "-c:a aac" },
    { "h264.flv", PICTURES SOUND X264 "-c:a aac" },
    { "hevc.mkv",
      PICTURES SOUND "-c:v libx265 -preset ultrafast -x265-params log-level=none:pools=1 -pix_fmt "
                     "yuv420p10le -c:a flac" },
    { "h264-subtitles.mkv", PICTURES SOUND "-i subtitles.srt " X264 "-c:a aac -c:s srt" },
    { "vp8.webm", PICTURES SOUND "-c:v libvpx -deadline realtime -c:a libvorbis" },
    { "vp9.webm", PICTURES SOUND "-c:v libvpx-vp9 -deadline realtime -c:a libopus -ar 48000" },
    { "av1.mp4", PICTURES "-c:v libaom-av1 -cpu-used 8 -usage realtime -pix_fmt yuv420p" },
    { "av1.mkv", PICTURES "-c:v libaom-av1 -cpu-used 8 -usage realtime -pix_fmt yuv420p" },
    { "mpeg4.avi", PICTURES SOUND "-c:v mpeg4 -c:a libmp3lame" },
    { "msmpeg4.avi", PICTURES "-c:v msmpeg4v2" },
    { "mpeg1.mpg", PICTURES SOUND "-c:v mpeg1video -r 25 -c:a mp2" },
    { "mpeg2.vob", PICTURES SOUND "-c:v mpeg2video -r 25 -c:a ac3 -f vob" },
    { "mpeg2.mxf", PICTURES SOUND "-c:v mpeg2video -r 25 -c:a pcm_s16le -ar 48000" },
    { "wmv2.wmv", PICTURES SOUND "-c:v wmv2 -c:a wmav2" },
    { "theora.ogv", PICTURES SOUND "-c:v libtheora -c:a libvorbis" },
    { "flv1.flv", PICTURES SOUND "-c:v flv -c:a libmp3lame" },
    { "prores.mov", PICTURES SOUND "-c:v prores_ks -c:a pcm_s16le" },
    { "mjpeg.mov", PICTURES "-c:v mjpeg -pix_fmt yuvj420p" },
    { "ffv1.mkv", PICTURES "-c:v ffv1" },
    { "huffyuv.avi", PICTURES "-c:v huffyuv" },
    { "h263.3gp", CIF "-c:v h263" },
    { "raw.avi", "-f lavfi -i testsrc2=s=32x24:r=10:d=1 -c:v rawvideo -pix_fmt yuv420p" },
    { "moving.gif", PICTURES "" },
};

#define EXACTLY "-fflags +bitexact -flags +bitexact -threads 1 -map_metadata -1 "

static const char subtitles[] = "1\n00:00:00,000 --> 00:00:00,400\n<i>末班车</i>\n\n"
                                "2\n00:00:00,500 --> 00:00:00,900\nthe last bus\n";

static int compare_names(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

FilmStock *film_stock_new(const char *samples, GError **error)
{
    g_autoptr(FilmStock) stock = g_new0(FilmStock, 1);
    g_autoptr(GDir) dir = samples ? g_dir_open(samples, 0, error) : NULL;

    stock->samples = g_strdup(samples);
    stock->names = g_ptr_array_new_with_free_func(g_free);
    if (samples && !dir)
        return NULL;
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        g_ptr_array_add(stock->names, g_strdup(name));
    g_ptr_array_sort(stock->names, compare_names);
    return g_steal_pointer(&stock);
}

void film_stock_free(FilmStock *stock)
{
    if (!stock)
        return;
    films_remove();
    g_ptr_array_unref(stock->names);
    g_free(stock->samples);
    g_free(stock);
}

guint film_stock_made(G_GNUC_UNUSED const FilmStock *stock)
{
    return G_N_ELEMENTS(films);
}

guint film_stock_size(const FilmStock *stock)
{
    return film_stock_made(stock) + stock->names->len;
}

const char *film_stock_name(const FilmStock *stock, guint film)
{
    return film < film_stock_made(stock) ? films[film].name
                                         : stock->names->pdata[film - film_stock_made(stock)];
}

FilmShape film_stock_shape(const FilmStock *stock, guint film)
{
    static const char *const boxes[] = { "mp4", "mov", "3gp", "m4v", "m4a", "m4b", "f4v", NULL };
    static const char *const ebml[] = { "mkv", "webm", "mka", NULL };
    const char *dot = strrchr(film_stock_name(stock, film), '.');
    g_autofree char *extension = g_ascii_strdown(dot ? dot + 1 : "", -1);

    if (g_strv_contains(boxes, extension))
        return SHAPE_BOXES;
    return g_strv_contains(ebml, extension) ? SHAPE_EBML : SHAPE_OTHER;
}

static char *path_of(const FilmStock *stock, guint film)
{
    g_autofree char *path = NULL;

    if (film >= film_stock_made(stock))
        return g_build_filename(stock->samples, film_stock_name(stock, film), NULL);
    path = film_path(films[film].name);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&path);
    g_free(film_write("subtitles.srt", subtitles, strlen(subtitles)));
    return film_make("%s " EXACTLY "%s", films[film].words, films[film].name);
}

GByteArray *film_stock_bytes(const FilmStock *stock, guint film)
{
    g_autofree char *path = path_of(stock, film);
    g_autoptr(GError) error = NULL;
    char *bytes = NULL;
    gsize length = 0;

    g_file_get_contents(path, &bytes, &length, &error);
    g_assert_no_error(error);
    return g_byte_array_new_take((guint8 *)bytes, length);
}
