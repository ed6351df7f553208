#include "catalog/rules/quantity.h"
#include "catalog/rules/spelling.h"

#define S      G_USEC_PER_SEC
#define NO_MIN RANGE_NO_MIN
#define NO_MAX RANGE_NO_MAX

typedef struct {
    QuantityKind kind;
    const char *text;
    gint64 min, max;
} RightRange;

static void ranges_are_read_in_every_notation(void)
{
    static const RightRange cases[] = {
        { QUANTITY_DURATION, "60s..10m", 60 * S, 600 * S },
        { QUANTITY_DURATION, " 60 s .. 10 m ", 60 * S, 600 * S },
        { QUANTITY_DURATION, "..3m", NO_MIN, 180 * S },
        { QUANTITY_DURATION, "15s..", 15 * S, NO_MAX },
        { QUANTITY_DURATION, "30s..30s", 30 * S, 30 * S },
        { QUANTITY_DURATION, "1m30s..1h", 90 * S, G_GINT64_CONSTANT(3600) * S },
        { QUANTITY_DURATION, "1.5m..2:30", 90 * S, 150 * S },
        { QUANTITY_DURATION, "500ms..1:00:00", S / 2, G_GINT64_CONSTANT(3600) * S },
        { QUANTITY_DURATION, "６０ｓ．．１０ｍ", 60 * S, 600 * S },
        { QUANTITY_DURATION, "30秒..5分钟", 30 * S, 300 * S },
        { QUANTITY_DURATION, "2min..5MIN", 120 * S, 300 * S },
        { QUANTITY_DURATION, "0..10m", 0, 600 * S },
        { QUANTITY_SIZE, "..1GiB", NO_MIN, 1 << 30 },
        { QUANTITY_SIZE, "100MB..300mb", 100000000, 300000000 },
        { QUANTITY_SIZE, "100M..300M", 100000000, 300 << 20 },
        { QUANTITY_SIZE, "1.5GB..2G", 1500000000, G_GINT64_CONSTANT(2) << 30 },
        { QUANTITY_SIZE, "10kB..10KiB", 10000, 10240 },
        { QUANTITY_SIZE, "..1TB", NO_MIN, 1000000000000 },
        { QUANTITY_BIT_RATE, "5Mbps..", 5000000, NO_MAX },
        { QUANTITY_BIT_RATE, "1024kbps..1280kbps", 1024000, 1280000 },
        { QUANTITY_BIT_RATE, "1M..5M", 1000000, 5000000 },
        { QUANTITY_BIT_RATE, "1.5Mb/s..10Mbps", 1500000, 10000000 },
        { QUANTITY_LOUDNESS, "-26LUFS..-14LUFS", -26000, -14000 },
        { QUANTITY_LOUDNESS, "−23.5 lufs .. －14 LKFS", -23500, -14000 },
        { QUANTITY_PEAK, "..-1dBTP", NO_MIN, -1000 },
        { QUANTITY_PEAK, "..-0.125 dB", NO_MIN, -125 },
        { QUANTITY_PEAK, "-20dBFS..3dBTP", -20000, 3000 },
        { QUANTITY_PEAK, "0..", 0, NO_MAX },
        { QUANTITY_RATE, "44100..48kHz", 44100, 48000 },
        { QUANTITY_RATE, "44.1 kHz..", 44100, NO_MAX },
        { QUANTITY_COUNT, "1..2", 1, 2 },
        { QUANTITY_COUNT, "..6", NO_MIN, 6 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *clean = quantity_clean(cases[i].text);
        g_auto(Fault) fault = { 0 };
        Range range = { 0, 0 };

        g_test_message("%s", cases[i].text);
        g_assert_true(quantity_parse_range(cases[i].kind, clean, &range, &fault));
        g_assert_null(fault.key);
        g_assert_cmpint(range.min, ==, cases[i].min);
        g_assert_cmpint(range.max, ==, cases[i].max);
    }
}

typedef struct {
    QuantityKind kind;
    const char *text;
    const char *fault;
    const char *part;
} WrongRange;

static void wrong_ranges_are_refused_with_what_is_wrong(void)
{
    static const WrongRange cases[] = {
        { QUANTITY_DURATION, "60..10m", "fault.no-unit.duration", "60" },
        { QUANTITY_DURATION, "60s", "fault.single", "60s" },
        { QUANTITY_DURATION, "<=30s", "fault.no-range", "<=30s" },
        { QUANTITY_DURATION, "30s±1s", "fault.no-range", "30s±1s" },
        { QUANTITY_BIT_RATE, "10Mbps以上", "fault.no-range", "10Mbps以上" },
        { QUANTITY_DURATION, "60s-10m", "fault.separator", "60s-10m" },
        { QUANTITY_DURATION, "60s～10m", "fault.separator", "60s~10m" },
        { QUANTITY_DURATION, "60s至10m", "fault.separator", "60s至10m" },
        { QUANTITY_DURATION, "..", "fault.open", ".." },
        { QUANTITY_DURATION, "10m..60s", "fault.order", "10m..60s" },
        { QUANTITY_DURATION, "60x..10m", "fault.unit.duration", "60x" },
        { QUANTITY_DURATION, "abc..10m", "fault.number", "abc" },
        { QUANTITY_DURATION, "60s..ten", "fault.number", "ten" },
        { QUANTITY_DURATION, "-5s..10m", "fault.number", "-5s" },
        { QUANTITY_DURATION, "60s...10m", "fault.number", ".10m" },
        { QUANTITY_DURATION, "5s3m..10m", "fault.number", "5s3m" },
        { QUANTITY_DURATION, "5s3s..10m", "fault.number", "5s3s" },
        { QUANTITY_DURATION, "1:75..10m", "fault.unit.duration", "1:75" },
        { QUANTITY_DURATION, "99999999999999999999s..", "fault.too-large", "99999999999999999999s" },
        { QUANTITY_DURATION, "4000000000h..", "fault.too-large", "4000000000h" },
        { QUANTITY_SIZE, "..300", "fault.no-unit.size", "300" },
        { QUANTITY_SIZE, "..300s", "fault.unit.size", "300s" },
        { QUANTITY_SIZE, "..1GB1MB", "fault.number", "1GB1MB" },
        { QUANTITY_BIT_RATE, "5..", "fault.no-unit.bit-rate", "5" },
        { QUANTITY_BIT_RATE, "5MiB..", "fault.unit.bit-rate", "5MiB" },
        { QUANTITY_LOUDNESS, "-26..-14LUFS", "fault.no-unit.loudness", "-26" },
        { QUANTITY_LOUDNESS, "..-14dB", "fault.unit.loudness", "-14dB" },
        { QUANTITY_LOUDNESS, "-23LUFS", "fault.single", "-23LUFS" },
        { QUANTITY_LOUDNESS, "-26LUFS~-14LUFS", "fault.separator", "-26LUFS~-14LUFS" },
        { QUANTITY_LOUDNESS, "-14LUFS..-26LUFS", "fault.order", "-14LUFS..-26LUFS" },
        { QUANTITY_LOUDNESS, "--14LUFS..", "fault.number", "--14LUFS" },
        { QUANTITY_PEAK, "..-1", "fault.no-unit.peak", "-1" },
        { QUANTITY_PEAK, "..-1LUFS", "fault.unit.peak", "-1LUFS" },
        { QUANTITY_RATE, "..48s", "fault.unit.sample-rate", "48s" },
        { QUANTITY_COUNT, "1.5..2", "fault.count", "1.5" },
        { QUANTITY_COUNT, "..2s", "fault.count", "2s" },
        { QUANTITY_COUNT, "-1..2", "fault.number", "-1" },
        { QUANTITY_SIZE, "-5MB..", "fault.number", "-5MB" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *clean = quantity_clean(cases[i].text);
        g_auto(Fault) fault = { 0 };
        Range range = { 7, 7 };

        g_test_message("%s", cases[i].text);
        g_assert_false(quantity_parse_range(cases[i].kind, clean, &range, &fault));
        g_assert_cmpstr(fault.key, ==, cases[i].fault);
        g_assert_cmpstr(fault.part, ==, cases[i].part);
        g_assert_cmpint(range.min, ==, 7);
    }
}

static void frame_sizes_are_read_with_any_cross(void)
{
    static const char *const right[] = { "1280x720..3840x2160", "1280X720..3840*2160",
                                         "1280×720..3840 × 2160", "１２８０x720..3840x2160" };
    static const char *const wrong[] = { "1280..1920", "1280x..1920x1080", "x720..", "1280x720x3..",
                                         "0x0..",      "99999x1.." };
    SizeRange range;

    for (gsize i = 0; i < G_N_ELEMENTS(right); i++) {
        g_autofree char *clean = quantity_clean(right[i]);
        g_auto(Fault) fault = { 0 };

        g_assert_true(quantity_parse_size_range(clean, &range, &fault));
        g_assert_cmpint(range.min.width, ==, 1280);
        g_assert_cmpint(range.min.height, ==, 720);
        g_assert_cmpint(range.max.width, ==, 3840);
        g_assert_cmpint(range.max.height, ==, 2160);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_auto(Fault) fault = { 0 };

        g_assert_false(quantity_parse_size_range(wrong[i], &range, &fault));
        g_assert_cmpstr(fault.key, ==, "fault.frame-size");
    }
}

static void ratios_and_rates_are_reduced(void)
{
    static const struct {
        const char *text;
        gint64 num, den;
    } ratios[] = { { "16:9", 16, 9 }, { "1920:1080", 16, 9 }, { "1.85:1", 37, 20 }, { "4/3", 4, 3 } },
      rates[] = {
          { "25", 25, 1 }, { "29.97", 2997, 100 }, { "30000/1001", 30000, 1001 }, { "60fps", 60, 1 }
      };
    static const char *const wrong[] = { "", "16", "16:0", "0:9", "a:b", "16:9:4", "-16:9", "16:9x" };
    static const char *const wrong_rates[] = { "", "0", "25/0", "fps", "1001", "1/2/3", "25p" };
    Ratio ratio;

    for (gsize i = 0; i < G_N_ELEMENTS(ratios); i++) {
        g_auto(Fault) fault = { 0 };

        g_assert_true(quantity_parse_ratio(ratios[i].text, &ratio, &fault));
        g_assert_cmpint(ratio.num, ==, ratios[i].num);
        g_assert_cmpint(ratio.den, ==, ratios[i].den);
        g_assert_true(quantity_parse_rate(rates[i].text, &ratio, &fault));
        g_assert_cmpint(ratio.num, ==, rates[i].num);
        g_assert_cmpint(ratio.den, ==, rates[i].den);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_auto(Fault) fault = { 0 };

        g_assert_false(quantity_parse_ratio(wrong[i], &ratio, &fault));
        g_assert_cmpstr(fault.key, ==, "fault.ratio");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrong_rates); i++) {
        g_auto(Fault) fault = { 0 };

        g_assert_false(quantity_parse_rate(wrong_rates[i], &ratio, &fault));
        g_assert_cmpstr(fault.key, ==, "fault.rate");
    }
}

static void percentages_stay_small(void)
{
    g_auto(Fault) fault = { 0 };
    gint64 millionths = 0;

    g_assert_true(quantity_parse_percent("1%", &millionths, &fault));
    g_assert_cmpint(millionths, ==, 10000);
    g_assert_true(quantity_parse_percent("0.5%", &millionths, &fault));
    g_assert_cmpint(millionths, ==, 5000);
    for (const char *const *text = (const char *const[]){ "1", "%", "51%", "-1%", "1%%", "", NULL }; *text;
         text++) {
        g_assert_false(quantity_parse_percent(*text, &millionths, &fault));
        g_assert_cmpstr(fault.key, ==, "fault.percent");
    }
}

static void lists_are_split_at_any_comma(void)
{
    g_auto(GStrv) items = quantity_list(" mp4，mov、 avi,, ts ");

    g_assert_cmpuint(g_strv_length(items), ==, 4);
    g_assert_cmpstr(items[1], ==, "mov");
    g_assert_cmpstr(items[3], ==, "ts");
}

static void the_nearest_spelling_is_what_was_meant(void)
{
    static const char *const right[] = {
        "duration", "duration.tolerance", "container", "vcodec", "fps", "audio", NULL
    };

    g_assert_cmpuint(spelling_distance("kitten", "sitting"), ==, 3);
    g_assert_cmpuint(spelling_distance("fsp", "fps"), ==, 1);
    g_assert_cmpuint(spelling_distance("", "abc"), ==, 3);
    g_assert_cmpuint(spelling_distance("剧情", "剧清"), ==, 1);
    g_assert_cmpstr(spelling_nearest("duratoin", right), ==, "duration");
    g_assert_cmpstr(spelling_nearest("Containers", right), ==, "container");
    g_assert_cmpstr(spelling_nearest("fsp", right), ==, "fps");
    g_assert_cmpstr(spelling_nearest("duration.tolerence", right), ==, "duration.tolerance");
    g_assert_null(spelling_nearest("resolution-and-more", right));
    g_assert_null(spelling_nearest("", right));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quantity/ranges are read in every notation", ranges_are_read_in_every_notation);
    g_test_add_func("/quantity/wrong ranges are refused with what is wrong",
                    wrong_ranges_are_refused_with_what_is_wrong);
    g_test_add_func("/quantity/frame sizes are read with any cross", frame_sizes_are_read_with_any_cross);
    g_test_add_func("/quantity/ratios and rates are reduced", ratios_and_rates_are_reduced);
    g_test_add_func("/quantity/percentages stay small", percentages_stay_small);
    g_test_add_func("/quantity/lists are split at any comma", lists_are_split_at_any_comma);
    g_test_add_func("/spelling/the nearest spelling is what was meant",
                    the_nearest_spelling_is_what_was_meant);
    return g_test_run();
}
