#include "tests/fuzz/report_inputs.h"

#include "indexer/crew/report.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static GByteArray *written(const Report *report)
{
    int fd = memfd_create("report", MFD_CLOEXEC);
    GByteArray *bytes = g_byte_array_new();

    g_assert_true(report_write(report, fd));
    g_byte_array_set_size(bytes, (guint)lseek(fd, 0, SEEK_END));
    g_assert_cmpint(pread(fd, bytes->data, bytes->len, 0), ==, bytes->len);
    close(fd);
    return bytes;
}

/* Reading: refused with a reason, or understood so well that writing gives the same bytes again. */
int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = report_parse(bytes, length, &error);
    g_autoptr(GByteArray) again = NULL;

    if (!report) {
        g_assert_error(error, REPORT_ERROR, REPORT_ERROR_INVALID);
        return 0;
    }
    again = written(report);
    g_assert_cmpmem(again->data, again->len, bytes, length);
    return 0;
}

static gint64 some_number(const FactField *field, GRand *random)
{
    switch (g_rand_int_range(random, 0, 4)) {
    case 0:
        return FACT_UNKNOWN;
    case 1:
        return field->min;
    case 2:
        return field->max;
    default:
        return field->min + (gint64)(g_rand_double(random) * (double)(field->max - field->min));
    }
}

static void fill_group(const FactGroup *group, gpointer values, GRand *random)
{
    static const char *const texts[] = { NULL, "", "h264", "片", "16:9" };

    for (const FactField *field = group->fields; field->name; field++) {
        if (field->kind == FACT_TEXT)
            fact_set_text(values, field, texts[g_rand_int_range(random, 0, G_N_ELEMENTS(texts))]);
        else
            fact_set_int(values, field, some_number(field, random));
    }
}

static int few_or_all(GRand *random)
{
    return g_rand_int_range(random, 0, 20) == 0 ? FACTS_STREAMS_MAX : g_rand_int_range(random, 0, 4);
}

static void fill_facts(Facts *facts, GRand *random)
{
    fill_group(&file_facts_group, &facts->file, random);
    facts->has_video = g_rand_boolean(random);
    if (facts->has_video)
        fill_group(&video_facts_group, &facts->video, random);
    for (int i = few_or_all(random); i > 0; i--)
        fill_group(&audio_facts_group, facts_add_audio(facts), random);
    for (int i = few_or_all(random); i > 0; i--)
        fill_group(&subtitle_facts_group, facts_add_subtitle(facts), random);
}

static void add_pictures(Report *report, GRand *random)
{
    int width = g_rand_int_range(random, 1, 33), height = g_rand_int_range(random, 1, 33);

    for (int i = g_rand_int_range(random, 0, REPORT_PICTURES_MAX + 1); i > 0; i--) {
        Picture *picture = picture_new(width, height);

        memset(picture->data, i, picture_length(width, height));
        report_add_picture(report, PICTURE_POSTER, g_rand_int_range(random, 0, G_MAXINT), picture);
        width = (width + 1) / 2;
        height = (height + 1) / 2;
    }
    report->poster_is_cover = report->pictures->len > 0 && g_rand_boolean(random);
}

GByteArray *report_input_whole(GRand *random)
{
    static const Status statuses[] = { STATUS_OK, STATUS_BROKEN, STATUS_NOT_VIDEO, STATUS_LIMIT };
    g_autoptr(Report) report = report_new();

    report->status = statuses[g_rand_int_range(random, 0, G_N_ELEMENTS(statuses))];
    report->reason = g_rand_boolean(random) ? g_strdup("no-index") : NULL;
    fill_facts(report->facts, random);
    if (g_rand_boolean(random)) {
        report->deep = deep_facts_new();
        fill_group(&deep_facts_group, report->deep, random);
    }
    add_pictures(report, random);
    return written(report);
}

/* Damage. */

static guint somewhere(const GByteArray *bytes, GRand *random)
{
    return bytes->len > 0 ? (guint)g_rand_int_range(random, 0, (gint32)bytes->len) : 0;
}

static void flip_a_bit(GByteArray *bytes, GRand *random)
{
    if (bytes->len > 0)
        bytes->data[somewhere(bytes, random)] ^= (guint8)(1 << g_rand_int_range(random, 0, 8));
}

static void set_a_byte(GByteArray *bytes, GRand *random)
{
    if (bytes->len > 0)
        bytes->data[somewhere(bytes, random)] = (guint8)g_rand_int(random);
}

static void set_a_number(GByteArray *bytes, GRand *random)
{
    static const guint32 numbers[] = {
        0, 1, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff
    };
    guint32 number = GUINT32_TO_LE(numbers[g_rand_int_range(random, 0, G_N_ELEMENTS(numbers))]);
    guint at = somewhere(bytes, random) & ~3u;

    if (at + sizeof number <= bytes->len)
        memcpy(bytes->data + at, &number, sizeof number);
}

static void cut_short(GByteArray *bytes, GRand *random)
{
    g_byte_array_set_size(bytes, somewhere(bytes, random));
}

static void add_noise(GByteArray *bytes, GRand *random)
{
    guint old = bytes->len;

    g_byte_array_set_size(bytes, old + (guint)g_rand_int_range(random, 1, 64));
    for (guint i = old; i < bytes->len; i++)
        bytes->data[i] = (guint8)g_rand_int(random);
}

static void repeat_a_part(GByteArray *bytes, GRand *random)
{
    guint from = somewhere(bytes, random), to = somewhere(bytes, random);
    guint length = (guint)g_rand_int_range(random, 1, 64);

    if (bytes->len > 0)
        memmove(bytes->data + to, bytes->data + from, MIN(bytes->len - MAX(from, to), length));
}

static void drop_a_part(GByteArray *bytes, GRand *random)
{
    guint from = somewhere(bytes, random), length = (guint)g_rand_int_range(random, 1, 64);

    if (bytes->len > 0)
        g_byte_array_remove_range(bytes, from, MIN(bytes->len - from, length));
}

void report_input_damage(GByteArray *bytes, GRand *random)
{
    static void (*const ways[])(GByteArray *, GRand *) = { flip_a_bit, set_a_byte,    set_a_number, cut_short,
                                                           add_noise,  repeat_a_part, drop_a_part };

    for (int i = g_rand_int_range(random, 1, 4); i > 0; i--)
        ways[g_rand_int_range(random, 0, G_N_ELEMENTS(ways))](bytes, random);
}
