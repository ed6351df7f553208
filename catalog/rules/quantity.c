#include "catalog/rules/quantity.h"

#include <string.h>

/* No quantity of a contest comes near this; sums and products of two stay far from overflow. */
#define QUANTITY_MAX    (G_GINT64_CONSTANT(1) << 52)
#define FRACTION_DIGITS 6
#define FRACTION_SCALE  1000000
#define SIDE_MAX        65536
#define MINUS_SIGN      0x2212
#define RATIO_PART_MAX  1000000000 /* products of two fit into 64 bits */

typedef struct {
    QuantityKind kind;
    const char *name;
    gint64 factor;
    gint64 factor_as_maximum; /* 0: the same */
} Unit;

#define MINUTE (G_GINT64_CONSTANT(60) * G_USEC_PER_SEC)
#define KI     G_GINT64_CONSTANT(1024)

static const Unit units[] = {
    { QUANTITY_DURATION, "ms", 1000, 0 },
    { QUANTITY_DURATION, "s", G_USEC_PER_SEC, 0 },
    { QUANTITY_DURATION, "sec", G_USEC_PER_SEC, 0 },
    { QUANTITY_DURATION, "m", MINUTE, 0 },
    { QUANTITY_DURATION, "min", MINUTE, 0 },
    { QUANTITY_DURATION, "h", 60 * MINUTE, 0 },
    { QUANTITY_DURATION, "毫秒", 1000, 0 },
    { QUANTITY_DURATION, "秒", G_USEC_PER_SEC, 0 },
    { QUANTITY_DURATION, "秒钟", G_USEC_PER_SEC, 0 },
    { QUANTITY_DURATION, "分", MINUTE, 0 },
    { QUANTITY_DURATION, "分钟", MINUTE, 0 },
    { QUANTITY_DURATION, "时", 60 * MINUTE, 0 },
    { QUANTITY_DURATION, "小时", 60 * MINUTE, 0 },
    { QUANTITY_SIZE, "b", 1, 0 },
    { QUANTITY_SIZE, "kb", 1000, 0 },
    { QUANTITY_SIZE, "mb", 1000000, 0 },
    { QUANTITY_SIZE, "gb", 1000000000, 0 },
    { QUANTITY_SIZE, "tb", 1000000000000, 0 },
    { QUANTITY_SIZE, "kib", KI, 0 },
    { QUANTITY_SIZE, "mib", KI *KI, 0 },
    { QUANTITY_SIZE, "gib", KI *KI *KI, 0 },
    { QUANTITY_SIZE, "tib", KI *KI *KI *KI, 0 },
    { QUANTITY_SIZE, "k", 1000, KI },
    { QUANTITY_SIZE, "m", 1000000, KI *KI },
    { QUANTITY_SIZE, "g", 1000000000, KI *KI *KI },
    { QUANTITY_SIZE, "t", 1000000000000, KI *KI *KI *KI },
    { QUANTITY_BIT_RATE, "bps", 1, 0 },
    { QUANTITY_BIT_RATE, "kbps", 1000, 0 },
    { QUANTITY_BIT_RATE, "mbps", 1000000, 0 },
    { QUANTITY_BIT_RATE, "gbps", 1000000000, 0 },
    { QUANTITY_BIT_RATE, "kb/s", 1000, 0 },
    { QUANTITY_BIT_RATE, "mb/s", 1000000, 0 },
    { QUANTITY_BIT_RATE, "k", 1000, 0 },
    { QUANTITY_BIT_RATE, "m", 1000000, 0 },
    { QUANTITY_LOUDNESS, "lufs", 1000, 0 },
    { QUANTITY_LOUDNESS, "lkfs", 1000, 0 },
    { QUANTITY_PEAK, "dbtp", 1000, 0 },
    { QUANTITY_PEAK, "dbfs", 1000, 0 },
    { QUANTITY_PEAK, "db", 1000, 0 },
    { QUANTITY_RATE, "", 1, 0 },
    { QUANTITY_RATE, "hz", 1, 0 },
    { QUANTITY_RATE, "khz", 1000, 0 },
    { QUANTITY_COUNT, "", 1, 0 },
};

