/* The parts of the deep check, fed with painted pictures and sounds that are written down. */
#include "indexer/media/bars.h"
#include "indexer/media/beat.h"
#include "indexer/media/blackness.h"
#include "indexer/media/damage.h"
#include "indexer/media/sound.h"
#include "indexer/media/stillness.h"
#include "indexer/media/weave.h"

#include <math.h>
#include <string.h>

#define MS(milliseconds) ((milliseconds)*G_GINT64_CONSTANT(1000))
#define FRAME_MS         40

/* --- painted pictures: 8 bits of luma, limited range --- */

static AVFrame *painted(int width, int height, int level)
{
    AVFrame *frame = av_frame_alloc();

    frame->width = width;
    frame->height = height;
    frame->format = AV_PIX_FMT_GRAY8;
    frame->color_range = AVCOL_RANGE_MPEG;
    g_assert_cmpint(av_frame_get_buffer(frame, 0), ==, 0);
    for (int y = 0; y < height; y++)
        memset(frame->data[0] + y * frame->linesize[0], level, (gsize)width);
    return frame;
}

static void paint(AVFrame *frame, int left, int top, int width, int height, int level)
{
    for (int y = top; y < top + height; y++)
        memset(frame->data[0] + y * frame->linesize[0] + left, level, (gsize)width);
}

static gboolean looks_black(AVFrame *frame)
{
    Luma luma = { 0 };
    gboolean black;

    g_assert_true(luma_take(&luma, frame));
    black = luma_is_black(&luma);
    luma_clear(&luma);
    av_frame_free(&frame);
    return black;
}

static AVFrame *spotted(int side, int level)
{
    AVFrame *frame = painted(640, 360, 16);

    paint(frame, 300, 180, side, side, level);
    return frame;
}

static void black_is_where_nothing_can_be_made_out(void)
{
    AVFrame *shaded = painted(640, 360, 18);

    paint(shaded, 320, 0, 320, 360, 30);
    g_assert_true(looks_black(painted(640, 360, 16)));
    g_assert_true(looks_black(painted(640, 360, 30))); /* lifted, yet even */
    g_assert_false(looks_black(painted(640, 360, 42)));
    g_assert_true(looks_black(spotted(2, 235)));   /* a hot pixel */
    g_assert_false(looks_black(spotted(16, 235))); /* a letter */
    g_assert_false(looks_black(shaded));           /* a night: dark all over, but not the same */
}

static void the_full_range_begins_at_0(void)
{
    AVFrame *dark = painted(64, 64, 24), *darker = painted(64, 64, 40);

    dark->color_range = darker->color_range = AVCOL_RANGE_JPEG;
    g_assert_true(looks_black(dark));
    g_assert_false(looks_black(darker));
}

/* --- black stretches --- */

/* A film of levels, one a picture; below 38 counts as black. */
static Blackness blackness_of(const double *levels, int count)
{
    Blackness blackness = { 0 };

    for (int i = 0; i < count; i++)
        blackness_add(&blackness, MS(i * FRAME_MS), levels[i] < 38, levels[i]);
    blackness_end(&blackness, MS(count * FRAME_MS));
    blackness_clear(&blackness);
    return blackness;
}

static void head_and_tail_count_at_any_length(void)
{
    double levels[50];
    Blackness found;

    for (int i = 0; i < 50; i++)
        levels[i] = i < 3 || i >= 48 ? 16 : 100;
    found = blackness_of(levels, 50);
    g_assert_cmpint(found.head, ==, MS(120));
    g_assert_cmpint(found.tail, ==, MS(80));
    g_assert_cmpint(found.stretches.longest, ==, 0); /* too short for a stretch */
}

