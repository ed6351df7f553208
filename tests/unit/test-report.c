#include "indexer/crew/report_wire.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/report_inputs.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUTANTS 10000

static Report *film(void)
{
    Report *report = report_new();

    report->facts->file.container = g_strdup("mp4");
    report->facts->file.duration = 600 * G_USEC_PER_SEC;
    report->facts->has_video = TRUE;
    report->facts->video.codec_name = g_strdup("h264");
    report->facts->video.width = 1920;
    facts_add_audio(report->facts)->language = g_strdup("chi");
    facts_add_audio(report->facts)->channels = 2;
    facts_add_subtitle(report->facts)->codec_name = g_strdup("ass");
    return report;
}

static void paint(Report *report, int width, int height, gint64 time_us)
{
    Picture *picture = picture_new(width, height);

    memset(picture->data, 77, picture_length(width, height));
    report_add_picture(report, PICTURE_POSTER, time_us, picture);
}

static GByteArray *bytes_of(const Report *report)
{
    int fd = memfd_create("report", MFD_CLOEXEC);
    GByteArray *bytes = NULL;

    if (report_write(report, fd)) {
        bytes = g_byte_array_new();
        g_byte_array_set_size(bytes, (guint)lseek(fd, 0, SEEK_END));
        g_assert_cmpint(pread(fd, bytes->data, bytes->len, 0), ==, bytes->len);
    }
    close(fd);
    return bytes;
}

static Report *parsed(const GByteArray *bytes)
{
    g_autoptr(GError) error = NULL;
    Report *report = report_parse(bytes->data, bytes->len, &error);

    g_assert_no_error(error);
    return report;
}

static void assert_is_refused(const GByteArray *bytes, const char *why)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(report_parse(bytes->data, bytes->len, &error));
    g_assert_error(error, REPORT_ERROR, REPORT_ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, why));
}

static void what_is_written_is_read_again(void)
{
    g_autoptr(Report) report = film(), back = NULL;
    g_autoptr(GByteArray) bytes = NULL;
    const ReportPicture *small;

    report->status = STATUS_OK;
    report->reason = g_strdup("truncated");
    paint(report, 640, 359, 5);
    paint(report, 320, 180, 5);
    report->poster_is_cover = TRUE;
    bytes = bytes_of(report);
    back = parsed(bytes);

    g_assert_cmpstr(back->reason, ==, "truncated");
    g_assert_true(back->poster_is_cover);
    g_assert_cmpstr(back->facts->file.container, ==, "mp4");
    g_assert_cmpint(back->facts->file.duration, ==, 600 * G_USEC_PER_SEC);
    g_assert_cmpint(back->facts->file.bit_rate, ==, FACT_UNKNOWN);
    g_assert_true(back->facts->has_video);
    g_assert_cmpstr(back->facts->video.profile, ==, NULL);
    g_assert_cmpint(back->facts->audio->len, ==, 2);
    g_assert_cmpint(((AudioFacts *)back->facts->audio->pdata[1])->channels, ==, 2);
    g_assert_cmpstr(((SubtitleFacts *)back->facts->subtitles->pdata[0])->codec_name, ==, "ass");
    g_assert_cmpint(back->pictures->len, ==, 2);
    small = back->pictures->pdata[1];
    g_assert_cmpint(small->time_us, ==, 5);
    g_assert_cmpint(small->picture->height, ==, 180);
    g_assert_cmpint(small->picture->data[picture_length(320, 180) - 1], ==, 77);
}

static void a_deep_check_is_read_again(void)
{
    g_autoptr(Report) report = film(), back = NULL;
    g_autoptr(GByteArray) bytes = NULL;

    report->deep = deep_facts_new();
    report->deep->loudness = -23100;
    report->deep->black_head = 0;
    report->deep->scan = g_strdup("interlaced");
    bytes = bytes_of(report);
    back = parsed(bytes);
    g_assert_nonnull(back->deep);
    g_assert_cmpint(back->deep->loudness, ==, -23100);
    g_assert_cmpint(back->deep->black_head, ==, 0);
    g_assert_cmpint(back->deep->black_tail, ==, FACT_UNKNOWN);
    g_assert_cmpstr(back->deep->scan, ==, "interlaced");
}