static const char *const no_unit_keys[] = {
    [QUANTITY_DURATION] = "fault.no-unit.duration", [QUANTITY_SIZE] = "fault.no-unit.size",
    [QUANTITY_BIT_RATE] = "fault.no-unit.bit-rate", [QUANTITY_LOUDNESS] = "fault.no-unit.loudness",
    [QUANTITY_PEAK] = "fault.no-unit.peak",
};
static const char *const unit_keys[] = {
    [QUANTITY_DURATION] = "fault.unit.duration",
    [QUANTITY_SIZE] = "fault.unit.size",
    [QUANTITY_BIT_RATE] = "fault.unit.bit-rate",
    [QUANTITY_LOUDNESS] = "fault.unit.loudness",
    [QUANTITY_PEAK] = "fault.unit.peak",
    [QUANTITY_RATE] = "fault.unit.sample-rate",
    [QUANTITY_COUNT] = "fault.count",
};

void fault_clear(Fault *fault)
{
    fault->key = NULL;
    g_clear_pointer(&fault->part, g_free);
    g_clear_pointer(&fault->right, g_free);
}

gboolean fault_set(Fault *fault, const char *key, const char *part, const char *right)
{
    char *part_copy = g_strdup(part), *right_copy = g_strdup(right); /* they may be the fault's own */

    fault_clear(fault);
    *fault = (Fault){ key, part_copy, right_copy };
    return FALSE;
}

char *quantity_clean(const char *text)
{
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    GString *out = g_string_new(NULL);

    for (const char *p = normal; p && *p; p = g_utf8_next_char(p)) {
        gunichar character = g_utf8_get_char(p);

        if (!g_unichar_isspace(character))
            g_string_append_unichar(out, character == MINUS_SIGN ? '-' : character);
    }
    return g_string_free(out, FALSE);
}

char **quantity_list(const char *text)
{
    g_autofree char *clean = quantity_clean(text);
    g_autofree char *commas = NULL;
    g_auto(GStrv) by_mark = g_strsplit(clean, "、", -1);
    g_auto(GStrv) items = NULL;
    GStrvBuilder *builder = g_strv_builder_new();
    char **list;

    commas = g_strjoinv(",", by_mark);
    items = g_strsplit(commas, ",", -1);
    for (char **item = items; *item; item++) {
        if (**item)
            g_strv_builder_add(builder, *item);
    }
    list = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return list;
}

/* A decimal number in FRACTION_SCALE-ths. FALSE: it is none, or too large; *end is behind it. */
static gboolean parse_decimal(const char *text, gint64 *scaled, const char **end)
{
    gint64 value = 0;
    int digits = -1; /* after the point */

    if (!g_ascii_isdigit(*text))
        return FALSE;
    for (; g_ascii_isdigit(*text) || (*text == '.' && digits < 0 && g_ascii_isdigit(text[1])); text++) {
        if (*text == '.') {
            digits = 0;
            continue;
        }
        if (digits >= FRACTION_DIGITS)
            continue;
        if (value > QUANTITY_MAX / 10)
            return FALSE;
        value = value * 10 + g_ascii_digit_value(*text);
        digits += digits >= 0;
    }
    for (int i = MAX(digits, 0); i < FRACTION_DIGITS; i++) {
        if (value > QUANTITY_MAX / 10)
            return FALSE;
        value *= 10;
    }
    *scaled = value;
    *end = text;
    return TRUE;
}

static const Unit *find_unit(QuantityKind kind, const char *name, gsize length)
{
    g_autofree char *exact = g_strndup(name, length);
    g_autofree char *lower = g_ascii_strdown(exact, -1);

    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        if (units[i].kind == kind && g_str_equal(units[i].name, lower))
            return &units[i];
    }
    return NULL;
}

/* scaled · factor / FRACTION_SCALE, rounded; FALSE: beyond QUANTITY_MAX. */
static gboolean multiply(gint64 scaled, gint64 factor, gint64 *value)
{
    gint64 whole = scaled / FRACTION_SCALE, part = scaled % FRACTION_SCALE;

    if (whole > QUANTITY_MAX / factor)
        return FALSE;
    *value = whole * factor;
    if (factor >= FRACTION_SCALE && factor % FRACTION_SCALE == 0)
        *value += part * (factor / FRACTION_SCALE);
    else
        *value += (gint64)((double)part * (double)factor / FRACTION_SCALE + 0.5);
    return *value <= QUANTITY_MAX;
}

