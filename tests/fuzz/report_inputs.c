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

static Sheet some_sheet(int most, GRand *random)
{
    int frames = g_rand_int_range(random, 1, most + 1), width = 2 * g_rand_int_range(random, 1, 5);
    int columns = MIN(frames, SHEET_COLUMNS), rows = (frames + SHEET_COLUMNS - 1) / SHEET_COLUMNS;
    Sheet sheet = { picture_new(columns * width, rows * 4), g_array_new(FALSE, FALSE, sizeof(gint64)) };
    gint64 time_us = 0;

    memset(sheet.picture->data, frames, picture_length(columns * width, rows * 4));
    for (int i = 0; i < frames; i++, time_us += g_rand_int_range(random, 1, G_MAXINT))
        g_array_append_val(sheet.times_us, time_us);
    return sheet;
}

static void add_sheets(Report *report, GRand *random)
{
    g_auto(Sheets) sheets = { some_sheet(SPRITE_FRAMES_MAX, random), some_sheet(STRIP_FRAMES_MAX, random) };

    report_add_sheets(report, &sheets);
}

static void add_captions(Report *report, GRand *random)
{
    static const char *const texts[] = { "a", "字幕", "</script> -->", "一\n二" };
    static const char *const languages[] = { NULL, "chi", "zh-Hans" };

    for (int i = g_rand_int_range(random, 0, 3); i > 0; i--) {
        CueTrack *track = cue_track_new(languages[g_rand_int_range(random, 0, G_N_ELEMENTS(languages))]);

        for (int n = g_rand_int_range(random, 1, 5); n > 0; n--) {
            gint64 start_us = g_rand_int_range(random, 0, G_MAXINT);
            cue_track_add(track, start_us, start_us + g_rand_int_range(random, 1, 1000),
                          g_strdup(texts[g_rand_int_range(random, 0, G_N_ELEMENTS(texts))]));
        }
        cue_track_end(track);
        g_ptr_array_add(report->captions, track);
    }
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
    if (g_rand_int_range(random, 0, 4) == 0)
        add_sheets(report, random);
    else
        add_pictures(report, random);
    add_captions(report, random);
    return written(report);
}
