/* The parts of indexer/media that read a container by our own hand, on files of a few bytes. */
#include "indexer/media/boxes.h"
#include "indexer/media/describe.h"
#include "indexer/media/ebml.h"
#include "indexer/media/riff.h"
#include "indexer/media/splice.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file in memory; its descriptor is closed by media_close(). */
static Media media_of(const void *bytes, gsize length)
{
    Media media = { .fd = memfd_create("film", MFD_CLOEXEC),
                    .size = (gint64)length,
                    .limits = { .read_bytes = 1 << 20 } };

    g_assert_cmpint(media.fd, >=, 0);
    g_assert_cmpint(write(media.fd, bytes, length), ==, (gssize)length);
    return media;
}

static void media_close(Media *media)
{
    close(media->fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Media, media_close)

#define MEDIA_OF(bytes) media_of(bytes, sizeof(bytes) - 1)

/* --- boxes --- */

static void the_index_and_the_media_are_found(void)
{
    g_auto(Media) media = MEDIA_OF("\0\0\0\x10"
                                   "ftypmp42\0\0\0\0"
                                   "\0\0\0\x0c"
                                   "moov----"
                                   "\0\0\0\x0c"
                                   "mdat----");
    Boxes boxes;

    boxes_walk(&media, &boxes);
    g_assert_true(boxes.is_iso);
    g_assert_false(boxes.is_cut);
    g_assert_cmpint(boxes.index_at, ==, 16);
    g_assert_cmpint(boxes.index_end, ==, 28);
    g_assert_cmpint(boxes.media_at, ==, 28);
}

static void an_index_that_goes_on_behind_the_end_is_none(void)
{
    g_auto(Media) media = MEDIA_OF("\0\0\0\x10"
                                   "ftypmp42\0\0\0\0"
                                   "\0\0\1\0"
                                   "moov----");
    Boxes boxes;

    boxes_walk(&media, &boxes);
    g_assert_true(boxes.is_cut);
    g_assert_cmpint(boxes.index_at, ==, -1);
}

static void sizes_that_lie_do_not_mislead(void)
{
    static const struct {
        const char *bytes;
        gsize length;
    } files[] = {
        { "\0\0\0\1"
          "mdat"
          "\xff\xff\xff\xff\xff\xff\xff\xff",
          16 }, /* beyond every number */
        { "\0\0\0\1"
          "mdat"
          "\0\0\0\0\0\0\0\0",
          16 }, /* less than its own head */
        { "\0\0\0\7"
          "mdat"
          "\0\0\0\0\0\0\0\0",
          16 },
        { "\0\0\0\1"
          "mdat",
          8 },
        { "\0\0\0", 3 },
        { "", 0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_auto(Media) media = media_of(files[i].bytes, files[i].length);
        Boxes boxes;

        boxes_walk(&media, &boxes);
        g_assert_cmpint(boxes.index_at, ==, -1);
        g_assert_cmpint(boxes.fragments, ==, 0);
    }
}

static void the_last_fragments_are_shown_and_the_others_skipped(void)
{
    static const char fragment[] = "\0\0\0\x10"
                                   "moof--------"
                                   "\0\0\0\x10"
                                   "mdat--------";
    GString *bytes = g_string_new_len("\0\0\0\x10"
                                      "moov--------",
                                      16);
    MediaWindow window = { 0 };
    Boxes boxes;

    for (int i = 0; i < 100; i++)
        g_string_append_len(bytes, fragment, sizeof fragment - 1);
    {
        g_auto(Media) media = media_of(bytes->str, bytes->len);

        boxes_walk(&media, &boxes);
        g_assert_cmpint(boxes.fragments, ==, 100);
        g_assert_true(boxes_tail(&media, &boxes, 70, &window));
        g_assert_cmpint(window.patch_at, ==, 16);
        /* a box to be skipped, up to the last but one: 98 fragments of 32 bytes */
        g_assert_cmpmem(window.patch, 16,
                        "\0\0\0\1"
                        "free"
                        "\0\0\0\0\0\0\x0c\x40",
                        16);
    }
    g_string_free(bytes, TRUE);
}

/* --- Matroska --- */

#define EBML_HEADER   "\x1A\x45\xDF\xA3\x84----"
#define SEGMENT(size) "\x18\x53\x80\x67" size
#define CLUSTER                                                                                              \
    "\x1F\x43\xB6\x75\x8C"                                                                                   \
    "\xE7\x81\x05"                                                                                           \
    "\xA3\x87-------"

static void a_segment_that_ends_behind_the_end_is_cut(void)
{
    g_auto(Media) whole = MEDIA_OF(EBML_HEADER SEGMENT("\x91") CLUSTER);
    g_auto(Media) cut = MEDIA_OF(EBML_HEADER SEGMENT("\x92") CLUSTER);
    Ebml ebml;

    g_assert_true(ebml_read(&whole, &ebml));
    g_assert_cmpint(ebml.clusters_at, ==, 14);
    g_assert_false(ebml_is_cut(&whole, &ebml));
    g_assert_true(ebml_read(&cut, &ebml));
    g_assert_true(ebml_is_cut(&cut, &ebml));
}

static void a_live_recording_is_cut_in_the_midst_of_a_block(void)
{
    static const char bytes[] = EBML_HEADER SEGMENT("\xFF") CLUSTER CLUSTER "        ";
    const gsize length = sizeof(EBML_HEADER SEGMENT("\xFF") CLUSTER CLUSTER) - 1;

    for (gsize cut = 0; cut < 8; cut++) {
        g_auto(Media) media = media_of(bytes, length - cut);
        Ebml ebml;

        g_assert_true(ebml_read(&media, &ebml));
        g_assert_cmpint(ebml.segment_end, ==, -1);
        g_assert_cmpint(ebml_is_cut(&media, &ebml), ==, cut > 0);
    }
}

/* Wherever it lies: the end is read piece by piece. */
static void the_first_cluster_of_the_end_is_shown(void)
{
    static const char start[] = EBML_HEADER SEGMENT("\xFF") CLUSTER;
    const gsize tail = 200000, starts = sizeof start - 1;

    for (gsize place = 64 * 1024 - 40; place < 64 * 1024 + 10; place++) {
        g_autoptr(GString) bytes = g_string_new_len(start, (gssize)starts);
        MediaWindow window = { 0 };
        guint64 skipped;
        Ebml ebml;

        g_string_set_size(bytes, starts + tail);
        memset(bytes->str + starts, '-', tail);
        memcpy(bytes->str + starts + place, CLUSTER CLUSTER, 2 * (sizeof CLUSTER - 1));
        {
            g_auto(Media) media = media_of(bytes->str, bytes->len);

            g_assert_true(ebml_read(&media, &ebml));
            g_assert_true(ebml_tail(&media, &ebml, (gint64)tail, &window));
            g_assert_cmpint(window.patch[0], ==, 0xEC);
            memcpy(&skipped, window.patch + 1, sizeof skipped);
            g_assert_cmpuint(GUINT64_FROM_BE(skipped), ==,
                             G_GUINT64_CONSTANT(1) << 56 | (starts + place - 14 - 9));
        }
    }
}

static void what_is_no_matroska_is_refused(void)
{
    g_auto(Media) zeros = media_of("\0\0\0\0\0\0\0\0", 8);
    g_auto(Media) other = MEDIA_OF("RIFF----AVI ");
    g_auto(Media) header_alone = MEDIA_OF(EBML_HEADER);
    Ebml ebml;

    g_assert_false(ebml_read(&zeros, &ebml));
    g_assert_false(ebml_read(&other, &ebml));
    g_assert_false(ebml_read(&header_alone, &ebml));
}

/* --- AVI --- */

/* One film of 25 pictures a second, one sound of 4 bytes a sample and 8000 samples a second. */
static GString *small_avi(guint32 claimed)
{
    static const guint8 film[56] = { 'v', 'i', 'd', 's', [20] = 1, [24] = 25 };
    static const guint8 sound[56] = { 'a', 'u', 'd', 's', [20] = 1, [24] = 0x40, [25] = 0x1f, [44] = 4 };
    GString *bytes = g_string_new(NULL);
    guint32 size = GUINT32_TO_LE(claimed);

    g_string_append(bytes, "RIFF");
    g_string_append_len(bytes, (char *)&size, 4);
    g_string_append_len(bytes, "AVI LIST\x88\0\0\0hdrl", 16);
    g_string_append_len(bytes, "strh\x38\0\0\0", 8);
    g_string_append_len(bytes, (const char *)film, sizeof film);
    g_string_append_len(bytes, "strh\x38\0\0\0", 8);
    g_string_append_len(bytes, (const char *)sound, sizeof sound);
    g_string_append_len(bytes, "LIST\xff\xff\0\0movi", 12);
    for (int i = 0; i < 50; i++)
        g_string_append_len(bytes,
                            "00dc\3\0\0\0abc\0"
                            "01wb\x10\0\0\0----------------",
                            36);
    return bytes;
}

static void chunks_are_counted_where_the_index_is_missing(void)
{
    GString *bytes = small_avi(1 << 20);

    {
        g_auto(Media) media = media_of(bytes->str, bytes->len);
        Riff riff;

        riff_walk(&media, &riff);
        g_assert_true(riff.is_cut);
        g_assert_cmpint(riff.count, ==, 2);
        g_assert_cmpint(riff.streams[0].chunks, ==, 50);
        g_assert_cmpint(riff_duration_us(&riff.streams[0]), ==, 2 * G_USEC_PER_SEC);
        g_assert_cmpint(riff_duration_us(&riff.streams[1]), ==, 200 * G_USEC_PER_SEC / 8000);
    }
    g_string_free(bytes, TRUE);
}

static void rates_of_zero_give_no_duration(void)
{
    g_assert_cmpint(riff_duration_us(&(RiffStream){ .scale = 0, .rate = 25, .chunks = 9 }), ==, 0);
    g_assert_cmpint(riff_duration_us(&(RiffStream){ .scale = 1, .rate = 0, .chunks = 9 }), ==, 0);
    g_assert_cmpint(
        riff_duration_us(&(RiffStream){ .scale = G_MAXUINT32, .rate = 1, .chunks = G_MAXINT64 / 2 }), >=, 0);
}

/* --- the rhythm of pictures --- */

static StreamMeasure rhythm(const gint64 *times, guint count)
{
    StreamMeasure measure = { .type = AVMEDIA_TYPE_VIDEO, .time_base = { 1, 1000 } };

    for (guint i = 0; i < count; i++)
        measure_time(&measure, times[i]);
    return measure;
}

static void a_clock_too_coarse_for_a_rate_does_not_make_it_variable(void)
{
    gint64 times[300];
    StreamMeasure measure;

    for (int i = 0; i < 300; i++)
        times[i] = (gint64)(i * 1000.0 * 1001 / 30000);
    measure = rhythm(times, 300);
    g_assert_true(measure_is_steady(&measure));
    g_assert_cmpfloat_with_epsilon(av_q2d(measure_rate(&measure)), 29.97, 0.01);
    times[50] += 9;
    g_array_unref(measure.times);
    measure = rhythm(times, 300);
    g_assert_true(measure_is_steady(&measure)); /* once is a slip */
    for (int i = 100; i < 120; i++)
        times[i] += i % 2 ? 9 : 0;
    g_array_unref(measure.times);
    measure = rhythm(times, 300);
    g_assert_false(measure_is_steady(&measure));
    g_array_unref(measure.times);
}

static void times_at_the_edge_of_numbers_are_left_out(void)
{
    const gint64 times[] = { G_MININT64, 0, 40, 80, G_MAXINT64 };
    StreamMeasure measure = rhythm(times, G_N_ELEMENTS(times));

    g_assert_cmpint(measure.times->len, ==, 3);
    g_assert_true(measure_is_steady(&measure));
    g_array_unref(measure.times);
}

/* --- texts --- */

static void texts_become_fit_to_be_kept(void)
{
    static const struct {
        const char *text;
        const char *kept;
    } cases[] = {
        { "chi", "chi" },
        { NULL, NULL },
        { "", NULL },
        { "\x01\x1b\x7f", NULL },
        { "a\x1b[31m", "a[31m" },
        { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
        { " und ", "und" },
        { "\xc2\x85next", "next" },
        { "国国国国", "国国国" }, /* 3 bytes each, 10 in all */
        { "0123456789abcdef", "0123456789" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *kept = describe_text(cases[i].text, 10);

        g_assert_cmpstr(kept, ==, cases[i].kept);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/media/boxes/the index and the media are found", the_index_and_the_media_are_found);
    g_test_add_func("/media/boxes/an index that goes on behind the end is none",
                    an_index_that_goes_on_behind_the_end_is_none);
    g_test_add_func("/media/boxes/sizes that lie do not mislead", sizes_that_lie_do_not_mislead);
    g_test_add_func("/media/boxes/the last fragments are shown and the others skipped",
                    the_last_fragments_are_shown_and_the_others_skipped);
    g_test_add_func("/media/ebml/a segment that ends behind the end is cut",
                    a_segment_that_ends_behind_the_end_is_cut);
    g_test_add_func("/media/ebml/the first cluster of the end is shown",
                    the_first_cluster_of_the_end_is_shown);
    g_test_add_func("/media/ebml/a live recording is cut in the midst of a block",
                    a_live_recording_is_cut_in_the_midst_of_a_block);
    g_test_add_func("/media/ebml/what is no Matroska is refused", what_is_no_matroska_is_refused);
    g_test_add_func("/media/riff/chunks are counted where the index is missing",
                    chunks_are_counted_where_the_index_is_missing);
    g_test_add_func("/media/riff/rates of zero give no duration", rates_of_zero_give_no_duration);
    g_test_add_func("/media/measure/a clock too coarse for a rate does not make it variable",
                    a_clock_too_coarse_for_a_rate_does_not_make_it_variable);
    g_test_add_func("/media/measure/times at the edge of numbers are left out",
                    times_at_the_edge_of_numbers_are_left_out);
    g_test_add_func("/media/describe/texts become fit to be kept", texts_become_fit_to_be_kept);
    return g_test_run();
}