static void a_fade_is_not_black_before_its_end(void)
{
    double levels[200];
    Blackness found;

    for (int i = 0; i < 200; i++) /* falls from 116 to 16 in 100 pictures, then stays */
        levels[i] = MAX(116 - i, 16);
    found = blackness_of(levels, 200);
    g_assert_cmpint(ABS(found.tail - MS(100 * FRAME_MS)), <=, MS(FRAME_MS));
    for (int i = 0; i < 200; i++) /* the same backwards */
        levels[i] = MAX(116 - (199 - i), 16);
    found = blackness_of(levels, 200);
    g_assert_cmpint(ABS(found.head - MS(100 * FRAME_MS)), <=, MS(FRAME_MS));
}

static void an_entirely_black_film_is_head_and_tail(void)
{
    double levels[25] = { 0 };
    Blackness found = blackness_of(levels, 25);

    g_assert_cmpint(found.head, ==, MS(1000));
    g_assert_cmpint(found.tail, ==, MS(1000));
    g_assert_cmpint(found.stretches.longest, ==, MS(1000));
    g_assert_cmpint(found.stretches.longest_at, ==, 0);
}

/* --- standing still --- */

typedef AVFrame *(*Painter)(int i);

static Stillness stillness_of(Painter painter, int count)
{
    Stillness stillness = { 0 };
    Luma luma = { 0 };

    for (int i = 0; i < count; i++) {
        AVFrame *frame = painter(i);

        g_assert_true(luma_take(&luma, frame));
        stillness_add(&stillness, MS(i * FRAME_MS), &luma, luma_is_black(&luma));
        av_frame_free(&frame);
    }
    stillness_end(&stillness, MS(count * FRAME_MS));
    luma_clear(&luma);
    return stillness;
}

static AVFrame *moving(int i)
{
    AVFrame *frame = painted(640, 360, 100);

    paint(frame, i * 3 % 500, 100, 100, 100, 200);
    return frame;
}

static AVFrame *stands_from_25_to_100(int i)
{
    return moving(CLAMP(i, 0, 25) + MAX(i - 100, 0));
}

static AVFrame *on_twos(int i)
{
    return moving(i / 2);
}

static AVFrame *grain(int i)
{
    AVFrame *frame = painted(320, 180, 100);
    GRand *random = g_rand_new_with_seed((guint32)i);

    for (int y = 0; y < 180; y++)
        for (int x = 0; x < 320; x++)
            frame->data[0][y * frame->linesize[0] + x] = (guint8)g_rand_int_range(random, 96, 104);
    g_rand_free(random);
    return frame;
}

static AVFrame *lips(int i)
{
    AVFrame *frame = painted(640, 360, 100);

    paint(frame, 310, 220, 20, 4 + i / 5 % 3 * 3, 60);
    return frame;
}

static AVFrame *drawn_anew_every_second(int i)
{
    AVFrame *frame = painted(640, 360, 100);

    paint(frame, 100, 100, 200, 100, 180 + i / 25 % 2);
    return frame;
}

static AVFrame *black(int i)
{
    (void)i;
    return painted(640, 360, 16);
}

static void a_picture_that_stands_is_found_to_the_frame(void)
{
    Stillness found = stillness_of(stands_from_25_to_100, 150);

    g_assert_cmpint(found.stretches.longest_at, ==, MS(25 * FRAME_MS));
    g_assert_cmpint(found.stretches.longest, ==, MS(76 * FRAME_MS));
    g_assert_cmpint(found.stretches.total, ==, MS(76 * FRAME_MS));
}

static void what_moves_a_little_does_not_stand_still(void)
{
    g_assert_cmpint(stillness_of(moving, 150).stretches.longest, ==, 0);
    g_assert_cmpint(stillness_of(on_twos, 150).stretches.longest, ==, 0);
    g_assert_cmpint(stillness_of(grain, 75).stretches.longest, ==, 0);
    g_assert_cmpint(stillness_of(lips, 150).stretches.longest, ==, 0);
}

static void a_still_picture_may_be_drawn_anew_and_black_is_not_still(void)
{
    g_assert_cmpint(stillness_of(drawn_anew_every_second, 150).stretches.longest, ==, MS(150 * FRAME_MS));
    g_assert_cmpint(stillness_of(black, 150).stretches.longest, ==, 0);
}

