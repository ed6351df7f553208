#include "catalog/report/listing.h"

#include "catalog/facts/playability.h"
#include "catalog/messages/caption_words.h"
#include "catalog/messages/deep_words.h"
#include "catalog/messages/display.h"
#include "catalog/rules/wording.h"

#include <string.h>

/* ---- what a column says of a work: one table for the terminal and for CSV ---- */

static char *cell_id(const Work *work, Language language)
{
    (void)language;
    return work_id(work);
}

static char *cell_category(const Work *work, Language language)
{
    return g_strdup(work->category ? work->category_title.in[language]
                                   : message(language, "word.no-category"));
}

static char *cell_title(const Work *work, Language language)
{
    (void)language;
    return g_strdup(work->title);
}

static char *cell_unit(const Work *work, Language language)
{
    (void)language;
    return g_strdup(work->unit ? work->unit : "");
}

static char *cell_duration(const Work *work, Language language)
{
    (void)language;
    return work->facts && work->facts->file.duration != FACT_UNKNOWN
               ? format_clock(work->facts->file.duration)
               : g_strdup("");
}

static char *cell_frame(const Work *work, Language language)
{
    const VideoFacts *video = work->facts && work->facts->has_video ? &work->facts->video : NULL;

    (void)language;
    return video && video->display_width > 0 ? format_frame_size(video->display_width, video->display_height)
                                             : g_strdup("");
}

static char *cell_codec(const Work *work, Language language)
{
    const char *codec = work->facts && work->facts->has_video ? work->facts->video.codec_name : NULL;

    (void)language;
    return g_strdup(codec ? codec_label(codec) : "");
}

static char *cell_container(const Work *work, Language language)
{
    const char *container = work->facts ? work->facts->file.container : NULL;

    (void)language;
    return g_strdup(container ? container_label(container) : "");
}

static char *cell_size(const Work *work, Language language)
{
    return format_size(language, work->size);
}

static char *cell_status(const Work *work, Language language)
{
    g_autofree char *key = g_strconcat("status.", status_slug(work->status), NULL);

    return g_strdup(message(language, key));
}

/* What is no longer there is not called eligible, whatever it was found to be. */
static char *cell_verdict(const Work *work, Language language)
{
    if (work->status == STATUS_MISSING || work->status == STATUS_WITHDRAWN)
        return cell_status(work, language);
    return verdict_words(work->judgement, language);
}

static char *cell_path(const Work *work, Language language)
{
    (void)language;
    return display_text(work->path);
}

static char *cell_tags(const Work *work, Language language)
{
    return g_strjoinv(message(language, "list.separator"), work->tags);
}

typedef struct {
    const char *heading;
    char *(*cell)(const Work *work, Language language);
    gboolean right; /* numbers line up at their end */
    gboolean csv_only;
} Column;

static const Column columns[] = {
    { "column.id", cell_id, FALSE, FALSE },
    { "column.category", cell_category, FALSE, FALSE },
    { "column.title", cell_title, FALSE, FALSE },
    { "column.unit", cell_unit, FALSE, FALSE },
    { "column.duration", cell_duration, TRUE, FALSE },
    { "column.frame", cell_frame, TRUE, FALSE },
    { "column.codec", cell_codec, FALSE, FALSE },
    { "column.container", cell_container, FALSE, TRUE },
    { "column.size", cell_size, TRUE, TRUE },
    { "column.status", cell_status, FALSE, TRUE },
    { "column.verdict", cell_verdict, FALSE, FALSE },
    { "column.path", cell_path, FALSE, TRUE },
    { "column.tags", cell_tags, FALSE, TRUE },
};

/* ---- the table ---- */

static void append_padded(GString *out, const char *text, int width, gboolean right)
{
    int spaces = width - display_width(text);

    if (!right)
        g_string_append(out, text);
    for (; spaces > 0; spaces--)
        g_string_append_c(out, ' ');
    if (right)
        g_string_append(out, text);
}

static void append_row(GString *out, GStrv row, const int *widths)
{
    gsize length, n = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        if (columns[i].csv_only)
            continue;
        if (n > 0)
            g_string_append(out, "  ");
        append_padded(out, row[n], widths[n], columns[i].right);
        n++;
    }
    for (length = out->len; length > 0 && out->str[length - 1] == ' ';)
        length--;
    g_string_truncate(out, length);
    g_string_append_c(out, '\n');
}

