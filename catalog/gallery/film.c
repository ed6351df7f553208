/* The film of a work: what plays, in which copies, with which subtitles and frames; or why there is none to see. */
#include "catalog/gallery/page.h"

#include <string.h>

#define US_PER_MS 1000

/* ---- why there is none ---- */

static char *reason_of(const Work *work, Language language)
{
    g_autofree char *key = g_strdup_printf("reason.%s", work->reason ? work->reason : "");

    if (message_exists(key))
        return g_strdup(message(language, key));
    return g_strdup(work->reason);
}

/* Reasons and obstacles are worded without a full stop. */
static char *sentence(const char *words, Language language)
{
    if (g_str_has_suffix(words, "。") || g_str_has_suffix(words, "."))
        return g_strdup(words);
    return message_format(language, "gallery.sentence", "words", words, NULL);
}

static void add_notice(const Page *page, const char *headline, const char *reason)
{
    scope_set(page->scope, "notice", headline);
    scope_take(page->scope, "notice-reason", sentence(reason, page->language));
}

static void add_unreadable_notice(const Page *page, const Work *work)
{
    g_autofree char *status = g_strdup_printf("status.%s", status_slug(work->status));
    g_autofree char *reason = reason_of(work, page->language);
    const char *fallback = work->status == STATUS_MISSING     ? "gallery.missing-reason"
                           : work->status == STATUS_WITHDRAWN ? "gallery.withdrawn-reason"
                           : work->status == STATUS_PENDING   ? "reason.arriving"
                                                              : "gallery.unreadable-reason";

    add_notice(page, message(page->language, work->status == STATUS_OK ? "gallery.not-playable" : status),
               reason && work->status != STATUS_MISSING && work->status != STATUS_WITHDRAWN
                   ? reason
                   : message(page->language, fallback));
}

static void add_reason(const Page *page, const Exhibit *exhibit)
{
    g_autofree char *obstacle = g_strdup_printf("obstacle.%s", exhibit->obstacle ? exhibit->obstacle : "");

    switch (exhibit->film_state) {
    case FILM_SHOWN:
    case FILM_PROXY:
        break;
    case FILM_TOO_LARGE:
        add_notice(page, message(page->language, "gallery.too-large"),
                   message(page->language, "gallery.too-large-reason"));
        break;
    case FILM_UNREADABLE:
        add_unreadable_notice(page, exhibit->work);
        break;
    case FILM_UNPLAYABLE:
        add_notice(page, message(page->language, "gallery.not-playable"),
                   message_exists(obstacle) ? message(page->language, obstacle) : exhibit->obstacle);
        break;
    case FILM_LEFT_OUT:
        add_notice(page, message(page->language, "gallery.left-out"),
                   message(page->language,
                           *exhibit->work->path ? "gallery.left-out-reason" : "gallery.left-out-unnamed"));
        break;
    case FILM_UNREACHED:
        add_notice(page, message(page->language, "gallery.unreached"),
                   message(page->language, "gallery.unreached-reason"));
        break;
    }
}

/* ---- what plays ---- */

static void add_picture(const Page *page, const Exhibit *exhibit)
{
    const Picture *picture = exhibit_widest(exhibit);

    if (!picture)
        return;
    scope_take(page->scope, "picture", page_to_shared(page, picture->file));
    scope_set_int(page->scope, "picture-width", picture->width);
    scope_set_int(page->scope, "picture-height", picture->height);
}

static const char *file_that_plays(const Exhibit *exhibit)
{
    return exhibit->film_state == FILM_SHOWN   ? exhibit->film
           : exhibit->film_state == FILM_PROXY ? exhibit->proxy->file
                                               : NULL;
}

/* Copy and original, where there is a choice. Both are plain links, which the script makes switches of. */
static void add_choice(const Page *page, const Exhibit *exhibit)
{
    const VideoFacts *video = exhibit->work->facts ? &exhibit->work->facts->video : NULL;
    g_autofree char *file =
        exhibit->film && exhibit->proxy ? format_size(page->language, exhibit->work->size) : NULL;

    scope_set_flag(page->scope, "tells-of-copies", exhibit->proxy || exhibit->captions->len == 0);
    scope_set_flag(page->scope, "shows-copy", exhibit->film_state == FILM_PROXY);
    if (exhibit->film)
        scope_take(page->scope, "film", page_to_shared(page, exhibit->film));
    if (!exhibit->proxy)
        return;
    scope_take(page->scope, "copy", page_to_shared(page, exhibit->proxy->file));
    scope_take(page->scope, "copy-frame", format_frame_size(exhibit->proxy->width, exhibit->proxy->height));
    scope_take(page->scope, "copy-size", format_size(page->language, exhibit->proxy->size));
    scope_set(page->scope, "film-size", file);
    if (video && video->display_width != FACT_UNKNOWN && video->display_height != FACT_UNKNOWN)
        scope_take(page->scope, "film-frame", format_frame_size(video->display_width, video->display_height));
    scope_set_flag(page->scope, "film-plays", exhibit->film && exhibit->film_plays);
}

/* Browsers want BCP 47, films mostly have ISO 639-2. */
static const char *language_tag(const char *language)
{
    static const struct {
        const char *stored, *tag;
    } tags[] = { { "chi", "zh" }, { "zho", "zh" }, { "eng", "en" }, { "jpn", "ja" }, { "kor", "ko" },
                 { "fre", "fr" }, { "fra", "fr" }, { "ger", "de" }, { "deu", "de" }, { "spa", "es" },
                 { "rus", "ru" }, { "por", "pt" }, { "ita", "it" }, { "ara", "ar" } };

    for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
        if (g_strcmp0(language, tags[i].stored) == 0)
            return tags[i].tag;
    return language ? language : "und";
}

static void add_captions(const Page *page, const Exhibit *exhibit)
{
    for (guint i = 0; i < exhibit->captions->len; i++) {
        const CaptionTrack *track = g_ptr_array_index(exhibit->captions, i);
        Scope *caption = scope_add(page->scope, "captions");

        scope_take(caption, "file", page_to_shared(page, track->file));
        scope_set(caption, "words", track->words.in[page->language]);
        scope_set(caption, "srclang", language_tag(track->language));
    }
}

/* ---- frames ---- */

static void add_frame(const Page *page, gint64 time)
{
    g_autofree char *clock = format_clock(time);
    Scope *frame = scope_add(page->scope, "frames");

    scope_set_int(frame, "seconds", time / G_USEC_PER_SEC);
    scope_take(frame, "milliseconds", g_strdup_printf("%03d", (int)(time % G_USEC_PER_SEC / US_PER_MS)));
    scope_take(frame, "time", message_format(page->language, "page.frame", "time", clock, NULL));
    scope_set(frame, "clock", clock);
}

static void add_strip(const Page *page, const FrameSheet *strip)
{
    if (!strip)
        return;
    scope_take(page->scope, "strip", page_to_shared(page, strip->file));
    scope_set_int(page->scope, "strip-width", (gint64)strip->tile_width * strip->columns);
    scope_set_int(page->scope, "strip-height", strip->tile_height);
    for (guint i = 0; i < strip->times->len; i++)
        add_frame(page, MAX(g_array_index(strip->times, gint64, i), 0));
}

void page_add_film(const Page *page, const Exhibit *exhibit)
{
    const char *file = file_that_plays(exhibit);

    if (file)
        scope_take(page->scope, "player", page_to_shared(page, file));
    add_picture(page, exhibit);
    add_choice(page, exhibit);
    add_captions(page, exhibit);
    add_strip(page, exhibit->strip);
    add_reason(page, exhibit);
}