/* --- bars --- */

static gboolean area_of(Painter painter, int count, Area *area)
{
    Bars bars = { 0 };
    Luma luma = { 0 };
    gboolean known;

    for (int i = 0; i < count; i++) {
        AVFrame *frame = painter(i);

        g_assert_true(luma_take(&luma, frame));
        bars_add(&bars, MS(i * 200), frame, &luma);
        av_frame_free(&frame);
    }
    known = bars_find(&bars, area);
    bars_clear(&bars);
    luma_clear(&luma);
    return known;
}

static AVFrame *letterboxed(int i)
{
    AVFrame *frame = painted(640, 360, 16);

    paint(frame, 0, 44, 640, 272, 60 + i);
    return frame;
}

static AVFrame *in_a_corner(int i)
{
    AVFrame *frame = painted(640, 360, 17);

    paint(frame, 9, 5, 500, 300, 120 + i);
    return frame;
}

static AVFrame *night_sky(int i)
{
    AVFrame *frame = painted(640, 360, 17);

    (void)i;
    for (int y = 0; y < 360; y++)
        paint(frame, 0, y, 640, 1, 17 + y / 8);
    return frame;
}

static AVFrame *a_line_of_text(int i)
{
    AVFrame *frame = painted(640, 360, 16);

    (void)i;
    paint(frame, 200, 170, 240, 20, 235);
    return frame;
}

static AVFrame *only_once_bright(int i)
{
    return i == 7 ? painted(640, 360, 120) : letterboxed(i);
}

static void bars_are_found_to_the_pixel(void)
{
    Area area;

    g_assert_true(area_of(letterboxed, 10, &area));
    g_assert_cmpint(area.left, ==, 0);
    g_assert_cmpint(area.top, ==, 44);
    g_assert_cmpint(area.width, ==, 640);
    g_assert_cmpint(area.height, ==, 272);
    g_assert_true(area_of(in_a_corner, 10, &area));
    g_assert_cmpint(area.left, ==, 9);
    g_assert_cmpint(area.top, ==, 5);
    g_assert_cmpint(area.width, ==, 500);
    g_assert_cmpint(area.height, ==, 300);
}

static void dark_edges_are_no_bars(void)
{
    static const Painter painters[] = { night_sky, a_line_of_text, only_once_bright };
    Area area;

    for (gsize i = 0; i < G_N_ELEMENTS(painters); i++) {
        g_assert_true(area_of(painters[i], 10, &area));
        g_assert_cmpint(area.width, ==, 640);
        g_assert_cmpint(area.height, ==, 360);
    }
    g_assert_false(area_of(black, 10, &area));
}

/* --- fields --- */

/* A bar that moves by 8 pixels a picture; its lower fields show it half a picture later where `late` is 4. */
static AVFrame *woven(int i, int late)
{
    AVFrame *frame = painted(640, 360, 50);

    for (int y = 0; y < 360; y++)
        paint(frame, 100 + i * 8 + (y & 1) * late, y, 60, 1, 200);
    return frame;
}