/* "2:30", "1:02:03": hours, minutes, seconds from the right. */
static gboolean parse_clock(const char *text, gint64 *value)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", -1);
    guint n = g_strv_length(parts);
    gint64 seconds = 0;

    if (n < 2 || n > 3)
        return FALSE;
    for (guint i = 0; i < n; i++) {
        guint64 part;

        if (!g_ascii_string_to_unsigned(parts[i], 10, 0, i == 0 ? 9999 : 59, &part, NULL))
            return FALSE;
        seconds = seconds * 60 + (gint64)part;
    }
    *value = seconds * G_USEC_PER_SEC;
    return TRUE;
}

static gsize unit_length(const char *text)
{
    return strcspn(text, "0123456789.");
}

/* One number and its unit at *text, which moves behind it. */
static gboolean parse_term(QuantityKind kind, const char **text, const char *whole, QuantityEnd end,
                           gint64 *value, gint64 *factor, Fault *fault)
{
    const char *name;
    const Unit *unit;
    gint64 scaled;

    if (!parse_decimal(*text, &scaled, &name))
        return fault_set(fault, g_ascii_isdigit(**text) ? "fault.too-large" : "fault.number", whole, NULL);
    unit = find_unit(kind, name, unit_length(name));
    if (!unit)
        return fault_set(fault, *name ? unit_keys[kind] : no_unit_keys[kind], whole, NULL);
    if (kind == QUANTITY_COUNT && scaled % FRACTION_SCALE != 0)
        return fault_set(fault, unit_keys[kind], whole, NULL);
    *factor = end == QUANTITY_MAXIMUM && unit->factor_as_maximum ? unit->factor_as_maximum : unit->factor;
    if (!multiply(scaled, *factor, value))
        return fault_set(fault, "fault.too-large", whole, NULL);
    *text = name + unit_length(name);
    return TRUE;
}

static gboolean may_be_negative(QuantityKind kind)
{
    return kind == QUANTITY_LOUDNESS || kind == QUANTITY_PEAK;
}

gboolean quantity_parse(QuantityKind kind, const char *text, QuantityEnd end, gint64 *value, Fault *fault)
{
    gboolean is_negative = may_be_negative(kind) && *text == '-';
    const char *rest = text + is_negative;
    gint64 sum = 0, factor_before = G_MAXINT64;

    if (g_str_equal(text, "0")) {
        *value = 0;
        return TRUE;
    }
    if (kind == QUANTITY_DURATION && parse_clock(text, value))
        return TRUE;
    do {
        gint64 term = 0, factor = 0;

        if (!parse_term(kind, &rest, text, end, &term, &factor, fault))
            return FALSE;
        if (factor >= factor_before || (kind != QUANTITY_DURATION && factor_before != G_MAXINT64))
            return fault_set(fault, "fault.number", text, NULL);
        factor_before = factor;
        sum += term;
    } while (*rest);
    if (sum > QUANTITY_MAX)
        return fault_set(fault, "fault.too-large", text, NULL);
    *value = is_negative ? -sum : sum;
    return TRUE;
}

/* The two ends of "a..b", either of which may be "". FALSE and a fault: there are no two ends. A text that is one value is told how it
 * becomes a range; with any other, such as "≤30s", that would be refused again. */
static gboolean split_range(const char *text, gboolean is_value, char **low, char **high, Fault *fault)
{
    const char *dots = strstr(text, "..");

    if (!dots) {
        gboolean other_mark = strpbrk(text + (*text == '-'), "~-") || strstr(text, "至") ||
                              strstr(text, "到") || strstr(text, "–") || strstr(text, "—") ||
                              strstr(text, "。。");
        return fault_set(fault,
                         other_mark ? "fault.separator"
                         : is_value ? "fault.single"
                                    : "fault.no-range",
                         text, NULL);
    }
    if (g_str_equal(text, ".."))
        return fault_set(fault, "fault.open", text, NULL);
    *low = g_strndup(text, (gsize)(dots - text));
    *high = g_strdup(dots + 2);
    return TRUE;
}

gboolean quantity_parse_range(QuantityKind kind, const char *text, Range *range, Fault *fault)
{
    g_autofree char *low = NULL;
    g_autofree char *high = NULL;
    Range parsed = { RANGE_NO_MIN, RANGE_NO_MAX };
    g_auto(Fault) unsaid = { 0 };
    gint64 single;

    if (!split_range(text, quantity_parse(kind, text, QUANTITY_MINIMUM, &single, &unsaid), &low, &high,
                     fault))
        return FALSE;
    if (*low && !quantity_parse(kind, low, QUANTITY_MINIMUM, &parsed.min, fault))
        return FALSE;
    if (*high && !quantity_parse(kind, high, QUANTITY_MAXIMUM, &parsed.max, fault))
        return FALSE;
    if (parsed.min > parsed.max)
        return fault_set(fault, "fault.order", text, NULL);
    *range = parsed;
    return TRUE;
}