/* A sheet of so many frames, the first at `from_us`, each a second after the other. */
static Sheet sheet(int frames, int width, int height, gint64 from_us)
{
    int columns = MIN(frames, SHEET_COLUMNS), rows = (frames + SHEET_COLUMNS - 1) / SHEET_COLUMNS;
    Sheet sheet = { picture_new(columns * width, rows * height), g_array_new(FALSE, FALSE, sizeof(gint64)) };

    memset(sheet.picture->data, 77, picture_length(columns * width, rows * height));
    for (int i = 0; i < frames; i++) {
        gint64 time_us = from_us + i * G_USEC_PER_SEC;

        g_array_append_val(sheet.times_us, time_us);
    }
    return sheet;
}

static void add_sheets(Report *report, Sheet sprite, Sheet strip)
{
    g_auto(Sheets) sheets = { sprite, strip };

    report_add_sheets(report, &sheets);
}

static void a_strip_is_read_again(void)
{
    g_autoptr(Report) report = film(), back = NULL;
    g_autoptr(GByteArray) bytes = NULL;
    const ReportPicture *sprite, *strip;

    add_sheets(report, sheet(SPRITE_FRAMES_MAX, SPRITE_BOX, SPRITE_BOX, 0),
               sheet(STRIP_FRAMES_MAX, STRIP_BOX, STRIP_BOX, 5));
    bytes = bytes_of(report);
    g_assert_cmpint(bytes->len, <=, REPORT_WIRE_MAX);
    back = parsed(bytes);
    g_assert_cmpuint(back->pictures->len, ==, 2);
    sprite = back->pictures->pdata[0];
    strip = back->pictures->pdata[1];
    g_assert_cmpint(sprite->kind, ==, PICTURE_SPRITE);
    g_assert_cmpint(sprite->picture->width, ==, 1600);
    g_assert_cmpint(strip->kind, ==, PICTURE_STRIP);
    g_assert_cmpint(strip->time_us, ==, 5);
    g_assert_cmpuint(back->strip->sprite_times_us->len, ==, SPRITE_FRAMES_MAX);
    g_assert_cmpint(g_array_index(back->strip->strip_times_us, gint64, 9), ==, 9 * G_USEC_PER_SEC + 5);
}

static void subtitles_are_read_again(void)
{
    g_autoptr(Report) report = report_new(), back = NULL;
    g_autoptr(GByteArray) bytes = NULL;
    const CueTrack *track;
    CueTrack *long_track = cue_track_new(NULL);
    const Cue *cue;

    for (int i = 0; i < CUES_MAX; i++)
        cue_track_add(long_track, i * 1000, i * 1000 + 1, g_strdup("影片里的一句对白"));
    g_ptr_array_add(report->captions, long_track);
    track = cue_track_new("zh-Hans");
    cue_track_add((CueTrack *)track, 5, 70, g_strdup("一\n二"));
    g_ptr_array_add(report->captions, (CueTrack *)track);
    bytes = bytes_of(report);
    g_assert_nonnull(bytes);
    g_assert_cmpuint(bytes->len, >, REPORT_BYTES_MAX);
    back = parsed(bytes);
    g_assert_cmpuint(back->captions->len, ==, 2);
    g_assert_cmpuint(((CueTrack *)back->captions->pdata[0])->cues->len, ==, CUES_MAX);
    track = back->captions->pdata[1];
    cue = &g_array_index(track->cues, Cue, 0);
    g_assert_cmpstr(track->language, ==, "zh-Hans");
    g_assert_cmpint(cue->start_us, ==, 5);
    g_assert_cmpint(cue->end_us, ==, 70);
    g_assert_cmpstr(cue->text, ==, "一\n二");
}

static void an_examination_has_no_deep_check(void)
{
    g_autoptr(Report) report = film(), back = NULL;
    g_autoptr(GByteArray) bytes = bytes_of(report);

    back = parsed(bytes);
    g_assert_null(back->deep);
    g_assert_null(back->strip);
}

