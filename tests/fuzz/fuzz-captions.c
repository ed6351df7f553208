/* tests/fuzz/fuzz-captions.c
 *
 * libFuzzer's way to the reader of subtitle files and to what is published of them: any bytes become cues within their bounds and WebVTT in which
 * nothing acts. The unit tests call the same entry point.
 */
#include "catalog/facts/charset.h"
#include "indexer/index/webvtt.h"
#include "indexer/media/subtitle_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static guint arrows_in(const char *text)
{
    guint n = 0;

    while ((text = strstr(text, "-->"))) {
        text += strlen("-->");
        n++;
    }
    return n;
}

/* As many arrows as cues, a blank line before each, no tag, nothing unseen. */
static void assert_fit_to_be_published(const char *webvtt, guint cues)
{
    g_assert_true(g_utf8_validate(webvtt, -1, NULL));
    g_assert_true(g_str_has_prefix(webvtt, "WEBVTT\n"));
    g_assert_true(g_str_has_suffix(webvtt, "\n"));
    g_assert_null(strchr(webvtt, '<'));
    g_assert_null(strstr(webvtt, "\n\n\n"));
    g_assert_cmpuint(arrows_in(webvtt), ==, cues);
    for (const char *p = webvtt; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        g_assert_true(c == '\n' || !g_unichar_iscntrl(c));
        g_assert_false((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069));
    }
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    const char *charset = NULL;
    g_autofree char *text = charset_decode((const char *)bytes, length, &charset);
    g_autoptr(GPtrArray) tracks = g_ptr_array_new();
    g_autoptr(CueTrack) track = text ? subtitle_file_read(text) : NULL;
    g_autofree char *webvtt = NULL;

    g_assert_true(!text || (charset && g_utf8_validate(text, -1, NULL)));
    if (!track)
        return 0;
    cue_track_end(track);
    webvtt = webvtt_write(track);
    assert_fit_to_be_published(webvtt, track->cues->len);
    while (cue_track_bytes(track) > CUES_BYTES_MAX)
        g_array_set_size(track->cues, track->cues->len / 2);
    g_ptr_array_add(tracks, track);
    g_assert_true(track->cues->len == 0 || cue_tracks_are_plausible(tracks));
    return 0;
}