/* Of the columns wanted; without a work their headings. */
static GStrv row_of(const Work *work, gboolean is_csv, Language language)
{
    GStrv row = g_new0(char *, G_N_ELEMENTS(columns) + 1);
    gsize n = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *cell = NULL;

        if (columns[i].csv_only && !is_csv)
            continue;
        cell = work ? columns[i].cell(work, language) : g_strdup(message(language, columns[i].heading));
        row[n++] = display_text(cell);
    }
    return row;
}

void listing_table(GString *out, const GPtrArray *works, Language language)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    int widths[G_N_ELEMENTS(columns)] = { 0 };

    g_ptr_array_add(rows, row_of(NULL, FALSE, language));
    for (guint i = 0; i < works->len; i++)
        g_ptr_array_add(rows, row_of(works->pdata[i], FALSE, language));
    for (guint i = 0; i < rows->len; i++) {
        GStrv row = rows->pdata[i];
        for (gsize j = 0; row[j]; j++)
            widths[j] = MAX(widths[j], display_width(row[j]));
    }
    for (guint i = 0; i < rows->len; i++)
        append_row(out, rows->pdata[i], widths);
}

/* ---- CSV ---- */

static void csv_row(GString *out, const char *const *cells, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (i)
            g_string_append_c(out, ',');
        csv_append_cell(out, cells[i]);
    }
    csv_end_row(out);
}

void listing_csv_head(GString *out, Language language)
{
    g_auto(GStrv) row = row_of(NULL, TRUE, language);

    csv_begin(out);
    csv_row(out, (const char *const *)row, G_N_ELEMENTS(columns));
}

void listing_csv(GString *out, const Work *work, Language language)
{
    g_auto(GStrv) row = row_of(work, TRUE, language);

    csv_row(out, (const char *const *)row, G_N_ELEMENTS(columns));
}

void listing_findings_csv_head(GString *out, Language language)
{
    static const char *const headings[] = { "column.id",      "column.category", "column.title",
                                            "column.unit",    "column.verdict",  "column.rule",
                                            "column.outcome", "column.required", "column.measured",
                                            "column.message" };
    const char *cells[G_N_ELEMENTS(headings)];

    for (gsize i = 0; i < G_N_ELEMENTS(headings); i++)
        cells[i] = message(language, headings[i]);
    csv_begin(out);
    csv_row(out, cells, G_N_ELEMENTS(cells));
}

void listing_findings_csv(GString *out, const Work *work, Language language)
{
    g_autofree char *id = work_id(work);
    g_autofree char *category = cell_category(work, language);
    g_autofree char *verdict = verdict_words(work->judgement, language);

    for (guint i = 0; work->judgement && i < work->judgement->findings->len; i++) {
        const Finding *finding = work->judgement->findings->pdata[i];
        g_autofree char *outcome = outcome_words(finding->outcome, finding->points, language);
        const char *cells[] = {
            id,
            category,
            work->title,
            work->unit,
            verdict,
            rule_words(finding->rule, language),
            outcome,
            finding->required.in[language],
            finding->measured.in[language],
            finding->message.in[language],
        };
        csv_row(out, cells, G_N_ELEMENTS(cells));
    }
}

/* ---- verdicts ---- */

static gboolean is_worth_saying(const Finding *finding)
{
    return finding->outcome != OUTCOME_PASS && finding->outcome != OUTCOME_NOT_EVALUATED;
}

static void append_findings(GString *out, const Judgement *judgement, Language language)
{
    for (guint i = 0; judgement && i < judgement->findings->len; i++) {
        const Finding *finding = judgement->findings->pdata[i];
        g_autofree char *outcome = outcome_words(finding->outcome, finding->points, language);

        if (!is_worth_saying(finding))
            continue;
        g_string_append_printf(out, "    [%s] ", outcome);
        g_string_append(out, finding->message.in[language] ? finding->message.in[language]
                                                           : rule_words(finding->rule, language));
        g_string_append_c(out, '\n');
    }
}

/* Manual checks have words of their own: they say how far people are, not how the work fares. */
static char *verdict_and_checks(const Work *work, Language language)
{
    g_autofree char *verdict = cell_verdict(work, language);
    g_autofree char *checks = check_words(work->judgement, language);

    return checks ? g_strdup_printf("%s  %s", verdict, checks) : g_steal_pointer(&verdict);
}