static void every_whole_report_is_read_again(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);

    for (int i = 0; i < 500; i++) {
        g_autoptr(GByteArray) bytes = report_input_whole(random);

        report_free(parsed(bytes));
        LLVMFuzzerTestOneInput(bytes->data, bytes->len);
    }
}

static void the_largest_report_fits_the_wire(void)
{
    g_autoptr(Report) report = film(), back = NULL;
    g_autoptr(GByteArray) bytes = NULL;
    g_autofree char *long_text = g_strnfill(64, 'x');

    while (report->facts->audio->len < FACTS_STREAMS_MAX)
        facts_add_audio(report->facts)->language = g_strdup(long_text);
    while (report->facts->subtitles->len < FACTS_STREAMS_MAX)
        facts_add_subtitle(report->facts)->language = g_strdup(long_text);
    for (int i = 0; i < REPORT_PICTURES_MAX; i++)
        paint(report, PICTURE_SIDE_MAX, PICTURE_SIDE_MAX, 0);
    bytes = bytes_of(report);
    g_assert_cmpint(bytes->len, <=, REPORT_WIRE_MAX);
    back = parsed(bytes);
    g_assert_cmpint(back->facts->audio->len, ==, FACTS_STREAMS_MAX);
}

/* A report is refused alike where it is written and where it is read. The table says what is wrong with it.
 */

static void say_pending(Report *report)
{
    report->status = STATUS_PENDING;
}

static void say_crashed(Report *report)
{
    report->status = STATUS_CRASHED;
}

static void give_markup_as_reason(Report *report)
{
    report->reason = g_strdup("<b>");
}

static void give_an_empty_reason(Report *report)
{
    report->reason = g_strdup("");
}

static void give_a_long_reason(Report *report)
{
    report->reason = g_strnfill(33, 'a');
}

static void turn_by_271_degrees(Report *report)
{
    report->facts->video.rotation = 271;
}

static void name_a_codec_with_an_escape(Report *report)
{
    report->facts->video.profile = g_strdup("\x1b[2J");
}

static void describe_a_video_that_is_not_there(Report *report)
{
    report->facts->has_video = FALSE;
}

static void claim_a_cover(Report *report)
{
    report->poster_is_cover = TRUE;
}

static void send_four_pictures(Report *report)
{
    for (int i = 0; i < 4; i++)
        paint(report, 2, 2, 0);
}

static void send_the_smaller_picture_first(Report *report)
{
    paint(report, 10, 10, 0);
    paint(report, 11, 10, 0);
}

static void send_a_picture_from_before_the_film(Report *report)
{
    paint(report, 2, 2, -1);
}

static void too_many_streams(Report *report)
{
    for (int i = 0; i < FACTS_STREAMS_MAX; i++)
        facts_add_audio(report->facts);
}

static void measure_the_impossible(Report *report)
{
    report->deep = deep_facts_new();
    report->deep->black_head = -1;
}

static void call_a_scan_with_an_escape(Report *report)
{
    report->deep = deep_facts_new();
    report->deep->scan = g_strdup("\x1b[2J");
}

static void send_a_sprite_without_times(Report *report)
{
    report_add_picture(report, PICTURE_SPRITE, 0, picture_new(2, 2));
}

static void send_times_without_pictures(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    g_ptr_array_set_size(report->pictures, 0);
}

static void send_a_poster_beside_a_strip(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    paint(report, 16, 9, 0);
}

static void send_a_poster_for_a_sprite(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    ((ReportPicture *)report->pictures->pdata[0])->kind = PICTURE_POSTER;
}

static void call_a_strip_a_cover(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    report->poster_is_cover = TRUE;
}

static void send_101_frames(Report *report)
{
    add_sheets(report, sheet(101, 16, 10, 0), sheet(6, 320, 180, 0));
}

static void send_a_strip_of_two_rows(Report *report)
{
    add_sheets(report, sheet(20, 16, 10, 0), sheet(20, 32, 20, 0));
}