static WeaveKind weave_of(int late)
{
    LumaReader readers[5] = { 0 };
    AVFrame *frames[3] = { woven(0, late), woven(1, late), woven(2, late) };
    WeaveKind kind = weave_look(readers, frames[0], frames[1], frames[2]);

    for (gsize i = 0; i < G_N_ELEMENTS(readers); i++)
        luma_reader_clear(&readers[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(frames); i++)
        av_frame_free(&frames[i]);
    return kind;
}

static void fields_of_two_moments_are_told_from_pictures(void)
{
    g_assert_cmpint(weave_of(0), ==, WEAVE_PROGRESSIVE);
    g_assert_cmpint(weave_of(4), ==, WEAVE_TOP_FIRST);
    g_assert_cmpint(weave_of(-4), ==, WEAVE_BOTTOM_FIRST);
}

/* --- the beat --- */

static void a_clock_of_milliseconds_is_on_the_beat(void)
{
    Beat beat = { 0 };
    gboolean is_constant;
    gint64 off_beat;

    for (int i = 0; i < 3000; i++)
        beat_add(&beat, i * 1001 / 30);
    g_assert_true(beat_find(&beat, &is_constant, &off_beat));
    g_assert_true(is_constant);
    g_assert_cmpint(off_beat, ==, 0);
    beat_add(&beat, 3000 * 1001 / 30 + 100);
    g_assert_true(beat_find(&beat, &is_constant, &off_beat));
    g_assert_cmpint(off_beat, ==, 1);
    beat_clear(&beat);
}

static void pictures_at_any_time_have_no_beat(void)
{
    Beat beat = { 0 };
    gboolean is_constant;
    gint64 off_beat;

    beat_add(&beat, 0);
    beat_add(&beat, 40);
    g_assert_false(beat_find(&beat, &is_constant, &off_beat));
    for (int i = 1; i < 200; i++)
        beat_add(&beat, 40 + i * 40 + i % 5 * 6);
    g_assert_true(beat_find(&beat, &is_constant, &off_beat));
    g_assert_false(is_constant);
    beat_clear(&beat);
}

/* --- damage --- */

static void what_is_noticed_twice_counts_once(void)
{
    Damage damage = { 0 };

    damage_note(&damage, 0, 100, MS(4000));
    damage_note(&damage, 0, 100, MS(4000));
    damage_note(&damage, 1, 100, MS(3000));
    g_assert_cmpint(damage.count, ==, 2);
    g_assert_cmpint(damage.first_us, ==, MS(3000));
    damage_clear(&damage);
}

static void what_never_comes_is_missing_unless_that_is_usual(void)
{
    for (int every = 1; every <= 50; every += 49) { /* all but one in 50; none */
        Damage damage = { 0 };

        for (int i = 0; i < 100; i++) {
            damage_expect(&damage, i, MS(i * FRAME_MS));
            if (every == 50 && i != 70)
                damage_came(&damage, i);
        }
        damage_end(&damage, 0);
        g_assert_cmpint(damage.count, ==, every == 50 ? 1 : 0);
        if (every == 50)
            g_assert_cmpint(damage.first_us, ==, MS(70 * FRAME_MS));
        damage_clear(&damage);
    }
}

/* --- sound --- */

#define RATE 48000

/* One second of two channels of floats: a tone at `left` and at `right`, of so many Hz. */
static AVFrame *tone(double left, double right, double frequency)
{
    AVFrame *frame = av_frame_alloc();

    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->nb_samples = frame->sample_rate = RATE;
    av_channel_layout_default(&frame->ch_layout, 2);
    g_assert_cmpint(av_frame_get_buffer(frame, 0), ==, 0);
    for (int i = 0; i < RATE; i++) {
        double value = sin(2 * G_PI * frequency * i / RATE + G_PI / 4);

        ((float *)(void *)frame->extended_data[0])[i] = (float)(left * value);
        ((float *)(void *)frame->extended_data[1])[i] = (float)(right * value);
    }
    return frame;
}

static void hear(Sound *sound, AVFrame *frame, gint64 time_us)
{
    g_assert_true(sound_add(sound, frame, time_us));
    av_frame_free(&frame);
}

static void silence_is_found_and_a_hole_is_silent(void)
{
    Sound sound = { 0 };

    hear(&sound, tone(0.1, 0.1, 440), 0);
    hear(&sound, tone(0.0009, 0.0009, 440), MS(1000)); /* -61 dBFS */
    hear(&sound, tone(0.0011, 0, 440), MS(2000));      /* -59 dBFS */
    hear(&sound, tone(0.1, 0.1, 440), MS(5000));       /* after a hole of 2 s */
    sound_end(&sound, MS(6600));
    g_assert_cmpint(ABS(sound.silence.longest - MS(2000)), <=, MS(10));
    g_assert_cmpint(ABS(sound.silence.longest_at - MS(3000)), <=, MS(10));
    g_assert_cmpint(ABS(sound.silence.total - MS(3600)), <=, MS(20));
    g_assert_cmpint(sound_dead_channels(&sound), ==, 0);
    g_assert_true(sound.was_heard);
    sound_clear(&sound);
}

/* A tenth of a second of a tone in those channels of a layout that are numbered in `heard`. */
static AVFrame *tone_in(const AVChannelLayout *layout, guint heard)
{
    AVFrame *frame = av_frame_alloc();

    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = RATE;
    frame->nb_samples = RATE / 10;
    g_assert_cmpint(av_channel_layout_copy(&frame->ch_layout, layout), ==, 0);
    g_assert_cmpint(av_frame_get_buffer(frame, 0), ==, 0);
    for (int channel = 0; channel < layout->nb_channels; channel++) {
        for (int i = 0; i < frame->nb_samples; i++)
            ((float *)(void *)frame->extended_data[channel])[i] =
                heard >> channel & 1 ? (float)(0.1 * sin(i / 10.)) : 0;
    }
    return frame;
}

static const struct {
    const char *layout; /* as libav names it */
    guint heard;
    int dead;
} mixes[] = {
    { "mono", 1, 0 },
    { "mono", 0, 0 },
    { "stereo", 3, 0 },
    { "stereo", 1, 1 },
    { "stereo", 2, 1 },
    { "stereo", 0, 0 },
    { "5.1", 0x3f, 0 },
    { "5.1", 0x3f - 8, 0 },  /* no effects */
    { "5.1", 3, 0 },         /* two channels in the room of six */
    { "5.1", 4, 0 },         /* speech alone */
    { "5.1", 0x3f - 1, 1 },  /* no left */
    { "5.1", 0x3f - 16, 1 }, /* none behind it */
    { "5.1(side)", 0x3f - 32, 1 },
    { "2 channels", 1, 1 },
    { "3 channels", 3, 0 },
    { "4 channels", 3, 0 },
    { "4 channels", 7, 1 },
};

static void a_channel_is_dead_where_its_other_side_is_not(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(mixes); i++) {
        AVChannelLayout layout = { 0 };
        Sound sound = { 0 };

        g_assert_cmpint(av_channel_layout_from_string(&layout, mixes[i].layout), ==, 0);
        hear(&sound, tone_in(&layout, mixes[i].heard), 0);
        sound_end(&sound, 0);
        if (sound_dead_channels(&sound) != mixes[i].dead)
            g_error("%s, heard in %x: %d", mixes[i].layout, mixes[i].heard, sound_dead_channels(&sound));
        sound_clear(&sound);
    }
}

