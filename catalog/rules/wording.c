#include "catalog/rules/wording.h"

Text duration_words(gint64 us)
{
    return (Text){ { format_duration(LANGUAGE_ZH, us), format_duration(LANGUAGE_EN, us) } };
}

Text exact_duration_words(gint64 us)
{
    return (Text){ { format_duration_exact(LANGUAGE_ZH, us), format_duration_exact(LANGUAGE_EN, us) } };
}

Text size_words(gint64 bytes)
{
    return (Text){ { format_size(LANGUAGE_ZH, bytes), format_size(LANGUAGE_EN, bytes) } };
}

/* A bound that was written in binary units stays recognisable: "1 GiB（1.074 GB）". */
static char *binary_words(gint64 bytes)
{
    static const char *const names[] = { "TiB", "GiB", "MiB", "KiB" };
    gint64 unit = G_GINT64_CONSTANT(1) << 40;

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++, unit >>= 10) {
        if (bytes >= unit && bytes % unit == 0)
            return g_strdup_printf("%" G_GINT64_FORMAT " %s", bytes / unit, names[i]);
    }
    return NULL;
}

/* Of the unit that a number is told in: 1000000 of 314572800. */
static gint64 decimal_unit(gint64 value)
{
    gint64 unit = 1;

    while (value / unit >= 1000)
        unit *= 1000;
    return unit;
}

static gint64 round_to(gint64 value, gint64 step)
{
    return (value + step / 2) / step * step;
}

static gboolean is_round_in_decimal(gint64 bytes)
{
    return bytes * 100 % decimal_unit(bytes) == 0;
}

Text size_exact_words(gint64 bytes)
{
    return (Text){ { format_size_exact(LANGUAGE_ZH, bytes), format_size_exact(LANGUAGE_EN, bytes) } };
}

Text size_bound_words(gint64 bytes)
{
    g_autofree char *binary = is_round_in_decimal(bytes) ? NULL : binary_words(bytes);
    g_auto(Text) binary_text = text_same(binary);
    g_auto(Text) decimal = { 0 };

    if (binary)
        bytes = round_to(bytes, MAX(decimal_unit(bytes) / 1000, 1));
    decimal = size_exact_words(bytes);
    if (binary)
        return text_message("size.both-bases", "binary", &binary_text, "decimal", &decimal, NULL);
    return text_copy(&decimal);
}

Text bit_rate_words(gint64 bits_per_s)
{
    return (Text){ { format_bit_rate(LANGUAGE_ZH, bits_per_s), format_bit_rate(LANGUAGE_EN, bits_per_s) } };
}

Text bit_rate_bound_words(gint64 bits_per_s)
{
    return (Text){ { format_bit_rate_exact(LANGUAGE_ZH, bits_per_s),
                     format_bit_rate_exact(LANGUAGE_EN, bits_per_s) } };
}

Text range_words(const Range *range, Wording wording, const char *at_least)
{
    g_auto(Text) min = { 0 };
    g_auto(Text) max = { 0 };

    if (range->min != RANGE_NO_MIN)
        min = wording(range->min);
    if (range->max != RANGE_NO_MAX)
        max = wording(range->max);
    if (range->min == range->max)
        return text_copy(&min);
    if (range->min == RANGE_NO_MIN)
        return text_message("range.at-most", "max", &max, NULL);
    if (range->max == RANGE_NO_MAX)
        return text_message(at_least, "min", &min, NULL);
    return text_message("range.between", "min", &min, "max", &max, NULL);
}

Text joined(GPtrArray *items, const char *last)
{
    Text all = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        GString *out = g_string_new(NULL);

        for (guint i = 0; i < items->len; i++) {
            if (i > 0)
                g_string_append(out, message(language, i + 1 == items->len ? last : "list.separator"));
            g_string_append(out, items->pdata[i]);
        }
        all.in[language] = g_string_free(out, FALSE);
    }
    g_ptr_array_unref(items);
    return all;
}

Text list_words(const Text *items, guint n, const char *last)
{
    Text list = { 0 };

    for (guint i = 0; i < n; i++) {
        g_auto(Text) before = list;

        if (i == 0)
            list = text_copy(&items[i]);
        else
            list = text_message(i + 1 == n ? last : "list.pair-of-words", "first", &before, "second",
                                &items[i], NULL);
    }
    return list;
}

Text ranges_words(const GArray *ranges, Text (*wording)(const Range *))
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Text));

    g_array_set_clear_func(items, (GDestroyNotify)text_clear);
    for (guint i = 0; i < ranges->len; i++) {
        Text words = wording(&g_array_index(ranges, Range, i));

        g_array_append_val(items, words);
    }
    return list_words((const Text *)(gconstpointer)items->data, items->len, "list.last");
}

Text names_words(char **names, const char *(*label)(const char *))
{
    GPtrArray *items = g_ptr_array_new();

    for (char **name = names; *name; name++)
        g_ptr_array_add(items, (gpointer)label(*name));
    return joined(items, "list.or");
}

Text frame_size_words(Size size)
{
    g_autofree char *words = format_frame_size(size.width, size.height);

    return text_same(words);
}

static const Ratio common_ratios[] = { { 16, 9 }, { 9, 16 },    { 4, 3 },    { 3, 4 }, { 1, 1 },
                                       { 3, 2 },  { 2, 3 },     { 5, 4 },    { 4, 5 }, { 21, 9 },
                                       { 9, 21 }, { 185, 100 }, { 239, 100 } };

Text loudness_words(gint64 thousandths)
{
    g_autofree char *words = format_level(thousandths, "LUFS");

    return text_same(words);
}

