#include "indexer/index/webvtt.h"

#include "catalog/messages/display.h"

#define MS_PER_S 1000
#define MS_PER_M (60 * MS_PER_S)
#define MS_PER_H (60 * MS_PER_M)

static void append_time(GString *out, gint64 ms)
{
    g_string_append_printf(out, "%02d:%02d:%02d.%03d", (int)(ms / MS_PER_H), (int)(ms % MS_PER_H / MS_PER_M),
                           (int)(ms % MS_PER_M / MS_PER_S), (int)(ms % MS_PER_S));
}

/* No > is left, and with it no arrow that could begin another cue. */
static void append_line(GString *out, const char *line)
{
    g_autofree char *shown = display_text(line);

    for (const char *p = shown; *p; p++) {
        switch (*p) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        default:
            g_string_append_c(out, *p);
        }
    }
    g_string_append_c(out, '\n');
}

static void append_cue(GString *out, const Cue *cue)
{
    g_auto(GStrv) lines = g_strsplit(cue->text, "\n", -1);
    gint64 start_ms = cue->start_us / 1000, end_ms = cue->end_us / 1000;

    g_string_append_c(out, '\n');
    append_time(out, start_ms);
    g_string_append(out, " --> ");
    append_time(out, MAX(end_ms, start_ms + 1));
    g_string_append_c(out, '\n');
    for (char **line = lines; *line; line++) {
        if (**line)
            append_line(out, *line);
    }
}

char *webvtt_write(const CueTrack *track)
{
    GString *out = g_string_new("WEBVTT\n");

    for (guint i = 0; i < track->cues->len; i++)
        append_cue(out, &g_array_index(track->cues, Cue, i));
    return g_string_free(out, FALSE);
}