static void send_a_frame_larger_than_its_box(Report *report)
{
    add_sheets(report, sheet(6, 162, 90, 0), sheet(6, 320, 180, 0));
}

static void send_more_times_than_frames(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    g_array_set_size(report->strip->sprite_times_us, 7);
    g_array_index(report->strip->sprite_times_us, gint64, 6) = 60 * G_USEC_PER_SEC;
}

static void send_no_times(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    g_array_set_size(report->strip->strip_times_us, 0);
}

static void send_the_same_moment_twice(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    g_array_index(report->strip->sprite_times_us, gint64, 1) = 0;
}

static void send_frames_from_before_the_film(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, -1), sheet(6, 320, 180, 0));
}

static void send_a_frame_from_after_a_year(Report *report)
{
    add_sheets(report, sheet(6, 160, 90, 0), sheet(6, 320, 180, 0));
    g_array_index(report->strip->strip_times_us, gint64, 5) = REPORT_TIME_MAX + 1;
}

static CueTrack *caption(Report *report, const char *text)
{
    CueTrack *track = cue_track_new("chi");

    cue_track_add(track, 1000, 2000, g_strdup(text));
    g_ptr_array_add(report->captions, track);
    return track;
}

static Cue *first_cue(Report *report)
{
    return &g_array_index(caption(report, "字幕")->cues, Cue, 0);
}

static void begin_before_the_film(Report *report)
{
    first_cue(report)->start_us = -1;
}

static void end_as_it_begins(Report *report)
{
    first_cue(report)->end_us = 1000;
}

static void end_in_a_thousand_years(Report *report)
{
    first_cue(report)->end_us = G_MAXINT64;
}

static void say_nothing(Report *report)
{
    *first_cue(report)->text = '\0';
}

static void say_an_escape(Report *report)
{
    *first_cue(report)->text = '\x1b';
}

static void say_no_utf8(Report *report)
{
    *first_cue(report)->text = '\xff';
}

static void say_a_blank_line(Report *report)
{
    caption(report, "一\n\n00:00:01.000 --> 00:00:02.000");
}

static void say_too_much(Report *report)
{
    Cue *cue = first_cue(report);

    g_free(cue->text);
    cue->text = g_strnfill(CUE_TEXT_MAX + 1, 'a');
}

static void go_back_in_time(Report *report)
{
    CueTrack *track = caption(report, "后");

    cue_track_add(track, 0, 2000, g_strdup("前"));
}

static void send_a_track_without_cues(Report *report)
{
    g_ptr_array_add(report->captions, cue_track_new(NULL));
}

static void name_a_language_in_markup(Report *report)
{
    CueTrack *track = caption(report, "字幕");

    g_free(track->language);
    track->language = g_strdup("<b>");
}

static void send_too_many_tracks(Report *report)
{
    for (int i = 0; i <= CUE_TRACKS_MAX; i++)
        caption(report, "字幕");
}

static void send_too_many_cues(Report *report)
{
    CueTrack *track = caption(report, "一");

    for (int i = 1; i <= CUES_MAX; i++)
        cue_track_add(track, 1000 + i, 2000 + i, g_strdup("二"));
}

static void send_more_than_fits(Report *report)
{
    CueTrack *track = caption(report, "一");
    g_autofree char *text = g_strnfill(CUE_TEXT_MAX, 'a');

    for (int i = 1; i < 1000; i++)
        cue_track_add(track, 1000 + i, 2000 + i, g_strdup(text));
}

