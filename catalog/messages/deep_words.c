#include "catalog/messages/deep_words.h"

#define BLACK_TOLD_US (G_USEC_PER_SEC / 10)

typedef struct {
    GPtrArray *phrases;
    Language language;
} Words;

static void add_count(Words *words, const char *key, gint64 n)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, n);

    g_ptr_array_add(words->phrases, message_format(words->language, key, "n", number, NULL));
}

/* A stretch of time and where it begins; nothing where there is none. */
static void add_stretch(Words *words, const char *key, gint64 us, gint64 at)
{
    g_autofree char *length = us > 0 ? format_duration_exact(words->language, us) : NULL;
    g_autofree char *from = length && at != FACT_UNKNOWN ? format_clock(at) : NULL;

    if (length)
        g_ptr_array_add(words->phrases, message_format(words->language, key, "length", length, "from",
                                                       from ? from : "?", NULL));
}

/* A frame or two of black at an end is how films are cut. */
static void add_black(Words *words, const char *key, gint64 us)
{
    if (us >= BLACK_TOLD_US)
        add_stretch(words, key, us, FACT_UNKNOWN);
}

static void add_integrity(Words *words, const DeepFacts *deep)
{
    g_autofree char *at = NULL;
    g_autofree char *n = NULL;

    if (deep->decode_errors == 0)
        g_ptr_array_add(words->phrases, g_strdup(message(words->language, "deep.whole")));
    if (deep->decode_errors <= 0) /* or unknown */
        return;
    n = g_strdup_printf("%" G_GINT64_FORMAT, deep->decode_errors);
    at = deep->first_error_at == FACT_UNKNOWN ? g_strdup("?") : format_clock(deep->first_error_at);
    g_ptr_array_add(words->phrases, message_format(words->language, "deep.damaged", "n", n, "at", at, NULL));
}

static void add_picture(Words *words, const DeepFacts *deep, const VideoFacts *video)
{
    add_black(words, "deep.black-head", deep->black_head);
    add_black(words, "deep.black-tail", deep->black_tail);
    if (deep->black_longest > MAX(deep->black_head, deep->black_tail))
        add_stretch(words, "deep.black-longest", deep->black_longest, deep->black_longest_at);
    add_stretch(words, "deep.freeze", deep->freeze_longest, deep->freeze_longest_at);
    if (video && deep->picture_width > 0 && deep->picture_height > 0 &&
        (deep->picture_width < video->display_width || deep->picture_height < video->display_height)) {
        g_autofree char *size = format_frame_size(deep->picture_width, deep->picture_height);
        g_ptr_array_add(words->phrases, message_format(words->language, "deep.area", "size", size, NULL));
    }
    if (g_strcmp0(deep->frame_rate_mode, "vfr") == 0)
        add_count(words, "deep.variable", deep->frames_off_beat);
    if (g_strcmp0(deep->scan, "interlaced") == 0)
        g_ptr_array_add(words->phrases, g_strdup(message(words->language, "deep.interlaced")));
}

static void add_level(Words *words, const char *key, gint64 thousandths, const char *unit)
{
    /* To the tenth, as meters show it. */
    gint64 tenths = thousandths < 0 ? -((50 - thousandths) / 100) : (thousandths + 50) / 100;
    g_autofree char *level = thousandths == FACT_UNKNOWN ? NULL : format_level(tenths * 100, unit);

    if (level)
        g_ptr_array_add(words->phrases, message_format(words->language, key, "level", level, NULL));
}

static void add_sound(Words *words, const DeepFacts *deep)
{
    if (deep->is_silent == 1)
        g_ptr_array_add(words->phrases, g_strdup(message(words->language, "deep.silent")));
    else
        add_stretch(words, "deep.silence", deep->silence_longest, deep->silence_longest_at);
    if (deep->dead_channels > 0)
        add_count(words, "deep.dead-channels", deep->dead_channels);
    add_level(words, "deep.loudness", deep->loudness, "LUFS");
    add_level(words, "deep.peak", deep->true_peak, "dBTP");
}

GPtrArray *deep_words(const DeepFacts *deep, const Facts *facts, Language language)
{
    Words words = { g_ptr_array_new_with_free_func(g_free), language };

    add_integrity(&words, deep);
    add_picture(&words, deep, facts && facts->has_video ? &facts->video : NULL);
    add_sound(&words, deep);
    return words.phrases;
}