static void loudness_is_that_of_the_standard(void)
{
    Sound sound = { 0 };
    double loudness = 0, range = 0;

    for (int i = 0; i < 20; i++) /* EBU Tech 3341, case 1: 1000 Hz at -23 dBFS is -23 LUFS in stereo */
        hear(&sound, tone(pow(10, -23 / 20.), pow(10, -23 / 20.), 1000), MS(i * 1000));
    g_assert_true(sound_loudness(&sound, &loudness, &range));
    g_assert_cmpfloat_with_epsilon(loudness, -23, 0.1);
    g_assert_cmpfloat_with_epsilon(range, 0, 0.1);
    for (int i = 0; i < 20;
         i++) /* Tech 3342, case 1: -20 dBFS and -30 dBFS are 10 LU apart; here -23 and -33 */
        hear(&sound, tone(pow(10, -33 / 20.), pow(10, -33 / 20.), 1000), MS(20000 + i * 1000));
    g_assert_true(sound_loudness(&sound, &loudness, &range));
    g_assert_cmpfloat_with_epsilon(range, 10, 1);
    sound_clear(&sound);
}

static void the_true_peak_lies_between_the_samples(void)
{
    Sound sound = { 0 };

    hear(&sound, tone(0.5, 0, RATE / 4.), 0); /* the samples are at 0.354 */
    sound_end(&sound, 0);
    g_assert_cmpfloat_with_epsilon((double)sound.peaks[0], 0.3536, 0.001);
    g_assert_cmpfloat((double)sound.peak, >, 0.495);
    g_assert_cmpfloat((double)sound.peak, <, 0.53); /* it begins suddenly and overshoots */
    g_assert_cmpint(sound_dead_channels(&sound), ==, 1);
    sound_clear(&sound);
}