static void the_impossible_is_not_written(void)
{
    static void (*const wrongs[])(Report *) = {
        say_pending,
        say_crashed,
        give_markup_as_reason,
        give_an_empty_reason,
        give_a_long_reason,
        turn_by_271_degrees,
        name_a_codec_with_an_escape,
        describe_a_video_that_is_not_there,
        claim_a_cover,
        send_four_pictures,
        send_the_smaller_picture_first,
        send_a_picture_from_before_the_film,
        too_many_streams,
        measure_the_impossible,
        call_a_scan_with_an_escape,
        send_a_sprite_without_times,
        send_times_without_pictures,
        send_a_poster_beside_a_strip,
        send_a_poster_for_a_sprite,
        call_a_strip_a_cover,
        send_101_frames,
        send_a_strip_of_two_rows,
        send_a_frame_larger_than_its_box,
        send_more_times_than_frames,
        send_no_times,
        send_the_same_moment_twice,
        send_frames_from_before_the_film,
        send_a_frame_from_after_a_year,
        begin_before_the_film,
        end_as_it_begins,
        end_in_a_thousand_years,
        say_nothing,
        say_an_escape,
        say_no_utf8,
        say_a_blank_line,
        say_too_much,
        go_back_in_time,
        send_a_track_without_cues,
        name_a_language_in_markup,
        send_too_many_tracks,
        send_too_many_cues,
        send_more_than_fits,
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        g_autoptr(Report) report = film();

        wrongs[i](report);
        g_assert_null(bytes_of(report));
    }
}

/* The same, by bytes that no writer of ours makes. */

static void put_u32(GByteArray *bytes, gsize at, guint32 number)
{
    number = GUINT32_TO_LE(number);
    memcpy(bytes->data + at, &number, sizeof number);
}

static GByteArray *film_with_a_picture(gsize *picture)
{
    g_autoptr(Report) report = film();
    GByteArray *bytes;

    paint(report, 16, 9, 0);
    bytes = bytes_of(report);
    *picture = bytes->len - picture_length(16, 9) - PICTURE_HEAD;
    return bytes;
}

static void a_pictures_head_must_fit_its_bytes(void)
{
    static const struct {
        gsize field;
        guint32 value;
        const char *why;
    } wrongs[] = {
        { 0, 1, "without times" },       { 0, 3, "no known kind" },
        { 4, 0, "impossible size" },     { 4, 17, "length" },
        { 4, 1281, "impossible size" },  { 8, 0x80000009, "impossible size" },
        { 8, 65535, "impossible size" }, { 16, 0x80000000, "time" },
        { 16, 0x7fffffff, "time" },      { 20, 0, "length" },
        { 20, 0xffffffff, "length" },    { 20, 217, "length" },
        { 20, 215, "length" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        gsize picture;
        g_autoptr(GByteArray) bytes = film_with_a_picture(&picture);

        put_u32(bytes, picture + wrongs[i].field, wrongs[i].value);
        assert_is_refused(bytes, wrongs[i].why);
    }
}

static void the_number_of_pictures_must_be_theirs(void)
{
    static const guint32 counts[] = { 0, 2, 3, 4, 0xffffffff };

    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
        gsize picture;
        g_autoptr(GByteArray) bytes = film_with_a_picture(&picture);

        put_u32(bytes, picture - 4, counts[i]);
        assert_is_refused(bytes, "");
    }
}

static void nothing_may_be_missing_and_nothing_may_follow(void)
{
    gsize picture;
    g_autoptr(GByteArray) bytes = film_with_a_picture(&picture);
    guint whole = bytes->len;

    for (guint length = 0; length < whole; length++) {
        g_autoptr(GByteArray) part = g_byte_array_new();

        g_byte_array_append(part, bytes->data, length);
        assert_is_refused(part, "");
    }
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    assert_is_refused(bytes, "follows");
}

static GByteArray *report_of_variant(const char *type_and_values, ...)
{
    GByteArray *bytes = g_byte_array_new();
    g_autoptr(GVariant) variant = NULL;
    va_list values;

    va_start(values, type_and_values);
    variant = g_variant_ref_sink(g_variant_new_va(type_and_values, NULL, &values));
    va_end(values);
    g_byte_array_set_size(bytes, 2 * REPORT_HEAD + (guint)g_variant_get_size(variant));
    put_u32(bytes, 0, REPORT_MAGIC);
    put_u32(bytes, 4, (guint32)g_variant_get_size(variant));
    memcpy(bytes->data + REPORT_HEAD, g_variant_get_data(variant), g_variant_get_size(variant));
    put_u32(bytes, bytes->len - 8, PICTURES_MAGIC);
    put_u32(bytes, bytes->len - 4, 0);
    return bytes;
}