void listing_verdicts(GString *out, const GPtrArray *works, Language language)
{
    for (guint i = 0; i < works->len; i++) {
        const Work *work = works->pdata[i];
        g_autofree char *id = work_id(work);
        g_autofree char *title = display_text(work->title);
        g_autofree char *words = verdict_and_checks(work, language);

        g_string_append_printf(out, "%s  %s  %s\n", id, words, title);
        append_findings(out, work->judgement, language);
    }
}

/* ---- one work ---- */

static void line(GString *out, Language language, const char *heading, const char *value)
{
    g_autofree char *shown = value && *value ? display_text(value) : NULL;

    if (!shown)
        return;
    append_padded(out, message(language, heading), 12, FALSE);
    g_string_append_printf(out, "  %s\n", shown);
}

static char *audio_words(const Facts *facts, Language language)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; facts && i < facts->audio->len; i++) {
        const AudioFacts *audio = facts->audio->pdata[i];

        if (i)
            g_string_append(out, "; ");
        g_string_append(out, audio->codec_name ? codec_label(audio->codec_name) : "?");
        if (audio->sample_rate > 0) {
            g_autofree char *rate = format_sample_rate(audio->sample_rate);
            g_string_append_printf(out, "  %s", rate);
        }
        if (audio->channels > 0) {
            g_auto(Text) channels = channels_words(audio->channels);
            g_string_append_printf(out, "  %s", channels.in[language]);
        }
        if (audio->language && strcmp(audio->language, "und") != 0)
            g_string_append_printf(out, "  %s", audio->language);
    }
    return g_string_free(out, FALSE);
}

static char *video_words(const Facts *facts)
{
    const VideoFacts *video = facts && facts->has_video ? &facts->video : NULL;
    g_autofree char *rate = NULL;

    if (!video)
        return NULL;
    rate = video->avg_frame_rate ? format_frame_rate(video->avg_frame_rate) : g_strdup("?");
    return g_strdup_printf("%s%s%s  %s fps%s%s", video->codec_name ? codec_label(video->codec_name) : "?",
                           video->profile ? " " : "", video->profile ? video->profile : "", rate,
                           video->hdr ? "  HDR " : "", video->hdr ? video->hdr : "");
}

/* NULL: none is known. */
static const char *words_of_reason(const char *reason, Language language)
{
    g_autofree char *key = reason ? g_strconcat("reason.", reason, NULL) : NULL;

    return key && message_exists(key) ? message(language, key) : NULL;
}

static char *reason_words(const Work *work, Language language)
{
    const char *words = words_of_reason(work->reason, language);
    g_autofree char *status = cell_status(work, language);

    if (words)
        return work->status == STATUS_OK ? g_strdup(words) : g_strdup_printf("%s  %s", status, words);
    return g_steal_pointer(&status);
}

/* What the entry form adds; its contacts are not read out of the catalogue for this. */
static void append_form(GString *out, const Work *work, Language language)
{
    const Form *form = work->form;
    g_autofree char *synopsis =
        form && form->synopsis ? g_strdelimit(g_strdup(form->synopsis), "\n", ' ') : NULL;
    g_autofree char *key = form ? g_strconcat("import.matched-by.", form->matched_by, NULL) : NULL;
    g_autofree char *words = form ? message_format(language, "form.of-work", "number",
                                                   form->entry_no ? form->entry_no : form->title, "why",
                                                   message(language, key), NULL)
                                  : NULL;

    line(out, language, "column.author", work->author);
    line(out, language, "column.form", words);
    line(out, language, "column.synopsis", synopsis);
}

static void append_deep(GString *out, const Work *work, Language language)
{
    g_autoptr(GPtrArray) phrases = work->deep ? deep_words(work->deep, work->facts, language) : NULL;
    g_autofree char *words = NULL;

    if (!phrases)
        return;
    if (work->deep_status != STATUS_OK)
        g_ptr_array_add(phrases, g_strdup(message(language, "deep.unfinished")));
    g_ptr_array_add(phrases, NULL);
    words = g_strjoinv(language == LANGUAGE_ZH ? "；" : "; ", (char **)phrases->pdata);
    line(out, language, "column.deep", words);
}