Text peak_words(gint64 thousandths)
{
    g_autofree char *words = format_level(thousandths, "dBTP");

    return text_same(words);
}

Text sample_rate_words(gint64 hz)
{
    g_autofree char *words = format_sample_rate(hz);

    return text_same(words);
}

Text number_words(gint64 n)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, n);

    return text_same(number);
}

static Text counted_words(const char *key, gint64 n)
{
    g_auto(Text) text = number_words(n);

    return text_message(key, "n", &text, NULL);
}

Text channels_words(gint64 n)
{
    if (n == 1)
        return text_message("channels.mono", NULL);
    return n == 2 ? text_message("channels.stereo", NULL) : counted_words("channels.many", n);
}

Text tracks_words(gint64 n)
{
    return n == 0 ? text_message("finding.audio.none", NULL) : counted_words("finding.audio.tracks", n);
}

double ratio_value(Ratio ratio)
{
    return (double)ratio.num / (double)ratio.den;
}

char *ratio_words(Ratio ratio)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE]; /* whatever the locale writes for a point */

    for (gsize i = 0; i < G_N_ELEMENTS(common_ratios); i++) {
        Ratio common = common_ratios[i];

        if (common.den < 100 && ratio.num * common.den == ratio.den * common.num)
            return g_strdup_printf("%d:%d", (int)common.num, (int)common.den);
    }
    g_ascii_formatd(number, sizeof number, "%.2f", ratio_value(ratio));
    return g_strconcat(number, ":1", NULL);
}

Text percent_words(gint64 millionths)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *words = NULL;

    g_ascii_formatd(number, sizeof number, "%g", (double)millionths / 10000);
    words = g_strconcat(number, "%", NULL);
    return text_same(words);
}

/* ---- what a finding says ---- */
void say(Finding *finding, const char *key, const Text *difference, const Text *tolerance, const Text *detail)
{
    g_autofree char *name_key = g_strconcat("rule.", finding->rule, NULL);
    g_auto(Text) name = text_message(name_key, NULL);

    text_clear(&finding->message);
    finding->message =
        text_message(key, "rule", &name, "required", &finding->required, "measured", &finding->measured,
                     "difference", difference, "tolerance", tolerance, "detail", detail, NULL);
}

Ruling said(Finding *finding, Ruling ruling, const char *key)
{
    say(finding, key, NULL, NULL, NULL);
    return ruling;
}

Ruling said_of(Finding *finding, Ruling ruling, const char *key, const char *detail)
{
    g_auto(Text) text = text_same(detail);

    say(finding, key, NULL, NULL, &text);
    return ruling;
}

/* ---- ranges ---- */
Distance distance_of(const Range *range, gint64 value)
{
    if (range->max != RANGE_NO_MAX && value > range->max)
        return (Distance){ value - range->max, TRUE };
    if (range->min != RANGE_NO_MIN && value < range->min)
        return (Distance){ range->min - value, FALSE };
    return (Distance){ 0, FALSE };
}

/* By which a value is rounded that is `difference` beyond a bound: three figures of the difference stay, or up to five
 * where the bound has as many digits, so that the bound and the difference make the value. */
static gint64 step_to_tell(gint64 difference, gint64 bound)
{
    gint64 step = 1, finest;

    while (step <= difference / 1000)
        step *= 10;
    finest = MAX(step / 100, 1);
    for (gint64 finer = step; finer >= finest; finer /= 10) {
        if (bound % finer == 0)
            return finer;
    }
    return step; /* of a bound in binary units */
}

/* In tenths of the unit, where they are all there is to tell. */
static Text told_words(gint64 value, Wording about, Wording exact)
{
    return value * 10 % decimal_unit(value) == 0 ? about(value) : exact(value);
}

gboolean tell_value(const Range *range, gint64 value, Wording about, Wording exact, Text *measured,
                    Text *difference)
{
    Distance distance = distance_of(range, value);
    gint64 bound = distance.over ? range->max : range->min, step;

    if (distance.difference == 0) {
        *measured = about(value);
        return TRUE;
    }
    step = step_to_tell(distance.difference, bound);
    value = round_to(value, step);
    *measured = told_words(value, about, exact);
    *difference = told_words(ABS(value - bound), about, bound % step == 0 ? exact : about);
    return FALSE;
}

Ruling judge_range(const Range *range, gint64 value, Wording about, Wording exact, Finding *finding)
{
    g_auto(Text) difference = { 0 };

    if (tell_value(range, value, about, exact, &finding->measured, &difference))
        return said(finding, RULING_PASS, "finding.measured");
    say(finding, distance_of(range, value).over ? "finding.over" : "finding.under", &difference, NULL, NULL);
    return RULING_FAIL;
}

Text tolerance_line(const Text *line, gint64 tolerance, gint64 usual, Wording wording)
{
    g_auto(Text) words = wording(tolerance);

    if (tolerance == usual)
        return text_copy(line);
    return text_message(tolerance == 0 ? "line.exact" : "line.tolerance", "line", line, "tolerance", &words,
                        NULL);
}

/* ---- phrases ---- */
void phrases_add(Phrases *phrases, const char *separator, Text phrase)
{
    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        if (phrases->in[language])
            g_string_append(phrases->in[language], message(language, separator));
        else
            phrases->in[language] = g_string_new(NULL);
        g_string_append(phrases->in[language], phrase.in[language]);
    }
    text_clear(&phrase);
}

Text phrases_end(Phrases *phrases)
{
    Text all = { 0 };

    for (Language language = LANGUAGE_ZH; language < LANGUAGES; language++) {
        if (phrases->in[language])
            all.in[language] = g_string_free(phrases->in[language], FALSE);
        phrases->in[language] = NULL;
    }
    return all;
}