static void another_type_is_refused(void)
{
    g_autoptr(GByteArray) text = report_of_variant("s", "ok");
    g_autoptr(GByteArray) tuple = report_of_variant("(smsbb)", "ok", NULL, FALSE, FALSE);

    assert_is_refused(text, "normal form");
    assert_is_refused(tuple, "normal form");
}

static void a_report_longer_than_allowed_is_refused(void)
{
    gsize picture;
    g_autoptr(GByteArray) bytes = film_with_a_picture(&picture);

    put_u32(bytes, 4, 0xffffffff);
    assert_is_refused(bytes, "too long");
    g_byte_array_set_size(bytes, 2 * REPORT_BYTES_MAX);
    put_u32(bytes, 4, REPORT_CAPTIONS_BYTES_MAX + 1);
    assert_is_refused(bytes, "too long");
}

static void only_subtitles_make_a_report_long(void)
{
    g_autoptr(Report) report = film();

    g_assert_true(report_length_is_right(report, REPORT_BYTES_MAX));
    g_assert_false(report_length_is_right(report, REPORT_BYTES_MAX + 1));
    caption(report, "字幕");
    g_assert_true(report_length_is_right(report, REPORT_CAPTIONS_BYTES_MAX));
    g_assert_false(report_length_is_right(report, REPORT_CAPTIONS_BYTES_MAX + 1));
}

static void damaged_reports_do_no_harm(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(2);

    for (int i = 0; i < MUTANTS; i++) {
        g_autoptr(GByteArray) bytes = report_input_whole(random);

        damage_bytes(bytes, random);
        LLVMFuzzerTestOneInput(bytes->data, bytes->len);
    }
}

static void noise_does_no_harm(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    guint8 bytes[512];

    for (int i = 0; i < MUTANTS; i++) {
        gsize length = (gsize)g_rand_int_range(random, 0, sizeof bytes);

        for (gsize at = 0; at < length; at++)
            bytes[at] = (guint8)g_rand_int(random);
        memcpy(bytes, &(guint32){ GUINT32_TO_LE(REPORT_MAGIC) }, 4);
        if (length > 16)
            memcpy(bytes + 4, &(guint32){ GUINT32_TO_LE((guint32)length - 16) }, 4);
        LLVMFuzzerTestOneInput(bytes, length);
    }
}

static void writing_to_nobody_fails(void)
{
    g_autoptr(Report) report = film();
    int ends[2];

    g_assert_cmpint(pipe(ends), ==, 0);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    g_assert_false(report_write(report, ends[1]));
    close(ends[1]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/what is written is read again", what_is_written_is_read_again);
    g_test_add_func("/report/a deep check is read again", a_deep_check_is_read_again);
    g_test_add_func("/report/a strip is read again", a_strip_is_read_again);
    g_test_add_func("/report/subtitles are read again", subtitles_are_read_again);
    g_test_add_func("/report/an examination has no deep check", an_examination_has_no_deep_check);
    g_test_add_func("/report/every whole report is read again", every_whole_report_is_read_again);
    g_test_add_func("/report/the largest report fits the wire", the_largest_report_fits_the_wire);
    g_test_add_func("/report/the impossible is not written", the_impossible_is_not_written);
    g_test_add_func("/report/a picture's head must fit its bytes", a_pictures_head_must_fit_its_bytes);
    g_test_add_func("/report/the number of pictures must be theirs", the_number_of_pictures_must_be_theirs);
    g_test_add_func("/report/nothing may be missing and nothing may follow",
                    nothing_may_be_missing_and_nothing_may_follow);
    g_test_add_func("/report/another type is refused", another_type_is_refused);
    g_test_add_func("/report/a report longer than allowed is refused",
                    a_report_longer_than_allowed_is_refused);
    g_test_add_func("/report/only subtitles make a report long", only_subtitles_make_a_report_long);
    g_test_add_func("/report/damaged reports do no harm", damaged_reports_do_no_harm);
    g_test_add_func("/report/noise does no harm", noise_does_no_harm);
    g_test_add_func("/report/writing to nobody fails", writing_to_nobody_fails);
    return g_test_run();
}
