#include "indexer/media/subtitle_file.h"

#include "indexer/media/cue_text.h"

#include <string.h>

#define HOURS_MAX 1000
#define ARROW     "-->"

/* Enough for the text of one that is all markup; more of a cue is not looked at. */
#define RAW_TEXT_MAX (16 * 1024)

/* Without copying: where a line begins and how long it is, whatever ends it. */
typedef struct {
    const char *at;
    gsize length;
} Line;

static gboolean next_line(const char **text, Line *line)
{
    if (!**text)
        return FALSE;
    *line = (Line){ *text, strcspn(*text, "\r\n") };
    *text += line->length;
    if (g_str_has_prefix(*text, "\r\n"))
        *text += 2;
    else if (**text)
        *text += 1;
    return TRUE;
}

static gboolean is_blank(const Line *line)
{
    return strspn(line->at, " \t") >= line->length;
}

static gboolean is_counter(const Line *line)
{
    gsize blanks = strspn(line->at, " \t"), digits = strspn(line->at + blanks, "0123456789");

    return digits > 0 && strspn(line->at + blanks + digits, " \t") + blanks + digits >= line->length;
}

/* ---- times ---- */

static gboolean take_number(const char **at, gint64 most, gint64 *number, int *digits)
{
    gint64 value = 0;
    int n = 0;

    for (; g_ascii_isdigit(**at) && value <= most; (*at)++, n++)
        value = value * 10 + g_ascii_digit_value(**at);
    *number = value;
    *digits = n;
    return n > 0 && value <= most;
}

static gint64 fraction_us(gint64 number, int digits)
{
    gint64 us = number;

    for (; digits < 6; digits++)
        us *= 10;
    return us;
}

/* [H:]MM:SS. How many numbers there are. */
static int take_parts(const char **at, gint64 parts[3])
{
    int n, digits;

    for (n = 0; n < 3; n++) {
        if (n > 0 && **at != ':')
            return n;
        if (n > 0)
            ++*at;
        if (!take_number(at, n == 0 ? HOURS_MAX : 59, &parts[n], &digits))
            return 0;
    }
    return n;
}

/* [H:]MM:SS[.,:]fraction, the fraction of up to six digits and not always there. */
static gboolean take_time(const char **at, gint64 *time_us)
{
    gint64 parts[3] = { 0 }, fraction = 0;
    int n, digits = 6;

    *at += strspn(*at, " \t");
    n = take_parts(at, parts);
    if (n < 2)
        return FALSE;
    if (strchr(".,:", **at) && **at && g_ascii_isdigit((*at)[1])) {
        ++*at;
        if (!take_number(at, 999999, &fraction, &digits) || digits > 6)
            return FALSE;
    }
    *time_us =
        (n == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : parts[0] * 60 + parts[1]) * G_USEC_PER_SEC +
        fraction_us(fraction, digits);
    return TRUE;
}

/* ---- SubRip and WebVTT: a line of times, lines of text ---- */

static gboolean is_timing(const Line *line)
{
    const char *at = line->at + strspn(line->at, " \t");

    return (g_ascii_isdigit(*at) || *at == '-') &&
           memmem(line->at, line->length, ARROW, strlen(ARROW)) != NULL;
}

static gboolean read_timing(const Line *line, gint64 *start_us, gint64 *end_us)
{
    const char *at = line->at;

    if (!take_time(&at, start_us))
        return FALSE;
    at += strspn(at, " \t");
    if (!g_str_has_prefix(at, ARROW))
        return FALSE;
    at += strlen(ARROW);
    return take_time(&at, end_us) && *end_us > 0;
}

typedef struct {
    CueTrack *track;
    CueTextKind kind;
    gboolean is_open; /* text is of a cue */
    gint64 start_us, end_us;
    GString *text;
    gsize counted; /* length of the text before a last line that may be the next one's number */
} Blocks;

static void end_cue(Blocks *self, gboolean next_follows)
{
    gsize length = next_follows ? self->counted : self->text->len;

    if (self->is_open)
        cue_track_add(self->track, self->start_us, self->end_us,
                      cue_text(self->text->str, length, self->kind));
    self->is_open = FALSE;
    g_string_truncate(self->text, 0);
    self->counted = 0;
}

static void add_line(Blocks *self, const Line *line)
{
    self->counted = self->text->len;
    if (self->is_open && self->text->len + line->length < RAW_TEXT_MAX) {
        g_string_append_len(self->text, line->at, (gssize)line->length);
        g_string_append_c(self->text, '\n');
    }
    if (!is_counter(line))
        self->counted = self->text->len;
}

