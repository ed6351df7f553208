#include "catalog/rules/proxy_when.h"

#include "catalog/facts/playability.h"
#include "catalog/rules/spelling.h"

#include <string.h>

#define ABOVE      "above"
#define NEVER      "never"
#define UNPLAYABLE "unplayable"

const ProxyWhen proxy_when_default = {
    .unplayable = TRUE, .longer_side = 1920, .shorter_side = 1080, .bit_rate = 20000000
};

/* What people call sizes. */
static const struct {
    const char *name;
    Size size;
} sizes[] = {
    { "480p", { 854, 480 } },    { "576p", { 1024, 576 } },   { "720p", { 1280, 720 } },
    { "1080p", { 1920, 1080 } }, { "1440p", { 2560, 1440 } }, { "2160p", { 3840, 2160 } },
    { "2k", { 2048, 1152 } },    { "4k", { 4096, 2160 } },    { "8k", { 8192, 4320 } },
};

static gboolean parse_size(const char *text, Size *size)
{
    g_auto(Fault) fault = { 0 };

    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        if (g_ascii_strcasecmp(sizes[i].name, text) == 0) {
            *size = sizes[i].size;
            return TRUE;
        }
    }
    return quantity_parse_frame_size(text, size, &fault);
}

static gboolean parse_above(const char *text, ProxyWhen *when, Fault *fault)
{
    Size size;

    if (parse_size(text, &size)) {
        when->longer_side = MAX(size.width, size.height);
        when->shorter_side = MIN(size.width, size.height);
        return TRUE;
    }
    return quantity_parse(QUANTITY_BIT_RATE, text, QUANTITY_MAXIMUM, &when->bit_rate, fault);
}

static gboolean parse_condition(const char *text, ProxyWhen *when, Fault *fault)
{
    static const char *const words[] = { UNPLAYABLE, NEVER, NULL };
    const char *nearest;

    if (g_str_has_prefix(text, ABOVE))
        return parse_above(text + strlen(ABOVE), when, fault);
    if (g_str_equal(text, UNPLAYABLE)) {
        when->unplayable = TRUE;
        return TRUE;
    }
    if (g_str_equal(text, NEVER))
        return fault_set(fault, "fault.proxy-never", text, NULL);
    nearest = spelling_nearest(text, words);
    return fault_set(fault, nearest ? "fault.choice-nearest" : "fault.choice", text,
                     nearest ? nearest : UNPLAYABLE ", above 1080p, above 20 Mb/s, " NEVER);
}

gboolean proxy_when_parse(const char *text, ProxyWhen *when, Fault *fault)
{
    g_auto(GStrv) conditions = quantity_list(text);
    ProxyWhen parsed = { 0 };

    if (!*conditions)
        return fault_set(fault, "fault.empty", text, NULL);
    if (g_str_equal(conditions[0], NEVER) && !conditions[1]) {
        *when = parsed;
        return TRUE;
    }
    for (char **condition = conditions; *condition; condition++) {
        if (!parse_condition(*condition, &parsed, fault))
            return FALSE;
    }
    *when = parsed;
    return TRUE;
}

/* What is unknown is not above. */
static gboolean is_above(gint64 value, gint64 bound)
{
    return bound > 0 && value != FACT_UNKNOWN && value > bound;
}

gboolean proxy_when_holds(const ProxyWhen *when, const Facts *facts, gboolean is_damaged)
{
    gint64 width = facts->video.display_width, height = facts->video.display_height;

    if (!facts->has_video)
        return FALSE;
    return (when->unplayable && (is_damaged || playable_judge(facts, NULL) != PLAYABLE_NATIVE)) ||
           is_above(MAX(width, height), when->longer_side) ||
           is_above(MIN(width, height), when->shorter_side) || is_above(facts->file.bit_rate, when->bit_rate);
}