gboolean quantity_parse_frame_size(const char *text, Size *size, Fault *fault)
{
    g_auto(GStrv) parts = NULL;
    g_autofree char *lower = g_utf8_strdown(text, -1);
    guint64 width, height;

    g_strdelimit(lower, "*", 'x');
    for (char *sign; (sign = strstr(lower, "×"));) { /* two bytes */
        sign[0] = 'x';
        memmove(sign + 1, sign + 2, strlen(sign + 2) + 1);
    }
    parts = g_strsplit(lower, "x", -1);
    if (g_strv_length(parts) != 2 || !g_ascii_string_to_unsigned(parts[0], 10, 1, SIDE_MAX, &width, NULL) ||
        !g_ascii_string_to_unsigned(parts[1], 10, 1, SIDE_MAX, &height, NULL))
        return fault_set(fault, "fault.frame-size", text, NULL);
    *size = (Size){ (gint64)width, (gint64)height };
    return TRUE;
}

gboolean quantity_parse_size_range(const char *text, SizeRange *range, Fault *fault)
{
    g_autofree char *low = NULL;
    g_autofree char *high = NULL;
    SizeRange parsed = { { RANGE_NO_MIN, RANGE_NO_MIN }, { RANGE_NO_MAX, RANGE_NO_MAX } };
    g_auto(Fault) unsaid = { 0 };
    Size single;

    if (!split_range(text, quantity_parse_frame_size(text, &single, &unsaid), &low, &high, fault))
        return FALSE;
    if ((*low && !quantity_parse_frame_size(low, &parsed.min, fault)) ||
        (*high && !quantity_parse_frame_size(high, &parsed.max, fault)))
        return FALSE;
    if (parsed.min.width > parsed.max.width || parsed.min.height > parsed.max.height)
        return fault_set(fault, "fault.order", text, NULL);
    *range = parsed;
    return TRUE;
}

static gint64 greatest_common_divisor(gint64 a, gint64 b)
{
    while (b) {
        gint64 rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* "a<mark>b" of two positive decimals, reduced. */
static gboolean parse_quotient(const char *text, const char *mark, Ratio *ratio)
{
    g_auto(GStrv) parts = g_strsplit(text, mark, -1);
    const char *end;
    gint64 num, den, divisor;

    if (g_strv_length(parts) != 2 || !parse_decimal(parts[0], &num, &end) || *end ||
        !parse_decimal(parts[1], &den, &end) || *end || num == 0 || den == 0)
        return FALSE;
    divisor = greatest_common_divisor(num, den);
    if (num / divisor > RATIO_PART_MAX || den / divisor > RATIO_PART_MAX)
        return FALSE;
    *ratio = (Ratio){ num / divisor, den / divisor };
    return TRUE;
}

gboolean quantity_parse_ratio(const char *text, Ratio *ratio, Fault *fault)
{
    if (!parse_quotient(text, ":", ratio) && !parse_quotient(text, "/", ratio))
        return fault_set(fault, "fault.ratio", text, NULL);
    return TRUE;
}

gboolean quantity_parse_rate(const char *text, Ratio *rate, Fault *fault)
{
    gboolean has_unit = g_str_has_suffix(text, "fps");
    g_autofree char *number = g_strndup(text, strlen(text) - (has_unit ? 3 : 0));
    g_autofree char *over_one = g_strconcat(number, "/1", NULL);

    if (!parse_quotient(number, "/", rate) && !parse_quotient(over_one, "/", rate))
        return fault_set(fault, "fault.rate", text, NULL);
    if (rate->num / rate->den > 1000)
        return fault_set(fault, "fault.rate", text, NULL);
    return TRUE;
}

gboolean quantity_parse_percent(const char *text, gint64 *millionths, Fault *fault)
{
    const char *end;
    gint64 scaled;

    if (!parse_decimal(text, &scaled, &end) || !g_str_equal(end, "%") || scaled > 50 * (gint64)FRACTION_SCALE)
        return fault_set(fault, "fault.percent", text, NULL);
    *millionths = scaled / 100;
    return TRUE;
}