/* A blank line ends a cue of WebVTT; SubRip has them within texts, too, and numbers that belong to the next. */
static void read_blocks(CueTrack *track, const char *text, CueTextKind kind)
{
    g_autoptr(GString) gathered = g_string_new(NULL);
    Blocks self = { .track = track, .kind = kind, .text = gathered };
    Line line;

    while (next_line(&text, &line)) {
        if (is_timing(&line)) {
            end_cue(&self, kind == CUE_TEXT_SUBRIP);
            self.is_open = read_timing(&line, &self.start_us, &self.end_us);
        } else if (kind == CUE_TEXT_WEBVTT && is_blank(&line)) {
            end_cue(&self, FALSE);
        } else {
            add_line(&self, &line);
        }
    }
    end_cue(&self, FALSE);
}

static gboolean has_timing(const char *text)
{
    gint64 start_us, end_us;
    Line line;

    while (next_line(&text, &line)) {
        if (is_timing(&line) && read_timing(&line, &start_us, &end_us))
            return TRUE;
    }
    return FALSE;
}

/* ---- SubStation: a line an event, its fields named by the line before ---- */

typedef struct {
    int fields, start, end; /* how many, and which; the text is the last */
} Columns;

static void read_format(const Line *line, Columns *columns)
{
    g_autofree char *names = g_strndup(line->at, line->length);
    g_auto(GStrv) parts = g_strsplit(names, ",", 64);

    *columns = (Columns){ .fields = (int)g_strv_length(parts), .start = -1, .end = -1 };
    for (int i = 0; parts[i]; i++) {
        g_strstrip(parts[i]);
        if (g_ascii_strcasecmp(parts[i], "Start") == 0)
            columns->start = i;
        else if (g_ascii_strcasecmp(parts[i], "End") == 0)
            columns->end = i;
    }
}

const char *subtitle_event_text(const char *event, int fields)
{
    for (; fields > 0; fields--) {
        event = strchr(event, ',');
        if (!event)
            return NULL;
        event++;
    }
    return event;
}

static gboolean field_time(const char *event, int field, gint64 *time_us)
{
    const char *at = field >= 0 ? subtitle_event_text(event, field) : NULL;

    return at && take_time(&at, time_us);
}

static void read_event(CueTrack *track, const char *event, const Columns *columns)
{
    const char *text = subtitle_event_text(event, columns->fields - 1);
    gint64 start_us, end_us;

    if (text && field_time(event, columns->start, &start_us) && field_time(event, columns->end, &end_us) &&
        end_us > 0)
        cue_track_add(track, start_us, end_us, cue_text(text, strlen(text), CUE_TEXT_ASS));
}

static gboolean after(const Line *line, const char *word, Line *rest)
{
    gsize length = strlen(word);

    if (line->length < length || g_ascii_strncasecmp(line->at, word, length) != 0)
        return FALSE;
    *rest = (Line){ line->at + length, line->length - length };
    return TRUE;
}

static void read_events(CueTrack *track, const char *text)
{
    Columns columns = { .fields = 10, .start = 1, .end = 2 }; /* what there is where nothing is said */
    gboolean in_events = FALSE;
    Line line, rest;

    while (next_line(&text, &line)) {
        if (line.length > 0 && *line.at == '[')
            in_events = after(&line, "[Events]", &rest);
        else if (in_events && after(&line, "Format:", &rest))
            read_format(&rest, &columns);
        else if (in_events && after(&line, "Dialogue:", &rest)) {
            g_autofree char *event = g_strndup(rest.at, MIN(rest.length, RAW_TEXT_MAX));
            read_event(track, event, &columns);
        }
    }
}

static gboolean has_section(const char *text)
{
    Line line, rest;

    while (next_line(&text, &line)) {
        if (after(&line, "[Events]", &rest))
            return TRUE;
    }
    return FALSE;
}

/* ---- which it is ---- */

CueTrack *subtitle_file_read(const char *text)
{
    g_autoptr(CueTrack) track = cue_track_new(NULL);

    text += strspn(text, " \t\r\n");
    if (g_str_has_prefix(text, "WEBVTT"))
        read_blocks(track, text, CUE_TEXT_WEBVTT);
    else if (has_section(text))
        read_events(track, text);
    else if (has_timing(text))
        read_blocks(track, text, CUE_TEXT_SUBRIP);
    else
        return NULL;
    return g_steal_pointer(&track);
}