static void append_caption(GString *out, const char *path, const char *words, Language language)
{
    g_autofree char *beside = path ? g_strdup_printf("%s  %s", words, path) : NULL;

    line(out, language, "column.captions", beside ? beside : words);
}

static void append_captions(GString *out, const Work *work, Language language)
{
    for (guint i = 0; i < work->captions->len; i++) {
        const WorkCaption *caption = work->captions->pdata[i];
        g_autofree char *words = caption_words(caption->path, caption->language, caption->cues, language);

        append_caption(out, caption->path, words, language);
    }
    for (guint i = 0; i < work->caption_faults->len; i++) {
        const WorkCaptionFault *fault = work->caption_faults->pdata[i];

        append_caption(out, fault->path, caption_fault_words(fault->reason, language), language);
    }
}

static void append_playing_with_copy(GString *out, const Work *work, Playable playable, Language language)
{
    g_autofree char *frame = format_frame_size(work->proxy->width, work->proxy->height);
    g_autofree char *size = format_size(language, work->proxy->size);
    g_autofree char *words =
        message_format(language, playable == PLAYABLE_NATIVE ? "playing.native-and-copy" : "playing.copy",
                       "frame", frame, "size", size, NULL);

    line(out, language, "column.playing", words);
}

static void append_playing(GString *out, const Work *work, const StageRow *copying, Language language)
{
    Playable playable;

    if (work->status != STATUS_OK || !work->facts || !work->facts->has_video)
        return;
    playable = playable_judge(work->facts, NULL);
    if (work->proxy) {
        append_playing_with_copy(out, work, playable, language);
    } else if (playable == PLAYABLE_NATIVE) {
        line(out, language, "column.playing", message(language, "playing.native"));
    } else if (!copying || copying->status == STATUS_OK || copying->status == STATUS_PENDING) {
        line(out, language, "column.playing", message(language, "playing.no"));
    } else {
        g_autofree char *status = g_strconcat("status.", status_slug(copying->status), NULL);
        const char *why = words_of_reason(copying->reason, language);
        g_autofree char *words = message_format(language, "playing.copy-failed", "why",
                                                why ? why : message(language, status), NULL);

        line(out, language, "column.playing", words);
    }
}

void listing_full(GString *out, const Work *work, const StageRow *copying, Language language)
{
    const Facts *facts = work->facts;
    g_autofree char *rate =
        facts && facts->file.bit_rate > 0 ? format_bit_rate(language, facts->file.bit_rate) : NULL;
    g_autofree char *duration = facts && facts->file.duration != FACT_UNKNOWN
                                    ? format_duration(language, facts->file.duration)
                                    : NULL;
    g_autofree char *video = video_words(facts), *audio = audio_words(facts, language),
                    *reason = reason_words(work, language);

    g_string_append_printf(out, "%s\n", work->title);
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *value = columns[i].cell(work, language);

        if (columns[i].cell == cell_title || columns[i].cell == cell_verdict ||
            columns[i].cell == cell_codec || columns[i].cell == cell_status)
            continue;
        line(out, language, columns[i].heading, columns[i].cell == cell_duration ? duration : value);
    }
    append_form(out, work, language);
    line(out, language, "column.codec", video);
    line(out, language, "column.bit-rate", rate);
    line(out, language, "column.audio", audio);
    append_playing(out, work, copying, language);
    append_captions(out, work, language);
    append_deep(out, work, language);
    line(out, language, "column.status", reason);
    line(out, language, "column.content", work->content);
    line(out, language, "column.sha256", work->sha256);
    for (guint i = 0; i < work->attachments->len; i++)
        line(out, language, "column.attachments", work->attachments->pdata[i]);
    if (work->posters->len) {
        const WorkPoster *poster = work->posters->pdata[0];
        g_autofree char *clock = format_clock(work->poster_time_us);
        g_autofree char *words =
            g_strdup_printf("%s  %s%s%s", poster->path, clock, work->poster_pinned ? "  " : "",
                            work->poster_pinned ? message(language, "word.pinned") : "");
        line(out, language, "column.poster", words);
    }
    g_autofree char *words = verdict_and_checks(work, language);
    line(out, language, "column.verdict", words);
    append_findings(out, work->judgement, language);
}