/* The result without leaving anything out. */
static void leaving_out_what_cannot_be_louder_changes_nothing(void)
{
    g_autofree float *samples = g_new0(float, RATE);
    GRand *random = g_rand_new_with_seed(7);
    float quick = 0, slow = 0;
    TruePeak peak;
    int history;

    true_peak_init(&peak, RATE);
    history = true_peak_history(&peak);
    for (int i = history; i < RATE; i++)
        samples[i] = (float)(g_rand_double_range(random, -1, 1) * fabs(sin(i / 3000.)));
    for (int i = history; i < RATE - 64; i += 64) {
        float piece = true_peak_of(&peak, samples + i, 64, 0);

        slow = MAX(slow, piece);
        quick = true_peak_of(&peak, samples + i, 64, quick);
    }
    g_assert_cmpfloat(quick, ==, slow);
    g_assert_cmpfloat(quick, >, 1);
    g_rand_free(random);
}

static void what_is_not_a_number_is_no_sound(void)
{
    Sound sound = { 0 };
    AVFrame *frame = tone(0, 0, 440);

    ((float *)(void *)frame->extended_data[0])[100] = NAN;
    ((float *)(void *)frame->extended_data[1])[200] = INFINITY;
    hear(&sound, frame, 0);
    sound_end(&sound, MS(1000));
    g_assert_false(sound.was_heard);
    g_assert_cmpfloat((double)sound.peak, ==, 0);
    sound_clear(&sound);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        GTestFunc test;
    } cases[] = {
        { "black is where nothing can be made out", black_is_where_nothing_can_be_made_out },
        { "the full range begins at 0", the_full_range_begins_at_0 },
        { "head and tail count at any length", head_and_tail_count_at_any_length },
        { "a fade is not black before its end", a_fade_is_not_black_before_its_end },
        { "an entirely black film is head and tail", an_entirely_black_film_is_head_and_tail },
        { "a picture that stands is found to the frame", a_picture_that_stands_is_found_to_the_frame },
        { "what moves a little does not stand still", what_moves_a_little_does_not_stand_still },
        { "a still picture may be drawn anew and black is not still",
          a_still_picture_may_be_drawn_anew_and_black_is_not_still },
        { "bars are found to the pixel", bars_are_found_to_the_pixel },
        { "dark edges are no bars", dark_edges_are_no_bars },
        { "fields of two moments are told from pictures", fields_of_two_moments_are_told_from_pictures },
        { "a clock of milliseconds is on the beat", a_clock_of_milliseconds_is_on_the_beat },
        { "pictures at any time have no beat", pictures_at_any_time_have_no_beat },
        { "what is noticed twice counts once", what_is_noticed_twice_counts_once },
        { "what never comes is missing unless that is usual",
          what_never_comes_is_missing_unless_that_is_usual },
        { "silence is found and a hole is silent", silence_is_found_and_a_hole_is_silent },
        { "a channel is dead where its other side is not", a_channel_is_dead_where_its_other_side_is_not },
        { "loudness is that of the standard", loudness_is_that_of_the_standard },
        { "the true peak lies between the samples", the_true_peak_lies_between_the_samples },
        { "leaving out what cannot be louder changes nothing",
          leaving_out_what_cannot_be_louder_changes_nothing },
        { "what is not a number is no sound", what_is_not_a_number_is_no_sound },
    };

    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/deep/%s", cases[i].name);

        g_test_add_func(path, cases[i].test);
    }
    return g_test_run();
}
