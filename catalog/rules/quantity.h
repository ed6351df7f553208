/* catalog/rules/quantity.h
 *
 * Numbers with units as people write them in settings: "90s", "1m30s", "1:30", "1.5GiB", "5Mbps", ranges
 * "60s..10m", "..1GiB", "60s..", loudness "-23LUFS", peaks "-1dBTP", sample rates "48kHz", plain counts, sizes
 * "1920x1080", ratios "16:9" and frame rates "30000/1001". Spaces and full-width characters do not matter. What is wrong is told as a Fault: a key of catalog/messages and what
 * it is about.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *key; /* "fault.number"; static; NULL: no fault */
    char *part;      /* of the value: what is meant; owned */
    char *right;     /* what was probably meant or what there is to choose from; owned, or NULL */
} Fault;
void fault_clear(Fault *fault);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fault, fault_clear)

/* Sets *fault and returns FALSE, for `return fault_set(…)`. Part and right are copied. */
gboolean fault_set(Fault *fault, const char *key, const char *part, const char *right);

typedef enum {
    QUANTITY_DURATION, /* µs */
    QUANTITY_SIZE,     /* bytes */
    QUANTITY_BIT_RATE, /* bit/s */
    QUANTITY_LOUDNESS, /* 1/1000 LUFS; may be negative */
    QUANTITY_PEAK,     /* 1/1000 dBTP; may be negative */
    QUANTITY_RATE,     /* Hz; the unit may be left out */
    QUANTITY_COUNT,    /* whole numbers without a unit */
} QuantityKind;

/* Which end of a range a number is. A loose "300M" is meant in the entrant's favour: 300 MiB as a maximum,
 * 300 MB as a minimum. */
typedef enum { QUANTITY_MINIMUM, QUANTITY_MAXIMUM } QuantityEnd;

#define RANGE_NO_MIN G_MININT64
#define RANGE_NO_MAX G_MAXINT64
typedef struct {
    gint64 min, max; /* inclusive */
} Range;

typedef struct {
    gint64 width, height;
} Size;

typedef struct {
    Size min, max; /* both sides count; RANGE_NO_MIN and RANGE_NO_MAX where open */
} SizeRange;

typedef struct {
    gint64 num, den; /* positive */
} Ratio;

/* NFKC without any white space, with a plain minus: "６０ ｓ" → "60s". Owned by the caller. */
char *quantity_clean(const char *text);

/* Split at commas (also ， and 、), each cleaned; an empty item is left out. Owned by the caller. */
char **quantity_list(const char *text);

/* All of these take cleaned text. */
gboolean quantity_parse(QuantityKind kind, const char *text, QuantityEnd end, gint64 *value, Fault *fault);
gboolean quantity_parse_range(QuantityKind kind, const char *text, Range *range, Fault *fault);
gboolean quantity_parse_frame_size(const char *text, Size *size, Fault *fault);
gboolean quantity_parse_size_range(const char *text, SizeRange *range, Fault *fault);
gboolean quantity_parse_ratio(const char *text, Ratio *ratio, Fault *fault); /* "16:9", "1.85:1" */
gboolean quantity_parse_rate(const char *text, Ratio *rate, Fault *fault);   /* "25", "29.97", "30000/1001" */
gboolean quantity_parse_percent(const char *text, gint64 *millionths, Fault *fault); /* "1%", 0 … 50 % */
